"""The citizen's door: whoever knows of a household that every list has missed says so without an account, and asks with a ticket what
became of it. Nothing about the household is ever told back.

A ticket is a number and a word. Both follow from the form's own random number and the key of this system, so that the form sent twice gives
the same ticket, and the word is kept nowhere.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from nsc import thai
from nsc.casework import proposals
from nsc.casework.models import Proposal, State, Ticket
from nsc.casework.once import once
from nsc.errors import Refused, _

# Words that are easy to say on the telephone and to spell; with three digits behind them, 57,600 to guess, a few tries an hour.
WORDS = (
    *(
        "กล้วย",
        "มะม่วง",
        "ส้มโอ",
        "มะนาว",
        "ลำไย",
        "เงาะ",
        "ขนุน",
        "ฝรั่ง",
        "แตงโม",
        "มะพร้าว",
        "ชมพู่",
        "น้อยหน่า",
        "มะขาม",
        "ทุเรียน",
        "องุ่น",
        "สับปะรด",
    ),
    *("กระต่าย", "นกยูง", "เต่า", "ปลาทู", "ช้าง", "ม้า", "ควาย", "เป็ด", "ไก่", "กวาง", "ผีเสื้อ", "ปู", "กุ้ง", "หอย", "นกเอี้ยง", "ปลาดุก"),
    *(
        "ดาว",
        "เดือน",
        "ภูเขา",
        "แม่น้ำ",
        "ทะเล",
        "ทุ่งนา",
        "สายรุ้ง",
        "ใบไม้",
        "ดอกบัว",
        "มะลิ",
        "กุหลาบ",
        "ทานตะวัน",
        "ต้นไผ่",
        "ก้อนเมฆ",
        "สายลม",
        "น้ำตก",
    ),
    *("เรือ", "บ้าน", "สะพาน", "ตะกร้า", "กระดิ่ง", "กลอง", "ขลุ่ย", "ว่าว", "ร่ม", "หมวก", "เสื่อ", "โอ่ง", "ตะเกียง", "ช้อน", "กระเป๋า", "ระฆัง"),
)


@dataclass(frozen=True)
class Given:
    number: str
    word: str


@dataclass(frozen=True)
class Status:
    """How far it has come. `outcome`: "" while it is under way, else accepted, declined, known or withdrawn. No place, no name."""

    received_on: date
    is_checked: bool
    visited_on: date | None
    outcome: str
    is_certified: bool


@transaction.atomic
def report(*, at: datetime, who: proposals.Who, reason: str, submission: UUID) -> Given:
    """By anybody: there is no account to ask a right of, and the face counts how often. Sent again, the first ticket stands."""
    key = _hash("submission", str(submission))
    before = Ticket.objects.filter(submission_hash=key).first()
    if before:
        return Given(before.number, _word(submission))
    with once():
        number = _number(submission)
        made = proposals.of_a_citizen(at=at, who=who, reason=reason)
        Ticket.objects.create(proposal=made, number=number, submission_hash=key, word_hash=_hash(number, _plain(_word(submission))))
    return Given(number, _word(submission))


def status(*, number: str, word: str) -> Status | None:
    """None where number and word do not belong together, or where there is no such number: the same answer for both."""
    digits = thai.arabic_digits(thai.bare(number))
    ticket = Ticket.objects.select_related("proposal__target").filter(number=f"{digits[:4]}-{digits[4:]}").first()
    told = _hash(ticket.number if ticket else "", _plain(word))
    if not hmac.compare_digest(told, ticket.word_hash if ticket else "0" * 64) or ticket is None:
        return None
    row = ticket.proposal
    visit = row.visits.order_by("-on", "-pk").first()
    return Status(
        received_on=timezone.localdate(row.at),
        is_checked=row.checked_at is not None or row.state != Proposal.State.PROPOSED,
        visited_on=visit.on if visit else None,
        outcome="" if row.state == Proposal.State.PROPOSED else row.state,
        is_certified=row.target is not None and row.target.state == State.CERTIFIED,
    )


def _number(submission: UUID) -> str:
    """The first of its numbers that is free."""
    for attempt in range(20):
        digits = f"{int(_hash('number', f'{submission} {attempt}')[:12], 16) % 100_000_000:08}"
        if not Ticket.objects.filter(number=f"{digits[:4]}-{digits[4:]}").exists():
            return f"{digits[:4]}-{digits[4:]}"
    raise Refused(_("ออกเลขรับแจ้งไม่ได้ในขณะนี้ โปรดลองใหม่อีกครั้ง"))


def _word(submission: UUID) -> str:
    number = int(_hash("word", str(submission))[:12], 16)
    return f"{WORDS[number % len(WORDS)]} {100 + number // len(WORDS) % 900}"


def _plain(word: str) -> str:
    """However it was typed: spaces and Thai digits make no difference."""
    return "".join(thai.arabic_digits(thai.clean(word)).split())


def _hash(what: str, said: str) -> str:
    return salted_hmac(f"nsc.tickets.{what}", said, algorithm="sha256").hexdigest()
