"""Tambon that have begun to pull themselves up, and the first page of each."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused
from nsc.tambon import initiatives, offers, rules
from nsc.web import blocks
from nsc.web import tambon as shown
from nsc.web.words import because


def listed(request: HttpRequest) -> HttpResponse:
    if not scope.anywhere(request.user, Permission.TAMBON_SEE):
        scope.require(request.user, Permission.TAMBON_SEE, place=settings.PROVINCE)
    begun = initiatives.visible_to(request.user)
    rows = [(each, places.place(each.area_code[:4]).title) for each in begun]
    choices = _may_begin(request, {each.area_code for each in begun})
    return render(request, "pages/tambon/list.html", {"rows": rows, "choices": choices, "offers": bool(offers.own(request.user))})


def home(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    told = {"head": head, "blocks": blocks.shown(request, code), "waiting": blocks.waiting(request, code)}
    told["steps"] = shown.steps(request, code) if head.begun.may_write else []
    return render(request, "pages/tambon/home.html", told)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    area = request.POST.get("area", "")[:8]
    try:
        begun = initiatives.begin(by=request.user, at=timezone.now(), area=area)
    except Refused as no:
        messages.error(request, because(no))
        return redirect("tambon")
    messages.success(request, _("เริ่มงานตำบลอัจฉริยะของ%(place)sแล้ว") % {"place": begun.name})
    return redirect("tambon-home", code=begun.area_code)


def _may_begin(request: HttpRequest, begun: set[str]) -> list[places.Place]:
    """Tambon of one's own areas that have not begun."""
    found = [place for area in scope.areas(request.user, Permission.TAMBON_WRITE) for place in _tambons(area)]
    return [place for place in found if place.code not in begun and not place.is_municipal]


def _tambons(area: str) -> list[places.Place]:
    """The tambon that lie in a place; a village lies in none of its own."""
    if len(area) >= rules.TAMBON_DIGITS:
        return [places.place(area)] if len(area) == rules.TAMBON_DIGITS else []
    return [each for below in places.children(area) for each in _tambons(below.code)]
