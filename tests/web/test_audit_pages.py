"""The reader of the record, on its page."""

import csv

import pytest

from nsc.access import audit, reach, trail
from nsc.access.models import AuditLine
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.fixture
def reader(enter, auditor):
    return enter(auditor)


def test_an_auditor_sees_who_opened_a_household(enter, surveyed, somjai, auditor):
    ours = household_id(1)
    reach.give(household=ours, to=somjai, purpose="mentor")
    text(enter(somjai).get(f"/households/{ours}/"))
    page = text(enter(auditor).get(f"/audit/?household={ours}"))
    assert "สมใจ" in page and "เปิดแฟ้มครัวเรือน" in page and f"ครัวเรือนที่ {ours}" in page and "ตำบลไพศาลี" in page
    assert "ทดสอบ1" not in page and "สมมุติ" not in page


def test_each_opening_of_the_reader_is_a_line_of_its_own(reader, auditor):
    text(reader.get("/audit/"))
    assert "อ่านบันทึกการใช้งาน" in text(reader.get("/audit/?who=anong"))
    assert AuditLine.objects.filter(by=auditor, verb="audit.see").count() == 2


def test_a_filter_that_means_nothing_is_explained_and_reads_nothing(reader):
    for asked in ("place=99999", "household=x", "since=2026-02-01&until=2026-01-01", "since=x"):
        page = text(reader.get(f"/audit/?{asked}")).split("</main>")[0]
        assert 'role="alert"' in page and "<tbody>" not in page, asked
        assert reader.get(f"/audit/lines.csv?{asked}").status_code == 302
    assert not AuditLine.objects.filter(verb__startswith="audit.").exists()


def test_numbers_may_be_typed_in_thai(reader, operator, at):
    audit.seen(by=operator, at=at, what="household", on=("household", 12), place=OURS)
    assert "ครัวเรือนที่ 12" in text(reader.get("/audit/?household=๑๒&place=๖๐๐๙๐๘"))


def test_the_lines_go_out_as_a_table_without_formulas(reader, operator, at):
    audit.record(by=operator, at=at, verb="survey.undo", on=("batch", 3), place="60", because='=HYPERLINK("x")', count=3)
    answer = reader.get("/audit/lines.csv?who=operator")
    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    undone = next(row for row in rows if row["verb"] == "survey.undo")
    assert undone["because"] == '\'=HYPERLINK("x")' and "attachment" in answer["Content-Disposition"]
    line = AuditLine.objects.get(verb="audit.export")
    assert (line.count, line.detail) == (len(rows), "by=operator")


def test_pages_lead_on_and_back_to_the_newest(reader, operator, at, monkeypatch):
    monkeypatch.setattr(trail, "PER_PAGE", 2)
    for number in range(3):
        audit.record(by=operator, at=at, verb="round.open", on=("round", number), place="60")
    first = text(reader.get("/audit/?who=operator&place=60"))
    oldest_shown = AuditLine.objects.filter(verb="round.open").order_by("pk")[1].pk
    assert f'href="/audit/?who=operator&amp;place=60&amp;before={oldest_shown}"' in first and ">ใหม่สุด<" not in first
    assert 'href="/audit/?who=operator&amp;place=60"' in text(reader.get(f"/audit/?who=operator&place=60&before={oldest_shown}"))


def test_only_who_may_read_it_finds_it_in_the_menu(enter, auditor, provincial_officer):
    assert 'href="/audit/"' in text(enter(auditor).get("/definitions/"))
    assert 'href="/audit/"' not in text(enter(provincial_officer).get("/definitions/"))


def test_the_page_asks_the_database_little_however_many_lines(reader, operator, at, django_assert_max_num_queries):
    for number in range(60):
        audit.seen(by=operator, at=at, what="household", on=("household", number), place=OURS)
    with django_assert_max_num_queries(7):
        text(reader.get("/audit/"))
