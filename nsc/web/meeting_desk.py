"""What the pages of the meeting desk show: the calendar, what a meeting waits for next, whom an order may be given to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import ClassVar

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nsc import thai
from nsc.secretariat import agenda, issuing, listed_targets, minutes, orders, seats, sittings
from nsc.secretariat import desk_rules as rules
from nsc.secretariat.sittings import Told
from nsc.web import pages
from nsc.web.forms_meetings import OFFICE, PERSON
from nsc.web.targets import GROUPS
from nsc.web.templatetags.figures import thaidate, year

NAME = "meetings"
COMING = timedelta(days=400)  # as far as meetings are planned ahead
STATES = {rules.PLANNED: "", rules.HELD: "good", rules.CANCELLED: "need"}


@dataclass(frozen=True)
class Place:
    """For the rail."""

    name: ClassVar[str] = NAME
    bar: ClassVar[None] = None


@dataclass(frozen=True)
class Section:
    """A heading of the agenda, and the matters under it, each with what is known of its target list."""

    number: int
    title: str
    rows: tuple[tuple[agenda.Item, listed_targets.Matter | None], ...]


def parts(told: Told, here: str) -> list[pages.Choice]:
    """The pages of one meeting."""
    names = (
        ("agenda", "meeting", _("ระเบียบวาระ"), told.items),
        ("people", "meeting-people", _("ผู้เข้าประชุม"), told.members),
        ("minutes", "meeting-minutes", _("รายงาน"), 0),
    )
    return [
        pages.Choice(label, reverse(name, args=[told.number]), key == here, side=f"{count:,}" if count else "")
        for key, name, label, count in names
    ]


# — the calendar —


def tabs(user, shown: str, area: str, waiting: int) -> tuple[pages.Choice, ...]:
    keep = f"?area={area}" if area else ""
    return (
        pages.Choice(_("ที่จะถึง"), reverse("meetings") + keep, shown == "coming"),
        pages.Choice(_("ที่ผ่านมา"), f"{reverse('meetings')}?when=past{f'&area={area}' if area else ''}", shown == "past"),
        pages.Choice(_("ข้อสั่งการ"), reverse("orders") + keep, shown == "orders", side=f"{waiting:,}" if waiting else ""),
    )


def years(today: date, chosen: int) -> tuple[pages.Choice, ...]:
    """Fiscal years (Buddhist), the running one first: of what has passed."""
    now = thai.fiscal_year(today)
    return tuple(pages.Choice(str(each), str(each), each == chosen) for each in range(now, now - 6, -1))


def past(user, today: date, fiscal: int, area: str) -> list[Told]:
    """Of a fiscal year (Buddhist), up to yesterday; what was held today or called off as well."""
    first, last = thai.fiscal_year_bounds(fiscal)
    rows = sittings.between(user, first, min(last, today), area=area, newest_first=True)
    return [each for each in rows if each.state != rules.PLANNED or each.on < today]


def coming(user, today: date, area: str) -> list[Told]:
    rows = sittings.between(user, today, today + COMING, area=area)
    return [each for each in rows if each.state == rules.PLANNED]


def by_month(rows: Sequence[Told]) -> list[tuple[str, list[Told]]]:
    """In their order, each month with its name and year."""
    return [(_month(*key), list(days)) for key, days in groupby(rows, key=lambda each: (each.on.year, each.on.month))]


def _month(year_: int, month: int) -> str:
    return f"{date_format(date(year_, month, 1), 'F')} {year(year_)}"


# — one meeting —


def next_step(told: Told, today: date, offered: int) -> str:
    """The one thing that the page asks its keeper to do: draw, invite, hold, write, or nothing."""
    if not told.may_keep or told.is_locked:
        return ""
    if told.state == rules.HELD:
        return "write"
    if offered:
        return "draw"
    return "hold" if told.on <= today else "" if told.invited_at else "invite"


def sections(found: Sequence[agenda.Item], lists: Mapping[int, listed_targets.Matter]) -> list[Section]:
    """All headings, those without a matter too: a paper names them all."""
    return [
        Section(number, _(title), tuple((each, lists.get(each.number)) for each in found if each.section == number))
        for number, title in rules.SECTIONS.items()
    ]


def presence(rows: Sequence[seats.Told]) -> list[tuple[str, int]]:
    """How many came, had somebody come, did not; in words."""
    counted = Counter(each.presence for each in rows)
    return [(_(name), counted[key]) for key, name in rules.PRESENCE.items() if counted[key]]


def documents(user, area: str) -> list[tuple[int, str]]:
    """Issued lately for this area, to be attached."""
    lines = [each for each in issuing.lately(user, area=area) if each.is_kept and not each.has_names]
    return [(each.number, f"{each.number} {_(each.title)} · {each.form} · {thaidate(each.at)}") for each in lines]


def owners(user, sitting: int, members: Sequence[seats.Told]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Whom an order is given to: who sits first, then offices, then all others with an account."""
    accounts, offices = orders.owners(user, sitting)
    sits = [(each.username, each.name) for each in members if each.username]
    known = {username for username, _name in sits}
    return [
        (_("ผู้เข้าประชุม"), [(f"{PERSON}:{username}", name) for username, name in sits if username in dict(accounts)]),
        (_("หน่วยงาน"), [(f"{OFFICE}:{number}", name) for number, name in offices]),
        (_("ผู้ใช้อื่น"), [(f"{PERSON}:{username}", name) for username, name in accounts if username not in known]),
    ]


def list_words(matter: listed_targets.Matter) -> dict[str, object]:
    """What a page says of a target list on the agenda."""
    does = _("รับรอง") if matter.kind == "certify" else _("เห็นชอบ")
    return {"does": does, "group": GROUPS[matter.group], "year": thai.buddhist_year(matter.fiscal_year), "it": matter}


def earlier(user, sitting: int) -> tuple[list[tuple[int, str, date, bool]], list[tuple[int, str]]]:
    """Minutes that this meeting may approve: (number, called, day, whether they are drafts); and those that it may correct, as choices."""
    found = minutes.to_approve(user, sitting)
    rows = [(number, called, on, state == rules.DRAFT) for number, called, on, state in found]
    return rows, [(number, f"{called} ({thaidate(on)})") for number, called, on, is_draft in rows if not is_draft]


# — orders —


def boxes(found: orders.Page, area: str) -> tuple[pages.Choice, ...]:
    names = {
        orders.MINE: _("ของฉัน"),
        orders.OPEN: _("ยังไม่ตอบ"),
        orders.LATE: _("เลยกำหนด"),
        orders.ANSWERED: _("ตอบแล้ว รอปิด"),
        orders.CARRIED: _("ยกไป"),
        orders.CLOSED: _("ปิดแล้ว"),
    }
    keep = f"&area={area}" if area else ""
    return tuple(
        pages.Choice(name, f"{reverse('orders')}?box={box}{keep}", box == found.box, side=f"{found.counts[box]:,}")
        for box, name in names.items()
    )


def due(line: orders.Line) -> str:
    """How the day of an order stands, in words."""
    if line.state not in rules.WAITING:
        return ""
    if line.days < 0:
        return _("เลยกำหนด %(n)s วัน") % {"n": -line.days}
    return _("ครบกำหนดวันนี้") if line.days == 0 else _("เหลือ %(n)s วัน") % {"n": line.days}


def pager(found: orders.Page, area: str) -> dict[str, object]:
    first, last = (found.page - 1) * orders.PER_PAGE + 1, min(found.page * orders.PER_PAGE, found.total)
    keep = f"?box={found.box}{f'&area={area}' if area else ''}&page="
    earlier_, later = found.page > 1, last < found.total
    return {
        "first": first,
        "last": last,
        "total": found.total,
        "earlier": f"{keep}{found.page - 1}" if earlier_ else "",
        "later": f"{keep}{found.page + 1}" if later else "",
    }


def suggested(user, area: str, at: datetime) -> dict[str, object]:
    """What the form of a new meeting begins with."""
    usual = sittings.usual(user, area, at=at)
    told = {"number": usual.number, "begins": usual.begins, "place": usual.place, "chair": usual.chair, "secretary": usual.secretary}
    return {"area": area, "kind": "regular", **told}
