"""Pages of a tambon's team: its people, what they were taught, its meetings and tasks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nsc.tambon import team_meetings, teammates
from nsc.web import inputs
from nsc.web import tambon as shown
from nsc.web.forms_programmes import act
from nsc.web.forms_tambon_profile import BecauseForm, MateForm, MeetingForm, SuccessorForm, TaskForm, TrainingForm

asks = require_http_methods(["GET", "HEAD", "POST"])


def team(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    found = teammates.of(request.user, code, at=timezone.now())
    trained = {mate.id: [each for each in found.trainings if mate.id in each.people] for mate in found.active}
    rows = [(mate, found.name(mate.successor) if mate not in found.holes else "", trained[mate.id]) for mate in found.active]
    trainings = [(each, [found.name(one) for one in each.people]) for each in found.trainings]
    left = [mate for mate in found.mates if mate.has_left]
    return render(request, "pages/tambon/team/team.html", {"head": head, "rows": rows, "trainings": trainings, "left": left, "team": found})


@asks
def join(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.writes(request, code)
    form = MateForm(_sent(request), accounts=teammates.accounts(request.user, code))
    if request.method == "POST" and form.is_valid() and act(form, teammates.join, **_by(request, code), **form.cleaned_data):
        messages.success(request, _("เพิ่มคนในทีมแล้ว"))
        return redirect("tambon-team", code=code)
    return shown.form_page(request, head, form, _("เพิ่มคนในทีม"), "tambon-team", options=_usual_roles())


@asks
def leave(request: HttpRequest, code: str, mate: int) -> HttpResponse:
    head = shown.writes(request, code)
    form = BecauseForm(_sent(request))
    if request.method == "POST" and form.is_valid() and act(form, teammates.leave, **_by(request, code), mate=mate, **form.cleaned_data):
        messages.success(request, _("บันทึกว่าออกจากทีมแล้ว ช่องทางติดต่อถูกลบ"))
        return redirect("tambon-team", code=code)
    found = teammates.of(request.user, code, at=timezone.now())
    return shown.form_page(request, head, form, _("ออกจากทีม: %(name)s") % {"name": found.name(mate)}, "tambon-team")


@asks
def successor(request: HttpRequest, code: str, mate: int) -> HttpResponse:
    head = shown.writes(request, code)
    found = teammates.of(request.user, code, at=timezone.now())
    own = next((each for each in found.active if each.id == mate), None)
    form = SuccessorForm(_sent(request), team=found, initial={"successor": own.successor if own else None})
    told = _by(request, code) | {"mate": mate}
    if request.method == "POST" and form.is_valid() and act(form, teammates.hand_on, **told, **form.cleaned_data):
        messages.success(request, _("บันทึกผู้สืบทอดแล้ว"))
        return redirect("tambon-team", code=code)
    title = _("ใครสืบทอดบทบาท “%(role)s”") % {"role": own.role if own else ""}
    return shown.form_page(request, head, form, title, "tambon-team")


@asks
def training(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.writes(request, code)
    form = TrainingForm(_sent(request), team=teammates.of(request.user, code, at=timezone.now()))
    if request.method == "POST" and form.is_valid() and act(form, teammates.train, **_by(request, code), **form.cleaned_data):
        messages.success(request, _("บันทึกการอบรมแล้ว"))
        return redirect("tambon-team", code=code)
    return shown.form_page(request, head, form, _("บันทึกการอบรม"), "tambon-team")


# — meetings and tasks —


def meetings(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    found = teammates.of(request.user, code, at=timezone.now())
    tasks = team_meetings.tasks(request.user, code, on=timezone.localdate())
    told = {
        "head": head,
        "open": [(each, found.name(each.owner)) for each in tasks if each.done_at is None],
        "done": [(each, found.name(each.owner)) for each in tasks if each.done_at],
        "meetings": team_meetings.of(request.user, code),
        "has_team": bool(found.active),
    }
    return render(request, "pages/tambon/team/meetings.html", told)


def meeting(request: HttpRequest, code: str, meeting: int) -> HttpResponse:
    head = shown.head(request, code)
    held = team_meetings.find(request.user, code, meeting)
    found = teammates.of(request.user, code, at=timezone.now())
    tasks = [each for each in team_meetings.tasks(request.user, code, on=timezone.localdate()) if each.meeting == meeting]
    told = {
        "head": head,
        "held": held,
        "people": [(found.name(each), next((mate.organisation for mate in found.mates if mate.id == each), "")) for each in held.people],
        "tasks": [(each, found.name(each.owner)) for each in tasks],
    }
    return render(request, "pages/tambon/team/meeting.html", told)


@asks
def hold(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.writes(request, code)
    form = MeetingForm(_sent(request), team=teammates.of(request.user, code, at=timezone.now()), initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        if act(form, team_meetings.hold, **_by(request, code), **told):
            messages.success(request, _("บันทึกการประชุมแล้ว"))
            return redirect("tambon-meetings", code=code)
    return shown.form_page(request, head, form, _("บันทึกการประชุม"), "tambon-meetings")


@asks
def meeting_change(request: HttpRequest, code: str, meeting: int) -> HttpResponse:
    head = shown.writes(request, code)
    held = team_meetings.find(request.user, code, meeting)
    first = {name: getattr(held, name) for name in ("subject", "on", "place", "people", "minutes", "decisions")}
    team = teammates.of(request.user, code, at=timezone.now())
    form = MeetingForm(_sent(request), team=team, initial=first | {"seen": held.changed_at.isoformat()})
    told = _by(request, code) | {"meeting": meeting}
    if request.method == "POST" and form.is_valid() and act(form, team_meetings.amend, **told, **form.cleaned_data):
        messages.success(request, _("แก้บันทึกการประชุมแล้ว"))
        return redirect("tambon-meetings-one", code=code, meeting=meeting)
    return shown.form_page(request, head, form, _("แก้บันทึกการประชุม"), "tambon-meetings-one", back_to=[meeting])


@asks
def task(request: HttpRequest, code: str) -> HttpResponse:
    """?meeting= says at which it was decided."""
    head = shown.writes(request, code)
    asked = inputs.number(request.GET.get("meeting"))
    at_meeting = team_meetings.find(request.user, code, asked).id if asked else None
    form = TaskForm(_sent(request), team=teammates.of(request.user, code, at=timezone.now()))
    told = _by(request, code) | {"meeting": at_meeting}
    if request.method == "POST" and form.is_valid() and act(form, team_meetings.assign, **told, **form.cleaned_data):
        messages.success(request, _("มอบงานแล้ว"))
        return redirect("tambon-meetings", code=code)
    return shown.form_page(request, head, form, _("มอบงาน"), "tambon-meetings")


@require_POST
def task_done(request: HttpRequest, code: str, task: int) -> HttpResponse:
    team_meetings.finish(**_by(request, code), task=task, result=request.POST.get("result", ""))
    messages.success(request, _("บันทึกว่างานเสร็จแล้ว"))
    return redirect("tambon-meetings", code=code)


def _sent(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def _by(request: HttpRequest, code: str) -> dict[str, object]:
    return {"by": request.user, "at": timezone.now(), "area": code}


def _usual_roles() -> list[str]:
    """Offered while one types; any other will do."""
    return [
        _("หัวหน้าทีม"),
        _("ผู้ประสานงาน"),
        _("ผู้ดูแลข้อมูล"),
        _("งานเศรษฐกิจและผลิตภัณฑ์"),
        _("งานสุขภาพ"),
        _("งานสังคมและวัฒนธรรม"),
        _("งานสิ่งแวดล้อม"),
        _("งานการศึกษา"),
        _("เหรัญญิก"),
    ]
