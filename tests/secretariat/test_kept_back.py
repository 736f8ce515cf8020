"""What is not told to who may not see households: whoever reads every month's end, and each of its corrections, learns of nobody.

A month's end is a tree of areas whose parts add up. Between one month's end and another no sum goes across: what is to be reckoned of a
difference is to be reckoned of both ends of it.
"""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nsc.poverty.small import FEW
from nsc.secretariat import kept_back

KEY = "households"  # a part of nothing
LEAVES = (
    "60010101",
    "60010102",
    "60010103",
    "60010201",
    "60020101",
    "60020102",
    "60030101",
)  # 6002 and 6003 have one tambon, 600301 one village


def summed(leaves: list[int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for code, value in zip(LEAVES, leaves, strict=True):
        for digits in (2, 4, 6, 8):
            cells = found.setdefault(code[:digits], {KEY: 0})
            cells[KEY] += value
    return found


def known(values: dict[str, dict[str, int]], kept: set[str]) -> set[str]:
    """The areas whose number is told, or can be reckoned by any sums from those that are."""
    hidden = sorted(kept)
    rows = []
    for whole in values:
        parts = [code for code in values if code[:-2] == whole]
        if parts:
            rows.append([(code in parts) - (code == whole) for code in hidden])
    if not hidden:
        return set(values)
    _left, sizes, right = np.linalg.svd(np.array(rows, dtype=float), full_matrices=True)
    free = right[int((sizes > 1e-9).sum()) :]  # in these directions the hidden may move, and nothing that is told moves
    return (set(values) - kept) | {code for place, code in enumerate(hidden) if np.allclose(free[:, place], 0, atol=1e-7)}


numbers = st.one_of(st.integers(0, 12), st.sampled_from([0, 1, 20, 50, 51, 52, 55]))
months = st.lists(st.lists(numbers, min_size=len(LEAVES), max_size=len(LEAVES)), min_size=1, max_size=4)


def told(history: list[list[int]]) -> list[tuple[dict[str, dict[str, int]], set[str]]]:
    before: dict[tuple[str, str], set[int]] = {}
    found = []
    for leaves in history:
        values = summed(leaves)
        kept = {code for code, _key in kept_back.reckoned(values, [KEY], before)}
        found.append((values, kept))
        for code in values.keys() - kept:
            before.setdefault((code, KEY), set()).add(values[code][KEY])
    return found


@settings(max_examples=300, deadline=None)
@given(months)
def test_no_small_number_and_no_small_change_can_be_reckoned(history):
    learnt: dict[str, list[int]] = {}
    for values, kept in told(history):
        for code in known(values, kept):
            number = values[code][KEY]
            assert not 0 < number < FEW
            assert not any(0 < abs(number - before) < FEW for before in learnt.get(code, []))
            learnt.setdefault(code, []).append(number)


@given(st.lists(numbers.map(lambda number: number + 100), min_size=len(LEAVES), max_size=len(LEAVES)))
def test_nothing_changed_and_nothing_small_all_of_it_is_told_again(leaves):
    assert [kept for _values, kept in told([leaves, leaves])] == [set(), set()]


def test_one_household_more_keeps_back_its_village_and_all_that_only_it_has_changed():
    first = [100] * len(LEAVES)
    (_values, before), (_again, kept) = told([first, [101, *first[1:]]])
    assert before == set()
    assert kept == {"60", "6001", "600101", "60010101"}


def test_where_the_sum_has_changed_by_more_it_is_told_and_another_part_of_it_is_not():
    first = [100] * len(LEAVES)
    (_values, _before), (_again, kept) = told([first, [101, *first[1:4], 110, *first[5:]]])
    assert "60" not in kept and {"6001", "600101", "60010101"} <= kept
    assert len({code for code in kept if len(code) == 4}) == 2


def test_of_a_part_too_small_for_its_whole_the_rest_is_kept_back():
    """Nine of ten are poor: the tenth can be told."""
    values = {"60": {"members": 100, "mpi_poor": 98}, "6001": {"members": 100, "mpi_poor": 98}}
    assert kept_back.reckoned(values, ["members", "mpi_poor"], {}) == {("60", "mpi_poor"), ("6001", "mpi_poor")}


def test_what_cannot_be_said_tells_nothing():
    values = {"60": {KEY: None}, "6001": {KEY: None}, "6002": {KEY: 2}, "6003": {KEY: 80}}
    assert kept_back.reckoned(values, [KEY], {}) == {("6002", KEY)}
