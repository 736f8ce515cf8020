"""The data-quality report: what is missing is counted from the answers themselves, and each area adds up."""

import pytest

from nsc.poverty.small import is_hidden
from nsc.reports import freshness, quality, targeting
from nsc.secretariat.blocks import Pairs
from nsc.surveys import responses, rounds, tallies
from nsc.surveys.models import Member, Response
from tests.casework.conftest import AT, YEAR, verified
from tests.secretariat.conftest import blocks, column, tables, text_of
from tests.surveyed import OURS, household_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def flawed(surveyed):
    """In the newest round household 1 has no position and a child of unknown age, 2 no house number and a head of unknown sex."""
    newest = responses.live_in(rounds.newest())
    newest.update(lat=15.6, lon=100.6)
    newest.filter(household=household_id(1)).update(lat=None, lon=None)
    newest.filter(household=household_id(2)).update(house_no="")
    people = Member.objects.filter(response__in=newest.values("pk"))
    people.filter(response__household=household_id(1), title="ด.ญ.").update(age=None)
    people.filter(response__household=household_id(2)).update(sex=Member.Sex.UNKNOWN)
    tallies.rebuild(rounds.newest())


@pytest.mark.usefixtures("flawed")
def test_it_counts_what_is_missing_and_of_how_many(gathered, provincial_officer):
    table = tables(gathered(provincial_officer, "data-quality", "60"))["ข้อมูลที่ขาด"]
    told = {row[0]: row[1:3] for row in table.rows}
    assert told["ครัวเรือนที่ไม่มีพิกัด"] == (1, 5) == (Response.objects.filter(round=rounds.newest(), lat=None).count(), 5)
    assert told["ครัวเรือนที่ไม่มีบ้านเลขที่"] == (1, 5)
    assert told["คนที่ไม่ทราบอายุ"] == (1, 6) and told["คนที่ไม่ทราบเพศ"] == (1, 6)


@pytest.mark.usefixtures("flawed")
def test_the_areas_add_up_to_the_place(gathered, provincial_officer):
    table = tables(gathered(provincial_officer, "data-quality", "60"))["ข้อมูลที่ขาดรายพื้นที่"]
    assert column(table, "พื้นที่") == ["เมืองนครสวรรค์", "ไพศาลี", "รวม"]
    for heading in table.headings[1:]:
        *parts, whole = column(table, heading)
        assert sum(parts) == whole
    assert column(table, "ครัวเรือนที่ไม่มีพิกัด") == [0, 1, 1]


@pytest.mark.usefixtures("flawed")
def test_of_few_people_who_sees_only_figures_is_told_no_number(hire):
    found = quality.of(hire("partner", "ภาคี", "partner", "60"), at=AT, area="60")
    assert is_hidden(found.whole.no_age) and is_hidden(found.whole.no_position)
    assert all(is_hidden(counts.no_age) for _code, _name, counts in found.below if counts.no_age or is_hidden(counts.no_age))


def test_every_source_has_its_line_as_on_the_page(gathered, provincial_officer):
    table = tables(gathered(provincial_officer, "data-quality", "60"))["ความสดของข้อมูล"]
    assert len(table.rows) == len(freshness.of(provincial_officer, at=AT))
    assert "แบบสำรวจ จปฐ. 2564" in column(table, "แหล่ง")


def test_files_are_told_of_the_province_alone(gathered, provincial_officer):
    said = dict(row for block in blocks(gathered(provincial_officer, "data-quality", "60"), Pairs) for row in block.rows)
    assert (said["แฟ้มที่นำเข้าและเผยแพร่"], said["ครัวเรือนที่รับไว้"], said["คนที่รับไว้"]) == ("1 แฟ้ม", "5 ครัวเรือน", "6 คน")
    assert "แฟ้มที่นำเข้า" not in text_of(gathered(provincial_officer, "data-quality", "6009"))


def test_both_errors_of_the_lists_are_those_of_their_page(gathered, roll, team, provincial_officer):
    verified(team, 1)
    verified(team, 2, result="not_poor")
    shown = tables(gathered(provincial_officer, "data-quality", "60"))
    said = targeting.errors(provincial_officer, year=YEAR, area="60").whole
    row = shown["รายชื่อกับความจริงรายพื้นที่"].rows[-1]
    assert row == ("รวม", said.listed, said.verified, said.not_poor, said.inclusion, said.missed_certified, said.unlisted, said.exclusion)
    assert row[2:5] == (2, 1, 50)


def test_without_a_roll_and_in_an_empty_village_it_says_so(gathered, provincial_officer):
    shown = tables(gathered(provincial_officer, "data-quality", "60090801"))
    assert shown["ข้อมูลที่ขาด"].rows[0][1:] == (0, 0, None)
    assert not shown["รายบัญชี"].rows and "ยังไม่มีบัญชีเป้าหมาย" in shown["รายบัญชี"].nothing
    assert "ข้อมูลที่ขาดรายพื้นที่" not in tables(gathered(provincial_officer, "data-quality", OURS))
