"""The keys that phones seal their letters to: a new one for all of them, an old one away. The keys themselves: files.envelopes.

A phone learns of a new key at its next contact and seals to it from then on; what it had sealed before opens with the older one, which
stays until nothing can be waiting under it any more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from nsc.access import audit, scope
from nsc.access.models import Phone, User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.files import envelopes
from nsc.intake import parcels
from nsc.intake.models import Submission

SETTLED = timedelta(days=30)  # that a phone may carry what it sealed before it heard of the next key
KIND = "phone_key"  # in the record


@dataclass(frozen=True)
class Key:
    """`letters`: files and submissions here that only this key opens. `phones`: in use, or ended and not yet empty, that have not called
    since the next key was made: they may hold letters sealed to this one."""

    number: int
    made_at: datetime
    is_newest: bool
    letters: int
    phones: int


def listed(user: User) -> list[Key]:
    """The oldest first."""
    _require(user)
    return [_key(number) for number in envelopes.numbers()]


def renew(*, by: User, at: datetime) -> int:
    """Makes the next key; its number."""
    _require(by)
    number = envelopes.make_next()
    audit.record(by=by, at=at, verb="key.make", on=(KIND, number), place=settings.PROVINCE)
    return number


def drop(*, by: User, at: datetime, number: int, although: bool = False) -> None:
    """Removes one that is not in use any more. `although`: phones that have not called since may have letters under it, which then never
    open: for who knows that those phones are lost."""
    _require(by)
    if number not in envelopes.numbers():
        raise Refused(_("ไม่มีกุญแจของโทรศัพท์หมายเลข {number} ดูรายการด้วย nsc keys list --phones"), number=number)
    key = _key(number)
    if key.is_newest:
        raise Refused(_("กุญแจหมายเลข {number} คือดอกที่โทรศัพท์ใช้อยู่ จึงลบไม่ได้ โปรดสั่ง nsc keys rotate --phones ก่อน"), number=number)
    if at - _successor(number) < SETTLED:
        raise Refused(
            _("กุญแจดอกใหม่สร้างไม่ถึง {days} วัน โทรศัพท์อาจยังมีรายการที่ผนึกด้วยกุญแจหมายเลข {number} โปรดรอ"), days=SETTLED.days, number=number
        )
    if key.letters:
        raise Refused(
            _("ยังมีรายการหรือไฟล์จากโทรศัพท์ {count} รายการที่เปิดได้ด้วยกุญแจหมายเลข {number} เท่านั้น โปรดจัดการที่โต๊ะงานภาคสนามก่อน"),
            count=key.letters,
            number=number,
        )
    if key.phones and not although:
        raise Refused(
            _(
                "โทรศัพท์ {count} เครื่องยังไม่ติดต่อมาตั้งแต่เปลี่ยนกุญแจ สิ่งที่ค้างในเครื่องเหล่านั้นจะเปิดไม่ได้อีก "
                "ดูด้วย nsc phones list หากแน่ใจแล้วสั่งซ้ำด้วย --although"
            ),
            count=key.phones,
        )
    envelopes.remove(number)
    audit.record(by=by, at=at, verb="key.drop", on=(KIND, number), place=settings.PROVINCE, detail=f"phones not heard since {key.phones}")


def _key(number: int) -> Key:
    is_newest = number == envelopes.newest()
    phones = 0 if is_newest else _not_heard_since(_successor(number))
    return Key(number, envelopes.made_at(number), is_newest, _letters(number), phones)


def _successor(number: int) -> datetime:
    """When the next one was made."""
    return envelopes.made_at(min(each for each in envelopes.numbers() if each > number))


def _not_heard_since(at: datetime) -> int:
    return Phone.objects.filter(Q(seen_at=None) | Q(seen_at__lt=at), wiped_at=None).count()


def _letters(number: int) -> int:
    """Which key a file was sealed to stands nowhere: it is tried. One that has not come whole yet may be of any."""
    waiting = Submission.objects.filter(state=Submission.State.WAITING, key=number).count()
    return waiting + sum(parcels.is_sealed_to(each, number) for each in parcels.unused())


def _require(user: User) -> None:
    scope.require(user, Permission.SYSTEM_SEE, place=settings.PROVINCE)
