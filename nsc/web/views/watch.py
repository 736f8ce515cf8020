"""Who has seen this person, unusual access, emergencies."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nsc.access import alerts, glass, trail
from nsc.errors import Refused
from nsc.files import tables
from nsc.reports import emergency, who_saw
from nsc.web import watch
from nsc.web.forms_watch import GlassForm, NameForm, NumberForm
from nsc.web.words import because


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The question goes by POST: no number and no name stands in an address or a log. The answer's address has a household's number."""
    who_saw.require(request.user)
    by_name = "name" in request.POST
    number = NumberForm(request.POST if request.method == "POST" and not by_name else None)
    person = NameForm(request.POST if by_name else None)
    homes = None
    if request.method == "POST":
        homes = _found(request, person if by_name else number, by_name=by_name)
        if homes is not None and len(homes) == 1:
            return redirect("who-saw-household", homes[0].household)
    return render(request, "pages/watch/ask.html", {"page": watch.ask(request.user, number, person, homes)})


def _found(request: HttpRequest, form: NumberForm | NameForm, *, by_name: bool) -> list[who_saw.Home] | None:
    """None where the form says what is wrong."""
    if not form.is_valid():
        return None
    told, at = form.cleaned_data, timezone.now()
    try:
        if by_name:
            return who_saw.by_name(by=request.user, at=at, name=told["name"], place=told["place"])
        return who_saw.by_number(by=request.user, at=at, typed=told["number"])
    except Refused as no:
        form.add_error("name" if by_name else "number", because(no))
        return None


def household(request: HttpRequest, household_id: int) -> HttpResponse:
    at = timezone.now()
    found = who_saw.of_household(request.user, household_id, at=at)
    return render(request, "pages/watch/answer.html", {"page": watch.answer(request.user, found, at)})


def household_csv(request: HttpRequest, household_id: int) -> HttpResponse:
    _count, rows = who_saw.export(by=request.user, at=timezone.now(), household=household_id)
    response = StreamingHttpResponse(tables.lines(trail.COLUMNS, rows), content_type=tables.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="seen-{household_id}.csv"'
    return response


def alerts_list(request: HttpRequest) -> HttpResponse:
    page = watch.alerts_page(request.user, alerts.to_review(request.user))
    return render(request, "pages/watch/alerts.html", {"page": page})


@require_POST
def review_alert(request: HttpRequest, alert: int) -> HttpResponse:
    alerts.review(by=request.user, at=timezone.now(), alert=alert, **_review(request))
    messages.success(request, _("บันทึกผลการตรวจแล้ว"))
    return redirect("alerts")


@require_http_methods(["GET", "HEAD", "POST"])
def break_glass(request: HttpRequest) -> HttpResponse:
    glass.require_to_ask(request.user)
    at, form = timezone.now(), GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            opened = emergency.ask(by=request.user, at=at, typed=told["number"], reason=told["reason"], because=told["because"])
            return redirect("household", opened)
        except Refused as no:
            form.add_error(None, because(no))
    page = watch.glass_page(form, settings.GLASS_HOURS, glass.mine(request.user, at=at), at)
    return render(request, "pages/watch/glass.html", {"page": page})


@require_POST
def end_glass(request: HttpRequest, emergency_id: int) -> HttpResponse:
    glass.end(by=request.user, at=timezone.now(), emergency=emergency_id)
    messages.success(request, _("คืนสิทธิแล้ว แฟ้มนี้ปิดสำหรับท่าน"))
    return redirect("glass")


def glass_reviews(request: HttpRequest) -> HttpResponse:
    page = watch.reviews_page(request.user, glass.to_review(request.user, at=timezone.now()))
    return render(request, "pages/watch/reviews.html", {"page": page})


@require_POST
def review_glass(request: HttpRequest, emergency_id: int) -> HttpResponse:
    glass.review(by=request.user, at=timezone.now(), emergency=emergency_id, **_review(request))
    messages.success(request, _("บันทึกผลการตรวจแล้ว"))
    return redirect("glass-reviews")


def _review(request: HttpRequest) -> dict[str, str]:
    return {"finding": request.POST.get("finding", ""), "note": request.POST.get("note", "")}
