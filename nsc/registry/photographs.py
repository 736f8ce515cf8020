"""Photographs of a household: what stands before who judges whether a house can be lived in.

All of them come in by `add`, whether from a visit, from a phone or on the household's page, and by the household's yes alone
(rules.picture). Pictures that are no part of this album rest on something else, and that yes neither covers nor stops them: a paper or a
picture behind an official act (a receipt of help, a check of its use, a verification, minutes) proves the act and goes with it; a
tambon's profile and events show places, work and meetings, with the yes of the faces in them; a farmer's show the plot.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.files import photographs as pictures
from nsc.files import uploads
from nsc.registry import consents, households, rules
from nsc.registry.models import Household, Photograph
from nsc.registry.rules import KINDS, LATITUDES, LONGITUDES

PURPOSE = "photograph"  # of access.purposes
MOST = 30  # of one household
CAPTION = 200
TYPE = "image/jpeg"


@dataclass(frozen=True)
class Shown:
    id: int
    household: int
    kind: str
    caption: str
    at: datetime
    by: str  # display name


@dataclass(frozen=True)
class Album:
    """What a household's page shows, newest first. `lacks`: why who may add can not (a key of rules.NO_PICTURE), "" they can."""

    may_see: bool
    may_add: bool
    shown: tuple[Shown, ...] = ()
    lacks: str = ""


@dataclass(frozen=True)
class Opened:
    """`pieces`: JPEG, decrypted as they are read."""

    shown: Shown
    pieces: Iterator[bytes]


def album(user: User, household: int, *, at: datetime) -> Album:
    """Nothing for who may not see photographs there. The pictures themselves are opened one by one."""
    home = households.find(household)
    if home is None:
        return Album(may_see=False, may_add=False)
    may_see, may_add = (_may(user, each, home) for each in (Permission.PHOTOGRAPH_SEE, Permission.PHOTOGRAPH_ADD))
    return Album(may_see, may_add, tuple(map(_shown, _rows(home.pk))) if may_see else (), _lacks(home, at) if may_add else "")


def lacking(user: User, household: int, *, at: datetime) -> str:
    """Before a form is shown: what a picture lacks there, as in Album. NotAllowed or OutOfSight for who may not add any."""
    home = households.find(household)
    if home is None:
        raise scope.OutOfSight(str(household))
    _require(user, Permission.PHOTOGRAPH_ADD, home)
    return _lacks(home, at)


def of_household(household: int) -> Iterator[Opened]:
    """All of them, opened. For rooms above whose verbs have checked the right, and leave the line."""
    for row in _rows(household):
        yield Opened(_shown(row), uploads.pieces(row.picture))


@transaction.atomic
def add(*, by: User, at: datetime, household: int, file: BinaryIO, kind: str, caption: str = "", is_position: bool = False) -> Shown:
    """`is_position`: the house stands where the picture was taken. That position alone is kept; the picture keeps none. `at`: of a picture
    from a phone, when it was taken: the household's yes was given by that day."""
    home = _locked(household)
    _require(by, Permission.PHOTOGRAPH_ADD, home)
    rules.check_picture(_lacks(home, at))
    if kind not in KINDS:
        raise Refused(_("ไม่รู้จักชนิดของภาพ โปรดเลือกจากรายการ"))
    if Photograph.objects.filter(household=home).count() >= MOST:
        raise Refused(_("ครัวเรือนนี้มีภาพครบ {most} ภาพแล้ว โปรดลบภาพที่ไม่ใช้ก่อน"), most=MOST)
    made = pictures.prepare(file)
    if is_position:
        _locate(home, at, made.position)
    picture, preview = (
        uploads.keep(by=by, at=at, file=io.BytesIO(content), name="photograph.jpg", until=None) for content in (made.picture, made.preview)
    )
    told = {"kind": kind, "caption": thai.clean(caption)[:CAPTION], "added_at": at, "added_by": by}
    row = Photograph.objects.create(household=home, picture=picture, preview=preview, **told)
    detail = f"photograph {row.pk}{' position' if is_position else ''}"
    audit.record(by=by, at=at, verb="photograph.add", on=home, place=home.area_code, detail=detail)
    return _shown(row)


@transaction.atomic
def remove(*, by: User, at: datetime, photograph: int) -> int:
    """Gone for good, and where it was not added by mistake, too; the household it was of."""
    row = _row(photograph)
    home = row.household
    _require(by, Permission.PHOTOGRAPH_ADD, home)
    row.delete()
    for stored in (row.picture, row.preview):
        uploads.drop(stored, at)
    audit.record(by=by, at=at, verb="photograph.remove", on=home, place=home.area_code, detail=f"photograph {photograph}")
    return int(home.pk)


@transaction.atomic
def open(*, by: User, at: datetime, photograph: int) -> Opened:
    row = _row(photograph)
    _require(by, Permission.PHOTOGRAPH_SEE, row.household)
    audit.seen(by=by, at=at, what="photograph", on=row.household, place=row.household.area_code, detail=f"photograph {photograph}")
    return Opened(_shown(row), uploads.pieces(row.picture))


def preview(user: User, photograph: int) -> Opened:
    """The small blurred one, which shows nothing that needs a line."""
    row = _row(photograph)
    _require(user, Permission.PHOTOGRAPH_SEE, row.household)
    return Opened(_shown(row), uploads.pieces(row.preview))


def _rows(household: int) -> Iterator[Photograph]:
    rows = Photograph.objects.filter(household=household).select_related("picture", "preview", "added_by")
    return iter(rows.order_by("-added_at", "-pk"))


def _row(photograph: int) -> Photograph:
    row = Photograph.objects.select_related("household", "picture", "preview", "added_by").filter(pk=photograph).first()
    if row is None:
        raise scope.OutOfSight(str(photograph))
    return row


def _locked(household: int) -> Household:
    """So that two pictures sent at once are counted one after the other, and a yes that is taken back at the same moment is seen
    (consents.hold)."""
    home = Household.objects.select_for_update().filter(pk=household).first()
    if home is None:
        raise scope.OutOfSight(str(household))
    return home


def _lacks(home: Household, at: datetime) -> str:
    is_agreed = consents.stands(household=home.pk, purpose=PURPOSE, on=timezone.localdate(at))
    return rules.picture(is_agreed=is_agreed, is_stopped=consents.is_stopped(household=home.pk, purpose=PURPOSE))


def _locate(home: Household, at: datetime, position: tuple[float, float] | None) -> None:
    if position is None:
        raise Refused(_("ภาพนี้ไม่มีตำแหน่งอยู่ในไฟล์ โปรดเปิดการบันทึกตำแหน่งของกล้องแล้วถ่ายใหม่ หรือเอาเครื่องหมายออก"))
    lat, lon = position
    if not (LATITUDES[0] <= lat <= LATITUDES[1] and LONGITUDES[0] <= lon <= LONGITUDES[1]):
        raise Refused(_("ตำแหน่งในภาพอยู่นอกประเทศไทย จึงใช้เป็นตำแหน่งบ้านไม่ได้ โปรดเอาเครื่องหมายออก"))
    home.lat, home.lon, home.located_at = lat, lon, at
    home.save(update_fields=["lat", "lon", "located_at"])


def _require(user: User, permission: Permission, home: Household) -> None:
    scope.require(user, permission, place=home.area_code, household=home.pk, authority=home.authority_id)


def _may(user: User, permission: Permission, home: Household) -> bool:
    return scope.may(user, permission, home.area_code, home.pk, home.authority_id)


def _shown(row: Photograph) -> Shown:
    return Shown(row.pk, row.household_id, row.kind, row.caption, row.added_at, row.added_by.display_name)
