"""A downloaded table: what a spreadsheet makes of it is what we meant."""

import csv
import io
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

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


# — workbooks —

ABOUT = [("รายการ", "เคส"), ("เมื่อ", "26 พ.ย. 2569")]


def opened(headings, rows):
    with tables.workbook(headings, rows, ABOUT, ("ที่มา", "รายการ")) as file:
        return load_workbook(io.BytesIO(file.read()))


said = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12)
kept = st.integers(-(10**14), 10**14) | st.sampled_from(["=1+1", "+5", "@SUM(A1)", "{=1}"]) | said


@given(st.lists(st.tuples(kept, kept), max_size=4))
def test_a_workbook_has_no_formula_and_loses_nothing(rows):
    sheet = opened(["ก", "=ข"], rows)["รายการ"]
    assert [cell.value for cell in sheet[1]] == ["ก", "=ข"]
    assert [tuple(cell.value for cell in line) for line in sheet.iter_rows(min_row=2)] == rows
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def test_its_first_sheet_says_what_it_is_and_the_second_keeps_its_heading_in_sight():
    book = opened(["วันที่", "บาท"], [[date(2026, 1, 15), 12.5]])
    assert [[cell.value for cell in line] for line in book["ที่มา"].iter_rows()] == [list(pair) for pair in ABOUT]
    assert book["รายการ"].freeze_panes == "A2"
    assert book["รายการ"]["A2"].is_date
    assert book["รายการ"]["B2"].value == 12.5


def test_every_row_is_there_also_behind_those_that_say_how_wide_it_is():
    sheet = opened(["n"], ([n] for n in range(tables.SAMPLE + 3)))["รายการ"]
    assert [cell.value for cell in sheet["A"]][1:] == list(range(tables.SAMPLE + 3))


def test_a_csv_says_above_the_table_what_it_is():
    assert list(tables.lines(["n"], [[1]], ABOUT)) == ["\ufeffรายการ,เคส\r\n", "เมื่อ,26 พ.ย. 2569\r\n", "\r\n", "n\r\n", "1\r\n"]
