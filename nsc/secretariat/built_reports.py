"""What a report of one's own answers (builder.py): from the sums that the house keeps beforehand, and from indexed rows of casework.

Every number is a part of a whole, so that a count and a rate come from one cell. Of who may not see the households of the place, small
numbers are kept back as on every page: the table, its margins, and what all of them together would tell (poverty.small).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import CharField, Count, F, Q, QuerySet, Sum
from django.db.models.functions import Cast, Left, Substr
from django.utils import timezone

from nsc import thai
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.casework import sight
from nsc.casework.models import Case, Visit
from nsc.casework.sight import Sight
from nsc.errors import Refused, _
from nsc.poverty import special
from nsc.poverty.small import HIDDEN, Keeper, is_hidden
from nsc.poverty.stages import LIFE_STAGES
from nsc.poverty.union import DIMENSIONS, NAMES, PATTERNS
from nsc.reports import narrowed, progress
from nsc.reports.place import Here, here
from nsc.reports.tabled import TARGET_GROUPS
from nsc.secretariat import builder
from nsc.secretariat.builder import AREAS, DIMENSION, GROUP, MONTH, OVERLAP, ROUND, SEX, SPECIAL, STAGE, Choice
from nsc.surveys import rounds, tallies
from nsc.surveys.models import Member, PatternTally, Round, SpecialTally, StageTally
from nsc.welfare.assistance import GIVEN
from nsc.welfare.models import Assistance

ALL = ""  # the key of a total
MOST = 400  # rows of a table
MOST_HUSHED = 700  # cells, for who is told no small numbers: what all of them tell together is reckoned anew for each that is hidden
UNKNOWN_AGE, UNKNOWN_SEX = _("ไม่ทราบอายุ"), _("ไม่ทราบเพศ")
SEXES = {Member.Sex.MALE: _("ชาย"), Member.Sex.FEMALE: _("หญิง"), Member.Sex.UNKNOWN: UNKNOWN_SEX}
SEX_CODES = {"male": Member.Sex.MALE, "female": Member.Sex.FEMALE}
_EVERY = tuple(range(PATTERNS))
Key = tuple[str, str]  # of a row and a column; ALL: all of them


@dataclass(frozen=True)
class Narrowed:
    """Whom the page is narrowed to, as in its address."""

    group: str = ""
    dimension: str = ""
    stage: str = ""
    sex: str = ""
    special: str = ""


EVERYBODY = Narrowed()


@dataclass(frozen=True)
class Cell:
    """`part` of `whole`: None where that is not known, HIDDEN where it is kept back. `behind`: how many the part is of, where it counts
    something else (baht)."""

    part: int | None
    whole: int | None = None
    behind: int | None = None

    def __add__(self, other: "Cell") -> "Cell":
        mine, theirs = (self.part, self.whole, self.behind), (other.part, other.whole, other.behind)
        return Cell(*(None if a is None or b is None else a + b for a, b in zip(mine, theirs, strict=True)))

    @property
    def rate(self) -> float | None:
        """Per cent; HIDDEN where its part is."""
        if is_hidden(self.part):
            return HIDDEN
        return 100 * self.part / self.whole if self.part is not None and self.whole else None


@dataclass(frozen=True)
class Head:
    """Of a row or a column. `name`: a Thai msgid, or the name of a place."""

    key: str
    name: str


@dataclass(frozen=True)
class Built:
    """`cells`: by the keys of row and column; a column "" where nothing stands across. Totals (ALL) only where they add up. `unused`: what
    the page is narrowed to and this measure cannot follow. `on`: of casework, the day it was counted."""

    here: Here
    choice: Choice
    rows: tuple[Head, ...]
    cols: tuple[Head, ...]
    cells: Mapping[Key, Cell]
    narrowed: Narrowed
    unused: tuple[str, ...]
    is_suppressed: bool
    on: date

    def value(self, row: str, col: str = ALL) -> int | float | None:
        cell = self.cells.get((row, col))
        return None if cell is None else cell.rate if self.choice.show == builder.RATE else cell.part

    @property
    def adds_down(self) -> bool:
        return (ALL, self.cols[0].key if self.cols else ALL) in self.cells

    @property
    def adds_across(self) -> bool:
        return bool(self.cols) and bool(self.rows) and (self.rows[0].key, ALL) in self.cells


def of(
    user: User,
    *,
    at: datetime,
    choice: Choice,
    area: str = "",
    year: int | None = None,
    authority: int | None = None,
    to: Narrowed = EVERYBODY,
) -> Built:
    """`year`: of the survey, CE; casework is of the fiscal year of `at`. Refused where the table would be too large to be
    read, or the place does not have such areas."""
    where = here(user, Permission.FIGURES_SEE, area=area, year=year, authority=authority)
    ask = _Asked(user, at, where, choice, to, _digits(where, choice))
    found = ask.cells()
    rows, cols = (ask.heads(axis, [key[place] for key in found]) for place, axis in enumerate((choice.rows, choice.cols)))
    keep = sight.keeper(user, Sight(where.place, where.authority))
    if len(rows) > MOST or (not keep.sees and len(rows) * max(1, len(cols)) > MOST_HUSHED):
        raise Refused(_("ตารางนี้ยาว {rows} แถว ยาวเกินไป โปรดเลือกพื้นที่ให้แคบลง หรือแยกตามระดับที่ใหญ่ขึ้น"), rows=len(rows))
    cells = _with_totals(found, choice)
    unused = tuple(
        name
        for name in ("group", "dimension", "stage", "sex", "special")
        if getattr(to, name) and name not in builder.HONOURS[choice.measure.kind]
    )
    if not keep.sees:
        cells = _hushed(cells, choice, keep)
    return Built(where, choice, rows, cols, cells, to, unused, not keep.sees, timezone.localdate(at))


def levels(where: Here) -> tuple[str, ...]:
    """The levels of areas that a table of this place can have rows of: inside it, and not too far below."""
    if where.authority:
        return (codes.VILLAGE,)
    below = where.below or 0
    return tuple(level for level in AREAS if below and below <= codes.LENGTH[level] <= below + 2)


def _digits(where: Here, choice: Choice) -> int:
    if not choice.area:
        return where.digits
    possible = levels(where)
    if choice.area not in possible:
        named = ", ".join(builder.AXES[level] for level in possible)
        if not named:
            raise Refused(_("หมู่บ้านไม่มีพื้นที่ที่เล็กลงไปอีก โปรดแยกตามอย่างอื่น หรือเลือกพื้นที่ที่ใหญ่ขึ้น"))
        raise Refused(_("พื้นที่นี้แยกตาม{level}ไม่ได้ แยกได้ตาม: {possible}"), level=builder.AXES[choice.area], possible=named)
    return codes.LENGTH[choice.area]


def _with_totals(found: Mapping[Key, Cell], choice: Choice) -> dict[Key, Cell]:
    cells: dict[Key, Cell] = dict(found)
    down, across = _adds(choice)
    for (row, col), cell in found.items():
        ends = [(ALL, col)] if down else []
        ends += [(row, ALL)] if across else []
        ends += [(ALL, ALL)] if down and across else []
        for end in ends:
            cells[end] = cells[end] + cell if end in cells else cell
    return cells


def _adds(choice: Choice) -> tuple[bool, bool]:
    """Whether the rows of a column add up, and the columns of a row. What overlaps does not, nor do years; a household that is
    helped in two places is still one."""
    down, across = (bool(axis) and axis not in (*OVERLAP, ROUND) for axis in (choice.rows, choice.cols))
    return down and choice.measure.key != "help_homes", across


def _hushed(cells: Mapping[Key, Cell], choice: Choice, keep: Keeper) -> dict[Key, Cell]:
    """Years stand beside each other and are each a table; what is hidden in one is hidden in all: a change would tell the third."""
    if ROUND not in choice.axes:
        return _one_table(cells, choice, keep)
    place = choice.axes.index(ROUND)
    by_round: dict[str, dict[Key, Cell]] = defaultdict(dict)
    for key, cell in cells.items():
        by_round[key[place]][key] = cell
    told = {key: cell for table in by_round.values() for key, cell in _one_table(table, choice, keep).items()}
    hidden = {key[1 - place] for key, cell in told.items() if is_hidden(cell.part)}
    return {key: replace(cell, part=HIDDEN) if key[1 - place] in hidden else cell for key, cell in told.items()}


def _one_table(cells: Mapping[Key, Cell], choice: Choice, keep: Keeper) -> dict[Key, Cell]:
    """The sums are the margins; where these are not said here, they are elsewhere."""
    counts = {
        key: (cell.part, cell.whole) if cell.behind is None else (cell.behind, None)
        for key, cell in cells.items()
        if not is_hidden(cell.part)
    }
    rows, cols = (sorted({key[place] for key in counts} - {ALL}) for place in (0, 1))
    down, across = _adds(choice)
    lines: list[tuple[Key | None, list[Key]]] = []
    if down:
        lines += [((ALL, col), [(row, col) for row in rows if (row, col) in counts]) for col in (*cols, ALL)]
    if across:
        lines += [((row, ALL), [(row, col) for col in cols if (row, col) in counts]) for row in (*rows, ALL)]
    told = keep.table(counts, [(end if end in counts else None, parts) for end, parts in lines if parts])
    return {key: replace(cell, part=HIDDEN) if key in told and is_hidden(told[key]) else cell for key, cell in cells.items()}


@dataclass(frozen=True)
class _Asked:
    """One choice, asked of one place after its door."""

    user: User
    at: datetime
    where: Here
    choice: Choice
    to: Narrowed
    digits: int

    def cells(self) -> dict[Key, Cell]:
        ways: dict[str, Callable[[], Iterator[tuple[dict[str, str], Cell]]]] = {
            builder.PERSONS: self._of_survey,
            builder.HOMES: self._of_survey,
            builder.CERTIFIED: self._certified,
            builder.STEPS: self._steps,
            builder.MONTHLY: self._months if MONTH in self.choice.axes else self._steps,
            builder.CASES: self._cases,
            builder.VISITS: self._visits,
            builder.HELP: self._help,
        }
        return {
            (said[self.choice.rows], said[self.choice.cols] if self.choice.cols else ALL): cell
            for said, cell in ways[self.choice.measure.kind]()
        }

    def heads(self, axis: str, keys: Iterable[str]) -> tuple[Head, ...]:
        """Of what was found, in the order of the axis."""
        if not axis:
            return ()
        there = set(keys)
        if axis in AREAS:
            names = places.names(there)
            return tuple(Head(code, names[code]) for code in sorted(there))
        return tuple(head for head in self._order(axis) if head.key in there)

    def _order(self, axis: str) -> Iterator[Head]:
        match axis:
            case builder.DIMENSION:
                yield from (Head(name, NAMES[name]) for name in DIMENSIONS)
            case builder.STAGE:
                yield from (Head(str(number), each.name) for number, each in enumerate(LIFE_STAGES, start=1))
                yield Head("0", UNKNOWN_AGE)
            case builder.SEX:
                yield from (Head(str(int(sex)), name) for sex, name in SEXES.items())
            case builder.SPECIAL:
                yield from (Head(str(number), each.name) for number, each in enumerate(special.SPECIALS))
            case builder.GROUP:
                yield from (Head(group, name) for group, name in TARGET_GROUPS.items())
            case builder.ROUND:
                yield from (Head(str(each.survey_year), str(thai.buddhist_year(each.survey_year))) for each in reversed(self._rounds))
            case builder.MONTH:
                yield from (Head(f"{month:%Y-%m}", thai.format_date(month).split(" ", 1)[1]) for month in self._fiscal_months)

    @property
    def _rounds(self) -> list[Round]:
        """Newest first. Of several, all that were published, whichever the page shows."""
        return sorted(rounds.published(), key=lambda each: -each.survey_year) if ROUND in self.choice.axes else [self.where.round]

    @property
    def _sight(self) -> Sight:
        return Sight(self.where.place, self.where.authority)

    @property
    def _fiscal_months(self) -> list[date]:
        year = self._fiscal_year
        return [date(year - (month >= 10), month, 1) for month in (10, 11, 12, *range(1, 10))]

    @property
    def _fiscal_year(self) -> int:
        """CE."""
        return thai.christian_year(thai.fiscal_year(timezone.localdate(self.at)))

    # — the survey: the cube —

    def _of_survey(self) -> Iterator[tuple[dict[str, str], Cell]]:
        for round in self._rounds:
            yield from self._of_round(round)

    def _of_round(self, round: Round) -> Iterator[tuple[dict[str, str], Cell]]:
        measure, axes, to = self.choice.measure, self.choice.axes, self.to
        plain = self._rows(PatternTally, round)
        rows, is_home = self._narrowed(round, plain), measure.kind == builder.HOMES
        keys = {"area_code": self.choice.area, "stage": STAGE in axes, "sex": SEX in axes, "special": SPECIAL in axes}
        by = [name for name, is_asked in keys.items() if is_asked]
        whole = "households" if is_home else "members"
        bit = 1 << DIMENSIONS.index(to.dimension) if to.dimension else 0
        fits = [each for each in (_EVERY if not measure.of else _EVERY[1:]) if each & bit == bit]
        sums = {"all_": Sum(whole)}
        if DIMENSION in axes:
            sums |= {
                f"{name}_": Sum(measure.field, filter=Q(pattern__in=[each for each in fits if each >> place & 1]), default=0)
                for place, name in enumerate(DIMENSIONS)
            }
        else:
            sums["of_"] = Sum(measure.field, filter=Q(pattern__in=fits), default=0)
        unknown: set[str] = set()
        if measure.field == "validated":
            unknown = set(plain.filter(validated_unknown__gt=0).values_list("area_code", flat=True).distinct())
        found = rows.values(*by).annotate(**sums).order_by(*by) if by else [rows.aggregate(**sums)]
        for row in found:
            if row["all_"] is None:
                continue
            is_known = row.get("area_code", self.where.area) not in unknown
            said = {ROUND: str(round.survey_year)} | {name: str(row[name]) for name in (STAGE, SEX, SPECIAL) if name in row}
            said |= {self.choice.area: row["area_code"]} if self.choice.area else {}
            parts = {name: row[f"{name}_"] for name in DIMENSIONS} if DIMENSION in axes else {"": row["of_"]}
            for name, part in parts.items():
                cell = Cell(part if is_known else None, row["all_"] if measure.of else None)
                yield said | {DIMENSION: name}, cell

    def _rows(self, model: type, round: Round) -> QuerySet:
        return tallies.rows_of(model, round, self.digits, self.where.area, self.where.authority_id)

    def _narrowed(self, round: Round, plain: QuerySet) -> QuerySet:
        """The part of the cube that knows of what is asked."""
        to, axes = self.to, self.choice.axes
        if self.choice.measure.kind == builder.HOMES:
            return plain
        is_special = to.special or SPECIAL in axes
        if not is_special and not {STAGE, SEX} & {*axes} and not (to.stage or to.sex):
            return plain
        rows = self._rows(SpecialTally if is_special else StageTally, round)
        if to.special:
            rows = rows.filter(special=special.CODES.index(to.special))
        if to.stage:
            rows = rows.filter(stage=[each.code for each in LIFE_STAGES].index(to.stage) + 1)
        return rows.filter(sex=SEX_CODES[to.sex]) if to.sex else rows

    # — casework: indexed rows —

    def _certified(self) -> Iterator[tuple[dict[str, str], Cell]]:
        where, by_dimension = self.where, DIMENSION in self.choice.axes
        asked = narrowed.Asked(poor=narrowed.CERTIFIED, group=self.to.group, dimension=self.to.dimension)
        counter = narrowed.Counter(where, asked, self._fiscal_year, self.choice.area or None)
        if counter.why:
            raise counter.why
        counted = counter.sums(where.round, self.digits)  # of this round and level alone: no table here compares
        lines = counted.items() if self.choice.area else [("", counted.get(where.area, counter.empty))]
        for code, sums in lines:
            if not by_dimension:
                yield {self.choice.area: code}, Cell(sums.certified, sums.members)
            for name in DIMENSIONS if by_dimension else ():
                yield {self.choice.area: code, DIMENSION: name}, Cell(sums.certified_in(name), sums.members)

    @property
    def _asked_of_rolls(self) -> Iterator[tuple[dict[str, str], progress.Asked]]:
        """By group where it is split by them; the page's own narrowing holds besides."""
        group, dimension = self.to.group, self.to.dimension
        if GROUP in self.choice.axes:
            yield from (({GROUP: each}, progress.Asked(each, dimension)) for each in TARGET_GROUPS if group in ("", each))
        else:
            yield {}, progress.Asked(group, dimension)

    def _steps(self) -> Iterator[tuple[dict[str, str], Cell]]:
        field, has_whole = self.choice.measure.field, bool(self.choice.measure.of)
        length = self.digits or len(self.where.place.code)
        for said, asked in self._asked_of_rolls:
            found = progress.counted(self._sight, at=self.at, year=self._fiscal_year, asked=asked, digits=length, fields=(field,))
            cells = {code: Cell(getattr(each, field), each.targets if has_whole else None) for code, each in found.items()}
            if not self.choice.area:  # of an authority, several places: they are one
                cells = {"": _summed(cells.values())} if cells else {}
            for code, cell in cells.items():
                yield said | {self.choice.area: code}, cell

    def _months(self) -> Iterator[tuple[dict[str, str], Cell]]:
        """What is small is kept back by the question itself."""
        if self.where.authority:
            raise Refused(_("รายเดือนนับตามอำเภอและตำบล ไม่แยกตามท้องถิ่น โปรดเลือกพื้นที่ หรือแยกตามอย่างอื่น"))
        today, step = timezone.localdate(self.at), self.choice.measure.field
        for said, asked in self._asked_of_rolls:
            found = progress.by_month(self.user, year=self._fiscal_year, area=self.where.place.code, asked=asked, steps=(step,))
            for month, count in zip(found.months, found.by_step[step], strict=True):
                if month <= today:
                    yield said | {MONTH: f"{month:%Y-%m}"}, Cell(count)

    def _cases(self) -> Iterator[tuple[dict[str, str], Cell]]:
        rows = self._sight.of(Case.objects.exclude(state="closed"))
        is_late = self.choice.measure.key == "late"
        late = Count("pk", filter=sight.late(timezone.localdate(self.at)))
        for said, row in self._counted(rows, "area_code", "", n=Count("pk"), late_=late):
            yield said, Cell(row["late_"], row["n"]) if is_late else Cell(row["n"])

    def _visits(self) -> Iterator[tuple[dict[str, str], Cell]]:
        first, last = thai.fiscal_year_bounds(thai.buddhist_year(self._fiscal_year))
        rows = self._sight.of(Visit.objects.filter(state="done", on__range=(first, last)), "case__")
        for said, row in self._counted(rows, "case__area_code", "on", n=Count("pk")):
            yield said, Cell(row["n"])

    def _help(self) -> Iterator[tuple[dict[str, str], Cell]]:
        """What nobody priced counts nothing."""
        first, last = thai.fiscal_year_bounds(thai.buddhist_year(self._fiscal_year))
        rows = self._sight.of(Assistance.objects.filter(state__in=GIVEN, on__range=(first, last)))
        for said, row in self._counted(rows, "area_code", "on", baht_=Sum("baht"), homes_=Count("household", distinct=True)):
            is_baht = self.choice.measure.key == "baht"
            yield said, Cell(int(row["baht_"] or 0), None, row["homes_"]) if is_baht else Cell(row["homes_"])

    def _counted(self, rows: QuerySet, area: str, day: str, **sums: object) -> Iterator[tuple[dict[str, str], dict]]:
        """Months are cut out of the date as text, which both databases do themselves: their own truncation is a call into Python on
        SQLite."""
        by = {"code_": Left(F(area), self.digits)} if self.choice.area else {}
        by |= {"month_": Substr(Cast(day, CharField()), 1, 7)} if MONTH in self.choice.axes else {}
        found: Sequence[dict] = rows.annotate(**by).values(*by).annotate(**sums).order_by(*by) if by else [rows.aggregate(**sums)]
        for row in found:
            yield {self.choice.area: row.get("code_", ""), MONTH: row.get("month_", "")}, row


def _summed(cells: Iterable[Cell]) -> Cell:
    first, *others = cells
    for cell in others:
        first = first + cell
    return first
