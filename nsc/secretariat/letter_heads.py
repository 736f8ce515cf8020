"""What an office puts above its papers. Written by who keeps its meetings; printed on all papers of its area, those of a village under the
head of its tambon."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from django.db import transaction

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.paper import letter_head
from nsc.secretariat import emblems
from nsc.secretariat.document_kinds import AMPHOE, PROVINCE, TAMBON
from nsc.secretariat.models import LetterHead

LEVELS = (PROVINCE, AMPHOE, TAMBON)
LINES = 3


@dataclass(frozen=True)
class Told:
    area: str
    office: str = ""  # a line each
    address: str = ""
    phone: str = ""
    number: str = ""
    has_emblem: bool = False
    by: str = ""
    at: datetime | None = None  # None: not written yet


# — verbs —


@transaction.atomic
def write(*, by: User, at: datetime, area: str, office: str, address: str = "", phone: str = "", number: str = "") -> None:
    _require(by, area)
    lines = [" ".join(line.split()) for line in office.splitlines() if line.strip()]
    if not lines:
        raise Refused(_("โปรดใส่ชื่อส่วนราชการที่จะอยู่บนหัวกระดาษ"))
    if len(lines) > LINES:
        raise Refused(_("ชื่อส่วนราชการมีได้ไม่เกิน {lines} บรรทัด"), lines=LINES)
    told = {name: " ".join(value.split()) for name, value in {"address": address, "phone": phone, "number": number}.items()}
    row, _made = LetterHead.objects.update_or_create(area_code=area, defaults=told | {"office": "\n".join(lines), "by": by, "at": at})
    audit.record(by=by, at=at, verb="letter_head.write", on=row, place=area)


@transaction.atomic
def set_emblem(*, by: User, at: datetime, area: str, file: BinaryIO | None) -> None:
    """`file` None: the emblem is taken off. Raises Refused as emblems.drawn does, and where the head has no words yet."""
    _require(by, area)
    row = LetterHead.objects.select_for_update().select_related(None).filter(area_code=area).first()
    if row is None:
        raise Refused(_("โปรดบันทึกชื่อส่วนราชการก่อน แล้วจึงใส่ตรา"))
    before = row.emblem
    row.emblem = uploads.keep(by=by, at=at, file=BytesIO(emblems.drawn(file)), name="emblem.png", until=None) if file else None
    row.save(update_fields=["emblem"])
    if before:
        uploads.drop(before, at)
    audit.record(by=by, at=at, verb="letter_head.emblem", on=row, place=area, detail=row.emblem.sha256[:12] if row.emblem else "")


# — questions —


def find(user: User, area: str) -> Told:
    """As it stands, for who keeps it; empty where none is written."""
    _require(user, area)
    row = LetterHead.objects.select_related("by").filter(area_code=area).first()
    if row is None:
        return Told(area)
    return Told(area, row.office, row.address, row.phone, row.number, row.emblem_id is not None, row.by.display_name, row.at)


def listed(user: User) -> list[Told]:
    """Those that this user keeps, by area."""
    rows = LetterHead.objects.filter(scope.within(user, Permission.MEETING_KEEP)).select_related("by").order_by("area_code")
    return [
        Told(row.area_code, row.office, row.address, row.phone, row.number, row.emblem_id is not None, row.by.display_name, row.at)
        for row in rows
    ]


def emblem(user: User, area: str) -> bytes:
    """The picture, for who keeps the head. OutOfSight where there is none."""
    _require(user, area)
    content = printed_on(area).emblem
    if not content:
        raise scope.OutOfSight(area)
    return content


def printed_on(area: str) -> letter_head.LetterHead:
    """What stands above the papers of that area; nothing where its office has written none."""
    row = LetterHead.objects.select_related("emblem").filter(area_code=area[:TAMBON]).first()
    if row is None:
        return letter_head.NONE
    content = b"".join(uploads.pieces(row.emblem)) if row.emblem else b""
    return letter_head.LetterHead(tuple(row.office.splitlines()), row.address, row.phone, row.number, content)


def _require(user: User, area: str) -> None:
    if len(area) not in LEVELS or places.find(area) is None:
        raise scope.OutOfSight(area)
    scope.require(user, Permission.MEETING_KEEP, place=area)
