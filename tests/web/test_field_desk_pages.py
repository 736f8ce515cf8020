"""The desk of what phones sent; two values side by side; what was spoken at a visit."""

import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from nsc.access.models import AuditLine, Phone
from nsc.casework import cases, visit_files
from nsc.casework.models import Need, Visit
from nsc.intake import submission_desk, submissions
from nsc.intake.models import Submission
from nsc.registry import doorstep
from nsc.registry.doorstep import Change
from tests.in_hand import InHand, in_hand
from tests.surveyed import household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
SECRET = "หลังคารั่วทั้งหลัง"
NEED = {"dimension": "living", "urgency": "now", "text": SECRET}


@pytest.fixture
def team(hire):
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


@pytest.fixture
def phone(team) -> InHand:
    return in_hand(team, timezone.now() - timedelta(hours=3))


@pytest.fixture
def refused(phone) -> Submission:
    """A need of household 1 from a phone that was ended."""
    Phone.objects.update(ended_at=phone.at)
    answer = phone.said("need.record", {"needs": [NEED]}, household=f"h{household_id(1)}")
    return Submission.objects.get(pk=answer.id)


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


def test_what_was_refused_is_listed_read_and_accepted(enter, district_officer, refused, team):
    client = enter(district_officer)
    page = text(client.get("/field-desk/"))
    assert "บันทึกความจำเป็น" in page and "ทีมตำบล" in page and "โทรศัพท์ถูกยกเลิก" in page and SECRET not in page
    one = text(client.get(f"/field-desk/{refused.pk}/"))
    assert SECRET in one and AuditLine.objects.get(verb="submission.see").by == district_officer
    client.post(f"/field-desk/{refused.pk}/accept/")
    need, row = Need.objects.get(), Submission.objects.get()
    assert (need.by, row.user, row.decided_by, row.state, row.sealed) == (district_officer, team, district_officer, "stored", None)
    assert AuditLine.objects.filter(verb="submission.accept", on_id=str(row.pk)).count() == 1
    assert "ไม่มีรายการที่รอสำนักงาน" in text(client.get("/field-desk/"))


def test_what_the_rules_refuse_still_is_not_accepted(enter, district_officer, phone):
    answer = phone.said("need.record", {"needs": [NEED | {"urgency": "never"}]}, household=f"h{household_id(1)}")
    response = enter(district_officer).post(f"/field-desk/{answer.id}/accept/")
    assert "ความเร่งด่วน" in text(response, 409) and Submission.objects.get().state == "refused"


def test_put_aside_it_says_why_and_lets_the_next_go_on(enter, district_officer, phone, django_capture_on_commit_callbacks):
    wrong = phone.finished("need.record", {"needs": []}, household=f"h{household_id(1)}")
    after = phone.finished("need.record", {"needs": [NEED]}, household=f"h{household_id(1)}", after=wrong.id)
    phone.send(wrong, after)
    with django_capture_on_commit_callbacks(execute=True):
        enter(district_officer).post(f"/field-desk/{wrong.id}/aside/", {"because": "ไม่มีความจำเป็นใด"})
    told, later = submissions.answers(phone.row, [wrong.id, after.id])
    assert told.state == "refused" and "ไม่มีความจำเป็นใด" in str(told.because)
    assert later.state == "stored" and Need.objects.count() == 1


def test_without_a_reason_nothing_is_put_aside(enter, district_officer, refused):
    text(enter(district_officer).post(f"/field-desk/{refused.pk}/aside/"), 409)
    assert Submission.objects.get().state == "refused"


def test_what_waits_an_hour_is_seen_and_what_waits_a_minute_is_not(district_officer, phone):
    phone.said("need.record", {"needs": [NEED]}, household=f"h{household_id(1)}", after=uuid4())
    now = phone.at + timedelta(minutes=1)
    assert submission_desk.visible_to(district_officer, at=now)[1] == 0
    assert submission_desk.visible_to(district_officer, at=now + timedelta(hours=1), of="waiting")[1] == 1
    assert submission_desk.visible_to(district_officer, at=now + timedelta(hours=1), of="refused")[1] == 0


def test_it_is_the_business_of_its_district_alone(enter, hire, refused, somjai, governor):
    other = hire("other", "อำเภออื่น", "district_centre", "6001")
    assert "ไม่มีรายการที่รอสำนักงาน" in text(enter(other).get("/field-desk/"))
    assert enter(other).get(f"/field-desk/{refused.pk}/").status_code == 404
    assert enter(somjai).get("/field-desk/").status_code == 403
    assert enter(governor).get(f"/field-desk/{refused.pk}/").status_code == 403


def test_a_page_of_the_desk_asks_little(enter, district_officer, refused, django_assert_max_num_queries):
    client = enter(district_officer)
    client.get("/field-desk/")
    with django_assert_max_num_queries(12):
        client.get("/field-desk/")


def test_two_values_stand_side_by_side_until_somebody_decides(enter, district_officer, team, hire):
    told = {"at": timezone.now(), "on": date(2026, 1, 15), "household": household_id(1), "people": set(), "surveyed": {}}
    doorstep.change(by=team, changes=[Change(None, "phone", "", "081-234-5678")], **told)
    doorstep.change(by=hire("two", "ทีมสอง", "tambon_team", "600908"), changes=[Change(None, "phone", "", "089-999-9999")], **told)
    client = enter(district_officer)
    assert "0899999999" in text(client.get("/field-desk/"))
    home = text(client.get(f"/households/{household_id(1)}/"))
    assert "แก้ที่หน้าบ้านเมื่อ" in home and "0812345678" in home and "ใช้ค่าใหม่" in home
    clash = doorstep.disputed(district_officer, at=told["at"])[0]
    asked = {"keep": "said", "seen": clash.mark, "back": "https://elsewhere.example/"}
    response = client.post(f"/facts/{clash.number}/decide/", asked)
    assert response.url == f"/households/{household_id(1)}/" and doorstep.standing(household_id(1)) == {(None, "phone"): "0899999999"}


def test_who_may_not_read_names_learns_only_that_something_is_open(enter, governor, team, hire):
    told = {"at": timezone.now(), "on": date(2026, 1, 15), "household": household_id(1), "people": set(), "surveyed": {}}
    doorstep.change(by=team, changes=[Change(None, "phone", "", "081-234-5678")], **told)
    doorstep.change(by=hire("two", "ทีมสอง", "tambon_team", "600908"), changes=[Change(None, "phone", "", "089-999-9999")], **told)
    home = text(enter(governor).get(f"/households/{household_id(1)}/"))
    assert "0812345678" not in home and "รอผู้มีสิทธิตัดสิน" in home


def test_what_was_spoken_is_heard_on_the_page_of_its_visit(enter, operator, district_officer, governor):
    case = cases.open_(by=operator, at=timezone.now(), household=household_id(1), is_emergency=True)
    number = uuid4()
    visit = Visit.objects.create(
        case=case, purpose="first", state="done", on=timezone.localdate(), submission=number, by=operator, at=timezone.now()
    )
    told = {"visit": number, "file": io.BytesIO(b"OggS spoken"), "submission": uuid4(), "seconds": 75, "about": "health"}
    made = visit_files.add_voice(by=operator, at=timezone.now(), **told)
    client = enter(district_officer)
    page = client.get(f"/visits/{visit.pk}/")
    assert f"/visits/voices/{made.pk}/" in text(page) and "1:15" in text(page) and "media-src 'self'" in page["Content-Security-Policy"]
    heard = client.get(f"/visits/voices/{made.pk}/")
    assert (heard["Content-Type"], b"".join(heard.streaming_content)) == ("audio/ogg", b"OggS spoken")
    assert AuditLine.objects.get(verb="voice.see").by == district_officer
    assert enter(governor).get(f"/visits/voices/{made.pk}/").status_code == 404
    assert "<audio" not in text(enter(governor).get(f"/visits/{visit.pk}/"))
