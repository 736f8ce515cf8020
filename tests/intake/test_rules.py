"""One cell at a time: tables and properties, no database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.intake import rules
from nsc.thai import MONTHS, MONTHS_SHORT

TODAY = date(2026, 1, 15)
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
days = st.dates(date(1910, 1, 1), TODAY)
margins = st.sampled_from(["", " ", "\u200b", "\ufeff", "\u00a0 "])


def read(text: str):
    return rules.a_date(text, today=TODAY)


@given(days, st.booleans(), st.booleans(), st.sampled_from("/-."), margins)
def test_a_day_is_read_in_either_era_in_either_digits_padded_or_not(day, buddhist, thai, dash, margin):
    year = day.year + 543 * buddhist
    for text in (f"{day.day:02}{dash}{day.month:02}{dash}{year}", f"{day.day}{dash}{day.month}{dash}{year}"):
        assert read(margin + (text.translate(THAI) if thai else text) + margin) == (day, "d", None)


@given(days, st.sampled_from([MONTHS, MONTHS_SHORT]), st.sampled_from(["", "พ.ศ. "]))
def test_a_day_is_read_with_a_thai_month(day, names, era):
    assert read(f"{day.day} {names[day.month - 1]} {era}{day.year + 543}") == (day, "d", None)


@pytest.mark.parametrize(
    "text",
    ["5 ก.พ. 2560", "5ก.พ.2560", "05-ก.พ.-2560", "วันที่ 5 กุมภาพันธ์ พ.ศ. 2560", "5 Feb 2017", "2017-02-05", "2560-02-05", "5/2/2560 00:00:00"],
)
def test_a_day_is_read_as_offices_and_programs_write_it(text):
    assert read(text) == (date(2017, 2, 5), "d", None)


@given(st.dates(date(1927, 5, 19), TODAY))
def test_five_digits_are_a_spreadsheets_day_count(day):
    assert read(str((day - date(1899, 12, 30)).days)) == (day, "d", None)


@given(st.integers(1910, TODAY.year), st.booleans())
def test_a_year_alone_and_unknown_day_and_month_are_partial_not_wrong(year, buddhist):
    said = year + 543 * buddhist
    for text in (str(said), f"00/00/{said}", f"0/0/{said}"):
        assert read(text) == (date(year, 1, 1), "y", None)
    assert read(f"00/01/{said}") == (date(year, 1, 1), "m", None)


@pytest.mark.parametrize("text", ["", "-", " ", "00/00/0000", "\u200b"])
def test_no_date_is_no_date(text):
    assert read(text) == (None, "d", None)


@given(st.integers(0, 99), st.integers(0, 99), st.integers(2400, 2569))
def test_what_no_calendar_has_is_wrong_and_nothing_else(day, month, year):
    found, precision, finding = read(f"{day:02}/{month:02}/{year}")
    try:
        assert found == date(year - 543, month or 1, day or 1)
        assert not (day and not month) and finding in (None, "date_odd")
        assert precision == ("y" if not month else "m" if not day else "d")
    except ValueError:
        assert (found, finding) == (None, "date")
    except AssertionError:
        assert day and not month and finding == "date"


@given(st.one_of(st.text(max_size=12), st.from_regex(r"[0-9/.\- ]{0,12}", fullmatch=True)))
def test_whatever_stands_in_a_cell_is_read_without_falling_over(text):
    found, precision, finding = read(text)
    assert precision in "dmy"
    assert (found is None) or finding in (None, "date_odd", "date_short_year")
    for rule in (rules.house_code, rules.number, rules.house_no, rules.yes_no, lambda cell: rules.answer(cell, for_some=True)):
        _value, said = rule(text)
        assert said is None or said in rules.FINDINGS


def test_a_day_to_come_or_of_long_ago_is_odd():
    assert read((TODAY + timedelta(1)).strftime("%d/%m/%Y"))[2] == "date_odd"
    assert read("1/1/2400")[2] == "date_odd"


@given(st.integers(1, 10**11 - 1), st.sampled_from("-–"), st.booleans())
def test_a_house_code_keeps_its_eleven_digits_through_dashes_and_thai_figures(number, dash, thai):
    code = f"{number:011}"
    shown = f"{code[:4]}{dash}{code[4:10]}{dash}{code[10]}"
    assert rules.house_code(shown.translate(THAI) if thai else shown) == (code, None)


@given(st.integers(10**8, 10**10 - 1))
def test_nine_or_ten_digits_are_padded_and_that_is_said(number):
    assert rules.house_code(str(number)) == (f"{number:011}", "house_code_padded")


@pytest.mark.parametrize("text", ["0" * 11, "12345678", "123456789012", "6001234567x", "6.0012E+10"])
def test_anything_else_is_no_house_code(text):
    assert rules.house_code(text) == (None, "house_code_unusable")


@pytest.mark.parametrize(
    ("text", "value"),
    [("38,000", 38000), ("๓๘,๐๐๐.๕๐", 38000.5), (" 0 ", 0), ("-5", -5), ("1,000 บาท", 1000), ("", None), ("-", None)],
)
def test_numbers_have_separators_and_thai_digits(text, value):
    found, finding = rules.number(text)
    assert (found if found is None else float(found), finding) == (value, None)


@pytest.mark.parametrize("text", ["มาก", "1.2.3", "12e3", "1 000 000 000 000 0", "nan", "inf"])
def test_what_is_no_number_is_said(text):
    assert rules.number(text) == (None, "number")


@pytest.mark.parametrize(
    ("text", "house"), [("25-ก.พ.", "25/2"), ("Feb-25", "2/25"), ("25/02/2026", "25/2"), ("25/2", "25/2"), ("99 หมู่ 3", "99 หมู่ 3")]
)
def test_a_house_number_that_a_spreadsheet_took_for_a_date_is_turned_back(text, house):
    value, finding = rules.house_no(text)
    assert value == house
    assert (finding == "house_no_was_date") == (text != house)


def test_every_finding_is_explained_and_the_wrong_ones_are_findings():
    assert set(rules.FINDINGS) >= rules.WRONG
    assert all(problem and remedy for problem, remedy in rules.FINDINGS.values())
