"""Deadlines and the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.privacy import rules

DAY, AWARE = date(2026, 1, 15), datetime(2026, 1, 15, 3, tzinfo=UTC)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
spans = st.timedeltas(timedelta(0), timedelta(days=60))


@given(days)
def test_the_last_day_is_thirty_days_after_the_day_of_receipt(received):
    assert rules.days_left(rules.due_on(received), received) == 30


@given(days, st.integers(-60, 60))
def test_each_day_takes_one_off_and_the_last_day_is_still_in_time(received, passed):
    left = rules.days_left(rules.due_on(received), received + timedelta(days=passed))
    assert left == 30 - passed and (left < 0) == (passed > 30)


@given(days, st.lists(st.integers(0, 60), min_size=1))
def test_reminders_are_told_once_each_and_always_nearer_to_the_end(received, visits):
    due, told, heard = rules.due_on(received), None, []
    for passed in sorted(visits):
        step = rules.reminder(due, received + timedelta(days=passed), told)
        if step is not None:
            heard.append(step)
            told = step
    assert heard == sorted(set(heard), reverse=True) and set(heard) <= {*rules.REMIND, -1}
    assert (-1 in heard) == (max(visits) > 30)


@given(spans)
def test_the_clock_says_hours_until_seventy_two_have_passed_and_then_says_so(passed):
    clock = rules.clock(AWARE, AWARE + passed, told_at=None, risk="", is_closed=False)
    assert clock.is_running and (clock.hours_left < 0) == (passed > rules.CLOCK)
    assert timedelta(0) <= rules.CLOCK - passed - timedelta(hours=clock.hours_left) < timedelta(hours=1)
    assert clock.tone == ("need" if clock.hours_left < 24 else "")


@given(spans, spans)
def test_once_the_office_was_told_the_clock_stands_where_it_stood(told_after, later):
    told = AWARE + told_after
    seen = [rules.clock(AWARE, told + wait, told_at=told, risk="some", is_closed=False) for wait in (timedelta(0), later)]
    assert seen[0] == seen[1] and not seen[0].is_running
    assert seen[0].tone == ("need" if told_after > rules.CLOCK else "good")


@given(st.lists(spans, min_size=1))
def test_each_warning_is_given_once_and_none_too_early(moments):
    told, heard = 0, []
    for passed in sorted(moments):
        hours = rules.warning(AWARE, AWARE + passed, told)
        if hours:
            assert passed >= timedelta(hours=hours)
            told = hours
            heard.append(hours)
    assert heard == sorted(set(heard))
    assert (66 in heard) == (max(moments) >= timedelta(hours=66))


def test_the_clock_stops_where_nothing_has_to_be_told():
    assert not rules.clock(AWARE, AWARE + timedelta(days=9), told_at=None, risk=rules.NONE, is_closed=False).is_running


@pytest.mark.parametrize("table", [rules.REQUEST_NEXT, rules.BREACH_NEXT], ids=["request", "breach"])
def test_no_state_follows_but_those_of_the_table(table):
    for current in table:
        for to in table:
            if to in table[current]:
                assert rules.step(table, current, to) == to
            else:
                with pytest.raises(Refused):
                    rules.step(table, current, to)


NOT_YET = {"has_copy": False, "handed_to": "", "is_restricted": False, "is_anonymous": False}


@pytest.mark.parametrize(
    ("kind", "done"),
    [("access", "has_copy"), ("port", "has_copy"), ("correct", "handed_to"), ("object", "is_restricted"), ("erase", "is_anonymous")],
)
def test_nothing_is_answered_before_it_was_done(kind, done):
    with pytest.raises(Refused):
        rules.check_answer(kind, **NOT_YET)
    rules.check_answer(kind, **NOT_YET | {done: "ศจพ.อ." if done == "handed_to" else True})


@pytest.mark.parametrize(
    ("risk", "office", "persons", "measures", "may"),
    [
        ("", True, True, "อบรมใหม่", False),
        ("none", False, False, "อบรมใหม่", True),
        ("some", False, False, "อบรมใหม่", False),
        ("some", True, False, "อบรมใหม่", True),
        ("high", True, False, "อบรมใหม่", False),
        ("high", True, True, "อบรมใหม่", True),
        ("high", True, True, "", False),
    ],
)
def test_a_breach_is_closed_when_all_were_told_who_have_to_be(risk, office, persons, measures, may):
    told = {"office_told": office, "persons_told": persons, "measures": measures}
    if may:
        rules.check_closing(risk, **told)
    else:
        with pytest.raises(Refused):
            rules.check_closing(risk, **told)


@pytest.mark.parametrize(
    ("hours", "because", "may"), [(1, "", True), (72, "", True), (73, "", False), (73, "ระบบล่มทั้งวัน", True), (-1, "x", False)]
)
def test_telling_late_needs_a_reason(hours, because, may):
    told = (AWARE, AWARE + timedelta(hours=hours), AWARE + timedelta(hours=100), because)
    if may:
        rules.check_told(*told)
    else:
        with pytest.raises(Refused):
            rules.check_told(*told)


@pytest.mark.parametrize("received", [DAY + timedelta(days=1), DAY - timedelta(days=400)])
def test_a_day_of_receipt_that_cannot_be_is_refused(received):
    with pytest.raises(Refused):
        rules.check_received(received, DAY)
