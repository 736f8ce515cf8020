"""Pages of the meeting desk: from a new meeting to its approved minutes, and the orders it gave."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from nsc.access.models import AuditLine, Notice
from nsc.ops import worker
from nsc.secretariat import agenda, desk_clock, issuing, minutes, orders, seats, sittings
from nsc.secretariat.document_kinds import Asked
from nsc.secretariat.models import AgendaItem, Order, Seat, Sitting
from tests.files import pictures

pytestmark = pytest.mark.usefixtures("province")
TOLD = {"kind": "regular", "place": "ห้องประชุม <b>ไพศาลี</b>", "chair": "นายอำเภอ", "secretary": "พัฒนาการอำเภอ"}


def today():
    return timezone.localdate()


def at_nine(days: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(today() + timedelta(days=days), time(9)))


def later(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


@pytest.fixture
def page(enter, district_officer):
    return enter(district_officer)


@pytest.fixture
def planned(district_officer):
    return sittings.plan(by=district_officer, at=timezone.now(), area="6009", number="2/2570", starts_at=at_nine(), **TOLD)


@pytest.fixture
def matter(district_officer, planned):
    return agenda.add(by=district_officer, at=timezone.now(), sitting=planned, section=5, title="งบประมาณซ่อมบ้าน")


@pytest.fixture
def held(district_officer, planned, matter):
    sittings.hold(by=district_officer, at=timezone.now(), sitting=planned)
    return planned


@pytest.fixture
def order(district_officer, held, matter):
    """To the officer herself."""
    told = {"by": district_officer, "at": timezone.now(), "sitting": held, "item": matter, "due_on": today()}
    return orders.give(**told, text="สรุปงบประมาณ", username=district_officer.username)


def photograph() -> SimpleUploadedFile:
    return SimpleUploadedFile("ภาพ.jpg", pictures.photograph(), "image/jpeg")


def item_page(sitting: int, item: int) -> str:
    return f"/meetings/{sitting}/items/{item}/"


# — the calendar —


def test_an_empty_calendar_says_what_to_do(page):
    text = page.get("/meetings/").text
    assert "ยังไม่มีนัดประชุม" in text and "/meetings/new/" in text
    assert "ยังไม่มีการประชุมในปีงบประมาณนี้" in page.get("/meetings/?when=past&fiscal=2569").text


def test_a_meeting_is_planned_and_the_next_is_counted_on(page, district_officer):
    told = TOLD | {"area": "6009", "number": "๑/๒๕๗๐", "on": later(3), "begins": "09:30"}
    answer = page.post("/meetings/new/", told)
    made = Sitting.objects.get()
    assert answer.headers["Location"] == f"/meetings/{made.pk}/" and made.number == "1/2570"
    text = page.get("/meetings/").text
    assert "ศจพ.อ. ไพศาลี ครั้งที่ 1/2570" in text and "&lt;b&gt;ไพศาลี" in text
    form = page.get("/meetings/new/").text
    assert 'value="2/2570"' in form and 'value="09:30"' in form and 'value="นายอำเภอ"' in form
    again = page.post("/meetings/new/", told | {"on": later(9)})
    assert again.status_code == 200 and "มีการประชุมครั้งที่ 1/2570" in again.text and Sitting.objects.count() == 1


def test_a_meeting_is_moved_for_a_reason_and_called_off(page, planned):
    told = TOLD | {"act": "move", "number": "2/2570", "on": later(1), "begins": "13:00", "seen": "1"}
    refused = page.post(f"/meetings/{planned}/change/", told)
    assert refused.status_code == 200 and "เหตุที่เลื่อน" in refused.text
    assert page.post(f"/meetings/{planned}/change/", told | {"because": "ห้องไม่ว่าง"}).status_code == 302
    assert "ห้องไม่ว่าง" in page.get(f"/meetings/{planned}/").text
    assert page.post(f"/meetings/{planned}/change/", {"act": "cancel", "because": "น้ำท่วม"}).status_code == 302
    text = page.get(f"/meetings/{planned}/").text
    assert "น้ำท่วม" in text and "เริ่มประชุม</button>" not in text


def test_who_may_not_keep_it_reads_and_writes_nothing(enter, planned, governor, prasit, matter):
    browser = enter(governor)
    text = browser.get(f"/meetings/{planned}/").text
    assert "งบประมาณซ่อมบ้าน" in text and 'name="act"' not in text
    assert browser.post(f"/meetings/{planned}/", {"act": "hold"}).status_code == 403
    assert browser.get("/meetings/new/").status_code == 403
    assert enter(prasit).get(f"/meetings/{planned}/").status_code == 404
    assert "ไพศาลี" not in enter(prasit).get("/meetings/").text


# — the agenda —


def test_what_is_due_is_drawn_by_one_act(page, district_officer, held, order):
    told = {"by": district_officer, "at": timezone.now(), "order": order, "seen": 1}
    orders.carry(**told, because="รอหน่วยงาน", due_on=today() + timedelta(days=20))
    following = sittings.plan(by=district_officer, at=timezone.now(), area="6009", number="3/2570", starts_at=at_nine(30), **TOLD)
    text = page.get(f"/meetings/{following}/").text
    assert f'value="order:{order}" checked' in text and f'value="minutes:{held}" checked' in text
    page.post(f"/meetings/{following}/", {"act": "draw", "sources": [f"order:{order}"]})
    assert [each.source for each in AgendaItem.objects.filter(sitting=following)] == [f"order:{order}"]
    page.post(f"/meetings/{following}/", {"act": "draw"})
    assert AgendaItem.objects.filter(sitting=following, source=f"minutes:{held}").exists()
    assert "ดึงเรื่องที่ถึงกำหนด" not in page.get(f"/meetings/{following}/").text


def test_matters_are_added_put_in_order_renamed_and_dropped(page, planned, matter):
    page.post(f"/meetings/{planned}/", {"act": "add", "section": "5", "title": "เรื่องที่สอง"})
    second = AgendaItem.objects.get(title="เรื่องที่สอง")
    page.post(f"/meetings/{planned}/", {"act": "shift", "item": second.pk, "up": "1"})
    text = page.get(f"/meetings/{planned}/").text
    assert text.index("เรื่องที่สอง") < text.index("งบประมาณซ่อมบ้าน")
    here = item_page(planned, second.pk)
    told = {"act": "change", "section": "6", "title": "เรื่องอื่น", "detail": "", "seen": "1"}
    assert page.post(here, told).status_code == 302
    assert "มีผู้แก้ไขเรื่องนี้" in page.post(here, told | {"title": "ทับ"}).text
    assert page.post(here, {"act": "drop"}).headers["Location"] == f"/meetings/{planned}/"
    assert not AgendaItem.objects.filter(pk=second.pk).exists() and page.get(here).status_code == 404


def test_a_paper_is_attached_and_opened_by_who_reads_the_meeting(page, planned, matter, enter, prasit):
    here = item_page(planned, matter)
    nothing = page.post(here, {"act": "attach", "title": "แผนที่"})
    assert nothing.status_code == 200 and "อย่างใดอย่างหนึ่ง" in nothing.text
    page.post(here, {"act": "attach", "title": "แผนที่", "file": photograph()})
    address = re.search(r'href="(/meetings/papers/\d+/)"', page.get(here).text)[1]
    answer = page.get(address)
    assert answer.status_code == 200 and b"".join(answer.streaming_content)
    assert AuditLine.objects.filter(verb__contains="meeting_paper", place="6009").count() == 2  # attached, and opened
    assert enter(prasit).get(address).status_code == 404


def test_a_document_that_was_issued_lies_with_a_matter_and_is_opened_by_who_may(page, planned, matter, district_officer, enter, prasit):
    asked = Asked("6009", number=planned)
    number = issuing.issue(by=district_officer, at=timezone.now(), name="meeting_agenda", asked=asked)
    here = item_page(planned, matter)
    assert f'<option value="{number}">' in page.get(here).text
    page.post(here, {"act": "attach", "title": "วาระ", "document": number})
    address = f"/meetings/documents/{number}/"
    assert f'href="{address}"' in page.get(here).text
    assert b"".join(page.get(address).streaming_content).startswith(b"%PDF")
    assert enter(prasit).get(address).status_code == 404


def test_agenda_and_minutes_are_printed_from_the_page(page, planned, matter, enter, governor, prasit):
    address = f"/meetings/{planned}/print/"
    assert b"".join(page.post(address, {"paper": "agenda pdf"}).streaming_content).startswith(b"%PDF")
    assert page.post(address, {"paper": "minutes pdf"}).status_code == 409  # it has not begun
    page.post(f"/meetings/{planned}/", {"act": "hold"})
    answer = page.post(address, {"paper": "minutes docx"})
    assert b"".join(answer.streaming_content).startswith(b"PK") and "meeting_minutes-6009-" in answer.headers["Content-Disposition"]
    assert page.post(address, {"paper": "minutes exe"}).status_code == 409
    assert enter(governor).post(address, {"paper": "minutes pdf"}).status_code == 200
    assert enter(prasit).post(address, {"paper": "minutes pdf"}).status_code == 404
    assert AuditLine.objects.filter(verb="document.issue", place="6009").count() == 3


def test_members_are_called_invited_and_marked_as_come(page, planned, district_officer):
    page.post(f"/meetings/{planned}/people/", {"act": "call", "name": "สาธารณสุขอำเภอ", "role": "กรรมการ", "is_member": "on"})
    twice = page.post(f"/meetings/{planned}/people/", {"act": "call", "name": "", "role": "กรรมการ"})
    assert twice.status_code == 200 and "โปรดบอกชื่อ" in twice.text
    assert page.post(f"/meetings/{planned}/", {"act": "invite"}).status_code == 302
    assert "แจ้งเชิญแล้ว" in page.get(f"/meetings/{planned}/").text
    page.post(f"/meetings/{planned}/", {"act": "hold"})
    rows = {each.name: each.pk for each in Seat.objects.filter(sitting=planned)}
    version = Sitting.objects.get().version
    told = {f"presence-{pk}": "present" for pk in rows.values()} | {"act": "attend", "seen": version}
    told |= {f"presence-{rows['สาธารณสุขอำเภอ']}": "deputy", f"deputy-{rows['สาธารณสุขอำเภอ']}": "นางสาวแทน"}
    assert page.post(f"/meetings/{planned}/people/", told).status_code == 302
    found = {each.name: (each.presence, each.deputy) for each in seats.of(district_officer, planned)}
    assert found["สาธารณสุขอำเภอ"] == ("deputy", "นางสาวแทน")
    assert "นางสาวแทน" in page.get(f"/meetings/{planned}/minutes/").text
    page.post(f"/meetings/{planned}/people/", {"act": "strike", "seat": rows["สาธารณสุขอำเภอ"]})
    assert not Seat.objects.filter(name="สาธารณสุขอำเภอ").exists()


# — while it sits —


def test_nothing_that_was_typed_is_lost_where_two_write(page, held, matter, district_officer):
    here = item_page(held, matter)
    assert page.post(here, {"act": "note", "notes": "คนแรก", "resolution": "เห็นชอบ", "seen": "1"}).status_code == 302
    text = page.post(here, {"act": "note", "notes": "คนที่สองพิมพ์ยาว", "resolution": "", "seen": "1"}).text
    assert "คนที่สองพิมพ์ยาว" in text and "คนแรก" in text and "มีผู้แก้ไขเรื่องนี้" in text
    assert 'name="seen" value="2"' in text
    page.post(here, {"act": "note", "notes": "คนแรก และคนที่สอง", "resolution": "เห็นชอบ", "seen": "2"})
    assert agenda.find(district_officer, held, matter).notes == "คนแรก และคนที่สอง"


def test_an_order_is_a_line_and_goes_to_a_person_or_an_office(page, held, matter, hospital, district_officer):
    here = item_page(held, matter)
    told = {"act": "give", "text": "ซ่อมบ้าน 3 หลัง", "due_on": later(7)}
    assert page.post(here, told).status_code == 200 and not Order.objects.exists()
    page.post(here, told | {"owner": f"office:{hospital.pk}"})
    page.post(here, told | {"text": "รายงาน", "owner": f"person:{district_officer.username}"})
    assert [(each.office_id, each.owner_id) for each in Order.objects.order_by("pk")] == [
        (hospital.pk, None),
        (None, district_officer.pk),
    ]
    text = page.get(here).text
    assert "ซ่อมบ้าน 3 หลัง" in text and f'name="due_on" value="{later(7)}"' in text  # the day of the last stands ready for the next
    early = page.post(here, told | {"text": "ย้อน", "owner": f"office:{hospital.pk}", "due_on": later(-3)})
    assert "กำหนดส่งอยู่ก่อนวันประชุม" in early.text and "ย้อน" in early.text


def test_before_it_begins_nothing_is_resolved_or_ordered(page, planned, matter):
    here = item_page(planned, matter)
    text = page.get(here).text
    assert 'value="note"' not in text and 'value="give"' not in text and "สั่งการได้เมื่อเริ่มประชุม" in text
    answer = page.post(here, {"act": "note", "notes": "ก่อนเวลา", "resolution": "", "seen": "1"})
    assert answer.status_code == 200 and AgendaItem.objects.get().notes == ""


def test_a_meeting_of_tomorrow_does_not_begin_today(page, district_officer):
    made = sittings.plan(by=district_officer, at=timezone.now(), area="6009", number="9/2570", starts_at=at_nine(1), **TOLD)
    assert 'value="hold"' not in page.get(f"/meetings/{made}/").text
    assert "ยังมาไม่ถึง" in page.post(f"/meetings/{made}/", {"act": "hold"}).text


# — orders —


def test_the_owner_answers_and_the_keeper_closes(page, order, district_officer):
    here = f"/meetings/orders/{order}/"
    assert "สรุปงบประมาณ" in page.get("/meetings/orders/").text
    assert "มีข้อสั่งการรอท่านตอบ 1 เรื่อง" in page.get("/meetings/").text
    assert page.post(here, {"act": "answer", "text": "", "seen": "1"}).status_code == 200
    page.post(here, {"act": "answer", "text": "สรุปแล้ว <i>", "seen": "1", "file": photograph()})
    text = page.get(here).text
    assert "สรุปแล้ว &lt;i&gt;" in text and "ปิดข้อสั่งการ" in text
    file = re.search(r'href="(/meetings/answers/\d+/)"', text)[1]
    assert b"".join(page.get(file).streaming_content)
    page.post(here, {"act": "return", "because": "ขาดเอกสาร", "due_on": later(5), "seen": "2"})
    assert "ขาดเอกสาร" in page.get(here).text
    page.post(here, {"act": "carry", "because": "รอประชุมหน้า", "due_on": later(30), "seen": "3"})
    assert "สรุปงบประมาณ" in page.get("/meetings/orders/?box=carried").text
    page.post(here, {"act": "answer", "text": "ครบแล้ว", "seen": "4"})
    assert page.post(here, {"act": "close", "seen": "5"}).status_code == 302
    assert orders.find(district_officer, order, at=timezone.now()).state == "closed"
    assert "สรุปงบประมาณ" in page.get("/meetings/orders/?box=closed&area=6009").text


def test_an_answer_to_what_was_closed_meanwhile_stays_on_the_screen(page, order, district_officer):
    orders.close(by=district_officer, at=timezone.now(), order=order, seen=1, because="ซ้ำ")
    text = page.post(f"/meetings/orders/{order}/", {"act": "answer", "text": "พิมพ์ไว้นาน", "seen": "2"}).text
    assert "พิมพ์ไว้นาน" in text and "ปิดแล้ว" in text


def test_late_orders_are_marked_for_their_owner(page, order):
    Order.objects.update(due_on=today() - timedelta(days=4))
    assert "เลยกำหนด 4 วัน" in page.get("/meetings/orders/").text
    assert "ข้อสั่งการถึงท่านเลยกำหนด 1 เรื่อง" in page.get("/meetings/").text


def test_an_office_answers_its_own_order_and_sees_no_more_of_the_meeting(enter, held, matter, nurse, hospital, district_officer):
    told = {"by": district_officer, "at": timezone.now(), "sitting": held, "item": matter, "due_on": today()}
    number = orders.give(**told, text="ตรวจสุขภาพ", office=hospital.pk)
    browser = enter(nurse)
    assert "ตรวจสุขภาพ" in browser.get("/meetings/orders/").text
    text = browser.get(f"/meetings/orders/{number}/").text
    assert "งบประมาณซ่อมบ้าน" not in text and 'value="answer"' in text and 'value="close"' not in text
    assert browser.get(f"/meetings/{held}/").status_code == 403
    assert browser.post(f"/meetings/orders/{number}/", {"act": "answer", "text": "ตรวจแล้ว 12 คน", "seen": "1"}).status_code == 302
    assert browser.post(f"/meetings/orders/{number}/", {"act": "close", "seen": "2"}).status_code == 403


def test_the_work_of_the_day_shows_orders_that_wait(page, order):
    text = page.get("/cases/").text
    assert "ตอบข้อสั่งการของที่ประชุม" in text and "/meetings/orders/?box=mine" in text


def test_the_notices_of_the_clock_lead_to_pages_that_open(page, order, held, district_officer, enter, hire):
    province = hire("somsri", "สมศรี ใจดี", "provincial_centre")
    Order.objects.update(due_on=date(2026, 11, 20))
    monday = timezone.make_aware(datetime(2026, 11, 23, 9))
    assert ("nsc.secretariat.desk_clock", "run") in {(chore.__module__, chore.__name__) for _seconds, chore in worker.CHORES}
    assert desk_clock.run(monday) == 1
    told = {(each.user_id, each.href) for each in Notice.objects.filter(kind__startswith="order.")}
    assert (district_officer.pk, f"/meetings/orders/{order}/") in told
    assert (province.pk, "/meetings/orders/?area=6009&box=late") in told
    for user, href in told:
        assert "สรุปงบประมาณ" in enter({district_officer.pk: district_officer, province.pk: province}[user]).get(href).text


# — minutes —


def test_minutes_are_completed_approved_by_the_next_and_then_locked(page, held, matter, district_officer):
    frame = {"act": "frame", "began_at": "09:05", "ended_at": "11:40", "recorder": "สมศรี", "checker": "วิชัย", "opening": "กล่าวต้อนรับ"}
    assert "เวลาเลิกประชุมต้องอยู่หลัง" in page.post(f"/meetings/{held}/minutes/", frame | {"ended_at": "08:00", "seen": "2"}).text
    assert page.post(f"/meetings/{held}/minutes/", frame | {"seen": "2"}).status_code == 302
    assert "กล่าวต้อนรับ" in page.get(f"/meetings/{held}/minutes/").text
    following = sittings.plan(
        by=district_officer, at=timezone.now(), area="6009", number="3/2570", starts_at=at_nine() + timedelta(hours=3), **TOLD
    )
    sittings.hold(by=district_officer, at=timezone.now(), sitting=following)
    page.post(f"/meetings/{following}/minutes/", {"act": "approve", "of": held})
    text = page.get(f"/meetings/{held}/minutes/").text
    assert "รับรองโดยการประชุมครั้งที่ 3/2570" in text and 'name="act"' not in text
    text = page.post(item_page(held, matter), {"act": "note", "notes": "พิมพ์ไว้นาน", "resolution": "", "seen": "1"}).text
    assert "รับรองแล้ว จึงแก้ไม่ได้" in text and "พิมพ์ไว้นาน" in text
    page.post(f"/meetings/{following}/minutes/", {"act": "correct", "of": held, "text": "ให้อ่านว่า 11.45 น."})
    assert "ให้อ่านว่า 11.45 น." in page.get(f"/meetings/{held}/minutes/").text
    assert "รับรองรายงานแล้ว" in page.get("/meetings/?when=past").text


# — what a page costs —


def test_pages_ask_a_fixed_number_of_queries(page, held, matter, order, district_officer, django_assert_max_num_queries):
    told = {"by": district_officer, "at": timezone.now(), "sitting": held}
    for number in range(6):
        item = agenda.add(**told, section=5, title=f"เรื่อง {number}")
        orders.give(**told, item=item, text=f"สั่ง {number}", due_on=today(), username=district_officer.username)
        minutes.note(**told, item=item, seen=1, notes="สรุป", resolution="เห็นชอบ")
    for address, most in (
        ("/meetings/", 16),
        ("/meetings/?when=past", 16),
        ("/meetings/orders/", 16),
        (f"/meetings/{held}/", 20),
        (f"/meetings/{held}/people/", 20),
        (f"/meetings/{held}/minutes/", 30),
        (item_page(held, matter), 30),
        (f"/meetings/orders/{order}/", 16),
    ):
        page.get(address)
        with django_assert_max_num_queries(most):
            assert page.get(address).status_code == 200
