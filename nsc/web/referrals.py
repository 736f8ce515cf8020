"""Referrals as their pages show them: the desk, one with its chain, the draft, the letter to be signed, how fast offices answer."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc import thai, workdays
from nsc.access import purposes, scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import chain, holidays, referral_desk, roads
from nsc.casework.referral_desk import CHAIN, OFFICE, Asked, Choices, Line, Told
from nsc.casework.sight import Sight
from nsc.reports import listed_referrals, targeted
from nsc.reports.answer_times import Found, Office
from nsc.reports.listing import Asked as ListAsked
from nsc.reports.listing import Page as ListPage
from nsc.surveys import sets
from nsc.web import context, desks, listing, pages
from nsc.web.dimensions import BY_KEY
from nsc.web.here import Here
from nsc.web.people import worded
from nsc.web.templatetags.figures import n
from nsc.web.words import said

SIDES = {OFFICE: gettext_lazy("ส่งถึงหน่วยงานของเรา"), CHAIN: gettext_lazy("ที่เราส่ง")}
BOXES: dict[str, dict[str, str | Promise]] = {
    OFFICE: {
        "waiting": gettext_lazy("รอเราตอบ"),
        "late": gettext_lazy("เกินกำหนด"),
        "asked": gettext_lazy("รอคำชี้แจง"),
        "accepted": gettext_lazy("รับแล้ว กำลังช่วย"),
        "done": gettext_lazy("จบแล้ว"),
    },
    CHAIN: {
        "ours": gettext_lazy("รอเรา"),
        "sent": gettext_lazy("รอหน่วยงานตอบ"),
        "late": gettext_lazy("หน่วยงานเกินกำหนด"),
        "asked": gettext_lazy("หน่วยงานถามกลับ"),
        "accepted": gettext_lazy("หน่วยงานรับแล้ว"),
        "declined": gettext_lazy("หน่วยงานไม่รับ"),
        "all": gettext_lazy("ทั้งหมด"),
    },
}
WAITS = {
    "mentor": gettext_lazy("ร่าง รอพี่เลี้ยงแก้ไข"),
    "tambon": gettext_lazy("ร่าง รอทีมตำบล"),
    "district": gettext_lazy("รอ ศจพ.อ. ลงนาม"),
    "province": gettext_lazy("รอ ศจพ.จ. ลงนาม"),
}
STOPS = {
    "consent": gettext_lazy("สิ้นสุด: ครัวเรือนถอนความยินยอม"),
    "restricted": gettext_lazy("สิ้นสุด: ครัวเรือนให้ระงับการใช้ข้อมูล"),
}
TONES = {"accepted": "good", "completed": "good", "declined": "need", "withdrawn": "need"}
URGENCIES = {"now": gettext_lazy("ทันที"), "month": gettext_lazy("ภายในเดือนนี้"), "year": gettext_lazy("ภายในปีนี้")}
MOVES = {
    "draft": gettext_lazy("ร่างเรื่อง"),
    "forward": gettext_lazy("ส่งต่อขั้นถัดไป"),
    "return": gettext_lazy("ส่งคืน"),
    "sign": gettext_lazy("ลงนามหนังสือ ส่งถึงหน่วยงาน"),
    "open": gettext_lazy("หน่วยงานเปิดอ่านแล้ว"),
    "accept": gettext_lazy("หน่วยงานรับเรื่อง"),
    "decline": gettext_lazy("หน่วยงานไม่รับเรื่อง"),
    "ask": gettext_lazy("หน่วยงานถามกลับ"),
    "answer": gettext_lazy("ตอบคำถาม"),
    "complete": gettext_lazy("หน่วยงานช่วยเสร็จแล้ว"),
    "withdraw": gettext_lazy("ถอนเรื่อง"),
    "late": gettext_lazy("เกินกำหนด"),
}
MOVE_TONES = {"return": "need", "late": "need", "decline": "need", "withdraw": "need", "accept": "good", "complete": "good"}
STEPS = {  # the chain as one sees it, in order
    "mentor": gettext_lazy("พี่เลี้ยง"),
    "tambon": gettext_lazy("ทีมตำบล"),
    "district": gettext_lazy("ศจพ.อ."),
    "province": gettext_lazy("ศจพ.จ."),
    "agency": gettext_lazy("หน่วยงาน"),
    "done": gettext_lazy("ได้รับความช่วยเหลือ"),
}


@dataclass(frozen=True)
class Page:
    name = "referrals"
    bar = None
    title: str
    tabs: tuple[pages.Choice, ...] = ()
    it: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """`head`: who lives there, masked where names are not for this reader; "" where the household is not theirs any more."""

    number: int
    head: str
    place: str
    office: str
    what: str
    state: str
    tone: str
    due: str
    is_late: bool
    seen: str
    letter: str
    letter_on: date | None
    href: str
    may_sign: bool
    by: str


def tabs(user, chosen: str) -> tuple[pages.Choice, ...]:
    shown = [pages.Choice(str(SIDES[side]), f"{reverse('referrals')}?side={side}", side == chosen) for side in referral_desk.sides(user)]
    if scope.anywhere(user, Permission.HOUSEHOLD_SEE):
        shown.append(pages.Choice(_("ทุกเรื่อง"), reverse("referral-list"), chosen == "list"))
    if scope.anywhere(user, Permission.FIGURES_SEE):
        shown.append(pages.Choice(_("หน่วยงานตอบเร็วแค่ไหน"), reverse("referral-agencies"), chosen == "agencies"))
    return tuple(shown)


def desk(user, side: str, found: referral_desk.Page, number: int) -> Page:
    names = BOXES[side]

    def href(box: str, page: int = 1) -> str:
        return f"{reverse('referrals')}?side={side}&box={box}" + (f"&page={page}" if page > 1 else "")

    last = found.first + len(found.lines) - 1
    lines = rows(found.lines)
    return Page(
        str(SIDES[side]),
        tabs(user, side),
        {
            "side": side,
            "box": found.box,
            "boxes": tuple((str(names[box]), count, href(box), box == found.box, box == "late") for box, count in found.counts.items()),
            "rows": lines,
            "may_sign": any(row.may_sign for row in lines) and found.box == "ours",
            "total": found.total,
            "first": found.first,
            "last": last,
            "earlier": href(found.box, number - 1) if found.first > 1 else "",
            "later": href(found.box, number + 1) if last < found.total else "",
            "is_masked": any(line.is_open and not line.has_names for line in found.lines),
            "sign": reverse("referral-sign"),
        },
    )


def rows(lines) -> tuple[Row, ...]:
    heads = targeted.heads([line.household for line in lines], {line.household for line in lines if line.has_names})
    today, own = timezone.localdate(), holidays.own()
    return tuple(_row(line, heads.get(line.household, ""), today, own) for line in lines)


def _row(line: Line, head: str, today: date, own) -> Row:
    due, is_late = _due(line, today, own)
    hidden = _("ครัวเรือนที่ %(n)s") % {"n": line.household}
    return Row(
        number=line.number,
        head=(head or hidden) if line.is_open else _("เรื่องที่ %(n)s") % {"n": line.number},
        place=places.place(line.area_code).full_name if line.is_open else places.place(line.area_code[:4]).title,
        office=line.organisation,
        what=line.what or asked_for(line.need),
        state=state(line),
        tone="need" if line.stop or is_late else TONES.get(line.state, ""),
        due=due,
        is_late=is_late,
        seen=seen(line),
        letter=line.letter_number,
        letter_on=line.letter_on,
        href=reverse("referral", args=[line.number]) if line.is_open else "",
        may_sign=line.may_sign,
        by=line.by,
    )


# — the list of all —


def listed(request: HttpRequest, told: context.Told, where: Sight, found: ListPage, asked: ListAsked) -> listing.Page:
    of = asked.listing
    table = listing.table(
        asked,
        told,
        lines=found.lines,
        total=found.total,
        first=found.first,
        cells=cells(),
        has_names=found.has_names,
        groups=found.groups,
        group=desks.group(of),
        skip=listed_referrals.BY_ADDRESS,
        pick=lambda row: row.line.number,
    )
    no_names = bool(found.lines) and not found.has_names
    tools = desks.tools(request, asked, where, found.total, file=reverse("referral-list-file"), naming=listed_referrals.NAMING)
    return listing.Page(
        name="referrals",
        title=_("การส่งต่อทั้งหมด"),
        count=_("%(n)s เรื่อง") % {"n": n(found.total)},
        table=table,
        bar=desks.bar(told, request.user, where.place, asked),
        tabs=tabs(request.user, "list"),
        notes=((_("ปิดชื่อไว้ตามสิทธิของท่าน"),) if no_names else ()) + desks.unused(told, of),
        empty_title=_("ไม่มีเรื่องส่งต่อตามที่เลือก"),
        empty_sign="referrals",
        more={"tools": tools},
    )


def cells() -> listing.Cells:
    def opening(row: listed_referrals.Row) -> tuple[str, str]:
        if not row.line.is_open:
            return _("เรื่องที่ %(n)s") % {"n": row.line.number}, ""
        return row.head or _("ครัวเรือนที่ %(n)s") % {"n": row.line.household}, reverse("referral", args=[row.line.number])

    return {
        "head": opening,
        "number": lambda row: row.line.number,
        "place": lambda row: places.name(row.line.area_code) if row.line.is_open else places.place(row.line.area_code[:4]).title,
        "office": lambda row: row.line.organisation,
        "what": lambda row: row.line.what or asked_for(row.line.need),
        "state": lambda row: state(row.line),
        "due": lambda row: row.line.due_on,
        "sent": lambda row: _day(row.line.sent_at),
        "received": lambda row: _day(row.line.received_at),
        "answered": lambda row: _day(row.line.answered_at),
        "completed": lambda row: _day(row.line.completed_at),
        "letter": lambda row: row.line.letter_number,
        "by": lambda row: row.line.by,
    }


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def state(line: Line) -> str:
    if line.stop:
        return str(STOPS[line.stop])
    return str(WAITS[line.turn]) if line.state in ("drafted", "forwarded") else said(roads.REFERRAL_NAMES[line.state])


def seen(line: Line) -> str:
    """รับเรื่องแล้วหรือยัง."""
    if line.sent_at is None:
        return ""
    if line.received_at is None:
        return _("หน่วยงานยังไม่เปิดอ่าน")
    return _("หน่วยงานเปิดอ่านแล้ว %(on)s") % {"on": thai.format_date(timezone.localdate(line.received_at))}


def _due(line: Line, today: date, own) -> tuple[str, bool]:
    """In words, and whether it is over. Only of what still waits for somebody."""
    if line.due_on is None or line.stop or line.state not in ("drafted", "forwarded", "sent", "asked"):
        return "", False
    if line.due_on < today:
        return _("เกินกำหนด %(days)s วันทำการ") % {"days": workdays.between(line.due_on, today, own)}, True
    return _("ภายใน %(on)s เหลือ %(days)s วันทำการ") % {
        "on": thai.format_date(line.due_on),
        "days": workdays.between(today, line.due_on, own),
    }, False


def asked_for(need: Asked | None) -> str:
    """The need in words that tell nothing of who has it: its indicator, or its dimension; and how soon."""
    if need is None:
        return ""
    known = sets.of_code(need.set_code).indicators if need.set_code and need.indicator else ()
    named = next((worded(each) for each in known if each.number == need.indicator), "")
    what = named or (str(BY_KEY[need.dimension].name) if need.dimension in BY_KEY else _("เรื่องอื่น"))
    return _("%(what)s (ต้องการ%(when)s)") % {"what": what, "when": URGENCIES[need.urgency]}


# — one —


def one(user, found: Told, action: str = "") -> Page:
    head = rows([found])[0]
    title = _("เรื่องส่งต่อที่ %(n)s") % {"n": found.number}
    return Page(
        title,
        tabs(user, OFFICE if found.is_ours else CHAIN),
        {
            "row": head,
            "found": found,
            "steps": steps(found),
            "what": found.what,
            "need": asked_for(found.need),
            "purpose": said(purposes.known(found.purpose).name),
            "basis": said(purposes.known(found.purpose).basis),
            "rests_on_consent": purposes.known(found.purpose).rests_on_consent,
            "history": tuple(
                pages.Event(
                    timezone.localdate(move.at),
                    str(MOVES[move.kind]),
                    " · ".join(filter(None, (move.text, move.by))),
                    MOVE_TONES.get(move.kind, ""),
                )
                for move in reversed(found.moves)
            ),
            "acts": found.acts,
            "send_back": reverse("referral-act", args=[found.number, "return"]),
            "act": {act: reverse("referral-act", args=[found.number, act]) for act in ACTS},
            "sign": f"{reverse('referral-sign')}?referral={found.number}",
            "letter": reverse("referral-letter", args=[found.letter]) if found.letter else "",
            "household": reverse("household", args=[found.household]),
            "case": f"/cases/{found.case}/" if scope.anywhere(user, Permission.REFERRAL_SEND) else "",
            "again": f"{reverse('referral-new', args=[found.case])}?again={found.number}",
            "again_of": reverse("referral", args=[found.again_of]) if found.again_of else "",
            "others": tuple(reverse("referral", args=[number]) for number in found.again),
            "is_first": next((act for act in FIRST if act in found.acts), ""),
            "next_link": str(STEPS[above]) if (above := chain.above(found.turn)) else "",
            "link_below": str(STEPS[under]) if (under := chain.below(found.turn)) else "",
        },
    )


ACTS = ("forward", "return", "accept", "decline", "ask", "answer", "complete", "withdraw")
FIRST = ("sign", "forward", "accept", "answer", "complete", "again")  # the page's one primary button


def steps(found: Told) -> tuple[tuple[str, bool, bool], ...]:
    """(name, is it behind us, is it here) of each link; the links that this one passed by are left out."""
    passed = {move.turn for move in found.moves} | {found.turn}
    shown = [link for link in STEPS if link in ("agency", "done") or link in passed]
    if found.is_ours and len(shown) <= 2:  # the office does not read the talk inside the chain
        shown = ["district" if found.area_code and found.letter else "tambon", *shown]
    here = (
        "done" if found.state == "completed" else "agency" if found.state in ("accepted", "declined", "asked") else found.turn or "agency"
    )
    at = shown.index(here) if here in shown else len(shown) - 1
    return tuple((str(STEPS[link]), number < at, number == at) for number, link in enumerate(shown))


def choices(found: Choices) -> dict[str, list[tuple[int, str]]]:
    """What the form offers: needs and steps in words."""
    needs = [(number, " · ".join(filter(None, (asked_for(need), text)))[:120]) for number, need, text in found.needs]
    steps = [(number, " · ".join(filter(None, (text, office)))[:120] or str(number)) for number, office, text in found.steps]
    return {"needs": needs, "steps": steps}


def new(user, found: Choices, form, before: Told | None) -> Page:
    heads = targeted.heads([found.household], {found.household} if scope.may(user, Permission.NAME_SEE, *_where(found)) else set())
    unconsented = [said(purposes.known(key).name) for key in sorted(found.unconsented)]
    return Page(
        _("ส่งต่อครัวเรือน"),
        (),
        {
            "form": form,
            "head": heads.get(found.household, ""),
            "place": places.place(found.area_code).full_name,
            "case": f"/cases/{found.case}/",
            "consents": reverse("consents", args=[found.household]),
            "unconsented": unconsented,
            "before": before,
            "next": _("ศจพ.อ.") if scope.may(user, Permission.REFERRAL_SEND, found.area_code) else _("ทีมตำบล"),
        },
    )


def _where(found: Choices) -> tuple[str, int]:
    return found.area_code, found.household


def sign(user, found: list[Told], form) -> Page:
    return Page(_("ลงนามหนังสือส่งต่อ"), (), {"rows": rows(found), "form": form, "office": found[0].organisation if found else ""})


def position(area: str, link: str) -> str:
    """Who signs there, by the office."""
    if link == chain.PROVINCE:
        return f"ผู้ว่าราชการจังหวัด{places.place(area[:2]).name}"
    return f"นายอำเภอ{places.place(area[:4]).name}"


# — how fast offices answer —


LISTED = {  # what narrows the list to the referrals that a count of answer_times counts
    "sent": {},
    "waiting": {"answer": "waiting"},
    "overdue": {"answer": "waiting", "late": 1},
    "in_time": {"answer": "in_time"},
    "late": {"answer": "slow"},
    "accepted": {"answer": "taken"},
    "declined": {"state": "declined"},
    "completed": {"state": "completed"},
    "ended": {"answer": "ended"},
}


@dataclass(frozen=True)
class OfficeRow:
    """`counts`: with their addresses, in the order of LISTED."""

    name: str
    it: Office
    counts: tuple[tuple[int | None, str], ...]
    months: tuple["OfficeRow", ...] = ()


def agencies(user, found: Found, choice: str) -> Page:
    periods = tuple(
        pages.Choice(
            _("ปีงบประมาณ %(year)s") % {"year": thai.buddhist_year(year)},
            f"{reverse('referral-agencies')}?fiscal={thai.buddhist_year(year)}",
            year == found.fiscal_year,
        )
        for year in found.years
    )
    return Page(
        _("หน่วยงานตอบเร็วแค่ไหน"),
        tabs(user, "agencies"),
        {
            "rows": tuple(_office_row(user, found, each) for each in found.offices),
            "whole": OfficeRow("", found.whole, _counts(user, found, found.whole)),
            "slowest": found.slowest,
            "longest": max((each.median for each in found.offices if each.median is not None), default=None),
            "years": periods,
            "place": places.place(found.area).title,
            "csv": f"{reverse('referral-agencies-csv')}{choice}",
        },
    )


def _office_row(user, found: Found, office: Office) -> OfficeRow:
    months = tuple(
        OfficeRow(thai.month_name(on), each, _counts(user, found, each, office=office.number, lettered="", month=f"{on:%Y-%m}"))
        for on, each in office.months
    )
    return OfficeRow(office.name, office, _counts(user, found, office, office=office.number), months)


def _counts(user, found: Found, each: Office, **asked: object) -> tuple[tuple[int | None, str], ...]:
    sees = scope.may(user, Permission.HOUSEHOLD_SEE, found.area)
    kept = {"lettered": thai.buddhist_year(found.fiscal_year)} | asked
    rows = (Here(area=found.area).but(**kept | narrowing) for narrowing in LISTED.values())
    return tuple((getattr(each, name), reverse("referral-list") + query if sees else "") for name, query in zip(LISTED, rows, strict=True))
