"""The papers of a meeting: its agenda, its minutes, and what a target list on it became."""

import io
from datetime import date, datetime, time, timedelta

import docx as word
import pytest
from django.utils import timezone

from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.secretariat import agenda, documents, issuing, listed_targets, minutes, orders, printing, seats, sittings
from nsc.secretariat.document_kinds import Asked
from tests.casework.conftest import AT, heard, roll, target, verified  # noqa: F401
from tests.paper.text_layer import text
from tests.secretariat.conftest import text_of

pytestmark = pytest.mark.django_db
TOLD = {"area": "6009", "kind": "regular", "place": "ห้องประชุมอำเภอ", "chair": "นายอำเภอ", "secretary": "พัฒนาการอำเภอ"}


def planned(by, number: str, starts_at: datetime) -> int:
    return sittings.plan(by=by, at=AT, number=number, starts_at=starts_at, **TOLD)


@pytest.fixture
def list_on_it(roll, team, district_officer):  # noqa: F811
    """A meeting that has begun, with a list of two households of its amphoe on the agenda: its number, and that of the matter."""
    verified(team, 1, 2)
    heard(team, {1: None, 2: None})
    sitting = planned(district_officer, "1/2569", AT)
    agenda.draw(by=district_officer, at=AT, sitting=sitting)
    sittings.hold(by=district_officer, at=AT, sitting=sitting)
    return sitting, next(each.number for each in agenda.of(district_officer, sitting) if each.source == f"endorse:{roll.pk}")


@pytest.fixture
def held(district_officer):
    """A meeting with a matter, who came, a resolution and an order."""
    own = {"by": district_officer, "at": AT, "sitting": planned(district_officer, "1/2569", AT)}
    item = agenda.add(**own, section=5, title="ซ่อมบ้าน", detail="บ้านที่รอซ่อม 12 หลัง")
    seat = seats.call(**own, name="เกษตรอำเภอ", role="กรรมการ")
    sittings.hold(**own)
    came = {seat: ("deputy", "นางสาวแทน")}
    seats.attend(**own, seen=2, said=came)
    minutes.note(**own, item=item, seen=1, notes="อภิปรายกว้างขวาง", resolution="เห็นชอบ")
    orders.give(**own, item=item, text="สำรวจบ้าน", due_on=date(2026, 2, 1), username=district_officer.username)
    frame = {"began_at": time(9, 5), "ended_at": time(11), "opening": "กล่าวเปิด", "recorder": "ผู้จด", "checker": "ผู้ตรวจ"}
    minutes.frame(**own, seen=3, **frame)
    return own["sitting"]


def paper(user, name: str, sitting: int, area: str = "6009"):
    return documents.gathered(user, AT, name, Asked(area, number=sitting))[1]


def test_minutes_say_who_came_what_was_resolved_and_who_does_it_until_when(held, district_officer):
    found = text_of(paper(district_officer, "meeting_minutes", held))
    for said in ("ครั้งที่ 1/2569", "นางสาวแทน (แทน เกษตรอำเภอ)", "อภิปรายกว้างขวาง", "เห็นชอบ", "สำรวจบ้าน", "1 ก.พ. 2569"):
        assert said in found, said
    for said in ("เริ่มประชุมเวลา 09.05 น.", "เลิกประชุมเวลา 11.00 น.", "ผู้จดรายงานการประชุม", "ร่างรายงานการประชุม", "วิชัย"):
        assert said in found, said
    assert found.index("ระเบียบวาระที่ 1") < found.index("ระเบียบวาระที่ 5") < found.index("เลิกประชุมเวลา")


def test_an_agenda_stands_before_the_meeting_and_minutes_do_not(district_officer):
    sitting = planned(district_officer, "2/2569", AT + timedelta(days=9))
    agenda.add(by=district_officer, at=AT, sitting=sitting, section=4, title="เรื่องแจ้ง")
    found = text_of(paper(district_officer, "meeting_agenda", sitting))
    assert "4.1 เรื่องแจ้ง" in found and "ไม่มี" in found
    with pytest.raises(Refused):
        paper(district_officer, "meeting_minutes", sitting)


def test_who_does_not_read_the_meeting_prints_nothing_of_it(held, team, prasit, district_officer):
    with pytest.raises(NotAllowed):
        paper(team, "meeting_minutes", held)
    with pytest.raises(OutOfSight):
        paper(prasit, "meeting_minutes", held)
    with pytest.raises(OutOfSight):
        paper(district_officer, "meeting_minutes", held + 1)


def test_under_another_area_there_is_no_such_meeting(held, provincial_officer):
    with pytest.raises(OutOfSight):
        paper(provincial_officer, "meeting_minutes", held, "6001")


def test_pdf_and_word_have_its_words_in_thai_digits(held, district_officer):
    asked = Asked("6009", number=held)
    number = issuing.issue(by=district_officer, at=AT, name="meeting_minutes", asked=asked)
    found = text(b"".join(issuing.opened(by=district_officer, at=AT, number=number).pieces))
    assert "รายงานการประชุม" in found and "๑/๒๕๖๙" in found and "นางสาวแทน" in found
    book = word.Document(io.BytesIO(printing.printed(paper(district_officer, "meeting_minutes", held), "docx")))
    assert "๕.๑ ซ่อมบ้าน" in [each.text for each in book.paragraphs]


def test_the_next_meeting_writes_that_it_approved(held, district_officer):
    following = planned(district_officer, "2/2569", AT + timedelta(hours=2))
    sittings.hold(by=district_officer, at=AT, sitting=following)
    minutes.approve(by=district_officer, at=AT, sitting=following, of=held)
    assert "รับรองรายงานการประชุมครั้งที่ 1/2569" in text_of(paper(district_officer, "meeting_minutes", following))
    assert "ที่ประชุมครั้งที่ 2/2569" in text_of(paper(district_officer, "meeting_minutes", held))


def test_a_list_on_the_agenda_is_endorsed_by_the_meeting_and_stands_in_its_minutes(list_on_it, district_officer):
    sitting, item = list_on_it
    assert listed_targets.of(district_officer, sitting)[item].ready == 2
    assert listed_targets.resolve(by=district_officer, at=AT, sitting=sitting, item=item) == 2
    assert (target(1).state, target(2).state) == ("endorsed", "endorsed")
    matter = listed_targets.of(district_officer, sitting)[item]
    assert (matter.ready, matter.households, matter.exempted) == (0, 2, 0)
    assert "เห็นชอบบัญชีคนจนเป้าหมาย ปีงบประมาณ 2569 จำนวน 2 ครัวเรือน" in text_of(paper(district_officer, "meeting_minutes", sitting))


def test_a_list_is_resolved_by_who_keeps_the_meeting_alone_and_once(list_on_it, district_officer, governor):
    sitting, item = list_on_it
    with pytest.raises(NotAllowed):
        listed_targets.resolve(by=governor, at=AT, sitting=sitting, item=item)
    for _again in range(2):
        assert listed_targets.resolve(by=district_officer, at=AT, sitting=sitting, item=item) == 2
    other = agenda.add(by=district_officer, at=AT, sitting=sitting, section=5, title="เรื่องอื่น")
    with pytest.raises(Refused):
        listed_targets.resolve(by=district_officer, at=AT, sitting=sitting, item=other)


def test_before_it_begins_no_list_is_resolved(roll, team, district_officer):  # noqa: F811
    verified(team, 1)
    heard(team, {1: None})
    sitting = planned(district_officer, "1/2569", timezone.now())
    agenda.draw(by=district_officer, at=AT, sitting=sitting)
    with pytest.raises(Refused):
        listed_targets.resolve(by=district_officer, at=AT, sitting=sitting, item=agenda.of(district_officer, sitting)[-1].number)
    assert target(1).state == "kept"
