"""The poor households of 2561 and what each fails: exact in every published sum."""

from dataclasses import dataclass

import numpy as np

from .chance import choose, spread, top
from .figures import BY_DIMENSION, DIMENSIONS, N_INDICATORS, Figures, apportion

CHILD = {1: 0, 15: 1, 16: 2}  # whom a failure presupposes: a child of that band (0–1, 3–5, 6–14) …
WORKING = (19, 20)  # … someone of 15–59 (17: one more, of 15 or 16) …
ELDERLY = (21, 27)  # … someone of 60 or more


@dataclass
class Poor:
    """Arrays over poor households. `fails`: household × 31."""

    amphoe: np.ndarray
    size: np.ndarray
    target: np.ndarray
    dimensions: np.ndarray
    fails: np.ndarray

    def failing(self, *numbers: int) -> np.ndarray:
        return self.fails[:, [n - 1 for n in numbers]].any(1)

    def adults(self) -> np.ndarray:
        """The fewest adults this household can have: card holders are adults, and no child lives alone."""
        return np.maximum(self.failing(*WORKING).astype(int) + self.failing(*ELDERLY), np.maximum(1, self.target)) + self.failing(17)

    def children(self) -> np.ndarray:
        return self.fails[:, [n - 1 for n in CHILD]].sum(1)

    def room_for(self, n: int) -> np.ndarray:
        """Where indicator n could fail as well without asking for more people than live there."""
        before = self.fails[:, n - 1].copy()
        self.fails[:, n - 1] = True
        fits = self.adults() + self.children() <= self.size
        self.fails[:, n - 1] = before
        return fits & ~before


def of(figures: Figures, codes: list[str], rng: np.random.Generator) -> Poor:
    cells = sorted(figures.cells.items())
    sizes = [spread(rng, h, m, least=2 if pattern[2] == "1" else 1) for (_, pattern), (h, m, _) in cells]
    cell = np.repeat(np.arange(len(cells)), [len(s) for s in sizes])
    size = np.concatenate(sizes)
    patterns = np.array([[bit == "1" for bit in pattern] for (_, pattern), _ in cells])
    poor = Poor(
        amphoe=np.array([codes.index(code) for (code, _), _ in cells])[cell],
        size=size,
        target=_targets(cell, size, patterns, np.array([t for _, (_, _, t) in cells]), rng),
        dimensions=patterns[cell],
        fails=np.zeros((len(size), N_INDICATORS), dtype=bool),
    )
    for dimension, numbers in BY_DIMENSION.items():
        drawn = []
        for _ in range(20):  # now and then no household of just the right size is left: draw again
            off = _deal_out(poor, dimension, numbers, figures, rng)
            drawn.append((off, poor.fails.copy()))
            if off == 0:
                break
            poor.fails[:, [n - 1 for n in numbers]] = False
        poor.fails = min(drawn, key=lambda draw: draw[0])[1]
    return poor


def _targets(cell, size, patterns, wanted, rng) -> np.ndarray:
    """Target poor of each household: every pattern's number, bunched as card holders of one home are."""
    education = patterns[:, DIMENSIONS.index("education")]
    seats = size - education[cell]
    too_few = np.bincount(cell, seats, len(wanted)) < wanted
    seats = np.where(too_few[cell], size, seats)
    home = np.repeat(np.arange(len(size)), seats)
    key = rng.gumbel(size=len(size))[home] + rng.gumbel(size=len(home))
    return np.bincount(home[top(cell[home], key, wanted)], minlength=len(size))


def _deal_out(poor: Poor, dimension: str, numbers: tuple[int, ...], figures: Figures, rng) -> int:
    """Every household of the dimension fails one of its indicators; then some fail a second, until each indicator has its sums.

    Returns how far the sums are from the wanted ones.
    """
    here = poor.dimensions[:, DIMENSIONS.index(dimension)]
    wanted = np.array([figures.indicators[n][1:] for n in numbers])
    once = np.column_stack([apportion(wanted[:, i], int(weight[here].sum())) for i, weight in enumerate((poor.size, poor.target))])
    rare = wanted[:, 0] < wanted[:, 0].max() / 100  # too few to be mended afterwards by a household of just the right size
    most = wanted[:, 0].argmax()
    once[most] -= (wanted - once)[rare].sum(0)
    once[rare] = wanted[rare]
    left = here.copy()
    for n, sums in zip(numbers[:-1], once[:-1], strict=True):
        these = choose(rng, left & poor.room_for(n), poor.size, poor.target, tuple(sums))
        poor.fails[these, n - 1] = True
        left &= ~these
    poor.fails[left, numbers[-1] - 1] = True
    for n, sums in zip(numbers, wanted, strict=True):
        has = poor.fails[:, n - 1]
        again = (int(sums[0] - poor.size[has].sum()), int(sums[1] - poor.target[has].sum()))
        poor.fails[choose(rng, here & poor.room_for(n), poor.size, poor.target, again), n - 1] = True
    has = poor.fails[:, [n - 1 for n in numbers]]
    return int(np.abs(np.column_stack([poor.size @ has, poor.target @ has]) - wanted).sum())
