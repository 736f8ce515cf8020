"""Where households live: survey units (villages, their parts, municipal communities), local authorities, points inside the tambon."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from .chance import top
from .figures import apportion

# municipality: its own name, the tambon its communities lie in, how many there are, its share of the people of each tambon
MUNICIPAL = {
    "600151": ("เทศบาลนครนครสวรรค์", "600101", 66, {"600101": 1.0, "600106": 0.5, "600113": 0.4, "600107": 0.3}),
    "600351": ("เทศบาลเมืองชุมแสง", "600301", 12, {"600301": 1.0}),
    "600751": ("เทศบาลเมืองตาคลี", "600701", 23, {"600701": 0.55}),
}
SPLIT = 92  # villages surveyed in two parts: 1,433 villages + 92 second parts + 101 communities = 1,626 units
SHORT_CODES = 0.06  # of the villages, those the file names by eight digits only


@dataclass
class Units:
    """Arrays over survey units, in order of code."""

    code: np.ndarray
    tambon: np.ndarray  # six digits, of the unit's own code
    amphoe: np.ndarray  # index into `codes`
    codes: list[str]
    inside: np.ndarray  # the tambon whose polygon holds it
    weight: np.ndarray
    authority: np.ndarray
    urban: np.ndarray


def units(areas: pl.DataFrame, population: pl.DataFrame | None, rng) -> Units:
    """`areas`: code, level, name_th as in areas.csv. `population`: code, population; without it every village weighs the same."""
    villages = areas.filter(pl.col("level") == "village").get_column("code").cast(pl.String).sort().to_numpy().astype(str)
    names = dict(areas.filter(pl.col("level") == "tambon").select("code", "name_th").iter_rows())
    codes = sorted(areas.filter(pl.col("level") == "amphoe").get_column("code").to_list())
    people = dict(population.select(pl.col("code").cast(pl.String), "population").iter_rows()) if population is not None else {}

    tambon = villages.astype("U6")
    count = dict(zip(*np.unique(tambon, return_counts=True), strict=True))
    taken = {t: sum(m[3].get(t, 0.0) for m in MUNICIPAL.values()) for t in names}
    per_village = np.array([people.get(t, 700 * count[t]) * (1 - taken[t]) / count[t] for t in tambon])
    weight = per_village * rng.lognormal(0, 0.35, len(villages))
    split = np.zeros(len(villages), dtype=bool)
    split[np.argsort(-weight, kind="stable")[:SPLIT]] = True
    short = ~split & (rng.random(len(villages)) < SHORT_CODES)

    code = np.concatenate([np.where(short, villages, np.char.add(villages, "01")), np.char.add(villages[split], "02")])
    weight = np.concatenate([np.where(split, 0.6, 1.0) * weight, 0.4 * weight[split]])
    for municipality, (_, _, communities, parts) in MUNICIPAL.items():
        code = np.concatenate([code, [f"{municipality}{c:02d}01" for c in range(1, communities + 1)]])
        size = sum(people.get(t, 10_000) * share for t, share in parts.items()) / communities
        weight = np.concatenate([weight, size * rng.lognormal(0, 0.3, communities)])
    order = np.argsort(code, kind="stable")
    code, weight = code[order], weight[order]
    tambon = code.astype("U6")
    urban = np.isin(tambon, list(MUNICIPAL))
    inside = np.array([MUNICIPAL[t][1] if t in MUNICIPAL else t for t in tambon])
    amphoe = np.array([codes.index(t[:4]) for t in tambon])
    return Units(code, tambon, amphoe, codes, inside, weight, _authorities(code, tambon, names, count, rng), urban)


def _authorities(code, tambon, names, count, rng) -> np.ndarray:
    """Many a tambon is shared by two: the market villages belong to a เทศบาลตำบล, the others to the อบต."""
    kind = {t: rng.random() for t in sorted(names)}

    def of(unit: str, t: str) -> str:
        if t in MUNICIPAL:
            return MUNICIPAL[t][0]
        moo, town = int(unit[6:8]), kind[t]
        in_town = town < 0.15 or (town < 0.5 and moo <= max(1, round(0.35 * count[t])))
        return f"{'เทศบาลตำบล' if in_town else 'องค์การบริหารส่วนตำบล'}{names[t]}"

    return np.array([of(*unit) for unit in zip(code, tambon, strict=True)])


def settle(units: Units, per_amphoe: list[int], poor_per_amphoe: list[int], rng) -> tuple[np.ndarray, np.ndarray]:
    """(unit of each poor household, unit of each other household), amphoe after amphoe. Poverty gathers in some tambon and villages."""
    households = np.zeros(len(units.code), dtype=np.int64)
    for a, total in enumerate(per_amphoe):
        here = units.amphoe == a
        households[here] = (
            1 + apportion(units.weight[here], total - here.sum()) if total > here.sum() else apportion(units.weight[here], total)
        )
    hardship = dict(zip(*(u := np.unique(units.tambon), rng.normal(0, 0.45, len(u))), strict=True))
    leaning = np.array([hardship[t] for t in units.tambon]) + rng.normal(0, 0.35, len(units.code)) - 0.3 * units.urban
    unit = np.repeat(np.arange(len(units.code)), households)
    poor = top(units.amphoe[unit], leaning[unit] + rng.gumbel(size=len(unit)), np.array(poor_per_amphoe))
    order = np.argsort(units.amphoe[unit], kind="stable")
    shuffled = order[np.lexsort((rng.random(len(order)), units.amphoe[unit[order]]))]
    return unit[shuffled[poor[shuffled]]], unit[shuffled[~poor[shuffled]]]


def points(units: Units, unit: np.ndarray, boundaries: dict, rng) -> tuple[np.ndarray, np.ndarray]:
    """(latitude, longitude) of households: gathered round a centre of their unit, all inside the tambon's polygon."""
    rings = {f["properties"]["code"]: _rings(f["geometry"]) for f in boundaries["features"]}
    at = np.zeros((len(unit), 2))
    tambon_of = units.inside[unit]
    order = np.argsort(tambon_of, kind="stable")
    for here in np.split(order, np.flatnonzero(np.diff(np.unique(tambon_of[order], return_inverse=True)[1])) + 1):
        at[here] = _clusters(rings[tambon_of[here[0]]], unit[here], rng)
    return at[:, 1], at[:, 0]


def _clusters(rings: list[np.ndarray], unit: np.ndarray, rng) -> np.ndarray:
    kinds, which = np.unique(unit, return_inverse=True)
    low, high = rings[0].min(0), rings[0].max(0)
    centre = _inside_or_again(rings, len(kinds), lambda n, _: low + rng.random((n, 2)) * (high - low))
    reach = 0.09 * np.sqrt((high - low).prod()) / np.sqrt(len(kinds)) * 2
    tries = iter(range(1000))
    return _inside_or_again(rings, len(unit), lambda n, rest: centre[which[rest]] + rng.normal(0, reach, (n, 2)) * (0.85 ** next(tries)))


def _inside_or_again(rings, n: int, draw) -> np.ndarray:
    """n points by rejection; `draw(k, indices)` proposes places for those still outside. Rounded first: what is written must be inside."""
    at, rest = np.zeros((n, 2)), np.arange(n)
    for _ in range(400):
        at[rest] = np.round(draw(len(rest), rest), 6)
        rest = rest[~inside(rings, at[rest])]
        if not len(rest):
            return at
    raise RuntimeError("no point found inside the polygon")


def inside(rings: list[np.ndarray], at: np.ndarray) -> np.ndarray:
    """Even-odd rule over all rings: n × 2 points (longitude, latitude) → n bool."""
    odd = np.zeros(len(at), dtype=bool)
    x, y = at[:, :1], at[:, 1:]
    for ring in rings:
        (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
        with np.errstate(divide="ignore", invalid="ignore"):
            crosses = ((y0 > y) != (y1 > y)) & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
        odd ^= crosses.sum(1) % 2 == 1
    return odd


def _rings(geometry: dict) -> list[np.ndarray]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [np.array(ring)[:, :2] for polygon in polygons for ring in polygon]
