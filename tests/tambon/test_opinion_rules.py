"""A survey of opinions: means, shares, what changed between two waves, and who is too few to be told of."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nsc.errors import Refused
from nsc.tambon import opinion_rules as rules
from nsc.tambon.opinion_rules import Spread

COUNTS = st.lists(st.integers(0, 60), min_size=5, max_size=5)
SHARE = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def answers(counts):
    return np.repeat(np.arange(1, len(counts) + 1), counts)


@given(COUNTS)
def test_mean_and_variance_are_those_of_the_answers(counts):
    spread, said = Spread(tuple(counts)), answers(counts)
    assert spread.n == len(said)
    assert spread.mean is None if not len(said) else spread.mean == pytest.approx(said.mean())
    assert spread.variance is None if len(said) < 2 else spread.variance == pytest.approx(said.var(ddof=1), abs=1e-9)


@given(COUNTS, COUNTS)
def test_the_change_of_a_mean_is_welchs(before, after):
    found = rules.of_means(Spread(tuple(before)), Spread(tuple(after)))
    old, new = answers(before), answers(after)
    if len(old) < 2 or len(new) < 2 or old.var() + new.var() == 0:
        assert found is None
        return
    expected = stats.ttest_ind(new, old, equal_var=False).confidence_interval(rules.SURE)
    assert found.value == pytest.approx(new.mean() - old.mean(), abs=1e-9)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-6)


@given(SHARE)
def test_the_interval_of_a_share_is_wilsons(share):
    expected = stats.binomtest(*share).proportion_ci(rules.SURE, method="wilson")
    assert rules.wilson(*share) == pytest.approx((expected.low, expected.high), abs=1e-9)


# Newcombe, Statistics in Medicine 17 (1998), table II, method 10: 56/70 - 48/80, 9/10 - 3/10, 10/10 - 0/10.
@pytest.mark.parametrize(
    ("after", "before", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 10), 0.6075, 1.0)],
)
def test_the_change_of_a_share_is_newcombes(after, before, low, high):
    found = rules.of_shares(before, after)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(SHARE, SHARE)
def test_a_change_lies_in_its_interval_and_turns_with_the_waves(before, after):
    there, back = rules.of_shares(before, after), rules.of_shares(after, before)
    assert -1 <= there.low <= there.value + 1e-12 and there.value - 1e-12 <= there.high <= 1
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert rules.of_shares((0, 0), after) is None


def test_few_are_hidden_and_so_is_who_could_be_had_by_subtraction():
    spreads = {"": Spread((6, 10)), "villager": Spread((4, 8)), "agency": Spread((2, 2))}
    assert rules.hidden(spreads, [("", ["villager", "agency"])]) == {"agency", "villager"}
    assert rules.hidden({"": Spread((3, 3))}, []) == frozenset()


def test_a_group_that_all_said_the_same_is_hidden_until_it_is_large():
    assert rules.hidden({"a": Spread((0, 12))}, []) == {"a"}
    assert rules.hidden({"a": Spread((0, 20))}, []) == frozenset()


@pytest.mark.parametrize(
    ("kind", "audience", "text", "options"),
    [
        ("poem", "", "ก", ()),
        ("agree", "child", "ก", ()),
        ("agree", "", "", ()),
        ("choice", "", "ก", ("ข",)),
        ("choice", "", "ก", ("ข", "ข")),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(kind, audience, text, options):
    with pytest.raises(Refused):
        rules.check_question(kind, audience, text, options)


def test_a_wave_ends_after_it_begins_and_is_no_half_year():
    rules.check_days(date(2026, 1, 1), date(2026, 1, 1))
    for closes_on in (date(2025, 12, 31), date(2026, 12, 1)):
        with pytest.raises(Refused):
            rules.check_days(date(2026, 1, 1), closes_on)
