"""Names that a clerk takes for the same, and names that nobody may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc import sounds

SAME = """
    ศรีสุข/สีสุข ณัฐพล/นัฐพล วรรณา/วันนา พิชญ์/พิช ธันยพร/ทันยพร จันทร์/จัน สุพัตรา/สุภัตรา เพ็ญศรี/เพ็ญสี ทรงศักดิ์/ซงสัก สมศักดิ์/สมสัก
    ฐิติมา/ธิติมา ภัทร/พัด สุภาภรณ์/สุภาพร ประเสริฐ/ประเสิด บุญมี/บุนมี ไพบูลย์/ไพบูน สมบูรณ์/สมบูน วิไล/วิลัย ไชยา/ชัยยา สุรชัย/สุระชัย
    ธีรพงษ์/ธีระพงศ์ กัญญา/กันยา กัลยา/กันยา วิทยา/วิดทะยา จันทร์เพ็ญ/จันเพ็น ลักษณ์/ลัก ณัฏฐา/นัดถา ชาติชาย/ชาดชาย เกียรติศักดิ์/เกียดสัก
    พรชัย/พอนชัย ธนพล/ทะนะพล อัมพร/อำพร หญิง/ยิง รัตน์/รัด พันธุ์/พัน วงศ์/วง ทรัพย์/ซับ บุตร/บุด มิตร/มิด เพชร/เพ็ด สวรรค์/สวัน ธรรม/ทำ
    กรรณิการ์/กันนิกา กฤษณา/กริษณา มณี/มะนี สะอาด/สอาด ศิริพร/สิริพร ปัญญา/ปันยา พงษ์/พงศ์ จุฑามาศ/จุธามาส รุ่งโรจน์/รุ่งโรจ กาญจนา/กานจนา
    ชัชวาลย์/ชัดชวาล ราษฎร์/ราษ เสริม/เสิม ไชย/ชัย เนตร/เนด อุไรวรรณ/อุไรวัน สุวรรณ/สุวัน ศักดิ์ดา/สักดา นันท์/นัน
""".split()
APART = """
    สมชาย/สมชัย สมพร/สมพล วิชัย/วิชา สมชาย/สมหญิง นภา/นิภา มานะ/มานี บุญมา/บุญมี ประเสริฐ/ประสิทธิ์ กมล/กมลา อรทัย/อรุณ ใจดี/ใจดา วันดี/วันดา
    สุดา/สุดี แก้ว/กล้า ทองดี/ทองดำ จันทร์/จันทรา ก้อง/กง สมบัติ/สมบูรณ์ ปรีชา/ปรีดา ณัฐพล/นนทพล พันธุ์/ผล สมศรี/สมศักดิ์ อนันต์/อ่อน
""".split()
THAI = st.text(st.sampled_from([chr(code) for code in (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4F))] + list("aB1๒ .-")), max_size=20)


@pytest.mark.parametrize("pair", SAME)
def test_they_sound_the_same(pair):
    one, other = pair.split("/")
    assert sounds.sound(one) == sounds.sound(other) != ""


@pytest.mark.parametrize("pair", APART)
def test_they_do_not(pair):
    one, other = pair.split("/")
    assert sounds.sound(one) != sounds.sound(other)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("นางสาวสมหญิง ใจดี", ["สมหญิง", "ใจดี"]),
        ("น.ส. สมหญิง", ["สมหญิง"]),
        ("นายธง ณ อยุธยา", ["ธง", "ณ", "อยุธยา"]),
        ("นางาม", ["นางาม"]),
        ("  ", []),
    ],
)
def test_a_title_is_no_name(said, names):
    assert sounds.words(said) == names


def test_tone_marks_and_silent_signs_need_not_be_typed():
    assert sounds.plain("น้ำผึ้ง จันทร์-เพ็ญ") == sounds.plain("นำผึงจันทรเพญ")


@given(THAI)
def test_any_text_has_keys_and_the_plain_one_is_settled(text):
    plain = sounds.plain(text)
    assert sounds.plain(plain) == plain and not set(plain) & set("่้๊๋์็ .-")
    assert isinstance(sounds.sound(text), str)


@given(THAI)
def test_tones_are_not_heard(text):
    assert sounds.sound(text) == sounds.sound("".join(letter for letter in text if letter not in "่้๊๋"))


@given(st.sampled_from([name for pair in SAME for name in pair.split("/")]))
def test_how_a_name_sounds_is_among_the_ways_its_own_beginning_goes_on(name):
    assert sounds.sound(name) in sounds.begun(name)
