"""A report of a schedule, made in the background (nsc worker) with the rights its owner has at that moment, and told of: inside the
application, and by a letter that says a number and an address and nothing else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from django.db import transaction
from django.utils import timezone

from nsc.access import audit, scope
from nsc.errors import NotAllowed
from nsc.files import uploads
from nsc.jobs import work
from nsc.secretariat import documents, issuing, printing, saved_reports, schedules
from nsc.secretariat import schedule_rules as rules
from nsc.secretariat.models import Issued, Schedule, ScheduleRun

KEPT = timedelta(days=366)  # a year, to lay this month beside the same month before


@dataclass(frozen=True)
class _Made:
    """The bytes of a saved report and the place they tell of, or the number of a document that was issued."""

    content: bytes = b""
    area: str = ""
    authority: int | None = None
    issued: int | None = None


def run(job: work.Running, *, run: int) -> dict[str, int]:
    """Started again after a crash, it goes on where nothing is kept yet, and tells once: the file, the notice and its letter are of one
    transaction. Whose right has ended, or who sees the shared report no more, gets no more of them."""
    row = ScheduleRun.objects.select_related("schedule__user").get(pk=run)
    if row.state == rules.WAITING:
        try:
            made = _made(row, job)
        except (scope.OutOfSight, NotAllowed):
            _stop(row.schedule_id, timezone.now())
        else:
            _deliver(row.pk, made, timezone.now())
    return {"run": row.pk}


def _made(row: ScheduleRun, job: work.Running) -> _Made:
    schedule, at = row.schedule, timezone.now()
    user = schedule.user
    if schedule.view_id:
        document, where = saved_reports.made(user, at, schedule.view_id)
        authority = where.authority.id if where.authority else None
        return _Made(printing.printed(document, schedule.form), where.place.code, authority)
    done = Issued.objects.filter(job=job.id).values_list("pk", flat=True).first()
    asked = schedules.asked(documents.find(schedule.kind), schedule.area_code, row.due_on)
    number = done or issuing.issue(by=user, at=at, name=schedule.kind, asked=asked, form=schedule.form, job=job.id)
    return _Made(area=schedule.area_code, issued=number)


@transaction.atomic
def _deliver(number: int, made: _Made, at: datetime) -> None:
    row = ScheduleRun.objects.select_for_update(of=("self",)).select_related("schedule__user").get(pk=number)
    if row.state != rules.WAITING:  # ended meanwhile, or another worker was quicker
        return
    schedule = row.schedule
    user = schedule.user
    if made.issued is None:
        name = f"report-{schedule.pk}-{row.due_on}.{schedule.form}"
        row.file = uploads.keep(by=user, at=at, file=BytesIO(made.content), name=name, until=at + KEPT)
    row.issued_id, row.area_code, row.authority = made.issued, made.area, made.authority
    row.state, row.over_at = rules.DONE, at
    row.save()
    audit.record(by=user, at=at, verb="schedule.deliver", on=row, place=row.area_code, detail=schedule.form)
    schedules.tell(schedule, at, "report.ready")


@transaction.atomic
def _stop(number: int, at: datetime) -> None:
    row = Schedule.objects.select_for_update(of=("self",)).select_related("user").get(pk=number)
    if row.state in rules.OVER:
        return
    schedules.close(row, rules.STOPPED, at)
    audit.record(by=row.user, at=at, verb="schedule.stop", on=row, place=row.area_code)
    schedules.tell(row, at, "report.stopped")
