"""Lists of help, the desk of their unmatched rows, and the exchange with TPMAP Logbook, as their pages show them."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.intake import logbook, unmatched
from nsc.web import pages
from nsc.web.templatetags.figures import n
from nsc.web.words import said
from nsc.welfare import help_lists
from nsc.welfare.rules import KINDS

WHY = {
    "nobody": gettext_lazy("ไม่พบครัวเรือน"),
    "several": gettext_lazy("พบหลายครัวเรือน"),
    "doubtful": gettext_lazy("พบ แต่ข้อมูลไม่ตรงกัน"),
}
BY = {
    "id": gettext_lazy("เลขประจำตัวประชาชนตรงกัน"),
    "house": gettext_lazy("รหัสบ้านตรงกัน"),
    "name": gettext_lazy("ชื่อคล้ายกัน"),
    "door": gettext_lazy("บ้านเลขที่ตรงกัน"),
}
DIFFERS = {
    "theirs": gettext_lazy("มีใน Logbook ไม่มีในระบบ"),
    "ours": gettext_lazy("มีในระบบ ไม่มีใน Logbook"),
    "unlike": gettext_lazy("จำนวนเงินหรือวันที่ต่างกัน"),
}
WAYS = {"in": gettext_lazy("รับเข้า"), "out": gettext_lazy("ส่งออก")}
WHATS = {"help": gettext_lazy("ความช่วยเหลือ"), "targets": gettext_lazy("ครัวเรือนเป้าหมาย")}


@dataclass(frozen=True)
class Page:
    """What the frame of these pages shows; `it` is the page's own."""

    name = "import"
    title: str
    tabs: tuple[pages.Choice, ...]
    it: dict = field(default_factory=dict)


def tabs(user, chosen: str) -> tuple[pages.Choice, ...]:
    """The pages of what comes in by files that this user has a use for."""
    waiting = unmatched.count(user)
    desk = _("แถวที่รอจับคู่ (%(n)s)") % {"n": n(waiting)} if waiting else _("แถวที่รอจับคู่")
    found = [
        pages.Choice(_("ส่งไฟล์"), reverse("import"), chosen == "import"),
        pages.Choice(desk, reverse("unmatched"), chosen == "unmatched"),
    ]
    if scope.anywhere(user, Permission.HOUSEHOLD_EXPORT):
        found.append(pages.Choice("TPMAP Logbook", reverse("logbook"), chosen == "logbook"))
    return tuple(found)


@dataclass(frozen=True)
class ListRow:
    it: help_lists.Listed
    origin: str
    state: str
    tone: str
    waiting: str
    undo: str


def listed(user) -> tuple[ListRow, ...]:
    return tuple(_listed(each) for each in help_lists.visible_to(user))


def _listed(each: help_lists.Listed) -> ListRow:
    origin = "TPMAP Logbook" if each.origin == help_lists.LOGBOOK else each.organisation
    waits = f"{reverse('unmatched')}?list={each.id}" if each.waiting and each.origin != help_lists.LOGBOOK else ""
    state, tone = (_("ถอนแล้ว"), "") if each.undone_at else (_("ใช้อยู่"), "good")
    return ListRow(each, origin, state, tone, waits, reverse("import-help-undo", args=[each.id]) if each.may_undo else "")


def money(baht: Decimal | None) -> str:
    return _("%(n)s บาท") % {"n": n(baht)} if baht is not None else ""


def help_words(what: str, baht: Decimal | None, quantity: Decimal | None = None, unit: str = "") -> str:
    """ "ข้าวสาร · 2 ถุง · 350 บาท"."""
    much = f"{n(quantity)} {unit}".strip() if quantity is not None else ""
    return " · ".join(filter(None, (what, much, money(baht))))


def place_name(code: str) -> str:
    found = places.find(code) if code else None
    return found.full_name if found else _("ไม่บอกพื้นที่")


@dataclass(frozen=True)
class DeskRow:
    it: unmatched.Row
    why: str
    place: str
    help_: str
    kind: str
    href: str
    others: int  # rows of the same person beside it


def desk_row(each: unmatched.Row) -> DeskRow:
    kind = said(KINDS.get(each.kind, (each.kind, 0))[0])
    words = help_words(each.what, each.baht, each.quantity, each.unit)
    return DeskRow(
        each, str(WHY[each.why]), place_name(each.area_code), words, kind, reverse("unmatched-one", args=[each.number]), each.alike - 1
    )


def desk(user, rows: list[unmatched.Row], total: int, page: int, keep: str) -> Page:
    """People once, however many rows of theirs stand on this page."""
    seen: dict[tuple[str, str, str], DeskRow] = {}
    for each in rows:
        seen.setdefault((each.name, each.house, each.national_id), desk_row(each))
    first = (page - 1) * unmatched.PER_PAGE + 1
    to = lambda number: f"{reverse('unmatched')}?page={number}{keep}"  # noqa: E731
    more = {
        "earlier": to(page - 1) if page > 1 else "",
        "later": to(page + 1) if first + unmatched.PER_PAGE <= total else "",
        "shown": _("%(first)s–%(last)s จาก %(total)s") % {"first": n(first), "last": n(first + len(rows) - 1), "total": n(total)},
    }
    return Page(_("แถวที่รอจับคู่"), tabs(user, "unmatched"), {"rows": tuple(seen.values()), "total": total, **more})


@dataclass(frozen=True)
class CandidateRow:
    it: unmatched.Candidate
    place: str
    by: str
    href: str


def one(user, rows: list[unmatched.Row], candidates: list[unmatched.Candidate], form) -> Page:
    found = [
        CandidateRow(each, place_name(each.area_code), str(BY[each.by]), reverse("household", args=[each.household])) for each in candidates
    ]
    shown = tuple(desk_row(each) for each in rows)
    act = reverse("unmatched-settle", args=[rows[0].number])
    return Page(
        rows[0].name or _("ไม่บอกชื่อ"), tabs(user, "unmatched"), {"rows": shown, "first": shown[0], "found": found, "act": act, "form": form}
    )


@dataclass(frozen=True)
class DifferenceRow:
    it: logbook.Difference
    why: str
    place: str
    kind: str
    theirs: str
    ours: str
    href: str


def difference(each: logbook.Difference) -> DifferenceRow:
    kind = said(KINDS.get(each.kind, (each.kind, 0))[0])
    sides = [_side(each.theirs), _side(each.ours)]
    return DifferenceRow(
        each, str(DIFFERS[each.why]), place_name(each.area_code), kind, *sides, reverse("household", args=[each.household])
    )


def _side(told) -> str:
    if told is None:
        return ""
    what, baht, on = told
    return " · ".join(filter(None, (thai.format_date(on), help_words(what, baht))))


@dataclass(frozen=True)
class ExchangeRow:
    it: logbook.Exchanged
    way: str
    what: str
    place: str


def exchange(each: logbook.Exchanged) -> ExchangeRow:
    return ExchangeRow(each, str(WAYS[each.way]), str(WHATS[each.what]), place_name(each.area_code))


def logbook_page(user, found, counts: dict[str, int], why: str, page: int, exchanges, form) -> Page:
    here = reverse("logbook")
    chosen = why if why in DIFFERS else ""
    total = counts[chosen] if chosen else sum(counts.values())
    to = lambda number: f"{here}?why={chosen}&page={number}#differences"  # noqa: E731
    filters = [pages.Choice(_("ทั้งหมด"), f"{here}#differences", not chosen, n(sum(counts.values())))]
    filters += [pages.Choice(str(name), f"{here}?why={key}#differences", key == chosen, n(counts[key])) for key, name in DIFFERS.items()]
    first = (page - 1) * logbook.PER_PAGE + 1
    it = {
        "rows": tuple(difference(each) for each in found),
        "total": total,
        "filters": tuple(filters),
        "exchanges": tuple(exchange(each) for each in exchanges),
        "form": form,
        "earlier": to(page - 1) if page > 1 else "",
        "later": to(page + 1) if first + logbook.PER_PAGE <= total else "",
        "shown": _("%(first)s–%(last)s จาก %(total)s") % {"first": n(first), "last": n(first + len(found) - 1), "total": n(total)},
        "back": to(page),
    }
    return Page("TPMAP Logbook", tabs(user, "logbook"), it)
