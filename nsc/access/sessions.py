"""Where somebody is signed in: the sessions, with device and address, and their ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session as Stored
from django.db import transaction
from django.http import HttpRequest

from nsc.access import audit, notices, rules, scope, users
from nsc.access.models import User
from nsc.access.roles import Permission

BEGAN, SEEN = "nsc.began", "nsc.seen"  # keys of the session
NOTED = timedelta(minutes=1)  # how exactly we know when a session was used last: one write a minute, not one a page
UNKNOWN = "::"  # the address of a session whose address is not known


@dataclass(frozen=True)
class Session:
    """`browser`: what the browser calls itself (its User-Agent). `address`: "" where it is not known."""

    number: int
    began: datetime
    seen: datetime
    address: str
    browser: str
    is_this: bool


def begin(request: HttpRequest, *, user: User, at: datetime, address: str) -> None:
    """At sign-in, when Django has just given the session a new key."""
    request.session[BEGAN] = request.session[SEEN] = at.timestamp()
    browser = request.META.get("HTTP_USER_AGENT", "")[: UserSession._meta.get_field("user_agent").max_length]
    if not request.session.session_key:
        request.session.save()
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user": user, "created_at": at, "last_seen_at": at, "ip": address or UNKNOWN, "user_agent": browser},
    )


def moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)


def times(request: HttpRequest) -> tuple[datetime, datetime]:
    """When it began and when it was used last. A session without these is from before they were kept, and as old as can be."""
    return moment(request.session.get(BEGAN, 0)), moment(request.session.get(SEEN, 0))


def note(request: HttpRequest, at: datetime) -> None:
    """It was used. Written once a minute."""
    if at - moment(request.session.get(SEEN, 0)) >= NOTED:
        request.session[SEEN] = at.timestamp()
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=at)


def rename(old: str | None, new: str) -> None:
    """Django gives a session another key when the password changes."""
    UserSession.objects.filter(session_key=old).update(session_key=new)


def forget(key: str | None) -> None:
    UserSession.objects.filter(session_key=key).delete()


def of(user: User, *, at: datetime, idle_minutes: int, this: str | None) -> tuple[Session, ...]:
    """The user's own, newest first. `this`: the key of the one that asks."""
    rows = list(user.usersession_set.filter(created_at__gt=at - rules.LONGEST, last_seen_at__gt=at - timedelta(minutes=idle_minutes)))
    alive = set(Stored.objects.filter(session_key__in=[row.session_key for row in rows]).values_list("session_key", flat=True))
    found = (row for row in sorted(rows, key=lambda row: row.created_at, reverse=True) if row.session_key in alive)
    return tuple(
        Session(
            number=row.pk,
            began=row.created_at,
            seen=row.last_seen_at,
            address="" if row.ip == UNKNOWN else row.ip,
            browser=row.user_agent,
            is_this=row.session_key == this,
        )
        for row in found
    )


@transaction.atomic
def end(*, by: User, at: datetime, session: int) -> None:
    """One of one's own, elsewhere."""
    row = by.usersession_set.filter(pk=session).first()
    if row is None:
        raise scope.OutOfSight(session)
    _end([row])
    audit.record(by=by, at=at, verb="session.end", on=by, count=1)


@transaction.atomic
def end_others(*, by: User, at: datetime, this: str | None) -> int:
    """All of one's own but this one; how many."""
    ended = _end(by.usersession_set.exclude(session_key=this))
    audit.record(by=by, at=at, verb="session.end", on=by, count=ended)
    return ended


@transaction.atomic
def end_all(*, by: User, at: datetime, user: User, because: str) -> int:
    """By an administrator: signed out everywhere, at once; how many sessions that were."""
    users.require_over(by, Permission.USER_CHANGE, user)
    because = rules.reason(because)
    ended = end_quietly(user)
    audit.record(by=by, at=at, verb="session.end", on=user, because=because, count=ended)
    notices.tell(users=[user], at=at, kind="session.end")
    return ended


def end_quietly(user: User) -> int:
    """Inside a verb that leaves its own line."""
    return _end(user.usersession_set.all())


def forget_old(at: datetime) -> int:
    """Those that can't be used any more; called by the worker."""
    Stored.objects.filter(expire_date__lte=at).delete()
    return UserSession.objects.filter(created_at__lte=at - rules.LONGEST).delete()[0]


def _end(rows: Iterable[UserSession]) -> int:
    rows = list(rows)
    Stored.objects.filter(session_key__in=[row.session_key for row in rows]).delete()
    UserSession.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
