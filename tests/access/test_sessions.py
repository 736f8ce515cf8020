"""Where somebody is signed in, and the ends of that."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from nsc.access import sessions
from nsc.access.models import AuditLine, Notice
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(somjai):
    """Somjai at the office and on the telephone."""
    office, telephone = Client(), Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile"})
    for client in (office, telephone):
        client.force_login(somjai)
    return office, telephone


def of(user, **more):
    return sessions.of(user, **({"at": timezone.now(), "idle_minutes": 60, "this": None} | more))


def test_each_sign_in_is_a_session_of_its_own(two, somjai):
    office, _telephone = two
    found = of(somjai, this=office.session.session_key)
    assert [each.is_this for each in found] == [False, True]


def test_one_ends_at_once_and_the_other_stays(two, somjai, at):
    office, telephone = two
    (other,) = (each for each in of(somjai, this=office.session.session_key) if not each.is_this)
    sessions.end(by=somjai, at=at, session=other.number)
    assert telephone.get("/account/").status_code == 302 and office.get("/account/").status_code == 200
    assert AuditLine.objects.filter(by=somjai, verb="session.end").get().count == 1


def test_all_others_end_and_this_one_stays(two, somjai, at):
    office, telephone = two
    assert sessions.end_others(by=somjai, at=at, this=office.session.session_key) == 1
    assert telephone.get("/account/").status_code == 302 and office.get("/account/").status_code == 200


def test_a_session_of_somebody_else_is_not_there(two, somjai, prasit, at):
    with pytest.raises(OutOfSight):
        sessions.end(by=prasit, at=at, session=of(somjai)[0].number)
    assert len(of(somjai)) == 2 and of(prasit) == ()


def test_an_administrator_ends_them_all_and_it_is_told(two, somjai, administrator, at):
    assert sessions.end_all(by=administrator, at=at, user=somjai, because="เครื่องหาย") == 2
    assert [client.get("/account/").status_code for client in two] == [302, 302]
    line = AuditLine.objects.get(by=administrator, verb="session.end")
    assert (line.on_id, line.because, line.count) == (str(somjai.pk), "เครื่องหาย", 2)
    assert Notice.objects.filter(user=somjai, kind="session.end").exists()


def test_nobody_else_ends_them(two, somjai, district_officer, prasit, at):
    for by in (district_officer, prasit):
        with pytest.raises((NotAllowed, OutOfSight)):
            sessions.end_all(by=by, at=at, user=somjai, because="ลอง")
    assert len(of(somjai)) == 2


def test_what_has_run_out_is_not_listed(two, somjai):
    assert of(somjai, at=timezone.now() + timedelta(minutes=61)) == ()
    assert of(somjai, at=timezone.now() + timedelta(hours=13), idle_minutes=10_000) == ()


def test_signing_out_takes_it_off_the_list(two, somjai):
    two[0].post("/sign-out/")
    assert len(of(somjai)) == 1


def test_the_worker_forgets_what_cannot_be_used(two, somjai):
    assert sessions.forget_old(timezone.now()) == 0
    assert sessions.forget_old(timezone.now() + timedelta(hours=13)) == 2
    assert not Session.objects.exists()
