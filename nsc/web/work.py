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
from nsc.casework import caselist
from nsc.reports import lately, progress
from nsc.web import context, pages
from nsc.web.context import Told
from nsc.web.progress import STEPS, listed

NAMED = 3  # areas named as the latest or the slowest


def late(told: Told, found: Sequence[caselist.Load]) -> pages.Late:
    """`found`: as caselist.below answers, the area with most late cases first. What an authority has in an area no list has alone."""
    names = places.names(each.area_code for each in found)
    late_in = lambda code: "" if told.here.authority else told.href("case-list", area=code, late=1)  # noqa: E731
    return pages.Late(
        total=sum(each.late for each in found),
        of=sum(each.cases for each in found),
        href=told.href("case-list", late=1),
        open=told.href("case-list"),
        areas=tuple(pages.Count(names[each.area_code], each.late, href=late_in(each.area_code)) for each in found[:NAMED] if each.late),
    )


def below(told: Told, place: str) -> int:
    """Digits of the areas that the late of a place are counted by."""
    return codes.LENGTH[codes.VILLAGE] if told.here.authority else min(len(place) + 2, codes.LENGTH[codes.VILLAGE])


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
    place = found.where.place.code
    may_list = scope.may(user, Permission.HOUSEHOLD_SEE, place)
    money = _("มูลค่าที่ทราบ %(baht)s บาท") % {"baht": f"{found.baht:,.0f}"} if found.baht else ""
    may_refer = scope.anywhere(user, Permission.REFERRAL_SEND) or scope.anywhere(user, Permission.REFERRAL_ANSWER)
    lines = [
        (_("เปิดเคสใหม่"), found.acts.get("case.open", 0), _("เคส"), told.href("case-list") if may_list else "", ""),
        (_("เยี่ยมบ้าน"), found.acts.get("visit.record", 0), _("ครั้ง"), told.href("progress-months"), ""),
        (_("อนุมัติแผน"), found.acts.get("plan.approve", 0), _("แผน"), told.href("progress-months"), ""),
        (_("ส่งต่อหน่วยงาน"), found.acts.get("referral.sign", 0), _("เรื่อง"), told.href("referrals") if may_refer else "", ""),
        (_("ให้ความช่วยเหลือ"), found.acts.get("assistance.grant", 0), _("รายการ"), told.href("help") if may_list else "", money),
        (_("พ้นความยากจน"), found.out, _("ครัวเรือน"), told.href("case-list", state="closed") if may_list else "", ""),
        (_("เลยกำหนดจนส่งขึ้นระดับบน"), found.escalated, _("เคส"), told.href("case-list", late=1) if may_list else "", ""),
        (_("นำเข้าข้อมูลสำรวจ"), found.imported, _("ไฟล์"), _imports(user), ""),
    ]
    return pages.Week(
        timezone.localdate(found.since),
        timezone.localdate(at),
        tuple(
            pages.Figure(label, value, unit, behind=pages.Choice(label, href) if href else None, text=text, good="none")
            for label, value, unit, href, text in lines
        ),
    )


def _imports(user) -> str:
    return reverse("import") if scope.anywhere(user, Permission.SURVEY_IMPORT) else ""
