"""Pages of targets: lists of the year, verification, forums, meetings, the missed, errors."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nsc import thai
from nsc.access import audit, scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import criteria, evidence, forums, holidays, meetings, proposals, rolls, rules, sight, targets, verifications, worklist
from nsc.errors import Refused
from nsc.files import tables
from nsc.reports import targeted, targeting
from nsc.surveys import rounds, sets
from nsc.web import cases, downloads, inputs
from nsc.web import targets as shown
from nsc.web.forms_targets import (
    AddForm,
    CriteriaForm,
    DeadlinesForm,
    DrawUpForm,
    ForumForm,
    HolidayForm,
    MeetingForm,
    ProposeForm,
    VerifyForm,
    VisitForm,
)
from nsc.web.people import worded
from nsc.web.words import because, said


def overview(request: HttpRequest) -> HttpResponse:
    """Rolls are of areas. Who works for a local authority, and over no area, finds the targets that belong to it."""
    if not scope.areas(request.user, Permission.FIGURES_SEE) and scope.authorities(request.user, Permission.FIGURES_SEE):
        return redirect("target-list")
    here = shown.told(request)
    where = sight.place(request.user, Permission.FIGURES_SEE, area=here.asked["area"])
    tasks = worklist.of(request.user, at=timezone.now(), year=here.year)
    return render(request, "pages/targets/overview.html", {"page": shown.overview(here, where.place, tasks)})


def households_list(request: HttpRequest) -> HttpResponse:
    here, page = shown.told(request), inputs.page(request)
    told = {name: request.GET.get(name, "")[:20] for name in ("group", "dimension", "step", "state", "result", "month")}
    told["agency"] = inputs.number(request.GET.get("agency"))
    authority = here.here.authority
    found = targeted.households(request.user, at=timezone.now(), **here.asked, authority=authority, asked=targeted.Asked(**told), page=page)
    form = VerifyForm(initial={"on": timezone.localdate()})
    return render(request, "pages/targets/list.html", {"page": shown.listed(here, found, page, form)})


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """From the list, for those ticked; or from the page of one."""
    sight.require_somewhere(request.user, Permission.TARGET_VERIFY)
    numbers = inputs.numbers(request, "target")
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Refused(_("โปรดเลือกผลตรวจสอบและวันที่ แล้วส่งใหม่"))
    told = {name: form.cleaned_data[name] for name in ("result", "on", "note")}
    made = verifications.verify(by=request.user, at=timezone.now(), targets=numbers, file=form.cleaned_data["file"], **told)
    done = ngettext("บันทึกผลตรวจสอบ %(n)s ครัวเรือนแล้ว", "บันทึกผลตรวจสอบ %(n)s ครัวเรือนแล้ว", made.recorded) % {"n": made.recorded}
    messages.success(request, done if made.recorded else _("ผลนี้บันทึกไว้แล้ว ไม่มีสิ่งใดเปลี่ยน"))
    return redirect(inputs.back(request, "target-list"))


def target(request: HttpRequest, target: int) -> HttpResponse:
    here = shown.told(request)
    file = targets.file(request.user, target)
    told = {"place": file.area_code, "household": file.household_id}
    may_read = scope.may(request.user, Permission.NAME_SEE, **told)
    head = targeted.heads([file.household_id], {file.household_id} if may_read else set()).get(file.household_id, "")
    on = ("target", file.number)
    homes = [file.household_id] if may_read else []
    audit.seen(by=request.user, at=timezone.now(), what="target", on=on, place=file.area_code, count=1, households=homes)
    page = shown.target(here, file, head, VerifyForm(initial={"on": timezone.localdate()}))
    case = cases.link(request.user, file.household_id)
    return render(request, "pages/targets/target.html", {"page": page, "case": case})


@require_POST
def remove(request: HttpRequest, target: int) -> HttpResponse:
    targets.remove(by=request.user, at=timezone.now(), target=target, because=request.POST.get("because", ""))
    messages.success(request, _("ถอนครัวเรือนจากบัญชีแล้ว"))
    return redirect("target", target)


def file(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    return downloads.paper(evidence.download(by=request.user, at=timezone.now(), kind=kind, number=number))


# — lists of the year —


def rolls_desk(request: HttpRequest) -> HttpResponse:
    """Draws a list up, after a look at what it would hold."""
    scope.require(request.user, Permission.TARGET_PROPOSE, place=settings.PROVINCE)
    here, at, preview = shown.told(request), timezone.now(), None
    initial = {"fiscal_year": thai.buddhist_year(here.year)}
    form = DrawUpForm(request.POST or None, choices=shown.draw_up_choices(request.user), initial=initial)
    if request.method == "POST" and form.is_valid():
        group, rule, number = form.asked()
        told = {"group": group, "rule": rule} | ({"target_list": number} if rule == "imported" else {"round": _round(request, number)})
        try:
            if "draw_up" in request.POST:
                roll = rolls.draw_up(by=request.user, at=at, fiscal_year=form.cleaned_data["fiscal_year"], **told)
                return redirect(here.href("target-roll", roll.pk, fiscal=thai.buddhist_year(roll.fiscal_year)))
            preview = rolls.preview(request.user, **told)
        except Refused as no:
            form.add_error(None, because(no))
    page = shown.rolls_page(here, places.place(settings.PROVINCE), form, preview)
    return render(request, "pages/targets/rolls.html", {"page": page})


def _round(request: HttpRequest, number: int):
    return next((each for each in rounds.visible_to(request.user) if each.pk == number), None)


def roll(request: HttpRequest, roll: int) -> HttpResponse:
    sight.require_somewhere(request.user, Permission.FIGURES_SEE)
    here, found = shown.told(request), rolls.find(request.user, roll)
    where = sight.place(request.user, Permission.FIGURES_SEE)
    days = rules.deadlines(timezone.localdate(), holidays.own())
    if found.frozen_at:
        days = {name: getattr(found, f"{name}_by") for name in rules.STEPS}
    page = shown.roll_page(here, where.place, found, {"form": DeadlinesForm(initial=days), "add": AddForm()})
    return render(request, "pages/targets/roll.html", {"page": page})


@require_POST
def roll_act(request: HttpRequest, roll: int, verb: str) -> HttpResponse:
    scope.require(request.user, Permission.TARGET_PROPOSE, place=settings.PROVINCE)
    found, told = rolls.find(request.user, roll), {"by": request.user, "at": timezone.now()}
    match verb:
        case "freeze":
            rolls.freeze(**told, roll=found, days=_days(request))
            messages.success(request, _("ตรึงบัญชีแล้ว อำเภอได้รับแจ้ง"))
        case "deadlines":
            rolls.set_deadlines(**told, roll=found, days=_days(request) or {})
            messages.success(request, _("กำหนดวันใหม่แล้ว"))
        case "withdraw":
            rolls.withdraw(**told, roll=found, because=request.POST.get("because", ""))
            return redirect("target-rolls")
        case "add":
            return _add(request, found)
        case _:
            raise Http404
    return redirect("target-roll", roll)


def _days(request: HttpRequest) -> dict | None:
    """None where the form says nothing: the usual number of working days."""
    form = DeadlinesForm(request.POST)
    if form.is_valid():
        return form.days()
    if any(request.POST.get(name) for name in rules.STEPS):
        raise Refused(_("โปรดใส่วันครบกำหนดให้ครบทั้งสี่ขั้น"))
    return None


def _add(request: HttpRequest, found) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        raise Refused(_("โปรดใส่เลขครัวเรือนและเหตุผล"))
    made = targets.add(by=request.user, at=timezone.now(), roll=found, **form.cleaned_data)
    messages.success(request, _("เพิ่มครัวเรือนในบัญชีแล้ว"))
    return redirect("target", made.pk)


def criteria_page(request: HttpRequest) -> HttpResponse:
    """When a household counts as vulnerable: read by who sees figures, set by who changes indicators."""
    sight.require_somewhere(request.user, Permission.FIGURES_SEE)
    may = scope.may(request.user, Permission.INDICATORS_CHANGE, settings.PROVINCE)
    here, at = shown.told(request), timezone.now()
    now = criteria.in_force(timezone.localdate(at))
    initial = {name: getattr(now, name) for name in rules.DEFAULT_CRITERIA}
    form = CriteriaForm(request.POST or None, initial=initial) if may else None
    if request.method == "POST":
        scope.require(request.user, Permission.INDICATORS_CHANGE, place=settings.PROVINCE)
        if form.is_valid():
            try:
                criteria.set_(by=request.user, at=at, **form.cleaned_data)
                messages.success(request, _("บันทึกเกณฑ์แล้ว บัญชีที่จัดทำไว้ก่อนคงเกณฑ์เดิม"))
                return redirect(here.href("target-criteria"))
            except Refused as no:
                form.add_error(None, because(no))
    return render(request, "pages/targets/criteria.html", {"page": shown.criteria_page(here, _top(request), now, form)})


def holidays_page(request: HttpRequest) -> HttpResponse:
    """Days on which the province is closed besides the national ones; added by ศจพ.จ."""
    sight.require_somewhere(request.user, Permission.FIGURES_SEE)
    may, here = scope.may(request.user, Permission.TARGET_CERTIFY, settings.PROVINCE), shown.told(request)
    form = HolidayForm(request.POST or None) if may else None
    if request.method == "POST":
        scope.require(request.user, Permission.TARGET_CERTIFY, place=settings.PROVINCE)
        if form.is_valid():
            try:
                holidays.add(by=request.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, _("เพิ่มวันหยุดแล้ว วันครบกำหนดที่ตั้งต่อจากนี้นับวันนี้เป็นวันหยุด"))
                return redirect(here.href("target-holidays"))
            except Refused as no:
                form.add_error(None, because(no))
    return render(request, "pages/targets/holidays.html", {"page": shown.holidays_page(here, _top(request), form)})


def _top(request: HttpRequest):
    return sight.place(request.user, Permission.FIGURES_SEE).place


# — forums —


def forums_list(request: HttpRequest) -> HttpResponse:
    here = shown.told(request)
    where = sight.place(request.user, Permission.HOUSEHOLD_SEE, area=here.asked["area"])
    return render(request, "pages/targets/forums.html", {"page": shown.forums_page(here, where.place)})


def forum_hold(request: HttpRequest) -> HttpResponse:
    here = shown.told(request)
    where = sight.place(request.user, Permission.TARGET_VERIFY, area=here.asked["area"]).place
    if where.level != "village":
        return redirect(here.href("target-forums"))
    rows = forums.to_decide(request.user, year=here.year, village=where.code)
    form = ForumForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        decisions = {}
        for row in rows:
            decision = request.POST.get(f"decision-{row.pk}", "")
            if decision in ("keep", "strike"):
                decisions[row.pk] = None if decision == "keep" else request.POST.get(f"because-{row.pk}", "")
        told = {name: form.cleaned_data[name] for name in ("on", "place", "chair", "attendance", "minutes")}
        told |= {"fiscal_year": here.year, "village": where.code, "file": form.cleaned_data["file"], "decisions": decisions}
        try:
            made = forums.hold(by=request.user, at=timezone.now(), **told)
            messages.success(request, _("บันทึกประชาคมแล้ว"))
            return redirect(here.href("target-forum", made.pk))
        except Refused as no:
            form.add_error(None, because(no))
    may_read = scope.may(request.user, Permission.NAME_SEE, where.code)
    if may_read and rows:
        homes = [row.household_id for row in rows]
        audit.seen(by=request.user, at=timezone.now(), what="target_list", place=where.code, count=len(rows), households=homes)
    page = shown.forum_hold_page(here, where, form, shown.choosing(rows, may_read, request.POST))
    return render(request, "pages/targets/forum_hold.html", {"page": page})


def forum(request: HttpRequest, forum: int) -> HttpResponse:
    return render(request, "pages/targets/forum.html", {"page": shown.forum_page(shown.told(request), forums.find(request.user, forum))})


# — meetings —


def meetings_list(request: HttpRequest) -> HttpResponse:
    here = shown.told(request)
    where = sight.place(request.user, Permission.FIGURES_SEE, area=here.asked["area"]).place
    if request.method == "POST":
        scope.require(request.user, Permission.TARGET_ENDORSE, place=where.code)
    holder = _holder(request.user, where.code)
    form = MeetingForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and holder:
        told = {name: form.cleaned_data[name] for name in ("number", "on", "place", "chair")}
        try:
            made = meetings.convene(by=request.user, at=timezone.now(), area=holder.code, file=form.cleaned_data["file"], **told)
            return redirect(here.href("target-meeting", made.pk, fiscal=thai.buddhist_year(made.fiscal_year)))
        except Refused as no:
            form.add_error(None, because(no))
    return render(request, "pages/targets/meetings.html", {"page": shown.meetings_page(here, where, form, holder)})


def _holder(user, code: str):
    """Whose meeting this user may record here: of the province, or of the amphoe."""
    if len(code) == 2:
        return places.place(code) if scope.may(user, Permission.TARGET_CERTIFY, code) else None
    return places.place(code[:4]) if scope.may(user, Permission.TARGET_ENDORSE, code[:4]) else None


def meeting(request: HttpRequest, meeting: int) -> HttpResponse:
    here, held = shown.told(request), meetings.find(request.user, meeting)
    may = scope.may(request.user, meetings.PERMISSION[held.kind], held.area_code)
    waiting = tuple(_waiting(request, held, roll) for roll in rolls.in_use(here.year).values()) if may else ()
    page = shown.meeting_page(here, held, tuple(filter(None, waiting)), may)
    return render(request, "pages/targets/meeting.html", {"page": page})


def _waiting(request: HttpRequest, held: meetings.Convened, roll):
    """(roll, its group, what is ready, what is not by state, the households that may be exempted)."""
    found = meetings.waiting(request.user, meeting=held.number, roll=roll)
    if not found.by_state:
        return None
    states = [(said(rules.NAMES[state]), count) for state, count in found.by_state]
    rows = meetings.ready(request.user, meeting=held.number, roll=roll) if 0 < found.ready <= shown_at_most() else []
    for row in rows:
        row.roll = roll
    may_read = scope.may(request.user, Permission.NAME_SEE, held.area_code)
    if rows and may_read:
        homes = [row.household_id for row in rows]
        audit.seen(by=request.user, at=timezone.now(), what="target_list", place=held.area_code, count=len(rows), households=homes)
    return roll.pk, shown.GROUPS[roll.group], found.ready, states, shown.choosing(rows, may_read)


def shown_at_most() -> int:
    """Households that a page lists to be exempted; of more, the list with its filters tells."""
    return 200


@require_POST
def meeting_resolve(request: HttpRequest, meeting: int) -> HttpResponse:
    held = meetings.find(request.user, meeting)
    scope.require(request.user, meetings.PERMISSION[held.kind], place=held.area_code)
    number = inputs.number(request.POST.get("roll"))
    if number is None:
        raise Refused(_("โปรดเลือกบัญชีที่ที่ประชุมมีมติ"))
    exempt = {each: request.POST.get(f"because-{each}", "") for each in inputs.numbers(request, "exempt")}
    found = rolls.find(request.user, number)
    made = meetings.resolve(by=request.user, at=timezone.now(), meeting=meeting, roll=found, exemptions=exempt)
    done = _("บันทึกมติแล้ว %(n)s ครัวเรือน") % {"n": f"{made.households:,}"}
    messages.success(request, done)
    return redirect(shown.told(request).href("target-meeting", meeting))


@require_POST
def meeting_revoke(request: HttpRequest, meeting: int) -> HttpResponse:
    held = meetings.find(request.user, meeting)
    scope.require(request.user, meetings.PERMISSION[held.kind], place=held.area_code)
    number = inputs.number(request.POST.get("resolution"))
    if number is None:
        raise Refused(_("โปรดเลือกมติที่จะเพิกถอน"))
    told = {"resolution": number, "because": request.POST.get("because", "")}
    made = meetings.revoke(by=request.user, at=timezone.now(), meeting=meeting, **told)
    done = _("เพิกถอนมติแล้ว %(n)s ครัวเรือนกลับไปขั้นก่อนหน้า") % {"n": f"{made.households:,}"}
    messages.success(request, done)
    return redirect(shown.told(request).href("target-meeting", meeting))


# — the missed —


def missed(request: HttpRequest) -> HttpResponse:
    here, state, page = shown.told(request), request.GET.get("state", ""), inputs.page(request)
    where = sight.place(request.user, Permission.HOUSEHOLD_SEE, area=here.asked["area"])
    found, total = proposals.visible_to(request.user, at=timezone.now(), **here.asked, state=state, page=page)
    told = shown.missed_page(here, where.place, found, total, state, page)
    return render(request, "pages/targets/missed.html", {"page": told})


def propose(request: HttpRequest) -> HttpResponse:
    """Looks for the known first; what is found is shown before anything is stored."""
    here = shown.told(request)
    where = sight.place(request.user, Permission.TARGET_PROPOSE, area=here.asked["area"]).place
    form, matches = ProposeForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        who = form.who(where.code)
        try:
            if "propose" not in request.POST:
                matches = proposals.known(request.user, who=who, year=here.year)
            if "propose" in request.POST or not matches:
                told = {"reason": form.cleaned_data["reason"], "household": form.cleaned_data["household"]}
                forum = inputs.number(request.GET.get("forum"))
                told |= {"forum": forum} if forum else {}
                made = proposals.propose(by=request.user, at=timezone.now(), fiscal_year=here.year, who=who, **told)
                messages.success(request, _("เสนอผู้ตกหล่นแล้ว รอเยี่ยม"))
                return redirect(here.href("target-missed-one", made.pk))
        except Refused as no:
            form.add_error(None, because(no))
    return render(request, "pages/targets/propose.html", {"page": shown.propose_page(here, where, form, matches)})


def proposal(request: HttpRequest, proposal: int) -> HttpResponse:
    found = proposals.find(request.user, proposal, at=timezone.now())
    is_to_check = found.is_of_a_citizen and not found.is_checked and found.state == "proposed" and found.may_visit
    matches = proposals.known_of(request.user, proposal=proposal) if is_to_check else []
    if matches:
        homes, on = [each.household_id for each in matches if each.household_id], ("proposal", proposal)
        told = {"place": found.area_code, "count": len(matches), "households": homes}
        audit.seen(by=request.user, at=timezone.now(), what="proposal", on=on, **told)
    return render(request, "pages/targets/proposal.html", {"page": shown.proposal_page(shown.told(request), found, matches)})


@require_POST
def check(request: HttpRequest, proposal: int) -> HttpResponse:
    proposals.check(by=request.user, at=timezone.now(), proposal=proposal)
    messages.success(request, _("ตรวจแล้วว่าไม่มีในข้อมูล รอเยี่ยม"))
    return redirect(shown.told(request).href("target-missed-one", proposal))


def visit(request: HttpRequest, proposal: int) -> HttpResponse:
    """The questions of the newest round that has answers."""
    here, at, round = shown.told(request), timezone.now(), rounds.newest()
    found = proposals.find(request.user, proposal, at=at)
    scope.require(request.user, Permission.TARGET_VERIFY, place=found.area_code, household=found.household_id)
    asked = [(each.number, worded(each)) for each in sets.of_code(round.indicator_set_id).indicators]
    form = VisitForm(request.POST or None, request.FILES or None, questions=asked, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("on", "people", "income", "note")}
        told |= {"proposal": proposal, "round": round, "answers": form.answers(), "file": form.cleaned_data["file"]}
        try:
            made = proposals.visit(by=request.user, at=at, **told)
            poor, not_poor = _("บันทึกการเยี่ยมแล้ว พบว่าจน เข้าบัญชีผู้ตกหล่น"), _("บันทึกการเยี่ยมแล้ว ไม่ตกเกณฑ์ข้อใด")
            messages.success(request, poor if made.pattern else not_poor)
            return redirect(here.href("target-missed-one", proposal))
        except Refused as no:
            form.add_error(None, because(no))
    return render(request, "pages/targets/visit.html", {"page": shown.visit_page(here, found, form, round)})


@require_POST
def close(request: HttpRequest, proposal: int) -> HttpResponse:
    as_known, why = request.POST.get("how") != "withdrawn", request.POST.get("because", "")
    proposals.close(by=request.user, at=timezone.now(), proposal=proposal, as_known=as_known, because=why)
    return redirect(shown.told(request).href("target-missed-one", proposal))


# — errors —


def errors(request: HttpRequest) -> HttpResponse:
    here = shown.told(request)
    page = shown.errors_page(here, targeting.errors(request.user, **here.asked))
    return render(request, "pages/targets/errors.html", {"page": page})


def errors_csv(request: HttpRequest) -> HttpResponse:
    columns, rows = targeting.table(by=request.user, at=timezone.now(), **shown.told(request).asked)
    response = HttpResponse("".join(tables.lines(columns, rows)), content_type=tables.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="targeting.csv"'
    return response
