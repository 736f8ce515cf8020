"""Where the households stand that a map shows, gathered on a grid so that a province is a few hundred marks.

Where a house stands tells who lives there as its number does, so single houses are for who may read names there, and every answer that
holds any is on the record. Who may see households, but not their names, is told how many there are in squares of a kilometre and more:
the mark stands in the middle of the square, and there is none where they are fewer than three.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Avg, Count, F, Func, Min, Q, QuerySet
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import rolls, sight
from nsc.casework.models import Case, Visit
from nsc.errors import Refused, _
from nsc.poverty import special
from nsc.poverty.union import DIMENSIONS, PATTERNS
from nsc.reports import helped, ranked, visiting
from nsc.reports.by_area import EVERYBODY, SEXES, Narrowed
from nsc.reports.place import Here
from nsc.surveys import kinds, responses
from nsc.surveys.models import Response
from nsc.welfare.assistance import GIVEN
from nsc.welfare.models import Assistance

LAYERS = ("households", "help", "visited", "due")
SQUARE = 64  # px of the screen that become one mark
KILOMETRE = 0.01  # degrees, a little more than one
FEWEST = 3  # households of a mark, for who may not read names
MOST = 300  # single houses in one answer: where there are more, all are gathered
FARTHEST, NEAREST = 5, 18  # zoom, as maps of the web count it: one step halves the sides of the squares
Bounds = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True)
class Mark:
    """So many households about here. `household`: where it is a single one, for who may read names; else None."""

    lat: float
    lon: float
    count: int
    household: int | None = None


@dataclass(frozen=True)
class Pinned:
    """`total`: households of the marks. `has_single`: whether this user is shown single houses at all."""

    here: Here
    layer: str
    marks: tuple[Mark, ...]
    total: int
    has_single: bool


def of(
    user: User,
    *,
    at: datetime,
    layer: str = "households",
    area: str = "",
    year: int | None = None,
    authority: int | None = None,
    narrowed: Narrowed = EVERYBODY,
    bounds: Bounds | None = None,
    zoom: int = FARTHEST,
) -> Pinned:
    """The poor households of a place, or those of them and others that were helped, visited, or are to be visited, where the round of that
    year found them. `bounds`: of the part of the map that is looked at. Where it holds single houses, the answer is recorded."""
    if layer not in LAYERS:
        raise Refused(_("ไม่รู้จักตัวกรองนี้ โปรดเลือกจากรายการ"))
    where = ranked.place(user, area=area, year=year, authority=authority)
    rows, is_handed = _narrowed(where, layer, narrowed, timezone.localdate(at)), ranked.sees_only_handed(user)
    names = shows_single(user, where)
    if is_handed:
        permission = Permission.NAME_SEE if names else Permission.HOUSEHOLD_SEE
        rows = rows.filter(scope.within(user, permission, household="household_id"))
    step = 360 * SQUARE / 256 / 2 ** max(FARTHEST, min(zoom, NEAREST))
    marks = _marks(rows, step, bounds) if names else _squares(rows, max(step, KILOMETRE), bounds)
    single = [mark.household for mark in marks if mark.household is not None]
    if single:
        told = {"place": where.place.code, "count": len(single), "detail": f"{where.round.survey_year} {layer}"}
        audit.seen(by=user, at=at, what="map_points", households=single, **told)
    return Pinned(where, layer, tuple(marks), sum(mark.count for mark in marks), names)


def layers(user: User, where: Here) -> tuple[str, ...]:
    """Those that this user is shown there: all, or none."""
    told = {"place": where.place.code, "authority": where.authority_id}
    return LAYERS if ranked.sees_only_handed(user) or scope.may(user, Permission.HOUSEHOLD_SEE, **told) else ()


def shows_single(user: User, where: Here) -> bool:
    """Whether this user is shown single houses there, of those that they see at all."""
    if ranked.sees_only_handed(user):
        return scope.anywhere(user, Permission.NAME_SEE)
    return scope.may(user, Permission.NAME_SEE, where.place.code, authority=where.authority_id)


def _narrowed(where: Here, layer: str, to: Narrowed, today: date) -> QuerySet[Response]:
    rows = _of_layer(where, layer, to, today).filter(lat__isnull=False, lon__isnull=False)
    rows = rows.filter(authority=where.authority.id) if where.authority else rows.filter(places.within(where.place.code))
    if to.dimension:
        bit = 1 << DIMENSIONS.index(to.dimension)
        rows = rows.filter(pattern__in=[each for each in range(PATTERNS) if each & bit])
    if to.stage or to.sex:
        mask = kinds.lives_with(stage=to.stage, sex=SEXES.get(to.sex, 0))
        rows = rows.alias(lives=F("stages").bitand(mask)).exclude(lives=0)
    if to.special:
        rows = rows.alias(has=F("specials").bitand(special.bit(to.special))).exclude(has=0)
    return rows


def _of_layer(where: Here, layer: str, to: Narrowed, today: date) -> QuerySet[Response]:
    year = thai.fiscal_year(today)
    listed = {}
    if to.group:
        chosen = [roll for group, roll in rolls.in_use(thai.christian_year(year)).items() if group == to.group]
        listed = {"household__in": sight.in_use().filter(roll__in=[roll.pk for roll in chosen]).values("household")}
    if layer == "households":
        poor = responses.TARGET if to.poor == "target" else responses.POOR
        of = responses.to_be_asked_by_household(where.round) if to.group else responses.live_in(where.round)
        return of.filter(poor, **listed)
    rows = responses.to_be_asked_by_household(where.round).filter(household__in=_worked_with(layer, *thai.fiscal_year_bounds(year)))
    return rows.filter(**listed)


def _worked_with(layer: str, first: date, last: date) -> QuerySet:
    """Households that got help in these days, that were visited in them, or where a visit is planned or waited for."""
    if layer == "help":
        return helped.in_year(Assistance.objects.filter(state__in=GIVEN), first, last).values("household")
    if layer == "visited":
        return Visit.objects.filter(state="done", on__range=(first, last)).values("case__household")
    planned = Visit.objects.filter(state="planned").values("case")
    return Case.objects.exclude(state="closed").filter(Q(pk__in=planned) | Q(state__in=visiting.WAITS)).values("household")


def _marks(rows: QuerySet[Response], step: float, bounds: Bounds | None) -> list[Mark]:
    found = _gathered(rows, step, bounds).annotate(n=Count("pk"), y=Avg("lat"), x=Avg("lon"), one=Min("household"))
    counted = list(found.values_list("n", "y", "x", "one"))
    are_few = sum(n == 1 for n, *_place in counted) <= MOST
    if not are_few:
        return _squares(rows, step, bounds, fewest=1)
    return [Mark(lat, lon, n, one if n == 1 else None) for n, lat, lon, one in counted]


def _squares(rows: QuerySet[Response], step: float, bounds: Bounds | None, fewest: int = FEWEST) -> list[Mark]:
    """Whole squares: one cut by the edge of the screen would tell, moved a little, which house lies in it."""
    if bounds:
        west, south, east, north = bounds
        bounds = tuple((round(edge / step) + side) * step for edge, side in ((west, -0.5), (south, -0.5), (east, 0.5), (north, 0.5)))
    found = _gathered(rows, step, bounds).annotate(n=Count("pk")).filter(n__gte=fewest)
    return [Mark(up * step, along * step, n) for up, along, n in found.values_list("up", "along", "n")]


def _gathered(rows: QuerySet[Response], step: float, bounds: Bounds | None) -> QuerySet:
    if bounds:
        west, south, east, north = bounds
        rows = rows.filter(lat__gte=south, lat__lt=north, lon__gte=west, lon__lt=east)
    squares = {"up": Func(F("lat") / step, function="ROUND"), "along": Func(F("lon") / step, function="ROUND")}
    return rows.annotate(**squares).values("up", "along").order_by("up", "along")
