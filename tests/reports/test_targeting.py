"""Both errors of targeting, counted on households whose number is known."""

import pytest

from nsc.access.scope import OutOfSight
from nsc.casework import proposals, targets
from nsc.reports import targeted, targeting
from nsc.surveys import rounds
from tests.casework.conftest import AT, ON, YEAR, frozen, target, verified
from tests.casework.test_proposals import NO_INCOME, STRANGER
from tests.surveyed import household_id, two_rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(hire):
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


@pytest.fixture
def surveyed(db, tmp_path):
    two_rounds(tmp_path)


def test_listed_but_not_poor_and_poor_but_not_listed(surveyed, provincial_officer, district_officer, team):
    """Of those with a card only household 1 is listed: 2 and 4 are poor and on no list."""
    frozen(provincial_officer, rule="target")
    found = targeting.errors(provincial_officer, year=YEAR)
    assert (found.whole.listed, found.whole.unlisted, found.whole.inclusion) == (1, 2, None)
    assert found.whole.exclusion == pytest.approx(100 * 2 / 3)
    verified(team, 1, result="not_poor")
    found = targeting.errors(district_officer, year=YEAR)
    assert [(code, each.not_poor, each.unlisted) for code, each in found.by_area] == [("600908", 1, 1)]
    assert (found.whole.inclusion, found.whole.exclusion) == (100.0, 100.0)
    assert [(each.group, each.inclusion) for each in found.by_group] == [("tpmap", 100.0)]
    with pytest.raises(OutOfSight):
        targeting.errors(district_officer, year=YEAR, area="6001")


def test_who_moved_or_was_not_found_is_no_error_of_the_list(surveyed, provincial_officer, team):
    frozen(provincial_officer)
    verified(team, 1, result="moved")
    assert targeting.errors(team, year=YEAR).whole.verified == 0


def test_a_household_of_two_lists_counts_once_and_the_vulnerable_apart(surveyed, provincial_officer):
    frozen(provincial_officer)
    frozen(provincial_officer, "vulnerable", "vulnerable")
    found = targeting.errors(provincial_officer, year=YEAR)
    assert found.whole.listed == 3 and [each.group for each in found.by_group] == ["tpmap", "vulnerable"]


def test_whoever_was_removed_is_poor_and_not_listed(surveyed, provincial_officer):
    frozen(provincial_officer)
    targets.remove(by=provincial_officer, at=AT, target=target(1).pk, because="ผิดคน")
    assert targeting.errors(provincial_officer, year=YEAR).whole.unlisted == 1


def test_of_the_missed_the_proposal_knows_the_name(surveyed, provincial_officer, team, governor):
    frozen(provincial_officer)
    made = proposals.propose(by=team, at=AT, fiscal_year=YEAR, who=STRANGER, reason="ไม่มีใครสำรวจ")
    proposals.visit(by=team, at=AT, proposal=made.pk, round=rounds.newest(), on=ON, people=1, answers=NO_INCOME)
    asked = targeted.Asked(group="missed")
    assert [line.head for line in targeted.households(team, at=AT, year=YEAR, asked=asked).lines] == ["บุญมี ไร้บ้าน"]
    assert [line.head for line in targeted.households(governor, at=AT, year=YEAR, asked=asked).lines] == ["บ•••• ร••••"]


def test_the_list_goes_village_by_village_the_most_urgent_first(surveyed, provincial_officer):
    frozen(provincial_officer)
    found = targeted.households(provincial_officer, at=AT, year=YEAR)
    assert [line.household_id for line in found.lines] == [household_id(4), household_id(1), household_id(2)]
    assert (found.total, found.first, found.has_names) == (3, 1, True)
