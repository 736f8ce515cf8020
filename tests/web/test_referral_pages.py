"""A referral at the desk and on the phone: drafted, passed on, signed, answered."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from nsc.access import organisations, reach
from nsc.access.models import AuditLine
from nsc.casework import cases, referrals, rolls
from nsc.casework.models import Case, Letter, Referral
from nsc.registry import consents
from nsc.surveys import rounds
from nsc.web.sections import referrals as section
from tests.paper.text_layer import text as text_of
from tests.surveyed import household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
WHAT = "ขอรถเข็นให้ผู้ป่วยติดเตียง"
HEAD = "นางทดสอบ1 สมมุติ"


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.fixture
def team(hire):
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


@pytest.fixture
def case(operator, somjai) -> Case:
    at = timezone.now()
    told = {"fiscal_year": rolls.fiscal_year(timezone.localdate()), "group": "tpmap", "rule": "mpi", "round": rounds.newest()}
    rolls.freeze(by=operator, at=at, roll=rolls.draw_up(by=operator, at=at, **told))
    made = cases.open_(by=operator, at=at, household=household_id(1))
    reach.give(household=made.household_id, to=somjai, purpose="mentor")
    Case.objects.filter(pk=made.pk).update(mentor=somjai)
    return made


@pytest.fixture
def foundation(operator, at):
    return organisations.register(by=operator, at=at, name="มูลนิธิทดสอบ", kind="civil_society")


@pytest.fixture
def benefactor(hire, foundation):
    return hire("chai", "ชัย", "partner", "60", foundation)


def sent(by, case: Case, office, what: str = WHAT, number: str = "นว 1/1") -> Referral:
    at = timezone.now()
    made = referrals.draft(by=by, at=at, case=case.pk, organisation=office.pk, what=what)
    told = {"number": number, "on": timezone.localdate(), "signatory": "นายอำเภอทดสอบ", "position": "นายอำเภอไพศาลี"}
    referrals.sign(by=by, at=at, referrals=[made.pk], **told)
    return made


def agreed(operator, case: Case) -> None:
    told = {"how": "spoken", "note": "ต่อหน้าผู้ใหญ่บ้าน", "notice": 1, "given_on": timezone.localdate()}
    consents.record(by=operator, at=timezone.now(), household=case.household_id, purpose="partner", **told)


def test_the_whole_way_by_the_pages(enter, case, somjai, team, district_officer, nurse, hospital):
    desk = enter(somjai)
    assert "ส่งขึ้น ทีมตำบล" in text(desk.get(f"/cases/{case.pk}/referrals/new/"))
    answer = desk.post(f"/cases/{case.pk}/referrals/new/", {"organisation": hospital.pk, "what": WHAT})
    number = Referral.objects.get().pk
    assert answer.status_code == 302 and answer["Location"] == f"/referrals/{number}/"
    assert "ร่าง รอทีมตำบล" in text(desk.get(f"/referrals/{number}/"))
    desk = enter(team)
    assert "รอเรา <b>1</b>" in text(desk.get("/referrals/"))
    desk.post(f"/referrals/{number}/forward/", {"link": "tambon"})
    desk = enter(district_officer)
    shown = text(desk.get("/referrals/"))
    assert f'name="referral" value="{number}"' in shown and HEAD in shown
    shown = text(desk.get(f"/referrals/sign/?referral={number}"))
    assert "นายอำเภอไพศาลี" in shown and hospital.name in shown
    told = {"number": "นว 0918/1", "on": timezone.localdate().isoformat(), "within": 7, "signatory": "ก", "position": "นายอำเภอ"}
    assert desk.post("/referrals/sign/", told | {"referral": number}).status_code == 302
    assert "หน่วยงานยังไม่เปิดอ่าน" in text(desk.get(f"/referrals/{number}/"))
    desk = enter(nurse)
    assert "รอเราตอบ <b>1</b>" in text(desk.get("/referrals/"))
    shown = text(desk.get(f"/referrals/{number}/"))
    assert WHAT in shown and HEAD in shown and "รับเรื่อง" in shown
    desk.post(f"/referrals/{number}/accept/", {"text": "นัดวันจันทร์"})
    assert "นัดวันจันทร์" in text(enter(somjai).get(f"/referrals/{number}/"))
    desk = enter(nurse)
    answer = desk.post(f"/referrals/{number}/complete/", {"text": "ให้ยืมแล้ว"})
    assert answer["Location"] == "/referrals/" and Referral.objects.get().state == "completed"
    assert desk.get(f"/referrals/{number}/").status_code == 404
    assert "จบแล้ว <b>1</b>" in text(desk.get("/referrals/?box=done")) and HEAD not in text(desk.get("/referrals/?box=done"))


def test_sent_back_mended_asked_answered_declined_and_sent_elsewhere(enter, case, somjai, district_officer, nurse, hospital, operator, at):
    number = referrals.draft(by=somjai, at=timezone.now(), case=case.pk, organisation=hospital.pk, what=WHAT).pk
    desk = enter(district_officer)
    desk.post(f"/referrals/{number}/return/", {"link": "tambon", "text": "ขอรายละเอียด"})
    desk = enter(somjai)
    assert "ขอรายละเอียด" in text(desk.get(f"/referrals/{number}/"))
    desk.post(f"/referrals/{number}/forward/", {"link": "mentor", "what": WHAT + " ด่วน"})
    desk = enter(district_officer)
    desk.post(f"/referrals/{number}/forward/", {"link": "tambon"})
    told = {"number": "นว 0918/1", "on": timezone.localdate().isoformat(), "within": 7, "signatory": "ก", "position": "นายอำเภอ"}
    desk.post("/referrals/sign/", told | {"referral": number})
    enter(nurse).post(f"/referrals/{number}/ask/", {"text": "น้ำหนักเท่าใด"})
    desk = enter(somjai)
    assert "น้ำหนักเท่าใด" in text(desk.get(f"/referrals/{number}/"))
    desk.post(f"/referrals/{number}/answer/", {"text": "50 กิโลกรัม"})
    desk = enter(nurse)
    assert "50 กิโลกรัม" in text(desk.get(f"/referrals/{number}/"))
    desk.post(f"/referrals/{number}/decline/", {"text": "ไม่มีรถเข็น", "was": "sent"})
    desk = enter(somjai)
    assert "ส่งต่อใหม่" in text(desk.get(f"/referrals/{number}/"))
    other = organisations.register(by=operator, at=at, name="สภากาชาด", kind="government")
    desk.post(f"/cases/{case.pk}/referrals/new/?again={number}", {"organisation": other.pk, "what": WHAT})
    assert Referral.objects.get(again_of=number).organisation == other
    desk.post(f"/referrals/{Referral.objects.get(again_of=number).pk}/withdraw/", {"text": "ไม่ต้องการแล้ว"})
    assert Referral.objects.get(again_of=number).state == "withdrawn"


def test_a_wrong_letter_is_said_at_the_form(enter, case, district_officer, hospital):
    made = referrals.draft(by=district_officer, at=timezone.now(), case=case.pk, organisation=hospital.pk, what=WHAT)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    told = {"referral": made.pk, "number": "นว 1", "on": tomorrow, "within": 7, "signatory": "ก", "position": "ข"}
    shown = text(enter(district_officer).post("/referrals/sign/", told))
    assert "วันที่หนังสือต้องไม่เกินวันนี้" in shown and not Letter.objects.exists()


def test_without_consent_the_form_says_what_to_do(enter, case, district_officer, foundation):
    desk = enter(district_officer)
    assert "ยังไม่มีความยินยอม" in text(desk.get(f"/cases/{case.pk}/referrals/new/"))
    shown = text(desk.post(f"/cases/{case.pk}/referrals/new/", {"organisation": foundation.pk, "what": WHAT}))
    assert "โปรดบันทึกความยินยอมของครัวเรือน" in shown and not Referral.objects.exists()


def test_a_partner_reads_the_need_and_no_name(enter, case, district_officer, operator, benefactor, foundation):
    agreed(operator, case)
    made = sent(district_officer, case, foundation, "ขอที่นอนกันแผลกดทับ")
    desk = enter(benefactor)
    for address in ("/referrals/", f"/referrals/{made.pk}/"):
        shown = text(desk.get(address))
        assert "ขอที่นอนกันแผลกดทับ" in shown and "ทดสอบ1" not in shown and "••••" in shown
    desk.post(f"/referrals/{made.pk}/accept/", {"text": "ส่งวันศุกร์"})
    assert Referral.objects.get().state == "accepted"


def test_consent_taken_back_is_shown_to_both(enter, case, district_officer, operator, benefactor, foundation):
    agreed(operator, case)
    made = sent(district_officer, case, foundation)
    given = case.household.consents.get()
    consents.withdraw(by=operator, at=timezone.now(), household=case.household_id, consent=given.pk, because="ไม่สะดวก")
    assert "สิ้นสุด: ครัวเรือนถอนความยินยอม" in text(enter(district_officer).get(f"/referrals/{made.pk}/"))
    desk = enter(benefactor)
    assert desk.get(f"/referrals/{made.pk}/").status_code == 404
    assert desk.get(f"/referrals/letters/{Letter.objects.get().pk}/letter.pdf").status_code == 404
    assert "สิ้นสุด: ครัวเรือนถอนความยินยอม" in text(desk.get("/referrals/?box=done"))


def test_another_office_finds_nothing(enter, case, district_officer, hospital, hire, operator, at):
    other = organisations.register(by=operator, at=at, name="โรงพยาบาลอื่น", kind="government")
    stranger = hire("stranger", "พยาบาลอื่น", "agency_officer", "60", other)
    reach.give(household=case.household_id, to=stranger, purpose="referral")
    made = sent(district_officer, case, hospital)
    desk = enter(stranger)
    assert WHAT not in text(desk.get("/referrals/")) and desk.get(f"/referrals/{made.pk}/").status_code == 404
    assert desk.get(f"/referrals/letters/{made.pk}/letter.pdf").status_code == 404
    assert desk.post(f"/referrals/{made.pk}/accept/").status_code == 404


def test_the_letter_to_a_state_office_names_the_family_in_thai_digits(enter, case, district_officer, nurse, hospital):
    sent(district_officer, case, hospital, number="นว 0918/77")
    letter = Letter.objects.get()
    for user in (district_officer, nurse):
        answer = enter(user).get(f"/referrals/letters/{letter.pk}/letter.pdf")
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
        words = text_of(answer.content)
        assert "๐๙๑๘/๗๗" in words and "ทดสอบ๑" in words and "ขอแสดงความนับถือ" in words and "นายอำเภอไพศาลี" in words
    assert AuditLine.objects.filter(verb="referral_letter.export").count() == 2


def test_the_letter_to_a_partner_names_nobody(enter, case, district_officer, operator, benefactor, foundation):
    agreed(operator, case)
    sent(district_officer, case, foundation, "ขอที่นอนกันแผลกดทับ")
    words = text_of(enter(benefactor).get(f"/referrals/letters/{Letter.objects.get().pk}/letter.pdf").content)
    assert "ทดสอบ๑" not in words and "กันแผลกดทับ" in words


def test_who_reads_no_names_prints_no_names(enter, case, district_officer, hospital, governor):
    sent(district_officer, case, hospital)
    assert enter(governor).get(f"/referrals/letters/{Letter.objects.get().pk}/letter.pdf").status_code == 404


def test_which_office_is_slow(enter, case, district_officer, hospital, governor):
    sent(district_officer, case, hospital)
    Referral.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    desk = enter(governor)
    assert f"ช้าที่สุด: {hospital.name}" in text(desk.get("/referrals/agencies/"))
    rows = list(csv.DictReader(io.StringIO(desk.get("/referrals/agencies/table.csv").content.decode().removeprefix("\ufeff"))))
    assert [(row["organisation"], row["overdue"], row["median_working_days"]) for row in rows] == [(hospital.name, "1", "")]


def test_before_any_referral_the_pages_say_what_to_do(enter, case, district_officer, nurse, governor):
    for user, address in ((district_officer, "/referrals/"), (nurse, "/referrals/"), (governor, "/referrals/agencies/")):
        assert 'class="empty"' in text(enter(user).get(address))


def test_the_section_of_the_case_asks_little(rf, case, district_officer, somjai, hospital, nurse, governor, django_assert_max_num_queries):
    sent(district_officer, case, hospital)

    def told(user):
        request = rf.get("/")
        request.user = user
        return section.told(request, case.pk)

    with django_assert_max_num_queries(20):
        shown = told(somjai)
    assert [row.office for row in shown.rows] == [hospital.name] and shown.new
    assert told(nurse).new == "" and told(governor).rows[0].what == ""


def test_the_desk_asks_as_often_for_many_as_for_one(enter, case, district_officer, hospital, operator, at, django_assert_max_num_queries):
    for number in range(4):
        office = organisations.register(by=operator, at=at, name=f"สำนักงานที่ {number}", kind="government")
        sent(district_officer, case, office, number=f"นว 1/{number}")
    desk = enter(district_officer)
    with django_assert_max_num_queries(40):
        text(desk.get("/referrals/?side=chain&box=all"))
