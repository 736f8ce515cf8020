"""What sources say differently: a rule of values, no database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nsc.poverty.union import DIMENSIONS
from nsc.reports import differing
from nsc.reports.differing import Said, Topic, differences, newer

PEOPLE = Topic("people")
OLD, NEW = date(2021, 3, 31), date(2026, 1, 15)
SAID = some.builds(
    Said,
    some.sampled_from([differing.SURVEY, differing.VISIT, differing.ROLL]),
    some.none() | some.integers(1, 4),
    some.none() | some.dates(date(2015, 1, 1), date(2030, 1, 1)),
    some.none() | some.integers(2015, 2030),
)


def test_only_what_differs_is_told():
    told = {
        PEOPLE: [Said("survey", 3, OLD), Said("visit", 4, NEW)],
        Topic("place"): [Said("survey", "60090804", OLD), Said("register", "60090804")],
    }
    (found,) = differences(told)
    assert (found.topic, found.a.value, found.b.value, found.newer) == (PEOPLE, 3, 4, "b")


def test_who_says_nothing_does_not_differ():
    assert (
        differences({PEOPLE: [Said("survey", None), Said("visit", 4)], Topic("house_no"): [Said("survey", "12"), Said("list", "")]}) == ()
    )


@pytest.mark.parametrize(
    ("kind", "one", "other", "is_same"),
    [
        ("income", 21000.0, 21000.4, True),
        ("income", 21000, 21001, False),
        ("house_no", "11/1", "เลขที่ ๑๑/๑", True),
        ("house_no", "11/1", "11 /1", True),
        ("house_no", "11/1", "11/2", False),
        ("dimension", True, False, False),
        ("people", 3, 3, True),
    ],
)
def test_the_same_thing_is_written_in_several_ways(kind, one, other, is_same):
    assert differing.is_same(kind, one, other) is is_same


@pytest.mark.parametrize(
    ("a", "b", "which"),
    [
        (Said("survey", 1, OLD), Said("visit", 2, NEW), "b"),
        (Said("survey", 1, NEW), Said("visit", 2, OLD), "a"),
        (Said("survey", 1, OLD), Said("visit", 2, OLD), ""),
        (Said("survey", 1, year=2021), Said("visit", 2, NEW), "b"),
        (Said("survey", 1, year=2026), Said("visit", 2, NEW), ""),  # the day in that year nobody knows
        (Said("survey", 1, OLD), Said("register", 2), ""),
    ],
)
def test_the_newer_is_marked_only_where_it_is_known(a, b, which):
    assert newer(a, b) == which


@given(some.lists(SAID, max_size=5))
def test_a_difference_is_between_two_that_spoke_and_begins_with_the_first_of_them(said):
    spoke = [each for each in said if each.value is not None]
    found = differences({PEOPLE: said})
    assert all(each.a == spoke[0] and each.a.value != each.b.value for each in found)
    assert len(found) == sum(each.value != spoke[0].value for each in spoke[1:]) if spoke else found == ()


@given(SAID, SAID)
def test_which_is_newer_does_not_hang_on_their_order(a, b):
    assert {newer(a, b), newer(b, a)} in ({""}, {"a", "b"})


@given(some.integers(0, 31), some.integers(0, 31))
def test_dimensions_differ_where_their_patterns_do(one, other):
    told = differing.joined(differing.dimensions("survey", one), differing.dimensions("visit", other))
    assert {each.topic.key for each in differences(told)} == {key for bit, key in enumerate(DIMENSIONS) if (one ^ other) >> bit & 1}


def test_a_source_without_a_pattern_says_nothing_of_dimensions():
    assert differing.dimensions("visit", None) == {}
