"""Charts as they stand on a page, drawn for paper: the same geometry (drawing.charts), with words, colours and letters in the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from nsc.drawing import charts
from nsc.drawing.charts import DrawnSeries, Series

WIDTH = 560.0
LETTERS = 12.0
ROW, TRACK = 26.0, 12.0
INK, MUTED, SOFT, MANY = "#14211f", "#56635f", "#eef3f1", "#b0482b"
# The hues of the five dimensions in tokens.css by day; tests/drawing/test_paper_charts.py compares them.
HUES = {"health": "#c2415d", "living": "#8a6d1f", "education": "#2c6fb3", "income": "#5f7a1c", "access": "#6d4fa3"}


@dataclass(frozen=True)
class Bar:
    """`value`: what its length says; `told`: the words behind it. `key`: of a dimension, for its hue."""

    name: str
    value: float | None
    told: str
    key: str = ""


def bars(rows: Sequence[Bar], of: float | None = None) -> str:
    """One below the other, each as long as charts.part says of `of`, by default of the largest."""
    top = of if of is not None else max((row.value or 0 for row in rows), default=0)
    left = 14 + max((charts.text_width(row.name, LETTERS) for row in rows), default=0)
    right = 14 + max((charts.text_width(row.told, LETTERS) for row in rows), default=0)
    wide = max(WIDTH - left - right, 60.0)
    parts = []
    for n, row in enumerate(rows):
        y = n * ROW
        base = y + ROW / 2 + LETTERS * 0.35
        fill = HUES.get(row.key, MANY)
        bar = f'y="{y + (ROW - TRACK) / 2:.1f}" height="{TRACK:.0f}" rx="3"'
        parts.append(f'<text x="0" y="{base:.1f}" fill="{INK}">{escape(row.name)}</text>')
        parts.append(f'<rect x="{left:.1f}" width="{wide:.1f}" {bar} fill="{SOFT}"/>')
        if length := charts.part(row.value, top):
            parts.append(f'<rect x="{left:.1f}" width="{wide * length / 100:.1f}" {bar} fill="{fill}"/>')
        parts.append(f'<text x="{left + wide + 14:.1f}" y="{base:.1f}" fill="{INK}">{escape(row.told)}</text>')
    return _svg(left + wide + right, max(len(rows), 1) * ROW, parts)


def multiples(series: Sequence[Series], told: Sequence[str]) -> str:
    """Small pictures on one scale, three beside each other. `told`: the last value of each in words; years are those of the points."""
    drawn = charts.small_multiples(series)
    across, gap, top, high = 3, 40.0, 34.0, 120.0
    parts = []
    for n, (each, words) in enumerate(zip(drawn, told, strict=True)):
        x, y = n % across * (160 + gap), n // across * high
        parts.append(f'<g transform="translate({x:.0f} {y:.0f})">{_multiple(each, words, top)}</g>')
    lines = -(-len(drawn) // across)
    return _svg(across * 160 + (across - 1) * gap, max(lines, 1) * high, parts)


def _multiple(each: DrawnSeries, told: str, top: float) -> str:
    years = [year for year, _value in each.series.points]
    parts = [
        f'<text x="0" y="12" fill="{INK}">{escape(each.series.name)}</text>',
        f'<text x="0" y="28" fill="{INK}" font-weight="bold">{escape(told)}</text>',
        f'<g transform="translate(0 {top:.0f})"><line x1="0" x2="160" y1="59" y2="59" stroke="{MUTED}" stroke-opacity="0.4"/>',
        *(f'<path d="{line}" fill="none" stroke="{MANY}" stroke-width="2"/>' for line in each.lines),
        *(f'<circle cx="{x}" cy="{y}" r="{3.4 if is_last else 2.4}" fill="{MANY}"/>' for x, y, is_last in each.dots),
        "</g>",
    ]
    small = f'y="{top + 76:.0f}" font-size="10" fill="{MUTED}"'
    if years:
        parts.append(f'<text x="0" {small}>{years[0]}</text>')
    if len(years) > 1:
        parts.append(f'<text x="160" {small} text-anchor="end">{years[-1]}</text>')
    return "".join(parts)


def _svg(width: float, height: float, parts: Sequence[str]) -> str:
    size = f'viewBox="0 0 {width:.1f} {height:.1f}" width="{width:.0f}" height="{height:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="Sarabun" font-size="{LETTERS:.0f}">{"".join(parts)}</svg>'
