"""Phones whose clock is wrong: how far it was ahead of ours, and when something was done by ours. Times in, times out.

What is known: when the phone thought that it sent, and when it came here. The clock is taken to have been as wrong when the thing was done
as it was when it was sent; a phone that lost its clock in between (an empty battery) cannot be told from one that did not.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

NEAR = timedelta(minutes=2)  # the way through the network takes as long: so much is no error of the clock


def ahead(sent_at: datetime, received_at: datetime) -> timedelta:
    """How far the phone's clock was ahead (negative: behind); nothing within NEAR."""
    found = sent_at - received_at
    return timedelta() if abs(found) <= NEAR else found


def corrected(done_at: datetime, ahead: timedelta, *, since: datetime, received_at: datetime) -> datetime:
    """When it was done by our clock: not before the phone was here, never later than it came."""
    try:
        moment = done_at - ahead
    except OverflowError:
        moment = received_at
    return max(min(moment, received_at), min(since, received_at))


def corrected_day(on: date, *, done_at: datetime, corrected_at: datetime, received_at: datetime) -> date:
    """A day in the future only because of a clock that was ahead, moved by the same distance; every other day as it was said."""
    today = timezone.localdate(received_at)
    moved = on - (timezone.localdate(done_at) - timezone.localdate(corrected_at))
    return moved if moved <= today < on else on
