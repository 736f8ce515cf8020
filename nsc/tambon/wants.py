"""What a tambon needs for its plan, in amounts that an offer can be put to."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import initiatives, partners_rules, rules
from nsc.tambon.models import Goal, Initiative, Project, Want


@dataclass(frozen=True)
class Wanted:
    """Amounts in `unit`; `open`: what no promise brings. `project`, `goal`: their words, or ""."""

    id: int
    kind: str
    what: str
    quantity: Decimal
    unit: str
    promised: Decimal
    open: Decimal
    dimension: str
    by_on: date
    project: str
    goal: str
    by: str
    at: datetime
    is_open: bool


def of(user: User, area: str, *, with_ended: bool = False) -> list[Wanted]:
    """What is needed first comes first. One query beside that of the initiative."""
    rows = Want.objects.filter(initiative=initiatives.seen(user, area)).select_related("project", "goal", "by").order_by("by_on", "pk")
    return [_wanted(row) for row in (rows if with_ended else rows.filter(ended_at=None))]


def purposes(user: User, area: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Projects and goals that a need may be for."""
    initiative = initiatives.held(user, area)
    projects = Project.objects.filter(initiative=initiative, state__in=["planned", "running"]).order_by("starts_on", "pk")
    goals = Goal.objects.filter(initiative=initiative, ended_at=None).order_by("pk")
    return list(projects.values_list("pk", "name")), list(goals.values_list("pk", "text"))


@transaction.atomic
def tell(
    *,
    by: User,
    at: datetime,
    area: str,
    kind: str,
    what: str,
    quantity: Decimal,
    unit: str,
    dimension: str,
    by_on: date,
    project: int | None = None,
    goal: int | None = None,
) -> int:
    """Its number. Told again in the same words, the first stands."""
    initiative = initiatives.held(by, area)
    Initiative.objects.select_for_update().get(pk=initiative.pk)  # sent twice at once, the second waits
    told = {"kind": kind, "what": thai.clean(what)[:200], "quantity": partners_rules.check_amount(kind, unit, quantity), "unit": unit}
    told |= {"dimension": rules.check_dimension(dimension), "by_on": by_on, "project_id": project, "goal_id": goal}
    if not told["what"]:
        raise Refused(_("โปรดบอกว่าต้องการอะไร"))
    if by_on < timezone.localdate(at):
        raise Refused(_("วันที่ต้องใช้ผ่านไปแล้ว"))
    for model, number in ((Project, project), (Goal, goal)):
        if number is not None and not model.objects.filter(initiative=initiative, pk=number).exists():
            raise scope.OutOfSight(str(number))
    if known := Want.objects.filter(initiative=initiative, ended_at=None, **told).first():
        return known.pk
    made = Want.objects.create(initiative=initiative, by=by, at=at, **told)
    audit.record(by=by, at=at, verb="want.tell", on=made, place=area, detail=kind)
    return made.pk


@transaction.atomic
def end(*, by: User, at: datetime, area: str, want: int, because: str) -> None:
    """No longer needed. What is promised stays promised. Ended already, nothing happens."""
    row = Want.objects.select_for_update().filter(initiative=initiatives.held(by, area), pk=want).first()
    if row is None:
        raise scope.OutOfSight(str(want))
    if row.ended_at:
        return
    row.ended_at, row.ended_because = at, access_rules.reason(because)[:300]
    row.save(update_fields=["ended_at", "ended_because"])
    audit.record(by=by, at=at, verb="want.end", on=row, place=area, because=row.ended_because)


def _wanted(row: Want) -> Wanted:
    same = ("id", "kind", "what", "quantity", "unit", "promised", "dimension", "by_on", "at")
    return Wanted(
        open=Decimal(0) if row.ended_at else row.quantity - row.promised,
        project=row.project.name if row.project else "",
        goal=row.goal.text if row.goal else "",
        by=row.by.display_name,
        is_open=row.ended_at is None,
        **{name: getattr(row, name) for name in same},
    )
