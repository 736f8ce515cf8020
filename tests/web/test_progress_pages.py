"""Progress at the desk, resolutions taken back, criteria and holidays, and the citizen's door."""

import csv
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from nsc.access.models import AuditLine
from nsc.casework import cases, forums, meetings, proposals, rolls, verifications
from nsc.casework.models import Case, Criteria, OwnHoliday, Proposal, Revocation, Target, Ticket
from nsc.surveys import rounds
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


@pytest.fixture
def team(hire):
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


@pytest.fixture
def roll(operator):
    """Households 1, 2 and 4, in use this fiscal year; household 1 is visited."""
    at = timezone.now()
    year = rolls.fiscal_year(timezone.localdate())
    drawn = rolls.draw_up(by=operator, at=at, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest())
    made = rolls.freeze(by=operator, at=at, roll=drawn)
    case = cases.open_(by=operator, at=at, household=household_id(1))
    Case.objects.filter(pk=case.pk).update(visited_on=timezone.localdate(), due_on=timezone.localdate() - timedelta(days=1))
    return made


def test_the_funnel_and_who_is_late(enter, governor, roll):
    page = text(enter(governor).get("/progress/"))
    assert "จากเป้าหมายถึงพ้นความยากจน" in page and "ใครช้า" in page and "ไพศาลี" in page
    assert "ยังไม่มีครัวเรือนที่พ้นแล้วและตรวจซ้ำในปีนี้" in page
    narrowed = text(enter(governor).get(f"/progress/?area={OURS}&group=tpmap"))
    assert "step=visited" in narrowed and "รายพื้นที่" not in narrowed


def test_without_a_list_it_says_what_to_do(enter, governor):
    assert "ไม่มีเป้าหมายที่ตรงกับที่เลือก" in text(enter(governor).get("/progress/"))


def test_the_other_tabs(enter, governor, roll):
    desk = enter(governor)
    assert "ครัวเรือนที่ถึงแต่ละขั้น รายเดือน" in text(desk.get("/progress/months/"))
    assert "ยังไม่มีหน่วยงาน" in text(desk.get("/progress/agencies/"))
    assert "ยังไม่มีครัวเรือนที่วัดซ้ำ" in text(desk.get("/progress/recalculated/"))
    assert "/progress/" in text(desk.get("/targets/"))


def test_a_filter_that_is_none_is_refused(enter, governor, roll):
    assert enter(governor).get("/progress/?dimension=wealth").status_code == 409
    assert enter(governor).get("/progress/?agency=99999").status_code == 404


def test_the_file(enter, district_officer, roll):
    answer = enter(district_officer).get("/progress/table.csv")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert [(row["code"], row["targets"], row["visited"], row["overdue"]) for row in rows] == [("600908", "2", "1", "1")]
    assert AuditLine.objects.get(verb="progress.export").place == "6009"


@pytest.mark.parametrize(("address", "most"), [("/progress/", 12), ("/targets/", 26), ("/targets/errors/", 16)])
def test_a_page_asks_as_often_for_the_province_as_for_a_village(enter, governor, roll, address, most, django_assert_max_num_queries):
    desk = enter(governor)
    desk.get(address)
    for area in ("", f"?area={OURS}"):
        with django_assert_max_num_queries(most):
            text(desk.get(address + area))


def test_a_resolution_is_taken_back_by_a_later_meeting(enter, district_officer, team, roll):
    at, today, year = timezone.now(), timezone.localdate(), rolls.fiscal_year(timezone.localdate())
    number = Target.objects.get(household=household_id(1)).pk
    verifications.verify(by=team, at=at, targets=[number], result="still_poor", on=today)
    held = {"place": "ศาลา", "chair": "ผู้ใหญ่บ้าน", "attendance": 9, "minutes": "มติ"}
    forums.hold(by=team, at=at, fiscal_year=year, village=OURS, on=today, decisions={number: None}, **held)
    told = {"by": district_officer, "at": at, "area": "6009", "on": today, "place": "อำเภอ", "chair": "นายอำเภอ"}
    first, later = (meetings.convene(**told, number=each).pk for each in ("1/2570", "2/2570"))
    made = meetings.resolve(by=district_officer, at=at, meeting=first, roll=roll)
    desk = enter(district_officer)
    assert "เพิกถอนมติของครั้งก่อน" in text(desk.get(f"/targets/meetings/{later}/"))
    sent = desk.post(f"/targets/meetings/{later}/revoke/", {"resolution": made.pk, "because": "ผิดรายชื่อ"})
    assert sent.status_code == 302 and Revocation.objects.get().households == 1
    assert "เพิกถอนโดยการประชุมครั้งที่ 2/2570" in text(desk.get(f"/targets/meetings/{first}/"))
    assert "มติเดิมที่เพิกถอน" in text(desk.get(f"/targets/meetings/{later}/"))
    assert "มติที่ประชุม: เพิกถอน" in text(desk.get(f"/targets/households/{number}/"))


def test_the_province_sets_its_criteria_and_says_whether_they_are_official(enter, provincial_officer, governor):
    desk = enter(provincial_officer)
    assert "เกณฑ์เบื้องต้น ยังไม่เป็นทางการ" in text(desk.get("/targets/criteria/"))
    told = {"income_limit": 90_000, "child_until": 6, "elderly_from": 60, "few_dependants": 2, "source": "มติ 2/2570"}
    assert 'class="wrong"' in text(desk.post("/targets/criteria/", told)) and not Criteria.objects.exists()
    day = {"valid_from": timezone.localdate().isoformat()}
    assert desk.post("/targets/criteria/", told | day | {"is_official": "on"}).status_code == 302
    page = text(enter(governor).get("/targets/criteria/"))
    assert "90,000" in page and "มติ 2/2570" in page and "ตั้งเกณฑ์ใหม่" not in page
    assert enter(governor).post("/targets/criteria/", told | day).status_code == 403


def test_the_provinces_own_holidays(enter, provincial_officer, governor):
    desk = enter(provincial_officer)
    assert "ยังไม่มีวันหยุดของจังหวัด" in text(desk.get("/targets/holidays/"))
    assert desk.post("/targets/holidays/", {"on": "2027-02-03", "name": "งานประเพณี"}).status_code == 302
    assert OwnHoliday.objects.get().name == "งานประเพณี"
    assert "เป็นวันหยุดอยู่แล้ว" in text(desk.post("/targets/holidays/", {"on": "2027-01-01", "name": "ปีใหม่"}))
    assert "งานประเพณี" in text(enter(governor).get("/targets/holidays/"))
    assert enter(governor).post("/targets/holidays/", {"on": "2027-02-04", "name": "อีกวัน"}).status_code == 403


# — the citizen's door —

FORM = {"kind": "household", "name": "บุญมี ไร้บ้าน", "whereabouts": "เพิงหลังวัด", "reason": "ไม่มีรายได้"}


def sent(client, **told):
    """The form as it was given out, filled in."""
    blank = text(client.get(f"/report/?area={OURS}"))
    submission = re.search(r'name="submission" value="([^"]+)"', blank)[1]
    return client.post(f"/report/?area={OURS}", FORM | {"submission": submission} | told)


def ticket(page: str) -> tuple[str, str]:
    return tuple(re.findall(r'<dd class="value">([^<]+)</dd>', page))


def test_the_place_is_chosen_by_links_alone(client):
    assert "?area=6009" in text(client.get("/report/"))
    assert "?area=600908" in text(client.get("/report/?area=6009"))
    assert f"?area={OURS}" in text(client.get("/report/?area=600908"))
    assert 'name="reason"' in text(client.get("/report/?area=600908&here=1"))
    assert "?area=6009" in text(client.get("/report/?area=99")) and "?area=6009" in text(client.get("/report/?area=100101&here=1"))


def test_a_citizen_reports_and_asks_what_became_of_it(client):
    number, word = ticket(text(sent(client)))
    assert Proposal.objects.get().is_of_a_citizen
    page = text(client.post("/report/status/", {"number": number, "word": word}))
    assert "รับเรื่อง" in page and "รอเจ้าหน้าที่" in page
    assert "บุญมี" not in page and "วัด" not in page and "ไพศาลี" not in page
    assert "ไม่พบเรื่องนี้" in text(client.post("/report/status/", {"number": number, "word": "ช้าง 100"}))
    assert "ไม่พบเรื่องนี้" in text(client.post("/report/status/", {"number": "0000-0000", "word": word}))


def test_sent_twice_it_is_one_ticket(client):
    first = sent(client, submission="00000000-0000-4000-8000-000000000001")
    again = sent(client, submission="00000000-0000-4000-8000-000000000001")
    assert ticket(text(first)) == ticket(text(again)) and Ticket.objects.count() == 1


def test_what_nobody_could_find_comes_back_with_what_is_missing(client):
    page = text(sent(client, name="", whereabouts="", house_no=""))
    assert "เพื่อให้เจ้าหน้าที่ไปพบได้" in page and "ข้อมูลนี้ใช้ทำอะไร" in page and not Proposal.objects.exists()
    assert "เพื่อให้เจ้าหน้าที่ไปพบได้" not in text(sent(client, reason=""))


def test_a_connection_that_sends_too_many_waits(client, monkeypatch):
    from nsc.web.views import report

    monkeypatch.setattr(report, "REPORTS", 2)
    client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    assert [sent(client).status_code for _ in range(3)] == [200, 200, 429]
    client.defaults["REMOTE_ADDR"] = "203.0.113.10"
    assert sent(client).status_code == 200


def test_one_ticket_is_not_guessed_at(client, monkeypatch):
    from nsc.web.views import report

    number, word = ticket(text(sent(client)))
    monkeypatch.setattr(report, "ASKINGS_OF_ONE", 2)
    for _ in range(2):
        client.post("/report/status/", {"number": number, "word": "ช้าง 100"})
    assert client.post("/report/status/", {"number": number, "word": word}).status_code == 429


def test_the_officer_looks_first_and_then_it_goes_on(client, enter, team, operator):
    told = proposals.Who("household", OURS, "บุญมี", "ไร้บ้าน")
    proposals.propose(by=operator, at=timezone.now(), fiscal_year=rolls.fiscal_year(timezone.localdate()), who=told, reason="ไม่มีใครสำรวจ")
    sent(client)
    number = Proposal.objects.get(is_of_a_citizen=True).pk
    desk = enter(team)
    assert "จากประชาชน รอตรวจ" in text(desk.get("/targets/missed/"))
    page = text(desk.get(f"/targets/missed/{number}/"))
    assert "มีผู้เสนอชื่อคล้ายกันไว้แล้ว" in page and "บันทึกการเยี่ยม" not in page
    assert desk.post(f"/targets/missed/{number}/check/").status_code == 302
    page = text(desk.get(f"/targets/missed/{number}/"))
    assert "บันทึกการเยี่ยม" in page and "ส่งไปเยี่ยม" not in page
    assert "จากประชาชน รอตรวจ" not in text(desk.get("/targets/missed/"))
