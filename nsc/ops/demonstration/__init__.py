"""The demonstration province: made up, but true in its totals. Rounds 2561 and 2564 in the plain survey layout.

Nobody in it lives: names meet at random, national ids belong to a registering office that does not exist, house codes to
numbers no office has given out. What is published and what is ours stands in `figures`.
"""

from pathlib import Path

import numpy as np
import polars as pl

from . import figures, places, rounds, sheets

YEARS = (2561, 2564)
SCALES = {"full": 1.0, "small": 1 / 20}


def survey(
    year: int,
    *,
    areas: pl.DataFrame,
    boundaries: dict,
    population: pl.DataFrame | None = None,
    scale: str = "full",
    seed: int = 60,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(households, members) of a round: Thai headings of the plain layout, every column text, empty cells null.

    `areas`: areas.csv (code, level, name_th). `boundaries`: boundaries_tambon.geojson. `population`: population.csv, to weigh the
    tambon by; without it villages weigh alike. The same arguments give the same frames; 2564 holds the families of the 2561
    of the same seed and scale.
    """
    if year not in YEARS:
        raise ValueError(f"the demonstration province has rounds {YEARS}, not {year}")
    part = SCALES[scale]
    totals = figures.of_2561() if part == 1 else figures.of_2561().share(part)
    units = places.units(areas, population, np.random.default_rng([seed, 0]))
    it = rounds.first(totals, units, boundaries, np.random.default_rng([seed, 2561]))
    if year == 2564:
        it = rounds.second(it, part, boundaries, np.random.default_rng([seed, 2564]))
    return sheets.frames(it)


def write(folder: Path, year: int, **what) -> None:
    """households.csv and members.csv of `survey(year, **what)`, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in zip(("households", "members"), survey(year, **what), strict=True):
        frame.write_csv(folder / f"{name}.csv")
