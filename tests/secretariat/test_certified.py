"""Figures of a month: frozen once, never changed, corrected beside."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction

from nsc import bulk
from nsc.access import users
from nsc.access.models import AuditLine
from nsc.areas import authorities
from nsc.errors import NotAllowed, Refused
from nsc.poverty.small import is_hidden
from nsc.reports import figures
from nsc.secretariat import certified, doc_monthly, documents, figure_names, issuing, kept_back, kept_figures, monthly_counts, remarks
from nsc.secretariat.blocks import Document, Table
from nsc.secretariat.document_kinds import Asked
from nsc.secretariat.models import Figure, Issued, KeptBack, Measured, Snapshot
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
    acts = (lambda: Figure.objects.update(value=1), lambda: KeptBack.objects.all().delete())
    for act in (*acts, lambda: Snapshot.objects.filter(pk=told.id).update(because="x")):
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


# — made anew —


def tables(document: Document) -> list[Table]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, Table)]


def notes(document: Document) -> str:
    return repr([block for block in document.sections[0].blocks if not isinstance(block, Table)])


@pytest.fixture
def issued(told, provincial_officer):
    """The report of January, issued after December was frozen, too."""
    certified.freeze(by=provincial_officer, at=LATER, month=date(2025, 12, 1))
    remarks.write(by=provincial_officer, at=LATER, month=MONTH, area="60", problems="น้ำท่วม", proposals="ขอเรือ")
    number = issuing.issue(by=provincial_officer, at=LATER, name="monthly-province", asked=Asked("60", month=MONTH), form="xlsx")
    return Issued.objects.get(pk=number)


def anew(user, paper: Issued, at=datetime(2027, 2, 2, 3, 0, tzinfo=UTC)) -> Document:
    return doc_monthly.province(user, at, Asked("60", month=paper.month, **paper.pins))


def test_a_paper_remembers_what_it_quotes_and_with_what_it_compares(issued, told):
    december = Snapshot.objects.get(month=date(2025, 12, 1))
    assert (issued.snapshot, issued.compared, issued.as_of) == (told.id, december.pk, None)


def test_corrected_afterwards_certified_and_written_anew_it_comes_out_the_same(issued, told, provincial_officer, certifier):
    first = doc_monthly.province(provincial_officer, LATER, Asked("60", month=MONTH))
    PatternTally.objects.filter(pattern=0).update(members=7)
    after = datetime(2026, 2, 20, 3, 0, tzinfo=UTC)
    certified.certify(by=certifier, at=after, snapshot=told.id, because="อำเภอติดราชการ")
    for month in (date(2025, 12, 1), MONTH):
        newest = certified.of_month(provincial_officer, month)
        certified.correct(by=provincial_officer, at=after, snapshot=newest.id, because="แก้แบบสำรวจ", parts=["survey"])
    remarks.write(by=provincial_officer, at=after, month=MONTH, area="60", problems="ภัยแล้ง", proposals="ขอฝน")
    made = anew(provincial_officer, issued)
    assert tables(made) == tables(first) and made.sources == first.sources
    assert "น้ำท่วม" in repr(made.sections) and "ภัยแล้ง" not in repr(made.sections)
    assert tables(doc_monthly.province(provincial_officer, after, Asked("60", month=MONTH))) != tables(first)


def test_made_anew_it_says_so_and_what_came_later(issued, told, provincial_officer, certifier):
    assert "ออกใหม่" not in notes(doc_monthly.province(provincial_officer, LATER, Asked("60", month=MONTH)))
    PatternTally.objects.filter(pattern=0).update(members=7)
    after = datetime(2026, 2, 20, 3, 0, tzinfo=UTC)
    certified.certify(by=certifier, at=after, snapshot=told.id, because="อำเภอติดราชการ")
    certified.correct(by=provincial_officer, at=after, snapshot=told.id, because="แก้แบบสำรวจ", parts=["survey"])
    said = notes(anew(provincial_officer, issued))
    assert "ออกใหม่จากตัวเลขฉบับที่ 1" in said and "มีฉบับแก้ไขภายหลัง ฉบับที่ 2 เพราะ แก้แบบสำรวจ" in said and "ได้รับการรับรองภายหลัง" in said


def test_a_snapshot_of_another_month_is_refused(told, provincial_officer):
    with pytest.raises(Refused):
        doc_monthly.province(provincial_officer, LATER, Asked("60", month=date(2025, 12, 1), snapshot=told.id))


# — the report, the workbook and the command say one thing —


def of_command(nsc, *asked: str) -> list[list[str]]:
    columns = ("name", "households", "members", "poor_households", "mpi_poor", "target_poor")
    rows = list(csv.DictReader(io.StringIO(nsc("figures", "--snapshot", "2569-01", *asked).out)))
    return [[row[column] for column in columns] for row in rows]


@pytest.mark.parametrize(
    ("kind", "area", "asked"),
    [("monthly-province", "60", ("--level", "amphoe")), ("monthly-district", "6009", ("--level", "tambon", "--area", "6009"))],
)
def test_the_report_the_workbook_and_the_command_say_the_same(told, provincial_officer, nsc, kind, area, asked):
    found = of_command(nsc, *asked)
    assert found
    _kind, document = documents.gathered(provincial_officer, LATER, kind, Asked(area, month=MONTH))
    [table] = [block for section in document.sections if section.title == "สถานการณ์รายพื้นที่" for block in section.blocks]
    assert [[str(cell) for cell in row] for row in table.rows[:-1]] == found
    number = issuing.issue(by=provincial_officer, at=LATER, name=kind, asked=Asked(area, month=MONTH), form="xlsx")
    paper = issuing.opened(by=provincial_officer, at=LATER, number=number)
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(paper.pieces)))["สถานการณ์รายพื้นที่"]
    read = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True) if row[0] not in (None, "รวม", "พื้นที่")]
    assert [row[: len(found[0])] for row in read] == found
    [whole] = of_command(nsc, "--level", "province" if area == "60" else "amphoe", *(() if area == "60" else ("--area", area)))
    assert [str(cell) for cell in table.rows[-1][1:]] == whole[1:]


# — who may not see households —


def test_who_sees_figures_only_is_not_told_what_is_small(told, auditor):
    book = certified.book(auditor, snapshot=told.id, area="6009")
    assert set(book.keys) <= set(kept_back.WHOLE) and is_hidden(book.of("poor_households"))
    assert any("ปิด" in map(str, row) for row in certified.table(auditor, snapshot=told.id, level="village")[1])


def test_nor_how_few_were_corrected(roll, provincial_officer, auditor):
    """Seven hundred people, and then three more of them: the seven hundred are told once."""
    PatternTally.objects.update(members=700, households=70)
    first = certified.freeze(by=provincial_officer, at=LATER, month=MONTH)
    PatternTally.objects.filter(pattern=0).update(members=703)
    second = certified.correct(by=provincial_officer, at=LATER, snapshot=first.id, because="แก้แบบสำรวจ", parts=["survey"])
    then, now = (certified.book(auditor, snapshot=each.id, area="6009") for each in (first, second))
    assert not is_hidden(then.of("members")) and is_hidden(now.of("members"))
    assert [each.key for each in certified.compared(auditor, old=first.id, new=second.id, area="6009").lines] == []
    assert {each.key for each in certified.compared(provincial_officer, old=first.id, new=second.id, area="6009").lines} == {"members"}


def test_a_draft_is_for_who_sees_households(told, auditor):
    with pytest.raises(NotAllowed):
        certified.draft(auditor, at=LATER, month=MONTH)


def test_a_local_authority_has_no_frozen_figures(told, hire, operator, at):
    officer = hire("abt", "อบต.")
    users.assign(by=operator, at=at, user=officer, role="local_authority_officer", area="6009", authority=authorities.listed()[0].id)
    with pytest.raises(Refused):
        certified.book(officer, snapshot=told.id)


def test_every_figure_has_a_name(told):
    for key, of in Measured.objects.values_list("key", "name"):
        words, unit = figure_names.words(key, of)
        assert all(words) and unit
    assert set(figure_names.PARTS) == set(certified.PARTS)
    assert set(figure_names.SURVEY) | {f"{head}{each}" for head in ("mpi_", "target_") for each in figure_names.DIMENSIONS} == set(
        monthly_counts.SURVEY
    )
