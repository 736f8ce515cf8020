"""How often someone may do something: a counter a stretch of time, in the database, so that it holds over all processes.

Within the limit it costs one UPDATE. The stretches are fixed, so at the border of two of them twice as many pass as are allowed in one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.crypto import salted_hmac

from nsc.access import rules
from nsc.access.models import User, Window


@dataclass(frozen=True)
class Limit:
    what: str
    times: int
    per: timedelta


SEARCH = Limit("search", 240, timedelta(minutes=1))  # of places, as one types: more than any hand types
MAP = Limit("map", 240, timedelta(minutes=1))  # looks at the houses of another part of a map, as one moves it
PERSON = Limit("person", 30, timedelta(minutes=10))  # somebody by number or name: a desk at its busiest, no list of numbers tried in turn


class TooOften(Exception):
    """`until`: when it may be tried again (429)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def require(limit: Limit, user: User, at: datetime) -> None:
    """Counts this once more. Outside the transaction of what is counted: what is refused there counts too."""
    if not allow(limit.what, f"user {user.pk}", at, limit.times, limit.per):
        raise TooOften(ends(at, limit.per))


def allow(what: str, who: str, at: datetime, times: int, per: timedelta) -> bool:
    """Counts this once more, and whether it is still among the `times` allowed in this stretch. `what`: "search", "api", up to 20 signs;
    `who`: a username, a token, an address; kept as a keyed hash."""
    key = {"what": what, "who": salted_hmac("nsc.limits", who, algorithm="sha256").hexdigest(), "ends_at": rules.window_end(at, per)}
    if times < 1:
        return False
    if _counted(key, times):
        return True
    new = Window.objects.get_or_create(**key, defaults={"times": 1})[1]
    return new or _counted(key, times)  # another process may have begun the stretch at this moment


def _counted(key: dict[str, object], times: int) -> bool:
    return bool(Window.objects.filter(**key, times__lt=times).update(times=F("times") + 1))


def ends(at: datetime, per: timedelta) -> datetime:
    """When whoever was refused may try again."""
    return rules.window_end(at, per)


def forget(at: datetime) -> int:
    """Stretches that are over; called by the worker."""
    return Window.objects.filter(ends_at__lte=at).delete()[0]
