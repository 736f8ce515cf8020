"""A report of one's own as its page shows it: one sentence of choices, and what it comes to as a table, bars or lines."""

from dataclasses import dataclass, replace
from typing import ClassVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.drawing import charts
from nsc.errors import Refused
from nsc.poverty.small import is_hidden
from nsc.secretariat import builder, built_reports
from nsc.secretariat.builder import Choice
from nsc.secretariat.built_reports import ALL, Built
from nsc.web import context, narrowing, pages, saved_views
from nsc.web.context import Told
from nsc.web.dimensions import BY_KEY
from nsc.web.words import said

NAME = "builder"
EVERY = {  # what may stand in a saved one
    "measure": tuple(builder.MEASURES),
    "rows": tuple(builder.AXES),
    "cols": tuple(builder.AXES),
    "show": builder.SHOWS,
    "form": builder.FORMS,
}


@dataclass(frozen=True)
class Ask:
    """One of the choices: `options` (key, words, chosen)."""

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Row:
    name: str
    href: str
    values: tuple[int | float | None, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Page:
    """`why`: the refusal of what the address asks, and then the nearest that is possible is shown; `nothing`: why there is no table."""

    name: ClassVar[str] = NAME
    bar: pages.Bar | None
    asks: tuple[Ask, ...]
    hidden: tuple[tuple[str, str], ...]
    title: str
    unit: str
    digits: int
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    bars: tuple[pages.Count, ...]
    lines: tuple[tuple[charts.DrawnSeries, int | float | None], ...]
    ends: tuple[str, str] | None
    form: str
    means: str
    source: str
    why: str
    nothing: str
    unused: tuple[str, ...]
    is_suppressed: bool
    shelf: saved_views.Shelf
    tabs: tuple[pages.Choice, ...]


def tabs(user, name: str) -> tuple[pages.Choice, ...]:
    """The pages about reports of one's own."""
    shown = (
        ("builder", _("สร้างรายงาน"), Permission.FIGURES_SEE),
        ("schedules", _("ส่งตามกำหนด"), Permission.FIGURES_SEE),
        ("exports", _("ส่งออกข้อมูล"), Permission.HOUSEHOLD_EXPORT),
        ("datasets", _("รายการข้อมูล"), Permission.FIGURES_SEE),
    )
    return tuple(pages.Choice(label, reverse(key), key == name) for key, label, needs in shown if scope.anywhere(user, needs))


def asked(request: HttpRequest) -> tuple[Choice, str]:
    """What the address says, and why it cannot be so where it cannot."""
    told = {name: request.GET.get(name, "")[:40] for name in EVERY}
    if not told["measure"]:
        return builder.mended("mpi", ""), ""
    try:
        return builder.choice(**told), ""
    except Refused as no:
        return builder.mended(**told), said(no.message, _values(no))


def _values(no: Refused) -> dict[str, object]:
    """The gaps of a refusal are words of ours, too."""
    return {
        name: ", ".join(said(each) for each in value.split(", ")) if isinstance(value, str) else value for name, value in no.values.items()
    }


def narrowed(told: Told) -> built_reports.Narrowed:
    return built_reports.Narrowed(**told.here.narrowed)


def page(request: HttpRequest, told: Told, chosen: Choice, why: str, built: Built | None, no: Refused | None, at) -> Page:
    where = built.here if built else at
    lens = context.LENSES["target" if chosen.measure.key == "target" else "mpi"]
    bar = replace(context.bar(request.user, told, where, lens, **chosen.parameters), poors=())
    names = {each.name: each.label for each in _asks(chosen, where)}
    rows = _rows(told, chosen, built) if built else ()
    return Page(
        bar=bar,
        asks=_asks(chosen, where),
        hidden=tuple((name, value) for name, value in told.pairs.items()),
        title=title(chosen, where.name),
        unit=said(builder.SHOW_NAMES[builder.RATE]) if chosen.show == builder.RATE else said(chosen.measure.unit),
        digits=2 if chosen.show == builder.RATE else 0,
        heads=_heads(built) if built else (),
        rows=rows,
        bars=_bars(built, rows) if built and chosen.form == builder.BARS else (),
        lines=_lines(built) if built and chosen.form == builder.LINES else (),
        ends=_ends(built) if built else None,
        form=chosen.form,
        means=said(chosen.measure.means),
        source=_source(where, chosen, lens, built),
        why=why,
        nothing=said(no.message, _values(no)) if no else "",
        unused=tuple(narrowing.word(name, getattr(built.narrowed, name)) for name in built.unused) if built else (),
        is_suppressed=bool(built and built.is_suppressed),
        shelf=saved_views.shelf(request, NAME, EVERY, lambda: names),
        tabs=tabs(request.user, NAME),
    )


def title(chosen: Choice, where: str) -> str:
    told = {"measure": said(chosen.measure.name), "rows": said(builder.AXES[chosen.rows]), "where": where}
    if not chosen.cols:
        return _("%(measure)s แยกตาม%(rows)s · %(where)s") % told
    return _("%(measure)s แยกตาม%(rows)s และตาม%(cols)s · %(where)s") % (told | {"cols": said(builder.AXES[chosen.cols])})


def _asks(chosen: Choice, where) -> tuple[Ask, ...]:
    measure, levels = chosen.measure, built_reports.levels(where)
    fits = tuple(axis for axis in measure.axes if axis not in builder.AREAS or axis in levels)
    across = tuple(axis for axis in builder.columns(measure, chosen.rows) if axis in fits)
    choices = (
        ("measure", _("นับ"), {key: each.name for key, each in builder.MEASURES.items()}, measure.key),
        ("rows", _("แยกตาม"), {axis: builder.AXES[axis] for axis in fits}, chosen.rows),
        ("cols", _("และตาม"), {"": _("(ไม่แยกอีก)")} | {axis: builder.AXES[axis] for axis in across}, chosen.cols),
        ("show", _("แสดง"), {each: builder.SHOW_NAMES[each] for each in builder.shows(measure, chosen.axes)}, chosen.show),
        ("form", _("เป็น"), {each: builder.FORM_NAMES[each] for each in builder.forms(chosen.rows, chosen.cols)}, chosen.form),
    )
    return tuple(
        Ask(name, str(label), tuple((key, said(word) if key else word, key == value) for key, word in words.items()))
        for name, label, words, value in choices
    )


def _heads(built: Built) -> tuple[str, ...]:
    chosen = built.choice
    if not chosen.cols:
        unit = said(chosen.measure.unit)
        return (
            (unit, said(chosen.measure.of), said(builder.SHOW_NAMES[builder.RATE]))
            if chosen.measure.of and not _is_monthly(chosen)
            else (unit,)
        )
    return (*(said(head.name) for head in built.cols), *((_("รวม"),) if built.adds_across else ()))


def _is_monthly(chosen: Choice) -> bool:
    return builder.MONTH in chosen.axes


def _rows(told: Told, chosen: Choice, built: Built) -> tuple[Row, ...]:
    is_area = chosen.rows in builder.AREAS
    rows = [
        Row(said(head.name), told.href(area=head.key, **_below(chosen)) if is_area else "", _values_of(built, head.key))
        for head in built.rows
    ]
    if built.rows and built.adds_down:
        rows.append(Row(_("รวม"), "", _values_of(built, ALL), True))
    return tuple(rows)


def _below(chosen: Choice) -> dict[str, str]:
    """The same of an area, one level further down."""
    levels = builder.AREAS
    deeper = levels[min(levels.index(chosen.rows) + 1, len(levels) - 1)]
    return chosen.parameters | {"rows": deeper}


def _values_of(built: Built, row: str) -> tuple[int | float | None, ...]:
    chosen = built.choice
    if not chosen.cols:
        cell = built.cells.get((row, ALL))
        part = cell.part if cell else None
        if not chosen.measure.of or _is_monthly(chosen):
            return (part,)
        return (part, cell.whole if cell else None, cell.rate if cell else None)
    across = (*(head.key for head in built.cols), *((ALL,) if built.adds_across else ()))
    return tuple(built.value(row, col) for col in across)


def _bars(built: Built, rows: tuple[Row, ...]) -> tuple[pages.Count, ...]:
    found = []
    for head, row in zip(built.rows, rows, strict=False):
        cell = built.cells.get((head.key, ALL))
        key = head.key if head.key in BY_KEY else ""
        found.append(pages.Count(row.name, cell.part if cell else None, cell.whole if cell else None, key=key, into=row.href))
    return tuple(found)


def _lines(built: Built) -> tuple[tuple[charts.DrawnSeries, int | float | None], ...]:
    """Along the axis that is time; what is kept back breaks the line."""
    is_across = built.choice.cols in builder.TIME
    times = [head.key for head in (built.cols if is_across else built.rows)]
    others = (built.rows if is_across else built.cols) or (None,)
    series = []
    for other in others:
        key = other.key if other else ALL
        values = [built.value(key, time) if is_across else built.value(time, key) for time in times]
        name = said(other.name) if other else said(built.choice.measure.name)
        series.append(charts.Series(name, tuple((place, None if is_hidden(value) else value) for place, value in enumerate(values))))
    return tuple((drawn, drawn.series.last) for drawn in charts.small_multiples(tuple(series)))


def _ends(built: Built) -> tuple[str, str] | None:
    along = built.cols if built.choice.cols in builder.TIME else built.rows
    return (said(along[0].name), said(along[-1].name)) if along and built.choice.form == builder.LINES else None


def _source(where, chosen: Choice, lens: context.Lens, built: Built | None) -> str:
    """By which definition, of which year, from where."""
    if chosen.measure.kind in builder.OF_SURVEY:
        return context.source(where, lens)
    if built is None:
        return ""
    year = thai.fiscal_year(built.on)
    return _("งานรายครัวเรือนของปีงบประมาณ %(year)s · นับเมื่อ %(on)s") % {"year": year, "on": thai.format_date(built.on)}
