"""Malee founds the enterprise of her tambon in the browser, keeps its books and prints its year."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from nsc.access.models import AuditLine
from nsc.ops.demonstration import nakhom_company
from nsc.tambon import books, enterprises, foundings, initiatives, shareholders
from nsc.tambon.models import BookLine, Enterprise

CODE = nakhom_company.AREA
AT = datetime(2026, 1, 14, tzinfo=UTC)


@pytest.fixture
def team(hire, province):
    return hire("malee", "มาลี", "smart_tambon_team", CODE)


@pytest.fixture
def begun(team):
    initiatives.begin(by=team, at=AT, area=CODE)


@pytest.fixture
def nakhom(team, begun):
    nakhom_company.play(team, AT)
    return team


def url(name, *rest):
    return reverse(name, args=[CODE, *rest])


def test_from_an_empty_tambon_to_an_enterprise_with_its_first_stage(enter, team, begun):
    desk = enter(team)
    assert "ยังไม่มีวิสาหกิจของตำบล" in desk.get(url("tambon-company")).text
    wrong = desk.post(url("tambon-company"), {"act": "establish", "name": "ก", "about": "", "shares_profit": "no"})
    assert wrong.status_code == 200 and 'value="ก"' in wrong.text and not Enterprise.objects.exists()  # what was typed stays
    desk.post(url("tambon-company"), {"act": "establish", "name": "กลุ่มข้าว", "about": "สีข้าว", "shares_profit": "no"})
    stage = url("tambon-company-stage", "group")
    for paper in ("agreement", "roll", "minutes"):
        sent = {"act": "tick", "paper": paper, "number": "", "on": "2026-01-05"}
        desk.post(stage, sent | {"file": SimpleUploadedFile("รายชื่อ.pdf", b"%PDF-1.4 x")})
    done = desk.post(stage, {"act": "enter", "on": "2026-01-06", "number": ""}, follow=True)
    assert "ถึงแล้ว 6 ม.ค. 2569" in done.text
    proof = foundings.steps(team, CODE)[0].papers[0].id
    answer = desk.get(url("tambon-company-paper", proof))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 x" and "evidence.pdf" in answer["Content-Disposition"]


def test_the_enterprise_of_nakhom_at_a_glance(enter, nakhom, governor, django_assert_max_num_queries):
    desk = enter(governor)
    desk.get(url("tambon-company"))
    with django_assert_max_num_queries(24):
        text = desk.get(url("tambon-company")).text
    assert nakhom_company.NAME in text and "หนังสือบริคณห์สนธิ" not in text and "ยังขาด: รายงานการประชุมจัดตั้ง" in text
    assert "มาตรา 5" in text and "ยังไม่ได้เทียบตัวบท" in text and 'name="act"' not in text


def test_played_again_nothing_is_doubled(nakhom):
    before = BookLine.objects.count(), len(shareholders.register(nakhom, CODE, at=AT, on=AT.date()).holders)
    nakhom_company.play(nakhom, AT)
    assert (BookLine.objects.count(), len(shareholders.register(nakhom, CODE, at=AT, on=AT.date()).holders)) == before


def test_the_demonstration_keeps_the_law_in_the_first_year_and_is_warned_in_the_second(nakhom):
    running, first = books.years(nakhom, CODE, on=AT.date())
    assert [each.verdict for each in first.ratios] == ["met", "met", "met"] and first.open_periods == 0
    assert [bool(each.warning) for each in running.ratios].count(True) == 1
    steps = foundings.steps(nakhom, CODE)
    assert [bool(step.on) for step in steps[:3]] == [True, True, False] and len(steps[2].missing) == 2


def test_the_register_shows_names_to_the_team_alone(enter, nakhom, governor):
    assert "สำรวย" in enter(nakhom).get(url("tambon-company-people")).text
    masked = enter(governor).get(url("tambon-company-people")).text
    assert "สำรวย" not in masked and "ชื่อบุคคลปิดไว้" in masked
    assert "ยังไม่มีสมาชิกในวันนั้น" in enter(nakhom).get(url("tambon-company-people") + "?on=2020-01-01").text
    assert enter(nakhom).get(url("tambon-company-people") + "?on=x").status_code == 200


def test_people_and_shares_are_written_in_the_browser(enter, team, begun):
    enterprises.establish(by=team, at=AT, area=CODE, name="กลุ่ม", about="", shares_profit=True)
    desk, page = enter(team), url("tambon-company-people")
    joined = {"act": "join", "kind": "person", "name": "นางดี งาม", "sector": "community", "on": "2025-05-01"}
    assert desk.post(page, joined).status_code == 302
    assert desk.post(page, {"act": "divide", "name": "สามัญ", "baht": "10"}).status_code == 302
    party, share = shareholders.parties(team, CODE)[0][0], shareholders.classes(team, CODE)[0].id
    moved = {"act": "move", "token": "6d6b1d0e-5a6b-4d5d-9f6e-0d7d0a7a1f11", "share": share, "number": 5, "giver": "", "taker": party}
    for _twice in range(2):
        assert desk.post(page, moved | {"on": "2025-05-02"}).status_code == 302
    assert desk.post(page, {"act": "seat", "party": party, "role": "ประธาน", "on": "2025-05-02"}).status_code == 302
    found = shareholders.register(team, CODE, at=AT, on=date(2025, 6, 1))
    assert found.holders[0].numbers == (5,) and found.board[0].role == "ประธาน"
    again = desk.post(
        page, moved | {"on": "2025-05-02", "token": "6d6b1d0e-5a6b-4d5d-9f6e-0d7d0a7a1f12", "giver": party, "taker": "", "number": 6}
    )
    assert again.status_code == 200 and "ผู้โอนมีหุ้นไม่พอ" in again.text


def test_the_books_are_kept_in_the_browser(enter, team, begun):
    enterprises.establish(by=team, at=AT, area=CODE, name="กลุ่ม", about="", shares_profit=True)
    desk, page = enter(team), url("tambon-company-books", 2025)
    assert "ยังไม่มีงวดบัญชีของปีนี้" in desk.get(page).text
    assert desk.post(page, {"act": "open", "period": "2025-10-01/3"}).status_code == 302
    period = books.of_year(team, CODE, 2025)[0].id
    line = {"act": "write", "token": "6d6b1d0e-5a6b-4d5d-9f6e-0d7d0a7a1f13", "period": period, "kind": "goods", "baht": "1250.50"}
    assert desk.post(page, line).status_code == 302
    assert desk.post(page, {"act": "close", "period": period}).status_code == 302
    number = books.of_year(team, CODE, 2025)[0].lines[0].id
    mended = {"act": "correct", "token": "6d6b1d0e-5a6b-4d5d-9f6e-0d7d0a7a1f14", "line": number, "baht": "125.05", "because": "จุดผิดที่"}
    text = desk.post(page, mended, follow=True).text
    assert "−1,125.45" in text and f"ปรับปรุง #{number}" in text and "จุดผิดที่" in text
    assert desk.post(page, {"act": "burn"}).status_code == 409


def test_a_year_leaves_as_a_table_and_as_a_report(enter, nakhom, governor):
    desk = enter(governor)
    lines = b"".join(desk.get(url("tambon-company-file", 2025) + "?as=csv").streaming_content).decode()
    assert "ไตรมาส 1/2568" in lines and "82000.0" in lines and nakhom_company.NAME in lines
    assert desk.get(url("tambon-company-file", 2025))["Content-Type"].endswith("sheet")
    report = desk.get(url("tambon-company-report", 2025))
    assert report.content.startswith(b"%PDF") and len(report.content) > 10_000
    kept = set(AuditLine.objects.filter(by=governor).values_list("verb", flat=True))
    assert {"enterprise_books.export", "enterprise_report.export"} <= kept


def test_years_without_books_have_no_report_and_no_such_year_is_no_page(enter, nakhom):
    desk = enter(nakhom)
    assert desk.get(url("tambon-company-report", 2020)).status_code == 404
    for name in ("tambon-company-books", "tambon-company-file", "tambon-company-report"):
        assert desk.get(url(name, 99999)).status_code == 404
    assert desk.get(url("tambon-company-stage", "nothing")).status_code == 404


def test_a_tambon_without_an_enterprise_has_no_books(enter, team, begun):
    desk = enter(team)
    for page in (url("tambon-company-people"), url("tambon-company-books", 2025), url("tambon-company-stage", "group")):
        assert desk.get(page).status_code == 404
