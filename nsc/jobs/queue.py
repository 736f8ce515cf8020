"""Asking for background work, looking how far it is, calling it off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from nsc.errors import NotAllowed, Refused, _
from nsc.jobs.models import Job, State


class Person(Protocol):
    pk: int


def enqueue(*, kind: str, by: Person, at: datetime, arguments: Mapping[str, object], unit: str = "") -> Job:
    """A worker takes it up once the caller's transaction is committed. The verb that calls this has checked the right and leaves the line.

    `kind` is the dotted path of `run(job, **arguments)`. It may be started again from the beginning after a crash, so it must bear that.
    """
    if not callable(import_string(kind)):
        raise TypeError(f"{kind} is not a function")
    return Job.objects.create(kind=kind, by_user_id=by.pk, created_at=at, arguments=dict(arguments), unit=unit)


@transaction.atomic
def cancel(*, by: Person, at: datetime, job: Job, is_theirs: bool = False) -> Job:
    """What waits is over at once; what runs stops at its next step. Only who asked for it, unless the verb above has checked a wider
    right (`is_theirs`)."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.by_user_id != by.pk and not is_theirs:
        raise NotAllowed("job.cancel")
    if job.is_over:
        raise Refused(_("งานนี้สิ้นสุดไปแล้ว ยกเลิกไม่ได้"))
    job.cancel_requested = True
    if job.state == State.QUEUED:
        job.state, job.finished_at = State.CANCELLED, at
    job.save(update_fields=["cancel_requested", "state", "finished_at"])
    return job


def of(user: Person, job_id: int | None = None) -> QuerySet[Job]:
    """The user's own jobs, newest first; with an id that one, or none when it is another's."""
    mine = Job.objects.filter(by_user_id=user.pk).order_by("-id")
    return mine if job_id is None else mine.filter(pk=job_id)


def unheard_of(since: datetime) -> int:
    """Jobs that wait or run although nobody has worked at them since."""
    waiting = Q(state=State.QUEUED, created_at__lt=since) | Q(state=State.RUNNING, heartbeat_at__lt=since)
    return Job.objects.filter(waiting).count()
