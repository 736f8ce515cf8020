"""The plan of Somjai's household: written, agreed, approved by the amphoe or sent back, followed by a better one."""

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from nsc.access.models import AuditLine, Notice
from nsc.access.scope import OutOfSight
from nsc.casework import plan_steps as steps
from nsc.casework import planning, plans
from nsc.casework.models import Case, CasePlan, Event, Measure, Need, Step
from nsc.casework.planning import Wanted
from nsc.errors import NotAllowed, Refused
from nsc.files.models import StoredFile
from tests.casework.conftest import AT
from tests.casework.planned import DIAGNOSIS, DUE, GARDEN, HOUSE, agreed, approved, need, visited, written
from tests.files import pictures

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def case(in_care):
    """Visited, so that it can be planned."""
    return visited(in_care)


@pytest.fixture
def plan(case, somjai):
    return written(somjai, case)


def told(user, case) -> plans.Plans:
    return plans.of_case(user, case.pk, on=TODAY)


def state(case) -> tuple[str, str]:
    case.refresh_from_db()
    return case.state, case.turn


# — writing —


def test_somjai_writes_a_plan_and_it_is_on_record(case, somjai):
    plan = written(somjai, case)
    [shown] = told(somjai, case).versions
    assert (shown.number, shown.version, shown.state, shown.goal, shown.diagnosis) == (plan.pk, 1, "draft", "survive", DIAGNOSIS)
    assert [(each.what, each.office, each.baht) for each in shown.steps] == [
        ("ปลูกผักขายที่ตลาดนัด", "", Decimal(1500)), ("ซ่อมหลังคา", "อบต. ไพศาลี", Decimal("22500.50")),
    ]  # fmt: skip
    assert shown.money == planning.Money(Decimal("24000.50"), 2, 0) and shown.checks["has_knowledge"] is None
    line = AuditLine.objects.get(verb="plan.write")
    assert (line.on_id, line.by) == (str(plan.pk), somjai) and "ผัก" not in line.detail + line.because
    assert Event.objects.filter(kind="plan.write", record=plan.pk, case=case).count() == 1
    assert state(case) == ("visited", "mentor")


def test_words_are_sealed_where_they_lie(case, somjai):
    plan = written(somjai, case)
    assert "ผัก".encode() not in bytes(plan.steps.first().what_sealed) + bytes(plan.skills_sealed)


def test_the_same_words_again_change_nothing(case, somjai, plan):
    again = written(somjai, case, at=AT + timedelta(minutes=5))
    assert (again.pk, again.at) == (plan.pk, AT) and AuditLine.objects.filter(verb="plan.write").count() == 1


def test_a_draft_is_written_over_and_what_was_taken_out_stays_on_record(case, somjai, plan):
    written(somjai, case, replace(HOUSE, what="ซ่อมหลังคาและส้วม"), seen=plan.at, at=AT + timedelta(minutes=5))
    [shown] = told(somjai, case).versions
    assert (shown.number, [each.what for each in shown.steps]) == (plan.pk, ["ซ่อมหลังคาและส้วม"])
    assert list(plan.steps.order_by("place").values_list("state", flat=True)) == ["planned", "dropped"]
    written(somjai, case, GARDEN, HOUSE, seen=AT + timedelta(minutes=5), at=AT + timedelta(minutes=9))
    assert len(told(somjai, case).versions[0].steps) == 2 and plan.steps.count() == 3


def test_what_a_colleague_changed_meanwhile_is_not_lost(case, somjai, team, plan):
    written(team, case, GARDEN, seen=plan.at, at=AT + timedelta(minutes=5))
    with pytest.raises(Refused, match="ผู้แก้ร่างแผนนี้"):
        written(somjai, case, HOUSE, seen=plan.at, at=AT + timedelta(minutes=6))
    with pytest.raises(Refused):
        written(somjai, case, HOUSE, at=AT + timedelta(minutes=6))
    assert [each.what for each in told(somjai, case).versions[0].steps] == [GARDEN.what]


def test_a_mentor_of_another_district_finds_nothing(case, prasit, plan):
    with pytest.raises(OutOfSight):
        written(prasit, case)
    with pytest.raises(OutOfSight):
        told(prasit, case)
    with pytest.raises(OutOfSight):
        plans.suggested(prasit, case.pk, on=TODAY)


def test_the_governor_sees_that_there_is_a_plan_but_none_of_its_words(case, governor, somjai, plan):
    with pytest.raises(NotAllowed):
        written(governor, case)
    shown = told(governor, case)
    [version] = shown.versions
    assert (shown.has_names, version.goal, version.money.baht) == (False, "survive", Decimal("24000.50"))
    words = [*version.diagnosis.values(), version.sufficiency, *(f"{each.what}{each.office}{each.money_from}" for each in version.steps)]
    assert not any(words)
    with pytest.raises(NotAllowed):
        plans.suggested(governor, case.pk, on=TODAY)


@pytest.mark.parametrize(("before", "says"), [("assigned", "เยี่ยมบ้านก่อน"), ("planned", "เยี่ยมบ้านก่อน"), ("closed", "ปิดแล้ว")])
def test_at_the_wrong_moment_no_plan_is_written(case, somjai, before, says):
    closed = {"outcome": "left", "closed_on": TODAY, "turn": ""} if before == "closed" else {}
    Case.objects.filter(pk=case.pk).update(state=before, **closed)
    with pytest.raises(Refused, match=says):
        written(somjai, case)


def test_a_step_is_for_somebody_of_the_household(case, somjai):
    child = next(each for each in plans.suggested(somjai, case.pk, on=TODAY).family.kin if not each.is_head)
    written(somjai, case, replace(GARDEN, person=child.person))
    assert told(somjai, case).versions[0].steps[0].person == "ด.ญ.ดวงดาว สมมุติ"
    with pytest.raises(Refused, match="ไม่ได้อยู่ในครัวเรือน"):
        written(somjai, case, replace(GARDEN, person=child.person + 1000), seen=AT)


def test_a_step_answers_a_need_that_is_not_settled_and_a_measure_in_force(case, somjai):
    settled = need(case, state="withdrawn")
    ended = Measure.objects.first()
    Measure.objects.filter(pk=ended.pk).update(valid_until=date(2025, 12, 31))
    for wrong in ({"need": settled.pk}, {"measure": ended.pk}, {"who": "nobody"}):
        with pytest.raises(Refused):
            written(somjai, case, replace(GARDEN, **wrong))


def test_a_step_from_the_menu_says_what_the_menu_says(case, somjai):
    measure = Measure.objects.filter(code__startswith="account_book").first()
    written(somjai, case, Wanted("", "family", DUE, measure=measure.pk))
    shown = told(somjai, case).versions[0].steps[0]
    assert (shown.what, shown.dimension) == (measure.title, "income")


def test_the_menu_proposes_with_reasons_what_this_household_lacks(case, somjai):
    Case.objects.filter(pk=case.pk).update(triage="welfare")
    told_of = need(case, "ลูกไม่ได้ไปโรงเรียน", dimension="education", problem="out_of_school", urgency="now")
    only_words = need(case, "ขอพัดลม", dimension="living")
    found = plans.suggested(somjai, case.pk, on=TODAY)
    by_root = {(each.entry.root, each.person) for each in found.proposals}
    head, child = (next(each.person for each in found.family.kin if each.is_head is is_head) for is_head in (True, False))
    assert {("low_income_relief", None), ("elderly_allowance", head), ("equity_fund", child)} <= by_root
    assert not any(root in ("job_match", "skill_training", "account_book") for root, _person in by_root), "welfare, not training"
    assert all(each.reasons for each in found.proposals) and found.unanswered == (only_words.pk,)
    assert {number: text for number, _dimension, text, _person in found.needs}[told_of.pk] == "ลูกไม่ได้ไปโรงเรียน"


# — agreeing —


def test_the_household_agrees_and_signs_and_the_amphoe_is_told(case, somjai, district_officer, plan):
    agreed(somjai, plan, file=io.BytesIO(pictures.photograph()))
    shown = told(somjai, case).versions[0]
    assert (shown.state, shown.agreed_on, shown.signed, shown.has_signature) == ("agreed", TODAY, "ทดสอบ1 สมมุติ", True)
    assert state(case) == ("planned", "district")
    assert Notice.objects.get(kind="plan.agreed").user == district_officer and AuditLine.objects.filter(verb="plan.agree").count() == 1
    agreed(somjai, plan, file=io.BytesIO(pictures.photograph()))
    assert StoredFile.objects.count() == 1 and AuditLine.objects.filter(verb="plan.agree").count() == 1


@pytest.mark.parametrize("wrong", [{"on": TODAY + timedelta(days=1)}, {"on": TODAY - timedelta(days=1)}, {"signed": " "}])
def test_an_agreement_of_tomorrow_before_the_plan_or_of_nobody_is_none(case, somjai, plan, wrong):
    with pytest.raises(Refused):
        agreed(somjai, plan, **wrong)
    assert state(case) == ("visited", "mentor")


def test_what_was_agreed_is_not_written_over(case, somjai, plan):
    agreed(somjai, plan)
    with pytest.raises(Refused):
        written(somjai, case, GARDEN, seen=plan.at)


def test_who_may_not_write_takes_no_agreement(plan, prasit, governor):
    with pytest.raises(OutOfSight):
        agreed(prasit, plan)
    with pytest.raises(NotAllowed):
        agreed(governor, plan)


def test_the_signed_paper_is_for_who_reads_names_and_each_look_is_kept(case, somjai, governor, plan):
    agreed(somjai, plan, file=io.BytesIO(b"%PDF-1.7 signed"))
    assert b"".join(plans.signature(by=somjai, at=AT, plan=plan.pk).pieces) == b"%PDF-1.7 signed"
    assert AuditLine.objects.filter(verb="signature.see", on_id=str(plan.pk)).count() == 1
    with pytest.raises(OutOfSight):
        plans.signature(by=governor, at=AT, plan=plan.pk)


# — deciding —


def test_the_amphoe_approves_and_needs_are_planned(case, somjai, district_officer):
    roof, other = need(case), need(case, "อื่น")
    plan = agreed(somjai, written(somjai, case, replace(HOUSE, need=roof.pk)))
    approved(district_officer, plan)
    assert state(case) == ("approved", "mentor") and case.planned_on == TODAY
    assert dict(Need.objects.values_list("pk", "state")) == {roof.pk: "planned", other.pk: "open"}
    plan.refresh_from_db()
    assert (plan.state, plan.decided_by) == ("approved", district_officer)
    event = Event.objects.get(kind="plan.approve")
    assert (event.baht, AuditLine.objects.get(verb="plan.approve").by) == (Decimal("22500.50"), district_officer)
    assert Notice.objects.get(kind="plan.approved").user == somjai


def test_approved_again_the_first_approval_stands(case, somjai, district_officer, provincial_officer, plan):
    agreed(somjai, plan)
    approved(district_officer, plan)
    approved(provincial_officer, plan)
    plan.refresh_from_db()
    assert plan.decided_by == district_officer and AuditLine.objects.filter(verb="plan.approve").count() == 1


def test_nobody_approves_what_they_wrote_copied_or_took_the_agreement_for(case, somjai, district_officer, provincial_officer, hire):
    other = hire("second", "วิภา", "district_centre", "6009")
    plan = written(district_officer, case)
    agreed(other, plan)
    for who in (district_officer, other):
        with pytest.raises(Refused, match="ผู้อื่น"):
            approved(who, plan)
    approved(provincial_officer, plan)
    copy = plans.supersede(by=provincial_officer, at=AT, plan=plan.pk, because="รายได้เปลี่ยน")
    agreed(somjai, copy)
    with pytest.raises(Refused, match="ผู้อื่น"):
        approved(provincial_officer, copy)


def test_somjai_approves_nothing(case, somjai, plan):
    agreed(somjai, plan)
    with pytest.raises(NotAllowed):
        approved(somjai, plan)


def test_a_draft_is_neither_approved_nor_returned(case, district_officer, plan):
    for act in (lambda: approved(district_officer, plan), lambda: plans.return_(by=district_officer, at=AT, plan=plan.pk, because="ยัง")):
        with pytest.raises(Refused):
            act()


def test_the_amphoe_sends_it_back_and_the_household_agrees_anew(case, somjai, district_officer, plan):
    agreed(somjai, plan, file=io.BytesIO(pictures.photograph()))
    first = StoredFile.objects.get()
    with pytest.raises(Refused):
        plans.return_(by=district_officer, at=AT, plan=plan.pk, because="")
    for _again in range(2):
        plans.return_(by=district_officer, at=AT, plan=plan.pk, because="งบเกินระเบียบ")
    assert state(case) == ("visited", "mentor") and AuditLine.objects.filter(verb="plan.return").count() == 1
    assert told(somjai, case).versions[0].returned == "งบเกินระเบียบ" and Notice.objects.get(kind="plan.returned").user == somjai
    plan.refresh_from_db()
    written(somjai, case, GARDEN, seen=plan.at, at=AT + timedelta(minutes=9))
    agreed(somjai, plan, at=AT + timedelta(minutes=10), file=io.BytesIO(pictures.photograph()))
    first.refresh_from_db()
    assert state(case)[0] == "planned" and first.purged_at, "the paper of what is no longer agreed is gone"


# — the next version —


@pytest.fixture
def in_force(case, somjai, district_officer):
    roof = need(case)
    plan = agreed(somjai, written(somjai, case, GARDEN, replace(HOUSE, need=roof.pk)))
    return approved(district_officer, plan)


def test_a_new_version_takes_over_what_is_still_open(case, somjai, district_officer, in_force):
    garden, house = in_force.steps.order_by("place")
    steps.finish(by=somjai, at=AT, step=garden.pk, on=TODAY)
    with pytest.raises(Refused, match="เริ่มแผนฉบับใหม่"):
        written(somjai, case)
    copy = plans.supersede(by=somjai, at=AT, plan=in_force.pk, because="หลังคาพังทั้งหลัง")
    assert plans.supersede(by=somjai, at=AT, plan=in_force.pk, because="อีกครั้ง") == copy
    shown = told(somjai, case)
    assert (copy.version, shown.in_work.number, shown.in_force.number) == (2, copy.pk, in_force.pk)
    assert [(each.what, each.need) for each in shown.in_work.steps] == [(HOUSE.what, house.need_id)]
    assert state(case)[0] == "approved", "the plan in force goes on meanwhile"
    agreed(somjai, copy)
    approved(district_officer, copy)
    assert dict(CasePlan.objects.values_list("version", "state")) == {1: "superseded", 2: "approved"} and state(case)[0] == "approved"
    assert dict(in_force.steps.values_list("place", "state")) == {1: "done", 2: "dropped"}
    assert Need.objects.get(pk=house.need_id).state == "planned"


def test_what_the_new_version_leaves_out_is_open_again(case, somjai, district_officer, in_force):
    copy = plans.supersede(by=somjai, at=AT, plan=in_force.pk, because="บ้านซ่อมเองแล้ว")
    written(somjai, case, GARDEN, seen=copy.at)
    agreed(somjai, copy)
    approved(district_officer, copy)
    assert Need.objects.get().state == "open"


def test_a_new_version_that_comes_to_nothing_leaves_the_old_in_force(case, somjai, in_force):
    copy = plans.supersede(by=somjai, at=AT, plan=in_force.pk, because="ลองใหม่")
    agreed(somjai, copy)
    assert state(case)[0] == "planned"
    for _again in range(2):
        plans.withdraw(by=somjai, at=AT, plan=copy.pk, because="เปลี่ยนใจ")
    assert state(case) == ("approved", "mentor") and told(somjai, case).in_force.number == in_force.pk
    assert AuditLine.objects.filter(verb="plan.withdraw").count() == 1


def test_a_first_plan_withdrawn_leaves_the_case_waiting_for_one(case, somjai, plan):
    agreed(somjai, plan)
    with pytest.raises(Refused):
        plans.withdraw(by=somjai, at=AT, plan=plan.pk, because="")
    plans.withdraw(by=somjai, at=AT, plan=plan.pk, because="ครัวเรือนย้าย")
    assert state(case) == ("visited", "mentor")
    assert written(somjai, case).version == 2


def test_only_what_is_in_force_is_superseded_or_withdrawn_by_who_may(case, somjai, prasit, plan, in_force=None):
    agreed(somjai, plan)
    with pytest.raises(OutOfSight):
        plans.supersede(by=prasit, at=AT, plan=plan.pk, because="x")
    with pytest.raises(OutOfSight):
        plans.withdraw(by=prasit, at=AT, plan=plan.pk, because="x")
    plans.withdraw(by=somjai, at=AT, plan=plan.pk, because="เปลี่ยนใจ")
    with pytest.raises(Refused):
        plans.supersede(by=somjai, at=AT, plan=plan.pk, because="x")


def test_a_plan_of_nowhere_is_not_there(somjai):
    for act in (plans.approve, plans.signature):
        with pytest.raises(OutOfSight):
            act(by=somjai, at=AT, plan=999)
    with pytest.raises(OutOfSight):
        plans.of_case(somjai, 999, on=TODAY)


def test_a_case_with_many_versions_opens_in_as_few_queries(case, somjai, in_force, django_assert_num_queries):
    with django_assert_num_queries(6):
        told(somjai, case)
    for number in range(2, 30):
        CasePlan.objects.create(case=case, version=number, state="withdrawn", goal="survive", by=somjai, at=AT)
    Step.objects.bulk_create(
        Step(plan=CasePlan.objects.get(case=case, version=2), place=place, who="family", due_on=DUE) for place in range(1, 30)
    )
    with django_assert_num_queries(6):
        assert len(told(somjai, case).versions) == 29
