"""Targets at the desk: from the draft to the certified household, page by page."""

import csv
from datetime import timedelta

import pytest
from django.utils import timezone

from nsc.access import reach
from nsc.access.models import AuditLine
from nsc.casework import forums, meetings, proposals, rolls, verifications
from nsc.casework.models import Forum, Meeting, Proposal, Roll, Target, Verification
from nsc.surveys import rounds
from tests.survey_files import national_id
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.fixture
def team(hire):
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


@pytest.fixture
def roll(operator):
    """Households 1, 2 and 4, in use this fiscal year."""
    at = timezone.now()
    year = rolls.fiscal_year(timezone.localdate())
    drawn = rolls.draw_up(by=operator, at=at, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest())
    return rolls.freeze(by=operator, at=at, roll=drawn)


def target(number: int) -> Target:
    return Target.objects.get(household=household_id(number), roll__group="tpmap")


def verified(by, *numbers: int, result: str = "still_poor") -> None:
    told = {"targets": [target(number).pk for number in numbers], "result": result, "on": timezone.localdate()}
    verifications.verify(by=by, at=timezone.now(), **told)


def test_the_province_looks_draws_up_and_freezes(enter, provincial_officer, district_officer):
    desk = enter(provincial_officer)
    choice = f"tpmap:mpi:{rounds.newest().pk}"
    asked = {"fiscal_year": "2570", "choice": choice}
    assert "บัญชีนี้จะมี 3 ครัวเรือน" in text(desk.post("/targets/rolls/", asked | {"look": "1"})) and not Roll.objects.exists()
    assert desk.post("/targets/rolls/", asked | {"draw_up": "1"}).status_code == 302
    roll = Roll.objects.get()
    assert (roll.fiscal_year, roll.state) == (2027, "drawn")
    assert "ตรึงบัญชี" in text(desk.get(f"/targets/rolls/{roll.pk}/"))
    assert desk.post(f"/targets/rolls/{roll.pk}/freeze/").status_code == 302
    shown = text(enter(district_officer).get("/targets/?fiscal=2570"))
    assert "ตรวจสอบครัวเรือน · ครัวเรือนใน TPMAP" in shown and "2 ครัวเรือน" in shown


def test_before_any_list_the_pages_say_what_to_do(enter, provincial_officer, district_officer):
    assert "จัดทำบัญชี" in text(enter(provincial_officer).get("/targets/"))
    desk = enter(district_officer)
    for address in ("/targets/", "/targets/households/", "/targets/forums/", "/targets/meetings/", "/targets/missed/", "/targets/errors/"):
        assert 'class="empty"' in text(desk.get(address)), address


def test_the_team_ticks_a_village_and_says_what_it_found(enter, team, roll):
    desk = enter(team)
    page = text(desk.get(f"/targets/households/?area={OURS}"))
    assert "นางทดสอบ1 สมมุติ" in page and page.count('name="target"') == 2
    sent = {"target": [target(1).pk, target(2).pk], "result": "still_poor", "on": timezone.localdate().isoformat()}
    answer = desk.post("/targets/verify/", sent | {"back": f"/targets/households/?area={OURS}&state=listed"})
    assert answer.status_code == 302 and answer["Location"] == f"/targets/households/?area={OURS}&state=listed"
    assert Verification.objects.count() == 2 and target(1).state == "verified"
    assert "รอประชาคม" in text(desk.get(f"/targets/households/{target(1).pk}/"))


def test_a_form_never_sends_one_to_another_site(enter, team, roll):
    sent = {"target": [target(1).pk], "result": "moved", "on": timezone.localdate().isoformat(), "back": "https://example.org/"}
    assert enter(team).post("/targets/verify/", sent)["Location"] == "/targets/households/"


def test_what_is_refused_is_said_where_it_was_sent_from(enter, team, roll):
    desk = enter(team)
    there = f"http://testserver/targets/households/?area={OURS}"
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    sent = {"target": [target(1).pk], "result": "still_poor", "on": tomorrow}
    page = text(desk.post("/targets/verify/", sent, headers={"Referer": there}, follow=True))
    assert "ยังมาไม่ถึง" in page and not Verification.objects.exists()


def test_every_opening_that_shows_names_is_recorded_with_its_households(enter, team, governor, roll):
    text(enter(team).get(f"/targets/households/?area={OURS}"))
    line = AuditLine.objects.get(verb="target_list.see", by=team)
    assert set(line.households.split()) == {str(household_id(1)), str(household_id(2))}
    masked = text(enter(governor).get(f"/targets/households/?area={OURS}"))
    assert "นางท•••• ส••••" in masked and "ทดสอบ1" not in masked and "11/1" not in masked and 'name="target"' not in masked
    assert not AuditLine.objects.filter(verb="target_list.see", by=governor).exists()


def test_a_mentor_sees_only_what_was_handed_over(enter, somjai, roll):
    reach.give(household=household_id(1), to=somjai, purpose="mentor")
    page = text(enter(somjai).get("/targets/households/?area=600908"))
    assert page.count('name="target"') == 1 and "นางทดสอบ1 สมมุติ" in page and "ทดสอบ2" not in page


def test_a_number_leads_to_just_what_it_counts(enter, district_officer, team, roll):
    verified(team, 1)
    desk = enter(district_officer)
    assert "step=verified" in text(desk.get("/targets/?area=6009"))
    page = text(desk.get("/targets/households/?area=6009&group=tpmap&step=verified"))
    assert "1 ครัวเรือน" in page and f"/targets/households/{target(1).pk}/" in page and f"/targets/households/{target(2).pk}/" not in page
    assert desk.get("/targets/households/?area=6009&state=rich").status_code == 409


def test_a_forum_is_recorded_household_by_household(enter, team, roll):
    verified(team, 1, 2)
    desk = enter(team)
    assert f"/targets/forums/hold/?area={OURS}" in text(desk.get("/targets/forums/"))
    address = f"/targets/forums/hold/?area={OURS}"
    sent = {"on": timezone.localdate().isoformat(), "place": "ศาลา", "chair": "ผู้ใหญ่บ้าน", "attendance": "40", "minutes": ""}
    sent |= {f"decision-{target(1).pk}": "keep", f"decision-{target(2).pk}": "strike"}
    assert "โปรดพิมพ์รายงาน" in text(desk.post(address, sent))
    assert "โปรดบอกเหตุผล" in text(desk.post(address, sent | {"minutes": "มติ"})) and not Forum.objects.exists()
    answer = desk.post(address, sent | {"minutes": "มติของที่ประชุม", f"because-{target(2).pk}": "มีรายได้ประจำ"})
    assert answer.status_code == 302 and (target(1).state, target(2).state) == ("kept", "struck")
    assert "มติของที่ประชุม" in text(desk.get(answer["Location"]))


def test_a_household_nobody_chose_on_waits_for_another_forum(enter, team, roll):
    verified(team, 1, 2)
    sent = {"on": timezone.localdate().isoformat(), "place": "ศาลา", "chair": "ผู้ใหญ่บ้าน", "attendance": "40", "minutes": "มติ"}
    enter(team).post(f"/targets/forums/hold/?area={OURS}", sent | {f"decision-{target(1).pk}": "keep"})
    assert (target(1).state, target(2).state) == ("kept", "verified")


def test_a_meeting_endorses_with_an_exception(enter, district_officer, team, roll, operator):
    verified(team, 1, 2)
    today = timezone.localdate()
    held = {"village": OURS, "on": today, "place": "ศาลา", "chair": "ประธาน", "attendance": 9, "minutes": "มติ"}
    forums.hold(by=team, at=timezone.now(), fiscal_year=roll.fiscal_year, **held, decisions={target(1).pk: None, target(2).pk: None})
    desk = enter(district_officer)
    sent = {"number": "1/2570", "on": today.isoformat(), "place": "ที่ว่าการอำเภอ", "chair": "นายอำเภอ"}
    answer = desk.post("/targets/meetings/?area=6009", sent)
    meeting = Meeting.objects.get()
    assert answer["Location"].startswith(f"/targets/meetings/{meeting.pk}/") and meeting.area_code == "6009"
    assert "เห็นชอบ 2 ครัวเรือน" in text(desk.get(f"/targets/meetings/{meeting.pk}/"))
    sent = {"roll": roll.pk, "exempt": [target(2).pk], f"because-{target(2).pk}": "รอเอกสาร"}
    desk.post(f"/targets/meetings/{meeting.pk}/resolve/", sent)
    assert (target(1).state, target(2).state) == ("endorsed", "kept")
    assert "ยกเว้น 1 ครัวเรือน" in text(desk.get(f"/targets/meetings/{meeting.pk}/"))


def test_the_known_are_shown_before_anybody_is_proposed(enter, team, roll):
    desk = enter(team)
    address = f"/targets/missed/propose/?area={OURS}"
    sent = {"kind": "household", "first_name": "ทดสอบ3", "last_name": "สมมุติ", "reason": "บ้านไฟไหม้"}
    page = text(desk.post(address, sent))
    assert "อาจมีในข้อมูลแล้ว" in page and "ชื่อคล้ายกัน" in page and not Proposal.objects.exists()
    answer = desk.post(address, sent | {"propose": "1"})
    assert answer.status_code == 302 and Proposal.objects.get().first_name == "ทดสอบ3"
    assert "ทดสอบ3 สมมุติ" in text(desk.get(answer["Location"]))


def test_a_national_id_is_never_shown_again(enter, team, roll):
    desk, number = enter(team), national_id(990)
    sent = {"kind": "stateless", "first_name": "บุญมี", "national_id": number, "reason": "ไม่มีบัตร"}
    page = text(desk.post(f"/targets/missed/propose/?area={OURS}", sent, follow=True))
    assert "ปิดผนึก" in page and number not in page


def test_a_visit_asks_every_question_of_the_survey(enter, team, roll):
    made = proposals.propose(
        by=team, at=timezone.now(), fiscal_year=roll.fiscal_year, who=proposals.Who("household", OURS, "บุญมี"), reason="ไม่มีใครสำรวจ"
    )
    desk, address = enter(team), f"/targets/missed/{made.pk}/visit/"
    assert text(desk.get(address)).count("<fieldset>") == 31
    sent = {"on": timezone.localdate().isoformat(), "people": "2"} | {f"q{number}": "1" for number in range(1, 31)}
    assert 'role="alert"' in text(desk.post(address, sent))
    desk.post(address, sent | {"q31": "1", "q8": "0"})
    made.refresh_from_db()
    assert made.state == "accepted" and made.target.pattern == 0b10


def test_both_errors_on_the_page_and_in_the_file(enter, provincial_officer, team, roll):
    verified(team, 1)
    verified(team, 2, result="not_poor")
    desk = enter(provincial_officer)
    assert "50.0%" in text(desk.get("/targets/errors/?area=6009"))
    answer = desk.get("/targets/errors/table.csv?area=6009")
    [row] = csv.DictReader(answer.content.decode("utf-8-sig").splitlines())
    assert (row["code"], row["listed"], row["verified"], row["not_poor"], row["inclusion_percent"]) == ("600908", "2", "2", "1", "50.0")
    assert AuditLine.objects.filter(verb="targeting.export").count() == 1


def test_a_list_asks_the_database_as_often_for_two_as_for_one(enter, team, roll, django_assert_max_num_queries):
    desk = enter(team)
    with django_assert_max_num_queries(24):
        text(desk.get(f"/targets/households/?area={OURS}"))


def test_meetings_of_others_are_not_offered(enter, team, roll):
    assert 'name="chair"' not in text(enter(team).get("/targets/meetings/"))
    assert meetings.visible_to(team, year=roll.fiscal_year) == []
