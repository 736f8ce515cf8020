"""Worklists: what waits for whom, what is late, what comes next."""

from datetime import date, timedelta

import pytest

from nsc.access import handover, scope, users
from nsc.casework import caselist, cases, escalation, handoffs, mentors
from nsc.casework.caselist import Asked
from nsc.casework.models import Case, Event
from nsc.errors import Refused
from tests.casework.conftest import AT
from tests.surveyed import household_id

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=40)


def numbers(user, at=AT, **asked) -> list[int]:
    return [line.number for line in caselist.visible_to(user, at=at, asked=Asked(**asked)).lines]


@pytest.fixture
def three(in_care, operator):
    """Households 1 (with Somjai), 2 of our village and 4 of the other amphoe."""
    return in_care.pk, *(cases.open_(by=operator, at=AT, household=household_id(number)).pk for number in (2, 4))


def test_a_list_holds_what_its_reader_may_see(three, somjai, team, district_officer, provincial_officer, prasit, governor):
    ours, second, _far = three
    assert numbers(somjai) == [ours] and set(numbers(team)) == {ours, second} == set(numbers(district_officer))
    assert set(numbers(provincial_officer)) == {*three} and numbers(prasit) == []
    lines = caselist.visible_to(governor, at=AT).lines
    assert len(lines) == 3 and not any(line.has_name or line.house_no or line.may_assign for line in lines)
    with pytest.raises(scope.OutOfSight):
        caselist.visible_to(district_officer, at=AT, asked=Asked(area="6001"))


def test_the_first_due_comes_first(three, provincial_officer):
    ours, second, far = three
    assert numbers(provincial_officer) == [second, far, ours]


def test_a_list_is_narrowed(three, provincial_officer, somjai, operator):
    ours, second, far = three
    assert numbers(provincial_officer, area="6009", state="opened") == [second]
    assert numbers(provincial_officer, turn="mentor") == [ours] == numbers(provincial_officer, triage="develop")
    assert numbers(provincial_officer, triage="none") == [second, far] == numbers(provincial_officer, mentor="none")
    assert numbers(provincial_officer, mentor=str(somjai.pk)) == [ours]
    assert numbers(provincial_officer, at=LATER, late=True) == [second, far, ours] and numbers(provincial_officer, late=True) == []
    assert numbers(provincial_officer, emergency=True) == []
    cases.close(by=operator, at=AT, case=far, outcome="left", on=date(2026, 1, 15))
    assert numbers(provincial_officer, state="closed") == [far] and far not in numbers(provincial_officer)
    for wrong in ({"state": "rich"}, {"turn": "king"}, {"triage": "x"}, {"mentor": "1 or 1"}):
        with pytest.raises(Refused, match="ตัวกรอง"):
            numbers(provincial_officer, **wrong)


def test_what_waits_for_me_is_told_by_level(three, somjai, team, district_officer, provincial_officer, governor):
    ours, second, _far = three
    assert [(task.state, task.turn, task.cases) for task in caselist.mine(somjai, at=AT)] == [("assigned", "mentor", 1)]
    assert caselist.mine(team, at=AT) == [] == caselist.mine(provincial_officer, at=AT) == caselist.mine(governor, at=AT)
    assert numbers(district_officer, mine=True) == [second]
    handoffs.give(by=somjai, at=AT, case=ours, to="tambon", due_on=date(2026, 1, 22), because="ไม่พบ")
    assert numbers(team, mine=True) == [ours] == numbers(team, handed=True) and caselist.handed(team) == 1
    assert caselist.mine(somjai, at=AT) == []
    handoffs.take(by=team, at=AT, case=ours)
    assert caselist.handed(team) == 0


def test_the_late_are_counted_and_come_first(three, district_officer):
    [task] = caselist.mine(district_officer, at=LATER)
    assert (task.cases, task.late, task.due_on) == (1, 1, date(2026, 1, 22))
    assert sum(each.late for each in caselist.tally(district_officer, at=LATER)) == 2
    escalation.run(LATER)
    assert caselist.turns((each.turn, each.cases, each.late) for each in caselist.tally(district_officer, at=LATER)) == {
        "mentor": (0, 0), "tambon": (1, 1), "district": (0, 0), "province": (1, 1),  # gone upward they have a new day, and are late
    }  # fmt: skip


def test_counts_by_area_are_those_of_the_lists(three, provincial_officer, prasit):
    found = {
        load.area_code: (load.cases, load.late, load.by_turn) for load in caselist.below(provincial_officer, at=AT, area="60", digits=4)
    }
    assert found == {"6009": (2, 0, {"mentor": (1, 0), "district": (1, 0)}), "6001": (1, 0, {"district": (1, 0)})}
    with pytest.raises(scope.OutOfSight):
        caselist.below(prasit, at=AT, area="6009", digits=6)


def test_emergencies_wait_for_who_may_put_them_in_order(roll, team, district_officer):
    cases.open_(by=team, at=AT, household=household_id(3), is_emergency=True)
    assert (caselist.hurried(district_officer), caselist.hurried(team)) == (1, 0)


def test_a_list_takes_as_many_queries_for_many_cases_as_for_few(three, district_officer, django_assert_num_queries):
    caselist.visible_to(district_officer, at=AT)
    with django_assert_num_queries(6):
        caselist.visible_to(district_officer, at=AT)


# — who leaves —


def test_the_cases_of_who_leaves_go_to_the_successor(in_care, somjai, operator, hire):
    second = hire("second", "สอง", "mentor", "600908")
    assert [count for label, count in handover.open_work(somjai) if "เคส" in label] == [1]
    users.close(by=operator, at=AT, user=somjai, because="ลาออก", successor=second)
    row = Case.objects.get()
    assert (row.mentor, row.turn) == (second, "mentor") and cases.find(second, row.pk, at=AT).acts == {"give"}
    assert Event.objects.get(kind="case.assign").what == "left"


def test_with_no_successor_they_wait_for_the_district(in_care, somjai, operator, district_officer):
    users.close(by=operator, at=AT, user=somjai, because="ลาออก")
    row = Case.objects.get()
    assert (row.mentor, row.turn, row.state) == (None, "district", "assigned")
    assert numbers(district_officer, mine=True) == [row.pk]
    mentors.assign(by=district_officer, at=AT, cases=[row.pk], mentor=district_officer.pk)
    assert Case.objects.get().turn == "mentor"
