"""Pages of progress: how far along, month by month, agency by agency, and recalculated."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from nsc.files import tables
from nsc.reports import by_agency, progress, recalculated
from nsc.web import inputs
from nsc.web import progress as shown
from nsc.web.targets import told


def _asked(request: HttpRequest) -> progress.Asked:
    number = inputs.number(request.GET.get("agency"))
    return progress.Asked(request.GET.get("group", "")[:20], request.GET.get("dimension", "")[:20], number)


def overview(request: HttpRequest) -> HttpResponse:
    here = told(request)
    found = progress.of(request.user, at=timezone.now(), **here.asked, asked=_asked(request))
    return render(request, "pages/progress/overview.html", {"page": shown.overview(here, found)})


def csv(request: HttpRequest) -> HttpResponse:
    columns, rows = progress.table(by=request.user, at=timezone.now(), **told(request).asked, asked=_asked(request))
    response = HttpResponse("".join(tables.lines(columns, rows)), content_type=tables.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="progress.csv"'
    return response


def months(request: HttpRequest) -> HttpResponse:
    here = told(request)
    found = progress.by_month(request.user, **here.asked, asked=_asked(request))
    return render(request, "pages/progress/months.html", {"page": shown.months(here, found, timezone.localdate())})


def agencies(request: HttpRequest) -> HttpResponse:
    here = told(request)
    found = by_agency.of(request.user, at=timezone.now(), **here.asked)
    return render(request, "pages/progress/agencies.html", {"page": shown.agencies(here, found)})


def counted_again(request: HttpRequest) -> HttpResponse:
    here = told(request)
    found = recalculated.of(request.user, area=here.asked["area"])
    return render(request, "pages/progress/recalculated.html", {"page": shown.counted_again(here, found)})
