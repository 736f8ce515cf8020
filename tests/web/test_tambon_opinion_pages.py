"""Pages of surveys of opinions and of the public page: the team's, and those that anybody opens."""

import io
from dataclasses import replace
from datetime import time, timedelta

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from nsc.access import limits
from nsc.tambon import events, initiatives, opinion_sheets, opinions, public_pages
from nsc.tambon.models import OpinionSheet, OpinionWave
from nsc.web.views import public_tambon

TAMBON = "600908"
HOME = f"/tambon/{TAMBON}/"
PAGE = {"headline": "ตำบลของเรา <b>", "introduction": "ปลูกข้าว", "seen": ""}


@pytest.fixture
def team(hire, province, at):
    malee = hire("malee", "มาลี", "smart_tambon_team", TAMBON)
    initiatives.begin(by=malee, at=at, area=TAMBON)
    return malee


@pytest.fixture
def page(enter, team):
    return enter(team)


@pytest.fixture
def visitor():
    """Somebody without an account, with a browser of their own."""
    return Client()


@pytest.fixture
def survey(team):
    told = {"by": team, "at": timezone.now(), "area": TAMBON}
    number = opinions.draw_up(**told, purpose="attitude", subject="งานของทีม")
    today = timezone.localdate()
    opinions.open_wave(**told, survey=number, opens_on=today, closes_on=today)
    return opinions.find(team, TAMBON, number, on=today)


@pytest.fixture
def address(survey):
    return f"/o/{survey.waves[0].token}/"


def said(survey, group="villager", value="4"):
    asked = [each for each in survey.questions if each.is_for(group)]
    return {f"q{each.id}": "ฝนแล้ง" if each.kind == "words" else value if len(each.options) > 2 else "1" for each in asked}


def test_a_team_draws_up_a_survey_and_opens_it(page):
    assert "ยังไม่มีแบบสำรวจ" in page.get(HOME + "opinions/").text
    answer = page.post(HOME + "opinions/new/", {"purpose": "satisfaction", "subject": "การแจ้งข่าว"})
    one = answer.url
    assert "ข้อเสนอ ยังไม่เป็นทางการ" in page.get(one).text
    wrong = page.post(one, {"act": "ask", "text": "วันใดสะดวก", "kind": "choice", "options": "เสาร์"})
    assert "บรรทัดละข้อ" in wrong.text and "วันใดสะดวก" in wrong.text
    today = timezone.localdate().isoformat()
    assert page.post(one, {"act": "wave", "opens_on": today, "closes_on": today}).status_code == 302
    text = page.get(one).text
    assert "กำลังรับคำตอบ" in text and "/o/" in text and '<svg class="qr"' in text


def test_anybody_answers_once_in_a_browser_and_is_thanked(visitor, survey, address):
    first = visitor.get(address)
    assert "ท่านตอบในฐานะใด" in first.text and not first.cookies.get("opinion")
    form = visitor.get(address + "?who=villager")
    cookie = form.cookies["opinion"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (address, True, "Lax")
    assert form["X-Robots-Tag"] == "noindex, nofollow" and "no-store" in form["Cache-Control"]
    sent = said(survey) | {"village": "60090801"}
    assert visitor.post(address + "?who=villager", sent).url == address
    assert "ได้รับคำตอบแล้ว" in visitor.get(address).text
    assert "ได้รับคำตอบแล้ว" in visitor.post(address + "?who=villager", sent).text
    assert OpinionSheet.objects.count() == 1


def test_without_a_cookie_nothing_is_lost_and_the_second_try_counts(visitor, survey, address):
    answer = visitor.post(address + "?who=villager", said(survey))
    assert "ไม่รับคุกกี้" in answer.text and "ฝนแล้ง" in answer.text and not OpinionSheet.objects.exists()
    assert visitor.post(address + "?who=villager", said(survey)).status_code == 302


def test_nothing_answered_is_said_on_the_form(visitor, survey, address):
    visitor.get(address + "?who=agency")
    assert "ยังไม่ได้ตอบข้อใดเลย" in visitor.post(address + "?who=agency", {"kind": "government"}).text


def test_too_many_at_once_wait_and_keep_what_they_typed(visitor, survey, address, monkeypatch):
    monkeypatch.setattr(public_tambon, "FROM_ALL", 0)
    visitor.get(address + "?who=villager")
    answer = visitor.post(address + "?who=villager", said(survey))
    assert answer.status_code == 429 and "ฝนแล้ง" in answer.text and not OpinionSheet.objects.exists()


def test_from_one_connection_so_many_an_hour(visitor, survey, address, monkeypatch):
    monkeypatch.setattr(public_tambon, "FROM_ONE", 1)
    limits.allow("opinion", "203.0.113.7", timezone.now(), 1, public_tambon.HOUR)
    visitor.get(address + "?who=villager")
    answer = visitor.post(address + "?who=villager", said(survey), REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 429


def test_a_survey_that_waits_or_has_closed_says_so(visitor, survey, address):
    today = timezone.localdate()
    for days, says in ((3, "ยังไม่เปิดรับคำตอบ"), (-3, "ปิดรับคำตอบแล้ว")):
        OpinionWave.objects.update(opens_on=today + timedelta(days=days), closes_on=today + timedelta(days=days))
        assert says in visitor.get(address).text
    assert visitor.get("/o/nothing/").status_code == 404


def test_a_sheet_of_paper_is_printed_and_typed(page, survey):
    wave = f"{HOME}opinions/{survey.id}/waves/{survey.waves[0].id}/"
    for group in ("villager", "agency"):
        paper = page.get(wave + f"paper/?group={group}")
        assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    form = page.get(wave + "enter/").context["form"]
    sent = said(survey) | {"village": "", "sheet": form["sheet"].value()}
    for _twice in range(2):
        assert page.post(wave + "enter/?group=villager", sent).status_code == 302
    assert OpinionSheet.objects.get().is_paper


@pytest.fixture
def closed(survey, address):
    for number in range(6):
        visitor = Client()
        visitor.get(address + "?who=villager")
        visitor.post(address + "?who=villager", said(survey, value=str(1 + number % 5)) | {"village": "60090801"})
    today = timezone.localdate()
    OpinionWave.objects.update(opens_on=today - timedelta(days=3), closes_on=today - timedelta(days=1))


def test_results_are_shown_once_closed_as_page_and_file(page, survey, closed):
    results = f"{HOME}opinions/{survey.id}/results/"
    text = page.get(results).text
    assert "n = 6" in text and "เฉลี่ย" in text and "ฝนแล้ง" not in text
    table = b"".join(page.get(results + "file/").streaming_content).decode()
    assert "เห็นด้วยอย่างยิ่ง" in table and "งานของทีม" in table
    book = openpyxl.load_workbook(io.BytesIO(b"".join(page.get(results + "file/?format=xlsx").streaming_content)))
    assert book.worksheets[1].max_row > 10


def test_while_it_is_open_the_team_sees_how_many_and_no_answer(page, survey, address, visitor):
    visitor.get(address + "?who=villager")
    visitor.post(address + "?who=villager", said(survey))
    text = page.get(f"{HOME}opinions/{survey.id}/results/").text
    assert "ผลจะเปิดเมื่อปิดรับคำตอบ" in text and '<svg viewBox="0 0 1000' not in text


def test_what_was_written_is_read_before_it_is_shown(page, survey, closed):
    words = f"{HOME}opinions/{survey.id}/words/"
    text = page.get(words)

    assert text.text.count("ฝนแล้ง") == 6
    first, second, *_more = text.context["written"]
    page.post(words, {"act": "look", "word": first.id, "show": "1"})
    page.post(words, {"act": "look", "word": second.id, "show": "0"})
    assert page.get(words).text.count("ฝนแล้ง") == 4
    assert page.get(f"{HOME}opinions/{survey.id}/results/").text.count("ฝนแล้ง") == 1


def test_the_public_page_is_written_previewed_published_and_withdrawn(page, team, visitor):
    assert visitor.get(f"/t/{TAMBON}/").status_code == 404
    assert page.post(HOME + "public/", PAGE).url == HOME + "public/preview/"
    preview = page.get(HOME + "public/preview/")
    assert "ตัวอย่าง ยังไม่มีใครเห็น" in preview.text
    assert visitor.get(f"/t/{TAMBON}/").status_code == 404
    seen = public_pages.draft(team, TAMBON).seen.isoformat()
    assert page.post(HOME + "public/preview/", {"seen": seen}).status_code == 302
    shown = visitor.get(f"/t/{TAMBON}/")
    assert "ตำบลของเรา &lt;b&gt;" in shown.text and 'property="og:title"' in shown.text
    assert shown["Cache-Control"] == "public, max-age=60" and not shown.cookies and shown["X-Robots-Tag"] == "noindex"
    assert page.get(f"/t/{TAMBON}/")["Cache-Control"] == "no-store, private"  # with the theme and messages of who has signed in
    assert "ตำบลของเรา" in visitor.get("/t/").text
    page.post(HOME + "public/withdraw/", {"because": "แก้ไข"})
    gone = visitor.get(f"/t/{TAMBON}/")
    assert gone.status_code == 404 and "ยังไม่มีหน้านี้ให้ดู" in gone.text
    assert gone.text == visitor.get("/t/600101/").text


def test_what_is_wrong_stays_in_the_form(page):
    answer = page.post(HOME + "public/", PAGE | {"introduction": "ถามนายมานะ 081-234-5678"})
    assert "เหมือนเบอร์โทรศัพท์" in answer.text and "ถามนายมานะ" in answer.text


def test_what_everybody_may_come_to_stands_on_the_page(page, team, visitor):
    told = {"by": team, "at": timezone.now(), "area": TAMBON}
    public_pages.write(**told, seen=None, headline="ก", introduction="ข", may_be_found=True)
    public_pages.publish(**told, seen=public_pages.draft(team, TAMBON).seen)
    assert "กิจกรรมที่จะถึง" not in visitor.get(f"/t/{TAMBON}/").text
    tomorrow = timezone.localdate() + timedelta(days=1)
    forum = events.Told("forum", "เวทีประชาคม", "ฟังความเห็น", tomorrow, time(9), time(12), "วัดนาขอม", "อบต.นาขอม")
    number = events.plan(**told, told=forum)
    events.plan(**told, told=replace(forum, title="ประชุมเฉพาะทีม", is_open=False))
    events.plan(**told, told=replace(forum, title="เวทีที่ผ่านแล้ว", on=tomorrow - timedelta(days=2)))
    shown = visitor.get(f"/t/{TAMBON}/")
    assert "เวทีประชาคม" in shown.text and f"/e/{events.find(team, TAMBON, number).token}/" in shown.text
    assert "ประชุมเฉพาะทีม" not in shown.text and "เวทีที่ผ่านแล้ว" not in shown.text
    events.cancel(**told, event=number, because="ฝนตก")
    assert "เวทีประชาคม" not in visitor.get(f"/t/{TAMBON}/").text


def test_the_page_of_results_says_how_opinions_moved(page, team, survey, closed):
    assert 'id="opinions"' not in page.get(HOME + "results/").text
    told, today = {"by": team, "at": timezone.now(), "area": TAMBON}, timezone.localdate()
    opinions.open_wave(**told, survey=survey.id, opens_on=today, closes_on=today)
    token = opinions.find(team, TAMBON, survey.id, on=today).waves[1].token
    likert = {each.id: None for each in survey.questions if each.kind == "agree" and each.is_for("villager")}
    for number in range(8):
        answered = dict.fromkeys(likert, 4 + number % 2)
        opinion_sheets.answer(at=timezone.now(), token=token, browser=str(number), group="villager", said=answered)
    OpinionWave.objects.filter(number=2).update(opens_on=today - timedelta(days=1), closes_on=today - timedelta(days=1))
    OpinionWave.objects.filter(number=1).update(opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=9))
    text = page.get(HOME + "results/").text
    assert 'id="opinions"' in text and "ช่วงเชื่อมั่น 95%" in text and "ไม่ใช่คนเดียวกัน" in text


def test_pages_cost_the_same_however_much_is_there(page, survey, closed, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        page.get(f"{HOME}opinions/{survey.id}/results/")
