"""What casework holds of a household's plans and accounts: for the copy that a person gets, and to be made nameless.

For verbs of rooms above, which have checked the right and leave the line."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from nsc.casework import planning, sealing
from nsc.casework.held import BLANK, Held
from nsc.casework.models import Account, CasePlan, Step
from nsc.files import uploads

WORDS = (*(f"{name}_sealed" for name in planning.DIAGNOSIS), "sufficiency_sealed", "signed_sealed", "returned_sealed")


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    """Plans of the household as a whole; of steps those for the person, and those for nobody in particular. Withdrawn ones, too."""
    for plan in CasePlan.objects.filter(case__household__in=households).order_by("pk"):
        text = " · ".join(filter(None, sealing.opened_many(getattr(plan, name) for name in WORDS)))
        yield Held("plan", plan.at.date(), plan.state, f"{plan.goal} {text}".strip())
    for step in _steps(person, households).filter(Q(person=None) | Q(person=person)).select_related("plan"):
        text = " · ".join(filter(None, (*sealing.opened_many((step.what_sealed, step.because_sealed)), step.office, step.money_from)))
        yield Held("plan_step", step.done_on or step.due_on, step.state, text)
    for account in Account.objects.filter(case__household__in=households).prefetch_related("lines").order_by("pk"):
        told = ", ".join(f"{each.line} {each.baht}" for each in account.lines.all() if each.baht is not None)
        yield Held("household_account", account.month, account.kind, told)


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """Words and the signed paper go; goals, days, money and states stay, for the counts. A person alone is forgotten in the steps that are
    theirs. Joins the caller's transaction."""
    plans = CasePlan.objects.filter(case__household__in=households)
    for plan in plans.exclude(signature=None).select_related("signature"):
        uploads.drop(plan.signature, at)
    plans.update(signature=None, **dict.fromkeys(WORDS))
    steps = _steps(person, households)
    steps.update(what_sealed=None, because_sealed=None, money_from="")
    steps.exclude(office="").update(office=BLANK)


def _steps(person: int | None, households: Collection[int]) -> QuerySet[Step]:
    of_person = Q(person=person) if person else Q(pk__in=[])
    return Step.objects.filter(of_person | Q(plan__case__household__in=households)).order_by("pk")
