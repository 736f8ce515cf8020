"""A map of areas and the table beside it."""

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.areas import boundaries, codes
from nsc.poverty.tally import Tally, percent
from nsc.reports.overview import AreaLine
from nsc.reports.place import Here as Found
from nsc.web import charts, context, pages
from nsc.web.context import Lens
from nsc.web.dimensions import BY_KEY, DIMENSIONS

WIDTH = 560
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Measure:
    """What an area is coloured by. `part` of `whole`; shown as a rate per cent, or as the number itself."""

    key: str
    name: str | Promise
    part: Callable[[Lens, Tally], int | None]
    is_rate: bool = True
    of_households: bool = False

    @property
    def unit(self) -> str:
        return _("ครัวเรือน") if self.of_households else _("คน")

    def rate(self, chosen: Lens, sums: Tally) -> float | None:
        return percent(self.part(chosen, sums), sums.households if self.of_households else sums.members)

    def value(self, chosen: Lens, sums: Tally) -> float | None:
        return self.rate(chosen, sums) if self.is_rate else self.part(chosen, sums)

    def title(self, chosen: Lens) -> str:
        """ร้อยละคนจนเป้าหมาย, or จำนวนครัวเรือนที่ตกเกณฑ์."""
        name = str(self.name) % {"poor": chosen.name, "dimension": BY_KEY[self.key].name if self.key in BY_KEY else ""}
        return (_("ร้อยละ%(name)s") if self.is_rate else _("จำนวน%(name)s")) % {"name": name}


def _poor(chosen: Lens, sums: Tally) -> int | None:
    return chosen.people(sums)


def _poor_households(chosen: Lens, sums: Tally) -> int:
    return sums.poor_households


def _of_dimension(key: str) -> Callable[[Lens, Tally], int | None]:
    return lambda chosen, sums: chosen.dimension(sums, key)


MEASURES = {
    measure.key: measure
    for measure in (
        Measure("rate", gettext_lazy("%(poor)s"), _poor),
        Measure("number", gettext_lazy("%(poor)s"), _poor, is_rate=False),
        Measure("households-rate", gettext_lazy("ครัวเรือนที่ตกเกณฑ์"), _poor_households, of_households=True),
        Measure("households", gettext_lazy("ครัวเรือนที่ตกเกณฑ์"), _poor_households, is_rate=False, of_households=True),
        *(Measure(each.key, gettext_lazy("%(poor)s ด้าน%(dimension)s"), _of_dimension(each.key)) for each in DIMENSIONS),
    )
}


def drawn(
    at: Found,
    lines: tuple[AreaLine, ...],
    level: str,
    *,
    chosen: Lens,
    href: Callable[[str], str],
    measure: Measure = MEASURES["rate"],
    measures: tuple[pages.Choice, ...] = (),
) -> pages.AreaMap:
    """`href`: the address of an area by its code. Without shapes where the places have no boundaries (villages, local authorities)."""
    rows = tuple(row(line, chosen, href, measure) for line in lines)
    sheet = boundaries.sheet(level, at.area, width=WIDTH) if level in (codes.AMPHOE, codes.TAMBON) and not at.authority else None
    on: dict[str | None, list[AreaLine]] = defaultdict(list)
    for line in lines:
        on[_polygon(line.code)].append(line)
    shapes = tuple(_shape(shape, on.get(shape.code, []), chosen, measure, href) for shape in sheet.shapes) if sheet else ()
    value = (lambda one: one.rate) if measure.is_rate else (lambda one: one.value)
    return pages.AreaMap(
        title=measure.title(chosen),
        unit=_("ร้อยละ") if measure.is_rate else measure.unit,
        shapes=shapes,
        rows=tuple(sorted(rows, key=lambda one: -(value(one) if value(one) is not None else -1))),
        width=sheet.width if sheet else 0,
        height=sheet.height if sheet else 0,
        level=str(context.LEVELS.get(level, "")),
        count_unit=measure.unit,
        digits=2 if measure.is_rate else 0,
        measures=measures,
        source=context.source(at, chosen),
        beside=tuple(one for one in rows if shapes and _polygon(one.code) is None),
    )


def warm() -> None:
    """Reads and draws the province's boundaries, which stay in the memory of this process. Before the database is set up: nothing."""
    try:
        for level in (codes.AMPHOE, codes.TAMBON):
            sheet = boundaries.sheet(level, settings.PROVINCE, width=WIDTH)
            charts.choropleth([charts.Shape(each.code, each.name, each.path, each.x, each.y, None) for each in sheet.shapes])
    except DatabaseError:
        logger.info("maps are not drawn ahead: the database is not set up")
    finally:
        connection.close()


def row(line: AreaLine, chosen: Lens, href: Callable[[str], str], measure: Measure = MEASURES["rate"], **more: str) -> pages.AreaRow:
    return pages.AreaRow(
        code=line.code,
        name=line.name,
        rate=measure.rate(chosen, line.now),
        value=measure.part(chosen, line.now),
        of=line.now.households if measure.of_households else line.now.members,
        before=measure.rate(chosen, line.before) if line.before else None,
        worst=worst(line.now, chosen),
        href=href(line.code),
        **more,
    )


def worst(sums: Tally, chosen: Lens) -> str:
    """The dimension most people fail; "" where nobody fails any, or nobody knows."""
    most = max(DIMENSIONS, key=lambda each: chosen.dimension(sums, each.key) or 0)
    return most.key if chosen.dimension(sums, most.key) else ""


def _polygon(code: str) -> str | None:
    return boundaries.polygon_of(code) if codes.is_municipal(code) else code


def _shape(shape: boundaries.Shape, lines: list[AreaLine], chosen: Lens, measure: Measure, href: Callable[[str], str]) -> charts.Shape:
    """A municipal unit is seen on the tambon it is drawn on, together with what that tambon has of its own."""
    sums = reduce(add, (line.now for line in lines)) if lines else None
    code = lines[0].code if len(lines) == 1 else shape.code
    name = lines[0].name if len(lines) == 1 else shape.name
    return charts.Shape(code, name, shape.path, shape.x, shape.y, measure.value(chosen, sums) if sums else None, href(code))
