"""Mapping profiles: how a sender's workbook is read, settled once by a person and used for every file of that shape."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.intake import mapping, models
from nsc.intake.rules import tidy


@dataclass(frozen=True)
class Profile:
    id: int
    name: str
    version: int
    kind: str  # mapping.SURVEY, LIST or HELP
    rules: mapping.Profile
    by: str
    at: datetime


def visible_to(user: User) -> list[Profile]:
    """Those in use, by name; to who brings only lists of help, those of such lists."""
    if scope.may(user, Permission.SURVEY_IMPORT, settings.PROVINCE):
        return [_shown(row) for row in _in_use().order_by("name")]
    if scope.anywhere(user, Permission.ASSISTANCE_IMPORT):
        return [_shown(row) for row in _in_use().filter(kind=mapping.HELP).order_by("name")]
    return []


def named(name: str) -> Profile:
    """The newest version; Refused where there is none in use."""
    return _shown(_current(name))


def of_id(profile_id: int) -> Profile:
    """Any version, even one no longer in use."""
    return _shown(models.Profile.objects.select_related("by").get(pk=profile_id))


def save(*, by: User, at: datetime, name: str, rules: mapping.Profile) -> Profile:
    """A new profile, or the next version of the one in use under that name. Who brings only lists of help keeps profiles of such lists, and
    changes none that somebody else has made."""
    is_own = rules.kind == mapping.HELP and scope.anywhere(by, Permission.ASSISTANCE_IMPORT)
    if not is_own:
        scope.require(by, Permission.SURVEY_IMPORT, place=settings.PROVINCE)
    name = tidy(name)
    if not 1 <= len(name) <= 80:
        raise Refused(_("โปรดตั้งชื่อแบบการจับคู่คอลัมน์ ยาวไม่เกิน 80 ตัวอักษร"))
    text = replace(rules, name=name).to_json()
    mapping.Profile.from_json(text)  # what could not be read back must not be kept
    try:
        with transaction.atomic():
            before = models.Profile.objects.select_for_update().filter(name=name).order_by("-version").first()
            if before and before.ended_at is None:
                if before.rules == text:
                    return _shown(before)
                if is_own and before.by_id != by.pk and not scope.may(by, Permission.SURVEY_IMPORT, settings.PROVINCE):
                    raise Refused(_("ชื่อแบบ “{name}” เป็นของผู้อื่นแล้ว โปรดตั้งชื่ออื่น"), name=name)
                before.ended_at = at
                before.save(update_fields=["ended_at"])
            version = before.version + 1 if before else 1
            row = models.Profile.objects.create(name=name, version=version, kind=rules.kind, rules=text, by=by, at=at)
            audit.record(by=by, at=at, verb="profile.save", on=row, place=settings.PROVINCE, detail=f"{name} {version}")
    except IntegrityError as clash:
        raise Refused(_("มีผู้บันทึกแบบ “{name}” พร้อมกัน โปรดลองอีกครั้ง"), name=name) from clash
    return _shown(row)


@transaction.atomic
def delete(*, by: User, at: datetime, name: str) -> None:
    """Offered no more. Its versions stay for the record of what was read by them."""
    scope.require(by, Permission.SURVEY_IMPORT, place=settings.PROVINCE)
    row = _current(name, lock=True)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    audit.record(by=by, at=at, verb="profile.delete", on=row, place=settings.PROVINCE, detail=f"{row.name} {row.version}")


def _in_use():
    return models.Profile.objects.filter(ended_at=None).select_related("by")


def _current(name: str, *, lock: bool = False) -> models.Profile:
    rows = models.Profile.objects.select_for_update() if lock else models.Profile.objects.select_related("by")
    found = rows.filter(name=tidy(name), ended_at=None).first()
    if not found:
        known = ", ".join(_in_use().order_by("name").values_list("name", flat=True)) or "-"
        raise Refused(_("ไม่มีแบบการจับคู่คอลัมน์ชื่อ “{name}” แบบที่มีคือ {known}"), name=name, known=known)
    return found


def _shown(row: models.Profile) -> Profile:
    return Profile(row.pk, row.name, row.version, row.kind, mapping.Profile.from_json(row.rules), row.by.display_name, row.at)
