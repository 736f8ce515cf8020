"""Two who decide on one plan, or write it, at the same moment."""

from functools import partial

import pytest

from nsc.access.models import AuditLine
from nsc.casework import cases, plans
from nsc.casework import plan_steps as steps
from nsc.casework.models import Case, CasePlan, Need
from nsc.errors import Refused
from tests.casework.conftest import AT, frozen
from tests.casework.planned import GARDEN, HOUSE, agreed, approved, need, visited, written
from tests.casework.test_together import attempted, cast  # noqa: F401  the cast of this file, too
from tests.surveyed import household_id
from tests.together import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(cast):  # noqa: F811
    frozen(cast["drawer"])
    return visited(cases.open_(by=cast["district"], at=AT, household=household_id(1)))


@pytest.fixture
def plan(case, cast):  # noqa: F811
    roof = need(case)
    return agreed(cast["team"], written(cast["team"], case, GARDEN, HOUSE.__class__(**{**HOUSE.__dict__, "need": roof.pk})))


def test_two_who_approve_at_once_approve_once(plan, cast):  # noqa: F811
    made = in_threads(*(partial(attempted, partial(plans.approve, by=cast[who], at=AT, plan=plan.pk)) for who in ("district", "certifier")))
    assert [getattr(each, "pk", each) for each in made] == [plan.pk, plan.pk]
    assert AuditLine.objects.filter(verb="plan.approve").count() == 1
    assert (Case.objects.get().state, Need.objects.get().state) == ("approved", "planned")


def test_approved_and_sent_back_at_once_only_one_of_the_two_holds(plan, cast):  # noqa: F811
    approve = partial(attempted, partial(plans.approve, by=cast["district"], at=AT, plan=plan.pk))
    back = partial(attempted, partial(plans.return_, by=cast["certifier"], at=AT, plan=plan.pk, because="งบเกิน"))
    made = in_threads(approve, back)
    assert sum(isinstance(each, Refused) for each in made) == 1
    stands = (CasePlan.objects.get().state, Case.objects.get().state, Need.objects.get().state)
    assert stands in (("approved", "approved", "planned"), ("draft", "visited", "open"))
    assert AuditLine.objects.filter(verb__in=("plan.approve", "plan.return")).count() == 1


def test_two_who_begin_a_plan_begin_one_and_neither_writes_over_the_other(case, cast):  # noqa: F811
    made = in_threads(
        partial(attempted, partial(written, cast["team"], case, GARDEN)), partial(attempted, partial(written, cast["other"], case, HOUSE))
    )
    assert sum(isinstance(each, CasePlan) for each in made) == 1 == CasePlan.objects.count()
    assert CasePlan.objects.get().steps.count() == 1


def test_two_who_begin_the_next_version_begin_one(plan, cast):  # noqa: F811
    approved(cast["district"], plan)
    act = [partial(plans.supersede, by=cast[who], at=AT, plan=plan.pk, because="เปลี่ยนแผน") for who in ("team", "other")]
    first, again = in_threads(*act)
    assert first == again and CasePlan.objects.count() == 2


def test_the_last_two_steps_done_at_once_hand_the_case_on(plan, cast):  # noqa: F811
    approved(cast["district"], plan)
    in_threads(*(partial(steps.finish, by=cast["team"], at=AT, step=each.pk, on=AT.date()) for each in plan.steps.all()))
    assert Case.objects.get().state == "following"
