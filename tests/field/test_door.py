"""The phone's door: enrolled by a session that has just proven itself, heard by its secrets, and by nothing else."""

import json
from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone, translation

from nsc.access import limits, phones, scope, sessions, sign_in, users
from nsc.access.models import Assignment, AuditLine, Phone
from nsc.errors import NotAllowed, Refused
from nsc.field import door, enrolment
from nsc.files import envelopes

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(somjai):
    return phones.enrol(by=somjai, at=timezone.now(), key=uuid4(), name="Android Chrome")


def post(client, address: str, said: object = None, **headers: str):
    return client.post(address, json.dumps({} if said is None else said), content_type="application/json", headers=headers)


def enrol(client, **headers: str):
    return post(client, "/field/phones/", {"key": str(uuid4()), "name": "Android Chrome", "app": "v1"}, **headers)


def by(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def state(client, secret: str, asked: str = ""):
    return client.get(f"/field/state/{asked}", headers=by(secret))


# — enrolling —


def test_who_has_signed_in_enrols_the_phone_in_hand(client, somjai):
    client.force_login(somjai)
    told = enrol(client)
    assert told.status_code == 200
    made = told.json()
    assert made["me"] == {"id": somjai.pk, "name": "สมใจ"} and (made["idle_minutes"], made["tries"]) == (10, 10)
    assert phones.holder(made["send"], kind=phones.SEND).pk == phones.holder(made["read"], kind=phones.READ).pk == made["phone"]
    letter = envelopes.seal(b"ok", to=envelopes.public(made["seal"]["number"]), bound=b"x")
    assert envelopes.open(letter, number=made["seal"]["number"], bound=b"x") == b"ok"
    assert Phone.objects.get().app == "v1"


def test_the_browser_is_told_what_is_missing_before_that(client, somjai, governor):
    assert client.get("/field/session/").json() == {
        "signed_in": False,
        "proven": False,
        "may": False,
        "name": "",
        "csrf": "",
        "to": f"/sign-in/?next={quote('/field/', safe='')}",
    }
    client.force_login(governor)
    assert client.get("/field/session/").json()["may"] is False
    client.force_login(somjai)
    told = client.get("/field/session/").json()
    assert (told["proven"], told["may"], told["name"], told["to"]) == (True, True, "สมใจ", "")


def test_the_password_alone_enrols_nothing(client, somjai, real_door):
    client.force_login(somjai)
    told = client.get("/field/session/").json()
    assert (told["proven"], told["name"]) == (False, "") and told["to"].startswith("/account/app/")
    assert enrol(client).status_code == 401 and not Phone.objects.exists()


def test_a_screen_left_open_enrols_nothing(client, somjai):
    client.force_login(somjai)
    session = client.session
    session[sign_in.PROVED_AT] = (timezone.now() - timedelta(minutes=11)).timestamp()
    session.save()
    assert client.get("/field/session/").json()["proven"] is False
    assert enrol(client).status_code == 401 and not Phone.objects.exists()


def test_a_session_that_has_run_out_enrols_nothing(client, somjai):
    client.force_login(somjai)
    session = client.session
    session[sessions.SEEN] = (timezone.now() - timedelta(minutes=sign_in.idle_minutes(somjai))).timestamp()
    session.save()
    assert client.get("/field/session/").json()["signed_in"] is False
    assert enrol(client).status_code == 401 and not Phone.objects.exists()


def test_another_site_enrols_nothing_in_somebodys_name(somjai):
    client = Client(enforce_csrf_checks=True)
    client.force_login(somjai)
    refused = enrol(client)
    assert refused.status_code == 403 and "because" in refused.json()
    token = client.get("/field/session/").json()["csrf"]
    assert enrol(client, **{"x-csrftoken": token}).status_code == 200
    assert enrol(client, **{"x-csrftoken": token, "origin": "https://elsewhere.example"}).status_code == 403


def test_who_makes_no_visits_hears_why_not(client, governor):
    client.force_login(governor)
    told = enrol(client)
    assert told.status_code == 422 and "ไม่มีงานเยี่ยมบ้าน" in told.json()["because"]


@pytest.mark.parametrize("said", [[], "x", {"key": "none"}, {"key": None}, {}])
def test_what_is_no_phone_is_refused(client, somjai, said):
    client.force_login(somjai)
    assert post(client, "/field/phones/", said).status_code == 422


def test_enrolling_over_and_over_is_stopped(client, somjai):
    client.force_login(somjai)
    for _each in range(enrolment.ENROL.times):
        post(client, "/field/phones/")
    told = enrol(client)
    assert told.status_code == 429 and told.json()["until"] and int(told["Retry-After"]) >= 1


# — state —


def test_it_hears_how_things_stand_and_is_noted(client, phone, django_assert_max_num_queries):
    Phone.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    ahead = (timezone.now() + timedelta(minutes=12)).isoformat()
    limits.allow("field", f"phone {phone.number}", timezone.now(), 9, door.MINUTE)
    limits.allow("field", f"phone {phone.number}", timezone.now() + door.MINUTE, 9, door.MINUTE)
    with django_assert_max_num_queries(4):  # the phone with its owner, the limit, their roles, the note
        told = state(client, phone.send, f"?app=v2&sent_at={ahead}").json()
    assert (told["ended"], told["because"], told["oldest_form"], told["seal"]["number"]) == (False, "", 1, 1)
    found = Phone.objects.get()
    assert found.app == "v2" and 715 <= found.ahead <= 725


@pytest.mark.parametrize("sent_at", ["", "yesterday", "2026-11-26", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "%00"])
def test_a_clock_that_tells_nonsense_is_answered(client, phone, sent_at):
    Phone.objects.update(seen_at=None)
    assert state(client, phone.send, f"?app={'x' * 400}&sent_at={sent_at}").status_code == 200


def test_an_ended_phone_hears_that_it_is_ended_and_why_but_reads_nothing(client, phone, somjai):
    phones.end(by=somjai, at=timezone.now(), phone=phone.number)
    told = state(client, phone.send)
    assert told.status_code == 200 and told.json()["ended"] is True and "เจ้าของบัญชี" in told.json()["because"]
    assert read(client, phone.read).status_code == 410 and read(client, phone.read).json()["ended"] is True


def test_when_the_role_has_ended_nothing_is_read_from_the_next_request_on(client, phone, operator, somjai, at):
    assert read(client, phone.read).status_code == 200
    users.end(by=operator, at=at, assignment=Assignment.objects.get(user=somjai), because="ย้าย")
    assert read(client, phone.read).status_code == 410
    assert state(client, phone.send).json()["because"] == phones.NO_VISITS


def test_an_account_that_is_closed_reads_nothing(client, phone, operator, somjai, at):
    users.close(by=operator, at=at, user=somjai, because="เกษียณ")
    assert read(client, phone.read).status_code == 410 and state(client, phone.send).json()["ended"] is True


def test_nobodys_name_is_told_to_who_holds_the_phone(client, phone, somjai, hire):
    phones.end(by=hire("admin", "อารีย์", "administrator"), at=timezone.now(), phone=phone.number, because="อยู่กับนายบุญมี")
    told = state(client, phone.send).content.decode()
    assert not [name for name in ("สมใจ", "somjai", "อารีย์", "บุญมี") if name in told]


# — who asks —


def test_neither_secret_does_the_others_work(client, phone):
    assert state(client, phone.read).status_code == 401
    assert read(client, phone.send).status_code == 401


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer nscf_1_s_x", "Basic abc", "bearer \x80", "Bearer " + "x" * 4000])
def test_who_is_not_known_hears_so(client, phone, said):
    told = client.get("/field/state/", headers={"authorization": said} if said else {})
    assert told.status_code == 401 and "ลงทะเบียน" in told.json()["because"]


def test_a_session_opens_nothing_there(client, somjai, phone):
    client.force_login(somjai)
    assert client.get("/field/state/").status_code == 401


def test_who_guesses_at_secrets_is_stopped_and_a_known_phone_is_not(client, phone, monkeypatch):
    monkeypatch.setattr(door, "MINUTE", timedelta(days=1))  # no stretch ends in between
    for _each in range(door.STRANGERS):
        client.get("/field/state/", REMOTE_ADDR="203.0.113.9")
    stopped = client.get("/field/state/", REMOTE_ADDR="203.0.113.9")
    assert stopped.status_code == 429 and stopped.json()["until"]
    assert client.get("/field/state/", REMOTE_ADDR="203.0.113.9", headers=by(phone.send)).status_code == 200


def test_a_phone_gone_wild_is_stopped(client, phone, monkeypatch):
    monkeypatch.setattr(door, "MINUTE", timedelta(days=1))
    monkeypatch.setattr(door, "CALLS", 3)
    assert [state(client, phone.send).status_code for _each in range(5)] == [200, 200, 200, 429, 429]


def test_it_neither_makes_a_session_nor_keeps_one_alive(client, somjai, phone):
    assert not state(client, phone.send).cookies
    client.force_login(somjai)
    session = client.session
    session[sessions.SEEN] = old = (timezone.now() - timedelta(minutes=5)).timestamp()
    session.save()
    told = state(client, phone.send)
    assert told.status_code == 200 and not told.cookies and client.session[sessions.SEEN] == old
    session[sessions.SEEN] = (timezone.now() - timedelta(days=2)).timestamp()  # an office session that is over, in the same browser
    session.save()
    assert state(client, phone.send).status_code == 200


def test_what_it_is_told_is_kept_by_nobody_on_the_way(client, phone):
    assert state(client, phone.send)["Cache-Control"] == "no-store, private"


def test_it_is_spoken_to_in_its_owners_language(client, phone, somjai, monkeypatch):
    phones.end(by=somjai, at=timezone.now(), phone=phone.number)
    somjai.language = "en"
    somjai.save()
    monkeypatch.setattr(enrolment, "_", lambda words: f"{translation.get_language()}: {words}")
    assert state(client, phone.send).json()["because"].startswith("en: ")


@pytest.mark.parametrize(
    ("raised", "status"),
    [(Refused("ไม่ได้"), 422), (scope.OutOfSight("x"), 404), (NotAllowed("x"), 403), (limits.TooOften(timezone.now()), 429)],
)
def test_what_the_rooms_say_is_answered_by_status_with_words(client, phone, rf, raised, status):
    def view(request, phone, at):
        raise raised

    told = door.opened(phones.READ)(view)(rf.get("/field/x/", headers=by(phone.read)))
    assert told.status_code == status and json.loads(told.content)["because"]


# — bodies —


def test_a_phone_may_send_more_than_a_stranger(client, phone):
    assert post(client, "/field/wiped/", {"x": "y" * 100_000}, **by(phone.send)).status_code == 422  # it is alive
    for headers in ({}, by(phone.send)):
        told = post(client, "/field/wiped/", {"x": "y" * (100_000 if not headers else 1_100_000)}, **headers)
        assert told.status_code == 413 and told.json()["because"]


# — emptied —


def test_an_ended_phone_says_that_it_is_empty(client, phone, somjai):
    phones.end(by=somjai, at=timezone.now(), phone=phone.number)
    assert client.generic("POST", "/field/wiped/", headers=by(phone.send)).status_code == 200
    assert Phone.objects.get().wiped_at and AuditLine.objects.filter(verb="phone.wiped").count() == 1


def test_too_many_wrong_pins_end_it_and_that_is_on_the_record(client, phone):
    assert post(client, "/field/wiped/", **by(phone.send)).status_code == 422
    assert post(client, "/field/wiped/", {"because": "pin"}, **by(phone.send)).status_code == 200
    assert AuditLine.objects.get(verb="phone.end").because == phones.BY_ITSELF["pin"]
    assert state(client, phone.send).json()["ended"] is True


# — the log —


def test_no_log_line_holds_a_secret_or_a_name(client, phone, caplog):
    state(client, phone.send[:-1] + "x")
    post(client, "/field/wiped/", {"because": "สมใจ"}, **by(phone.send))
    assert phone.send[-20:-1] not in caplog.text and "สมใจ" not in caplog.text


def read(client, secret: str) -> HttpResponse:
    """By any address that is read: the door is the same for all of them."""
    return client.get("/field/read/", headers=by(secret))


@pytest.fixture(autouse=True)
def one_that_is_read(settings):
    settings.ROOT_URLCONF = "tests.field.test_door"


urlpatterns: list = []


def _urls() -> None:
    from django.urls import include, path

    reads = door.opened(phones.READ)(lambda request, phone, at: HttpResponse("read"))
    urlpatterns.extend([path("field/read/", reads, name="field-read"), path("", include("nsc.urls"))])


_urls()
