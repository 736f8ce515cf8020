"""Word, read back."""

import io
import zipfile

import docx as reader
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from nsc.paper import docx

QUARTERS = [["ต.ค.", 0.0, 0.25], ["ม.ค.", 0.25, 0.5], ["เม.ย.", 0.5, 0.75], ["ก.ค.", 0.75, 1.0]]
BLOCKS = [
    {"kind": "heading", "text": "ยุทธศาสตร์ที่ ๑"},
    {"kind": "pairs", "rows": [["โครงการ", "๓ โครงการ"]]},
    {
        "kind": "table",
        "headings": ["แหล่งเงิน", "บาท"],
        "rows": [["อบต. \x00<b>&amp;", "๕๐,๐๐๐"], ["รวม", "๗๐,๐๐๐"]],
        "widths": [4, 2],
        "numbers": [1],
        "has_total": True,
    },
    {"kind": "gantt", "years": [["ปีงบ ๒๕๗๐", 0.0, 1.0]], "quarters": QUARTERS, "rows": [["อบรม", 0.3, 0.6, "ม.ค. ถึง มิ.ย."]]},
    {"kind": "note", "text": "แถบสีคือช่วงเวลา"},
    {"kind": "text", "text": "หนึ่ง\n\nสอง"},
    {"kind": "signatures", "rows": [["นายอำเภอ", "สมชาย", "๑"]]},
]
TOLD = {
    "title": "พิมพ์เขียวตำบล\x0b\ud800",
    "kind": "Tambon Blueprint",
    "where": "ชัยนาท",
    "years": "๒๕๗๐",
    "version": "ฉบับที่ ๑",
    "state": "ร่าง",
    "draft": "ร่าง",
    "approved": "",
    "printed": "วันนี้",
    "contents": "สารบัญ",
    "page": "หน้า",
    "sections": [
        {"title": "สรุป", "new_page": True, "blocks": BLOCKS},
        {"title": "ลงนาม", "new_page": False, "blocks": []},
    ],
}


@pytest.fixture(scope="module")
def book():
    return reader.Document(io.BytesIO(docx.made(TOLD)))


def test_headings_are_real_and_texts_are_data(book):
    said = [(each.style.name, each.text) for each in book.paragraphs]
    assert [text for style, text in said if style == "Heading 1"] == ["สรุป", "ลงนาม"]
    assert ("Heading 2", "ยุทธศาสตร์ที่ ๑") in said and ("Title", "พิมพ์เขียวตำบล  ") in said
    assert [text for style, text in said if style == "toc 1"] == ["สรุป", "ลงนาม"]
    assert [text for style, text in said if style == "Normal"] == ["หนึ่ง", "สอง"]
    assert [text for style, text in said if style == "Signed"] == ["(สมชาย)", "นายอำเภอ", "วันที่ ๑"]
    # Nothing is empty to make room; what parts two tables is.
    assert {style for style, text in said if not text.strip()} == {"Table end"}


def test_tables_hold_every_value_under_heads_that_repeat(book):
    pairs, table, gantt = book.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["แหล่งเงิน", "บาท"],
        ["อบต.  <b>&amp;", "๕๐,๐๐๐"],
        ["รวม", "๗๐,๐๐๐"],
    ]
    heads = [[bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in each.rows] for each in (pairs, table, gantt)]
    assert heads == [[False], [True, False, False], [True, False]]
    assert [row.cells[1].paragraphs[0].style.name for row in table.rows] == ["Table head", "Table text", "Table head"]
    assert gantt.rows[0].cells[5].text == "ปีงบ ๒๕๗๐" and len(gantt.rows[0]._tr.tc_lst) == 3
    shades = [bool(cell._tc.xpath("w:tcPr/w:shd")) for cell in gantt.rows[1].cells]
    assert shades == [False, False, False, True, True, False]


def test_thai_has_its_fonts_sizes_and_language(book):
    plain = book.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:rPr')}")
    fonts = plain.find(qn("w:rFonts"))
    assert fonts.get(qn("w:ascii")) == "Sarabun" and fonts.get(qn("w:cs")) == "TH Sarabun New"
    assert plain.find(qn("w:lang")).get(qn("w:bidi")) == "th-TH" == book.core_properties.language
    cells = [cell for table in book.tables for row in table.rows for cell in row.cells]
    used = [line.style for holder in (book, *cells) for line in holder.paragraphs]
    assert all(style.element.xpath("w:rPr/w:szCs") and not style.element.xpath("w:rPr/w:rFonts") for style in used)


def test_the_sheet_is_a4_and_its_foot_counts_pages(book):
    sheet = book.sections[0]
    assert abs(sheet.page_width - Mm(210)) < Mm(0.1) and abs(sheet.page_height - Mm(297)) < Mm(0.1)
    foot = sheet.footer.paragraphs[0]
    assert "ฉบับที่ ๑" in foot.text and foot._p.xpath("w:fldSimple/@w:instr") == [" PAGE "]


def test_the_same_words_are_the_same_bytes_without_a_date_or_another_author():
    made = docx.made(TOLD)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in parts.namelist() if "thumbnail" in name]
    assert docx.made(TOLD) == made
    assert reader.Document(io.BytesIO(made)).core_properties.author == ""
