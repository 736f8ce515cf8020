"""ตำบลนาขอม: three products, one of them chosen, its chain and market, technologies, twelve farmers. All made up; the people, too."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from nsc.tambon import buyers, chains, farmers, product_costs, products, seasons, technologies

TAMBON = "600907"
D = Decimal

CANDIDATES = (
    (
        "กล้วยน้ำว้าอบแห้งนาขอม",
        "กิโลกรัม",
        "กล้วยน้ำว้าสุกอบในโรงอบพลังงานแสงอาทิตย์ ไม่เติมน้ำตาล ใช้ของตกเกรดจากแปลงในตำบล",
        {
            "market": (3, "ร้านของฝากในปากน้ำโพสามร้านขอตัวอย่าง และโรงพยาบาลขอซื้อเป็นของว่าง"),
            "material": (4, "สำรวจแล้วมีกล้วย 310 ไร่ ออกทั้งปี"),
            "poor": (4, "ปอกและเรียงถาดทำที่บ้านได้ ผู้สูงอายุทำได้"),
            "skill": (3, "กลุ่มแม่บ้านหมู่ 4 ทำกล้วยตากอยู่แล้ว"),
            "margin": (3, "เหลือราวหนึ่งในสามของราคา"),
            "investment": (2, "ต้องมีโรงอบหนึ่งหลัง"),
            "environment": (3, "ใช้แดด เปลือกทำปุ๋ย"),
        },
    ),
    (
        "ข้าวหอมมะลิอินทรีย์บรรจุถุง",
        "กิโลกรัม",
        "ข้าวจากแปลงที่เข้าสู่อินทรีย์ปีที่สอง สีที่โรงสีชุมชน",
        {
            "market": (2, "ยังขายได้เฉพาะงานออกร้าน"),
            "material": (3, "แปลงอินทรีย์ยังมีน้อย"),
            "poor": (2, "ครัวเรือนยากจนส่วนมากไม่มีนา"),
            "skill": (3, "ชาวนาเดิมทำได้"),
            "margin": (2, "กำไรน้อยกว่าหนึ่งในห้า"),
            "investment": (2, "ต้องซ่อมโรงสี"),
            "environment": (4, "เลิกใช้สารเคมี"),
        },
    ),
    (
        "ไข่ไก่อารมณ์ดี",
        "ฟอง",
        "ไก่ไข่เลี้ยงปล่อยครัวเรือนละ 30 ตัว",
        {
            "market": (3, "โรงเรียนในตำบลซื้อได้ทุกวัน"),
            "material": (1, "ต้องซื้อพันธุ์และอาหารจากนอกตำบล"),
            "poor": (3, "เลี้ยงหลังบ้านได้"),
            "skill": (2, "เคยเลี้ยงแต่ตายมาก"),
            "margin": (2, "อาหารแพง กำไรไม่แน่นอน"),
            "investment": (3, "เริ่มจากเล้าเล็กได้"),
            "environment": (2, "มูลไก่ต้องจัดการ"),
        },
    ),
)
RECIPE = (
    (
        date(2026, 2, 1),
        "มาตรฐานของกลุ่ม",
        "กล้วยสุกร้อยละ 90 ปอกเปลือก ล้างน้ำเกลือ 1%\nอบ 3 แดด กลับวันละสองครั้ง\nคัดออกเมื่อมีรอยช้ำหรือขึ้นรา",
    ),
    (
        date(2026, 7, 1),
        "ยื่นขอ มผช. กล้วยอบ (อยู่ระหว่างตรวจ)",
        "กล้วยสุกร้อยละ 90 ปอกเปลือก ล้างน้ำเกลือ 1%\nอบในโรงอบแสงอาทิตย์ 18 ชั่วโมง อุณหภูมิไม่เกิน 60 องศา\n"
        "ความชื้นไม่เกินร้อยละ 18 วัดทุกถาด\nบรรจุถุงสุญญากาศ 250 กรัม ลงวันผลิตและรหัสถาด",
    ),
)
CANVAS = {
    "customers": "ร้านของฝากในปากน้ำโพ\nโรงพยาบาลและโรงเรียนที่ต้องการของว่างไม่หวาน\nคนเดินทางถนนสาย 11",
    "value": "หวานจากกล้วยล้วน\nรู้ว่ามาจากแปลงของใครในตำบลใด\nทุกถุงจ้างงานผู้สูงอายุ",
    "channels": "ร้านของฝากสามร้าน\nสั่งประจำเดือนละครั้ง\nเพจของตำบล",
    "relations": "ส่งตัวอย่างทุกรุ่น\nคืนเงินเมื่อมีถุงเสีย",
    "income": "ขายส่งกิโลกรัมละ 180 บาท\nขายหน้าร้านของตำบล",
    "resources": "โรงอบแสงอาทิตย์หนึ่งหลัง\nกล้วยจากแปลงสิบสองราย\nเครื่องหมายของตำบล",
    "activities": "รับซื้อและคัด\nปอกเรียงถาดที่บ้าน\nอบและตรวจความชื้น\nบรรจุและส่ง",
    "partners": "มหาวิทยาลัยราชภัฏนครสวรรค์ (โรงอบ)\nเกษตรอำเภอไพศาลี (แปลง)\nร้านของฝาก",
    "costs": "กล้วยสุก\nค่าแรงปอกและบรรจุ\nค่าเสื่อมโรงอบ\nค่าขนส่ง",
}
COSTS = (
    ("fixed", "ค่าเสื่อมโรงอบ", D(48_000)),
    ("fixed", "ค่าดูแลและตรวจมาตรฐาน", D(24_000)),
    ("fixed", "ค่าแรงหัวหน้ากะ (บางเวลา)", D(54_000)),
    ("variable", "กล้วยสุก 4 กก. ต่อกิโลกรัมอบ", D("48.00")),
    ("variable", "ค่าแรงปอก เรียง บรรจุ", D("42.50")),
    ("variable", "ถุง ฉลาก ไฟ", D("18.00")),
    ("variable", "ขนส่ง", D("7.50")),
)
CHAIN = (
    (1, "ปลูกและตัดกล้วย", "เกษตรกรสิบสองราย", D(9_000), D(5), D(9)),
    (2, "รวบรวมและบ่ม", "กลุ่มผู้ปลูกกล้วยหมู่ 2", D(8_000), D(6), D("0.5")),
    (3, "ปอกและเรียงถาด", "กลุ่มแม่บ้านหมู่ 4", D(6_000), D(38), D(4)),
    (4, "อบในโรงอบแสงอาทิตย์", "กลุ่มแม่บ้านหมู่ 4 กับมหาวิทยาลัยราชภัฏ", D(2_400), D(60), D(6)),
    (5, "คัดและบรรจุ", "วิสาหกิจชุมชนนาขอม", D(1_800), D(3), D(18)),
    (6, "ส่งถึงร้านและโรงพยาบาล", "", D(1_500), D(1), D("7.5")),
)
BUYERS = (
    ("ร้านของฝากปากน้ำโพ สาขาตลาดบ่อนไก่", "ถุง 250 กรัม ฉลากไทย มีวันผลิต", D(2_400)),
    ("โรงพยาบาลไพศาลี", "ของว่างผู้ป่วย น้ำตาลต่ำ ส่งทุกเดือน", D(960)),
    ("ศูนย์จำหน่ายสินค้าชุมชนอำเภอไพศาลี", "ขายหน้าร้านในงานอำเภอ", D(600)),
)
ORDERS = (  # buyer, quantity, days ago ordered, days after due, days ago delivered, delivered
    (0, D(150), 110, 30, 84, D(150)),
    (1, D(80), 95, 30, 66, D(78)),
    (0, D(200), 60, 30, 31, D(200)),
    (1, D(80), 20, 30, None, None),
    (2, D(60), 40, 25, None, None),
)
TECHNOLOGIES = (
    (
        "โรงอบแสงอาทิตย์แบบพาราโบลาโดม",
        "อบพืชผลได้โดยไม่ตากบนดิน ลดรา",
        "กล้วย, อบ, ตาก, แปรรูป",
        "economy",
        "มหาวิทยาลัยราชภัฏนครสวรรค์",
        9,
        D(240_000),
        "ติดตั้งแล้ว 14 ชุมชนในภาคกลาง รายงานปี 2567",
    ),
    (
        "ชุดตรวจความชื้นพกพา",
        "รู้ความชื้นของอาหารอบแห้งใน 10 วินาที",
        "อบ, บรรจุ, คัด, มาตรฐาน",
        "economy",
        "กรมวิทยาศาสตร์บริการ",
        8,
        D(6_500),
        "ผลทดสอบเทียบวิธีเตาอบของกรม",
    ),
    (
        "ปุ๋ยหมักเติมอากาศจากเปลือกกล้วย",
        "เปลือกและเศษเหลือกลายเป็นปุ๋ยใน 30 วัน",
        "กล้วย, เปลือก, ปุ๋ย, ดิน",
        "environment",
        "สถานีพัฒนาที่ดินนครสวรรค์",
        7,
        D(18_000),
        "แปลงสาธิตตำบลนาขอม ฤดู 2568",
    ),
    (
        "การขนส่งร่วมด้วยรถ อบต. ตามรอบ",
        "ส่งของเล็กจำนวนน้อยให้คุ้มค่าเที่ยว",
        "ส่งถึง, ขนส่ง, ร้าน",
        "economy",
        "อบต.นาขอม",
        6,
        None,
        "ทดลองสองเดือน ยังไม่ครบฤดู",
    ),
)
TRANSFERS = (  # technology, giver, receiver, days ago, days of training, took part, days ago checked, can do it alone
    (0, "มหาวิทยาลัยราชภัฏนครสวรรค์", "กลุ่มแม่บ้านหมู่ 4", 210, D(5), 18, 60, 11),
    (2, "สถานีพัฒนาที่ดินนครสวรรค์", "กลุ่มผู้ปลูกกล้วยหมู่ 2", 150, D(2), 24, 45, 9),
)
FARMERS = (  # title, first, last, village's number, rai, ngan, wa, crop, phone
    ("นาง", "บัวผัน", "ศรีนาขอม", 1, 3, 2, 40, "กล้วยน้ำว้า", "0812340001"),
    ("นาย", "สมพงษ์", "ทองไพศาล", 2, 5, 0, 0, "กล้วยน้ำว้า", "0812340002"),
    ("นาง", "ลำไย", "แก้วกัลยา", 4, 2, 1, 20, "กล้วยน้ำว้า", "0812340003"),
    ("นาย", "ประจวบ", "วงษ์นา", 3, 8, 0, 50, "กล้วยน้ำว้าแซมพริก", ""),
    ("นางสาว", "อรุณี", "สุขเกษม", 2, 1, 3, 0, "กล้วยน้ำว้า", "0812340005"),
    ("นาย", "ชาญชัย", "คำแหง", 5, 4, 2, 0, "กล้วยน้ำว้า", ""),
    ("นาง", "สมคิด", "ยอดมาลัย", 6, 2, 0, 80, "กล้วยหอม", "0812340007"),
    ("นาย", "ทองดี", "มั่งมี", 1, 6, 0, 0, "กล้วยน้ำว้า", ""),
    ("นาง", "พิกุล", "บุญรอด", 4, 3, 0, 0, "กล้วยน้ำว้า", "0812340009"),
    ("นาย", "วิรัตน์", "อินทร์นาค", 3, 7, 1, 0, "กล้วยน้ำว้า", ""),
    ("นางสาว", "มาลัย", "พูนทรัพย์", 5, 1, 2, 60, "กล้วยน้ำว้า", "0812340011"),
    ("นาย", "สำเริง", "เจริญนา", 6, 4, 0, 0, "กล้วยน้ำว้า", ""),
)
SEASON = "รอบต้นฝน"
FIGURES = (  # planned, yield and income before, yield and income after; kilograms, baht. None: not followed through
    (D(3_600), D(3_000), D(21_000), D(3_750), D(33_400)),
    (D(5_500), D(5_200), D(36_400), D(5_100), D(41_300)),
    (D(2_400), D(1_900), D(13_300), D(2_480), D(24_800)),
    (D(8_000), D(7_400), D(51_800), None, None),
    (D(1_800), D(1_600), D(11_200), None, None),
)
VISITS = (  # of the three who were followed: days after the season's begin, answer, why, what was seen, advice
    (
        (9, "first", "", "หน่อขึ้นแน่น กอละ 6-7 ต้น เครือเล็ก", "เหลือกอละ 3 ต้น คลุมโคนด้วยใบแห้ง"),
        (44, "yes", "", "ตัดแต่งกอแล้ว ดินชื้นขึ้น", "ใส่ปุ๋ยหมักจากเปลือกกล้วยต้นละ 5 กก."),
        (92, "yes", "", "เครือใหญ่ขึ้น ผลไม่ช้ำ", "ตัดเมื่อสุกร้อยละ 90 ส่งภายในวันเดียว"),
    ),
    (
        (12, "first", "", "น้ำขังท้ายแปลง ใบเหลือง", "ขุดร่องระบายก่อนฝนใหญ่"),
        (50, "no", "จ้างรถขุดไม่ได้ คิวเต็มทั้งเดือน", "น้ำยังขัง ต้นล้มหกกอ", "ใช้แรงคนขุดเฉพาะท้ายแปลง อบต. ให้ยืมเครื่อง"),
        (95, "partly", "ขุดได้ครึ่งแปลง", "ครึ่งที่ขุดฟื้นแล้ว", "ขุดต่อหลังเก็บเกี่ยว จองเครื่องของ อบต. ล่วงหน้า"),
    ),
    (
        (15, "first", "", "หนอนม้วนใบสามกอ", "เก็บใบเผา งดพ่นสาร"),
        (55, "yes", "", "ไม่พบหนอนแล้ว", "ห่อเครือด้วยถุงกระดาษ"),
        (101, "partly", "ถุงกระดาษไม่พอ ห่อได้ครึ่งหนึ่ง", "เครือที่ห่อผิวสวยกว่าชัดเจน", "ขอถุงจากกลุ่มรอบหน้า"),
    ),
)


def play(team, at: datetime) -> None:
    """Made again, nothing is doubled."""
    told = {"by": team, "at": at, "area": TAMBON}
    today = timezone.localdate(at)
    chosen = _products(told)
    _market(told | {"product": chosen}, today)
    _technologies(told, today)
    _farmers(told, chosen, today)


def _products(told: dict[str, object]) -> int:
    """The first is chosen, the last put aside; the number of the chosen."""
    numbers = []
    for name, unit, what, given in CANDIDATES:
        numbers.append(products.propose(**told, name=name, unit=unit, what=what))
        products.score(**told, product=numbers[-1], given=given)
    products.choose(**told, product=numbers[0], because="คะแนนสูงสุด มีผู้ซื้อรอ และผู้สูงอายุในครัวเรือนยากจนทำที่บ้านได้")
    products.drop(**told, product=numbers[2], because="อาหารและพันธุ์ต้องซื้อจากนอกตำบล กำไรไม่แน่นอน")
    return numbers[0]


def _market(told: dict[str, object], today: date) -> None:
    for valid_from, standard, text in RECIPE:
        products.write_recipe(**told, valid_from=valid_from, standard=standard, text=text)
    products.write_canvas(**told, blocks=CANVAS)
    for kind, name, baht in COSTS:
        product_costs.add(**told, kind=kind, name=name, baht=baht)
    product_costs.set_price(**told, valid_from=date(2026, 3, 1), baht=D(160), source="ราคาที่ตลาดบ่อนไก่ ก.พ. 2569")
    product_costs.set_price(**told, valid_from=date(2026, 7, 1), baht=D(180), source="ใบเสนอซื้อของร้านของฝาก มิ.ย. 2569")
    for place, name, who, capacity, loss, cost in CHAIN:
        chains.put(**told, place=place, name=name, who=who, capacity=capacity, loss=loss, cost=cost)
    numbers = [buyers.add(**told, name=name, wants=wants, a_year=a_year) for name, wants, a_year in BUYERS]
    for n, (buyer, quantity, ordered, due, delivered, sent) in enumerate(ORDERS):
        on = today - timedelta(days=ordered)
        said = {"quantity": quantity, "price": D(180), "ordered_on": on, "due_on": on + timedelta(days=due)}
        number = buyers.order(**told, buyer=numbers[buyer], mark=_mark("order", n), **said)
        if delivered is not None:
            buyers.deliver(**told, order=number, delivered=sent, delivered_on=today - timedelta(days=delivered))


def _technologies(told: dict[str, object], today: date) -> None:
    names = ("name", "solves", "words", "dimension", "owner", "readiness", "cost", "proof")
    numbers = [technologies.add(**told, **dict(zip(names, row, strict=True))) for row in TECHNOLOGIES]
    for technology, giver, receiver, ago, days, took_part, checked, alone in TRANSFERS:
        if not any((each.technology, each.receiver) == (TECHNOLOGIES[technology][0], receiver) for each in _handed(told)):
            given = {"giver": giver, "receiver": receiver, "on": today - timedelta(days=ago), "days": days, "took_part": took_part}
            number = technologies.hand_over(**told, technology=numbers[technology], **given)
            technologies.check(**told, transfer=number, on=today - timedelta(days=checked), alone=alone)


def _handed(told: dict[str, object]) -> list[technologies.Handed]:
    """Of a demonstration made on another day, its days are others."""
    return technologies.handed(told["by"], told["area"])


def _farmers(told: dict[str, object], product: int, today: date) -> None:
    begin = today - timedelta(days=150)
    for n, (title, first, last, moo, rai, ngan, wa, crop, phone) in enumerate(FARMERS):
        said = {"title": title, "first_name": first, "last_name": last, "phone": phone, "crop": crop, "product": product}
        where = {"village": f"{TAMBON}{moo:02d}", "plot": rai * 400 + ngan * 100 + wa, "consent_on": begin - timedelta(days=20)}
        number = farmers.enrol(**told, mark=_mark("farmer", n), **said, **where)
        if n < len(FIGURES):
            _season(told | {"farmer": number}, n, begin)


def _season(told: dict[str, object], n: int, begin: date) -> None:
    planned, yield_before, income_before, yield_after, income_after = FIGURES[n]
    known = next((each for each in seasons.of_farmer(told["by"], told["area"], told["farmer"]) if each.name == SEASON), None)
    begin, ends = (known.starts_on, known.ends_on) if known else (begin, begin + timedelta(days=120))
    said = {"year": begin.year, "name": SEASON, "starts_on": begin, "ends_on": ends, "unit": "กิโลกรัม", "planned": planned}
    season = seasons.plan(**told, **said, yield_before=yield_before, income_before=income_before)
    for visit, (days, followed, why, saw, advice) in enumerate(VISITS[n] if n < len(VISITS) else VISITS[0][:1]):
        words = {"followed": followed, "why": why, "saw": saw, "advice": advice}
        seasons.visit(**told, season=season, on=begin + timedelta(days=days), mark=_mark(f"visit{n}", visit), **words)
    if yield_after is not None:
        seasons.finish(**told, season=season, yield_after=yield_after, income_after=income_after)


def _mark(kind: str, n: int):
    return uuid5(NAMESPACE_URL, f"nakhom:{kind}:{n}")
