"""Makes patterns_2561.csv: how many poor households, members and target poor each amphoe has in each exact pattern of dimensions.

Published are only margins (amphoe, amphoe × dimension, number of dimensions). Proportional fitting gives the table closest to
independence, and an integer program the nearest whole numbers with exactly the published margins. Run once, at development time:
python -m nsc.ops.demonstration.solve
"""

import csv
from itertools import product
from pathlib import Path

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from nsc.ops.demonstration import figures

PATTERNS = ["".join(bits) for bits in product("01", repeat=5) if "1" in bits]
HAS = np.array([[bit == "1" for bit in pattern] for pattern in PATTERNS])  # pattern × dimension
NUMBER = HAS.sum(1)
EDUCATION = HAS[:, figures.DIMENSIONS.index("education")]
AMPHOE = list(figures.AMPHOE_2561)
SHAPE = (len(AMPHOE), len(PATTERNS))
PUBLISHED = np.array(list(figures.AMPHOE_2561.values()))
BY_NUMBER = np.array(figures.BY_NUMBER_2561)


def members_by_dimension() -> np.ndarray:
    """MPI-poor by dimension (unpublished): the sum over indicators less those counted twice, in proportion as for the target poor."""
    rows = [[figures.INDICATORS_2561[n] for n in figures.BY_DIMENSION[d]] for d in figures.DIMENSIONS]
    failing, target = (np.array([sum(row[i] for row in indicators) for indicators in rows]) for i in (1, 2))
    twice = (target - PUBLISHED[:, 5:].sum(0)) / target * failing
    all_twice = failing.sum() - (BY_NUMBER[:, 1] * np.arange(1, 6)).sum()
    return failing - figures.apportion(twice, int(all_twice))


def margins(rows=None, dimensions=None, by_number=None, province=None):
    """(mask over the table, its sum) for every figure the table must meet."""
    for a in range(len(AMPHOE)):
        here = np.zeros(SHAPE, bool)
        here[a] = True
        if rows is not None:
            yield here, rows[a]
        if dimensions is not None:
            for d in range(5):
                yield here & HAS[:, d], dimensions[a, d]
    if by_number is not None:
        for k in range(5):
            yield np.broadcast_to(k + 1 == NUMBER, SHAPE), by_number[k]
    if province is not None:
        for d in range(5):
            yield np.broadcast_to(HAS[:, d], SHAPE), province[d]


def fit(start: np.ndarray, conditions, rounds: int = 500) -> np.ndarray:
    table = start.astype(float)
    for _ in range(rounds):
        for mask, total in conditions:
            now = table[mask].sum()
            if now:
                table[mask] *= total / now
    return table


def nearest(wished: list[np.ndarray], conditions: list, inequalities: list) -> list[np.ndarray]:
    """Whole-number tables closest (sum of absolute differences) to the wished ones under all conditions."""
    cells = wished[0].size
    n = cells * len(wished)
    rows, low, high = [], [], []
    for table, mask, total in conditions:
        row = np.zeros(2 * n)
        row[table * cells : (table + 1) * cells] = mask.ravel()
        rows.append(row), low.append(total), high.append(total)
    for coefficients, where, at_least in inequalities:
        for cell in np.flatnonzero(np.broadcast_to(where, SHAPE)):
            row = np.zeros(2 * n)
            for table, coefficient in coefficients.items():
                row[table * cells + cell] = coefficient
            rows.append(row), low.append(at_least.ravel()[cell]), high.append(np.inf)
    wish = np.concatenate([w.ravel() for w in wished])
    eye = np.eye(n)
    distance = [LinearConstraint(np.hstack([-eye, eye]), -wish, np.inf), LinearConstraint(np.hstack([eye, eye]), wish, np.inf)]
    cost = np.concatenate([np.zeros(n), 1 / (1 + np.sqrt(wish))])
    answer = milp(
        cost,
        integrality=np.concatenate([np.ones(n), np.zeros(n)]),
        bounds=Bounds(0, np.inf),
        constraints=[LinearConstraint(np.array(rows), low, high), *distance],
        options={"time_limit": 120, "mip_rel_gap": 0.01},
    )
    if answer.x is None:
        raise SystemExit(answer.message)
    return [t.reshape(SHAPE) for t in np.split(np.rint(answer.x[:n]).astype(int), len(wished))]


def solve() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    for_target = list(margins(rows=PUBLISHED[:, 4], dimensions=PUBLISHED[:, 5:], by_number=BY_NUMBER[:, 2]))
    wished = fit(np.ones(SHAPE), for_target)
    one_household = np.zeros(SHAPE, bool)  # poor in all five dimensions is a single household of two, so of one amphoe
    one_household[wished[:, -1].argmax(), -1] = True
    (target,) = nearest([wished], [(0, *c) for c in for_target] + [(0, one_household, BY_NUMBER[4, 2])], [])
    for_members = list(margins(rows=PUBLISHED[:, 3], by_number=BY_NUMBER[:, 1], province=members_by_dimension()))
    for_households = list(margins(rows=PUBLISHED[:, 2], by_number=BY_NUMBER[:, 0]))
    members = fit(target + 0.05, for_members)
    households = fit(members, for_households)
    zero, five = np.zeros(SHAPE), NUMBER == 5
    members, households = nearest(
        [members, households],
        [(0, *c) for c in for_members] + [(1, *c) for c in for_households],
        [
            ({0: 1, 1: -1}, True, zero),
            ({0: 1, 1: -2}, EDUCATION, zero),  # who fails in education is mostly a child, who does not live alone
            ({0: 1, 1: -1}, EDUCATION & ~five, target),  # … and holds no welfare card
            ({0: 1}, True, target),
            ({0: -1, 1: 6}, True, zero),
        ],
    )
    return households, members, target


if __name__ == "__main__":
    tables = solve()
    with (Path(__file__).parent / "patterns_2561.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["amphoe", "pattern", "households", "members", "target"])
        for a, p in product(range(len(AMPHOE)), range(len(PATTERNS))):
            if tables[0][a, p]:
                writer.writerow([AMPHOE[a], PATTERNS[p], *(int(t[a, p]) for t in tables)])
