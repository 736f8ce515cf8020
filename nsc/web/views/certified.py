"""Pages of certified figures: the months, one snapshot, and what is done with them."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.casework import sight
from nsc.errors import Refused
from nsc.secretariat import certified, monthly_counts, remarks


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Refused(_("โปรดเลือกเดือน")) from error


def months(request: HttpRequest) -> HttpResponse:
    found = certified.months(request.user, at=timezone.now())
    rows = [(each, certified.month_name(each.month), f"{each.month:%Y-%m}") for each in found]
    may = scope.may(request.user, Permission.FIGURES_CERTIFY, settings.PROVINCE)
    return render(request, "pages/certified/months.html", {"rows": rows, "may_freeze": may})


def one(request: HttpRequest, snapshot: int) -> HttpResponse:
    user, told = request.user, certified.find(request.user, snapshot)
    code = sight.place(user, Permission.FIGURES_SEE, area=request.GET.get("area", "")[:8]).place.code
    book = certified.book(user, snapshot=snapshot, area=code)
    may = scope.may(user, Permission.FIGURES_CERTIFY, settings.PROVINCE)
    own = next((area[:4] for area in scope.areas(user, Permission.MEETING_KEEP) if len(area) == 4), "")
    centre = settings.PROVINCE if may else own
    compared = certified.compared(user, old=told.replaces, new=snapshot, area=code) if told.replaces else None
    lines = [(key, [book.of(key, area) for area in (code, *book.below)]) for key in certified.TOLD_TO_ALL if key in book.keys]
    return render(
        request,
        "pages/certified/one.html",
        {
            "told": told,
            "month": certified.month_name(told.month),
            "year_month": f"{told.month:%Y-%m}",
            "names": [book.names.get(area, area) for area in (code, *book.below)],
            "lines": lines,
            "compared": compared,
            "differences": [(compared.names[each.area], each) for each in compared.lines[:200]] if compared else [],
            "sources": certified.sources(user, snapshot),
            "waiting": certified.unconfirmed(snapshot),
            "may_certify": may and not told.certified and not told.replaced_by,
            "may_correct": may and not told.replaced_by,
            "confirms": own if own and not any(each.area == own for each in told.attested) and not told.replaced_by else "",
            "centre": centre,
            "written": remarks.of(user, month=told.month, area=centre) if centre else None,
            "parts": certified.PARTS,
        },
    )


@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    scope.require(request.user, Permission.FIGURES_CERTIFY, place=settings.PROVINCE)
    made = certified.freeze(by=request.user, at=timezone.now(), month=_month(request.POST.get("month", "")))
    messages.success(request, _("ตรึงตัวเลขแล้ว รายงานประจำเดือนทำได้จากตัวเลขชุดนี้"))
    return redirect("certified-one", made.id)


@require_POST
def correct(request: HttpRequest, snapshot: int) -> HttpResponse:
    told = {"because": request.POST.get("because", ""), "parts": request.POST.getlist("part")}
    made = certified.correct(by=request.user, at=timezone.now(), snapshot=snapshot, **told)
    messages.success(request, _("ออกฉบับแก้ไขแล้ว ฉบับเดิมคงอยู่"))
    return redirect("certified-one", made.id)


@require_POST
def attest(request: HttpRequest, snapshot: int) -> HttpResponse:
    """A district confirms its own; without an area, the province certifies."""
    if area := request.POST.get("area", "")[:4]:
        certified.confirm(by=request.user, at=timezone.now(), snapshot=snapshot, area=area)
    else:
        certified.certify(by=request.user, at=timezone.now(), snapshot=snapshot, because=request.POST.get("because", ""))
    messages.success(request, _("บันทึกแล้ว"))
    return redirect("certified-one", snapshot)


@require_POST
def remark(request: HttpRequest) -> HttpResponse:
    sight.require_somewhere(request.user, Permission.MEETING_KEEP)
    month, area = _month(request.POST.get("month", "")), request.POST.get("area", "")[:4]
    told = {name: request.POST.get(name, "") for name in ("problems", "proposals")}
    remarks.write(by=request.user, at=timezone.now(), month=monthly_counts.first_day(month), area=area, **told)
    messages.success(request, _("บันทึกแล้ว"))
    return redirect("certified")
