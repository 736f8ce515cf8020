from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import get_hasher
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


# — addresses ———————————————————————————————————————————————————————————————————


@pytest.fixture
def from_office(rf):
    def from_office(address="203.0.113.7", **more):
        return rf.post("/sign-in/", REMOTE_ADDR=address, **more)

    return from_office


def test_guesses_at_many_names_from_one_address_are_stopped(malee, from_office):
    for number in range(rules.FROM_ONE_ADDRESS):
        assert authenticate(from_office(), username=f"name-{number}", password=WRONG) is None
    assert authenticate(from_office(), username="malee", password=RIGHT) is None
    assert sign_in.address_locked_until(from_office(), timezone.now()) > timezone.now() + timedelta(minutes=14)
    assert authenticate(from_office("203.0.113.8"), username="malee", password=RIGHT) == malee


def test_signing_in_oneself_in_between_does_not_start_the_count_again(malee, from_office):
    for number in range(rules.FROM_ONE_ADDRESS):
        if number % 20 == 0:
            assert authenticate(from_office(), username="malee", password=RIGHT) == malee
        authenticate(from_office(), username=f"name-{number}", password=WRONG)
    assert authenticate(from_office(), username="malee", password=RIGHT) is None


def test_an_office_that_signs_in_rightly_is_never_stopped(malee, from_office):
    for _ in range(rules.FROM_ONE_ADDRESS + 5):
        assert authenticate(from_office(), username="malee", password=RIGHT) == malee
    assert SignInFailure.objects.count() == 0


def test_this_machine_is_not_counted_for_it_may_be_a_proxy(malee, from_office):
    authenticate(from_office("127.0.0.1"), username="malee", password=WRONG)
    assert SignInFailure.objects.count() == 1
    assert sign_in.network(from_office("::1")) == ""


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "198.51.100.1", "203.0.113.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 192.0.2.1", "198.51.100.1"),
        (1, "", ""),
        (1, "not an address", ""),
        (3, "198.51.100.1", "203.0.113.7"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(settings, from_office, proxies, forwarded, found):
    settings.PROXIES = proxies
    assert sign_in.address(from_office(HTTP_X_FORWARDED_FOR=forwarded)) == found


def test_a_subscriber_of_ipv6_is_one_network(from_office):
    assert sign_in.network(from_office("2001:db8:1:2:3:4:5:6")) == sign_in.network(from_office("2001:db8:1:2::9")) == "2001:db8:1:2::/64"


def test_addresses_are_not_kept_with_the_failures(malee, from_office):
    authenticate(from_office(), username="malee", password=WRONG)
    assert not [row for row in SignInFailure.objects.all() if "203.0" in row.who or len(row.who) != 64]


def test_an_unknown_name_costs_as_much_hashing_as_a_known_one(malee, monkeypatch, settings):
    """Else the time of the answer would tell which names exist."""
    made = []
    hasher = type(get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *given: made.append(1) or encode(self, *given))
    counts = []
    for name in ("malee", "nobody"):
        made.clear()
        authenticate(None, username=name, password=WRONG)
        counts.append(len(made))
    assert counts[0] == counts[1] > 0
