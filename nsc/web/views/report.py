"""The citizen's door: to say who was missed, and to ask what became of it. No account, no cookie but the form's own."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from nsc.access import limits, sign_in
from nsc.areas import codes, places
from nsc.casework import tickets
from nsc.errors import Refused
from nsc.web.forms_report import ReportForm, StatusForm
from nsc.web.words import because

HOUR = timedelta(hours=1)
REPORTS, REPORTS_OF_ALL = 10, 300  # an hour: from one connection, which a village's public Wi-Fi may share; and from everywhere
ASKINGS, ASKINGS_OF_ONE = 60, 10  # an hour: from one connection; and about one ticket, wherever from
OUTCOMES = {
    "accepted": _("เจ้าหน้าที่ไปพบแล้ว และรับเข้าสู่กระบวนการช่วยเหลือ"),
    "declined": _("เจ้าหน้าที่ไปพบแล้ว ยังไม่เข้าเกณฑ์ของโครงการนี้ ติดต่อ อบต. หรือเทศบาลเพื่อขอความช่วยเหลือทางอื่นได้"),
    "known": _("เจ้าหน้าที่ตรวจแล้ว มีผู้ดูแลเรื่องนี้อยู่แล้ว"),
    "withdrawn": _("ปิดเรื่องแล้ว เพราะข้อมูลไม่พอให้ไปพบ แจ้งใหม่ได้โดยบอกที่สังเกตเพิ่ม"),
}


@login_not_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """First where, by links that need no script; then the form. The ticket is shown in the answer to it, which may be sent again."""
    place = places.find(request.GET.get("area", "")[:10])
    if place is None or not codes.contains(settings.PROVINCE, place.code):
        place = places.place(settings.PROVINCE)
    is_here = place.level == codes.VILLAGE or (place.level == codes.TAMBON and "here" in request.GET)
    if not is_here:
        below = [each for each in places.children(place.code) if each.level != codes.VILLAGE or each.name_th]
        return render(request, "pages/report/where.html", {"place": place, "path": _path(place), "below": below})
    form = ReportForm(request.POST if request.method == "POST" else None, initial={"submission": uuid4()})
    if request.method == "POST" and form.is_valid():
        _count(request, "report", REPORTS)
        _require("reports", "all", REPORTS_OF_ALL)
        told = {"reason": form.cleaned_data["reason"], "submission": form.cleaned_data["submission"]}
        try:
            given = tickets.report(at=timezone.now(), who=form.who(place.code), **told)
            return render(request, "pages/report/done.html", {"given": given})
        except Refused as no:
            form.add_error(None, because(no))
    return render(request, "pages/report/form.html", {"place": place, "path": _path(place), "form": form})


def _path(place) -> list:
    return places.path(place.code)[1:]


@login_not_required
@sensitive_post_parameters("word")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Number and word are sent as a form, and never stand in an address."""
    form, found, wrong = StatusForm(request.POST if request.method == "POST" else None), None, False
    if request.method == "POST" and form.is_valid():
        _count(request, "report_status", ASKINGS)
        _require("ticket", form.cleaned_data["number"], ASKINGS_OF_ONE)
        found = tickets.status(number=form.cleaned_data["number"], word=form.cleaned_data["word"])
        wrong = found is None
    outcome = OUTCOMES.get(found.outcome, "") if found else ""
    return render(request, "pages/report/status.html", {"form": form, "found": found, "wrong": wrong, "outcome": outcome})


def _count(request: HttpRequest, what: str, times: int) -> None:
    if where := sign_in.network(request):
        _require(what, where, times)


def _require(what: str, who: str, times: int) -> None:
    at = timezone.now()
    if not limits.allow(what, who, at, times, HOUR):
        raise limits.TooOften(limits.ends(at, HOUR))
