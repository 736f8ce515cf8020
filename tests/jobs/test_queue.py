from datetime import timedelta

import pytest
from django.db import transaction

from nsc.errors import NotAllowed, Refused
from nsc.jobs import queue
from nsc.jobs.models import Job, State


@pytest.fixture
def job(provincial_officer, at):
    return queue.enqueue(kind="tests.jobs.kinds.count", by=provincial_officer, at=at, arguments={"upto": 3}, unit="แถว")


def test_a_job_waits_with_what_it_needs(job, provincial_officer, at):
    job.refresh_from_db()
    assert (job.state, job.arguments, job.by_user_id, job.created_at) == ("queued", {"upto": 3}, provincial_officer.pk, at)
    assert (job.unit, job.done, job.total, job.per_second) == ("แถว", 0, None, None)


def test_work_nobody_knows_is_not_taken(provincial_officer, at):
    with pytest.raises(ImportError):
        queue.enqueue(kind="nsc.no.such.work", by=provincial_officer, at=at, arguments={})


def test_a_job_of_a_transaction_that_failed_never_was(provincial_officer, at):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.enqueue(kind="tests.jobs.kinds.note", by=provincial_officer, at=at, arguments={"number": 1})
        1 / 0  # noqa: B018
    assert not Job.objects.exists()


def test_each_sees_their_own_jobs_only(job, provincial_officer, data_steward):
    assert list(queue.of(provincial_officer)) == list(queue.of(provincial_officer, job.pk)) == [job]
    assert not queue.of(data_steward).exists() and not queue.of(data_steward, job.pk).exists()


def test_what_waits_is_cancelled_at_once(job, provincial_officer, at):
    queue.cancel(by=provincial_officer, at=at, job=job)
    job.refresh_from_db()
    assert (job.state, job.finished_at) == ("cancelled", at)
    with pytest.raises(Refused):
        queue.cancel(by=provincial_officer, at=at, job=job)


def test_nobody_cancels_the_job_of_another(job, data_steward, at):
    with pytest.raises(NotAllowed):
        queue.cancel(by=data_steward, at=at, job=job)


def test_the_pace_stands_still_with_the_worker(job, at):
    job.state, job.started_at, job.heartbeat_at = State.RUNNING, at, at + timedelta(seconds=10)
    job.done = 1000
    assert job.per_second == 100
