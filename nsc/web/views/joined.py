"""Which farmer of the tambon belongs to the household of a case: said on the household's side alone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nsc.casework import joined
from nsc.errors import Refused
from nsc.web import inputs
from nsc.web.words import because


@never_cache
def choose(request: HttpRequest, case: int) -> HttpResponse:
    at = timezone.now()
    found, wrong = joined.choices(request.user, case, at=at), ""
    farmer, person = (inputs.number(request.POST.get(name), 18) for name in ("farmer", "person"))
    if request.method == "POST" and farmer:
        try:
            joined.link(by=request.user, at=at, case=case, farmer=farmer, person=person)
        except Refused as no:
            wrong = because(no)
        else:
            messages.success(request, _("เชื่อมเกษตรกรกับครัวเรือนแล้ว"))
            return redirect("case", case)
    elif request.method == "POST":
        wrong = _("โปรดเลือกเกษตรกร")
    told = {"case": case, "found": found, "wrong": wrong, "farmer": farmer, "person": person}
    return render(request, "pages/cases/farmers.html", told)


@require_POST
def end(request: HttpRequest, case: int, joined_: int) -> HttpResponse:
    try:
        joined.unlink(by=request.user, at=timezone.now(), case=case, joined=joined_, because=request.POST.get("because", ""))
    except Refused as no:
        messages.error(request, because(no))
    else:
        messages.success(request, _("เลิกเชื่อมแล้ว"))
    return redirect("case", case)
