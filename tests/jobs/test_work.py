import logging
import signal
import threading
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone

from nsc.access import audit
from nsc.jobs import queue, work
from nsc.jobs.models import Job, State
from tests.jobs import kinds
from tests.together import in_threads, until

QUICK = timedelta(seconds=0.05)
WORKER = """
import threading
from contextlib import nullcontext
from datetime import timedelta
from nsc.jobs import work
work.work(threading.Event(), lease=timedelta(seconds=1.5), beat=timedelta(seconds=0.1), poll=0.1)
"""
SERVICE = """
import argparse, sys
from nsc.ops import worker
sys.exit(worker.run(argparse.Namespace()))
"""


@pytest.fixture
def ask(provincial_officer, at):
    def ask(name, **arguments):
        return queue.enqueue(kind=f"tests.jobs.kinds.{name}", by=provincial_officer, at=at, arguments=arguments)

    return ask


def now(job):
    return Job.objects.get(pk=job.pk)


def run_one():
    return work.run_one(Event(), beat=QUICK)


@pytest.mark.django_db(transaction=True)
def test_a_job_is_done_with_its_result_and_its_last_progress(ask):
    job = ask("count", upto=3)
    assert run_one() == job
    done = now(job)
    assert (done.state, done.done, done.total, done.result, done.attempt) == ("done", 3, 3, {"counted": 3}, 1)
    assert (done.message, done.values) == ("อ่านแล้ว {number:,} แถว", {"number": 3})
    assert done.finished_at >= done.started_at
    assert run_one() is None


@pytest.mark.django_db(transaction=True)
def test_jobs_are_taken_in_the_order_they_were_asked_for(ask):
    kinds.SEEN.clear()
    for number in range(4):
        ask("note", number=number)
    while run_one():
        pass
    assert kinds.SEEN == [0, 1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_what_the_rules_refuse_is_said_in_their_words(ask):
    ask("refuse")
    failed = run_one()
    assert (failed.state, failed.message, failed.values) == ("failed", "ไม่มีชีต {sheet}", {"sheet": "จปฐ"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["break_down", "answer_badly"])
def test_a_breakdown_ends_the_job_and_quotes_nobody(ask, caplog, name):
    job = ask(name)
    with caplog.at_level(logging.ERROR):
        failed = run_one()
    assert failed.state == "failed" and failed.values == {"job": job.pk}
    assert f"job {job.pk}" in caplog.text and "สมใจ" not in caplog.text and "9999" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_job_is_inside_a_transaction(ask, monkeypatch):
    """On SQLite every transaction is a writing one and keeps all others waiting: there the job is outside."""
    job, go_on, started = ask("note", number=1), Event(), Event()

    def slow(running, number):
        with transaction.atomic() if connection.vendor == "postgresql" else nullcontext():
            work.progress(running, 5, 10)
            started.set()
            go_on.wait(10)

    monkeypatch.setattr(kinds, "note", slow)

    def watch():
        started.wait(10)
        try:
            until(lambda: now(job).done == 5)
        finally:
            go_on.set()

    in_threads(run_one, watch)
    assert now(job).state == "done"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["count", "swallow_errors"])
def test_a_running_job_stops_when_called_off(ask, provincial_officer, at, name):
    job = ask(name, **({"upto": 10_000, "pause": 0.01} if name == "count" else {}))

    def call_off():
        until(lambda: now(job).done > 0)
        queue.cancel(by=provincial_officer, at=at, job=job)

    in_threads(run_one, call_off)
    assert now(job).state == "cancelled" and now(job).done > 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_stop_puts_its_job_back(ask):
    job, stop = ask("count", upto=10_000, pause=0.01), Event()

    def tell():
        until(lambda: now(job).done > 0)
        stop.set()

    in_threads(partial(work.work, stop, beat=QUICK), tell)
    assert (now(job).state, now(job).attempt) == ("queued", 0)


@pytest.mark.django_db(transaction=True)
def test_every_job_is_taken_by_exactly_one_of_many_workers(ask):
    kinds.SEEN.clear()
    for number in range(20):
        ask("note", number=number)
    stop = Event()

    def finish():
        try:
            until(lambda: not Job.objects.exclude(state=State.DONE).exists())
        finally:
            stop.set()

    in_threads(*[partial(work.work, stop, beat=QUICK, poll=0.02)] * 4, finish)
    assert sorted(kinds.SEEN) == list(range(20))


@pytest.mark.django_db(transaction=True)
def test_a_heart_beats_through_work_that_reports_nothing(ask):
    job = ask("sleep_without_progress", seconds=0.6)
    beats = set()

    def watch():
        until(lambda: beats.add(now(job).heartbeat_at) or now(job).state == "done")

    in_threads(run_one, watch)
    assert len(beats - {None}) > 3


def silent(job, *, attempt, seconds=60, **columns):
    """As a dead worker leaves it."""
    then = timezone.now() - timedelta(seconds=seconds)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, started_at=then, heartbeat_at=then, attempt=attempt, **columns)


@pytest.mark.parametrize(
    ("attempt", "seconds", "columns", "state"),
    [
        (1, 60, {}, "queued"),
        (work.ATTEMPTS, 60, {}, "failed"),
        (1, 60, {"cancel_requested": True}, "cancelled"),
        (1, 20, {}, "running"),
    ],
)
def test_a_job_whose_worker_fell_silent(ask, attempt, seconds, columns, state):
    job = ask("note", number=1)
    silent(job, attempt=attempt, seconds=seconds, **columns)
    assert work.reap(timezone.now()) == (state != "running")
    assert now(job).state == state
    assert (state == "failed") == bool(now(job).message)


@pytest.mark.django_db(transaction=True)
def test_a_worker_thought_dead_that_wakes_up_lets_go_and_overwrites_nothing(ask, caplog):
    job = ask("count", upto=10_000, pause=0.01)

    def take_over():
        until(lambda: now(job).done > 0)
        Job.objects.filter(pk=job.pk).update(attempt=2, done=77_777)

    in_threads(run_one, take_over)
    assert (now(job).state, now(job).attempt, now(job).done) == ("running", 2, 77_777)
    assert "taken over" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_is_survived(ask, own_process):
    job = ask("count", upto=40, pause=0.05)
    first = own_process(WORKER)
    until(lambda: now(job).done > 3)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert now(job).state == "running"
    own_process(WORKER)
    until(lambda: now(job).is_over)
    assert (now(job).state, now(job).attempt, now(job).result) == ("done", 2, {"counted": 40})


@pytest.mark.django_db(transaction=True)
def test_the_service_seals_the_record_and_stops_politely(ask, own_process):
    job = ask("count", upto=10_000, pause=0.02)
    service = own_process(SERVICE)
    until(lambda: now(job).done > 0 and audit.verify().unsealed == 0)
    service.send_signal(signal.SIGTERM)
    assert service.wait(15) == 0
    assert now(job).state == "queued" and audit.verify().blocks > 0


def test_a_chore_that_fails_does_not_stop_the_others(db, caplog):
    stop, turns = threading.Event(), []

    def fails(at):
        raise ValueError("สมใจ")

    def works(at):
        turns.append(at)
        if len(turns) == 3:
            stop.set()

    work.keep_house(stop, [(0, fails), (0, works)])
    assert len(turns) == 3 and "ValueError" in caplog.text and "สมใจ" not in caplog.text
