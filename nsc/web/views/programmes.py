"""Pages of programmes: who receives what they are entitled to, the catalogue, registers of recipients."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.errors import Refused
from nsc.files import tables
from nsc.intake import registers
from nsc.reports import rights
from nsc.web import context, desks, listing
from nsc.web import programmes as shown
from nsc.web.forms_programmes import AddForm, CloseForm, RegisterForm, TermsForm, act, cover
from nsc.web.words import because, said
from nsc.welfare import programmes, recipients

SHOWN = 200  # wrong rows on the page; the file of them has up to a thousand


def summary(request: HttpRequest) -> HttpResponse:
    here, at = shown.told(request), timezone.now()
    found = rights.summary(request.user, at=at, **here.asked)
    countable = [row.entry for row in found.rows if shown.is_countable(row.entry)]
    asked = request.GET.get("programme", "")
    chosen = next((each for each in countable if each.code == asked), next(iter(countable), None))
    below = rights.below(request.user, at=at, code=chosen.code, **here.asked) if chosen else []
    return render(request, "pages/programmes/summary.html", {"page": shown.summary_page(here, found, chosen, below)})


def people(request: HttpRequest) -> HttpResponse:
    if other := desks.opened(request, "right-list"):
        return other
    here, at = shown.told(request), timezone.now()
    entries = programmes.entries(open_on=timezone.localdate(at))
    view = shown.listing_of(entries).of(request.GET)
    found = rights.people(request.user, at=at, **here.asked, **_asked(request.GET, entries), view=view)
    told = context.of(request, Permission.HOUSEHOLD_SEE)
    view = shown.listing_of(entries, found.entry.kind).of(request.GET)
    return listing.answer(request, shown.list_page(request, here, told, found, entries, view))


def people_file(request: HttpRequest) -> HttpResponse:
    here, at = shown.told(request), timezone.now()
    entries = programmes.entries(open_on=timezone.localdate(at))
    asked = _asked(request.GET, entries)
    kind = next((each.kind for each in entries if each.code == asked["code"]), "law")
    view = shown.listing_of(entries, kind).of(request.GET)
    leaving = rights.export(by=request.user, at=at, **here.asked, **asked, with_names=desks.wants_names(request), view=view)
    entry = programmes.find(request.user, asked["code"])
    state = shown.state_name(entry.kind, asked["state"])
    about = [
        (_("โครงการ"), entry.name),
        (_("สถานะ"), state),
        (_("แหล่งข้อมูล"), shown.register_words(recipients.days([entry.id]).get(entry.id))),
    ]
    told = {"title": _("รายชื่อตามสิทธิ"), "naming": rights.NAMING, "about": about, "chips": desks.words(view, {})}
    return desks.send(request, view, leaving, shown.cells(), **told)


def people_csv(request: HttpRequest) -> HttpResponse:
    here, at = shown.told(request), timezone.now()
    asked = _asked(request.GET, programmes.entries(open_on=timezone.localdate(at)))
    lines = rights.export(by=request.user, at=at, **here.asked, **asked).lines
    entry = programmes.find(request.user, asked["code"])
    return _csv(f"{entry.code}-{asked['state']}.csv", [str(each) for each in shown.CSV], shown.csv_rows(entry, lines))


def _asked(said: QueryDict, entries) -> dict[str, str]:
    """The programme and the state of the address, or the first programme's gap."""
    code = said.get("programme", "")[:40] or next((each.code for each in entries), "")
    return {"code": code, "state": said.get("state", "")[:20] or "entitled"}


def catalogue(request: HttpRequest) -> HttpResponse:
    page = shown.catalogue_page(shown.told(request), programmes.catalogue(request.user))
    return render(request, "pages/programmes/catalogue.html", {"page": page})


def programme(request: HttpRequest, code: str) -> HttpResponse:
    entry = programmes.find(request.user, code)
    forms = {"form": CloseForm(initial={"on": timezone.localdate()})}
    return render(request, "pages/programmes/programme.html", {"page": shown.programme_page(shown.told(request), entry, forms)})


def add(request: HttpRequest) -> HttpResponse:
    scope.require(request.user, Permission.PROGRAMME_CHANGE, place=settings.PROVINCE)
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and act(form, programmes.add, by=request.user, at=timezone.now(), **form.cleaned_data):
        messages.success(request, _("เพิ่มโครงการแล้ว ต่อไปกำหนดเกณฑ์"))
        return redirect("programme-terms", form.cleaned_data["code"])
    page = shown.page(shown.told(request), "programmes", title=_("เพิ่มโครงการ"), form=form, back=reverse("programmes"))
    return render(request, "pages/programmes/form.html", {"page": page})


def terms(request: HttpRequest, code: str) -> HttpResponse:
    entry = programmes.find(request.user, code)
    scope.require(request.user, Permission.PROGRAMME_CHANGE, place=settings.PROVINCE)
    form = TermsForm(request.POST or None)
    told = {"by": request.user, "at": timezone.now(), "code": code}
    if request.method == "POST" and form.is_valid() and act(form, programmes.set_terms, **told, **form.told()):
        messages.success(request, _("กำหนดเกณฑ์แล้ว เกณฑ์เดิมยังอยู่ในประวัติ"))
        return redirect("programme", code)
    title = _("กำหนดเกณฑ์ใหม่: %(name)s") % {"name": entry.name}
    page = shown.page(shown.told(request), "programmes", title=title, form=form, back=reverse("programme", args=[code]), about=True)
    return render(request, "pages/programmes/form.html", {"page": page})


@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    programmes.find(request.user, code)
    scope.require(request.user, Permission.PROGRAMME_CHANGE, place=settings.PROVINCE)
    form = CloseForm(request.POST)
    if not form.is_valid():
        raise Refused(_("โปรดใส่วันที่ปิดและเหตุผล"))
    programmes.close(by=request.user, at=timezone.now(), code=code, **form.cleaned_data)
    messages.success(request, _("ปิดโครงการแล้ว"))
    return redirect("programme", code)


# — registers —


def register_list(request: HttpRequest, code: str) -> HttpResponse:
    """What is in; and by POST a file is taken and looked through."""
    rows = recipients.visible_to(request.user, code)
    entry = programmes.find(request.user, code)
    form = RegisterForm(request.POST or None, request.FILES or None, province=settings.PROVINCE, initial={"area": settings.PROVINCE})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            recipients.check_day(form.cleaned_data["as_of"], timezone.now())
            file = registers.receive(by=request.user, at=timezone.now(), code=code, file=sent, name=sent.name)
            kept = {name: value for name, value in form.told().items() if value is not None}
            return redirect(f"{reverse('register-look', args=[code, file])}?{urlencode(kept)}")
        except Refused as no:
            form.add_error(None, because(no))
    page = shown.registers_page(shown.told(request), entry, rows, form)
    return render(request, "pages/programmes/registers.html", {"page": page})


@never_cache
def register_look(request: HttpRequest, code: str, file: int) -> HttpResponse:
    """The dry run; by POST, the register is stored. The address says of which day and place it is."""
    at = timezone.now()
    scope.require(request.user, Permission.REGISTER_IMPORT, place=settings.PROVINCE)
    told = _told(request, code)
    if request.method == "POST":
        only_good = request.POST.get("only_good") == "yes"
        made = registers.give(by=request.user, at=at, file=file, **told, only_good=only_good)
        done = ngettext("นำเข้าทะเบียนแล้ว พบในข้อมูล %(n)s คน", "นำเข้าทะเบียนแล้ว พบในข้อมูล %(n)s คน", made.matched) % {"n": f"{made.matched:,}"}
        messages.success(request, done)
        return redirect("registers", code)
    found = registers.look(request.user, file, at=at, **told)
    page = shown.look_page(shown.told(request), programmes.find(request.user, code), found, told, request.GET.urlencode(), SHOWN)
    return render(request, "pages/programmes/look.html", {"page": page})


def register_problems(request: HttpRequest, code: str, file: int) -> HttpResponse:
    scope.require(request.user, Permission.REGISTER_IMPORT, place=settings.PROVINCE)
    told = _told(request, code)
    found = registers.look(request.user, file, at=timezone.now(), **told)
    rows = ((each.sheet, each.row, each.column, said(each.problem)) for each in found.table.faults)
    return _csv("problems.csv", [_("แผ่นงาน"), _("แถว"), _("คอลัมน์"), _("ปัญหาและวิธีแก้")], rows)


@require_POST
def register_undo(request: HttpRequest, code: str, register: int) -> HttpResponse:
    recipients.withdraw(by=request.user, at=timezone.now(), register=register, because=request.POST.get("because", ""))
    messages.success(request, _("ถอนทะเบียนแล้ว"))
    return redirect("registers", code)


def _told(request: HttpRequest, code: str) -> dict[str, object]:
    covers = cover(request.GET, settings.PROVINCE)
    if covers is None:
        raise Refused(_("โปรดเลือกวันที่และพื้นที่ของทะเบียนก่อน แล้วส่งไฟล์ใหม่"))
    return {"code": code, **covers}


def _csv(name: str, headings, rows) -> HttpResponse:
    answer = HttpResponse("".join(tables.lines(headings, rows)), content_type=tables.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
