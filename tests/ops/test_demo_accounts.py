"""The second factor of the demonstration: shared, printed, and nowhere else."""

import base64
import csv
import stat

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from nsc.access import rules, second_factor, users
from nsc.access.models import AuditLine
from nsc.ops import demo
from nsc.ops.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(monkeypatch, settings, tmp_path):
    monkeypatch.setattr("nsc.ops.home.ready", lambda: None)
    settings.HOME = tmp_path
    return tmp_path


def codes(capsys) -> list[dict[str, str]]:
    assert main(["demo", "--codes"]) == 0
    return list(csv.DictReader(capsys.readouterr().out.splitlines()))


def test_every_account_that_needs_one_gets_it_and_the_printed_code_opens(operator, capsys):
    rows = demo._accounts(operator)
    assert {row[0] for row in rows} == {account[0] for account in demo.ACCOUNTS}
    assert {row[0] for row in rows if not row[-1]} == {"partner"}  # who sees nobody's name
    assert Authenticator.objects.filter(type="totp").count() == len(demo.ACCOUNTS) - 1
    printed = codes(capsys)
    assert len(printed) == demo.CODES and printed[0]["until"] == printed[1]["from"]
    assert second_factor.check(users.named("province"), printed[0]["code"], at=timezone.now()) == second_factor.TOTP
    assert second_factor.check(users.named("governor"), printed[0]["code"], at=timezone.now()) == second_factor.TOTP


def test_the_secret_lies_where_the_password_lies_and_nobody_else_reads_it(operator, home):
    demo._accounts(operator)
    for name in ("demonstration-password", "demonstration-second-factor"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
    assert len(base64.b32decode((home / "demonstration-second-factor").read_text())) == 20


def test_an_older_demonstration_gets_it_when_codes_are_asked_for(operator, capsys):
    demo._accounts(operator)
    Authenticator.objects.all().delete()
    printed = codes(capsys)
    assert second_factor.check(users.named("dpo"), printed[0]["code"], at=timezone.now())


def test_who_set_up_an_app_of_their_own_keeps_it(operator, capsys):
    demo._accounts(operator)
    user, secret, at = users.named("admin"), second_factor.new_secret(), timezone.now()
    Authenticator.objects.filter(user=user).delete()
    code = rules.code_of(base64.b32decode(secret), rules.step_of(at))
    second_factor.set_app(by=user, at=at, secret=secret, code=code)
    assert not second_factor.check(user, codes(capsys)[0]["code"], at=timezone.now())


def test_a_home_that_is_no_demonstration_has_no_codes_and_no_secret(operator, home, capsys, hire):
    hire("governor", "ผู้ว่าราชการจังหวัด", "executive")
    assert main(["demo", "--codes"]) == 2
    assert capsys.readouterr().out == ""
    assert not (home / "demonstration-second-factor").exists() and not Authenticator.objects.exists()


def test_who_lost_the_telephone_is_helped_at_the_command_line(operator, capsys, auditor, at):
    second_factor.share(by=operator, at=at, user=auditor, secret=second_factor.new_secret())
    assert main(["users", "reset-second-factor", "anong", "--because", "โทรศัพท์หาย"]) == 0
    assert not Authenticator.objects.exists()
    assert AuditLine.objects.get(verb="second_factor.reset").because == "โทรศัพท์หาย"
