"""Small numbers in figures for who sees no households: 1 to 4 people of a village are somebody one knows.

A count below FEWEST is not said, and where the counts add up to a number that is said, others are kept back with it until the rest tells no
single one of them (measures.md, disclosure control: primary and complementary suppression). 0 is said: that nobody is concerned tells of
nobody.
"""

from collections.abc import Sequence

FEWEST = 5


class Hidden(int):
    """A count that is kept back. It draws as nothing and reads as "ปิด"; nothing may be reckoned from it."""


HIDDEN = Hidden(0)


def one(count: int | None) -> int | None:
    """A number that stands alone."""
    return HIDDEN if count and count < FEWEST else count


def parts(counts: Sequence[int | None]) -> tuple[int | None, ...]:
    """Numbers whose sum is said elsewhere. With the small ones the next smallest are kept back, until at least two are and they come to
    twice FEWEST together: one alone could be subtracted, and two that come to 2 are 1 and 1."""
    order = sorted((count, place) for place, count in enumerate(counts) if count)
    hidden: set[int] = set()
    together = 0
    for count, place in order:
        if count >= FEWEST and (not hidden or (len(hidden) > 1 and together >= 2 * FEWEST)):
            break
        hidden.add(place)
        together += count
    return tuple(HIDDEN if place in hidden else count for place, count in enumerate(counts))
