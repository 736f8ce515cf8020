"""Alkire–Foster on bit masks: who is poor at each cut-off, and the sums every measure is made of.

Definitions (Alkire & Foster 2011; Alkire et al. 2015, ch. 5), person i, indicator j, weight w_j adding to 1, deprived g_ij ∈ {0, 1}:

    score        c_i = Σ_j w_j g_ij                    poor         p_i = 1 if c_i ≥ k
    headcount    H = Σ p / N                           intensity    A = Σ p c / Σ p
    adjusted     M0 = Σ p c / N = H·A                  uncensored   h_j = Σ g_j / N       censored  h_j(k) = Σ p g_j / N
    contribution w_j h_j(k), which add to M0; relative w_j h_j(k) / M0

A measure is kept as its sums, all integers, so measures add: a tambon is the sum of its villages. What has no meaning is None: the
intensity and the contributions where nobody is poor, everything where nobody was counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nsc.errors import Refused, _
from nsc.poverty.arrays import Bools, Ints
from nsc.poverty.spec import Spec

CHUNK = 1 << 18
BYTE = 8
LARGEST_SCALE_OF_SUMS = 2**30  # sums of scores stay exact for 2^33 persons


class Patterns(NamedTuple):
    """Distinct combinations of deprivations and what the spec makes of them; `number` tells which combination each row has."""

    number: Ints
    deprived: Bools  # (patterns, indicators)
    score: Ints  # Σ a_j g_j, over spec.scale
    poor: Bools  # (patterns, cut-offs)


def patterns(deprived: Sequence[Ints | Bools], spec: Spec) -> Patterns:
    """Reads one 0/1 column an indicator, in the order of spec.indicators; any number of indicators."""
    number, table = _distinct(deprived)
    score = table.astype(np.int64) @ np.array(spec.weights, np.int64)
    least = np.array([cutoff.least for cutoff in spec.cutoffs], np.int64)
    return Patterns(number, table, score, score[:, None] >= least)


def _distinct(columns: Sequence[Ints | Bools]) -> tuple[Ints, Bools]:
    """Numbers the rows by what they hold, 62 columns of bits at a time."""
    number: Ints = np.zeros(len(columns[0]), np.int64)
    table: Bools = np.zeros((1, 0), np.bool_)
    for first in range(0, len(columns), 62):
        block = columns[first : first + 62]
        mask = np.zeros(len(number), np.int64)
        for bit, column in enumerate(block):
            mask |= column.astype(np.int64) << bit
        masks, place = np.unique(mask, return_inverse=True)
        bits = ((masks[:, None] >> np.arange(len(block))) & 1).astype(np.bool_)
        pairs, number = np.unique(number * len(masks) + place, return_inverse=True)
        table = np.hstack([table[pairs // len(masks)], bits[pairs % len(masks)]])
    return number, table


@dataclass(frozen=True)
class Measure:
    """One area at one cut-off as sums over its persons; rates are shares 0–1 and None where undefined. Equal specs only may be added."""

    spec: Spec
    persons: int
    poor: int
    score: int  # Σ over the poor of their integer scores
    applicable: tuple[int, ...]
    deprived: tuple[int, ...]
    censored: tuple[int, ...]

    def __add__(self, other: "Measure") -> "Measure":
        if self.spec != other.spec:
            raise ValueError("measures of different specs do not add")
        return Measure(
            self.spec,
            self.persons + other.persons,
            self.poor + other.poor,
            self.score + other.score,
            _added(self.applicable, other.applicable),
            _added(self.deprived, other.deprived),
            _added(self.censored, other.censored),
        )

    @property
    def headcount(self) -> float | None:
        """H."""
        return _ratio(self.poor, self.persons)

    @property
    def intensity(self) -> float | None:
        """A, None where nobody is poor."""
        return _ratio(self.score, self.spec.scale * self.poor)

    @property
    def adjusted_headcount(self) -> float | None:
        """M0."""
        return _ratio(self.score, self.spec.scale * self.persons)

    @property
    def coverage(self) -> tuple[float | None, ...]:
        """Share of persons each indicator applies to."""
        return tuple(_ratio(count, self.persons) for count in self.applicable)

    @property
    def uncensored(self) -> tuple[float | None, ...]:
        """h_j."""
        return tuple(_ratio(count, self.persons) for count in self.deprived)

    @property
    def censored_headcounts(self) -> tuple[float | None, ...]:
        """h_j(k)."""
        return tuple(_ratio(count, self.persons) for count in self.censored)

    @property
    def contributions(self) -> tuple[float | None, ...]:
        """w_j h_j(k) / M0, None where nobody is poor; they add to 1."""
        return tuple(_ratio(part, self.score) for part in self._parts)

    @property
    def by_dimension(self) -> dict[str, float | None]:
        """Relative contribution of each dimension: the sum over its indicators."""
        parts = iter(self._parts)
        return {name: _ratio(sum(next(parts) for _ in names), self.score) for name, names in self.spec.dimensions.items()}

    @property
    def _parts(self) -> tuple[int, ...]:
        return tuple(weight * count for weight, count in zip(self.spec.weights, self.censored, strict=True))


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _added(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(x + y for x, y in zip(a, b, strict=True))


@dataclass(frozen=True)
class AreaSums:
    """The sums of many areas (A) for J indicators and K cut-offs as int64 arrays, areas ascending; sums of one spec add."""

    spec: Spec
    area: Ints  # (A,)
    persons: Ints  # (A,)
    applicable: Ints  # (A, J)
    deprived: Ints  # (A, J)
    poor: Ints  # (A, K)
    score: Ints  # (A, K)
    censored: Ints  # (A, K, J)

    def __add__(self, other: "AreaSums") -> "AreaSums":
        return added([self, other])

    def within(self, divisor: int) -> "AreaSums":
        """The areas that contain these: codes nest, so village // 100 is its tambon, // 10,000 its amphoe, // 1,000,000 its province."""
        return added([AreaSums(self.spec, self.area // divisor, *self._sums)])

    def measure(self, area: int, k: str) -> Measure:
        """One area at one cut-off, `k` as written in the spec. KeyError where nobody of the area was counted."""
        at = int(np.searchsorted(self.area, area))
        if at == len(self.area) or self.area[at] != area:
            raise KeyError(area)
        return self._measure(at, self._cutoff(k))

    def measures(self, k: str) -> Iterator[tuple[int, Measure]]:
        """Each area's code and measure at one cut-off."""
        cutoff = self._cutoff(k)
        return ((int(area), self._measure(at, cutoff)) for at, area in enumerate(self.area))

    @property
    def _sums(self) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
        return self.persons, self.applicable, self.deprived, self.poor, self.score, self.censored

    def _cutoff(self, k: str) -> int:
        return [cutoff.written for cutoff in self.spec.cutoffs].index(k)

    def _measure(self, at: int, k: int) -> Measure:
        return Measure(
            self.spec,
            int(self.persons[at]),
            int(self.poor[at, k]),
            int(self.score[at, k]),
            tuple(self.applicable[at].tolist()),
            tuple(self.deprived[at].tolist()),
            tuple(self.censored[at, k].tolist()),
        )


def added(many: Sequence[AreaSums]) -> AreaSums:
    """The sum of sums: areas that occur more than once become one."""
    if len({id(sums.spec) for sums in many}) > 1 and any(sums.spec != many[0].spec for sums in many):
        raise ValueError("sums of different specs do not add")
    area = np.concatenate([sums.area for sums in many])
    order = np.argsort(area, kind="stable")
    area = area[order]
    starts = _starts(area)
    columns = (np.concatenate(column) for column in zip(*(sums._sums for sums in many), strict=True))
    # An empty reduceat is an error in NumPy, an empty sum is not.
    persons, applicable, deprived, poor, score, censored = (
        np.add.reduceat(column[order], starts, axis=0) if len(starts) else column for column in columns
    )
    return AreaSums(many[0].spec, area[starts], persons, applicable, deprived, poor, score, censored)


def _starts(ascending: Ints) -> Ints:
    return np.flatnonzero(np.diff(ascending, prepend=ascending[:1] - 1))


def sums_by_area(
    applicable: Ints, failed: Ints, area: Ints, spec: Spec, *, bits: Sequence[int] | None = None, persons: Ints | None = None
) -> AreaSums:
    """The sums of every area from stored masks, census style: what does not apply is not deprived, and weights are never renormalised.

    `applicable` and `failed` hold one int64 mask a row, `area` its integer code; indicator j of the spec is bit `bits[j]` (j itself unless
    given), so a spec may use some of the survey's indicators. `persons` counts each row so often (household masks and household sizes).
    Rows in ascending order of area are fastest; memory beyond the arguments is that of one chunk.
    """
    kernel = _Kernel(spec, tuple(range(len(spec.indicators))) if bits is None else tuple(bits))
    chunks = [slice(first, first + CHUNK) for first in range(0, max(len(area), 1), CHUNK)]
    return added([kernel.sums(applicable[at], failed[at], area[at], None if persons is None else persons[at]) for at in chunks])


class _Kernel:
    """Look-up tables from bytes of a mask to scores, and the counting of one chunk.

    Persons are counted once, by band: how many cut-offs their score reaches. What holds at a cut-off is the sum of the bands above it.
    """

    def __init__(self, spec: Spec, bits: tuple[int, ...]) -> None:
        if len(bits) != len(spec.indicators):
            raise ValueError("one bit for each indicator")
        if spec.scale > LARGEST_SCALE_OF_SUMS:
            raise Refused(_("น้ำหนักละเอียดเกินกว่าจะรวมคะแนนให้ตรงทุกหน่วย ตัวส่วนร่วมของน้ำหนักต้องไม่เกิน {largest}"), largest=LARGEST_SCALE_OF_SUMS)
        self.spec = spec
        self.bits = bits
        self.used = np.int64(sum(1 << bit for bit in bits))
        self.tables = tuple(_byte_scores(spec, bits, first) for first in range(0, max(bits) + 1, BYTE))
        least = np.array([cutoff.least for cutoff in spec.cutoffs], np.int64)
        self.ascending = np.sort(least)
        self.rank = np.searchsorted(self.ascending, least)

    def score(self, mask: Ints) -> Ints:
        score: Ints = self.tables[0][mask & 255]
        for byte, table in enumerate(self.tables[1:], 1):
            score += table[(mask >> (BYTE * byte)) & 255]
        return score

    def sums(self, applicable: Ints, failed: Ints, area: Ints, persons: Ints | None) -> AreaSums:
        if len(area) and (np.diff(area) < 0).any():
            order = np.argsort(area, kind="stable")
            applicable, failed, area = applicable[order], failed[order], area[order]
            persons = None if persons is None else persons[order]
        starts = _starts(area)
        lengths = np.diff(starts, append=len(area))
        row = np.flatnonzero(failed & applicable & self.used)
        mask = (failed & applicable)[row]
        score = self.score(mask)
        times = None if persons is None else persons[row]
        # The area's place among the chunk's areas, then the band.
        bands = len(self.ascending) + 1
        key = np.repeat(np.arange(len(starts)), lengths)[row] * bands + np.searchsorted(self.ascending, score, side="right")

        def counted(rows: Bools | slice, of: Ints | None) -> Ints:
            weights = None if of is None else of[rows]
            counts = np.bincount(key[rows], weights, minlength=len(starts) * bands)
            return counts.astype(np.int64).reshape(len(starts), bands)

        everyone = slice(None)
        deprived = np.stack([counted((mask >> bit) & 1 == 1, times) for bit in self.bits], axis=2)
        return AreaSums(
            self.spec,
            area[starts],
            lengths if persons is None else np.add.reduceat(persons, starts) if len(starts) else persons,
            self._applicable(applicable, starts, persons),
            deprived.sum(axis=1),
            self._reaching(counted(everyone, times)),
            self._reaching(counted(everyone, score if times is None else score * times)),
            self._reaching(deprived),
        )

    def _reaching(self, by_band: Ints) -> Ints:
        """From counts by band (axis 1) to counts by cut-off in the order of the spec."""
        above: Ints = np.cumsum(by_band[:, ::-1], axis=1, dtype=np.int64)[:, ::-1]
        return above[:, self.rank + 1]

    def _applicable(self, applicable: Ints, starts: Ints, persons: Ints | None) -> Ints:
        if not len(starts):
            return np.zeros((0, len(self.bits)), np.int64)
        columns = (((applicable >> bit) & 1) for bit in self.bits)
        return np.stack([np.add.reduceat(bit if persons is None else bit * persons, starts) for bit in columns], axis=1)


def _byte_scores(spec: Spec, bits: tuple[int, ...], first: int) -> Ints:
    """The score of every value of the eight bits from `first` up."""
    value = np.arange(1 << BYTE)
    table = np.zeros(1 << BYTE, np.int64)
    for weight, bit in zip(spec.weights, bits, strict=True):
        if first <= bit < first + BYTE:
            table += weight * ((value >> (bit - first)) & 1)
    return table
