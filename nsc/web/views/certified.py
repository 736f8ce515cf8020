"""Pages of certified figures: the months, the desk of one month, the figures of one snapshot, two beside each other."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.casework import sight
from nsc.secretariat import certified, month_end, remarks
from nsc.web import certified as shown
from nsc.web import inputs
from nsc.web.words import said


def _month(slug: str) -> date:
    found = shown.month_of(slug)
    if found is None:
        raise Http404(slug)
    return found


def _area(request: HttpRequest) -> str:
    return request.GET.get("area", "")[:8]


def _centre(request: HttpRequest) -> str:
    """Whose report this user makes; who is of no centre hears it from the verb."""
    sight.require_somewhere(request.user, Permission.MEETING_KEEP)
    return shown.centre(request.user) or settings.PROVINCE


def months(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rows = [shown.row(each, now) for each in certified.months(request.user, at=now)]
    return render(request, "pages/certified/months.html", {"rows": rows})


def month(request: HttpRequest, slug: str) -> HttpResponse:
    found = certified.month_of(request.user, _month(slug))
    page = shown.desk(request.user, found, timezone.now())
    written = remarks.of(request.user, month=found.month, area=page.centre) if page.centre else None
    return render(request, "pages/certified/month.html", {"page": page, "written": written, **_papers(request, found, page.centre)})


def papers(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of that page which is asked for again while a report is being made."""
    found = certified.month_of(request.user, _month(slug))
    centre = shown.centre(request.user)
    return render(request, "pages/certified/papers.html", {"page": {"slug": slug}, **_papers(request, found, centre)})


def _papers(request: HttpRequest, found: certified.Month, centre: str) -> dict[str, object]:
    works = month_end.under_way(request.user, month=found.month, area=centre) if centre else []
    return {
        "works": [(each, shown.FORM_NAMES[each.form], said(each.message, each.values)) for each in works],
        "is_working": any(each.state in month_end.WORKING for each in works),
        "papers": shown.papers(request.user, found),
    }


def one(request: HttpRequest, snapshot: int) -> HttpResponse:
    book = certified.book(request.user, snapshot=snapshot, area=_area(request))
    told = certified.find(request.user, snapshot)
    key = shown.chosen_figure(book, request.GET.get("figure", "")[:80]) if book.below else ""
    page = {
        "told": told,
        "label": shown.label(told),
        "map": shown.mapped(told),
        "month": shown.href(told.month),
        "state": shown.state(told),
        "crumbs": shown.crumbs(told, book),
        "area": book.area,
        "where": book.names.get(book.area, book.area),
        "parts": shown.parts(book),
        "options": list(shown.options(book, key)),
        "by_area": shown.by_area(told, book, key) if key else None,
        "sources": certified.sources(request.user, snapshot),
        "may_verify": scope.may(request.user, Permission.FIGURES_SEE, settings.PROVINCE),
        "sees": scope.may(request.user, Permission.HOUSEHOLD_SEE, book.area),
    }
    return render(request, "pages/certified/one.html", {"page": page})


def compare(request: HttpRequest, snapshot: int) -> HttpResponse:
    user, told = request.user, certified.find(request.user, snapshot)
    others = [each for found in certified.months(user, at=timezone.now()) for each in found.snapshots if each.id != snapshot]
    earlier = told.replaces or getattr(certified.before(user, told.month), "id", None)
    other = inputs.number(request.GET.get("with")) or earlier
    found = certified.compared(user, old=other, new=snapshot, area=_area(request)) if other else None
    page = {
        "told": told,
        "label": shown.label(told),
        "month": shown.href(told.month),
        "others": [(each.id, shown.label(each), each.id == other) for each in others],
        "found": found,
        "old": shown.label(found.old) if found else "",
        "where": found.names.get(found.area, found.area) if found else "",
        "changes": shown.changes(found) if found else (),
        "below": shown.below(found) if found else (),
    }
    return render(request, "pages/certified/compare.html", {"page": page})


@require_POST
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The one button: frozen, if not yet, and the report ordered."""
    told = month_end.report(by=request.user, at=timezone.now(), month=_month(slug), area=_centre(request))
    text = _("กำลังจัดทำรายงานจากตัวเลขฉบับที่ %(number)s ปิดหน้านี้ได้ รายงานจะอยู่ที่นี่เมื่อเสร็จ")
    messages.success(request, text % {"number": told.number})
    return redirect("certified-month", slug)


@require_POST
def correct(request: HttpRequest, snapshot: int) -> HttpResponse:
    told = {"because": request.POST.get("because", ""), "parts": request.POST.getlist("part")}
    made = certified.correct(by=request.user, at=timezone.now(), snapshot=snapshot, **told)
    messages.success(request, _("ออกฉบับที่ %(number)s แล้ว ฉบับเดิมคงอยู่ อำเภอต้องยืนยันฉบับใหม่") % {"number": made.number})
    return redirect(reverse("certified-compare", args=[made.id]))


@require_POST
def attest(request: HttpRequest, snapshot: int) -> HttpResponse:
    """A district confirms its own; without an area, the province certifies."""
    if area := request.POST.get("area", "")[:4]:
        told = certified.confirm(by=request.user, at=timezone.now(), snapshot=snapshot, area=area)
        messages.success(request, _("ยืนยันตัวเลขของอำเภอแล้ว"))
    else:
        told = certified.certify(by=request.user, at=timezone.now(), snapshot=snapshot, because=request.POST.get("because", ""))
        messages.success(request, _("รับรองตัวเลขของจังหวัดแล้ว"))
    return redirect(shown.href(told.month))


@require_POST
def verify(request: HttpRequest, snapshot: int) -> HttpResponse:
    check = certified.verify(request.user, snapshot)
    label = {"label": shown.label(check.snapshot)}
    if check.is_whole:
        messages.success(request, _("%(label)s: คำนวณค่าแฮชใหม่แล้วตรงกับที่บันทึกไว้ ไม่มีตัวเลขใดถูกแก้") % label)
    else:
        messages.error(request, _("%(label)s: ค่าแฮชไม่ตรงกับที่บันทึกไว้ มีผู้แก้ฐานข้อมูลโดยตรง โปรดแจ้งผู้ดูแลระบบและอย่าใช้ตัวเลขชุดนี้") % label)
    return redirect("certified-one", snapshot)


@require_POST
def remark(request: HttpRequest, slug: str) -> HttpResponse:
    told = {name: request.POST.get(name, "") for name in ("problems", "proposals")}
    remarks.write(by=request.user, at=timezone.now(), month=_month(slug), area=_centre(request), **told)
    messages.success(request, _("บันทึกข้อความแล้ว รายงานที่ออกต่อจากนี้จะมีข้อความนี้"))
    return redirect("certified-month", slug)
