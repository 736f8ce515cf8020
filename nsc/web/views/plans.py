"""Pages of the plan of a household, its account, the menu, and the printed file."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nsc.access import audit, scope
from nsc.access.roles import Permission
from nsc.casework import accounts, menu, plan_steps, plans, sight
from nsc.errors import Refused
from nsc.reports import household_file
from nsc.web import downloads, inputs, undoing
from nsc.web import plans as shown
from nsc.web.forms_plans import KINDS, AccountForm, AgreeForm, MeasureForm, PlanForm, StepForms
from nsc.web.words import because

DONE = {
    "approve": gettext_lazy("อนุมัติแผนแล้ว พี่เลี้ยงได้รับแจ้ง"),
    "return": gettext_lazy("ส่งคืนแผนแล้ว ผู้จัดทำได้รับแจ้ง"),
    "withdraw": gettext_lazy("ถอนแผนแล้ว"),
    "supersede": gettext_lazy("เริ่มแผนฉบับใหม่จากขั้นที่ยังค้างแล้ว แผนเดิมใช้ต่อจนกว่าฉบับใหม่จะอนุมัติ"),
}


def plan(request: HttpRequest, case: int) -> HttpResponse:
    found = plans.of_case(request.user, case, on=timezone.localdate())
    chosen = shown.shown(found, inputs.number(request.GET.get("version"), 4))
    book = accounts.of_case(request.user, case) if found.has_names else None
    _seen(request, found)
    return render(request, "pages/plans/plan.html", {"page": shown.plan_page(found, chosen, book)})


def _seen(request: HttpRequest, found: plans.Plans) -> None:
    homes = [found.household] if found.has_names else []
    told = {"on": ("case", found.case), "place": found.area_code, "count": 1, "households": homes}
    audit.seen(by=request.user, at=timezone.now(), what="plan", **told)


def write(request: HttpRequest, case: int) -> HttpResponse:
    today = timezone.localdate()
    suggested, found = plans.suggested(request.user, case, on=today), plans.of_case(request.user, case, on=today)
    told = {"people": shown.people_choices(suggested), "needs": shown.need_choices(suggested)}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=shown.initial_plan(found))
    rows = StepForms(
        request.POST if "steps-TOTAL_FORMS" in request.POST else None,
        initial=shown.initial_steps(found, suggested, today),
        prefix="steps",
        form_kwargs=told,
    )
    if request.method == "POST" and _is_valid(form, rows):
        steps = [row.wanted() for row in rows if row.cleaned_data["take"]]
        try:
            seen = _moment(form.cleaned_data["seen"])
            plans.write(by=request.user, at=timezone.now(), case=case, steps=steps, seen=seen, **form.told())
            messages.success(request, _("บันทึกร่างแผนแล้ว ให้ครัวเรือนดูและลงชื่อเมื่อพร้อม"))
            return redirect("plan", case)
        except Refused as no:
            form.add_error(None, because(no))
    if request.method == "GET":
        _seen(request, found)
    return render(request, "pages/plans/write.html", {"page": shown.write_page(found, suggested, form, rows)})


def _is_valid(form: PlanForm, rows) -> bool:
    """Both are looked at, so that everything wrong is told at once."""
    is_form, is_rows = form.is_valid(), rows.is_bound and rows.is_valid()
    if not is_rows:
        form.add_error(None, _("มีขั้นที่ยังกรอกไม่ครบ โปรดดูข้อความใต้ช่องที่มีปัญหา"))
    return is_form and is_rows


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def agree(request: HttpRequest, plan: int) -> HttpResponse:
    case = plans.case_of(plan)
    found = plans.of_case(request.user, case, on=timezone.localdate())
    plans.require_to_write(request.user, case)
    version = next(each for each in found.versions if each.number == plan)
    if not version.may_agree:
        raise Refused(_("แผนฉบับนี้ไม่อยู่ในขั้นให้ครัวเรือนตกลง โปรดเปิดหน้าแผนเพื่อดูสถานะล่าสุด"))
    form = AgreeForm(request.POST or None, request.FILES or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            plans.agree(by=request.user, at=timezone.now(), plan=plan, **form.cleaned_data)
            messages.success(request, _("บันทึกการตกลงแล้ว ส่งให้ ศจพ.อ. พิจารณา"))
            return redirect("plan", case)
        except Refused as no:
            form.add_error(None, because(no))
    return render(request, "pages/plans/agree.html", {"page": shown.agree_page(found, version, form)})


@require_POST
def act(request: HttpRequest, plan: int, verb: str) -> HttpResponse:
    told, why = {"by": request.user, "at": timezone.now(), "plan": plan}, request.POST.get("because", "")
    match verb:
        case "approve":
            plans.approve(**told)
        case "return":
            plans.return_(**told, because=why)
        case "withdraw":
            plans.withdraw(**told, because=why)
        case "supersede":
            plans.supersede(**told, because=why)
        case _:
            raise Http404
    messages.success(request, str(DONE[verb]))
    case = plans.case_of(plan)
    return redirect("plan-write" if verb == "supersede" else "plan", case)


@require_POST
def step_act(request: HttpRequest, step: int, verb: str) -> HttpResponse:
    told, why = {"by": request.user, "at": timezone.now(), "step": step}, request.POST.get("because", "")
    match verb:
        case "do":
            row = plan_steps.do(**told)
        case "finish":
            row = plan_steps.finish(**told, on=_day(request.POST.get("on", "")) or timezone.localdate())
        case "drop":
            row = plan_steps.drop(**told, because=why)
        case "reopen":
            row = plan_steps.reopen(**told, because=why)
        case _:
            raise Http404
    if verb == "finish":
        undoing.told(request, _("บันทึกความคืบหน้าแล้ว"), reverse("step-act", args=[step, "reopen"]), because=undoing.because())
    else:
        messages.success(request, _("บันทึกความคืบหน้าแล้ว"))
    return redirect("plan", plans.case_of(row.plan_id))


def _day(text: str):
    try:
        return parse_date(text)
    except ValueError as wrong:
        raise Refused(_("โปรดใส่วันที่ให้ถูกต้อง")) from wrong


def signature(request: HttpRequest, plan: int) -> HttpResponse:
    return downloads.paper(plans.signature(by=request.user, at=timezone.now(), plan=plan))


def account(request: HttpRequest, case: int, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    found = plans.of_case(request.user, case, on=timezone.localdate())
    plans.require_to_write(request.user, case)
    book = accounts.of_case(request.user, case)
    newest = book.before if kind == accounts.BEFORE else book.after
    month = newest.month if newest else timezone.localdate()
    initial = {"month": f"{month:%Y-%m}"} | (dict(newest.told) if newest else {})
    form = AccountForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = {"kind": kind, "month": form.cleaned_data["month"], "told": form.told()}
        try:
            accounts.record(by=request.user, at=timezone.now(), case=case, **told)
            messages.success(request, _("บันทึกบัญชีครัวเรือนแล้ว"))
            return redirect("plan", case)
        except Refused as no:
            form.add_error(None, because(no))
    told = {"on": ("case", case), "place": found.area_code, "count": 1, "households": [found.household]}
    audit.seen(by=request.user, at=timezone.now(), what="household_account", **told)
    return render(request, "pages/plans/account.html", {"page": shown.account_page(found, kind, form, book)})


# — the menu —


def menu_list(request: HttpRequest) -> HttpResponse:
    sight.require_somewhere(request.user, Permission.FIGURES_SEE)
    page = shown.menu_page(request.user, timezone.localdate(), request.GET.get("dimension", ""))
    return render(request, "pages/plans/menu.html", {"page": page})


def menu_add(request: HttpRequest) -> HttpResponse:
    scope.require(request.user, Permission.PROGRAMME_CHANGE, place=settings.PROVINCE)
    today = timezone.localdate()
    form = MeasureForm(request.POST or None, initial={"valid_from": today}, **shown.measure_choices(today))
    if request.method == "POST" and form.is_valid():
        try:
            menu.add(by=request.user, at=timezone.now(), **form.told())
            messages.success(request, _("เพิ่มมาตรการในเมนูแล้ว"))
            return redirect("menu")
        except Refused as no:
            form.add_error(None, because(no))
    page = shown.MenuPage(_("เพิ่มมาตรการในเมนูแก้จน"), {"form": form})
    return render(request, "pages/plans/menu_add.html", {"page": page})


@require_POST
def menu_end(request: HttpRequest, measure: int) -> HttpResponse:
    scope.require(request.user, Permission.PROGRAMME_CHANGE, place=settings.PROVINCE)
    until = _day(request.POST.get("until", ""))
    if until is None:
        raise Refused(_("โปรดใส่วันสุดท้ายที่ใช้มาตรการนี้"))
    menu.end(by=request.user, at=timezone.now(), measure=measure, until=until)
    messages.success(request, _("กำหนดวันสิ้นสุดของมาตรการแล้ว"))
    return redirect("menu")


# — the file of the household, printed —


def household_pdf(request: HttpRequest, household_id: int) -> HttpResponse:
    paper = household_file.pdf(by=request.user, at=timezone.now(), household=household_id)
    response = HttpResponse(paper, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="household-file.pdf"'
    return response
