"""Pages of cases: my work, the lists, one case, what comes after, the days."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nsc.access import audit, scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import aftercare, caselist, cases, deadlines, handoffs, holidays, mentors, sight, timeline
from nsc.casework.sight import Sight
from nsc.errors import Refused
from nsc.reports import listed_cases, targeted
from nsc.reports.listing import Asked
from nsc.secretariat import orders
from nsc.web import cases as shown
from nsc.web import context, desks, inputs, listing, sections, undoing
from nsc.web.forms_cases import AfterForm, AssignForm, BecauseForm, CloseForm, DaysForm, GiveForm, TriageForm
from nsc.web.forms_visits import PlanForm
from nsc.web.here import Here
from nsc.web.words import because

FEW = 20  # of one's own, on the first page


def mine(request: HttpRequest) -> HttpResponse:
    user, here, at = request.user, shown.told(request), timezone.now()
    handed_only = sight.sees_only_handed(user)
    asked = caselist.Asked(area=here.here.area or "", mine=not handed_only)
    found = caselist.visible_to(user, at=at, asked=asked, per_page=FEW)
    code = found.where.place.code
    by_area = not handed_only and not found.where.authority and len(code) < 8 and bool(scope.areas(user, Permission.HOUSEHOLD_SEE))
    below = caselist.below(user, at=at, area=code, digits=len(code) + 2) if by_area else []
    counted = [(turn, *cases) for load in below for turn, cases in load.by_turn.items()]
    if not by_area:
        counted = [(each.turn, each.cases, each.late) for each in caselist.tally(user, at=at, asked=caselist.Asked(area=asked.area))]
    work = shown.Work(
        tasks=caselist.mine(user, at=at),
        handed=caselist.handed(user),
        hurried=caselist.hurried(user),
        afters=aftercare.due(user, at=at)[1] if scope.anywhere(user, Permission.VISIT_RECORD) else 0,
        orders=orders.mine(user, at=at),
        listed=found,
        heads=_heads(request, found, "mine"),
        counted=counted,
        below=below,
    )
    page = shown.mine(here, work, holidays.own(), by_area=by_area, is_handed_only=handed_only)
    return render(request, "pages/cases/mine.html", {"page": page})


def listed(request: HttpRequest) -> HttpResponse:
    if other := desks.opened(request, "case-list"):
        return other
    told, asked = _asked(request)
    where, found = listed_cases.page(request.user, at=timezone.now(), **_where(told), asked=asked)
    return listing.answer(request, shown.listed(request, told, where, found, asked, _mentor(request, asked), _list_acts(request, where)))


def _asked(request: HttpRequest, said=None) -> tuple[context.Told, Asked]:
    told = context.of(request, Permission.HOUSEHOLD_SEE)
    address = request.GET if said is None else said
    named = {name: address.get(name, "")[:11] for name in ("mentor", *listed_cases.MONTHS)}
    return told, listed_cases.listing(**named).of(address)


def _where(told: context.Told) -> dict[str, object]:
    return {"area": told.here.area or "", "authority": told.here.authority}


def _mentor(request: HttpRequest, asked: Asked) -> str:
    """What the one is called whom the address narrows to."""
    number = inputs.number(asked.get("mentor"))
    return mentors.names(request.user, [number]).get(number, "") if number else ""


def _list_acts(request: HttpRequest, where: Sight) -> list[desks.Act]:
    """What may be done with the cases picked; a mentor is offered an amphoe at a time."""
    found = []
    area, user = where.place.code, request.user
    if scope.anywhere(user, Permission.CASE_ASSIGN) and (form := _assign_form(request, area)):
        found.append(desks.Act(_("มอบพี่เลี้ยง"), reverse("case-assign"), form))
    if scope.anywhere(user, Permission.VISIT_RECORD):
        form = PlanForm(me=(user.pk, user.display_name), initial={"on": timezone.localdate()})
        found.append(desks.Act(_("นัดเยี่ยม"), reverse("visit-plan"), form))
    return found


def listed_file(request: HttpRequest) -> HttpResponse:
    """By POST those that were picked; else all that match."""
    told, asked = _asked(request, desks.said(request))
    where = Here.of(desks.said(request))
    there = {"area": where.area or "", "authority": where.authority}
    only, names = desks.picked(request), desks.wants_names(request)
    leaving = listed_cases.leave(by=request.user, at=timezone.now(), **there, asked=asked, with_names=names, only=only)
    about = [(_("นิยาม"), _("มิติที่ตกเกณฑ์และคะแนนตามผลสำรวจเมื่อเปิดเคส สถานะและกำหนดตามที่บันทึกถึงขณะนี้")), (_("แหล่งข้อมูล"), _("บันทึกงานรายกรณีในระบบนี้"))]
    said = desks.words(asked, {"mentor": _mentor(request, asked)})
    cells = {**shown.cells(told), "due": lambda row: row.line.due_on}
    return desks.send(request, asked, leaving, cells, title=_("เคสทั้งหมด"), naming=listed_cases.NAMING, about=about, chips=said)


def _assign_form(request: HttpRequest, area: str, data=None) -> AssignForm | None:
    """Mentors are offered an amphoe at a time: a province has thousands."""
    if len(area) < 4 or not scope.may(request.user, Permission.CASE_ASSIGN, area):
        return None
    return AssignForm(data, choices=mentors.candidates(request.user, area=area))


def _heads(request: HttpRequest, found: caselist.Listed, detail: str) -> dict[int, str]:
    """Names of the heads, masked where they are not for this reader. Where any is shown, the opening is recorded."""
    homes = [line.household_id for line in found.lines]
    named = {line.household_id for line in found.lines if line.has_name}
    if named:
        place = found.where.place.code
        told = {"what": "case_list", "place": place, "count": len(homes), "detail": detail, "households": named}
        audit.seen(by=request.user, at=timezone.now(), **told)
    return targeted.heads(homes, named)


# — one —


def case(request: HttpRequest, case: int) -> HttpResponse:
    here, at, user = shown.told(request), timezone.now(), request.user
    file = cases.find(user, case, at=at)
    named = {file.household_id} if file.has_names else set()
    audit.seen(by=user, at=at, what="case", on=("case", case), place=file.area_code, count=1, households=named)
    told = _happened(request, file) | {
        "head": targeted.heads([file.household_id], named).get(file.household_id, ""),
        "proposal": cases.proposed(user, case, at=at) if "triage" in file.acts else None,
        "forms": _forms(request, file),
        "sections": sections.shown(request, case),
        "own": holidays.own(),
    }
    return render(request, "pages/cases/case.html", {"page": shown.case(here, file, told)})


def events(request: HttpRequest, case: int) -> HttpResponse:
    """The next lines of the timeline, for where the page ends."""
    file = cases.find(request.user, case, at=timezone.now())
    return render(request, "pages/cases/events.html", _happened(request, file))


def _happened(request: HttpRequest, file: cases.File) -> dict[str, object]:
    found, after = timeline.of_household(request.user, file.household_id, before=inputs.before(request))
    wanted = [each.record for each in found if each.kind == "case.assign" and each.record]
    told: dict[str, object] = {"events": shown.events(found, mentors.names(request.user, wanted)), "more": None}
    if after:
        asked = f"?before={after[0].isoformat()}.{after[1]}"
        told["more"] = {name: reverse(to, args=[file.number]) + asked for name, to in (("href", "case"), ("next", "case-events"))}
    return told


def _forms(request: HttpRequest, file: cases.File) -> dict[str, object]:
    today = timezone.localdate()
    made = {
        "triage": lambda: TriageForm(initial={"to": file.triage}),
        "assign": lambda: _assign_form(request, file.area_code[:4]) or _assign_form(request, file.area_code[:6]),
        "close": lambda: CloseForm(initial={"on": today}),
        "give": lambda: GiveForm(turn=file.turn, has_mentor=file.mentor_id is not None),
        **dict.fromkeys(("reopen", "regularise", "send_back"), BecauseForm),
    }
    forms = {act: make() for act, make in made.items() if act in file.acts}
    for act, form in forms.items():  # several forms of one page: each label points at its own field
        if form is not None:
            form.auto_id = f"id_{act}_%s"
    return forms


# — acts —


def _checked(form) -> dict[str, object]:
    """What a form says; refused with the first thing that is wrong, where it was sent from."""
    if form.is_valid():
        return form.cleaned_data
    name, errors = next(iter(form.errors.items()))
    raise Refused(_("%(label)s: %(error)s") % {"label": form.fields[name].label or name, "error": errors[0]})


def _done(request: HttpRequest, case: int, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("case", case)


@require_POST
def open_(request: HttpRequest, household_id: int) -> HttpResponse:
    return _done(request, cases.open_(by=request.user, at=timezone.now(), household=household_id).pk, _("เปิดเคสแล้ว"))


@require_POST
def hurry(request: HttpRequest, household_id: int) -> HttpResponse:
    made = cases.open_(by=request.user, at=timezone.now(), household=household_id, is_emergency=True)
    return _done(request, made.pk, _("เปิดเคสฉุกเฉินแล้ว ศจพ.อ. ได้รับแจ้งทันที"))


@require_POST
def triage(request: HttpRequest, case: int) -> HttpResponse:
    told = _of(request, case, Permission.CASE_ASSIGN) | _checked(TriageForm(request.POST))
    cases.triage(**told)
    return _done(request, case, _("จำแนกแล้ว"))


@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """From the list, for those ticked; or from the page of one."""
    sight.require_somewhere(request.user, Permission.CASE_ASSIGN)
    numbers = _picked(request)
    mentor = request.POST.get("mentor", "")
    if not (mentor.isdecimal() and len(mentor) < 12):
        raise Refused(_("โปรดเลือกพี่เลี้ยงจากรายการ"))
    before = cases.find(request.user, numbers[0], at=timezone.now()).mentor_id if len(numbers) == 1 else None
    made = mentors.assign(by=request.user, at=timezone.now(), cases=numbers, mentor=int(mentor))
    done = ngettext("มอบพี่เลี้ยง %(n)s เคสแล้ว", "มอบพี่เลี้ยง %(n)s เคสแล้ว", made.assigned) % {"n": made.assigned}
    if made.assigned and before:
        undoing.told(request, done, reverse("case-assign"), case=numbers[0], mentor=before)
    else:
        messages.success(request, done if made.assigned else _("เป็นพี่เลี้ยงของเคสที่เลือกอยู่แล้ว ไม่มีสิ่งใดเปลี่ยน"))
    return redirect(inputs.back(request, "case-list"))


def _picked(request: HttpRequest) -> list[int]:
    """Ticked, in a list or on the page of one; or all that match the list the form came from."""
    if not request.POST.get("every"):
        return inputs.numbers(request, "case") + inputs.numbers(request, "row")
    said = desks.said(request)
    _told, asked = _asked(request, said)
    where = Here.of(said)
    return listed_cases.numbers(request.user, at=timezone.now(), area=where.area or "", authority=where.authority, asked=asked)


@require_POST
def close(request: HttpRequest, case: int) -> HttpResponse:
    cases.close(**_of(request, case, Permission.CASE_CLOSE), **_checked(CloseForm(request.POST)))
    return _done(request, case, _("ปิดเคสแล้ว"))


@require_POST
def reopen(request: HttpRequest, case: int) -> HttpResponse:
    cases.reopen(**_of(request, case, Permission.CASE_OPEN), **_checked(BecauseForm(request.POST)))
    return _done(request, case, _("เปิดเคสอีกครั้งแล้ว"))


@require_POST
def regularise(request: HttpRequest, case: int) -> HttpResponse:
    cases.regularise(**_of(request, case, Permission.CASE_ASSIGN), **_checked(BecauseForm(request.POST)))
    return _done(request, case, _("จัดกรณีฉุกเฉินให้เป็นไปตามระเบียบแล้ว"))


@require_POST
def give(request: HttpRequest, case: int) -> HttpResponse:
    handoffs.require(request.user, case)
    told = {"by": request.user, "at": timezone.now(), "case": case}
    file = cases.find(request.user, case, at=told["at"])
    said = _checked(GiveForm(request.POST, turn=file.turn, has_mentor=file.mentor_id is not None))
    handoffs.give(**told, **said)
    return _done(request, case, _("ส่งงานต่อแล้ว"))


@require_POST
def take(request: HttpRequest, case: int) -> HttpResponse:
    handoffs.take(by=request.user, at=timezone.now(), case=case)
    return _done(request, case, _("รับงานแล้ว"))


@require_POST
def send_back(request: HttpRequest, case: int) -> HttpResponse:
    handoffs.require(request.user, case)
    handoffs.send_back(by=request.user, at=timezone.now(), case=case, **_checked(BecauseForm(request.POST)))
    return _done(request, case, _("ส่งงานคืนแล้ว"))


def _of(request: HttpRequest, case: int, permission: Permission) -> dict[str, object]:
    """Who acts, when, on what. Asked before a form is read: to who may not, not even what is wrong with it is said."""
    file = cases.find(request.user, case, at=timezone.now())
    scope.require(request.user, permission, place=file.area_code, household=file.household_id, authority=file.authority_id)
    return {"by": request.user, "at": timezone.now(), "case": case}


# — afterwards —


def after(request: HttpRequest) -> HttpResponse:
    here, at, number = shown.told(request), timezone.now(), inputs.page(request)
    area = here.here.area or ""
    where = sight.reading(request.user, area=area)
    found, total = aftercare.due(request.user, at=at, area=area, page=number)
    again = aftercare.poor_again(request.user, at=at, area=area)
    named = {each.household_id for each in (*found, *again) if each.has_name}
    if named:
        place = where.place.code
        audit.seen(by=request.user, at=at, what="case_list", place=place, count=len(found) + len(again), detail="after", households=named)
    heads = targeted.heads([each.household_id for each in (*found, *again)], named)
    last = (number - 1) * aftercare.PER_PAGE + len(found)
    paging = {"total": total, "earlier": here.href(page=number - 1) if number > 1 else ""}
    paging |= {"later": here.href(page=number + 1) if last < total else ""}
    form = AfterForm(initial={"on": timezone.localdate()})
    page = shown.after(here, where.place, found, again, heads, form, paging)
    return render(request, "pages/cases/after.html", {"page": page})


@require_POST
def after_record(request: HttpRequest, case: int) -> HttpResponse:
    told = _of(request, case, Permission.VISIT_RECORD)
    said = _checked(AfterForm(request.POST))
    found = {"on": said["on"], "because": said["because"], "check": said["check"], "has_relapsed": said["found"] == "relapsed"}
    aftercare.record(**told, **found)
    if found["has_relapsed"]:
        return _done(request, case, _("บันทึกแล้วว่ากลับมายากจน และเปิดเคสอีกครั้งแล้ว"))
    messages.success(request, _("บันทึกแล้วว่ายังพ้นความยากจน"))
    return redirect("case-after")


# — the days —


def days(request: HttpRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    sight.require_somewhere(user, Permission.CASE_ASSIGN)
    may_set = scope.may(user, Permission.TARGET_CERTIFY, settings.PROVINCE)
    if request.method == "POST":
        scope.require(user, Permission.TARGET_CERTIFY, place=settings.PROVINCE)
    found = deadlines.in_force(today)
    form = DaysForm(request.POST or None, initial=DaysForm.of(found, today)) if may_set else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            deadlines.set_(by=user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("กำหนดจำนวนวันทำการแล้ว"))
            return redirect("case-days")
        except Refused as no:
            form.add_error(None, because(no))
    place = places.place(settings.PROVINCE)
    page = shown.days(shown.told(request), place, found, deadlines.known(), form)
    return render(request, "pages/cases/days.html", {"page": page})
