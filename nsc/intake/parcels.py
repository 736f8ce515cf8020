"""Files of phones that come in pieces: photographs, signatures, voice notes. A piece sent again adds nothing; one that was cut goes on from
where it was. They lie as the phone sealed them until a submission that names them is stored."""

import io
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from nsc.access.models import Phone
from nsc.access.scope import OutOfSight
from nsc.errors import Refused, _
from nsc.files import envelopes
from nsc.files.keys import flush_folder
from nsc.intake.models import Parcel, Submission

MOST = 2 * 1024 * 1024 + envelopes.OVERHEAD  # bytes of one, sealed
PIECE = 256 * 1024  # bytes at once
AT_ONCE = 300  # of one phone, not used yet: 600 MB at the most
LEFT = timedelta(days=60)  # a file that nobody asked for, or that never became whole
REMEMBERED = timedelta(days=60)  # that a file was used, for a phone that asks again


@dataclass(frozen=True)
class Have:
    """`fits`: what was sent begins where this ends."""

    bytes: int
    is_whole: bool
    fits: bool = True


def have(phone: Phone, number: UUID) -> Have:
    """Nothing of one that has not begun."""
    row = _row(phone, number)
    return Have(row.have, row.whole_at is not None) if row else Have(0, False)


def add(*, phone: Phone, at: datetime, number: UUID, start: int, total: int, piece: bytes) -> Have:
    """Writes the piece behind what is there. The bytes are on the disk before the row says so: cut anywhere, it is sent again."""
    row = _row(phone, number) or _begun(phone, at, number, total)
    if row.whole_at:
        return Have(row.have, True)
    if row.total != total:
        raise Refused(_("ขนาดของไฟล์ไม่ตรงกับที่บอกไว้ตอนเริ่มส่ง โปรดแนบไฟล์นี้ใหม่"))
    if start != row.have:
        return Have(row.have, False, fits=False)
    if not piece or len(piece) > PIECE or start + len(piece) > total:
        raise Refused(_("ชิ้นของไฟล์ใหญ่เกินกำหนดหรือเกินขนาดที่บอกไว้ โปรดปรับปรุงแอปแล้วส่งใหม่"))
    _write(row, start, piece)
    end = start + len(piece)
    told = {"have": end, "touched_at": at, "whole_at": at if end == total else None}
    if not Parcel.objects.filter(pk=row.pk, have=start).update(**told):
        row.refresh_from_db()  # sent twice at once: the other was first
        return Have(row.have, row.whole_at is not None, fits=row.have == end)
    return Have(end, end == total)


def _row(phone: Phone, number: UUID) -> Parcel | None:
    row = Parcel.objects.filter(pk=number).first()
    if row and row.phone_id != phone.pk:
        raise OutOfSight(str(number))
    return row


def _begun(phone: Phone, at: datetime, number: UUID, total: int) -> Parcel:
    if not envelopes.OVERHEAD < total <= MOST:
        raise Refused(_("ไฟล์แนบต้องไม่ใหญ่เกิน {most} เมกะไบต์ โปรดย่อภาพหรือบันทึกเสียงให้สั้นลง"), most=MOST // 1024**2)
    if Parcel.objects.filter(phone=phone, used_at=None, swept_at=None).count() >= AT_ONCE:
        raise Refused(_("มีไฟล์จากโทรศัพท์เครื่องนี้ที่ยังไม่ได้ใช้ครบ {most} ไฟล์แล้ว โปรดส่งแบบฟอร์มที่รออยู่ก่อน"), most=AT_ONCE)
    row, _new = Parcel.objects.get_or_create(pk=number, defaults={"phone": phone, "total": total, "begun_at": at, "touched_at": at})
    if row.phone_id != phone.pk:
        raise OutOfSight(str(number))
    return row


def _write(row: Parcel, start: int, piece: bytes) -> None:
    descriptor = os.open(_path(row.pk), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(descriptor, piece, start)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if start == 0:
        flush_folder(_path(row.pk).parent)


# — for the verbs that use them —


def missing(phone: Phone, numbers: list[UUID]) -> UUID | None:
    """The first of these that is not here as a whole, to be waited for. Refused for what was used or swept away."""
    known = {row.pk: row for row in Parcel.objects.filter(pk__in=numbers, phone=phone)} if numbers else {}
    for number in numbers:
        row = known.get(number)
        if row is None or row.whole_at is None:
            return number
        if row.used_at or row.swept_at:
            raise Refused(_("ไฟล์ที่แนบมาถูกใช้ไปแล้วหรือเก่าเกินไปจนถูกลบ โปรดแนบใหม่จากโทรศัพท์"))
    return None


def is_whole(number: UUID) -> bool:
    return Parcel.objects.filter(pk=number, whole_at__isnull=False).exists()


def opened(phone: Phone, number: UUID, *, key: int) -> BinaryIO:
    """The plain bytes of a whole one, in memory. Refused where it was changed on its way."""
    letter = _path(number).read_bytes()
    return io.BytesIO(envelopes.open(letter, number=key, bound=bound(number, phone)))


def bound(number: UUID, phone: Phone) -> bytes:
    """What stands outside a letter and is authenticated with it."""
    return f"{number}|{phone.key}".encode()


def use(numbers: list[UUID], at: datetime) -> None:
    """Joins the caller's transaction; `forget` follows when it is over."""
    if numbers:
        Parcel.objects.filter(pk__in=numbers).update(used_at=at)


def forget(numbers: list[UUID]) -> None:
    """The bytes of what was used."""
    for number in numbers:
        _path(number).unlink(missing_ok=True)


def unused() -> list[Parcel]:
    """Those whose bytes lie here."""
    return list(Parcel.objects.filter(used_at=None, swept_at=None).select_related("phone"))


def is_sealed_to(row: Parcel, key: int) -> bool:
    """Whether that key opens it; of one that is not whole yet nobody knows, so it may be."""
    if row.whole_at is None:
        return True
    try:
        opened(row.phone, row.pk, key=key)
    except (Refused, FileNotFoundError):
        return False
    return True


def sweep(at: datetime) -> int:
    """Those that nobody asked for in all that time, unless their phone has something here that is not settled; how many. Rows that are
    long over go, too, and bytes whose row says that they are used (a server that was killed between the two)."""
    unsettled = Submission.objects.filter(state__in=["waiting", "refused"]).values("phone")
    left = Parcel.objects.filter(used_at=None, swept_at=None, touched_at__lte=at - LEFT).exclude(phone__in=unsettled)
    numbers = list(left.values_list("pk", flat=True))
    Parcel.objects.filter(pk__in=numbers).update(swept_at=at)
    forget(numbers)
    over = Parcel.objects.filter(Q(used_at__lte=at - REMEMBERED) | Q(swept_at__lte=at - REMEMBERED))
    old = list(over.values_list("pk", flat=True))
    over.filter(pk__in=old).delete()
    forget(old)
    forget(list(Parcel.objects.filter(used_at__gte=at - timedelta(days=2)).values_list("pk", flat=True)))
    return len(numbers)


def _path(number: UUID) -> Path:
    folder = settings.HOME / "files" / "parcels"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / number.hex
