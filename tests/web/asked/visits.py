"""Visits and needs: household 1 has an appointment for today, a visit with its paper, and needs open and met."""

import io
from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone

from nsc.casework import needs, visits
from nsc.casework.models import Case
from nsc.reports import needed, visiting
from tests.surveyed import OURS, household_id


@dataclass(frozen=True)
class Made:
    case: int
    visit: int
    appointment: int
    need: int
    met: int


ROOF = needs.Asked("living", "now", text="ซ่อมหลังคา")


def found() -> visits.Found:
    return visits.Found(on=timezone.localdate(), visitors="ทีมตำบล")


def make(operator, case: int) -> Made:
    """The case is assigned for the while of the visit, and left as the others of this test know it."""
    told = {"by": operator, "at": timezone.now()}
    before = Case.objects.filter(pk=case).values("state", "turn", "due_on").get()
    Case.objects.filter(pk=case).update(state="assigned", turn="mentor")
    asked = [ROOF, needs.Asked("living", "now", text="ส้วม")]
    paper = io.BytesIO(b"%PDF-1.7 signed")
    visit = visits.record(**told, case=case, purpose="first", submission=uuid4(), found=found(), asked=asked, file=paper)
    visits.plan(**told, numbers=[case], on=timezone.localdate(), purpose="progress")
    open_, met = visit.needs.order_by("pk").values_list("pk", flat=True)
    needs.meet(**told, need=met)
    appointment = visit.case.visits.get(state="planned").pk
    Case.objects.filter(pk=case).update(**before)
    return Made(case, visit.pk, appointment, open_, met)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    return {
        "visit-record": {"case": made.case},
        "visit": {"visit": made.visit},
        "visit-miss": {"visit": made.appointment},
        "visit-withdraw": {"visit": made.appointment},
        "visit-evidence": {"visit": made.visit},
        "household-needs": {"household_id": household_id(1)},
        "need-act": {"need": made.need, "verb": "meet"},
    }


def _now(user) -> dict[str, object]:
    return {"by": user, "at": timezone.now()}


def _record(user, made: Made):
    """An emergency's use is looked at whatever the state of the case."""
    return visits.record(**_now(user), case=made.case, purpose="use", submission=uuid4(), found=found())


QUESTIONS: dict[str, object] = {
    "visits.plan": lambda user, made: visits.plan(**_now(user), numbers=[made.case], on=timezone.localdate(), purpose="use"),
    "visits.record": _record,
    "visits.miss": lambda user, made: visits.miss(**_now(user), visit=made.appointment, because="nobody_home"),
    "visits.withdraw": lambda user, made: visits.withdraw(**_now(user), visit=made.appointment, because="ไม่ว่าง"),
    "visits.paper": lambda user, made: visits.paper(**_now(user), visit=made.visit),
    "visits.of_case": lambda user, made: visits.of_case(user, made.case),
    "visits.door": lambda user, made: visits.door(user, made.case, at=timezone.now()),
    "visits.find": lambda user, made: visits.find(user, made.visit, at=timezone.now()),
    "needs.record": lambda user, made: needs.record(**_now(user), household=household_id(1), asked=[ROOF]),
    "needs.meet": lambda user, made: needs.meet(**_now(user), need=made.need),
    "needs.withdraw": lambda user, made: needs.withdraw(**_now(user), need=made.need, because="ไม่ใช่"),
    "needs.reopen": lambda user, made: needs.reopen(**_now(user), need=made.met, because="ยังจำเป็น"),
    "needs.sheet": lambda user, made: needs.sheet(user, household_id(1), at=timezone.now()),
    "needs.visible_to": lambda user, made: needs.visible_to(user, area=OURS, asked=needs.Filters()),
    "needs.of_case": lambda user, made: needs.of_case(user, made.case),
    "needed.counts": lambda user, made: needed.counts(user, area=OURS),
    "needed.table": lambda user, made: needed.table(**_now(user), area=OURS),
    "visiting.appointments": lambda user, made: visiting.appointments(user, at=timezone.now(), today=timezone.localdate()),
    "visiting.to_plan": lambda user, made: visiting.to_plan(user, at=timezone.now(), today=timezone.localdate()),
}
