"""Programmes, registers and who is entitled, page by page."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from nsc.access.models import AuditLine
from nsc.welfare import counting
from nsc.welfare.models import Programme, Register, Terms
from tests.survey_files import national_id
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
CODE = "elderly-allowance"
LIST = "เลขประจำตัวประชาชน\n"


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def register(*people: int, more: str = "") -> SimpleUploadedFile:
    rows = "".join(f"{national_id(each)}\n" for each in people)
    return SimpleUploadedFile("บัญชี.csv", (LIST + rows + more).encode(), "text/csv")


def brought_in(desk, *people: int) -> str:
    """Sends a register and stores it; the page of its look."""
    sent = desk.post(f"/programmes/{CODE}/registers/", {"as_of": "2025-10-01", "area": "60", "authority": "", "file": register(*people)})
    assert sent.status_code == 302, text(sent)
    assert desk.post(sent["Location"]).status_code == 302
    counting.recount(at=timezone.now())
    return sent["Location"]


def test_the_catalogue_is_three_lists_that_are_never_one(enter, somjai):
    shown = text(enter(somjai).get("/programmes/"))
    assert shown.index("สิทธิตามกฎหมาย") < shown.index("โครงการที่เปิดเป็นรอบ") < shown.index("ความช่วยเหลือตามดุลยพินิจหรือโควตา")
    assert "เกณฑ์เบื้องต้น ยังไม่เป็นทางการ" in shown and "600 บาท (60 ปีขึ้นไป)" in shown and "เพิ่มโครงการ" not in shown


def test_a_programme_tells_its_terms_and_where_they_come_from(enter, somjai):
    desk = enter(somjai)
    shown = text(desk.get("/programmes/newborn-grant/"))
    assert "อายุยังไม่ครบ 6 ปี" in shown and "100,000 บาทต่อคนต่อปี" in shown and "youlikeallnews" in shown and "ยังไม่มีทะเบียน" in shown
    assert "กำหนดเกณฑ์ใหม่" not in shown and desk.get("/programmes/no-such/").status_code == 404
    assert "เกณฑ์เบื้องต้น ยังไม่เป็นทางการ" in text(desk.get("/programmes/elderly-house/"))


def test_the_province_adds_a_programme_sets_its_terms_and_closes_it(enter, provincial_officer):
    desk = enter(provincial_officer)
    told = {"name": "กองทุนผู้ว่าฯ", "code": "governor-fund", "kind": "discretion", "form": "money", "owner": "จังหวัด"}
    assert desk.post("/programmes/add/", told)["Location"] == "/programmes/governor-fund/terms/"
    assert "มีโครงการรหัส governor-fund อยู่แล้ว" in text(desk.post("/programmes/add/", told | {"name": "อีกชื่อ"}))
    terms = {"valid_from": "2026-10-01", "is_by_rule": "on", "age_from": "60", "amounts": "มาก", "per": "time", "source": "ประกาศจังหวัด"}
    assert "จำนวนเงินอ่านไม่ได้" in text(desk.post("/programmes/governor-fund/terms/", terms))
    assert desk.post("/programmes/governor-fund/terms/", terms | {"amounts": "2000"}).status_code == 302
    made = Terms.objects.get(programme__code="governor-fund")
    assert (made.age_from, made.amounts, made.is_official, made.by) == (60, "2000", False, provincial_officer)
    assert desk.post("/programmes/governor-fund/close/", {"on": "2026-12-01"}).status_code == 409
    assert desk.post("/programmes/governor-fund/close/", {"on": "2026-12-01", "because": "หมดงบ"}).status_code == 302
    assert "ปิดเมื่อ" in text(desk.get("/programmes/governor-fund/"))


def test_who_may_not_change_the_catalogue_is_told_so(enter, district_officer):
    desk = enter(district_officer)
    for address in ("/programmes/add/", f"/programmes/{CODE}/terms/", f"/programmes/{CODE}/registers/"):
        assert desk.get(address).status_code == 403, address
    assert desk.post(f"/programmes/{CODE}/close/", {"on": "2026-12-01", "because": "x"}).status_code == 403
    assert not Programme.objects.exclude(closed_on=None).exists()


def test_a_register_is_sent_looked_through_stored_and_undone(enter, data_steward):
    desk = enter(data_steward)
    look = brought_in(desk, 1, 777)
    made = Register.objects.get()
    assert (made.rows, made.matched, str(made.as_of)) == (2, 1, "2025-10-01")
    assert desk.get(look).status_code == 404  # the file is gone once it is in
    shown = text(desk.get(f"/programmes/{CODE}/registers/"))
    assert "1 ต.ค. 2568" in shown and "จังหวัดนครสวรรค์" in shown and national_id(1) not in shown
    assert desk.post(f"/programmes/{CODE}/registers/{made.pk}/undo/", {"because": "ผิดไฟล์"}).status_code == 302
    assert "ถอนแล้ว" in text(desk.get(f"/programmes/{CODE}/registers/"))


def test_wrong_rows_are_listed_and_left_out_only_when_said(enter, data_steward):
    desk = enter(data_steward)
    told = {"as_of": "2025-10-01", "area": "60", "file": register(1, more="123\n")}
    look = desk.post(f"/programmes/{CODE}/registers/", told)["Location"]
    shown = text(desk.get(look))
    assert "มี 1 แถวที่อ่านเลขไม่ได้" in shown and "ตั้งช่องเป็นข้อความก่อนพิมพ์" in shown and "นำเข้าเฉพาะแถวที่อ่านได้" in shown
    path, query = look.split("?")
    rows = list(csv.reader(io.StringIO(desk.get(f"{path}problems.csv?{query}").content.decode("utf-8-sig"))))
    assert len(rows) == 2 and rows[1][1] == "3"
    assert desk.post(look).status_code == 409 and not Register.objects.exists()
    assert desk.post(look, {"only_good": "yes"}).status_code == 302 and Register.objects.get().wrong == 1


def test_a_file_that_is_no_register_and_a_day_to_come_stand_on_the_form(enter, data_steward):
    desk = enter(data_steward)
    wrong = SimpleUploadedFile("x.csv", "ชื่อ\nก\n".encode())
    told = {"as_of": "2025-10-01", "area": "60", "file": wrong}
    assert "ไม่มีคอลัมน์เลขประจำตัวประชาชน" in text(desk.post(f"/programmes/{CODE}/registers/", told))
    told = {"as_of": "2999-10-01", "area": "60", "file": register(1)}
    assert "ยังมาไม่ถึง" in text(desk.post(f"/programmes/{CODE}/registers/", told))


def test_before_anything_is_counted_the_page_says_when(enter, district_officer):
    assert 'class="empty"' in text(enter(district_officer).get("/rights/"))


def test_the_counts_lead_to_the_names(enter, provincial_officer, django_assert_max_num_queries):
    desk = enter(provincial_officer)
    assert "ยังไม่มีทะเบียนผู้รับของโครงการนี้" in text(desk.get("/rights/people/"))
    brought_in(desk, 1)
    with django_assert_max_num_queries(45):
        shown = text(desk.get("/rights/?area=6009"))
    assert f"/rights/people/?programme={CODE}&amp;state=entitled" in shown.replace("area=6009&amp;", "") and "มีสิทธิแต่ยังไม่ได้รับ" in shown
    with django_assert_max_num_queries(45):
        names = text(desk.get(f"/rights/people/?programme={CODE}&state=entitled&area={OURS}"))
    assert "นางทดสอบ2 สมมุติ" in names and "นางทดสอบ1 สมมุติ" not in names and "ทะเบียน ณ 1 ต.ค. 2568" in names
    assert AuditLine.objects.filter(verb="right_list.see", by=provincial_officer).exists()


def test_the_list_is_downloaded_by_who_may_export(enter, provincial_officer, governor):
    desk = enter(provincial_officer)
    brought_in(desk, 1)
    answer = desk.get(f"/rights/people.csv?programme={CODE}&state=entitled&area=6009")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["ชื่อ"] for row in rows] == ["นางทดสอบ2 สมมุติ", "นางทดสอบ3 สมมุติ"] and {row["บาทตามเกณฑ์"] for row in rows} == {"700"}
    assert enter(governor).get("/rights/people.csv?area=6009").status_code == 403


def test_the_household_s_page_says_how_each_of_its_people_stands(enter, provincial_officer, governor):
    desk = enter(provincial_officer)
    brought_in(desk, 1)
    shown = text(desk.get(f"/households/{household_id(2)}/"))
    part = shown[shown.index('id="rights"') :]
    assert "มีสิทธิแต่ยังไม่ได้รับ" in part and "ทะเบียน ณ 1 ต.ค. 2568" in part and "พิจารณาเป็นรายกรณี" in part
    assert "ได้รับแล้ว" in text(desk.get(f"/households/{household_id(1)}/"))
    masked = text(enter(governor).get(f"/households/{household_id(2)}/"))
    assert "โครงการที่บอกความพิการแสดงเฉพาะผู้มีสิทธิเห็นชื่อ" in masked and "เบี้ยความพิการ" not in masked
