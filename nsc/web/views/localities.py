"""Pages of villages, tambon, amphoe and local authorities."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from nsc.access import scope
from nsc.areas import codes, places
from nsc.casework import rolls
from nsc.reports import local_events, local_work, locality
from nsc.web import context, localities
from nsc.web.forms_targets import fiscal_year
from nsc.web.here import Here
from nsc.web.views.surveyed import surveyed


def any_place(request: HttpRequest) -> HttpResponse:
    """Where the context says, /places/?area=6009: menus that change the area lead here."""
    here = Here.of(request.GET)
    more = {"fiscal": request.GET.get("fiscal", "")[:4]}
    return redirect(localities.address(here, area=here.area, authority=here.authority, **more))


@surveyed("place", gettext_lazy("พื้นที่"))
def place(request: HttpRequest, code: str) -> HttpResponse:
    """An abolished code goes to its successor, a province to its overview."""
    found = places.find(code)
    if found is None:
        raise scope.OutOfSight(code)
    if found.code != code or len(code) < codes.LENGTH[codes.AMPHOE]:
        return redirect(localities.address(Here.of(request.GET), area=found.code))
    return _page(request, area=code)


@surveyed("place", gettext_lazy("พื้นที่"))
def authority(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, authority=number)


def _page(request: HttpRequest, *, area: str | None = None, authority: int | None = None) -> HttpResponse:
    told = context.of(request)
    told = replace(told, path=reverse("places"), here=replace(told.here, area=area, authority=authority))
    at, today = timezone.now(), timezone.localdate()
    year = fiscal_year(request.GET.get("fiscal", ""), today)
    where = {"area": area or "", "authority": authority}
    found = locality.of(request.user, **told.asked)
    work = local_work.of(request.user, at=at, year=year, **where)
    events = local_events.of(request.user, year=year, **where)
    page = localities.page(request.user, told, found, work, events, today=today, first_year=rolls.FIRST_YEAR)
    return render(request, "pages/places/place.html", {"page": page, "where": told.here})
