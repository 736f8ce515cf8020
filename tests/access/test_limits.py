"""How often someone may: counted over all processes, forgotten when over."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.access import limits, rules
from nsc.access.models import Window
from tests.together import in_threads

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_so_many_times_and_not_once_more(at):
    assert [limits.allow("search", "somsri", at, 3, MINUTE) for _ in range(5)] == [True, True, True, False, False]


@pytest.mark.django_db
def test_each_person_and_each_thing_counts_alone(at):
    assert limits.allow("search", "somsri", at, 1, MINUTE)
    assert limits.allow("search", "wichai", at, 1, MINUTE)
    assert limits.allow("api", "somsri", at, 1, MINUTE)
    assert not limits.allow("search", "somsri", at, 1, MINUTE)


@pytest.mark.django_db
def test_the_next_stretch_begins_anew(at):
    assert limits.allow("search", "somsri", at, 1, MINUTE)
    assert not limits.allow("search", "somsri", limits.ends(at, MINUTE) - timedelta(microseconds=1), 1, MINUTE)
    assert limits.allow("search", "somsri", limits.ends(at, MINUTE), 1, MINUTE)


@pytest.mark.django_db
def test_none_allowed_is_none(at):
    assert not limits.allow("search", "somsri", at, 0, MINUTE)


@pytest.mark.django_db
def test_within_the_limit_it_costs_one_statement(at, django_assert_num_queries):
    limits.allow("search", "somsri", at, 9, MINUTE)
    with django_assert_num_queries(1):
        assert limits.allow("search", "somsri", at, 9, MINUTE)


@pytest.mark.django_db
def test_who_it_was_is_not_stored(at):
    limits.allow("api", "203.0.113.7", at, 9, MINUTE)
    (stored,) = Window.objects.values_list("who", flat=True)
    assert re.fullmatch(r"[0-9a-f]{64}", stored)
    assert stored != hashlib.sha256(b"203.0.113.7").hexdigest()  # addresses are few: without a key one would try them all


@pytest.mark.django_db
def test_stretches_that_are_over_are_forgotten(at):
    limits.allow("search", "somsri", at, 1, MINUTE)
    assert limits.forget(at) == 0
    assert limits.forget(at + MINUTE) == 1


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_no_more_get_through(at):
    answers = in_threads(*[lambda: limits.allow("search", "somsri", at, 3, MINUTE)] * 8)
    assert sorted(answers) == [False] * 5 + [True] * 3


@given(
    st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), st.timedeltas(timedelta(seconds=1), timedelta(days=2))
)
def test_a_moment_lies_in_the_stretch_that_ends_next(at, per):
    end = rules.window_end(at, per)
    assert at < end <= at + per
    assert rules.window_end(end, per) == end + per


@pytest.mark.django_db
def test_who_asks_too_often_hears_until_when(at, somjai, prasit):
    for _ in range(limits.PERSON.times):
        limits.require(limits.PERSON, somjai, at)
    with pytest.raises(limits.TooOften) as no:
        limits.require(limits.PERSON, somjai, at)
    assert at < no.value.until <= at + limits.PERSON.per
    limits.require(limits.PERSON, prasit, at)
    limits.require(limits.SEARCH, somjai, at)
    limits.require(limits.PERSON, somjai, no.value.until)
