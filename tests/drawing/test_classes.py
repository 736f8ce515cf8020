"""Into which classes the values of a map fall."""

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.drawing import classes

values = st.lists(st.none() | st.floats(0, 1e6).map(lambda value: round(value, 2)), max_size=40)
changes = st.lists(st.none() | st.floats(-100, 100).map(lambda value: round(value, 2)), max_size=40)


@given(values, st.sampled_from(["quantile", "equal"]), st.integers(classes.LEAST, classes.MOST))
def test_classes_are_no_more_than_asked_for_and_their_bounds_ascend(given_values, method, number):
    made = classes.made(given_values, method=method, number=number)
    assert len(made.bounds) < number and list(made.bounds) == sorted(set(made.bounds))
    assert len(made.legend) == (len(made.bounds) + 1 if made.bounds else 0)
    assert {made.of(value) for value in given_values} <= {"none", *(f"s{n}" for n in range(6))}


@given(values, st.sampled_from(["quantile", "equal"]))
def test_a_larger_value_is_never_lighter(given_values, method):
    made = classes.made(given_values, method=method)
    known = sorted(value for value in given_values if value is not None)
    assert [made.of(value) for value in known] == sorted(made.of(value) for value in known)


@given(changes, st.integers(classes.LEAST, classes.MOST))
def test_no_change_is_the_middle_and_both_sides_mirror_each_other(given_changes, number):
    made = classes.changing(given_changes, number=number)
    assert made.of(0.0) == "d3"
    assert [-bound for bound in reversed(made.bounds)] == list(made.bounds)
    for value in filter(None, given_changes):
        assert (int(made.of(value)[1]) - 3) * value >= 0


def test_even_steps_are_even():
    made = classes.made([0, 3, 10], method="equal", number=5)
    assert made.bounds == (2, 4, 6, 8)
    assert [bisect_right(made.bounds, value) for value in (0, 3, 10)] == [0, 1, 4]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [("5, 1 2.5", (1, 2.5, 5)), ("", ()), ("มาก", ()), ("1;1;1", (1,)), ("²", ()), ("1,2,3,4,5,6,7,8", (1, 2, 3, 4, 5)), ("9" * 49, ())],
)
def test_bounds_are_read_as_people_type_them(text, bounds):
    assert classes.typed(text) == bounds


def test_alike_values_are_one_class():
    made = classes.made([4, 4, None])
    assert (made.of(4), made.of(None), made.legend) == ("s3", "none", ())
