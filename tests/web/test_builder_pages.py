"""A report of one's own, put together and printed."""

import pytest
from django.utils import timezone

from nsc.access.models import AuditLine
from nsc.errors import NotAllowed
from nsc.reports import saved_views
from nsc.secretariat import extracts, saved_reports


def test_it_counts_and_says_by_which_definition(surveyed, enter, governor):
    page = enter(governor).get("/builder/?measure=mpi&rows=amphoe").content.decode()
    assert "นิยาม" in page and "จปฐ. 2564" in page
    assert 'id="builder"' in page


def test_what_is_impossible_is_refused_with_what_is_possible(surveyed, enter, governor):
    page = enter(governor).get("/builder/?measure=homes&rows=sex").content.decode()
    assert "แยกได้ตาม" in page


def test_small_numbers_are_hidden_from_who_sees_figures_alone(surveyed, enter, auditor):
    page = enter(auditor).get("/builder/?measure=mpi&rows=amphoe").content.decode()
    assert "ปิด" in page and "จำนวนน้อยปิดไว้" in page


def test_a_saved_report_is_a_document(surveyed, governor, auditor):
    told = {"measure": "mpi", "rows": "dimension"}
    view = saved_views.save(by=governor, at=timezone.now(), list="builder", name="รายมิติ", parameters=told)
    paper = saved_reports.document(governor, timezone.now(), view.number)
    table = paper.sections[0].blocks[0]
    assert paper.title == "รายมิติ" and paper.sources
    assert [row[0] for row in table.rows] == ["สุขภาพ", "ความเป็นอยู่", "การศึกษา", "รายได้", "การเข้าถึงบริการรัฐ"]


def test_an_extract_needs_the_right_and_leaves_a_line(surveyed, provincial_officer, governor):
    with pytest.raises(NotAllowed):
        extracts.export(by=governor, at=timezone.now(), columns=["sex"], k=3)
    found = extracts.export(by=provincial_officer, at=timezone.now(), columns=["sex"], k=3)
    assert len(list(found.rows)) == found.count == 6
    assert "sex" in AuditLine.objects.get(verb="extract.export").detail
