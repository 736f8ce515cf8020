"""One's own password."""

import pytest
from django.contrib.auth import authenticate

from nsc.access import passwords, rules, users
from nsc.access.models import AuditLine, Notice
from nsc.errors import Refused

pytestmark = pytest.mark.django_db
OLD, NEW = "ดอกไม้ริมน้ำ-2569", "ข้าวสารสามกระสอบ"


@pytest.fixture
def malee(operator, at):
    return users.create(by=operator, at=at, username="malee", display_name="มาลี", password=OLD)


def test_the_new_one_opens_and_the_old_one_does_not(malee, at):
    passwords.change(by=malee, at=at, new=NEW)
    assert authenticate(None, username="malee", password=NEW) == malee
    assert authenticate(None, username="malee", password=OLD) is None
    assert AuditLine.objects.filter(by=malee, verb="password.change").exists()
    assert Notice.objects.filter(user=malee, kind="password.change").exists()


@pytest.mark.parametrize("word", ["short", "1234567890", "password123", OLD])
def test_a_weak_one_and_the_old_one_are_refused(malee, at, word):
    with pytest.raises(Refused):
        passwords.change(by=malee, at=at, new=word)
    assert authenticate(None, username="malee", password=OLD) == malee


def test_guesses_at_it_lock_the_name_like_guesses_at_the_door(malee):
    for _ in range(rules.FAILURES):
        assert not passwords.is_right(None, malee, "wrong")
    assert not passwords.is_right(None, malee, OLD)
