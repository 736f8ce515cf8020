"""The phone of a mentor of our tambon."""

from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone

from nsc.access import phones, users
from tests.surveyed import OURS


@dataclass(frozen=True)
class Made:
    account: int
    phone: int


def make(operator, case: int) -> Made:
    told = {"by": operator, "at": timezone.now()}
    mentor = users.create(**told, username="carries-a-phone", display_name="พี่เลี้ยงที่มีโทรศัพท์")
    users.assign(**told, user=mentor, role="mentor", area=OURS[:6])
    phone = phones.enrol(by=mentor, at=timezone.now(), key=uuid4(), name="Android Chrome")
    return Made(mentor.pk, phone.number)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    return {"phone-end": {"phone": made.phone}, "account-phone-end": {"account": made.account, "phone": made.phone}}


QUESTIONS: dict[str, object] = {
    "phones.enrol": lambda user, made: phones.enrol(by=user, at=timezone.now(), key=uuid4(), name="Android"),
    "phones.of": lambda user, made: phones.of(user, made.account),
    "phones.listed": lambda user, made: list(phones.listed(user)),
    "phones.end": lambda user, made: phones.end(by=user, at=timezone.now(), phone=made.phone, because="หาย") or True,
}
