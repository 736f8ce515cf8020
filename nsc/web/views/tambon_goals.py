"""Pages of a tambon's goals, and of the register of projects in it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nsc.tambon import goals, indicator_values, rules, undertakings
from nsc.web import tambon as shown
from nsc.web.forms_programmes import act
from nsc.web.forms_tambon_profile import BecauseForm, GoalForm, MeasureForm, UndertakingForm, this_year

asks = require_http_methods(["GET", "HEAD", "POST"])


def listed(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    found = goals.progress(request.user, code, with_ended=True)
    by_dimension = [
        (key, _(name), shown.DIMENSION_ICONS[key], [each for each in found if each.aim.dimension == key and each.aim.is_open])
        for key, name in rules.DIMENSIONS.items()
    ]
    told = {
        "head": head,
        "dimensions": by_dimension,
        "has_any": any(each.aim.is_open for each in found),
        "ended": [each for each in found if not each.aim.is_open],
    }
    return render(request, "pages/tambon/goals/list.html", told)


@asks
def agree(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.writes(request, code)
    first = {"dimension": request.GET.get("dimension", "")[:12], "baseline_year": this_year(), "by_year": this_year() + 3}
    form = GoalForm(request.POST if request.method == "POST" else None, initial=first)
    told = {"by": request.user, "at": timezone.now(), "area": code}
    if request.method == "POST" and form.is_valid() and act(form, goals.agree, **told, **form.cleaned_data):
        messages.success(request, _("ตั้งเป้าหมายแล้ว"))
        return redirect("tambon-goals", code=code)
    options = [each.indicator for each in indicator_values.usual()]
    return shown.form_page(request, head, form, _("ตั้งเป้าหมาย"), "tambon-goals", options=options)


@asks
def measure(request: HttpRequest, code: str, goal: int) -> HttpResponse:
    head = shown.writes(request, code)
    found = next((each for each in goals.progress(request.user, code) if each.aim.id == goal), None)
    if found is None:
        raise Http404
    form = MeasureForm(request.POST if request.method == "POST" else None, initial={"year": this_year()})
    told = {"by": request.user, "at": timezone.now(), "area": code, "goal": goal}
    if request.method == "POST" and form.is_valid() and act(form, goals.measure, **told, **form.cleaned_data):
        messages.success(request, _("บันทึกผลแล้ว"))
        return redirect("tambon-goals", code=code)
    return shown.form_page(request, head, form, _("บันทึกผลตามเป้าหมาย"), "tambon-goals", about={"goal": found})


@asks
def end(request: HttpRequest, code: str, goal: int) -> HttpResponse:
    head = shown.writes(request, code)
    found = next((each for each in goals.progress(request.user, code) if each.aim.id == goal), None)
    if found is None:
        raise Http404
    form = BecauseForm(request.POST if request.method == "POST" else None)
    told = {"by": request.user, "at": timezone.now(), "area": code, "goal": goal}
    if request.method == "POST" and form.is_valid() and act(form, goals.end, **told, **form.cleaned_data):
        messages.success(request, _("เลิกเป้าหมายแล้ว เป้าหมายเดิมยังอยู่ท้ายหน้า"))
        return redirect("tambon-goals", code=code)
    return shown.form_page(request, head, form, _("เลิกเป้าหมายนี้"), "tambon-goals", about={"goal": found})


# — the register —


def register(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    rows = undertakings.of(request.user, code, on=timezone.localdate())
    states = {"running": _("กำลังดำเนินการ"), "later": _("ยังไม่เริ่ม"), "ended": _("ที่ผ่านมา")}
    groups = [(state, name, [each for each in rows if each.state == state]) for state, name in states.items()]
    told = {"head": head, "groups": groups, "names": rules.DIMENSIONS, "ending": [each for each in rows if each.warning]}
    return render(request, "pages/tambon/register/list.html", told | {"total": len(rows)})


@asks
def register_add(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.writes(request, code)
    form = UndertakingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and act(form, undertakings.register, **_told(request, code, form)):
        messages.success(request, _("ลงทะเบียนโครงการแล้ว"))
        return redirect("tambon-register", code=code)
    return shown.form_page(request, head, form, _("ลงทะเบียนโครงการ"), "tambon-register")


@asks
def register_change(request: HttpRequest, code: str, undertaking: int) -> HttpResponse:
    head = shown.writes(request, code)
    found = undertakings.find(request.user, code, undertaking, on=timezone.localdate())
    first = {name: getattr(found, name) for name in UndertakingForm.base_fields if hasattr(found, name)}
    form = UndertakingForm(request.POST if request.method == "POST" else None, initial=first | {"seen": found.changed_at.isoformat()})
    if request.method == "POST" and form.is_valid():
        told = _told(request, code, form) | {"undertaking": undertaking, "seen": form.cleaned_data["seen"]}
        if act(form, undertakings.amend, **told):
            messages.success(request, _("แก้ทะเบียนโครงการแล้ว"))
            return redirect(reverse("tambon-register", args=[code]) + f"#u{undertaking}")
    return shown.form_page(request, head, form, _("แก้ทะเบียนโครงการ"), "tambon-register")


def _told(request: HttpRequest, code: str, form: UndertakingForm) -> dict[str, object]:
    values = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
    return {"by": request.user, "at": timezone.now(), "area": code} | values
