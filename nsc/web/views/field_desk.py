"""The desk of what phones sent: refused, waiting too long, from phones that were ended; and fields that two people changed differently."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.intake import submission_desk
from nsc.registry import doorstep
from nsc.web import field_desk, inputs


def listed(request: HttpRequest) -> HttpResponse:
    at, of, page = timezone.now(), request.GET.get("of", ""), inputs.page(request)
    of = of if of in submission_desk.FILTERS else ""
    found, total = submission_desk.visible_to(request.user, at=at, of=of, page=page)
    clashes = doorstep.disputed(request.user, at=at)
    return render(request, "pages/field_desk/list.html", {"page": field_desk.list_page(found, total, clashes, of, page)})


def one(request: HttpRequest, number: UUID) -> HttpResponse:
    found = submission_desk.find(request.user, number, at=timezone.now())
    may_see = scope.anywhere(request.user, Permission.HOUSEHOLD_SEE)
    return render(request, "pages/field_desk/one.html", {"page": field_desk.one_page(found, may_see)})


@require_POST
def accept(request: HttpRequest, number: UUID) -> HttpResponse:
    submission_desk.accept(by=request.user, at=timezone.now(), submission=number)
    messages.success(request, _("รับรายการแล้ว บันทึกในนามของท่าน ผู้กรอกเดิมยังอยู่ในประวัติ"))
    return redirect("field-desk")


@require_POST
def aside(request: HttpRequest, number: UUID) -> HttpResponse:
    submission_desk.put_aside(by=request.user, at=timezone.now(), submission=number, because=request.POST.get("because", ""))
    messages.success(request, _("วางรายการไว้แล้ว ผู้กรอกจะเห็นเหตุผลในแอป"))
    return redirect("field-desk")


@require_POST
def decide(request: HttpRequest, clash: int) -> HttpResponse:
    keep, seen = (request.POST.get(name, "") for name in ("keep", "seen"))
    found = doorstep.decide(by=request.user, at=timezone.now(), clash=clash, keep=keep, seen=seen)
    messages.success(request, _("ตัดสินแล้ว ค่าที่เลือกใช้เป็นข้อมูลปัจจุบันของครัวเรือน"))
    return redirect(inputs.back(request, reverse("household", args=[found.household_id])))
