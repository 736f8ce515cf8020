"""The record of use, as auditors and the data-protection officer read it."""

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from nsc.access import trail
from nsc.web import record
from nsc.web.forms import AuditForm

BOM = "\ufeff"  # Excel reads Thai in a csv file only behind it
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def audit(request: HttpRequest) -> HttpResponse:
    trail.require(request.user)
    form, before = AuditForm(request.GET), request.GET.get("before", "")
    found = trail.Page((), None)
    if form.is_valid():
        older = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
        found = trail.lines(request.user, at=timezone.now(), asked=form.asked(), before=older)
    return render(request, "pages/audit.html", {"page": record.page(request.user, form, found, request.GET)})


def audit_csv(request: HttpRequest) -> HttpResponse:
    trail.require(request.user)
    form = AuditForm(request.GET)
    if not form.is_valid():
        return redirect(record.href(request.GET))
    _count, rows = trail.export(by=request.user, at=timezone.now(), asked=form.asked())
    response = StreamingHttpResponse(written(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


class _Line:
    """What csv writes to: it hands each line back."""

    def write(self, text: str) -> str:
        return text


def written(rows: Iterator[list[object]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BOM + writer.writerow(trail.COLUMNS)
    for row in rows:
        yield writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in row])
