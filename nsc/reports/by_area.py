"""What a map colours areas by: any figure of the survey, of the casework, of help and of rights, for the areas of one level.

Every figure is a part of a whole (the poor of the people asked), so that a rate, a number and a sum over areas are all had from one cell.
Who may not see households of the place is not shown figures small enough to tell of them (poverty.small); a measure that a narrowing does
not fit says so in `unused` instead of showing something else.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Left
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.casework import sight
from nsc.casework.models import Case
from nsc.casework.sight import Sight
from nsc.errors import Refused, _
from nsc.poverty import small, special
from nsc.poverty.stages import LIFE_STAGES
from nsc.poverty.union import DIMENSIONS, PATTERNS
from nsc.reports import helped, overview, progress
from nsc.reports.place import Here, here
from nsc.surveys import rounds, sets, tallies
from nsc.surveys.models import IssueTally, Member, PatternTally, Round, SpecialTally, StageTally
from nsc.welfare import counting, programmes, recipients
from nsc.welfare.assistance import GIVEN
from nsc.welfare.eligibility import State
from nsc.welfare.models import Assistance

ISSUE = "issue-"  # and the number: an indicator's, or 100 + another problem's
PEOPLE, HOMES, INDICATORS, WORK, OPEN, HELP, RIGHTS = "people", "homes", "indicators", "work", "open", "help", "rights"
OF_SURVEY = (PEOPLE, HOMES, INDICATORS)
HONOURS = {  # which narrowings a kind of measure knows how to follow
    PEOPLE: ("dimension", "stage", "sex", "special"),
    HOMES: ("dimension",),
    INDICATORS: (),
    WORK: ("group", "dimension"),
    OPEN: ("group", "dimension"),
    HELP: (),
    RIGHTS: (),
}
NARROWING = ("group", "dimension", "stage", "sex", "special")
_EVERY = tuple(range(PATTERNS))
_POOR = _EVERY[1:]
_SEVERAL = tuple(each for each in _EVERY if each.bit_count() > 1)
SEXES = {"male": Member.Sex.MALE, "female": Member.Sex.FEMALE}


@dataclass(frozen=True)
class Measure:
    """`patterns`: which combinations of dimensions its part counts (of the survey's own). `is_sum`: an amount or a mean, never a rate."""

    key: str
    kind: str
    patterns: tuple[int, ...] = ()
    is_sum: bool = False
    is_good: bool = False  # much of it is welcome
    has_whole: bool = True

    @property
    def has_rate(self) -> bool:
        return self.has_whole and not self.is_sum

    @property
    def issue(self) -> int:
        return int(self.key.removeprefix(ISSUE)) if self.key.startswith(ISSUE) else 0


def _failing(dimension: str) -> tuple[int, ...]:
    bit = 1 << DIMENSIONS.index(dimension)
    return tuple(each for each in _EVERY if each & bit)


MEASURES = {
    each.key: each
    for each in (
        Measure("poor", PEOPLE, _POOR),
        Measure("several", PEOPLE, _SEVERAL),
        Measure("intensity", PEOPLE, _POOR, is_sum=True),
        *(Measure(name, PEOPLE, _failing(name)) for name in DIMENSIONS),
        Measure("households", HOMES, _POOR),
        Measure("surveyed", HOMES, _EVERY, is_sum=True, has_whole=False),
        Measure("targets", WORK, has_whole=False),
        Measure("visited", WORK, is_good=True),
        Measure("helped", WORK, is_good=True),
        Measure("out_of_poverty", WORK, is_good=True),
        Measure("overdue", WORK),
        Measure("open", OPEN, has_whole=False),
        Measure("late", OPEN),
        Measure("baht", HELP, is_sum=True, is_good=True, has_whole=False),
        Measure("unused", RIGHTS),
    )
}
BY_AREA_ONLY = frozenset(each.key for each in MEASURES.values() if each.kind == WORK)  # no roll is a local authority's


@dataclass(frozen=True)
class Narrowed:
    """Whom the figures are of; names as in the address. `poor`: mpi or target; "": target where the survey knows of it, else mpi."""

    poor: str = ""
    group: str = ""
    dimension: str = ""
    stage: str = ""
    sex: str = ""
    special: str = ""

    @property
    def is_personal(self) -> bool:
        return bool(self.stage or self.sex or self.special)


EVERYBODY = Narrowed()


@dataclass(frozen=True)
class Cell:
    """`part` of `whole`; None where that is not known. `behind`: how many people or households the part is of, where it counts something
    else."""

    part: int | None
    whole: int | None = None
    behind: int | None = None

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(*(None if a is None or b is None else a + b for a, b in zip(self._all, other._all, strict=True)))

    @property
    def _all(self) -> tuple[int | None, ...]:
        return self.part, self.whole, self.behind

    @property
    def rate(self) -> float | None:
        """Per cent."""
        return 100 * self.part / self.whole if self.part is not None and self.whole else None

    @property
    def mean(self) -> float | None:
        return self.part / self.whole if self.part is not None and self.whole else None


@dataclass(frozen=True)
class Line:
    """An area. None: nobody was asked there; `is_hidden`: too few to be shown to this user, and so neither year is."""

    code: str
    name: str
    now: Cell | None
    then: Cell | None = None
    is_hidden: bool = False


@dataclass(frozen=True)
class Areas:
    """`poor`: by which definition. `then`: the round that is compared with, None where there is none or it asked other questions. `on`: of
    casework, the day it was counted. `is_suppressed`: small figures are hidden from this user."""

    here: Here
    measure: Measure
    poor: str
    digits: int
    lines: tuple[Line, ...]
    whole: Cell | None
    whole_then: Cell | None
    then: Round | None
    unused: tuple[str, ...]
    is_suppressed: bool
    on: date

    @property
    def level(self) -> str:
        return next((level for level, digits in codes.LENGTH.items() if digits == self.digits), "")


def find(key: str) -> Measure | None:
    """A measure by its name in an address: also an indicator of any set, or another problem that is not sensitive."""
    if key in MEASURES:
        return MEASURES[key]
    number = key.removeprefix(ISSUE)
    if key == number or not (number.isascii() and number.isdecimal() and len(number) < 4):
        return None
    is_told = int(number) > tallies.PROBLEMS and any(
        tallies.PROBLEMS + each.number == int(number) and not each.is_sensitive for each in sets.problems()
    )
    return Measure(key, INDICATORS) if is_told or 0 < int(number) < tallies.PROBLEMS else None


def of(
    user: User,
    *,
    at: datetime,
    measure: Measure,
    area: str = "",
    year: int | None = None,
    authority: int | None = None,
    level: str | None = None,
    against: int | None = None,
    narrowed: Narrowed = EVERYBODY,
) -> Areas:
    """The areas of `level` in the place, by default one level down (a village: itself), by code. `against`: the year (CE) to compare with,
    by default the round before. Casework is of the fiscal year of `at`. Nine queries at most."""
    where = here(user, Permission.FIGURES_SEE, area=area, year=year, authority=authority)
    if measure.key in BY_AREA_ONLY and where.authority:
        raise Refused(_("ความคืบหน้านับตามอำเภอและตำบล ไม่แยกตามท้องถิ่น โปรดเลือกพื้นที่ หรือเลือกค่าอื่น"))
    digits = _digits(where, level)
    then = _compared(where, against) if measure.kind in OF_SURVEY else None
    if then and measure.kind == INDICATORS and then.indicator_set_id != where.round.indicator_set_id:
        then = None
    if not narrowed.poor:
        narrowed = replace(narrowed, poor="mpi" if overview.headline(where).target_poor is None else "target")
    ask = _Asked(user, at, where, measure, narrowed, digits)
    now, before = ask.cells(where.round), ask.cells(then) if then else {}
    is_suppressed = not scope.may(user, Permission.HOUSEHOLD_SEE, where.place.code, authority=where.authority_id)
    hidden = _hidden(now, before) if is_suppressed else frozenset()
    names = places.names(now)
    lines = tuple(
        Line(code, names[code], None, None, True) if code in hidden else Line(code, names[code], cell, before.get(code))
        for code, cell in now.items()
    )
    return Areas(
        here=where,
        measure=measure,
        poor=narrowed.poor,
        digits=digits,
        lines=lines,
        whole=summed(now.values()),
        whole_then=summed(before.values()),
        then=then,
        unused=tuple(name for name in NARROWING if getattr(narrowed, name) and name not in HONOURS[measure.kind]),
        is_suppressed=is_suppressed,
        on=timezone.localdate(at),
    )


def exported(*, by: User, at: datetime, shown: Areas, form: str) -> None:
    """The map goes out as a file. Figures only, but every export is on the record. `form`: png, csv, …"""
    where = shown.here
    detail = f"{where.round.survey_year} {shown.measure.key} {form}" + (f" authority={where.authority.id}" if where.authority else "")
    audit.record(by=by, at=at, verb="map.export", place=where.place.code, count=len(shown.lines), detail=detail)


def summed(cells: Iterable[Cell | None]) -> Cell | None:
    """None where there are none."""
    total = None
    for cell in cells:
        if cell is not None:
            total = cell if total is None else total + cell
    return total


def _digits(where: Here, level: str | None) -> int:
    """A level that lies inside the place and is not too far below it: no village of a whole province."""
    below = where.below or codes.LENGTH[codes.VILLAGE]
    asked = codes.LENGTH.get(level or "", below)
    return asked if below <= asked <= below + 2 and not where.authority else below


def _compared(where: Here, against: int | None) -> Round | None:
    if against is None or against == where.round.survey_year:
        return where.before
    return next((round for round in rounds.published() if round.survey_year == against), where.before)


def _hidden(now: dict[str, Cell], before: dict[str, Cell]) -> frozenset[str]:
    """Small in either year: a change between two shown numbers would tell the third."""
    found: set[str] = set()
    for cells in (now, before):
        codes_of = list(cells)
        counted = [
            (cell.part if cell.behind is None else cell.behind, cell.whole if cell.behind is None else None) for cell in cells.values()
        ]
        found |= {codes_of[n] for n in small.hidden(counted)}
    return frozenset(found)


@dataclass(frozen=True)
class _Asked:
    """One measure, asked of one place after its door."""

    user: User
    at: datetime
    where: Here
    measure: Measure
    to: Narrowed
    digits: int

    def cells(self, round: Round) -> dict[str, Cell]:
        ways: dict[str, Callable[[Round], dict[str, Cell]]] = {
            PEOPLE: self._people,
            HOMES: self._homes,
            INDICATORS: self._issues,
            WORK: self._work,
            OPEN: self._cases,
            HELP: self._help,
            RIGHTS: self._rights,
        }
        return ways[self.measure.kind](round)

    @property
    def _fitting(self) -> frozenset[int]:
        """The combinations of dimensions that the part counts."""
        bit = 1 << DIMENSIONS.index(self.to.dimension) if self.to.dimension else 0
        return frozenset(each for each in self.measure.patterns if each & bit == bit)

    @property
    def _sight(self) -> Sight:
        return Sight(self.where.place, self.where.authority)

    def _rows(self, model: type, round: Round) -> QuerySet:
        return tallies.rows_of(model, round, self.digits, self.where.area, self.where.authority_id).order_by("area_code")

    def _people(self, round: Round) -> dict[str, Cell]:
        """A mean counts a person once for each dimension, of persons."""
        poor = "validated" if self.to.poor == "target" else "members"
        plain = self._rows(PatternTally, round)
        unknown: set[str] = set()
        if poor == "validated":
            unknown = set(plain.filter(validated_unknown__gt=0).values_list("area_code", flat=True).distinct())
        fits = Sum(poor, filter=Q(pattern__in=self._fitting), default=0)
        each = [Sum(poor, filter=Q(pattern__in=self._fitting & set(_failing(name))), default=0) for name in DIMENSIONS]
        told = {"dims": sum(each[1:], each[0])} if self.measure.is_sum else {}
        rows = self._of_persons(round, plain).values("area_code").annotate(of=fits, all=Sum("members"), **told).order_by("area_code")
        if self.measure.is_sum:
            return {row["area_code"]: _known(row, unknown, Cell(row["dims"], row["of"], row["of"])) for row in rows}
        return {row["area_code"]: _known(row, unknown, Cell(row["of"], row["all"])) for row in rows}

    def _of_persons(self, round: Round, plain: QuerySet) -> QuerySet:
        """The part of the cube that knows of what the figures are narrowed to."""
        to = self.to
        if not to.is_personal:
            return plain
        rows = self._rows(SpecialTally if to.special else StageTally, round)
        if to.special:
            rows = rows.filter(special=special.CODES.index(to.special))
        if to.stage:
            rows = rows.filter(stage=[each.code for each in LIFE_STAGES].index(to.stage) + 1)
        return rows.filter(sex=SEXES[to.sex]) if to.sex else rows

    def _homes(self, round: Round) -> dict[str, Cell]:
        rows = self._rows(PatternTally, round).values_list("area_code")
        if not self.measure.has_whole:
            return {code: Cell(n) for code, n in rows.annotate(n=Sum("households"))}
        poor = Sum("households", filter=Q(pattern__in=self._fitting), default=0)
        return {code: Cell(n, whole) for code, n, whole in rows.annotate(n=poor, whole=Sum("households"))}

    def _issues(self, round: Round) -> dict[str, Cell]:
        """Of an indicator, those it applies to; of another problem, everybody who was asked."""
        rows = self._rows(IssueTally, round).filter(issue=self.measure.issue)
        found = {code: Cell(*sums) for code, *sums in rows.values_list("area_code", "members_failing", "members_applicable")}
        asked = self._rows(PatternTally, round).values_list("area_code").annotate(all=Sum("members"))
        is_problem = self.measure.issue > tallies.PROBLEMS
        return {code: found.get(code, Cell(0, members) if is_problem else Cell(None, None)) for code, members in asked}

    def _work(self, round: Round) -> dict[str, Cell]:
        asked = progress.Asked(group=self.to.group, dimension=self.to.dimension)
        year = thai.christian_year(thai.fiscal_year(timezone.localdate(self.at)))
        found = progress.counted(self._sight, at=self.at, year=year, asked=asked, digits=self.digits)
        has_whole = self.measure.has_whole
        return {code: Cell(getattr(each, self.measure.key), each.targets if has_whole else None) for code, each in found.items()}

    def _cases(self, round: Round) -> dict[str, Cell]:
        rows = self._sight.of(Case.objects.exclude(state="closed"))
        if self.to.dimension:
            bit = 1 << DIMENSIONS.index(self.to.dimension)
            rows = rows.filter(pattern__in=[each for each in _EVERY if each & bit])
        if self.to.group:
            rows = rows.filter(target__roll__group=self.to.group)
        late = Count("pk", filter=sight.late(timezone.localdate(self.at)))
        found = self._summed(rows, n=Count("pk"), late=late)
        return {code: Cell(late, n) if self.measure.has_whole else Cell(n) for code, n, late in found}

    def _help(self, round: Round) -> dict[str, Cell]:
        """Baht that arrived in the fiscal year; what nobody priced counts nothing."""
        first, last = thai.fiscal_year_bounds(thai.fiscal_year(timezone.localdate(self.at)))
        rows = helped.in_year(self._sight.of(Assistance.objects.filter(state__in=GIVEN)), first, last)
        found = self._summed(rows, all=Sum("baht"), homes=Count("household", distinct=True))
        return {code: Cell(int(baht or 0), None, homes) for code, baht, homes in found}

    def _summed(self, rows: QuerySet, **sums: object) -> QuerySet:
        return rows.annotate(code=Left(F("area_code"), self.digits)).values_list("code").annotate(**sums).order_by("code")

    def _rights(self, round: Round) -> dict[str, Cell]:
        """Rights that are not used, of those that are used or not: counted for people and for each programme that has a register here. None
        where nobody has counted."""
        on = timezone.localdate(self.at)
        registers: dict[int, list[str]] = defaultdict(list)
        for each in recipients.in_force():
            registers[each.programme_id].append(each.area_code)
        wanted = {each.id for each in programmes.entries(open_on=on) if each.id in registers}
        found = counting.tallies(
            digits=self.digits, area="" if self.where.authority else self.where.place.code, authority=self.where.authority_id
        )
        cells = {}
        for code, of in found.items():
            here = [
                each for id, each in of.items() if id in wanted and any(code.startswith(a) or a.startswith(code) for a in registers[id])
            ]
            entitled, receives = (sum(each.get(state, 0) for each in here) for state in (State.ENTITLED, State.RECEIVES))
            cells[code] = Cell(entitled, entitled + receives) if here else Cell(None)
        return cells


def _known(row: dict, unknown: set[str], cell: Cell) -> Cell:
    """Target poor are counted where the cards of all are known."""
    return Cell(None, row["all"]) if row["area_code"] in unknown else cell


def _touch(code: str, areas: Iterable[str]) -> bool:
    return any(code.startswith(area) or area.startswith(code) for area in areas)
