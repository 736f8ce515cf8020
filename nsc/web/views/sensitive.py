"""What is kept of a person under seal, opened one by one for a reason, and photographs. No cache keeps any of these answers.

With the script of the page they appear in its dialog; without it, on a page of their own.
"""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nsc.access.roles import Permission
from nsc.errors import Refused
from nsc.registry import photographs, rules
from nsc.surveys import residents as people
from nsc.web import downloads, residents
from nsc.web.forms_sensitive import PhotographForm, ReasonForm, ValueForm
from nsc.web.words import because, said

asks = require_http_methods(["GET", "HEAD", "POST"])


def resident(request: HttpRequest, household_id: int, person: int) -> HttpResponse:
    found = people.resident(request.user, at=timezone.now(), household=household_id, person=person)
    return _shown(request, "resident", residents.card(found))


@asks
def open_name(request: HttpRequest, household_id: int, person: int) -> HttpResponse:
    whom = {"household": household_id, "person": person}
    people.require(request.user, Permission.NAME_REVEAL, **whom)
    form, told = ReasonForm(_sent(request)), ""
    if request.method == "POST" and form.is_valid():
        told = people.reveal_name(by=request.user, at=timezone.now(), **whom, because=form.because) or _("ไม่ทราบชื่อ")
    act = reverse("resident-name", args=[household_id, person])
    return _shown(request, "resident_ask", residents.ask(household_id, person, act, _("เปิดชื่อ"), _("เปิดชื่อ"), form, told=told))


@asks
def open_detail(request: HttpRequest, household_id: int, person: int, field: str) -> HttpResponse:
    whom = {"household": household_id, "person": person}
    people.require(request.user, Permission.SENSITIVE_REVEAL, **whom)
    form, told = ReasonForm(_sent(request)), ""
    if request.method == "POST" and form.is_valid():
        value = _acted(form, lambda: people.reveal(by=request.user, at=timezone.now(), **whom, field=field, because=form.because))
        told = residents.opened(field, value) if value else ""
    act = reverse("resident-reveal", args=[household_id, person, field])
    return _shown(request, "resident_ask", residents.ask(household_id, person, act, _named(field), _("เปิดดู"), form, told=told))


@asks
def record(request: HttpRequest, household_id: int, person: int, field: str) -> HttpResponse:
    whom = {"household": household_id, "person": person}
    people.require(request.user, Permission.SENSITIVE_RECORD, **whom)
    form = ValueForm(rules.recordable(field), _sent(request))
    if request.method == "POST" and form.is_valid():
        people.record(by=request.user, at=timezone.now(), **whom, field=field, value=form.cleaned_data["value"])
        messages.success(request, _("บันทึกแล้ว เก็บไว้โดยเข้ารหัส"))
        return _back(request, household_id)
    act = reverse("resident-record", args=[household_id, person, field])
    return _shown(request, "resident_ask", residents.ask(household_id, person, act, _named(field), _("บันทึก"), form))


@asks
def erase(request: HttpRequest, household_id: int, person: int, field: str) -> HttpResponse:
    whom = {"household": household_id, "person": person}
    people.require(request.user, Permission.SENSITIVE_RECORD, **whom)
    form = ReasonForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        _acted(form, lambda: people.erase(by=request.user, at=timezone.now(), **whom, field=field, because=form.because))
        if not form.errors:
            messages.success(request, _("ลบแล้ว"))
            return _back(request, household_id)
    act, title = reverse("resident-erase", args=[household_id, person, field]), _("ลบ%(name)s") % {"name": _named(field)}
    return _shown(request, "resident_ask", residents.ask(household_id, person, act, title, _("ลบ"), form, is_dangerous=True))


@asks
def add_photograph(request: HttpRequest, household_id: int) -> HttpResponse:
    lacks = photographs.lacking(request.user, household_id, at=timezone.now())
    form = PhotographForm(_sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            photographs.add(by=request.user, at=timezone.now(), household=household_id, **told)
        except Refused as no:
            form.add_error("file", because(no))
        else:
            messages.success(request, _("เพิ่มภาพแล้ว เก็บไว้โดยเข้ารหัส"))
            return redirect("household", household_id)
    return _shown(request, "photograph_add", residents.add_photograph(household_id, form, lacks))


def photograph(request: HttpRequest, photograph: int) -> HttpResponse:
    return downloads.picture(photographs.open(by=request.user, at=timezone.now(), photograph=photograph).pieces)


def preview(request: HttpRequest, photograph: int) -> HttpResponse:
    return downloads.picture(photographs.preview(request.user, photograph).pieces)


@require_POST
def remove_photograph(request: HttpRequest, photograph: int) -> HttpResponse:
    household = photographs.remove(by=request.user, at=timezone.now(), photograph=photograph)
    messages.success(request, _("ลบภาพแล้ว"))
    return redirect("household", household)


def _shown(request: HttpRequest, template: str, page: object) -> HttpResponse:
    is_part = request.headers.get("HX-Request") == "true"
    frame = "fragment.html" if is_part else "office.html"
    response = render(request, f"pages/{template}.html", {"page": page, "frame": frame, "is_part": is_part})
    response["Cache-Control"] = "no-store"
    response["Vary"] = "HX-Request, Cookie"
    return response


def _back(request: HttpRequest, household_id: int) -> HttpResponse:
    """To the household's file; the script leaves the dialog with it."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("household", args=[household_id])})
    return redirect("household", household_id)


def _acted(form: forms.Form, act: Callable[[], str | None]) -> str | None:
    try:
        return act()
    except Refused as no:
        form.add_error(None, because(no))
        return None


def _sent(request: HttpRequest) -> QueryDict | None:
    """Also an empty form that was sent is to be told what it lacks."""
    return request.POST if request.method == "POST" else None


def _named(field: str) -> str:
    if field not in rules.NAMES:
        raise Refused(_("ไม่รู้จักข้อมูลนี้ โปรดเลือกจากรายการ"))
    return said(rules.NAMES[field])
