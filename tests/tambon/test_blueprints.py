"""A Blueprint from its draft to its approval, and what stays of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from nsc.access.models import AuditLine, Notice
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.tambon import blueprints, goals, plan_content, project_parts, project_plans, strategies
from nsc.tambon.models import Activity, Blueprint, Project, ProjectPlan, Strategy
from tests.tambon.conftest import TAMBON
from tests.tambon.test_initiatives import GOAL

STARTS, ENDS = date(2026, 11, 1), date(2027, 8, 31)
ACTIVITY = {"name": "อบรมแปรรูป", "kind": "training", "starts_on": STARTS, "ends_on": date(2026, 12, 31), "responsible": "กลุ่มสตรี"}
PARTS = {
    "activity": ACTIVITY,
    "budget": {"source": "own", "fiscal_year": 2027, "baht": Decimal(50_000), "comes_on": STARTS},
    "outcome": {"measure": "รายได้กลุ่ม", "unit": "บาท", "target": Decimal(100_000)},
    "risk": {"what": "ฝนแล้ง", "chance": 2, "effect": 3, "answer": "ใช้น้ำบาดาล"},
    "reach": {"dimension": "income", "households": 12, "how": "สมาชิกกลุ่ม"},
    "answer": {"question": "moderate-size", "answer": "yes", "because": "ใช้เงินเท่าที่มี"},
}


@pytest.fixture
def told(at, team, begun):
    return {"by": team, "at": at, "area": TAMBON}


@pytest.fixture
def goal(told):
    return goals.agree(**told, **GOAL).id


@pytest.fixture
def draft(told):
    return blueprints.begin(**told, first_year=2027, last_year=2029)


@pytest.fixture
def strategy(told, goal, draft):
    return strategies.write(**told, goal=goal, name="แปรรูปเพิ่มมูลค่า")


@pytest.fixture
def plan(told, strategy):
    return project_plans.write(**told, strategy=strategy, name="ข้าวอบแห้ง", starts_on=STARTS, ends_on=ENDS, owner_person="ประธานกลุ่ม")


@pytest.fixture
def parts(told, plan):
    return {kind: project_parts.put(**told, plan=plan, kind=kind, said=said) for kind, said in PARTS.items()}


@pytest.fixture
def amphoe(district_officer):
    return district_officer


@pytest.fixture
def province_officer(provincial_officer):
    return provincial_officer


@pytest.fixture
def approved(told, draft, parts, amphoe, province_officer):
    blueprints.submit(**told, number=draft.number)
    blueprints.endorse(**told | {"by": amphoe}, number=draft.number)
    blueprints.approve(**told | {"by": province_officer}, number=draft.number)
    return draft


def state():
    return Blueprint.objects.get(version=1).state


def test_a_draft_begins_once_however_often_it_is_pressed(told, draft):
    assert blueprints.begin(**told, first_year=2027, last_year=2029).number == draft.number
    assert Blueprint.objects.count() == 1 and draft.may == {"write", "submit", "withdraw"}


def test_the_content_is_what_was_written(told, team, draft, plan, parts, django_assert_num_queries):
    with django_assert_num_queries(11):
        content = plan_content.of(team, TAMBON, draft.number)
    (project,) = content.projects
    assert (project.name, project.owned_by, project.baht, project.state) == ("ข้าวอบแห้ง", "ประธานกลุ่ม", Decimal(50_000), "planned")
    assert [each.name for each in project.activities] == ["อบรมแปรรูป"] and project.activities[0].by == "มาลี"
    assert content.reached == {"health": 0, "living": 0, "education": 0, "income": 12, "access": 0}
    assert content.money == {("own", 2027): Decimal(50_000)} and len(project.unanswered) == 7
    assert Project.objects.get().goal_id == content.strategies[0].goal


def test_the_same_words_again_double_nothing(told, strategy, plan, parts):
    assert strategies.write(**told, goal=Strategy.objects.get().goal_id, name="แปรรูปเพิ่มมูลค่า") == strategy
    again = {"strategy": strategy, "name": "ข้าวอบแห้ง", "starts_on": STARTS, "ends_on": ENDS, "owner_person": "ประธานกลุ่ม"}
    assert project_plans.write(**told, **again) == plan
    assert {kind: project_parts.put(**told, plan=plan, kind=kind, said=said) for kind, said in PARTS.items()} == parts


def test_a_second_row_of_the_same_dimension_is_refused(told, plan, parts):
    with pytest.raises(Refused):
        project_parts.put(**told, plan=plan, kind="reach", said={"dimension": "income", "households": 3})


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("activity", {"ends_on": date(2026, 1, 1)}),
        ("activity", {"kind": "magic"}),
        ("activity", {"name": " "}),
        ("budget", {"source": "lottery"}),
        ("budget", {"baht": Decimal(-1)}),
        ("outcome", {"unit": ""}),
        ("risk", {"chance": 4}),
        ("risk", {"answer": ""}),
        ("reach", {"dimension": "economy"}),
        ("answer", {"because": " "}),
        ("answer", {"question": "nonsense"}),
    ],
)
def test_a_part_that_says_too_little_is_refused(told, plan, kind, wrong):
    with pytest.raises(Refused):
        project_parts.put(**told, plan=plan, kind=kind, said=PARTS[kind] | wrong)


def test_who_comes_second_overwrites_nothing_unseen(told, plan, parts):
    later = told | {"at": told["at"] + timedelta(minutes=5)}
    said = ACTIVITY | {"output": "20 คน"}
    project_parts.put(**later, plan=plan, kind="activity", said=said, row=parts["activity"], seen=told["at"])
    with pytest.raises(Refused):
        project_parts.put(**later, plan=plan, kind="activity", said=ACTIVITY, row=parts["activity"], seen=told["at"])
    assert Activity.objects.get().output == "20 คน"


def test_what_is_dropped_stays_with_its_reason(told, team, draft, strategy, plan, parts):
    with pytest.raises(Refused):
        project_parts.drop(**told, plan=plan, kind="activity", row=parts["activity"], because=" ")
    project_parts.drop(**told, plan=plan, kind="activity", row=parts["activity"], because="ซ้ำ")
    assert Activity.objects.get().dropped_because == "ซ้ำ"
    with pytest.raises(Refused):
        strategies.drop(**told, strategy=strategy, because="เลิก")
    project_plans.drop(**told, plan=plan, because="รวมกับโครงการอื่น")
    strategies.drop(**told, strategy=strategy, because="เลิก")
    content = plan_content.of(team, TAMBON, draft.number)
    assert content.projects == () and content.strategies == ()
    assert ProjectPlan.objects.get().dropped_because and Project.objects.get().state == "dropped"


def test_the_road_of_approval_is_walked_by_three_people(told, draft, approved, amphoe, province_officer):
    row = Blueprint.objects.get()
    assert (row.state, row.submitted_by, row.endorsed_by, row.approved_by) == ("approved", told["by"], amphoe, province_officer)
    verbs = list(AuditLine.objects.filter(on_type="blueprint").order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["blueprint.endorse", "blueprint.approve"] and set(verbs[:-2]) == {"tambon.write"}
    kinds = {(each.user_id, each.kind) for each in Notice.objects.filter(kind__startswith="blueprint")}
    assert kinds == {
        (amphoe.pk, "blueprint.submitted"),
        (province_officer.pk, "blueprint.endorsed"),
        (told["by"].pk, "blueprint.approved"),
    }


def test_pressed_again_nothing_happens_twice(told, draft, approved, province_officer):
    blueprints.approve(**told | {"by": province_officer}, number=draft.number)
    assert AuditLine.objects.filter(verb="blueprint.approve").count() == 1


def test_the_team_does_not_endorse_and_the_amphoe_does_not_approve(told, draft, plan, amphoe):
    blueprints.submit(**told, number=draft.number)
    with pytest.raises(NotAllowed):
        blueprints.endorse(**told, number=draft.number)
    blueprints.endorse(**told | {"by": amphoe}, number=draft.number)
    with pytest.raises(NotAllowed):
        blueprints.approve(**told | {"by": amphoe}, number=draft.number)


def test_who_wrote_in_it_does_not_endorse_it(told, draft, plan, amphoe):
    project_parts.put(**told | {"by": amphoe}, plan=plan, kind="activity", said=ACTIVITY)
    blueprints.submit(**told, number=draft.number)
    with pytest.raises(Refused):
        blueprints.endorse(**told | {"by": amphoe}, number=draft.number)
    assert state() == "submitted"


def test_who_endorsed_it_does_not_approve_it(told, draft, plan, province_officer):
    blueprints.submit(**told, number=draft.number)
    blueprints.endorse(**told | {"by": province_officer}, number=draft.number)
    with pytest.raises(Refused):
        blueprints.approve(**told | {"by": province_officer}, number=draft.number)


def test_it_comes_back_with_remarks_and_can_be_written_again(told, draft, plan, amphoe):
    blueprints.submit(**told, number=draft.number)
    with pytest.raises(Refused):
        project_parts.put(**told, plan=plan, kind="activity", said=ACTIVITY)
    with pytest.raises(Refused):
        blueprints.return_(**told | {"by": amphoe}, number=draft.number, remarks=" ")
    blueprints.return_(**told | {"by": amphoe}, number=draft.number, remarks="เพิ่มงบปี 2571")
    assert state() == "draft" and Notice.objects.filter(kind="blueprint.returned", user=told["by"]).exists()
    assert project_parts.put(**told, plan=plan, kind="activity", said=ACTIVITY)


def test_an_empty_draft_is_not_submitted(told, draft):
    with pytest.raises(Refused):
        blueprints.submit(**told, number=draft.number)


def test_what_was_approved_stays_as_it_was(told, team, approved, plan):
    with pytest.raises(Refused):
        project_plans.drop(**told, plan=plan, because="ไม่ทำแล้ว")
    second = blueprints.begin(**told, first_year=2027, last_year=2029)
    copied = plan_content.of(team, TAMBON, second.number).projects[0]
    assert second.version == 2 and copied.id != plan and copied.activities[0].name == "อบรมแปรรูป"
    told_anew = {"strategy": copied.strategy, "name": "ชื่อใหม่", "starts_on": STARTS, "ends_on": ENDS}
    project_plans.write(**told, plan=copied.id, **told_anew)
    project_parts.drop(**told, plan=copied.id, kind="activity", row=copied.activities[0].id, because="เปลี่ยนแผน")
    first = plan_content.of(team, TAMBON, approved.number).projects[0]
    assert first.name == "ข้าวอบแห้ง" and first.activities and Project.objects.get().name == "ข้าวอบแห้ง"


def test_the_next_approval_takes_the_place_of_the_first(told, approved, plan, amphoe, province_officer, team):
    second = blueprints.begin(**told, first_year=2027, last_year=2030)
    copied = plan_content.of(team, TAMBON, second.number).projects[0]
    project_plans.write(**told, plan=copied.id, strategy=copied.strategy, name="ชื่อใหม่", starts_on=STARTS, ends_on=ENDS)
    blueprints.submit(**told, number=second.number)
    blueprints.endorse(**told | {"by": amphoe}, number=second.number)
    blueprints.approve(**told | {"by": province_officer}, number=second.number)
    assert state() == "superseded" and Project.objects.get().name == "ชื่อใหม่"


def test_the_book_is_kept_with_its_hash_and_once(told, approved, province_officer, team):
    by = told | {"by": province_officer}
    blueprints.freeze(**by, number=approved.number, book=b"%PDF-1")
    blueprints.freeze(**by, number=approved.number, book=b"%PDF-2")
    assert blueprints.frozen(team, TAMBON, approved.number) == b"%PDF-1"
    assert len(Blueprint.objects.get().book_sha256) == 64


def test_progress_is_told_of_the_version_in_force_and_its_draft_knows_it(told, approved, parts, team):
    second = blueprints.begin(**told, first_year=2027, last_year=2029)
    project_parts.move(**told, activity=parts["activity"], to="running")
    assert Project.objects.get().state == "running"
    project_parts.move(**told, activity=parts["activity"], to="done")
    assert Project.objects.get().state == "done"
    assert plan_content.of(team, TAMBON, second.number).projects[0].activities[0].state == "done"
    with pytest.raises(Refused):
        project_parts.move(**told, activity=parts["activity"], to="planned")


def test_an_outcome_is_measured_on_a_day_that_has_come(told, approved, parts, team):
    today = timezone.localdate(told["at"])
    with pytest.raises(Refused):
        project_parts.measure(**told, outcome=parts["outcome"], reached=Decimal(5), on=today + timedelta(days=2))
    project_parts.measure(**told, outcome=parts["outcome"], reached=Decimal(5), on=today)
    assert plan_content.of(team, TAMBON, approved.number).projects[0].outcomes[0].reached == 5


def test_a_draft_knows_no_progress(told, parts):
    with pytest.raises(Refused):
        project_parts.move(**told, activity=parts["activity"], to="running")


def test_the_team_of_another_tambon_sees_and_writes_nothing(hire, told, draft, plan, parts):
    stranger = hire("lek", "เล็ก", "smart_tambon_team", "600102")
    with pytest.raises(OutOfSight):
        plan_content.of(stranger, TAMBON, draft.number)
    with pytest.raises(OutOfSight):
        project_parts.put(**told | {"by": stranger}, plan=plan, kind="activity", said=ACTIVITY)


def test_the_governor_reads_and_writes_nothing(governor, told, draft, plan):
    assert plan_content.of(governor, TAMBON, draft.number).projects
    assert blueprints.of(governor, TAMBON)[0].may == frozenset()
    with pytest.raises(NotAllowed):
        blueprints.submit(**told | {"by": governor}, number=draft.number)


def test_who_decides_is_shown_what_waits(told, draft, plan, amphoe, province_officer, team):
    assert blueprints.waiting(amphoe) == []
    blueprints.submit(**told, number=draft.number)
    assert [each.number for each in blueprints.waiting(amphoe)] == [draft.number]
    blueprints.endorse(**told | {"by": amphoe}, number=draft.number)
    assert blueprints.waiting(amphoe) == [] and [each.version for each in blueprints.waiting(province_officer)] == [1]
    assert blueprints.waiting(team) == []


def test_a_project_that_no_version_tells_of_can_be_taken_in(told, team, draft, strategy, begun):
    lone = Project.objects.create(initiative_id=begun.id, name="ที่มากับแบบ", starts_on=STARTS, ends_on=ENDS)
    assert [each.project for each in plan_content.loose(team, TAMBON, draft.number)] == [lone.pk]
    project_plans.write(**told, strategy=strategy, project=lone.pk, name="ที่มากับแบบ", starts_on=STARTS, ends_on=ENDS)
    assert plan_content.loose(team, TAMBON, draft.number) == [] and Project.objects.count() == 1
