"""Pages of a tambon's events: of the team, and of everybody who has an invitation."""

import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from nsc.tambon import attendance, events, initiatives
from nsc.tambon.models import CheckIn, TambonEvent
from tests.files import pictures

TAMBON = "600908"
HOME = f"/tambon/{TAMBON}/events/"
FORUM = {
    "kind": "forum",
    "title": "เวที <b>ประชาคม</b>",
    "purpose": "ตกลงเป้าหมาย",
    "starts": "00:00",
    "ends": "23:59",
    "place": "ศาลาวัด, หมู่ 1",
}
FORUM |= {"run_by": "อบต.", "is_open": "on", "position": "๑๕.๗, ๑๐๐.๑"}


@pytest.fixture
def team(hire, province, at):
    malee = hire("malee", "มาลี", "smart_tambon_team", TAMBON)
    initiatives.begin(by=malee, at=at, area=TAMBON)
    return malee


@pytest.fixture
def page(enter, team):
    return enter(team)


@pytest.fixture
def event(page):
    """Of today."""
    answer = page.post(f"{HOME}plan/", FORUM | {"on": timezone.localdate().isoformat()})
    assert answer.status_code == 302, answer.text
    return TambonEvent.objects.get()


@pytest.fixture
def counting(page, event):
    page.post(f"{HOME}{event.pk}/", {"act": "open"})
    event.refresh_from_db()
    assert event.opened_at
    return event


@pytest.fixture
def villager():
    return Client()


def code_page(client, page, event) -> str:
    """Where the screen's QR leads to now."""
    pass_ = re.search(r'href="(/e/[^"]*/screen/[^"]*)"', page.get(f"{HOME}{event.pk}/").text)[1]
    assert client.get(pass_).status_code == 200
    from nsc.tambon import event_doors

    shown = event_doors.screen(event.token, pass_.split("/screen/")[1].strip("/"), at=timezone.now())
    return f"/e/{event.token}/here/{shown.code}/"


def ticket(answer) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', answer.text)[1]


def test_an_empty_calendar_says_what_to_do(page):
    text = page.get(HOME).text
    assert "ยังไม่มีกิจกรรมที่จะถึง" in text and "วางแผนกิจกรรม" in text
    assert "ยังไม่มีกิจกรรม" in page.get(f"/tambon/{TAMBON}/").text
    assert page.get(f"{HOME}?month=2026-99").status_code == 200


def test_an_event_stands_in_the_calendar_and_on_its_page(page, event):
    text = page.get(HOME).text
    assert "เวที &lt;b&gt;ประชาคม&lt;/b&gt;" in text and 'aria-current="date"' in text
    text = page.get(f"{HOME}{event.pk}/").text
    assert "ศาลาวัด" in text and "query=15.700000%2C100.100000" in text and f"/e/{event.token}/" in text


def test_what_was_typed_stays_when_something_is_wrong(page, team):
    answer = page.post(f"{HOME}plan/", FORUM | {"on": "2026-01-15", "ends": "00:00", "position": "15.7"})
    assert answer.status_code == 200 and "อ่านพิกัดไม่ได้" in answer.text and "ศาลาวัด" in answer.text
    assert "เวลาเลิกต้องอยู่หลังเวลาเริ่ม" in page.post(f"{HOME}plan/", FORUM | {"on": timezone.localdate(), "ends": "00:00"}).text
    assert events.of(team, TAMBON) == []


def test_the_poster_is_a_pdf_and_the_calendar_escapes(page, event):
    assert page.get(f"{HOME}{event.pk}/poster/").content.startswith(b"%PDF")
    for address in (f"{HOME}calendar.ics", f"{HOME}{event.pk}/event.ics", f"/e/{event.token}/event.ics"):
        answer = page.get(address)
        assert answer["Content-Type"].startswith("text/calendar") and "LOCATION:ศาลาวัด\\, หมู่ 1\r\n" in answer.content.decode()


def test_anybody_with_the_invitation_says_that_they_come_once(page, event, villager, team):
    address = f"/e/{event.token}/"
    shown = villager.get(address)
    assert shown.status_code == 200 and "ฉันจะมา" in shown.text and "noindex" in shown["X-Robots-Tag"]
    cookie = villager.cookies["event-browser"]
    assert cookie["path"] == address and cookie["httponly"] and "<script" not in shown.text
    for _time in range(2):
        assert villager.post(address, {"act": "come"}).status_code == 302
    assert events.find(team, TAMBON, event.pk).coming == 1 and "มาไม่ได้แล้ว" in villager.get(address).text
    villager.post(address, {"act": "stay-away"})
    assert events.find(team, TAMBON, event.pk).coming == 0
    assert villager.get("/e/nothing/").status_code == 404
    assert "คุกกี้" in Client().post(address, {"act": "come"}).text


def test_the_public_page_says_that_it_was_cancelled_and_why(page, event, villager):
    page.post(f"{HOME}{event.pk}/", {"act": "cancel", "because": "น้ำท่วมทางเข้า"})
    text = villager.get(f"/e/{event.token}/").text
    assert "ยกเลิกแล้ว" in text and "น้ำท่วมทางเข้า" in text and "ฉันจะมา" not in text


def test_a_villager_scans_the_screen_and_is_counted_once(page, counting, villager, team):
    address = code_page(villager, page, counting)
    shown = villager.get(address)
    assert "ท่านมาจากไหน" in shown.text and "ชื่อ-สกุล" not in shown.text
    sent = {"ticket": ticket(shown), "where": f"{TAMBON}01", "sex": "woman", "age": "adult"}
    assert "โปรดบอกชื่อหน่วยงาน" in villager.post(address, sent | {"where": "office"}).text
    for _time in range(2):
        villager.post(address, sent)
    assert "เช็กชื่อแล้ว" in villager.get(address).text and CheckIn.objects.count() == 1
    assert attendance.summary(team, TAMBON, counting.pk).total == 1


def test_another_browser_cannot_use_the_ticket_nor_an_old_code(page, counting, villager):
    address = code_page(villager, page, counting)
    stolen = ticket(villager.get(address))
    thief = Client()
    thief.get(f"/e/{counting.token}/")
    assert "หมดอายุ" in thief.post(address, {"ticket": stolen, "where": "elsewhere"}).text
    assert "หมดอายุ" in thief.get(f"/e/{counting.token}/here/aaaaaaaa/").text
    assert not CheckIn.objects.exists()


def test_the_screen_says_when_attendance_was_closed(page, counting, villager):
    screen = re.search(r'href="(/e/[^"]*/screen/[^"]*)"', page.get(f"{HOME}{counting.pk}/").text)[1]
    assert "<svg" in villager.get(screen, headers={"HX-Request": "true"}).text
    page.post(f"{HOME}{counting.pk}/", {"act": "close"})
    text = villager.get(screen, headers={"HX-Request": "true"}).text
    assert "ปิดการเช็กชื่อแล้ว" in text and "hx-get" not in text


def test_too_many_answers_from_one_connection_wait(page, event, villager, monkeypatch):
    monkeypatch.setattr("nsc.web.views.event_door.ANSWERS", 1)
    told = {"REMOTE_ADDR": "203.0.113.9"}
    villager.get(f"/e/{event.token}/")
    assert villager.post(f"/e/{event.token}/", {"act": "come"}, **told).status_code == 302
    assert villager.post(f"/e/{event.token}/", {"act": "come"}, **told).status_code == 429


def test_the_team_counts_decides_and_keeps_photographs(page, event, team):
    address = f"{HOME}{event.pk}/"
    form = page.get(address).text
    submission = re.search(r'name="submission" value="([^"]+)"', form)[1]
    for _time in range(2):
        page.post(address, {"act": "count", "submission": submission, "people": "7", "village": f"{TAMBON}01"})
    page.post(address, {"act": "decide", "text": "ใช้ลานวัด", "doer": "กลุ่มแม่บ้าน"})
    file = io.BytesIO(pictures.photograph())
    file.name = "คน.jpg"
    assert page.post(f"{address}photographs/", {"file": file, "caption": "ลานวัด", "is_consented": "on"}).status_code == 302
    page.post(address, {"act": "hold"})
    text = page.get(address).text
    assert "ใช้ลานวัด" in text and "กลุ่มแม่บ้าน" in text and "ลานวัด" in text and "จัดแล้ว" in text
    assert attendance.summary(team, TAMBON, event.pk).total == 7
    assert "ลานวัด" not in page.get(f"/tambon/{TAMBON}/profile/").text
    assert "มีผู้มารวม 7 คน" in page.get(f"/tambon/{TAMBON}/").text


def test_a_reader_sees_few_hidden_and_no_buttons(page, event, enter, hire):
    submission = re.search(r'name="submission" value="([^"]+)"', page.get(f"{HOME}{event.pk}/").text)[1]
    page.post(f"{HOME}{event.pk}/", {"act": "count", "submission": submission, "people": "3", "village": f"{TAMBON}01"})
    reader = enter(hire("governor", "ผู้ว่าฯ", "executive", "60"))
    text = reader.get(f"{HOME}{event.pk}/").text
    assert "ปิดไว้เพราะจำนวนน้อย" in text and 'name="act"' not in text
    assert reader.post(f"{HOME}{event.pk}/", {"act": "hold"}).status_code == 403


def test_pages_cost_the_same_for_many_events(page, event, team, django_assert_max_num_queries):
    for number in range(6):
        on = timezone.localdate() + timedelta(days=number)
        page.post(f"{HOME}plan/", FORUM | {"on": on.isoformat(), "title": f"ครั้งที่ {number}"})
    with django_assert_max_num_queries(14):
        page.get(HOME)
    with django_assert_max_num_queries(32):
        page.get(f"{HOME}{event.pk}/")
