"""Needs counted: area × dimension × life stage × level (a person's, the household's) × urgency, met and unmet. Counts of needs as they
stand now, not of people; what was withdrawn is no need."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Q
from django.db.models.functions import Left

from nsc.access import audit
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.casework import needs, sight
from nsc.casework.models import Need
from nsc.casework.visit_rules import DIMENSION_NAMES
from nsc.poverty import stages
from nsc.poverty.small import Keeper

ROWS = (needs.HOUSEHOLD, *(stage.code for stage in stages.LIFE_STAGES), needs.UNKNOWN)
COLUMNS = tuple(DIMENSION_NAMES)
URGENCIES = tuple(key for key, _name in needs.URGENCIES)
ALL = "all"
HEADINGS = ("code", "name", "dimension", "level", "stage", "urgency", "unmet", "met")


@dataclass(frozen=True)
class Cell:
    """`row`: a life stage (one of ROWS), or the household as a whole; `state`: needs.UNMET or needs.MET."""

    area_code: str
    row: str
    dimension: str
    urgency: str
    state: str
    needs: int


@dataclass(frozen=True)
class Counts:
    """`cells` by area code one level below the place, or the village's own, as they are; `told` and `below` are what the reader is told."""

    where: sight.Sight
    cells: tuple[Cell, ...]
    keep: Keeper

    @cached_property
    def whole(self) -> tuple[Cell, ...]:
        """The cells of all areas together: a twentieth of them."""
        found: Counter[tuple[str, str, str, str]] = Counter()
        for cell in self.cells:
            found[cell.row, cell.dimension, cell.urgency, cell.state] += cell.needs
        return tuple(Cell("", *key, number) for key, number in found.items())

    def sums(self, *by: str, **only: str) -> Counter[tuple[str, ...]]:
        """Needs by these fields of Cell, of the cells that are as `only` says."""
        found: Counter[tuple[str, ...]] = Counter()
        for cell in self.cells if "area_code" in {*by, *only} else self.whole:
            if all(getattr(cell, name) == value for name, value in only.items()):
                found[tuple(getattr(cell, name) for name in by)] += cell.needs
        return found

    def total(self, **only: str) -> int:
        return self.sums(**only)[()]

    def told(self, **only: str) -> dict[object, int | None]:
        """Needs of each (row, dimension), of each row, dimension and urgency, and of all (ALL), of the cells that are as `only` says."""
        both, urgent = self.sums("row", "dimension", **only), self.sums("urgency", **only)
        cells: dict[object, int] = {(row, name): both[row, name] for row in ROWS for name in COLUMNS}
        cells |= {row: sum(both[row, name] for name in COLUMNS) for row in ROWS}
        cells |= {name: sum(both[row, name] for row in ROWS) for name in COLUMNS}
        cells |= {key: urgent[key,] for key in URGENCIES} | {ALL: sum(urgent.values())}
        sums = [(row, [(row, name) for name in COLUMNS]) for row in ROWS]
        sums += [(name, [(row, name) for row in ROWS]) for name in COLUMNS]
        sums += [(ALL, list(each)) for each in (ROWS, COLUMNS, URGENCIES)]
        return self.keep.table({key: (count, None) for key, count in cells.items()}, sums)

    def below(self) -> dict[str, tuple[int | None, int | None]]:
        """Unmet and met, by area."""
        found = self.sums("area_code", "state")
        codes_of = sorted({code for code, _state in found})
        rows = self.keep.columns([(found[code, needs.UNMET], found[code, needs.MET]) for code in codes_of])
        return {code: (unmet, met) for code, (unmet, met) in zip(codes_of, rows, strict=True)}


def counts(user: User, *, area: str = "", authority: int | None = None) -> Counts:
    """Two queries, whatever the place."""
    where = sight.place(user, Permission.FIGURES_SEE, area=area, authority=authority)
    digits = min(len(where.place.code) + 2, codes.LENGTH[codes.VILLAGE]) if where.authority is None else codes.LENGTH[codes.VILLAGE]
    return Counts(where, tuple(_cells(where, digits)), sight.keeper(user, where))


def _cells(where: sight.Sight, digits: int) -> Iterator[Cell]:
    rows = where.of(Need.objects.exclude(state="withdrawn")).order_by()
    is_of_household = Q(person__isnull=True)
    grouped = (
        rows.annotate(code=Left("area_code", digits))
        .values_list("code", "stage", "dimension", "urgency", "state")
        .annotate(all=Count("pk"), of_household=Count("pk", filter=is_of_household))
    )
    found: Counter[tuple[str, str, str, str, str]] = Counter()
    for code, stage, dimension, urgency, state, every, of_household in grouped:
        met = needs.MET if state == "met" else needs.UNMET
        found[code, needs.HOUSEHOLD, dimension, urgency, met] += of_household
        found[code, stage or needs.UNKNOWN, dimension, urgency, met] += every - of_household
    for key, number in sorted(found.items()):
        if number:
            yield Cell(*key, number)


def table(*, by: User, at: datetime, area: str = "", authority: int | None = None) -> tuple[tuple[str, ...], Iterator[tuple]]:
    """Column headings and rows, for a file. Recorded as an export."""
    found = counts(by, area=area, authority=authority)
    audit.record(by=by, at=at, verb="needs.export", place=found.where.place.code, count=found.total())
    return HEADINGS, _rows(found)


def _rows(found: Counts) -> Iterator[tuple]:
    sums = found.sums("area_code", "dimension", "row", "urgency", "state")
    keys = dict.fromkeys(key[:4] for key in sorted(sums))
    for code, dimension, row, urgency in keys:
        level = needs.HOUSEHOLD if row == needs.HOUSEHOLD else needs.PERSON
        stage = "" if row == needs.HOUSEHOLD else row
        unmet, met = (found.keep.one(sums[code, dimension, row, urgency, state]) for state in (needs.UNMET, needs.MET))
        yield code, places.name(code), dimension, level, stage, urgency, unmet, met
