"""Made-up Thai names by sex and generation, titles, occupations and schooling. Nobody is meant: first names and surnames meet at random."""

from itertools import product

import numpy as np


def _combine(firsts: str, lasts: str, besides: str = "") -> list[str]:
    return list(dict.fromkeys([a + b for a, b in product(firsts.split(), lasts.split())] + besides.split()))


_OLD_MEN = """บุญมา บุญมี บุญเลิศ บุญชู บุญส่ง บุญธรรม บุญเรือง บุญยืน บุญช่วย บุญเกิด บุญทัน บุญนาค บุญรอด บุญสม ทองดี ทองคำ ทองใบ ทองสุข ทองอยู่
ทองหล่อ ทองม้วน ทองพูน สมบุญ สมาน สมหมาย สมพงษ์ สมศักดิ์ สมจิตร สมนึก สมเกียรติ สมชาย สมพร สมคิด สมเดช สนั่น สนิท สนอง สวัสดิ์ สวิง สวงค์ สำราญ สำเริง
สำรวย สำเนา สำเภา ประเสริฐ ประยูร ประสิทธิ์ ประจวบ ประดิษฐ์ ประทีป ประนอม ประสาท ประสงค์ ประหยัด ประวิทย์ ประชุม วิเชียร วิชัย วิรัตน์ วินัย วิโรจน์ วิสุทธิ์
จำนงค์ จำรัส จำลอง จำเนียร จำรูญ เจริญ เจียม เฉลิม เฉลียว ชลอ ชะลอ ชูชาติ ชื่น เชื้อ เชิด ไพบูลย์ ไพโรจน์ ไพรัตน์ ไพฑูรย์ ถวิล ถนอม เถลิง ธงชัย นิยม นิคม
ปรีชา ปลั่ง เปลี่ยน พยุง พยนต์ พเยาว์ มานพ มานิตย์ มงคล ยงยุทธ ยุทธนา ละมัย ละออง ล้วน ลำพูน เลื่อน แสวง แสง แสน หวล หวั่น เหลือ อำนาจ อำนวย อุดม อุทัย
อุทิศ อรุณ องอาจ เอื้อน เล็ก แกละ ปุ่น เปี่ยม พุ่ม เพิ่ม ฟื้น มั่น ยอด รอด ริ้ว วาด ศรี สด สาย หยด อ่อน กิมเฮง ไล้ กุหลาบ ขวัญ คำรณ จรูญ จรัล ชาญ ดำรง ดิเรก"""
_OLD_WOMEN = """บุญมี บุญเรือน บุญชู บุญนำ บุญเยี่ยม บุญเหลือ บุญส่ง บุญธรรม ทองใบ ทองสุข ทองคำ ทองม้วน ทองหล่อ ทองเจือ ทองปลิว สมจิตร สมหมาย สมพร สมใจ สมบุญ
สมปอง สมทรง สมคิด สมนึก สมศรี สมจิต สำเนียง สำรวย สำเริง สำราญ สำอาง สำลี สำเภา ประนอม ประทุม ประยงค์ ประภา ประไพ ประจวบ ประเทือง ประคอง ประสพ
จำเนียร จำเรียง จำปา จำปี จำปูน จำรัส จันทร์ จินดา เจียม ฉลวย ฉลอง เฉลา เฉลียว ชลอ ชื่น ชูศรี เชื้อ ดวงใจ ดอกไม้ แดง ตลับ เตือน ถนอม ทิพย์ ทุเรียน นงนุช
นวล นารี นิภา เนาวรัตน์ บังอร บัวลอย บัว บานเย็น เบญจา ปราณี ปรานอม ปทุม ปิ่น ผ่อง ผิน แฉล้ม พยอม พเยาว์ พวง พิกุล พิศ เพ็ญ เพลิน ไพเราะ ไพลิน ฟอง
มณี มะลิ มาลัย มาลี เมี้ยน ยุพา ยุพิน เยื้อน เยาวลักษณ์ ระเบียบ รัตนา ราตรี รำพึง เรณู ลมัย ละมัย ละเมียด ละออ ลำใย ลำดวน ลำจวน เล็ก วงเดือน วันดี วาสนา
วิมล วิลัย ศรีนวล สงวน สงัด สง่า สนิท สมัย สวาท สอาด สายบัว สายหยุด สุข สุดใจ สุนทร สุพร เสงี่ยม เสนาะ แสงเดือน หวาน หอม อนงค์ อรุณ อำไพ อำพร อุบล อุไร"""
_MEN = _combine(
    "กิตติ เกรียง จักร เฉลิม ชาญ ณรงค์ ทวี ธนา ประ ปรี พิ วร วิ สม สุ สุร อนุ อภิ",
    "ชัย พงษ์ วัฒน์ ศักดิ์ สิทธิ์ ชาติ",
    """วีระ วีรยุทธ สุเทพ สุวิทย์ สุพจน์ สุชาติ สุรินทร์ สุนทร ธีระ ธวัช นพดล นพพร นเรศ บรรจง บัญชา พรชัย พรเทพ พิเชษฐ์ ไพศาล ภาณุ มนตรี มนัส ยุทธ
    รังสรรค์ ราเชน วสันต์ วันชัย วิทยา ศราวุธ ศิริ สมบัติ สถาพร สันติ สายัณห์ สามารถ เสกสรร เสน่ห์ อดิศักดิ์ อดุลย์ อนันต์ อนุชา อภิรักษ์ อาทิตย์ อาคม เอกชัย เอนก""",
)
_WOMEN = _combine(
    "กาญจ จันทร์ จิรา ดวง นง นภา เบญจ ปรียา พร พิม รัต รุ่ง วัน วิ ศิริ สม สุ สุภา อร อัญ",
    "นา พร รัตน์ ลักษณ์",
    """กัลยา กรรณิการ์ จงกล จารุณี จุฑามาศ ฉวีวรรณ ชลธิชา ดารา ดวงเดือน ธิดา นงเยาว์ นันทา น้ำฝน น้ำทิพย์ บุษบา บุปผา ปราณี ปัทมา ปิยะ ผกามาศ พเยาว์ พัชรี พัชรินทร์
    เพ็ญศรี ภาวนา มยุรี มาลินี ยุวดี รัชนี เรวดี ละเอียด ลาวัลย์ วนิดา วรรณา วรรณี วราภรณ์ วาสนา วิภา ศศิธร สายฝน สายพิณ สาวิตรี สิริพร สุกัญญา สุจิตรา สุดา สุธีรา
    สุนีย์ สุนันทา สุพรรณี สุภาพ สุมาลี เสาวลักษณ์ แสงดาว อรทัย อรวรรณ อังคณา อัมพร อารีย์ อำพัน""",
)
_BOYS = _combine(
    "ก้อง กฤต จิร ชย ณัฐ ธน ธีร นนท ปิย พชร พีร พุฒิ ภัทร ภาณุ รัฐ วร ศิว ศุภ อนุ อิทธิ",
    "พล พงศ์ วัฒน์ ภัทร กร เดช วุฒิ",
    "กันต์ คุณากร ชินวุฒิ ต้นกล้า ตะวัน ธาม นาวิน ปกป้อง ปุณณ์ พัชร ภูผา ภูมิ เมธา รชต วายุ สิปปกร อชิระ อาชา",
)
_GIRLS = _combine(
    "กัญ กมล ฐิติ ณัฐ ธัญ ธน ชุติ ปุณย ปาล พัชร พิชญ ภัทร วร สิริ สุภ ศิร อริย กวิน",
    "ญา ธิดา พร วดี รดา ภา นันท์",
    "กานต์ธิดา เขมิกา ชมพูนุท ญาดา ดารินทร์ ต้นข้าว น้ำหนึ่ง ใบบุญ ปิ่นมณี เปมิกา ฟ้าใส มนัสนันท์ รินรดา ลลิตา วริศรา อันนา ไอรดา",
)
# by sex, then oldest generation first: born before 2500, 2500–2529, from 2530
FIRST_NAMES = {True: (_OLD_MEN.split(), _MEN, _BOYS), False: (_OLD_WOMEN.split(), _WOMEN, _GIRLS)}
SURNAMES = _combine(
    """แก้ว ทอง ศรี บุญ สุข จันทร์ พรหม อินทร์ วงษ์ เพ็ง มั่น คง ใจ ชัย เทพ นาค โพธิ์ สิงห์ พันธุ์ เกตุ ขำ คำ ดี ต่าย น้อย บัว ปาน
    พึ่ง พูล เพชร ฟัก ภู่ มี ม่วง ยอด ยิ้ม รอด ฤทธิ์ เรือง ลา วัง ศักดิ์ สว่าง สอน สัง เสือ แสง หอม อ่อน อยู่ เอี่ยม""",
    """กสิกร เกษตร ขจร คำ เจริญ ชื่น เดช ทรัพย์ ทิพย์ เนียม ประเสริฐ ปรีชา ผล พงษ์ พันธุ์ พิทักษ์ เพียร ภักดี มงคล รักษา ร่มเย็น
    โรจน์ วงศ์ วิเชียร ศิริ สกุล สมบูรณ์ สวัสดิ์ สุวรรณ เสถียร แสงทอง หิรัญ อาจ อ่ำ อุดม""",
)

TITLES = ("เด็กชาย", "เด็กหญิง", "นาย", "นาง", "นางสาว", "ว่าที่ร้อยตรี", "จ่าสิบเอก", "ดาบตำรวจ")
JOBS = (
    "ไม่มีอาชีพ", "นักเรียน", "นักศึกษา", "ทำนา", "ทำไร่", "ทำสวน", "ปศุสัตว์", "ประมง", "รับจ้างทั่วไป", "ค้าขาย", "ธุรกิจส่วนตัว",
    "พนักงานบริษัท", "รับราชการ", "พนักงานรัฐวิสาหกิจ", "ข้าราชการบำนาญ", "หัตถกรรมในครัวเรือน", "ในความดูแล",
)  # fmt: skip
NO_JOB, PUPIL, COLLEGE, CARED_FOR = JOBS.index("ไม่มีอาชีพ"), 1, 2, JOBS.index("ในความดูแล")
_RURAL = np.array([0, 0, 0, 27, 20, 4, 3, 1, 27, 8, 3, 4, 2.4, 0.4, 0, 0.7, 0])
_URBAN = np.array([0, 0, 0, 3, 1, 1, 0.5, 0.3, 30, 25, 12, 15, 9, 2.5, 0, 0.6, 0])
_OLD = np.array([0, 0, 0, 34, 18, 6, 5, 1, 16, 12, 2, 0, 0, 0, 3, 5, 0])

EDUCATION = (
    "ไม่เคยศึกษา", "อนุบาล/ศูนย์เด็กเล็ก", "ต่ำกว่าชั้นประถมศึกษา", "จบชั้นประถมศึกษา (ป.4, ป.7, ป.6)", "มัธยมศึกษาตอนต้น (ม.1-3)",
    "มัธยมศึกษาตอนปลาย (ม.4-6, ปวช.)", "อนุปริญญา (ปวส.)", "ปริญญาตรี", "สูงกว่าปริญญาตรี",
)  # fmt: skip
_SCHOOLING = {  # share of each level for those who left school, by age at the survey of 2561
    (15, 29): (0.2, 0, 0.5, 8, 24, 42, 10, 15, 0.3),
    (30, 44): (0.5, 0, 1, 30, 23, 24, 8, 12, 1.5),
    (45, 59): (1, 0, 3, 62, 12, 11, 4, 6, 1),
    (60, 120): (4, 0, 10, 76, 4, 3, 1, 2, 0.3),
}


def first_names(male: np.ndarray, born: np.ndarray, rng) -> np.ndarray:
    """Index into `all_first_names()`; `born` is the Christian year."""
    generation = np.select([born < 1957, born < 1987], [0, 1], 2)
    offsets, index = _offsets(), np.zeros(len(male), dtype=np.int64)
    for sex in (True, False):
        for g in range(3):
            here = (male == sex) & (generation == g)
            length = len(FIRST_NAMES[sex][g])
            # some names are everybody's, most are rare
            index[here] = offsets[sex, g] + (length * rng.random(here.sum()) ** 1.4).astype(int)
    return index


def all_first_names() -> list[str]:
    return [name for sex in (True, False) for names in FIRST_NAMES[sex] for name in names]


def _offsets() -> dict[tuple[bool, int], int]:
    keys = [(sex, g) for sex in (True, False) for g in range(3)]
    lengths = np.cumsum([0] + [len(FIRST_NAMES[sex][g]) for sex, g in keys])
    return dict(zip(keys, lengths.tolist(), strict=False))


def jobs(age: np.ndarray, urban: np.ndarray, rng) -> np.ndarray:
    """What those with work do; who has none or studies is decided by the household's answers."""
    job = np.zeros(len(age), dtype=np.int64)
    for weights, here in ((_OLD, age >= 60), (_URBAN, (age < 60) & urban), (_RURAL, (age < 60) & ~urban)):
        job[here] = np.searchsorted(np.cumsum(weights) / weights.sum(), rng.random(here.sum()), side="right")
    return job


def schooling(age: np.ndarray, student: np.ndarray, rng) -> np.ndarray:
    level = np.select([age < 3, age < 6, age < 12, age < 15], [0, 1, 2, 4], 0)
    for (low, high), shares in _SCHOOLING.items():
        here = (age >= low) & (age <= high)
        level[here] = np.searchsorted(np.cumsum(shares) / np.sum(shares), rng.random(here.sum()), side="right")
    level = np.where((age < 19) & (level > 5), 5, level)
    level = np.where((age < 17) & (age >= 15), np.minimum(level, 4), level)
    return np.where(student & (age >= 15), np.where(age <= 16, 4, np.where(age <= 19, 5, 6)), level)


def titles(male: np.ndarray, age: np.ndarray, was_married: np.ndarray, lot: np.ndarray) -> np.ndarray:
    """`lot`: a number in [0, 1) drawn once a person, so that a rank or a title stays with him from round to round."""
    grown = np.where(male, 2, np.where(was_married, 3, 4))
    ranked = male & (age >= 25) & (lot < 0.003)
    return np.where(age < 15, np.where(male, 0, 1), np.where(ranked, 5 + (lot * 1000).astype(int), grown))
