"""The files of a village's households in one action: each is there and on the record; called off, nothing is left."""

import zipfile
from io import BytesIO

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import NotAllowed
from nsc.errors import Refused
from nsc.files import uploads
from nsc.files.models import StoredFile
from nsc.jobs.work import Cancelled
from nsc.secretariat import doc_household, issuing
from nsc.secretariat.document_kinds import Asked
from nsc.secretariat.models import Issued
from tests.casework.conftest import AT
from tests.paper.test_book import bookmarks
from tests.paper.text_layer import text
from tests.surveyed import OURS, household_id

pytestmark = pytest.mark.django_db


def homes() -> list[int]:
    return sorted(household_id(number) for number in (1, 2, 3))


def issued(by, form: str, told=None) -> bytes:
    tell = (lambda done, total: told.append((done, total))) if told is not None else (lambda done, total: None)
    number = issuing.issue(by=by, at=AT, name="village_files", asked=Asked(OURS), form=form, tell=tell)
    return b"".join(issuing.opened(by=by, at=AT, number=number).pieces)


def test_one_pdf_has_a_bookmark_for_each_household_and_tells_how_far_it_is(surveyed, district_officer, monkeypatch):
    monkeypatch.setattr(doc_household, "TOGETHER", 2)
    told: list[tuple[int, int]] = []
    content = issued(district_officer, "pdf", told)
    marks = bookmarks(content)
    assert len(marks) == 3 and all(mark.startswith("ครัวเรือนเลขที่ ") for mark, _page in marks)
    assert told == [(1, 3), (2, 3), (3, 3)]
    found = text(content)
    assert found.count("หน้า ๑/") == 3 and all(f"ทดสอบ{number}" in found for number in (1, 2, 3))


def test_a_zip_has_a_paper_for_each(surveyed, district_officer):
    with zipfile.ZipFile(BytesIO(issued(district_officer, "zip"))) as files:
        assert sorted(files.namelist()) == sorted(f"household-{each}.pdf" for each in homes())
        assert all(files.read(name).startswith(b"%PDF") for name in files.namelist())


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_each_is_on_the_record_as_printed(surveyed, district_officer, form):
    issued(district_officer, form)
    lines = AuditLine.objects.filter(verb="household_file.export", by=district_officer)
    assert sorted(int(line.on_id) for line in lines) == homes()


def kept() -> list:
    return sorted(map(str, (*uploads.drafts(), *uploads.sealed_files(), *uploads.plain_folder().iterdir(), *StoredFile.objects.all())))


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_called_off_nothing_is_left_of_it(surveyed, district_officer, form):
    def stop(done: int, total: int) -> None:
        if done == 2:
            raise Cancelled

    before = kept()
    with pytest.raises(Cancelled):
        issuing.issue(by=district_officer, at=AT, name="village_files", asked=Asked(OURS), form=form, tell=stop)
    assert not Issued.objects.exists() and kept() == before


def test_more_than_the_most_is_refused(surveyed, district_officer, monkeypatch):
    monkeypatch.setattr(doc_household, "MOST", 2)
    with pytest.raises(Refused, match="2"):
        issued(district_officer, "pdf")


def test_who_may_not_read_names_gets_none(surveyed, governor):
    with pytest.raises(NotAllowed):
        issued(governor, "pdf")
    assert not AuditLine.objects.filter(verb="household_file.export").exists()
