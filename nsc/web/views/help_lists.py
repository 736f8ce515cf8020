"""Lists of help: the desk of their unmatched rows, and the exchange with TPMAP Logbook."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused
from nsc.intake import helped, logbook, unmatched, uploads
from nsc.web import help_lists as shown
from nsc.web import inputs
from nsc.web.forms_help_lists import ExportForm, SettleForm, WhereForm


def desk(request: HttpRequest) -> HttpResponse:
    page, area, number = inputs.page(request), request.GET.get("area", "")[:8], inputs.number(request.GET.get("list"))
    area = area if places.find(area) else ""
    rows, total = unmatched.waiting(request.user, at=timezone.now(), area=area, help_list=number, page=page)
    keep = (f"&area={area}" if area else "") + (f"&list={number}" if number else "")
    return render(request, "pages/help/unmatched.html", {"page": shown.desk(request.user, rows, total, page, keep)})


def one(request: HttpRequest, row: int) -> HttpResponse:
    at, form = timezone.now(), WhereForm(request.GET or None)
    area = form.cleaned_data["area"] if form.is_bound and form.is_valid() else ""
    rows = unmatched.of(request.user, row, at=at)
    found = unmatched.candidates(request.user, row, at=at, area=area)
    return render(request, "pages/help/unmatched_one.html", {"page": shown.one(request.user, rows, found, form)})


@require_POST
def settle(request: HttpRequest, row: int) -> HttpResponse:
    """The row of the address, and those of the same person that are ticked."""
    rows = [row, *inputs.numbers(request, "row")]
    act, household = request.POST.get("act", ""), request.POST.get("household", "")
    told = {"by": request.user, "at": timezone.now(), "rows": rows}
    if number := inputs.number(household):
        done = unmatched.settle(**told, household=number)
        message = ngettext("บันทึกเป็นความช่วยเหลือแล้ว %(n)s แถว", "บันทึกเป็นความช่วยเหลือแล้ว %(n)s แถว", done)
    else:
        done = unmatched.pass_by(**told, as_=act)
        message = ngettext("บันทึกการตัดสินแล้ว %(n)s แถว", "บันทึกการตัดสินแล้ว %(n)s แถว", done)
    messages.success(request, message % {"n": done} if done else _("ตัดสินไว้แล้ว ไม่มีสิ่งใดเปลี่ยน"))
    return redirect("unmatched")


@require_POST
def undo(request: HttpRequest, help_list: int) -> HttpResponse:
    helped.undo(by=request.user, at=timezone.now(), help_list=help_list, because=request.POST.get("because", ""))
    messages.success(request, _("ถอนบัญชีการช่วยเหลือทั้งบัญชีแล้ว"))
    return redirect("import")


def template(request: HttpRequest) -> HttpResponse:
    return _sent(uploads.help_template(by=request.user, at=timezone.now()))


def exchange(request: HttpRequest) -> HttpResponse:
    why, page = request.GET.get("why", "")[:10], inputs.page(request)
    found, counts = logbook.differences(request.user, why=why, page=page)
    told = shown.logbook_page(request.user, found, counts, why, page, logbook.status(request.user), SettleForm())
    return render(request, "pages/logbook/page.html", {"page": told, "export": ExportForm(areas=_areas(request))})


@require_POST
def settle_differences(request: HttpRequest) -> HttpResponse:
    _require_exchange(request)
    rows = inputs.numbers(request, "row")
    form = SettleForm(request.POST)
    if not form.is_valid():
        raise Refused(_("โปรดเลือกรายการ ผลการตัดสิน และบอกเหตุผล แล้วส่งใหม่"))
    done = logbook.settle(by=request.user, at=timezone.now(), rows=rows, **form.cleaned_data)
    message = ngettext("ตัดสินแล้ว %(n)s รายการ", "ตัดสินแล้ว %(n)s รายการ", done)
    messages.success(request, message % {"n": done} if done else _("ตัดสินไว้แล้ว ไม่มีสิ่งใดเปลี่ยน"))
    return redirect(inputs.back(request, "logbook"))


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    _require_exchange(request)
    form = ExportForm(request.POST, areas=_areas(request))
    if not form.is_valid():
        raise Refused(_("โปรดเลือกสิ่งที่ส่งออก รูปแบบไฟล์ และพื้นที่"))
    return _sent(logbook.export(by=request.user, at=timezone.now(), **form.cleaned_data))


def _require_exchange(request: HttpRequest) -> None:
    logbook.status(request.user, limit=1)  # the door, before what the form lacks is told


def _areas(request: HttpRequest) -> list[tuple[str, str]]:
    """The user's own, and the amphoe in it."""
    tops = [places.place(code) for code in scope.areas(request.user, Permission.HOUSEHOLD_EXPORT)]
    inner = [child for top in tops if len(top.code) == 2 for child in places.children(top.code)]
    return [(each.code, each.title) for each in (*tops, *inner)]


def _sent(download) -> HttpResponse:
    response = StreamingHttpResponse(download.pieces, content_type=download.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=download.name)
    return response
