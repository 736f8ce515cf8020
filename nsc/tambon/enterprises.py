"""The enterprise of a tambon: that there is one, and what it is called."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, models, transaction

from nsc import thai
from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.tambon import initiatives
from nsc.tambon.models import Enterprise


@dataclass(frozen=True)
class Firm:
    """`copied_from`: the code of the tambon whose enterprise it was modelled on, or ""."""

    id: int
    area_code: str
    name: str
    about: str
    shares_profit: bool
    copied_from: str
    at: datetime
    by: str
    may_write: bool


# — questions —


def find(user: User, area: str) -> Firm | None:
    """None where the tambon has none yet. OutOfSight as initiatives.find."""
    row = _row(initiatives.seen(user, area).pk)
    return _firm(user, area, row) if row else None


# — for the verbs of the other parts of this room —


def seen(user: User, area: str) -> Enterprise:
    row = _row(initiatives.seen(user, area).pk)
    if row is None:
        raise scope.OutOfSight(area[:8])
    return row


def held(by: User, area: str) -> Enterprise:
    """Locked: what is written of an enterprise is written one after the other, so that sums are true when they are checked."""
    initiative = initiatives.held(by, area)
    row = Enterprise.objects.select_for_update().filter(initiative=initiative).first()
    if row is None:
        raise scope.OutOfSight(area[:8])
    return row


def withdraw(row: models.Model | None, *, at: datetime, because: str) -> bool:
    """Marks it; False where it was withdrawn before. OutOfSight where there is none. Inside a verb that has checked the right."""
    if row is None:
        raise scope.OutOfSight("")
    if row.withdrawn_at:
        return False
    row.withdrawn_at, row.withdrawn_because = at, access_rules.reason(because)[:300]
    row.save(update_fields=["withdrawn_at", "withdrawn_because"])
    return True


def _row(initiative: int) -> Enterprise | None:
    return Enterprise.objects.select_related("by", "copied_from__initiative").filter(initiative=initiative).first()


def _firm(user: User, area: str, row: Enterprise) -> Firm:
    told = {name: getattr(row, name) for name in ("id", "name", "about", "shares_profit", "at")}
    copied = row.copied_from.initiative.area_code if row.copied_from else ""
    may_write = scope.may(user, Permission.TAMBON_WRITE, area)
    return Firm(**told, area_code=area, copied_from=copied, by=row.by.display_name, may_write=may_write)


# — verbs —


@transaction.atomic
def establish(*, by: User, at: datetime, area: str, name: str, about: str, shares_profit: bool) -> Firm:
    """Written again, name, purpose and kind are changed; the record keeps that they were. The same words again change nothing."""
    initiative = initiatives.held(by, area)
    told = {"name": thai.clean(name)[:200], "about": thai.clean(about)[:500], "shares_profit": shares_profit}
    if not told["name"]:
        raise Refused(_("โปรดใส่ชื่อวิสาหกิจ"))
    row = Enterprise.objects.select_for_update().filter(initiative=initiative).first()
    if row is None:
        try:
            with transaction.atomic():
                row = Enterprise.objects.create(initiative=initiative, at=at, by=by, **told)
        except IntegrityError:  # somebody else, a moment before
            return _firm(by, area, _row(initiative.pk))
        audit.record(by=by, at=at, verb="enterprise.establish", on=row, place=area)
    elif any(getattr(row, name) != value for name, value in told.items()):
        changed = " ".join(name for name, value in told.items() if getattr(row, name) != value)
        Enterprise.objects.filter(pk=row.pk).update(**told, at=at, by=by)
        audit.record(by=by, at=at, verb="enterprise.change", on=row, place=area, detail=changed)
    return _firm(by, area, _row(initiative.pk))
