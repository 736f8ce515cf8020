"""Visits and needs at the desk and on the phone: planned, recorded on one long form, looked at, counted."""

import csv
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from nsc.access import reach
from nsc.access.models import AuditLine
from nsc.casework import cases, needs, rolls, visits
from nsc.casework.models import Case, Need, Visit
from nsc.registry.models import Consent, Photograph
from nsc.surveys import rounds
from nsc.web.sections import needs as needs_section
from nsc.web.sections import visits as visits_section
from tests.files import pictures
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


@pytest.fixture
def team(hire):
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


def assigned(operator, number: int, mentor=None) -> Case:
    made = cases.open_(by=operator, at=timezone.now(), household=household_id(number))
    Case.objects.filter(pk=made.pk).update(state="assigned", triage="develop", turn="mentor", mentor=mentor)
    if mentor:
        reach.give(household=made.household_id, to=mentor, purpose="mentor")
    made.refresh_from_db()
    return made


@pytest.fixture
def case(operator, somjai) -> Case:
    """Of household 1, in the hands of Somjai."""
    at = timezone.now()
    year = rolls.fiscal_year(timezone.localdate())
    drawn = rolls.draw_up(by=operator, at=at, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest())
    rolls.freeze(by=operator, at=at, roll=drawn)
    return assigned(operator, 1, somjai)


def sent(**told) -> dict[str, object]:
    """As the page sends it: nothing chosen is an empty word."""
    today = timezone.localdate().isoformat()
    return {"submission": str(uuid4()), "purpose": "first", "on": today, "visitors": "ผู้ใหญ่บ้าน", "consent_how": "spoken"} | told


def done(by, case, **told) -> Visit:
    found = visits.Found(on=timezone.localdate(), visitors="ทีม", **told)
    return visits.record(by=by, at=timezone.now(), case=case.pk, purpose="first", submission=uuid4(), found=found)


# — planned —


def test_several_are_planned_at_once_and_the_mentor_finds_them(enter, case, operator, district_officer, somjai):
    other = assigned(operator, 2)
    desk, day = enter(district_officer), timezone.localdate() + timedelta(days=2)
    page = text(desk.get("/visits/plan/"))
    assert page.count('name="case"') == 2 and "นางทดสอบ1 สมมุติ" in page
    assert 'role="alert"' in text(desk.post("/visits/plan/", {"on": day.isoformat(), "who": ""}))
    answer = desk.post("/visits/plan/", {"case": [case.pk, other.pk], "on": day.isoformat(), "who": str(district_officer.pk)})
    assert answer.status_code == 302 and Visit.objects.filter(planned_for=district_officer).count() == 2
    assert "ไม่มีครัวเรือนที่รอนัด" in text(desk.get("/visits/plan/"))
    assert text(desk.get("/visits/")).count("เยี่ยมครั้งแรก") == 2
    mine = text(enter(somjai).get("/visits/"))
    assert "นางทดสอบ1" in mine and "ทดสอบ2" not in mine
    assert "ไม่มีนัดที่รอเยี่ยม" in text(enter(somjai).get("/visits/?mine=1"))


def test_from_a_case_that_one_alone_is_planned(enter, case, operator, team):
    assigned(operator, 2)
    page = text(enter(team).get(f"/visits/plan/?case={case.pk}"))
    assert page.count('name="case"') == 1 and f'value="{case.pk}" checked' in page


def test_a_list_that_shows_names_is_recorded_with_its_households(enter, case, team):
    text(enter(team).get("/visits/plan/"))
    assert AuditLine.objects.get(verb="visit_list.see").households.split() == [str(case.household_id)]


def test_a_case_of_others_is_not_planned(enter, case, prasit, citizen):
    assert enter(prasit).get(f"/visits/plan/?case={case.pk}").status_code == 404
    assert enter(citizen).get("/visits/").status_code == 404


def test_the_lists_ask_the_database_as_often_for_two_as_for_one(enter, case, operator, team, django_assert_max_num_queries):
    assigned(operator, 2)
    desk = enter(team)
    with django_assert_max_num_queries(20):
        assert text(desk.get("/visits/plan/")).count('name="case"') == 2
    visits.plan(by=team, at=timezone.now(), numbers=list(Case.objects.values_list("pk", flat=True)), on=timezone.localdate(), whom=team.pk)
    with django_assert_max_num_queries(20):
        text(desk.get("/visits/"))


# — recorded —


def test_the_form_offers_what_the_survey_saw_and_everybody_who_lives_there(enter, case, somjai):
    page = text(enter(somjai).get(f"/cases/{case.pk}/visit/"))
    assert "ด.ญ.ดวงดาว สมมุติ" in page and "offer-2560-2564-16-0" in page and "offer-2560-2564-22-0" in page
    assert page.count('name="member-') == 6 and "หนี้นอกระบบ" in page
    answer = enter(somjai).get(f"/cases/{case.pk}/visit/")
    assert "geolocation=(self)" in answer["Permissions-Policy"] and "camera=()" in answer["Permissions-Policy"]
    assert "geolocation=()" in enter(somjai).get("/visits/")["Permissions-Policy"]


def test_one_form_records_the_whole_visit(enter, case, somjai):
    child = re.search(r'name="member-(\d+)"[^>]*value="left"', text(enter(somjai).get(f"/cases/{case.pk}/visit/")))
    told = {"met": "แม่", "lat": "15.6", "lon": "100.4", "accuracy": "12", "view-income": "r", "saw-living": "หลังคารั่ว"}
    told |= {"problems": ["no_land"], "offer-2560-2564-16-0": "month", "people": "2", "debt_informal": "5000", f"member-{child[1]}": "left"}
    told |= {"need1-dimension": "living", "need1-text": "สังกะสี", "need1-urgency": "now", "came": "หลานชาย\nลูกสะใภ้", "note": "นัดใหม่"}
    told |= {"agreed": ["photograph"], "consent_note": "บอกต่อหน้าผู้ใหญ่บ้านและ อสม."}
    told |= {"pictures": [SimpleUploadedFile(f"{n}.jpg", pictures.photograph()) for n in range(2)], "picture_kind": "house"}
    told |= {"next_on": (timezone.localdate() + timedelta(days=7)).isoformat()}
    answer = enter(somjai).post(f"/cases/{case.pk}/visit/", sent(**told))
    row = Visit.objects.get(state="done")
    assert answer["Location"] == f"/visits/{row.pk}/"
    assert (row.lat, row.accuracy, row.people, row.debt_informal, row.view) == (15.6, 12, 2, 5000, "---r-")
    assert (row.observations.count(), row.member_changes.count(), row.photographs.count()) == (2, 3, 2)
    assert list(row.needs.order_by("pk").values_list("dimension", "indicator", "urgency")) == [
        ("education", 16, "month"),
        ("living", None, "now"),
    ]
    assert Consent.objects.get().purpose == "photograph" and Visit.objects.filter(state="planned").count() == 1
    case.refresh_from_db()
    assert case.state == "visited"
    page = text(enter(somjai).get(f"/visits/{row.pk}/"))
    for said in ("หลังคารั่ว", "ไม่มีที่ดินทำกิน", "สังกะสี", "หลานชาย", "แดง เดือดร้อน", "5,000 บาท", "15.60000, 100.40000", "นัดใหม่"):
        assert said in page, said


def test_nothing_typed_is_lost_on_an_error(enter, case, somjai):
    told = sent(visitors="", met="แม่", **{"saw-health": "ไอเรื้อรัง", "view-health": "y", "need1-text": "ยา", "offer-2560-2564-16-0": "now"})
    told |= {"problems": ["no_land"], "note": "ยาวมาก", "pictures": SimpleUploadedFile("a.jpg", pictures.photograph())}
    page = text(enter(somjai).post(f"/cases/{case.pk}/visit/", told))
    assert 'role="alert"' in page and "โปรดเลือกด้าน" in page and "ภาพและไฟล์ต้องแนบใหม่" in page
    for said in ("แม่", "ไอเรื้อรัง", "ยาวมาก", ">\nยา</textarea>", told["submission"]):
        assert said in page, said
    for name, value in (("view-health", "y"), ("problems", "no_land"), ("offer-2560-2564-16-0", "now")):
        assert re.search(rf'name="{name}" value="{value}"[^>]*checked', page), name
    assert not Visit.objects.exists() and not Photograph.objects.exists()


def test_what_the_rules_refuse_stands_on_the_form(enter, case, somjai):
    page = text(enter(somjai).post(f"/cases/{case.pk}/visit/", sent(lat="0", lon="0", note="ยาวมาก")))
    assert "อยู่นอกประเทศไทย" in page and "ยาวมาก" in page and not Visit.objects.exists()
    assert "ทั้งละติจูดและลองจิจูด" in text(enter(somjai).post(f"/cases/{case.pk}/visit/", sent(lat="15")))
    assert "โปรดแนบแบบฟอร์มที่ลงนาม" in text(enter(somjai).post(f"/cases/{case.pk}/visit/", sent(agreed=["partner"])))


def test_the_same_form_sent_twice_is_one_visit(enter, case, somjai):
    told = sent()
    first, again = (enter(somjai).post(f"/cases/{case.pk}/visit/", told)["Location"] for _each in range(2))
    assert first == again and Visit.objects.count() == 1


def test_one_signed_form_stands_for_both_consents(enter, case, somjai):
    paper = SimpleUploadedFile("ยินยอม.pdf", b"%PDF-1.7 signed")
    enter(somjai).post(f"/cases/{case.pk}/visit/", sent(agreed=["partner", "photograph"], consent_how="paper", consent_file=paper))
    assert {(each.purpose, each.evidence is None) for each in Consent.objects.all()} == {("partner", False), ("photograph", True)}
    assert 'name="agreed"' not in text(enter(somjai).get(f"/cases/{case.pk}/visit/"))


def test_a_follow_up_asks_the_surveys_questions_and_tells_what_has_gone(enter, case, somjai):
    Case.objects.filter(pk=case.pk).update(state="following", visited_on=timezone.localdate())
    desk, answers = enter(somjai), {f"q{number}": "1" for number in range(1, 32)}
    page = text(desk.get(f"/cases/{case.pk}/visit/"))
    assert '<option value="follow_up" selected>' in page and page.count('name="q31"') == 3
    missing = text(desk.post(f"/cases/{case.pk}/visit/", sent(purpose="follow_up", **answers | {"q5": ""})))
    assert "โปรดตอบข้อนี้" in missing and "โปรดบอกจำนวนคนที่อยู่ในบ้าน" in missing and not Visit.objects.exists()
    there = desk.post(f"/cases/{case.pk}/visit/", sent(purpose="follow_up", people="2", **answers))["Location"]
    page = text(desk.get(there))
    assert "ไม่ตกเกณฑ์มิติใดแล้ว" in page and page.count("พ้นแล้ว") == 2 and "ข้อที่เปลี่ยนไป 2 ข้อ" in page


def test_another_kind_of_visit_needs_no_answers(enter, case, somjai):
    Case.objects.filter(pk=case.pk).update(state="following", visited_on=timezone.localdate())
    assert enter(somjai).post(f"/cases/{case.pk}/visit/", sent(purpose="progress")).status_code == 302
    page = text(enter(somjai).post(f"/cases/{case.pk}/visit/", sent(purpose="progress", q1="1")))
    assert "โปรดตอบข้อนี้" in page  # begun, they are all asked


def test_who_only_looks_sees_a_visit_without_its_words(enter, case, somjai, governor, prasit):
    row = done(somjai, case, met="แม่ของน้องดาว", note="ความลับของบ้าน", debt_formal=7_777)
    page = text(enter(governor).get(f"/visits/{row.pk}/"))
    assert "ปิดชื่อไว้" in page and not any(said in page for said in ("น้องดาว", "ความลับ", "7,777"))
    assert enter(governor).get(f"/cases/{case.pk}/visit/").status_code == 403
    for address in (f"/visits/{row.pk}/", f"/cases/{case.pk}/visit/"):
        assert enter(prasit).get(address).status_code == 404


def test_an_appointment_is_missed_or_withdrawn_from_its_page(enter, case, somjai):
    visits.plan(by=somjai, at=timezone.now(), numbers=[case.pk], on=timezone.localdate())
    row = Visit.objects.get()
    page = text(enter(somjai).get(f"/visits/{row.pk}/"))
    assert f"/cases/{case.pk}/visit/" in page and "ไปแล้วไม่ได้เยี่ยม" in page
    enter(somjai).post(f"/visits/{row.pk}/miss/", {"because": "nobody_home"})
    assert "ไม่มีใครอยู่บ้าน" in text(enter(somjai).get(f"/visits/{row.pk}/"))
    told = sent(appointment=str(row.pk))
    enter(somjai).post(f"/cases/{case.pk}/visit/", told)
    row.refresh_from_db()
    assert row.state == "done"
    visits.plan(by=somjai, at=timezone.now(), numbers=[case.pk], on=timezone.localdate())
    later = Visit.objects.get(state="planned")
    enter(somjai).post(f"/visits/{later.pk}/withdraw/", {"because": "ไม่ว่าง"})
    later.refresh_from_db()
    assert later.state == "withdrawn"


# — needs —


def test_needs_of_a_household_are_ticked_and_typed(enter, team):
    address = f"/households/{household_id(1)}/needs/"
    desk = enter(team)
    assert "ยังไม่มีความจำเป็นที่บันทึกไว้" in text(desk.get(address))
    assert "อย่างน้อยหนึ่งเรื่อง" in text(desk.post(address, {}))
    told = {"offer-2560-2564-22-0": "year", "need2-dimension": "living", "need2-text": "ซ่อมส้วม", "need2-urgency": "now"}
    assert desk.post(address, told).status_code == 302
    page = text(desk.get(address))
    assert "ซ่อมส้วม" in page and "offer-2560-2564-22-0" not in page and Need.objects.count() == 2
    assert address in text(desk.get(f"/households/{household_id(1)}/"))


def test_a_need_is_met_withdrawn_and_opened_again(enter, team):
    rows = needs.record(
        by=team, at=timezone.now(), household=household_id(1), asked=[needs.Asked("living", "now", text=each) for each in ("ส้วม", "หลังคา")]
    )
    desk, first, other = enter(team), rows[0], rows[1]
    there = f"http://testserver/households/{household_id(1)}/needs/"
    page = text(desk.post(f"/needs/{first.pk}/meet/", {"on": "วานนี้"}, headers={"Referer": there}, follow=True))
    assert "อ่านวันที่ไม่ได้" in page
    desk.post(f"/needs/{first.pk}/meet/", {"on": timezone.localdate().isoformat()})
    desk.post(f"/needs/{other.pk}/withdraw/", {"because": "ซ่อมเองแล้ว"})
    assert list(Need.objects.order_by("pk").values_list("state", flat=True)) == ["met", "withdrawn"]
    desk.post(f"/needs/{first.pk}/reopen/", {"because": "พังอีก"})
    assert Need.objects.get(pk=first.pk).state == "open" and desk.post(f"/needs/{first.pk}/burn/").status_code == 404


@pytest.fixture
def told(team) -> list[Need]:
    asked = [
        needs.Asked("living", "now", text="หลังคาลับ"),
        needs.Asked("other", "year", problem="drugs"),
        needs.Asked("income", "month", text="งาน"),
    ]
    rows = needs.record(by=team, at=timezone.now(), household=household_id(1), asked=asked)
    return [*rows[:2], needs.meet(by=team, at=timezone.now(), need=rows[2].pk)]


def test_the_table_of_a_place_leads_to_what_it_counts(enter, governor, told):
    page = text(enter(governor).get("/needs/?area=600908"))
    assert "2 เรื่อง" in page and "dimension=living" in page and "หลังคาลับ" not in page and "ยาเสพติด" not in page
    page = text(enter(governor).get("/needs/?area=600908&dimension=living&level=household"))
    assert page.count(f"/households/{household_id(1)}/needs/") == 1
    assert "1 เรื่อง" in text(enter(governor).get("/needs/?area=600908&state=met"))
    assert "3 เรื่อง" in text(enter(governor).get("/needs/?area=600908&state=all"))
    assert "2 เรื่อง" in text(enter(governor).get("/needs/?area=600908&state=lost"))  # what an address cannot mean is passed over


def test_figures_without_households_are_figures_alone(enter, auditor, told, prasit, citizen):
    page = text(enter(auditor).get("/needs/"))
    assert "ช่วงวัยกับด้าน" in page and "/households/" not in page.split("<main")[1]
    assert enter(prasit).get("/needs/?area=600908").status_code == 404 and enter(citizen).get("/needs/").status_code == 404


def test_an_empty_place_says_what_to_do(enter, governor):
    assert 'class="empty"' in text(enter(governor).get("/needs/"))


def test_the_file_holds_the_counts(enter, governor, told):
    answer = enter(governor).get("/needs/table.csv?area=600908")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert [(row["code"], row["dimension"], row["urgency"], row["unmet"], row["met"]) for row in rows] == [
        (OURS, "income", "month", "0", "1"),
        (OURS, "living", "now", "1", "0"),
        (OURS, "other", "year", "1", "0"),
    ]
    assert AuditLine.objects.filter(verb="needs.export").count() == 1


def test_the_pages_of_a_place_ask_as_often_for_many_as_for_one(enter, district_officer, told, django_assert_max_num_queries):
    desk = enter(district_officer)
    with django_assert_max_num_queries(20):
        text(desk.get("/needs/?area=6009&state=all"))


# — on the page of a case —


def test_a_case_shows_its_visits_and_needs_in_few_queries(case, somjai, governor, django_assert_max_num_queries):
    row = done(somjai, case)
    visits.plan(by=somjai, at=timezone.now(), numbers=[case.pk], on=timezone.localdate())
    needs.record(by=somjai, at=timezone.now(), household=case.household_id, asked=[needs.Asked("living", "now", text="หลังคา")])
    request = RequestFactory().get("/")
    request.user = somjai
    with django_assert_max_num_queries(9):
        section = visits_section.told(request, case.pk)
    assert [each.state for each in section.rows] == ["นัดไว้", "เยี่ยมแล้ว"] and section.rows[1].href == f"/visits/{row.pk}/"
    assert section.record == f"/cases/{case.pk}/visit/"
    with django_assert_max_num_queries(9):
        shown = needs_section.told(request, case.pk)
    assert [each.what for each in shown.rows] == ["หลังคา"]
    request.user = governor
    assert visits_section.told(request, case.pk).record == "" and "หลังคา" not in str(needs_section.told(request, case.pk))
