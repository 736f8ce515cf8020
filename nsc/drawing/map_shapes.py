"""The map as SVG, pure: for a page, where the style sheet gives the colours, and for paper, where the drawing carries them itself.

Written by hand and not by a template: a hundred and thirty shapes are a few milliseconds so, and fifty through tags. What comes from
outside is escaped here. Where the shapes lie and which names have room is worked out once and kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Protocol

from nsc.drawing import charts

WIDTH = 560
TIERS = (20.0, 12.5, 8.0, 5.0, 3.2, 2.0)  # letters, in units of the drawing, that a name has room for: the nearer one comes, the more names
DOT = 9.0  # radius of a village, as letters of 12.5 see it
HATCHES = {"none": "M0 0V6", "hidden": "M0 0V6M0 0H6"}  # nobody was asked; too few to be shown

# The colours of tokens.css by day, for paper and files. tests/web/test_map_pages.py compares them.
PAPER = {
    "s0": "#f4eae4",
    "s1": "#ebcdbf",
    "s2": "#dda48c",
    "s3": "#cb7a60",
    "s4": "#a84a2e",
    "s5": "#7c2f1a",
    "d0": "#0f6e62",
    "d1": "#4fa397",
    "d2": "#b5d6d0",
    "d3": "#eceeec",
    "d4": "#ebcdbf",
    "d5": "#cb7a60",
    "d6": "#93391d",
}
DARK = ("s4", "s5", "d0", "d6")  # on which letters are white
INK, PAGE, MUTED, PING = "#14211f", "#ffffff", "#56635f", "#0f6e62"

Bounds = tuple[float, float, float, float]  # west, south, east, north


class Outline(Protocol):
    """An area with a boundary, in units of its sheet."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...


class Sheet(Protocol):
    """As areas.boundaries has it."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def shapes(self) -> Sequence[Outline]: ...
    def at(self, lon: float, lat: float) -> tuple[float, float]: ...


class Mark(Protocol):
    """So many households about here."""

    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...
    @property
    def count(self) -> int: ...


@dataclass(frozen=True)
class Area:
    """What is drawn for an area. `css`: its class (classes.Classes.of), or "hidden"; `said`: name and figure in words."""

    code: str
    name: str
    css: str
    said: str
    href: str = ""


@dataclass(frozen=True)
class Laid:
    """Where everything lies. `shapes` are areas; `base` is only their ground. `dots`: villages. `names`: (code, tier, x, y)."""

    sheet: Sheet
    shapes: tuple[charts.Shape, ...]
    base: tuple[str, ...]
    dots: tuple[tuple[str, float, float], ...]
    names: Mapping[str, tuple[int, float, float]]


def laid_out(sheet: Sheet) -> Laid:
    """Areas of a level that have boundaries. No shapes where there are none at hand."""
    shapes = _shapes(sheet)
    return Laid(sheet, shapes, (), (), _names(shapes))


def villages(sheet: Sheet, centres: Mapping[str, tuple[float, float]], names: Mapping[str, str]) -> Laid:
    """Villages as dots on their tambon; those outside of the drawing are left to the table."""
    dots = []
    for code, (lon, lat) in centres.items() if sheet.shapes else ():
        x, y = sheet.at(lon, lat)
        if 0 <= x <= sheet.width and 0 <= y <= sheet.height:
            dots.append((code, round(x, 1), round(y, 1)))
    return Laid(sheet, (), tuple(each.path for each in sheet.shapes), tuple(dots), _beside(dots, names))


def _shapes(sheet: Sheet) -> tuple[charts.Shape, ...]:
    return tuple(charts.Shape(each.code, each.name, each.path, each.x, each.y, None) for each in sheet.shapes)


@lru_cache(maxsize=256)
def _names(shapes: tuple[charts.Shape, ...]) -> Mapping[str, tuple[int, float, float]]:
    found: dict[str, tuple[int, float, float]] = {}
    place = {each.code: (each.x, each.y) for each in shapes}
    paths = {each.code: each.d for each in shapes}
    for tier, size in enumerate(TIERS):
        for code in charts.fitting(shapes, size, within=len(shapes) > charts.MANY):
            if code not in found:
                found[code] = (tier, *(charts.room(paths[code]) or place[code]))
    return found


def _beside(dots: Sequence[tuple[str, float, float]], names: Mapping[str, str]) -> dict[str, tuple[int, float, float]]:
    """Names below their dots, in the first tier in which none runs into another."""
    found: dict[str, tuple[int, float, float]] = {}
    for tier, size in enumerate(TIERS):
        taken = [_box(names[code], x, y, size) for code, (_tier, x, y) in found.items()]
        for code, x, y in dots:
            if code in found or code not in names:
                continue
            box = _box(names[code], x, y, size)
            if not any(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken):
                taken.append(box)
                found[code] = (tier, x, y)
    return found


def _box(name: str, x: float, y: float, size: float) -> tuple[float, float, float, float]:
    wide = max(charts.text_width(name, size), 2 * size)
    return x - wide / 2, y - size, x + wide / 2, y + 2.6 * size


# — for a page —


def on_page(laid: Laid, areas: Mapping[str, Area], *, title: str, mark: str, css: str = "") -> str:
    """`mark`: makes the ids of this drawing its own. With `css` "then …" it is the other year's: seen, not walked through."""
    is_other = css.startswith("then")
    parts = [
        f'<svg class="{f"map {css}".strip()}" viewBox="0 0 {laid.sheet.width} {laid.sheet.height}" role="{"img" if is_other else "group"}" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title><defs>{_patterns(mark)}</defs>'
    ]
    parts += [f'<path class="ground" d="{d}"/>' for d in laid.base]
    for shape in laid.shapes:
        parts.append(_linked(areas.get(shape.code), f'd="{shape.d}"', "path", mark, is_other, shape.code, shape.name))
    for code, x, y in laid.dots:
        if code in areas:
            parts.append(_linked(areas[code], f'cx="{x}" cy="{y}"', "circle", mark, is_other))
    parts.append('<g aria-hidden="true">')
    known = {shape.code: shape.name for shape in laid.shapes}
    for code, (tier, x, y) in laid.names.items():
        area = areas.get(code)
        beside = ' dy="1.9em"' if laid.dots else ""
        css_of = "out" if laid.dots else area.css if area else "none"
        parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}"{beside} class="t{tier} {css_of}">{escape(area.name if area else known.get(code, ""))}</text>'
        )
    parts.append("</g></svg>")
    return "".join(parts)


def _linked(area: Area | None, where: str, tag: str, mark: str, is_other: bool, code: str = "", name: str = "") -> str:
    css = area.css if area else "none"
    fill = f' fill="url(#{css}-{mark})"' if css in HATCHES else ""
    drawn = f'<{tag} class="area {css}" {where}{fill} vector-effect="non-scaling-stroke"/>'
    if area is None:
        return drawn
    told = f'data-area="{escape(area.code)}" data-said="{escape(area.said)}"'
    if is_other or not area.href:
        return f"<g {told}>{drawn}</g>"
    return f'<a href="{escape(area.href)}" {told} aria-label="{escape(area.said)}">{drawn}</a>'


def _patterns(mark: str) -> str:
    return "".join(
        f'<pattern id="{css}-{mark}" class="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6"/><path d="{lines}"/></pattern>'
        for css, lines in HATCHES.items()
    )


# — for paper —


def on_paper(
    laid: Laid,
    areas: Mapping[str, Area],
    *,
    view: Bounds | None,
    marks: Iterable[Mark] = (),
    letters: float = 8.0,
    legend: Sequence[tuple[str, str]] = (),
) -> str:
    """The same with its colours in it, cut to `view`. `letters`: how large they are, in units of the whole drawing. `legend`: (class,
    words), below the map, where it has none beside it."""
    x, y, width, height = _window(laid.sheet, view)
    size = letters * min(1.0, width / WIDTH)
    below = _legend(legend, x, y + height, width, 1.3 * size)
    whole = height + below.height
    tier = max((n for n, each in enumerate(TIERS) if each >= size * 0.98), default=0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x:.1f} {y:.1f} {width:.1f} {whole:.1f}" width="{WIDTH}" '
        f'height="{WIDTH * whole / width:.0f}" font-family="Sarabun" text-anchor="middle"><defs>{_paper_patterns(size / 10)}</defs>'
    ]
    line = f'stroke="{PAGE}" stroke-width="{size / 11:.2f}" stroke-linejoin="round"'
    parts += [f'<path d="{d}" fill="#eef3f1" {line}/>' for d in laid.base]
    parts += [f'<path d="{each.d}" fill="{_fill(areas.get(each.code))}" {line}/>' for each in laid.shapes]
    for code, cx, cy in laid.dots:
        if code in areas:
            fill, edge = _fill(areas[code]), f'stroke="{MUTED}" stroke-width="{size / 12:.2f}"'
            parts.append(f'<circle cx="{cx}" cy="{cy}" r="{DOT * size / 12.5:.1f}" fill="{fill}" {edge}/>')
    known = {shape.code: shape.name for shape in laid.shapes}
    for code, (least, lx, ly) in laid.names.items():
        area = areas.get(code)
        if least <= tier and x < lx < x + width and y < ly < y + height:
            ink = "#ffffff" if area and area.css in DARK and not laid.dots else INK
            down = size * (1.9 if laid.dots else 0.35)
            name = escape(area.name if area else known.get(code, ""))
            parts.append(f'<text x="{lx:.1f}" y="{ly + down:.1f}" font-size="{size:.1f}" fill="{ink}">{name}</text>')
    parts += [_pin(laid.sheet, mark, size) for mark in marks]
    parts += below.parts
    return "".join([*parts, "</svg>"])


@dataclass(frozen=True)
class _Legend:
    parts: list[str]
    height: float


def _legend(legend: Sequence[tuple[str, str]], left: float, top: float, width: float, size: float) -> _Legend:
    """Swatches with their words, one line after another."""
    parts: list[str] = []
    x, y = left, top + 1.6 * size
    for css, words in legend:
        wide = 2.2 * size + charts.text_width(words, size) + 1.2 * size
        if x > left and x + wide > left + width:
            x, y = left, y + 1.7 * size
        fill = f"url(#{css})" if css in HATCHES else PAPER[css]
        parts.append(f'<rect x="{x:.1f}" y="{y - 0.85 * size:.1f}" width="{1.7 * size:.1f}" height="{size:.1f}" fill="{fill}"/>')
        words_at = f'x="{x + 2.2 * size:.1f}" y="{y:.1f}" font-size="{size:.1f}" text-anchor="start" fill="{INK}"'
        parts.append(f"<text {words_at}>{escape(words)}</text>")
        x += wide
    return _Legend(parts, y + 0.8 * size - top if legend else 0.0)


def _window(sheet: Sheet, view: Bounds | None) -> tuple[float, float, float, float]:
    """x, y, width and height of what is seen; the whole where nothing is asked for, or nothing of it lies there."""
    if view is None:
        return 0, 0, sheet.width, sheet.height
    west, south, east, north = view
    (left, top), (right, bottom) = sheet.at(west, north), sheet.at(east, south)
    is_there = left < sheet.width and right > 0 and top < sheet.height and bottom > 0 and right - left > 1 and bottom - top > 1
    return (left, top, right - left, bottom - top) if is_there else (0, 0, sheet.width, sheet.height)


def _fill(area: Area | None) -> str:
    css = area.css if area else "none"
    return f"url(#{css})" if css in HATCHES else PAPER[css]


def _paper_patterns(scale: float) -> str:
    return "".join(
        f'<pattern id="{css}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45) scale({scale:.3f})">'
        f'<rect width="6" height="6" fill="#eef3f1"/><path d="{lines}" stroke="{MUTED}" stroke-opacity="0.6"/></pattern>'
        for css, lines in HATCHES.items()
    )


def swatch(css: str) -> str:
    """A hatch in the legend on paper."""
    drawn = f'<defs>{_paper_patterns(0.7)}</defs><rect width="28" height="10" fill="url(#{css})"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 10">{drawn}</svg>'


def _pin(sheet: Sheet, mark: Mark, size: float) -> str:
    x, y = sheet.at(mark.lon, mark.lat)
    if mark.count == 1:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size * 0.3:.1f}" fill="{PING}" stroke="{PAGE}" stroke-width="{size / 12:.2f}"/>'
    radius = size * (0.62 + 0.14 * len(str(mark.count)))
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{PAGE}" stroke="{PING}" stroke-width="{size / 9:.2f}"/>'
        f'<text x="{x:.1f}" y="{y + size * 0.28:.1f}" font-size="{size * 0.8:.1f}" font-weight="bold" fill="{PING}">{mark.count:,}</text>'
    )
