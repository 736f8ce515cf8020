"""What waits for me, until when, and how late it is."""

from datetime import UTC, date, datetime

import pytest

from nsc.access import reach
from nsc.casework import holidays, rolls, worklist
from nsc.errors import NotAllowed, Refused
from tests.casework.conftest import AT, YEAR, heard, resolved, verified
from tests.surveyed import household_id

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 2, 27, 3, 0, tzinfo=UTC)  # the day after verification is due


def steps(user, at=AT):
    return [(task.step, task.households) for task in worklist.of(user, at=at, year=YEAR)]


def test_work_goes_from_hand_to_hand(roll, team, district_officer, certifier, governor):
    assert steps(team) == [("verify", 2)] and steps(certifier) == [("verify", 3)] and steps(governor) == []
    verified(team, 1, 2)
    assert steps(team) == [("forum", 2)]
    heard(team, {1: None, 2: None})
    assert (steps(team), steps(district_officer)) == ([], [("endorse", 2)])
    resolved(district_officer, roll, "6009")
    assert steps(certifier) == [("verify", 1), ("certify", 2)]
    resolved(certifier, roll, "60")
    assert steps(certifier) == [("verify", 1)]


def test_a_mentor_has_what_was_handed_over(roll, somjai):
    assert steps(somjai) == []
    reach.give(household=household_id(1), to=somjai, purpose="mentor")
    assert steps(somjai) == [("verify", 1)]


def test_late_work_is_counted_in_working_days(roll, team):
    [now], [later] = worklist.of(team, at=AT, year=YEAR), worklist.of(team, at=LATER, year=YEAR)
    assert (now.due_on, now.late, now.left) == (date(2026, 2, 26), 0, 30)
    assert (later.late, later.left) == (1, None)
    assert worklist.late_states(roll, LATER.date()) == ["listed"] and worklist.late_states(roll, AT.date()) == []


def test_a_draft_waits_for_the_province(surveyed, provincial_officer, team):
    from nsc.surveys import rounds

    rolls.draw_up(by=provincial_officer, at=AT, fiscal_year=YEAR, group="tpmap", rule="mpi", round=rounds.newest())
    assert (steps(provincial_officer), steps(team)) == ([("freeze", 3)], [])


def test_a_day_of_the_province_moves_the_deadlines(surveyed, provincial_officer, team):
    from tests.casework.conftest import frozen

    with pytest.raises(NotAllowed):
        holidays.add(by=team, at=AT, on=date(2026, 1, 20), name="งานเจ้าพ่อ")
    for wrong in (date(2026, 1, 17), date(2026, 4, 13)):
        with pytest.raises(Refused):
            holidays.add(by=provincial_officer, at=AT, on=wrong, name="หยุดอยู่แล้ว")
    first = holidays.add(by=provincial_officer, at=AT, on=date(2026, 2, 20), name="งานประเพณีแห่เจ้าพ่อเจ้าแม่ปากน้ำโพ")
    assert holidays.add(by=provincial_officer, at=AT, on=date(2026, 2, 20), name="อีกครั้ง") == first
    assert frozen(provincial_officer).verify_by == date(2026, 2, 27)
    assert holidays.named() == [(date(2026, 2, 20), "งานประเพณีแห่เจ้าพ่อเจ้าแม่ปากน้ำโพ")]
