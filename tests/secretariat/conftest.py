"""The small made-up survey is in, and who issues documents of it."""

import pytest

from nsc.secretariat import documents
from nsc.secretariat.blocks import Block, Document, Table
from nsc.secretariat.document_kinds import Asked
from tests.casework.conftest import AT, case, certifier, in_care, roll, team  # noqa: F401
from tests.surveyed import two_rounds


@pytest.fixture
def surveyed(db, tmp_path):
    two_rounds(tmp_path)


@pytest.fixture
def gathered(surveyed):
    """gathered(user, "situation", "6009"): the document."""

    def ask(user, name: str, area: str, *, at=AT, **asked) -> Document:
        return documents.gathered(user, at, name, Asked(area, **asked))[1]

    return ask


def blocks(document: Document, kind: type) -> list[Block]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, kind)]


def tables(document: Document) -> dict[str, Table]:
    """By the name of their sheet."""
    return {block.name or section.title: block for section in document.sections for block in section.blocks if isinstance(block, Table)}


def column(table: Table, heading: str) -> list:
    place = list(table.headings).index(heading)
    return [row[place] for row in table.rows]


def text_of(document: Document) -> str:
    return repr(document)
