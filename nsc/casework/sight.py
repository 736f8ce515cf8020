"""Which targets a user may see or act on, and the place a question is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import authorities, places
from nsc.areas.authorities import Authority
from nsc.areas.places import Place
from nsc.casework.models import Roll, RollState, State, Target
from nsc.poverty.small import Keeper

MANY = 1_000  # households that one form may hold


@dataclass(frozen=True)
class Sight:
    """An area, or a local authority, which cuts across areas; `place` then only says where it lies."""

    place: Place
    authority: Authority | None = None

    def of(self, rows: QuerySet, prefix: str = "") -> QuerySet:
        """The rows (of whatever has area_code and authority, behind `prefix`: "case__") that lie there. The province is no filter: all of
        them do."""
        if self.authority:
            return rows.filter(**{f"{prefix}authority": self.authority.id})
        if self.place.code == settings.PROVINCE:
            return rows
        return rows.filter(places.within(self.place.code, f"{prefix}area_code"))


def place(user: User, permission: Permission, *, area: str = "", authority: int | None = None) -> Sight:
    """What was asked for, or the top of the user's own reach. OutOfSight and NotAllowed as scope.require has it; a local authority is seen
    by its own officers, and by who holds the permission over the whole province."""
    tops, own = scope.areas(user, permission), scope.authorities(user, permission)
    if not tops and not area and not authority and own:
        authority = own[0]
    found = places.find(area or (min(tops, key=len) if tops else settings.PROVINCE))
    owner = authorities.find(authority) if authority else None
    if found is None or (authority and owner is None):
        raise scope.OutOfSight(area)
    if owner is None or owner.id not in own:
        scope.require(user, permission, place=settings.PROVINCE if owner else found.code)
    return Sight(found, owner)


def keeper(user: User, where: Sight) -> Keeper:
    """What this user is told of the numbers of a place whose question has let them in: who sees its households, all of them."""
    authority = {"authority": where.authority.id} if where.authority else {}
    return Keeper(scope.may(user, Permission.HOUSEHOLD_SEE, where.place.code, **authority))


def sees_only_handed(user: User) -> bool:
    by_place = scope.areas(user, Permission.HOUSEHOLD_SEE) or scope.authorities(user, Permission.HOUSEHOLD_SEE)
    return not by_place and scope.anywhere(user, Permission.HOUSEHOLD_SEE)


def reading(user: User, *, area: str = "", authority: int | None = None) -> Sight:
    """Where a list of households is read: for who sees them only when they are handed over, the area of their figures."""
    permission = Permission.FIGURES_SEE if sees_only_handed(user) else Permission.HOUSEHOLD_SEE
    return place(user, permission, area=area, authority=authority)


def seen(user: User, where: Sight, rows: QuerySet) -> QuerySet:
    """Those that lie there and whose households the user sees. `where`: of `reading`, which has checked the place."""
    found = where.of(rows)
    return found.filter(within(user, Permission.HOUSEHOLD_SEE)) if sees_only_handed(user) else found


def require_somewhere(user: User, permission: Permission) -> None:
    """NotAllowed to who has another role, OutOfSight to who has none."""
    if not scope.anywhere(user, permission):
        scope.require(user, permission, place=settings.PROVINCE)


def within(user: User, permission: Permission) -> Q:
    """Targets over whose households the user holds it: by area, by local authority, or because they were handed over."""
    return scope.within(user, permission, household="household_id", authority="authority_id")


def in_use() -> QuerySet[Target]:
    """Targets of rolls that are in use; what was removed from one is no target."""
    return Target.objects.filter(roll__state=RollState.FROZEN).exclude(state="removed")


def same_household(rolls: Iterable[Roll]) -> QuerySet[Target]:
    """Inside a question about rows with a household: its targets on these rolls, but for the removed. The roll is kept from the planner:
    SQLite would look up roll and household in a narrower index, and then read every row for the rest."""
    there = Target.objects.alias(on=F("roll") + 0).filter(on__in=[roll.pk for roll in rolls], household=OuterRef("household"))
    return there.exclude(state=State.REMOVED)


def locked(by: User, permission: Permission, numbers: Iterable[int]) -> list[Target]:
    """These targets, each of a roll in use, to be changed by this user: locked in one order, so that two who take the same never wait for
    each other in a ring. OutOfSight where one is not to be seen, NotAllowed where it is not theirs to act on."""
    wanted = set(numbers)
    rows = Target.objects.filter(pk__in=wanted, roll__state=RollState.FROZEN)
    mine = set(rows.filter(within(by, permission)).values_list("pk", flat=True))
    for target in rows.exclude(pk__in=mine):
        scope.require(by, permission, place=target.area_code, household=target.household_id, authority=target.authority_id)
    if wanted - mine:
        raise scope.OutOfSight(str(min(wanted - mine)))
    return list(Target.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))


def store(rows: Iterable[Target], *fields: str) -> None:
    """What a verb has set on these: one statement for those that came out alike, since a thousand have few outcomes between them."""
    alike: dict[tuple, list[int]] = {}
    for row in rows:
        alike.setdefault(tuple(getattr(row, name) for name in fields), []).append(row.pk)
    for values, numbers in alike.items():
        Target.objects.filter(pk__in=numbers).update(**dict(zip(fields, values, strict=True)))


def late(today: date) -> Q:
    """Open cases of which somebody did not act in time. What the clock has sent upward has a new day, and is late all the same until it
    takes its next step."""
    return Q(due_on__lt=today) | Q(escalations__gt=0)
