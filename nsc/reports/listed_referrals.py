"""Referrals as a list: what went to which office, whose turn it is, how long it takes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from nsc import thai
from nsc.access import audit, organisations
from nsc.access.models import User
from nsc.casework import chain, referral_desk, roads, rolls, visit_rules
from nsc.casework.models import Referral
from nsc.casework.referral_desk import Line
from nsc.casework.sight import Sight, same_household
from nsc.errors import _
from nsc.reports import tabled, targeted
from nsc.reports.listing import Asked, Column, Filter, Grouping, Listing, Page
from nsc.reports.local_work import AT_THE_OFFICE
from nsc.reports.progress import WITH_THE_OFFICE

COLUMNS = (
    Column("head", _("หัวหน้าครัวเรือน"), "link", card="title"),
    Column("number", _("เรื่องที่"), "number", sorts=True, shown=False),
    Column("place", _("ที่อยู่"), sorts=True, card="line"),
    Column("office", _("หน่วยงาน"), sorts=True, card="line"),
    Column("what", _("ขอให้ช่วย"), card="line"),
    Column("state", _("สถานะ"), "tag", sorts=True, card="line"),
    Column("due", _("กำหนด"), "date", sorts=True, card="line"),
    Column("sent", _("ส่งเมื่อ"), "date", sorts=True, largest_first=True),
    Column("received", _("หน่วยงานเปิดอ่าน"), "date", sorts=True, largest_first=True, shown=False),
    Column("answered", _("ตอบเมื่อ"), "date", sorts=True, largest_first=True, shown=False),
    Column("completed", _("ช่วยเสร็จเมื่อ"), "date", sorts=True, largest_first=True, shown=False),
    Column("letter", _("เลขที่หนังสือ"), sorts=True, shown=False),
    Column("by", _("ผู้ส่ง"), sorts=True, shown=False),
)
NAMING = frozenset({"head", "what"})  # words may hold a name
ORDERS: tabled.Orders = {
    "number": ("pk",), "place": tabled.ORDER_OF_AREAS, "office": ("organisation__name", "due_on"), "state": ("state", "due_on"),
    "due": ("due_on",), "sent": ("sent_at",), "received": ("received_at",), "answered": ("answered_at",), "completed": ("completed_at",),
    "letter": ("letter_number",), "by": ("by__display_name",),
}  # fmt: skip
RUNNING = "running"
BY_ADDRESS = ("group", "fiscal", "lettered", "month", "targets")  # no menu offers them
STATES = {RUNNING: _("ยังไม่จบ")} | roads.REFERRAL_NAMES
# What the office has done, over several states of it; a question is no answer yet (as reports.answer_times counts).
_ANSWERED = Q(answered_at__isnull=False) & ~Q(state="asked")
_IN_TIME = Q(answered_at__date__lte=F("due_on"))
ANSWERS = {
    "sent": (_("ส่งถึงหน่วยงานแล้ว"), ~Q(state__in=WITH_THE_OFFICE)),
    "there": (_("อยู่ที่หน่วยงาน"), Q(state__in=AT_THE_OFFICE)),
    "waiting": (_("รอคำตอบ"), ~_ANSWERED & Q(state__in=("sent", "asked"), stop="")),
    "given": (_("ตอบแล้ว"), Q(answered_at__isnull=False) & ~Q(state__in=WITH_THE_OFFICE)),
    "in_time": (_("ตอบทัน"), _ANSWERED & _IN_TIME),
    "slow": (_("ตอบช้า"), _ANSWERED & ~_IN_TIME),
    "taken": (_("รับเรื่อง รวมที่ช่วยเสร็จแล้ว"), Q(state__in=("accepted", "completed"))),
    "ended": (_("ถอนหรือสิ้นสุด"), Q(state="withdrawn") | ~Q(stop="") & ~Q(state__in=chain.OVER)),
}
OPEN = ("drafted", "forwarded", "sent", "asked", "accepted")
GROUPINGS = (
    *tabled.AREAS,
    Grouping("office", _("หน่วยงาน")),
    Grouping("state", _("สถานะ")),
    Grouping("dimension", _("มิติ")),
)
GROUPS = {"office": "organisation", "state": "state", "dimension": Coalesce("need__dimension", "step__need__dimension")}


def listing(month: str = "") -> Listing:
    """With every office as a choice; `month`: the one an address names, which then is a choice."""
    offices = {str(number): name for number, name in organisations.names().items()}
    filters = (
        tabled.of_choice("state", _("สถานะ"), STATES),
        tabled.of_choice("office", _("หน่วยงาน"), offices),
        tabled.of_choice("dimension", _("มิติ"), visit_rules.DIMENSION_NAMES),
        Filter("late", _("หน่วยงานเกินกำหนด"), "flag"),
        tabled.of_choice("answer", _("คำตอบของหน่วยงาน"), {key: name for key, (name, _fits) in ANSWERS.items()}),
        tabled.of_choice("group", _("กลุ่มเป้าหมาย"), tabled.TARGET_GROUPS),
        Filter("fiscal", _("ส่งในปีงบประมาณ"), "number"),
        Filter("lettered", _("หนังสือของปีงบประมาณ"), "number"),
        tabled.of_month("month", _("หนังสือของเดือน"), month),
        Filter("targets", _("ครัวเรือนในบัญชีเป้าหมายปีงบประมาณ"), "number"),
    )
    return Listing("referral-list", COLUMNS, filters, GROUPINGS, sort="due")


@dataclass(frozen=True)
class Row:
    line: Line
    head: str  # masked unless this user may read names; "" where the household is not theirs any more


def page(user: User, *, at: datetime, area: str = "", authority: int | None = None, asked: Asked) -> tuple[Sight, Page]:
    """Where it shows names or words, the opening is recorded."""
    where, rows = _found(user, at, area, authority, asked)
    found = tabled.page(rows, asked, ORDERS, lambda numbers: _rows(user, numbers), GROUPS)
    told = [row.line.household for row in found.lines if row.line.is_open and (row.line.what or row.line.has_names)]
    if told:
        detail = f"list page {asked.page}"
        audit.seen(by=user, at=at, what="referral_list", place=where.place.code, count=len(found.lines), detail=detail, households=told)
    return where, replace(found, has_names=any(row.line.has_names for row in found.lines))


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
    where, rows = _found(by, at, area, authority, asked)
    told = {"where": where, "name": "referral-list", "rows": rows, "asked": asked, "orders": ORDERS}
    return tabled.leave(
        by=by, at=at, **told, lines=lambda numbers: _rows(by, numbers, with_heads=with_names), with_names=with_names, only=only
    )


def _found(user: User, at: datetime, area: str, authority: int | None, asked: Asked) -> tuple[Sight, QuerySet[Referral]]:
    where, rows = referral_desk.in_sight(user, area=area, authority=authority)
    if state := asked.get("state"):
        rows = rows.filter(state__in=OPEN, stop="") if state == RUNNING else rows.filter(state=state)
    if office := asked.number("office"):
        rows = rows.filter(organisation=office)
    if dimension := asked.get("dimension"):
        rows = rows.alias(of_need=GROUPS["dimension"]).filter(of_need=dimension)
    if asked.get("late"):
        rows = rows.filter(referral_desk.late(timezone.localdate(at)))
    if group := asked.get("group"):
        rows = rows.filter(case__target__roll__group=group)
    if answer := asked.get("answer"):
        rows = rows.filter(ANSWERS[answer][1])
    if sent := tabled.fiscal_year(asked.number("fiscal")):
        since, until = tabled.moments(*sent)
        rows = rows.filter(sent_at__gte=since, sent_at__lt=until)
    for days in (tabled.fiscal_year(asked.number("lettered")), thai.month_bounds(asked.get("month"))):
        rows = rows.filter(letter_on__range=days) if days else rows
    if of_year := tabled.fiscal_year(asked.number("targets")):
        rows = rows.filter(Exists(same_household(rolls.in_use(of_year[1].year).values())))
    return where, rows


def _rows(user: User, numbers: list[int], *, with_heads: bool = True) -> Sequence[Row]:
    lines = referral_desk.of_numbers(user, numbers)
    open_ = [line for line in lines if line.is_open and with_heads]
    heads = targeted.heads([line.household for line in open_], {line.household for line in open_ if line.has_names})
    return [Row(line, heads.get(line.household, "") if line.is_open else "") for line in lines]
