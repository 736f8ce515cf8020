"""Reports that come by themselves: one's own list, one of them with what it brought, a new one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.secretariat import schedules
from nsc.web import downloads
from nsc.web import schedules as shown
from nsc.web.forms_people import act as acted
from nsc.web.forms_schedules import ScheduleForm


def listed(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/schedules/listed.html", {"page": shown.listed(request.user)})


def one(request: HttpRequest, schedule: int) -> HttpResponse:
    return render(request, "pages/schedules/one.html", {"page": shown.one(request.user, schedule)})


def new(request: HttpRequest) -> HttpResponse:
    """`?view=7`, or `?kind=progress&area=6009`: chosen already. Documents are of that place, or of the top of the reader's own."""
    user, at = request.user, timezone.now()
    own = scope.areas(user, Permission.REPORT_ISSUE)
    area = places.find(request.GET.get("area", "")[:8] or (own[0] if own else ""))
    if area:
        scope.require(user, Permission.FIGURES_SEE, place=area.code)
    views, kinds = schedules.offered(user, area.code if area else "")
    view, kind = request.GET.get("view", "")[:18], request.GET.get("kind", "")[:60]
    what = f"view:{view}" if view else f"kind:{kind}" if kind else ""
    told = {"views": views, "kinds": kinds, "place": area.title if area else "", "mail": shown.mail(user)}
    form = ScheduleForm(request.POST or None, initial={"what": what}, **told)
    if request.method == "POST" and form.is_valid():
        there = {"area": area.code} if area and "kind" in form.told() else {}
        number = acted(form, schedules.plan, by=user, at=at, **form.told(), **there)
        if number:
            messages.success(request, _("ตั้งกำหนดส่งแล้ว รายงานจะมาถึงในเรื่องแจ้งของท่าน"))
            return redirect("schedule", number)
    return render(request, "pages/schedules/new.html", {"page": shown.new(user, form)})


@require_POST
def act(request: HttpRequest, schedule: int, act: str) -> HttpResponse:
    verbs = {
        "pause": (schedules.pause, _("พักการส่งแล้ว เริ่มส่งอีกเมื่อใดก็ได้")),
        "resume": (schedules.resume, _("เริ่มส่งอีกแล้ว")),
        "end": (schedules.end, _("เลิกส่งแล้ว รายงานที่ส่งแล้วยังเปิดได้")),
    }
    if act not in verbs:
        raise Http404
    verb, done = verbs[act]
    verb(by=request.user, at=timezone.now(), schedule=schedule)
    messages.success(request, done)
    return redirect("schedule", schedule)


def file(request: HttpRequest, run: int) -> HttpResponse:
    return downloads.paper(schedules.opened(by=request.user, at=timezone.now(), run=run))
