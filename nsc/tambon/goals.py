"""What a tambon wants to reach, by when: figures with a baseline."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from nsc import thai
from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import initiatives, rules
from nsc.tambon.models import Goal


@dataclass(frozen=True)
class Aim:
    """A goal. `baseline` None: not measured yet. Years CE."""

    id: int
    dimension: str
    text: str
    indicator: str
    unit: str
    baseline: Decimal | None
    baseline_year: int
    target: Decimal
    by_year: int
    source: str
    is_open: bool


def of(user: User, area: str, *, with_ended: bool = False) -> list[Aim]:
    """In the order of the dimensions, as they were set. Two queries."""
    rows = Goal.objects.filter(initiative=initiatives.seen(user, area))
    order = list(rules.DIMENSIONS)
    found = rows if with_ended else rows.filter(ended_at=None)
    return sorted(map(_aim, found), key=lambda aim: (order.index(aim.dimension), aim.id))


@transaction.atomic
def agree(
    *,
    by: User,
    at: datetime,
    area: str,
    dimension: str,
    text: str,
    indicator: str,
    unit: str,
    target: Decimal,
    by_year: int,
    baseline_year: int,
    baseline: Decimal | None = None,
    source: str = "",
) -> Aim:
    """Agreed again in the same words, the first stands."""
    initiative = initiatives.held(by, area)
    told = {"dimension": rules.check_dimension(dimension), "text": thai.clean(text)[:300], "indicator": thai.clean(indicator)[:200]}
    told |= {"unit": thai.clean(unit)[:60], "source": thai.clean(source)[:200], "baseline": baseline, "baseline_year": baseline_year}
    told |= {"target": target, "by_year": rules.check_year(by_year, after=baseline_year, word=_("ปีเป้าหมาย"))}
    if not told["text"] or not told["indicator"] or not told["unit"]:
        raise Refused(_("โปรดบอกเป้าหมาย ตัวชี้วัด และหน่วยนับ"))
    if known := Goal.objects.filter(initiative=initiative, ended_at=None, **told).first():
        return _aim(known)
    made = Goal.objects.create(initiative=initiative, **told)
    audit.record(by=by, at=at, verb="goal.agree", on=made, place=area, detail=dimension)
    return _aim(made)


@transaction.atomic
def end(*, by: User, at: datetime, area: str, goal: int, because: str) -> None:
    """Given up, or replaced by another. Ended already, nothing happens."""
    initiative = initiatives.held(by, area)
    row = Goal.objects.select_for_update().filter(initiative=initiative, pk=goal).first()
    if row is None:
        raise scope.OutOfSight(str(goal))
    if row.ended_at:
        return
    row.ended_at, row.ended_because = at, access_rules.reason(because)[:300]
    row.save(update_fields=["ended_at", "ended_because"])
    audit.record(by=by, at=at, verb="goal.end", on=row, place=area, because=row.ended_because)


def _aim(row: Goal) -> Aim:
    told = {name: getattr(row, name) for name in Aim.__dataclass_fields__ if name != "is_open"}
    return Aim(**told, is_open=row.ended_at is None)
