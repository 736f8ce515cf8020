"""Keys of other systems, issued at the command line."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from nsc.access import tokens, users
from nsc.ops.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ready(monkeypatch):
    monkeypatch.setattr("nsc.ops.home.ready", lambda: None)


@pytest.fixture
def reporting(capsys):
    """The account of another system, which asks for no password."""
    assert main(["users", "add", "reporting", "--machine", "--name", "ระบบรายงาน", "--role", "executive", "--area", "60"]) == 0
    capsys.readouterr()
    return users.named("reporting")


def issue(until: object) -> list[str]:
    return ["tokens", "issue", "reporting", "--purpose", "ระบบรายงาน", "--until", str(until)]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_secret_is_printed_once_and_opens_the_account(reporting, capsys):
    assert main(issue(timezone.localdate() + timedelta(days=30))) == 0
    (issued,) = rows(capsys.readouterr().out)
    assert tokens.holder(issued["secret"], at=timezone.now()) == reporting
    assert main(["tokens", "list"]) == 0
    printed = capsys.readouterr().out
    assert issued["secret"] not in printed
    (listed,) = rows(printed)
    assert (listed["number"], listed["username"], listed["alive"]) == (issued["number"], "reporting", "1")
    assert listed["last_used_at"]


def test_a_key_is_taken_back_by_its_number(reporting, capsys):
    main(issue(timezone.localdate()))
    (issued,) = rows(capsys.readouterr().out)
    assert main(["tokens", "revoke", issued["number"], "--because", "เลิกใช้"]) == 0
    assert rows(capsys.readouterr().out)[0]["alive"] == "0"
    assert tokens.holder(issued["secret"], at=timezone.now()) is None
    assert main(["tokens", "revoke", issued["number"], "--because", "เลิกใช้"]) == 2


@pytest.mark.parametrize("until", ["30/06/2570", "2020-01-01", timezone.localdate() + timedelta(days=400)])
def test_a_day_that_cannot_be_makes_no_key(reporting, capsys, until):
    assert main(issue(until)) == 2
    assert capsys.readouterr().out == ""


def test_another_systems_account_cannot_sign_in(reporting):
    assert not reporting.may_sign_in and not reporting.has_usable_password()
