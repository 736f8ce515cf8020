"""The record of use, as auditors and the data-protection officer read it."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from nsc.access import trail
from nsc.files import tables
from nsc.web import inputs, record
from nsc.web.forms import AuditForm


def audit(request: HttpRequest) -> HttpResponse:
    trail.require(request.user)
    form, before = AuditForm(request.GET), request.GET.get("before", "")
    found = trail.Page((), None)
    if form.is_valid():
        older = inputs.number(before, 18)
        found = trail.lines(request.user, at=timezone.now(), asked=form.asked(), before=older)
    return render(request, "pages/audit.html", {"page": record.page(request.user, form, found, request.GET)})


def audit_csv(request: HttpRequest) -> HttpResponse:
    trail.require(request.user)
    form = AuditForm(request.GET)
    if not form.is_valid():
        return redirect(record.href(request.GET))
    _count, rows = trail.export(by=request.user, at=timezone.now(), asked=form.asked())
    response = StreamingHttpResponse(tables.lines(trail.COLUMNS, rows), content_type=tables.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response
