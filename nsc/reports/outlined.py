"""The areas of a place as shapes to be coloured: which of the lines of a table lies on which polygon, and what its rate is there."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add

from nsc.areas import boundaries, codes
from nsc.areas.boundaries import Sheet
from nsc.drawing.charts import Shape
from nsc.poverty.tally import Tally
from nsc.reports.narrowed import AreaLine
from nsc.reports.place import Here

WIDTH = 560


@dataclass(frozen=True)
class Outlined:
    """`sheet` None, and no shapes, where the places have no boundaries (villages, local authorities). `beside`: lines that lie on none.
    `hidden`: codes of shapes whose number is kept back."""

    sheet: Sheet | None
    shapes: tuple[Shape, ...]
    beside: frozenset[str]
    hidden: frozenset[str]


def of(
    at: Here,
    lines: tuple[AreaLine, ...],
    level: str,
    *,
    rate: Callable[[Tally], float | None],
    href: Callable[[str], str] = lambda _code: "",
    hidden: frozenset[str] = frozenset(),
) -> Outlined:
    """`lines`: of areas that this reader may see; `hidden`: those whose number is kept back. `href`: the address of an area by its code."""
    sheet = boundaries.sheet(level, at.area, width=WIDTH) if level in (codes.AMPHOE, codes.TAMBON) and not at.authority else None
    on: dict[str | None, list[AreaLine]] = defaultdict(list)
    for line in lines:
        on[_polygon(line.code)].append(line)
    if sheet is None:
        return Outlined(None, (), frozenset(), frozenset())
    shapes = tuple(_shape(shape, on.get(shape.code, []), rate, href, hidden) for shape in sheet.shapes)
    beside = frozenset(line.code for line in on.get(None, [])) if shapes else frozenset()
    pairs = zip(sheet.shapes, shapes, strict=True)
    kept = frozenset(mine.code for drawn, mine in pairs if any(line.code in hidden for line in on.get(drawn.code, [])))
    return Outlined(sheet, shapes, beside, kept)


def _polygon(code: str) -> str | None:
    return boundaries.polygon_of(code) if codes.is_municipal(code) else code


def _shape(
    shape: boundaries.Shape,
    lines: list[AreaLine],
    rate: Callable[[Tally], float | None],
    href: Callable[[str], str],
    hidden: frozenset[str],
) -> Shape:
    """A municipal unit is seen on the tambon it is drawn on, together with what that tambon has of its own."""
    sums = reduce(add, (line.now for line in lines)) if lines else None
    code = lines[0].code if len(lines) == 1 else shape.code
    name = lines[0].name if len(lines) == 1 else shape.name
    is_told = sums is not None and not any(line.code in hidden for line in lines)
    return Shape(code, name, shape.path, shape.x, shape.y, rate(sums) if sums and is_told else None, href(code))
