"""The privacy notice, version by version. The newest holds; the older stay to be read, because consents name the version that was shown."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.privacy import rules
from nsc.privacy.models import NoticeVersion

SHIPPED = Path(__file__).parent / "data" / "notice.txt"
FIRST = 1
LEAST = 200  # characters: a notice must at least be able to say what s. 23 asks for


@dataclass(frozen=True)
class Version:
    """`at`: None for the one that came with the system."""

    number: int
    text: str
    is_draft: bool
    change: str  # msgid for the shipped one, else as written
    at: datetime | None


@cache
def _shipped() -> Version:
    return Version(FIRST, SHIPPED.read_text(encoding="utf-8"), True, _("ฉบับที่มากับระบบ รอจังหวัดพิจารณาประกาศใช้"), None)


def current() -> Version:
    row = NoticeVersion.objects.order_by("-number").first()
    return _version(row) if row else _shipped()


def of_number(number: int) -> Version:
    """OutOfSight for a number that was never published."""
    if number == FIRST:
        return _shipped()
    row = NoticeVersion.objects.filter(number=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    return _version(row)


def versions() -> list[Version]:
    """Newest first. They are public."""
    return [*map(_version, NoticeVersion.objects.order_by("-number")), _shipped()]


@transaction.atomic
def publish(*, by: User, at: datetime, text: str, change: str, is_draft: bool = False) -> Version:
    """From this moment it is what everybody reads. Not a draft: the province has adopted it."""
    scope.require(by, Permission.PRIVACY_CHANGE, place=settings.PROVINCE)
    text = text.replace("\r\n", "\n").strip()
    if len(text) < LEAST:
        raise Refused(_("ประกาศสั้นเกินไป ต้องบอกว่าเก็บอะไร เพื่ออะไร ใช้สิทธิได้อย่างไร (อย่างน้อย {least} ตัวอักษร)"), least=LEAST)
    if text == current().text.strip() and is_draft == current().is_draft:
        raise Refused(_("ข้อความเหมือนฉบับปัจจุบันทุกตัวอักษร ไม่มีสิ่งใดให้ประกาศใหม่"))
    rules.check_said(change)
    number = (NoticeVersion.objects.aggregate(last=Max("number"))["last"] or FIRST) + 1
    try:
        with transaction.atomic():
            row = NoticeVersion.objects.create(number=number, text=text, change=change[:300], is_draft=is_draft, at=at, by=by)
    except IntegrityError as clash:
        raise Refused(_("มีผู้ประกาศฉบับใหม่ก่อนหน้าท่านเมื่อครู่นี้ โปรดเปิดหน้าใหม่แล้วตรวจข้อความ")) from clash
    audit.record(by=by, at=at, verb="notice.publish", on=("notice", number), place=settings.PROVINCE, because=change)
    return _version(row)


def _version(row: NoticeVersion) -> Version:
    return Version(row.number, row.text, row.is_draft, row.change, row.at)
