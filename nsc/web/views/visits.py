"""Pages of home visits: appointments, planning, one long form, what was found."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nsc.access.roles import Permission
from nsc.casework import sight, visit_files, visits
from nsc.csp import WITH_POSITION, WITH_SOUND
from nsc.errors import Refused
from nsc.privacy import notice
from nsc.registry import consents
from nsc.reports import visiting
from nsc.surveys import rounds, sets
from nsc.web import downloads, inputs, undoing
from nsc.web import visits as shown
from nsc.web.forms_visits import CONSENTS, PlanForm, VisitForm
from nsc.web.people import worded
from nsc.web.words import because


def appointments(request: HttpRequest) -> HttpResponse:
    here = shown.told(request)
    told = {"at": timezone.now(), "today": timezone.localdate(), "area": here.area, "is_mine": here.is_mine, "page": here.page}
    found = visiting.appointments(request.user, **told)
    return render(request, "pages/visits/appointments.html", {"page": shown.appointments_page(here, found)})


def plan(request: HttpRequest) -> HttpResponse:
    """For those ticked. From a case (?case=) the list holds that one alone."""
    sight.require_somewhere(request.user, Permission.VISIT_RECORD)
    here, today = shown.told(request), timezone.localdate()
    me = (request.user.pk, request.user.display_name)
    sent = request.POST if request.method == "POST" else None
    form = PlanForm(sent, me=me, initial={"on": today})
    ticked = inputs.numbers(request, "case") + inputs.numbers(request, "row")
    if request.method == "POST" and form.is_valid():
        try:
            made = visits.plan(by=request.user, at=timezone.now(), numbers=ticked, on=form.cleaned_data["on"], whom=form.whom())
            count = made.made + made.moved
            done = ngettext("นัดเยี่ยม %(n)s ครัวเรือนแล้ว", "นัดเยี่ยม %(n)s ครัวเรือนแล้ว", count) % {"n": count}
            if made.only:
                undoing.told(request, done, reverse("visit-withdraw", args=[made.only]), because=undoing.because())
            else:
                messages.success(request, done if count else _("นัดนี้บันทึกไว้แล้ว ไม่มีสิ่งใดเปลี่ยน"))
            return redirect("visits")
        except Refused as no:
            form.add_error(None, because(no))
    found = visiting.to_plan(request.user, at=timezone.now(), today=today, area=here.area, case=here.case, page=here.page)
    return render(request, "pages/visits/plan.html", {"page": shown.plan_page(here, found, form, set(ticked))})


def record(request: HttpRequest, case: int) -> HttpResponse:
    at = timezone.now()
    door, round = visits.door(request.user, case, at=at), rounds.newest()
    questions = [(each.number, worded(each)) for each in sets.of_code(round.indicator_set_id).indicators]
    today = timezone.localdate(at)
    held = [key for key in CONSENTS if consents.holds(household=door.household_id, purpose=key, on=today)]
    told = {"door": door, "questions": questions, "problems": sets.problems(), "held": held}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = VisitForm(*sent, **told, initial=VisitForm.fresh(door, today))
    if request.method == "POST" and form.is_valid():
        try:
            made = visits.record(
                by=request.user,
                at=at,
                case=case,
                **{name: form.cleaned_data[name] for name in ("purpose", "submission", "appointment", "file")},
                found=form.found(),
                round=round,
                asked=form.asked(),
                pictures=form.taken(),
                agreed=form.agreements(notice.current().number),
            )
            messages.success(request, _("บันทึกการเยี่ยมแล้ว"))
            return redirect("visit", made.pk)
        except Refused as no:
            form.add_error(None, because(no))
    page = shown.record_page(door, form, round, notice.current().number, had_files=bool(request.FILES))
    response = render(request, "pages/visits/record.html", {"page": page})
    response["Permissions-Policy"] = WITH_POSITION  # the one page that may ask a phone where it is
    return response


def visit(request: HttpRequest, visit: int) -> HttpResponse:
    found = visits.find(request.user, visit, at=timezone.now())
    response = render(request, "pages/visits/visit.html", {"page": shown.visit_page(request.user, found)})
    if found.voices:
        response["Content-Security-Policy"] = WITH_SOUND
    return response


@require_POST
def miss(request: HttpRequest, visit: int) -> HttpResponse:
    visits.miss(by=request.user, at=timezone.now(), visit=visit, because=request.POST.get("because", ""))
    messages.success(request, _("บันทึกว่าไม่ได้เยี่ยมแล้ว นัดใหม่ได้เมื่อพร้อม"))
    return redirect("visit", visit)


@require_POST
def withdraw(request: HttpRequest, visit: int) -> HttpResponse:
    visits.withdraw(by=request.user, at=timezone.now(), visit=visit, because=request.POST.get("because", ""))
    messages.success(request, _("ยกเลิกนัดแล้ว"))
    return redirect("visit", visit)


def paper(request: HttpRequest, visit: int) -> HttpResponse:
    return downloads.paper(visits.paper(by=request.user, at=timezone.now(), visit=visit))


def voice(request: HttpRequest, voice: int) -> HttpResponse:
    """Played on the page of its visit, and nowhere else."""
    found = visit_files.listen(by=request.user, at=timezone.now(), voice=voice)
    told = {"Content-Length": str(found.size), "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(found.pieces, content_type=found.kind, headers=told)
