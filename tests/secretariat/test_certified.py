"""Figures of a month: frozen once, never changed, corrected beside."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from nsc import bulk
from nsc.access.models import AuditLine
from nsc.errors import NotAllowed, Refused
from nsc.reports import figures
from nsc.secretariat import certified, doc_monthly, kept_figures, remarks
from nsc.secretariat.blocks import Table
from nsc.secretariat.document_kinds import Asked
from nsc.secretariat.models import Figure, Measured, Snapshot
from nsc.surveys.models import PatternTally
from tests.casework.conftest import AT, frozen
from tests.surveyed import two_rounds

pytestmark = pytest.mark.django_db
MONTH, LATER = date(2026, 1, 1), datetime(2026, 2, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def roll(db, tmp_path, provincial_officer):
    two_rounds(tmp_path)
    return frozen(provincial_officer)


@pytest.fixture
def told(roll, provincial_officer):
    return certified.freeze(by=provincial_officer, at=LATER, month=MONTH)


def newest(level, user):
    year = PatternTally.objects.order_by("-round__survey_year").first().round.survey_year
    return figures.by_area(user, year=year, level=level)


@pytest.mark.parametrize("level", ["province", "amphoe", "tambon", "village"])
def test_a_snapshot_says_what_the_figures_said(told, operator, level):
    assert certified.table(operator, snapshot=told.id, level=level) == newest(level, operator)


def test_when_the_data_have_changed_it_says_the_same(told, operator):
    before = certified.table(operator, snapshot=told.id, level="amphoe")
    PatternTally.objects.update(members=7, households=7)
    assert newest("amphoe", operator) != before
    assert certified.table(operator, snapshot=told.id, level="amphoe") == before


def test_a_month_that_is_not_over_is_refused(roll, provincial_officer):
    with pytest.raises(Refused):
        certified.freeze(by=provincial_officer, at=AT, month=MONTH)


def test_frozen_twice_there_is_one_and_one_line_of_the_record(told, provincial_officer):
    assert certified.freeze(by=provincial_officer, at=LATER, month=MONTH) == told
    assert AuditLine.objects.filter(verb="figures.freeze").count() == 1


def test_a_district_does_not_freeze(roll, district_officer):
    with pytest.raises(NotAllowed):
        certified.freeze(by=district_officer, at=LATER, month=MONTH)


def test_ended_in_the_middle_there_is_none(roll, provincial_officer, monkeypatch):
    def ends(*_told):
        raise KeyboardInterrupt

    monkeypatch.setattr(bulk, "insert", ends)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        certified.freeze(by=provincial_officer, at=LATER, month=MONTH)
    assert not Snapshot.objects.exists() and not Measured.objects.exists()


def test_a_changed_row_shows_in_the_hash(told, operator):
    assert certified.verify(operator, told.id).is_whole
    row = Figure.objects.exclude(value=None).first()
    Figure.objects.filter(pk=row.pk).update(value=row.value + 1)
    assert not certified.verify(operator, told.id).is_whole


def test_the_database_refuses_to_change_or_delete(told):
    kept_figures.install(connection)
    for act in (lambda: Figure.objects.update(value=1), lambda: Snapshot.objects.filter(pk=told.id).update(because="x")):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM secretariat_figure")


def test_district_confirms_then_another_of_the_province_certifies(told, district_officer, provincial_officer, hire):
    certified.confirm(by=district_officer, at=LATER, snapshot=told.id, area="6009")
    with pytest.raises(Refused):
        certified.certify(by=provincial_officer, at=LATER, snapshot=told.id, because="ด่วน")  # who froze
    other = hire("malee", "มาลี", "provincial_centre")
    with pytest.raises(Refused):
        certified.certify(by=other, at=LATER, snapshot=told.id)  # 6001 has not confirmed
    made = certified.certify(by=other, at=LATER, snapshot=told.id, because="อำเภอเมืองติดราชการ")
    assert made.certified.by == other.display_name and [each.area for each in made.confirmed] == ["6009"]


def test_a_correction_counts_only_what_is_named_and_says_why(told, provincial_officer, operator):
    with pytest.raises(Refused):
        certified.correct(by=provincial_officer, at=LATER, snapshot=told.id, because="ตรวจ", parts=["survey"])
    PatternTally.objects.filter(pattern=0).update(members=7)
    made = certified.correct(by=provincial_officer, at=LATER, snapshot=told.id, because="แก้แบบสำรวจ", parts=["survey"])
    assert (made.number, made.replaces) == (2, told.id) and certified.find(operator, told.id).replaced_by == made.id
    lines = certified.compared(operator, old=told.id, new=made.id).lines
    assert lines and {each.key for each in lines} == {"members"}
    assert certified.verify(operator, made.id).is_whole


def test_the_report_says_what_the_snapshot_says(told, provincial_officer, operator):
    remarks.write(by=provincial_officer, at=LATER, month=MONTH, area="60", problems="น้ำท่วม", proposals="ขอเรือ")
    made = doc_monthly.province(provincial_officer, LATER, Asked("60", month=MONTH))
    [situation] = [each for each in made.sections if each.title == "สถานการณ์เป็นตัวเลข"]
    table = next(each for each in situation.blocks if isinstance(each, Table))
    said = {row[0]: row[1] for row in table.rows}
    columns, [row] = certified.table(operator, snapshot=told.id, level="province")
    found = dict(zip(columns, row, strict=True))
    assert said["คนจน MPI (คน)"] == found["mpi_poor"] and said["ครัวเรือนยากจน MPI (ครัวเรือน)"] == found["poor_households"]
    assert any(told.sha256 in source for source in made.sources) and "น้ำท่วม" in str(made.sections)
    PatternTally.objects.update(members=7)
    assert doc_monthly.province(provincial_officer, LATER, Asked("60", month=MONTH)) == made


def test_without_frozen_figures_there_is_only_a_draft(roll, provincial_officer):
    with pytest.raises(Refused):
        doc_monthly.province(provincial_officer, LATER, Asked("60", month=MONTH))
    assert "ร่าง" in doc_monthly.province_draft(provincial_officer, LATER, Asked("60", month=MONTH)).title
