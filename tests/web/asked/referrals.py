"""Referrals. Those whose role answers them are of the office to which this one went (`someone` of test_matrix.py)."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils import timezone

from nsc.access import organisations, scope, users
from nsc.access.models import Assignment
from nsc.casework import referral_desk, referrals
from nsc.reports import answer_times, referral_letters
from tests.surveyed import OURS

OFFICE, OTHER = "มูลนิธิทดลอง", "มูลนิธิอื่น"  # of the family's consent: handing it to state offices was stopped
LETTER = {"signatory": "นายอำเภอทดลอง", "position": "นายอำเภอ"}


class Made(NamedTuple):
    case: int
    sent: int
    letter: int
    office: int
    other: int


def make(operator, case: int) -> Made:
    at = timezone.now()
    office, other = (organisations.register(by=operator, at=at, name=name, kind="civil_society").pk for name in (OFFICE, OTHER))
    sent = referrals.draft(by=operator, at=at, case=case, organisation=office, what="ขอรถเข็น")
    letter = referrals.sign(by=operator, at=at, referrals=[sent.pk], number="นว 1", on=timezone.localdate(), **LETTER)
    return Made(case, sent.pk, letter.pk, office, other)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    return {
        "referral": {"referral": made.sent},
        "referral-act": {"referral": made.sent, "act": "withdraw"},
        "referral-letter": {"letter": made.letter},
        "referral-new": {"case": made.case},
    }


def now(user) -> dict[str, object]:
    return {"by": user, "at": timezone.now()}


def seated(ask: Callable) -> Callable:
    """The asker's role is of the office, too, for this once."""

    def asked(user, made: Made):
        Assignment.objects.filter(user=user).update(organisation=made.office)
        scope.forget(user)
        try:
            return ask(user, made)
        finally:
            scope.forget(user)

    return asked


def after(verb: Callable, ask: Callable, **told) -> Callable:
    """Asked once the operator has done that."""

    def asked(user, made: Made):
        verb(**now(users.operator()), referral=made.sent, **told)
        return ask(user, made)

    return asked


QUESTIONS: dict[str, object] = {
    "referral_desk.desk": lambda user, made: referral_desk.desk(user, at=timezone.now(), side="chain").total or None,
    "referral_desk.desk.of_an_office": seated(lambda user, made: referral_desk.desk(user, at=timezone.now(), side="office").total or None),
    "referral_desk.find": lambda user, made: referral_desk.find(user, made.sent),
    "referral_desk.of_case": lambda user, made: referral_desk.of_case(user, made.case),
    "referral_desk.choices": lambda user, made: referral_desk.choices(user, made.case, on=timezone.localdate()),
    "referral_desk.letter": lambda user, made: referral_desk.letter(user, made.letter),
    "referral_desk.letters": lambda user, made: list(referral_desk.letters(user)),
    "referrals.draft": lambda user, made: referrals.draft(**now(user), case=made.case, organisation=made.other, what="ขอที่นอน"),
    "referrals.refer_again": lambda user, made: referrals.refer_again(
        **now(user), referral=made.sent, organisation=made.other, what="ขอที่นอน"
    ),
    "referrals.forward": lambda user, made: referrals.forward(**now(user), referral=made.sent, link="mentor"),
    "referrals.send_back": lambda user, made: referrals.send_back(**now(user), referral=made.sent, link="district", because="แก้"),
    "referrals.sign": lambda user, made: referrals.sign(
        **now(user), referrals=[made.sent], number="นว 2", on=timezone.localdate(), **LETTER
    ),
    "referrals.open_": seated(lambda user, made: referrals.open_(**now(user), referral=made.sent)),
    "referrals.accept": seated(lambda user, made: referrals.accept(**now(user), referral=made.sent)),
    "referrals.decline": seated(lambda user, made: referrals.decline(**now(user), referral=made.sent, because="ไม่มี")),
    "referrals.ask": seated(lambda user, made: referrals.ask(**now(user), referral=made.sent, question="เท่าใด")),
    "referrals.complete": after(
        referrals.accept, seated(lambda user, made: referrals.complete(**now(user), referral=made.sent, text="ให้แล้ว"))
    ),
    "referrals.answer": after(
        referrals.ask, lambda user, made: referrals.answer(**now(user), referral=made.sent, text="สอง"), question="เท่าใด"
    ),
    "referrals.withdraw": lambda user, made: referrals.withdraw(**now(user), referral=made.sent, because="ทดลอง"),
    "answer_times.of": lambda user, made: answer_times.of(user, at=timezone.now(), area=OURS),
    "answer_times.table": lambda user, made: answer_times.table(**now(user), area=OURS),
    "referral_letters.seen": lambda user, made: referral_letters.seen(user, made.letter),
    "referral_letters.printed": lambda user, made: referral_letters.printed(**now(user), letter=made.letter),
}
