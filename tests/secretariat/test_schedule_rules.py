"""When a report is due."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.secretariat import schedule_rules as rules
from nsc.secretariat.schedule_rules import DAILY, MONTHLY, WEEKLY

DAY = timedelta(days=1)
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
kinds = st.one_of(
    st.just((DAILY, 0)),
    st.tuples(st.just(WEEKLY), st.integers(1, 7)),
    st.tuples(st.just(MONTHLY), st.integers(1, 31)),
)


def is_due(every: str, day: int, on: date) -> bool:
    """Said otherwise than the rules say it."""
    if every == DAILY:
        return True
    if every == WEEKLY:
        return on.isoweekday() == day
    return on.day == day or (on.day < day and (on + DAY).month != on.month)


@given(kinds, days)
def test_the_next_day_is_the_first_due_one_after_today(kind, today):
    found = rules.first_after(*kind, today)
    assert found > today and is_due(*kind, found)
    assert not any(is_due(*kind, today + n * DAY) for n in range(1, (found - today).days))


@given(kinds, days)
def test_the_newest_is_the_last_due_one_until_today(kind, today):
    found = rules.latest(*kind, today)
    assert found <= today and is_due(*kind, found)
    assert not any(is_due(*kind, found + n * DAY) for n in range(1, (today - found).days + 1))


def period(every: str, on: date) -> object:
    return {DAILY: on, WEEKLY: on.isocalendar()[:2], MONTHLY: (on.year, on.month)}[every]


@given(kinds, days, st.lists(st.integers(0, 90), min_size=1, max_size=40))
def test_however_the_clock_ticks_a_period_has_one_report_at_most(kind, begin, steps):
    """A worker that was off for weeks, or asks twice in a day. What it brings is always the newest."""
    every, day = kind
    next_on, made, today = rules.first_after(every, day, begin), [], begin
    for step in steps:
        today += step * DAY
        if next_on <= today:
            made.append(rules.latest(every, day, today))
            next_on = rules.first_after(every, day, today)
            assert made[-1] > begin and rules.first_after(every, day, made[-1]) > today
    periods = [period(every, on) for on in made]
    assert len(set(periods)) == len(periods) and made == sorted(made)


@given(kinds, days)
def test_a_clock_that_ticks_every_day_misses_none(kind, begin):
    every, day = kind
    next_on, made = rules.first_after(every, day, begin), []
    for n in range(1, 100):
        if next_on <= (today := begin + n * DAY):
            made.append(rules.latest(every, day, today))
            next_on = rules.first_after(every, day, today)
    assert made == [begin + n * DAY for n in range(1, 100) if is_due(every, day, begin + n * DAY)]


def test_the_thirty_first_is_the_last_of_a_shorter_month():
    assert rules.first_after(MONTHLY, 31, date(2027, 1, 31)) == date(2027, 2, 28)
    assert rules.first_after(MONTHLY, 31, date(2027, 2, 28)) == date(2027, 3, 31)
    assert rules.first_after(MONTHLY, 30, date(2028, 2, 1)) == date(2028, 2, 29)


def test_a_day_begins_at_six():
    assert rules.day_of(datetime(2027, 1, 1, 5, 59)) == date(2026, 12, 31)
    assert rules.day_of(datetime(2027, 1, 1, 6, 0)) == date(2027, 1, 1)


def test_a_paper_by_month_is_of_the_month_that_is_over():
    assert rules.month_before(date(2027, 1, 31)) == date(2026, 12, 1)


@pytest.mark.parametrize(("every", "day"), [("hourly", 1), (WEEKLY, 0), (WEEKLY, 8), (MONTHLY, 0), (MONTHLY, 32)])
def test_a_day_that_never_comes_is_refused(every, day):
    with pytest.raises(Refused):
        rules.checked(every, day)


def test_what_is_over_does_not_begin_again():
    for state in rules.OVER:
        with pytest.raises(Refused):
            rules.step(state, rules.ON)
