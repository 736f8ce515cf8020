"""When a household counts as vulnerable: dated criteria. Their owner is พมจ.; until confirmed they are shown as not official."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.conf import settings
from django.db import transaction

from nsc import bulk, thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import rules
from nsc.casework.models import Criteria
from nsc.casework.once import once
from nsc.errors import Refused, _
from nsc.surveys import responses, sets
from nsc.surveys.models import Member, Round

PROPOSED_SOURCE = _("นิยามครัวเรือนเปราะบาง (อภิธานศัพท์ สศช. 2566) ส่วนระดับ 0–3 เป็นข้อเสนอ ยังไม่พบประกาศ")


@dataclass(frozen=True)
class InForce:
    """`number`: of the stored row; None: what the system proposes, until the province sets its own."""

    number: int | None
    valid_from: date | None
    income_limit: int
    child_until: int
    elderly_from: int
    few_dependants: int
    is_official: bool
    source: str


def in_force(on: date) -> InForce:
    row = Criteria.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    if row is None:
        return InForce(None, None, is_official=False, source=PROPOSED_SOURCE, **rules.DEFAULT_CRITERIA)
    return _told(row)


def _told(row: Criteria) -> InForce:
    numbers = {name: getattr(row, name) for name in rules.DEFAULT_CRITERIA}
    return InForce(row.pk, row.valid_from, is_official=row.is_official, source=row.source, **numbers)


def every() -> list[InForce]:
    """All that were ever set, the newest first. No secret: whoever sees a level may see what makes it."""
    return [_told(row) for row in Criteria.objects.order_by("-valid_from")]


@transaction.atomic
def set_(*, by: User, at: datetime, valid_from: date, source: str, is_official: bool = False, **numbers: int) -> Criteria:
    """From that day on. Rolls drawn up before keep the criteria they were drawn up by. `numbers`: those of rules.DEFAULT_CRITERIA."""
    scope.require(by, Permission.INDICATORS_CHANGE, place=settings.PROVINCE)
    told = rules.DEFAULT_CRITERIA | numbers
    if told["child_until"] >= told["elderly_from"] or told["few_dependants"] < 1 or not source.strip():
        raise Refused(_("เกณฑ์ไม่ครบ: อายุเด็กต้องน้อยกว่าอายุผู้สูงอายุ จำนวนผู้พึ่งพิงอย่างน้อย 1 และต้องบอกที่มา"))
    if Criteria.objects.filter(valid_from=valid_from).exists():
        raise Refused(_("มีเกณฑ์ที่เริ่มใช้วันที่ {on} อยู่แล้ว โปรดเลือกวันอื่น"), on=thai.format_date(valid_from))
    with once():
        made = Criteria.objects.create(valid_from=valid_from, source=source[:300], is_official=is_official, by=by, at=at, **told)
    audit.record(by=by, at=at, verb="criteria.set", on=made, place=settings.PROVINCE, detail=" ".join(map(str, told.values())))
    return made


def stored(found: InForce, *, by: User, at: datetime) -> Criteria:
    """The row behind these criteria: a roll says by which it was drawn up, and the proposal is written down when it is first used."""
    if found.number:
        return Criteria.objects.get(pk=found.number)
    numbers = {name: getattr(found, name) for name in rules.DEFAULT_CRITERIA}
    told = {"source": found.source, "by": by, "at": at, **numbers}
    return Criteria.objects.get_or_create(valid_from=date(2023, 6, 1), defaults=told)[0]  # the day of the glossary it rests on


def vulnerable(round: Round, found: InForce) -> pl.DataFrame:
    """household_id and level of every vulnerable household among the live answers of a round."""
    indicators = sets.of_code(round.indicator_set_id)
    schema = {"id": pl.Int64, "household_id": pl.Int64, "income_per_person": pl.Float64, "failed": pl.Int64}
    homes = bulk.read(responses.live_in(round).filter(income_per_person__lte=found.income_limit), schema)
    kinds = {"response_id": pl.Int64, "age": pl.Int64, "health": pl.Int64, "self_care": pl.Boolean}
    # read whole: joining 200,000 poor answers to their people in the database takes three times as long
    people = bulk.read(Member.objects.filter(responses.live(round, prefix="response__")), kinds)
    depends = (
        (pl.col("age") <= found.child_until)
        | (pl.col("age") >= found.elderly_from)
        | (pl.col("health") == Member.Health.DISABLED)
        | ~pl.col("self_care")
    )
    dependants = people.filter(depends.fill_null(False)).group_by(pl.col("response_id").alias("id")).agg(dependants=pl.len().cast(pl.Int64))
    bit = rules.HOUSING.get(indicators.size)
    housing = (pl.col("failed") // (1 << (bit - 1))) % 2 == 1 if bit else pl.lit(False)
    homes = homes.join(dependants, on="id", how="left", maintain_order="left")
    homes = homes.with_columns(pl.col("dependants").fill_null(0), housing=housing)
    levels = [
        rules.vulnerability(row[0], found.income_limit, row[1], row[2], found.few_dependants)
        for row in homes.select("income_per_person", "housing", "dependants").iter_rows()
    ]
    return homes.select("household_id", level=pl.Series(levels, dtype=pl.Int64)).filter(pl.col("level").is_not_null())
