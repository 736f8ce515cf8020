"""Steps of a plan in force, and where the case stands by them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.casework import plan_steps as steps
from nsc.casework import plans, sealing
from nsc.casework.models import Case, Event, Need
from nsc.errors import NotAllowed, Refused
from tests.casework.conftest import AT
from tests.casework.planned import GARDEN, HOUSE, agreed, approved, need, visited, written

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def draft(in_care, somjai):
    roof = need(in_care)
    return written(somjai, visited(in_care), GARDEN, replace(HOUSE, need=roof.pk))


@pytest.fixture
def both(draft, somjai, district_officer):
    """The two steps of the plan in force."""
    return list(approved(district_officer, agreed(somjai, draft)).steps.order_by("place"))


def state(step) -> str:
    step.refresh_from_db()
    return step.state


def of_case() -> tuple[str, str]:
    return Case.objects.values_list("state", "turn").get()


def test_a_step_is_begun_and_finished_and_both_are_on_record(both, somjai):
    garden, _house = both
    for _again in range(2):
        steps.do(by=somjai, at=AT, step=garden.pk)
    assert state(garden) == "doing"
    for _again in range(2):
        steps.finish(by=somjai, at=AT, step=garden.pk, on=TODAY)
    assert (state(garden), garden.done_on, of_case()[0]) == ("done", TODAY, "approved")
    assert [(line.verb, line.on_id) for line in AuditLine.objects.filter(on_type="step").order_by("pk")] == [
        ("step.do", str(garden.pk)), ("step.finish", str(garden.pk)),
    ]  # fmt: skip
    assert sealing.opened(Event.objects.get(kind="step.finish").text_sealed) == GARDEN.what


def test_with_the_last_step_done_the_case_waits_to_be_followed_up(both, somjai):
    for step in both:
        steps.finish(by=somjai, at=AT, step=step.pk, on=TODAY)
    assert of_case() == ("following", "mentor")


def test_what_is_given_up_counts_as_settled_beside_what_was_done(both, somjai):
    garden, house = both
    steps.finish(by=somjai, at=AT, step=garden.pk, on=TODAY)
    for _again in range(2):
        steps.drop(by=somjai, at=AT, step=house.pk, because="ญาติซ่อมให้แล้ว")
    assert (state(house), of_case()[0], Need.objects.get().state) == ("dropped", "following", "open")
    assert AuditLine.objects.filter(verb="step.drop").count() == 1 and sealing.opened(house.because_sealed) == "ญาติซ่อมให้แล้ว"


def test_a_plan_of_which_nothing_was_done_is_not_followed_up(both, somjai):
    for step in both:
        steps.drop(by=somjai, at=AT, step=step.pk, because="ย้ายไปอยู่กับลูก")
    assert of_case()[0] == "approved"


def test_what_was_not_done_after_all_brings_the_case_back(both, somjai):
    for step in both:
        steps.finish(by=somjai, at=AT, step=step.pk, on=TODAY)
    for _again in range(2):
        steps.reopen(by=somjai, at=AT, step=both[0].pk, because="หลังคายังรั่ว")
    assert (state(both[0]), both[0].done_on, of_case()[0]) == ("doing", None, "approved")
    assert AuditLine.objects.filter(verb="step.reopen").count() == 1


def test_somebody_elses_household_is_out_of_reach(both, prasit, governor):
    for who, no in ((prasit, OutOfSight), (governor, NotAllowed)):
        for act in (
            lambda who=who: steps.do(by=who, at=AT, step=both[0].pk),
            lambda who=who: steps.finish(by=who, at=AT, step=both[0].pk, on=TODAY),
            lambda who=who: steps.drop(by=who, at=AT, step=both[0].pk, because="x"),
            lambda who=who: steps.reopen(by=who, at=AT, step=both[0].pk, because="x"),
        ):
            with pytest.raises(no):
                act()


def test_before_approval_nothing_is_begun(draft, somjai):
    with pytest.raises(Refused, match="อนุมัติแล้ว"):
        steps.do(by=somjai, at=AT, step=draft.steps.first().pk)


@pytest.mark.parametrize("days", [1, -30])
def test_a_step_is_done_on_a_day_between_agreement_and_today(both, somjai, days):
    with pytest.raises(Refused):
        steps.finish(by=somjai, at=AT, step=both[0].pk, on=TODAY + timedelta(days=days))


def test_giving_up_and_opening_again_want_a_reason_and_their_moment(both, somjai):
    with pytest.raises(Refused, match="เหตุผล"):
        steps.drop(by=somjai, at=AT, step=both[0].pk, because=" ")
    with pytest.raises(Refused, match="เสร็จแล้ว"):
        steps.reopen(by=somjai, at=AT, step=both[0].pk, because="ยัง")
    steps.finish(by=somjai, at=AT, step=both[0].pk, on=TODAY)
    for act in (lambda: steps.do(by=somjai, at=AT, step=both[0].pk), lambda: steps.drop(by=somjai, at=AT, step=both[0].pk, because="x")):
        with pytest.raises(Refused):
            act()


def test_of_a_closed_case_nothing_moves(both, somjai):
    Case.objects.update(state="closed", outcome="left", closed_on=TODAY, turn="")
    with pytest.raises(Refused, match="ปิดแล้ว"):
        steps.do(by=somjai, at=AT, step=both[0].pk)


def test_a_step_of_an_older_version_is_history(both, somjai, district_officer):
    copy = plans.supersede(by=somjai, at=AT, plan=both[0].plan_id, because="แผนใหม่")
    approved(district_officer, agreed(somjai, copy))
    with pytest.raises(Refused):
        steps.do(by=somjai, at=AT, step=both[0].pk)
