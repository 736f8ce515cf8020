"""The pages of certified figures: months, the desk of one, its figures, two beside each other, the one button."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from nsc.access.models import AuditLine
from nsc.jobs.models import Job
from nsc.secretariat import certified, issuing, remarks
from nsc.secretariat.document_kinds import Asked
from nsc.secretariat.models import Attestation, Figure, Remark
from nsc.surveys.models import PatternTally
from tests.casework.conftest import frozen

pytestmark = pytest.mark.django_db
MONTH, AT = date(2026, 1, 1), datetime(2026, 2, 2, 3, 0, tzinfo=UTC)
PAGE = "/figures/certified/2569-01/"


@pytest.fixture
def roll(surveyed, provincial_officer):
    return frozen(provincial_officer)


@pytest.fixture
def told(roll, provincial_officer):
    return certified.freeze(by=provincial_officer, at=AT, month=MONTH)


def text(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_list_says_where_every_month_stands_and_whose_turn_it_is(told, enter, district_officer):
    page = text(enter(district_officer).get("/figures/certified/"))
    assert "มกราคม 2569" in page and "ตรึงแล้ว รออำเภอยืนยัน" in page and "ยังไม่ตรึง" in page
    certified.confirm(by=district_officer, at=AT, snapshot=told.id, area="6009")
    page = text(enter(district_officer).get("/figures/certified/"))
    assert "อำเภอยืนยันแล้ว 1 จาก 2" in page and "รออำเภออีก 1 แห่งยืนยัน" in page


def test_one_button_freezes_and_orders_and_pressed_twice_it_does_so_once(roll, enter, provincial_officer):
    browser = enter(provincial_officer)
    assert "ตรึงตัวเลขและออกรายงานประจำเดือน" in text(browser.get(PAGE))
    for _time in range(2):
        assert browser.post(f"{PAGE}report/").headers["Location"] == PAGE
    assert Job.objects.count() == 2 and AuditLine.objects.filter(verb="figures.freeze").count() == 1
    page = browser.get(PAGE)
    assert "รอเริ่มงาน" in text(page) and 'hx-get="/figures/certified/2569-01/papers/"' in page.content.decode()
    assert "รอเริ่มงาน" in text(browser.get(f"{PAGE}papers/"))


def test_what_was_issued_is_listed_with_the_snapshot_it_quotes_and_handed_out(told, enter, provincial_officer, auditor):
    number = issuing.issue(by=provincial_officer, at=AT, name="monthly-province", asked=Asked("60", month=MONTH), form="xlsx")
    page = text(enter(provincial_officer).get(PAGE))
    assert "รายงานประจำเดือน ศจพ.จ." in page and "ฉบับที่ 1" in page
    paper = enter(provincial_officer).get(f"/documents/issued/{number}/file/")
    assert paper.status_code == 200 and b"".join(paper.streaming_content).startswith(b"PK")
    assert "รายงานประจำเดือน ศจพ.จ." not in text(enter(auditor).get(PAGE))
    assert enter(auditor).get(f"/documents/issued/{number}/file/").status_code == 404


def test_a_district_confirms_and_a_second_officer_of_the_province_certifies(told, enter, district_officer, provincial_officer, hire):
    assert "ยืนยันตัวเลขของอำเภอไพศาลี" in text(enter(district_officer).get(PAGE))
    enter(district_officer).post(f"/figures/certified/{told.id}/attest/", {"area": "6009"})
    assert "จึงต้องให้เจ้าหน้าที่ ศจพ.จ. อีกคนหนึ่งรับรอง" in text(enter(provincial_officer).get(PAGE))
    assert enter(provincial_officer).post(f"/figures/certified/{told.id}/attest/", {"because": "ด่วน"}).status_code == 409
    second = hire("malee", "มาลี", "provincial_centre")
    assert "เหตุผลที่รับรองไปก่อนอำเภอยืนยันครบ" in text(enter(second).get(PAGE))
    enter(second).post(f"/figures/certified/{told.id}/attest/", {"because": "อำเภอเมืองติดราชการ"})
    assert sorted(Attestation.objects.values_list("area_code", flat=True)) == ["60", "6009"]
    page = text(enter(second).get(PAGE))
    assert "รับรองทั้งที่ยังยืนยันไม่ครบ เพราะ อำเภอเมืองติดราชการ" in page and "เมื่อรับรอง ท่านบอกในนาม" not in page


def test_every_figure_is_called_by_its_thai_name(told, enter, provincial_officer):
    page = enter(provincial_officer).get(f"/figures/certified/{told.id}/?area=6009").content.decode()
    shown = text(enter(provincial_officer).get(f"/figures/certified/{told.id}/?area=6009"))
    assert "คนจนเป้าหมาย" in shown and "ครัวเรือนใน TPMAP" in shown and "ผลสำรวจ จปฐ." in shown
    keys = ("poor_households", "mpi_poor", "work.targets", "cases.late", "given.satang")
    assert not [key for key in keys if re.search(rf">[^<]*{re.escape(key)}[^<]*<", page)]


def test_areas_are_shown_by_any_figure_down_to_the_village(told, enter, provincial_officer):
    browser = enter(provincial_officer)
    page = browser.get(f"/figures/certified/{told.id}/?figure=members").content.decode()
    book = certified.book(provincial_officer, snapshot=told.id, area="60")
    assert "?area=6009&amp;figure=members" in page and book.of("members", "6009") == 4
    assert browser.get(f"/figures/certified/{told.id}/?area=60090804&figure=members").status_code == 200
    assert browser.get(f"/figures/certified/{told.id}/?figure=secrets").status_code == 409


def test_who_sees_figures_only_reads_that_small_numbers_are_closed(told, enter, auditor):
    page = text(enter(auditor).get(f"/figures/certified/{told.id}/?area=6009"))
    assert "ปิดไว้เพราะจำนวนน้อย" in page and "ท่านเห็นเฉพาะตัวเลขรวม" in page


def test_corrected_it_shows_what_differs_and_both_are_there(told, enter, provincial_officer):
    browser = enter(provincial_officer)
    refused = browser.post(f"/figures/certified/{told.id}/correct/", {"part": ["survey"], "because": "ตรวจ"})
    assert refused.status_code == 409
    PatternTally.objects.filter(pattern=0).update(members=7)
    answer = browser.post(f"/figures/certified/{told.id}/correct/", {"part": ["survey"], "because": "แก้แบบสำรวจ"})
    page = text(browser.get(answer.headers["Location"]))
    assert "เป็นฉบับแก้ไข เพราะ แก้แบบสำรวจ" in page and "คนในครัวเรือนที่สำรวจ" in page
    assert "มีฉบับแก้ไขภายหลัง" in text(browser.get(f"/figures/certified/{told.id}/"))
    assert "ฉบับที่ 2" in text(browser.get(PAGE)) and "ฉบับที่ 1" in text(browser.get(PAGE))


def test_alone_a_snapshot_has_none_to_be_compared_with(told, enter, provincial_officer):
    assert "ยังไม่มีฉบับอื่นให้เทียบ" in text(enter(provincial_officer).get(f"/figures/certified/{told.id}/compare/"))


def test_the_hash_is_checked_and_a_changed_row_is_found(told, enter, provincial_officer, district_officer):
    browser = enter(provincial_officer)
    assert "ไม่มีตัวเลขใดถูกแก้" in text(browser.post(f"/figures/certified/{told.id}/verify/", follow=True))
    row = Figure.objects.exclude(value=None).first()
    Figure.objects.filter(pk=row.pk).update(value=row.value + 1)
    assert "อย่าใช้ตัวเลขชุดนี้" in text(browser.post(f"/figures/certified/{told.id}/verify/", follow=True))
    assert "ตรวจว่าตัวเลขไม่ถูกแก้" not in text(enter(district_officer).get(f"/figures/certified/{told.id}/"))


def test_what_hinders_is_written_beside_the_figures(told, enter, provincial_officer, district_officer):
    enter(district_officer).post(f"{PAGE}remark/", {"problems": "น้ำท่วม", "proposals": "ขอเรือ"})
    assert Remark.objects.get().area_code == "6009"
    assert "น้ำท่วม" in enter(district_officer).get(PAGE).content.decode()
    assert remarks.of(provincial_officer, month=MONTH, area="60").problems == ""


@pytest.mark.parametrize("slug", ["2569-13", "1-1", "2569-1", "abc", "9999-99"])
def test_no_such_month_is_not_found(roll, enter, provincial_officer, slug):
    assert enter(provincial_officer).get(f"/figures/certified/{slug}/").status_code == 404


def test_before_the_first_survey_the_button_says_what_is_missing(province, enter, provincial_officer):
    answer = enter(provincial_officer).post(f"{PAGE}report/")
    assert answer.status_code == 409 and not Job.objects.exists()


@pytest.mark.parametrize(
    ("address", "most"),
    [("/figures/certified/", 16), (PAGE, 30), ("/figures/certified/{}/?area=60", 22), ("/figures/certified/{}/compare/", 36)],
)
def test_a_page_asks_little(told, enter, provincial_officer, address, most, django_assert_max_num_queries):
    for month in (date(2025, 11, 1), date(2025, 12, 1)):
        certified.freeze(by=provincial_officer, at=AT + timedelta(hours=1), month=month)
    browser = enter(provincial_officer)
    browser.get(address.format(told.id))
    with django_assert_max_num_queries(most):
        assert browser.get(address.format(told.id)).status_code == 200


def test_a_long_gone_month_says_that_it_is_late(told, enter, provincial_officer):
    assert timezone.now() - AT > timedelta(days=62)  # a page goes by the system's clock: what freezing now would mean
    assert "เกิน 31 วันหลังสิ้นเดือน" in text(enter(provincial_officer).get("/figures/certified/2568-12/"))
    assert "เกิน 31 วันหลังสิ้นเดือน" not in text(enter(provincial_officer).get(PAGE))
