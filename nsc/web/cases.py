"""Cases as their pages show them: what waits for whom, the lists, one case with its road and its timeline."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nsc import thai, workdays
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.areas.places import Place
from nsc.casework import aftercare, caselist, cases, deadlines, levels, mentors, roads, sorting, timeline
from nsc.casework.sight import Sight
from nsc.poverty.union import dimensions_in
from nsc.reports import listed_cases
from nsc.reports.listing import Asked, Listing
from nsc.reports.listing import Page as Found
from nsc.web import context, desks, happened, listing, pages
from nsc.web.context import PICK
from nsc.web.forms_cases import STEPS
from nsc.web.here import NARROWING, Here
from nsc.web.templatetags import parts
from nsc.web.templatetags.figures import thaidate
from nsc.web.words import by_names, said

TASKS: dict[str, str | Promise] = {
    "opened": gettext_lazy("จำแนกเคสที่เปิดใหม่"),
    "triaged": gettext_lazy("มอบพี่เลี้ยง"),
    "assigned": gettext_lazy("เยี่ยมครั้งแรก"),
    "visited": gettext_lazy("จัดทำแผนกับครัวเรือน"),
    "planned": gettext_lazy("พิจารณาอนุมัติแผน"),
    "approved": gettext_lazy("ดำเนินการตามแผน"),
    "following": gettext_lazy("ติดตามผล"),
}
MARKS = {
    "opened_on": gettext_lazy("เปิดเคส"),
    "visited_on": gettext_lazy("เยี่ยมแล้ว"),
    "planned_on": gettext_lazy("แผนอนุมัติ"),
    "referred_on": gettext_lazy("ส่งต่อแล้ว"),
    "helped_on": gettext_lazy("ได้รับความช่วยเหลือ"),
    "followed_up_on": gettext_lazy("ติดตามผลแล้ว"),
    "out_on": gettext_lazy("พ้นความยากจน"),
}
TONES = {"closed": "", "following": "good", "approved": "good"}
AFTER = {
    "6": gettext_lazy("ครบ 6 เดือน"),
    "12": gettext_lazy("ครบ 12 เดือน"),
    "round": gettext_lazy("รอบสำรวจใหม่พบว่ากลับมายากจน"),
}
NAMES = ("area", "authority")  # of an address, kept by Here


@dataclass(frozen=True)
class Told:
    """The address of a page of cases."""

    user: object
    here: Here
    path: str

    def href(self, name: str = "", *args: object, **changes: object) -> str:
        """This context with some of it changed, on this page or another."""
        return (reverse(name, args=args) if name else self.path) + self.here.but(**changes)


def told(request: HttpRequest) -> Told:
    return Told(request.user, Here.of(request.GET), request.path)


def to_list(here: Told, **asked: object) -> str:
    """The address of the cases behind a number, by what narrows the list; the numbers of these pages follow no narrowing but the area."""
    return here.href("case-list", **dict.fromkeys((*NARROWING, "authority")) | asked)


@dataclass(frozen=True)
class Page:
    """What the frame of every page of cases shows; `it` is the page's own."""

    name = "cases"
    tab: str
    bar: pages.Bar | None
    tabs: tuple[pages.Choice, ...]
    title: str = ""
    it: dict = field(default_factory=dict)


def page(here: Told, tab: str, place: Place, *, title: str = "", keep=None, **it) -> Page:
    kept = keep or {}
    tops = scope.areas(here.user, Permission.HOUSEHOLD_SEE) or scope.areas(here.user, Permission.FIGURES_SEE)
    path = [each for each in places.path(place.code) if any(each.code.startswith(top) for top in tops)]
    bar = pages.Bar(
        crumbs=tuple(pages.Crumb(each.title, here.href(area=each.code, **kept)) for each in path),
        below=tuple(pages.Choice(child.name, here.href(area=child.code, **kept)) for child in places.children(place.code)),
        below_label=str(PICK.get(place.level, "")),
        rounds=(),
    )
    return Page(tab, bar, _tabs(here, tab), title, it)


def _tabs(here: Told, tab: str) -> tuple[pages.Choice, ...]:
    shown = [("cases", _("งานของฉัน")), ("case-list", _("เคสทั้งหมด")), ("case-after", _("ตรวจหลังพ้นความยากจน"))]
    if scope.areas(here.user, Permission.CASE_ASSIGN):
        shown.append(("case-days", _("วันทำการ")))
    return tuple(pages.Choice(label, here.href(name), name == tab) for name, label in shown)


# — when —


def when(due_on: date | None, today: date, own: frozenset[date]) -> tuple[str, str]:
    """Until when and how far off, in words; and the tone."""
    if due_on is None:
        return "", ""
    on = thai.format_date(due_on)
    if due_on < today:
        late = workdays.between(due_on, today, own)
        return _("เกินกำหนด %(on)s มาแล้ว %(days)s วันทำการ") % {"on": on, "days": late}, "need"
    if due_on == today:
        return _("ครบกำหนดวันนี้"), ""
    return _("ภายใน %(on)s เหลือ %(days)s วันทำการ") % {"on": on, "days": workdays.between(today, due_on, own)}, ""


# — rows —


@dataclass(frozen=True)
class Row:
    case: int
    head: str
    house_no: str
    place: str
    keys: tuple[str, ...]
    triage: str
    state: str
    tone: str
    turn: str
    due_on: date | None
    is_late: bool
    is_handed: bool
    is_emergency: bool
    mentor: str
    mentor_href: str
    may_assign: bool
    href: str


def rows(here: Told, found: caselist.Listed, heads: dict[int, str]) -> tuple[Row, ...]:
    return tuple(_row(here, line, heads.get(line.household_id, "")) for line in found.lines)


def _row(here: Told, line: caselist.Line, head: str) -> Row:
    state = str(happened.OUTCOMES[line.outcome]) if line.outcome else said(roads.CASE_NAMES[line.state])
    return Row(
        case=line.number,
        head=head or _("เคสที่ %(number)s") % {"number": line.number},
        house_no=line.house_no or "–",
        place=places.name(line.area_code),
        keys=dimensions_in(line.pattern),
        triage=str(happened.TRIAGES.get(line.triage, "")),
        state=state,
        tone=TONES.get(line.state, ""),
        turn=str(happened.LEVELS.get(line.turn, "")),
        due_on=line.due_on,
        is_late=line.is_late,
        is_handed=line.is_handed,
        is_emergency=line.is_emergency,
        mentor=line.mentor,
        mentor_href=here.href("case-list", mentor=line.mentor_id) if line.mentor_id else "",
        may_assign=line.may_assign,
        href=here.href("case", line.number),
    )


# — my work —


@dataclass(frozen=True)
class TaskRow:
    title: str
    what: str
    due: str
    tone: str
    href: str
    rows: int = 0  # how many stand on the list that it leads to, where they are what is counted


@dataclass(frozen=True)
class AreaRow:
    name: str
    href: str
    cells: tuple[tuple[int, str], ...]  # (cases, address) by turn
    late: int
    late_href: str


@dataclass(frozen=True)
class Work:
    """What the page of one's work is made of, as asked below. `afters`: checks that are near or late. `orders`: of meetings, that wait for
    an answer, and of them late."""

    tasks: list[caselist.Task]
    handed: int
    hurried: int
    afters: int
    orders: tuple[int, int]
    listed: caselist.Listed
    heads: dict[int, str]
    counted: list[tuple[str, int, int]]  # (turn, cases, late)
    below: list[caselist.Load]


def mine(here: Told, work: Work, own: frozenset[date], *, by_area: bool, is_handed_only: bool) -> Page:
    today, place = timezone.localdate(), work.listed.where.place
    turns = caselist.turns(work.counted)
    return page(
        here,
        "cases",
        place,
        tasks=(*_others(here, work), *(_task(here, each, today, own) for each in work.tasks)),
        rows=rows(here, work.listed, work.heads),
        total=work.listed.total,
        all=to_list(here, mine="" if is_handed_only else "1"),
        every=to_list(here),
        handed_only=is_handed_only,
        turns=tuple(
            pages.Figure(str(happened.LEVELS[turn]), count, _("เคส"), href=to_list(here, turn=turn), text=_late(late))
            for turn, (count, late) in turns.items()
        ),
        has_any=any(count for count, _late_ones in turns.values()),
        levels=tuple(str(happened.LEVELS[turn]) for turn in levels.ORDER),
        below=tuple(_area(here, load) for load in work.below) if by_area else (),
        no_names=bool(work.listed.lines) and not any(line.has_name for line in work.listed.lines),
    )


def _late(late: int) -> str:
    return _("เกินกำหนด %(n)s") % {"n": f"{late:,}"} if late else ""


def count(number: int) -> str:
    return ngettext("%(n)s เคส", "%(n)s เคส", number) % {"n": f"{number:,}"}


def _others(here: Told, work: Work):
    waiting, late = work.orders
    if waiting:
        what = _("%(n)s เรื่อง") % {"n": f"{waiting:,}"}
        yield TaskRow(_("ตอบข้อสั่งการของที่ประชุม"), what, _late(late), "need" if late else "", f"{reverse('orders')}?box=mine")
    if work.handed:
        yield TaskRow(_("รับงานที่ส่งมาถึงท่าน หรือส่งคืน"), count(work.handed), "", "", to_list(here, area=None, mine="1", handed="1"), work.handed)
    if work.hurried:
        yield TaskRow(_("จัดกรณีฉุกเฉินให้เป็นไปตามระเบียบ"), count(work.hurried), "", "", to_list(here, area=None, emergency="1"))
    if work.afters:
        yield TaskRow(_("ตรวจหลังพ้นความยากจน"), count(work.afters), "", "", here.href("case-after"))


def _task(here: Told, task: caselist.Task, today: date, own: frozenset[date]) -> TaskRow:
    title = str(TASKS[task.state])
    if task.turn != roads.TURN[task.state]:
        title = _("ตัดสินใจต่อ: %(state)s") % {"state": said(roads.CASE_NAMES[task.state])}
    due, _tone = when(task.due_on, today, own)
    if task.late:
        due = _("เกินกำหนด %(n)s เคส รายแรก %(on)s") % {"n": f"{task.late:,}", "on": thai.format_date(task.due_on)}
    elif due:
        due = _("รายแรก %(due)s") % {"due": due}
    href = to_list(here, area=None, mine="1", state=task.state, turn=task.turn)
    return TaskRow(title, count(task.cases), due, "need" if task.late else "", href, task.cases)


def _area(here: Told, load: caselist.Load) -> AreaRow:
    cells = tuple((load.by_turn.get(turn, (0, 0))[0], to_list(here, area=load.area_code, turn=turn)) for turn in levels.ORDER)
    late = to_list(here, area=load.area_code, late="1")
    return AreaRow(places.name(load.area_code), here.href("cases", area=load.area_code), cells, load.late, late)


# — the list —


def listed(request: HttpRequest, told: context.Told, where: Sight, found: Found, asked: Asked, mentor: str, acts) -> listing.Page:
    user = request.user
    table = listing.table(
        asked,
        told,
        lines=found.lines,
        total=found.total,
        first=found.first,
        cells=cells(told),
        has_names=found.has_names,
        groups=found.groups,
        group=_grouped(user, asked.listing, found),
        names={"mentor": _("พี่เลี้ยง %(name)s") % {"name": mentor}} if mentor else {},
        skip=listed_cases.BY_ADDRESS,
        pick=lambda row: row.line.number,
    )
    no_names = bool(found.lines) and not found.has_names
    return listing.Page(
        name="cases",
        title=_("เคสทั้งหมด"),
        count=count(found.total),
        table=table,
        bar=desks.bar(told, user, where.place, asked),
        tabs=_tabs(Told(user, told.here, told.path), "case-list"),
        notes=((_("ปิดชื่อไว้ตามสิทธิของท่าน"),) if no_names else ()) + desks.unused(told, asked.listing),
        empty_title=_("ไม่มีเคสตามที่เลือก"),
        empty_sign="cases",
        more={
            "tools": desks.tools(request, asked, where, found.total, file=reverse("case-list-file"), naming=listed_cases.NAMING, acts=acts)
        },
    )


def cells(told: context.Told) -> listing.Cells:
    return {
        "head": lambda row: (row.head or _("เคสที่ %(number)s") % {"number": row.line.number}, told_case(told, row.line.number)),
        "number": lambda row: row.line.number,
        "house_no": lambda row: row.line.house_no,
        "place": lambda row: _home(row.line),
        "dims": lambda row: row.line.pattern,
        "state": lambda row: _state(row.line),
        "triage": lambda row: str(happened.TRIAGES.get(row.line.triage, "")),
        "turn": lambda row: _turn(row.line),
        "mentor": lambda row: row.line.mentor,
        "due": lambda row: _due(row.line),
        "priority": lambda row: row.line.priority,
        "opened": lambda row: row.line.opened_on,
        "visited": lambda row: row.line.visited_on,
        "helped": lambda row: row.line.helped_on,
        "closed": lambda row: row.line.closed_on,
    }


def told_case(told: context.Told, number: int) -> str:
    return reverse("case", args=[number]) + told.here.but()


def _home(line: caselist.Line) -> str:
    place = by_names(places.name(line.area_code))
    return format_html('<span class="whole">{}</span> <span class="muted">{}</span>', line.house_no, place) if line.house_no else place


def _state(line: caselist.Line) -> str:
    state = str(happened.OUTCOMES[line.outcome]) if line.outcome else said(roads.CASE_NAMES[line.state])
    return _("%(state)s · ฉุกเฉิน") % {"state": state} if line.is_emergency else state


def _due(line: caselist.Line) -> str:
    if line.due_on is None:
        return ""
    on = thaidate(line.due_on)
    if not line.is_late:
        return format_html('<span class="whole">{}</span>', on)
    late = parts.icon("alert", "", _("เกินกำหนด"))
    return format_html('<span class="whole late">{} {}</span>', late, on)


def _turn(line: caselist.Line) -> str:
    turn = str(happened.LEVELS.get(line.turn, ""))
    return _("%(turn)s (รอรับ)") % {"turn": turn} if line.is_handed else turn


def _grouped(user, of: Listing, found: Found) -> listing.Named:
    """Mentors by their names, each narrowing to their own; all else as the list's filters say it."""
    named = desks.group(of)
    numbers = [int(each.key) for each in found.groups if each.key.isdecimal()]
    who = mentors.names(user, numbers) if numbers else {}

    def group(by: str, key: str) -> tuple[str, dict[str, object]]:
        if by != "mentor":
            return named(by, key) if key or by != "triage" else named(by, caselist.NONE)
        return (who.get(int(key), key), {by: key}) if key else named(by, caselist.NONE)

    return group


# — one case —


@dataclass(frozen=True)
class Mark:
    name: str
    on: date | None


def case(here: Told, file: cases.File, told: dict) -> Page:
    """`told`: head, events, more, forms, proposal, sections, own."""
    place = places.place(file.area_code)
    number = _("บ้านเลขที่ %(no)s") % {"no": file.house_no or "–"}
    due, tone = when(file.due_on, timezone.localdate(), told["own"])
    marks = (Mark(str(MARKS["opened_on"]), file.opened_on), *(Mark(str(MARKS[name]), on) for name, on in file.marks))
    return page(
        here,
        "case-list",
        place,
        title=told["head"] or _("เคสที่ %(number)s") % {"number": file.number},
        file=file,
        address=f"{number} {place.full_name}",
        household=here.href("household", file.household_id),
        target=here.href("target", file.target_id) if file.target_id else "",
        state=state_name(file),
        tone="good" if file.outcome == "out_of_poverty" else TONES.get(file.state, ""),
        turn=str(happened.LEVELS.get(file.turn, "")),
        due=due,
        due_tone=tone,
        triage=str(happened.TRIAGES.get(file.triage, "")),
        keys=dimensions_in(file.pattern),
        marks=marks,
        year=thai.buddhist_year(file.fiscal_year),
        waiting=_waiting(file),
        next=_next(file),
        acts={act: reverse(f"case-{act.replace('_', '-')}", args=[file.number]) for act in file.acts if act != "assign"},
        assign=reverse("case-assign") if "assign" in file.acts else "",
        reasons=_reasons(told["proposal"]),
        proposal=str(happened.TRIAGES.get(told["proposal"].triage, "")) if told["proposal"] else "",
        **{name: told[name] for name in ("forms", "sections", "events", "more")},
    )


def state_name(file: cases.File) -> str:
    return str(happened.OUTCOMES[file.outcome]) if file.outcome else said(roads.CASE_NAMES[file.state])


def _waiting(file: cases.File) -> dict | None:
    if file.waiting is None:
        return None
    it = file.waiting
    return {"from": str(happened.LEVELS[it.from_turn]), "because": it.because, "by": it.by, "at": it.at, "is_late": it.is_escalation}


def _next(file: cases.File) -> str:
    """The one act that comes next for this reader, of those they may; "" where another part's act is next."""
    wanted = {"opened": "triage", "triaged": "assign", "closed": ""}.get(file.state, "")
    if file.waiting and "take" in file.acts:
        return "take"
    if file.mentor_id is None and file.state not in ("opened", "closed"):
        wanted = "assign"
    return wanted if wanted in file.acts else ""


def _reasons(found: sorting.Proposal | None) -> tuple[str, ...]:
    return tuple(said(each.text, {"count": each.count}) for each in found.reasons) if found else ()


def events(found: list[timeline.Happened], mentors: dict[int, str]) -> tuple[pages.Event, ...]:
    return tuple(event(each, mentors) for each in found)


def event(each: timeline.Happened, mentors: dict[int, str]) -> pages.Event:
    title = happened.title(each)
    if each.kind == "case.assign" and each.record in mentors:
        title = f"{title}: {mentors[each.record]}"
    baht = _("%(baht)s บาท") % {"baht": f"{each.baht:,.2f}".removesuffix(".00")} if each.baht is not None else ""
    return pages.Event(each.on, title, " · ".join(filter(None, (baht, each.text, each.organisation, each.by))), happened.tone(each))


# — afterwards —


@dataclass(frozen=True)
class AfterRow:
    case: int
    head: str
    house_no: str
    place: str
    kind: str
    due_on: date | None
    is_late: bool
    out_on: date | None
    href: str
    act: str
    check: int | None


def after(
    here: Told, place: Place, found: list[aftercare.Check], again: list[aftercare.Check], heads: dict[int, str], form, paging
) -> Page:
    return page(
        here,
        "case-after",
        place,
        rows=tuple(_after(here, each, heads) for each in found),
        again=tuple(_after(here, each, heads) for each in again),
        form=form,
        **paging,
    )


def _after(here: Told, each: aftercare.Check, heads: dict[int, str]) -> AfterRow:
    return AfterRow(
        case=each.case,
        head=heads.get(each.household_id, "") or _("เคสที่ %(number)s") % {"number": each.case},
        house_no=each.house_no or "–",
        place=places.name(each.area_code),
        kind=str(AFTER[each.kind]),
        due_on=each.due_on,
        is_late=each.is_late,
        out_on=each.out_on,
        href=here.href("case", each.case),
        act=reverse("case-after-record", args=[each.case]) if each.may_record else "",
        check=each.number,
    )


# — the days —


def days(here: Told, place: Place, found: deadlines.Days, known: list[deadlines.Days], form) -> Page:
    made = page(
        here,
        "case-days",
        place,
        rows=tuple((label, found.by_state.get(name, found.upward)) for name, label in STEPS.items()),
        source=said(found.source),
        valid_from=found.valid_from,
        known=tuple((each.valid_from, each.source) for each in known),
        form=form,
    )
    return replace(made, bar=None)  # the same for every area


# — on other pages —


@dataclass(frozen=True)
class Link:
    """To the case of a household, or the acts that open one; "" for what there is not."""

    href: str
    label: str
    open: str
    hurry: str


def link(user, household: int) -> Link:
    return linked(cases.of_household(user, household, at=timezone.now()), household)


def linked(found: cases.Known, household: int) -> Link:
    href = reverse("case", args=[found.number]) if found.number else ""
    label = said(roads.CASE_NAMES[found.state]) if found.number else ""
    return Link(
        href,
        label,
        open=reverse("case-open", args=[household]) if found.may_open else "",
        hurry=reverse("case-hurry", args=[household]) if found.may_hurry else "",
    )
