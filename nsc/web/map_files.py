"""The map as files: a sheet of paper or a picture of it, its table, its shapes with their figures."""

import math
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from nsc import thai
from nsc.areas import boundaries, places
from nsc.drawing import map_shapes
from nsc.files import tables
from nsc.paper import pdf
from nsc.reports.by_area import Cell
from nsc.reports.pinned import Bounds, Mark
from nsc.surveys import centres
from nsc.web.map_page import Seen, ends
from nsc.web.templatetags.figures import thaidate

KINDS: dict[pdf.Form, str] = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}
HEADINGS = ("code", "name", "part", "whole", "value", "part_before", "whole_before", "value_before", "hidden")


def name(seen: Seen, form: str) -> str:
    at = seen.areas.here
    return f"map-{at.area or f'authority-{at.authority_id}'}-{seen.asked.measure.key}-{thai.buddhist_year(at.round.survey_year)}.{form}"


def zoom(view: Bounds) -> int:
    """As maps of the web count it, where the view is as wide as the drawing."""
    return round(math.log2(map_shapes.WIDTH * 360 / 256 / (view[2] - view[0])))


def sheet(seen: Seen, form: pdf.Form, marks: Iterable[Mark], *, is_upright: bool, on: datetime) -> tuple[bytes, str]:
    """What is on the screen: the same part of the same areas, the years, the legend, and the households of the layers that are on."""
    drawn = {False: seen.drawn()}
    if seen.is_compared:
        drawn[True] = seen.drawn(is_then=True)
    how = {"view": seen.asked.view, "marks": tuple(marks), "letters": 12.0 if seen.is_compared else 8.0}  # two stand beside each other
    svg = {is_then: map_shapes.on_paper(seen.laid, areas, **how) for is_then, areas in drawn.items()}
    order = [each for each in ((False, True) if seen.is_newer_first else (True, False)) if each in svg]
    csses = {area.css for areas in drawn.values() for area in areas.values()}
    csses |= {"none" for shape in seen.laid.shapes if shape.code not in drawn[False]}
    hatches = {"none": _("ไม่มีข้อมูล"), "hidden": _("จำนวนน้อย จึงไม่แสดง")}
    told = {
        "title": f"{seen.title} · {seen.areas.here.name}",
        "narrowed": seen.narrowed_in_words,
        "unit": seen.words.unit,
        "maps": [{"name": year, "svg": svg[each]} for each, year in zip(order, seen.years if seen.is_compared else ("",), strict=True)],
        "legend": [[map_shapes.PAPER[css], words] for css, words in seen.legend],
        "hatches": [[map_shapes.swatch(css), words] for css, words in hatches.items() if css in csses],
        "ends": ends(seen) or (),
        "source": seen.source,
        "by": " · ".join(_("แนวเขต: %(text)s") % {"text": each.text} for each in places.sources() if each.subject == "แนวเขต"),
        "on": _("จัดทำเมื่อ %(on)s") % {"on": thaidate(on)},
        "form": form,
        "is_upright": is_upright,
    }
    return pdf.made("map", told, form=form), KINDS[form]


def table(seen: Seen) -> Iterator[str]:
    return tables.lines(HEADINGS, map(list, _rows(seen)))


def shapes(seen: Seen) -> dict[str, object]:
    """GeoJSON of the areas shown, with their figures; a village is a point, and what has no boundary has no geometry."""
    at = seen.areas.here
    known: dict[str, object] = {}
    if seen.is_of_villages:
        found = centres.of_villages(at.round, at.area, at.authority_id)
        known |= {code: {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]} for code, (lon, lat) in found.items()}
    else:
        known |= boundaries.features(seen.areas.level, at.area)
    features = [
        {"type": "Feature", "geometry": known.get(row[0]), "properties": dict(zip(HEADINGS, row, strict=True))} for row in _rows(seen)
    ]
    about = {"measure": seen.words.title, "narrowed": seen.narrowed_in_words, "source": seen.source}
    by = [each.text for each in places.sources() if each.subject == "แนวเขต"]
    return {"type": "FeatureCollection", **about, "attribution": by, "features": features}


def _rows(seen: Seen) -> Iterator[tuple[tables.Cell, ...]]:
    for line in seen.areas.lines:
        value = None if line.is_hidden else seen.value(line)
        yield line.code, line.name, *_cell(line.now), value, *_cell(line.then), seen.words.value(line.then), line.is_hidden


def _cell(cell: Cell | None) -> tuple[int | None, int | None]:
    return (cell.part, cell.whole) if cell else (None, None)
