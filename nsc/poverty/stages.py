"""Life stages and population groups as data, and who of the poor belongs to them.

A stage is a group with an age and nothing else. Bounds are whole years reached on the survey date, both included. NESDC's own limits
for TPMAP are unpublished and its plan language overlaps (15-21 and 15-59), so the bounds are the centre's to change; tables say when
their groups overlap, for then the rows do not add up to the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntFlag
from itertools import combinations
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nsc.errors import Refused, _
from nsc.poverty.masks import Bools, Ints
from nsc.poverty.union import DIMENSIONS, Patterns

AGE_UNKNOWN = -1
OLDEST = 130


class Trait(IntFlag):
    """What is known of a person besides the age."""

    DISABLED = 1
    CHRONIC = 2  # a chronic illness
    CANNOT_HELP_SELF = 4
    PREGNANT = 8
    STUDENT = 16  # full time


NO_TRAIT = Trait(0)
TRAITS = max(Trait) << 1


@dataclass(frozen=True)
class Group:
    """The people within the ages who have every trait of `needs` and not all traits of `without` together."""

    code: str
    name: str
    age_min: int | None = None
    age_max: int | None = None
    needs: Trait = NO_TRAIT
    without: tuple[Trait, ...] = ()

    def __post_init__(self) -> None:
        low, high = self.bounds
        if not 0 <= low <= high <= OLDEST:
            raise Refused(
                _("ช่วงอายุของ “{name}” ไม่ถูกต้อง: อายุเริ่มต้นต้องไม่มากกว่าอายุสิ้นสุด และอยู่ระหว่าง 0 ถึง {oldest} ปี"),
                name=self.name,
                oldest=OLDEST,
            )

    @property
    def bounds(self) -> tuple[int, int]:
        return self.age_min or 0, OLDEST if self.age_max is None else self.age_max

    @property
    def any_age(self) -> bool:
        return self.age_min is None and self.age_max is None

    def overlaps(self, other: Self) -> bool:
        """Whether one person can be in both by age and traits."""
        (low, high), (other_low, other_high) = self.bounds, other.bounds
        needed = self.needs | other.needs
        return low <= other_high and other_low <= high and not any(out in needed for out in self.without + other.without)


def ages(born: NDArray[np.datetime64], on: NDArray[np.datetime64] | np.datetime64) -> NDArray[np.int16]:
    """Full years on the survey date, as thai.age_on counts them (a partial date as its first day); NaT, a birth after that date, or more
    than OLDEST years make -1, unknown.
    """
    months = on.astype("M8[M]").astype(np.int64) - born.astype("M8[M]").astype(np.int64)
    before_the_day = (on - on.astype("M8[M]")).astype(np.int64) < (born - born.astype("M8[M]")).astype(np.int64)
    years = (months - before_the_day) // 12
    return np.where(np.isnat(born) | np.isnat(on) | (years < 0) | (years > OLDEST), AGE_UNKNOWN, years).astype(np.int16)


def of(groups: Sequence[Group], age: Ints, traits: Ints, *, when_age_unknown: bool = False) -> Bools:
    """Who is in which group: [persons, groups]. `age` in years, -1 unknown, which puts the person in no group that asks for an age
    (or, with when_age_unknown, in each whose traits fit).
    """
    return membership_table(groups, when_age_unknown=when_age_unknown)[row_of_age(age), traits]


def membership_table(groups: Sequence[Group], *, when_age_unknown: bool = False) -> NDArray[np.bool_]:
    """[age + 1, traits, groups]: small, so that 700,000 people are one look-up each. Row 0 is the unknown age."""
    table = np.zeros((OLDEST + 2, TRAITS, len(groups)), np.bool_)
    traits = np.arange(TRAITS)
    for column, group in enumerate(groups):
        fits = (traits & group.needs) == group.needs
        for out in group.without:
            fits &= (traits & out) != out
        low, high = group.bounds
        table[low + 1 : high + 2, :, column] = fits
        table[0, :, column] = fits & (group.any_age or when_age_unknown)
    return table


def row_of_age(age: Ints) -> Ints:
    """Of membership_table."""
    return np.clip(age.astype(np.int64), AGE_UNKNOWN, OLDEST) + 1


def overlaps(groups: Sequence[Group]) -> list[tuple[Group, Group]]:
    """The pairs that share people: empty if every person is counted at most once."""
    return [(a, b) for a, b in combinations(groups, 2) if a.overlaps(b)]


def gaps(stages: Sequence[Group]) -> list[tuple[int, int]]:
    """The ages that no stage covers, as (first, last)."""
    found, expected = [], 0
    for low, high in sorted(stage.bounds for stage in stages):
        if low > expected:
            found.append((expected, low - 1))
        expected = max(expected, high + 1)
    return found + ([(expected, OLDEST)] if expected <= OLDEST else [])


LIFE_STAGES = (
    Group("early", _("ปฐมวัย (0–5 ปี)"), 0, 5),
    Group("school", _("วัยเรียน (6–14 ปี)"), 6, 14),
    Group("youth", _("วัยรุ่นและเยาวชน (15–21 ปี)"), 15, 21),
    Group("working", _("วัยแรงงาน (22–59 ปี)"), 22, 59),
    Group("elderly", _("ผู้สูงอายุ (60 ปีขึ้นไป)"), 60),
)
# The wording of the national plan: working age begins at 15, so young people are in two stages.
LIFE_STAGES_OF_THE_PLAN = (
    *LIFE_STAGES[:3],
    Group("working", _("วัยแรงงาน (15–59 ปี)"), 15, 59),
    LIFE_STAGES[4],
)
POPULATION_GROUPS = (
    Group("pregnant", _("หญิงตั้งครรภ์"), needs=Trait.PREGNANT),
    Group("small_child", _("เด็กเล็ก (0–5 ปี)"), 0, 5),
    Group("elderly", _("ผู้สูงอายุ (60 ปีขึ้นไป)"), 60),
    Group("disabled", _("ผู้พิการ"), needs=Trait.DISABLED),
    Group("chronic", _("ผู้ป่วยโรคเรื้อรัง"), needs=Trait.CHRONIC),
    Group("cannot_help_self", _("ผู้ที่ช่วยเหลือตนเองไม่ได้"), needs=Trait.CANNOT_HELP_SELF),
)

COLUMNS = ("persons", "poor", *DIMENSIONS)


def tabulate(membership: Bools, pattern: Patterns, counted: Bools | None = None) -> NDArray[np.int64]:
    """Persons by group and dimension: [groups + 1, COLUMNS]; the last row holds those in none of the groups.

    `pattern` [persons] is whatever the table is about: the household's pattern (TPMAP counts every member), or the pattern of the
    indicators that concern the person. `counted` leaves out the others (say, all whose welfare registration was not validated).
    """
    person = np.stack([np.ones_like(pattern), pattern != 0, *((pattern >> np.uint8(bit)) & 1 for bit in range(len(DIMENSIONS)))], axis=-1)
    rows = np.column_stack([membership, ~membership.any(axis=1)])
    if counted is not None:
        rows, person = rows[counted], person[counted]
    return np.stack([person[row].sum(axis=0, dtype=np.int64) for row in rows.T])
