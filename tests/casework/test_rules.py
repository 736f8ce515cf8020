"""The road of a target as a table, and what follows from it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.casework import models, rules
from nsc.errors import Refused

states, results = st.sampled_from(sorted(rules.NAMES)), st.sampled_from(models.Result.values)


def test_the_tables_name_the_states_that_are_stored():
    assert set(rules.NAMES) == set(models.State.values)
    assert set(rules.ROLL_NAMES) == set(models.RollState.values)
    assert set(rules.PROPOSAL_NAMES) == set(models.Proposal.State.values)


@given(states, results)
def test_a_verification_leads_only_where_the_table_allows(state, result):
    if state == "removed":
        with pytest.raises(Refused):
            rules.after_verification(state, result)
        return
    after = rules.after_verification(state, result)
    assert after == state or after in rules.NEXT[state]
    assert rules.after_verification(after, result) == after  # told twice, it is told once


@given(states, st.booleans())
def test_a_forum_leads_only_where_the_table_allows(state, keeps):
    try:
        after = rules.after_forum(state, keeps)
    except Refused:
        return
    assert after in ("kept", "struck") and (after == state or after in rules.NEXT[state])


@given(results.filter(lambda each: each != "still_poor"))
def test_whoever_is_not_confirmed_is_certified_by_nobody(result):
    """Before certification, it takes a verification that says poor and another forum."""
    for state in ("listed", "verified", "kept", "endorsed"):
        after = rules.after_verification(state, result)
        assert "endorsed" not in rules.NEXT[after] and "certified" not in rules.NEXT[after]
        with pytest.raises(Refused):
            rules.after_forum(after, True)


@pytest.mark.parametrize(
    ("income", "housing", "dependants", "level"),
    [
        (100_000, False, 0, 0),
        (100_000, True, 0, 1),
        (0, False, 1, 2),
        (50_000, True, 2, 2),
        (50_000, False, 3, 3),
        (100_001, True, 5, None),
        (None, True, 5, None),
    ],
)
def test_levels_of_the_vulnerable(income, housing, dependants, level):
    assert rules.vulnerability(income, 100_000, housing, dependants, 2) == level


@given(st.floats(0, 200_000), st.booleans(), st.integers(0, 9))
def test_more_dependants_never_make_a_household_less_vulnerable(income, housing, dependants):
    less, more = (rules.vulnerability(income, 100_000, housing, number, 2) for number in (dependants, dependants + 1))
    assert (less is None) == (more is None) and (less is None or less <= more)


@given(st.text("10-", max_size=63))
def test_masks_say_what_the_answers_say(answers):
    masks = rules.masks(answers)
    for bit, said in enumerate(answers):
        assert (masks.applicable >> bit & 1, masks.failed >> bit & 1) == {"1": (1, 0), "0": (1, 1), "-": (0, 0)}[said]


def test_an_answer_that_is_none_is_refused():
    with pytest.raises(Refused):
        rules.masks("1x0")


def test_income_decides_its_indicator():
    assert rules.with_income("111", 2, 39_999, 40_000) == "101"
    assert rules.with_income("101", 2, 40_000, 40_000) == "111"
    assert rules.with_income("101", 2, None, 40_000) == "101"


def test_deadlines_follow_each_other_and_may_be_set():
    days = rules.deadlines(date(2025, 10, 1))
    assert list(days) == list(rules.STEPS) and list(days.values()) == sorted(days.values())
    rules.check_deadlines([*days.values()], date(2025, 10, 1))
    with pytest.raises(Refused):
        rules.check_deadlines([*days.values()][::-1], date(2025, 10, 1))


@pytest.mark.parametrize("on", [date(2026, 1, 16), date(2024, 9, 30)])
def test_nothing_is_recorded_before_it_happens_or_long_before_its_year(on):
    with pytest.raises(Refused):
        rules.check_day(on, today=date(2026, 1, 15), fiscal_year=2026)


def test_errors_are_not_known_where_there_is_nothing_to_divide_by():
    none = rules.Errors(0, 0, 0, 0, 0)
    assert (none.inclusion, none.exclusion) == (None, None)
    some = rules.Errors(listed=10, verified=4, not_poor=1, missed_certified=1, unlisted=2)
    assert (some.inclusion, some.exclusion) == (25.0, 25.0)
