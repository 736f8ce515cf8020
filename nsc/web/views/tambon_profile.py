"""Pages of a tambon's profile: what fills itself, what the team writes, its photographs, the years that are closed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from nsc import thai
from nsc.errors import Refused
from nsc.reports import tambon_profile as filled
from nsc.tambon import findings, indicator_values, landscape, profile_years
from nsc.web import downloads, inputs
from nsc.web import tambon as shown
from nsc.web import tambon_profile as page
from nsc.web.forms_programmes import act
from nsc.web.forms_tambon_profile import CloseForm, FindingForm, LandscapeForm, ValueForm, this_year
from nsc.web.words import because

asks = require_http_methods(["GET", "HEAD", "POST"])
HOUR = "private, max-age=3600"  # of a landscape nobody is told by


def profile(request: HttpRequest, code: str) -> HttpResponse:
    head, user = shown.head(request, code), request.user
    try:
        found, why_not = filled.of(user, at=timezone.now(), area=code), ""
    except Refused as no:  # no survey has been published yet
        found, why_not = None, because(no)
    told = {
        "head": head,
        "found": found,
        "why_not": why_not,
        "blocks": page.blocks(found.figures) if found else (),
        "alike": [(each, page.why(each)) for each in found.alike] if found else [],
        "rates": filled.RATES,
        "dimensions": page.dimensions(user, code),
        "swot": page.swot(user, code),
        "photographs": landscape.of(user, code),
        "closed": profile_years.closed(user, code),
        "this_year": this_year(),
    }
    return render(request, "pages/tambon/profile/page.html", told)


@asks
def value(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.writes(request, code)
    asked = {"dimension": request.GET.get("dimension", "")[:12], "indicator": request.GET.get("indicator", "")[:200]}
    known = next((each for each in indicator_values.of(request.user, code) if each.indicator == asked["indicator"]), None)
    usual = next((each for each in indicator_values.usual() if each.indicator == asked["indicator"]), None)
    like = known or usual
    first = asked | {"year": this_year()} | ({"unit": like.unit, "source": like.source} if like else {})
    form = ValueForm(request.POST if request.method == "POST" else None, initial=first)
    told = {"by": request.user, "at": timezone.now(), "area": code}
    if request.method == "POST" and form.is_valid() and act(form, indicator_values.give, **told, **form.cleaned_data):
        messages.success(request, _("บันทึกค่าตัวชี้วัดแล้ว ค่าเดิมของปีเดียวกันยังอยู่ในประวัติ"))
        return redirect(reverse("tambon-profile", args=[code]) + f"#{form.cleaned_data['dimension']}")
    history = [each for each in indicator_values.of(request.user, code, with_replaced=True) if each.indicator == asked["indicator"]]
    about = {"history": history, "usual": [each for each in indicator_values.usual() if each.dimension == asked["dimension"]]}
    options = [each.indicator for each in indicator_values.usual()]
    return shown.form_page(request, head, form, _("ค่าตัวชี้วัด"), "tambon-profile", options=options, about=about)


@require_POST
def finding(request: HttpRequest, code: str) -> HttpResponse:
    shown.writes(request, code)
    form, anchor = FindingForm(request.POST), ""
    try:
        if not form.is_valid():
            raise Refused(gettext_noop("โปรดเขียนข้อความก่อนบันทึก"))
        findings.write(by=request.user, at=timezone.now(), area=code, **form.cleaned_data)
        anchor = f"#{form.cleaned_data['dimension'] or 'swot'}"
    except Refused as no:
        messages.error(request, because(no))
    return redirect(reverse("tambon-profile", args=[code]) + anchor)


@require_POST
def finding_end(request: HttpRequest, code: str, finding: int) -> HttpResponse:
    findings.end(by=request.user, at=timezone.now(), area=code, finding=finding)
    messages.success(request, _("นำออกแล้ว ปีที่ปิดไว้ยังมีข้อความนี้"))
    return redirect("tambon-profile", code=code)


@asks
def add_photograph(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.writes(request, code)
    sent = request.method == "POST"
    form = LandscapeForm(request.POST if sent else None, request.FILES if sent else None)
    told = {"by": request.user, "at": timezone.now(), "area": code}
    if sent and form.is_valid() and act(form, landscape.add, **told, **form.cleaned_data):
        messages.success(request, _("เพิ่มภาพแล้ว เก็บไว้โดยเข้ารหัส"))
        return redirect(reverse("tambon-profile", args=[code]) + "#photographs")
    return shown.form_page(request, head, form, _("เพิ่มภาพของตำบล"), "tambon-profile", has_file=True)


def photograph(request: HttpRequest, code: str, photograph: int) -> HttpResponse:
    return downloads.picture(landscape.pieces(request.user, code, photograph), cache=HOUR)


def thumbnail(request: HttpRequest, code: str, photograph: int) -> HttpResponse:
    return downloads.picture(landscape.pieces(request.user, code, photograph, is_small=True), cache=HOUR)


@require_POST
def remove_photograph(request: HttpRequest, code: str, photograph: int) -> HttpResponse:
    landscape.remove(by=request.user, at=timezone.now(), area=code, photograph=photograph)
    messages.success(request, _("ลบภาพแล้ว"))
    if event := inputs.number(request.POST.get("event")):
        return redirect("tambon-events-one", code=code, event=event)
    return redirect(reverse("tambon-profile", args=[code]) + "#photographs")


# — years —


@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    shown.writes(request, code)
    form = CloseForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(gettext_noop("โปรดใส่ปี พ.ศ."))
        filled.close(by=request.user, at=timezone.now(), area=code, year=form.cleaned_data["year"])
        messages.success(request, _("ปิดข้อมูลปีแล้ว ตัวเลขคงไว้ตามวันนี้"))
    except Refused as no:
        messages.error(request, because(no))
    return redirect(reverse("tambon-profile", args=[code]) + "#years")


def year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A closed year; beside another, where ?beside= names one. Years of addresses are of the Buddhist era."""
    head, user = shown.head(request, code), request.user
    now = profile_years.opened(user, code, thai.christian_year(year))
    others = [each for each in profile_years.closed(user, code) if each.year != now.year]
    asked = inputs.number(request.GET.get("beside"), 4)
    then = profile_years.opened(user, code, thai.christian_year(asked)) if asked else None
    told = {
        "head": head,
        "now": now,
        "then": then,
        "others": [(each.year, thai.buddhist_year(each.year)) for each in others],
        "year": thai.buddhist_year(now.year),
        "blocks": page.blocks(now.figures),
        "pairs": page.beside(then.figures, now.figures) if then else (),
        "dimensions": page.dimensions(user, code, as_of=now.at),
        "swot": page.swot(user, code, as_of=now.at),
    }
    return render(request, "pages/tambon/profile/year.html", told)
