"""Boundaries drawn on the server: SVG paths for a choropleth that needs no script and no tiles.

Municipal units (600151) have no polygon of their own: they lie inside tambon whose boundary is known, but theirs is not. A map
shows a unit on the tambon the province's settings name for it, where one is wholly municipal (`polygon_of`: 600151 on 600101
ปากน้ำโพ), and lists the others beside the map (`polygon_of` is None: 600751). Villages have no polygons either: their tambon's.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from nsc.areas import codes, places, provinces

STEP = 0.5  # px, the grid that all points stand on; finer than a screen shows
TOLERANCE = 0.6  # px that a thinned line may be off
OUTLINED = 300  # px across a tambon whose outline is drawn on a phone
MARGIN = 2.0  # px, so that a stroke is not cut at the edge

Point = tuple[float, float]
Ring = list[Point]


@dataclass(frozen=True, slots=True)
class Shape:
    """A place on a sheet: an SVG path and the point its label stands at, both in px."""

    code: str
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """Shapes that share one drawing of `width` × `height` px. `bounds`: its edges in the west, south, east, north; 0 without shapes."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    bounds: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    def at(self, lon: float, lat: float) -> Point:
        """Where a point on the ground lies on the sheet, or beside it, px."""
        west, south, east, north = self.bounds
        top, bottom = _mercator(north), _mercator(south)
        return (lon - west) / (east - west) * self.width, (top - _mercator(lat)) / (top - bottom) * self.height


def sheet(level: str, within: str, *, width: int = 600) -> Sheet:
    """The places of `level` (province, amphoe, tambon) in the area `within`, fitted to `width`, north up.

    A village is drawn as its tambon. No shapes where the province has no boundaries at hand: the page shows its table alone.
    """
    height, bounds, drawn = _drawn(level, within[: codes.LENGTH[codes.TAMBON]], width)
    return Sheet(width, height, tuple(Shape(code, places.name(code), path, x, y) for code, path, x, y in drawn), bounds)


def spot(level: str, within: str, lon: float, lat: float, *, width: int = 600) -> Point | None:
    """Where a point on the ground lies on that sheet; None without boundaries, or where the point lies off the sheet."""
    within = within[: codes.LENGTH[codes.TAMBON]]
    points = [point for feature in _features(level, within) for ring in _rings(feature["geometry"]) for point in ring]
    if not points:
        return None
    project = _Projection(points, width)
    x, y = project((lon, lat))
    return (x, y) if 0 <= x <= width and 0 <= y <= project.height else None


def polygon_of(code: str) -> str | None:
    """The tambon polygon that a tambon, municipal unit, village or community is seen on; None if it is listed beside the map."""
    tambon = code[: codes.LENGTH[codes.TAMBON]]
    if codes.is_municipal(tambon):
        units = provinces.settings(tambon[:2]).municipal
        return next((unit.drawn_on for unit in units if unit.code == tambon), None)
    return tambon if any(_features(codes.TAMBON, tambon)) else None


def features(level: str, within: str) -> dict[str, dict[str, Any]]:
    """The geometry (GeoJSON, WGS84) of each place of a level that has a boundary, by code."""
    return {feature["properties"]["code"]: feature["geometry"] for feature in _features(level, within)}


@lru_cache(maxsize=512)
def outlines(tambons: tuple[str, ...]) -> dict[str, list[Ring]]:
    """The rings of tambons of one province as (longitude, latitude), thinned together as on a sheet of OUTLINED px for each across: what a
    phone draws without asking anybody for tiles. None for a tambon without a boundary."""
    drawn = {code: polygon for code in tambons if (polygon := polygon_of(code))}
    wanted = {code: _rings(geometry) for code, geometry in _of(set(drawn.values())).items()}
    points = [point for some in wanted.values() for ring in some for point in ring]
    if not points:
        return {}
    project = _Projection(points, round(OUTLINED * len(wanted) ** 0.5))
    flat = {code: [_without_repeats([project(point) for point in ring]) for ring in some] for code, some in wanted.items()}
    slim = _Simplifier(ring for some in flat.values() for ring in some)
    on_ground = {code: [[project.back(point) for point in slim(ring)] for ring in some] for code, some in flat.items()}
    return {code: on_ground[polygon] for code, polygon in drawn.items()}


def _of(tambons: set[str]) -> dict[str, dict[str, Any]]:
    if not tambons:
        return {}
    known = features(codes.TAMBON, min(tambons)[:2])
    return {code: known[code] for code in sorted(tambons)}


def _features(level: str, within: str) -> Iterator[dict[str, Any]]:
    for feature in provinces.boundaries(within[:2], level)["features"]:
        if codes.contains(within, feature["properties"]["code"]):
            yield feature


@lru_cache(maxsize=512)
def _drawn(level: str, within: str, width: int) -> tuple[int, tuple[float, float, float, float], tuple[tuple[str, str, float, float], ...]]:
    """Height, bounds, and (code, path, label x, label y) in the order of the file."""
    rings = {feature["properties"]["code"]: _rings(feature["geometry"]) for feature in _features(level, within)}
    if not rings:
        return 0, (0.0, 0.0, 0.0, 0.0), ()
    project = _Projection([point for some in rings.values() for ring in some for point in ring], width)
    flat = {code: [_without_repeats([project(point) for point in ring]) for ring in some] for code, some in rings.items()}
    slim = _Simplifier(ring for some in flat.values() for ring in some)
    return (
        project.height,
        project.bounds,
        tuple((code, "".join(_ring_path(slim(ring)) for ring in some), *_label(code, rings[code], project)) for code, some in flat.items()),
    )


class _Projection:
    """Longitude and latitude to px by Mercator, as all maps of the web are drawn: the sheet lies on any of them without a seam."""

    def __init__(self, points: list[Point], width: int) -> None:
        lons, lats = zip(*points, strict=True)
        self.west, self.north = min(lons), _mercator(max(lats))
        self.scale = (width - 2 * MARGIN) / (max(lons) - self.west)
        self.height = math.ceil((self.north - _mercator(min(lats))) * self.scale + 2 * MARGIN)
        self.width = width

    def __call__(self, point: Point) -> Point:
        lon, lat = point
        return _grid((lon - self.west) * self.scale + MARGIN), _grid((self.north - _mercator(lat)) * self.scale + MARGIN)

    def back(self, point: Point) -> Point:
        """From px to the ground, to a metre."""
        x, y = ((each - MARGIN) / self.scale for each in point)
        return round(self.west + x, 5), round(_latitude(self.north - y), 5)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        west, top = self.west - MARGIN / self.scale, self.north + MARGIN / self.scale
        return west, _latitude(top - self.height / self.scale), west + self.width / self.scale, _latitude(top)


def _mercator(lat: float) -> float:
    """In degrees of longitude at the equator."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


def _latitude(y: float) -> float:
    return math.degrees(2 * math.atan(math.exp(math.radians(y))) - math.pi / 2)


def _grid(value: float) -> float:
    return round(value / STEP) * STEP


def _rings(geometry: dict[str, Any]) -> list[Ring]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [[(lon, lat) for lon, lat in ring] for polygon in polygons for ring in polygon]


def _without_repeats(ring: Ring) -> Ring:
    """Without the closing point and points that fell together on the grid."""
    return [point for before, point in pairwise(ring) if point != before]


class _Simplifier:
    """Douglas-Peucker on the lines that neighbours share: each line between two junctions is thinned once and alike for both sides,
    so no gap opens. Simplifying each polygon for itself would open one along every border."""

    def __init__(self, rings: Iterable[Ring]) -> None:
        beside: dict[Point, set[Point]] = {}
        for ring in rings:
            for a, b in pairwise([*ring, *ring[:1]]):
                beside.setdefault(a, set()).add(b)
                beside.setdefault(b, set()).add(a)
        self.junctions = {point for point, others in beside.items() if len(others) > 2}

    def __call__(self, ring: Ring) -> Ring:
        """The ring thinned; as it is where too little of it would remain to be seen."""
        start = next((n for n, point in enumerate(ring) if point in self.junctions), ring.index(min(ring)))
        turned = [*ring[start:], *ring[: start + 1]]
        cuts = [0, *(n for n in range(1, len(ring)) if turned[n] in self.junctions), len(ring)]
        thinned = [point for a, b in pairwise(cuts) for point in _thin_alike(turned[a : b + 1])[:-1]]
        return thinned if len(thinned) > 2 else ring


def _thin_alike(line: Ring) -> Ring:
    """The same points whichever way the line is walked."""
    return _thin(line) if line <= line[::-1] else _thin(line[::-1])[::-1]


def _thin(line: Ring) -> Ring:
    """Douglas-Peucker: the ends, and the farthest point again and again while it is off the straight line by more than TOLERANCE."""
    if len(line) < 3:
        return line
    distance, farthest = max((_distance(point, line[0], line[-1]), n) for n, point in enumerate(line[1:-1], 1))
    if distance <= TOLERANCE:
        return [line[0], line[-1]]
    return _thin(line[: farthest + 1])[:-1] + _thin(line[farthest:])


def _distance(point: Point, a: Point, b: Point) -> float:
    """From the line through a and b; from a, where they are one point (a closed line)."""
    (x, y), (ax, ay), (bx, by) = point, a, b
    if a == b:
        return math.hypot(x - ax, y - ay)
    return abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / math.hypot(bx - ax, by - ay)


def _ring_path(ring: Ring) -> str:
    (x, y), *rest = ring
    steps = [f"M{x:g} {y:g}l"]
    for next_x, next_y in rest:
        steps.append(f"{next_x - x:g} {next_y - y:g} ")
        x, y = next_x, next_y
    return "".join(steps).rstrip() + "z"


def _label(code: str, rings: list[Ring], project: _Projection) -> Point:
    """The label point of the reference data; the middle of the first ring where they have none."""
    place = places.place(code)
    if place.lon is not None and place.lat is not None:
        return project((place.lon, place.lat))
    lons, lats = zip(*rings[0], strict=True)
    return project((sum(lons) / len(lons), sum(lats) / len(lats)))
