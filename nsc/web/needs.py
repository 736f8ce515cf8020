"""Needs as their pages show them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc import thai
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import needs, roads, visit_rules
from nsc.casework.sight import Sight
from nsc.poverty import stages
from nsc.reports import listed_needs, needed
from nsc.reports.listing import Asked
from nsc.reports.listing import Page as Found
from nsc.reports.names import worded
from nsc.web import desks, listing, pages
from nsc.web.context import Told, areas_bar
from nsc.web.dimensions import BY_KEY
from nsc.web.templatetags.figures import plain
from nsc.web.words import said

URGENCIES = dict(needs.URGENCIES)
STAGES = {stage.code: stage.name for stage in stages.LIFE_STAGES} | {needs.UNKNOWN: gettext_lazy("ไม่ทราบวัย")}
TONES = {"met": "good", "withdrawn": "", "open": "need", "planned": ""}


@dataclass(frozen=True)
class Row:
    """`acts`: (verb, label, address) open to this reader."""

    number: int
    key: str
    dimension: str
    what: str
    who: str
    stage: str
    self_help: str
    urgency: str
    is_now: bool
    state: str
    tone: str
    on: date
    met_on: date | None
    because: str
    place: str
    href: str
    meet: str
    withdraw: str
    reopen: str


def row(line: needs.Line) -> Row:
    what = " · ".join(filter(None, (worded(line.what) if line.what else "", line.text)))
    acts = {
        verb: reverse("need-act", args=[line.number, verb]) if line.may_record and line.state in states else ""
        for verb, states in (("meet", needs.UNFINISHED), ("withdraw", needs.UNFINISHED), ("reopen", ("met",)))
    }
    return Row(
        number=line.number,
        key=line.dimension,
        dimension=said(visit_rules.DIMENSION_NAMES[line.dimension]),
        what=what or (_("ปิดรายละเอียดไว้ตามสิทธิของท่าน") if line.is_masked else _("รายละเอียดอยู่ในแฟ้มของครัวเรือน")),
        who=line.who or (_("สมาชิกคนหนึ่ง") if line.level == needs.PERSON else _("ทั้งครัวเรือน")),
        stage=said(STAGES[line.stage]) if line.stage and line.stage != needs.UNKNOWN else "",
        self_help=line.self_help,
        urgency=str(URGENCIES[line.urgency]),
        is_now=line.urgency == "now" and line.state in needs.UNFINISHED,
        state=said(roads.NEED_NAMES[line.state]),
        tone=TONES[line.state],
        on=line.on,
        met_on=line.met_on,
        because=line.because,
        place=places.place(line.area_code).full_name,
        href=reverse("household-needs", args=[line.household_id]),
        **acts,
    )


@dataclass(frozen=True)
class Household:
    name = "households"
    title: str
    address: str
    file: str
    rows: tuple[Row, ...]
    has_names: bool
    may_record: bool
    form: object
    survey: int | None  # Buddhist
    today: date


def household_page(sheet: needs.Sheet, form, today: date) -> Household:
    place = places.place(sheet.area_code)
    number = _("บ้านเลขที่ %(no)s") % {"no": sheet.house_no} if sheet.house_no else ""
    return Household(
        title=_("ความจำเป็นของครัวเรือน"),
        address=" ".join(filter(None, (number, place.full_name))),
        file=reverse("household", args=[sheet.household_id]),
        rows=tuple(row(line) for line in sheet.needs),
        has_names=sheet.has_names,
        may_record=sheet.may_record,
        form=form,
        survey=thai.buddhist_year(sheet.survey_year) if sheet.survey_year else None,
        today=today,
    )


Rows = Callable[..., str]  # the address of the needs behind a count, by what narrows them


@dataclass(frozen=True)
class Cell:
    needs: int | None
    href: str


@dataclass(frozen=True)
class TableRow:
    name: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class Above:
    """`grid`: life stages and households × dimensions, of what the state filter says."""

    states: tuple[pages.Choice, ...]
    columns: tuple[tuple[str, str], ...]
    grid: tuple[TableRow, ...]
    sums: TableRow
    urgent: tuple[pages.Count, ...]
    below: tuple[tuple[str, str, Cell, Cell], ...]  # name, address, unmet, met
    total: int | None
    csv: str
    on: date


@dataclass(frozen=True)
class Here:
    """The address of the page: the context, and what it asks of the list."""

    told: Told
    asked: Asked

    def href(self, **changes: object) -> str:
        return self.told.href(**self.asked.but(**changes))

    def rows(self, state: str, **narrowing: object) -> str:
        """Of a count, which nothing else of the list narrows: the needs that it counts."""
        said = {"state": "" if state == needs.UNMET else state}
        return self.told.only().href(**dict.fromkeys(self.asked.said) | said | narrowing)


def place_page(request: HttpRequest, here: Here, counts: needed.Counts, found: Found | None, today: date) -> listing.Page:
    """The counts for whoever sees figures there, and under them the list for who sees households (`found`)."""
    where, asked = counts.where, here.asked
    above = {"above": "pages/needs/above.html", "it": _above(here, counts, today)}
    return listing.Page(
        name="needs",
        title=_("ความจำเป็น"),
        count=_("%(n)s เรื่อง") % {"n": plain(above["it"].total)},
        table=_table(here, found) if found else None,
        bar=areas_bar(request.user, where.place, Permission.FIGURES_SEE, lambda area: here.href(area=area)),
        notes=desks.unused(here.told, asked.listing),
        empty_title=_("ไม่มีความจำเป็นตามที่เลือก"),
        empty_sign="person",
        more=above | ({"tools": tools(request, here, where, found.total)} if found else {}),
    )


def _above(here: Here, counts: needed.Counts, today: date) -> Above:
    state = here.asked.get("state") or needs.UNMET
    only = {"state": state} if state in (needs.MET, needs.UNMET) else {}
    told = counts.told(**only)
    rows: Rows = partial(here.rows, state) if counts.keep.sees else lambda **narrowing: ""
    grid = tuple(_table_row(told, each, rows) for each in needed.ROWS if counts.total(row=each, **only))
    return Above(
        states=tuple(
            pages.Choice(said(name), here.href(state="" if key == needs.UNMET else key), key == state)
            for key, name in listed_needs.STATES.items()
        ),
        columns=tuple((key, str(BY_KEY[key].short) if key in BY_KEY else _("อื่น ๆ")) for key in needed.COLUMNS),
        grid=grid,
        sums=_sums(told, rows),
        urgent=tuple(_urgent(told, key, rows) for key in URGENCIES),
        below=_below(here, counts),
        total=told[needed.ALL],
        csv=here.told.href("needs-csv"),
        on=today,
    )


def tools(request: HttpRequest, here: Here, where: Sight, total: int) -> desks.Tools:
    return desks.tools(request, here.asked, where, total, file=reverse("needs-file"), naming=listed_needs.NAMING)


def _table(here: Here, found: Found) -> pages.Table:
    return listing.table(
        here.asked,
        here.told,
        lines=found.lines,
        total=found.total,
        first=found.first,
        cells=cells(),
        has_names=False,
        groups=found.groups,
        group=desks.group(here.asked.listing, {"stage": {"": _("ทั้งครัวเรือน")}}),
        skip=("state", "group"),
        pick=lambda line: line.number,
    )


def cells() -> listing.Cells:
    return {
        "what": _what,
        "number": lambda line: line.number,
        "dimension": lambda line: said(visit_rules.DIMENSION_NAMES[line.dimension]),
        "level": lambda line: _("สมาชิกคนหนึ่ง") if line.level == needs.PERSON else _("ทั้งครัวเรือน"),
        "stage": lambda line: said(STAGES[line.stage]) if line.stage else "",
        "place": lambda line: places.place(line.area_code).full_name,
        "urgency": lambda line: str(URGENCIES[line.urgency]),
        "state": lambda line: said(roads.NEED_NAMES[line.state]),
        "on": lambda line: line.on,
        "met_on": lambda line: line.met_on,
        "case": lambda line: line.case,
    }


def _what(line: needs.Line) -> tuple[str, str]:
    text = worded(line.what) if line.what else _("รายละเอียดอยู่ในแฟ้มของครัวเรือน")
    return text, reverse("household-needs", args=[line.household_id])


def _urgent(told: dict, key: str, rows: Rows) -> pages.Count:
    tone = "need" if key == "now" else ""
    return pages.Count(str(URGENCIES[key]), told[key], href=rows(urgency=key), tone=tone)


def _table_row(told: dict, key: str, rows: Rows) -> TableRow:
    of_household = key == needs.HOUSEHOLD
    asked = {"level": needs.HOUSEHOLD} if of_household else {"level": needs.PERSON, "stage": key}
    cells = tuple(Cell(told[key, name], rows(dimension=name, **asked)) for name in needed.COLUMNS)
    name = _("ทั้งครัวเรือน") if of_household else said(STAGES[key])
    return TableRow(name, cells, Cell(told[key], rows(**asked)))


def _sums(told: dict, rows: Rows) -> TableRow:
    cells = tuple(Cell(told[name], rows(dimension=name)) for name in needed.COLUMNS)
    return TableRow(_("รวม"), cells, Cell(told[needed.ALL], rows()))


def _below(here: Here, counts: needed.Counts) -> tuple[tuple[str, str, Cell, Cell], ...]:
    """What an authority has in a village no list has alone."""
    if counts.where.place.level == "village":
        return ()

    def cell(value: int | None, code: str, state: str) -> Cell:
        return Cell(value, here.rows(state, area=code) if counts.keep.sees and not counts.where.authority else "")

    return tuple(
        (places.name(code), here.href(area=code), cell(unmet, code, needs.UNMET), cell(met, code, needs.MET))
        for code, (unmet, met) in counts.below().items()
    )
