"""The drawn table of a job's states is what its verbs really do."""

import threading
from datetime import timedelta

import pytest

from nsc.jobs import queue, work
from nsc.jobs.models import Job, State

LATER = timedelta(minutes=5)


@pytest.fixture
def ask(provincial_officer, at):
    return lambda kind, **arguments: queue.enqueue(kind=f"tests.jobs.kinds.{kind}", by=provincial_officer, at=at, arguments=arguments)


def becomes(job, act):
    """(state before, state after) an act."""
    before = Job.objects.get(pk=job.pk).state
    act()
    return before, Job.objects.get(pk=job.pk).state


def ended(job):
    """The arrow from running to the end of a job that a worker takes up."""
    assert work.run_one(threading.Event(), beat=timedelta(seconds=0.05)).pk == job.pk
    return State.RUNNING.value, Job.objects.get(pk=job.pk).state


@pytest.mark.django_db(transaction=True)
def test_every_arrow_of_the_table_is_gone_and_no_other(ask, provincial_officer, at):
    def called_off(job):
        queue.cancel(by=provincial_officer, at=at, job=job)

    seen = {ended(ask("count", upto=1)), ended(ask("refuse"))}
    waiting = ask("count", upto=1)
    seen.add(becomes(waiting, lambda: called_off(waiting)))
    taken = ask("count", upto=1)
    seen.add(becomes(taken, lambda: work.claim(at)))
    seen.add(becomes(taken, lambda: work.reap(at + LATER)))
    work.claim(at)
    called_off(taken)
    seen.add(becomes(taken, lambda: work.reap(at + LATER)))
    assert seen == {(before.value, after.value) for before, afters in work.NEXT.items() for after in afters}
