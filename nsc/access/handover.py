"""Open work of who leaves: to a successor in the same transaction, or announced as nobody's.

Rooms above know what open work is (cases, requests); access must not know them. Each names its kind here when it starts (`register`), as
this room does with the households handed to a person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from nsc.access import audit, notices, rules, scope
from nsc.access.models import Reach, Unattended, User
from nsc.access.roles import ROLES, Permission
from nsc.errors import NotAllowed, Refused, _


class Hands(Protocol):
    def __call__(self, *, at: datetime, of: User, to: User | None, area: str) -> int:
        """Moves all of it, how much. `to` None: nobody takes it; it must then be found by who looks after `area`."""


@dataclass(frozen=True)
class Work:
    """A kind of open work. `label`: a msgid with {count}."""

    key: str
    label: str
    count: Callable[[User], int]
    hand_over: Hands


@dataclass(frozen=True)
class Done:
    """How much of each kind (keys of WORK), and whether somebody has it now."""

    moved: dict[str, int]
    is_taken: bool

    @property
    def total(self) -> int:
        return sum(self.moved.values())

    def __str__(self) -> str:
        """As it stands on the record."""
        return " ".join([*(f"{key}={count}" for key, count in self.moved.items() if count), "taken" if self.is_taken else "unattended"])


WORK: dict[str, Work] = {}


def register(work: Work) -> None:
    WORK[work.key] = work


def open_work(user: User) -> list[tuple[str, int]]:
    """(label, how much) of each kind of which there is any; of an account that users.get has found for who asks."""
    counted = [(work.label, work.count(user)) for work in WORK.values()]
    return [(label, count) for label, count in counted if count]


def candidates(user: User, among: QuerySet[User]) -> list[User]:
    """Who could take over that person's work, of `among` (users.visible_to of who asks): by name."""
    found = among.filter(is_active=True, may_sign_in=True).exclude(pk=user.pk).filter(assignments__ended_at=None).distinct()
    return [each for each in found.order_by("display_name", "pk") if _why_not(each, _area(user)) is None]


def of_leaver(*, by: User, at: datetime, user: User, to: User | None) -> Done:
    """Inside the verb that closes the account, which has checked the right and leaves the line."""
    area = _area(user)
    if to and (no := _why_not(to, area)):
        raise no
    done = Done({work.key: work.hand_over(at=at, of=user, to=to, area=area) for work in WORK.values()}, to is not None)
    if done.total and to:
        notices.tell(users=[to], at=at, kind="work.received", href="/households/", count=done.total)
    elif done.total:
        told = notices.holders(Permission.ROLE_GRANT, area)
        notices.tell(
            users=[each for each in told if each != by], at=at, kind="work.unattended", href="/people/unattended/", count=done.total
        )
    return done


def _area(user: User) -> str:
    """Where the work of a person lies, as far as access knows: what holds all the places of roles that take what is handed over."""
    codes = [given.area_code for given in user.assignments.filter(ended_at=None) if given.role in ROLES]
    return rules.common_area(codes) or settings.PROVINCE


def _why_not(to: User, area: str) -> Refused | None:
    """A successor who would see nothing of it is none."""
    if not to.is_active or not to.may_sign_in:
        return Refused(_("ผู้รับงานต่อต้องเป็นบัญชีที่ใช้งานอยู่"))
    today = timezone.localdate()
    for given in to.assignments.filter(ended_at=None, role__in=ROLES, valid_from__lte=today).exclude(valid_until__lt=today):
        meets = given.area_code.startswith(area) or area.startswith(given.area_code)
        if meets and Permission.HOUSEHOLD_SEE in ROLES[given.role].all_permissions:
            return None
    return Refused(_("ผู้รับงานต่อต้องมีบทบาทที่เห็นครัวเรือนในพื้นที่เดียวกันอยู่แล้ว โปรดมอบบทบาทก่อน หรือเลือกผู้อื่น"))


# — households handed to a person —


def _running(user: User) -> QuerySet[Reach]:
    return Reach.objects.filter(Q(until=None) | Q(until__gte=timezone.localdate()), user=user, ended_at=None)


def _hand_over_households(*, at: datetime, of: User, to: User | None, area: str) -> int:
    rows = list(_running(of).select_for_update())
    Reach.objects.filter(user=of, ended_at=None).update(ended_at=at)
    if to:
        _give([(row.household_id, row.purpose, row.until) for row in rows], to)
    else:
        Unattended.objects.bulk_create(
            Unattended(household_id=row.household_id, purpose=row.purpose, until=row.until, area_code=area, left_by=of, at=at)
            for row in rows
        )
    return len(rows)


def _give(rows: list[tuple], to: User) -> None:
    """What the successor has already, for the same purpose, stays as it is."""
    has = set(Reach.objects.filter(user=to, ended_at=None).values_list("household_id", "purpose"))
    new = {(household, purpose): until for household, purpose, until in rows if (household, purpose) not in has}
    Reach.objects.bulk_create(
        Reach(user=to, household_id=household, purpose=purpose, until=until) for (household, purpose), until in new.items()
    )


register(Work("household", _("{count} ครัวเรือนที่ได้รับมอบ"), lambda user: _running(user).count(), _hand_over_households))


# — nobody's —


@dataclass(frozen=True)
class Left:
    """What one leaver left at one place. `households`: their numbers in the register."""

    left_by: int
    name: str
    area: str
    at: datetime
    households: tuple[int, ...]


def unattended(user: User) -> list[Left]:
    """Nobody's, inside what this person gives out roles for; the oldest first. Two queries."""
    if not scope.anywhere(user, Permission.ROLE_GRANT):
        raise NotAllowed(Permission.ROLE_GRANT.value)
    groups: dict[tuple[int, str], list[Unattended]] = {}
    for row in _untaken(user).select_related("left_by").order_by("at", "household_id"):
        groups.setdefault((row.left_by_id, row.area_code), []).append(row)
    return [
        Left(left_by, rows[0].left_by.display_name, area, rows[0].at, tuple(dict.fromkeys(row.household_id for row in rows)))
        for (left_by, area), rows in groups.items()
    ]


def count_unattended(user: User) -> int:
    return _untaken(user).aggregate(count=Count("household_id", distinct=True))["count"]


def takers(area: str, among: QuerySet[User]) -> list[User]:
    """Who could take up what lies at a place, of `among` (users.visible_to of who asks): by name."""
    found = among.filter(is_active=True, may_sign_in=True, assignments__ended_at=None).distinct()
    return [each for each in found.order_by("display_name", "pk") if _why_not(each, area) is None]


@transaction.atomic
def take_up(*, by: User, at: datetime, left_by: int, area: str, to: User) -> int:
    """Gives to somebody what a leaver left at a place; how many households."""
    scope.require(by, Permission.ROLE_GRANT, place=area)
    if no := _why_not(to, area):
        raise no
    rows = list(_untaken(by).filter(left_by=left_by, area_code=area).select_for_update())
    if not rows:
        raise Refused(_("งานนี้มีผู้รับไปแล้ว"))
    today = timezone.localdate(at)
    _give([(row.household_id, row.purpose, row.until) for row in rows if row.until is None or row.until >= today], to)
    Unattended.objects.filter(pk__in=[row.pk for row in rows]).update(taken_at=at)
    count = len({row.household_id for row in rows})
    audit.record(by=by, at=at, verb="work.take-up", on=to, place=area, count=count)
    notices.tell(users=[to], at=at, kind="work.received", href="/households/", count=count)
    return count


def _untaken(user: User) -> QuerySet[Unattended]:
    return Unattended.objects.filter(scope.within(user, Permission.ROLE_GRANT), taken_at=None)
