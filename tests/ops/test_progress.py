"""nsc progress: what is known of it, and nothing that is not."""

import pytest

from nsc.access import users
from nsc.casework import rolls, verifications
from nsc.casework.models import Target
from nsc.surveys import rounds
from tests.casework.conftest import AT, ON, YEAR
from tests.surveyed import household_id, two_rounds

pytestmark = pytest.mark.django_db
COLUMNS = "code,name,targets,verified,visited,planned,referred,helped,followed_up,out_of_poverty,overdue"


@pytest.fixture
def roll(nsc, tmp_path):
    two_rounds(tmp_path)
    told = {"by": users.operator(), "at": AT}
    drawn = rolls.draw_up(**told, fiscal_year=YEAR, group="tpmap", rule="mpi", round=rounds.newest())
    made = rolls.freeze(**told, roll=drawn)
    first = Target.objects.get(household=household_id(1)).pk
    verifications.verify(**told, targets=[first], result="still_poor", on=ON)
    return made


def test_targets_and_verified_by_area(nsc, roll):
    """By now everything of January is overdue; nobody has a case, so nobody was visited or helped."""
    told = nsc("progress", "--level", "amphoe", "--year", "2569")
    assert told.status == 0 and told.out.splitlines()[0] == COLUMNS
    assert [(row["code"], row["targets"], row["verified"], row["helped"], row["overdue"]) for row in told.rows] == [
        ("6001", "1", "0", "0", "1"),
        ("6009", "2", "1", "0", "2"),
    ]


def test_one_area_as_json(nsc, roll):
    told = nsc("progress", "--area", "6009", "--level", "tambon", "--year", "2569", "--format", "json")
    [row] = told.json
    assert (row["code"], row["targets"], row["visited"]) == ("600908", 2, 0)


@pytest.mark.parametrize(
    "asked", [["--area", "99", "--level", "tambon"], ["--area", "", "--level", "tambon"], ["--area", "600908", "--level", "amphoe"]]
)
def test_an_area_that_cannot_be_is_refused(nsc, roll, asked):
    told = nsc("progress", *asked)
    assert (told.status, told.out) == (2, "") and told.err


def test_a_year_without_lists_has_no_rows(nsc, roll):
    assert nsc("progress", "--level", "province", "--year", "2565").rows == []
