"""The array types of the poverty room, and the two groupings everything here rests on."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Grouped(NamedTuple):
    """Distinct keys in ascending order, the place of each element's key among them, and how often each occurs."""

    keys: Ints
    place: Ints
    times: Ints


def grouped(keys: Ints, size: int) -> Grouped:
    """Groups keys in 0 … size−1; counts them where the range is small enough for a table, else sorts."""
    if size > 4 * len(keys) + 2**20:
        return Grouped(*np.unique(keys, return_inverse=True, return_counts=True))
    times = np.bincount(keys, minlength=size)
    occurring = np.flatnonzero(times)
    place = np.empty(size, np.intp)
    place[occurring] = np.arange(len(occurring))
    return Grouped(occurring, place[keys], times[occurring])


def sums(values: Floats, key: Ints, size: int) -> Floats:
    """Σ values for each of the ascending keys 0 … size−1, pairwise: `bincount` adds one by one, and a million times 0.1 is off by 1e-11."""
    total = np.zeros(size)
    if len(key):
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        total[key[starts]] = np.add.reduceat(values, starts)
    return total
