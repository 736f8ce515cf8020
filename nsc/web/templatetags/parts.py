"""The components. Each takes plain values (nsc/web/pages.py) and renders one template of templates/parts/; /components/ shows them."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from secrets import token_hex

from django import template
from django.forms import Form
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nsc.drawing import charts
from nsc.poverty.small import is_hidden
from nsc.poverty.tally import percent
from nsc.web import pages, strips, undoing
from nsc.web.dimensions import BY_KEY, DIMENSIONS
from nsc.web.here import Here
from nsc.web.icons import ICONS, icon
from nsc.web.templatetags import figures

register = template.Library()
_ids = count(1)  # labels that point at each other; unique in the process is unique in the page


# — small things ————————————————————————————————————————————————————————————————————


register.simple_tag(icon)


@register.simple_tag
def bar(value: float | None, of: float | None, css: str = "") -> SafeString:
    """The picture of a number that stands beside it in words."""
    return format_html(
        '<svg class="bar {}" aria-hidden="true"><rect class="track" width="100%" height="100%" rx="3"/>'
        '<rect class="fill" width="{}%" height="100%" rx="3"/></svg>',
        css,
        str(charts.part(value, of)),
    )


@register.simple_tag
def counted(value: float | None, href: str = "", digits: int = 0) -> SafeString | str:
    """A number; of what is counted, a link to a list of just as many (`data-total` there is `data-rows` here). Nought has no rows, and
    what is kept back tells none."""
    said = figures.cell(value, digits)
    if not href or not value or is_hidden(value):
        return said
    rows = format_html(' data-rows="{}"', value) if isinstance(value, int) else ""
    return format_html('<a href="{}"{}>{}</a>', href, rows, said)


@register.simple_tag
def left_bar(value: float | None, of: float | None, css: str = "") -> SafeString:
    """A bar that grows to the left, for the left half of a pyramid."""
    long = charts.part(value, of)
    return format_html(
        '<svg class="bar {}" aria-hidden="true"><rect class="fill" x="{}%" width="{}%" height="100%" rx="3"/></svg>',
        css,
        str(round(100 - long, 1)),
        str(long),
    )


@register.simple_tag
def bar_only(value: float | None, of: float | None, css: str = "") -> SafeString:
    """A bar without its track."""
    return format_html(
        '<svg class="bar {}" aria-hidden="true"><rect class="fill" width="{}%" height="100%" rx="3"/></svg>',
        css,
        str(charts.part(value, of)),
    )


@register.simple_tag
def meter(done: int, total: int | None) -> SafeString:
    long = min(100.0, round(100 * done / total, 1)) if total else 0
    return format_html(
        '<svg class="meter" aria-hidden="true"><rect class="track" width="100%" height="100%" rx="5"/>'
        '<rect class="fill" width="{}%" height="100%" rx="5"/></svg>',
        str(long),
    )


@register.simple_tag
def icon_path(name: str) -> SafeString:
    return format_html('<path d="{}"/>', ICONS[name])


@register.filter
def undo_of(message) -> undoing.Undo | None:
    return undoing.of(message)


@register.filter
def hued(key: str) -> str:
    return f"hued {key}"


@register.simple_tag(takes_context=True)
def here(context: Context, **changes: object) -> str:
    """The query string of this page's context with some of it changed: {% url 'map' %}{% here area=row.code %}."""
    return context.get("where", Here()).but(**changes)


@register.filter
def dimension_name(key: str) -> object:
    return BY_KEY[key].name if key in BY_KEY else ""


@register.filter
def dimension_short(key: str) -> object:
    return BY_KEY[key].short if key in BY_KEY else ""


@register.simple_tag
def all_dimensions() -> tuple:
    return DIMENSIONS


@register.simple_tag
def dimension(key: str) -> SafeString:
    """Icon and name in the dimension's colour."""
    return format_html('<span class="hued whole {}">{} {}</span>', key, icon(key), BY_KEY[key].name)


@register.simple_tag
def dimension_icons(keys: Sequence[str]) -> SafeString:
    """The dimensions failed, as signs that name themselves."""
    signs = format_html_join("", "{}", ((icon(key, f"hued {key}", str(BY_KEY[key].name)),) for key in keys))
    return format_html('<span class="dims-inline">{}</span>', signs)


@register.simple_tag
def ramp(value: float | None, bounds: Sequence[float]) -> str:
    """CSS class of a value's colour step."""
    found = charts.step(value, bounds)
    return "none" if found is None else f"s{found}"


@register.simple_tag
def same(template: str, **values: object) -> SafeString:
    """{% same "parts/skeletons.html" %}: a template of these values and nothing else (no request, no user, no csrf token). What was made
    of equal values in this language stands already."""
    return _made(template, get_language(), tuple(values.items()))


@register.simple_tag(takes_context=True)
def surround(context: Context, template: str, **values: object) -> SafeString:
    """{% surround "parts/rail.html" places=places name=page.name %}: the same, for what surrounds every page. In it may stand what differs
    on each: the csrf token, whose page it is (`user`), its address (`path`, `query`) and context ({% here %} without changes), what was
    looked for (`asked`). These are gaps, filled afterwards."""
    of_page = context.render_context.dicts[0]
    if surround not in of_page:
        of_page[surround] = {name: conditional_escape(told) for name, told in _told(context).items()}
    fills = of_page[surround]
    texts = [fills[each] if n % 2 else each for n, each in enumerate(_around(template, get_language(), tuple(values.items())))]
    return mark_safe("".join(texts))  # noqa: S308  made by templates, and what fills the gaps is escaped as they would have escaped it


def _told(context: Context) -> dict[str, object]:
    request = context.get("request")
    return {
        "csrf_token": context.get("csrf_token", ""),
        "user": context.get("user", ""),
        "path": request.get_full_path() if request else "",
        "query": request.GET.urlencode() if request else "",
        "asked": context.get("asked", ""),
        "where": context.get("where", Here()).but(),
    }


@lru_cache(maxsize=1_000)  # some 10 kB each
def _around(template: str, language: str | None, values: tuple) -> tuple[str, ...]:
    """What stands around the gaps and, in every second place, the name of the one between."""
    return tuple(_ANY_GAP.split(render_to_string(template, dict(values) | _GAPS)))


class _Gap(str):
    """Nobody can guess it: what people write cannot be taken for it. `but`: as the context that is not known yet."""

    __slots__ = ()

    def but(self) -> str:
        return self


_SECRET = token_hex(16)
_GAPS = {name: _Gap(f"gap-{_SECRET}-{name}-") for name in ("csrf_token", "user", "path", "query", "asked", "where")}
_ANY_GAP = re.compile(rf"gap-{_SECRET}-(\w+?)-")


@lru_cache(maxsize=1_000)  # some 10 kB each
def _made(template: str, language: str | None, values: tuple) -> SafeString:
    return render_to_string(template, dict(values))


# — frames that hold other content ——————————————————————————————————————————————————


# Pages about one household or one person: what is theirs leaves the system by the printed file alone, which is recorded.
ABOUT_ONE = ("household", "resident", "person")


@register.simple_block_tag(takes_context=True)
def figure(context: Context, content: str, title: str, describe: str = "", aside: str = "", source: str = "") -> SafeString:
    """A chart with its title and what it shows. A chart that is not itself a table carries {% behind %} … {% endbehind %}. Where there are
    numbers in it, it can be saved; `source` then goes with the file, beside what the page says of place, round and definition."""
    name = f"figure-{next(_ids)}"
    small = format_html("<small>{}</small>", aside) if aside else ""
    text = format_html("<p>{}</p>", describe) if describe else ""
    return format_html(
        '<div class="figure" role="group" aria-labelledby="{0}"{1}><div class="head"><h2 id="{0}">{2} {3}</h2>{4}{5}</div>{6}</div>',
        name,
        format_html(' data-source="{}"', source) if source else "",
        title,
        small,
        text,
        _save_menu(context, content, title),
        content,
    )


def _save_menu(context: Context, content: str, title: str) -> str:
    page = context.get("page")
    about = page.get("name") if isinstance(page, dict) else getattr(page, "name", "")
    has_numbers, is_drawn = "<table" in content, '<svg class="map' in content
    if about in ABOUT_ONE or not (has_numbers or is_drawn):
        return ""
    return render_to_string("parts/save_menu.html", {"title": title, "has_numbers": has_numbers})


@register.simple_block_tag
def behind(content: str, label: str) -> SafeString:
    """The table view behind a picture."""
    return format_html(
        '<details class="behind"><summary>{} {}</summary><div class="scroll" tabindex="0" role="region" aria-label="{}">{}</div></details>',
        icon("table"),
        label,
        label,
        content,
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """Opened by <button data-dialog="id">. Its buttons stand in <div class="acts">; a <form method="dialog"> closes it."""
    return format_html('<dialog id="{0}" aria-labelledby="{0}-title"><h2 id="{0}-title">{1}</h2>{2}</dialog>', id, title, content)


@register.simple_block_tag
def empty(content: str, title: str, sign: str = "info") -> SafeString:
    """Nothing to show: what that means and what to do next."""
    return format_html('<div class="empty">{}<h2>{}</h2>{}</div>', icon(sign), title, content)


@register.simple_block_tag
def notice(content: str, tone: str = "", role: str = "note") -> SafeString:
    return format_html(
        '<div class="notice {}" role="{}">{}<div>{}</div></div>', tone, role, icon("alert" if tone == "need" else "info"), content
    )


@register.simple_block_tag
def card(content: str, title: str, href: str = "", tone: str = "") -> SafeString:
    """One thing among others of its kind. `href` makes its title the way in, and the whole card its target. A list of cards is
    <ul class="cards-of">."""
    name = format_html('<a class="open" href="{}">{}</a>', href, title) if href else title
    return format_html('<article class="card {}"><h3>{}</h3>{}</article>', tone, name, content)


@register.simple_block_tag
def later(content: str, address: str, label: str) -> SafeString:
    """A part that htmx fetches once it comes into view. What it holds meanwhile is a {% skeleton %} of its size; without a script it is a
    link. The answer to `address` takes its place."""
    return format_html(
        '<div class="later" hx-get="{0}" hx-trigger="intersect once" hx-swap="outerHTML" aria-busy="true">'
        '<a class="heard" href="{0}">{1}</a><p class="heard" role="status">{2}</p>{3}</div>',
        address,
        label,
        _("กำลังโหลด %(what)s") % {"what": label},
        content,
    )


# — components ——————————————————————————————————————————————————————————————————————


@register.inclusion_tag("parts/lead.html")
def lead(figure: pages.Figure) -> dict:
    return {"figure": figure}


@register.inclusion_tag("parts/stat.html")
def stat(figure: pages.Figure) -> dict:
    return {"figure": figure}


@register.inclusion_tag("parts/change.html")
def change(figure: pages.Figure) -> dict:
    return {"figure": figure}


register.simple_tag(strips.menu)


@register.inclusion_tag("parts/segments.html")
def segments(choices: Sequence[pages.Choice]) -> dict:
    """Two or three views of the same thing, one of them shown."""
    return {"choices": choices}


@register.inclusion_tag("parts/tabs.html")
def tabs(choices: Sequence[pages.Choice], label: str = "") -> dict:
    """The pages of one subject; more of them than a phone is wide scroll sideways. `side` of a choice is its count."""
    return {"choices": choices, "label": label or _("หน้าในเรื่องนี้")}


@register.inclusion_tag("parts/pager.html")
def pager(it: object, total: int | None = None) -> dict:
    """Of anything with `earlier` and `later` (addresses, "" at the ends) and either `shown` in words or `first`, `last` and `total`."""
    names = ("earlier", "later", "shown", "first", "last", "total")
    said = {name: it.get(name) if isinstance(it, dict) else getattr(it, name, None) for name in names}
    return said if total is None else said | {"total": total}


@register.inclusion_tag("parts/skeleton.html")
def skeleton(kind: str = "lines", rows: int = 5) -> dict:
    """The shape of what is on its way: lines, bars, tiles or picture. Nothing turns or blinks where motion is not wanted."""
    return {"kind": kind, "rows": range(rows)}


register.simple_tag(strips.chip)
register.simple_tag(strips.crumbs)
register.simple_tag(strips.context_bar)
register.simple_tag(strips.sieve)
register.simple_tag(strips.heads)


@register.inclusion_tag("parts/progress.html")
def progress(work: pages.Progress) -> dict:
    return {"work": work}


@register.inclusion_tag("parts/error_summary.html")
def error_summary(form: Form) -> dict:
    return {"form": form}


@register.inclusion_tag("parts/field.html")
def field(bound: object, hint: str = "") -> dict:
    return {"field": bound, "hint": hint}


@register.inclusion_tag("parts/bars.html")
def bars(counts: Sequence[pages.Count], heading: str, unit: str, tone: str = "", wrap: bool = False) -> dict:
    """Horizontal bars that are a table. The longest fills its track; shares appear where the counts have a denominator."""
    return {
        "counts": counts,
        "top": max((c.value for c in counts if c.value is not None), default=0),
        "has_share": any(c.of for c in counts),
        "heading": heading,
        "unit": unit,
        "tone": tone,
        "wrap": wrap,
    }


@register.inclusion_tag("parts/funnel.html")
def funnel(steps: Sequence[pages.Count], unit: str, *, of_first: bool = False) -> dict:
    """How far along: every bar is measured against the first step. Its share is of the step before, or, where steps may be passed over,
    of the first."""
    first = steps[0].value if steps else None
    kept = [
        (step, percent(step.value, before.value) if before else None)
        for before, step in zip((None, *([steps[0]] * len(steps) if of_first else steps)), steps, strict=False)
    ]
    return {"steps": kept, "first": first, "unit": unit, "of_first": of_first}


@register.inclusion_tag("parts/upset.html")
def upset(combinations: Sequence[pages.Combination], unit: str) -> dict:
    rows = []
    for one in combinations:
        places = [(dimension, f"{9.5 + 19 * i:.1f}", dimension.key in one.keys) for i, dimension in enumerate(DIMENSIONS)]
        on = [x for _, x, is_on in places if is_on]
        rows.append(
            {
                "it": one,
                "dots": places,
                "from": on[0] if on else "",
                "to": on[-1] if on else "",
                "names": [BY_KEY[key].name for key in one.keys],
            }
        )
    return {"rows": rows, "dimensions": DIMENSIONS, "top": max((c.value or 0 for c in combinations), default=0), "unit": unit}


@register.inclusion_tag("parts/choropleth.html")
def choropleth(areas: pages.AreaMap) -> dict:
    return {"map": areas, "drawn": charts.choropleth(areas.shapes, areas.bounds), "hatch": f"hatch-{next(_ids)}"}


@register.inclusion_tag("parts/thumbnail.html")
def thumbnail(areas: pages.AreaMap) -> dict:
    """The same map as a sign: without names, links or legend."""
    return {"map": areas, "drawn": charts.choropleth(areas.shapes, areas.bounds)}


@register.inclusion_tag("parts/multiples.html")
def small_multiples(series: Sequence[charts.Series], unit: str, digits: int = 2) -> dict:
    years = sorted({year for one in series for year, _ in one.points})
    table = [(one, [dict(one.points).get(year) for year in years]) for one in series]
    return {"drawn": charts.small_multiples(series), "years": years, "table": table, "unit": unit, "digits": digits}


@register.inclusion_tag("parts/spark.html")
def spark(series: charts.Series) -> dict:
    """A line without words beside the number it leads to; who cannot see it hears the numbers."""
    return {"drawn": charts.small_multiples((series,)), "points": series.points}


@register.inclusion_tag("parts/pyramid.html")
def pyramid(bands: Sequence[pages.AgeBand]) -> dict:
    """The oldest above."""
    return {"bands": list(reversed(bands)), "top": max((v for b in bands for v in (b.men, b.women) if v is not None), default=0)}


@register.inclusion_tag("parts/timeline.html")
def timeline(events: Sequence[pages.Event]) -> dict:
    return {"events": events}


@register.inclusion_tag("parts/reasons.html")
def reasons(them: Sequence[pages.Reason], score: int | None, note: str = "") -> dict:
    return {"reasons": them, "score": score, "note": note, "top": max((abs(r.points) for r in them), default=0)}


@register.inclusion_tag("parts/year_grid.html")
def year_grid(rows: Sequence[pages.YearRow], years: Sequence[int], heading: str) -> dict:
    return {"rows": [(row, _cells(row, years)) for row in rows], "years": years, "heading": heading}


def _cells(row: pages.YearRow, years: Sequence[int]) -> list[tuple]:
    answers = row.answers or ("",) * len(years)
    return list(zip(years, row.verdicts, answers, strict=True))


@register.inclusion_tag("parts/verdict.html")
def verdict(value: bool | str | None, key: str = "", answer: str = "", small: bool = False) -> dict:
    kind = "unknown" if value == "" else "not" if value is None else "fails" if value else "passes"
    return {"kind": kind, "key": key, "answer": answer, "small": small}


@register.inclusion_tag("parts/stages.html")
def stages(rows: Sequence[pages.Stage]) -> dict:
    """Life stages by dimension on one ramp of shares, so that a small stage is not hidden by a large one."""
    shares = [[percent(v, row.people) for v in row.by_dimension] for row in rows]
    bounds = charts.breaks(share for line in shares for share in line if share)
    hrefs = [row.hrefs or ("",) * len(row.by_dimension) for row in rows]
    table = [
        (row, list(zip(DIMENSIONS, row.by_dimension, line, link, strict=True))) for row, line, link in zip(rows, shares, hrefs, strict=True)
    ]
    return {"table": table, "dimensions": DIMENSIONS, "bounds": bounds, "legend": charts.legend(bounds)}


@register.inclusion_tag("parts/area_table.html")
def area_table(
    rows: Sequence[pages.AreaRow], level: str, unit: str, digits: int = 2, ranked: bool = False, worst: bool = True, defined: str = ""
) -> dict:
    """`defined`: the anchor of what its rate means (web.terms)."""
    return {
        "word": defined,
        "rows": rows,
        "level": level,
        "unit": unit,
        "digits": digits,
        "ranked": ranked,
        "top": max((r.rate for r in rows if r.rate is not None), default=0),
        "has_change": any(r.change is not None for r in rows),
        "has_worst": worst and any(r.worst for r in rows),
    }


@register.inclusion_tag("parts/indicator_table.html")
def indicator_table(rows: Sequence[pages.IndicatorRow], full: bool = True) -> dict:
    return {
        "rows": rows,
        "full": full,
        "top": max((r.share or 0 for r in rows), default=0),
        "has_before": any(r.before is not None for r in rows),
    }
