"""Working days of Thai offices: what was a holiday, what made up for it, and when something is due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc import workdays
from nsc.errors import Refused

days = st.dates(date(2021, 1, 1), date(2029, 12, 31))
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2022, 1, 3), "1 January 2565 was a Saturday"),
        (date(2023, 1, 2), "31 December and 1 January were a weekend: one day makes up for both"),
        (date(2023, 6, 5), "two holidays on one Saturday"),
        (date(2024, 1, 2), "31 December 2566 was a Sunday, 1 January a holiday"),
        (date(2024, 4, 16), "two days of Songkran were a weekend"),
        (date(2024, 7, 22), "Asarnha and Khao Phansa were a weekend"),
        (date(2025, 5, 12), "Visakha was a Sunday"),
        (date(2025, 6, 2), "the cabinet's own"),
        (date(2026, 1, 2), "the cabinet's own"),
        (date(2026, 6, 1), "Visakha is a Sunday"),
        (date(2026, 12, 7), "5 December is a Saturday"),
    ],
)
def test_a_day_on_which_offices_were_closed(on, why):
    assert on.weekday() < 5 and not workdays.is_working_day(on), why


@pytest.mark.parametrize(
    "on", [date(2023, 1, 3), date(2024, 4, 17), date(2024, 7, 23), date(2025, 5, 1), date(2026, 5, 1), date(2026, 1, 5)]
)
def test_a_day_on_which_offices_were_open(on):
    """Labour Day among them: it is no holiday of government offices."""
    assert workdays.is_working_day(on)


def test_years_ahead_are_proposals_and_say_so():
    assert all(each.is_announced for each in workdays.holidays(2569))
    assert not any(each.is_announced for each in workdays.holidays(2570))
    assert workdays.is_known(2570) and not workdays.is_known(2571)
    assert {each.on.month for each in workdays.holidays(2580)} >= {1, 4, 12}  # the fixed days are there all the same


def test_five_working_days_over_songkran():
    assert workdays.due(date(2026, 4, 10), 5) == date(2026, 4, 22)  # Mon 13 to Wed 15 are closed
    assert workdays.due(date(2026, 4, 11), 0) == date(2026, 4, 16)


def test_a_day_of_the_province_moves_what_is_due():
    own = {date(2026, 11, 27)}
    assert workdays.due(date(2026, 11, 26), 1) == date(2026, 11, 27)
    assert workdays.due(date(2026, 11, 26), 1, own) == date(2026, 11, 30)
    assert not workdays.is_working_day(date(2026, 11, 27), own)


@given(days, st.integers(0, 120), st.frozensets(days, max_size=5))
def test_what_is_due_is_due_on_a_working_day_and_counts_back(start, number, own):
    due = workdays.due(start, number, own)
    assert workdays.is_working_day(due, own) and due >= start
    if number:
        assert workdays.between(start, due, own) == number
        assert workdays.between(start, due - DAY, own) == number - 1


@given(days, days, days)
def test_working_days_add_up(a, b, c):
    first, middle, last = sorted((a, b, c))
    assert workdays.between(first, last) == workdays.between(first, middle) + workdays.between(middle, last)


@given(st.integers(2560, 2590))
def test_every_substitute_is_a_weekday_after_a_holiday_on_a_weekend(year):
    named = {each.on for each in workdays.holidays(year)} | {each.on for each in workdays.holidays(year - 1)}
    for each in workdays.holidays(year):
        if each.name == workdays.SUBSTITUTE:
            assert each.on.weekday() < 5
            assert any(each.on - DAY * back in named and (each.on - DAY * back).weekday() >= 5 for back in range(1, 8))


def test_what_cannot_be_counted_is_refused():
    with pytest.raises(Refused):
        workdays.due(date(2026, 1, 1), -1)
    with pytest.raises(Refused):
        workdays.between(date(2026, 1, 2), date(2026, 1, 1))
