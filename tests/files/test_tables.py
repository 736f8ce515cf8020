"""A downloaded table: what a spreadsheet makes of it is what we meant."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.files import tables

texts = st.text(max_size=12) | st.tuples(st.sampled_from("=+-@|\t\r\n \u200b\ufeff＝＋－＠−'\""), st.text(max_size=8)).map("".join)
cells = st.none() | texts | st.integers() | st.floats(allow_nan=False, allow_infinity=False)


def would_run(text: str) -> bool:
    """Said once more, without the pattern of the code: what is left of it behind blanks begins with an operator, and it is no number."""
    seen = text.lstrip("".join(map(chr, range(33))) + "\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u2028\u2029\u3000")
    is_number = text.isascii() and re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text) is not None
    return text[:1] in ("\t", "\r", "\n") or (seen[:1] in tuple("=+-@|＝＋－＠−") and not is_number and seen != "")


@given(st.lists(st.lists(cells, min_size=2, max_size=3), max_size=4))
def test_no_cell_starts_a_formula_and_nothing_is_lost(rows):
    written = "".join(tables.lines(["ก", "=ข", "c"], rows))
    assert written.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(written[1:], newline="")))
    assert len(read) == len(rows) + 1
    for given_row, read_row in zip(rows, read[1:], strict=True):
        for cell, text in zip(given_row, read_row, strict=True):
            if isinstance(cell, str):
                assert text in (cell, f"'{cell}")
                assert not would_run(text)


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_stays_a_number(number):
    line = list(tables.lines(["n"], [[number]]))[1].strip()
    assert type(number)(line) == number


@pytest.mark.parametrize("text", ["-5", "+3.25", "0", "60090804", "กข", "a=b", "12/3", "'x", ""])
def test_what_is_no_formula_stays_as_it_is(text):
    assert tables.harmless(text) == text


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "＝1+1", "-", "=", "\n"]
)
def test_what_is_a_formula_is_shown_as_text(text):
    assert tables.harmless(text) == f"'{text}"
