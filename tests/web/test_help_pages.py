"""Help at the desk and at the door: given, shown before it is given twice, confirmed, looked after; and its money."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from nsc.access import organisations, reach
from nsc.casework import cases, help_given, rolls
from nsc.casework.models import Given, Need, UseCheck
from nsc.surveys import rounds
from nsc.web.sections import help as section
from nsc.welfare import budgets
from nsc.welfare.assistance import Help
from nsc.welfare.models import Assistance, Budget, Programme
from tests.files import pictures
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def day(before: int = 0) -> str:
    return (timezone.localdate() - timedelta(days=before)).isoformat()


@pytest.fixture
def team(hire):
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


@pytest.fixture
def case(operator):
    at = timezone.now()
    year = rolls.fiscal_year(timezone.localdate())
    drawn = rolls.draw_up(by=operator, at=at, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest())
    rolls.freeze(by=operator, at=at, roll=drawn)
    return cases.open_(by=operator, at=at, household=household_id(1))


@pytest.fixture
def need(case, operator):
    told = {"household": case.household, "area_code": OURS, "dimension": "income", "urgency": "month", "on": timezone.localdate()}
    return Need.objects.create(**told, case=case, by=operator, at=timezone.now())


@pytest.fixture
def relief(db):
    told = {"kind": "discretion", "form": "money", "owner": "พมจ.", "is_for_household": True, "interval_months": 4}
    return Programme.objects.create(code="relief", name="เงินสงเคราะห์ครอบครัว", **told)


@pytest.fixture
def office(operator):
    return organisations.register(by=operator, at=timezone.now(), name="พมจ. ตัวอย่าง", kind="government")


def gave(by, **told):
    plain = {"household": household_id(1), "kind": "food", "form": "goods", "what": "ข้าวสาร 10 กก.", "baht": Decimal(300)}
    return help_given.deliver(by=by, at=timezone.now(), help=Help(**plain | told), on=timezone.localdate()).assistance


def there(rest: str = "", number: int = 1) -> str:
    return f"/households/{household_id(number)}/help/{rest}"


def sent(**told) -> dict[str, str]:
    plain = {"how": "delivered", "form": "goods", "kind": "food", "what": "ข้าวสาร 10 กก.", "quantity": "2", "unit": "ถุง", "on": day()}
    return plain | told


def test_help_is_given_from_the_file_of_the_household_and_meets_the_need(enter, team, district_officer, need, case):
    desk = enter(team)
    assert "ยังไม่มีความช่วยเหลือที่บันทึกไว้" in text(desk.get(there())) and there() in text(desk.get(f"/households/{household_id(1)}/"))
    assert "รายได้" in text(desk.get(there("new/")))  # the need to choose
    papers = {"evidence": io.BytesIO(pictures.photograph())}
    answer = desk.post(there("new/"), sent(need=str(need.pk), meets_need="on", baht="450", **papers))
    assert answer.status_code == 302 and answer["Location"].startswith(there())
    row = Assistance.objects.get()
    need.refresh_from_db()
    assert (row.state, row.baht, row.evidence_id is not None, need.state) == ("delivered", 450, True, "met")
    page = text(desk.get(there()))
    assert "ข้าวสาร 10 กก." in page and "450 บาท" in page and "2 ถุง" in page
    one = text(enter(district_officer).get(f"/help/{row.pk}/"))
    assert "ยืนยันการรับ" in one and "ภาพการส่งมอบ" in one
    assert b"".join(desk.get(f"/help/{row.pk}/papers/evidence/").streaming_content).startswith(b"\xff\xd8")


def test_double_help_is_shown_in_place_before_anything_is_stored(enter, team, operator, case):
    gave(operator)
    desk = enter(team)
    page = text(desk.post(there("new/"), sent(what="ข้าวสาร 5 กก.")))
    assert "ครัวเรือนนี้ได้รับความช่วยเหลือชนิดนี้แล้ว" in page and "ข้าวสาร 10 กก." in page and Assistance.objects.count() == 1
    assert desk.post(there("new/"), sent(what="ข้าวสาร 5 กก.", although="น้ำท่วมบ้าน")).status_code == 302
    assert Assistance.objects.count() == 2 and "ช่วยซ้ำ มีเหตุผล" in text(desk.get(there()))


def test_a_button_pressed_twice_gives_once_and_asks_no_reason(enter, team, case):
    form = sent(submission="7f0cbb7c-5f5f-4e8e-9f0a-0a8c3b6f2b11")
    desk = enter(team)
    assert [desk.post(there("new/"), form).status_code for _time in (1, 2)] == [302, 302] and Assistance.objects.count() == 1


def test_what_is_wrong_is_said_beside_its_field(enter, team, case):
    desk = enter(team)
    assert "ต้องบอกจำนวนเงิน" in text(desk.post(there("new/"), sent(form="money")))
    assert "ยังมาไม่ถึง" in text(desk.post(there("new/"), sent(on=day(-1)))) and not Assistance.objects.exists()


def test_a_promise_is_kept_confirmed_by_another_and_its_use_looked_at(enter, team, district_officer, case):
    desk = enter(team)
    desk.post(there("new/"), sent(how="promised", on=day(1)))
    row = Assistance.objects.get()
    assert row.state == "promised" and "ส่งมอบตามที่รับปาก" in text(desk.get(f"/help/{row.pk}/"))
    assert desk.post(f"/help/{row.pk}/fulfil/", {"on": day()}).status_code == 302
    back = {"headers": {"Referer": f"http://testserver/help/{row.pk}/"}, "follow": True}
    assert "ต้องเป็นผู้อื่นทำ" in text(desk.post(f"/help/{row.pk}/confirm/", **back))
    assert desk.post(f"/help/{row.pk}/check/", {"on": day(), "use": "partly", "text": "แบ่งให้เพื่อนบ้าน"}).status_code == 302
    assert "แบ่งให้เพื่อนบ้าน" in text(desk.get(f"/help/{row.pk}/")) and UseCheck.objects.get().use == "partly"
    desk = enter(district_officer)
    assert desk.post(f"/help/{row.pk}/confirm/").status_code == 302
    assert "ยืนยันการรับแล้ว" in text(desk.get(f"/help/{row.pk}/"))
    assert "โปรดบอกเหตุผล" not in text(desk.get(f"/help/{row.pk}/"))
    assert "โปรดตรวจช่อง" in text(desk.post(f"/help/{row.pk}/withdraw/", {"because": ""}, **back))
    assert desk.post(f"/help/{row.pk}/withdraw/", {"because": "ให้ผิดบ้าน"}).status_code == 302
    assert "ให้ผิดบ้าน" in text(desk.get(f"/help/{row.pk}/"))


def test_an_emergency_is_a_short_form_and_the_amphoe_regularises_it(enter, team, district_officer):
    desk = enter(team)
    assert "แจ้งอำเภอ" in text(desk.get(there("emergency/", 3)))
    form = {"kind": "food", "what": "ข้าวสารและน้ำ", "on": day()}
    assert desk.post(there("emergency/", 3), form).status_code == 302
    given = Given.objects.get()
    assert given.is_emergency and given.case.is_emergency
    desk = enter(district_officer)
    assert "ได้รับความช่วยเหลือฉุกเฉินก่อนแผนอนุมัติ" in text(desk.get("/notices/"))
    assert f"/help/{given.assistance_id}/" in text(desk.get("/help/forgotten/?list=irregular"))
    assert desk.post(f"/help/{given.assistance_id}/regularise/", {"because": "น้ำท่วม ไม่มีข้าวกิน"}).status_code == 302
    assert "ฉุกเฉิน รับรองแล้ว" in text(desk.get(f"/help/{given.assistance_id}/"))
    assert "ไม่มีครัวเรือนในรายการนี้" in text(desk.get("/help/forgotten/?list=irregular"))


def test_a_mentor_helps_at_the_doors_handed_over_and_at_no_other(enter, somjai, case):
    desk = enter(somjai)
    assert desk.get(there("new/")).status_code == 404
    reach.give(household=household_id(1), to=somjai, purpose="mentor")
    assert desk.post(there("new/"), sent()).status_code == 302
    assert desk.get(there("emergency/", 2)).status_code == 404
    page = text(desk.get("/help/?area=600908"))
    assert "นางทดสอบ1 สมมุติ" in page and "help.csv" not in page


def test_who_may_not_read_names_sees_none_here_either(enter, governor, operator, case):
    row = gave(operator, note="ฝากไว้กับลูกสาว")
    desk = enter(governor)
    for address in ("/help/", "/help/forgotten/?list=unvisited", there(), f"/help/{row.pk}/"):
        page = text(desk.get(address))
        assert "ท••••" in page and "ทดสอบ1" not in page and "ลูกสาว" not in page, address
    assert desk.get(there("new/")).status_code == 403 and "บันทึกความช่วยเหลือ" not in text(desk.get(there()))


def test_the_list_is_filtered_summed_and_sent_out(enter, district_officer, operator, relief, office, case):
    gave(operator)
    gave(operator, kind="relief_money", form="money", what="เงินสงเคราะห์", baht=Decimal(2000), organisation=office.pk, programme=relief.pk)
    desk = enter(district_officer)
    page = text(desk.get("/help/"))
    assert "2,300" in page and "2 <small>รายการ" in page
    page = text(desk.get(f"/help/?programme={relief.pk}"))
    assert "2,000" in page and "ข้าวสาร" not in page
    rows = list(csv.reader(io.StringIO(b"".join(desk.get("/help/help.csv").streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 3 and rows[0][0] == "number" and "ทดสอบ" not in str(rows)
    assert "ยังไม่มีความช่วยเหลือตามที่เลือก" in text(desk.get("/help/?kind=funeral"))


def test_what_is_forgotten_is_counted_and_each_number_leads_to_its_list(enter, district_officer, need):
    desk = enter(district_officer)
    page = text(desk.get("/help/forgotten/"))
    assert "นางทดสอบ1 สมมุติ" in page and there() in page and "list=unvisited" in page
    assert desk.get("/help/forgotten/?list=everyone").status_code == 409


def test_the_province_allots_and_everybody_sees_what_is_left(enter, provincial_officer, district_officer, relief, office):
    desk = enter(provincial_officer)
    assert "ยังไม่มีงบประมาณของปีนี้" in text(desk.get("/budgets/"))
    year = budgets.fiscal_year(timezone.localdate()) + 543
    form = {"organisation": office.pk, "programme": relief.pk, "fiscal_year": year, "area": "6009", "baht": "50000", "because": "จัดสรร"}
    assert desk.post("/budgets/", form).status_code == 302
    row = Budget.objects.get()
    assert "50,000" in text(desk.get("/budgets/")) and "จัดสรร" in text(desk.get(f"/budgets/{row.pk}/"))
    assert desk.post(f"/budgets/{row.pk}/", {"baht": "60000", "because": "โอนเพิ่ม"}).status_code == 302
    gave(provincial_officer, kind="relief_money", form="money", baht=Decimal(2000), organisation=office.pk, programme=relief.pk)
    assert "ไม่น้อยกว่านั้น" in text(desk.post(f"/budgets/{row.pk}/", {"baht": "1999", "because": "โอนคืน"}))
    rows = list(csv.reader(io.StringIO(b"".join(desk.get("/budgets/budgets.csv").streaming_content).decode("utf-8-sig"))))
    assert rows[1][-4:] == ["60000.0", "0.0", "2000.0", "58000.0"]
    desk = enter(district_officer)
    page = text(desk.get("/budgets/"))
    assert "58,000" in page and "กำหนดวงเงินใหม่" not in page and "เปลี่ยนวงเงิน" not in text(desk.get(f"/budgets/{row.pk}/"))
    assert desk.post(f"/budgets/{row.pk}/", {"baht": "1", "because": "ลอง"}).status_code == 403


def test_nobody_is_promised_what_the_budget_has_not(enter, provincial_officer, relief, office, case):
    told = {"organisation": office.pk, "programme": relief.pk, "fiscal_year": budgets.fiscal_year(timezone.localdate()), "area": "6009"}
    budgets.allot(by=provincial_officer, at=timezone.now(), **told, baht=Decimal(1000), because="จัดสรร")
    form = sent(how="promised", form="money", kind="relief_money", baht="1001", organisation=str(office.pk), programme=str(relief.pk))
    page = text(enter(provincial_officer).post(there("new/"), form))
    assert "เหลือ 1,000 บาท ไม่พอสำหรับ 1,001 บาท" in page and not Assistance.objects.exists()


def test_the_section_of_a_case_takes_as_many_queries_for_much_help_as_for_none(team, case, operator, django_assert_max_num_queries):
    request = RequestFactory().get(f"/cases/{case.pk}/")
    request.user = team
    assert section.told(request, case.pk).rows == ()
    for number in range(12):
        gave(operator, what=f"ข้าวสาร {number}", although="น้ำท่วม")
    with django_assert_max_num_queries(12):
        told = section.told(request, case.pk)
    assert (len(told.rows), told.more, told.totals[0]["delivered"]) == (8, 4, Decimal(3600))
    shown = render_to_string(section.TEMPLATE, {"section": told}, request)
    assert "3,600 บาท" in shown and "ดูอีก 4 รายการ" in shown and there("emergency/") in shown
