"""Pages of needs: of one household, and of a place by life stage and dimension."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.casework import needs
from nsc.errors import NotAllowed, Refused
from nsc.files import tables
from nsc.reports import listed_needs, needed, targeted
from nsc.web import context, desks, listing, undoing
from nsc.web import needs as shown
from nsc.web.forms_visits import NeedsForm
from nsc.web.here import Here
from nsc.web.words import because


def of_household(request: HttpRequest, household_id: int) -> HttpResponse:
    at = timezone.now()
    sheet = needs.sheet(request.user, household_id, at=at)
    if request.method == "POST" and not sheet.may_record:
        raise NotAllowed(Permission.NEED_RECORD.value)
    sent = request.POST if request.method == "POST" else None
    form = NeedsForm(sent, offered=sheet.offered, relatives=sheet.relatives)
    if request.method == "POST" and form.is_valid():
        try:
            asked = form.asked()
            needs.record(by=request.user, at=at, household=household_id, asked=asked)
            done = ngettext("บันทึกความจำเป็น %(n)s เรื่องแล้ว", "บันทึกความจำเป็น %(n)s เรื่องแล้ว", len(asked)) % {"n": len(asked)}
            messages.success(request, done)
            return redirect("household-needs", household_id)
        except Refused as no:
            form.add_error(None, because(no))
    return render(request, "pages/needs/household.html", {"page": shown.household_page(sheet, form, timezone.localdate(at))})


@require_POST
def act(request: HttpRequest, need: int, verb: str) -> HttpResponse:
    told = {"by": request.user, "at": timezone.now(), "need": need}
    match verb:
        case "meet":
            row = needs.meet(**told, on=_day(request.POST.get("on", "")))
        case "withdraw":
            row = needs.withdraw(**told, because=request.POST.get("because", ""))
        case "reopen":
            row = needs.reopen(**told, because=request.POST.get("because", ""))
        case _:
            raise Http404
    if verb == "meet":
        undoing.told(request, _("บันทึกแล้ว"), reverse("need-act", args=[need, "reopen"]), because=undoing.because())
    else:
        messages.success(request, _("บันทึกแล้ว"))
    return redirect("household-needs", row.household_id)


def _day(text: str):
    """None where nothing is said: today."""
    if not text:
        return None
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise Refused(_("อ่านวันที่ไม่ได้ โปรดเลือกวันจากปฏิทิน"))
    return found


def of_place(request: HttpRequest) -> HttpResponse:
    """The table for whoever sees figures there; the list for who sees households."""
    if other := desks.opened(request, "needs"):
        return other
    here = _here(request)
    where, asked = here.told.here, here.asked
    counts = needed.counts(request.user, area=where.area or "", authority=where.authority)
    at, found = counts.where, None
    owner = at.authority.id if at.authority else None
    sees_all = scope.may(request.user, Permission.HOUSEHOLD_SEE, at.place.code, None, owner)
    if sees_all or targeted.sees_only_handed(request.user):
        _where, found = listed_needs.page(request.user, area=at.place.code, authority=owner, asked=asked)
    page = shown.place_page(request, here, counts, found, timezone.localdate())
    return listing.answer(request, page)


def _here(request: HttpRequest, said=None) -> shown.Here:
    return shown.Here(context.of(request), listed_needs.LISTING.of(request.GET if said is None else said))


def file(request: HttpRequest) -> HttpResponse:
    """By POST those that were picked; else all that match."""
    said = desks.said(request)
    here, where = _here(request, said), Here.of(said)
    there = {"area": where.area or "", "authority": where.authority}
    only = desks.picked(request)
    leaving = listed_needs.leave(by=request.user, at=timezone.now(), **there, asked=here.asked, only=only)
    about = [(_("นิยาม"), _("เรื่องที่ทีมเยี่ยมและผู้ดูแลบันทึกไว้ ไม่ใช่จำนวนคน ช่วงวัยนับตามอายุในวันที่พบ")), (_("แหล่งข้อมูล"), _("บันทึกงานรายกรณีในระบบนี้"))]
    told = {"title": _("ความจำเป็น"), "naming": listed_needs.NAMING, "about": about, "chips": desks.words(here.asked, {})}
    return desks.send(request, here.asked, leaving, shown.cells(), **told)


def csv(request: HttpRequest) -> HttpResponse:
    """The counts, for who sees figures."""
    where = Here.of(request.GET)
    columns, rows = needed.table(by=request.user, at=timezone.now(), area=where.area or "", authority=where.authority)
    response = HttpResponse("".join(tables.lines(columns, rows)), content_type=tables.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="needs.csv"'
    return response
