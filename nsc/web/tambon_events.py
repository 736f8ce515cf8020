"""What the pages of a tambon's events show beside what the rooms answer: the month, an event for other calendars, the poster."""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nsc.areas import places
from nsc.paper import pdf
from nsc.tambon import ical
from nsc.tambon.event_doors import Door
from nsc.tambon.events import Event, Told
from nsc.web import qr
from nsc.web.templatetags.figures import thaidate, year

SUNDAY = 6  # the first day of the week, on Thai calendars
WEEK = 7
MAP = "https://www.google.com/maps/search/?"


@dataclass(frozen=True)
class Day:
    on: date
    is_inside: bool
    is_today: bool
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Month:
    """`before` and `after` as ?month= spells them."""

    title: str
    before: str
    after: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[Day, ...], ...]
    events: tuple[Event, ...]


def first_of(text: str, today: date) -> date:
    """Of the month that ?month=2026-12 asks for; else of this one."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def month(first: date, found: Iterable[Event], today: date) -> Month:
    by_day: dict[date, list[Event]] = {}
    for event in found:
        by_day.setdefault(event.on, []).append(event)
    days = [Day(on, on.month == first.month, on == today, tuple(by_day.get(on, ()))) for on in _days(first)]
    inside = [event for day in days if day.is_inside for event in day.events]
    return Month(
        title=f"{date_format(first, 'F')} {year(first.year)}",
        before=f"{first - timedelta(days=1):%Y-%m}",
        after=f"{first + timedelta(days=31):%Y-%m}",
        weekdays=tuple(str(WEEKDAYS[(SUNDAY + each) % WEEK]) for each in range(WEEK)),
        weeks=tuple(tuple(days[start : start + WEEK]) for start in range(0, len(days), WEEK)),
        events=tuple(inside),
    )


def _days(first: date) -> Iterable[date]:
    return Calendar(SUNDAY).itermonthdates(first.year, first.month)


def address(request: HttpRequest, token: str) -> str:
    """What the invitation's QR code leads to: nothing in it tells of anybody."""
    return request.build_absolute_uri(reverse("event", args=[token]))


def map_link(told: Told, area: str) -> str:
    """To where it is, or to where a search of its name leads."""
    if told.latitude is not None:
        return MAP + urlencode({"api": 1, "query": f"{told.latitude},{told.longitude}"})
    above = " ".join(place.full_name for place in places.path(area))
    return MAP + urlencode({"api": 1, "query": f"{told.place} {above}"})


def in_calendar(request: HttpRequest, it: Event | Door) -> ical.Entry:
    told = it.told
    starts, ends = (timezone.make_aware(datetime.combine(told.on, hour)) for hour in (told.starts, told.ends))
    position = (told.latitude, told.longitude) if told.latitude is not None and told.longitude is not None else None
    return ical.Entry(
        uid=f"tambon-event-{it.id}@{request.get_host()}",
        title=told.title,
        about="\n".join([told.purpose, _("ผู้จัด: %(who)s") % {"who": told.run_by}]),
        place=told.place,
        address=address(request, it.token),
        starts=starts,
        ends=ends,
        changed_at=it.changed_at,
        is_cancelled=it.is_cancelled,
        position=position,
    )


def calendar(request: HttpRequest, name: str, found: Sequence[Event | Door], file: str) -> HttpResponse:
    content = ical.calendar(name, [in_calendar(request, each) for each in found], at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{file}.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def poster(request: HttpRequest, event: Event, where: str) -> bytes:
    """A4, to hang up or hand out."""
    told, link = event.told, address(request, event.token)
    drawn = qr.drawn(link)
    size = f'viewBox="0 0 {drawn.size} {drawn.size}"'
    values = {
        "kind": str(_(event.kind_name)),
        "title": told.title,
        "where": where,
        "purpose": told.purpose,
        "lines": [
            [_("วันที่"), f"{date_format(told.on, 'l')} {thaidate(told.on)}"],
            [_("เวลา"), hours(told)],
            [_("สถานที่"), told.place],
            *([[_("การเดินทาง"), told.directions]] if told.directions else []),
            [_("ผู้จัด"), told.run_by],
            [_("ใครมาได้"), who(told)],
        ],
        "qr": f'<svg xmlns="http://www.w3.org/2000/svg" {size} shape-rendering="crispEdges"><path d="{drawn.path}"/></svg>',
        "scan": _("สแกนเพื่อดูรายละเอียด แผนที่ และบอกว่าจะมา"),
        "private": _("ไม่ต้องมีบัญชี ไม่ถามชื่อ"),
        "address": link,
        "cancelled": _("ยกเลิกแล้ว") if event.is_cancelled else "",
    }
    return pdf.made("event_poster", values)


def hours(told: Told) -> str:
    return _("%(from)s–%(to)s น.") % {"from": f"{told.starts:%H:%M}", "to": f"{told.ends:%H:%M}"}


def who(told: Told) -> str:
    said = _("เปิดให้ทุกคน") if told.is_open else _("เฉพาะผู้ได้รับเชิญ")
    limit = _("รับ %(n)s คน") % {"n": f"{told.seats:,}"} if told.seats else ""
    return f"{said} · {limit}" if limit else said
