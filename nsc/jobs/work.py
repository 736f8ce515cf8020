"""The worker: takes jobs one after the other, and gives back those of workers that died.

A job lives as long as its heart beats. The heart is a thread with a database connection of its own: it beats through a long computation or
statement that reports no progress, and what it writes is seen at once although the job itself may be inside a transaction. `progress` only
leaves numbers for it, so it may be called for every row.

`attempt` fences: a worker that was thought dead and wakes up again finds another attempt on the row and lets go.
"""

import json
import logging
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import TracebackType

from django.db import Error, close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from nsc.errors import Refused, _
from nsc.jobs.models import Job, State

log = logging.getLogger(__name__)

BEAT = timedelta(seconds=0.5)
LEASE = timedelta(seconds=30)  # longer than a wait for SQLite's write lock (20 s) and a beat together
ATTEMPTS = 3
POLL = 0.5

# What the conditional updates below and queue.cancel do, as a table to be drawn (nsc states); tests/jobs/test_states.py holds it to them.
NEXT = {
    State.QUEUED: {State.RUNNING, State.CANCELLED},
    State.RUNNING: {State.QUEUED, State.DONE, State.FAILED, State.CANCELLED},
    State.DONE: set(),
    State.FAILED: set(),
    State.CANCELLED: set(),
}


class Halt(BaseException):
    """Leave the work now. No Exception: the work's own `except Exception` must not keep it going."""


class Cancelled(Halt):
    """Someone called the job off."""


class Lost(Halt):
    """Another worker has the job: this one was silent too long."""


class Interrupted(Halt):
    """The worker is to stop; the job goes back to the queue."""


class Running:
    """A job in the hands of this worker; what a kind of work is given as `job`."""

    def __init__(self, job: Job, stop: threading.Event, beat: timedelta) -> None:
        self.id, self.by_user_id, self.attempt = job.pk, job.by_user_id, job.attempt
        self._stop, self._beat = stop, beat.total_seconds()
        self._over = threading.Event()
        self._halt: type[Halt] | None = None
        self._reported: dict[str, object] = {}
        self._heart = threading.Thread(target=self._live, name=f"job-{job.pk}", daemon=True)

    def __enter__(self) -> "Running":
        self._heart.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._heart.join()

    def row(self):
        """The job's row while it is still ours."""
        return Job.objects.filter(pk=self.id, state=State.RUNNING, attempt=self.attempt)

    def report(self, **columns: object) -> None:
        self._reported = {**self._reported, **columns}
        if self._halt:
            raise self._halt
        if self._stop.is_set():
            raise Interrupted

    def latest(self) -> dict[str, object]:
        return self._reported

    def _live(self) -> None:
        try:
            while not self._over.wait(self._beat) and self._halt is not Lost:
                try:
                    self._pulse()
                except Error as error:  # a locked or restarting database: the lease is longer than that
                    log.warning("job %s: no heartbeat: %s", self.id, type(error).__name__)
                    connection.close()
        finally:
            connection.close()

    def _pulse(self) -> None:
        if not self.row().update(heartbeat_at=timezone.now(), **self._reported):
            self._halt = Lost
        elif self.row().filter(cancel_requested=True).exists():
            self._halt = Cancelled


def progress(job: Running, done: int, total: int | None = None, message: str = "", **values: object) -> None:
    """How far the work is, in the job's unit; `message` is a Thai msgid. Cheap. Raises Halt when the work must be left."""
    columns: dict[str, object] = {"done": done}
    if total is not None:
        columns["total"] = total
    if message:
        columns |= {"message": message, "values": _plain(values)}
    job.report(**columns)


def work(stop: threading.Event, *, lease: timedelta = LEASE, beat: timedelta = BEAT, poll: float = POLL) -> None:
    """Takes up jobs until told to stop. Survives a database that is away for a while."""
    while not stop.is_set():
        try:
            close_old_connections()
            reap(timezone.now(), lease)
            if not run_one(stop, beat=beat):
                stop.wait(poll)
        except Error as error:
            log.error("worker: %s", type(error).__name__)
            connection.close()
            stop.wait(poll)


def run_one(stop: threading.Event, *, beat: timedelta = BEAT) -> Job | None:
    """The oldest waiting job from beginning to end; None when none waits."""
    job = claim(timezone.now())
    if job is None:
        return None
    with Running(job, stop, beat) as running:
        end = _outcome(running, job)
    if end:
        # Tried again: an hour of work must not be lost to one moment in which the database was locked.
        _patiently(lambda: running.row().update(heartbeat_at=timezone.now(), **running.latest() | end))
    job.refresh_from_db()
    return job


def claim(at: datetime) -> Job | None:
    """Takes the oldest waiting job. No two workers get the same: PostgreSQL skips rows being taken, SQLite has one writer at a time."""
    waiting = Job.objects.filter(state=State.QUEUED).order_by("id")
    if not waiting.exists():  # asks without a write lock
        return None
    with transaction.atomic():
        job = waiting.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).first()
        if job:
            job.state, job.started_at, job.heartbeat_at = State.RUNNING, at, at
            job.attempt += 1
            job.done, job.total, job.message, job.values = 0, None, "", {}
            job.save()
    return job


def reap(at: datetime, lease: timedelta = LEASE) -> int:
    """Jobs whose heart stopped longer than the lease ago: back into the queue, or given up after the last attempt. How many."""
    silent = Job.objects.filter(state=State.RUNNING, heartbeat_at__lt=at - lease)
    if not silent.exists():
        return 0
    with transaction.atomic():
        cancelled = silent.filter(cancel_requested=True).update(state=State.CANCELLED, finished_at=at)
        failed = silent.filter(attempt__gte=ATTEMPTS).update(
            state=State.FAILED,
            finished_at=at,
            message=_("งานนี้หยุดกลางคันมาแล้ว {attempts} ครั้ง ระบบจึงไม่เริ่มใหม่อีก โปรดแจ้งผู้ดูแลระบบแล้วสั่งงานใหม่"),
            values={"attempts": ATTEMPTS},
        )
        return cancelled + failed + silent.update(state=State.QUEUED)


def _outcome(running: Running, job: Job) -> dict[str, object]:
    """Does the work; the columns to end with, none when the job is no longer ours."""
    try:
        result = import_string(job.kind)(running, **job.arguments)
        json.dumps(result)
    except Lost:
        log.warning("job %s was taken over by another worker", job.pk)
        return {}
    except Interrupted:
        return {"state": State.QUEUED, "attempt": job.attempt - 1}
    except Cancelled:
        return _over(State.CANCELLED)
    except Refused as refused:
        return _over(State.FAILED, message=refused.message, values=_plain(refused.values))
    except Exception as error:
        # Without the error's own words: they may quote a row, and no person's data belongs into a log.
        log.error("job %s (%s) failed: %s\n%s", job.pk, job.kind, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        return _over(State.FAILED, message=_("เกิดข้อผิดพลาดภายในระบบ งานหมายเลข {job} ไม่สำเร็จ โปรดแจ้งผู้ดูแลระบบ"), values={"job": job.pk})
    finally:
        close_old_connections()
    return _over(State.DONE, result=result)


def _over(state: State, **columns: object) -> dict[str, object]:
    return {"state": state, "finished_at": timezone.now(), **columns}


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    """Values of a message as JSON can hold them."""
    return {name: value if isinstance(value, int | float | str) else str(value) for name, value in values.items()}


def _patiently(write: Callable[[], object], times: int = 5) -> None:
    for left in reversed(range(times)):
        try:
            write()
            return
        except Error:
            connection.close()
            if not left:
                raise


Chore = tuple[float, Callable[[datetime], object]]


def keep_house(stop: threading.Event, chores: Sequence[Chore]) -> None:
    """Calls each chore every so many seconds, in this thread. One that fails is logged and has its next turn like the others."""
    due = dict.fromkeys(range(len(chores)), timezone.now())
    while not stop.wait(0.2):
        for number, (seconds, chore) in enumerate(chores):
            if (at := timezone.now()) < due[number]:
                continue
            due[number] = at + timedelta(seconds=seconds)
            try:
                close_old_connections()
                chore(at)
            except Exception as error:
                log.error("chore %s: %s", chore.__name__, type(error).__name__)
                connection.close()
    connection.close()
