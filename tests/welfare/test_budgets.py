"""An office's money for a programme in a fiscal year: allotted with a reason, never overdrawn."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.welfare import assistance, budgets
from nsc.welfare.models import Budget
from tests.welfare.conftest import AT, ON, YEAR, allotted, gave, money, programme, promised, rice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def sums(user, row: Budget) -> tuple[int, int, int]:
    line, _history = budgets.find(user, row.pk)
    return int(line.committed), int(line.spent), int(line.left)


def test_the_province_allots_raises_and_lowers_and_each_change_has_its_reason(provincial_officer, office, relief):
    row = allotted(provincial_officer, office, relief, 5000)
    told = {"organisation": office.pk, "programme": relief.pk, "fiscal_year": YEAR, "area": "60", "by": provincial_officer, "at": AT}
    assert budgets.allot(**told, baht=Decimal(8000), because="งบกลางเพิ่ม").pk == row.pk
    budgets.allot(**told, baht=Decimal(7000), because="โอนคืน")
    line, history = budgets.find(provincial_officer, row.pk)
    assert (line.allotted, line.left) == (7000, 7000)
    assert [(int(each.baht), each.because) for each in history] == [(7000, "โอนคืน"), (8000, "งบกลางเพิ่ม"), (5000, "จัดสรรต้นปี")]
    lines = AuditLine.objects.filter(verb="budget.change").order_by("pk")
    assert [each.because for each in lines] == ["จัดสรรต้นปี", "งบกลางเพิ่ม", "โอนคืน"] and lines[0].place == "60"


def test_sent_twice_it_is_allotted_once(provincial_officer, office, relief):
    assert allotted(provincial_officer, office, relief) == allotted(provincial_officer, office, relief)
    assert AuditLine.objects.filter(verb="budget.change").count() == 1


def test_only_the_province_allots(district_officer, governor, prasit, office, relief):
    for who in (district_officer, governor):
        with pytest.raises(NotAllowed):
            allotted(who, office, relief, area="6009")
    with pytest.raises(OutOfSight):
        allotted(prasit, office, relief, area="6009")
    assert not Budget.objects.exists()


@pytest.mark.parametrize("area", ["600908", "6099"])
def test_a_budget_is_the_province_s_or_an_amphoe_s(provincial_officer, office, relief, area):
    with pytest.raises(Refused, match="จังหวัดหรืออำเภอ"):
        allotted(provincial_officer, office, relief, area=area)


def test_without_a_reason_nothing_is_allotted(provincial_officer, office, relief):
    told = {"organisation": office.pk, "programme": relief.pk, "fiscal_year": YEAR, "area": "60", "baht": Decimal(1)}
    with pytest.raises(Refused, match="เหตุผล"):
        budgets.allot(by=provincial_officer, at=AT, **told, because=" ")


def test_a_promise_commits_its_delivery_spends_and_a_withdrawal_gives_back(provincial_officer, officer, office, relief):
    row = allotted(provincial_officer, office, relief)
    help = money(3000, organisation=office.pk, programme=relief.pk)
    one = promised(officer, help)
    assert sums(provincial_officer, row) == (3000, 0, 7000)
    assistance.fulfil(by=officer, at=AT, assistance=one.pk, on=ON, baht=Decimal(2500))
    assert sums(provincial_officer, row) == (0, 2500, 7500)
    assistance.withdraw(by=officer, at=AT, assistance=one.pk, because="บันทึกผิดครัวเรือน")
    assert sums(provincial_officer, row) == (0, 0, 10_000)
    promise = promised(officer, help)
    assistance.withdraw(by=officer, at=AT, assistance=promise.pk, because="ครัวเรือนไม่รับ")
    assert sums(provincial_officer, row) == (0, 0, 10_000)


def test_nobody_promises_or_gives_more_than_is_left(provincial_officer, officer, office, relief):
    row = allotted(provincial_officer, office, relief, 5000)
    told = {"organisation": office.pk, "programme": relief.pk}
    one = promised(officer, money(3000, **told))
    for give in (promised, gave):
        with pytest.raises(Refused, match=r"เหลือ 2,000 บาท ไม่พอสำหรับ 2,001 บาท"):
            give(officer, money(2001, **told, although="ไฟไหม้"))
    with pytest.raises(Refused, match="ไม่พอ"):
        assistance.fulfil(by=officer, at=AT, assistance=one.pk, on=ON, baht=Decimal(5001))
    assert sums(provincial_officer, row) == (3000, 0, 2000)
    with pytest.raises(Refused, match=r"3,000 บาท โปรดใส่วงเงินไม่น้อยกว่านั้น"):
        allotted(provincial_officer, office, relief, 2999)


def test_the_database_itself_allows_no_overdraft(provincial_officer, office, relief):
    row = allotted(provincial_officer, office, relief, 100)
    for wrong in ({"committed": 101}, {"spent": 60, "committed": 41}, {"committed": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Budget.objects.filter(pk=row.pk).update(**wrong)


def test_help_of_another_year_programme_or_office_draws_on_nothing(provincial_officer, officer, office, hospital, relief):
    row = allotted(provincial_officer, office, relief, 100)
    told = {"organisation": office.pk, "programme": relief.pk}
    gave(officer, money(3000, **told), date(2025, 9, 30))
    gave(officer, money(500, organisation=office.pk, programme=programme("other", interval_months=0).pk))
    gave(officer, rice(organisation=hospital.pk, programme=relief.pk, baht=Decimal(500)))
    assert sums(provincial_officer, row) == (0, 0, 100)


def test_an_office_s_money_is_given_by_its_own_people_or_the_centre_of_the_place(
    provincial_officer, district_officer, team, office, relief
):
    row = allotted(provincial_officer, office, relief, area="6009")
    told = {"organisation": office.pk, "programme": relief.pk}
    with pytest.raises(Refused, match="มีงบประมาณของโครงการนี้"):
        gave(team, money(1000, **told))
    gave(district_officer, money(1000, **told))
    assert sums(provincial_officer, row) == (0, 1000, 9000)


def test_who_sees_a_budget(provincial_officer, district_officer, team, officer, prasit, citizen, auditor, office, relief):
    of_amphoe = allotted(provincial_officer, office, relief, area="6009")
    of_province = allotted(provincial_officer, office, programme("house"))
    both = {of_amphoe.pk, of_province.pk}
    for who in (provincial_officer, district_officer, team, officer, auditor):
        assert {each.number for each in budgets.visible_to(who, year=YEAR)} == both, who
    assert [each.number for each in budgets.visible_to(prasit)] == [of_province.pk]  # of his province, not of our amphoe
    assert budgets.visible_to(citizen) == []
    for who in (prasit, citizen):
        with pytest.raises(OutOfSight):
            budgets.find(who, of_amphoe.pk)
    assert [each.number for each in budgets.visible_to(provincial_officer, area="600908", programme=relief.pk)] == [of_amphoe.pk]


def test_what_is_sent_out_is_recorded(governor, provincial_officer, office, relief):
    allotted(provincial_officer, office, relief, 100)
    headings, rows = budgets.table(by=governor, at=AT, year=YEAR)
    assert headings[-1] == "left" and rows == [["พมจ. ตัวอย่าง", "โครงการ relief", 2569, "60", 100.0, 0.0, 0.0, 100.0]]
    assert AuditLine.objects.get(verb="budget.export").count == 1
