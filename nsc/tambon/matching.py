"""What is offered put to what is needed: a transport problem, solved and not guessed. Values in, proposals out.

Only what is of one kind, one unit, one place and a common day can be put together. Of all ways to share out what is free, the one with the
highest sum of points × amount is proposed. The points of a pair come of named parts; our proposal, and people overrule it.

Amounts are whole numbers of hundredths of the unit. What may go together are groups of one kind and unit, each solved by itself: points
times baht and points times days are never added. A group is a transport problem, whose corners are whole numbers, so the simplex method
(HiGHS, through scipy) finds whole amounts; they are checked against what is free and open all the same.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from nsc.errors import _

KIND, PLACE, TIME, AMOUNT, DIMENSION = PARTS = "kind", "place", "time", "amount", "dimension"
PART_NAMES = {KIND: _("ชนิดและหน่วย"), PLACE: _("พื้นที่"), TIME: _("เวลา"), AMOUNT: _("จำนวน"), DIMENSION: _("มิติการพัฒนา")}
MOST = {KIND: 30, PLACE: 20, TIME: 20, AMOUNT: 15, DIMENSION: 15}  # points; 100 together
NEAR = {6: 20, 4: 14, 2: 8}  # what is meant for this tambon alone goes before what others could have
ENOUGH_DAYS = 60  # in which there is time to arrange it


@dataclass(frozen=True)
class Give:
    """What is free of an offer. `place`: the code within which it may be used; `until_on` None: no end; `dimensions`: what it is for."""

    id: int
    kind: str
    unit: str
    amount: int
    place: str
    from_on: date
    until_on: date | None
    dimensions: frozenset[str]


@dataclass(frozen=True)
class Take:
    """What is open of a need. `place`: the code of its tambon; `by_on`: the last day on which it is of use."""

    id: int
    kind: str
    unit: str
    amount: int
    place: str
    by_on: date
    dimension: str


@dataclass(frozen=True)
class Part:
    """`text` is a msgid whose {gaps} `values` fill; `most`: the points there are for it."""

    name: str
    points: int
    most: int
    text: str
    values: dict[str, object]


@dataclass(frozen=True)
class Proposal:
    give: int
    take: int
    amount: int
    parts: tuple[Part, ...]

    @property
    def points(self) -> int:
        return sum(part.points for part in self.parts)


Pair = tuple[int, int]  # numbers of an offer and a need


def propose(gives: Iterable[Give], takes: Iterable[Take], *, on: date, declined: Collection[Pair] = ()) -> tuple[Proposal, ...]:
    """The best first. `declined`: pairs that somebody has said no to. The order of what comes in does not matter."""
    gives, takes = sorted(gives, key=_group), sorted(takes, key=_group)
    needed = {key: list(each) for key, each in groupby(takes, key=lambda take: (take.kind, take.unit))}
    found: list[Proposal] = []
    for key, offered in groupby(gives, key=lambda give: (give.kind, give.unit)):
        found += _of_group(list(offered), needed.get(key, []), on, frozenset(declined))
    return tuple(sorted(found, key=lambda each: (-each.points, -each.amount, each.give, each.take)))


def _group(row: Give | Take) -> tuple[str, str, int]:
    return row.kind, row.unit, row.id


def fits(give: Give, take: Take, on: date) -> bool:
    """There is something left of both, and a day, today or later, on which the one is to be had and the other of use."""
    until = min(give.until_on or take.by_on, take.by_on)
    is_one = (give.kind, give.unit) == (take.kind, take.unit) and take.place.startswith(give.place)
    return is_one and give.amount > 0 and take.amount > 0 and max(give.from_on, on) <= until


def parts(give: Give, take: Take, on: date) -> tuple[Part, ...]:
    """Why a pair that fits is good, and how good."""
    days = (min(give.until_on or take.by_on, take.by_on) - max(give.from_on, on)).days
    share = min(give.amount, take.amount) * MOST[AMOUNT] // take.amount
    is_for = take.dimension in give.dimensions
    said = {
        KIND: (MOST[KIND], _("ชนิดเดียวกัน นับเป็น{unit}เหมือนกัน"), {"unit": give.unit}),
        PLACE: (NEAR[len(give.place)], _PLACE[len(give.place)], {}),
        TIME: (min(days, ENOUGH_DAYS) * MOST[TIME] // ENOUGH_DAYS, _("มีเวลาส่งมอบ {days} วันก่อนถึงวันที่ต้องใช้"), {"days": days}),
        AMOUNT: (share, _("ครอบคลุมร้อยละ {share} ของที่ยังขาด"), {"share": min(give.amount, take.amount) * 100 // take.amount}),
        DIMENSION: (MOST[DIMENSION] * is_for, _FOR if is_for else _NOT_FOR, {}),
    }
    return tuple(Part(name, points, MOST[name], text, values) for name, (points, text, values) in said.items())


_PLACE = {6: _("ให้แก่ตำบลนี้โดยเฉพาะ"), 4: _("ใช้ได้ทั้งอำเภอ รวมตำบลนี้"), 2: _("ใช้ได้ทั้งจังหวัด รวมตำบลนี้")}
_FOR, _NOT_FOR = _("ผู้ให้ตั้งใจให้มิติเดียวกัน"), _("ผู้ให้ไม่ได้ระบุมิตินี้ โปรดถามก่อน")


def _of_group(gives: Sequence[Give], takes: Sequence[Take], on: date, declined: frozenset[Pair]) -> list[Proposal]:
    cells = [
        (row, column, Proposal(give.id, take.id, 0, parts(give, take, on)))
        for row, give in enumerate(gives)
        for column, take in enumerate(takes)
        if (give.id, take.id) not in declined and fits(give, take, on)
    ]
    if not cells:
        return []
    free, open_ = [give.amount for give in gives], [take.amount for take in takes]
    amounts = _solved([(row, column, each.points) for row, column, each in cells], free, open_)
    return [replace(each, amount=amount) for (_row, _column, each), amount in zip(cells, amounts, strict=True) if amount]


def _solved(cells: Sequence[tuple[int, int, int]], free: Sequence[int], open_: Sequence[int]) -> list[int]:
    """Of each cell (row, column, points) the amount, so that Σ points × amount is greatest while no row gives more than is free and no
    column takes more than is open."""
    import numpy as np  # here, since the solver takes a while to load, and most of what imports this room never asks it
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    number = range(len(cells))
    lines = [row for row, _column, _points in cells] + [len(free) + column for _row, column, _points in cells]
    limits = csr_array((np.ones(2 * len(cells)), (lines, [*number, *number])), shape=(len(free) + len(open_), len(cells)))
    found = linprog([-points for *_cell, points in cells], A_ub=limits, b_ub=[*free, *open_], method="highs-ds")
    if found.x is None:
        raise ArithmeticError(f"a transport problem always has an answer: {found.message}")
    return _within([round(float(amount)) for amount in found.x], cells, free, open_)


def _within(amounts: Sequence[int], cells: Sequence[tuple[int, int, int]], free: Sequence[int], open_: Sequence[int]) -> list[int]:
    """What the solver says in floats can only be less than what there is by the rounding: the limits hold, to the hundredth."""
    left_free, left_open, kept = list(free), list(open_), []
    for amount, (row, column, _points) in zip(amounts, cells, strict=True):
        kept.append(max(0, min(amount, left_free[row], left_open[column])))
        left_free[row] -= kept[-1]
        left_open[column] -= kept[-1]
    return kept
