"""The one button before the meeting: figures frozen, report made, once."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import SimpleNamespace

import pytest

from nsc.access.models import AuditLine
from nsc.errors import NotAllowed, Refused
from nsc.jobs.models import Job, State
from nsc.secretariat import certified, doc_monthly, issuing, making, month_end, remarks
from nsc.secretariat.models import Issued, Snapshot
from nsc.surveys.models import PatternTally
from tests.casework.conftest import frozen
from tests.surveyed import two_rounds
from tests.together import in_threads

pytestmark = pytest.mark.django_db
MONTH, LATER, DAY = date(2026, 1, 1), datetime(2026, 2, 2, 3, 0, tzinfo=UTC), timedelta(days=1)


@pytest.fixture
def roll(db, tmp_path, provincial_officer):
    two_rounds(tmp_path)
    return frozen(provincial_officer)


def press(by, at=LATER, area="60"):
    return month_end.report(by=by, at=at, month=MONTH, area=area)


@pytest.fixture
def work_off(monkeypatch):
    """work_off(at): what the worker does, inside this test's transaction. Papers are of a few bytes: how they look is tried elsewhere."""
    monkeypatch.setattr(making.work, "progress", lambda *_told: None)
    monkeypatch.setattr(issuing.printing, "printed", lambda document, form, **_told: f"{document.title} {form}".encode())

    def run(at=LATER) -> None:
        monkeypatch.setattr(making, "timezone", SimpleNamespace(now=lambda: at))
        for job in Job.objects.filter(state=State.QUEUED).order_by("pk"):
            end: dict[str, object] = {"state": State.DONE}
            try:
                making.run(job, **job.arguments)
            except Refused as no:
                end = {"state": State.FAILED, "message": no.message}
            Job.objects.filter(pk=job.pk).update(finished_at=job.created_at, **end)

    return run


def test_pressed_once_the_month_is_frozen_and_its_report_is_issued_as_pdf_and_word(roll, provincial_officer, work_off):
    told = press(provincial_officer)
    waiting = month_end.under_way(provincial_officer, month=MONTH, area="60")
    assert [(each.form, each.state) for each in waiting] == [("pdf", State.QUEUED), ("docx", State.QUEUED)]
    work_off()
    papers = issuing.lately(provincial_officer, month=MONTH)
    assert sorted(each.form for each in papers) == ["docx", "pdf"]
    assert {each.snapshot for each in papers} == {told.id} and month_end.under_way(provincial_officer, month=MONTH, area="60") == []


def test_pressed_by_two_before_and_after_it_is_made_there_is_one_of_each(roll, provincial_officer, certifier, work_off):
    assert press(provincial_officer) == press(certifier)
    work_off()
    press(certifier, LATER + DAY)
    assert (Snapshot.objects.count(), Issued.objects.count(), Job.objects.count()) == (1, 2, 2)
    assert AuditLine.objects.filter(verb="figures.freeze").count() == 1


def test_pressed_after_something_was_written_certified_or_corrected_there_is_another(roll, provincial_officer, certifier, work_off):
    told = press(provincial_officer)
    work_off()
    remarks.write(by=provincial_officer, at=LATER + DAY, month=MONTH, area="60", problems="น้ำท่วม", proposals="")
    press(provincial_officer, LATER + 2 * DAY)
    assert Job.objects.filter(state=State.QUEUED).count() == 2
    work_off()
    certified.certify(by=certifier, at=LATER + 3 * DAY, snapshot=told.id, because="อำเภอติดราชการ")
    press(provincial_officer, LATER + 4 * DAY)
    assert Job.objects.filter(state=State.QUEUED).count() == 2
    work_off()
    PatternTally.objects.filter(pattern=0).update(members=7)
    certified.correct(by=provincial_officer, at=LATER + 5 * DAY, snapshot=told.id, because="แก้แบบสำรวจ", parts=["survey"])
    assert press(provincial_officer, LATER + 6 * DAY).number == 2
    assert Job.objects.filter(state=State.QUEUED).count() == 2 and Issued.objects.count() == 6


def test_what_has_failed_says_why_and_is_made_when_it_is_pressed_again(roll, provincial_officer, monkeypatch, work_off):
    def refuses(*_told):
        raise Refused("ไม่มีข้อมูล")

    with monkeypatch.context() as patch:
        patch.setattr(doc_monthly, "_summary", refuses)
        patch.setattr(doc_monthly, "FULL", (refuses,))
        press(provincial_officer)
        work_off()
    failed = month_end.under_way(provincial_officer, month=MONTH, area="60")
    assert [(each.state, each.message) for each in failed] == [(State.FAILED, "ไม่มีข้อมูล")] * 2
    press(provincial_officer)
    work_off()
    assert Issued.objects.count() == 2 and month_end.under_way(provincial_officer, month=MONTH, area="60") == []


def test_a_district_issues_its_own_once_the_province_has_frozen(roll, district_officer, provincial_officer, work_off):
    with pytest.raises(Refused):
        press(district_officer, area="6009")
    press(provincial_officer)
    press(district_officer, area="6009")
    work_off()
    assert sorted(Issued.objects.values_list("kind", "area_code", "form")) == [
        *(("monthly-district", "6009", form) for form in ("docx", "pdf")),
        *(("monthly-province", "60", form) for form in ("docx", "pdf")),
    ]
    with pytest.raises(NotAllowed):
        press(district_officer)


def test_a_month_that_is_not_over_is_neither_frozen_nor_reported(roll, provincial_officer):
    with pytest.raises(Refused):
        press(provincial_officer, datetime(2026, 1, 15, 3, 0, tzinfo=UTC))
    assert not Snapshot.objects.exists() and not Job.objects.exists()


def test_who_does_not_issue_there_is_not_told_what_is_being_made(roll, auditor):
    with pytest.raises(NotAllowed):
        month_end.under_way(auditor, month=MONTH, area="60")


@pytest.mark.django_db(transaction=True)
def test_two_press_at_the_same_moment(roll, provincial_officer, certifier):
    told = in_threads(partial(press, provincial_officer), partial(press, certifier))
    assert told[0] == told[1] and Snapshot.objects.count() == 1
    assert sorted(Job.objects.values_list("arguments__form", flat=True)) == ["docx", "pdf"]
