"""People of poor households, in order, with the reasons."""

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import Refused
from nsc.reports import persons
from nsc.surveys.models import Member, Response
from tests.surveyed import household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def asked(**narrowed) -> persons.Asked:
    return persons.Asked(**narrowed)


def test_those_whom_more_concerns_come_first(operator, at):
    found = persons.ranked(operator, at=at, area="6009")
    assert found.total == 3  # two of household 1, one of household 2
    assert [line.rank for line in found.lines] == sorted(line.rank for line in found.lines)
    assert all(sum(reason.points for reason in line.reasons) == line.score for line in found.lines)
    child = next(line for line in found.lines if line.age and line.age < 15)
    assert child.certain == () and 16 in child.possible  # the file does not say whom the school indicator is about


def test_the_whole_province_is_one_list(operator, at):
    found = persons.ranked(operator, at=at)
    assert found.total == 4 and found.first == 1
    assert persons.ranked(operator, at=at, by="amphoe").groups == (persons.Group("6001", 1), persons.Group("6009", 3))


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ({"stage": "school"}, 1),
        ({"stage": "elderly"}, 3),
        ({"sex": "female"}, 4),
        ({"sex": "male"}, 0),
        ({"dimension": "income"}, 3),
        ({"dimension": "health"}, 1),
        ({"dimension": "health", "stage": "school"}, 0),
        ({"poor": "target"}, 1),
        ({"card": "yes"}, 1),
        ({"age": (15, None)}, 3),
        ({"age": (None, 14)}, 1),
        ({"poor": "certified"}, 0),
        ({"group": "tpmap"}, 0),
    ],
)
def test_a_filter_leaves_the_people_it_says(operator, at, narrowed, count):
    found = persons.ranked(operator, at=at, asked=asked(**narrowed))
    assert found.total == len(found.lines) == count


def test_what_there_is_not_is_refused(operator, at):
    with pytest.raises(Refused):
        persons.ranked(operator, at=at, area="6009", asked=asked(stage="ghost"))


def test_special_groups_are_of_the_person_or_of_their_household(operator, at):
    ours = Response.objects.get(household_id=household_id(1), round__survey_year=2021)
    Member.objects.filter(response=ours, first_name="ดวงดาว").update(health=Member.Health.DISABLED)
    found = persons.ranked(operator, at=at, asked=asked(special="disabled"))
    assert [line.name for line in found.lines] == ["ด.ญ.ดวงดาว สมมุติ"]
    assert persons.ranked(operator, at=at, asked=asked(special="disabled", stage="elderly")).total == 0


def test_any_order_shows_the_same_people_and_their_own_ranks(operator, at):
    by_score = {line.name: line.rank for line in persons.ranked(operator, at=at).lines}
    for order in (("age", True), ("age", False), ("place", True), ("place", False), ("score", False)):
        assert {line.name: line.rank for line in persons.ranked(operator, at=at, order=order).lines} == by_score
    assert [line.age for line in persons.ranked(operator, at=at, order=("age", False)).lines][0] < 15
    assert [line.score for line in persons.ranked(operator, at=at, order=("score", False)).lines] == sorted(
        line.score for line in persons.ranked(operator, at=at).lines
    )


@pytest.mark.parametrize("by", ["stage", "sex", "amphoe", "tambon", "village"])
def test_groups_count_everybody_once(operator, at, by):
    assert sum(group.count for group in persons.ranked(operator, at=at, by=by).groups) == 4


def test_an_opened_list_of_names_leaves_a_line(district_officer, at):
    persons.ranked(district_officer, at=at, area="6009")
    assert AuditLine.objects.filter(verb="person_list.see", by=district_officer, count=3).exists()


def test_who_may_not_read_names_sees_neither_name_nor_door_nor_health_and_leaves_no_line(governor, at):
    lines = persons.ranked(governor, at=at).lines
    assert len(lines) == 4
    assert all("ทดสอบ" not in line.name and "ดวงดาว" not in line.name and not line.house_no and not line.specials for line in lines)
    assert not AuditLine.objects.filter(verb="person_list.see").exists()


def test_the_wrong_district_finds_nobody(district_officer, at):
    with pytest.raises(OutOfSight):
        persons.ranked(district_officer, at=at, area="6001")
