"""Unusual access found in the record, raised once, reviewed by the data-protection officer."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nsc.access import alerts, audit, notices, scope, unusual
from nsc.access.models import Alert, AuditBlock, AuditLine, Notice, Watched
from nsc.access.unusual import Limits
from nsc.errors import NotAllowed, Refused
from tests.together import in_threads

OURS, THEIRS = "60090804", "60010103"
FEW = Limits(date(2000, 1, 1), files_hour=3, files_day=5, off_hours=2, new_area=2, new_area_history=2, refusals_day=2, failures_day=2)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(unusual, "LIMITS", (FEW,))


@pytest.fixture
def dpo(hire):
    return hire("dara", "ดารา", "dpo")


def open_files(by, at, count, place=OURS, first=1):
    for number in range(first, first + count):
        audit.seen(by=by, at=at, what="household", on=("household", number), place=place, count=1)


def look(at):
    audit.seal(at)
    return alerts.watch(at)


def found(user=None):
    rows = Alert.objects.filter(user=user) if user else Alert.objects.all()
    return sorted((each.kind, each.count) for each in rows)


def test_many_files_in_an_hour_are_raised_once_and_the_officer_is_told(dpo, district_officer, at):
    open_files(district_officer, at, 3)
    assert look(at) == 0 and found() == []
    open_files(district_officer, at, 1, first=4)
    assert look(at) == 1 and found() == [("files_hour", 4)]
    told = Notice.objects.get(user=dpo)
    assert (told.kind, told.values, told.href) == ("alert.found", {"count": 1}, "/alerts/")
    assert notices.KINDS[told.kind].format(**told.values)
    assert look(at) == 0


def test_what_goes_on_makes_the_number_grow_and_not_the_list(dpo, district_officer, at):
    open_files(district_officer, at, 4)
    look(at)
    open_files(district_officer, at, 1, first=5)
    assert look(at) == 0 and found() == [("files_hour", 5)]
    assert Notice.objects.filter(user=dpo).count() == 1


def test_what_is_usual_for_a_person_is_not_raised(district_officer, at):
    for day in range(1, 6):
        open_files(district_officer, at - timedelta(days=day), 6)
    look(at)
    Alert.objects.all().delete()
    open_files(district_officer, at, 6)
    look(at)
    assert ("files_hour", 6) not in found() and ("files_day", 6) not in found()


def test_another_tambon_than_ever_is_raised_with_its_place(district_officer, at):
    open_files(district_officer, at - timedelta(days=3), 3)
    open_files(district_officer, at, 3, place=THEIRS, first=50)
    look(at)
    assert [(each.place, each.count) for each in Alert.objects.filter(kind="new_area")] == [("600101", 3)]


def test_work_at_night_is_raised_for_an_office_but_not_yet_for_the_field(district_officer, somjai, at):
    evening = at.replace(hour=14)  # nine in the evening in Nakhon Sawan
    for user in (district_officer, somjai):
        open_files(user, evening, 3)
    look(at)
    assert {each.user for each in Alert.objects.filter(kind="off_hours")} == {district_officer}


def test_wrong_passwords_are_raised_about_the_account(district_officer, at):
    for _each in range(3):
        audit.record(by=None, at=at, verb="sign-in.fail", on=district_officer)
    audit.record(by=None, at=at, verb="sign-in.fail")  # a name that does not exist
    look(at)
    assert found(district_officer) == [("failures", 3)]


def test_refused_openings_are_raised(prasit, at):
    for number in range(3):
        audit.refused(by=prasit, at=at, household=number, place=OURS)
    look(at)
    assert found(prasit) == [("refusals", 3)]


def test_lines_that_are_not_sealed_yet_wait(district_officer, at):
    open_files(district_officer, at, 4)
    assert alerts.watch(at) == 0 and found() == []


def test_a_worker_killed_half_way_begins_there_again(district_officer, at, monkeypatch):
    open_files(district_officer, at, 4)
    audit.seal(at)
    with monkeypatch.context() as broken:
        broken.setattr(notices, "tell", lambda **told: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            alerts.watch(at)
    assert found() == [] and not Watched.objects.filter(block__gt=0).exists()
    assert alerts.watch(at) == 1


def test_a_worker_that_was_away_catches_up_in_steps(district_officer, at, monkeypatch):
    monkeypatch.setattr(alerts, "BLOCKS", 1)
    for number in range(4):
        open_files(district_officer, at, 1, first=number)
        audit.seal(at)
    while Watched.objects.filter(pk=1).values_list("block", flat=True).first() != AuditBlock.objects.count():
        alerts.watch(at)
    assert found(district_officer) == [("files_hour", 4)]


@pytest.fixture
def colleague(hire):
    return hire("malee", "มาลี", "district_centre", "6009")


acts = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["household.see", "household.refuse"]), st.integers(0, 9)), max_size=25)


@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=acts.map(sorted), cuts=st.sets(st.integers(0, 25)))
def test_in_steps_the_same_is_found_as_in_one_go(district_officer, colleague, at, told, cuts):
    """Two people do exactly the same over two days, one under eyes that look after every few lines."""
    with transaction.atomic():
        for user, looked_after in ((district_officer, cuts), (colleague, set())):
            for number, (hours, verb, household) in enumerate(told):
                audit.record(by=user, at=at + timedelta(hours=hours), verb=verb, on=("household", household), place=OURS)
                if number in looked_after:
                    look(at)
            look(at)
        columns = ("kind", "since", "count", "place", "limit")
        in_steps, at_once = (sorted(Alert.objects.filter(user=user).values_list(*columns)) for user in (district_officer, colleague))
        transaction.set_rollback(True)
    assert in_steps == at_once


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_raise_it_once(hire, at):
    dpo, officer = hire("dara", "ดารา", "dpo"), hire("wichai", "วิชัย", "district_centre", "6009")
    open_files(officer, at, 4)
    audit.seal(at)
    assert sorted(in_threads(*[lambda: alerts.watch(at)] * 3)) == [0, 0, 1]
    assert found() == [("files_hour", 4)] and Notice.objects.filter(user=dpo).count() == 1


@pytest.fixture
def alert(district_officer, at):
    open_files(district_officer, at, 4)
    look(at)
    return Alert.objects.get()


def test_a_review_says_what_came_of_it_and_is_audited(dpo, alert, at):
    alerts.review(by=dpo, at=at, alert=alert.pk, finding="explained", note="น้ำท่วม สำรวจทั้งหมู่บ้าน")
    alert.refresh_from_db()
    assert (alert.finding, alert.reviewed_by, alert.reviewed_at) == ("explained", dpo, at)
    line = AuditLine.objects.get(verb="alert.review")
    assert (line.by, line.on_id, line.because, line.detail) == (dpo, str(alert.pk), "น้ำท่วม สำรวจทั้งหมู่บ้าน", "explained")
    assert [each.finding for each in alerts.to_review(dpo)] == ["explained"]


def test_what_was_reviewed_does_not_change_when_more_lines_come(dpo, alert, district_officer, at):
    alerts.review(by=dpo, at=at, alert=alert.pk, finding="explained", note="น้ำท่วม")
    open_files(district_officer, at, 1, first=9)
    look(at)
    alert.refresh_from_db()
    assert alert.count == 4


def test_a_review_is_for_the_officer_alone(auditor, provincial_officer, district_officer, citizen, alert, at):
    for user, error in (
        (auditor, NotAllowed),
        (provincial_officer, NotAllowed),
        (district_officer, NotAllowed),
        (citizen, scope.OutOfSight),
    ):
        with pytest.raises(error):
            alerts.review(by=user, at=at, alert=alert.pk, finding="explained", note="ทดสอบ")
        with pytest.raises(error):
            alerts.to_review(user)


def test_a_review_is_refused_twice_without_reason_and_about_oneself(dpo, alert, at):
    told = {"by": dpo, "at": at, "alert": alert.pk}
    for finding, note in (("", "สอบถามแล้ว"), ("fine", "สอบถามแล้ว"), ("explained", "  ")):
        with pytest.raises(Refused):
            alerts.review(**told, finding=finding, note=note)
    with pytest.raises(scope.OutOfSight):
        alerts.review(**told | {"alert": alert.pk + 1}, finding="explained", note="สอบถามแล้ว")
    own = Alert.objects.create(kind="off_hours", user=dpo, since=at, until=at, count=9, limit=1, found_at=at)
    with pytest.raises(Refused):
        alerts.review(**told | {"alert": own.pk}, finding="explained", note="สอบถามแล้ว")
    alerts.review(**told, finding="misuse", note="สอบถามแล้ว")
    with pytest.raises(Refused):
        alerts.review(**told, finding="explained", note="สอบถามแล้ว")


def test_every_finding_can_say_itself(alert, dpo):
    values = {"count": 1, "limit": 1, "usual": 1, "place": ""}
    assert all(text.format(**values) for text in unusual.KINDS.values())
    assert alerts.to_review(dpo)[0].text == unusual.KINDS["files_hour"]
    assert isinstance(alerts.to_review(dpo)[0].since, datetime) and timezone.is_aware(alert.since)
