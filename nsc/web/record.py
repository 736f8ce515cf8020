"""The lines of the record (access.trail) as their page shows them."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from nsc.access import scope, trail
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.web import pages
from nsc.web.forms import AuditForm
from nsc.web.words import said

FILTERS = ("since", "until", "who", "household", "place", "group")
THINGS = {
    "household": gettext_noop("ครัวเรือนที่ {id}"),
    "listedhousehold": gettext_noop("ครัวเรือนที่ {id} ในบัญชีเป้าหมาย"),
    "batch": gettext_noop("ชุดข้อมูลที่ {id}"),
    "targetlist": gettext_noop("บัญชีเป้าหมายที่ {id}"),
    "roll": gettext_noop("บัญชีเป้าหมายประจำปีที่ {id}"),
    "target": gettext_noop("เป้าหมายที่ {id}"),
    "forum": gettext_noop("ประชาคมที่ {id}"),
    "meeting": gettext_noop("การประชุมที่ {id}"),
    "proposal": gettext_noop("ข้อเสนอที่ {id}"),
    "verification": gettext_noop("ผลตรวจสอบที่ {id}"),
    "proposalvisit": gettext_noop("การเยี่ยมที่ {id}"),
    "assistance": gettext_noop("ความช่วยเหลือที่ {id}"),
    "usecheck": gettext_noop("การตรวจการใช้ที่ {id}"),
    "budget": gettext_noop("งบประมาณที่ {id}"),
    "criteria": gettext_noop("เกณฑ์เปราะบางที่ {id}"),
    "caseplan": gettext_noop("แผนที่ {id}"),
    "step": gettext_noop("ขั้นของแผนที่ {id}"),
    "account": gettext_noop("บัญชีครัวเรือนที่ {id}"),
    "measure": gettext_noop("มาตรการที่ {id}"),
    "ownholiday": gettext_noop("วันหยุดที่ {id}"),
    "upload": gettext_noop("ไฟล์ที่ {id}"),
    "round": gettext_noop("รอบสำรวจที่ {id}"),
    "profile": gettext_noop("แบบการจับคู่คอลัมน์ที่ {id}"),
    "key": gettext_noop("กุญแจหมายเลข {id}"),
    "job": gettext_noop("งานเบื้องหลังที่ {id}"),
    "user": gettext_noop("บัญชีผู้ใช้ที่ {id}"),
    "person": gettext_noop("บุคคลที่ {id}"),
    "alert": gettext_noop("เรื่องผิดปกติที่ {id}"),
    "organisation": gettext_noop("หน่วยงานที่ {id}"),
    "request": gettext_noop("คำขอใช้สิทธิที่ {id}"),
    "breach": gettext_noop("เหตุละเมิดที่ {id}"),
    "notice": gettext_noop("ประกาศความเป็นส่วนตัวฉบับที่ {id}"),
    "activity": gettext_noop("รายการประมวลผล {id}"),
    "retention": gettext_noop("กำหนดเวลาเก็บ {id}"),
}


def href(asked: Mapping[str, str], name: str = "audit", **changes: object) -> str:
    kept = {key: asked.get(key, "") for key in FILTERS} | changes
    return f"{reverse(name)}?{urlencode({key: value for key, value in kept.items() if value})}"


def page(user, form: AuditForm, found: trail.Page, asked: Mapping[str, str]) -> pages.Audit:
    return pages.Audit(
        form=form,
        tabs=tabs(user, "audit"),
        rows=rows(found.lines, asked),
        older=href(asked, before=found.older) if found.older else "",
        newest=href(asked) if asked.get("before") else "",
        csv=href(asked, "audit-csv") if found.lines else "",
        clear=reverse("audit") if any(asked.get(key) for key in FILTERS) else "",
    )


def rows(lines: Sequence[trail.Line], asked: Mapping[str, str] | None = None) -> tuple[pages.AuditRow, ...]:
    """`asked`: the filters of the page, which its links narrow."""
    named = {code: place_name(code) for code in {line.place for line in lines}}
    return tuple(_row(line, named, asked or {}) for line in lines)


def _row(line: trail.Line, named: Mapping[str, str], asked: Mapping[str, str]) -> pages.AuditRow:
    thing = THINGS.get(line.on_type)
    return pages.AuditRow(
        at=line.at,
        who=line.who or _("ไม่ทราบชื่อผู้ใช้"),
        who_href=href(asked, who=line.username) if line.username else "",
        act=said(line.act),
        thing=said(thing, {"id": line.on_id}) if thing else f"{line.on_type} {line.on_id}".strip(),
        thing_href=href(asked, household=line.on_id) if line.on_type == trail.HOUSEHOLD else "",
        place=named[line.place],
        count=line.count,
        because=line.because,
        detail=line.detail,
    )


def place_name(code: str) -> str:
    """With what it lies in, up to the amphoe: villages of one name are many. A code that no list knows stays as it is."""
    known = places.find(code)
    return " ".join(each.title for each in reversed(places.path(known.code)[1:] or [known])) if known else code


def tabs(user, here: str) -> tuple[pages.Choice, ...]:
    """The views of the record that this person has a use for."""
    known = (
        ("audit", _("บันทึกทั้งหมด"), Permission.AUDIT_SEE),
        ("who-saw", _("ใครเห็นบุคคลนี้"), Permission.AUDIT_SEE),
        ("alerts", _("การใช้งานผิดปกติ"), Permission.ALERT_REVIEW),
        ("glass-reviews", _("การเปิดกรณีฉุกเฉิน"), Permission.GLASS_REVIEW),
    )
    return tuple(pages.Choice(label, reverse(name), name == here) for name, label, needs in known if scope.anywhere(user, needs))
