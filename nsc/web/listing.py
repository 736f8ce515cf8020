"""A list (reports.listing) as a page shows it: headings that sort, menus that narrow, groups that count, rows written in one go.

A page gives, for every column, what stands in it: text for text and tag, a number, a date, the bits of dimensions, (text, address) for a
link; None is not known. The rows are written here and not by a template: fifty rows of ten cells are five hundred of its steps.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from nsc.poverty.union import DIMENSIONS
from nsc.reports.listing import BY, COLS, PER_PAGE, SORT, Asked, Column, Filter, Group, Grouping, Listing
from nsc.web import pages
from nsc.web.context import Told
from nsc.web.strips import safe
from nsc.web.templatetags import figures, parts

PART = "X-Part"  # a request of our own script (listing.ts) for the list alone; not htmx's, which does not keep a session awake
GROUPS = 60  # of more areas than these, only the largest are shown
Cells = Mapping[str, Callable[[Any], object]]
Named = Callable[[str, str], tuple[str, dict[str, object]]]


@dataclass(frozen=True)
class Page:
    """A page that is a list. `count`: its total in words; `notes`: lines under the title; `empty`: what to do where nothing fits."""

    name: str  # of the rail
    title: str
    count: str
    table: pages.Table | None  # None: not for this reader
    bar: pages.Bar | None = None
    tabs: tuple[pages.Choice, ...] = ()
    notes: tuple[SafeString | str, ...] = ()
    empty_title: str = ""
    empty_sign: str = "info"
    unused: tuple[str, ...] = ()  # what of the context this list is not narrowed by
    template: ClassVar[str] = "pages/list.html"
    more: Mapping[str, object] = field(default_factory=dict)


def answer(request: HttpRequest, page: Page) -> HttpResponse:
    """The page; to our script, what of it changes when a list is sorted, narrowed or turned over."""
    name = "parts/list_alone.html" if request.headers.get(PART) == "list" else page.template
    return render(request, name, {"page": page})


def table(
    asked: Asked,
    told: Told,
    *,
    lines: Sequence,
    total: int,
    first: int,
    cells: Cells,
    has_names: bool,
    groups: Iterable[Group] = (),
    group: Named | None = None,
    names: Mapping[str, str] | None = None,
    skip: Sequence[str] = (),
    pick: Callable[[Any], object] | None = None,
) -> pages.Table:
    """`group`: a grouping's and a group's key to its name and to the parameters that narrow to it. `names`: a choice's name where it is
    not that of the filter's values. `skip`: filters that get no menu, because an address alone says them. `pick`: the value of the box
    before a row."""

    def href(**changes: object) -> str:
        return told.href(**asked.but(**changes))

    columns, page = asked.columns(has_names=has_names), (first - 1) // PER_PAGE + 1 if first else 1
    titles = names_of(asked.listing, get_language())
    menus = [each for each in asked.listing.filters if each.key not in skip]
    counted = sorted(groups, key=lambda each: -each.count) if asked.by in ("tambon", "village") else list(groups)
    return pages.Table(
        heads=tuple(_head(each, titles[each], asked, href) for each in columns),
        rows=rows(columns, lines, cells, pick),
        total=total,
        first=first,
        last=first + len(lines) - 1 if first else 0,
        menus=tuple(_menu(each, titles[each], asked, href) for each in menus if each.kind in ("choice", "flag")),
        spans=tuple(_span(each, titles[each], asked, told) for each in menus if each.kind == "range"),
        chips=tuple(chips(asked, href, names or {})),
        grouped=_grouped(asked.listing, asked, href),
        groups=tuple(_counts(counted[:GROUPS], asked, told, group)) if group else (),
        more_groups=max(0, len(counted) - GROUPS),
        earlier=href(page=page - 1 if page > 2 else "") if page > 1 else "",
        later=href(page=page + 1) if first and first + len(lines) - 1 < total else "",
        clear=told.href(**{key: value for key, value in asked.said.items() if key in (SORT, COLS)}),
        picks="row" if pick else "",
    )


# — around the rows —


def _counts(groups: Iterable[Group], asked: Asked, told: Told, group: Named) -> Iterable[pages.Count]:
    for each in groups:
        name, narrowing = group(asked.by, each.key)
        yield pages.Count(name, each.count, href=told.href(**asked.but(**{BY: ""} | narrowing)))


@lru_cache
def names_of(listing: Listing, language: str | None) -> dict[Column | Filter | Grouping, str]:
    """What its columns, filters and groupings are called in the language of the page."""
    return {each: gettext(each.name) for each in (*listing.columns, *listing.filters, *listing.groupings)}


def _head(column: Column, title: str, asked: Asked, href: Callable[..., str]) -> pages.Head:
    by, is_down = asked.order
    to_down = not is_down if by == column.key else column.largest_first
    wanted = ("-" if to_down else "") + column.key
    return pages.Head(
        column.key,
        title,
        _css(column),
        href(sort="" if wanted == asked.listing.sort else wanted) if column.sorts else "",
        ("descending" if is_down else "ascending") if by == column.key else "",
    )


def _menu(each: Filter, name: str, asked: Asked, href: Callable[..., str]) -> pages.Menu:
    chosen = asked.get(each.key)
    every = pages.Choice(_("ทั้งหมด"), href(**{each.key: ""}), not chosen)
    labels = _labels(each.values or (("1", each.name),), get_language())
    choices = [pages.Choice(label, href(**{each.key: key}), key == chosen) for key, label in labels]
    return pages.Menu(each.key, name, (every, *choices))


@lru_cache
def _labels(values: tuple[tuple[str, str], ...], language: str | None) -> tuple[tuple[str, str], ...]:
    """A filter's values in the language of the page."""
    return tuple((key, named(key, name)) for key, name in values)


def _span(each: Filter, name: str, asked: Asked, told: Told) -> pages.Span:
    low, high = each.parameters
    said = told.pairs | {key: value for key, value in asked.but().items() if key not in (low, high)}
    return pages.Span(name, each.key, asked.get(low), asked.get(high), tuple(said.items()))


def chips(asked: Asked, href: Callable[..., str], names: Mapping[str, str]) -> Iterable[pages.Chip]:
    for each in asked.listing.filters:
        said = {key: asked.get(key) for key in each.parameters if asked.get(key)}
        if said:
            label = names.get(each.key) or _said(each, said)
            yield pages.Chip(label, href(**dict.fromkeys(each.parameters, "")))


def _said(each: Filter, said: Mapping[str, str]) -> str:
    name = gettext(each.name)
    if each.kind == "range":
        low, high = (said.get(key) for key in each.parameters)
        text = _("%(name)s %(low)s–%(high)s") if low and high else _("%(name)s ตั้งแต่ %(low)s") if low else _("%(name)s ไม่เกิน %(high)s")
        return text % {"name": name, "low": low, "high": high}
    value = said[each.key]
    if each.kind == "choice":
        return f"{name}: {named(value, dict(each.values)[value])}"
    return name if each.kind == "flag" else f"{name} {value}"


def named(key: str, name: str) -> str:
    """A choice's msgid; the gap {n} in it is its key."""
    return gettext(name).format(n=key)


def _grouped(of: Listing, asked: Asked, href: Callable[..., str]) -> pages.Menu | None:
    if not of.groupings:
        return None
    none = pages.Choice(_("ไม่จัดกลุ่ม"), href(**{BY: ""}), not asked.by)
    names = names_of(of, get_language())
    choices = (pages.Choice(names[each], href(**{BY: each.key}), each.key == asked.by) for each in of.groupings)
    return pages.Menu(BY, _("จัดกลุ่มตาม"), (none, *choices))


# — rows —


def _css(column: Column) -> str:
    kind = column.kind if column.kind in ("number", "date", "dims") else ""
    card = column.card if column.card != "label" else ""
    return " ".join(filter(None, (kind, card, f"c-{column.key}", "" if column.card else "only-wide")))


_BOX = '<td class="pick"><label class="check"><input type="checkbox" name="row" value="%s" aria-label="%s"></label></td>'


def rows(columns: Sequence[Column], lines: Iterable, cells: Cells, pick: Callable[[Any], object] | None = None) -> SafeString:
    frames, writers, unknown = [], _writers(), figures.cell(None)
    for column in columns:
        label = f' data-label="{safe(gettext(column.name))}"' if column.card == "label" else ""
        tag, scope = ("th", ' scope="row"') if column.kind == "link" else ("td", "")
        frames.append((f'<{tag}{scope} class="{_css(column)}"{label}>', cells[column.key], writers[column.kind], f"</{tag}>"))
    select, written = safe(_("เลือกแถวนี้")), []
    for line in lines:
        written.append("<tr>")
        if pick:
            written.append(_BOX % (safe(pick(line)), select))
        for begin, cell, write, end in frames:
            value = cell(line)
            written += (begin, unknown if value is None else write(value), end)
        written.append("</tr>")
    return mark_safe("".join(written))  # noqa: S308  every cell was escaped where it was written


def _text(value: object) -> str:
    return safe(value)


def _number(value: object) -> str:
    return safe(value) if isinstance(value, str) else f"{value:,}".replace("-", "−")


def _link(value: object) -> str:
    text, href = value
    return f'<a class="open" href="{safe(href)}">{safe(text)}</a>' if href else safe(text)


def _tag(value: object) -> str:
    return f'<span class="tag">{safe(value)}</span>' if value else ""


@lru_cache(maxsize=256)
def signs(pattern: int, language: str | None) -> SafeString:
    """The dimensions of a pattern as signs that name themselves, in the language of the page."""
    return parts.dimension_icons(tuple(key for bit, key in enumerate(DIMENSIONS) if pattern >> bit & 1))


def _writers() -> dict[str, Callable[[Any], str]]:
    """By kind. The language is asked for once: asking is slower than writing a cell."""
    language = get_language()
    return {
        "text": _text,
        "number": _number,
        "date": figures.thaidate,
        "dims": lambda value: signs(value, language),
        "link": _link,
        "tag": _tag,
    }
