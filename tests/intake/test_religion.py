"""What people believe is not read, not stored, and the dry run says so."""

import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from nsc.intake import imports, layout, mapping, uploads
from nsc.intake.mapping import Profile, Rule
from nsc.jobs import work
from tests.intake import deliveries
from tests.survey_files import folder, household, member

BELIEF = "ลัทธิทดสอบที่ไม่มีใครนับถือ"
HEADINGS = ["ศาสนา", "นับถือศาสนา", "ศาสนาที่นับถือ", "การนับถือศาสนา", "รหัสศาสนา", " ศาสนา\u200b", "Religion"]


def everything() -> str:
    """All text and all bytes that any table holds."""
    kinds = (models.CharField, models.TextField, models.BinaryField, models.JSONField)
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            columns = [each.column for each in model._meta.local_fields if isinstance(each, kinds)]
            if not columns:
                continue
            quoted = ", ".join(connection.ops.quote_name(each) for each in columns)
            cursor.execute(f"SELECT {quoted} FROM {connection.ops.quote_name(model._meta.db_table)}")
            found += [
                bytes(cell).decode("utf-8", "replace") if isinstance(cell, bytes | memoryview) else str(cell)
                for row in cursor
                for cell in row
            ]
    return "\n".join(found)


def with_belief(heading: str = "ศาสนา") -> tuple[list[dict], list[dict]]:
    return [household(1)], [member(1, 1) | {heading: BELIEF}, member(1, 2) | {heading: BELIEF}]


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_column_is_not_read_and_the_caution_names_it(tmp_path, heading, operator, at):
    parts = imports.read(folder(tmp_path / "file", *with_belief(heading)))
    assert BELIEF not in str([part.table.rows() for part in parts.values()])
    outcome = imports.dry_run(by=operator, at=at, parts=parts, year=2018)
    [row] = [row for row in outcome.cautions.iter_rows(named=True) if row["finding"] == "religion"]
    assert (row["file"], row["row"], row["value"]) == ("members", 1, "") and "ไม่อ่านและไม่เก็บ" in row["problem"]
    assert layout.is_belief(row["column"])


def test_an_indicator_about_religious_practice_is_no_belief():
    for text in ("คนอายุ 6 ปีขึ้นไป ปฏิบัติกิจกรรมทางศาสนาอย่างน้อยสัปดาห์ละ 1 ครั้ง", "ข้อ 26", "ศาสนสถาน", "ศาสนาสถาน", ""):
        assert not layout.is_belief(text)


def test_nothing_of_it_is_in_the_database_after_an_import(nsc):
    told = nsc.send(*with_belief())
    assert told.status == 0 and told.counts[:2] == (1, 2)
    held = everything()
    assert "ทดสอบ" in held and BELIEF not in held


def test_the_command_line_says_so_before_anything_is_stored(nsc, tmp_path):
    file, out = folder(tmp_path / "sent", *with_belief()), tmp_path / "cautions.csv"
    told = nsc("import", file, "--year", "2561", "--dry-run", "--cautions", out)
    assert told.status == 0 and "คอลัมน์นี้เป็นข้อมูลศาสนา" in out.read_text() and BELIEF not in out.read_text()


@pytest.mark.django_db
def test_a_profile_cannot_take_it_for_something_else(tmp_path, operator, at):
    """Mapped to the occupation, say, by mistake."""
    homes, people = with_belief()
    file = folder(tmp_path / "sent", homes, people)
    sheets = imports.reading.sheets(file)
    names = {"รหัสบ้าน": "house_code", "เลขประจำตัวประชาชน": "national_id", "ชื่อ": "first_name", "ศาสนา": "occupation"}
    names |= {"ลงทะเบียนสวัสดิการ": "welfare_registered", "ได้สิทธิ์บัตรสวัสดิการ": "welfare_validated"}
    rule = Rule("", layout.MEMBERS, names)
    parts = mapping.apply(Profile("x", (rule,)), sheets, imports.village_codes)
    assert "occupation" not in parts["members"].table.columns and parts["members"].religion == "ศาสนา"


def test_a_proposal_shows_no_sample_of_it(tmp_path):
    file = folder(tmp_path / "sent", *with_belief())
    proposals = [mapping.propose(sheet) for sheet in imports.reading.sheets(file)]
    [guess] = [guess for each in proposals for guess in each.columns if guess.heading == "ศาสนา"]
    assert guess.field is None and guess.sample == () and BELIEF not in str(proposals)


@pytest.mark.django_db
def test_the_page_of_the_check_shows_it_and_no_file_beside_the_upload_holds_it(operator, monkeypatch, tmp_path):
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    homes, people = with_belief()
    where = folder(tmp_path / "sent", homes, people)
    file = deliveries.zipped(**{name: (where / f"{name}.csv").read_text() for name in ("households", "members")})
    sent = uploads.receive(by=operator, at=timezone.now(), file=file, name="จปฐ 2561.zip", year=2018)
    uploads.check(by=operator, at=timezone.now(), upload=sent)
    while work.run_one(threading.Event(), beat=timedelta(minutes=5)):
        pass
    page = uploads.problems(by=operator, at=timezone.now(), upload=sent, kind="religion")
    assert page.total == 1 and BELIEF not in str(page)
    assert BELIEF not in everything()
