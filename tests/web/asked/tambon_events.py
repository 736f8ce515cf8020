"""Our tambon has an event of today with a counting and a decision, and one of another year."""

from datetime import time
from typing import NamedTuple
from uuid import UUID, uuid4

from django.utils import timezone

from nsc.tambon import attendance, event_decisions, events, initiatives
from nsc.tambon.models import TambonEvent
from tests.web.asked.tambon import TAMBON, now_by


class Made(NamedTuple):
    event: int
    token: str
    line: int
    decision: int
    changed_at: object


def _told(title: str) -> events.Told:
    day = timezone.localdate()
    return events.Told("forum", title, "ตกลงเป้าหมาย", day, time(0), time(23, 59), "ศาลาวัด", "อบต.")


def make(operator, case: int) -> Made:
    initiatives.begin(by=operator, at=timezone.now(), area=TAMBON)
    told = now_by(operator)
    event = events.plan(**told, told=_told("เวที"))
    attendance.open_(**told, event=event)
    attendance.count(**told, event=event, submission=UUID(int=1), people=30)
    decision = event_decisions.decide(**told, event=event, text="ตกลงแล้ว")
    row = TambonEvent.objects.get(pk=event)
    return Made(event, row.token, attendance.summary(operator, TAMBON, event).lines[0].id, decision, row.changed_at)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    whole = {f"tambon-{name}": {"code": TAMBON} for name in ("events", "events-calendar", "events-plan")}
    of_one = ("one", "change", "file", "poster", "photograph-add", "team")
    door = {"token": made.token}
    row = TambonEvent.objects.get(pk=made.event)
    from nsc.tambon import event_doors

    passed = event_doors.screen_pass(row, timezone.now())
    return (
        whole
        | {f"tambon-events-{name}": {"code": TAMBON, "event": made.event} for name in of_one}
        | {
            "event": door,
            "event-file": door,
            "event-here": door | {"code": "aaaaaaaa"},
            "event-screen": door | {"passed": passed},
        }
    )


def _all(asked):
    def told(user, made) -> bool:
        asked(user, made)
        return True

    return told


def _this(user, made) -> dict[str, object]:
    return now_by(user) | {"event": made.event}


QUESTIONS: dict[str, object] = {
    "events.of": lambda user, made: events.of(user, TAMBON),
    "events.find": lambda user, made: events.find(user, TAMBON, made.event),
    "events.late": _all(lambda user, made: events.late(user, TAMBON, at=timezone.now())),
    "events.plan": lambda user, made: events.plan(**now_by(user), told=_told("อีกเวที")),
    "events.change": _all(lambda user, made: events.change(**_this(user, made), seen=made.changed_at, told=_told("เวที"))),
    "events.hold": _all(lambda user, made: events.hold(**_this(user, made))),
    "events.cancel": _all(lambda user, made: events.cancel(**_this(user, made), because="น้ำท่วม")),
    "attendance.summary": lambda user, made: attendance.summary(user, TAMBON, made.event),
    "attendance.sums": lambda user, made: attendance.sums(user, TAMBON),
    "attendance.screen_pass": lambda user, made: attendance.screen_pass(user, TAMBON, made.event, at=timezone.now()),
    "attendance.open_": _all(lambda user, made: attendance.open_(**_this(user, made))),
    "attendance.close": _all(lambda user, made: attendance.close(**_this(user, made))),
    "attendance.count": _all(lambda user, made: attendance.count(**_this(user, made), submission=uuid4(), people=3)),
    "attendance.take_back": _all(lambda user, made: attendance.take_back(**_this(user, made), line=made.line, because="นับซ้ำ")),
    "attendance.mark_team": _all(lambda user, made: attendance.mark_team(**_this(user, made), people=[])),
    "event_decisions.of": lambda user, made: event_decisions.of(user, TAMBON, made.event),
    "event_decisions.decide": lambda user, made: event_decisions.decide(**_this(user, made), text="อีกมติ"),
    "event_decisions.withdraw": _all(
        lambda user, made: event_decisions.withdraw(**_this(user, made), decision=made.decision, because="เขียนผิด")
    ),
}
