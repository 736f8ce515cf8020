"""Files for analysts: through the gate, made once, kept thirty days, opened by who ordered them."""

import json
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import polars as pl
import pytest
from openpyxl import load_workbook

from nsc.access.models import Assignment, AuditLine, Notice, User
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.files import uploads
from nsc.jobs import work
from nsc.jobs.models import Job
from nsc.secretariat import aggregates, datasets, exports, extract_rules, extracts
from nsc.surveys.models import Member
from tests.casework.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def somsri(surveyed, hire):
    return hire("somsri", "สมศรี", "provincial_centre")


@pytest.fixture
def made(somsri, monkeypatch):
    """made(dataset="areas", form="csv", …): ordered, done, and its bytes; None where the gate let nothing out."""
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    monkeypatch.setattr(extract_rules, "LIMIT", 1.0)  # our survey is small

    def made(**asked) -> tuple[exports.Line, bytes | None]:
        number = exports.order(by=somsri, at=AT, **asked)
        job = Job.objects.get(state="queued")
        running = SimpleNamespace(id=job.pk, by_user_id=job.by_user_id, report=lambda **columns: None)
        Job.objects.filter(pk=job.pk).update(**work._outcome(running, job))
        line = exports.find(somsri, number)
        return line, b"".join(exports.opened(by=somsri, at=AT, export=number).pieces) if line.made_at else None

    return made


def test_a_workbook_of_persons_has_its_definitions_and_no_class_below_k(made, somsri):
    line, content = made(dataset="persons", form="xlsx", columns=["amphoe", "sex"], k=3)
    about, data = load_workbook(BytesIO(content)).worksheets
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert "เกณฑ์ k" in told and told["sex"].startswith("เพศ")
    rows = [tuple(cell.value for cell in row) for row in data.iter_rows(min_row=2)]
    assert len(rows) == line.rows and line.rows + line.left_out == Member.objects.filter(response__round__survey_year=line.year).count()
    assert all(sum(other[:2] == row[:2] for other in rows) >= 3 for row in rows)
    assert Notice.objects.filter(user=somsri, kind="extract.ready").exists()
    lines = AuditLine.objects.filter(verb__startswith="extract.").order_by("pk").values_list("verb", flat=True)
    assert list(lines) == ["extract.order", "extract.export", "extract.open"]


def test_households_leave_by_size_and_who_lives_there(made):
    line, content = made(dataset="households", form="parquet", columns=["size", "elderly"], k=3)
    frame = pl.read_parquet(BytesIO(content))
    assert frame.columns[:2] == ["size", "elderly"] and frame.height == line.rows
    assert not frame.height or frame.group_by("size", "elderly").len()["len"].min() >= 3


def test_where_few_are_alike_in_a_tambon_their_amphoe_is_said(made):
    people = pl.DataFrame({"amphoe": ["6009"] * 8, "tambon": ["600901"] * 5 + ["600902"] * 2 + ["600903"], "pattern": [0] * 8})
    told, few = extracts._coarsened(people, ["tambon"], 3)
    assert told["tambon"].to_list() == ["600901"] * 5 + ["6009"] * 3 and few.tolist() == [False] * 5 + [True] * 3


def test_a_word_that_somebody_typed_leaves_as_another(somsri):
    Member.objects.update(occupation="ลูกจ้างบ้านนายสมมุติ", education="ปริญญาตรี")
    found = extracts.export(by=somsri, at=AT, columns=["occupation", "education"], k=3)
    assert set(found.frame["occupation"]) == {extract_rules.OTHER} and set(found.frame["education"]) == {"ปริญญาตรี"}


def test_areas_leave_with_their_boundaries(made):
    line, content = made(dataset="areas", form="geojson", level="amphoe")
    told = json.loads(content)
    assert len(told["features"]) == line.rows and told["about"]["รอบสำรวจ"]
    [ours] = [each for each in told["features"] if each["properties"]["code"] == "6009"]
    assert ours["geometry"]["type"] in ("Polygon", "MultiPolygon")


def test_indicators_of_a_place_are_a_table(made):
    line, content = made(dataset="indicators", form="csv", area="6009")
    lines = content.decode().splitlines()
    assert lines[0].lstrip("\ufeff").split(",")[0] == "number" and len(lines) == line.rows + 1 > 30


def test_what_is_kept_back_is_empty_and_named(hire, surveyed, monkeypatch):
    """Who exports sees households today; the table asks all the same."""
    user = hire("somsri", "สมศรี", "provincial_centre")
    monkeypatch.setattr("nsc.casework.sight.keeper", lambda user, where: aggregates.sight.Keeper(False))
    found = aggregates.of_indicators(by=user, at=AT)
    kept = found.frame.filter(pl.col("hidden").str.contains("failing"))
    assert found.hidden and kept.height and kept["failing"].null_count() == kept.height


def test_a_gate_that_lets_nothing_out_says_why(made, monkeypatch):
    monkeypatch.setattr(extract_rules, "LIMIT", 0.0)
    line, content = made(dataset="persons", form="csv", columns=["tambon", "age10", "sex"], k=3)
    assert content is None and line.job.state == "failed" and "left" in line.job.values
    assert not AuditLine.objects.filter(verb="extract.export").exists()


def test_it_is_opened_by_who_ordered_it_while_they_may(made, somsri, governor):
    line, _content = made(dataset="indicators", form="csv")
    with pytest.raises(OutOfSight):
        exports.opened(by=governor, at=AT, export=line.number)
    Assignment.objects.filter(user=somsri).update(ended_at=AT)
    with pytest.raises(OutOfSight):
        exports.opened(by=User.objects.get(pk=somsri.pk), at=AT, export=line.number)


def test_after_thirty_days_its_row_stays(made, somsri):
    line, _content = made(dataset="indicators", form="csv")
    uploads.purge(AT + timedelta(days=400 * 3))
    assert not exports.find(somsri, line.number).is_kept
    with pytest.raises(Refused, match="30"):
        exports.opened(by=somsri, at=AT, export=line.number)


def test_what_cannot_be_is_refused_before_the_work(somsri, governor):
    for wrong in ({"dataset": "names"}, {"form": "pdf"}, {"columns": ["name"]}, {"columns": []}, {"k": 1}, {"columns": ["stage", "age10"]}):
        with pytest.raises(Refused):
            exports.order(by=somsri, at=AT, **({"dataset": "persons", "form": "csv", "columns": ["sex"]} | wrong))
    with pytest.raises(Refused):
        exports.order(by=somsri, at=AT, dataset="areas", form="csv")
    with pytest.raises(NotAllowed):
        exports.order(by=governor, at=AT, dataset="indicators", form="csv")
    assert not Job.objects.exists()


def test_waiting_work_is_called_off(somsri):
    number = exports.order(by=somsri, at=AT, dataset="indicators", form="csv")
    exports.cancel(by=somsri, at=AT, export=number)
    assert exports.find(somsri, number).job.state == "cancelled"


def test_every_column_of_the_catalogue_says_what_it_means():
    for each in datasets.DATASETS.values():
        assert each.name and each.source and all(column.means for column in each.columns)
        assert all(column.values for column in each.columns if column.role != datasets.PLAIN)
