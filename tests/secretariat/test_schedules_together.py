"""Two workers at the same moment."""

from datetime import timedelta
from functools import partial

import pytest

from nsc.access import users
from nsc.jobs.models import Job
from nsc.reports import saved_views
from nsc.secretariat import schedule_clock, schedules
from nsc.secretariat.models import ScheduleRun
from tests.casework.conftest import AT
from tests.together import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_begin_each_report_once():
    operator = users.operator()
    own = {"by": operator, "at": AT}
    for name in ("หนึ่ง", "สอง", "สาม"):
        view = saved_views.save(**own, list="builder", name=name, parameters={"measure": "mpi", "rows": "amphoe"}).number
        schedules.plan(**own, view=view, every="daily")
    begun = in_threads(*[partial(schedule_clock.run, AT + timedelta(days=1))] * 3)
    assert sum(begun) == ScheduleRun.objects.count() == Job.objects.count() == 3
