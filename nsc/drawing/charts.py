"""Geometry of the charts, pure: values in, shapes to draw out. Coordinates are strings, ready for SVG, so that no locale bends them."""

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

import numpy as np

from nsc.poverty.small import is_hidden

MANY = 40  # shapes: on more of them only wide screens have room for names, in small print
CLASSES = 6  # steps of the colour ramp in the style sheet
_ABOVE_OR_BELOW = re.compile("[ัิ-ฺ็-๎]")  # Thai marks that take no width
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_SUBPATH = re.compile(r"M([^lLzZ]*)([lL]?)([^zZM]*)")


@dataclass(frozen=True)
class Shape:
    """An area to draw. `d`: SVG path of closed rings in the map's units, absolute M then one l or L. `value` None: no data, hatched."""

    code: str
    name: str
    d: str
    x: float  # where its name stands
    y: float
    value: float | None
    href: str = ""


@dataclass(frozen=True)
class DrawnShape:
    shape: Shape
    step: int | None  # colour step 0–5; None is hatched
    label: str  # "" not shown | "fine" in small print or "near" on wide screens | "roomy" on phones too
    x: str  # where the label stands
    y: str


@dataclass(frozen=True)
class Swatch:
    step: int
    text: str


@dataclass(frozen=True)
class DrawnMap:
    shapes: tuple[DrawnShape, ...]
    legend: tuple[Swatch, ...]
    has_gaps: bool


def breaks(values: Iterable[float | None], classes: int = CLASSES) -> tuple[float, ...]:
    """Inner bounds of quantile classes, rounded to two significant digits so that people can read them; fewer where values repeat."""
    known = sorted(v for v in values if v is not None)
    if not known or known[0] == known[-1]:
        return ()
    cuts = (known[min(len(known) - 1, len(known) * i // classes)] for i in range(1, classes))
    rounded = sorted({readable(cut) for cut in cuts})
    return tuple(cut for cut in rounded if known[0] < cut <= known[-1])


def readable(value: float) -> float:
    if value == 0:
        return 0.0
    return round(value, 1 - math.floor(math.log10(abs(value))))


def legend(bounds: Sequence[float]) -> tuple[Swatch, ...]:
    """The classes in words, each with its colour step (few classes are spread over the whole ramp)."""
    if not bounds:
        return ()
    text = [f"{bound:,.6g}" if abs(bound) < 1e6 else f"{bound:,.0f}" for bound in bounds]
    words = [f"<\u00a0{text[0]}", *(f"{a} – <\u00a0{b}" for a, b in pairwise(text)), f"≥\u00a0{text[-1]}"]
    return tuple(Swatch(step_of(i, len(words)), word) for i, word in enumerate(words))


def step_of(index: int, of: int) -> int:
    return round(index * (CLASSES - 1) / max(of - 1, 1))


def step(value: float | None, bounds: Sequence[float]) -> int | None:
    """The colour step of a value; None stays None. Without bounds (all alike) the middle of the ramp."""
    if value is None:
        return None
    return step_of(bisect_right(bounds, value), len(bounds) + 1) if bounds else CLASSES // 2


def choropleth(shapes: Sequence[Shape], bounds: Sequence[float] | None = None) -> DrawnMap:
    """Colour steps, legend, and which names can be written without running into each other."""
    bounds = breaks(s.value for s in shapes) if bounds is None else tuple(bounds)
    sizes = {"fine": 10.5} if len(shapes) > MANY else {"near": 12.5, "roomy": 20.0}
    labels = {code: label for label, size in sizes.items() for code in fitting(shapes, size, within=label == "fine")}
    drawn = []
    for s in shapes:
        label = labels.get(s.code, "")
        x, y = (room(s.d) if label else None) or (s.x, s.y)
        drawn.append(DrawnShape(s, step(s.value, bounds), label, f"{x:.1f}", f"{y:.1f}"))
    return DrawnMap(tuple(drawn), legend(bounds), any(s.value is None for s in shapes))


def text_width(text: str, size: float) -> float:
    """About how wide Sarabun sets it."""
    return len(_ABOVE_OR_BELOW.sub("", text)) * size * 0.54


def fitting(shapes: Sequence[Shape], size: float, *, within: bool = False) -> set[str]:
    """Names that fit: those of the largest areas first, none over another, none much wider than its own area; `within`: nor over its
    border anywhere."""
    taken: list[tuple[float, float, float, float]] = []
    shown = set()
    for shape in sorted(shapes, key=lambda s: -_spread(s.d)[0] * _spread(s.d)[1]):
        width, height = text_width(shape.name, size), size * 1.35
        if width > _spread(shape.d)[0]:
            continue
        x, y = room(shape.d) or (shape.x, shape.y)
        box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        if within and not _holds(shape.d, box):
            continue
        if not any(_overlap(box, other) for other in taken):
            taken.append(box)
            shown.add(shape.code)
    return shown


def _holds(d: str, box: tuple[float, float, float, float]) -> bool:
    """Whether both ends of a line of text in the box, and its middle, lie inside the path."""
    left, top, right, bottom = box
    rings = [np.array(ring) for ring in _rings(d) if len(ring) > 2]
    a, b = np.concatenate(rings), np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
    inset = (bottom - top) / 5
    at = np.array([(x, y) for x in (left, (left + right) / 2, right) for y in (top + inset, bottom - inset)]).reshape(-1, 1, 2)
    return bool((_crossings(a, b, at) % 2).all())


def _crossings(a: np.ndarray, b: np.ndarray, at: np.ndarray) -> np.ndarray:
    """How often a ray from each point to the right crosses the edges a–b: odd inside. a, b [edges, 2], at [points, 1, 2]."""
    crossed = ((a[:, 1] > at[..., 1]) != (b[:, 1] > at[..., 1])) & (
        at[..., 0] < (b[:, 0] - a[:, 0]) * (at[..., 1] - a[:, 1]) / np.where(a[:, 1] == b[:, 1], 1, b[:, 1] - a[:, 1]) + a[:, 0]
    )
    return np.asarray(crossed.sum(axis=1))


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@lru_cache(maxsize=4096)
def _spread(d: str) -> tuple[float, float]:
    """Width and height of a path's bounding box."""
    points = [point for ring in _rings(d) for point in ring]
    if not points:
        return (0.0, 0.0)
    xs, ys = zip(*points, strict=True)
    return max(xs) - min(xs), max(ys) - min(ys)


@lru_cache(maxsize=4096)
def room(d: str, grid: int = 24) -> tuple[float, float] | None:
    """The point inside with the most room for a line of text: farthest from the border, height counted thrice since words are wide."""
    rings = [np.array(ring) * (1, 3) for ring in _rings(d) if len(ring) > 2]
    if not rings:
        return None
    a = np.concatenate(rings)
    b = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
    low, high = a.min(axis=0), a.max(axis=0)
    axes = (np.linspace(low[i], high[i], grid + 2)[1:-1] for i in (0, 1))
    at = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 1, 2)
    inside = _crossings(a, b, at)
    along = b - a
    where = np.clip(((at - a) * along).sum(axis=-1) / np.maximum((along**2).sum(axis=-1), 1e-9), 0, 1)
    far = np.hypot(*np.moveaxis(at - a - where[..., None] * along, -1, 0)).min(axis=1) * (inside % 2)
    best = at[far.argmax(), 0]
    return (float(best[0]), float(best[1]) / 3) if far.any() else None


def _rings(d: str) -> list[list[tuple[float, float]]]:
    return [_ring(*found) for found in _SUBPATH.findall(d)]


def _ring(start: str, kind: str, rest: str) -> list[tuple[float, float]]:
    x, y = (float(n) for n in _NUMBER.findall(start)[:2])
    numbers = [float(n) for n in _NUMBER.findall(rest)]
    pairs = zip(numbers[::2], numbers[1::2], strict=False)
    if kind == "L":
        return [(x, y), *pairs]
    return list(accumulate(pairs, lambda at, by: (at[0] + by[0], at[1] + by[1]), initial=(x, y)))


@dataclass(frozen=True)
class Series:
    """One area or measure over the years; None where that year says nothing."""

    name: str
    points: tuple[tuple[int, float | None], ...]
    href: str = ""

    @property
    def last(self) -> float | None:
        return self.points[-1][1] if self.points else None


@dataclass(frozen=True)
class DrawnSeries:
    series: Series
    lines: tuple[str, ...]  # SVG paths; a year without a value breaks the line
    dots: tuple[tuple[str, str, bool], ...]  # x, y, is it the last


def small_multiples(series: Sequence[Series], width: float = 160, height: float = 64, pad: float = 5) -> tuple[DrawnSeries, ...]:
    """All on one scale that begins at nought, so that heights can be compared between the pictures."""
    top = max((v for s in series for _, v in s.points if v is not None), default=0) or 1
    years = sorted({year for s in series for year, _ in s.points})
    span = max(len(years) - 1, 1)
    x = {year: pad + i * (width - 2 * pad) / span for i, year in enumerate(years)}
    y = lambda value: height - pad - value / top * (height - 2 * pad)  # noqa: E731
    return tuple(_draw(s, x, y) for s in series)


def _draw(series: Series, x: dict[int, float], y: Callable[[float], float]) -> DrawnSeries:
    at = [None if value is None or is_hidden(value) else (x[year], y(value)) for year, value in series.points]
    runs: list[list[tuple[float, float]]] = [[]]
    for point in at:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    lines = tuple("M" + "L".join(f"{px:.1f},{py:.1f}" for px, py in run) for run in runs if len(run) > 1)
    known = [point for point in at if point]
    return DrawnSeries(series, lines, tuple((f"{px:.1f}", f"{py:.1f}", i == len(known) - 1) for i, (px, py) in enumerate(known)))


def part(value: float | None, of: float | None) -> float:
    """Length of a bar in per cent of its track: 0 where unknown, never beyond 100, and a sliver for what is small but not nought."""
    if not value or not of:
        return 0.0
    return round(min(max(100 * value / of, 0.6), 100), 1)
