"""What was learnt, what it returned, and another tambon that takes the model over."""

from datetime import date
from decimal import Decimal as D
from uuid import uuid4

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.tambon import blueprints, enterprises, goals, initiatives, lessons, products, replication, sroi
from nsc.tambon.models import Activity, Enterprise, Goal, Initiative, Lesson, Product, Project, SroiInput, Strategy
from tests.tambon.conftest import TAMBON
from tests.tambon.test_initiatives import GOAL

NEXT = "600907"


@pytest.fixture
def told(team, at, begun):
    return {"by": team, "at": at, "area": TAMBON}


@pytest.fixture
def model(told, begun):
    """Our tambon has a goal with a baseline, a project for it in a Blueprint, a product and an enterprise."""
    aim = goals.agree(**told, **GOAL, baseline=D(100_000), source="บัญชีกลุ่ม")
    initiative = Initiative.objects.get(area_code=TAMBON)
    days = {"starts_on": date(2026, 2, 1), "ends_on": date(2028, 2, 29)}
    project = Project.objects.create(initiative=initiative, goal_id=aim.id, name="โรงสีชุมชน", **days)
    blueprints.begin(**told, first_year=2026, last_year=2028)
    written = {"by": told["by"], "at": told["at"]}
    strategy = Strategy.objects.create(blueprint=initiative.blueprints.get(), goal_id=aim.id, name="เพิ่มมูลค่าข้าว", **written)
    plan = strategy.plans.create(blueprint=strategy.blueprint, project=project, name="โรงสีชุมชน", owner_person="ปลัด", **days, **written)
    Activity.objects.create(plan=plan, name="อบรม", kind="training", responsible="ครู ก", **days, **written)
    product = Product.objects.create(initiative=initiative, name="ข้าวกล้อง", unit="กก.", **written)
    product.recipes.create(valid_from=date(2026, 1, 2), text="สีแล้วบรรจุ", **written)
    product.buyers.create(name="ร้านของใครคนหนึ่ง", **written)
    product.chain.create(place=1, name="สีข้าว", who="กลุ่มแม่บ้าน", **written)
    enterprises.establish(**told, name="วิสาหกิจไพศาลี", about="สีข้าว", shares_profit=False)
    return aim


@pytest.fixture
def officer(hire):
    """Of the amphoe, who writes in both tambon."""
    return hire("wichai", "วิชัย", "district_centre", "6009")


@pytest.fixture
def adopt(officer, at, model):
    def adopt(parts=tuple(replication.PARTS), year=2028):
        return replication.adopt(by=officer, at=at, area=NEXT, source=TAMBON, parts=parts, start_year=year)

    return adopt


def test_a_model_is_taken_over_in_one_action_without_people_money_and_figures(adopt, officer, model):
    made = adopt()
    assert made == {"goals": 1, "projects": 1, "blueprint": 2, "products": 1, "enterprise": 1}
    (aim,) = goals.of(officer, NEXT)
    assert (aim.text, aim.baseline, aim.baseline_year, aim.by_year, aim.source) == (GOAL["text"], None, 2027, 2030, "")
    project = Project.objects.get(initiative__area_code=NEXT)
    assert (project.starts_on, project.ends_on, project.goal_id) == (date(2028, 2, 1), date(2030, 2, 28), aim.id)
    activity = Activity.objects.get(plan__project=project)
    assert activity.responsible == "" and activity.plan.owner_person == "" and activity.starts_on == date(2028, 2, 1)
    product = Product.objects.get(initiative__area_code=NEXT)
    assert product.recipes.get().text == "สีแล้วบรรจุ" and not product.buyers.exists() and product.chain.get().who == ""
    assert product.state == "candidate" and product.copied_from.initiative.area_code == TAMBON
    enterprise = Enterprise.objects.get(initiative__area_code=NEXT)
    assert enterprise.about == "สีข้าว" and "ไพศาลี" not in enterprise.name and not enterprise.shares_profit
    assert initiatives.find(officer, NEXT).copied_from == TAMBON and Goal.objects.get(pk=aim.id).copied_from_id == model.id
    assert AuditLine.objects.get(verb="model.adopt", place=NEXT).count == 6


def test_taken_over_twice_nothing_is_doubled(adopt, officer):
    adopt()
    counted = Goal.objects.count(), Project.objects.count(), Activity.objects.count(), Product.objects.count()
    assert set(adopt().values()) == {0}
    assert (Goal.objects.count(), Project.objects.count(), Activity.objects.count(), Product.objects.count()) == counted


def test_a_part_brings_along_what_it_hangs_on(adopt):
    assert adopt(parts=("projects",)) == {"goals": 1, "projects": 1}


@pytest.mark.parametrize("wrong", [{"parts": ()}, {"parts": ("people",)}, {"year": 2020}])
def test_what_cannot_be_taken_over_is_refused(adopt, wrong):
    with pytest.raises(Refused):
        adopt(**wrong)


def test_no_model_is_taken_from_itself_or_from_its_own_copy(adopt, officer, at):
    adopt()
    for source in (NEXT, TAMBON):
        with pytest.raises(Refused):
            replication.adopt(by=officer, at=at, area=TAMBON, source=source, parts=("goals",), start_year=2028)


def test_who_does_not_see_the_one_or_does_not_write_the_other_takes_nothing_over(model, team, hire, governor, at):
    told = {"at": at, "parts": ("goals",), "start_year": 2028}
    stranger = hire("lek", "เล็ก", "smart_tambon_team", NEXT)
    with pytest.raises(OutOfSight):
        replication.adopt(by=stranger, area=NEXT, source=TAMBON, **told)
    with pytest.raises(OutOfSight):
        replication.adopt(by=team, area=NEXT, source=TAMBON, **told)
    with pytest.raises(NotAllowed):
        replication.adopt(by=governor, area=NEXT, source=TAMBON, **told)
    assert not Initiative.objects.filter(area_code=NEXT).exists()


def test_tambon_of_one_model_stand_side_by_side(adopt, officer, team, at, model):
    adopt()
    goals.measure(by=team, at=at, area=TAMBON, goal=model.id, year=2026, value=D(150_000), source="บัญชี")
    found = replication.family(officer, NEXT)
    assert [(each.area_code, each.copied_from) for each in found.members] == [(NEXT, TAMBON), (TAMBON, "")]
    (shared,) = found.goals
    assert shared.results[0].share is None and shared.results[0].baseline is None and shared.results[1].share == 25.0
    assert [each.area_code for each in replication.family(team, TAMBON).members] == [TAMBON]  # the other is out of her sight
    assert [code for code, _name in replication.models(officer, NEXT)] == [TAMBON]


# — lessons —

LESSON = {
    "on": date(2026, 1, 10),
    "title": "รับซื้อก่อนแปรรูป",
    "worked": "จ่ายสดหน้าโรงสี",
    "failed": "",
    "conditions": "มีทุนหมุนเวียน 2 แสน",
    "evidence": "บัญชีปี 2568",
}


def test_a_lesson_is_written_once_and_withdrawn_with_a_reason(told, team):
    for _twice in range(2):
        lessons.write(**told, **LESSON)
    (learnt,) = lessons.of(team, TAMBON)
    assert learnt.by == "มาลี" and learnt.conditions == LESSON["conditions"]
    lessons.withdraw(**told, lesson=learnt.id, because="เขียนใหม่")
    assert lessons.of(team, TAMBON) == [] and Lesson.objects.get().withdrawn_because == "เขียนใหม่"


@pytest.mark.parametrize("wrong", [{"conditions": " "}, {"evidence": ""}, {"title": ""}, {"worked": "", "failed": " "}])
def test_a_lesson_without_its_conditions_or_evidence_is_none(told, wrong):
    with pytest.raises(Refused):
        lessons.write(**told, **LESSON | wrong)


# — the work sheet —

JOBS = {"text": "คนมีงาน", "unit": "คน", "source": "ค่าแรงขั้นต่ำ", "quantity": D(10), "worth": D(1000), "years": 2}
TAKEN = {"deadweight": D(10), "attribution": D(20), "drop_off": D(50)}


def test_a_work_sheet_reckons_what_was_typed(told, team):
    sheet = sroi.begin(**told, title="ปี 2568", discount=D(20))
    assert sroi.begin(**told, title="ปี 2568", discount=D(5)) == sheet
    token = uuid4()
    for _twice in range(2):
        sroi.put_in(**told, sheet=sheet, token=token, giver="อบต.", what="เครื่องสี", baht=D(5000))
        sroi.bring(**told, sheet=sheet, token=token, **JOBS, **TAKEN)
    (found,) = sroi.sheets(team, TAMBON)
    assert found.returns["middle"].ratio == D("1.7") and found.returns["low"] == found.returns["middle"] and len(found.outcomes) == 1
    sroi.drop(**told, outcome=found.outcomes[0].id, because="นับซ้ำ")
    sroi.take_out(**told, put=found.inputs[0].id, because="ไม่ใช่ของงานนี้")
    (found,) = sroi.sheets(team, TAMBON)
    assert found.returns["middle"].ratio is None and SroiInput.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"low": D(2000)}, {"high": D(1)}, {"years": 21}, {"source": ""}, {"deadweight": D(101)}, {"quantity": D(0)}]
)
def test_an_outcome_out_of_order_is_refused(told, wrong):
    sheet = sroi.begin(**told, title="ปี 2568", discount=D(3))
    with pytest.raises(Refused):
        sroi.bring(**told, sheet=sheet, token=uuid4(), **JOBS | wrong)


def test_the_products_of_the_copy_are_the_new_tambons_own(adopt, officer):
    adopt(parts=("products",))
    assert [each.name for each in products.of(officer, NEXT)] == ["ข้าวกล้อง"]
