"""Plans, the menu and household accounts."""

import io
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from nsc.casework import accounts, evidence, menu, plan_steps, plans
from nsc.casework.models import Case, CasePlan, Measure, Step
from nsc.casework.planning import Wanted
from nsc.reports import household_file
from tests.surveyed import household_id

OLD = 77  # a version that stands in nobody's way


class Planned(NamedTuple):
    case: int
    plan: int
    step: int
    measure: int


def make(operator, case: int) -> Planned:
    """An old version of a plan of the case, signed, with one step; a menu."""
    at, today = timezone.now(), timezone.localdate()
    paper = evidence.keep(io.BytesIO(b"%PDF-1.7 signed"), by=operator, at=at)
    told = {"version": OLD, "state": "superseded", "goal": "survive", "agreed_on": today, "signature": paper, "by": operator, "at": at}
    plan = CasePlan.objects.create(case_id=case, **told)
    step = Step.objects.create(plan=plan, place=1, who="family", due_on=today)
    return Planned(case, plan.pk, step.pk, Measure.objects.first().pk)


def addresses(made: Planned) -> dict[str, dict[str, object]]:
    return {
        "plan": {"case": made.case},
        "plan-write": {"case": made.case},
        "plan-agree": {"plan": made.plan},
        "plan-act": {"plan": made.plan, "verb": "approve"},
        "plan-signature": {"plan": made.plan},
        "step-act": {"step": made.step, "verb": "do"},
        "household-account": {"case": made.case, "kind": "before"},
        "household-pdf": {"household_id": household_id(1)},
        "menu-end": {"measure": made.measure},
    }


def standing(made: Planned, case: str, plan: str, step: str = "planned") -> None:
    """The case, the plan and its step as a verb wants to find them; other versions out of the way."""
    Case.objects.filter(pk=made.case).update(state=case, turn="mentor", outcome="", closed_on=None)
    CasePlan.objects.filter(case=made.case).exclude(pk=made.plan).update(state="withdrawn")
    decided = Case.objects.get(pk=made.case).opened_by
    CasePlan.objects.filter(pk=made.plan).update(state=plan, decided_by=decided)
    Step.objects.filter(pk=made.step).update(state=step, done_on=timezone.localdate() if step == "done" else None)


def plan_of(case: str, state: str, verb, **told):
    """How a verb of plans is asked of a plan that stands so."""

    def ask(user, made: Planned) -> bool:
        standing(made, case, state)
        return bool(verb(by=user, at=timezone.now(), plan=made.plan, **told))

    return ask


def step_of(state: str, verb, **told):
    def ask(user, made: Planned) -> bool:
        standing(made, "approved", "approved", state)
        return bool(verb(by=user, at=timezone.now(), step=made.step, **told))

    return ask


def written(user, made: Planned) -> bool:
    standing(made, "visited", "withdrawn")
    steps = [Wanted("ปลูกผัก", "family", timezone.localdate())]
    return bool(plans.write(by=user, at=timezone.now(), case=made.case, goal="survive", steps=steps))


def added(user, made: Planned) -> bool:
    told = {"title": "ตลาดนัด", "dimension": "income", "owner": "อำเภอ", "source": "มติ", "problem": "informal_debt"}
    return bool(menu.add(by=user, at=timezone.now(), valid_from=timezone.localdate(), **told))


def recorded(user, made: Planned) -> bool:
    told = {"kind": "before", "month": timezone.localdate(), "told": {"food": Decimal(1)}}
    return bool(accounts.record(by=user, at=timezone.now(), case=made.case, **told))


QUESTIONS: dict[str, object] = {
    "plans.write": written,
    "plans.agree": lambda user, made: plan_of("visited", "draft", plans.agree, on=timezone.localdate(), signed="หัวหน้า")(user, made),
    "plans.approve": plan_of("planned", "agreed", plans.approve),
    "plans.return_": plan_of("planned", "agreed", plans.return_, because="แก้งบ"),
    "plans.withdraw": plan_of("visited", "draft", plans.withdraw, because="เปลี่ยนใจ"),
    "plans.supersede": plan_of("approved", "approved", plans.supersede, because="รายได้เปลี่ยน"),
    "plans.of_case": lambda user, made: bool(plans.of_case(user, made.case, on=timezone.localdate())),
    "plans.suggested": lambda user, made: bool(plans.suggested(user, made.case, on=timezone.localdate())),
    "plans.require_to_write": lambda user, made: plans.require_to_write(user, made.case) is None,
    "plans.signature": lambda user, made: bool(plans.signature(by=user, at=timezone.now(), plan=made.plan)),
    "plan_steps.do": step_of("planned", plan_steps.do),
    "plan_steps.finish": lambda user, made: step_of("planned", plan_steps.finish, on=timezone.localdate())(user, made),
    "plan_steps.drop": step_of("planned", plan_steps.drop, because="ย้าย"),
    "plan_steps.reopen": step_of("done", plan_steps.reopen, because="ยังไม่เสร็จ"),
    "accounts.record": recorded,
    "accounts.of_case": lambda user, made: bool(accounts.of_case(user, made.case)),
    "menu.add": added,
    "menu.end": lambda user, made: menu.end(by=user, at=timezone.now(), measure=made.measure, until=timezone.localdate()) is None,
    "household_file.pdf": lambda user, made: bool(household_file.pdf(by=user, at=timezone.now(), household=household_id(1))),
    "household_file.laid_out": lambda user, made: bool(household_file.laid_out(by=user, at=timezone.now(), household=household_id(1))),
    "household_file.gathered": lambda user, made: bool(household_file.gathered(user, household_id(1), at=timezone.now())),
}
