"""Pages of help: the list, who is forgotten, the help of a household, budgets."""

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nsc import thai
from nsc.access import audit, scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import help_given, sight, use_checks
from nsc.errors import NotAllowed, Refused
from nsc.files import tables
from nsc.privacy import members
from nsc.registry import households
from nsc.reports import forgotten as forgotten_lists
from nsc.reports import helped, targeted
from nsc.reports.listing import Asked as View
from nsc.web import context, desks, downloads, inputs, listing, outcome, targets
from nsc.web import help as shown
from nsc.web.forms_help import AllotForm, BecauseForm, ChangeForm, CheckForm, EmergencyForm, FulfilForm, GiveForm
from nsc.web.forms_privacy import nameable
from nsc.web.forms_targets import fiscal_year
from nsc.web.here import Here
from nsc.web.words import because
from nsc.welfare import assistance as welfare
from nsc.welfare import budgets


def help_list(request: HttpRequest) -> HttpResponse:
    if other := desks.opened(request, "help"):
        return other
    here, view = targets.told(request), _view(request, request.GET)
    told = context.of(request, Permission.HOUSEHOLD_SEE)
    found = helped.listed(request.user, at=timezone.now(), **_where(here), asked=_asked(view), view=view)
    return listing.answer(request, shown.listed(request, here, told, found, view))


def help_file(request: HttpRequest) -> HttpResponse:
    """By POST those that were picked; else all that match."""
    said = desks.said(request)
    view, where = _view(request, said), Here.of(said)
    year = fiscal_year(said.get("fiscal", ""), timezone.localdate())
    there = {"year": year, "area": where.area or "", "authority": where.authority}
    only, names = desks.picked(request), desks.wants_names(request)
    leaving = helped.leave(by=request.user, at=timezone.now(), **there, asked=_asked(view), view=view, with_names=names, only=only)
    about = [
        (_("ปีงบประมาณ"), str(thai.buddhist_year(year))),
        (_("นิยาม"), _("ความช่วยเหลือตามที่บันทึกในระบบ ไม่นับรายการที่ถอน เว้นแต่กรองไว้")),
        (_("แหล่งข้อมูล"), _("บันทึกของหน่วยงานและ TPMAP Logbook ที่นำเข้า")),
    ]
    told = {"title": _("การช่วยเหลือ"), "naming": helped.NAMING, "about": about, "chips": desks.words(view, {})}
    return desks.send(request, view, leaving, shown.cells(context.of(request, Permission.HOUSEHOLD_SEE)), **told)


def help_csv(request: HttpRequest) -> HttpResponse:
    """All of it under fixed English headings, for programs."""
    here = targets.told(request)
    return _csv("help.csv", *helped.table(by=request.user, at=timezone.now(), **_where(here), asked=_asked(_view(request, request.GET))))


@require_POST
def confirm_some(request: HttpRequest) -> HttpResponse:
    """From the list, for those ticked. Not for all that match: that a family received it is said of what one has looked at."""
    if request.POST.get("every"):
        raise Refused(_("ยืนยันว่าได้รับได้เฉพาะแถวที่เลือกทีละแถว โปรดเลือกแถวแล้วส่งใหม่"))
    made = help_given.confirm_many(by=request.user, at=timezone.now(), assistances=inputs.numbers(request, "row"))
    words = outcome.Words(_("ยืนยันว่าได้รับแล้ว {n} รายการ"), _("ความช่วยเหลือเลขที่ {n}"), "help-one")
    return outcome.answer(request, made, words, back="help")


def _view(request: HttpRequest, said) -> View:
    here = replace(targets.told(request), year=fiscal_year(said.get("fiscal", ""), timezone.localdate()))
    return helped.listing(shown.choices(here)).of(said)


def _asked(view: View) -> helped.Asked:
    """What the address narrows the list by; what is in no list of choices narrows nothing."""
    numbers = {name: view.number(name) for name in ("organisation", "programme")}
    said = {name: view.get(name) for name in ("kind", "state", "month", "road", "dimension")}
    return helped.Asked(**numbers, **said, unpriced=view.get("unpriced") == "1")


def _where(here: targets.Told) -> dict[str, object]:
    return here.asked | {"authority": here.here.authority}


def forgotten(request: HttpRequest) -> HttpResponse:
    here, number = targets.told(request), inputs.page(request)
    told = {"area": here.here.area or "", "authority": here.here.authority, "kind": request.GET.get("list", "unhelped")[:20]}
    found = forgotten_lists.lists(request.user, at=timezone.now(), **told, page=number)
    return render(request, "pages/help/forgotten.html", {"page": shown.forgotten(here, found, number)})


# — of one household —


def household_help(request: HttpRequest, household_id: int) -> HttpResponse:
    here = targets.told(request)
    helps = help_given.of_household(request.user, household_id)
    home = households.find(household_id)
    page = shown.household_page(here, home, _head(request, home), helps)
    return render(request, "pages/help/household.html", {"page": page})


def give(request: HttpRequest, household_id: int) -> HttpResponse:
    """Double help is shown before anything is stored."""
    here = targets.told(request)
    chosen = help_given.choices(request.user, household_id)
    home = households.find(household_id)
    people = [(one.person, nameable(one)) for one in members.of(request.user, household_id)]
    told = {"options": shown.options(chosen, people), "organisations": welfare.givers()}
    initial = {"on": timezone.localdate(), "organisation": _own_organisation(request)} | _linked(request)
    form, doubled = GiveForm(request.POST or None, request.FILES or None, initial=initial, **told), []
    if request.method == "POST" and form.is_valid():
        help, on = form.told(household_id), form.cleaned_data["on"]
        doubled = _doubled(request, form, help, on)
        if not form.errors:
            act = {"by": request.user, "at": timezone.now(), "help": help, "on": on, "links": form.links()}
            try:
                if form.cleaned_data["how"] == "promised":
                    made = help_given.promise(**act)
                else:
                    made = help_given.deliver(**act, evidence=form.cleaned_data["evidence"], receipt=form.cleaned_data["receipt"])
                messages.success(request, _("บันทึกความช่วยเหลือแล้ว") if made.is_new else _("รายการนี้บันทึกไว้แล้ว ไม่มีสิ่งใดเปลี่ยน"))
                return redirect(here.href("help-household", household_id))
            except Refused as no:
                form.add_error(None, because(no))
    page = shown.form_page(here, home, _head(request, home), _("บันทึกความช่วยเหลือ"), form, doubled)
    return render(request, "pages/help/give.html", {"page": page})


def emergency(request: HttpRequest, household_id: int) -> HttpResponse:
    here, home = targets.told(request), households.find(household_id)
    if home is None:
        raise scope.OutOfSight(str(household_id))
    for permission in (Permission.VISIT_RECORD, Permission.ASSISTANCE_GRANT):
        scope.require(request.user, permission, place=home.area_code, household=home.pk, authority=home.authority_id)
    initial = {"on": timezone.localdate(), "organisation": _own_organisation(request)}
    form, doubled = EmergencyForm(request.POST or None, request.FILES or None, initial=initial, organisations=welfare.givers()), []
    if request.method == "POST" and form.is_valid():
        help, on = form.told(household_id), form.cleaned_data["on"]
        doubled = _doubled(request, form, help, on)
        if not form.errors:
            try:
                told = {"help": help, "on": on, "evidence": form.cleaned_data["evidence"]}
                help_given.emergency(by=request.user, at=timezone.now(), **told)
                messages.success(request, _("บันทึกแล้ว และแจ้ง ศจพ.อ. ให้นายอำเภอทราบแล้ว"))
                return redirect(here.href("help-household", household_id))
            except Refused as no:
                form.add_error(None, because(no))
    page = shown.form_page(here, home, _head(request, home), _("ช่วยเหลือฉุกเฉิน"), form, doubled)
    return render(request, "pages/help/emergency.html", {"page": page})


def _doubled(request: HttpRequest, form, help: welfare.Help, on) -> list[welfare.Told]:
    """Shown beside the form, which asks for a reason, unless this very sending is in already."""
    told = {"household": help.household, "kind": help.kind, "programme": help.programme, "person": help.person, "on": on}
    found = welfare.double(request.user, **told)
    form.fields["although"].required = bool(found)
    if found and not help.although and not welfare.is_sent(request.user, help):
        form.add_error("although", _("ความช่วยเหลือชนิดนี้ให้ไปแล้ว ถ้ายังจะให้ โปรดบอกเหตุผล"))
    return found


def _linked(request: HttpRequest) -> dict[str, str]:
    """From the page of a need, a step or a referral."""
    return {name: said for name in ("need", "step", "referral") if inputs.number(said := request.GET.get(name, ""))}


def _own_organisation(request: HttpRequest) -> int | None:
    return next((given.organisation_id for given in scope.in_force(request.user) if given.organisation_id), None)


def _head(request: HttpRequest, home) -> str:
    """Who lives there, masked but for who may read it; that opening is recorded."""
    may_read = scope.may(request.user, Permission.NAME_SEE, home.area_code, home.pk, home.authority_id)
    head = targeted.heads([home.pk], {home.pk} if may_read else set()).get(home.pk, "")
    told = {"on": ("household", home.pk), "place": home.area_code, "count": 1, "households": [home.pk] if may_read and head else []}
    audit.seen(by=request.user, at=timezone.now(), what="help", **told)
    return head


# — of one help —


def one(request: HttpRequest, assistance: int) -> HttpResponse:
    here, each = targets.told(request), help_given.find(request.user, assistance)
    home = households.find(each.help.household_id)
    today = {"initial": {"on": timezone.localdate()}}
    forms = {"fulfil": FulfilForm(**today), "check": CheckForm(**today)}
    if each.need is None:
        del forms["fulfil"].fields["meets_need"]
    can = help_given.acts(request.user, each)
    return render(request, "pages/help/one.html", {"page": shown.one_page(here, home, _head(request, home), each, can, forms)})


@require_POST
def act(request: HttpRequest, assistance: int, act: str) -> HttpResponse:
    told = {"by": request.user, "at": timezone.now(), "assistance": assistance}
    match act:
        case "fulfil":
            help_given.fulfil(**told, **_filled(FulfilForm(request.POST, request.FILES)))
            messages.success(request, _("บันทึกการส่งมอบแล้ว"))
        case "confirm":
            help_given.confirm(**told)
            messages.success(request, _("ยืนยันการรับแล้ว"))
        case "withdraw":
            help_given.withdraw(**told, **_filled(BecauseForm(request.POST)))
            messages.success(request, _("ถอนแล้ว เงินกลับเข้างบประมาณ"))
        case "regularise":
            help_given.regularise(**told, **_filled(BecauseForm(request.POST)))
            messages.success(request, _("รับรองความช่วยเหลือฉุกเฉินแล้ว"))
        case "check":
            use_checks.check(**told, **_filled(CheckForm(request.POST, request.FILES)))
            messages.success(request, _("บันทึกการตรวจการใช้แล้ว"))
        case _:
            raise Http404
    return redirect(targets.told(request).href("help-one", assistance))


def _filled(form) -> dict[str, object]:
    if not form.is_valid():
        wrong = next(iter(form.errors))
        raise Refused(_("โปรดตรวจช่อง “{field}”: {problem}"), field=form.fields[wrong].label, problem=form.errors[wrong][0])
    return form.cleaned_data


def paper(request: HttpRequest, assistance: int, kind: str) -> HttpResponse:
    return downloads.paper(welfare.download(by=request.user, at=timezone.now(), assistance=assistance, kind=kind))


def check_paper(request: HttpRequest, use_check: int) -> HttpResponse:
    return downloads.paper(use_checks.download(by=request.user, at=timezone.now(), use_check=use_check))


# — budgets —


def budgets_list(request: HttpRequest) -> HttpResponse:
    here = targets.told(request)
    where = sight.place(request.user, Permission.FIGURES_SEE, area=here.here.area or "").place
    if request.method == "POST":
        _require_allotter(request)
    options = {"organisation": welfare.givers(), "programme": welfare.programmes(timezone.localdate()), "area": _areas()}
    initial = {"fiscal_year": thai.buddhist_year(here.year), "area": where.code[:4]}
    form = AllotForm(request.POST or None, options=options, initial=initial) if budgets.may_allot(request.user) else None
    if request.method == "POST" and form.is_valid():
        try:
            made = budgets.allot(by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("กำหนดวงเงินแล้ว"))
            return redirect(here.href("budget", made.pk))
        except Refused as no:
            form.add_error(None, because(no))
    lines = budgets.visible_to(request.user, year=here.year, area=here.here.area or "")
    return render(request, "pages/help/budgets.html", {"page": shown.budgets_page(here, where, lines, form)})


def _require_allotter(request: HttpRequest) -> None:
    if not budgets.may_allot(request.user):
        raise NotAllowed(Permission.BUDGET_CHANGE.value)


def _areas() -> list[tuple[str, str]]:
    """The province, and its amphoe."""
    province = places.place(settings.PROVINCE)
    return [(each.code, each.title) for each in (province, *places.children(province.code))]


def budget(request: HttpRequest, budget: int) -> HttpResponse:
    here = targets.told(request)
    line, history = budgets.find(request.user, budget)
    form = ChangeForm(request.POST or None, initial={"baht": line.allotted})
    if request.method == "POST" and form.is_valid():
        told = {"organisation": line.organisation_id, "programme": line.programme_id, "fiscal_year": line.fiscal_year}
        try:
            budgets.allot(by=request.user, at=timezone.now(), **told, area=line.area_code, **form.cleaned_data)
            messages.success(request, _("กำหนดวงเงินแล้ว"))
            return redirect(here.href("budget", budget))
        except Refused as no:
            form.add_error(None, because(no))
    elif request.method == "POST":
        scope.require(request.user, Permission.BUDGET_CHANGE, place=line.area_code)
    return render(request, "pages/help/budget.html", {"page": shown.budget_page(here, line, history, form)})


def budgets_csv(request: HttpRequest) -> HttpResponse:
    here = targets.told(request)
    sight.place(request.user, Permission.FIGURES_SEE, area=here.here.area or "")
    return _csv("budgets.csv", *budgets.table(by=request.user, at=timezone.now(), year=here.year, area=here.here.area or ""))


def _csv(name: str, headings: list[str], rows: list[list]) -> HttpResponse:
    response = StreamingHttpResponse(tables.lines(headings, rows), content_type=tables.CONTENT_TYPE)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
