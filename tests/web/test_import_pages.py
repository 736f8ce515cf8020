"""The import on its pages: from a dropped file to figures, and back again."""

import re
import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nsc.access.models import AuditLine
from nsc.intake import models
from nsc.jobs import work
from nsc.surveys.models import Batch
from tests.intake import deliveries
from tests.surveyed import bring_in, first_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


@pytest.fixture
def work_off(monkeypatch):
    """Does all that waits, as the worker would."""
    monkeypatch.setattr(work, "close_old_connections", lambda: None)  # the test's transaction lives in this one

    def work_off() -> None:
        while work.run_one(threading.Event(), beat=timedelta(minutes=5)):
            pass

    return work_off


@pytest.fixture
def sent(desk, work_off):
    """Drops a file on the page and lets it be checked; the address of its page."""

    def sent(content=None, name="จปฐ 2561.zip", **form) -> str:
        file = SimpleUploadedFile(name, (content or deliveries.survey()).read())
        response = desk.post("/import/", {"file": file, **form})
        assert response.status_code == 302, response.content.decode()
        work_off()
        return response["Location"]

    return sent


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_a_file_goes_from_the_page_to_the_figures(desk, sent, work_off):
    address = sent()
    assert "พร้อมบันทึก" in text(desk.get(address)) and not Batch.objects.exists()
    assert desk.post(f"{address}import/")["Location"] == address
    assert "กำลังบันทึก" in text(desk.get(address))
    work_off()
    done = text(desk.get(address))
    assert "บันทึกข้อมูลเข้าระบบแล้ว" in done and 'href="/overview/?round=2561"' in done
    assert "จปฐ. 2561" in text(desk.get("/overview/?poor=mpi"))


def test_while_work_goes_on_the_bar_asks_again_and_then_leads_to_the_result(desk, sent, work_off):
    address = sent()
    desk.post(f"{address}import/")
    bar = desk.get(f"{address}progress/")
    assert 'role="progressbar"' in text(bar) and "<html" not in text(bar) and f'hx-get="{address}progress/"' in text(bar)
    work_off()
    assert desk.get(f"{address}progress/")["HX-Redirect"] == address


def test_wrong_cells_are_told_one_by_one_and_can_be_fetched(desk, sent, work_off):
    address = sent(deliveries.survey(5, spoilt=2))
    page = text(desk.get(address))
    assert page.count("อาจจะ") == 2 and "ข้อ 1" in page and "มี 2 ช่องที่ยังรับไม่ได้" in page
    listed = desk.get(f"{address}errors.csv")
    assert "อาจจะ" in b"".join(listed.streaming_content).decode() and "attachment" in listed["Content-Disposition"]
    desk.post(f"{address}mark/")
    assert "กำลังทำเครื่องหมาย" in text(desk.get(f"{address}marked/"))
    work_off()
    assert f'href="{address}marked.xlsx"' in text(desk.get(address))
    assert b"".join(desk.get(f"{address}marked.xlsx").streaming_content)[:2] == b"PK"


def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(desk, sent):
    from io import BytesIO

    address = sent(BytesIO(b"\x00\x01 this is no table"), name="รูปถ่าย.xlsx")
    page = text(desk.get(address))
    assert "ทำไม่สำเร็จ" in page and "ไม่มีข้อมูลใดเปลี่ยนแปลง" in page and not Batch.objects.exists()


def test_other_headings_are_settled_by_a_person_and_remembered(desk, sent, work_off):
    address = sent(deliveries.not_plain(), name="อำเภอ.csv", year="2561")
    page = text(desk.get(address))
    fields = dict(re.findall(r'<select class="input" name="(column-\d+-\d+)".*?value="([^"]*)" selected', page, re.S))
    assert "จับคู่" in page and "house_code" in fields.values()
    desk.post(f"{address}map/", {**fields, "save_as": "แบบอำเภอ"})
    work_off()
    assert "แบบอำเภอ" in text(desk.get(address))
    again = sent(deliveries.not_plain(5), name="อีกครั้ง.csv", year="2561")
    assert "แบบอำเภอ" in text(desk.get(again))


def test_without_a_file_the_form_says_so(desk):
    assert 'role="alert"' in text(desk.post("/import/", {"year": "2561"}))


def test_an_upload_can_be_thrown_away(desk, sent):
    address = sent()
    assert desk.post(f"{address}discard/")["Location"] == "/import/"
    assert address not in text(desk.get("/import/")) and desk.get(address).status_code == 404


def test_work_can_be_called_off(desk, sent):
    address = sent()
    desk.post(f"{address}import/")
    desk.post(f"{address}cancel/")
    assert "ยกเลิกแล้ว" in text(desk.get(address)) and not Batch.objects.exists()


def test_a_batch_is_withdrawn_with_a_reason(desk, surveyed):
    batch = Batch.objects.get(round__survey_year=2021)
    page = text(desk.get("/import/"))
    assert f'action="/import/batches/{batch.pk}/undo/"' in page
    answer = desk.post(f"/import/batches/{batch.pk}/undo/", {"because": "ผิดปี"}, follow=True)
    assert "ถอนข้อมูลชุดที่" in answer.content.decode() and "ถอนแล้ว" in answer.content.decode()
    assert AuditLine.objects.get(verb="survey.undo").because == "ผิดปี"
    assert "จปฐ. 2561" in text(desk.get("/overview/"))


def test_a_batch_on_which_another_rests_stays_and_the_page_says_why(desk, surveyed, tmp_path):
    homes, people = first_round()
    homes[0]["ข้อ 4"] = "0"
    bring_in(tmp_path / "later", 2561, homes, people)
    first = Batch.objects.filter(round__survey_year=2018).earliest("pk")
    answer = desk.post(
        f"/import/batches/{first.pk}/undo/", {"because": "ทดลอง"}, headers={"Referer": "http://testserver/import/"}, follow=True
    )
    assert "แก้ไขทับข้อมูลของชุดนี้" in answer.content.decode()
    first.refresh_from_db()
    assert first.state == Batch.State.PUBLISHED


def test_the_empty_form_can_be_fetched(desk):
    assert b"".join(desk.get("/import/template/2560-2564.xlsx").streaming_content)[:2] == b"PK"
    assert desk.get("/import/template/nothing.xlsx").status_code == 404


@pytest.mark.parametrize("who", ["governor", "district_officer", "somjai", "auditor", "nurse"])
def test_who_may_not_import_finds_no_door(enter, request, desk, sent, who):
    address = sent()
    browser = enter(request.getfixturevalue(who))
    brings_help = who in ("district_officer", "nurse")  # lists of help come in by the same page
    assert browser.get("/import/").status_code == (200 if brings_help else 403)
    for place in (address, f"{address}progress/", f"{address}errors.csv", f"{address}marked.xlsx"):
        assert browser.get(place).status_code in (403, 404), place
    for verb in ("import", "discard", "mark", "cancel", "check", "ask"):
        assert browser.post(f"{address}{verb}/").status_code in (403, 404), verb
    assert models.Upload.objects.get().state == "checked"


def test_the_pages_ask_the_database_little(desk, sent, django_assert_max_num_queries):
    address = sent(deliveries.survey(5, spoilt=2))
    with django_assert_max_num_queries(12):
        text(desk.get("/import/"))
    with django_assert_max_num_queries(12):
        text(desk.get(address))
