"""Figures that the team gives of its tambon, by dimension and year; and the usual indicators it may begin with (a proposal)."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import initiatives, profile_rules, rules
from nsc.tambon.models import IndicatorValue

DATA = Path(__file__).parent / "data" / "indicators.toml"


@dataclass(frozen=True)
class Usual:
    dimension: str
    indicator: str
    unit: str
    source: str  # where it is usually found


@dataclass(frozen=True)
class Given:
    """`is_replaced`: corrected since. Years CE."""

    id: int
    dimension: str
    indicator: str
    unit: str
    value: Decimal
    year: int
    source: str
    at: datetime
    by: str
    is_replaced: bool


@cache
def usual() -> tuple[Usual, ...]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["indicator"]
    return tuple(Usual(**row) for row in rows)


def of(user: User, area: str, *, as_of: datetime | None = None, with_replaced: bool = False) -> list[Given]:
    """By dimension, indicator, and the newest year first. `as_of`: as they stood at that moment. Two queries."""
    rows = IndicatorValue.objects.filter(initiative=initiatives.seen(user, area)).select_related("added_by")
    if as_of:
        rows = rows.filter(added_at__lte=as_of).exclude(replaced_at__lte=as_of)
    elif not with_replaced:
        rows = rows.filter(replaced_at=None)
    order = list(rules.DIMENSIONS)
    return sorted(map(_given, rows), key=lambda each: (order.index(each.dimension), each.indicator, -each.year, -each.id))


@transaction.atomic
def give(*, by: User, at: datetime, area: str, dimension: str, indicator: str, unit: str, value: Decimal, year: int, source: str) -> Given:
    """`year`: CE. Given again with the same value, the first stands; with another, it corrects the one before."""
    initiative = initiatives.held(by, area)
    told = {"dimension": rules.check_dimension(dimension), "indicator": thai.clean(indicator)[:200], "unit": thai.clean(unit)[:60]}
    told["source"] = thai.clean(source)[:200]
    if not all(told.values()):
        raise Refused(_("โปรดบอกตัวชี้วัด หน่วยนับ และแหล่งข้อมูล"))
    profile_rules.check_value_year(year, today=timezone.localdate(at))
    initiatives.lock(initiative)
    known = IndicatorValue.objects.filter(
        initiative=initiative, dimension=dimension, indicator=told["indicator"], year=year, replaced_at=None
    ).first()
    if known and (known.value, known.unit, known.source) == (value, told["unit"], told["source"]):
        return _given(known)
    if known:
        known.replaced_at = at
        known.save(update_fields=["replaced_at"])
    made = IndicatorValue.objects.create(initiative=initiative, year=year, value=value, added_at=at, added_by=by, **told)
    verb = "indicator_value.correct" if known else "indicator_value.give"
    audit.record(by=by, at=at, verb=verb, on=made, place=area, detail=f"{dimension} {year}")
    return _given(made)


def _given(row: IndicatorValue) -> Given:
    told = {name: getattr(row, name) for name in ("id", "dimension", "indicator", "unit", "value", "year", "source")}
    return Given(**told, at=row.added_at, by=row.added_by.display_name, is_replaced=row.replaced_at is not None)
