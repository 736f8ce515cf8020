"""The sums of one area, from which every figure of it is read. Tallies add: a tambon is the sum of its villages.

Counting follows TPMAP (domain facts B.1): the household is poor or not, its members are counted; target poor are the members of
poor households whose own welfare registration was validated. What rests on an unknown is None, never 0.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from nsc.poverty.masks import Ints, Masks, holds, summed
from nsc.poverty.small import HIDDEN, is_hidden
from nsc.poverty.union import DIMENSIONS, PATTERNS, Patterns, pattern_text


class Count(NamedTuple):
    households: int = 0
    members: int = 0
    registered: int = 0
    validated: int = 0


class IndicatorCount(NamedTuple):
    """Members of households where it applies / fails; validated members of *poor* households that fail it; households that fail it."""

    members_applicable: int = 0
    members_failing: int = 0
    target_failing: int = 0
    households_failing: int = 0


ALL, POOR, FIRST_DIMENSION = 0, 1, 2
_VIEWS = tuple(
    (ALL, *([POOR] if pattern else []), *(FIRST_DIMENSION + bit for bit in range(len(DIMENSIONS)) if pattern >> bit & 1))
    for pattern in range(PATTERNS)
)

FIGURES = (
    *("households", "members", "welfare_registered", "welfare_validated", "poor_households", "mpi_poor"),
    *("target_registered", "target_poor", "target_rate"),
    *(f"mpi_{name}" for name in DIMENSIONS),
    *(f"target_{name}" for name in DIMENSIONS),
)


def percent(part: int | None, whole: int | None) -> float | None:
    """A part or a whole that is kept back keeps back its share."""
    if is_hidden(part, whole):
        return HIDDEN
    return 100 * part / whole if part is not None and whole else None


def _mpi(dimension: str) -> property:
    return property(lambda tally: tally.mpi(dimension))


def _target(dimension: str) -> property:
    return property(lambda tally: tally.target(dimension))


@dataclass(frozen=True)
class Tally:
    patterns: tuple[Count, ...]  # 32, by the exact combination of dimensions
    indicators: tuple[IndicatorCount, ...]  # indicator n at n - 1
    registered_unknown: int = 0  # members of whom nobody knows whether they are registered for state welfare
    validated_unknown: int = 0

    @classmethod
    def of(
        cls,
        patterns: Mapping[int, Count],
        indicators: Mapping[int, IndicatorCount],
        size: int,
        registered_unknown: int = 0,
        validated_unknown: int = 0,
    ) -> Self:
        """From the cells that occur (a GROUP BY). `size` = how many indicators the set has; indicators count from 1."""
        if stray := [*(set(patterns) - set(range(PATTERNS))), *(set(indicators) - set(range(1, size + 1)))]:
            raise ValueError(f"no such pattern or indicator: {stray}")
        return cls(
            tuple(patterns.get(p, Count()) for p in range(PATTERNS)),
            tuple(indicators.get(n, IndicatorCount()) for n in range(1, size + 1)),
            registered_unknown,
            validated_unknown,
        )

    @classmethod
    def empty(cls, size: int) -> Self:
        return cls.of({}, {}, size)

    def __add__(self, other: Self) -> Self:
        if len(self.indicators) != len(other.indicators):
            raise ValueError("tallies of different indicator sets do not add")
        return type(self)(
            tuple(Count(*map(sum, zip(a, b, strict=True))) for a, b in zip(self.patterns, other.patterns, strict=True)),
            tuple(IndicatorCount(*map(sum, zip(a, b, strict=True))) for a, b in zip(self.indicators, other.indicators, strict=True)),
            self.registered_unknown + other.registered_unknown,
            self.validated_unknown + other.validated_unknown,
        )

    def failing(self, dimension: str) -> Self:
        """The same people, of whom only those whose household fails this dimension count as poor."""
        bit = 1 << DIMENSIONS.index(dimension)
        others = [count for pattern, count in enumerate(self.patterns) if not pattern & bit]
        kept = tuple(count if pattern & bit else Count() for pattern, count in enumerate(self.patterns))
        return replace(self, patterns=(Count(*map(sum, zip(*others, strict=True))), *kept[1:]))

    @cached_property
    def _views(self) -> tuple[Count, ...]:
        """Everyone, the poor, the poor of each dimension."""
        sums = [[0, 0, 0, 0] for _view in range(FIRST_DIMENSION + len(DIMENSIONS))]
        for pattern, count in enumerate(self.patterns):
            if count != (0, 0, 0, 0):
                for view in _VIEWS[pattern]:
                    for column, value in enumerate(count):
                        sums[view][column] += value
        return tuple(Count(*row) for row in sums)

    def _registered(self, count: int) -> int | None:
        return None if self.registered_unknown else count

    def _validated(self, count: int) -> int | None:
        return None if self.validated_unknown else count

    @property
    def households(self) -> int:
        return self._views[ALL].households

    @property
    def members(self) -> int:
        return self._views[ALL].members

    @property
    def welfare_registered(self) -> int | None:
        return self._registered(self._views[ALL].registered)

    @property
    def welfare_validated(self) -> int | None:
        return self._validated(self._views[ALL].validated)

    @property
    def poor_households(self) -> int:
        return self._views[POOR].households

    @property
    def mpi_poor(self) -> int:
        return self._views[POOR].members

    @property
    def target_registered(self) -> int | None:
        return self._registered(self._views[POOR].registered)

    @property
    def target_poor(self) -> int | None:
        return self._validated(self._views[POOR].validated)

    @property
    def mpi_rate(self) -> float | None:
        """Per cent of the members surveyed."""
        return percent(self.mpi_poor, self.members)

    @property
    def target_rate(self) -> float | None:
        """Per cent of the members surveyed."""
        return percent(self.target_poor, self.members)

    def dimension(self, name: str) -> Count:
        return self._views[FIRST_DIMENSION + DIMENSIONS.index(name)]

    def mpi(self, dimension: str) -> int:
        return self.dimension(dimension).members

    def target(self, dimension: str) -> int | None:
        return self._validated(self.dimension(dimension).validated)

    mpi_health, mpi_living, mpi_education, mpi_income, mpi_access = (_mpi(name) for name in DIMENSIONS)
    target_health, target_living, target_education, target_income, target_access = (_target(name) for name in DIMENSIONS)

    def figures(self) -> dict[str, int | float | None]:
        """The columns of `nsc figures` after code and name."""
        return {name: getattr(self, name) for name in FIGURES}

    def by_number_of_dimensions(self) -> tuple[dict[str, int | None], ...]:
        """At k: the households, persons and target poor deprived in exactly k dimensions, k = 0…5."""
        sums = [Count()] * (len(DIMENSIONS) + 1)
        for pattern, count in enumerate(self.patterns):
            sums[pattern.bit_count()] = Count(*map(sum, zip(sums[pattern.bit_count()], count, strict=True)))
        return tuple(
            {"households": count.households, "members": count.members, "target_poor": self._validated(count.validated) if k else 0}
            for k, count in enumerate(sums)
        )

    def combinations(self) -> Iterator[dict[str, str | int | None]]:
        """The rows of `nsc figures --patterns`: exact combinations that occur, never 00000."""
        for pattern, count in sorted(enumerate(self.patterns), key=lambda cell: pattern_text(cell[0])):
            if pattern and count.households:
                yield {
                    "pattern": pattern_text(pattern),
                    "poor_households": count.households,
                    "mpi_poor": count.members,
                    "target_poor": self._validated(count.validated),
                }

    def by_indicator(self) -> Iterator[dict[str, int | None]]:
        """The rows of `nsc figures --indicators`, with the households besides."""
        for indicator, count in enumerate(self.indicators, start=1):
            yield {"indicator": indicator, **count._asdict(), "target_failing": self._validated(count.target_failing)}


@dataclass(frozen=True)
class Tallies:
    """The same sums for many areas: patterns [areas, 32, 4] and indicators [areas, N, 4] in the order of Count and IndicatorCount."""

    patterns: NDArray[np.int64]
    indicators: NDArray[np.int64]
    registered_unknown: NDArray[np.int64]
    validated_unknown: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.patterns)

    def __getitem__(self, area: int) -> Tally:
        return Tally(
            tuple(Count(*row) for row in self.patterns[area].tolist()),
            tuple(IndicatorCount(*row) for row in self.indicators[area].tolist()),
            int(self.registered_unknown[area]),
            int(self.validated_unknown[area]),
        )

    def rolled_up(self, parent: Ints, parents: int) -> "Tallies":
        """Sums by parent: `parent[i]` is the index of the area that area i belongs to."""

        def up(values: NDArray[np.int64]) -> NDArray[np.int64]:
            out = np.zeros((parents, *values.shape[1:]), np.int64)
            np.add.at(out, parent, values)
            return out

        return Tallies(up(self.patterns), up(self.indicators), up(self.registered_unknown), up(self.validated_unknown))


def tallies(
    *,
    place: Ints,
    places: int,
    pattern: Patterns,
    applicable: Masks,
    failed: Masks,
    members: Ints,
    registered: Ints,
    validated: Ints,
    size: int,
    registered_unknown: Ints | None = None,
    validated_unknown: Ints | None = None,
) -> Tallies:
    """The sums of `places` areas from one row a household. `place` = index of its area; registered and validated = members known
    to be so; …_unknown = members of whom it is not known (a survey without that column: all of them); size = indicators in the set.
    """
    columns = (np.ones(len(place), np.int64), members, registered, validated)
    cell = place.astype(np.int64) * PATTERNS + pattern
    by_pattern = np.stack([summed(cell, column, places * PATTERNS) for column in columns], axis=-1)

    target = np.where(pattern != 0, validated, 0)
    by_indicator = np.zeros((places, size, 4), np.int64)
    for indicator in range(1, size + 1):
        applies, fails = np.flatnonzero(holds(applicable, indicator)), np.flatnonzero(holds(failed, indicator))
        for column, (rows, values) in enumerate(((applies, members), (fails, members), (fails, target), (fails, columns[0]))):
            by_indicator[:, indicator - 1, column] = summed(place[rows], values[rows], places)

    nobody = np.zeros(len(place), np.int64)
    return Tallies(
        by_pattern.reshape(places, PATTERNS, 4),
        by_indicator,
        summed(place, nobody if registered_unknown is None else registered_unknown, places),
        summed(place, nobody if validated_unknown is None else validated_unknown, places),
    )
