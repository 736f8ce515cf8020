"""Households in order: what each filter leaves, by role, with names and without, and what it leaves on the record."""

import pytest

from nsc.access import reach
from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.casework import cases
from nsc.casework.models import Case
from nsc.privacy import erasure
from nsc.reports import ranked
from nsc.reports.listing import Group
from nsc.reports.sifting import Asked
from nsc.surveys import kinds, rounds
from nsc.surveys.models import Member, Response
from nsc.welfare.models import Assistance
from tests.casework.conftest import AT, ON, frozen, heard, resolved, verified
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def numbers(user, at=AT, **view) -> list[int]:
    """The households of the survey (1 to 5) on the first page, in its order."""
    known = {household_id(number): number for number in range(1, 6)}
    asked = Asked(**{key: view.pop(key) for key in list(view) if key in Asked.__dataclass_fields__})
    found = ranked.households(user, at=at, asked=asked, **view)
    assert found.total == len(found.lines)
    return [known[line.household_id] for line in found.lines]


def test_what_the_survey_says_narrows_the_list(operator):
    assert sorted(numbers(operator)) == [1, 2, 4]
    assert sorted(numbers(operator, everyone=True)) == [1, 2, 3, 4, 5]
    assert numbers(operator, poor="target") == [1]
    assert sorted(numbers(operator, rounds=(2, None))) == [1] and sorted(numbers(operator, rounds=(None, 1))) == [2, 4]
    assert numbers(operator, rounds=(900, None)) == [] and sorted(numbers(operator, score=(None, 999_999_999))) == [1, 2, 4]
    most = ranked.households(operator, at=AT).lines[0].score
    assert numbers(operator, score=(most, most)) == numbers(operator)[:1] == [1]
    assert sorted(numbers(operator, number=1)) == [2, 4] and numbers(operator, area="6001") == [4]


def test_where_the_address_says_no_definition_target_poor_is_meant_where_it_is_known(operator):
    assert numbers(operator, poor="") == [1]


def test_a_case_a_visit_and_help_narrow_the_list(operator, district_officer, somjai):
    frozen(operator)
    case = cases.open_(by=district_officer, at=AT, household=household_id(1))
    assert numbers(operator, case="open") == [1] and sorted(numbers(operator, case="none")) == [2, 4]
    assert numbers(operator, visited="yes") == [] and sorted(numbers(operator, visited="no")) == [1, 2, 4]
    Case.objects.filter(pk=case.pk).update(visited_on=ON)
    assert numbers(operator, visited="yes") == [1] and sorted(numbers(operator, visited="no")) == [2, 4]
    line = ranked.households(operator, at=AT, asked=Asked(case="open")).lines[0]
    assert (line.case, line.visited_on) == ("opened", ON)


def test_a_roll_and_what_was_certified_narrow_the_list(operator, district_officer, hire):
    certifier = hire("malee", "มาลี", "provincial_centre")
    assert numbers(operator, group="tpmap") == [] == numbers(operator, poor="certified")
    roll = frozen(operator)
    assert sorted(numbers(operator, group="tpmap")) == [1, 2, 4] and numbers(operator, group="missed") == []
    team = hire("team", "ทีมตำบล", "tambon_team", "600908")
    verified(team, 1, 2)
    heard(team, {1: None, 2: None})
    resolved(district_officer, roll, "6009")
    resolved(certifier, roll, "60")
    assert sorted(numbers(operator, poor="certified")) == [1, 2]
    assert numbers(operator, poor="certified", number=2) == [1]


def test_two_things_about_a_person_are_about_the_same_person(operator):
    """Household 1 has an elderly woman and a girl. Disabled is the girl: no elderly person of it is."""
    girl = Member.objects.get(response__household=household_id(1), response__round=rounds.newest(), first_name="ดวงดาว")
    girl.health = Member.Health.DISABLED
    girl.save()
    kinds.refresh(rounds.newest())
    assert numbers(operator, special="disabled") == [1]
    assert numbers(operator, special="disabled", stage="school") == [1]
    assert numbers(operator, special="disabled", stage="elderly") == []
    assert numbers(operator, special="disabled", sex="female") == [1]
    assert numbers(operator, special="disabled", stage="elderly", everyone=True) == []
    assert sorted(numbers(operator, stage="elderly")) == [1, 2, 4] and numbers(operator, stage="school", sex="female") == [1]
    assert numbers(operator, stage="school", sex="male") == []


@pytest.mark.parametrize("column", ["score", "people", "dims", "rounds", "validated", "place"])
def test_any_order_is_a_right_one_and_the_other_way_round_too(operator, column):
    keys = {
        "score": lambda line: line.score,
        "people": lambda line: line.people,
        "dims": lambda line: line.pattern.bit_count(),
        "rounds": lambda line: line.rounds_poor,
        "validated": lambda line: line.validated if line.validated is not None else -1,
        "place": lambda line: line.area_code,
    }
    up = [keys[column](line) for line in ranked.households(operator, at=AT, order=(column, False)).lines]
    down = [keys[column](line) for line in ranked.households(operator, at=AT, order=(column, True)).lines]
    assert up == sorted(up) and down == sorted(down, reverse=True) and len(up) == 3


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("amphoe", (Group("6001", 1), Group("6009", 2))),
        ("tambon", (Group("600101", 1), Group("600908", 2))),
        ("village", (Group("60010103", 1), Group("60090804", 2))),
        ("number", (Group("1", 2), Group("2", 1))),
        ("became", (Group("fell", 2), Group("stayed", 1))),
    ],
)
def test_groups_count_what_the_list_holds(operator, by, groups):
    assert ranked.households(operator, at=AT, by=by).groups == groups


def test_who_sees_the_list_sees_their_own_part_of_it(governor, district_officer, somjai, auditor):
    assert sorted(numbers(governor)) == [1, 2, 4] and sorted(numbers(district_officer)) == [1, 2]
    with pytest.raises(OutOfSight):
        numbers(district_officer, area="6001")
    assert numbers(somjai) == []
    reach.give(household=household_id(2), to=somjai, purpose="mentor")
    assert numbers(somjai) == [2] and numbers(somjai, everyone=True) == [2]


def test_names_are_for_who_may_read_them_and_their_reading_is_recorded(governor, district_officer):
    masked = ranked.households(governor, at=AT)
    assert not masked.has_names and not any(line.house_no or line.moo or line.specials or "สมมุติ" in line.head for line in masked.lines)
    assert not AuditLine.objects.filter(verb="priority_list.see").exists()
    named = ranked.households(district_officer, at=AT)
    assert named.has_names and all("สมมุติ" in line.head for line in named.lines)
    assert AuditLine.objects.filter(verb="priority_list.see", by=district_officer, count=2).count() == 1
    assert not any("สมมุติ" in line.head for line in ranked.households(governor, at=AT).lines)  # after somebody else has read them


def test_who_may_not_read_names_learns_nothing_from_an_order_by_house_number(governor, district_officer):
    Response.objects.filter(household=household_id(1), round=rounds.newest()).update(house_no="99")
    rounds.changed(rounds.newest())
    assert numbers(district_officer, order=("place", False)) == [2, 1]  # house 12, then house 99
    assert numbers(governor, order=("place", False)) == [4, 1, 2]  # the most urgent first within a village


def test_a_name_made_unrecognisable_is_gone_from_the_next_page(district_officer, governor):
    ours = household_id(1)
    assert "ท" in next(line.head for line in ranked.households(governor, at=AT).lines if line.household_id == ours)
    erasure.anonymise_households([ours], AT)
    line = next(line for line in ranked.households(governor, at=AT).lines if line.household_id == ours)
    assert "ท" not in line.head and "ส" not in line.head


def test_help_delivered_in_this_fiscal_year_takes_a_household_off_those_without(operator):
    told = {"area_code": OURS, "kind": "food", "form": "goods", "what": "ข้าวสาร 10 กก.", "by": operator, "at": AT}
    for number, state, on in ((1, "delivered", ON), (2, "delivered", ON.replace(year=2025)), (4, "promised", None)):
        Assistance.objects.create(household_id=household_id(number), state=state, on=on, promised_on=ON, **told)
    assert sorted(numbers(operator, helped="no")) == [2, 4]
