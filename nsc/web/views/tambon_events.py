"""Pages of a tambon's events: the calendar, one event from its plan to what was decided, the poster."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nsc.tambon import attendance, event_decisions, event_doors, events, landscape, teammates, wants
from nsc.web import forms_tambon_events as asked
from nsc.web import tambon as shown
from nsc.web import tambon_events as page
from nsc.web.acts import Act
from nsc.web.forms_programmes import act
from nsc.web.forms_tambon_profile import LandscapeForm
from nsc.web.tambon_acts import done

TEMPLATES = "pages/tambon/events"
SAVED = gettext_lazy("บันทึกแล้ว")
NEXT = 5  # events to come that are shown beside the month
asks = require_http_methods(["GET", "HEAD", "POST"])


def month(request: HttpRequest, code: str) -> HttpResponse:
    head, now = shown.head(request, code), timezone.now()
    found, today = events.of(request.user, code, at=now), timezone.localdate(now)
    first = page.first_of(request.GET.get("month", "")[:7], today)
    told = {
        "head": head,
        "month": page.month(first, found, today),
        "coming": [each for each in found if each.is_planned and not each.is_over][:NEXT],
        "past": [each for each in reversed(found) if each.is_held][:NEXT],
        "late": [each for each in found if each.is_planned and each.is_over],
        "any": bool(found),
    }
    return render(request, f"{TEMPLATES}/month.html", told)


def calendar_file(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    return page.calendar(request, head.title, events.of(request.user, code), f"events-{head.begun.area_code}")


def file(request: HttpRequest, code: str, event: int) -> HttpResponse:
    found = events.find(request.user, code, event)
    return page.calendar(request, found.title, [found], f"event-{found.id}")


def poster(request: HttpRequest, code: str, event: int) -> HttpResponse:
    head = shown.head(request, code)
    found = events.find(request.user, code, event)
    headers = {"Content-Disposition": f'inline; filename="event-{found.id}.pdf"'}
    return HttpResponse(page.poster(request, found, f"{head.title} · {head.where}"), content_type="application/pdf", headers=headers)


@asks
def plan(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.writes(request, code)
    form = asked.EventForm(_sent(request), **_choices(request, code))
    if request.method == "POST" and form.is_valid() and act(form, events.plan, **_by(request, code), told=form.told()):
        messages.success(request, _("วางแผนกิจกรรมแล้ว พิมพ์โปสเตอร์เชิญได้ที่หน้ากิจกรรม"))
        return redirect("tambon-events", code=code)
    return shown.form_page(request, head, form, _("วางแผนกิจกรรม"), "tambon-events")


@asks
def change(request: HttpRequest, code: str, event: int) -> HttpResponse:
    head = shown.writes(request, code)
    found = events.find(request.user, code, event)
    form = asked.EventForm(_sent(request), initial=asked.first(found.told, found.changed_at), **_choices(request, code))
    if request.method == "POST" and form.is_valid():
        told = _by(request, code) | {"event": event, "seen": form.cleaned_data["seen"], "told": form.told()}
        if act(form, events.change, **told):
            messages.success(request, _("แก้กิจกรรมแล้ว"))
            return redirect("tambon-events-one", code=code, event=event)
    return shown.form_page(request, head, form, _("แก้กิจกรรม"), "tambon-events-one", back_to=[event])


def one(request: HttpRequest, code: str, event: int) -> HttpResponse:
    head, user, now = shown.head(request, code), request.user, timezone.now()
    found = events.find(user, code, event, at=now)
    team = teammates.of(user, code, at=now)
    forms = done(request, code, _acts(code, event, team))
    if forms is None:
        return redirect("tambon-events-one", code=code, event=event)
    told = {
        "head": head,
        "it": found,
        "told": found.told,
        "forms": forms,
        "hours": page.hours(found.told),
        "who": page.who(found.told),
        "map": page.map_link(found.told, code),
        "summary": attendance.summary(user, code, event),
        "team": [team.name(each) for each in found.team],
        "decisions": [(each, team.name(each.owner) if each.owner else each.doer) for each in event_decisions.of(user, code, event)],
        "photographs": landscape.of(user, code, event=event),
        "is_day": timezone.localdate(now) == found.on,
        "has_begun": timezone.localdate(now) >= found.on,
        "link": page.address(request, found.token),
    }
    if head.begun.may_write and found.is_counting:
        told["screen"] = reverse("event-screen", args=[found.token, attendance.screen_pass(user, code, event, at=now)])
    return render(request, f"{TEMPLATES}/one.html", told)


def _acts(code: str, event: int, team: teammates.Team) -> dict[str, Act]:
    this = {"event": event}
    counted = {"villages": event_doors.villages(code), "offices": event_doors.offices(code)}
    return {
        "hold": Act(asked.NothingForm, events.hold, gettext_lazy("บันทึกว่าจัดแล้ว"), fixed=this),
        "cancel": Act(asked.BecauseForm, events.cancel, gettext_lazy("ยกเลิกแล้ว หน้าสาธารณะบอกเหตุผลให้ผู้ที่จะมา"), fixed=this),
        "open": Act(asked.NothingForm, attendance.open_, gettext_lazy("เปิดการเช็กชื่อแล้ว แสดงจอให้ผู้มาสแกน"), fixed=this),
        "close": Act(asked.NothingForm, attendance.close, gettext_lazy("ปิดการเช็กชื่อแล้ว"), fixed=this),
        "count": Act(asked.CountForm, attendance.count, gettext_lazy("นับแล้ว"), given=counted, fixed=this),
        "take_back": Act(asked.LineForm, attendance.take_back, gettext_lazy("ถอนจำนวนแล้ว"), fixed=this),
        "decide": Act(asked.DecisionForm, event_decisions.decide, SAVED, given={"team": team}, fixed=this),
        "undecide": Act(asked.UndecideForm, event_decisions.withdraw, gettext_lazy("ถอนมติแล้ว"), fixed=this),
    }


@asks
def team(request: HttpRequest, code: str, event: int) -> HttpResponse:
    head = shown.writes(request, code)
    found = events.find(request.user, code, event)
    mates = teammates.of(request.user, code, at=timezone.now())
    form = asked.PresentForm(_sent(request), team=mates, initial={"people": list(found.team)})
    told = _by(request, code) | {"event": event}
    if request.method == "POST" and form.is_valid() and act(form, attendance.mark_team, **told, **form.cleaned_data):
        messages.success(request, SAVED)
        return redirect("tambon-events-one", code=code, event=event)
    return shown.form_page(request, head, form, _("คนในทีมที่มา: %(title)s") % {"title": found.title}, "tambon-events-one", back_to=[event])


@asks
def add_photograph(request: HttpRequest, code: str, event: int) -> HttpResponse:
    head = shown.writes(request, code)
    found = events.find(request.user, code, event)
    form = LandscapeForm(_sent(request), request.FILES if request.method == "POST" else None)
    told = _by(request, code) | {"event": event}
    if request.method == "POST" and form.is_valid() and act(form, landscape.add, **told, **form.cleaned_data):
        messages.success(request, _("เพิ่มภาพแล้ว เก็บไว้โดยเข้ารหัส"))
        return redirect("tambon-events-one", code=code, event=event)
    title = _("เพิ่มภาพของกิจกรรม: %(title)s") % {"title": found.title}
    return shown.form_page(request, head, form, title, "tambon-events-one", back_to=[event], has_file=True)


def _choices(request: HttpRequest, code: str) -> dict[str, object]:
    projects, goals = wants.purposes(request.user, code)
    return {"villages": event_doors.villages(code), "projects": list(projects), "goals": list(goals)}


def _sent(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def _by(request: HttpRequest, code: str) -> dict[str, object]:
    return {"by": request.user, "at": timezone.now(), "area": code}
