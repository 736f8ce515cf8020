"""Lists of help on their pages: sent, looked at, stored, matched at the desk, taken back; TPMAP Logbook beside ours."""

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nsc.access.models import AuditLine
from nsc.jobs import work
from nsc.welfare.models import Assistance, HelpList, HelpRow
from tests.casework.conftest import surveyed  # noqa: F401
from tests.intake.helping import row, sent
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
ALMOST = {"first": "ทดสอ1", "last": "สมมุติ", "no": "11/1", "village": OURS}


@pytest.fixture
def work_off(monkeypatch):
    monkeypatch.setattr(work, "close_old_connections", lambda: None)

    def work_off() -> None:
        while work.run_one(threading.Event(), beat=timedelta(minutes=5)):
            pass

    return work_off


@pytest.fixture
def drop(client, work_off, provincial_officer):
    """Drops a list on the page of import; the address of its page."""

    def drop(*rows, by=provincial_officer, kind="help", **form) -> str:
        client.force_login(by)
        file = SimpleUploadedFile("บัญชี.csv", sent(*rows).read())
        response = client.post("/import/", {"file": file, "kind": kind, **form})
        assert response.status_code == 302, response.content.decode()
        work_off()
        return response["Location"]

    return drop


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_a_list_goes_from_the_page_to_the_household_and_back(client, drop, work_off):
    address = drop(row(pid=1), row(**ALMOST), row(pid=1, on="31/02/2569"))
    looked = text(client.get(address))
    assert "จับคู่ครัวเรือนได้" in looked and "ไม่มีวันที่นี้ในปฏิทิน" in looked and not Assistance.objects.exists()
    client.post(f"{address}import/")
    work_off()
    done = text(client.get(address))
    number = HelpList.objects.get().pk
    assert f"/help/unmatched/?list={number}" in done and Assistance.objects.count() == 1
    assert "บัญชีการช่วยเหลือที่นำเข้า" in text(client.get("/import/"))
    assert client.post(f"/import/help/{number}/undo/", {"because": "ส่งผิดไฟล์"})["Location"] == "/import/"
    assert Assistance.objects.get().state == "withdrawn"


def test_a_row_is_matched_at_the_desk(client, drop, work_off):
    address = drop(row(**ALMOST), row(**ALMOST, what="ข้าวสาร", baht="350"))
    client.post(f"{address}import/")
    work_off()
    desk = text(client.get("/help/unmatched/"))
    first = HelpRow.objects.order_by("pk").first()
    assert "ทดสอ1 สมมุติ" in desk and "และอีก 1 แถวของคนเดียวกัน" in desk
    one = text(client.get(f"/help/unmatched/{first.pk}/"))
    assert "ทดสอบ1 สมมุติ" in one and "ใช่ ครัวเรือนนี้" in one
    other = HelpRow.objects.exclude(pk=first.pk).get().pk
    told = {"household": household_id(1), "row": [other]}
    assert client.post(f"/help/unmatched/{first.pk}/settle/", told)["Location"] == "/help/unmatched/"
    assert Assistance.objects.filter(household=household_id(1)).count() == 2
    assert "ไม่มีแถวที่รอจับคู่" in text(client.get("/help/unmatched/"))


def test_an_office_finds_its_own_lists_and_nothing_of_surveys(client, drop, nurse):
    address = drop(row(pid=1), by=nurse)
    page = text(client.get("/import/"))
    assert "นำเข้าบัญชีการช่วยเหลือ" in page and "ปีสำรวจ" not in page and "ถอนข้อมูลชุด" not in page and "TPMAP Logbook" not in page
    assert "โรงพยาบาลตัวอย่าง" in text(client.get(address))


def test_the_form_is_read_without_asking(client, drop):
    drop(row(pid=1))
    response = client.get("/import/help/template.xlsx")
    assert response.status_code == 200 and AuditLine.objects.filter(verb="template.export", detail="help").count() == 1
    file = SimpleUploadedFile("แบบฟอร์ม.xlsx", b"".join(response.streaming_content))
    address = client.post("/import/", {"file": file, "kind": "help"})["Location"]
    assert client.get(address).status_code == 200


def test_differences_from_logbook_are_settled_on_their_page(client, drop, work_off):
    for kind, rows in (("help", [row(pid=2, baht="1000")]), ("logbook", [row(pid=2, baht="1200"), row(pid=3)])):
        client.post(f"{drop(*rows, kind=kind)}import/")
        work_off()
    page = text(client.get("/logbook/"))
    assert "แบบที่เสนอ ยังไม่เป็นทางการ" in page and "2 รายการรอตัดสิน" in page
    rows = list(HelpRow.objects.values_list("pk", flat=True))
    assert client.post("/logbook/settle/", {"row": rows, "how": "accept"}).status_code == 409
    client.post("/logbook/settle/", {"row": rows, "how": "accept", "because": "ตรวจแล้ว", "back": "/logbook/"})
    assert Assistance.objects.filter(state="delivered", road="logbook").count() == 2
    assert "ไม่มีสิ่งที่ต่างกันรอตัดสิน" in text(client.get("/logbook/"))


def test_ours_goes_out_as_a_file(client, drop, work_off):
    client.post(f"{drop(row(pid=1))}import/")
    work_off()
    response = client.post("/logbook/export/", {"what": "help", "kind": "csv", "area": "60"})
    assert "attachment" in response["Content-Disposition"] and "ทดสอบ1" in b"".join(response.streaming_content).decode()
    assert AuditLine.objects.get(verb="logbook.export").count == 1
