"""The record of processing activities (RoPA, PDPA s. 39), entry by entry with all its versions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.privacy import rules
from nsc.privacy.models import ActivityVersion

SHIPPED = Path(__file__).parent / "data" / "activities.toml"
FIRST = 1
COLUMNS = {  # what s. 39 asks for, in the order it is read and exported
    "name": _("กิจกรรม"),
    "controller": _("ผู้ควบคุมข้อมูล"),
    "purpose": _("วัตถุประสงค์"),
    "basis": _("ฐานทางกฎหมาย"),
    "data": _("ประเภทข้อมูล"),
    "persons": _("กลุ่มบุคคล"),
    "recipients": _("ผู้รับข้อมูล"),
    "transfers": _("การส่งออกนอกประเทศ"),
    "retention": _("ระยะเวลาเก็บ"),
    "security": _("มาตรการรักษาความปลอดภัย"),
    "owner": _("ผู้รับผิดชอบ"),
}


@dataclass(frozen=True)
class Activity:
    """`at` and `by`: None and "" for what was shipped."""

    key: str
    version: int
    name: str
    controller: str
    purpose: str
    basis: str
    data: str
    persons: str
    recipients: str
    transfers: str
    retention: str
    security: str
    owner: str
    is_ended: bool = False
    because: str = ""
    at: datetime | None = None
    by: str = ""


@cache
def _shipped() -> dict[str, Activity]:
    told = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    common = told.pop("common")
    return {key: Activity(key=key, version=FIRST, **common | said) for key, said in told.items()}


def visible_to(user: User) -> list[Activity]:
    """The newest version of each, the ended last."""
    _require(user)
    newest = dict(_shipped())
    for row in ActivityVersion.objects.select_related("by").order_by("key", "version"):
        newest[row.key] = _activity(row)
    return sorted(newest.values(), key=lambda each: each.is_ended)


def history(user: User, key: str) -> list[Activity]:
    """Newest first; OutOfSight where there is no such entry."""
    _require(user)
    found = [_activity(row) for row in ActivityVersion.objects.filter(key=key).select_related("by").order_by("-version")]
    found += [_shipped()[key]] if key in _shipped() else []
    if not found:
        raise scope.OutOfSight(key)
    return found


@transaction.atomic
def save(*, by: User, at: datetime, key: str, told: Mapping[str, str], because: str, is_ended: bool = False) -> Activity:
    """A new version, or a new entry under a new key. `told`: a text for every one of COLUMNS."""
    _require(by)
    rules.check_said(because)
    if not key or any(not str(told.get(name, "")).strip() for name in COLUMNS):
        raise Refused(_("โปรดกรอกทุกช่อง หากไม่มี ให้เขียนว่าไม่มี"))
    last = ActivityVersion.objects.filter(key=key).order_by("-version").first()
    before = last.version if last else (FIRST if key in _shipped() else 0)
    try:
        with transaction.atomic():
            row = ActivityVersion.objects.create(
                key=key,
                version=before + 1,
                is_ended=is_ended,
                because=because[:300],
                at=at,
                by=by,
                **{name: str(told[name]).strip() for name in COLUMNS},
            )
    except IntegrityError as clash:
        raise Refused(_("มีผู้แก้รายการนี้ก่อนหน้าท่านเมื่อครู่นี้ โปรดเปิดหน้าใหม่")) from clash
    audit.record(
        by=by, at=at, verb="activity.save", on=("activity", key), place=settings.PROVINCE, because=because, detail=str(row.version)
    )
    return _activity(row)


@transaction.atomic
def export(*, by: User, at: datetime) -> tuple[list[str], list[list[str]]]:
    """Headings (msgids) and rows of what is in force."""
    rows = [each for each in visible_to(by) if not each.is_ended]
    audit.record(by=by, at=at, verb="activity.export", place=settings.PROVINCE, count=len(rows))
    return list(COLUMNS.values()), [[getattr(each, name) for name in COLUMNS] for each in rows]


def _require(user: User) -> None:
    scope.require(user, Permission.PRIVACY_CHANGE, place=settings.PROVINCE)


def _activity(row: ActivityVersion) -> Activity:
    plain = {each.name: getattr(row, each.name) for each in fields(Activity) if each.name != "by"}
    return Activity(**plain, by=str(row.by))
