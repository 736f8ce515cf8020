"""A column is read as nsc.thai reads its texts one by one."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from nsc import thai
from nsc.intake import identifiers

twelve = st.from_regex("[0-9]99[0-9]{9}", fullmatch=True)
numbers = twelve.map(lambda first: first + str(thai.check_digit(first))) | st.text("0123456789๐๙-– \u200b\u00adก", max_size=16)


@given(st.lists(numbers))
def test_a_column_of_numbers_is_bared_and_checked_as_each_of_them(written):
    column = pl.Series(written, dtype=pl.String)
    bare = column.to_frame("x").select(identifiers.bare(pl.col("x"))).to_series()
    assert bare.to_list() == [thai.bare(text) for text in written]
    assert identifiers.has_right_check_digit(bare).to_list() == [thai.has_right_check_digit(text) for text in written]


def test_an_empty_cell_is_no_number():
    assert identifiers.has_right_check_digit(pl.Series([None, ""], dtype=pl.String)).to_list() == [False, False]
