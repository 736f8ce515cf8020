"""Home visits as their pages show them."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import roads, visit_rules, visits
from nsc.poverty.union import DIMENSIONS, dimensions_in
from nsc.reports import visiting
from nsc.reports.names import worded
from nsc.web import inputs, pages
from nsc.web.context import PROPOSED, areas_bar, round_name
from nsc.web.forms_visits import PURPOSES
from nsc.web.here import Here
from nsc.web.needs import Row as NeedRow
from nsc.web.needs import row as need_row
from nsc.web.words import said

KINDS = dict(visits.KINDS)
TONES = {"done": "good", "missed": "need", "planned": "", "withdrawn": ""}
CHANGE_TONES = {"gone": "good", "still": "need", "new": "need", "never": ""}
ANSWERS = {"1": gettext_lazy("ผ่าน"), "0": gettext_lazy("ไม่ผ่าน"), "-": gettext_lazy("ไม่เข้าข่าย")}


@dataclass(frozen=True)
class Told:
    """The address of a list of visits. `case`: the one that it is about."""

    user: object
    here: Here
    path: str
    is_mine: bool
    case: int | None
    page: int

    @property
    def area(self) -> str:
        return self.here.area or ""

    def href(self, name: str = "", **changes: object) -> str:
        kept: dict[str, object] = {"mine": "1" if self.is_mine else "", "case": self.case} | changes
        return (reverse(name) if name else self.path) + self.here.but(**kept)


def told(request: HttpRequest) -> Told:
    here, case, page = Here.of(request.GET), inputs.number(request.GET.get("case")), inputs.page(request)
    return Told(request.user, here, request.path, request.GET.get("mine") == "1", case, page)


@dataclass(frozen=True)
class Row:
    case: int
    head: str
    home: str
    keys: tuple[str, ...]
    purpose: str
    on: date | None
    who: str
    is_late: bool
    href: str
    is_ticked: bool = False


@dataclass(frozen=True)
class List:
    name = "cases"
    bar: pages.Bar | None
    tabs: tuple[pages.Choice, ...]
    rows: tuple[Row, ...]
    total: int
    first: int
    last: int
    earlier: str
    later: str
    plan: str
    form: object = None
    is_of_one: bool = False
    all: str = ""


def appointments_page(here: Told, found: visiting.Listed) -> List:
    tabs = (
        pages.Choice(_("ทุกนัดที่ดูแล"), here.href(mine="", case=None), not here.is_mine),
        pages.Choice(_("นัดของข้าพเจ้า"), here.href(mine="1", case=None), here.is_mine),
    )
    rows = tuple(_row(each, reverse("visit", args=[each.visit])) for each in found.lines)
    return _list(here, found, rows, tabs=tabs)


def plan_page(here: Told, found: visiting.Listed, form, ticked: set[int]) -> List:
    one = here.case is not None
    rows = tuple(_row(each, reverse("household", args=[each.household_id]), one or each.case in ticked) for each in found.lines)
    return _list(here, found, rows, form=form, is_of_one=one)


def _list(here: Told, found: visiting.Listed, rows: tuple[Row, ...], **more) -> List:
    last, page = found.first + len(rows) - 1, (found.first - 1) // visiting.PER_PAGE + 1
    tops = scope.areas(here.user, Permission.VISIT_RECORD)
    code = here.area or (min(tops, key=len) if tops else "")
    place = places.find(code) if tops and here.case is None else None
    return List(
        bar=areas_bar(here.user, place, Permission.VISIT_RECORD, here.href) if place else None,
        rows=rows,
        total=found.total,
        first=found.first,
        last=last if rows else 0,
        earlier=here.href(page=page - 1) if found.first > 1 else "",
        later=here.href(page=page + 1) if rows and last < found.total else "",
        plan=here.href("visit-plan", mine="", case=None),
        all=here.href("visits", mine="", case=None, area=None),
        **{"tabs": (), **more},
    )


def _row(line: visiting.Line, href: str, is_ticked: bool = False) -> Row:
    return Row(
        case=line.case,
        head=line.head or _("ไม่ทราบชื่อ"),
        home=" ".join(filter(None, (line.house_no, line.place))),
        keys=dimensions_in(line.pattern),
        purpose=str(PURPOSES[line.purpose]),
        on=line.on,
        who=line.who,
        is_late=line.is_late,
        href=href,
        is_ticked=is_ticked,
    )


@dataclass(frozen=True)
class Record:
    name = "cases"
    title: str
    address: str
    household: str
    form: object
    asked: str  # the round whose questions are asked
    must_measure: bool
    survey: int | None  # Buddhist year of what is offered
    open_needs: tuple[NeedRow, ...]
    may_photograph: bool
    notice: int
    had_files: bool
    has_appointment: bool


def record_page(door: visits.Door, form, round, notice: int, *, had_files: bool) -> Record:
    place = places.place(door.area_code)
    number = _("บ้านเลขที่ %(no)s") % {"no": door.house_no} if door.house_no else ""
    head = door.relatives[0].name if door.relatives else ""
    purpose = form["purpose"].value()
    return Record(
        title=_("บันทึกการเยี่ยม %(head)s") % {"head": head} if head else _("บันทึกการเยี่ยมบ้าน"),
        address=" ".join(filter(None, (number, place.full_name))),
        household=reverse("household", args=[door.household_id]),
        form=form,
        asked=round_name(round),
        must_measure=purpose in visit_rules.MEASURED,
        survey=thai.buddhist_year(door.survey_year) if door.survey_year else None,
        open_needs=tuple(need_row(each) for each in door.open_needs),
        may_photograph=door.may_photograph,
        notice=notice,
        had_files=had_files,
        has_appointment=bool(door.appointments),
    )


@dataclass(frozen=True)
class Noted:
    key: str
    name: str
    text: str
    who: str


@dataclass(frozen=True)
class Changed:
    """One dimension against the survey."""

    key: str
    what: str
    tone: str


@dataclass(frozen=True)
class Result:
    title: str
    tone: str
    changes: tuple[Changed, ...]
    answers: tuple[tuple[str, str, str, str], ...]  # dimension, indicator, before, now
    source: str


@dataclass(frozen=True)
class Visit:
    name = "cases"
    title: str
    address: str
    household: str
    needs: str
    on: date | None
    state: str
    tone: str
    planned_on: date | None
    planned_for: str
    missed: str
    shown: visits.Shown
    view: tuple[tuple[str, str, str], ...]  # dimension, colour, words
    saw: tuple[Noted, ...]
    moved: tuple[Noted, ...]
    result: Result | None
    told_needs: tuple[NeedRow, ...]
    pictures: tuple[tuple[str, str], ...]  # address, preview
    voices: tuple[tuple[str, str, str], ...]  # address, what about, how long
    map: str
    evidence: str
    record: str
    plan: str
    miss: str
    withdraw: str
    reasons: tuple[tuple[str, str], ...]


def visit_page(user, found: visits.Shown) -> Visit:
    line, place = found.line, places.place(found.area_code)
    is_open, numbers = line.state in ("planned", "missed"), [line.number]
    may_act = found.may_record and is_open
    return Visit(
        title=str(PURPOSES[line.purpose]),
        address=place.full_name,
        household=reverse("household", args=[line.household_id]),
        needs=reverse("household-needs", args=[line.household_id]),
        on=line.on,
        state=said(roads.VISIT_NAMES[line.state]),
        tone=TONES[line.state],
        planned_on=line.planned_on,
        planned_for=line.planned_for,
        missed=said(visit_rules.MISSED.get(found.missed_because, "")),
        shown=found,
        view=tuple((name, found.view.get(name, ""), said(visit_rules.COLOURS.get(found.view.get(name, ""), ""))) for name in DIMENSIONS)
        if found.view
        else (),
        saw=tuple(_saw(each) for each in found.saw),
        moved=tuple(Noted("", str(KINDS[each.key]), each.text, each.who) for each in found.changes),
        result=_result(found.result) if found.result else None,
        told_needs=tuple(need_row(each) for each in found.needs),
        pictures=tuple((reverse("photograph", args=[each]), reverse("photograph-preview", args=[each])) for each in found.photographs),
        voices=tuple(_voice(each) for each in found.voices),
        map=_position(found.position),
        evidence=reverse("visit-evidence", args=numbers) if found.has_file else "",
        record=reverse("visit-record", args=[line.case]) if may_act else "",
        plan=f"{reverse('visit-plan')}?case={line.case}" if may_act else "",
        miss=reverse("visit-miss", args=numbers) if may_act and line.state == "planned" else "",
        withdraw=reverse("visit-withdraw", args=numbers) if may_act and line.state == "planned" else "",
        reasons=tuple((key, said(name)) for key, name in visit_rules.MISSED.items()),
    )


def _saw(each: visits.Noted) -> Noted:
    text = " · ".join(filter(None, (worded(each.what) if each.what else "", each.text)))
    return Noted(each.key, said(visit_rules.DIMENSION_NAMES[each.key]), text or _("ปิดรายละเอียดไว้ตามสิทธิของท่าน"), each.who)


def _voice(each: visits.Voice) -> tuple[str, str, str]:
    about = said(visit_rules.DIMENSION_NAMES[each.about]) if each.about else _("ทั่วไป")
    long = f"{each.seconds // 60}:{each.seconds % 60:02}" if each.seconds is not None else ""
    return reverse("visit-voice", args=[each.number]), about, long


def _position(at: visit_rules.Position | None) -> str:
    if at is None:
        return ""
    exact = _("คลาดเคลื่อน %(n)s เมตร") % {"n": f"{at.accuracy:,.0f}"} if at.accuracy is not None else ""
    return " · ".join(filter(None, (f"{at.lat:.5f}, {at.lon:.5f}", exact)))


def _result(found: visits.Result) -> Result:
    before = _("จปฐ. %(year)s") % {"year": thai.buddhist_year(found.survey_year)} if found.survey_year else _("ผลเยี่ยมเมื่อเข้าเป็นเป้าหมาย")
    source = _("เทียบกับ %(before)s วัดด้วยคำถามและเกณฑ์ของ จปฐ. %(year)s") % {
        "before": before,
        "year": thai.buddhist_year(found.round_year),
    }
    return Result(
        title=_("ไม่ตกเกณฑ์มิติใดแล้ว") if found.is_out else _("ยังตกเกณฑ์บางมิติ"),
        tone="good" if found.is_out else "need",
        changes=tuple(Changed(key, said(visit_rules.CHANGES[what]), CHANGE_TONES[what]) for key, what in found.changes.items()),
        answers=tuple((each.dimension, worded(each.what), str(ANSWERS[each.before]), str(ANSWERS[each.now])) for each in found.answers),
        source=source if found.is_official else f"{source} · {PROPOSED}",
    )
