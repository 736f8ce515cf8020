"""Every kind of paper can be searched: its headings, names and figures are found as they were typed, by readers of all kinds."""

import unicodedata
from datetime import UTC, date, datetime
from io import BytesIO

import docx as word
import openpyxl
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from nsc import thai
from nsc.poverty.small import is_hidden
from nsc.secretariat import certified, documents, printing
from nsc.secretariat.blocks import Document, Heading, Note, Pairs, Picture, Signatures, Table, Text
from nsc.secretariat.document_kinds import Asked
from tests.paper.text_layer import by_poppler, text
from tests.surveyed import OURS

pytestmark = pytest.mark.django_db
MONTH, LATER = date(2026, 1, 1), datetime(2026, 2, 2, 3, 0, tzinfo=UTC)
GATHERED = [kind for kind in documents.ALL if kind.gather and not kind.of_one]


@pytest.fixture
def asker(hire, surveyed, provincial_officer):
    certified.freeze(by=provincial_officer, at=LATER, month=MONTH)
    return hire("p", "p", "provincial_centre")


def words_of(document: Document) -> list[str]:
    said = [document.title, document.where, *document.sources]
    for section in document.sections:
        said.append(section.title)
        for block in section.blocks:
            match block:
                case Heading(words) | Note(words):
                    said.append(words)
                case Text(words):
                    said += words.splitlines()
                case Pairs(rows):
                    said += [each for row in rows for each in row]
                case Signatures(rows):
                    said += [role for role, _name, _day in rows]
                case Table(headings, rows, nothing=nothing):
                    said += [*headings, *(cell for row in rows for cell in row if isinstance(cell, str))] if rows else [nothing]
                case Picture(told=told):
                    said.append(told)
    return said


def squeezed(words: str) -> str:
    return "".join(unicodedata.normalize("NFC", thai.visible(words)).split())


@pytest.mark.parametrize("kind", GATHERED, ids=lambda kind: kind.name)
def test_every_kind_says_in_each_form_what_the_document_says(asker, kind):
    area = next(code for code in ("60", "6009", "600908", OURS) if len(code) in kind.levels)
    choices = {"by": "amphoe", "across": "sex"} if "by" in kind.options else {}
    asked = Asked(area, MONTH if kind.is_monthly else None, **choices)
    document = documents.gathered(asker, LATER, kind.name, asked)[1]
    made = printing.printed(document, "pdf", thai_digits=False)
    found = squeezed(text(made))
    assert {each for each in words_of(document) if squeezed(each) not in found} == set()
    measured = by_poppler(made)
    if measured is not None:
        titles = [document.title.split()[0], *(section.title.split()[0] for section in document.sections if section.title)]
        assert [each for each in titles if each not in measured] == []
    if "docx" in kind.forms:
        is_a_word_file_of(document, printing.printed(document, "docx", thai_digits=False))
    if "xlsx" in kind.forms:
        is_a_workbook_of(document, printing.printed(document, "xlsx"))


def is_a_word_file_of(document: Document, content: bytes) -> None:
    """Headings are headings, tables are tables, and Thai has its own type (complex script), of which the Latin one has no letters."""
    book = word.Document(BytesIO(content))
    titles = [section.title for section in document.sections if section.title]
    assert [each.text for each in book.paragraphs if each.style.name == "Heading 1"] == titles
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    found = squeezed("".join([*(each.text for each in book.paragraphs), *cells]))
    assert {each for each in words_of(document) if squeezed(each) not in found} == set()
    for table in (block for section in document.sections for block in section.blocks if isinstance(block, Table) and block.rows):
        assert {*table.headings} <= {*cells}
    fonts = book.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    assert fonts.get(qn("w:cs")) == "TH Sarabun New"
    assert all(each.element.find(f".//{qn('w:szCs')}") is not None for each in book.styles if each.type == WD_STYLE_TYPE.PARAGRAPH)


def is_a_workbook_of(document: Document, content: bytes) -> None:
    """The first sheet says where the figures are from; numbers are numbers, and no cell is a formula."""
    book = openpyxl.load_workbook(BytesIO(content))
    first, *others = book.worksheets
    about = {str(row[1].value) for row in first.iter_rows()}
    assert {document.title, *document.sources} <= about
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"} and not any(cell.hyperlink for cell in cells)
    tables = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    heads = [[cell.value for cell in next(sheet.iter_rows())] for sheet in others]
    for table in tables:
        assert [*table.headings] in heads
        numbers = [[cell for cell in row if isinstance(cell, int | float) and not is_hidden(cell)] for row in table.rows]
        sheet = others[heads.index([*table.headings])]
        if [*table.headings] not in heads[heads.index([*table.headings]) + 1 :]:
            shown = [[cell.value for cell in row if cell.data_type == "n" and cell.value is not None] for row in sheet.iter_rows(min_row=2)]
            assert shown == numbers
