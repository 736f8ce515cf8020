"""The privacy pages, from the asking to the copy in hand."""

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.utils import timezone

from nsc.access import limits, reach
from nsc.access.models import AuditLine, Notice
from nsc.privacy import breaches, requests
from nsc.privacy.models import Breach, NoticeVersion, Request
from nsc.registry import people
from nsc.registry.models import Consent
from nsc.surveys.models import Member
from tests.surveyed import household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]

ASKED = {"words": "ขอสำเนาทั้งหมด", "contact": "ผ่านผู้ใหญ่บ้าน", "identity": "card"}


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def today() -> str:
    return timezone.localdate().isoformat()


@pytest.fixture
def at_the_desk(enter, dpo):
    return enter(dpo)


def send(browser, **told) -> int:
    answer = browser.post("/privacy/requests/new/", {"kind": "access", "received_on": today()} | ASKED | told)
    assert answer.status_code == 302, text(answer)
    return Request.objects.latest("pk").pk


def test_from_the_card_to_both_files_in_hand(at_the_desk, surveyed):
    child = Member.objects.get(first_name="ดวงดาว")
    page = f"/privacy/requests/{send(at_the_desk)}/"
    found = text(at_the_desk.post(f"{page}find/", {"national_id": people.national_id(child.person)}))
    assert "หลาน" in found and "หมู่" in found and "ดวงดาว" not in found
    named = at_the_desk.post(f"{page}name/", {"person": child.person_id, "household": household_id(1)})
    assert named.status_code == 302
    assert "จัดทำสำเนา" in text(at_the_desk.get(page))
    at_the_desk.post(f"{page}copy/")
    files = {kind: at_the_desk.get(f"{page}copy.{kind}") for kind in ("pdf", "json")}
    assert b"".join(files["pdf"].streaming_content).startswith(b"%PDF-")
    assert json.loads(b"".join(files["json"].streaming_content))["surveys"][0]["person"]["first_name"] == "ดวงดาว"
    for kind, answer in files.items():
        assert (
            answer["Content-Disposition"] == f'attachment; filename="personal-data.{kind}"'
            and answer["Cache-Control"] == "no-store, private"
        )
    at_the_desk.post(f"{page}answer/", {"text": "มอบให้ผู้ขอต่อหน้าแล้ว"})
    assert "ตอบแล้ว" in text(at_the_desk.get(page)) and "มอบให้ผู้ขอต่อหน้าแล้ว" in text(at_the_desk.get(page))


def test_what_is_searched_for_is_in_no_address_and_in_no_page(at_the_desk, surveyed):
    number = people.national_id(Member.objects.get(first_name="ดวงดาว").person)
    page = f"/privacy/requests/{send(at_the_desk)}/find/"
    assert at_the_desk.get(f"{page}?national_id={number}").status_code == 405
    wrong = text(at_the_desk.post(page, {"national_id": "1101700230705"}))
    assert "ไม่ถูกต้อง" in wrong and "ไม่พบ" in text(at_the_desk.post(page, {"house_code": "99990000001"}))


def test_the_search_says_when_it_goes_on_where_it_is_used_too_often(at_the_desk, surveyed, monkeypatch):
    monkeypatch.setattr(limits, "PERSON", limits.Limit("person", 1, timedelta(days=1)))
    page = f"/privacy/requests/{send(at_the_desk)}/find/"
    text(at_the_desk.post(page, {"house_code": "99990000001"}))
    answer = at_the_desk.post(page, {"house_code": "99990000001"})
    assert answer.status_code == 429 and "Retry-After" in answer and "ลองใหม่ได้ตั้งแต่" in answer.content.decode()


def test_each_page_has_one_primary_button(at_the_desk, surveyed):
    number = send(at_the_desk)
    for page in ("/privacy/", "/privacy/requests/", f"/privacy/requests/{number}/", "/privacy/requests/new/", "/privacy/breaches/new/"):
        assert text(at_the_desk.get(page)).count("button first") == 1, page


def test_a_step_that_is_refused_says_why_and_changes_nothing(at_the_desk):
    page = f"/privacy/requests/{send(at_the_desk)}/"
    assert "ยังไม่ได้จัดทำสำเนา" in text(at_the_desk.post(f"{page}answer/", {"text": "ตอบแล้วครับ"}, follow=True))
    assert Request.objects.get().state == "verified"
    assert at_the_desk.post(f"{page}dance/").status_code == 404


def test_an_objection_closes_the_file_to_who_held_it(at_the_desk, surveyed, somjai):
    reach.give(household=household_id(1), to=somjai, purpose="mentor")
    person = Member.objects.filter(first_name="ทดสอบ1").latest("pk").person_id
    page = f"/privacy/requests/{send(at_the_desk, kind='object')}/"
    at_the_desk.post(f"{page}name/", {"person": person, "household": household_id(1)})
    assert "ระงับเรื่องนี้" in text(at_the_desk.get(page))
    at_the_desk.post(f"{page}restrict/", {"purpose": "mentor", "text": "คัดค้านตามมาตรา 32"})
    assert not somjai.reaches.filter(ended_at=None).exists() and "ระงับแล้ว" in text(at_the_desk.get(page))


def test_erasing_is_asked_for_with_its_consequences(at_the_desk, surveyed):
    person = Member.objects.filter(first_name="ทดสอบ1").latest("pk").person_id
    page = f"/privacy/requests/{send(at_the_desk, kind='erase')}/"
    at_the_desk.post(f"{page}name/", {"person": person, "household": household_id(1)})
    assert "เรียกคืนไม่ได้" in text(at_the_desk.get(page))
    at_the_desk.post(f"{page}anonymise/", {"text": "ย้ายออกจากจังหวัดแล้ว"})
    assert "ไม่ระบุตัวแล้ว" in text(at_the_desk.get(page)) and not Member.objects.filter(first_name="ทดสอบ1").exists()


def test_an_officer_sees_what_they_passed_on_and_no_more(enter, district_officer, dpo, at):
    requests.receive(by=dpo, at=at, kind="erase", words="ลบของฉัน", contact="099-000-0000", received_on=at.date())
    mine = enter(district_officer)
    number = send(mine)
    page = text(mine.get("/privacy/"))
    assert f"/privacy/requests/{number}/" in page and page.count('class="open"') == 1 and "RoPA" not in page
    assert "กำลังดำเนินการ" in text(mine.get(f"/privacy/requests/{number}/"))
    assert mine.post(f"/privacy/requests/{number}/refuse/", {"text": "ไม่ให้ครับ"}).status_code == 403
    assert mine.post(f"/privacy/requests/{number}/find/", {"house_code": "99990000001"}).status_code == 403


def test_overdue_is_said_in_words_and_comes_first(at_the_desk):
    for days in (2, 40, 23):
        send(at_the_desk, received_on=(timezone.localdate() - timedelta(days=days)).isoformat())
    page = text(at_the_desk.get("/privacy/"))
    assert page.index("เกินกำหนดแล้ว") < page.index("เหลือ 7 วัน") < page.index("เหลือ 28 วัน")


def test_a_breach_from_a_mentors_phone_to_its_closing(enter, somjai, dpo):
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    told = {"title": "สมุดหาย", "facts": "หายที่ตลาดเมื่อเช้า", "data": "ที่อยู่", "aware_at": now}
    assert enter(somjai).post("/privacy/breaches/new/", told).status_code == 302
    number = Breach.objects.get().pk
    assert Notice.objects.get(user=dpo).kind == "breach.reported"
    desk = enter(dpo)
    page = f"/privacy/breaches/{number}/"
    assert "เหลือ 71 ชั่วโมง" in text(desk.get(page)) and "เหลือ 71 ชั่วโมง" in text(desk.get("/privacy/"))
    desk.post(f"{page}assess/", {"risk": "some", "because": "มีที่อยู่ของคนสิบสองคน", "persons": "12"})
    assert "อนาคต" in text(desk.post(f"{page}office/", {"office-told_at": "2199-01-01T00:00"}, follow=True))
    desk.post(f"{page}office/", {"office-told_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M:%S")})
    desk.post(f"{page}close/", {"measures": "อบรมทีมใหม่ ห้ามจดลงสมุด"})
    assert "ปิดเรื่อง" in text(desk.get(page)) and Breach.objects.get().state == "closed"


def test_the_register_of_breaches_opens_in_a_spreadsheet(at_the_desk, dpo, at):
    breaches.report(by=dpo, at=at, title="=HYPERLINK", facts="หายที่ตลาด", data="ที่อยู่", aware_at=at)
    sheet = openpyxl.load_workbook(BytesIO(at_the_desk.get("/privacy/breaches/register.xlsx").content)).active
    assert sheet["B2"].value == "=HYPERLINK" and sheet["B2"].data_type == "s" and sheet["C2"].value == "รับรายงาน รอประเมิน"
    rows = list(csv.reader(StringIO(at_the_desk.get("/privacy/breaches/register.csv").content.decode("utf-8-sig"))))
    assert rows[1][1] == "'=HYPERLINK"


def test_everybody_reads_the_notice_and_its_older_versions(client, enter, dpo):
    page = text(client.get("/privacy-notice/"))
    assert "ร่าง" in page and "<h2>ท่านมีสิทธิอะไร</h2>" in page and "/privacy-notice/" in text(client.get("/sign-in/"))
    new = "## ผู้ควบคุมข้อมูล\n- จังหวัด <script>alert(1)</script>\n" + "เก็บเท่าที่จำเป็น " * 20
    assert enter(dpo).post("/privacy/notice/", {"text": new, "change": "จังหวัดประกาศใช้"}).status_code == 302
    client.logout()
    page = text(client.get("/privacy-notice/"))
    assert "ฉบับที่ 2" in page and "&lt;script&gt;" in page and "ร่าง:" not in page and NoticeVersion.objects.count() == 1
    assert "ท่านกำลังอ่านฉบับเก่า" in text(client.get("/privacy-notice/1/")) and client.get("/privacy-notice/9/").status_code == 404


def test_the_record_of_processing_is_changed_with_its_history(at_the_desk):
    page = text(at_the_desk.get("/privacy/activities/"))
    assert "นำเข้าข้อมูลสำรวจ" in page and "รอฝ่ายกฎหมาย" in page
    told = dict.fromkeys(("controller", "purpose", "basis", "data", "persons", "recipients", "transfers", "retention", "security"), "ไม่มี")
    told |= {"name": "นำเข้าข้อมูล", "owner": "สำนักงานจังหวัด", "because": "ตามคำสั่งใหม่"}
    assert at_the_desk.post("/privacy/activities/survey/", told).status_code == 302
    assert "ฉบับที่ 2" in text(at_the_desk.get("/privacy/activities/survey/"))
    assert at_the_desk.post("/privacy/activities/new/", told).status_code == 302
    sheet = openpyxl.load_workbook(BytesIO(at_the_desk.get("/privacy/activities/register.xlsx").content)).active
    assert sheet.max_row == 9 and sheet["A1"].value == "กิจกรรม"


def test_a_keeping_time_is_switched_on_with_its_reason(at_the_desk):
    assert "ยังไม่เปิดใช้" in text(at_the_desk.get("/privacy/retention/"))
    told = {"notices-is_on": "on", "notices-period": "90", "notices-because": "ตามมติคณะทำงาน"}
    assert "บันทึกแล้ว" in text(at_the_desk.post("/privacy/retention/notices/", told, follow=True))
    assert "เก็บ 90 วัน แล้วลบ" in text(at_the_desk.get("/privacy/retention/"))
    assert AuditLine.objects.get(verb="retention.switch").detail == "on 90 days"


def test_consent_is_recorded_and_withdrawn_on_the_households_page(enter, surveyed, district_officer, somjai):
    ours = household_id(1)
    desk, page = enter(district_officer), f"/households/{ours}/consents/"
    assert page in text(desk.get(f"/households/{ours}/"))
    told = {"purpose": "partner", "given_on": today(), "how": "paper", "evidence": BytesIO(b"%PDF-1.7 signed")}
    assert desk.post(page, told).status_code == 302
    made = Consent.objects.get()
    answer = desk.get(f"{page}{made.pk}/evidence/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 signed" and answer["Content-Disposition"].endswith('"consent.pdf"')
    reach.give(household=ours, to=somjai, purpose="partner")
    assert "มีผล" in text(desk.get(page))
    desk.post(f"{page}{made.pk}/withdraw/", {"because": "เปลี่ยนใจ"})
    assert "ถอนเมื่อ" in text(desk.get(page)) and not somjai.reaches.filter(ended_at=None).exists()


def test_a_consent_without_anything_to_show_stays_on_the_form(enter, surveyed, district_officer):
    page = text(
        enter(district_officer).post(
            f"/households/{household_id(1)}/consents/", {"purpose": "partner", "given_on": today(), "how": "spoken"}
        )
    )
    assert 'role="alert"' in page and "แนบแบบฟอร์มที่ลงนาม" in page and not Consent.objects.exists()


def test_the_members_to_choose_from_have_no_names(enter, surveyed, district_officer):
    page = text(enter(district_officer).get(f"/households/{household_id(1)}/consents/"))
    assert "หลาน หญิง" in page and "ดวงดาว" not in page


def test_the_desk_asks_little_of_the_database_however_much_waits(at_the_desk, dpo, at, django_assert_max_num_queries):
    for number in range(30):
        requests.receive(by=dpo, at=at, kind="access", words="ขอดูข้อมูล", contact="099-000-0000", received_on=at.date())
        breaches.report(by=dpo, at=at, title=f"เหตุ {number}", facts="หายที่ตลาด", data="ที่อยู่", aware_at=at)
    with django_assert_max_num_queries(26):
        text(at_the_desk.get("/privacy/"))
    with django_assert_max_num_queries(8):
        text(at_the_desk.get("/privacy/requests/"))
    with django_assert_max_num_queries(8):
        text(at_the_desk.get("/privacy/breaches/"))


def test_the_place_is_in_the_menu_of_those_who_receive(enter, district_officer, auditor):
    assert 'href="/privacy/"' in text(enter(district_officer).get("/definitions/"))
    assert 'href="/privacy/"' not in text(enter(auditor).get("/definitions/"))
