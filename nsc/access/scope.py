"""What a person may see and do, and where: the one question behind every page, call and command.

A place is its code, and codes nest, so a right over 6009 is a right over every code that starts with 6009. A local authority cuts across
codes: a right over one is a right over the households that belong to it. What was handed over (Reach) adds single households to both, and
so, for hours, does what was opened in an emergency.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from nsc.access import rules
from nsc.access.models import Assignment, Emergency, Reach, User
from nsc.access.roles import ROLES, Permission, Role
from nsc.errors import NotAllowed
from nsc.statements import Statement

Home = tuple[int, str, int | None]  # number, area code, local authority
IN_AN_EMERGENCY = frozenset({Permission.HOUSEHOLD_SEE, Permission.NAME_SEE})


class OutOfSight(Exception):
    """Nothing there, as far as this person is concerned (404)."""


def areas(user: User, permission: Permission, on: date | None = None) -> tuple[str, ...]:
    """Prefixes of the places where the user holds this permission on that day (today), in order, none inside another."""
    return rules.narrowed(given.area_code for given in _assignments(user, on) if _is_by_area(given, permission))


def authorities(user: User, permission: Permission) -> tuple[int, ...]:
    """Local authorities for whose households the user holds this permission today."""
    held = (given for given in _assignments(user) if given.authority_id and permission in ROLES[given.role].permissions)
    return tuple(sorted({given.authority_id for given in held}))


def anywhere(user: User, permission: Permission) -> bool:
    """Is the page worth a link at all?"""
    return permission in everything(user)


def everything(user: User) -> frozenset[Permission]:
    """All the user may do somewhere, or over somebody handed to them."""
    return frozenset().union(*(ROLES[given.role].all_permissions for given in _assignments(user)))


def roles(user: User) -> tuple[Role, ...]:
    """Those in force today."""
    return tuple(ROLES[given.role] for given in _assignments(user))


def may(user: User, permission: Permission, place: str, household: int | None = None, authority: int | None = None) -> bool:
    """At that place by area, for what belongs to that local authority, or for that household because it was handed to the user or to the
    user's organisation."""
    if rules.covers(areas(user, permission), place) or authority in authorities(user, permission):
        return True
    if household is None:
        return False
    handed = any(place.startswith(given.area_code) and _is_handed(user, given, household) for given in _when_handed(user, permission))
    return handed or (permission in IN_AN_EMERGENCY and household in opened(user, timezone.now()))


def look_up(user: User, households: Iterable[int]) -> None:
    """Which of these are handed to the user, read at once: `may` asks of them no more. For a request that does one thing after the other
    at a few households, and as long as its user object lives."""
    asked = frozenset(households)
    user.__dict__["_looked_up"] = asked
    user.__dict__["_handed"] = {
        given.pk: frozenset(_handed(given).filter(household_id__in=asked).values_list("household_id", flat=True))
        for given in _assignments(user)
        if asked and ROLES[given.role].handed
    }


def opened(user: User, at: datetime) -> frozenset[int]:
    """Households open to the user at that moment because of an emergency. From the minute said, or the moment they were handed back, they
    are not."""
    return frozenset(
        each.household_id
        for each in _emergencies(user)
        if each.opened_at <= at < each.until and (each.ended_at is None or at < each.ended_at)
    )


def require(user: User, permission: Permission, *, place: str, household: int | None = None, authority: int | None = None) -> None:
    """Raises OutOfSight for what the user can't see (404, never a hint), NotAllowed for what is seen but not theirs to do (403)."""
    if may(user, permission, place, household, authority):
        return
    if household is None:
        seen = any(place.startswith(given.area_code) or given.area_code.startswith(place) for given in _assignments(user))
    else:
        seen = may(user, Permission.HOUSEHOLD_SEE, place, household, authority)
    raise NotAllowed(permission.value) if seen else OutOfSight(place)


def held(user: User, place: str) -> frozenset[Permission]:
    """All the user may do at a place by area."""
    here = (given for given in _assignments(user) if not given.authority_id and place.startswith(given.area_code))
    return frozenset().union(*(ROLES[given.role].permissions for given in here))


def within(user: User, permission: Permission, field: str = "area_code", household: str | None = None, authority: str | None = None) -> Q:
    """A filter: rows whose `field` lies in the user's areas; with `authority` and `household` (their fields), also those that belong to the
    user's local authorities and those handed over. No right: no rows."""
    found = Q(pk__in=[])
    for code in areas(user, permission):
        found |= _inside(field, code)
    if authority and (own := authorities(user, permission)):
        found |= Q(**{f"{authority}__in": own})
    if household:
        found |= handed(user, permission, household, field)
        if permission in IN_AN_EMERGENCY and (ours := opened(user, timezone.now())):
            found |= Q(**{f"{household}__in": ours})
    return found


def over(user: User, homes: Iterable[Home]) -> dict[int, frozenset[Permission]]:
    """All the user may do over each of these households: `may` for every permission, of many at once. A query for each of the user's
    roles that may be handed households, however many there are."""
    given = _assignments(user)
    handed = [(each, set(_handed(each).values_list("household_id", flat=True))) for each in given if ROLES[each.role].handed]
    ours = opened(user, timezone.now())
    here: dict[tuple[str, int | None], frozenset[Permission]] = {}
    found = {}
    for household, place, authority in homes:
        where = (place, authority)
        if where not in here:
            here[where] = frozenset().union(*(ROLES[each.role].permissions for each in given if _holds_at(each, place, authority)))
        more = [ROLES[each.role].handed for each, theirs in handed if household in theirs and place.startswith(each.area_code)]
        more += [IN_AN_EMERGENCY] if household in ours else []
        found[household] = here[where].union(*more) if more else here[where]
    return found


def standing(user: User, households: Iterable[int]) -> tuple[object, ...]:
    """What `over` goes by, but for where the households lie: where it is the same, so are the user's rights over each of these. A query
    for each of the user's roles that may be handed households."""
    given, asked = _assignments(user), list(households)
    held = [(each.pk, each.role, each.area_code, each.authority_id, each.organisation_id) for each in given]
    handed = [
        sorted(_handed(each).filter(household_id__in=asked).values_list("household_id", flat=True))
        for each in given
        if ROLES[each.role].handed
    ]
    return held, handed, sorted(opened(user, timezone.now()))


def handed(user: User, permission: Permission, household: str, field: str = "area_code") -> Q:
    """Of `within`: those alone that were handed over."""
    found = Q(pk__in=[])
    for given in _when_handed(user, permission):
        found |= _inside(field, given.area_code) & Q(**{f"{household}__in": _handed(given).values("household_id")})
    return found


def handed_areas(user: User, permission: Permission) -> tuple[str, ...]:
    """Prefixes of the places where the user would hold this permission over a household that is handed to them."""
    return rules.narrowed(given.area_code for given in _when_handed(user, permission))


def in_force(user: User) -> list[Assignment]:
    """What the user holds today; for their own eyes."""
    return _assignments(user)


def forget(user: User) -> None:
    """After a grant or an emergency: what the user object remembered of its rights is stale."""
    user.__dict__.pop("_assignments", None)
    user.__dict__.pop("_emergencies", None)
    user.__dict__.pop("_looked_up", None)


def _inside(field: str, code: str) -> Q:
    """A range, since startswith scans on SQLite. Its end is the next number, not a sign after 9: in a Thai or English collation of
    PostgreSQL ':' does not sort after '9'."""
    end = str(int(code) + 1).zfill(len(code))
    above = Q(**{f"{field}__lt": end}) if len(end) == len(code) else Q()
    return Q(**{f"{field}__gte": code}) & above


_held: Statement[Assignment] = Statement(lambda user: Assignment.objects.filter(user=user, ended_at=None, role__in=ROLES))


def _assignments(user: User, on: date | None = None) -> list[Assignment]:
    """Read once for each user object, that is once a request."""
    if not user.is_authenticated or not user.is_active:
        return []
    if "_assignments" not in user.__dict__:
        user.__dict__["_assignments"] = _held.all(user.pk)
    day = on or datetime.now(timezone.get_default_timezone()).date()  # localdate() takes five times as long, twenty times a page
    return [given for given in user.__dict__["_assignments"] if given.valid_from <= day and day <= (given.valid_until or day)]


def _emergencies(user: User) -> list[Emergency]:
    """Read once for each user object, and for those only who may open anything so: a role taken back takes the open household along.
    All of them, since they are rare."""
    if not any(Permission.GLASS_BREAK in ROLES[given.role].permissions for given in _assignments(user)):
        return []
    if "_emergencies" not in user.__dict__:
        user.__dict__["_emergencies"] = list(Emergency.objects.filter(user=user))
    return user.__dict__["_emergencies"]


def _holds_at(given: Assignment, place: str, authority: int | None) -> bool:
    return given.authority_id == authority if given.authority_id else place.startswith(given.area_code)


def _is_by_area(given: Assignment, permission: Permission) -> bool:
    return not given.authority_id and permission in ROLES[given.role].permissions


def _when_handed(user: User, permission: Permission) -> list[Assignment]:
    return [given for given in _assignments(user) if permission in ROLES[given.role].handed]


def _is_handed(user: User, given: Assignment, household: int) -> bool:
    if household in user.__dict__.get("_looked_up", ()):
        return household in user.__dict__["_handed"].get(given.pk, ())
    return _handed(given).filter(household_id=household).exists()


def _handed(given: Assignment) -> QuerySet[Reach]:
    """What was handed to its holders. Asked together with its area: else a district could make a colleague of a whole hospital."""
    holder = Q(user=given.user_id) | Q(organisation=given.organisation_id) if given.organisation_id else Q(user=given.user_id)
    return Reach.objects.filter(holder, Q(until=None) | Q(until__gte=timezone.localdate()), ended_at=None)
