"""Which figures of a table are too small to be shown to who may not see households (measures.md: primary and secondary suppression).

A count of one to four tells of people whom neighbours can name; so does the rest of a whole that is as small, and a share of all or none
in a group of few. Where what is hidden could be had by taking what is shown from the total, more is hidden: one alone could be subtracted,
and two that come to 2 are 1 and 1. Nought is said where the whole is no handful: that nobody is concerned tells of nobody.
"""

from collections.abc import Sequence
from typing import TypeAlias

FEW = 5  # fewer than this, but not none, are hidden
GROUP = 20  # people of whom "all of them" or "none" would say something of each
Cell: TypeAlias = tuple[int | None, int | None]  # how many, of how many (None: of nothing that is known)


def is_small(cell: Cell) -> bool:
    count, whole = cell
    if count is None:
        return False
    rest = None if whole is None else whole - count
    return 0 < count < FEW or (rest is not None and (0 < rest < FEW or (0 < (whole or 0) < GROUP and (count == 0 or rest == 0))))


def hidden(cells: Sequence[Cell]) -> frozenset[int]:
    """The numbers of the cells to hide: the small ones, and the least of the others until the hidden are two at least and come to twice
    FEW together. All of them, where there are not enough others."""
    found = {n for n, cell in enumerate(cells) if is_small(cell)}
    if not found:
        return frozenset()
    others = sorted((count, n) for n, (count, _whole) in enumerate(cells) if n not in found and count)
    while others and (len(found) < 2 or sum(cells[n][0] or 0 for n in found) < 2 * FEW):
        found.add(others.pop(0)[1])
    return frozenset(found)


class Hidden(int):
    """A count that is kept back. It draws as nothing and reads as "ปิด"; nothing may be reckoned from it."""


HIDDEN = Hidden(0)


def one(count: int | None) -> int | None:
    """A number that stands alone."""
    return HIDDEN if is_small((count, None)) else count


def parts(counts: Sequence[int | None]) -> tuple[int | None, ...]:
    """Numbers whose sum is said elsewhere."""
    kept = hidden([(count, None) for count in counts])
    return tuple(HIDDEN if n in kept else count for n, count in enumerate(counts))
