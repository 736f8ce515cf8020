"""The ranked list of a village on paper: what the page says, with names only for who may read them, and then on the record."""

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import NotAllowed, OutOfSight
from nsc.reports import overview, ranked
from nsc.reports.sifting import Asked as Sifted
from nsc.secretariat.blocks import Pairs
from tests.casework.conftest import AT
from tests.secretariat.conftest import blocks, column, tables, text_of
from tests.surveyed import OURS, household_id

pytestmark = pytest.mark.django_db
EMPTY = "60090801"


def test_it_lists_every_poor_household_of_the_village_as_the_page_ranks_them(gathered, team):
    table = tables(gathered(team, "village-ranked", OURS))["ลำดับความเร่งด่วน"]
    shown = ranked.households(team, at=AT, area=OURS, asked=Sifted(poor="mpi"))
    assert column(table, "ครัวเรือนเลขที่") == [str(line.household_id) for line in shown.lines]
    assert column(table, "ลำดับ") == [line.rank for line in shown.lines] == [1, 2]
    assert column(table, "คะแนน") == [line.score for line in shown.lines]
    assert column(table, "ตกเกณฑ์มิติ")[0] == "การศึกษา, รายได้"


def test_its_sums_are_those_of_the_figures(gathered, team):
    pairs = dict(blocks(gathered(team, "village-ranked", OURS), Pairs)[0].rows)
    sums = overview.picture(team, area=OURS).now
    assert pairs["ครัวเรือนที่ตกเกณฑ์"] == f"{sums.poor_households} ครัวเรือน"
    assert pairs["สมาชิกของครัวเรือนเหล่านี้ (คนจน MPI)"] == f"{sums.mpi_poor} คน"
    assert pairs["ในจำนวนนี้เป็นคนจนเป้าหมาย"] == f"{sums.target_poor} คน"


def test_without_names_nobody_is_named_and_nothing_is_recorded(gathered, team):
    document = gathered(team, "village-ranked", OURS)
    assert not document.has_names and "ทดสอบ" not in text_of(document) and "11/1" not in text_of(document)
    assert not AuditLine.objects.filter(verb="priority_list.see").exists()


def test_with_names_it_names_them_and_says_so_on_the_record(gathered, team):
    document = gathered(team, "village-ranked", OURS, with_names=True)
    table = tables(document)["ลำดับความเร่งด่วน"]
    assert document.has_names and "ทดสอบ1" in column(table, "หัวหน้าครัวเรือน")[0] and column(table, "บ้านเลขที่")[0] == "11/1"
    line = AuditLine.objects.get(verb="priority_list.see")
    assert (line.by_id, line.place, line.count) == (team.pk, OURS, 2)
    assert set(map(int, line.households.split())) == {household_id(1), household_id(2)}


def test_who_may_not_read_names_gets_none(gathered, governor):
    assert tables(gathered(governor, "village-ranked", OURS))["ลำดับความเร่งด่วน"].rows
    with pytest.raises(NotAllowed):
        gathered(governor, "village-ranked", OURS, with_names=True)


def test_it_is_not_for_who_has_nothing_to_do_there(gathered, prasit, citizen):
    for user in (prasit, citizen):
        with pytest.raises(OutOfSight):
            gathered(user, "village-ranked", OURS)


def test_a_village_without_poor_households_says_so(gathered, team):
    document = gathered(team, "village-ranked", EMPTY)
    assert tables(document)["ลำดับความเร่งด่วน"].rows == () and document.sources


def test_it_costs_the_same_however_many_there_are(gathered, team, django_assert_max_num_queries):
    gathered(team, "village-ranked", OURS)
    with django_assert_max_num_queries(25):
        gathered(team, "village-ranked", OURS, with_names=True)
