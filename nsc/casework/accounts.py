"""The household account (บัญชีครัวเรือน): what came in and went out in a month before the plan and in a month after it, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import cases, planning, timeline
from nsc.casework.models import Account, AccountLine, Case
from nsc.casework.once import once
from nsc.errors import Refused, _

KINDS = Account.Kind.choices
BEFORE, AFTER = Account.Kind.BEFORE.value, Account.Kind.AFTER.value


@dataclass(frozen=True)
class Month:
    """Baht by line (a key of planning.LINES)."""

    kind: str
    month: date
    told: Mapping[str, Decimal]
    by: str
    at: datetime


@dataclass(frozen=True)
class Book:
    """`before` and `after`: the newest month of each kind. `months`: all of them, newest first."""

    case: int
    may_record: bool
    before: Month | None
    after: Month | None
    months: tuple[Month, ...]


@transaction.atomic
def record(*, by: User, at: datetime, case: int, kind: str, month: date, told: Mapping[str, Decimal]) -> Account:
    """What a household wrote down for a month. Recorded again it is corrected: what is left out now is not known. In the same figures,
    nothing changes."""
    row = cases.locked(by, Permission.PLAN_WRITE, case)
    if kind not in Account.Kind.values:
        raise Refused(_("โปรดเลือกว่าเป็นบัญชีก่อนหรือหลังดำเนินการ"))
    today = timezone.localdate(at)
    first = planning.check_month(month, today=today)
    planning.check_account(told)
    if row.state == "closed":
        raise Refused(_("รายกรณีนี้ปิดแล้ว"))
    account = Account.objects.select_for_update(of=("self",)).filter(case=row, kind=kind, month=first).first()
    kept = {each.line: each for each in account.lines.all()} if account else {}
    if account and {line: each.baht for line, each in kept.items() if each.baht is not None} == dict(told):
        return account
    with once():
        account = account or Account(case=row, kind=kind, month=first)
        account.by, account.at = by, at
        account.save()
        for line in {*kept, *told}:
            AccountLine.objects.update_or_create(account=account, line=line, defaults={"baht": told.get(line)})
    timeline.note(
        by=by, at=at, household=row.household_id, case=row, kind="household_account.record", what=kind, on=today, record=account.pk
    )
    detail = f"case {row.pk} {kind} {first:%Y-%m}"
    audit.record(
        by=by, at=at, verb="household_account.record", on=account, place=row.area_code, detail=detail, households=[row.household_id]
    )
    return account


def of_case(user: User, case: int) -> Book:
    """Money is told to who may read names. OutOfSight where the household is not to be seen; NotAllowed where only its names are not."""
    row = Case.objects.filter(pk=case).first()
    if row is None:
        raise scope.OutOfSight(str(case))
    told = {"place": row.area_code, "household": row.household_id, "authority": row.authority_id}
    scope.require(user, Permission.NAME_SEE, **told)
    rows = Account.objects.filter(case=row).select_related("by").prefetch_related("lines").order_by("-month", "-pk")
    months = tuple(_month(each) for each in rows)
    newest = {each.kind: each for each in reversed(months)}
    may_record = row.state != "closed" and scope.may(user, Permission.PLAN_WRITE, **told)
    return Book(row.pk, may_record, newest.get(BEFORE), newest.get(AFTER), months)


def _month(row: Account) -> Month:
    told = {each.line: each.baht for each in row.lines.all() if each.baht is not None}
    return Month(row.kind, row.month, told, row.by.display_name, row.at)
