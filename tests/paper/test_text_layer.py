"""What is printed is found and copied as it was typed, whoever reads it; and it looks as Typst drew it."""

import shutil
import subprocess

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from nsc.paper import pdf, text_layer
from tests.paper.text_layer import by_poppler, read, text

WORDS = (
    "กำ ก่ำ น้ำ ซ้ำ ตำบล อำเภอ สำเนา ปี่ ปั่น ป่วย ฝั่ง ฝ่าย ฟื้น ฟ้า ผู้สูงอายุ ทั้งนี้ ทั้งสิ้น ครั้งที่ เพิ่มขึ้น เมื่อ พี่เลี้ยง เปิดแฟ้ม "
    "ไพศาลี ญาติ ญู ญุ ฐาน ฐุ กุฏิ ฎีกา ฤทธิ์ สิทธิ์ ผึ้ง ปุ๋ย ปู่ เปิ้ล ค่าใช้จ่าย จังหวัดนครสวรรค์ Wi-Fi office ffi é ๑๒๓ 45"
).split()
CLUSTER = st.builds(
    "".join,
    st.tuples(
        st.sampled_from("กขคงญฐฎฏทนปฝฟผรลวสหฬอ"), st.sampled_from(["", *"ัิีึืุู"]), st.sampled_from(["", *"่้๊๋์"]), st.sampled_from(["", "า", "ง"])
    ),
)
AM = st.builds("".join, st.tuples(st.sampled_from("กขคญฐทนปฝฟรลวสอ"), st.sampled_from(["", *"่้๊๋"]), st.just("ำ")))


def paper(*words: str) -> dict[str, object]:
    section = {"title": words[0], "headings": ["ที่", "คำ"], "widths": [1, 5], "rows": [[each, f"{each}{each} {each}"] for each in words]}
    return {
        "title": words[0],
        "subtitle": "",
        "meta": [["คำ", each] for each in words],
        "foot": words[-1],
        "page": "หน้า",
        "sections": [section],
    }


def picture(*words: str) -> dict[str, object]:
    lines = "".join(f'<text y="{at * 24 + 20}" font-size="18">{each}{each} {each}</text>' for at, each in enumerate(words))
    return {"svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 {len(words) * 24 + 10}" font-family="Sarabun">{lines}</svg>'}


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    return {"record": pdf.made("record", paper(*WORDS)), "picture": pdf.made("picture", picture(*WORDS))}


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_every_word_of_a_paper_is_read_as_it_was_typed(printed):
    found = squeezed(text(printed["record"]))
    assert [each for each in WORDS if each * 3 not in found] == []


def test_and_every_word_of_a_picture(printed):
    found = squeezed(text(printed["picture"]))
    assert [each for each in WORDS if each * 3 not in found] == []


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not installed")
@pytest.mark.parametrize("name", ["record", "picture"])
def test_a_reader_that_measures_where_glyphs_stand_parts_no_word(printed, name):
    """It takes a gap for a blank, and text at another height for another line."""
    found = by_poppler(printed[name])
    assert [each for each in WORDS if each * 2 not in found] == []


@settings(max_examples=12, deadline=None)
@given(st.lists(st.one_of(CLUSTER, AM), min_size=4, max_size=24).map("".join))
def test_whatever_syllables_stand_together(word):
    found = text(pdf.made("record", paper(word)))
    assert squeezed(found).count(word) >= 5


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="poppler is not installed")
@pytest.mark.parametrize("name", ["record", "picture"])
def test_no_glyph_moves(monkeypatch, name):
    drawn = []
    monkeypatch.setattr(text_layer, "mended", lambda content: drawn.append(content) or content)
    pdf.made(name, paper(*WORDS) if name == "record" else picture(*WORDS))
    monkeypatch.undo()
    assert seen(drawn[0]) == seen(text_layer.mended(drawn[0]))


def seen(content: bytes) -> bytes:
    return subprocess.run(
        ["pdftoppm", "-r", "110", "-gray", "-f", "1", "-l", "1", "-"], input=content, capture_output=True, check=True
    ).stdout


def test_what_it_cures():
    """Should Typst write it right one day, this test says so, and the cure can go."""
    source = '#set text(font: "Sarabun")\nทั้งนี้ ฟื้น'.encode()
    drawn = typst.compile(source, font_paths=pdf._fonts(), format="pdf")
    assert "ทั้ทั้งนี้" in squeezed(read(drawn)) and "ฟื้น" not in squeezed(read(drawn, knows_actual=False))
    assert squeezed(text(text_layer.mended(drawn))) == "ทั้งนี้ฟื้น"


def test_what_is_no_paper_of_ours_is_refused():
    with pytest.raises(ValueError, match="table"):
        text_layer.mended(b"%PDF-1.7 nothing")


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not installed")
@pytest.mark.parametrize("name", ["เพ็งแสงทอง", "บ้านหนองเสือ", "ตำบลโคกเดื่อ", "อำเภอไพศาลี"])
def test_a_letter_parts_no_name_of_a_person_or_place(name):
    said = dict.fromkeys(("number", "office", "address", "date", "subject", "to", "refers_to", "enclosed"), "ก")
    said |= dict.fromkeys(("closing", "signatory", "position", "page"), "ก") | {"body": [], "letter_head": ""}
    row = ["๑", "นายบุญชู เพ็งแสงทอง (ครัวเรือนที่ ๑๖๙๘๕๓)", "บ้านเลขที่ ๓๓๓ บ้านหนองเสือ หมู่ที่ ๑ ตำบลโคกเดื่อ อำเภอไพศาลี", "ซ่อมแซมบ้าน"]
    assert name in by_poppler(pdf.made("letter", said | {"headings": ["ที่", "ครัวเรือน", "ที่อยู่", "เรื่อง"], "rows": [row]}))
