"""Pages of a tambon's products, technologies and farmers."""

from datetime import date
from uuid import uuid4

import pytest

from nsc.access.models import AuditLine
from nsc.casework import cases, joined
from nsc.ops.demonstration import nakhom_products
from nsc.tambon import farmers, initiatives, products, seasons
from nsc.tambon.models import Farmer, FieldVisit, Order, Product
from tests.surveyed import OURS, household_id

TAMBON = OURS[:6]
PLAYED = nakhom_products.TAMBON


@pytest.fixture
def team(hire, province):
    return hire("malee", "มาลี", "smart_tambon_team", TAMBON)


@pytest.fixture
def begun(team, at):
    initiatives.begin(by=team, at=at, area=TAMBON)
    return team


def enrolled(team, at) -> int:
    told = {"first_name": "บัวผัน", "last_name": "นาดี", "village": OURS, "crop": "กล้วย", "consent_on": date(2026, 1, 1)}
    return farmers.enrol(by=team, at=at, area=TAMBON, mark=uuid4(), **told)


def test_a_team_goes_from_a_proposal_to_a_delivered_order(enter, begun):
    page, base = enter(begun), f"/tambon/{TAMBON}/products/"
    assert "ยังไม่มีผลิตภัณฑ์ที่เสนอ" in page.get(base).text
    page.post(f"{base}new/", {"name": "กล้วยอบ", "unit": "กก."})
    here = f"{base}{Product.objects.get().pk}/"
    score = {f"{kind}-{each.key}": value for each in products.proposal() for kind, value in (("points", "3"), ("because", "ดูแล้ว"))}
    assert page.post(f"{here}score/", score).headers["Location"] == f"{here}#scores"
    for act, told in (
        ("choose", {"because": "มีผู้ซื้อ"}),
        ("recipe", {"valid_from": "2026-01-01", "text": "อบ 18 ชั่วโมง"}),
        ("canvas", {"value": "หวานจากกล้วยล้วน"}),
        ("cost", {"kind": "fixed", "name": "โรงอบ", "baht": "100000"}),
        ("cost", {"kind": "variable", "name": "กล้วย", "baht": "85.5"}),
        ("price", {"valid_from": "2026-01-01", "baht": "150", "source": "ตลาด"}),
        ("buyer", {"name": "ร้านของฝาก"}),
        ("step", {"place": "1", "name": "อบ", "capacity": "100", "loss": "10"}),
    ):
        assert page.post(f"{here}{act}/", told).status_code == 302, act
    buyer = Product.objects.get().buyers.get().pk
    order = {"buyer": buyer, "quantity": "10", "price": "150", "ordered_on": "2026-01-01", "due_on": "2026-02-01", "mark": uuid4()}
    page.post(f"{here}order/", order)
    page.post(f"{here}deliver/", {"order": Order.objects.get().pk, "delivered": "10", "delivered_on": "2026-01-20"})
    text = page.get(here).text
    for words in ("อันดับ 1", "อบ 18 ชั่วโมง", "หวานจากกล้วยล้วน", "1,551", "ส่งแล้ว 10", "คอขวดอยู่ที่ขั้น 1", "ยังไม่มีใครทำ: 1 อบ"):
        assert words in text, words
    assert "กล้วยอบ" in page.get(f"/tambon/{TAMBON}/").text


def test_what_was_refused_comes_back_with_all_that_was_typed(enter, begun, at):
    page = enter(begun)
    number = products.propose(by=begun, at=at, area=TAMBON, name="กล้วยอบ", unit="กก.")
    here = f"/tambon/{TAMBON}/products/{number}/"
    answer = page.post(f"{here}recipe/", {"valid_from": "", "text": "สูตรที่เขียนมายาว"})
    assert answer.status_code == 200 and "สูตรที่เขียนมายาว" in answer.text and "ยังดำเนินการไม่ได้" in answer.text
    answer = page.post(f"{here}score/", {"points-market": "3", "because-market": "", "because-skill": "คนทำเป็นมาก"})
    assert "โปรดบอกเหตุผลของคะแนน" in answer.text and "คนทำเป็นมาก" in answer.text
    assert "ลืมบอกเหตุผล" not in page.post(f"{here}nothing/", {}).text and page.post(f"{here}nothing/", {}).status_code == 404


def test_weights_are_changed_on_the_page(enter, begun):
    told = {each.key: each.proposed for each in products.proposal()} | {"market": 9}
    assert enter(begun).post(f"/tambon/{TAMBON}/products/weights/", told).status_code == 302
    assert "ตำบลนี้ปรับน้ำหนักแล้ว" in enter(begun).get(f"/tambon/{TAMBON}/products/").text


def test_a_technology_is_added_matched_and_handed_over(enter, begun, at):
    page, here = enter(begun), f"/tambon/{TAMBON}/technologies/"
    products.propose(by=begun, at=at, area=TAMBON, name="กล้วยอบ", unit="กก.")
    told = {"name": "โรงอบ", "solves": "ตากช้า", "words": "กล้วย", "dimension": "economy", "owner": "มหาวิทยาลัย", "readiness": "9"}
    page.post(f"{here}add/", told)
    text = page.get(here).text
    assert "โรงอบ" in text and "มีคำว่า กล้วย" in text
    number = text.split('id="technology-')[1].split('"')[0]
    handed = {"technology": number, "giver": "มหาวิทยาลัย", "receiver": "กลุ่มแม่บ้าน", "on": "2026-01-05", "days": "2", "took_part": "12"}
    assert page.post(f"{here}hand/", handed).status_code == 302
    assert "กลุ่มแม่บ้าน" in page.get(here).text and "ยังไม่มีในมิตินี้" in page.get(here, {"dimension": "health"}).text


def test_a_farmer_is_followed_through_a_season_on_a_phone(enter, begun):
    page, here = enter(begun), f"/tambon/{TAMBON}/farmers/"
    told = {"first_name": "บัวผัน", "last_name": "นาดี", "village": OURS, "crop": "กล้วย", "rai": "3", "wa": "40", "consent_on": "2026-01-01"}
    assert page.post(f"{here}new/", told | {"mark": uuid4()}).status_code == 302
    one = f"{here}{Farmer.objects.get().pk}/"
    season = {"year": "2569", "name": "ต้นฝน", "starts_on": "2026-01-01", "ends_on": "2026-04-01", "unit": "กก.", "income_before": "1000"}
    page.post(f"{one}plan/", season)
    visit = f"{one}seasons/{Farmer.objects.get().seasons.get().pk}/visit/"
    assert "เยี่ยมแปลง" in page.get(visit).text
    said = {"on": "2026-01-10", "saw": "ใบเหลือง", "advice": "ให้น้ำ", "followed": "first", "mark": uuid4()}
    for _twice in range(2):
        assert page.post(visit, said).status_code == 302
    assert FieldVisit.objects.count() == 1 and "คำแนะนำครั้งก่อน" in page.get(visit).text
    refused = page.post(visit, said | {"followed": "no", "saw": "ยังเหลืองอยู่", "mark": uuid4()})
    assert refused.status_code == 200 and "ยังเหลืองอยู่" in refused.text
    page.post(f"{one}finish/", {"season": Farmer.objects.get().seasons.get().pk, "income_after": "1500"})
    text = page.get(one).text
    assert "นาดี" in text and "ใบเหลือง" in text and "1,500" in text and "3 ไร่ 40 ตร.ว." in text


def test_the_list_shows_no_name_to_the_governor_and_its_opening_by_the_team_is_one_line(enter, governor, begun, at):
    enrolled(begun, at)
    text = enter(governor).get(f"/tambon/{TAMBON}/farmers/").text
    assert "บัวผัน" not in text and "ชื่อปิดไว้" in text
    AuditLine.objects.all().delete()
    assert "บัวผัน" in enter(begun).get(f"/tambon/{TAMBON}/farmers/").text
    assert AuditLine.objects.filter(verb="farmer_list.see", count=1).count() == 1
    number = Farmer.objects.get().pk
    assert enter(governor).get(f"/tambon/{TAMBON}/farmers/{number}/").status_code == 403
    enter(begun).get(f"/tambon/{TAMBON}/farmers/{number}/")
    assert AuditLine.objects.filter(verb="farmer.see").count() == 1


def test_a_household_is_linked_on_its_case_and_the_tambon_never_hears_which(enter, surveyed, district_officer, begun, at):
    enrolled(begun, at)
    case = cases.open_(by=district_officer, at=at, household=household_id(1), is_emergency=True).pk
    page = enter(district_officer)
    assert "เชื่อมกับเกษตรกรของตำบล" in page.get(f"/cases/{case}/").text
    assert "โปรดเลือกเกษตรกร" in page.post(f"/cases/{case}/farmers/", {}).text
    page.post(f"/cases/{case}/farmers/", {"farmer": Farmer.objects.get().pk})
    assert "เข้าร่วมกลุ่มของตำบล" in page.get(f"/cases/{case}/").text
    (member,) = joined.of_case(district_officer, case).members
    text = enter(begun).get(f"/tambon/{TAMBON}/farmers/{Farmer.objects.get().pk}/").text
    assert "/cases/" not in text.split("<main")[1] and "/households/" not in text.split("<main")[1]
    page = enter(district_officer)
    page.post(f"/cases/{case}/farmers/{member.id}/end/", {"because": "ผิดคน"})
    assert joined.of_case(district_officer, case).members == ()


def test_the_demonstration_is_played_twice_and_doubles_nothing_and_its_pages_cost_little(
    enter, hire, province, at, django_assert_max_num_queries
):
    smart = hire("smart", "ทีมนาขอม", "smart_tambon_team", PLAYED)
    initiatives.begin(by=smart, at=at, area=PLAYED)
    nakhom_products.play(smart, at)
    before = AuditLine.objects.count()
    nakhom_products.play(smart, at)
    assert AuditLine.objects.count() == before and Farmer.objects.count() == 12
    assert seasons.report(smart, PLAYED).income.n == 3
    chosen = next(each.id for each in products.of(smart, PLAYED) if each.state == "chosen")
    farmer = Farmer.objects.order_by("pk").first()
    page = enter(smart)
    for address, most in (
        (f"/tambon/{PLAYED}/products/", 18),
        (f"/tambon/{PLAYED}/products/{chosen}/", 45),
        (f"/tambon/{PLAYED}/technologies/", 22),
        (f"/tambon/{PLAYED}/farmers/", 30),
        (f"/tambon/{PLAYED}/farmers/{farmer.pk}/", 30),
    ):
        with django_assert_max_num_queries(most):
            assert page.get(address).status_code == 200, address
