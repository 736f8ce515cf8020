"""The keys that phones seal their letters to: changed, and put away when nothing can wait under them any more."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from nsc.access.models import AuditLine, Phone
from nsc.errors import NotAllowed, Refused
from nsc.files import envelopes
from nsc.intake import letter_keys
from nsc.intake.models import Parcel, Submission
from tests.casework.conftest import case, in_care, roll, surveyed  # noqa: F401
from tests.field.simulated import Phone as Simulated
from tests.field.simulated import by_client, true_now
from tests.files import pictures
from tests.in_hand import InHand, in_hand

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=31)


@pytest.fixture
def administrator(hire, settings, tmp_path):
    settings.HOME = tmp_path
    return hire("root", "ผู้ดูแล", "administrator", "60")


@pytest.fixture
def phone(administrator, in_care, somjai) -> InHand:  # noqa: F811
    return in_hand(somjai)


def aged(settings, number: int = 1, days: int = 40) -> None:
    """The key was made so many days ago."""
    then = timezone.now().timestamp() - days * 86_400
    os.utime(settings.HOME / "keys" / f"phone-{number}", (then, then))


def renewed(by, settings) -> None:
    envelopes.public()
    assert letter_keys.renew(by=by, at=timezone.now()) == 2
    aged(settings, 1, 80)
    aged(settings, 2, 40)


def test_what_was_sealed_to_the_key_before_opens_and_new_phones_get_the_new_one(phone, administrator, in_care):  # noqa: F811
    told = {"case": in_care.pk, "purpose": "first", "on": "2026-01-15", "visitors": "อสม."}
    before = phone.finished("visit.record", told)
    letter_keys.renew(by=administrator, at=timezone.now())
    assert envelopes.newest() == 2 and envelopes.public(1) != envelopes.public(2) == envelopes.public()
    [answer] = phone.send(before)
    assert answer.state == "stored"
    assert AuditLine.objects.get(verb="key.make").on_id == "2"


def test_a_phone_learns_of_the_new_key_at_its_next_contact(phone, administrator, client):
    mine = Simulated(by_client(client), now=true_now)
    mine.disk.number, mine.disk.send = phone.row.pk, phone.secret
    mine.look()
    assert mine.disk.seal == 1
    letter_keys.renew(by=administrator, at=timezone.now())
    mine.look()
    assert mine.disk.seal == 2


def test_the_one_in_use_and_one_changed_lately_are_not_dropped(administrator, settings):
    envelopes.public()
    with pytest.raises(Refused, match="ดอกที่โทรศัพท์ใช้อยู่"):
        letter_keys.drop(by=administrator, at=timezone.now(), number=1)
    letter_keys.renew(by=administrator, at=timezone.now())
    with pytest.raises(Refused, match="ไม่ถึง 30 วัน"):
        letter_keys.drop(by=administrator, at=timezone.now(), number=1)
    with pytest.raises(Refused, match="ไม่มีกุญแจ"):
        letter_keys.drop(by=administrator, at=timezone.now(), number=9)


def test_what_still_waits_under_it_keeps_it(phone, administrator, settings):
    Phone.objects.update(seen_at=timezone.now())
    waits = phone.finished("need.record", {"needs": [{"dimension": "living", "urgency": "now", "text": "ส้วม"}]}, after=uuid4())
    phone.brings(pictures.photograph())
    renewed(administrator, settings)
    assert [(each.number, each.letters, each.phones) for each in letter_keys.listed(administrator)] == [(1, 1, 0), (2, 0, 0)]
    with pytest.raises(Refused, match="1 รายการที่เปิดได้ด้วยกุญแจหมายเลข 1 เท่านั้น"):
        letter_keys.drop(by=administrator, at=timezone.now(), number=1)
    Parcel.objects.update(used_at=timezone.now())
    assert phone.send(waits)[0].state == "waiting" and letter_keys.listed(administrator)[0].letters == 1
    Submission.objects.update(state="dropped")
    letter_keys.drop(by=administrator, at=timezone.now(), number=1)
    assert envelopes.numbers() == [2] and AuditLine.objects.get(verb="key.drop").on_id == "1"


def test_phones_that_have_not_called_since_keep_it_unless_said_otherwise(phone, administrator, settings):
    Phone.objects.update(seen_at=timezone.now() - timedelta(days=60))
    renewed(administrator, settings)
    with pytest.raises(Refused, match="1 เครื่องยังไม่ติดต่อมา"):
        letter_keys.drop(by=administrator, at=timezone.now(), number=1)
    letter_keys.drop(by=administrator, at=timezone.now(), number=1, although=True)
    assert envelopes.numbers() == [2]


def test_only_who_runs_the_system_changes_it(administrator, somjai):
    for act in (letter_keys.listed, lambda user: letter_keys.renew(by=user, at=timezone.now())):
        with pytest.raises(NotAllowed):
            act(somjai)
    assert len(letter_keys.listed(administrator)) <= 1
