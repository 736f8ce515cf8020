"""Entitlements not used, on paper: the counts of the page, and the people of a village with names only for who may read them."""

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import NotAllowed, OutOfSight
from nsc.errors import Refused
from nsc.reports import rights
from nsc.surveys.models import Member
from nsc.welfare import counting
from tests.casework.conftest import AT
from tests.secretariat.conftest import column, tables, text_of
from tests.surveyed import OURS, household_id
from tests.welfare.conftest import ELDERLY
from tests.welfare.conftest import sent as sent
from tests.welfare.conftest import stored as stored

pytestmark = pytest.mark.django_db
NAME = "เบี้ยยังชีพผู้สูงอายุ"


@pytest.fixture
def counted(surveyed, stored):
    """Households 1 and 4 have the elderly allowance; 2, 3 and 5 are entitled to it."""
    stored(1, 4)
    counting.recount(at=AT)


@pytest.mark.usefixtures("counted")
def test_it_says_the_counts_of_the_page(gathered, provincial_officer):
    table = tables(gathered(provincial_officer, "rights-unused", "60"))["สิทธิตามกฎหมาย"]
    row = dict(zip(table.headings, next(each for each in table.rows if each[0] == NAME), strict=True))
    [said] = [each.counts for each in rights.summary(provincial_officer, at=AT, area="60").rows if each.entry.code == ELDERLY]
    assert (row["ได้รับแล้ว"], row["มีสิทธิแต่ยังไม่ได้รับ"], row["ไม่ทราบ"]) == (said.receives, said.entitled, said.unknown) == (2, 3, 0)
    assert "(1 ทะเบียน)" in row["ทะเบียนผู้รับ"]


@pytest.mark.usefixtures("counted")
def test_by_area_it_says_what_each_area_is_told_of_one_right(gathered, provincial_officer):
    table = tables(gathered(provincial_officer, "rights-unused", "60"))["รายพื้นที่ 1"]
    assert column(table, f"{NAME} (คน)") == [1, 2, 3]
    found = rights.by_area(provincial_officer, at=AT, area="60")
    for code, counts in rights.below(provincial_officer, at=AT, code=ELDERLY, area="60"):
        assert counts in found[code].values()


@pytest.mark.usefixtures("counted")
def test_of_few_people_who_sees_only_figures_is_told_no_number(hire):
    partner = hire("partner", "ภาคี", "partner", "60")
    found = rights.by_area(partner, at=AT, area="60")
    assert all(
        "ปิด" in f"{counts.entitled}"
        for each in found.values()
        for counts in each.values()
        if counts.entitled is not None and counts.receives
    )


def test_before_anything_is_counted_it_says_so(gathered, provincial_officer):
    assert "ยังไม่ได้นับสิทธิรายคน" in text_of(gathered(provincial_officer, "rights-unused", "60"))
    assert "ยังไม่ได้นับสิทธิรายคน" in text_of(gathered(provincial_officer, "rights-list", OURS))


@pytest.mark.usefixtures("counted")
def test_without_names_the_list_has_households_and_nobody_is_named(gathered, team):
    document = gathered(team, "rights-list", OURS)
    assert column(tables(document)[NAME], "ครัวเรือนเลขที่") == [str(household_id(2)), str(household_id(3))]
    assert column(tables(document)[NAME], "อายุ (ปี)") == [78, 78]
    assert not document.has_names and "ทดสอบ" not in text_of(document)
    assert not AuditLine.objects.filter(verb="right_list.see").exists()


@pytest.mark.usefixtures("counted")
def test_with_names_it_names_them_and_says_so_on_the_record(gathered, team):
    document = gathered(team, "rights-list", OURS, with_names=True)
    table = tables(document)[NAME]
    assert document.has_names and column(table, "ชื่อ") == ["นางทดสอบ2 สมมุติ", "นางทดสอบ3 สมมุติ"] and column(table, "บ้านเลขที่") == ["12", "13"]
    line = AuditLine.objects.get(verb="right_list.see")
    assert (line.by_id, line.place, line.count) == (team.pk, OURS, 2)
    assert set(map(int, line.households.split())) == {household_id(2), household_id(3)}


@pytest.mark.usefixtures("counted")
def test_who_may_not_read_names_gets_none(gathered, governor, prasit):
    assert tables(gathered(governor, "rights-list", OURS))[NAME].rows
    with pytest.raises(NotAllowed):
        gathered(governor, "rights-list", OURS, with_names=True)
    with pytest.raises(OutOfSight):
        gathered(prasit, "rights-list", OURS)


def test_who_is_disabled_is_told_only_with_names(surveyed, stored, gathered, team):
    Member.objects.filter(response__household=household_id(2)).update(health=Member.Health.DISABLED)
    stored(1, code="disability-allowance")
    counting.recount(at=AT)
    plain = gathered(team, "rights-list", OURS)
    assert "เบี้ยความพิการ" not in tables(plain) and "จะบอกว่าใครพิการไม่อยู่ในฉบับนี้" in text_of(plain)
    assert column(tables(gathered(team, "rights-list", OURS, with_names=True))["เบี้ยความพิการ"], "ชื่อ") == ["นางทดสอบ2 สมมุติ"]


@pytest.mark.usefixtures("counted")
def test_a_list_too_long_for_a_paper_is_refused(gathered, team, monkeypatch):
    monkeypatch.setattr(rights, "MOST_ON_PAPER", 1)
    with pytest.raises(Refused, match="มากกว่า"):
        gathered(team, "rights-list", OURS)
