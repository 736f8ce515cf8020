"""The map on a page: where the boundaries of its areas lie, and the rows of the table beside it. Drawn by drawing.map_shapes."""

from collections.abc import Iterable, Mapping

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from nsc.areas import boundaries, codes
from nsc.drawing import map_shapes
from nsc.drawing.map_shapes import WIDTH, Area, Laid
from nsc.web.pages import MapRow


def laid_out(level: str, within: str) -> Laid:
    """Areas of a level that have boundaries. No shapes where there are none at hand."""
    return map_shapes.laid_out(boundaries.sheet(level, within, width=WIDTH))


def villages(within: str, centres: Mapping[str, tuple[float, float]], names: Mapping[str, str]) -> Laid:
    """Villages as dots on their tambon; those outside of the drawing are left to the table."""
    return map_shapes.villages(boundaries.sheet(codes.TAMBON, within, width=WIDTH), centres, names)


def on_page(laid: Laid, areas: Mapping[str, Area], *, title: str, mark: str, css: str = "") -> SafeString:
    return mark_safe(map_shapes.on_page(laid, areas, title=title, mark=mark, css=css))  # noqa: S308  it escapes every text in it


def table_rows(rows: Iterable[MapRow]) -> SafeString:
    """Beside the drawing, for who does not see it, and as many."""
    made = []
    for row in rows:
        cells = "".join(f'<td class="number">{conditional_escape(cell)}</td>' for cell in row.cells)
        chosen = ' class="chosen"' if row.is_chosen else ""
        made.append(
            f'<tr data-area="{row.code}"{chosen}><th scope="row" class="place">'
            f'<span class="swatch {row.css}" aria-hidden="true"></span>'
            f'<a class="open" href="{escape(row.href)}">{escape(row.name)}</a></th>'
            f"{cells}</tr>"
        )
    return mark_safe("".join(made))  # noqa: S308  every text in it is escaped above
