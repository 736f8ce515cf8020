"""What an answer says was stored is on the disk before the answer leaves. PostgreSQL sees to that itself: there nobody waits here."""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from nsc.access.models import User
from nsc.settled import Settled, settle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def flushed(monkeypatch):
    """(which file, its length) each time somebody waits for the disk."""
    found = []

    def flush(file: int) -> None:
        told = os.fstat(file)
        found.append((told.st_ino, told.st_size))
        fsync(file)

    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", flush)
    return found


def log() -> list[tuple[int, int]]:
    """SQLite's log as it is."""
    if connection.vendor != "sqlite":
        return []
    told = Path(f"{connection.settings_dict['NAME']}-wal").stat()
    assert told.st_size > 0
    return [(told.st_ino, told.st_size)]


def change(_request) -> HttpResponse:
    User.objects.create(username=f"somebody{User.objects.count()}", display_name="ใครคนหนึ่ง")
    return HttpResponse()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_who_changed_something_waits_for_all_of_the_log(flushed, method):
    Settled(change)(getattr(RequestFactory(), method)("/"))
    assert flushed == log()


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_who_only_looked_waits_for_nothing(flushed, method):
    Settled(lambda _request: HttpResponse())(getattr(RequestFactory(), method)("/"))
    assert flushed == []


def test_what_sessions_store_is_waited_for_too():
    order = django_settings.MIDDLEWARE
    assert order.index("nsc.settled.Settled") < order.index("django.contrib.sessions.middleware.SessionMiddleware")


def test_inside_a_transaction_there_is_nothing_to_wait_for_yet(flushed):
    with transaction.atomic():
        change(None)
        settle()
    assert flushed == []


def test_a_disk_that_fails_is_no_answer_that_all_is_stored(monkeypatch):
    def fails(_file: int) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(os, "fsync", fails)
    if connection.vendor == "sqlite":
        with pytest.raises(OSError, match="gone"):
            Settled(change)(RequestFactory().post("/"))


def test_without_a_log_all_is_on_the_disk_already(flushed, monkeypatch, tmp_path):
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "none.sqlite3"))
    settle()
    assert flushed == []
