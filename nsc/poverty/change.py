"""From one round to the next: what became of each household, and what the change in numbers is made of.

Households are matched by the registry's number. A household that is not in the earlier round is *new*, one that is not in the later
is *gone* (moved, merged, refused or not linked): neither is an escape or a fall, and the share matched is always reported with them.
"""

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from nsc.errors import Refused, _
from nsc.poverty.masks import Bools, Ints, summed
from nsc.poverty.union import Patterns


class State(IntEnum):
    STAYED_POOR = 0
    ESCAPED = 1
    FELL = 2
    STAYED_OUT = 3
    NEW_POOR = 4
    NEW_OUT = 5
    GONE_POOR = 6
    GONE_OUT = 7


NAMES = {
    State.STAYED_POOR: _("ยังยากจน"),
    State.ESCAPED: _("พ้นความยากจน"),
    State.FELL: _("กลายเป็นครัวเรือนยากจน"),
    State.STAYED_OUT: _("ไม่ยากจนทั้งสองรอบ"),
    State.NEW_POOR: _("ครัวเรือนใหม่ ยากจน"),
    State.NEW_OUT: _("ครัวเรือนใหม่ ไม่ยากจน"),
    State.GONE_POOR: _("ไม่พบในรอบหลัง เดิมยากจน"),
    State.GONE_OUT: _("ไม่พบในรอบหลัง เดิมไม่ยากจน"),
}


@dataclass(frozen=True)
class Snapshot:
    """One round, one row a household: its registry number (once each), pattern of dimensions, number of members."""

    household: Ints
    pattern: Patterns
    members: Ints

    def __post_init__(self) -> None:
        _numbers, times = np.unique(self.household, return_counts=True)
        if np.any(times > 1):
            raise Refused(_("ครัวเรือนเดียวกันปรากฏซ้ำในรอบสำรวจ {count} ครัวเรือน โปรดรวมข้อมูลที่ซ้ำก่อนเปรียบเทียบรอบ"), count=int((times > 1).sum()))


@dataclass(frozen=True)
class Line:
    """Households of one state, and their members in each round (None: not surveyed then)."""

    households: int
    members_before: int | None
    members_after: int | None


@dataclass(frozen=True)
class Transitions:
    """`before` and `after` hold the State of each row of the rounds; the rows matched are (before_row, after_row)."""

    first: Snapshot
    second: Snapshot
    before: NDArray[np.uint8]
    after: NDArray[np.uint8]
    before_row: NDArray[np.intp]
    after_row: NDArray[np.intp]

    def lines(self) -> dict[State, Line]:
        def line(state: State) -> Line:
            was, now = self.before == state, self.after == state
            return Line(
                int(max(was.sum(), now.sum())),
                None if state in (State.NEW_POOR, State.NEW_OUT) else int(self.first.members[was].sum()),
                None if state in (State.GONE_POOR, State.GONE_OUT) else int(self.second.members[now].sum()),
            )

        return {state: line(state) for state in State}

    @property
    def matched(self) -> int:
        return len(self.before_row)

    @property
    def matched_share(self) -> tuple[Fraction | None, Fraction | None]:
        """Of the earlier round's households (less attrition), and of the later's. None where a round is empty."""
        return _share(self.matched, len(self.before)), _share(self.matched, len(self.after))

    def households_by_place(self, place_before: Ints, place_after: Ints, places: int) -> NDArray[np.int64]:
        """[places, states]. Each household counts where it lives now, the gone where they lived."""
        gone = self.before >= State.GONE_POOR
        cell = np.concatenate([place_after * len(State) + self.after, place_before[gone] * len(State) + self.before[gone]])
        return summed(cell, np.ones(len(cell), np.int64), places * len(State)).reshape(places, len(State))


def transitions(first: Snapshot, second: Snapshot) -> Transitions:
    _numbers, before_row, after_row = np.intersect1d(first.household, second.household, assume_unique=True, return_indices=True)
    before = np.where(first.pattern != 0, np.uint8(State.GONE_POOR), np.uint8(State.GONE_OUT))
    after = np.where(second.pattern != 0, np.uint8(State.NEW_POOR), np.uint8(State.NEW_OUT))
    matched = _state(first.pattern[before_row] != 0, second.pattern[after_row] != 0)
    before[before_row] = matched
    after[after_row] = matched
    return Transitions(first, second, before, after, before_row, after_row)


def _state(was_poor: Bools, is_poor: Bools) -> NDArray[np.uint8]:
    was, now = ~was_poor, ~is_poor
    return was.astype(np.uint8) * np.uint8(2) + now.astype(np.uint8)


@dataclass(frozen=True)
class Level:
    """Of one round: H = poor persons / persons; A = mean number of dimensions among the poor; M = H·A. None where undefined."""

    persons: int
    poor: int
    dimensions: int  # number of dimensions, summed over persons

    @property
    def headcount(self) -> Fraction | None:
        return _share(self.poor, self.persons)

    @property
    def intensity(self) -> Fraction | None:
        return _share(self.dimensions, self.poor)

    @property
    def adjusted(self) -> Fraction | None:
        return _share(self.dimensions, self.persons)


@dataclass(frozen=True)
class Parts:
    """Contributions to a change; they add up to `change` exactly."""

    exits: Fraction
    entries: Fraction
    ongoing: Fraction
    new: Fraction
    gone: Fraction

    @property
    def change(self) -> Fraction:
        return self.exits + self.entries + self.ongoing + self.new + self.gone


@dataclass(frozen=True)
class Decomposition:
    """Of the change in H and in M by what became of the households, and of M by incidence and intensity (Shapley). Exact fractions.

    incidence = ΔH·(A0 + A1)/2, intensity = ΔA·(H0 + H1)/2 (measures, section 2). If nobody is poor in a round its A is
    undefined: both are None.
    """

    before: Level
    after: Level
    headcount: Parts
    adjusted: Parts

    @property
    def incidence(self) -> Fraction | None:
        if (h0 := self.before.headcount) is None or (h1 := self.after.headcount) is None:
            return None
        if (a0 := self.before.intensity) is None or (a1 := self.after.intensity) is None:
            return None
        return (h1 - h0) * (a0 + a1) / 2

    @property
    def intensity(self) -> Fraction | None:
        incidence = self.incidence
        return None if incidence is None else self.adjusted.change - incidence


def decompose(moves: Transitions) -> Decomposition | None:
    """Panel decomposition for the union rule (book of Alkire et al. 2015, 9.3, with entry into and exit from the panel kept apart).
    Each part is a share of the persons of its own round, so `ongoing` holds changes in household size too. None if a round is empty.
    """
    first, second = _by_state(moves.first, moves.before), _by_state(moves.second, moves.after)
    before, after = _level(first), _level(second)
    if not before.persons or not after.persons:
        return None

    def parts(column: int) -> Parts:
        was = {state: Fraction(int(first[state, column]), before.persons) for state in State}
        now = {state: Fraction(int(second[state, column]), after.persons) for state in State}
        return Parts(
            exits=-was[State.ESCAPED],
            entries=now[State.FELL],
            ongoing=now[State.STAYED_POOR] - was[State.STAYED_POOR],
            new=now[State.NEW_POOR],
            gone=-was[State.GONE_POOR],
        )

    return Decomposition(before, after, parts(1), parts(2))


def _by_state(round_: Snapshot, state: NDArray[np.uint8]) -> NDArray[np.int64]:
    """[states, (persons, poor persons, dimensions × persons)]"""
    poor = round_.pattern != 0
    columns = (round_.members, round_.members * poor, round_.members * np.bitwise_count(round_.pattern).astype(np.int64))
    return np.stack([summed(state, column, len(State)) for column in columns], axis=-1)


def _level(by_state: NDArray[np.int64]) -> Level:
    persons, poor, dimensions = by_state.sum(axis=0).tolist()
    return Level(persons, poor, dimensions)


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def rounds_poor_in_a_row(poor: Bools, surveyed: Bools) -> NDArray[np.int16]:
    """[rounds, households], oldest first → how many rounds up to the latest each was found poor without a break. A round in which the
    household was not surveyed breaks the row: what was not seen is not claimed.
    """
    unbroken = np.logical_and.accumulate((poor & surveyed)[::-1], axis=0)
    return np.asarray(unbroken.sum(axis=0, dtype=np.int16))
