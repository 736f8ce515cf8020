"""What phones sent and the office decides on, as its pages show it; and what people said at the door, on the household's file."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nsc.areas import places
from nsc.casework import visit_rules
from nsc.intake import submission_desk
from nsc.intake.submission_desk import FILTERS, PER_PAGE
from nsc.registry import doorstep
from nsc.web import pages
from nsc.web.forms_visits import PURPOSES, URGENCIES
from nsc.web.templatetags.figures import n, thaidate
from nsc.web.words import because, said

STATES = {"refused": "รับไม่ได้", "waiting": "รอ", "stored": "บันทึกแล้ว", "dropped": "วางไว้แล้ว"}
TONES = {"refused": "need", "waiting": "", "stored": "good", "dropped": ""}
NAMED = {**PURPOSES, **dict(URGENCIES)}  # already in the language of the page
CODES: dict[str, str] = {**visit_rules.DIMENSION_NAMES, **visit_rules.COLOURS, **visit_rules.MISSED, **NAMED}
SEX = {"m": "ชาย", "f": "หญิง"}


@dataclass(frozen=True)
class Row:
    title: str
    place: str
    by: str
    done_at: datetime
    state: str
    tone: str
    why: str
    is_ended: bool
    href: str


@dataclass(frozen=True)
class Clash:
    """Two values side by side. `stands_by`, `said_by`: who says so, and when."""

    title: str
    household: str
    stands: str
    said: str
    stands_by: str
    said_by: str
    on: date
    mark: str
    decide: str


@dataclass(frozen=True)
class List:
    name = "field-desk"
    rows: tuple[Row, ...]
    clashes: tuple[Clash, ...]
    tabs: tuple[pages.Choice, ...]
    total: int
    first: int
    last: int
    earlier: str
    later: str


@dataclass(frozen=True)
class One:
    name = "field-desk"
    title: str
    row: Row
    place: str
    phone: str
    received_at: datetime
    clock: str  # how far the phone's was out, "" where it was right
    has_names: bool
    words: tuple[tuple[str, str], ...]  # a field, and what was typed there
    files: int
    household: str
    accept: str
    aside: str


def list_page(found: list[submission_desk.Line], total: int, clashes: tuple[doorstep.Disputed, ...], of: str, page: int) -> List:
    here = reverse("field-desk")

    def href(kind: str, number: int = 1) -> str:
        asked = "&".join(filter(None, (f"of={kind}" if kind else "", f"page={number}" if number > 1 else "")))
        return f"{here}?{asked}" if asked else here

    last_page = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), last_page)
    first = (page - 1) * PER_PAGE + 1
    return List(
        rows=tuple(_row(each) for each in found),
        clashes=tuple(clash(each) for each in clashes),
        tabs=tuple(pages.Choice(said(name), href(key), key == of, side=f"{total:,}" if key == of else "") for key, name in FILTERS.items()),
        total=total,
        first=first if found else 0,
        last=first + len(found) - 1 if found else 0,
        earlier=href(of, page - 1) if page > 1 else "",
        later=href(of, page + 1) if page < last_page else "",
    )


def _row(line: submission_desk.Line) -> Row:
    place = places.find(line.area_code)
    return Row(
        title=said(line.verb),
        place=place.full_name if place else "",
        by=line.by,
        done_at=line.done_at,
        state=said(STATES[line.state]),
        tone=TONES[line.state],
        why=because(line.because) if line.because else "",
        is_ended=line.is_ended,
        href=reverse("field-desk-one", args=[line.number]),
    )


def one_page(found: submission_desk.Opened, may_see: bool) -> One:
    line, numbers = found.line, [found.line.number]
    row = _row(line)
    return One(
        title=row.title,
        row=row,
        place=row.place,
        phone=found.phone,
        received_at=line.received_at,
        clock=_clock(found.clock),
        has_names=found.has_names,
        words=tuple((said(name), _typed(value, parts)) for name, value, parts in found.words),
        files=found.files,
        household=reverse("household", args=[line.household_id]) if line.household_id and may_see else "",
        accept=reverse("field-desk-accept", args=numbers) if found.may_act else "",
        aside=reverse("field-desk-aside", args=numbers) if found.may_act else "",
    )


def _typed(value: str, parts: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"{said(CODES.get(name, name))}: {_worded(part)}" for name, part in parts) if parts else _worded(value)


def _worded(value: str) -> str:
    """Codes and days as people read them; all else as it was typed."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return thaidate(date.fromisoformat(value))
        except ValueError:  # no real day: perhaps the very reason why it was refused
            return value
    return str(CODES[value]) if value in NAMED else said(CODES.get(value, "")) or value


def _clock(out: timedelta) -> str:
    minutes = abs(round(out.total_seconds() / 60))
    if minutes == 0:
        return ""
    long = _("%(n)s ชั่วโมง") % {"n": n(minutes // 60)} if minutes >= 120 else ngettext("%(n)s นาที", "%(n)s นาที", minutes) % {"n": n(minutes)}
    return _("นาฬิกาของโทรศัพท์เร็วไป %(long)s") % {"long": long} if out > timedelta() else _("นาฬิกาของโทรศัพท์ช้าไป %(long)s") % {"long": long}


def clash(each: doorstep.Disputed, who: str = "") -> Clash:
    return Clash(
        title=" · ".join(filter(None, (said(each.name), who))),
        household=reverse("household", args=[each.household_id]),
        stands=shown(each.field, each.stands),
        said=shown(each.field, each.said),
        stands_by=each.stands_by or _("ตามการสำรวจหรือทะเบียน"),
        said_by=each.said_by,
        on=each.said_on,
        mark=each.mark,
        decide=reverse("fact-decide", args=[each.number]),
    )


def shown(field: str, value: str) -> str:
    """A value as people read it."""
    if not value:
        return _("ไม่มี")
    if field == "sex":
        return said(SEX.get(value, value))
    return value


@dataclass(frozen=True)
class Fact:
    title: str
    value: str
    was: str
    on: date
    by: str


@dataclass(frozen=True)
class Door:
    """What was said at this door. `hidden`: how many fields wait for a decision, for who may not read them."""

    facts: tuple[Fact, ...]
    clashes: tuple[Clash, ...]
    may_decide: bool
    hidden: int


def door(sheet: doorstep.Sheet, names: dict[int, str]) -> Door:
    def who(person: int | None) -> str:
        return names.get(person, "") if person else ""

    def value(field: str, text: str) -> str:
        return names.get(int(text), text) if field == doorstep.HEAD and text.isdigit() else shown(field, text)

    def fact(each: doorstep.Said) -> Fact:
        title = " · ".join(filter(None, (said(each.name), who(each.person))))
        return Fact(title, value(each.field, each.value), value(each.field, each.was), each.on, each.by)

    told = tuple(fact(each) for each in sheet.facts)
    clashes = tuple(clash(each, who(each.person)) for each in sheet.clashes)
    return Door(told, clashes, sheet.may_decide, 0 if sheet.has_names else sheet.open)
