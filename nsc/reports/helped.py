"""All help that was given in a place and a fiscal year, a page at a time, with its totals in baht; and the same as a file."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import CharField, Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat, ExtractMonth, ExtractYear, LPad

from nsc import thai
from nsc.access import audit
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import sight
from nsc.casework.sight import Sight
from nsc.casework.visit_rules import DIMENSION_NAMES
from nsc.errors import Refused, _
from nsc.reports import tabled, targeted
from nsc.reports.listing import Asked as View
from nsc.reports.listing import Column, Filter, Group, Grouping, Listing
from nsc.welfare import rules
from nsc.welfare.assistance import GIVEN
from nsc.welfare.models import Assistance

HEADINGS = (
    Column("day", _("วันที่"), "date", sorts=True, largest_first=True, card="line"),
    Column("head", _("หัวหน้าครัวเรือน"), "link", card="title"),
    Column("number", _("รายการที่"), "number", sorts=True, shown=False),
    Column("place", _("ที่อยู่"), sorts=True, card="line"),
    Column("what", _("ความช่วยเหลือ"), sorts=True, card="line"),
    Column("kind", _("ชนิด"), sorts=True),
    Column("organisation", _("ผู้ให้"), sorts=True, card="line"),
    Column("programme", _("โครงการ"), sorts=True, shown=False),
    Column("baht", _("บาท"), "number", sorts=True, largest_first=True, card="label"),
    Column("state", _("สถานะ"), "tag", sorts=True, card="line"),
    Column("road", _("มาทาง"), sorts=True, shown=False),
)
NAMING = frozenset({"head"})
ORDERS: tabled.Orders = {
    "day": ("day",), "number": ("pk",), "place": tabled.ORDER_OF_AREAS, "what": ("what",), "kind": ("kind",),
    "organisation": ("organisation__name",), "programme": ("programme__name",), "baht": ("baht",), "state": ("state",), "road": ("road",),
}  # fmt: skip
GROUPINGS = (
    *tabled.AREAS,
    Grouping("organisation", _("ผู้ให้")),
    Grouping("programme", _("โครงการ")),
    Grouping("kind", _("ชนิด")),
    Grouping("state", _("สถานะ")),
    Grouping("month", _("เดือน")),
)
GROUPS = {
    **{key: key for key in ("organisation", "programme", "kind", "state")},
    "month": Concat(ExtractYear("day"), Value("-"), LPad(Cast(ExtractMonth("day"), CharField()), 2, Value("0")), output_field=CharField()),
}
ALL_GIVEN = "given"  # in a state's place: those of GIVEN
COLUMNS = "number on promised_on state area_code place organisation programme kind form what quantity unit baht road".split()


@dataclass(frozen=True)
class Asked:
    """What narrows the list. `state`: ALL_GIVEN, too; `month`: "2026-01"."""

    organisation: int | None = None
    programme: int | None = None
    kind: str = ""
    state: str = ""
    month: str = ""
    road: str = ""
    dimension: str = ""
    unpriced: bool = False  # of which nobody said what it is worth


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
    groups: tuple[Group, ...]


def listing(choices: Mapping[str, Iterable[tuple[object, str]]]) -> Listing:
    """`choices` of each filter; of fiscal years and months in the Buddhist era, as addresses say them."""
    names = {"fiscal": _("ปีงบประมาณ"), "organisation": _("ผู้ให้"), "programme": _("โครงการ"), "kind": _("ชนิด"), "state": _("สถานะ")}
    names |= {"month": _("เดือน"), "road": _("มาทาง"), "dimension": _("มิติ")}
    filters = tuple(tabled.of_choice(key, name, {str(value): said for value, said in choices[key]}) for key, name in names.items())
    return Listing("help", HEADINGS, (*filters, Filter("unpriced", _("ไม่ทราบมูลค่า"), "flag")), GROUPINGS, sort="-day")


PLAIN = listing(dict.fromkeys("fiscal organisation programme kind state month road dimension".split(), ()))


def listed(
    user: User,
    *,
    at: datetime,
    year: int,
    area: str = "",
    authority: int | None = None,
    asked: Asked = Asked(),
    view: View = PLAIN.of({}),  # noqa: B008  frozen
) -> Listed:
    """`year`: the fiscal year (CE); `view`: in which order, which page, grouped by what. Where it shows names, the opening is recorded."""
    where, rows = _found(user, year, area, authority, asked)
    totals = _totals(rows)
    found = tabled.page(rows.annotate(day=Coalesce("on", "promised_on")), view, ORDERS, lambda numbers: of_numbers(user, numbers), GROUPS)
    named = [line.household_id for line in found.lines if line.has_name]
    if named:
        told = {"place": where.place.code, "count": len(found.lines), "detail": f"{year} page {view.page}", "households": named}
        audit.seen(by=user, at=at, what="assistance_list", **told)
    return Listed(where, asked, found.lines, totals, found.first, bool(named), found.groups)


def leave(
    *,
    by: User,
    at: datetime,
    year: int,
    area: str = "",
    authority: int | None = None,
    asked: Asked = Asked(),
    view: View = PLAIN.of({}),  # noqa: B008  frozen
    with_names: bool,
    only: Collection[int] | None = None,
) -> tabled.Leaving:
    where, rows = _found(by, year, area, authority, asked)
    told = {"where": where, "name": "help", "rows": rows.annotate(day=Coalesce("on", "promised_on")), "asked": view, "orders": ORDERS}
    return tabled.leave(by=by, at=at, **told, lines=lambda numbers: of_numbers(by, numbers), with_names=with_names, only=only)


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
    if (
        asked.kind not in ("", *rules.KINDS)
        or asked.state not in ("", ALL_GIVEN, *rules.ASSISTANCE_NAMES)
        or asked.road not in ("", *Assistance.Road)
        or asked.dimension not in ("", *DIMENSION_NAMES)
    ):
        raise Refused(_("ไม่รู้จักตัวกรองนี้ โปรดเลือกจากรายการ"))
    told = {name: value for name in ("organisation", "programme", "kind", "road", "dimension") if (value := getattr(asked, name))}
    rows = rows.filter(**told, baht=None) if asked.unpriced else rows.filter(**told)
    states = {"": [each for each in rules.ASSISTANCE_NAMES if each != "withdrawn"], ALL_GIVEN: GIVEN}.get(asked.state, [asked.state])
    return where, rows.filter(state__in=states)


def _days(year: int, month: str) -> tuple[date, date]:
    if not month:
        return thai.fiscal_year_bounds(thai.buddhist_year(year))
    if days := thai.month_bounds(month):
        return days
    raise Refused(_("ไม่รู้จักเดือนนี้ โปรดเลือกจากรายการ"))


def _totals(rows: QuerySet[Assistance]) -> Totals:
    sums = rows.aggregate(
        helps=Count("pk"),
        households=Count("household", distinct=True),
        delivered=Sum("baht", filter=Q(state__in=GIVEN)),
        promised=Sum("baht", filter=Q(state="promised")),
        unpriced=Count("pk", filter=Q(baht=None)),
    )
    return Totals(**sums | {name: sums[name] or Decimal(0) for name in ("delivered", "promised")})


def of_numbers(user: User, numbers: list[int]) -> list[Line]:
    found = Assistance.objects.select_related("organisation", "programme").in_bulk(numbers)
    chosen = [found[number] for number in numbers]
    same = Assistance.objects.filter(pk__in=numbers)
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
