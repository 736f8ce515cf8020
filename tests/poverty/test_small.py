"""Figures that are too small to be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.poverty.small import FEW, Hidden, hidden, is_small, one, parts

counts = st.integers(0, 60)
cells = st.lists(counts.flatmap(lambda count: st.tuples(st.just(count), st.none() | st.integers(count, count + 60))), max_size=12)


@pytest.mark.parametrize(
    ("cell", "small"),
    [
        ((0, 500), False),
        ((1, 500), True),
        ((4, None), True),
        ((5, 500), False),
        ((497, 500), True),  # the three who are not
        ((500, 500), False),
        ((12, 12), True),  # all of a few
        ((0, 12), True),  # none of a few
        ((0, 0), False),
        ((None, 500), False),
    ],
)
def test_a_handful_its_rest_and_all_or_none_of_a_few_are_small(cell, small):
    assert is_small(cell) is small


@given(cells)
def test_what_is_hidden_cannot_be_had_from_the_total(given_cells):
    """Either all that counts anything is hidden, or what the total leaves for the hidden ones is no handful and not of a single one."""
    found = hidden(given_cells)
    assert {n for n, cell in enumerate(given_cells) if is_small(cell)} <= found
    shown = [n for n, (count, _whole) in enumerate(given_cells) if n not in found and count]
    if found and shown:
        assert len(found) >= 2
        assert sum(given_cells[n][0] for n in found) >= 2 * FEW


def test_nothing_is_hidden_where_nothing_is_small():
    assert hidden([(10, 400), (0, 300), (60, 900)]) == frozenset()


def test_a_lone_small_one_takes_the_least_of_the_others_along():
    assert hidden([(3, 400), (40, 300), (9, 900)]) == {0, 2}


# — numbers that stand alone, and parts of a sum —


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
    assert all(not 0 < count < FEW for count, each in zip(counts, shown, strict=True) if not isinstance(each, Hidden))
    if not hidden:
        return
    everything = [count for count in counts if count]
    assert len(hidden) == len(everything) or (len(hidden) >= 2 and sum(hidden) >= 2 * FEW)


@given(st.lists(st.integers(0, 60), max_size=12))
def test_what_is_said_is_true(counts):
    assert all(said == count for count, said in zip(counts, parts(counts), strict=True) if not isinstance(said, Hidden))
