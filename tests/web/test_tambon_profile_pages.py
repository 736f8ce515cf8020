"""Pages of a tambon's profile, goals, register and team."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nsc.reports import tambon_profile
from nsc.tambon import goals, indicator_values, initiatives, team_meetings, teammates, undertakings
from tests.files import pictures

TAMBON = "600908"
HOME = f"/tambon/{TAMBON}/"
VALUE = {"dimension": "health", "indicator": "อสม.", "unit": "คน", "value": "20.50", "year": "2567", "source": "รพ.สต."}
GOAL = {"dimension": "economy", "text": "รายได้เพิ่ม", "indicator": "รายได้กลุ่ม", "unit": "บาท", "baseline": "100", "baseline_year": "2567"}
GOAL |= {"target": "300", "by_year": "2571", "source": "บัญชี"}
PROJECT = {"name": "ธนาคารน้ำ", "dimension": "environment", "agency": "อบต.", "funder": "", "baht": "", "starts_on": "2025-01-01"}
PROJECT |= {"ends_on": "2030-06-01", "continued_by": "", "result": ""}


@pytest.fixture
def team(hire, province, at):
    malee = hire("malee", "มาลี", "smart_tambon_team", TAMBON)
    initiatives.begin(by=malee, at=at, area=TAMBON)
    return malee


@pytest.fixture
def page(enter, team):
    return enter(team)


def sent(page, address, data):
    """Where it led to."""
    answer = page.post(HOME + address, data)
    assert answer.status_code == 302, answer.text
    return answer


def test_an_empty_profile_says_what_to_do(page):
    text = page.get(HOME + "profile/").text
    assert "ยังไม่มีตัวชี้วัดด้านสิ่งแวดล้อม" in text and "ยังไม่มีข้อมูลสำรวจ" in text
    assert "เติมข้อมูลตำบล" in page.get(HOME).text and "ยังไม่มีตัวชี้วัดด้าน" not in page.get(HOME).text
    for address, says in (("goals/", "ยังไม่ได้ตั้งเป้าหมาย"), ("register/", "ยังไม่มีโครงการในทะเบียน"), ("team/", "ยังไม่มีคนในทีม")):
        assert says in page.get(HOME + address).text


def test_a_value_is_typed_in_the_buddhist_era_and_corrected(page, team):
    assert sent(page, "profile/value/?dimension=health", VALUE).url.endswith("/profile/#health")
    sent(page, "profile/value/", VALUE | {"value": "22"})
    (given,) = indicator_values.of(team, TAMBON)
    assert (given.year, given.value) == (2024, 22)
    text = page.get(HOME + "profile/").text
    assert "อสม." in text and "2567" in text and "ยังไม่มีตัวชี้วัดด้านสุขภาพ" not in text
    history = page.get(HOME + "profile/value/?dimension=health&indicator=อสม.").text
    assert "20.5" in history and "ถูกแก้แล้ว" in history
    assert "ข้อเสนอ ยังไม่เป็นทางการ" in history


def test_what_is_wrong_is_said_on_the_form_and_what_was_typed_stays(page, team):
    answer = page.post(HOME + "profile/value/", VALUE | {"year": "2590"})
    assert answer.status_code == 200 and "ปีของข้อมูลต้องไม่เกินปีนี้" in answer.text and 'value="20.50"' in answer.text
    assert indicator_values.of(team, TAMBON) == []


def test_findings_are_written_on_the_page_itself(page):
    sent(page, "profile/finding/", {"kind": "asset", "dimension": "health", "text": "อสม. เข้มแข็ง"})
    sent(page, "profile/finding/", {"kind": "threat", "dimension": "", "text": "ฝนทิ้งช่วง <b>"})
    text = page.get(HOME + "profile/").text
    assert "อสม. เข้มแข็ง" in text and "ฝนทิ้งช่วง &lt;b&gt;" in text
    assert "โปรดเขียนข้อความก่อนบันทึก" in page.post(HOME + "profile/finding/", {"kind": "threat", "text": ""}, follow=True).text


def test_a_photograph_is_added_seen_and_removed(page):
    file = SimpleUploadedFile("สมชาย.jpg", pictures.photograph((640, 480)), "image/jpeg")
    assert "จำเป็น" in page.post(HOME + "profile/photographs/", {"file": file, "caption": "สระน้ำ"}).text  # no consent
    sent(page, "profile/photographs/", {"file": io.BytesIO(pictures.photograph()), "caption": "สระน้ำ", "is_consented": "on"})
    text = page.get(HOME + "profile/").text
    assert "สระน้ำ" in text
    address = text.split('<img src="')[1].split('"')[0]
    small = page.get(address)
    assert small["Content-Type"] == "image/jpeg" and b"".join(small.streaming_content).startswith(b"\xff\xd8")
    sent(page, address.removeprefix(HOME).replace("small", "remove"), {})
    assert page.get(address).status_code == 404


def test_a_goal_is_set_measured_and_given_up(page, team):
    sent(page, "goals/agree/", GOAL)
    (goal,) = goals.of(team, TAMBON)
    assert (goal.baseline_year, goal.by_year) == (2024, 2028)
    sent(page, f"goals/{goal.id}/measure/", {"year": "2568", "value": "200", "source": "บัญชี"})
    assert "มาแล้วร้อยละ 50 ของทาง" in page.get(HOME + "goals/").text and "มาแล้วร้อยละ 50 ของทาง" in page.get(HOME).text
    sent(page, f"goals/{goal.id}/end/", {"because": "ตั้งใหม่"})
    assert "ตั้งใหม่" in page.get(HOME + "goals/").text and goals.of(team, TAMBON) == []


def test_a_project_is_registered_and_the_later_writer_is_told(page, team, at):
    sent(page, "register/add/", PROJECT)
    (row,) = undertakings.of(team, TAMBON, on=at.date())
    change = f"register/{row.id}/"
    seen = page.get(HOME + change).text.split('name="seen" value="')[1].split('"')[0]
    sent(page, change, PROJECT | {"seen": seen, "continued_by": "กลุ่มผู้ใช้น้ำ"})
    answer = page.post(HOME + change, PROJECT | {"seen": seen, "continued_by": "คนอื่น"})
    assert answer.status_code == 200 and "มีผู้แก้ไขรายการนี้" in answer.text and "คนอื่น" in answer.text
    assert "กลุ่มผู้ใช้น้ำ" in page.get(HOME + "register/").text


def test_a_team_meets_and_gives_a_task(page, team, at):
    sent(page, "team/join/", {"name": "สมหญิง ใจดี", "role": "ผู้ประสานงาน", "organisation": "กลุ่มแม่บ้าน"})
    mate = teammates.of(team, TAMBON, at=at).active[0].id
    sent(page, "team/training/", {"course": "บัญชี", "on": "2026-01-10", "giver": "สหกรณ์", "can_now": "ลงบัญชี", "people": [mate]})
    text = page.get(HOME + "team/").text
    assert "สมหญิง ใจดี" in text and "ลงบัญชี" in text and "ยังไม่มีผู้สืบทอด" in text
    sent(page, "meetings/hold/", {"subject": "ตั้งทีม", "on": "2026-01-10", "minutes": "คุย", "decisions": "หนึ่ง", "people": [mate]})
    (held,) = team_meetings.of(team, TAMBON)
    sent(page, f"meetings/task/?meeting={held.id}", {"what": "หาลานตาก", "owner": mate, "due_on": "2026-01-12"})
    assert "หาลานตาก" in page.get(HOME + f"meetings/{held.id}/").text
    assert "เลยกำหนด" in page.get(HOME).text and "สมหญิง" not in page.get(HOME).text
    (task,) = team_meetings.tasks(team, TAMBON, on=at.date())
    sent(page, f"meetings/task/{task.id}/done/", {"result": "ลานวัด"})
    assert "ลานวัด" in page.get(HOME + "meetings/").text
    seen = page.get(HOME + f"meetings/{held.id}/change/").text.split('name="seen" value="')[1].split('"')[0]
    sent(page, f"meetings/{held.id}/change/", {"subject": "ตั้งทีม", "on": "2026-01-10", "minutes": "คุยต่อ", "seen": seen})
    assert "คุยต่อ" in page.get(HOME + f"meetings/{held.id}/").text
    sent(page, f"team/{mate}/leave/", {"because": "ย้าย"})
    assert "เคยอยู่ในทีม" in page.get(HOME + "team/").text


def test_a_reader_sees_no_name_and_no_button(page, enter, hire, team, at):
    teammates.join(by=team, at=at, area=TAMBON, name="สมหญิง ใจดี", role="ผู้ประสานงาน", organisation="กลุ่มแม่บ้าน")
    reader = enter(hire("governor", "ผู้ว่าฯ", "executive", "60"))
    for address in ("", "profile/", "goals/", "register/", "team/", "meetings/"):
        text = reader.get(HOME + address).text
        assert "สมหญิง" not in text and 'method="post" action="/tambon' not in text and "button first" not in text, address
    assert reader.get(HOME + "team/join/").status_code == 403


def test_a_year_is_closed_and_two_are_read_side_by_side(enter, hire, surveyed, at):
    malee = hire("malee", "มาลี", "smart_tambon_team", TAMBON)
    initiatives.begin(by=malee, at=at, area=TAMBON)
    tambon_profile.close(by=malee, at=at, area=TAMBON, year=2024)
    page = enter(malee)
    sent(page, "profile/close/", {"year": "2568"})
    assert "ปิดข้อมูลปี 2568 ไปแล้ว" in page.post(HOME + "profile/close/", {"year": "2568"}, follow=True).text
    text = page.get(HOME + "profile/2568/?beside=2567").text
    assert "ครัวเรือนที่สำรวจ" in text and "2567" in text and "ปิดไว้เพราะจำนวนน้อย" in text
    assert page.get(HOME + "profile/2560/").status_code == 404


@pytest.mark.parametrize(("address", "most"), [("profile/", 70), ("goals/", 16), ("register/", 14), ("team/", 18), ("meetings/", 20)])
def test_the_pages_cost_little(enter, hire, surveyed, at, django_assert_max_num_queries, address, most):
    malee = hire("malee", "มาลี", "smart_tambon_team", TAMBON)
    initiatives.begin(by=malee, at=at, area=TAMBON)
    page = enter(malee)
    with django_assert_max_num_queries(most):
        assert page.get(HOME + address).status_code == 200
