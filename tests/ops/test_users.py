"""The first accounts of a system, made at the command line."""

import io

import pytest

from nsc.access import users
from nsc.access.models import AuditLine
from nsc.ops.main import main

pytestmark = pytest.mark.django_db
ADD = ["users", "add", "somying", "--name", "สมหญิง ใจดี", "--role", "provincial_centre", "--area", "60"]


@pytest.fixture(autouse=True)
def ready(monkeypatch):
    monkeypatch.setattr("nsc.ops.home.ready", lambda: None)


def say(monkeypatch, password):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))


def test_an_account_is_made_with_its_role_and_leaves_its_trail(monkeypatch, capsys):
    say(monkeypatch, "ดอกไม้ริมน้ำ-2569")
    assert main(ADD) == 0
    assert "somying,สมหญิง ใจดี,1,provincial_centre,60" in capsys.readouterr().out
    assert users.named("somying").check_password("ดอกไม้ริมน้ำ-2569")
    assert {"user.create"} < set(AuditLine.objects.values_list("verb", flat=True))


def test_a_weak_password_makes_no_account(monkeypatch, capsys):
    say(monkeypatch, "1234")
    assert main(ADD) == 2
    assert capsys.readouterr().out == "" and not users.exists("somying")


def test_a_role_over_a_place_that_is_none_makes_no_account(monkeypatch, capsys):
    say(monkeypatch, "ดอกไม้ริมน้ำ-2569")
    assert main([*ADD[:-1], "6x"]) == 2
    assert capsys.readouterr().out == "" and not users.exists("somying")


def test_a_leaver_is_closed_out(monkeypatch, capsys):
    say(monkeypatch, "ดอกไม้ริมน้ำ-2569")
    main(ADD)
    assert main(["users", "close", "somying", "--because", "ย้ายหน่วยงาน"]) == 0
    assert not users.named("somying").is_active


def test_nobody_of_that_name_can_be_closed(capsys):
    assert main(["users", "close", "nobody", "--because", "x"]) == 2
    assert "nobody" in capsys.readouterr().err


def test_a_role_is_given_and_ended_and_a_way_in_printed(monkeypatch, capsys):
    say(monkeypatch, "ดอกไม้ริมน้ำ-2569")
    main(ADD)
    assert main(["users", "assign", "somying", "--role", "mentor", "--area", "600907", "--from", "1/10/2569", "--until", "30/9/2570"]) == 0
    given = users.named("somying").assignments.get(role="mentor")
    assert (given.valid_from.isoformat(), given.valid_until.isoformat()) == ("2026-10-01", "2027-09-30")
    assert main(["users", "end", "somying", "--role", "mentor", "--area", "600907", "--because", "ย้าย"]) == 0
    assert main(["users", "end", "somying", "--role", "mentor", "--area", "600907", "--because", "ย้าย"]) == 2
    capsys.readouterr()
    assert main(["users", "invite", "somying"]) == 0
    assert "/welcome/" in capsys.readouterr().out and not users.named("somying").has_usable_password()


def test_a_role_for_an_office_or_authority_nobody_knows_is_refused(monkeypatch, capsys):
    say(monkeypatch, "ดอกไม้ริมน้ำ-2569")
    main(ADD)
    for more in (["--organisation", "ไม่มี"], ["--authority", "ไม่มี"]):
        assert main(["users", "assign", "somying", "--role", "mentor", "--area", "600907", *more]) == 2


def test_organisations_are_registered_and_listed(capsys):
    assert main(["organisations", "add", "รพ.สต. นาขอม", "--kind", "government"]) == 0
    assert "รพ.สต. นาขอม,government,0,0,0" in capsys.readouterr().out
    assert main(["organisations", "add", "รพ.สต. นาขอม", "--kind", "government"]) == 2
