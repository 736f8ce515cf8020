"""What the offices are at in a place, as the overview shows it: who is late (casework), how far along (reports.progress), and what happened
this week (reports.lately)."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.casework import caselist, sight
from nsc.casework.sight import Sight
from nsc.reports import lately, progress
from nsc.reports import listing as listing_
from nsc.reports.place import Here as Found
from nsc.web import context, desks, listing, pages
from nsc.web.context import Told
from nsc.web.progress import STEPS, listed
from nsc.web.words import said

NAMED = 3  # areas named as the latest or the slowest


def late(told: Told, found: Sequence[caselist.Load], where: Found) -> pages.Late:
    """`found`: as caselist.below answers, the area with most late cases first. What an authority has in an area no list has alone."""
    names = places.names(each.area_code for each in found)
    late_in = lambda code: "" if where.authority else told.href("case-list", area=code, late=1)  # noqa: E731
    return pages.Late(
        total=sum(each.late for each in found),
        of=sum(each.cases for each in found),
        href=told.href("case-list", late=1),
        open=told.href("case-list"),
        areas=tuple(pages.Count(names[each.area_code], each.late, href=late_in(each.area_code)) for each in found[:NAMED] if each.late),
    )


def below(where: Found) -> int:
    """Digits of the areas that the late of a place are counted by."""
    return where.below or codes.LENGTH[codes.VILLAGE]


def along(user, told: Told, found: progress.Found, year: int) -> pages.Work:
    """`year`: fiscal, CE."""
    names = places.names(code for code, _each in found.behind[:NAMED])
    keep = {"group": found.asked.group, "dimension": found.asked.dimension, "fiscal": thai.buddhist_year(year)}
    to_list = partial(told.only().href, "target-list", fiscal=thai.buddhist_year(year))
    rows = listed(user, found.where, found.asked, to_list, found.groups)
    steps = tuple(
        pages.Count(str(label), getattr(found.whole, step), found.whole.targets or None, href=rows(step)) for step, label in STEPS.items()
    )
    return pages.Work(
        year=thai.buddhist_year(year),
        steps=steps if found.groups else (),
        href=told.href("progress", **keep),
        behind=tuple(
            pages.Count(names[code], each.overdue, into=told.href("progress", area=code, **keep), href=rows("overdue", code))
            for code, each in found.behind[:NAMED]
            if code != found.where.place.code
        ),
        draw_up=told.href("targets"),
        unused=context.unused(told, "group", "dimension", "authority"),
    )


def week(user, told: Told, found: lately.Lately, at: datetime) -> pages.Week:
    """Of acts upon households every one can be looked at; what was imported stands among all that ever was."""
    where = found.where
    sees = sight.keeper(user, where).sees
    there = {"area": where.place.code, "authority": where.authority.id if where.authority else None}
    counts = {kind: found.acts.get(kind, 0) for kind in lately.KINDS} | {lately.OUT: found.out}
    units = dict(zip(lately.KINDS, (_("เคส"), _("ครั้ง"), _("แผน"), _("เรื่อง"), _("รายการ"), _("ครัวเรือน")), strict=True))
    money = {"assistance.grant": _("มูลค่าที่ทราบ %(baht)s บาท") % {"baht": f"{found.baht:,.0f}"}} if found.baht else {}

    def line(kind: str, name: str) -> pages.Figure:
        href = told.only().href("overview-week-list", **there, what=kind) if sees else ""
        return pages.Figure(said(name), counts[kind], units[kind], href=href, text=money.get(kind, ""), good="none")

    upward = told.only().href("case-list", **there, state=caselist.ALL, upward=1) if sees else ""
    imports = pages.Choice(_("นำเข้าข้อมูลสำรวจ"), href) if (href := _imports(user)) else None
    return pages.Week(
        timezone.localdate(found.since),
        timezone.localdate(at),
        (
            *(line(kind, name) for kind, name in lately.KINDS.items()),
            pages.Figure(_("เลยกำหนดจนส่งขึ้นระดับบน"), found.escalated, _("เคส"), href=upward, good="none"),
            pages.Figure(_("นำเข้าข้อมูลสำรวจ"), found.imported, _("ไฟล์"), behind=imports, good="none"),
        ),
    )


def events(user, told: Told, where: Sight, found: listing_.Page, asked: listing_.Asked) -> listing.Page:
    table = listing.table(
        asked,
        told,
        lines=found.lines,
        total=found.total,
        first=found.first,
        cells={
            "household": lambda line: (_("ครัวเรือนที่ %(n)s") % {"n": line.household_id}, reverse("household", args=[line.household_id])),
            "place": lambda line: places.place(line.area_code).full_name,
            "what": lambda line: said(lately.KINDS[line.what]),
            "on": lambda line: line.on,
        },
        has_names=False,
        groups=found.groups,
        group=desks.group(asked.listing),
    )
    return listing.Page(
        name="overview",
        title=_("7 วันที่ผ่านมา"),
        count=_("%(n)s รายการ") % {"n": f"{found.total:,}"},
        table=table,
        bar=desks.bar(told, user, where.place, asked),
        notes=desks.unused(told, asked.listing),
        empty_title=_("ไม่มีรายการใน 7 วันที่ผ่านมา"),
    )


def _imports(user) -> str:
    return reverse("import") if scope.anywhere(user, Permission.SURVEY_IMPORT) else ""
