"""The strips above a page — where one is, chips, menus, the sieve and the headings of a list — as HTML.

Written here and not by templates: they are a hundred links whose addresses differ on every page, so that nothing made before can be used
again, and by templates they were a quarter of a list's time (bench.lists).
"""

from collections.abc import Iterable, Sequence
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from nsc.web import pages
from nsc.web.here import Here
from nsc.web.icons import icon


def safe(value: object) -> str:
    """As django.utils.html.conditional_escape, without its care for texts that are translated later: none comes here."""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


def _html(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308  every value was escaped where it was written


def _choices(choices: Iterable[pages.Choice]) -> str:
    return "".join(
        [
            f'<a class="choice" href="{safe(each.href)}"{_CURRENT if each.chosen else ""}>{safe(each.label)}{_side(each)}</a>'
            for each in choices
        ]
    )


_CURRENT = ' aria-current="true"'


def _side(choice: pages.Choice) -> str:
    return f'<span class="side">{safe(choice.side)}</span>' if choice.side else ""


# — components —


def menu(label: object, choices: Sequence[pages.Choice], title: object = "") -> SafeString:
    """Named after what is chosen of it, else by its label."""
    named = safe(title or label)
    chosen = next((each.label for each in choices if each.chosen), label)
    return _html(
        (
            f'<details class="menu"><summary class="chip"><span class="heard">{named}: </span>{safe(chosen)} {icon("down")}</summary>',
            f'<div class="panel"><p class="title">{named}</p>{_choices(choices)}</div></details>',
        )
    )


def chip(it: pages.Chip) -> SafeString:
    off = icon("close", title=_("เลิกกรอง %(label)s") % {"label": it.label})
    return _html((f'<a class="chip on" href="{safe(it.off)}">{safe(it.label)} {off}</a>',))


def crumbs(them: Sequence[pages.Crumb]) -> SafeString:
    *above, last = [safe(each.name) for each in them] or [""]
    links = [f'<li><a href="{safe(each.href)}">{name}</a></li>' for each, name in zip(them, above, strict=False)]
    here = f'<li><b aria-current="location">{last}</b></li>' if them else ""
    return _html((f'<nav aria-label="{safe(_("พื้นที่"))}"><ol class="crumbs">', *links, here, "</ol></nav>"))


# — the context —


def context_bar(bar: pages.Bar, where: Here) -> SafeString:
    """Where, when, by which definition, and whom the page is narrowed to."""
    clear = f'<a class="no-print clear" href="{safe(bar.clear)}">{safe(_("เลิกกรองทั้งหมด"))}</a>' if bar.clear else ""
    return _html(
        (
            '<div class="context">',
            crumbs(bar.crumbs),
            _elsewhere(bar, where) if bar.below or bar.areas else "",
            menu(_("รอบสำรวจ"), bar.rounds) if bar.rounds else "",
            menu(_("นิยามคนจน"), bar.poors) if bar.poors else "",
            *map(chip, bar.chips),
            _narrowing(bar.filters) if bar.filters else "",
            clear,
            "</div>",
        )
    )


def _elsewhere(bar: pages.Bar, where: Here) -> str:
    within = every = ""
    if bar.areas:
        told = ("round", where.round), ("poor", where.poor), *where.narrowed.items(), ("to", bar.to)
        within = (
            f'<form class="search within" role="search" action="{reverse("areas")}">{hidden(pair for pair in told if pair[1])}'
            f'<div class="field">{icon("search")}<input type="search" name="q" autocomplete="off" aria-label="{safe(_("ค้นหาพื้นที่"))}" '
            f'placeholder="{safe(_("พิมพ์ชื่อตำบลหรือหมู่บ้าน"))}" '
            f'hx-get="{safe(bar.areas)}" hx-trigger="input changed delay:180ms" hx-target="next .levels" hx-swap="innerHTML"></div></form>'
        )
        every = f'<a class="choice all" href="{safe(bar.areas)}">{safe(_("เลือกจากทุกระดับ หรือเลือก อปท."))} {icon("go")}</a>'
    return (
        f'<details class="menu elsewhere no-print"><summary class="chip">{safe(bar.below_label)} {icon("down")}</summary>'
        f'<div class="panel">{within}<div class="levels" aria-live="polite">{_choices(bar.below)}</div>{every}</div></details>'
    )


def _narrowing(filters: Sequence[pages.Filter]) -> str:
    return (
        f'<details class="menu filters no-print"><summary class="chip quiet">{icon("plus")} {safe(_("กรอง"))}</summary><div class="panel">'
        + "".join(map(_kind, filters))
        + "</div></details>"
    )


def _kind(it: pages.Filter) -> str:
    note = f" <small>{safe(it.note)}</small>" if it.note else ""
    chips = [
        f'<a class="chip{" on" if each.chosen else ""}" href="{safe(each.href)}"{_CURRENT if each.chosen else ""}>{safe(each.label)}</a>'
        for each in it.choices
    ]
    title = safe(it.title)
    begin = f'<div class="kind" role="group" aria-label="{title}"><p class="title">{title}{note}</p><div class="row">'
    return "".join((begin, *chips, "</div></div>"))


# — of a list —


def sieve(it: pages.Table) -> SafeString:
    """Its menus, the chips of what is chosen, and how many there are by what it is grouped by."""
    chips = groups = ""
    if it.chips:
        clear = f'<a href="{safe(it.clear)}">{safe(_("เลิกกรองทั้งหมด"))}</a>'
        chips = "".join(('<div class="chips">', *map(chip, it.chips), clear, "</div>"))
    if it.groups:
        groups = "".join((f'<section class="groups" aria-label="{safe(_("จำนวนตามกลุ่ม"))}">', *_groups(it), "</section>"))
    grouped = list_menu(it.grouped) if it.grouped else ""
    return _html(('<div class="sieve no-print">', *map(list_menu, it.menus), *map(_span, it.spans), grouped, "</div>", chips, groups))


def list_menu(it: pages.Menu) -> SafeString:
    """A filter or the grouping: its own name, and what is chosen beside it. The first choice is none."""
    label, chosen = safe(it.label), next((f": {safe(each.label)}" for each in it.choices[1:] if each.chosen), "")
    return _html(
        (
            f'<details class="menu"><summary class="chip{" on" if chosen else ""}" id="menu-{it.key}">{label}{chosen} {icon("down")}',
            f'</summary><div class="panel"><p class="title">{label}</p>{_choices(it.choices)}</div></details>',
        )
    )


def _span(it: pages.Span) -> str:
    label = safe(it.label)
    fields = [
        f'<label>{safe(name)}<input type="number" name="{it.key}_{end}" min="0" value="{safe(value)}" inputmode="numeric"></label>'
        for name, end, value in ((_("ตั้งแต่"), "min", it.low), (_("ถึง"), "max", it.high))
    ]
    return (
        f'<details class="menu"><summary class="chip">{label} {icon("down")}</summary><form class="panel span" data-span>'
        f'<p class="title">{label}</p><div class="row">{"".join(fields)}</div>{hidden(it.keep)}'
        f'<button class="button">{safe(_("กรอง"))}</button></form></details>'
    )


def hidden(pairs: Iterable[tuple[str, object]]) -> str:
    """Fields of a form that nobody sees."""
    return "".join([f'<input type="hidden" name="{safe(name)}" value="{safe(value)}">' for name, value in pairs])


def _groups(it: pages.Table) -> Iterable[str]:
    for each in it.groups:
        yield f'<a href="{safe(each.href)}" data-rows="{each.value}"><span>{safe(each.name)}</span> <b>{each.value:,}</b></a>'
    if it.more_groups:
        more = _("และอีก %(n)s แห่งที่มีน้อยกว่านี้ เลือกพื้นที่ให้แคบลงเพื่อดูทั้งหมด") % {"n": f"{it.more_groups:,}"}
        yield f'<p class="muted">{safe(more)}</p>'


def heads(them: Iterable[pages.Head], *, has_picks: bool) -> SafeString:
    """The headings, those that sort as links."""
    box = f'<label class="check"><input type="checkbox" data-all="row" aria-label="{safe(_("เลือกทุกแถวในหน้านี้"))}"></label>'
    return _html((f'<td class="pick">{box}</td>' if has_picks else "", *map(_head, them)))


def _head(it: pages.Head) -> str:
    is_sorted = f' aria-sort="{it.sorted}"' if it.sorted else ""
    label = safe(it.label)
    text = f'<a class="sorter" id="sort-{it.key}" href="{safe(it.href)}">{label}</a>' if it.href else label
    return f'<th scope="col" class="{it.css}"{is_sorted}>{text}</th>'
