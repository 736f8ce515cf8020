"""Choosing at random, yet to an exact sum. All on whole arrays; `rng` is a seeded numpy Generator."""

import numpy as np


def shuffled(rng: np.random.Generator, where: np.ndarray, liking: np.ndarray | None = None) -> np.ndarray:
    """Indices where `where`, in random order; those with more `liking` tend to come first (Efraimidis–Spirakis)."""
    index = np.flatnonzero(where)
    key = np.log(rng.random(len(index)))
    if liking is not None:
        key /= liking[index]
    return index[np.argsort(-key, kind="stable")]


def up_to(order: np.ndarray, weight: np.ndarray, total: int) -> np.ndarray:
    """From `order`, what adds up to `total` exactly, or as near below it as the weights allow: a prefix, then what fills the gap."""
    sums = np.concatenate([[0], np.cumsum(weight[order])])
    cut = int(np.searchsorted(sums, total, side="right")) - 1
    best = (total, order[:0])
    for shorter in range(cut, max(cut - 12, -1), -1):  # no filler of just that weight left: give back one more and try again
        filler, gap = _filler(order[shorter:], weight, int(total - sums[shorter]))
        if gap < best[0]:
            best = (gap, np.concatenate([order[:shorter], filler]))
        if gap == 0:
            break
    return best[1]


def _filler(rest: np.ndarray, weight: np.ndarray, gap: int) -> tuple[np.ndarray, int]:
    chosen = []
    while gap:
        fitting = rest[(weight[rest] <= gap) & (weight[rest] > 0)]
        if not len(fitting):
            break
        chosen.append(fitting[np.argmax(weight[fitting])])
        gap -= int(weight[chosen[-1]])
        rest = rest[rest != chosen[-1]]
    return np.array(chosen, dtype=rest.dtype), gap


def fill(rng, forced: np.ndarray, allowed: np.ndarray, weight: np.ndarray, total: int, liking: np.ndarray | None = None) -> np.ndarray:
    """A mask holding all of `forced` and enough of `allowed` that the weights add up to `total`."""
    chosen = forced.copy()
    order = shuffled(rng, allowed & ~forced, liking)
    chosen[up_to(order, weight, total - int(weight[forced].sum()))] = True
    return chosen


def choose(rng, allowed: np.ndarray, members: np.ndarray, target: np.ndarray, wanted: tuple[int, int]) -> np.ndarray:
    """A mask of households in `allowed` with `wanted` = (members, target poor): first those with target poor, then the others."""
    want_members, want_target = wanted
    # Where many of the failing are target poor, households full of them must come first, else members run over.
    dense = np.where(target > 0, target / members, 0.0)
    best, nearest = np.zeros(len(allowed), dtype=bool), np.inf
    for liking in (None, None, None, 0.05 + dense**2, 0.01 + dense**4, 1e-3 + dense**8):
        chosen = np.zeros(len(allowed), dtype=bool)
        chosen[up_to(shuffled(rng, allowed & (target > 0), liking), target, want_target)] = True
        chosen = fill(rng, chosen, allowed & (target == 0), members, want_members)
        off = abs(want_members - members[chosen].sum()) + abs(want_target - target[chosen].sum())
        if off < nearest:
            best, nearest = chosen, off
        if off == 0:
            break
    return best


def top(group: np.ndarray, key: np.ndarray, count: np.ndarray) -> np.ndarray:
    """A mask of the `count[g]` rows with the greatest key in each group g."""
    order = np.lexsort((-key, group))
    ordered = group[order]
    starts = np.searchsorted(ordered, np.arange(len(count)))
    rank = np.arange(len(group)) - starts[ordered]
    chosen = np.zeros(len(group), dtype=bool)
    chosen[order] = rank < count[ordered]
    return chosen


def spread(rng, units: int, total: int, least: int = 1, most: int = 12) -> np.ndarray:
    """Sizes of `units` households, each at least `least`, that add up to `total`: least + about Poisson."""
    sizes = least + rng.multinomial(total - least * units, np.full(units, 1 / units)) if units else np.zeros(0, np.int64)
    while (over := np.maximum(sizes - most, 0)).any():
        sizes -= over
        np.add.at(sizes, rng.choice(np.flatnonzero(sizes < most), over.sum()), 1)
    return sizes
