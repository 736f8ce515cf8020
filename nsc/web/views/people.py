"""Pages of households and persons. Every opening that shows names is recorded by the question itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nsc.access.roles import Permission
from nsc.reports import household, persons, place, ranked, rights
from nsc.web import cases, context, inputs, listing, people, programmes
from nsc.web.views.surveyed import surveyed


@surveyed("households", _("ครัวเรือนเร่งด่วน"))
def households_list(request: HttpRequest) -> HttpResponse:
    told, asked = context.of(request, Permission.HOUSEHOLD_SEE), ranked.HOUSEHOLDS.of(request.GET)
    narrowed = people.narrowing(told, asked)
    view = {"page": asked.page, "order": asked.order, "by": asked.by}
    found = ranked.households(request.user, at=timezone.now(), **told.asked, asked=narrowed, **view)
    return listing.answer(request, people.households_page(request.user, told, found, asked))


@surveyed("households", _("รายบุคคล"))
def persons_list(request: HttpRequest) -> HttpResponse:
    told = context.of(request, Permission.HOUSEHOLD_SEE)
    chosen, stage, page = context.lens(told), request.GET.get("stage", ""), inputs.page(request)
    at = place.here(request.user, Permission.HOUSEHOLD_SEE, **told.asked)
    if at.digits < 4 and not at.authority:
        return render(request, "pages/persons.html", {"page": people.pick_an_amphoe(request.user, told, at, chosen)})
    there = {"area": at.place.code, "authority": at.authority_id or None, "year": told.year}
    found = persons.ranked(request.user, at=timezone.now(), **there, stage=stage, page=page)
    return render(request, "pages/persons.html", {"page": people.persons_page(request.user, told, found, chosen, stage, page)})


def household_file(request: HttpRequest, household_id: int) -> HttpResponse:
    told = context.of(request, Permission.HOUSEHOLD_SEE)
    found = household.file(request.user, household_id, at=timezone.now())
    entitled = programmes.household_rights(rights.household(request.user, household_id, at=timezone.now()))
    page = people.household_page(request.user, told, found)
    return render(request, "pages/household.html", {"page": page, "rights": entitled, "case": cases.link(request.user, household_id)})
