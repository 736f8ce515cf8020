"""What comes to a finished visit afterwards, one by one, as a phone's connection allows: its photographs, and what was spoken."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import cases, visit_rules
from nsc.casework.models import Visit, VisitPhotograph, VisitVoice
from nsc.casework.visit_rules import Position
from nsc.casework.visits import PICTURES
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.registry import households, photographs

MOST = 2 * 1024 * 1024  # bytes of a voice note: ten minutes
VOICES = 12  # at one visit


@dataclass(frozen=True)
class Opened:
    """`kind`: its media type; `pieces`: the bytes, decrypted as they are read."""

    kind: str
    size: int
    pieces: Iterator[bytes]


@transaction.atomic
def add_picture(
    *,
    by: User,
    at: datetime,
    visit: UUID,
    file: BinaryIO,
    kind: str,
    caption: str = "",
    position: Position | None = None,
    locates: bool = False,
) -> VisitPhotograph:
    """To the visit that came as this submission. `locates`: the house stands where the picture was taken, which was asked at the door."""
    row = _locked(by, visit)
    if row.photographs.count() >= PICTURES:
        raise Refused(_("แนบภาพได้ครั้งละไม่เกิน {most} ภาพ"), most=PICTURES)
    visit_rules.check_position(position)
    taken = photographs.add(by=by, at=at, household=row.case.household_id, file=file, kind=kind, caption=caption)
    if locates and position:
        households.locate(row.case.household_id, at, position.lat, position.lon)
    return VisitPhotograph.objects.create(visit=row, photograph_id=taken.id)


@transaction.atomic
def add_voice(
    *, by: User, at: datetime, visit: UUID, file: BinaryIO, submission: UUID, seconds: int | None = None, about: str = ""
) -> VisitVoice:
    """Kept as it was spoken, and as long as the visit."""
    row = _locked(by, visit)
    if about:
        visit_rules.known_dimension(about)
    if row.voices.count() >= VOICES:
        raise Refused(_("แนบเสียงได้ไม่เกิน {most} รายการต่อการเยี่ยมหนึ่งครั้ง"), most=VOICES)
    content = file.read(MOST + 1)
    if len(content) > MOST:
        raise Refused(_("เสียงยาวเกิน {most} เมกะไบต์ โปรดแบ่งบันทึกเป็นหลายรายการ"), most=MOST // 1024**2)
    kind = kind_of(content)
    stored = uploads.keep(by=by, at=at, file=io.BytesIO(content), name=f"voice.{kind.split('/')[1]}", until=None)
    told = {"kind": kind, "seconds": seconds, "about": about, "submission": submission, "by": by, "at": at}
    made = VisitVoice.objects.create(visit=row, file=stored, **told)
    audit.record(by=by, at=at, verb="visit.voice", on=row, place=row.case.area_code, households=[row.case.household_id])
    return made


def kind_of(content: bytes) -> str:
    """By its first bytes; what the sender calls it counts for nothing."""
    if content.startswith(b"\x1aE\xdf\xa3"):
        return "audio/webm"
    if content.startswith(b"OggS"):
        return "audio/ogg"
    if content[4:8] == b"ftyp":
        return "audio/mp4"
    raise Refused(_("ไฟล์เสียงนี้ไม่ใช่แบบที่ระบบรับ (WebM, Ogg, MP4) โปรดบันทึกเสียงใหม่ในแอป"))


def listen(*, by: User, at: datetime, voice: int) -> Opened:
    """For who may read names there; for all others it is not there. Recorded."""
    row = VisitVoice.objects.select_related("visit__case", "file").filter(pk=voice).first()
    case = row and row.visit.case
    if row is None or not scope.may(by, Permission.NAME_SEE, case.area_code, case.household_id, case.authority_id):
        raise scope.OutOfSight(str(voice))
    audit.seen(by=by, at=at, what="voice", on=row.visit, place=case.area_code, count=1, households=[case.household_id])
    return Opened(row.kind, row.file.size, uploads.pieces(row.file))


def _locked(by: User, submission: UUID) -> Visit:
    of = Visit.objects.filter(submission=submission).values_list("case", flat=True).first()
    if of is None:
        raise scope.OutOfSight(str(submission))
    cases.locked(by, Permission.VISIT_RECORD, of)
    return Visit.objects.select_related("case").get(submission=submission)
