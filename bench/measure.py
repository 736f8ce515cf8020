"""How fast the Alkire–Foster core is. Run from the checkout, in its environment:

    python bench/measure.py                      `nsc measure` on 642,318 × 31, whole sample and 130 tambon, under several designs
    python bench/measure.py --peer PYTHON        the same table through PyPI mpitb, by the interpreter of an environment that has it
    python bench/measure.py --country            36 million persons, masks and village codes in memory, village to country

The table is made up from a fixed seed: 15 % of its people are ten times likelier to be deprived in every indicator than the others.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from nsc.poverty.alkire_foster import added, sums_by_area  # noqa: E402
from nsc.poverty.spec import build  # noqa: E402

PERSONS, VILLAGES, TAMBON, PROVINCES = 642_318, 1_431, 130, 56
SIZES = {"health": 7, "living": 7, "education": 5, "income": 4, "access": 8}
CUTOFFS = ["20%", "26 %", "1/3"]
DIMENSIONS = {name: [f"{name}{n}" for n in range(1, size + 1)] for name, size in SIZES.items()}
DESIGNS = {
    "census": {},
    "srs": {"design": "srs"},
    "weights, strata, 1,431 clusters": {"weight": "w", "strata": "amphoe", "cluster": "village"},
    "weights, strata, 230,000 clusters": {"weight": "w", "strata": "amphoe", "cluster": "house"},
    "weights all different, each row a cluster": {"weight": "w", "strata": "amphoe"},
}

RUN = """
import argparse, resource, sys, time
started = time.perf_counter(), time.process_time()
from nsc.ops import measure
parser = argparse.ArgumentParser()
measure.arguments(parser)
ready = time.perf_counter(), time.process_time()
status = measure.run(parser.parse_args())
done = time.perf_counter(), time.process_time()
print(*(b - a for a, b in zip(started, ready)), *(b - a for a, b in zip(ready, done)),
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)
sys.exit(status)
"""

PEER = """
import sys, time
import numpy as np, pandas as pd
from mpitb.core import MPIToolbox
held = np.load(sys.argv[1], allow_pickle=False)
table = pd.DataFrame({name: held[name] for name in held.files})
tool = MPIToolbox()
indicators = [name for name in table if name not in ("tambon", "w")]
sizes, dimensions = [7, 7, 5, 4, 8], []
for size in sizes:
    dimensions.append((indicators[:size], f"d{len(dimensions)}"))
    indicators = indicators[size:]
tool.set(name="s", dimensions=dimensions)
tool.svyset(weight="w")
clock, cpu = time.perf_counter(), time.process_time()
found = tool.est(table, "s", klist=[20, 26, 100 / 3], over=["tambon"], svy=True)
print(time.perf_counter() - clock, time.process_time() - cpu, len(found))
"""


def people(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(village 0 …, applicable, failed) of one province in order of village."""
    village = np.sort(rng.integers(0, VILLAGES, PERSONS))
    risk = np.where(rng.random(PERSONS) < 0.15, 1.0, 0.1)
    failed = np.zeros(PERSONS, np.int64)
    for bit, rate in enumerate(rng.uniform(0.03, 0.6, 31)):
        failed |= (rng.random(PERSONS) < risk * rate).astype(np.int64) << bit
    applicable = np.full(PERSONS, 2**31 - 1, np.int64)
    for bit in range(0, 31, 4):  # questions on children, the old, the disabled
        applicable &= ~((rng.random(PERSONS) < 0.4).astype(np.int64) << bit)
    return village, applicable, failed


def survey() -> pl.DataFrame:
    rng = np.random.default_rng(2561)
    village, _applicable, failed = people(rng)
    names = [name for dimension in DIMENSIONS.values() for name in dimension]
    tambon = village * TAMBON // VILLAGES
    return pl.DataFrame(
        {name: ((failed >> bit) & 1).astype(np.int8) for bit, name in enumerate(names)}
        | {
            "tambon": [f"60{code:04}" for code in tambon],
            "amphoe": tambon // 9,
            "village": village,
            "house": np.cumsum(rng.random(PERSONS) < 0.358),
            "w": rng.uniform(0.5, 2.0, PERSONS),
        }
    )


def command(repeats: int) -> None:
    print(f"nsc measure: {PERSONS:,} × 31, {len(CUTOFFS)} cut-offs, whole sample and {TAMBON} tambon, from Parquet (best of {repeats})")
    print(f"{'design':45} {'start s':>8} {'CPU s':>8} {'run s':>7} {'CPU s':>7} {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        data, spec = Path(folder) / "survey.parquet", Path(folder) / "spec.json"
        survey().write_parquet(data)
        for name, design in DESIGNS.items():
            spec.write_text(
                json.dumps({"dimensions": DIMENSIONS, "weights": "equal-nested", "k": CUTOFFS, "singleunit": "scaled"} | design)
            )
            words = [sys.executable, "-c", RUN, "--data", str(data), "--spec", str(spec), "--by", "tambon"]
            runs: list[list[float]] = []
            for _ in range(repeats):
                done = subprocess.run(
                    words, check=True, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
                )
                runs.append([float(value) for value in done.stderr.split()[-5:]])
            start, start_cpu, run, cpu, peak = (min(column) for column in zip(*runs, strict=True))
            print(f"{name:45} {start:8.2f} {start_cpu:8.2f} {run:7.2f} {cpu:7.2f} {peak:8.0f}", flush=True)


def peer(interpreter: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder) / "survey.npz"
        table = survey().drop("amphoe", "village", "house")
        np.savez(held, **{column.name: column.to_numpy() if column.dtype.is_numeric() else np.array(column.to_list()) for column in table})
        done = subprocess.run([interpreter, "-W", "ignore", "-c", PEER, str(held)], check=True, capture_output=True, text=True)
    wall, cpu, rows = done.stdout.split()
    print(f"PyPI mpitb, same table: {float(wall):.1f} s, {float(cpu):.1f} CPU s, {rows} rows (reading not counted;")
    print("cut-offs in floats, errors that ignore strata and clusters, and for H, A and M0 alone)")


def country() -> None:
    spec = build(DIMENSIONS, ["20%", "26 %", "1/3", "40%", "50%"])
    rng = np.random.default_rng(2564)
    village, applicable, failed = people(rng)
    place = 10_000_000 + (village // 10 + 100) * 100 + village % 10  # codes that nest in 145 tambon and their amphoe
    areas = np.concatenate([(place + province * 1_000_000).astype(np.int64) for province in range(PROVINCES)])
    masks = [np.concatenate([np.roll(mask, 997 * province) for province in range(PROVINCES)]) for mask in (applicable, failed)]
    print(f"{len(areas):,} persons in memory: {sum(a.nbytes for a in (areas, *masks)) / 2**20:,.0f} MB")
    before, clock, cpu = peak(), time.perf_counter(), time.process_time()
    villages = added(list(by_province(masks[0], masks[1], areas, spec)))
    counted = time.perf_counter()
    levels = [villages, villages.within(100), villages.within(10_000), villages.within(1_000_000), villages.within(100_000_000)]
    done = time.perf_counter()
    print(f"counted in {counted - clock:.2f} s, rolled up in {done - counted:.2f} s, {time.process_time() - cpu:.2f} CPU s in all")
    print(f"peak {peak():,.0f} MB, of which data {before:,.0f} MB")
    for name, sums in zip(("villages", "tambon", "amphoe", "provinces", "country"), levels, strict=True):
        h, m0 = ([getattr(m, rate) for _area, m in sums.measures("26 %")] for rate in ("headcount", "adjusted_headcount"))
        print(f"{name:10} {len(sums.area):7,} areas   H(26 %) {min(h):.4f}–{max(h):.4f}   M0 {min(m0):.4f}–{max(m0):.4f}")


def by_province(applicable: np.ndarray, failed: np.ndarray, area: np.ndarray, spec):
    edges = np.flatnonzero(np.diff(area // 1_000_000, prepend=-1, append=-1))
    for first, last in pairwise(edges):
        yield sums_by_area(applicable[first:last], failed[first:last], area[first:last], spec)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--country", action="store_true")
    parser.add_argument("--peer", metavar="PYTHON")
    parser.add_argument("--repeats", type=int, default=2)
    args = parser.parse_args()
    if args.country:
        country()
    elif args.peer:
        peer(args.peer)
    else:
        command(args.repeats)
