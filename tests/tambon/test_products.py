"""A tambon judges what it might make, chooses, reckons and sells."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.tambon import buyers, chains, goals, product_costs, products, technologies
from nsc.tambon.models import CanvasNote, Order, Score, Technology, TransferCheck
from tests.tambon.conftest import TAMBON
from tests.tambon.test_initiatives import GOAL

D = Decimal
ON = date(2026, 1, 15)
ALL = {each.key: (3, "ดูแล้ว") for each in products.proposal()}


@pytest.fixture
def told(team, at, begun):
    return {"by": team, "at": at, "area": TAMBON}


@pytest.fixture
def banana(told):
    return products.propose(**told, name="กล้วยอบ", unit="กก.", what="อบแห้ง")


@pytest.fixture
def it(told, banana):
    return told | {"product": banana}


def lines(verb: str) -> int:
    return AuditLine.objects.filter(verb=verb, place=TAMBON).count()


def test_a_product_is_proposed_once(told, banana):
    assert products.propose(**told, name=" กล้วยอบ ", unit="ถุง") == banana and lines("product.propose") == 1
    with pytest.raises(Refused):
        products.propose(**told, name=" ", unit="กก.")


def test_a_judgement_is_kept_with_who_said_it_and_why_and_the_newest_counts(team, it, banana):
    assert products.score(**it, given=ALL) == len(ALL)
    assert products.score(**it, given=ALL) == 0 and lines("product.score") == 1
    products.score(**it, given={"market": (4, "ทำสัญญาแล้ว")})
    found = products.find(team, TAMBON, banana)
    assert (found.judged["market"].points, found.judged["market"].because, found.judged["market"].by) == (4, "ทำสัญญาแล้ว", "มาลี")
    assert found.standing.rank == 1 and Score.objects.filter(criterion="market").count() == 2


@pytest.mark.parametrize("wrong", [{"market": (5, "ดี")}, {"market": (1, " ")}, {"nothing": (1, "ดี")}])
def test_a_judgement_without_reason_or_out_of_bounds_is_refused_as_a_whole(it, wrong):
    with pytest.raises(Refused):
        products.score(**it, given={"skill": (2, "พอได้")} | wrong)
    assert not Score.objects.exists()


def test_a_tambon_weighs_otherwise_and_the_proposal_is_still_said(team, told, it):
    products.score(**it, given=ALL)
    assert products.weigh(**told, weights={"market": 10, "skill": 0}) == 2
    assert products.weigh(**told, weights={"market": 10}) == 0
    market, skill = (next(each for each in products.criteria(team, TAMBON) if each.key == key) for key in ("market", "skill"))
    assert (market.weight, market.proposed, skill.weight) == (10, 5, 0)
    assert products.of(team, TAMBON)[0].standing.total == 3 * (10 + 4 + 5 + 4 + 3 + 3)
    with pytest.raises(Refused):
        products.weigh(**told, weights={each.key: 0 for each in products.proposal()})
    with pytest.raises(Refused):
        products.weigh(**told, weights={"market": 11})


def test_it_is_chosen_with_a_reason(team, it, banana):
    with pytest.raises(Refused):
        products.choose(**it, because=" ")
    products.choose(**it, because="มีผู้ซื้อ")
    products.choose(**it, because="กดซ้ำ")
    found = products.find(team, TAMBON, banana)
    assert (found.state, found.because, found.decided_by) == ("chosen", "มีผู้ซื้อ", "มาลี") and lines("product.choose") == 1
    products.drop(**it, because="ผู้ซื้อเลิก")
    assert products.find(team, TAMBON, banana).state == "dropped"


def test_a_recipe_is_a_version_that_is_never_overwritten(team, it, banana):
    first = {"valid_from": ON - timedelta(days=9), "text": "ตาก\n3 แดด"}
    products.write_recipe(**it, **first)
    products.write_recipe(**it, **first)
    with pytest.raises(Refused):
        products.write_recipe(**it, **first | {"text": "อบ"})
    products.write_recipe(**it, valid_from=ON, text="อบ")
    products.write_recipe(**it, valid_from=ON + timedelta(days=9), text="อบนาน")
    found = products.recipes(team, TAMBON, banana, on=ON)
    assert [(each.text, each.is_now) for each in found] == [("อบนาน", False), ("อบ", True), ("ตาก\n3 แดด", False)]


def test_the_canvas_keeps_what_stood_before(team, it, banana):
    assert products.write_canvas(**it, blocks={"value": "หวาน\n\nสะอาด", "costs": ""}) == 1
    assert products.write_canvas(**it, blocks={"value": "หวาน\n\nสะอาด"}) == 0
    products.write_canvas(**it, blocks={"value": "หวานพอดี"})
    value = next(each for each in products.canvas(team, TAMBON, banana) if each.key == "value")
    assert value.lines == ["หวานพอดี"] and CanvasNote.objects.count() == 2
    with pytest.raises(Refused):
        products.write_canvas(**it, blocks={"nothing": "ก"})


def test_costs_and_price_make_the_break_even(team, it, banana):
    assert product_costs.of(team, TAMBON, banana, on=ON).now.units is None
    product_costs.add(**it, kind="fixed", name="โรงอบ", baht=D(100_000))
    for _again in range(2):
        product_costs.add(**it, kind="variable", name="กล้วย", baht=D("85.50"))
    product_costs.set_price(**it, valid_from=ON, baht=D(150), source="ตลาด")
    sheet = product_costs.of(team, TAMBON, banana, on=ON)
    assert (sheet.now.units, len(sheet.costs), len(sheet.at_other_prices)) == (D(1551), 2, 3) and lines("cost.add") == 2
    assert product_costs.of(team, TAMBON, banana, on=ON - timedelta(days=1)).now.price is None
    with pytest.raises(Refused):
        product_costs.set_price(**it, valid_from=ON, baht=D(140), source="ตลาด")


def test_a_cost_is_corrected_by_its_name_or_ended(team, it, banana):
    product_costs.add(**it, kind="fixed", name="โรงอบ", baht=D(100))
    product_costs.add(**it, kind="fixed", name="โรงอบ", baht=D(120))
    line = product_costs.of(team, TAMBON, banana, on=ON).costs[0]
    assert line.baht == 120
    product_costs.end(**it, cost=line.id, because="เลิกใช้")
    product_costs.end(**it, cost=line.id, because="กดซ้ำ")
    sheet = product_costs.of(team, TAMBON, banana, on=ON)
    assert sheet.costs == () and sheet.now.fixed is None and lines("cost.end") == 1


@pytest.fixture
def order(it):
    buyer = buyers.add(**it, name="ร้านของฝาก", a_year=D(500))
    mark, days = uuid4(), {"ordered_on": ON - timedelta(days=20), "due_on": ON - timedelta(days=1)}
    made = {buyers.order(**it, buyer=buyer, quantity=D(100), price=D(150), mark=mark, **days) for _again in range(2)}
    return made.pop()


def test_an_order_is_one_however_often_the_form_is_sent(team, it, banana, order):
    assert Order.objects.count() == 1 and lines("order.take") == 1
    market = buyers.of(team, TAMBON, banana, on=ON)
    assert (market.wanted, market.due, market.earned, market.customers[0].orders[0].is_late) == (D(500), D(100), 0, True)
    assert [(each.product, each.orders) for each in buyers.late(team, TAMBON, on=ON)] == [("กล้วยอบ", 1)]
    assert buyers.late(team, TAMBON, on=ON - timedelta(days=1)) == []


def test_what_was_delivered_is_earned_and_not_cancelled_any_more(team, it, banana, order):
    buyers.deliver(**it, order=order, delivered=D(90), delivered_on=ON)
    market = buyers.of(team, TAMBON, banana, on=ON)
    assert (market.due, market.delivered, market.earned) == (0, D(90), D(13_500))
    with pytest.raises(Refused):
        buyers.cancel(**it, order=order, cancelled_on=ON, because="ไม่เอา")


def test_a_cancelled_order_earns_nothing(team, it, banana, order):
    buyers.cancel(**it, order=order, cancelled_on=ON, because="ร้านปิด")
    assert buyers.of(team, TAMBON, banana, on=ON).due == 0 and buyers.late(team, TAMBON, on=ON) == []
    with pytest.raises(Refused):
        buyers.deliver(**it, order=order, delivered=D(1), delivered_on=ON)


def test_a_step_put_at_the_same_place_replaces_and_a_hole_is_said(team, it, banana):
    chains.put(**it, place=1, name="ปอก", who="กลุ่มแม่บ้าน", capacity=D(100), loss=D(40))
    chains.put(**it, place=1, name="ปอก", who="กลุ่มแม่บ้าน", capacity=D(200), loss=D(40))
    chains.put(**it, place=2, name="ส่ง", capacity=D(50), loss=D(0))
    found = chains.of(team, TAMBON, banana)
    assert [(each.place, each.is_bottleneck) for each in found.steps] == [(1, False), (2, True)] and found.reckoned.holes == (1,)
    chains.end(**it, step=found.steps[1].id, because="ผู้ซื้อมารับเอง")
    assert chains.of(team, TAMBON, banana).reckoned.output == D(120)
    with pytest.raises(Refused):
        chains.put(**it, place=1, name="ปอก", loss=D(101))


TECHNOLOGY = {"solves": "ตากช้า", "words": "กล้วย, อบ, ", "dimension": "economy", "owner": "มหาวิทยาลัย", "readiness": 9}


def test_a_technology_is_found_by_its_words_with_the_reason(team, told, banana):
    goals.agree(**told, **GOAL)
    number = technologies.add(**told, name="โรงอบ", **TECHNOLOGY)
    assert technologies.add(**told, name="โรงอบ", **TECHNOLOGY) == number
    technologies.add(**told, name="อื่น", **TECHNOLOGY | {"words": "ปลา"})
    (only,) = technologies.matched(team, TAMBON)
    assert only.entry.id == number and [(fit.trouble.name, fit.words) for fit in only.fits] == [("กล้วยอบ", ("กล้วย", "อบ"))]


def test_the_catalogue_is_the_provinces_and_only_who_wrote_in_takes_out(hire, at, told):
    number = technologies.add(**told, name="โรงอบ", **TECHNOLOGY)
    other = hire("lek", "เล็ก", "smart_tambon_team", "600102")
    assert [each.id for each in technologies.catalogue(other)] == [number]
    with pytest.raises(OutOfSight):
        technologies.end(by=other, at=at, area=TAMBON, technology=number, because="ลบ")
    technologies.end(**told, technology=number, because="เลิกผลิต")
    assert technologies.catalogue(other) == [] and Technology.objects.count() == 1


def test_what_was_handed_over_is_asked_again(team, told):
    number = technologies.add(**told, name="โรงอบ", **TECHNOLOGY)
    given = {"technology": number, "giver": "มหาวิทยาลัย", "receiver": "กลุ่มแม่บ้าน", "on": ON, "days": D("1.5"), "took_part": 12}
    transfer = technologies.hand_over(**told, **given)
    assert technologies.hand_over(**told, **given) == transfer
    (before,) = technologies.handed(team, TAMBON)
    assert (before.alone, before.checked_on) == (None, None)
    for day, alone in ((30, 4), (90, 9)):
        technologies.check(**told, transfer=transfer, on=ON + timedelta(days=day), alone=alone)
    technologies.check(**told, transfer=transfer, on=ON + timedelta(days=90), alone=9)
    assert technologies.handed(team, TAMBON)[0].alone == 9 and TransferCheck.objects.count() == 2
    for day, alone in ((90, 8), (99, 13), (-1, 1)):
        with pytest.raises(Refused):
            technologies.check(**told, transfer=transfer, on=ON + timedelta(days=day), alone=alone)


def test_the_governor_reads_and_a_stranger_sees_nothing(hire, at, team, it, banana):
    governor, stranger = hire("governor", "ผู้ว่าฯ", "executive", "60"), hire("lek", "เล็ก", "smart_tambon_team", "600102")
    assert products.of(governor, TAMBON)[0].id == banana
    for who, wrong in ((governor, NotAllowed), (stranger, OutOfSight)):
        with pytest.raises(wrong):
            products.choose(by=who, at=at, area=TAMBON, product=banana, because="ดี")
    for asks in (products.find, chains.of, products.canvas):
        with pytest.raises(OutOfSight):
            asks(stranger, TAMBON, banana)


def test_questions_cost_as_much_for_many_as_for_one(team, told, it, banana, django_assert_num_queries):
    for n in range(5):
        products.score(**told, product=products.propose(**told, name=f"อย่างที่ {n}", unit="กก."), given=ALL)
    scope_and_weights = 2
    team.__dict__.pop("_assignments", None)
    with django_assert_num_queries(scope_and_weights + 1 + 2):
        products.of(team, TAMBON)
