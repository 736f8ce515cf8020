"""A small map of areas as part of a page, and the rows of the table beside it. The map as a tool of its own: map_page."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from nsc.areas import boundaries, codes
from nsc.drawing import charts
from nsc.poverty.small import HIDDEN
from nsc.poverty.tally import Tally
from nsc.reports import outlined
from nsc.reports.overview import AreaLine
from nsc.reports.place import Here as Found
from nsc.web import context, map_drawing, pages
from nsc.web.context import Lens
from nsc.web.dimensions import DIMENSIONS

logger = logging.getLogger(__name__)
Address = Callable[[str], str]  # by the code of an area


def drawn(
    at: Found, lines: tuple[AreaLine, ...], level: str, *, chosen: Lens, href: Address, rows: Address, hidden: frozenset[str] = frozenset()
) -> pages.AreaMap:
    """Rates of the poor. `href`: the address of an area by its code, `rows`: of its poor; `hidden`: areas whose number is kept back.
    Without shapes where the places have no boundaries (villages, local authorities)."""
    lined = tuple(row(line, chosen, href, hidden, rows=rows(line.code)) for line in lines)
    found = outlined.of(at, lines, level, rate=chosen.rate, href=href, hidden=hidden)
    sheet, shapes = found.sheet, found.shapes
    return pages.AreaMap(
        title=_("ร้อยละ%(name)s") % {"name": chosen.name},
        unit=_("ร้อยละ"),
        shapes=shapes,
        rows=tuple(sorted(lined, key=lambda one: -(one.rate if one.rate is not None else -1))),
        width=sheet.width if sheet else 0,
        height=sheet.height if sheet else 0,
        level=str(context.LEVELS.get(level, "")),
        count_unit=_("คน"),
        source=context.source(at, chosen),
        beside=tuple(one for one in lined if one.code in found.beside),
    )


def warm() -> None:
    """Reads and draws the province's boundaries, which stay in the memory of this process. Before the database is set up: nothing."""
    try:
        for level in (codes.AMPHOE, codes.TAMBON):
            sheet = boundaries.sheet(level, settings.PROVINCE, width=outlined.WIDTH)
            charts.choropleth([charts.Shape(each.code, each.name, each.path, each.x, each.y, None) for each in sheet.shapes])
            map_drawing.laid_out(level, settings.PROVINCE)
    except DatabaseError:
        logger.info("maps are not drawn ahead: the database is not set up")
    finally:
        connection.close()


def row(line: AreaLine, chosen: Lens, href: Address, hidden: frozenset[str] = frozenset(), **more: str) -> pages.AreaRow:
    if line.code in hidden:
        return pages.AreaRow(line.code, line.name, HIDDEN, HIDDEN, href=href(line.code))
    return pages.AreaRow(
        code=line.code,
        name=line.name,
        rate=chosen.rate(line.now),
        value=chosen.people(line.now),
        of=line.now.members,
        before=chosen.rate(line.before) if line.before else None,
        worst=worst(line.now, chosen),
        href=href(line.code),
        **more,
    )


def worst(sums: Tally, chosen: Lens) -> str:
    """The dimension most people fail; "" where nobody fails any, or nobody knows."""
    most = max(DIMENSIONS, key=lambda each: chosen.dimension(sums, each.key) or 0)
    return most.key if chosen.dimension(sums, most.key) else ""
