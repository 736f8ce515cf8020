"""Help recorded in bulk: the form of promise and deliver for whole tables. Each row keeps the rules that the verbs keep one by one."""

import polars as pl
from django.conf import settings
from django.db import transaction
from django.db.models import F

from nsc import bulk
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.welfare import rules
from nsc.welfare.models import Assistance, Budget, Programme

GIVEN = {
    "household_id": pl.Int64, "area_code": pl.String, "authority_id": pl.Int64, "person_id": pl.Int64, "programme_id": pl.Int64,
    "organisation_id": pl.Int64, "budget_id": pl.Int64, "dimension": pl.String, "kind": pl.String, "form": pl.String, "what": pl.String,
    "quantity": pl.Float64, "unit": pl.String, "baht": pl.Float64, "state": pl.String, "promised_on": pl.Date, "on": pl.Date,
    "confirmed_on": pl.Date, "road": pl.String,
}  # fmt: skip


@transaction.atomic
def store(*, by: User, at, rows: pl.DataFrame) -> pl.Series:
    """Columns GIVEN; the new ids, in order. Of the whole province. Budgets are charged: promised as committed, delivered as spent; one that
    does not suffice refuses all of it."""
    scope.require(by, Permission.ASSISTANCE_GRANT, place=settings.PROVINCE)
    _check(rows)
    ids = bulk.reserve(Assistance, rows.height)
    stored = rows.select(list(GIVEN)).with_columns(id=ids, by_id=pl.lit(by.pk), at=pl.lit(at.isoformat(" ")))
    for chunk in stored.iter_slices(bulk.CHUNK):
        bulk.insert(Assistance, chunk)
    _charge(rows)
    audit.record(by=by, at=at, verb="assistance.grant", place=settings.PROVINCE, count=rows.height, detail="in bulk")
    return ids


def _check(rows: pl.DataFrame) -> None:
    if set(rows["kind"].unique()) - rules.KINDS.keys() or set(rows["form"].unique()) - set(Programme.Form.values):
        raise Refused(_("มีประเภทหรือรูปแบบการช่วยเหลือที่ระบบไม่รู้จัก"))
    for state in rows["state"].unique():
        if state not in rules.ASSISTANCE_NAMES:
            raise Refused(_("มีสถานะการช่วยเหลือที่ระบบไม่รู้จัก"))
    late = rows.filter(pl.col("on") < pl.col("promised_on"))
    if late.height:
        raise Refused(_("มีรายการที่ส่งมอบก่อนรับปาก {count} รายการ"), count=late.height)


def _charge(rows: pl.DataFrame) -> None:
    charged = rows.drop_nulls(["budget_id", "baht"]).group_by("budget_id").agg(
        committed=pl.col("baht").filter(pl.col("state") == "promised").sum(),
        spent=pl.col("baht").filter(pl.col("state").is_in(["delivered", "confirmed"])).sum(),
    )  # fmt: skip
    for budget, committed, spent in charged.sort("budget_id").iter_rows():
        row = Budget.objects.select_for_update().get(pk=budget)
        if float(row.allotted - row.committed - row.spent) < committed + spent:
            raise Refused(_("งบประมาณไม่พอสำหรับรายการทั้งชุด จึงไม่บันทึกรายการใด"))
        Budget.objects.filter(pk=budget).update(committed=F("committed") + round(committed, 2), spent=F("spent") + round(spent, 2))
