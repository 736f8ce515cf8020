import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from nsc.intake import uploads
from nsc.jobs import work
from nsc.jobs.models import Job
from tests.intake import deliveries
from tests.surveyed import reference_data

HEARTLESS = timedelta(minutes=5)  # the heart of a job writes from a thread of its own, which would wait for the test's transaction


@pytest.fixture
def office(db):
    """The province and the indicator sets, also after a test that emptied the tables."""
    reference_data()


@pytest.fixture
def work_off(monkeypatch):
    """Does all that waits, as the worker would; the last job."""
    monkeypatch.setattr(work, "close_old_connections", lambda: None)  # the test's transaction lives in this one

    def work_off() -> Job | None:
        last = None
        while job := work.run_one(threading.Event(), beat=HEARTLESS):
            last = job
        return last

    return work_off


@pytest.fixture
def send(office, provincial_officer):
    """An upload received: its number."""

    def send(file=None, name="จปฐ 2561.zip", year=2018, by=provincial_officer) -> int:
        return uploads.receive(by=by, at=timezone.now(), file=file or deliveries.survey(), name=name, year=year)

    return send


@pytest.fixture
def checked(send, work_off, provincial_officer):
    """An upload received and checked."""

    def checked(*args, **told) -> int:
        number = send(*args, **told)
        uploads.check(by=provincial_officer, at=timezone.now(), upload=number)
        work_off()
        return number

    return checked
