"""Pages of a tambon's Blueprint: from nothing to an approved book in the browser."""

import io
from decimal import Decimal

import pytest
from docx import Document
from docx.oxml.ns import qn

from nsc.access.models import AuditLine
from nsc.poverty.small import Hidden
from nsc.reports import blueprint_book, blueprint_reach
from nsc.tambon import blueprints, goals, initiatives, project_parts, project_plans, strategies
from nsc.tambon.models import Blueprint, ProjectPlan
from tests.tambon.test_blueprints import ENDS, PARTS, STARTS
from tests.tambon.test_initiatives import GOAL

TAMBON = "600908"
HOME = f"/tambon/{TAMBON}/blueprint/"


@pytest.fixture
def team(hire, province):
    return hire("malee", "มาลี", "smart_tambon_team", TAMBON)


@pytest.fixture
def told(team, at):
    initiatives.begin(by=team, at=at, area=TAMBON)
    return {"by": team, "at": at, "area": TAMBON}


@pytest.fixture
def goal(told):
    return goals.agree(**told, **GOAL).id


@pytest.fixture
def plan(told, goal):
    blueprints.begin(**told, first_year=2027, last_year=2029)
    strategy = strategies.write(**told, goal=goal, name="แปรรูป")
    made = project_plans.write(**told, strategy=strategy, name="ข้าว <b>#let</b> $x$", starts_on=STARTS, ends_on=ENDS)
    for kind, said in PARTS.items():
        project_parts.put(**told, plan=made, kind=kind, said=said)
    return made


def test_a_team_goes_from_an_empty_page_to_a_submitted_blueprint(enter, team, goal):
    page = enter(team)
    assert "ยังไม่มีพิมพ์เขียว" in page.get(HOME).text
    page.post(f"{HOME}begin/", {"first_year": "2570", "last_year": "2572"})
    page.post(f"/tambon/{TAMBON}/strategies/", {"goal": goal, "name": "แปรรูป"})
    strategy = Blueprint.objects.get().strategies.get().pk
    days = {"starts_on": "2026-11-01", "ends_on": "2027-06-30"}
    answer = page.post(f"/tambon/{TAMBON}/projects/new/", {"strategy": strategy, "name": "ข้าวอบแห้ง"} | days)
    plan = ProjectPlan.objects.get().pk
    assert answer.url == f"/tambon/{TAMBON}/projects/{plan}/"
    page.post(f"{answer.url}activity/", {"name": "อบรม", "kind": "training"} | days)
    page.post(f"{answer.url}budget/", {"fiscal_year": "2570", "source": "own", "baht": "50000"})
    text = page.get(answer.url).text
    assert "อบรม" in text and "<svg" in text and "50,000" in text
    page.post(f"{HOME}{Blueprint.objects.get().pk}/submit/")
    assert Blueprint.objects.get().state == "submitted"


def test_a_row_is_corrected_and_dropped_with_a_reason(enter, team, plan):
    page, row = enter(team), ProjectPlan.objects.get().activity_rows.get()
    address = f"/tambon/{TAMBON}/projects/{plan}/activity/{row.pk}/"
    assert "อบรมแปรรูป" in page.get(address).text
    days = {"starts_on": "2026-11-01", "ends_on": "2026-12-31"}
    said = {"name": "อบรมใหม่", "kind": "training", "seen": row.at.isoformat()} | days
    assert page.post(address, said).status_code == 302
    page.post(address, {"drop": "1", "because": "ซ้ำ"})
    row.refresh_from_db()
    assert (row.name, row.dropped_because) == ("อบรมใหม่", "ซ้ำ")


def test_what_a_person_typed_wrongly_stays_in_the_form(enter, team, plan):
    answer = enter(team).post(f"/tambon/{TAMBON}/projects/{plan}/risk/", {"what": "ฝนแล้ง", "chance": "2", "effect": "2", "answer": ""})
    assert answer.status_code == 200 and "ฝนแล้ง" in answer.text


def test_the_pages_cost_little(enter, team, plan, django_assert_max_num_queries):
    page = enter(team)
    for address in (HOME, f"/tambon/{TAMBON}/projects/{plan}/", f"{HOME}planning/"):
        with django_assert_max_num_queries(35):
            assert page.get(address).status_code == 200


def test_the_approved_book_is_kept_and_a_download_is_on_record(enter, team, plan, told, district_officer, provincial_officer):
    number = Blueprint.objects.get().pk
    blueprints.submit(**told, number=number)
    assert enter(district_officer).post(f"{HOME}{number}/endorse/").status_code == 302
    assert enter(provincial_officer).post(f"{HOME}{number}/approve/").status_code == 302
    row = Blueprint.objects.get()
    assert row.state == "approved" and len(row.book_sha256) == 64
    book = enter(team).get(f"{HOME}1/pdf/paper/")
    assert book.content.startswith(b"%PDF") and book.content == blueprints.frozen(team, TAMBON, number)
    assert AuditLine.objects.filter(verb="blueprint.export", by=team).count() == 1


def test_word_holds_the_words_as_data_with_real_headings(told, plan):
    book = Document(io.BytesIO(blueprint_book.printed(**told, form="docx").content))
    text = "\n".join(node.text or "" for node in book.element.iter(qn("w:t")))
    assert "ข้าว <b>#let</b> $x$" in text and "๕๐,๐๐๐" in text
    assert book.tables and "Heading 1" in {each.style.name for each in book.paragraphs}
    plain = Document(io.BytesIO(blueprint_book.printed(**told, form="docx", thai_digits=False).content))
    assert "50,000" in {cell.text for table in plain.tables for row in table.rows for cell in row.cells}


def test_the_one_page_is_a_pdf(told, plan):
    assert blueprint_book.printed(**told, form="page").content.startswith(b"%PDF")


def test_small_numbers_of_poor_households_are_kept_back(surveyed, told, team):
    found = blueprint_reach.of(team, TAMBON, {"income": 1})
    assert {each.dimension: isinstance(each.poor, Hidden) for each in found.lines}["income"]
    assert next(each.planned for each in found.lines if each.dimension == "income") == 1


def test_the_team_of_another_tambon_finds_nothing(enter, hire, plan):
    page = enter(hire("lek", "เล็ก", "smart_tambon_team", "600102"))
    for address in (HOME, f"{HOME}1/docx/paper/", f"/tambon/{TAMBON}/projects/{plan}/"):
        assert page.get(address).status_code == 404


def test_planning_names_what_is_missing(enter, team, plan):
    text = enter(team).get(f"{HOME}planning/").text
    assert "ยังไม่มีเจ้าของ" in text


def test_progress_is_told_in_the_browser(enter, team, plan, told, district_officer, provincial_officer):
    number = Blueprint.objects.get().pk
    blueprints.submit(**told, number=number)
    blueprints.endorse(**told | {"by": district_officer}, number=number)
    blueprints.approve(**told | {"by": provincial_officer}, number=number)
    row = ProjectPlan.objects.get().activity_rows.get()
    enter(team).post(f"/tambon/{TAMBON}/progress/activity/{row.pk}/", {"to": "running"})
    row.refresh_from_db()
    assert row.state == "running"


def test_an_amount_of_a_budget_is_exact(plan):
    assert ProjectPlan.objects.get().projectbudget_rows.get().baht == Decimal(50_000)
