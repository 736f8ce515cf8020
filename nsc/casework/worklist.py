"""What waits for a user: how many households at which step, until when, and how late it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from nsc import workdays
from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import holidays, proposals, rolls, rules, sight
from nsc.casework.models import Roll, RollState, Target

NEEDS = {
    "verify": Permission.TARGET_VERIFY,
    "forum": Permission.TARGET_VERIFY,
    "endorse": Permission.TARGET_ENDORSE,
    "certify": Permission.TARGET_CERTIFY,
}
WAITING = {step: state for state, step in rules.WAITS_FOR.items()}


@dataclass(frozen=True)
class Task:
    """`step`: one of rules.STEPS, visit (proposals) or freeze (a draft). `late`: working days over, 0 where it is in time."""

    step: str
    group: str
    households: int
    villages: int
    due_on: date | None
    late: int
    left: int | None  # working days until it is due
    roll: int | None = None


def of(user: User, *, at: datetime, year: int) -> list[Task]:
    """The latest first."""
    today, own = timezone.localdate(at), holidays.own()
    found = [_task(step, roll, count, today, own) for roll in rolls.in_use(year).values() for step, count in _counted(user, roll)]
    visits = proposals.waiting(user, year=year)
    if visits:
        found.append(Task("visit", "missed", visits, 0, None, 0, None))
    if rolls.may_draw_up(user):
        drafts = Roll.objects.filter(fiscal_year=year, state=RollState.DRAWN)
        found += [Task("freeze", roll.group, roll.households, 0, None, 0, None, roll.pk) for roll in drafts]
    return sorted(found, key=lambda each: (-each.late, each.due_on or date.max))


def _counted(user: User, roll: Roll) -> Iterable[tuple[str, tuple[int, int]]]:
    """(step, households and their villages) where this user holds what the step needs; forums and resolutions by area alone."""
    for step in rules.STEPS:
        permission = NEEDS[step]
        if not scope.anywhere(user, permission) or (step == "forum" and not scope.areas(user, permission)):
            continue
        rows = Target.objects.filter(roll=roll, state=WAITING[step])
        if settings.PROVINCE not in scope.areas(user, permission):
            rows = rows.filter(sight.within(user, permission) if step == "verify" else scope.within(user, permission))
        if count := rows.count():
            yield step, (count, rows.values("area_code").distinct().count() if step == "forum" else 0)


def _task(step: str, roll: Roll, count: tuple[int, int], today: date, own: frozenset[date]) -> Task:
    due = getattr(roll, f"{step}_by")
    late = workdays.between(due, today, own) if due and due < today else 0
    left = workdays.between(today, due, own) if due and due >= today else None
    return Task(step, roll.group, count[0], count[1], due, late, left)


def late_states(roll: Roll, today: date) -> list[str]:
    """The states of a roll whose next step is past its day."""
    return [state for state, step in rules.WAITS_FOR.items() if (due := getattr(roll, f"{step}_by")) and due < today]
