"""No class of fewer than k leaves."""

from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.secretariat import extract_rules, extracts

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 1)), max_size=60)


@given(ROWS, st.integers(3, 6))
def test_a_row_leaves_where_k_say_the_same_and_only_there(rows, k):
    columns = [np.array([row[n] for row in rows], np.int64) for n in (0, 1)]
    found = extract_rules.gate(columns, k=k, telling=np.array([row[2] for row in rows], np.int64))
    sizes = Counter(row[:2] for row in rows)
    assert found.keep.tolist() == [sizes[row[:2]] >= k for row in rows]
    assert found.left_out == sum(size for size in sizes.values() if size < k)
    said = {row[:2]: {other[2] for other in rows if other[:2] == row[:2]} for row in rows}
    assert found.alike == sum(1 for row in rows if sizes[row[:2]] >= k and len(said[row[:2]]) == 1)


def test_nothing_leaves_where_too_much_would_be_left_out():
    found = extract_rules.gate([np.array([0] * 8 + [1, 2])])
    with pytest.raises(Refused, match="ตัดออก"):
        extract_rules.let_out(found)


def test_a_k_that_protects_nobody_is_refused():
    with pytest.raises(Refused, match="k"):
        extract_rules.gate([np.array([1, 1, 1])], k=2)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1)), max_size=80), st.integers(3, 6))
def test_rows_that_say_less_are_counted_as_every_other(rows, k):
    """Tambon 0-4 of two amphoe: whatever leaves in the end, k rows say the same of it."""
    people = pl.DataFrame(
        {"tambon": [f"60{n % 2:02}{n:02}" for n, _sex in rows], "sex": [sex for _n, sex in rows]},
        schema={"tambon": pl.String, "sex": pl.Int64},
    )
    told, few = extracts._coarsened(people, ["tambon", "sex"], k)
    found = extract_rules.gate([extracts._codes(told[name]) for name in told.columns], k=k)
    left = Counter(row for row, keep in zip(told.iter_rows(), found.keep, strict=True) if keep)
    assert all(count >= k for count in left.values())
    before = Counter(rows)
    for (n, sex), row, is_few in zip(rows, told.iter_rows(), few, strict=True):
        assert is_few == (before[n, sex] < k)
        assert row == ((f"60{n % 2:02}" if is_few else f"60{n % 2:02}{n:02}"), sex)
