"""What happened in a place in the last days: what the offices did, counted from the timelines of its households, and what came in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When

from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import sight
from nsc.casework.models import Event, Handoff
from nsc.casework.sight import Sight
from nsc.errors import _
from nsc.poverty.small import is_hidden
from nsc.reports import tabled
from nsc.reports.listing import Asked, Column, Grouping, Listing, Page
from nsc.surveys.models import Batch

DAYS = 7
OUT = "out_of_poverty"  # how a case was closed
KINDS = {  # by the verb as the audit spells it, but OUT
    "case.open": _("เปิดเคสใหม่"),
    "visit.record": _("เยี่ยมบ้าน"),
    "plan.approve": _("อนุมัติแผน"),
    "referral.sign": _("ส่งต่อหน่วยงาน"),
    "assistance.grant": _("ให้ความช่วยเหลือ"),
    OUT: _("พ้นความยากจน"),
}
LISTING = Listing(
    "lately",
    columns=(
        Column("household", _("ครัวเรือน"), "link", card="title"),
        Column("place", _("ที่อยู่"), sorts=True, card="line"),
        Column("what", _("เรื่อง"), "tag", card="corner"),
        Column("on", _("เมื่อ"), "date", sorts=True, largest_first=True, card="line"),
    ),
    filters=(tabled.of_choice("what", _("เรื่อง"), KINDS),),
    groupings=(Grouping("what", _("เรื่อง")),),
    sort="-on",
)
ORDERS: tabled.Orders = {"on": ("on",), "place": ("household__area_code",)}
WHAT = Case(When(kind="case.close", then=Value(OUT)), default=F("kind"))


@dataclass(frozen=True)
class Lately:
    """`acts`: how often, by the verb as the audit spells it; `out`: cases closed because the household came out of poverty, of all closed.
    `baht`: worth of the help given, where it is known. `escalated`: cases that the clock sent upward. `imported`: surveys published, of
    the whole province."""

    where: Sight
    since: datetime
    acts: Mapping[str, int | None]
    out: int | None
    baht: Decimal
    escalated: int | None
    imported: int


@dataclass(frozen=True)
class Line:
    household_id: int
    area_code: str
    what: str  # a key of KINDS
    on: date


def events(user: User, *, at: datetime, area: str = "", authority: int | None = None, asked: Asked) -> tuple[Sight, Page]:
    """What `of` counts, one by one, for who sees the households. Nobody is named."""
    where = sight.place(user, Permission.HOUSEHOLD_SEE, area=area, authority=authority)
    counted = Q(kind__in=[kind for kind in KINDS if kind != OUT]) | Q(kind="case.close", what=OUT)
    rows = where.of(_lately(at).filter(counted), "household__").alias(told=WHAT)
    rows = rows.filter(told=asked.get("what")) if asked.get("what") else rows
    return where, tabled.page(rows, asked, ORDERS, _lines, {"what": WHAT})


def _lines(numbers: list[int]) -> list[Line]:
    rows = Event.objects.filter(pk__in=numbers).values_list("pk", "household", "household__area_code", WHAT, "on")
    lines = {pk: Line(*told) for pk, *told in rows}
    return [lines[number] for number in numbers]


def _lately(at: datetime) -> QuerySet[Event]:
    return Event.objects.filter(at__gt=at - timedelta(days=DAYS), at__lte=at)


def of(user: User, *, at: datetime, area: str = "", authority: int | None = None) -> Lately:
    """Three queries, whatever the place. A place of which nothing is known yet has no acts at all."""
    where, since = sight.place(user, Permission.FIGURES_SEE, area=area, authority=authority), at - timedelta(days=DAYS)
    acts: dict[str, int] = {}
    out, baht = 0, Decimal(0)
    rows = where.of(_lately(at), "household__").values_list("kind", "what")
    for kind, what, number, worth in rows.annotate(Count("pk"), Sum("baht")).order_by():
        acts[kind] = acts.get(kind, 0) + number
        out += number if (kind, what) == ("case.close", OUT) else 0
        baht += worth or 0 if kind == "assistance.grant" else 0
    upward = where.of(Handoff.objects.filter(is_escalation=True, at__gt=since, at__lte=at), "case__").values("case").distinct().count()
    imported = Batch.objects.filter(state=Batch.State.PUBLISHED, published_at__gt=since, published_at__lte=at).count()
    keep = sight.keeper(user, where)
    told = {kind: keep.one(number) for kind, number in acts.items()}
    known = Decimal(0) if is_hidden(told.get("assistance.grant")) else baht  # of a few households it would say what each was given
    return Lately(where, since, told, keep.one(out), known, keep.one(upward), imported)
