"""Boundaries drawn on the server: SVG paths for a choropleth that needs no script and no tiles, and GeoJSON for maps that do.

Municipal units (600151) have no polygon of their own: they lie inside tambon whose boundary is known, but theirs is not. A map
shows a unit on the tambon the province's settings name for it, where one is wholly municipal (`polygon_of`: 600151 on 600101
ปากน้ำโพ), and lists the others beside the map (`polygon_of` is None: 600751). Villages have no polygons either: their tambon's.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nsc.areas import codes, places, provinces

STEP = 0.5  # px; finer than a screen shows
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
    """Shapes that share one drawing of `width` × `height` px."""

    width: int
    height: int
    shapes: tuple[Shape, ...]

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def sheet(level: str, within: str, *, width: int = 600) -> Sheet:
    """The places of `level` (province, amphoe, tambon) in the area `within`, fitted to `width`, north up.

    A village is drawn as its tambon. No shapes where the province has no boundaries at hand: the page shows its table alone.
    """
    height, drawn = _drawn(level, within[: codes.LENGTH[codes.TAMBON]], width)
    return Sheet(width, height, tuple(Shape(code, places.name(code), path, x, y) for code, path, x, y in drawn))


def shapes(level: str, within: str, *, width: int = 600) -> list[Shape]:
    return list(sheet(level, within, width=width).shapes)


def geojson(level: str, within: str) -> dict[str, Any]:
    """A FeatureCollection in WGS84; `properties.code` joins it to figures."""
    return {"type": "FeatureCollection", "features": list(_features(level, within))}


def polygon_of(code: str) -> str | None:
    """The tambon polygon that a tambon, municipal unit, village or community is seen on; None if it is listed beside the map."""
    tambon = code[: codes.LENGTH[codes.TAMBON]]
    if codes.is_municipal(tambon):
        units = provinces.settings(tambon[:2]).municipal
        return next((unit.drawn_on for unit in units if unit.code == tambon), None)
    return tambon if any(_features(codes.TAMBON, tambon)) else None


def _features(level: str, within: str) -> Iterator[dict[str, Any]]:
    for feature in provinces.boundaries(within[:2], level)["features"]:
        if codes.contains(within, feature["properties"]["code"]):
            yield feature


@lru_cache(maxsize=512)
def _drawn(level: str, within: str, width: int) -> tuple[int, tuple[tuple[str, str, float, float], ...]]:
    """Height, and (code, path, label x, label y) in the order of the file."""
    rings = {feature["properties"]["code"]: _rings(feature["geometry"]) for feature in _features(level, within)}
    if not rings:
        return 0, ()
    project = _Projection([point for some in rings.values() for ring in some for point in ring], width)
    drawn = tuple((code, _path(some, project), *_label(code, some, project)) for code, some in rings.items())
    return project.height, drawn


class _Projection:
    """Longitude and latitude to px: equirectangular, true to scale at the middle latitude; a province is too small to need more."""

    def __init__(self, points: list[Point], width: int) -> None:
        lons, lats = zip(*points, strict=True)
        self.west, self.north = min(lons), max(lats)
        self.shrink = math.cos(math.radians((max(lats) + min(lats)) / 2))
        self.scale = (width - 2 * MARGIN) / ((max(lons) - self.west) * self.shrink)
        self.height = math.ceil((self.north - min(lats)) * self.scale + 2 * MARGIN)

    def __call__(self, point: Point) -> Point:
        lon, lat = point
        return _grid((lon - self.west) * self.shrink * self.scale + MARGIN), _grid((self.north - lat) * self.scale + MARGIN)


def _grid(value: float) -> float:
    return round(value / STEP) * STEP


def _rings(geometry: dict[str, Any]) -> list[Ring]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [[(lon, lat) for lon, lat in ring] for polygon in polygons for ring in polygon]


def _path(rings: list[Ring], project: _Projection) -> str:
    return "".join(_ring_path(_simplified([project(point) for point in ring])) for ring in rings)


def _simplified(ring: Ring) -> Ring:
    """Without the closing point, repeated points and points on a straight line.

    Neighbours share their vertices, so rounding to one grid moves both sides alike and opens no gap; a simplification of each
    polygon for itself would.
    """
    kept: Ring = []
    for point in ring[:-1]:
        if kept and point == kept[-1]:
            continue
        while len(kept) > 1 and _on_line(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return kept


def _on_line(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) == (b[1] - a[1]) * (c[0] - a[0])


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
