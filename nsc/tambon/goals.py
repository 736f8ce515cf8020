"""What a tambon wants to reach, by when: figures with a baseline."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import initiatives, profile_rules, rules
from nsc.tambon.models import Goal, Measurement


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


@dataclass(frozen=True)
class Measured:
    """`year`: CE. `is_replaced`: corrected since."""

    year: int
    value: Decimal
    source: str
    at: datetime
    by: str
    is_replaced: bool


@dataclass(frozen=True)
class Progress:
    """A goal with what was measured, the newest year first; the baseline of another time is none of them. `ended_because`: "" while it
    is pursued."""

    aim: Aim
    measured: tuple[Measured, ...]
    way: profile_rules.Way
    ended_because: str

    @property
    def latest(self) -> Measured | None:
        return next((each for each in self.measured if not each.is_replaced), None)


def of(user: User, area: str, *, with_ended: bool = False) -> list[Aim]:
    """In the order of the dimensions, as they were set. Two queries."""
    rows = Goal.objects.filter(initiative=initiatives.seen(user, area))
    order = list(rules.DIMENSIONS)
    found = rows if with_ended else rows.filter(ended_at=None)
    return sorted(map(_aim, found), key=lambda aim: (order.index(aim.dimension), aim.id))


def progress(user: User, area: str, *, with_ended: bool = False) -> list[Progress]:
    """As `of`, with what was measured. Three queries."""
    order = list(rules.DIMENSIONS)
    rows = Goal.objects.filter(initiative=initiatives.seen(user, area)).prefetch_related("measurements__added_by")
    found = [_progress(row) for row in (rows if with_ended else rows.filter(ended_at=None))]
    return sorted(found, key=lambda each: (not each.aim.is_open, order.index(each.aim.dimension), each.aim.id))


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
def measure(*, by: User, at: datetime, area: str, goal: int, year: int, value: Decimal, source: str) -> None:
    """The goal's figure of a year (CE), in its unit. Told again the same, the first stands; another value corrects it."""
    row = _held(by, area, goal)
    profile_rules.check_value_year(year, today=timezone.localdate(at))
    if row.ended_at:
        raise Refused(_("เป้าหมายนี้เลิกแล้ว จึงบันทึกผลเพิ่มไม่ได้"))
    if year < row.baseline_year:
        raise Refused(_("ปีที่วัดอยู่ก่อนปีของค่าเริ่มต้น โปรดตรวจปี"))
    source = thai.clean(source)[:200]
    if not source:
        raise Refused(_("โปรดบอกแหล่งข้อมูลของค่าที่วัดได้"))
    known = Measurement.objects.filter(goal=row, year=year, replaced_at=None).first()
    if known and (known.value, known.source) == (value, source):
        return
    if known:
        known.replaced_at = at
        known.save(update_fields=["replaced_at"])
    Measurement.objects.create(goal=row, year=year, value=value, source=source, added_at=at, added_by=by)
    audit.record(by=by, at=at, verb="goal.measure", on=row, place=area, detail=str(year))


@transaction.atomic
def end(*, by: User, at: datetime, area: str, goal: int, because: str) -> None:
    """Given up, or replaced by another. Ended already, nothing happens."""
    row = _held(by, area, goal)
    if row.ended_at:
        return
    row.ended_at, row.ended_because = at, access_rules.reason(because)[:300]
    row.save(update_fields=["ended_at", "ended_because"])
    audit.record(by=by, at=at, verb="goal.end", on=row, place=area, because=row.ended_because)


def _held(by: User, area: str, goal: int) -> Goal:
    """Locked, so that two who measure come one after the other."""
    row = Goal.objects.select_for_update().filter(initiative=initiatives.held(by, area), pk=goal).first()
    if row is None:
        raise scope.OutOfSight(str(goal))
    return row


def _progress(row: Goal) -> Progress:
    rows = sorted(row.measurements.all(), key=lambda each: (-each.year, each.replaced_at is not None, -each.pk))
    measured = tuple(
        Measured(each.year, each.value, each.source, each.added_at, each.added_by.display_name, each.replaced_at is not None)
        for each in rows
    )
    latest = next((each.value for each in measured if not each.is_replaced), None)
    return Progress(_aim(row), measured, profile_rules.way(baseline=row.baseline, target=row.target, latest=latest), row.ended_because)


def _aim(row: Goal) -> Aim:
    told = {name: getattr(row, name) for name in Aim.__dataclass_fields__ if name != "is_open"}
    return Aim(**told, is_open=row.ended_at is None)
