"""What an answer says was stored is on the disk before the answer leaves."""

import os
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client

from nsc import settled
from nsc.access.models import User

pytestmark = pytest.mark.django_db(transaction=True)
of_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL waits at each commit")


@pytest.fixture
def flushed(monkeypatch):
    """The name of the file, each time somebody waits for the disk."""
    found = []

    def flush(file: int) -> None:
        found.append(Path(f"/proc/self/fd/{file}").readlink().name)
        fsync(file)

    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", flush)
    return found


@of_sqlite
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks Linux which file it was")
def test_who_changed_something_waits_for_the_log_of_the_database(flushed, client):
    client.get("/sign-in/")
    assert flushed == []
    client.post("/sign-in/", {"login": "nobody", "password": "wrong"})  # an attempt leaves a line
    assert flushed == [f"{Path(connection.settings_dict['NAME']).name}-wal"]


@of_sqlite
def test_the_wait_is_after_the_last_commit_and_holds_nobody_up(monkeypatch):
    order = []
    monkeypatch.setattr(settled, "settle", lambda: order.append(connection.in_atomic_block))
    Client().post("/sign-in/", {"login": "nobody", "password": "wrong"})
    assert order == [False]


@of_sqlite
def test_inside_a_transaction_there_is_nothing_to_wait_for(flushed):
    with transaction.atomic():
        User.objects.create(username="somebody", display_name="ใครคนหนึ่ง")
        settled.settle()
    assert flushed == []


def test_without_a_log_all_is_on_the_disk(settings, monkeypatch, tmp_path):
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "none.sqlite3"))
    settled.settle()
