"""The survey of the cast (tests/surveyed.py), and registers for it. The heads of its households were born on 1 February 2490 (1947); head n
has the number national_id(n), and household 1 a grandchild, 101."""

from datetime import UTC, date, datetime

import pytest

from nsc.intake import registers
from nsc.surveys.models import Member
from nsc.welfare import programmes
from tests.casework.conftest import survey
from tests.survey_files import national_id
from tests.surveyed import household_id

AT = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
AS_OF = date(2025, 10, 1)
ELDERLY = "elderly-allowance"


@pytest.fixture
def surveyed(db, tmp_path):
    survey(tmp_path)
    programmes.load()


@pytest.fixture
def sent(tmp_path):
    """A register file: a csv with a title line, of these people and these cells as they stand."""

    def sent(*people: int, cells: tuple[str, ...] = (), name: str = "register.csv"):
        rows = ["บัญชีผู้รับเงิน,", "ลำดับ,เลขประจำตัวประชาชน"]
        rows += [f"{n},{cell}" for n, cell in enumerate([*map(national_id, people), *cells], 1)]
        path = tmp_path / name
        path.write_text("\n".join(rows), encoding="utf-8")
        return path

    return sent


@pytest.fixture
def stored(sent, operator):
    """stored(1, 2, area="6009"): a register of these people."""

    def stored(*people: int, code: str = ELDERLY, as_of: date = AS_OF, **told):
        return registers.run(by=operator, at=AT, path=sent(*people), code=code, as_of=as_of, **told)

    return stored


def person(household: int, row: int = 0) -> int:
    """The number of a member of household `household` of the survey, the head first."""
    rows = Member.objects.filter(response__household=household_id(household), response__round__survey_year=2021)
    return list(rows.order_by("row", "pk").values_list("person_id", flat=True))[row]
