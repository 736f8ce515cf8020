"""What was decided at an event. Where somebody of the team does it, it is one of the team's tasks (team_meetings)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import events, initiatives, team_meetings
from nsc.tambon import events_rules as rules
from nsc.tambon.models import EventDecision


@dataclass(frozen=True)
class Decided:
    """`owner`: number in the team, None where `doer` does it, or nobody yet. `done_at`: of the team's task."""

    id: int
    text: str
    owner: int | None
    doer: str
    due_on: date | None
    done_at: datetime | None
    by: str
    at: datetime


def of(user: User, area: str, event: int) -> list[Decided]:
    """In the order in which they were written. Two queries."""
    rows = EventDecision.objects.filter(event__initiative=initiatives.seen(user, area), event=event, withdrawn_at=None)
    return [_decided(row) for row in rows.select_related("task", "added_by").order_by("pk")]


@transaction.atomic
def decide(
    *, by: User, at: datetime, area: str, event: int, text: str, owner: int | None = None, doer: str = "", due_on: date | None = None
) -> int:
    """The number of the decision. `owner` of the team, who needs a day: it becomes a task. The same text again: the first stands."""
    row = events.held(by, area, event)
    text, doer = rules.told(text, 300), rules.told(doer, 200)
    if not text:
        raise Refused(_("โปรดเขียนว่าตกลงอะไร"))
    if row.state == rules.CANCELLED:
        raise Refused(_("กิจกรรมนี้ยกเลิกแล้ว"))
    if owner and doer:
        raise Refused(_("เลือกคนในทีม หรือบอกหน่วยงานที่ทำ อย่างใดอย่างหนึ่ง"))
    if owner and due_on is None:
        raise Refused(_("โปรดบอกว่าคนในทีมต้องทำให้เสร็จภายในวันใด"))
    known = EventDecision.objects.filter(event=row, text=text, withdrawn_at=None).first()
    if known:
        return int(known.pk)
    task = team_meetings.assign(by=by, at=at, area=area, what=text, owner=owner, due_on=due_on) if owner and due_on else None
    made = EventDecision.objects.create(event=row, text=text, doer=doer, due_on=due_on, task_id=task, added_at=at, added_by=by)
    audit.record(by=by, at=at, verb="event.decide", on=made, place=area)
    return int(made.pk)


@transaction.atomic
def withdraw(*, by: User, at: datetime, area: str, event: int, decision: int, because: str) -> None:
    """Written wrongly. A task of the team that came of it stays with the team."""
    row = EventDecision.objects.filter(event=events.held(by, area, event), pk=decision).first()
    if row is None:
        raise scope.OutOfSight(str(decision))
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_because = at, access_rules.reason(because)[:300]
        row.save(update_fields=["withdrawn_at", "withdrawn_because"])
        audit.record(by=by, at=at, verb="event.undecide", on=row, place=area, because=row.withdrawn_because)


def _decided(row: EventDecision) -> Decided:
    owner, done = (row.task.owner_id, row.task.done_at) if row.task else (None, None)
    return Decided(row.pk, row.text, owner, row.doer, row.due_on, done, row.added_by.display_name, row.added_at)
