"""The steps of a plan in force: begun, finished, given up. With the last one done, the case waits to be followed up."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import cases, plans, roads, rules, sealing, timeline
from nsc.casework.models import Case, Step
from nsc.errors import Refused, _


@transaction.atomic
def do(*, by: User, at: datetime, step: int) -> Step:
    """Work on it has begun."""
    case, row = _locked(by, step)
    if row.state == "doing":
        return row
    if row.state == "done":
        raise Refused(_("ขั้นนี้เสร็จแล้ว ถ้ายังไม่เสร็จจริง ให้กดเปิดขั้นนี้อีกครั้งพร้อมเหตุผล"))
    return _moved(by, at, case, row, "doing", "step.do", timezone.localdate(at))


@transaction.atomic
def finish(*, by: User, at: datetime, step: int, on: date) -> Step:
    """Done on that day. The last one of the plan hands the case to its follow-up."""
    case, row = _locked(by, step)
    if row.state == "done":
        return row
    if on > timezone.localdate(at):
        raise Refused(_("วันที่ {on} ยังมาไม่ถึง โปรดใส่วันที่ทำจริง"), on=thai.format_date(on))
    if row.plan.agreed_on and on < row.plan.agreed_on:
        raise Refused(_("วันที่ {on} อยู่ก่อนวันที่ครัวเรือนตกลงแผน โปรดตรวจวันที่"), on=thai.format_date(on))
    row.done_on = on
    _moved(by, at, case, row, "done", "step.finish", on)
    _follow_up(case, row, timezone.localdate(at))
    return row


@transaction.atomic
def drop(*, by: User, at: datetime, step: int, because: str) -> Step:
    """Given up, for a reason. A need that nothing else of the plan answers is open again."""
    case, row = _locked(by, step)
    said = rules.reason(because)
    if row.state == "dropped":
        return row
    row.because_sealed = sealing.seal(said)
    _moved(by, at, case, row, "dropped", "step.drop", timezone.localdate(at), said=said)
    if row.need_id:
        plans.settle_needs(case, [row.need_id])
    _follow_up(case, row, timezone.localdate(at))
    return row


@transaction.atomic
def reopen(*, by: User, at: datetime, step: int, because: str) -> Step:
    """It was not done after all; the case is on its plan again."""
    case, row = _locked(by, step)
    said = rules.reason(because)
    if row.state == "doing":
        return row
    if row.state != "done":
        raise Refused(_("เปิดอีกครั้งได้เฉพาะขั้นที่เสร็จแล้ว"))
    row.done_on = None
    _moved(by, at, case, row, "doing", "step.reopen", timezone.localdate(at), said=said)
    if case.state == "following":
        cases.move(case, "approved", on=timezone.localdate(at))
    return row


def _locked(by: User, step: int) -> tuple[Case, Step]:
    """The case first, then the step: as every verb of plans has it."""
    found = Step.objects.filter(pk=step).values_list("plan__case", flat=True).first()
    if found is None:
        raise scope.OutOfSight(str(step))
    case = cases.locked(by, Permission.PLAN_WRITE, found)
    row = Step.objects.select_for_update(of=("self",)).select_related("plan").get(pk=step)
    if row.plan.state != plans.IN_FORCE:
        raise Refused(_("บันทึกความคืบหน้าได้เมื่อแผนอนุมัติแล้วและยังใช้อยู่"))
    if case.state == "closed":
        raise Refused(_("รายกรณีนี้ปิดแล้ว"))
    return case, row


def _moved(by: User, at: datetime, case: Case, row: Step, to: str, verb: str, on: date, *, said: str = "") -> Step:
    row.state = roads.step(row.state, to, roads.STEP_NEXT, roads.STEP_NAMES)
    row.save()
    text = " · ".join(filter(None, (sealing.opened(row.what_sealed), said)))
    timeline.note(by=by, at=at, household=case.household_id, case=case, kind=verb, on=on, record=row.pk, text=text)
    audit.record(by=by, at=at, verb=verb, on=row, place=case.area_code, detail=f"case {case.pk}", households=[case.household_id])
    return row


def _follow_up(case: Case, row: Step, today: date) -> None:
    """Nothing open is left, and something was done. Where all was given up there is nothing to follow up, but a new plan to make."""
    states = set(row.plan.steps.values_list("state", flat=True))
    if case.state == "approved" and "done" in states and not states & set(plans.OPEN_STEPS):
        cases.move(case, "following", on=today)
