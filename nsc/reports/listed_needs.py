"""Needs as a list: of what, whose, how urgent, since when. Names and words stand on the household's own page."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from nsc.access.models import User
from nsc.casework import needs, roads, visit_rules
from nsc.casework.models import Need
from nsc.casework.needs import Filters
from nsc.casework.sight import Sight
from nsc.errors import _
from nsc.poverty import stages
from nsc.reports import tabled
from nsc.reports.listing import Asked, Column, Filter, Grouping, Listing, Page

COLUMNS = (
    Column("what", _("ต้องการ"), "link", card="title"),
    Column("number", _("ความจำเป็นที่"), "number", sorts=True, shown=False),
    Column("dimension", _("ด้าน"), sorts=True, card="line"),
    Column("level", _("ของใคร"), sorts=True, card="line"),
    Column("stage", _("ช่วงวัย"), sorts=True, card="line"),
    Column("place", _("ที่อยู่"), sorts=True, card="line"),
    Column("urgency", _("ความเร่งด่วน"), sorts=True, card="line"),
    Column("state", _("สถานะ"), "tag", sorts=True, card="line"),
    Column("on", _("พบเมื่อ"), "date", sorts=True),
    Column("met_on", _("ได้รับเมื่อ"), "date", sorts=True, largest_first=True, shown=False),
    Column("case", _("เคสที่"), "number", sorts=True, shown=False),
)
NAMING: frozenset[str] = frozenset()
_by_stage = Case(*(When(stage=each, then=Value(n)) for n, each in enumerate(needs.STAGES)), default=Value(99), output_field=IntegerField())
ORDERS: tabled.Orders = {
    "number": ("pk",), "dimension": ("dimension",), "level": ("person",), "stage": (_by_stage,), "place": tabled.ORDER_OF_AREAS,
    "urgency": (needs.SOONEST, "area_code", "on"), "state": ("state",), "on": ("on",), "met_on": ("met_on",), "case": ("case",),
}  # fmt: skip
STAGES = {each.code: each.name for each in stages.LIFE_STAGES} | {needs.UNKNOWN: _("ไม่ทราบวัย")}
STATES = {needs.UNMET: _("ยังไม่ได้รับ"), needs.MET: _("ได้รับแล้ว"), "all": _("ทุกสถานะ")}
IN_ADDRESSES = STATES | {state: name for state, name in roads.NEED_NAMES.items() if state != needs.MET}
FILTERS = (
    tabled.of_choice("dimension", _("ด้าน"), visit_rules.DIMENSION_NAMES),
    tabled.of_choice("level", _("ของใคร"), visit_rules.LEVELS),
    tabled.of_choice("stage", _("ช่วงวัย"), STAGES),
    tabled.of_choice("urgency", _("ความเร่งด่วน"), dict(needs.URGENCIES)),
    tabled.of_choice("state", _("สถานะ"), IN_ADDRESSES),
    Filter("outside", _("ไม่อยู่ในเคส"), "flag"),
    tabled.of_choice("group", _("กลุ่มเป้าหมาย"), tabled.TARGET_GROUPS),
)
GROUPINGS = (
    *tabled.AREAS,
    *(Grouping(key, name) for key, name in (("dimension", _("ด้าน")), ("stage", _("ช่วงวัย")), ("level", _("ของใคร")))),
    *(Grouping(key, name) for key, name in (("urgency", _("ความเร่งด่วน")), ("state", _("สถานะ")))),
)
GROUPS = {
    "dimension": "dimension",
    "stage": Case(When(person=None, then=Value("")), When(stage="", then=Value(needs.UNKNOWN)), default=F("stage")),
    "level": Case(When(person=None, then=Value(needs.HOUSEHOLD)), default=Value(needs.PERSON)),
    "urgency": "urgency",
    "state": Case(When(state__in=needs.UNFINISHED, then=Value(needs.UNMET)), default=F("state")),
}
LISTING = Listing("needs", COLUMNS, FILTERS, GROUPINGS, sort="urgency")


def page(user: User, *, area: str = "", authority: int | None = None, asked: Asked) -> tuple[Sight, Page]:
    """Unmet ones, where the address says of no state."""
    where, rows = _found(user, area, authority, asked)
    return where, tabled.page(rows, asked, ORDERS, lambda numbers: needs.of_numbers(user, numbers), GROUPS)


def leave(
    *,
    by: User,
    at: datetime,
    area: str = "",
    authority: int | None = None,
    asked: Asked,
    only: Collection[int] | None = None,
) -> tabled.Leaving:
    where, rows = _found(by, area, authority, asked)
    told = {"where": where, "name": "needs", "rows": rows, "asked": asked, "orders": ORDERS}
    return tabled.leave(by=by, at=at, **told, lines=lambda numbers: needs.of_numbers(by, numbers), with_names=False, only=only)


def _found(user: User, area: str, authority: int | None, asked: Asked) -> tuple[Sight, QuerySet[Need]]:
    where, rows = needs.in_sight(user, area=area, authority=authority)
    said = {name: asked.get(name) for name in ("dimension", "stage", "level", "urgency")}
    state = {"": needs.UNMET, "all": ""}.get(asked.get("state"), asked.get("state"))
    rows = needs.narrowed(rows, Filters(**said, state=state))
    if group := asked.get("group"):
        rows = rows.filter(case__target__roll__group=group)
    return where, rows.filter(Q(case=None)) if asked.get("outside") else rows
