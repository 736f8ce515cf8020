"""The page on which one puts a report of one's own together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from nsc.access.roles import Permission
from nsc.errors import Refused
from nsc.reports import place
from nsc.secretariat import built_reports
from nsc.web import builder as shown
from nsc.web import context
from nsc.web.views.surveyed import surveyed


@surveyed("builder", gettext_lazy("สร้างรายงาน"))
def report_builder(request: HttpRequest) -> HttpResponse:
    told = context.of(request)
    chosen, why = shown.asked(request)
    built, no = None, None
    at = place.here(request.user, Permission.FIGURES_SEE, **told.asked)
    try:
        built = built_reports.of(request.user, at=timezone.now(), choice=chosen, **told.asked, to=shown.narrowed(told))
    except Refused as refused:
        no = refused
    return render(request, "pages/builder.html", {"page": shown.page(request, told, chosen, why, built, no, at)})
