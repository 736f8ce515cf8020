from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.contrib.auth import authenticate
from django.utils import timezone

from nsc.access import rules, sign_in, users
from nsc.access.models import AuditLine, SignInFailure
from tests.together import in_threads

RIGHT, WRONG = "ดอกไม้ริมน้ำ-2569", "ดอกไม้ริมทาง"


@pytest.fixture
def malee(operator, at):
    return users.create(by=operator, at=at, username="malee", display_name="มาลี", password=RIGHT)


def try_often(name, times=rules.FAILURES):
    for _ in range(times):
        assert authenticate(None, username=name, password=WRONG) is None


def verbs():
    return list(AuditLine.objects.order_by("id").values_list("verb", flat=True))


def test_the_right_password_opens_however_the_name_is_typed(malee):
    assert authenticate(None, username=" Malee", password=RIGHT) == malee


def test_sign_in_failure_and_sign_out_are_audited(client, malee):
    assert not client.login(username="malee", password=WRONG)
    assert client.login(username="malee", password=RIGHT)
    client.logout()
    assert verbs()[-3:] == ["sign-in.fail", "sign-in", "sign-out"]


@pytest.mark.parametrize("name", ["malee", "nobody"])
def test_too_many_failures_lock_a_name_whether_it_exists_or_not(malee, name):
    try_often(name)
    until = sign_in.locked_until(name, timezone.now())
    assert until and until > timezone.now() + timedelta(minutes=14)
    assert AuditLine.objects.order_by("id").last().detail == "locked"
    assert authenticate(None, username=name, password=RIGHT) is None


def test_a_lock_ends_by_itself_and_tries_meanwhile_do_not_prolong_it(malee):
    try_often("malee")
    until = sign_in.locked_until("malee", timezone.now())
    try_often("malee", 3)
    assert sign_in.locked_until("malee", timezone.now()) == until
    assert sign_in.locked_until("malee", until) is None
    SignInFailure.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert authenticate(None, username="malee", password=RIGHT) == malee


def test_a_success_forgets_the_failures_before_it(malee):
    try_often("malee", 4)
    assert authenticate(None, username="malee", password=RIGHT)
    try_often("malee", 4)
    assert authenticate(None, username="malee", password=RIGHT)


def test_the_lock_of_one_name_is_not_the_lock_of_another(malee):
    try_often("somebody")
    assert authenticate(None, username="malee", password=RIGHT) == malee


def test_neither_the_operator_nor_a_closed_account_gets_in(malee, operator, at):
    operator.set_password(RIGHT)
    operator.save()
    users.close(by=operator, at=at, user=malee, because="ลาออก")
    assert authenticate(None, username="operator", password=RIGHT) is None
    assert authenticate(None, username="malee", password=RIGHT) is None


def test_names_are_not_kept_with_the_failures(malee):
    try_often("secret-typed-as-name", 1)
    assert "secret" not in SignInFailure.objects.get().who


def test_old_failures_are_forgotten(malee):
    try_often("malee", 2)
    assert sign_in.forget_old_failures(timezone.now()) == 0
    assert sign_in.forget_old_failures(timezone.now() + timedelta(hours=1)) == 2


@pytest.mark.django_db(transaction=True)
def test_guesses_sent_at_the_same_moment_get_no_more_tries_than_in_turn(malee, monkeypatch):
    tried = []
    check = type(malee).check_password
    monkeypatch.setattr(type(malee), "check_password", lambda user, password: tried.append(password) or check(user, password))
    start = Barrier(12)

    def guess(number):
        start.wait()
        authenticate(None, username="malee", password=f"guess-{number}")

    in_threads(*(partial(guess, number) for number in range(12)))
    assert 1 <= len(tried) <= rules.FAILURES
