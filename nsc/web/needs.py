"""Needs as their pages show them."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc import thai
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import needs, roads, visit_rules
from nsc.poverty import stages
from nsc.reports import needed
from nsc.reports.names import worded
from nsc.web import inputs, pages
from nsc.web.context import areas_bar
from nsc.web.dimensions import BY_KEY
from nsc.web.here import Here
from nsc.web.words import said

URGENCIES = dict(needs.URGENCIES)
STAGES = {stage.code: stage.name for stage in stages.LIFE_STAGES} | {needs.UNKNOWN: gettext_lazy("ไม่ทราบวัย")}
STATES: dict[str, str | Promise] = {
    needs.UNMET: gettext_lazy("ยังไม่ได้รับ"),
    needs.MET: gettext_lazy("ได้รับแล้ว"),
    "": gettext_lazy("ทุกสถานะ"),
}
TONES = {"met": "good", "withdrawn": "", "open": "need", "planned": ""}
FILTERS = ("dimension", "stage", "level", "urgency", "state")


@dataclass(frozen=True)
class Told:
    """The address of a page of needs."""

    user: object
    here: Here
    page: int
    filters: dict[str, str]

    @property
    def area(self) -> str:
        return self.here.area or ""

    @property
    def authority(self) -> int | None:
        return self.here.authority

    def href(self, name: str = "needs", **changes: object) -> str:
        """The state "every" is said as "all": an empty value falls out of an address."""
        kept: dict[str, object] = self.filters | changes
        return reverse(name) + self.here.but(**kept | {"state": kept["state"] or "all"})


def told(request: HttpRequest) -> Told:
    asked = {name: request.GET.get(name, "")[:20] for name in FILTERS}
    asked["state"] = {"": needs.UNMET, "all": ""}.get(asked["state"], asked["state"])
    return Told(request.user, Here.of(request.GET), inputs.page(request), asked)


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


@dataclass(frozen=True)
class Cell:
    needs: int
    href: str


@dataclass(frozen=True)
class TableRow:
    name: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class Place:
    """`table`: life stages and households × dimensions, of what the state filter says."""

    name = "needs"
    bar: pages.Bar
    states: tuple[pages.Choice, ...]
    state: str
    columns: tuple[tuple[str, str], ...]
    table: tuple[TableRow, ...]
    sums: TableRow
    urgent: tuple[pages.Count, ...]
    below: tuple[tuple[str, str, int, int], ...]  # name, address, unmet, met
    total: int
    chips: tuple[pages.Chip, ...]
    rows: tuple[Row, ...] | None  # None: not for this reader
    found: int
    first: int
    last: int
    earlier: str
    later: str
    csv: str
    on: date


def place_page(here: Told, counts: needed.Counts, found: tuple[list[needs.Line], int] | None, today: date) -> Place:
    state, where = here.filters["state"], counts.where
    only = {"state": state} if state in (needs.MET, needs.UNMET) else {}
    lines, total = found or ([], 0)
    first = max(0, min(here.page - 1, (total - 1) // needs.PER_PAGE)) * needs.PER_PAGE
    page = first // needs.PER_PAGE + 1
    table = tuple(_table_row(here, counts, each, only) for each in needed.ROWS)
    return Place(
        bar=areas_bar(here.user, where.place, Permission.FIGURES_SEE, here.href),
        states=tuple(pages.Choice(str(label), here.href(state=key), key == state) for key, label in STATES.items()),
        state=str(STATES.get(state, "")),
        columns=tuple((key, str(BY_KEY[key].short) if key in BY_KEY else _("อื่น ๆ")) for key in needed.COLUMNS),
        table=tuple(each for each in table if each.total.needs),
        sums=_sums(here, counts, only),
        urgent=tuple(_urgent(here, counts, key, only) for key in URGENCIES),
        below=_below(here, counts),
        total=counts.total(**only),
        chips=_chips(here),
        rows=None if found is None else tuple(row(line) for line in lines),
        found=total,
        first=first + 1 if total else 0,
        last=first + len(lines),
        earlier=here.href(page=page - 1) if page > 1 else "",
        later=here.href(page=page + 1) if first + len(lines) < total else "",
        csv=here.href("needs-csv"),
        on=today,
    )


def _urgent(here: Told, counts: needed.Counts, key: str, only: dict[str, str]) -> pages.Count:
    tone = "need" if key == "now" else ""
    return pages.Count(str(URGENCIES[key]), counts.total(**only, urgency=key), href=here.href(urgency=key), tone=tone)


def _table_row(here: Told, counts: needed.Counts, key: str, only: dict[str, str]) -> TableRow:
    of_household = key == needs.HOUSEHOLD
    asked = (
        {"level": needs.HOUSEHOLD, "stage": ""} if of_household else {"level": needs.PERSON, "stage": "" if key == needs.UNKNOWN else key}
    )
    sums = counts.sums("dimension", row=key, **only)
    cells = tuple(Cell(sums[name,], here.href(dimension=name, **asked)) for name in needed.COLUMNS)
    name = _("ทั้งครัวเรือน") if of_household else said(STAGES[key])
    return TableRow(name, cells, Cell(sum(each.needs for each in cells), here.href(dimension="", **asked)))


def _sums(here: Told, counts: needed.Counts, only: dict[str, str]) -> TableRow:
    sums = counts.sums("dimension", **only)
    cells = tuple(Cell(sums[name,], here.href(dimension=name, level="", stage="")) for name in needed.COLUMNS)
    return TableRow(_("รวม"), cells, Cell(sum(each.needs for each in cells), here.href(dimension="", level="", stage="")))


def _below(here: Told, counts: needed.Counts) -> tuple[tuple[str, str, int, int], ...]:
    if counts.where.place.level == "village":
        return ()
    sums = counts.sums("area_code", "state")
    codes = sorted({code for code, _state in sums})
    return tuple((places.name(code), here.href(area=code, page=None), sums[code, needs.UNMET], sums[code, needs.MET]) for code in codes)


def _chips(here: Told) -> tuple[pages.Chip, ...]:
    names: dict[str, dict] = {
        "dimension": {key: said(name) for key, name in visit_rules.DIMENSION_NAMES.items()},
        "stage": {key: said(str(name)) for key, name in STAGES.items()},
        "level": {key: said(name) for key, name in visit_rules.LEVELS.items()},
        "urgency": URGENCIES,
    }
    return tuple(
        pages.Chip(str(names[name][here.filters[name]]), here.href(**{name: ""})) for name in names if here.filters[name] in names[name]
    )
