"""The desk's work in the background: true progress, called off in the middle, killed in the middle, done exactly once."""

import signal
import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from nsc import bulk
from nsc.access import users
from nsc.access.models import Assignment
from nsc.intake import models, shown, uploads
from nsc.intake import work as desk
from nsc.jobs import work
from nsc.jobs.models import Job
from nsc.surveys import rounds, tallies
from nsc.surveys.models import Batch, Member, Response, Round
from tests.intake import deliveries
from tests.together import in_threads, until

WORKER = """
import sys, threading, time
from datetime import timedelta
from nsc import bulk
from nsc.intake import work as desk
from nsc.jobs import work

bulk.CHUNK = 10
where = sys.argv[1]
told, done, keep = desk.progress, desk._done, desk._keep_check

def slowly(*args, **values):
    time.sleep(0.1)
    told(*args, **values)

def never(*args, **values):
    time.sleep(600)

if where == "storing":
    desk.progress = slowly
if where == "published":
    desk._done = never
if where == "checking":
    desk._keep_check = never
work.work(threading.Event(), lease=timedelta(seconds=1.5), beat=timedelta(seconds=0.1), poll=0.1)
"""


def act(verb, by, upload, **told):
    return verb(by=by, at=timezone.now(), upload=upload, **told)


def state(number):
    return models.Upload.objects.get(pk=number).state


def now(by, number):
    return uploads.of(by, number)


def staged():
    return Response.objects.filter(batch__state="staging").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("where", "far_enough", "batches"),
    [
        ("storing", staged, ["abandoned", "published"]),
        ("published", lambda: Batch.objects.filter(state="published").exists(), ["published"]),
    ],
)
def test_an_import_whose_worker_is_killed_is_finished_by_another_exactly_once(
    checked, own_process, provincial_officer, where, far_enough, batches
):
    number = checked(deliveries.survey(60, poor=7))
    act(uploads.import_, provincial_officer, number)
    killed = own_process(WORKER, where)
    until(far_enough)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert state(number) == "importing"
    own_process(WORKER, "")
    until(lambda: Job.objects.get(kind="nsc.intake.work.import_").is_over)
    shown = now(provincial_officer, number)
    assert shown.state == "done"
    assert sorted(Batch.objects.values_list("state", flat=True)) == batches
    published = Batch.objects.get(state="published")
    assert shown.batch == published.pk
    assert set(Response.objects.values_list("batch", flat=True)) == {published.pk}
    assert (Response.objects.count(), Member.objects.count()) == (60, 60)
    round = Round.objects.get()
    assert round.importing is None and not tallies.differences(round)
    assert tallies.patterns_of(round, digits=2)["60"].poor_households == 7


@pytest.mark.django_db(transaction=True)
def test_a_check_whose_worker_is_killed_is_made_by_another(send, own_process, provincial_officer):
    number = send()
    act(uploads.check, provincial_officer, number)
    killed = own_process(WORKER, "checking")
    until(lambda: Job.objects.get().message == "กำลังสรุปผลการตรวจ")
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    own_process(WORKER, "")
    until(lambda: state(number) == "checked")
    assert now(provincial_officer, number).summary.households_new == 4


@pytest.mark.django_db(transaction=True)
def test_called_off_in_the_middle_it_leaves_nothing_and_can_be_done_again(checked, work_off, provincial_officer, monkeypatch):
    number = checked(deliveries.survey(60))
    act(uploads.import_, provincial_officer, number)
    told = desk.progress

    def slowly(*args, **values):
        time.sleep(0.1)
        told(*args, **values)

    def call_off():
        until(staged)
        act(uploads.cancel, provincial_officer, number)

    with monkeypatch.context() as patch:
        patch.setattr(bulk, "CHUNK", 10)
        patch.setattr(desk, "progress", slowly)
        in_threads(lambda: work.run_one(threading.Event(), beat=timedelta(seconds=0.05)), call_off)
    assert now(provincial_officer, number).state == "cancelled"
    assert not Response.objects.exists() and not Member.objects.exists()
    assert [batch.state for batch in Batch.objects.all()] == ["abandoned"]
    assert now(provincial_officer, number).batch is None and Round.objects.get().importing is None
    act(uploads.import_, provincial_officer, number)
    work_off()
    assert now(provincial_officer, number).state == "done" and Response.objects.count() == 60


def test_progress_counts_the_rows_that_are_stored(checked, work_off, provincial_officer, monkeypatch):
    seen = []
    told = desk.progress
    monkeypatch.setattr(bulk, "CHUNK", 10)
    monkeypatch.setattr(
        desk, "progress", lambda job, done, total=None, *a, **v: (seen.append((done, total)), told(job, done, total, *a, **v))
    )
    number = checked(deliveries.survey(30))
    act(uploads.import_, provincial_officer, number)
    seen.clear()
    work_off()
    stored = [done for done, total in seen if total == 60]
    assert stored == [0, 10, 20, 30, 40, 50, 60]


def test_rate_and_time_left_are_those_of_the_step_in_hand(at):
    job = Job(state="running", started_at=at, heartbeat_at=at + timedelta(seconds=100), done=1000, total=4000)
    job.values = {"since": (at + timedelta(seconds=90)).timestamp(), "first": 500}
    progress = shown.progress(job)
    assert (progress.per_second, progress.seconds_left, progress.values) == (50, 60, {})
    job.state = "queued"
    assert (shown.progress(job).state, shown.progress(job).seconds_left) == ("waiting", None)


def test_a_worker_that_was_given_up_for_dead_opens_no_batch(checked, work_off, provincial_officer, monkeypatch):
    number = checked()
    act(uploads.import_, provincial_officer, number)
    understood = desk._understood

    def meanwhile(*args):
        models.Upload.objects.filter(pk=number).update(state="cancelled")
        return understood(*args)

    monkeypatch.setattr(desk, "_understood", meanwhile)
    work_off()
    assert not Batch.objects.exists() and state(number) == "cancelled"


def test_a_file_without_one_good_row_is_refused_and_leaves_no_batch_open(checked, work_off, provincial_officer):
    number = checked(deliveries.survey(2, spoilt=2))
    act(uploads.import_, provincial_officer, number)
    work_off()
    shown = now(provincial_officer, number)
    assert shown.state == "failed" and "ไม่มีแถวใด" in shown.refused[0]
    assert not Response.objects.exists() and Round.objects.get().importing is None


def test_while_another_import_holds_the_year_it_is_refused_and_can_be_tried_again(checked, work_off, provincial_officer):
    number = checked()
    at = timezone.now()
    round = rounds.open_round(by=provincial_officer, at=at, year=2018)
    other = Batch.objects.create(round=round, source="อีกชุด", sha256="", by=provincial_officer, at=at)
    rounds.enter(round, other)
    act(uploads.import_, provincial_officer, number)
    work_off()
    shown = now(provincial_officer, number)
    assert shown.state == "failed" and shown.refused[1] == {"year": 2561} and "import" in shown.may
    rounds.leave(other)
    act(uploads.import_, provincial_officer, number)
    work_off()
    assert now(provincial_officer, number).state == "done"


def test_an_import_that_broke_after_it_was_published_is_not_published_again(checked, work_off, provincial_officer, monkeypatch):
    number = checked()
    act(uploads.import_, provincial_officer, number)

    def broken(batch):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("nsc.surveys.batches.follow_up", broken)
        work_off()
    assert now(provincial_officer, number).state == "failed" and Batch.objects.get().state == "published"
    act(uploads.import_, provincial_officer, number)
    work_off()
    assert now(provincial_officer, number).batch == Batch.objects.get().pk


def test_a_right_taken_back_meanwhile_stops_the_work(checked, work_off, provincial_officer, data_steward, operator):
    number = checked(by=data_steward)
    act(uploads.import_, data_steward, number)
    given = Assignment.objects.get(user=data_steward)
    users.end(by=operator, at=timezone.now(), assignment=given, because="ย้ายงาน")
    work_off()
    shown = now(provincial_officer, number)
    assert shown.state == "failed" and "ไม่มีสิทธิ" in shown.refused[0] and not Batch.objects.exists()


def test_work_given_up_after_too_many_deaths_is_said_to_have_failed(checked, provincial_officer):
    number = checked()
    act(uploads.import_, provincial_officer, number)
    long_ago = timezone.now() - timedelta(hours=1)
    Job.objects.filter(pk=models.Upload.objects.get(pk=number).job_id).update(
        state="running", attempt=work.ATTEMPTS, started_at=long_ago, heartbeat_at=long_ago
    )
    round = rounds.open_round(by=provincial_officer, at=timezone.now(), year=2018)
    left = Batch.objects.create(round=round, source="", sha256="", by=provincial_officer, at=timezone.now())
    rounds.enter(round, left)
    models.Upload.objects.filter(pk=number).update(batch=left)
    work.reap(timezone.now())
    assert now(provincial_officer, number).state == "failed"
    assert uploads.tidy(timezone.now()) == 2 and state(number) == "failed"
    left.refresh_from_db()
    round.refresh_from_db()
    assert left.state == "abandoned" and round.importing is None
    assert uploads.tidy(timezone.now()) == 0
