"""What a person is told of the plan that was made for them, and what is left of it when they are forgotten."""

import io
from dataclasses import replace

import pytest

from nsc.casework import accounts, held_plans, kin
from nsc.casework.models import CasePlan, Step
from nsc.files.models import StoredFile
from tests.casework.conftest import AT
from tests.casework.planned import GARDEN, HOUSE, agreed, visited, written
from tests.casework.test_accounts import MONTH, TOLD
from tests.files import pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(in_care, somjai):
    """One step for the household, one for the child; signed, and a month of the account."""
    child = next(each.person for each in kin.family(in_care.household_id, may_read=True).kin if not each.is_head)
    plan = written(somjai, visited(in_care), GARDEN, replace(HOUSE, what="ทุนเรียนต่อ", person=child))
    agreed(somjai, plan, file=io.BytesIO(pictures.photograph()))
    accounts.record(by=somjai, at=AT, case=in_care.pk, kind="before", month=MONTH, told=TOLD)
    return plan, child


def told(plan, person: int) -> str:
    return " ".join(f"{each.what} {each.text}" for each in held_plans.about(person=person, households=[plan.case.household_id]))


def test_all_is_told_but_the_steps_of_others(planned):
    plan, child = planned
    mine, anothers = told(plan, child), told(plan, child + 1000)
    assert "ทุนเรียนต่อ" in mine and GARDEN.what in mine and "อยากมีรายได้เอง" in mine and "income_main 3000" in mine
    assert "ทุนเรียนต่อ" not in anothers and GARDEN.what in anothers


def test_what_is_forgotten_leaves_goals_money_and_states(planned):
    plan, _child = planned
    held_plans.forget(at=AT, households=[plan.case.household_id])
    plan = CasePlan.objects.get(pk=plan.pk)
    assert (plan.goal, plan.state, plan.signature, plan.attitude_sealed, plan.signed_sealed) == ("survive", "agreed", None, None, None)
    assert StoredFile.objects.get().purged_at
    assert set(Step.objects.values_list("what_sealed", "office", "money_from")) == {(None, "", ""), (None, "–", "")}
    assert sorted(Step.objects.values_list("baht", flat=True)) == [1500, HOUSE.baht]


def test_one_person_forgotten_leaves_the_plan_of_the_others(planned):
    plan, child = planned
    held_plans.forget(at=AT, person=child)
    assert "ทุนเรียนต่อ" not in told(plan, child) and GARDEN.what in told(plan, child)
