"""The map: its page, the card of one area, the houses on it, and its files."""

import json
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from nsc import csp
from nsc.access import limits
from nsc.access.scope import OutOfSight
from nsc.built import MANIFEST, MAP, built
from nsc.files import tables
from nsc.reports import by_area, pinned
from nsc.web import context, inputs, map_files, map_page
from nsc.web.map_page import Seen
from nsc.web.views.surveyed import surveyed


@surveyed("map", gettext_lazy("แผนที่"))
def the_map(request: HttpRequest) -> HttpResponse:
    page = map_page.page(_seen(request))
    response = render(request, "pages/map.html", {"page": page, "tool": built(MANIFEST, MAP)})
    if settings.TILES:
        response["Content-Security-Policy"] = csp.with_images_of(settings.TILES)
    return response


@surveyed("map", gettext_lazy("แผนที่"))
def card(request: HttpRequest) -> HttpResponse:
    """Of the area in ?select=: part of the page, fetched as one points at it."""
    found = map_page.card(_seen(request))
    if found is None:
        return HttpResponse(status=204)
    return render(request, "parts/map_card.html", {"card": found})


@surveyed("map", gettext_lazy("แผนที่"))
def points(request: HttpRequest) -> HttpResponse:
    """Marks of one layer within ?view=, as [latitude, longitude, households, number of the household or null]."""
    told, now = context.of(request), timezone.now()
    limits.require(limits.MAP, request.user, now)
    found = pinned.of(
        request.user,
        at=now,
        layer=request.GET.get("layer", "households"),
        narrowed=_of_list(told),
        bounds=map_page.bounds(request.GET.get("view", "")),
        zoom=inputs.number(request.GET.get("zoom"), 2) or pinned.FARTHEST,
        **told.asked,
    )
    marks = [[round(mark.lat, 6), round(mark.lon, 6), mark.count, mark.household] for mark in found.marks]
    return JsonResponse({"marks": marks, "total": found.total})


@surveyed("map", gettext_lazy("แผนที่"))
def file(request: HttpRequest) -> HttpResponse:
    """?form=: what the page shows, as paper, picture, table or shapes. On the record, whoever takes it along."""
    now, form = timezone.now(), request.GET.get("form") or "pdf"
    if form not in map_page.FORMS:
        raise OutOfSight(form)
    seen = _seen(request)
    if form not in ("csv", "geojson"):
        marks = [mark for layer in seen.asked.layers for mark in _marks(request, seen, layer)]
        content, kind = map_files.sheet(seen, form, marks, is_upright=bool(request.GET.get("portrait")), on=now)
    elif form == "csv":
        content, kind = "".join(map_files.table(seen)), tables.CONTENT_TYPE
    else:
        content, kind = json.dumps(map_files.shapes(seen), ensure_ascii=False), "application/geo+json"
    by_area.exported(by=request.user, at=now, shown=seen.areas, form=form)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{map_files.name(seen, form)}"'
    return response


def _seen(request: HttpRequest) -> Seen:
    told = replace(context.of(request), path=map_page.address())
    return Seen.of(request.user, told, request.GET, timezone.now())


def _of_list(told: context.Told) -> by_area.Narrowed:
    """The households of the map are those of the list it leads to."""
    to = map_page.narrowed(told)
    return to if to.poor else replace(to, poor="mpi")


def _marks(request: HttpRequest, seen: Seen, layer: str) -> tuple[pinned.Mark, ...]:
    """Gathered as on paper: nobody opens a house there."""
    told, laid = seen.told, seen.laid
    view = seen.asked.view or laid.sheet.bounds
    zoom = map_files.zoom(view)
    return pinned.of(request.user, at=timezone.now(), layer=layer, narrowed=_of_list(told), bounds=view, zoom=zoom, **told.asked).marks
