"""Whose LINE account is whose."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from nsc.access import line
from nsc.access.models import AuditLine, Delivery, LineLink
from nsc.errors import NotAllowed, Refused
from nsc.files import keys

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def is_set(settings):
    settings.LINE_TOKEN, settings.LINE_SECRET = "token", "secret"


def signed(*events, secret="secret"):
    body = json.dumps({"destination": "U-province", "events": list(events)}).encode()
    return {"body": body, "signature": base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()}


def said(text, who="U-somjai"):
    return {"type": "message", "source": {"type": "user", "userId": who}, "message": {"type": "text", "text": text}}


def test_the_code_links_once_and_the_id_is_sealed(somjai, at):
    code = line.ask(by=somjai, at=at)
    assert line.receive(at=at, **signed(said(f" {code.lower()} "))) == 1 and line.is_linked(somjai)
    link = LineLink.objects.get()
    assert b"U-somjai" not in bytes(link.sealed) and keys.open(bytes(link.sealed), purpose=line.PURPOSE) == b"U-somjai"
    assert line.receive(at=at, **signed(said(code, "U-other"))) == 0
    assert list(AuditLine.objects.filter(by=somjai).values_list("verb", flat=True)) == ["line.ask", "line.link"]
    assert [each.channel for each in Delivery.objects.all()] == ["line"]  # "linked", by LINE


def test_a_code_that_is_late_or_replaced_or_unknown_links_nothing(somjai, at):
    old = line.ask(by=somjai, at=at)
    code = line.ask(by=somjai, at=at)
    late = at + timedelta(minutes=line.MINUTES, seconds=1)
    assert line.receive(at=at, **signed(said(old), said("สวัสดี"), said("ABCDEFGH"))) == 0
    assert line.receive(at=late, **signed(said(code))) == 0
    assert not line.is_linked(somjai)


@pytest.mark.parametrize("wrong", [{"secret": "another"}, {}])
def test_what_line_has_not_signed_is_not_heard(somjai, at, wrong):
    told = signed(said(line.ask(by=somjai, at=at)), **wrong)
    if not wrong:
        told["body"] += b" "  # the raw body counts, to the last byte
    with pytest.raises(NotAllowed):
        line.receive(at=at, **told)
    for signature in ("", "ภาษาไทย"):
        with pytest.raises(NotAllowed):
            line.receive(at=at, body=told["body"], signature=signature)
    assert not line.is_linked(somjai)


def test_without_a_secret_nothing_is_heard(settings, somjai, at):
    settings.LINE_SECRET = ""
    with pytest.raises(NotAllowed):
        line.receive(at=at, **signed(secret=""))
    with pytest.raises(Refused):
        line.ask(by=somjai, at=at)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"events": [1]}', b'{"events": [{"source": {"userId": "U"}}]}', b"\xff"])
def test_what_is_signed_but_makes_no_sense_is_refused(at, body):
    signature = base64.b64encode(hmac.digest(b"secret", body, hashlib.sha256)).decode()
    with pytest.raises(Refused):
        line.receive(at=at, body=body, signature=signature)


def test_events_without_a_person_or_a_text_are_passed_over(at):
    sticker = {"type": "message", "source": {"userId": "U"}, "message": {"type": "sticker"}}
    assert line.receive(at=at, **signed({"type": "join", "source": {"type": "group", "groupId": "G"}}, sticker)) == 0


def test_one_line_account_speaks_for_the_last_who_linked_it(somjai, prasit, at):
    for user in (somjai, prasit):
        line.receive(at=at, **signed(said(line.ask(by=user, at=at))))
    assert line.is_linked(prasit) and not line.is_linked(somjai)


def test_who_blocks_the_account_or_unlinks_is_forgotten(somjai, at):
    line.receive(at=at, **signed(said(line.ask(by=somjai, at=at))))
    assert line.receive(at=at, **signed({"type": "unfollow", "source": {"userId": "U-somjai"}})) == 1
    assert not LineLink.objects.exists()
    line.receive(at=at, **signed(said(line.ask(by=somjai, at=at))))
    line.unlink(by=somjai, at=at)
    assert not LineLink.objects.exists() and AuditLine.objects.filter(verb="line.unlink", by=somjai).count() == 2


def test_nobody_unlinks_another_but_who_may_change_the_account(somjai, prasit, district_officer, administrator, at):
    line.receive(at=at, **signed(said(line.ask(by=somjai, at=at))))
    for by in (prasit, district_officer):
        with pytest.raises(NotAllowed):
            line.unlink(by=by, at=at, user=somjai)
    line.unlink(by=administrator, at=at, user=somjai)
    assert not line.is_linked(somjai)


def test_the_webhook_hears_line_and_nobody_else(client, somjai):
    from django.utils import timezone

    told = signed(said(line.ask(by=somjai, at=timezone.now())))
    post = lambda signature: client.post(  # noqa: E731
        "/line/webhook/", told["body"], content_type="application/json", headers={"X-Line-Signature": signature}
    )
    assert post("nonsense").status_code == 403 and not line.is_linked(somjai)
    assert post(told["signature"]).status_code == 200 and line.is_linked(somjai)
