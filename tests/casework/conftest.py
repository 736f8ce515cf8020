"""The fiscal year of the cast: the small survey of tests/surveyed.py is in, and a roll is drawn up from it.

Households 1 and 2 of our village (60090804) are poor, 4 of the other amphoe is; 3 and 5 are not.
"""

from datetime import UTC, date, datetime

import pytest

from nsc.access import reach
from nsc.access.models import User
from nsc.casework import cases, forums, meetings, rolls, verifications
from nsc.casework.models import Case, Target
from nsc.files import keys
from nsc.registry import consents
from nsc.registry.models import Consent
from nsc.surveys import rounds
from tests.surveyed import OURS, household_id, reference_data, two_rounds

YEAR = 2026  # fiscal 2569
AT = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
ON = date(2026, 1, 14)


def survey(tmp_path) -> None:
    reference_data()
    two_rounds(tmp_path)


def agree_to_pictures(household: int, by: User, on: date) -> Consent:
    told = {"how": "spoken", "note_sealed": keys.seal(b"before a neighbour", purpose=consents.SEAL), "notice": 1}
    return Consent.objects.create(household_id=household, purpose="photograph", given_on=on, recorded_at=AT, recorded_by=by, **told)


@pytest.fixture
def surveyed(db, tmp_path):
    survey(tmp_path)


@pytest.fixture
def team(hire):
    """The operating team of our tambon."""
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


@pytest.fixture
def other_team(hire):
    return hire("other_team", "ทีมอื่น", "tambon_team", "600101")


@pytest.fixture
def certifier(hire):
    """Of the provincial centre, and not the one who draws up."""
    return hire("malee", "มาลี", "provincial_centre")


@pytest.fixture
def roll(surveyed, provincial_officer):
    """Households 1, 2 and 4, in use."""
    return frozen(provincial_officer)


def frozen(by, group="tpmap", rule="mpi"):
    drawn = rolls.draw_up(by=by, at=AT, fiscal_year=YEAR, group=group, rule=rule, round=rounds.newest())
    return rolls.freeze(by=by, at=AT, roll=drawn)


def target(number: int, group: str = "tpmap") -> Target:
    """Of household `number` of the survey."""
    return Target.objects.get(household=household_id(number), roll__group=group)


def verified(by, *numbers: int, result: str = "still_poor", on: date = ON) -> verifications.Outcome:
    return verifications.verify(by=by, at=AT, targets=[target(number).pk for number in numbers], result=result, on=on)


FORUM = {"place": "ศาลากลางบ้าน", "chair": "ผู้ใหญ่บ้าน", "attendance": 60, "minutes": "ที่ประชุมพิจารณาทีละครัวเรือน"}


def heard(by, decisions: dict[int, str | None], *, on: date = ON, village: str = OURS):
    """A forum; households of the survey by number: None keeps, a reason strikes."""
    told = {target(number).pk: because for number, because in decisions.items()}
    return forums.hold(by=by, at=AT, fiscal_year=YEAR, village=village, on=on, decisions=told, **FORUM)


def met(by, area: str, number: str = "1/2569"):
    return meetings.convene(by=by, at=AT, area=area, number=number, on=ON, place="ศาลากลาง", chair="ประธาน")


def resolved(by, roll, area: str, number: str = "1/2569", **told):
    return meetings.resolve(by=by, at=AT, meeting=met(by, area, number).pk, roll=roll, **told)


# — cases —


@pytest.fixture
def case(roll, district_officer):
    """Of household 1 of the survey, just opened; its roll is in use."""
    return cases.open_(by=district_officer, at=AT, household=household_id(1))


@pytest.fixture
def in_care(case, somjai):
    """The same, triaged and in the hands of Somjai, who is to visit."""
    reach.give(household=case.household_id, to=somjai, purpose="mentor")
    Case.objects.filter(pk=case.pk).update(state="assigned", triage="develop", mentor=somjai, turn="mentor", due_on=date(2026, 1, 29))
    case.refresh_from_db()
    return case
