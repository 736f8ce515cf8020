"""What is late goes upward (roads.UPWARD), by the clock: the worker's chore.

Once a level: there it gets days anew, and only when these have passed it goes on. On working days alone, for nobody could have acted on the
others. Whoever it went up to takes it, sends it back, or goes on with it, as with any hand-over.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from nsc import workdays
from nsc.access import audit, notices, users
from nsc.access.models import User
from nsc.casework import deadlines, holidays, levels, roads
from nsc.casework.models import Case, Event, Handoff

MANY = 500  # cases a transaction


def run(at: datetime) -> int:
    """How many went up. A tambon and a level at a time, each in a transaction of its own, so that a killed worker goes on where it was."""
    today = timezone.localdate(at)
    if not workdays.is_working_day(today, holidays.own()):
        return 0
    groups = {(turn, code[:6]) for turn, code in _late(today).values_list("turn", "area_code").distinct()}
    return sum(_raise(turn, tambon, at) for turn, tambon in sorted(groups))


def _late(today: date):
    return Case.objects.exclude(state="closed").filter(turn__in=roads.UPWARD, due_on__lt=today)


@transaction.atomic
def _raise(turn: str, tambon: str, at: datetime) -> int:
    """Locked first and asked again then: whoever handed one over meanwhile has had the last word."""
    today, to, by = timezone.localdate(at), roads.UPWARD[turn], users.operator()
    rows = _late(today).filter(turn=turn, area_code__gte=tambon, area_code__lt=_next(tambon)).select_for_update()
    late = list(rows.order_by("pk")[:MANY])
    if not late:
        return 0
    due_on = deadlines.due_upward(today)
    Handoff.objects.filter(case__in=late, state="given").update(state="taken")  # never answered: overtaken, as by cases.overtake
    told = {"from_turn": turn, "to_turn": to, "due_on": due_on, "is_escalation": True, "by": by, "at": at}
    Handoff.objects.bulk_create(Handoff(case=row, **told) for row in late)
    for row in late:
        row.turn, row.due_on, row.escalations = to, due_on, row.escalations + 1
    Case.objects.bulk_update(late, ["turn", "due_on", "escalations"], batch_size=200)
    _tell(late, to, by, at)
    return len(late)


def _tell(late: list[Case], to: str, by: User, at: datetime) -> None:
    """A line each on the timelines; one on record, and one notice a person, for the tambon."""
    line = {"kind": "handoff.escalate", "what": to, "on": timezone.localdate(at), "by": by, "at": at}
    Event.objects.bulk_create(Event(household_id=row.household_id, case=row, **line) for row in late)
    place = late[0].area_code[:6]
    homes = [row.household_id for row in late]
    audit.record(by=by, at=at, verb="handoff.escalate", place=place, count=len(late), detail=to, households=homes)
    whom = levels.holders_of(to, place)
    notices.tell(users=whom, at=at, kind="case.late", href=f"/cases/list/?area={place}&mine=1&late=1", count=len(late))


def _next(code: str) -> str:
    return str(int(code) + 1).zfill(len(code))
