"""Which figures are too small to be shown to who may not see households: the one rule of every page, table, file and answer of the API
(measures.md: primary and secondary suppression).

A count of one to four tells of people whom neighbours can name; so does the rest of a whole that is as small, and a share of all or none
in a group of few. Where what is hidden could be had by taking what is shown from a sum that is said, more is hidden: one alone could be
subtracted, and two that come to 2 are 1 and 1. Where sums cross (by number of dimensions, and by dimension), what all of them together
tell is reckoned too. Nought is said where the whole is no handful: that nobody is concerned tells of nobody.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np

from nsc.errors import _

FEW = 5  # fewer than this, but not none, are hidden
GROUP = 20  # people of whom "all of them" or "none" would say something of each
KEPT = _("ปิด")  # what stands in its place
EXACT = 1e-9  # what may be off and still be nought
Cell: TypeAlias = tuple[int | None, int | None]  # how many, of how many (None: of nothing that is known)
Key = TypeVar("Key", bound=Hashable)
Sum: TypeAlias = tuple[Key | None, Sequence[Key]]  # a cell that is the sum of others; None: one that is said elsewhere


class Hidden(int):
    """A count that is kept back. It draws as nothing and reads as "ปิด", however it is written; nothing may be reckoned from it."""

    def __str__(self) -> str:
        return KEPT

    def __format__(self, _spec: str) -> str:
        return KEPT


HIDDEN = Hidden(0)


def is_small(cell: Cell) -> bool:
    count, whole = cell
    if count is None:
        return False
    rest = None if whole is None else whole - count
    return 0 < count < FEW or (rest is not None and (0 < rest < FEW or (0 < (whole or 0) < GROUP and (count == 0 or rest == 0))))


def is_hidden(*counts: object) -> bool:
    """Whether any of them is kept back."""
    return any(isinstance(count, Hidden) for count in counts)


def kept(cells: Mapping[Key, Cell], sums: Iterable[Sum[Key]] = ()) -> frozenset[Key]:
    """The cells to hide: the small ones, and the least of the others until no sum tells what is hidden in it: two at least that come to
    twice FEW together, or all of them. Where nothing else is left in it, the sum itself."""
    found = {key for key, cell in cells.items() if is_small(cell)}
    lines = list(sums)
    while found:
        more = next((each for line in lines if (each := _one_more(cells, line, found)) is not None), None)
        if more is None and len(lines) > 1:
            more = _told(cells, lines, found)
        if more is None:
            break
        found.add(more)
    return frozenset(found)


def _one_more(cells: Mapping[Key, Cell], line: Sum[Key], found: set[Key]) -> Key | None:
    total, parts = line
    hidden = [key for key in parts if key in found]
    others = [key for key in parts if key not in found and cells[key][0]]
    least = min(others, key=lambda key: cells[key][0] or 0, default=None)
    if total is not None and total in found:
        return None if hidden else least
    if not hidden or (len(hidden) > 1 and sum(cells[key][0] or 0 for key in hidden) >= 2 * FEW):
        return None
    return total if least is None and total is not None and cells[total][0] else least


def _told(cells: Mapping[Key, Cell], lines: list[Sum[Key]], found: set[Key]) -> Key | None:
    """Where all sums together have one solution for a hidden cell, the least shown one that stands in a sum with it."""
    unknown = [key for key in cells if key in found]
    place = {key: n for n, key in enumerate(unknown)}
    rows = np.zeros((len(lines), len(unknown)))
    for row, (total, parts) in zip(rows, lines, strict=True):
        for key, sign in ((total, -1), *((part, 1) for part in parts)):
            if key in place:
                row[place[key]] += sign
    _left, sizes, right = np.linalg.svd(rows, full_matrices=False)
    told = right[sizes > EXACT]  # all that the sums tell, in directions at right angles
    for key in unknown:
        if (told[:, place[key]] ** 2).sum() > 1 - EXACT:  # the cell is itself among them
            beside = {each for total, parts in lines if key in (total, *parts) for each in (total, *parts)}
            shown: list[Key] = [each for each in beside if each is not None and each not in found and cells[each][0]]
            if shown:
                return min(shown, key=lambda each: cells[each][0] or 0)
    return None


def hidden(cells: Sequence[Cell]) -> frozenset[int]:
    """Of cells whose sum is said elsewhere, the numbers of those to hide."""
    return kept(dict(enumerate(cells)), [(None, range(len(cells)))])


def one(count: int | None, whole: int | None = None) -> int | None:
    """A number that stands alone."""
    return HIDDEN if is_small((count, whole)) else count


def parts(counts: Sequence[int | None]) -> tuple[int | None, ...]:
    """Numbers whose sum is said elsewhere."""
    found = hidden([(count, None) for count in counts])
    return tuple(HIDDEN if n in found else count for n, count in enumerate(counts))


@dataclass(frozen=True)
class Keeper:
    """What one reader is told. `sees`: households, and so every number as it is."""

    sees: bool

    def one(self, count: int | None, whole: int | None = None) -> int | None:
        return count if self.sees else one(count, whole)

    def parts(self, counts: Sequence[int | None]) -> tuple[int | None, ...]:
        return tuple(counts) if self.sees else parts(counts)

    def table(self, cells: Mapping[Key, Cell], sums: Iterable[Sum[Key]] = ()) -> dict[Key, int | None]:
        """The counts, as this reader is told them."""
        found = frozenset[Key]() if self.sees else kept(cells, sums)
        return {key: HIDDEN if key in found else count for key, (count, _whole) in cells.items()}

    def columns(self, rows: Sequence[Sequence[int | None]]) -> list[tuple[int | None, ...]]:
        """A table whose columns each add up to something that is said."""
        return list(zip(*(self.parts(column) for column in zip(*rows, strict=True)), strict=True)) if rows else []
