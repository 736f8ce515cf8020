"""Codes of an app, recovery codes, and an administrator's reset."""

import base64
import json
from datetime import timedelta
from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.utils import timezone

from nsc.access import rules, second_factor, sessions, sign_in
from nsc.access.models import AuditLine, Notice
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.files import keys
from tests.together import in_threads

pytestmark = pytest.mark.django_db
SECRET = base64.b32encode(b"twenty bytes of it..").decode()
KEY = base64.b32decode(SECRET)


def code(at, steps=0) -> str:
    return rules.code_of(KEY, rules.step_of(at) + steps)


@pytest.fixture
def with_app(somjai, at):
    second_factor.set_app(by=somjai, at=at, secret=SECRET, code=code(at))
    return somjai


def verbs(user) -> list[str]:
    return list(AuditLine.objects.filter(on_type="user", on_id=str(user.pk)).order_by("pk").values_list("verb", flat=True))


def later(at, steps=1):
    return at + steps * timedelta(seconds=rules.CODE_SECONDS)


def test_codes_of_an_app_are_on_the_record_and_told(with_app):
    assert second_factor.has(with_app) and second_factor.of(with_app).app
    assert verbs(with_app)[-1] == "second_factor.set"
    assert Notice.objects.filter(user=with_app, kind="second_factor.set").exists()


def test_an_app_that_shows_another_code_is_not_taken(somjai, at):
    with pytest.raises(Refused):
        second_factor.set_app(by=somjai, at=at, secret=SECRET, code=code(at, 5))
    assert not second_factor.has(somjai)


def test_a_second_app_is_refused_while_there_is_one(with_app, at):
    with pytest.raises(Refused):
        second_factor.set_app(by=with_app, at=later(at), secret=SECRET, code=code(later(at)))


def test_the_secret_is_sealed_in_the_database(with_app):
    second_factor.make_recovery_codes(by=with_app, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        kept = " ".join(str(row[0]) for row in cursor.fetchall())
    assert SECRET not in kept
    seed = Authenticator.objects.get(type="recovery_codes").data["seed"]
    assert not set(seed) <= set("0123456789abcdef")


def test_a_code_opens_once_and_nothing_before_it_opens_any_more(with_app, at):
    now = later(at, 4)
    assert second_factor.check(with_app, code(now), at=now) == second_factor.TOTP
    assert second_factor.check(with_app, code(now), at=now) == ""
    assert second_factor.check(with_app, code(now, -1), at=now) == ""
    assert second_factor.check(with_app, code(now, 1), at=now) == second_factor.TOTP


def test_the_code_that_set_the_app_up_does_not_sign_in(with_app, at):
    assert second_factor.check(with_app, code(at), at=at) == ""


def test_a_telephone_whose_clock_is_half_a_minute_off_still_opens(with_app, at):
    now = later(at, 10)
    assert second_factor.check(with_app, code(now, -1), at=now)
    assert not second_factor.check(with_app, code(now, 3), at=now)


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}-{1} ", "{thai}"])
def test_a_code_is_taken_as_people_type_it(with_app, at, typed):
    now = later(at, 10)
    right = code(now)
    thai = right.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert second_factor.check(with_app, typed.format(right[:3], right[3:], thai=thai), at=now)


def test_guesses_are_on_the_record_and_locked_even_for_the_right_code(with_app, at):
    now = later(at, 10)
    for _ in range(rules.FAILURES):
        assert second_factor.check(with_app, "000", at=now) == ""
    assert second_factor.locked_until(with_app, now) == now + rules.LOCKED
    assert second_factor.check(with_app, code(now), at=now) == ""
    lines = AuditLine.objects.filter(verb="sign-in.fail", on_id=str(with_app.pk)).order_by("pk").values_list("detail", flat=True)
    assert list(lines) == ["code"] * 4 + ["code locked"] * 2
    after = now + rules.LOCKED + timedelta(seconds=1)
    assert second_factor.check(with_app, code(after), at=after)


def test_the_lock_of_the_codes_is_not_the_lock_of_the_name(with_app, at):
    for _ in range(rules.FAILURES):
        second_factor.check(with_app, "000", at=timezone.now())
    assert sign_in.locked_until(with_app.username, timezone.now()) is None


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_many_times_at_once_opens_once(with_app, at):
    now, opened = later(at, 10), []
    in_threads(*(partial(lambda: opened.append(second_factor.check(with_app, code(now), at=now))) for _ in range(4)))
    assert sorted(opened) == ["", "", "", second_factor.TOTP]


def test_recovery_codes_open_once_each_and_are_told(with_app, at):
    codes = second_factor.make_recovery_codes(by=with_app, at=at)
    assert len(set(codes)) == 10 and {len(each) for each in codes} == {10}
    assert second_factor.check(with_app, f"{codes[3][:5]} {codes[3][5:]}", at=at) == second_factor.RECOVERY
    assert second_factor.check(with_app, codes[3], at=at) == ""
    assert second_factor.of(with_app).codes_left == 9
    assert "recovery_codes.use" in verbs(with_app)
    assert Notice.objects.get(user=with_app, kind="recovery_codes.use").values == {"left": 9}


def test_new_recovery_codes_put_the_old_ones_out_of_use(with_app, at):
    old = second_factor.make_recovery_codes(by=with_app, at=at)
    second_factor.make_recovery_codes(by=with_app, at=at)
    assert second_factor.check(with_app, old[0], at=at) == ""


def test_recovery_codes_need_a_factor_they_stand_in_for(somjai, at):
    with pytest.raises(Refused):
        second_factor.make_recovery_codes(by=somjai, at=at)


def test_who_needs_a_factor_does_not_remove_the_last(with_app, at):
    with pytest.raises(Refused):
        second_factor.remove_app(by=with_app, at=at)
    assert second_factor.has(with_app)


def test_who_needs_none_may_go_without_and_the_recovery_codes_go_too(citizen, at):
    second_factor.set_app(by=citizen, at=at, secret=SECRET, code=code(at))
    second_factor.make_recovery_codes(by=citizen, at=at)
    second_factor.remove_app(by=citizen, at=at)
    assert not Authenticator.objects.filter(user=citizen).exists()
    assert verbs(citizen)[-1] == "second_factor.remove"


# — reset ———————————————————————————————————————————————————————————————————————


def test_an_administrator_resets_who_lost_the_telephone(with_app, administrator, at, client):
    client.force_login(with_app)
    second_factor.reset(by=administrator, at=at, user=with_app, because="โทรศัพท์หาย ยืนยันตัวที่สำนักงานแล้ว")
    assert not Authenticator.objects.filter(user=with_app).exists()
    assert client.get("/account/").status_code == 302
    line = AuditLine.objects.get(verb="second_factor.reset")
    assert (line.by, line.on_id, line.because) == (administrator, str(with_app.pk), "โทรศัพท์หาย ยืนยันตัวที่สำนักงานแล้ว")
    assert Notice.objects.filter(user=with_app, kind="second_factor.reset").exists()


def test_nobody_resets_themselves(administrator, at):
    with pytest.raises(Refused):
        second_factor.reset(by=administrator, at=at, user=administrator, because="ลืม")


def test_who_may_not_change_users_resets_nobody(with_app, district_officer, prasit, at):
    for by in (district_officer, prasit):
        with pytest.raises((NotAllowed, OutOfSight)):
            second_factor.reset(by=by, at=at, user=with_app, because="ลอง")
    assert second_factor.has(with_app)


def test_an_administrator_of_one_amphoe_resets_nobody_of_another(with_app, hire, at):
    other = hire("other", "ผู้ดูแลอำเภอเมือง", "administrator", "6001")
    with pytest.raises((NotAllowed, OutOfSight)):
        second_factor.reset(by=other, at=at, user=with_app, because="ลอง")


def test_a_new_way_in_to_the_auditor_is_not_given_by_who_manages_users(auditor, administrator, operator, at):
    """Who resets could sign in as them and read the record of having done so."""
    with pytest.raises(Refused):
        second_factor.reset(by=administrator, at=at, user=auditor, because="โทรศัพท์หาย")
    second_factor.reset(by=operator, at=at, user=auditor, because="โทรศัพท์หาย")


def test_a_new_key_seals_every_secret_anew(with_app, at, settings, tmp_path):
    settings.HOME = tmp_path
    Authenticator.objects.all().delete()
    second_factor.set_app(by=with_app, at=at, secret=SECRET, code=code(at))
    codes = second_factor.make_recovery_codes(by=with_app, at=at)
    assert second_factor.Secrets().used() == {1: 2}
    keys.make_next()
    assert second_factor.Secrets().renew(lambda _count: None).values == 2
    assert second_factor.Secrets().renew(lambda _count: None).values == 0
    assert second_factor.Secrets().used() == {2: 2}
    sealed = [base64.b64decode(row.data.get("secret") or row.data["seed"]) for row in Authenticator.objects.all()]
    assert {each[1:3] for each in sealed} == {b"\0\2"}
    assert second_factor.check(with_app, codes[0], at=at) == second_factor.RECOVERY


def test_the_address_in_the_picture_names_us_and_the_account(somjai):
    told = second_factor.address(somjai, SECRET)
    assert told == f"otpauth://totp/Nakhonsawan%20Change:somjai?secret={SECRET}&issuer=Nakhonsawan%20Change"
    json.dumps(told)


def test_sessions_of_who_was_reset_are_gone_from_the_list(with_app, administrator, at, client):
    client.force_login(with_app)
    second_factor.reset(by=administrator, at=at, user=with_app, because="หาย")
    assert sessions.of(with_app, at=timezone.now(), idle_minutes=60, this=None) == ()
