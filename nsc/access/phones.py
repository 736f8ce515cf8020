"""Phones with the field application: enrolled by who is signed in, known by two secrets, ended at once, told to empty themselves.

A secret is shown once, to the phone itself; of a leaked database nothing opens. The one that lies open on the phone (`send`) lets in only
what is sealed to us; what is read needs the other, which the phone keeps under its lock.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from nsc.access import audit, scope
from nsc.access.models import Phone, User
from nsc.access.roles import Permission
from nsc.errors import Refused, _

SEND, READ = "send", "read"
SECRET = re.compile(r"nscf_([1-9][0-9]{0,17})_([sr])_([A-Za-z0-9_-]{43})", re.ASCII)
KIND = {"s": SEND, "r": READ}
MOST = 5  # alive, of one person
FRESH = timedelta(minutes=1)  # a contact within it is not written down again
AHEAD = 10 * 365 * 86_400  # seconds that a clock may be out and still be told


@dataclass(frozen=True)
class Enrolled:
    """`send`, `read`: for the phone, and for this moment only."""

    number: int
    send: str
    read: str


@transaction.atomic
def enrol(*, by: User, at: datetime, key: UUID, name: str) -> Enrolled:
    """The phone in hand, for oneself. Enrolled again under the same key it gets new secrets, and the old ones are void."""
    if not scope.anywhere(by, Permission.VISIT_RECORD):
        raise Refused(_("บัญชีนี้ไม่มีงานเยี่ยมบ้าน จึงใช้แอปภาคสนามไม่ได้ หากควรมี โปรดแจ้งอำเภอให้มอบบทบาท"))
    User.objects.select_for_update().get(pk=by.pk)  # two phones of one person are counted one after the other
    row = Phone.objects.filter(key=key).first()
    if row and (row.user_id != by.pk or row.ended_at):
        raise Refused(_("โทรศัพท์เครื่องนี้ลงทะเบียนไว้กับบัญชีอื่นหรือถูกยกเลิกแล้ว โปรดล้างข้อมูลของแอปแล้วลงทะเบียนใหม่"))
    if row is None and Phone.objects.filter(user=by, ended_at=None).count() >= MOST:
        raise Refused(_("บัญชีนี้มีโทรศัพท์ครบ {most} เครื่องแล้ว โปรดยกเลิกเครื่องที่ไม่ใช้ในหน้าบัญชีของท่านก่อน"), most=MOST)
    row = row or Phone(key=key, user=by, enrolled_at=at)
    send, read = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    row.name, row.send_digest, row.read_digest, row.seen_at = name[:200], _digest(send), _digest(read), at
    row.save()
    audit.record(by=by, at=at, verb="phone.enrol", on=by, detail=str(row))
    return Enrolled(row.pk, f"nscf_{row.pk}_s_{send}", f"nscf_{row.pk}_r_{read}")


def holder(secret: str, *, kind: str) -> Phone | None:
    """The phone whose secret of that kind this is, with its user; ended ones too: they are told so. None where nothing fits."""
    written = SECRET.fullmatch(secret)
    row = Phone.objects.select_related("user").filter(pk=int(written[1])).first() if written and KIND[written[2]] == kind else None
    digest = (row.send_digest if kind == SEND else row.read_digest) if row else "0" * 64
    if not secrets.compare_digest(digest, _digest(written[3] if written else "")) or row is None:
        return None
    row.user.came_by = str(row)
    return row


def _digest(random: str) -> str:
    return hashlib.sha256(random.encode()).hexdigest()
