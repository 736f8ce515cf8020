"""Help and its money on paper: what the list of help says, added up; and of few households nothing to who does not see them."""

from decimal import Decimal

import pytest

from nsc.casework import help_given
from nsc.poverty.small import is_hidden
from nsc.reports import helped, helped_sums
from nsc.welfare.models import Programme
from tests.casework.conftest import AT, ON, YEAR
from tests.secretariat.conftest import column, tables, text_of
from tests.surveyed import OURS, THEIRS
from tests.welfare.conftest import allotted, money, rice
from tests.welfare.conftest import office as office
from tests.welfare.conftest import relief as relief

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(surveyed, provincial_officer, district_officer, office, relief):
    """Household 1: money delivered and confirmed by another; 2: rice without a price, delivered; 4, in the other amphoe: money promised."""
    allotted(provincial_officer, office, relief)
    told = {"by": provincial_officer, "at": AT, "on": ON}
    first = help_given.deliver(**told, help=money(3000, 1, organisation=office.pk, programme=relief.pk)).assistance
    help_given.confirm(by=district_officer, at=AT, assistance=first.pk)
    help_given.deliver(**told, help=rice(2))
    help_given.promise(**told, help=money(1500.5, 4, organisation=office.pk, programme=relief.pk))
    gone = help_given.deliver(**told, help=money(900, 3)).assistance
    help_given.withdraw(by=provincial_officer, at=AT, assistance=gone.pk, because="บันทึกผิดครัวเรือน")


@pytest.mark.usefixtures("given")
def test_it_says_what_the_list_of_help_says(gathered, provincial_officer):
    said = helped.listed(provincial_officer, at=AT, year=YEAR, area="60").totals
    found = helped_sums.of(provincial_officer, at=AT, area="60").whole
    assert (found.given, found.promised) == (said.delivered, said.promised) == (Decimal(3000), Decimal("1500.5"))
    table = tables(gathered(provincial_officer, "assistance", "60"))["ความช่วยเหลือตามโครงการ"]
    assert dict(zip(table.headings, table.rows[-1], strict=True)) == {
        "โครงการ": "รวม",
        "รับปากแล้ว (ครัวเรือน)": 1,
        "รับปากแล้ว (บาท)": 1500.5,
        "ส่งมอบแล้ว (รายการ)": 2,
        "ส่งมอบแล้ว (ครัวเรือน)": 2,
        "ส่งมอบแล้ว (บาท)": 3000,
        "ยืนยันการรับ (ครัวเรือน)": 1,
        "ยืนยันการรับ (บาท)": 3000,
    }


@pytest.mark.usefixtures("given")
def test_programmes_sources_and_areas_each_add_up_to_the_whole(gathered, provincial_officer):
    shown = tables(gathered(provincial_officer, "assistance", "60"))
    for name, first in (("โครงการ", "โครงการ relief"), ("แหล่ง", "พมจ. ตัวอย่าง"), ("พื้นที่", "เมืองนครสวรรค์")):
        table = shown[f"ความช่วยเหลือตาม{name}"]
        assert table.rows[0][0] == first and table.has_total
        for heading in ("ส่งมอบแล้ว (บาท)", "รับปากแล้ว (บาท)"):
            *parts, whole = column(table, heading)
            assert sum(parts) == whole


@pytest.mark.usefixtures("given")
def test_what_nobody_priced_is_said_and_is_not_nought_baht(gathered, provincial_officer):
    assert "ในจำนวนที่ส่งมอบ 1 รายการ ไม่มีผู้ระบุมูลค่า" in text_of(gathered(provincial_officer, "assistance", "60"))


@pytest.mark.usefixtures("given")
def test_the_budget_stands_as_on_its_page(gathered, provincial_officer, office, relief):
    table = tables(gathered(provincial_officer, "assistance", "60"))["งบประมาณ"]
    assert table.rows[0] == ("โครงการ relief", "พมจ. ตัวอย่าง", "นครสวรรค์", 10_000, 1500.5, 3000, 5499.5)
    assert table.rows[-1][3:] == table.rows[0][3:]


@pytest.mark.usefixtures("given")
def test_another_fiscal_year_has_its_own_help(gathered, provincial_officer):
    document = gathered(provincial_officer, "assistance", "60", fiscal_year=YEAR - 1)
    assert document.period == f"ปีงบประมาณ {YEAR - 1 + 543}" and not tables(document)["ความช่วยเหลือตามโครงการ"].rows
    assert tables(gathered(provincial_officer, "assistance", "60", fiscal_year=YEAR))["ความช่วยเหลือตามโครงการ"].rows


@pytest.mark.usefixtures("given")
def test_an_amphoe_has_its_own_help_only(gathered, district_officer):
    document = gathered(district_officer, "assistance", "6009")
    assert column(tables(document)["ความช่วยเหลือตามโครงการ"], "รับปากแล้ว (บาท)")[-1] == 0
    assert [row[0] for row in tables(document)["ความช่วยเหลือตามพื้นที่"].rows] == ["ไพศาลี", "รวม"]
    assert "ความช่วยเหลือตามพื้นที่" not in tables(gathered(district_officer, "assistance", OURS))


@pytest.mark.usefixtures("given")
def test_of_few_households_who_sees_only_figures_is_told_no_baht(hire):
    partner = hire("partner", "ภาคี", "partner", "60")
    found = helped_sums.of(partner, at=AT, area="60")
    for line in (found.whole, *(each.sums for each in (*found.by_programme, *found.by_office, *found.by_area))):
        for homes, others in helped_sums.OF_HOMES.items():
            hidden = [is_hidden(getattr(line, name)) for name in (homes, *others)]
            assert len(set(hidden)) == 1 and hidden[0] is bool(is_hidden(getattr(line, homes)))
    assert is_hidden(found.whole.given, found.whole.promised, found.whole.confirmed)


def test_a_year_without_help_says_so(gathered, provincial_officer):
    shown = tables(gathered(provincial_officer, "assistance", THEIRS))
    assert not shown["ความช่วยเหลือตามโครงการ"].rows and "ยังไม่มีความช่วยเหลือ" in shown["ความช่วยเหลือตามโครงการ"].nothing
    assert not shown["งบประมาณ"].rows


@pytest.mark.usefixtures("given")
def test_it_costs_the_same_however_much_there_is(gathered, provincial_officer, django_assert_max_num_queries):
    assert Programme.objects.exists()
    with django_assert_max_num_queries(14):
        gathered(provincial_officer, "assistance", "60")
