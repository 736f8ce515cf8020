"""Passkeys at the pages, with a telephone in software; the journeys do it with a browser's own."""

import html
import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from nsc.access import second_factor
from nsc.access.models import AuditLine, Notice, User
from tests.authenticator import Telephone
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_door", "province")]
WORD = "ข้าวสารสามกระสอบ"


@pytest.fixture
def somsri(hire):
    user = hire("somsri", "สมศรี ใจดี", "provincial_centre")
    user.set_password(WORD)
    user.save()
    return user


@pytest.fixture
def telephone(somsri) -> Telephone:
    """Hers, with a passkey."""
    made, browser = Telephone(), Client()
    browser.force_login(somsri)
    assert add(browser, made)["Location"] == reverse("recovery-codes")
    return made


def options(page) -> dict:
    return json.loads(html.unescape(re.search(r'data-options="([^"]+)"', page.content.decode())[1]))


def add(client, telephone, name="โทรศัพท์ของฉัน"):
    asked = options(client.get(reverse("passkey-add")))
    return client.post(reverse("passkey-add"), {"name": name, "credential": telephone.create(asked)})


def sign_in(client, telephone, **more):
    asked = client.get(reverse("sign-in-passkey")).json()
    return client.post(reverse("sign-in-passkey"), {"credential": telephone.give(asked), **more})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_passkey_is_added_on_the_record_and_proves_the_session(client, somsri):
    client.force_login(somsri)
    assert add(client, Telephone())["Location"] == reverse("recovery-codes")
    assert [key.name for key in second_factor.of(somsri).passkeys] == ["โทรศัพท์ของฉัน"]
    assert AuditLine.objects.filter(by=somsri, verb="passkey.add").exists()
    assert Notice.objects.filter(user=somsri, kind="passkey.add").exists()
    assert client.get(reverse("security")).status_code == 200


def test_it_opens_the_door_by_itself_and_counts_for_two(client, somsri, telephone):
    assert sign_in(client, telephone, next="/definitions/")["Location"] == "/definitions/"
    assert client.get("/definitions/").status_code == 200
    assert AuditLine.objects.filter(by=somsri, verb="sign-in").last().detail == "passkey"


WRONG = {
    "no finger": {"has_finger": False},
    "another site": {"origin": "https://elsewhere.example"},
    "a site that looks like ours": {"origin": "https://testserver.elsewhere.example"},
    "no encryption": {"origin": "http://testserver"},
    "another host": {"host": "elsewhere.example"},
    "another key of that number": {"key": Telephone().key},
    "a number nobody has": {"number": b"telephone-2"},
    "an owner nobody is": {"owner": b"zzzz"},
    "an owner that is no number": {"owner": b"!"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_passkey_with_anything_wrong_opens_nothing(client, somsri, telephone, wrong):
    for name, value in wrong.items():
        setattr(telephone, name, value)
    assert sign_in(client, telephone)["Location"] == reverse("sign-in") and not is_in(client)
    assert AuditLine.objects.filter(verb="sign-in.fail").get().detail == "passkey"


@pytest.mark.parametrize("wrong", [{"has_finger": False}, {"origin": "https://elsewhere.example"}, {"host": "elsewhere.example"}])
def test_a_passkey_with_anything_wrong_is_not_added(client, somsri, wrong):
    client.force_login(somsri)
    telephone = Telephone()
    for name, value in wrong.items():
        setattr(telephone, name, value)
    assert "ยังดำเนินการไม่ได้" in add(client, telephone).content.decode()
    assert not Authenticator.objects.exists()


def test_an_answer_is_taken_once(client, somsri, telephone):
    given = {"credential": telephone.give(client.get(reverse("sign-in-passkey")).json())}
    client.post(reverse("sign-in-passkey"), given)
    assert is_in(client)
    client.post(reverse("sign-out"))
    client.post(reverse("sign-in-passkey"), given)
    assert not is_in(client)


def test_an_answer_to_one_browser_opens_no_other(client, somsri, telephone):
    given = {"credential": telephone.give(client.get(reverse("sign-in-passkey")).json())}
    other = Client()
    other.get(reverse("sign-in-passkey"))
    other.post(reverse("sign-in-passkey"), given)
    assert not is_in(other)


def test_the_passkey_of_another_is_not_the_second_step_of_this_one(client, somsri, telephone, hire):
    other = hire("malee", "มาลี", "provincial_centre")
    other.set_password(WORD)
    other.save()
    second_factor.share(by=other, at=NOW, user=other, secret=second_factor.new_secret())
    client.post(reverse("sign-in"), {"username": "malee", "password": WORD})
    assert sign_in(client, telephone)["Location"] == reverse("sign-in-code") and not is_in(client)


def test_it_is_the_second_step_after_the_password(client, somsri, telephone):
    assert client.post(reverse("sign-in"), {"username": "somsri", "password": WORD})["Location"] == reverse("sign-in-code")
    asked = options(client.get(reverse("sign-in-code")))
    client.post(reverse("sign-in-passkey"), {"credential": telephone.give(asked)})
    assert is_in(client)
    assert AuditLine.objects.filter(by=somsri, verb="sign-in").last().detail == "password passkey"


def test_a_closed_account_is_not_opened_by_its_passkey(client, somsri, telephone):
    User.objects.filter(pk=somsri.pk).update(is_active=False)
    assert sign_in(client, telephone)["Location"] == reverse("sign-in") and not is_in(client)


def test_who_has_a_passkey_alone_confirms_by_nothing_less(client, somsri, telephone):
    Authenticator.objects.filter(user=somsri, type="recovery_codes").delete()
    client.force_login(somsri)
    page = client.get(reverse("confirm"))
    assert 'name="password"' not in page.content.decode()
    client.post(reverse("confirm"), {"password": WORD})
    assert client.get("/definitions/")["Location"].startswith(reverse("confirm"))
    client.post(reverse("confirm"), {"credential": telephone.give(options(page))})
    assert client.get("/definitions/").status_code == 302  # the form above asked anew: that answer is stale
    client.post(reverse("confirm"), {"credential": telephone.give(options(client.get(reverse("confirm"))))})
    assert client.get("/definitions/").status_code == 200


def test_the_last_one_stays_and_that_of_another_is_not_there(client, somsri, telephone, citizen):
    sign_in(client, telephone)
    (key,) = second_factor.of(somsri).passkeys
    assert client.post(reverse("passkey-remove", args=[key.number])).status_code == 409
    stranger = Client()
    stranger.force_login(citizen)
    assert stranger.post(reverse("passkey-remove", args=[key.number])).status_code == 404
    second_factor.share(by=somsri, at=key.added, user=somsri, secret=second_factor.new_secret())
    assert client.post(reverse("passkey-remove", args=[key.number]))["Location"] == reverse("security")
    assert AuditLine.objects.filter(by=somsri, verb="passkey.remove").exists() and not second_factor.of(somsri).passkeys
