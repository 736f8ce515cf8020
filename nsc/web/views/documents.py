"""Pages of documents: which there are, to order one, how far it is, what was issued."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.casework import sight
from nsc.errors import Refused
from nsc.secretariat import documents, issuing
from nsc.secretariat.document_kinds import Kind
from nsc.web import documents as shown
from nsc.web import inputs
from nsc.web.words import because


def offers(request: HttpRequest) -> HttpResponse:
    sight.require_somewhere(request.user, Permission.REPORT_ISSUE)
    return render(request, "pages/documents/offers.html", {"page": shown.offers(request.user, timezone.now())})


def make(request: HttpRequest, name: str) -> HttpResponse:
    kind, now = _kind(request, name), timezone.now()
    page = shown.making(request, kind, now)
    if request.method == "POST" and page.form.is_valid():
        told = {"form": page.form.cleaned_data["form"], "thai_digits": page.form.cleaned_data.get("thai_digits", False)}
        try:
            job = issuing.order(by=request.user, at=now, name=kind.name, asked=page.form.asked, **told)
            return redirect("documents-order", job)
        except Refused as no:
            page.form.add_error(None, because(no))
    return render(request, "pages/documents/make.html", {"page": page})


def _kind(request: HttpRequest, name: str) -> Kind:
    found = next((each for each in documents.offered(request.user) if each.name == name), None)
    if found is None:
        sight.require_somewhere(request.user, Permission.REPORT_ISSUE)
        raise Http404
    return found


def order(request: HttpRequest, job: int) -> HttpResponse:
    """How far the work is; without a script the page asks again by itself."""
    work = issuing.progress(request.user, job)
    if work.issued:
        return redirect("documents-one", work.issued)
    return render(request, "pages/documents/order.html", {"page": shown.Progress(shown.going(work))})


def progress(request: HttpRequest, job: int) -> HttpResponse:
    """The bar alone while work goes on; then the page of what came of it."""
    work = issuing.progress(request.user, job)
    if work.is_over:
        return HttpResponse(headers={"HX-Redirect": reverse("documents-order", args=[job])})
    return render(request, "pages/documents/progress.html", {"it": shown.going(work)})


@require_POST
def cancel(request: HttpRequest, job: int) -> HttpResponse:
    issuing.cancel(by=request.user, at=timezone.now(), job=job)
    messages.success(request, _("สั่งยกเลิกแล้ว ไม่มีเอกสารใดออก"))
    return redirect("documents-order", job)


def issued(request: HttpRequest) -> HttpResponse:
    if not scope.anywhere(request.user, Permission.NAME_SEE):  # who has files of households handed to them reads those here
        sight.require_somewhere(request.user, Permission.REPORT_ISSUE)
    asked = {name: value[:40] for name, value in request.GET.items()}
    page = shown.listed(request.user, asked, inputs.number(request.GET.get("before"), 18))
    return render(request, "pages/documents/issued.html", {"page": page})


def one(request: HttpRequest, number: int) -> HttpResponse:
    return render(request, "pages/documents/one.html", {"page": shown.one(request.user, number)})


def file(request: HttpRequest, number: int) -> HttpResponse:
    """A PDF opens in the browser; what is to be edited is saved."""
    paper = issuing.opened(by=request.user, at=timezone.now(), number=number)
    response = StreamingHttpResponse(paper.pieces, content_type=paper.type)
    is_pdf = paper.type == issuing.TYPES["pdf"]
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=not is_pdf, filename=paper.name)
    return response


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    return redirect("documents-order", issuing.again(by=request.user, at=timezone.now(), number=number))
