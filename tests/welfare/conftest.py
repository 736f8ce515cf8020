"""Programmes, registers and money of the cast: the provincial office of social development (พมจ.) gives relief money.

The heads of the survey's households (tests/surveyed.py) were born on 1 February 2490 (1947); head n has the number national_id(n), and
household 1 a grandchild, 101.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from nsc.access import organisations, reach
from nsc.intake import registers
from nsc.surveys.models import Member
from nsc.welfare import assistance, budgets
from nsc.welfare.assistance import Help
from nsc.welfare.models import Programme
from tests.casework.conftest import survey
from tests.survey_files import national_id
from tests.surveyed import household_id

YEAR = 2026  # fiscal 2569
AT = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
ON = date(2026, 1, 14)
AS_OF = date(2025, 10, 1)
ELDERLY = "elderly-allowance"


@pytest.fixture
def surveyed(db, tmp_path):
    survey(tmp_path)


@pytest.fixture
def team(hire):
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


@pytest.fixture
def other_team(hire):
    return hire("other_team", "ทีมอื่น", "tambon_team", "600101")


@pytest.fixture
def office(operator):
    return organisations.register(by=operator, at=AT, name="พมจ. ตัวอย่าง", kind="government")


@pytest.fixture
def officer(hire, office, surveyed):
    """Of that office, to whom household 1 was handed."""
    user = hire("officer", "เจ้าหน้าที่ พมจ.", "agency_officer", "60", office)
    reach.give(household=household_id(1), to=office, purpose="referral")
    return user


@pytest.fixture
def relief(db):
    return programme("relief", interval_months=4, times_a_year=3)


def programme(code: str, **told) -> Programme:
    plain = {"name": f"โครงการ {code}", "kind": "discretion", "form": "money", "owner": "พมจ.", "is_for_household": True}
    return Programme.objects.create(code=code, **plain | told)


def allotted(by, office, programme, baht: int = 10_000, *, area: str = "60", year: int = YEAR):
    told = {"organisation": office.pk, "programme": programme.pk, "fiscal_year": year, "area": area}
    return budgets.allot(by=by, at=AT, **told, baht=Decimal(baht), because="จัดสรรต้นปี")


def money(baht: float = 3000, number: int = 1, **told) -> Help:
    plain = {"household": household_id(number), "kind": "relief_money", "form": "money", "what": "เงินสงเคราะห์ครอบครัว"}
    return Help(**plain | {"baht": Decimal(str(baht))} | told)


def rice(number: int = 1, **told) -> Help:
    plain = {"household": household_id(number), "kind": "food", "form": "goods", "what": "ข้าวสาร 10 กก."}
    return Help(**plain | {"quantity": Decimal(2), "unit": "ถุง"} | told)


def gave(by, help: Help, on: date = ON, **told):
    return assistance.deliver(by=by, at=AT, help=help, on=on, **told).assistance


def promised(by, help: Help, on: date = ON):
    return assistance.promise(by=by, at=AT, help=help, on=on).assistance


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
