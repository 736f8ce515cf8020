"""What the clock does for reports that come by themselves: begins what is due, and tells of what could not be made. The worker's chore."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from nsc.jobs import queue
from nsc.jobs.models import OVER, Job
from nsc.secretariat import schedule_rules as rules
from nsc.secretariat import schedules
from nsc.secretariat.models import Schedule, ScheduleRun

JOB = "nsc.secretariat.delivering.run"
MANY = 200  # a turn of the chore


def run(at: datetime) -> int:
    """How many reports were begun. Each in a transaction of its own; what several workers find, one of them begins."""
    day = rules.day_of(timezone.localtime(at))
    due = Schedule.objects.filter(state=rules.ON, next_on__lte=day).order_by("next_on", "pk").values_list("pk", flat=True)
    begun = sum(_begin(number, at, day) for number in due[:MANY])
    _tell_of_failed(at)
    return begun


@transaction.atomic
def _begin(number: int, at: datetime, day: date) -> int:
    """The run, its work and the next day stand or fall together: a worker that dies here leaves all for the next, or nothing."""
    skip = connection.features.has_select_for_update_skip_locked
    locked = Schedule.objects.select_for_update(skip_locked=skip, of=("self",)).select_related("user")
    row = locked.filter(pk=number, state=rules.ON, next_on__lte=day).first()
    if row is None:  # another worker has begun it, or its owner has stopped it
        return 0
    due_on = rules.latest(row.every, row.day, day)
    job = queue.enqueue(kind=JOB, by=row.user, at=at, arguments={})
    made = ScheduleRun.objects.create(schedule=row, due_on=due_on, job=job.pk)
    job.arguments = {"run": made.pk}
    job.save(update_fields=["arguments"])
    row.next_on = rules.first_after(row.every, row.day, day)
    row.save(update_fields=["next_on"])
    return 1


def _tell_of_failed(at: datetime) -> None:
    """Whose work is over and left nothing: refused, broken, or given up after its last try. The next day brings the next."""
    waiting = list(ScheduleRun.objects.filter(state=rules.WAITING).order_by("pk").values_list("pk", "job")[:MANY])
    over = set(Job.objects.filter(pk__in=[job for _pk, job in waiting], state__in=OVER).values_list("pk", flat=True)) if waiting else set()
    for pk, job in waiting:
        if job in over:
            _fail(pk, at)


@transaction.atomic
def _fail(number: int, at: datetime) -> None:
    row = ScheduleRun.objects.select_for_update(of=("self",)).select_related("schedule__user").get(pk=number)
    if row.state != rules.WAITING:
        return
    row.state, row.over_at = rules.FAILED, at
    row.save(update_fields=["state", "over_at"])
    schedules.tell(row.schedule, at, "report.failed")
