"""Papers: what is printed is what was given, whatever it holds; it can be searched; nothing is read from elsewhere."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nsc.paper import pdf
from tests.paper.text_layer import read, text

HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    '#panic("stop")',
    "$x^2$ *bold* _em_ `raw` <label> @ref = heading",
    "\\u{41}\\",
    '"; #let x = 1; "',
    "]#[ (( }} //",
    '{"told": 1}',
    "#sys.inputs",
]


def paper(**values) -> dict[str, object]:
    return {"title": "สำเนา", "subtitle": "", "meta": [], "sections": [], "foot": "", "page": "หน้า"} | values


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_thai_can_be_searched_in_it():
    told = paper(title="สำเนาข้อมูลส่วนบุคคล", meta=[["คำขอที่", "๑๒"], ["จัดทำเมื่อ", "๒๖ พฤศจิกายน ๒๕๖๙"]], foot="ตำบลน้ำทรง")
    found = text(pdf.made("record", told))
    for word in ("สำเนาข้อมูลส่วนบุคคล", "คำขอที่", "๒๖ พฤศจิกายน ๒๕๖๙", "ตำบลน้ำทรง", "หน้า ๑/๑"):
        assert word in found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_looks_like_a_command_stays_a_name(name):
    made = pdf.made(
        "record", paper(title=name, meta=[["ชื่อ", name]], sections=[{"title": name, "headings": ["ก"], "widths": [1], "rows": [[name]]}])
    )
    assert squeezed(text(made)).count(squeezed(name)) >= 3


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_any_text_makes_a_paper(words):
    assert pdf.made("record", paper(meta=[["ก", words]])).startswith(b"%PDF-")


def test_a_long_table_repeats_its_head_on_every_page():
    rows = [[str(number), "เปิดแฟ้มครัวเรือน"] for number in range(120)]
    found = text(pdf.made("record", paper(sections=[{"title": "ใครเปิดดู", "headings": ["ที่", "หัวตาราง"], "widths": [1, 4], "rows": rows}])))
    assert found.count("หัวตาราง") > 2 and found.count("เปิดแฟ้มครัวเรือน") == 120


def test_a_paper_that_lasts_is_a_pdf_a():
    made = pdf.made("record", paper(title="น้ำ"), lasts=True)
    assert b"<pdfaid:part>2</pdfaid:part>" in made and b"<pdfaid:conformance>B</pdfaid:conformance>" in made
    assert b"pdfaid" not in pdf.made("record", paper(title="น้ำ")) and "น้ำ" in text(made)


def test_a_letter_that_the_type_does_not_have_makes_a_plain_paper(caplog):
    made = pdf.made("record", paper(title="น้ำ漢"), lasts=True)
    assert b"pdfaid" not in made and "น้ำ" in read(made)
    assert "no PDF/A" in caplog.text and "漢" not in caplog.text


def test_only_the_type_that_is_shipped_is_used():
    """Whatever fonts the machine has: a paper looks the same everywhere."""
    made = pdf.made("record", paper(meta=[["ก", "ABC ๑๒๓ กขค"]]))
    assert set(re.findall(rb"/FontName/\w{6}\+([\w-]+)", made)) == {b"Sarabun-Regular", b"Sarabun-Bold"}


@pytest.mark.parametrize("name", ["../../settings", "/etc/passwd", "nothing"])
def test_a_template_that_is_not_there_is_not_looked_for_elsewhere(name):
    with pytest.raises((ValueError, RuntimeError)):
        pdf.made(name, paper())
