"""A report that comes by itself to somebody else."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from nsc.access import users
from nsc.reports import saved_views
from nsc.secretariat import saved_reports, schedules
from nsc.secretariat.models import ScheduleRun


@dataclass(frozen=True)
class Made:
    view: int
    schedule: int
    run: int


def make(operator, case: int) -> Made:
    told = {"by": operator, "at": timezone.now()}
    reader = users.create(**told, username="reader", display_name="ผู้รับรายงาน")
    users.assign(**told, user=reader, role="provincial_centre", area="60")
    own = {"by": reader, "at": timezone.now()}
    view = saved_views.save(**own, list=saved_reports.LIST, name="รายอำเภอ", parameters={"measure": "mpi", "rows": "amphoe"}).number
    schedule = schedules.plan(**own, view=view, every="daily")
    run = ScheduleRun.objects.create(schedule_id=schedule, due_on=date(2026, 1, 15), job=10**9)
    return Made(view, schedule, run.pk)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    own = {"schedule": made.schedule}
    return {"schedule": own, "schedule-act": own | {"act": "pause"}, "schedule-file": {"run": made.run}}


def _told(user, made: Made) -> dict[str, object]:
    return {"by": user, "at": timezone.now(), "schedule": made.schedule}


QUESTIONS: dict[str, object] = {
    "schedules.find": lambda user, made: schedules.find(user, made.schedule),
    "schedules.runs": lambda user, made: schedules.runs(user, made.schedule),
    "schedules.plan": lambda user, made: schedules.plan(by=user, at=timezone.now(), view=made.view, every="daily"),
    "schedules.pause": lambda user, made: schedules.pause(**_told(user, made)),
    "schedules.resume": lambda user, made: schedules.resume(**_told(user, made)),
    "schedules.end": lambda user, made: schedules.end(**_told(user, made)),
    "schedules.opened": lambda user, made: schedules.opened(by=user, at=timezone.now(), run=made.run),
}
