"""Whom in a household a failed indicator concerns.

The verdict is the household's. Where the file says which member failed, it is that member for certain. Where it does not, it may be
any member of the indicator's age or group: possible, not certain, even if only one fits (the roster may be incomplete, the
birth date wrong). Indicators of the household as a whole concern no single member.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nsc.poverty.masks import Ints, Masks, mask_of
from nsc.poverty.stages import Group, Trait, membership_table, row_of_age


@dataclass(frozen=True)
class Subject:
    """Whom an indicator is about: a group of persons, or None = the household as a whole."""

    indicator: int
    group: Group | None


_NOT_EXPECTED_TO_WORK = (Trait.STUDENT, Trait.DISABLED | Trait.CANNOT_HELP_SELF)
_CANNOT_WORK = _NOT_EXPECTED_TO_WORK[1:]

# Groups that an age alone does not describe (domain facts A.3). Those who finished grade 9 within the year are taken by age, an inference.
NARROWED_31 = {
    17: Group("finished_grade_9", "", 14, 17),
    18: Group("left_school_without_work", "", 14, 59, without=(Trait.STUDENT,)),
    20: Group("workers", "", 15, 59, without=_NOT_EXPECTED_TO_WORK),
    21: Group("elderly_workers", "", 60, without=_CANNOT_WORK),
    28: Group("disabled", "", needs=Trait.DISABLED),
    29: Group("chronic", "", needs=Trait.CHRONIC),
}
# By the same subject in the 38 of 2565-2569, whose criteria are not published: a proposal.
NARROWED_38 = {
    1: Group("pregnant", "", needs=Trait.PREGNANT),
    5: Group("children", "", 0, 17),
    10: Group("bedridden", "", needs=Trait.CANNOT_HELP_SELF),
    24: NARROWED_31[17],
    27: NARROWED_31[20],
    28: NARROWED_31[21],
    35: NARROWED_31[28],
}


def subjects(rows: Iterable[tuple[int, str, int | None, int | None]], narrowed: Mapping[int, Group]) -> tuple[Subject, ...]:
    """From rows (indicator, unit "person" or "household", age_min, age_max) of a set and its groups that need more than an age."""
    return tuple(
        Subject(indicator, narrowed.get(indicator) or (Group(str(indicator), "", low, high) if unit == "person" else None))
        for indicator, unit, low, high in rows
    )


@dataclass(frozen=True)
class Concern:
    """Bit masks of failed indicators: of each member, and of each household where nobody can be pointed at."""

    certain: Masks
    possible: Masks
    household: Masks


def concerns(
    subjects: Sequence[Subject],
    *,
    household: Ints,
    age: Ints,
    traits: Ints,
    household_failed: Masks,
    member_applicable: Masks | None = None,
    member_failed: Masks | None = None,
) -> Concern:
    """`household` = index of each member's household in `household_failed`; age -1 = unknown, which may be any age. A member the file
    says passes is not concerned. A member's failure that the household's verdict does not share is left aside.
    """
    failed = household_failed[household]
    nothing = np.zeros_like(failed)
    certain = nothing if member_failed is None else member_failed & failed
    passed = nothing if member_applicable is None else member_applicable & ~certain

    located = np.zeros_like(household_failed)
    np.bitwise_or.at(located, household, certain)
    possible = _may_be_about(subjects)[row_of_age(age), traits] & failed & ~located[household] & ~passed

    pointed_at = located.copy()
    np.bitwise_or.at(pointed_at, household, possible)
    return Concern(certain, possible, household_failed & ~pointed_at)


def _may_be_about(subjects: Sequence[Subject]) -> Masks:
    """[age + 1, traits]: the indicators that a person of this age and these traits can be the subject of."""
    personal = [(subject.indicator, subject.group) for subject in subjects if subject.group is not None]
    table = membership_table([group for _indicator, group in personal], when_age_unknown=True)
    bits = np.array([mask_of([indicator]) for indicator, _group in personal], np.int64)
    return np.asarray(np.where(table, bits, np.int64(0)).sum(axis=-1, dtype=np.int64))
