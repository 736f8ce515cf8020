"""Every kind of paper can be searched: its headings, names and figures are found as they were typed, by readers of all kinds."""

import unicodedata
from datetime import UTC, date, datetime

import pytest

from nsc import thai
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
def test_every_kind_says_in_the_pdf_what_the_document_says(asker, kind):
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
