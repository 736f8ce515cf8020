"""The pages of auditors, of the data-protection officer, and of who opens a household in an emergency."""

import csv
from datetime import timedelta

import pytest
from django.utils import timezone

from nsc.access import alerts, audit, glass, limits, reach
from nsc.access.models import Alert, AuditLine, Emergency
from nsc.web import watch
from tests.survey_files import house_code, national_id
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
BECAUSE = "บ้านไฟไหม้ ต้องตามหาสมาชิกที่ติดเตียง"
NAMES = ("ทดสอบ", "ดวงดาว", "สมมุติ")


@pytest.fixture
def dpo(hire):
    return hire("dara", "ดารา", "dpo")


@pytest.fixture
def seen(enter, somjai):
    """Household 1, opened by its mentor."""
    reach.give(household=household_id(1), to=somjai, purpose="mentor")
    text(enter(somjai).get(f"/households/{household_id(1)}/"))


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def lines_behind(user, verb):
    return AuditLine.objects.filter(by=user, verb=verb)


def test_an_auditor_types_an_id_and_reads_who_has_seen_the_person(enter, auditor, seen, django_assert_max_num_queries):
    browser = enter(auditor)
    answer = browser.post("/audit/seen/", {"number": national_id(101)})
    assert answer.status_code == 302 and answer["Location"] == f"/audit/seen/{household_id(1)}/"
    with django_assert_max_num_queries(30):
        page = text(browser.get(answer["Location"]))
    assert "สมใจ" in page and "เปิดแฟ้มครัวเรือน" in page and "ตำบลไพศาลี" in page and "data-print" in page
    assert not any(name in page for name in (*NAMES, national_id(101)))
    assert lines_behind(auditor, "person.search").count() == 1 == lines_behind(auditor, "audit.trace").count()


def test_the_dpo_asks_by_name_and_chooses_among_masked_ones(enter, dpo, seen):
    page = text(enter(dpo).post("/audit/seen/", {"name": "ทดสอบ", "place": "600908"}))
    assert f"/audit/seen/{household_id(1)}/" in page and f"/audit/seen/{household_id(2)}/" in page and "นางท•••• ส••••" in page
    assert "ทดสอบ1" not in page
    found = enter(dpo).post("/audit/seen/", {"name": "ดวงดาว", "place": "600908"})
    assert found.status_code == 302 and "ดวงดาว" not in found["Location"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"number": ""}, "จำเป็น"),
        ({"number": "123"}, "13 หลัก"),
        ({"number": "1" * 13}, "เลขตรวจสอบ"),
        ({"number": house_code(999)}, "ไม่พบครัวเรือน"),
        ({"name": "ทดสอบ", "place": "ไม่มีที่นี้"}, "ไม่พบตำบลหรือหมู่บ้าน"),
        ({"name": "ทดสอบ", "place": "6009"}, "พบหลายแห่ง"),
        ({"name": "ท", "place": "600908"}, "2 ตัวอักษร"),
    ],
)
def test_a_question_that_finds_nothing_says_what_to_mend(enter, auditor, told, said):
    assert said in text(enter(auditor).post("/audit/seen/", told))


def test_who_asks_for_person_after_person_hears_when_to_go_on(enter, auditor, monkeypatch):
    monkeypatch.setattr(limits, "PERSON", limits.Limit("person", 2, timedelta(days=1)))
    browser = enter(auditor)
    text(browser.post("/audit/seen/", {"number": "1" * 13}))
    text(browser.post("/audit/seen/", {"name": "ทดสอบ", "place": "600908"}))
    for asked in ({"number": national_id(101)}, {"name": "ทดสอบ", "place": "600908"}):
        answer = browser.post("/audit/seen/", asked)
        page = answer.content.decode()
        assert answer.status_code == 429 and 1 <= int(answer["Retry-After"]) <= 86_401
        assert "ค้นบ่อยเกินไป" in page and "ลองใหม่ได้ตั้งแต่" in page and national_id(101) not in page
    assert lines_behind(auditor, "person.search").count() == 1


def test_of_whom_nobody_looked_at_the_page_says_so(enter, auditor):
    AuditLine.objects.all().delete()
    assert "ยังไม่มีผู้ใดเห็นข้อมูล" in text(enter(auditor).get(f"/audit/seen/{household_id(5)}/"))


def test_who_has_seen_goes_out_as_a_table_with_a_line(enter, auditor, seen):
    answer = enter(auditor).get(f"/audit/seen/{household_id(1)}/lines.csv")
    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert "household.see" in [row["verb"] for row in rows] and "attachment" in answer["Content-Disposition"]
    line = lines_behind(auditor, "audit.export").get()
    assert (line.on_id, line.count) == (str(household_id(1)), len(rows))


def test_a_number_in_the_address_tells_nobody_else_anything(enter, provincial_officer, auditor):
    for user in (provincial_officer, auditor):
        numbers = (household_id(1), 10**9) if user is provincial_officer else (10**9, 10**30)
        assert {enter(user).get(f"/audit/seen/{number}/").status_code for number in numbers} == {404}


def test_a_household_that_is_not_theirs_is_not_found_and_that_is_on_the_record(enter, prasit):
    for number in (household_id(1), 10**9, 10**50):
        assert enter(prasit).get(f"/households/{number}/").status_code == 404
    assert lines_behind(prasit, "household.refuse").count() == 3


def test_the_indicators_go_out_with_a_line_that_says_what_and_how_many(enter, governor):
    answer = enter(governor).get("/indicators/file/?as=csv&area=6009&sort=number")
    rows = b"".join(answer.streaming_content).decode().partition("\r\n\r\n")[2].strip().splitlines()
    line = lines_behind(governor, "indicators.export").get()
    assert (line.place, line.count) == ("6009", len(rows) - 1) and line.detail == "2021 sort=number"


# — the glass —


def ask(browser, **told):
    return browser.post("/glass/", {"number": house_code(1), "reason": "disaster", "because": BECAUSE} | told)


def test_a_mentor_of_elsewhere_opens_a_house_that_burns_and_the_page_says_for_how_long(enter, prasit, dpo, district_officer):
    browser = enter(prasit)
    answer = ask(browser)
    assert answer["Location"] == f"/households/{household_id(1)}/"
    page = text(browser.get(answer["Location"]))
    assert "เปิดกรณีฉุกเฉิน" in page and "ชั่วโมง" in page and "ทดสอบ1" in page
    assert f"/glass/{Emergency.objects.get().pk}/end/" in page
    assert browser.get(f"/households/{household_id(2)}/").status_code == 404
    assert dpo.notices.get().kind == "glass.review" and district_officer.notices.get().kind == "glass.here"


def test_handed_back_it_is_closed(enter, prasit):
    browser = enter(prasit)
    ask(browser)
    assert browser.post(f"/glass/{Emergency.objects.get().pk}/end/")["Location"] == "/glass/"
    assert browser.get(f"/households/{household_id(1)}/").status_code == 404
    assert "คืนก่อนกำหนดแล้ว" in text(browser.get("/glass/"))


def test_run_out_it_is_closed(enter, prasit):
    browser = enter(prasit)
    ask(browser)
    now = timezone.now()
    Emergency.objects.update(opened_at=now - timedelta(hours=4), until=now)
    assert browser.get(f"/households/{household_id(1)}/").status_code == 404
    assert "ครบกำหนดแล้ว" in text(browser.get("/glass/"))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"because": "ด่วน"}, "อย่างน้อย 15 ตัวอักษร"),
        ({"reason": ""}, "จำเป็น"),
        ({"number": house_code(999)}, "ไม่พบครัวเรือนที่เปิดได้"),
        ({"number": "ไพศาลี"}, "ไม่พบครัวเรือนที่เปิดได้"),
        ({"because": f"ตามหา {national_id(101)} ด่วนมากครับ"}, "โปรดไม่ใส่เลขประจำตัว"),
    ],
)
def test_without_a_reason_or_a_number_nothing_opens(enter, prasit, told, said):
    assert said in text(ask(enter(prasit), **told))
    assert not Emergency.objects.exists()


def test_the_house_that_was_opened_by_its_own_people_shows_no_banner(enter, district_officer):
    assert "เปิดกรณีฉุกเฉิน" not in text(enter(district_officer).get(f"/households/{household_id(1)}/"))


def test_the_officer_looks_into_it(enter, prasit, dpo, django_assert_max_num_queries):
    ask(enter(prasit))
    opened, browser = Emergency.objects.get(), enter(dpo)
    with django_assert_max_num_queries(12):
        page = text(browser.get("/glass/reviews/"))
    assert BECAUSE in page and "ประสิทธิ์" in page and "รอตรวจ 1 เรื่อง" in page and "ยังเปิดอยู่" in page
    told = {"finding": "justified", "note": "สอบถาม ปภ. แล้ว"}
    assert browser.post(f"/glass/{opened.pk}/review/", told)["Location"] == "/glass/reviews/"
    page = text(browser.get("/glass/reviews/"))
    assert "มีเหตุฉุกเฉินจริง" in page and "สอบถาม ปภ. แล้ว" in page and "ไม่มีเรื่องรอตรวจ" in page


@pytest.mark.parametrize(("left", "said"), [(timedelta(hours=2, minutes=5), "2 ชั่วโมง 5 นาที"), (timedelta(seconds=3), "1 นาที")])
def test_the_time_left_is_said_in_words(at, left, said):
    assert watch.left(at + left, at) == said


# — alerts —


@pytest.fixture
def alert(district_officer, at):
    for number in range(61):
        audit.seen(by=district_officer, at=at, what="household", on=("household", number), place=OURS)
    audit.seal(at)
    alerts.watch(at)
    return Alert.objects.get()


def test_an_alert_explains_itself_and_leads_to_its_lines(enter, dpo, alert, django_assert_max_num_queries):
    browser = enter(dpo)
    with django_assert_max_num_queries(12):
        page = text(browser.get("/alerts/"))
    assert "เปิดแฟ้มครัวเรือน 61 ครัวเรือนในชั่วโมงเดียว เกณฑ์คือ 60" in page and "วิชัย" in page
    behind = "/audit/?who=wichai&since=2026-01-15&until=2026-01-15&group=view"
    assert behind.replace("&", "&amp;") in page
    assert text(browser.get(behind)).count("เปิดแฟ้มครัวเรือน") >= 61


def test_an_alert_is_reviewed_on_its_page(enter, dpo, alert):
    browser = enter(dpo)
    browser.post(f"/alerts/{alert.pk}/review/", {"finding": "explained", "note": "สำรวจทั้งหมู่บ้าน"})
    page = text(browser.get("/alerts/"))
    assert "มีเหตุผลอันควร" in page and "สำรวจทั้งหมู่บ้าน" in page and "ไม่มีเรื่องรอตรวจ" in page


def test_every_kind_of_alert_has_a_heading_and_a_page_that_reads(enter, dpo, district_officer, at):
    for kind in watch.TITLES:
        told = {"since": at, "until": at + timedelta(hours=1), "count": 9, "limit": 3, "usual": 1, "found_at": at}
        Alert.objects.create(kind=kind, user=district_officer, place="600908" if kind == "new_area" else "", **told)
    page = text(enter(dpo).get("/alerts/"))
    assert all(str(title) in page for title in watch.TITLES.values()) and "{" not in page.split("<main")[1]
    assert "ตำบลไพศาลี อำเภอไพศาลี" in page or "อำเภอไพศาลี ตำบลไพศาลี" in page


def test_the_record_is_filtered_by_the_kind_of_act(enter, auditor, seen):
    page = text(enter(auditor).get("/audit/?group=view&place=6009"))
    assert "เปิดแฟ้มครัวเรือน" in page and "มอบบทบาท" not in page.split("<tbody>")[1]
    assert 'role="alert"' in text(enter(auditor).get("/audit/?group=x"))


def test_the_views_of_the_record_are_those_one_has_a_use_for(enter, auditor, dpo):
    assert "/alerts/" not in text(enter(auditor).get("/audit/"))
    assert "/alerts/" in text(enter(dpo).get("/audit/")) and "/glass/reviews/" in text(enter(dpo).get("/audit/"))


def test_reasons_of_a_glass_can_all_be_said():
    assert all(glass.REASONS.values())
