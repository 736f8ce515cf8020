"""The household account before the plan and after."""

from datetime import date
from decimal import Decimal

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.casework import accounts
from nsc.casework.models import Account, AccountLine, Case
from nsc.errors import NotAllowed, Refused
from tests.casework.conftest import AT

pytestmark = pytest.mark.django_db
MONTH = date(2025, 12, 20)
TOLD = {"income_main": Decimal(3000), "food": Decimal(2500), "lottery": Decimal(400)}


def record(by, case, told=None, **other):
    said = {"kind": "before", "month": MONTH, "told": TOLD if told is None else told} | other
    return accounts.record(by=by, at=AT, case=case.pk, **said)


def test_a_month_is_written_down_and_it_is_on_record(in_care, somjai):
    made = record(somjai, in_care)
    book = accounts.of_case(somjai, in_care.pk)
    assert (book.before.month, dict(book.before.told), book.after) == (date(2025, 12, 1), TOLD, None)
    line = AuditLine.objects.get(verb="household_account.record")
    assert (line.on_id, line.by) == (str(made.pk), somjai) and "3000" not in line.detail


def test_the_same_figures_again_change_nothing(in_care, somjai):
    assert record(somjai, in_care) == record(somjai, in_care)
    assert AuditLine.objects.filter(verb="household_account.record").count() == 1


def test_a_month_is_corrected_and_what_is_left_out_is_not_known(in_care, somjai):
    record(somjai, in_care)
    record(somjai, in_care, {"income_main": Decimal("3200.50"), "food": Decimal(0)})
    assert dict(accounts.of_case(somjai, in_care.pk).before.told) == {"income_main": Decimal("3200.50"), "food": Decimal(0)}
    assert Account.objects.count() == 1 and AccountLine.objects.get(line="lottery").baht is None


def test_the_newest_month_of_each_kind_stands_side_by_side(in_care, somjai):
    record(somjai, in_care)
    record(somjai, in_care, kind="after")
    record(somjai, in_care, {"income_main": Decimal(1)}, month=date(2025, 11, 1))
    book = accounts.of_case(somjai, in_care.pk)
    assert (book.before.month, book.after.kind, len(book.months)) == (date(2025, 12, 1), "after", 3)


def test_money_is_for_who_reads_names(in_care, prasit, governor):
    with pytest.raises(OutOfSight):
        accounts.of_case(prasit, in_care.pk)
    with pytest.raises(OutOfSight):
        record(prasit, in_care)
    for act in (lambda: accounts.of_case(governor, in_care.pk), lambda: record(governor, in_care)):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(OutOfSight):
        accounts.of_case(governor, 999)


@pytest.mark.parametrize("wrong", [{"kind": "during"}, {"month": date(2026, 2, 1)}, {"told": {}}, {"told": {"gold": Decimal(1)}}])
def test_what_no_account_can_hold_is_refused(in_care, somjai, wrong):
    with pytest.raises(Refused):
        record(somjai, in_care, **wrong)


def test_a_closed_case_keeps_its_accounts_as_they_are(in_care, somjai):
    Case.objects.update(state="closed", outcome="left", closed_on=AT.date(), turn="")
    with pytest.raises(Refused):
        record(somjai, in_care)
    assert not accounts.of_case(somjai, in_care.pk).may_record
