"""A report that comes by itself: with the rights of its owner on that day, once, and told of without a word about anybody."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail

from nsc.access import delivery, users
from nsc.access.models import Assignment, AuditLine, Delivery, Notice, User
from nsc.access.scope import OutOfSight
from nsc.errors import Refused
from nsc.jobs import work
from nsc.jobs.models import Job
from nsc.reports import saved_views
from nsc.secretariat import schedule_clock, schedules
from nsc.secretariat.models import Schedule, ScheduleRun
from tests.casework.conftest import AT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def wichai(surveyed, district_officer):
    User.objects.filter(pk=district_officer.pk).update(email="wichai@example.org")
    return User.objects.get(pk=district_officer.pk)


@pytest.fixture
def view(wichai) -> int:
    told = {"list": "builder", "name": "รายมิติ", "parameters": {"measure": "mpi", "rows": "dimension"}}
    return saved_views.save(by=wichai, at=AT, **told, team="area:6009").number


@pytest.fixture
def daily(wichai, view) -> int:
    return schedules.plan(by=wichai, at=AT, view=view, every="daily", form="xlsx", by_mail=True)


@pytest.fixture
def made(monkeypatch):
    """made(): what waits is done, as the worker does it, without its thread and on this test's connection."""
    monkeypatch.setattr(work, "close_old_connections", lambda: None)

    def made() -> list[int]:
        numbers = []
        for job in Job.objects.filter(state="queued"):
            Job.objects.filter(pk=job.pk).update(**work._outcome(SimpleNamespace(id=job.pk, by_user_id=job.by_user_id), job))
            numbers.append(job.pk)
        return numbers

    return made


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user, kind__startswith="report.").order_by("pk").values_list("kind", flat=True))


def test_it_comes_once_and_is_told_of_without_a_word_about_anybody(wichai, daily, made):
    assert schedules.find(wichai, daily).next_on.isoformat() == "2026-01-16"
    assert schedule_clock.run(AT) == 0  # not today
    assert schedule_clock.run(AT + DAY) == 1 and schedule_clock.run(AT + DAY) == 0
    made()
    [run] = schedules.runs(wichai, daily)
    assert (run.state, run.due_on.isoformat(), run.is_kept) == ("done", "2026-01-16", True)
    assert b"".join(schedules.opened(by=wichai, at=AT + DAY, run=run.number).pieces).startswith(b"PK")
    assert told(wichai) == ["report.ready"]
    delivery.run(AT + 400 * DAY)
    [letter] = mail.outbox
    assert f"/builder/schedules/{daily}/" in letter.body and not letter.attachments
    assert "รายมิติ" not in letter.subject + letter.body and wichai.display_name not in letter.body
    verbs = AuditLine.objects.filter(verb__startswith="schedule.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["schedule.plan", "schedule.deliver", "schedule.export"]


def test_work_begun_again_after_a_crash_delivers_nothing_twice(wichai, daily, made):
    schedule_clock.run(AT + DAY)
    [job] = made()
    Job.objects.filter(pk=job).update(state="queued", finished_at=None)  # as the reaper gives back what a dead worker held
    made()
    assert told(wichai) == ["report.ready"] and Delivery.objects.filter(notice__kind="report.ready").count() == 1
    assert AuditLine.objects.filter(verb="schedule.deliver").count() == 1


def test_a_worker_that_was_off_brings_the_newest_alone(wichai, daily):
    assert schedule_clock.run(AT + 10 * DAY) == 1
    assert [run.due_on.isoformat() for run in schedules.runs(wichai, daily)] == ["2026-01-25"]
    assert schedules.find(wichai, daily).next_on.isoformat() == "2026-01-26"


def test_with_the_right_it_ends_and_its_owner_is_told(wichai, daily, operator, made):
    Assignment.objects.filter(user=wichai).update(ended_at=AT)
    schedule_clock.run(AT + DAY)
    made()
    assert schedules.find(wichai, daily).state == "stopped" and told(wichai) == ["report.stopped"]
    assert schedule_clock.run(AT + 2 * DAY) == 0
    assert [run.state for run in schedules.runs(wichai, daily)] == ["dropped"]


def test_what_came_is_closed_to_whom_its_place_is_closed(wichai, daily, made):
    schedule_clock.run(AT + DAY)
    made()
    [run] = schedules.runs(wichai, daily)
    Assignment.objects.filter(user=wichai).update(ended_at=AT)
    with pytest.raises(OutOfSight):
        schedules.opened(by=User.objects.get(pk=wichai.pk), at=AT, run=run.number)


def test_a_reader_of_a_shared_report_has_it_sent_until_it_is_shared_no_more(wichai, view, team, prasit, made):
    number = schedules.plan(by=team, at=AT, view=view, every="weekly", day=1, form="xlsx")
    with pytest.raises(OutOfSight):
        schedules.plan(by=prasit, at=AT, view=view, every="daily")
    schedule_clock.run(AT + 7 * DAY)
    made()
    [run] = schedules.runs(team, number)
    assert (run.state, run.due_on.isoweekday()) == ("done", 1)
    saved_views.share(by=wichai, at=AT, view=view, team="")
    schedule_clock.run(AT + 14 * DAY)
    made()
    assert schedules.find(team, number).state == "stopped" and told(team) == ["report.ready", "report.stopped"]


def test_nobody_elses_is_seen(wichai, daily, governor):
    for ask in (schedules.find, schedules.runs):
        with pytest.raises(OutOfSight):
            ask(governor, daily)
    with pytest.raises(OutOfSight):
        schedules.end(by=governor, at=AT, schedule=daily)
    assert schedules.mine(governor) == ()


def test_paused_it_waits_and_ended_what_is_not_made_is_not_made(wichai, daily, made):
    schedules.pause(by=wichai, at=AT, schedule=daily)
    assert schedule_clock.run(AT + 3 * DAY) == 0
    schedules.resume(by=wichai, at=AT + 3 * DAY, schedule=daily)
    assert schedule_clock.run(AT + 3 * DAY) == 0  # what went by does not come any more
    assert schedule_clock.run(AT + 4 * DAY) == 1
    schedules.end(by=wichai, at=AT + 4 * DAY, schedule=daily)
    made()
    assert [run.state for run in schedules.runs(wichai, daily)] == ["dropped"] and told(wichai) == []
    with pytest.raises(Refused):
        schedules.resume(by=wichai, at=AT, schedule=daily)


def test_what_could_not_be_made_says_why_and_the_next_day_comes(wichai, daily, view, made):
    row = saved_views.SavedView.objects.get(pk=view)
    row.address = "measure=homes&rows=sex"
    row.save()
    schedule_clock.run(AT + DAY)
    made()
    schedule_clock.run(AT + DAY)
    [run] = schedules.runs(wichai, daily)
    assert run.state == "failed" and "possible" in run.values and told(wichai) == ["report.failed"]
    assert schedules.find(wichai, daily).state == "on"


def test_a_document_of_a_place_comes_without_names(wichai, made):
    number = schedules.plan(by=wichai, at=AT, kind="situation", area="6009", every="monthly", day=31, form="xlsx")
    schedule_clock.run(AT + 30 * DAY)
    made()
    [run] = schedules.runs(wichai, number)
    row = ScheduleRun.objects.get(pk=run.number)
    assert run.state == "done" and row.issued.has_names is False and row.issued.area_code == "6009"
    assert b"".join(schedules.opened(by=wichai, at=AT, run=run.number).pieces).startswith(b"PK")
    with pytest.raises(Refused):
        schedules.plan(by=wichai, at=AT, kind="household_file", area="6009", every="daily")


def test_the_same_is_not_ordered_twice_and_not_without_end(wichai, daily, view, monkeypatch):
    with pytest.raises(Refused):
        schedules.plan(by=wichai, at=AT, view=view, every="daily", form="xlsx")
    monkeypatch.setattr(schedules.rules, "MOST", 1)
    with pytest.raises(Refused):
        schedules.plan(by=wichai, at=AT, view=view, every="weekly", day=2)
    schedules.end(by=wichai, at=AT, schedule=daily)
    assert schedules.plan(by=wichai, at=AT, view=view, every="daily") != daily


def test_who_may_sign_in_no_more_gets_nothing(wichai, daily, operator, made):
    users.close(by=operator, at=AT, user=wichai, because="ย้าย")
    schedule_clock.run(AT + DAY)
    made()
    assert Schedule.objects.get(pk=daily).state == "stopped"
    delivery.run(AT + 400 * DAY)
    assert mail.outbox == []
