"""Small numbers are kept back so that nobody finds one by subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.reports.small import FEWEST, Hidden, one, parts


@pytest.mark.parametrize(("count", "hidden"), [(None, False), (0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_are_not_said(count, hidden):
    assert isinstance(one(count), Hidden) is hidden
    assert hidden or one(count) == count


def test_the_next_smallest_is_kept_back_with_it():
    assert [isinstance(each, Hidden) for each in parts([3, 40, 0, 12])] == [True, False, False, True]
    assert parts([40, 0, 12]) == (40, 0, 12)


def test_two_ones_are_not_told_by_their_sum():
    assert sum(isinstance(each, Hidden) for each in parts([1, 1, 30, 60])) == 3


@given(st.lists(st.integers(0, 60), max_size=12))
def test_what_is_hidden_cannot_be_reckoned_back(counts):
    """The hidden ones add up to a known number: still none of them is certain, unless nothing else was there to hide it among."""
    shown = parts(counts)
    hidden = [count for count, each in zip(counts, shown, strict=True) if isinstance(each, Hidden)]
    assert all(not 0 < count < FEWEST for count, each in zip(counts, shown, strict=True) if not isinstance(each, Hidden))
    if not hidden:
        return
    everything = [count for count in counts if count]
    assert len(hidden) == len(everything) or (len(hidden) >= 2 and sum(hidden) >= 2 * FEWEST)


@given(st.lists(st.integers(0, 60), max_size=12))
def test_what_is_said_is_true(counts):
    assert all(said == count for count, said in zip(counts, parts(counts), strict=True) if not isinstance(said, Hidden))
