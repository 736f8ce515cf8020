"""All help that was given in a place and a fiscal year, a page at a time, with its totals in baht; and the same as a file."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import sight
from nsc.casework.sight import Sight
from nsc.errors import Refused, _
from nsc.reports import targeted
from nsc.welfare import rules
from nsc.welfare.assistance import GIVEN
from nsc.welfare.models import Assistance

PER_PAGE = 50
COLUMNS = "number on promised_on state area_code place organisation programme kind form what quantity unit baht road".split()


@dataclass(frozen=True)
class Asked:
    """What narrows the list. `month`: "2026-01"."""

    organisation: int | None = None
    programme: int | None = None
    kind: str = ""
    state: str = ""
    month: str = ""
    road: str = ""


@dataclass(frozen=True)
class Line:
    number: int
    household_id: int
    head: str  # masked unless this user may read names
    has_name: bool
    area_code: str
    organisation: str
    programme: str
    kind: str
    what: str
    baht: Decimal | None
    state: str
    road: str
    day: date


@dataclass(frozen=True)
class Totals:
    """Of what is listed. `delivered` and `promised`: baht; `unpriced`: how many of which nobody said what they are worth."""

    helps: int
    households: int
    delivered: Decimal
    promised: Decimal
    unpriced: int


@dataclass(frozen=True)
class Listed:
    where: Sight
    asked: Asked
    lines: tuple[Line, ...]
    totals: Totals
    first: int
    has_names: bool
    may_export: bool


def listed(
    user: User, *, at: datetime, year: int, area: str = "", authority: int | None = None, asked: Asked = Asked(), page: int = 1
) -> Listed:
    """`year`: the fiscal year (CE). The newest first. Where it shows names, the opening is recorded."""
    where, rows = _found(user, year, area, authority, asked)
    totals = _totals(rows)
    first = max(0, min(page - 1, (totals.helps - 1) // PER_PAGE)) * PER_PAGE
    in_order = rows.order_by(Coalesce("on", "promised_on").desc(), "-pk").select_related("organisation", "programme")
    chosen = list(in_order[first : first + PER_PAGE])
    lines = _lines(user, chosen)
    named = [line.household_id for line in lines if line.has_name]
    if named:
        told = {"place": where.place.code, "count": len(lines), "detail": f"{year} page {page}", "households": named}
        audit.seen(by=user, at=at, what="assistance_list", **told)
    may_export = scope.may(user, Permission.HOUSEHOLD_EXPORT, where.place.code)
    return Listed(where, asked, tuple(lines), totals, first + 1 if lines else 0, bool(named), may_export)


def table(
    *, by: User, at: datetime, year: int, area: str = "", authority: int | None = None, asked: Asked = Asked()
) -> tuple[list[str], list[list]]:
    """As `listed`, all of it, without names. Sending it out is recorded."""
    place = sight.place(by, Permission.HOUSEHOLD_EXPORT, area=area).place
    where, rows = _found(by, year, area or place.code, authority, asked)
    found = rows.order_by("area_code", "pk").values_list(
        *("pk", "on", "promised_on", "state", "area_code", "organisation__name", "programme__name", "kind", "form", "what"),
        *("quantity", "unit", "baht", "road"),
    )
    audit.record(by=by, at=at, verb="assistance.export", place=where.place.code, count=len(found), detail=str(year))
    return COLUMNS, [[*row[:5], places.name(row[4]), *row[5:10], _number(row[10]), row[11], _number(row[12]), row[13]] for row in found]


def in_year(rows: QuerySet[Assistance], first: date, last: date) -> QuerySet[Assistance]:
    """Given between these days; of what is only promised, promised then."""
    return rows.filter(Q(on__range=(first, last)) | Q(on=None, promised_on__range=(first, last)))


def _found(user: User, year: int, area: str, authority: int | None, asked: Asked) -> tuple[Sight, QuerySet[Assistance]]:
    where = targeted.place(user, area=area, authority=authority)
    first, last = _days(year, asked.month)
    rows = in_year(where.of(Assistance.objects.all()), first, last)
    if targeted.sees_only_handed(user):
        rows = rows.filter(sight.within(user, Permission.HOUSEHOLD_SEE))
    if asked.kind not in ("", *rules.KINDS) or asked.state not in ("", *rules.ASSISTANCE_NAMES) or asked.road not in ("", *Assistance.Road):
        raise Refused(_("ไม่รู้จักตัวกรองนี้ โปรดเลือกจากรายการ"))
    told = {name: value for name in ("organisation", "programme", "kind", "state", "road") if (value := getattr(asked, name))}
    return where, rows.filter(**told) if asked.state else rows.filter(**told).exclude(state="withdrawn")


def _days(year: int, month: str) -> tuple[date, date]:
    if not month:
        return thai.fiscal_year_bounds(thai.buddhist_year(year))
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Refused(_("ไม่รู้จักเดือนนี้ โปรดเลือกจากรายการ")) from error
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def _totals(rows: QuerySet[Assistance]) -> Totals:
    sums = rows.aggregate(
        helps=Count("pk"),
        households=Count("household", distinct=True),
        delivered=Sum("baht", filter=Q(state__in=GIVEN)),
        promised=Sum("baht", filter=Q(state="promised")),
        unpriced=Count("pk", filter=Q(baht=None)),
    )
    return Totals(**sums | {name: sums[name] or Decimal(0) for name in ("delivered", "promised")})


def _lines(user: User, chosen: list[Assistance]) -> list[Line]:
    same = Assistance.objects.filter(pk__in=[row.pk for row in chosen])
    named = set(same.filter(sight.within(user, Permission.NAME_SEE)).values_list("household", flat=True))
    heads = targeted.heads([row.household_id for row in chosen], named)
    return [
        Line(
            number=row.pk,
            household_id=row.household_id,
            head=heads.get(row.household_id, ""),
            has_name=row.household_id in named and row.household_id in heads,
            area_code=row.area_code,
            organisation=row.organisation.name if row.organisation else "",
            programme=row.programme.name if row.programme else "",
            kind=row.kind,
            what=row.what,
            baht=row.baht,
            state=row.state,
            road=row.road,
            day=row.on or row.promised_on,
        )
        for row in chosen
    ]


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
