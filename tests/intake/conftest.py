import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from nsc.areas import loading
from nsc.intake import uploads
from nsc.jobs import work
from nsc.jobs.models import Job
from nsc.surveys import sets
from tests.intake import deliveries

QUICK = timedelta(seconds=0.05)


@pytest.fixture
def office(transactional_db):
    """The province and the indicator sets, in a database whose transactions are real: work in the background needs them."""
    loading.load("60")
    sets.load()


@pytest.fixture
def work_off():
    """Does all that waits, as the worker would; the last job."""

    def work_off() -> Job | None:
        last = None
        while job := work.run_one(threading.Event(), beat=QUICK):
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
