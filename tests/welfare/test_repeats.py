"""What counts as recorded already, and what as double help, whatever the order of the rows."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.welfare import repeats

BASE = {"row": 1, "household_id": 7, "person_id": None, "kind": "food", "what": "ข้าวสาร", "baht": 350.0, "on": date(2026, 1, 5)}
BASE |= {"organisation_id": None, "programme_id": None}
ROW = {"row": pl.Int64, "programme_id": pl.Int64, **{key: kind for key, kind in repeats.SCHEMA.items() if key not in ("id", "road")}}


def rows(*changes: dict) -> pl.DataFrame:
    return pl.DataFrame([BASE | {"row": number} | change for number, change in enumerate(changes, 1)], schema=ROW)


def known(*changes: dict) -> pl.DataFrame:
    told = [
        {key: (BASE | {"id": number, "road": "typed"} | change)[key] for key in repeats.SCHEMA} for number, change in enumerate(changes, 1)
    ]
    return pl.DataFrame(told, schema=repeats.SCHEMA)


@pytest.mark.parametrize(
    ("change", "is_recorded"),
    [
        ({}, True),
        ({"what": "ข้าว"}, True),
        ({"baht": 351.0}, False),
        ({"baht": None}, False),
        ({"on": date(2026, 1, 6)}, False),
        ({"kind": "house"}, False),
        ({"household_id": 8}, False),
        ({"road": "list"}, True),
        ({"road": "list", "what": "ไข่"}, False),
        ({"road": "list", "what": "ไข่", "organisation_id": 3}, True),
    ],
)
def test_the_same_help_is_known_by_household_kind_day_and_amount(change, is_recorded):
    assert repeats.recorded(rows({}), known(change)).height == is_recorded


def test_two_persons_of_a_house_are_two_where_both_are_named():
    assert repeats.recorded(rows({"person_id": 1}), known({"person_id": 2})).height == 0
    assert repeats.recorded(rows({"person_id": 1}), known({"person_id": None})).height == 1


def test_help_without_an_amount_is_the_same_as_help_without_an_amount():
    assert repeats.recorded(rows({"baht": None}), known({"baht": None})).height == 1


@given(st.integers(0, 99_999_999), st.integers(0, 99_999_999))
def test_amounts_are_the_same_to_the_satang(first, other):
    """Two decimals, however a float holds them."""
    found = repeats.recorded(rows({"baht": first / 100}), known({"baht": other / 100}))
    assert bool(found.height) == (first == other)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "kind", "is_double"),
    [
        (date(2026, 1, 31), "allowance", True),
        (date(2026, 2, 1), "allowance", False),
        (date(2025, 12, 31), "allowance", False),
        (date(2026, 4, 30), "relief_money", True),
        (date(2026, 5, 1), "relief_money", False),
        (date(2028, 12, 31), "house", True),
        (date(2029, 1, 1), "house", False),
    ],
)
def test_intervals_are_counted_in_calendar_months(on, kind, is_double):
    assert (repeats.double(rows({"on": on, "kind": kind}), known({"kind": kind})).len() == 1) == is_double


@pytest.mark.django_db
def test_of_two_in_one_file_the_later_is_double():
    assert repeats.double(rows({}, {"on": date(2026, 1, 9)}), known()).to_list() == [2]
