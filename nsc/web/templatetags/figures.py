"""Numbers and dates as the office writes them. None is said, never shown as nought."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from nsc import thai
from nsc.poverty.small import Hidden

register = template.Library()

MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")


def unknown() -> SafeString:
    return format_html('<span class="unknown">{}</span>', _("ไม่ทราบ"))


def hidden() -> SafeString:
    """A small number that is kept back from who sees figures only (poverty.small)."""
    return format_html(
        '<span class="kept" title="{1}"><span aria-hidden="true">{0}</span><span class="heard">{1}</span></span>',
        _("ปิด"),
        _("ปิดไว้เพราะจำนวนน้อย"),
    )


@register.simple_tag
def kept() -> SafeString:
    """In place of a number that was kept back when it was frozen."""
    return hidden()


@register.filter
def amount(value: Decimal | None) -> str:
    """A figure as it was typed: 1234.50 → 1,234.5; nothing behind the point where there is nothing."""
    return unknown() if value is None else f"{value.normalize():,f}".replace("-", "−")


@register.filter
def n(value: float | None, digits: int = 0) -> str:
    """1234.5 → 1,235; None → ไม่ทราบ."""
    if isinstance(value, Hidden):
        return hidden()
    return unknown() if value is None else f"{value:,.{digits}f}".replace("-", "−")


@register.filter
def plain(value: float | None, digits: int = 0) -> str:
    """For attributes, where no mark-up may stand."""
    return _("ไม่ทราบ") if value is None else n(value, digits)


@register.filter
def cell(value: float | None, digits: int = 0) -> str:
    """For narrow tables: None is a dash that a screen reader hears as "not known"."""
    return (
        format_html('<span class="unknown" title="{0}"><span aria-hidden="true">–</span><span class="heard">{0}</span></span>', _("ไม่ทราบ"))
        if value is None
        else n(value, digits)
    )


@register.filter
def persons(value: int | None) -> str:
    return unknown() if value is None else ngettext("%(n)s คน", "%(n)s คน", value) % {"n": n(value)}


@register.filter
def households(value: int | None) -> str:
    return unknown() if value is None else ngettext("%(n)s ครัวเรือน", "%(n)s ครัวเรือน", value) % {"n": n(value)}


@register.filter
def baht(value: float | None) -> str:
    return unknown() if value is None else _("%(n)s บาท") % {"n": n(value)}


@register.filter
def percent(value: float | None, digits: int = 2) -> str:
    """A rate in prose: ร้อยละ 2.90."""
    return unknown() if value is None else _("ร้อยละ %(n)s") % {"n": n(value, digits)}


@register.filter
def pct(value: float | None, digits: int = 1) -> str:
    """A share in a table: 17.1%."""
    return cell(None) if value is None else f"{n(value, digits)}%"


@register.filter
def signed(value: float | None, digits: int = 0) -> str:
    """A change: +1,234 or −0.35."""
    return unknown() if value is None else ("+" if value > 0 else "") + n(value, digits)


@register.filter
def size(value: float | None, digits: int = 0) -> str:
    """A change without its sign, where a word says the direction."""
    return unknown() if value is None else n(abs(value), digits)


@register.filter
def thaidate(value: date | datetime | None) -> str:
    """5 ม.ค. 2569; in English 5 Jan 2026."""
    if value is None:
        return unknown()
    day = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    if (get_language() or "th").startswith("th"):
        return f"{day.day} {MONTHS[day.month - 1]} {day.year + 543}"
    return f"{day.day} {day:%b} {day.year}"


@register.filter
def year(value: int | None) -> str:
    """2569; in English 2026. `value` is CE."""
    if value is None:
        return unknown()
    return str(thai.buddhist_year(value) if (get_language() or "th").startswith("th") else value)


@register.filter
def plain_year(value: int) -> int:
    """Of the Buddhist era, whatever the language: for addresses. `value` is CE."""
    return thai.buddhist_year(value)


@register.filter
def thaitime(value: datetime | None) -> str:
    """5 ม.ค. 2569 14:05 น."""
    if value is None:
        return unknown()
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return _("%(date)s %(time)s น.") % {"date": thaidate(value), "time": f"{local:%H:%M}"}


@register.filter
def duration(seconds: float | None) -> str:
    """About how long: 40 วินาที, 3 นาที, 2 ชั่วโมง."""
    if seconds is None:
        return unknown()
    if seconds < 90:
        return _("%(n)s วินาที") % {"n": max(1, round(seconds))}
    if seconds < 5400:
        return _("%(n)s นาที") % {"n": round(seconds / 60)}
    return _("%(n)s ชั่วโมง") % {"n": round(seconds / 3600)}


@register.filter
def house_code(value: str | None) -> str:
    """60090123456 → 6009-012345-6."""
    if not value:
        return unknown()
    return f"{value[:4]}-{value[4:10]}-{value[10]}" if len(value) == 11 else value


@register.filter
def village(name: str) -> str:
    """A place's name that breaks, where it must, before its หมู่ที่ and not within."""
    own, moo, number = name.partition(" หมู่ที่ ")
    return format_html('{} <span class="whole">หมู่ที่ {}</span>', own, number) if moo else name


@register.filter
def quiet(value: float | None) -> str:
    """For grids of many small counts: nought is a gap, so that what happened stands out; a screen reader still hears it."""
    return mark_safe('<span class="heard">0</span>') if value == 0 and not isinstance(value, Hidden) else cell(value)
