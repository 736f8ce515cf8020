"""Pages of households and persons. Every opening that shows names is recorded by the question itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nsc.access.roles import Permission
from nsc.casework import cases
from nsc.registry import doorstep
from nsc.reports import dossier, persons, ranked, story
from nsc.web import context, desks, field_desk, household_page, inputs, listing, outcome, people, person_page
from nsc.web.views import sensitive
from nsc.web.views.surveyed import surveyed


@surveyed("households", _("ครัวเรือนเร่งด่วน"))
def households_list(request: HttpRequest) -> HttpResponse:
    if other := desks.opened(request, "households"):
        return other
    told, asked = context.of(request, Permission.HOUSEHOLD_SEE), ranked.HOUSEHOLDS.of(request.GET)
    narrowed = people.narrowing(told, asked)
    view = {"page": asked.page, "order": asked.order, "by": asked.by}
    found = ranked.households(request.user, at=timezone.now(), **told.asked, asked=narrowed, **view)
    acts = people.acts(request.user, found.here)
    told_ = {"file": reverse("households-file"), "naming": ranked.NAMING, "acts": acts, "only_page": True}
    tools = desks.tools(request, asked, found.here, found.total, **told_)
    return listing.answer(request, people.households_page(request.user, told, found, asked, tools))


@require_POST
def open_cases(request: HttpRequest) -> HttpResponse:
    """From the list, for the households ticked."""
    made = cases.open_many(by=request.user, at=timezone.now(), households=inputs.numbers(request, "row"))
    words = outcome.Words(str(_("เปิดเคสแล้ว {n} ครัวเรือน")), str(_("ครัวเรือนเลขที่ {n}")), "household")
    return outcome.answer(request, made, words, back="households")


def households_file(request: HttpRequest) -> HttpResponse:
    told, asked = context.of(request, Permission.HOUSEHOLD_SEE), ranked.HOUSEHOLDS.of(request.GET)
    narrowed = people.narrowing(told, asked)
    view = {"order": asked.order, "with_names": desks.wants_names(request)}
    leaving = ranked.leave(by=request.user, at=timezone.now(), **told.asked, asked=narrowed, **view)
    at = leaving.where
    about = [
        (str(_("นิยาม")), people.rule(at.round.priority_version)),
        (str(_("แหล่งข้อมูล")), context.source(at, context.lens(told))),
    ]
    cells = dict(people.household_cells(told, at)) | {"rank": lambda line: line.rank}
    chips = [*context.narrowed(told), *desks.words(asked, people.names_of(narrowed, at.set))]
    return desks.send(request, asked, leaving, cells, title=str(_("ครัวเรือน")), naming=ranked.NAMING, about=about, chips=chips)


@surveyed("households", _("รายบุคคล"))
def persons_list(request: HttpRequest) -> HttpResponse:
    if other := desks.opened(request, "persons"):
        return other
    told, asked = context.of(request, Permission.HOUSEHOLD_SEE), persons.PERSONS.of(request.GET)
    view = {"page": asked.page, "order": asked.order, "by": asked.by}
    found = persons.ranked(request.user, at=timezone.now(), **told.asked, asked=people.of_persons(told, asked), **view)
    tools = desks.tools(request, asked, found.here, found.total, file=reverse("persons-file"), naming=persons.NAMING)
    return listing.answer(request, people.persons_page(request.user, told, found, asked, tools))


def persons_file(request: HttpRequest) -> HttpResponse:
    told, asked = context.of(request, Permission.HOUSEHOLD_SEE), persons.PERSONS.of(request.GET)
    narrowed = people.of_persons(told, asked)
    view = {"order": asked.order, "with_names": desks.wants_names(request)}
    leaving = persons.leave(by=request.user, at=timezone.now(), **told.asked, asked=narrowed, **view)
    about = [
        (str(_("นิยาม")), people.rule("person-1")),
        (str(_("แหล่งข้อมูล")), context.source(leaving.where, context.lens(told))),
    ]
    cells = dict(people.person_cells(told, leaving.where)) | {"rank": lambda line: line.rank}
    chips = [*context.narrowed(told), *desks.words(asked, people.names_of(narrowed, leaving.where.set))]
    return desks.send(request, asked, leaving, cells, title=str(_("รายบุคคล")), naming=persons.NAMING, about=about, chips=chips)


def household_file(request: HttpRequest, household_id: int) -> HttpResponse:
    told = context.of(request, Permission.HOUSEHOLD_SEE)
    asked = {"group": request.GET.get("kind", ""), "before": inputs.before(request)}
    found = dossier.of_household(request.user, household_id, at=timezone.now(), **asked)
    sheet = doorstep.of_household(request.user, household_id, at=timezone.now())
    door = field_desk.door(sheet, household_page.names(found))
    return render(request, "pages/household.html", {"page": household_page.household_page(request.user, told, found), "door": door})


def household_story(request: HttpRequest, household_id: int) -> HttpResponse:
    """The next lines of the story, for where the page ends."""
    found = story.of_household(request.user, household_id, group=request.GET.get("kind", ""), before=inputs.before(request))
    told = {"months": household_page.months(found), "more": household_page.more(found, household_id)}
    return render(request, "pages/household/months.html", told)


def person(request: HttpRequest, household_id: int, person: int) -> HttpResponse:
    """The page of one person; with the page's script, only what is kept of them under seal, for its dialog."""
    if request.headers.get("HX-Request") == "true":
        return sensitive.resident(request, household_id, person)
    told = context.of(request, Permission.HOUSEHOLD_SEE)
    found = dossier.of_person(request.user, household_id, person, at=timezone.now())
    response = render(request, "pages/person.html", {"page": person_page.person_page(request.user, told, found)})
    response["Cache-Control"] = "no-store"
    response["Vary"] = "HX-Request, Cookie"
    return response
