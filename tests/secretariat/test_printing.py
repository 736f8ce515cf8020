"""A document as a paper: the same figures in PDF, Word and Excel; no cell that runs."""

import io
from datetime import date

import docx as word
import openpyxl
import pytest

from nsc.errors import Refused
from nsc.poverty.small import Hidden
from nsc.secretariat import printing
from nsc.secretariat.blocks import Document, Head, Note, Pairs, Picture, Section, Signatures, Table, Text
from tests.paper.text_layer import text

pytestmark = pytest.mark.django_db
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20">'
    '<rect width="40" height="9"/><text y="19" font-family="Sarabun">77</text></svg>'
)


def paper(style="report", **told) -> Document:
    table = Table(
        ("อำเภอ", "ครัวเรือน", "ร้อยละ"), [("=1+1", 1234, 2.5), ("ตาคลี", None, Hidden()), ("รวม", 1234, 10.0)], (3, 1, 1), (1, 2), True
    )
    blocks = [Text("จังหวัดนครสวรรค์มีครัวเรือน 1,234 ครัวเรือน"), table, Note("นับตามนิยาม"), Picture(SVG, "แผนภูมิ", table)]
    blocks += [Pairs([("ผู้รับผิดชอบ", "พัฒนาการ")]), Signatures([("นายอำเภอ", "สมชาย", "")])]
    head = Head("ที่ว่าการอำเภอไพศาลี", "นว 1", "ผู้ว่าราชการ", "รายงาน", ["หนังสือก่อน"], ["ตาราง 1", "ตาราง 2"])
    return Document("รายงาน", "อำเภอไพศาลี", "ปี 2569", date(2026, 11, 27), [Section("สรุป", blocks)], ["จปฐ. 2569"], style, head, **told)


@pytest.mark.parametrize("style", ["report", "memo", "letter", "plain"])
def test_every_style_is_a_paper_in_thai_digits_that_names_its_sources(style):
    found = text(printing.printed(paper(style), "pdf"))
    assert "๑,๒๓๔" in found and "1,234" not in found and "จปฐ. ๒๕๖๙" in found and "–" in found
    if style == "letter":
        assert found.index("ขอแสดงความนับถือ") < found.index("สมชาย")


def test_a_word_of_latin_letters_keeps_its_digits_also_among_thai_ones():
    assert (
        printing._in_thai_digits("SHA-256: eb250e7c ปี 2569 ลำดับ household-1 รุ่น 2.5") == "SHA-256: eb250e7c ปี ๒๕๖๙ ลำดับ household-1 รุ่น ๒.๕"
    )


def test_arabic_digits_are_a_choice_and_lying_paper_too():
    made = printing.printed(paper(is_wide=True), "pdf", thai_digits=False)
    assert "1,234" in text(made) and b"/MediaBox[0 0 841.8898 595.2756]" in made


def test_word_holds_the_figures_of_the_paper_and_its_picture():
    book = word.Document(io.BytesIO(printing.printed(paper("memo"), "docx")))
    assert [[cell.text for cell in row.cells] for row in book.tables[0].rows][1] == ["=๑+๑", "๑,๒๓๔", "๒.๕"]
    assert len(book.inline_shapes) == 1 and any(each.text == "บันทึกข้อความ" for each in book.paragraphs)


def test_a_workbook_says_first_what_its_figures_mean_and_has_no_formula():
    book = openpyxl.load_workbook(io.BytesIO(printing.printed(paper(), "xlsx")))
    assert "จปฐ. 2569" in [row[1].value for row in book.worksheets[0].iter_rows()]
    sheet = next(each for each in book.worksheets if each["A1"].value == "อำเภอ")
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["B2"].value, sheet["B3"].value) == ("=1+1", "s", 1234, None)
    assert isinstance(sheet["C3"].value, str)  # kept back: a word


def test_another_form_is_refused():
    with pytest.raises(Refused, match="odt"):
        printing.printed(paper(), "odt")
