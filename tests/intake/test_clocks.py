"""Clocks of phones that are wrong."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nsc.intake import clocks

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
drift = st.timedeltas(timedelta(days=-4000), timedelta(days=4000))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 1), timezones=st.just(UTC))


@given(moments, drift)
def test_a_clock_that_was_wrong_all_the_time_is_corrected_to_the_second(really, wrong):
    ahead = clocks.ahead(NOW + wrong, NOW)
    found = clocks.corrected(really + wrong, ahead, since=SINCE, received_at=NOW)
    assert abs(found - really) <= clocks.NEAR


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)), drift)
def test_nothing_is_done_later_than_it_came_or_before_the_phone_was_there(said, wrong):
    found = clocks.corrected(said, clocks.ahead(NOW + wrong, NOW), since=SINCE, received_at=NOW)
    assert SINCE <= found <= NOW


@given(moments, st.timedeltas(timedelta(minutes=3), timedelta(days=4000)))
def test_the_day_of_a_clock_that_was_ahead_is_the_day_it_was(really, ahead):
    done = really + ahead
    corrected = clocks.corrected(done, clocks.ahead(NOW + ahead, NOW), since=SINCE, received_at=NOW)
    said = timezone.localdate(done)
    found = clocks.corrected_day(said, done_at=done, corrected_at=corrected, received_at=NOW)
    assert found == (timezone.localdate(really) if said > timezone.localdate(NOW) else said)


def test_a_day_that_came_is_left_as_it_was_said_and_so_is_one_that_no_clock_explains():
    told = {"received_at": NOW}
    assert clocks.corrected_day(date(2026, 5, 30), done_at=NOW + timedelta(days=9), corrected_at=NOW, **told) == date(2026, 5, 30)
    assert clocks.corrected_day(date(2026, 6, 20), done_at=NOW, corrected_at=NOW, **told) == date(2026, 6, 20)
