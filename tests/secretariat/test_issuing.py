"""Documents issued: kept as they were, opened by who may make them there, and by nobody else."""

import hashlib
import threading
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from nsc.access import reach, scope, users
from nsc.access.models import Assignment, AuditLine, Notice
from nsc.errors import NotAllowed, Refused
from nsc.files import uploads
from nsc.files.models import StoredFile
from nsc.jobs import work
from nsc.jobs.models import Job
from nsc.secretariat import documents, issuing, making, printing
from nsc.secretariat.document_kinds import Asked
from nsc.secretariat.models import Issued
from tests.casework.conftest import AT
from tests.surveyed import OURS, THEIRS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
SITUATION = {"name": "situation", "asked": Asked(OURS), "form": "xlsx"}
NAMED = {"name": "village-ranked", "asked": Asked(OURS, with_names=True), "form": "xlsx"}


def issue(by, *, at=AT, **told) -> int:
    return issuing.issue(by=by, at=at, **{**SITUATION, **told})


def content(by, number: int, *, at=AT) -> bytes:
    return b"".join(issuing.opened(by=by, at=at, number=number).pieces)


def home_file(number: int) -> dict[str, object]:
    return {"name": "household_file", "asked": Asked(OURS, number=household_id(number)), "form": "pdf"}


@pytest.fixture
def worker(monkeypatch):
    """worker(): all that waits is done, in this process and on this database."""
    monkeypatch.setattr(work, "close_old_connections", lambda: None)

    def run() -> None:
        while work.run_one(threading.Event(), beat=timedelta(minutes=5)):
            pass

    return run


# — issued and kept —


def test_what_was_issued_stays_byte_for_byte_with_its_hash(team):
    number = issue(team)
    [line] = issuing.lately(team)
    kept = content(team, number)
    assert (line.number, line.kind, line.area, line.form, line.by) == (number, "situation", OURS, "xlsx", team.display_name)
    assert (line.sha256, line.size) == (hashlib.sha256(kept).hexdigest(), len(kept))
    assert kept == content(team, number)
    verbs = list(AuditLine.objects.filter(verb__startswith="document.").order_by("pk").values_list("verb", "place"))
    assert verbs == [("document.issue", OURS), ("document.export", OURS), ("document.export", OURS)]


def test_no_file_name_and_no_line_of_record_tells_of_a_person(team, somjai):
    reach.give(household=household_id(1), to=somjai, purpose="mentor")
    number = issue(somjai, **home_file(1))
    paper = issuing.opened(by=somjai, at=AT, number=number)
    said = " ".join(AuditLine.objects.filter(verb__startswith="document.").values_list("detail", flat=True))
    for text in (paper.name, said, Issued.objects.get().file.name):
        assert "ทดสอบ" not in text and "สมมุติ" not in text


def test_papers_are_kept_ten_years_and_what_names_people_thirty_days(team):
    plain, named = issue(team), issue(team, **NAMED)
    untils = {each.pk: each.file.kept_until - AT for each in Issued.objects.select_related("file")}
    assert untils == {plain: timedelta(days=3653), named: timedelta(days=30)}


def test_after_its_time_the_file_is_gone_and_the_line_says_so(team):
    plain, named = issue(team), issue(team, **NAMED)
    uploads.purge(AT + timedelta(days=31))
    lines = {line.number: line.is_kept for line in issuing.lately(team)}
    assert lines == {plain: True, named: False}
    assert issuing.find(team, named).sha256
    with pytest.raises(Refused, match="พ้นเวลา"):
        issuing.opened(by=team, at=AT + timedelta(days=31), number=named)
    assert content(team, plain)


def test_what_fails_half_way_leaves_no_row_and_no_file(team, monkeypatch):
    def breaks(*_args, **_told):
        raise OSError("the paper ran out")

    monkeypatch.setattr(printing, "printed", breaks)
    with pytest.raises(OSError, match="ran out"):
        issue(team)
    assert not Issued.objects.exists() and not StoredFile.objects.filter(name__startswith="situation").exists()
    assert not AuditLine.objects.filter(verb="document.issue").exists()


# — who may —


def test_who_may_issue_it_there_opens_what_a_colleague_issued(team, district_officer):
    number = issue(team)
    assert content(district_officer, number)
    assert [line.number for line in issuing.lately(district_officer)] == [number]


def test_to_all_others_there_is_no_such_paper(team, prasit, somjai, auditor, citizen):
    number = issue(team)
    for user in (prasit, somjai, auditor, citizen):
        assert issuing.lately(user) == []
        for ask in (issuing.find, lambda user, number: issuing.opened(by=user, at=AT, number=number)):
            with pytest.raises(scope.OutOfSight):
                ask(user, number)
        with pytest.raises(scope.OutOfSight):
            issuing.again(by=user, at=AT, number=number)


def test_a_paper_that_names_people_is_only_for_who_may_read_names(team, governor):
    plain, named = issue(team), issue(team, **NAMED)
    assert [line.number for line in issuing.lately(governor)] == [plain]
    with pytest.raises(scope.OutOfSight):
        issuing.opened(by=governor, at=AT, number=named)


def test_names_are_asked_for_only_by_who_may_read_them(governor):
    for ask in (issue, lambda by, **told: issuing.order(by=by, at=AT, **told)):
        with pytest.raises(NotAllowed):
            ask(governor, **NAMED)
    assert not Job.objects.exists()


def test_a_kind_without_names_has_none_to_ask_for(team):
    with pytest.raises(Refused, match="แสดงชื่อ"):
        issue(team, asked=Asked(OURS, with_names=True))


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"form": "odt"}, "ไม่มีรูปแบบ"),
        ({"name": "poem"}, "ไม่มีเอกสารชื่อ"),
        ({"asked": Asked("60990199")}, "ไม่พบ|ไม่มี|ไม่รู้จัก"),
        ({"name": "household_file", "form": "pdf"}, "หมายเลข"),
        ({"name": "monthly-province", "asked": Asked("60")}, "เดือน"),
        ({"name": "village-ranked", "asked": Asked("600908")}, "ระดับ"),
    ],
)
def test_what_cannot_be_made_is_refused_when_it_is_ordered(provincial_officer, told, why):
    with pytest.raises(Refused, match=why):
        issuing.order(by=provincial_officer, at=AT, **{**SITUATION, **told})
    assert not Job.objects.exists()


# — the file of a household —


def test_a_mentor_gets_the_file_of_the_household_in_their_care_and_of_no_other(somjai, team, district_officer):
    reach.give(household=household_id(1), to=somjai, purpose="mentor")
    number = issue(somjai, **home_file(1))
    assert content(somjai, number).startswith(b"%PDF-")
    assert [line.of for line in issuing.lately(somjai)] == [household_id(1)]
    assert content(team, number) and content(district_officer, number)  # who may read its names
    with pytest.raises(scope.OutOfSight):
        issue(somjai, **home_file(2))


def test_when_the_household_is_no_longer_theirs_its_file_is_not_either(somjai):
    given = reach.give(household=household_id(1), to=somjai, purpose="mentor")
    number = issue(somjai, **home_file(1))
    type(given).objects.filter(pk=given.pk).update(ended_at=timezone.now())
    scope.forget(somjai)
    with pytest.raises(scope.OutOfSight):
        issuing.opened(by=somjai, at=AT, number=number)
    assert issuing.lately(somjai) == []


def test_who_sees_no_names_gets_no_file_of_a_household(governor, prasit):
    with pytest.raises(NotAllowed):
        issue(governor, **home_file(1))
    with pytest.raises(scope.OutOfSight):
        issue(prasit, **home_file(1))


def test_a_household_of_another_place_is_not_there(provincial_officer):
    with pytest.raises(scope.OutOfSight):
        issue(provincial_officer, **home_file(1) | {"asked": Asked(THEIRS, number=household_id(1))})


def test_all_files_of_a_village_are_one_zip_each_on_the_record(district_officer, team):
    number = issue(district_officer, name="village_files", form="zip")
    with ZipFile(BytesIO(content(district_officer, number))) as files:
        assert files.namelist() == [f"household-{household_id(n)}.pdf" for n in (1, 2, 3)]
        assert all(files.read(name).startswith(b"%PDF-") for name in files.namelist())
    assert AuditLine.objects.filter(verb="household_file.export").count() == 3
    with pytest.raises(NotAllowed):  # may see each, but not take all at once
        issue(team, name="village_files", form="zip")


# — in the background —


def test_an_order_becomes_a_paper_and_its_reader_is_told(team, worker):
    job = issuing.order(by=team, at=AT, **SITUATION)
    assert [each.job for each in issuing.ordered(team, at=AT)] == [job]
    assert (issuing.progress(team, job).state, issuing.progress(team, job).issued) == ("queued", None)
    worker()
    done = issuing.progress(team, job)
    assert done.state == "done" and issuing.find(team, done.issued).kind == "situation"
    assert issuing.ordered(team, at=timezone.now()) == []
    assert Notice.objects.get(user=team, kind="document.ready").href == f"/documents/issued/{done.issued}/"


def test_progress_is_told_file_by_file(district_officer, worker, monkeypatch):
    told = []
    monkeypatch.setattr(work, "progress", lambda job, done, total=None: told.append((done, total)))
    issuing.order(by=district_officer, at=AT, name="village_files", asked=Asked(OURS), form="zip")
    worker()
    assert told == [(0, None), (1, 3), (2, 3), (3, 3)]


def test_pressed_twice_it_is_one_work_and_one_paper(team, worker):
    first = issuing.order(by=team, at=AT, **SITUATION)
    assert issuing.order(by=team, at=AT, **SITUATION) == first
    worker()
    assert issuing.order(by=team, at=timezone.now(), **SITUATION) == first
    assert (Job.objects.count(), Issued.objects.count()) == (1, 1)
    assert AuditLine.objects.filter(verb="document.order").count() == 1


def test_another_paper_or_another_person_is_another_work(team, district_officer, worker):
    first = issuing.order(by=team, at=AT, **SITUATION)
    others = {
        issuing.order(by=team, at=AT, **SITUATION | {"form": "docx"}),
        issuing.order(by=team, at=AT, **SITUATION | {"asked": Asked(OURS, year=2018)}),
        issuing.order(by=district_officer, at=AT, **SITUATION),
    }
    assert len({first} | others) == 4
    issuing.cancel(by=team, at=AT, job=first)
    assert issuing.order(by=team, at=AT, **SITUATION) not in {first} | others


def test_the_same_may_be_ordered_again_later(team, worker):
    first = issuing.order(by=team, at=AT, **SITUATION)
    worker()
    assert issuing.order(by=team, at=timezone.now() + timedelta(minutes=1), **SITUATION) != first


def test_what_was_called_off_makes_no_paper(team, worker):
    job = issuing.order(by=team, at=AT, **SITUATION)
    issuing.cancel(by=team, at=AT, job=job)
    worker()
    assert issuing.progress(team, job).state == "cancelled" and not Issued.objects.exists()
    with pytest.raises(Refused):
        issuing.cancel(by=team, at=AT, job=job)


def test_the_work_of_another_is_not_there(team, district_officer):
    job = issuing.order(by=team, at=AT, **SITUATION)
    for ask in (issuing.progress, issuing.of_job, lambda user, job: issuing.cancel(by=user, at=AT, job=job)):
        with pytest.raises(scope.OutOfSight):
            ask(district_officer, job)


def test_started_again_after_a_crash_it_gives_the_paper_that_was_issued(team, worker):
    job = issuing.order(by=team, at=AT, **SITUATION)
    worker()
    first = issuing.progress(team, job).issued
    Job.objects.filter(pk=job).update(state="queued", finished_at=None, result=None)  # the worker died before it could say so
    worker()
    assert issuing.progress(team, job).issued == first and Issued.objects.count() == 1


def test_rights_that_ended_meanwhile_are_said_to_have_ended(team, operator, worker):
    job = issuing.order(by=team, at=AT, **SITUATION)
    users.end(by=operator, at=AT, assignment=Assignment.objects.get(user=team), because="ย้าย")
    worker()
    failed = issuing.progress(team, job)
    assert failed.state == "failed" and "สิทธิ" in failed.message and not Issued.objects.exists()
    assert [each.job for each in issuing.ordered(team, at=timezone.now())] == [job]


def test_a_month_survives_the_way_through_the_queue(operator, monkeypatch):
    asked = Asked("60", date(2026, 1, 1), snapshot=7)
    monkeypatch.setattr(issuing, "allowed", lambda _by, name, *_told: documents.find(name))
    job = Job.objects.get(pk=issuing.order(by=operator, at=AT, name="monthly-province", asked=asked))
    seen = {}
    monkeypatch.setattr(issuing, "issue", lambda **told: seen.update(told) or 1)
    monkeypatch.setattr(work, "progress", lambda *_told: None)
    running = work.Running(job, threading.Event(), timedelta(minutes=5))
    assert making.run(running, **job.arguments) == {"issued": 1}
    assert seen["asked"] == asked


# — made anew —


def test_made_anew_it_is_asked_as_before_and_from_the_same_certified_figures(team):
    number = issue(team, **NAMED)
    Issued.objects.filter(pk=number).update(snapshot=7, table_rows="sex", table_columns="stage", year=2021)
    job = Job.objects.get(pk=issuing.again(by=team, at=AT, number=number))
    row = Issued.objects.get(pk=number)
    assert row.pins["snapshot"] == 7
    assert making.told(job.arguments["asked"]) == Asked(OURS, None, 2021, None, True, by="sex", across="stage", **row.pins)
    assert (job.arguments["name"], job.arguments["form"], job.arguments["thai_digits"]) == ("village-ranked", "xlsx", True)


@pytest.mark.parametrize("kept", [2025, None])  # None: of a paper that was issued before its year was kept with it
def test_made_anew_after_september_it_is_of_the_fiscal_year_it_was_of(provincial_officer, worker, kept):
    number = issue(provincial_officer, name="agencies", asked=Asked("60"), at=datetime(2025, 9, 30, 3, tzinfo=UTC))
    assert issuing.find(provincial_officer, number).fiscal_year == 2025
    Issued.objects.filter(pk=number).update(fiscal_year=kept)
    anew = issuing.progress(provincial_officer, issuing.again(by=provincial_officer, at=AT, number=number))
    worker()
    anew = issuing.progress(provincial_officer, anew.job).issued
    assert issuing.find(provincial_officer, anew).fiscal_year == 2025
    for each in (number, anew):
        told = [cell for row in load_workbook(BytesIO(content(provincial_officer, each))).worksheets[0].values for cell in row]
        assert "ปีงบประมาณ 2568" in " ".join(map(str, told))


# — the list —


def test_the_list_is_narrowed_by_place_and_kind_and_goes_on(provincial_officer):
    ours, theirs = issue(provincial_officer), issue(provincial_officer, asked=Asked(THEIRS))
    ranked = issue(provincial_officer, **NAMED)
    assert [line.number for line in issuing.lately(provincial_officer, area="6009")] == [ranked, ours]
    assert [line.number for line in issuing.lately(provincial_officer, kind="situation")] == [theirs, ours]
    assert [line.number for line in issuing.lately(provincial_officer, limit=2)] == [ranked, theirs]
    assert [line.number for line in issuing.lately(provincial_officer, before=theirs)] == [ours]
    assert issuing.lately(provincial_officer, month=date(2026, 1, 1)) == []


def test_a_list_costs_the_same_however_long_it_is(provincial_officer, django_assert_num_queries):
    for _each in range(3):
        issue(provincial_officer)
    scope.forget(provincial_officer)
    with django_assert_num_queries(3):  # the roles, what is open in an emergency, the rows with their files
        assert len(issuing.lately(provincial_officer)) == 3


def test_every_kind_on_offer_says_what_it_is_for(provincial_officer):
    names = [kind.name for kind in documents.offered(provincial_officer)]
    assert len(names) == len(set(names)) and {"situation", "household_file", "village_files"} <= set(names)
    assert all(kind.title and kind.about and kind.levels for kind in documents.ALL)
    assert all(bool(kind.asks) == bool(kind.seen) for kind in documents.ALL)
