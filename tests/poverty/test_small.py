"""Figures that are too small to be shown."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.poverty.small import FEW, HIDDEN, Hidden, Keeper, hidden, is_small, kept, one, parts

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


# — sums that cross —

tables = st.integers(2, 4).flatmap(
    lambda wide: st.lists(st.lists(st.integers(0, 40), min_size=wide, max_size=wide), min_size=2, max_size=4)
)


def crossed(rows):
    """A table with the sums of its rows and columns, and of all."""
    high, wide = range(len(rows)), range(len(rows[0]))
    cells = {(i, j): (rows[i][j], None) for i in high for j in wide}
    cells |= {("row", i): (sum(rows[i]), None) for i in high} | {("column", j): (sum(row[j] for row in rows), None) for j in wide}
    cells["all"] = (sum(map(sum, rows)), None)
    sums = [(("row", i), [(i, j) for j in wide]) for i in high] + [(("column", j), [(i, j) for i in high]) for j in wide]
    sums += [("all", [("row", i) for i in high]), ("all", [("column", j) for j in wide])]
    return cells, sums


def solved(hidden_cells, sums):
    """The hidden cells of which the sums leave one value only: Gauss and Jordan, in fractions."""
    unknown = sorted(hidden_cells, key=str)
    rows = [[Fraction((cell in parts) - (cell == total)) for cell in unknown] for total, parts in sums]
    for place in range(len(unknown)):
        lead = next((row for row in rows if row[place] and not any(row[:place])), None)
        if lead is None:
            continue
        lead[:] = [value / lead[place] for value in lead]
        for row in rows:
            if row is not lead and row[place]:
                row[:] = [a - row[place] * b for a, b in zip(row, lead, strict=True)]
    alone = [row for row in rows if sum(value != 0 for value in row) == 1]
    return {unknown[[value != 0 for value in row].index(True)] for row in alone}


@given(tables)
def test_no_hidden_cell_is_had_from_sums_that_cross(rows):
    cells, sums = crossed(rows)
    found = kept(cells, sums)
    assert {key for key, cell in cells.items() if is_small(cell)} <= found
    shown = {key for key, (count, _whole) in cells.items() if key not in found and count}
    beside = {key: {each for total, parts in sums if key in (total, *parts) for each in (total, *parts)} for key in found}
    assert all(not beside[key] & shown for key in solved(found, sums))  # but where nothing is left to hide it among


def test_one_cell_takes_others_of_its_row_and_of_its_column_along():
    cells, sums = crossed([[3, 40, 50], [60, 70, 80], [90, 100, 110]])
    found = kept(cells, sums)
    assert (0, 0) in found and len(found) >= 4 and not solved(found, sums)


@given(tables)
def test_who_sees_households_is_told_everything(rows):
    cells, sums = crossed(rows)
    assert Keeper(True).table(cells, sums) == {key: count for key, (count, _whole) in cells.items()}


def test_what_is_kept_back_is_written_as_a_word():
    assert f"{HIDDEN:,}" == str(HIDDEN) == "ปิด"
