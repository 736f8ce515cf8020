"""Photographs of a tambon: its places and its work, for the page and the book. Kept encrypted; nobody's face without consent."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.files import photographs as pictures
from nsc.files import uploads
from nsc.tambon import initiatives
from nsc.tambon.models import TambonEvent, TambonPhotograph

MOST = 40  # of one tambon, and of one event
TYPE = "image/jpeg"


@dataclass(frozen=True)
class Taken:
    id: int
    caption: str
    at: datetime
    by: str


def of(user: User, area: str, *, event: int | None = None) -> list[Taken]:
    """Of the tambon itself, or of one of its events; newest first. Two queries."""
    return [_taken(row) for row in _rows(initiatives.seen(user, area)).filter(event=event).order_by("-added_at", "-pk")]


@transaction.atomic
def add(*, by: User, at: datetime, area: str, file: BinaryIO, caption: str, is_consented: bool, event: int | None = None) -> Taken:
    initiative = initiatives.held(by, area)
    if event is not None and not TambonEvent.objects.filter(initiative=initiative, pk=event).exists():
        raise scope.OutOfSight(str(event))
    caption = thai.clean(caption)[:200]
    if not caption:
        raise Refused(_("โปรดเขียนคำบรรยายว่าเป็นภาพอะไร ที่ไหน"))
    if not is_consented:
        raise Refused(_("โปรดยืนยันว่าผู้ที่เห็นหน้าในภาพยินยอมแล้ว หรือเลือกภาพที่ไม่เห็นหน้าใคร"))
    initiatives.lock(initiative)
    if _rows(initiative).filter(event=event).count() >= MOST:
        raise Refused(_("มีภาพครบ {most} ภาพแล้ว โปรดลบภาพที่ไม่ใช้ก่อน"), most=MOST)
    made = pictures.prepare(file, is_blurred=False)
    kept = [uploads.keep(by=by, at=at, file=io.BytesIO(each), name="photograph.jpg", until=None) for each in (made.picture, made.preview)]
    row = TambonPhotograph.objects.create(
        initiative=initiative,
        event_id=event,
        picture=kept[0],
        preview=kept[1],
        caption=caption,
        is_consented=True,
        added_at=at,
        added_by=by,
    )
    audit.record(by=by, at=at, verb="tambon_photograph.add", on=row, place=area)
    return _taken(row)


@transaction.atomic
def remove(*, by: User, at: datetime, area: str, photograph: int) -> None:
    """The files go; the row says that there was one."""
    initiative = initiatives.held(by, area)
    row = TambonPhotograph.objects.select_for_update(of=("self",)).select_related("picture", "preview").filter(pk=photograph).first()
    if row is None or row.initiative_id != initiative.pk:
        raise scope.OutOfSight(str(photograph))
    if row.removed_at is None:
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        for stored in (row.picture, row.preview):
            uploads.drop(stored, at)
        audit.record(by=by, at=at, verb="tambon_photograph.remove", on=row, place=area)


def pieces(user: User, area: str, photograph: int, *, is_small: bool = False) -> Iterator[bytes]:
    """JPEG, decrypted as it is read."""
    row = _rows(initiatives.seen(user, area)).select_related("picture", "preview").filter(pk=photograph).first()
    if row is None:
        raise scope.OutOfSight(str(photograph))
    return uploads.pieces(row.preview if is_small else row.picture)


def _rows(initiative):
    return TambonPhotograph.objects.filter(initiative=initiative, removed_at=None).select_related("added_by")


def _taken(row: TambonPhotograph) -> Taken:
    return Taken(row.pk, row.caption, row.added_at, row.added_by.display_name)
