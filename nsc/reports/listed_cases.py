"""Cases as a list: whose turn it is, until when, what was done; to be sorted, counted in groups, and taken along as a file."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from nsc import thai
from nsc.access import audit
from nsc.access.models import User
from nsc.casework import caselist, cases, handoffs, levels, roads
from nsc.casework.caselist import Asked as Narrowed
from nsc.casework.caselist import Line
from nsc.casework.sight import MANY, Sight
from nsc.errors import _
from nsc.poverty.union import DIMENSIONS, NAMES
from nsc.reports import lately, tabled, targeted
from nsc.reports.listing import Asked, Column, Filter, Group, Grouping, Listing, Page

COLUMNS = (
    Column("head", _("หัวหน้าครัวเรือน"), "link", card="title"),
    Column("number", _("เคสที่"), "number", sorts=True, shown=False),
    Column("house_no", _("บ้านเลขที่"), shown=False, personal=True),
    Column("place", _("ที่อยู่"), sorts=True, card="line"),
    Column("dims", _("ตกเกณฑ์มิติ"), "dims", card="corner"),
    Column("state", _("สถานะ"), "tag", sorts=True, card="line"),
    Column("triage", _("ผลจำแนก"), sorts=True, shown=False),
    Column("turn", _("เป็นตาของ"), sorts=True),
    Column("mentor", _("พี่เลี้ยง"), sorts=True),
    Column("due", _("กำหนด"), sorts=True, card="line"),
    Column("priority", _("คะแนนความเร่งด่วน"), "number", sorts=True, largest_first=True, shown=False),
    Column("opened", _("เปิดเคสเมื่อ"), "date", sorts=True, largest_first=True, shown=False),
    Column("visited", _("เยี่ยมครั้งแรก"), "date", sorts=True, largest_first=True, shown=False),
    Column("helped", _("ได้รับความช่วยเหลือ"), "date", sorts=True, largest_first=True, shown=False),
    Column("closed", _("ปิดเมื่อ"), "date", sorts=True, largest_first=True, shown=False),
)
NAMING = frozenset({"head", "house_no"})
ORDERS: tabled.Orders = {
    "number": ("pk",), "place": tabled.ORDER_OF_AREAS, "state": ("state", "due_on"), "triage": ("triage",), "turn": ("turn", "due_on"),
    "mentor": ("mentor__display_name", "due_on"), "due": ("due_on",), "priority": ("priority",), "opened": ("opened_at",),
    "visited": ("visited_on",), "helped": ("helped_on",), "closed": ("closed_on",),
}  # fmt: skip
GROUPINGS = (
    *tabled.AREAS,
    Grouping("state", _("สถานะ")),
    Grouping("turn", _("เป็นตาของ")),
    Grouping("triage", _("ผลจำแนก")),
    Grouping("mentor", _("พี่เลี้ยง")),
    Grouping("dimension", _("มิติ")),
)
LEVELS = {turn: handoffs.TURNS[turn] for turn in levels.ORDER}
GROUPS = {"state": "state", "turn": "turn", "triage": "triage", "mentor": "mentor", "dimension": "pattern"}
FLAGS = ("late", "mine", "handed", "emergency", "newest")
FILTERS = (
    tabled.of_choice("state", _("สถานะ"), roads.CASE_NAMES | {caselist.ALL: _("ทุกสถานะ")}),
    tabled.of_choice("turn", _("เป็นตาของ"), LEVELS),
    tabled.of_choice("triage", _("ผลจำแนก"), cases.TRIAGES | {caselist.NONE: _("ยังไม่จำแนก")}),
    Filter("late", _("เกินกำหนด"), "flag"),
    Filter("mine", _("รอท่าน"), "flag"),
    Filter("handed", _("ส่งมาแล้วรอรับ"), "flag"),
    Filter("emergency", _("กรณีฉุกเฉิน"), "flag"),
    tabled.of_choice("dimension", _("มิติ"), NAMES),
    tabled.of_choice("group", _("กลุ่มเป้าหมาย"), tabled.TARGET_GROUPS),
    Filter("newest", _("เคสล่าสุดของครัวเรือน"), "flag"),
    Filter("upward", _("เลยกำหนดจนส่งขึ้นระดับบนใน 7 วัน"), "flag"),
    Filter("checked", _("ตรวจซ้ำหลังพ้นความยากจน ปีงบประมาณ"), "number"),
    Filter("relapsed", _("กลับมายากจนซ้ำ ปีงบประมาณ"), "number"),
)
MONTHS = {"opened": _("เปิดเคสเมื่อ"), "closed": _("ปิดเมื่อ")}
BY_ADDRESS = ("mine", "handed", "emergency", "group", "newest", "upward", "checked", "relapsed", *MONTHS)  # no menu offers them


def listing(mentor: str = "", **months: str) -> Listing:
    """`mentor`: the number an address names, which then is a choice; `months`: of MONTHS, likewise."""
    named = {caselist.NONE: _("ยังไม่มีพี่เลี้ยง")} | ({mentor: _("พี่เลี้ยงที่เลือก")} if mentor.isdecimal() and mentor.isascii() else {})
    of_mentor = tabled.of_choice("mentor", _("พี่เลี้ยง"), named)
    of_months = (tabled.of_month(key, name, months.get(key, "")) for key, name in MONTHS.items())
    return Listing("case-list", COLUMNS, (*FILTERS[:3], of_mentor, *FILTERS[3:], *of_months), GROUPINGS, sort="due")


@dataclass(frozen=True)
class Row:
    line: Line
    head: str  # masked unless this user may read names


def _narrowed(asked: Asked, area: str, authority: int | None, at: datetime) -> Narrowed:
    said = {name: asked.get(name) for name in ("state", "turn", "triage", "mentor", "dimension", "group")}
    opened = thai.month_bounds(asked.get("opened"))
    return Narrowed(
        area=area,
        authority=authority,
        **said,
        **{name: asked.get(name) == "1" for name in FLAGS},
        opened=tabled.moments(*opened) if opened else None,
        closed=thai.month_bounds(asked.get("closed")),
        upward=at - timedelta(days=lately.DAYS) if asked.get("upward") else None,
        **{name: tabled.fiscal_year(asked.number(name)) for name in ("checked", "relapsed")},
    )


def page(user: User, *, at: datetime, area: str = "", authority: int | None = None, asked: Asked) -> tuple[Sight, Page]:
    """Of closed ones the newest first: nothing is due of them. Where it shows names, the opening is recorded."""
    sight, rows = caselist.narrowed(user, at=at, asked=_narrowed(asked, area, authority, at))
    found = tabled.page(rows, asked, _orders(asked), lambda numbers: _rows(user, numbers, at), GROUPS)
    named = {row.line.household_id for row in found.lines if row.line.has_name}
    if named:
        told = {"place": sight.place.code, "count": len(found.lines), "detail": f"page {asked.page}", "households": named}
        audit.seen(by=user, at=at, what="case_list", **told)
    groups = _by_dimension(found.groups) if asked.by == "dimension" else found.groups
    return sight, replace(found, groups=groups, has_names=bool(named))


def leave(
    *,
    by: User,
    at: datetime,
    area: str = "",
    authority: int | None = None,
    asked: Asked,
    with_names: bool,
    only: Collection[int] | None = None,
) -> tabled.Leaving:
    sight, rows = caselist.narrowed(by, at=at, asked=_narrowed(asked, area, authority, at))
    told = {"where": sight, "name": "case-list", "rows": rows, "asked": asked, "orders": _orders(asked)}
    return tabled.leave(
        by=by, at=at, **told, lines=lambda numbers: _rows(by, numbers, at, with_heads=with_names), with_names=with_names, only=only
    )


def numbers(user: User, *, at: datetime, area: str = "", authority: int | None = None, asked: Asked) -> list[int]:
    """All that match, for an act on them; one more than an act may hold where they are too many."""
    _sight, rows = caselist.narrowed(user, at=at, asked=_narrowed(asked, area, authority, at))
    return list(rows.order_by("pk").values_list("pk", flat=True)[: MANY + 1])


def _orders(asked: Asked) -> tabled.Orders:
    return ORDERS | {"due": ("-closed_on",)} if asked.get("state") == "closed" else ORDERS


def _rows(user: User, numbers: list[int], at: datetime, *, with_heads: bool = True) -> Sequence[Row]:
    lines = caselist.lines(user, numbers, timezone.localdate(at))
    homes = [line.household_id for line in lines] if with_heads else []
    heads = targeted.heads(homes, {line.household_id for line in lines if line.has_name})
    return [Row(line, heads.get(line.household_id, "")) for line in lines]


def _by_dimension(patterns: Sequence[Group]) -> tuple[Group, ...]:
    """A case counts in each dimension that it failed."""
    sums = {key: sum(each.count for each in patterns if int(each.key) >> bit & 1) for bit, key in enumerate(DIMENSIONS)}
    return tuple(Group(key, count) for key, count in sums.items() if count)
