"""From the door to the pages: two steps, what is asked before anything else, and the security of one's own account."""

import base64
import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nsc.access import rules, second_factor, sessions, sign_in, users
from nsc.access.models import AuditLine
from nsc.access.roles import ROLES
from nsc.web.doorkeeper import OPEN, Doorkeeper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_door", "province")]
WORD, NEW = "ข้าวสารสามกระสอบ", "ดอกไม้ริมน้ำ-2569"


@pytest.fixture
def somsri(hire):
    """An officer of the provincial centre, who sees names."""
    user = hire("somsri", "สมศรี ใจดี", "provincial_centre")
    user.set_password(WORD)
    user.save()
    return user


@pytest.fixture
def key(somsri) -> bytes:
    """She has an app on her telephone."""
    secret = second_factor.new_secret()
    second_factor.share(by=somsri, at=timezone.now(), user=somsri, secret=secret)
    return base64.b32decode(secret)


def code(key: bytes, steps: int = 0) -> str:
    return rules.code_of(key, rules.step_of(datetime.now(UTC)) + steps)


def give_password(client, word=WORD, **more):
    return client.post(reverse("sign-in"), {"username": "somsri", "password": word, **more})


def enter(client, key, steps=0):
    give_password(client)
    return client.post(reverse("sign-in-code"), {"code": code(key, steps)})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def move(client, **changes):
    """Takes the session of this browser into the past."""
    session = client.session
    for name, by in changes.items():
        session[name] = (timezone.now() - by).timestamp()
    session.save()


# — two steps —————————————————————————————————————————————————————————————————


def test_the_password_alone_lets_nobody_in_who_has_a_second_factor(client, somsri, key):
    assert give_password(client)["Location"] == reverse("sign-in-code")
    assert not is_in(client) and client.get("/overview/")["Location"].startswith(reverse("sign-in"))


def test_with_the_code_one_is_in_and_comes_to_the_page_one_wanted(client, somsri, key):
    give_password(client, next="/definitions/")
    before = client.session.session_key
    response = client.post(reverse("sign-in-code"), {"code": code(key)})
    assert response["Location"] == "/definitions/" and client.get("/definitions/").status_code == 200
    assert client.session.session_key != before
    assert AuditLine.objects.get(verb="sign-in").detail == "password totp"


def test_a_recovery_code_stands_in_for_the_telephone(client, somsri, key):
    codes = second_factor.make_recovery_codes(by=somsri, at=timezone.now())
    give_password(client)
    client.post(reverse("sign-in-code"), {"code": codes[0]})
    assert is_in(client) and AuditLine.objects.get(verb="sign-in").detail == "password recovery_codes"


def test_a_wrong_code_is_told_and_the_lock_says_until_when(client, somsri, key):
    give_password(client)
    answers = [client.post(reverse("sign-in-code"), {"code": "000000"}).content.decode() for _ in range(6)]
    assert "รหัสไม่ถูกต้องหรือใช้ไปแล้ว" in answers[0] and "ใส่รหัสผิดหลายครั้ง" in answers[-1]
    client.post(reverse("sign-in-code"), {"code": code(key)})
    assert not is_in(client)


def test_the_second_step_is_not_there_without_the_first(client, somsri, key):
    assert client.get(reverse("sign-in-code"))["Location"] == reverse("sign-in")
    assert client.post(reverse("sign-in-code"), {"code": code(key)})["Location"] == reverse("sign-in")
    assert not is_in(client)


def test_between_the_steps_there_are_ten_minutes(client, somsri, key, monkeypatch):
    give_password(client)
    pending = client.session
    pending["account_login"]["initiated_at"] -= 601
    pending.save()
    client.post(reverse("sign-in-code"), {"code": code(key)})
    assert not is_in(client)


def test_an_account_closed_between_the_steps_stays_out(client, somsri, key):
    give_password(client)
    somsri.is_active = False
    somsri.save()
    client.post(reverse("sign-in-code"), {"code": code(key)})
    assert not is_in(client)


# — nothing else before the second factor ——————————————————————————————————————————————


def test_who_must_have_a_second_factor_is_led_to_it_at_the_first_sign_in(client, somsri):
    give_password(client)
    assert client.get("/overview/?area=60")["Location"] == f"{reverse('totp')}?next=%2Foverview%2F%3Farea%3D60"
    page = client.get(reverse("totp")).content.decode()
    assert 'class="rail"' not in page and "<svg" in page and "data:" not in page


@pytest.mark.parametrize("role", [role.key for role in ROLES.values() if role.key != "operator"])
def test_nothing_but_the_set_up_opens_before_it_is_done(client, hire, role):
    needs = ROLES[role].needs_second_factor
    client.force_login(hire("new", "คนใหม่", role, "60"))
    opened = {
        name
        for name in ("overview", "households", "search", "definitions", "security", "password", "import", "audit")
        if _opens(client, name)
    }
    assert not opened if needs else opened
    assert {name for name in ("totp", "passkey-add", "health") if client.get(reverse(name)).status_code == 200} == {
        "totp",
        "passkey-add",
        "health",
    }
    assert client.post(reverse("language"), {"language": "en", "next": "/"}).status_code == 302


def _opens(client, name: str) -> bool:
    return client.get(reverse(name)).status_code in (200, 403, 404)


def test_what_is_open_is_told_by_names_that_exist():
    assert all(reverse(name) for name in OPEN)


def test_a_fragment_is_not_answered_with_a_page(client, somsri):
    give_password(client)
    response = client.post("/search/", {"q": "x"}, headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == reverse("totp") and not response.content


def test_a_role_given_while_signed_in_asks_for_the_second_factor_at_once(client, citizen, operator, at):
    client.force_login(citizen)
    assert client.get("/definitions/").status_code == 200
    users.assign(by=operator, at=at, user=citizen, role="data_steward", area="60")
    assert client.get("/definitions/")["Location"].startswith(reverse("totp"))


def test_a_session_without_the_factor_the_user_has_meanwhile_asks_for_a_code(client, somsri, key):
    client.force_login(somsri)
    assert client.get("/overview/")["Location"].startswith(reverse("confirm"))
    assert client.post(reverse("confirm"), {"password": WORD, "code": "000000"}).status_code == 200
    assert client.get("/overview/").status_code == 302
    client.post(reverse("confirm"), {"password": WORD, "code": code(key)})
    assert client.get("/overview/").status_code == 200


def test_the_first_sign_in_leads_to_recovery_codes_that_are_shown_once(client, somsri):
    give_password(client)
    secret = re.search(r'class="secret">([^<]+)<', client.get(reverse("totp")).content.decode())[1].replace(" ", "")
    assert client.post(reverse("totp"), {"code": "1"}).status_code == 200
    assert client.post(reverse("totp"), {"code": code(base64.b32decode(secret))})["Location"] == reverse("recovery-codes")
    shown = re.findall(r"<li>(\d{5}) (\d{5})</li>", client.get(reverse("recovery-codes")).content.decode())
    file = client.get(reverse("recovery-codes-file"))
    assert len(shown) == 10 and all("".join(one) in file.content.decode() for one in shown)
    assert file["Content-Disposition"].startswith("attachment") and "no-store" in file["Cache-Control"]
    assert client.get("/overview/").status_code == 200
    session = client.session
    assert "".join(shown[0]) not in str(dict(session.items()))
    session["nsc.recovery_codes"]["until"] = 0
    session.save()
    assert client.get(reverse("recovery-codes"))["Location"] == reverse("security")
    assert client.get(reverse("recovery-codes-file")).status_code == 404


def test_the_api_asks_whether_a_session_is_proven(client, rf, somsri, key, citizen):
    def proven(client, user):
        request = rf.get("/api/")
        request.user, request.session = user, client.session
        return sign_in.is_proven(request)

    client.force_login(somsri)
    assert not proven(client, somsri)
    client.post(reverse("confirm"), {"password": WORD, "code": code(key)})
    assert proven(client, somsri)
    other = Client()
    other.force_login(citizen)
    assert proven(other, citizen)
    stolen = other.session
    stolen[sign_in.PROVEN] = citizen.pk
    stolen.save()
    assert not proven(other, somsri)


def test_the_api_is_sent_to_no_page_but_a_session_left_alone_is_closed_there_too(client, rf, somsri):
    """There are sessions a browser brings along; the API answers them by status."""
    client.force_login(somsri)
    request = rf.get("/api/v1/households")
    request.user, request.session = somsri, client.session
    guard = Doorkeeper(lambda request: None)
    assert guard.process_view(request, None, (), {}) is None and request.user == somsri
    request.session[sessions.SEEN] = (timezone.now() - timedelta(hours=2)).timestamp()
    assert guard.process_view(request, None, (), {}) is None and not request.user.is_authenticated


def test_at_the_first_step_nobody_waits_for_the_second_any_more(client, somsri, key):
    give_password(client)
    client.get(reverse("sign-in"))
    assert client.get(reverse("sign-in-code"))["Location"] == reverse("sign-in")


def test_a_secret_not_yet_in_use_is_sealed_in_the_session(client, somsri):
    give_password(client)
    secret = re.search(r'class="secret">([^<]+)<', client.get(reverse("totp")).content.decode())[1].replace(" ", "")
    assert secret not in str(dict(client.session.items()))


# — left alone ————————————————————————————————————————————————————————————————


@pytest.mark.parametrize(("minutes", "stays"), [(59, True), (60, False)])
def test_a_session_left_alone_is_closed_and_says_why(client, somsri, key, minutes, stays):
    enter(client, key)
    move(client, **{sessions.SEEN: timedelta(minutes=minutes)})
    response = client.get("/definitions/?x=1")
    assert (response.status_code == 200) is stays
    if not stays:
        assert response["Location"] == "/sign-in/?because=idle&next=%2Fdefinitions%2F%3Fx%3D1"
        assert "ไม่ได้ใช้งานนานเกินกำหนด" in client.get(response["Location"]).content.decode()
        assert not is_in(client) and AuditLine.objects.get(verb="sign-out").detail == "idle"


@pytest.mark.parametrize("role", ["auditor", "mentor", "executive"])
def test_how_long_depends_on_the_role(client, hire, role):
    client.force_login(hire("anyone", "ใครสักคน", role))
    minutes = ROLES[role].idle_minutes
    assert sign_in.idle_minutes(users.named("anyone")) == minutes
    move(client, **{sessions.SEEN: timedelta(minutes=minutes - 1)})
    assert client.get(reverse("totp")).status_code == 200
    move(client, **{sessions.SEEN: timedelta(minutes=minutes)})
    assert client.get(reverse("totp"))["Location"].startswith("/sign-in/?because=idle")


def test_of_several_roles_the_shortest_time_holds(hire, operator, at):
    user = hire("both", "สองบทบาท", "mentor", "600908")
    users.assign(by=operator, at=at, user=user, role="data_steward", area="60")
    assert sign_in.idle_minutes(user) == 60


def test_however_busy_a_session_ends_after_twelve_hours(client, somsri, key):
    enter(client, key)
    move(client, **{sessions.BEGAN: timedelta(hours=12)})
    assert client.get("/definitions/")["Location"].startswith("/sign-in/?because=limit")


def test_use_is_noted_once_a_minute_and_a_page_that_watches_is_not_use(client, somsri, key, django_assert_num_queries):
    enter(client, key)
    move(client, **{sessions.SEEN: timedelta(minutes=30)})
    client.get("/search/", headers={"HX-Request": "true"})
    assert timezone.now() - sessions.moment(client.session[sessions.SEEN]) > timedelta(minutes=29)
    client.get("/definitions/")
    seen = client.session[sessions.SEEN]
    assert timezone.now() - sessions.moment(seen) < timedelta(minutes=1)
    client.get("/definitions/")
    assert client.session[sessions.SEEN] == seen


# — what is asked before a way in is changed ———————————————————————————————————————————

CHANGES = [
    "password",
    "totp",
    "totp-remove",
    "recovery-codes",
    "recovery-codes-file",
    "passkey-add",
    "identity-link",
    "identity-unlink",
    "sessions-end",
]


@pytest.mark.parametrize("name", CHANGES)
def test_a_screen_left_open_changes_no_way_in(client, somsri, key, name):
    enter(client, key)
    move(client, **{sign_in.PROVED_AT: timedelta(minutes=11)})
    assert client.get("/definitions/").status_code == 200
    for method in (client.get, client.post):
        response = method(reverse(name))
        assert response.status_code == 302 and response["Location"].startswith(reverse("confirm"))


def test_the_password_makes_it_fresh_again(client, somsri, key):
    enter(client, key)
    move(client, **{sign_in.PROVED_AT: timedelta(minutes=11)})
    assert "รหัสผ่านไม่ถูกต้อง" in client.post(reverse("confirm"), {"password": "x"}).content.decode()
    assert client.post(reverse("confirm"), {"password": WORD, "next": "/account/password/"})["Location"] == "/account/password/"
    assert client.get(reverse("password")).status_code == 200


def test_confirming_leads_nowhere_else(client, somsri, key):
    enter(client, key)
    assert client.post(reverse("confirm"), {"password": WORD, "next": "https://elsewhere.example/"})["Location"] == reverse("security")


def test_guesses_at_the_confirmation_are_locked_like_those_at_the_door(client, somsri, key):
    enter(client, key)
    answers = [client.post(reverse("confirm"), {"password": "x"}).content.decode() for _ in range(6)]
    assert "ใส่รหัสผ่านผิดหลายครั้ง" in answers[-1]
    assert client.post(reverse("confirm"), {"password": WORD}).status_code == 200


def test_who_has_neither_password_nor_factor_confirms_nothing(client, citizen):
    client.force_login(citizen)
    move(client, **{sign_in.PROVED_AT: timedelta(minutes=11)})
    assert client.post(reverse("confirm")).status_code == 200
    assert client.get(reverse("totp"))["Location"].startswith(reverse("confirm"))


@pytest.mark.parametrize("name", ["totp", "passkey-add", "recovery-codes"])
def test_a_session_begun_before_there_was_a_factor_adds_none_of_its_own(client, somsri, name):
    """Somebody who had the password was in first; then Somsri set up her app. His session must not bring a factor of his."""
    give_password(client)
    assert client.get(reverse("totp")).status_code == 200
    secret = second_factor.new_secret()
    second_factor.share(by=somsri, at=timezone.now(), user=somsri, secret=secret)
    for method in (client.get, client.post):
        assert method(reverse(name))["Location"].startswith(reverse("confirm"))
    client.post(reverse("confirm"), {"password": WORD})
    assert client.get(reverse(name))["Location"].startswith(reverse("confirm"))


# — the account ————————————————————————————————————————————————————————————————


def test_the_password_is_changed_here_and_the_other_machines_are_out(client, somsri, key):
    enter(client, key)
    other = Client()
    other.force_login(somsri)
    wrong = client.post(reverse("password"), {"old": "x", "new": NEW, "again": NEW})
    assert "รหัสผ่านไม่ถูกต้อง" in wrong.content.decode()
    assert "ไม่ตรงกัน" in client.post(reverse("password"), {"old": WORD, "new": NEW, "again": "y"}).content.decode()
    assert "รหัสผ่านนี้ใช้ไม่ได้" in client.post(reverse("password"), {"old": WORD, "new": "1234567890", "again": "1234567890"}).content.decode()
    assert client.post(reverse("password"), {"old": WORD, "new": NEW, "again": NEW})["Location"] == reverse("security")
    page = client.get(reverse("security")).content.decode()
    assert "เปลี่ยนรหัสผ่านแล้ว" in page and "เครื่องนี้" in page
    assert other.get(reverse("security")).status_code == 302
    assert page.count("<b>อุปกรณ์ที่ไม่รู้จัก</b>") == 1


def test_the_page_lists_the_machines_in_words_and_ends_them(client, somsri, key):
    enter(client, key)
    other = Client(headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604"})
    enter(other, key, 1)
    assert "Safari บน iPhone" in client.get(reverse("security")).content.decode()
    client.post(reverse("sessions-end"))
    assert "Safari บน iPhone" not in client.get(reverse("security")).content.decode()
    assert other.get(reverse("security"))["Location"].startswith(reverse("sign-in"))


def test_the_page_costs_the_same_however_many_machines(client, somsri, key, django_assert_max_num_queries):
    enter(client, key)
    for _ in range(6):
        Client().force_login(somsri)
    client.get(reverse("security"))
    with django_assert_max_num_queries(9):
        client.get(reverse("security"))


def test_the_last_factor_of_who_needs_one_stays_and_says_what_to_do(client, somsri, key):
    enter(client, key)
    client.post(reverse("totp-remove"), headers={"referer": "http://testserver/account/"})
    assert "ให้เพิ่มอีกวิธีหนึ่งก่อน" in client.get(reverse("security")).content.decode()
    assert Authenticator.objects.filter(user=somsri, type="totp").exists()


def test_a_passkey_that_is_none_is_refused(client, somsri, key):
    enter(client, key)
    client.get(reverse("passkey-add"))
    for credential in ("", "[]", "{}", '{"id": "x"}', '{"id":"AA","rawId":"AA","type":"public-key","response":{}}'):
        response = client.post(reverse("passkey-add"), {"name": "x", "credential": credential})
        assert response.status_code == 200 and "ยังดำเนินการไม่ได้" in response.content.decode()
    assert not Authenticator.objects.filter(type="webauthn").exists()


@pytest.mark.parametrize("credential", ["", "[]", "{}", "null", '{"id": "x"}', '{"response": {"userHandle": "MQ"}}', '{"response": 3}'])
def test_a_passkey_that_is_none_opens_nothing(client, somsri, credential):
    client.get(reverse("sign-in-passkey"))
    assert client.post(reverse("sign-in-passkey"), {"credential": credential})["Location"] == reverse("sign-in")
    assert not is_in(client)


# — what must not be there ——————————————————————————————————————————————————————————


@pytest.mark.parametrize(
    "path", ["accounts/login/", "accounts/signup/", "accounts/password/reset/", "accounts/email/", "signup/", "account/signup/"]
)
def test_addresses_of_the_library_that_are_not_used_do_not_exist(client, somsri, key, path):
    enter(client, key)
    assert client.get(f"/{path}").status_code == 404


def test_every_form_of_the_door_wants_the_token_of_its_page(somsri, key):
    strict = Client(enforce_csrf_checks=True)
    for name in ("sign-in", "sign-in-code", "sign-in-passkey"):
        assert strict.post(reverse(name), {"username": "somsri", "password": WORD}).status_code == 403
    strict.force_login(somsri)
    for name in (
        "confirm",
        "password",
        "totp",
        "totp-remove",
        "recovery-codes",
        "passkey-add",
        "sessions-end",
        "identity-link",
        "sign-out",
    ):
        assert strict.post(reverse(name)).status_code == 403


def test_nothing_of_the_door_is_kept_by_the_browser(client, somsri, key):
    assert "no-store" in client.get(reverse("sign-in"))["Cache-Control"]
    enter(client, key)
    for name in ("security", "confirm", "password", "passkey-add"):
        assert "no-store" in client.get(reverse(name))["Cache-Control"]
