"""What the team found: assets, opportunities and problems of each dimension, and the four lists of SWOT."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import initiatives, profile_rules, rules
from nsc.tambon.models import Finding


@dataclass(frozen=True)
class Found:
    id: int
    kind: str
    dimension: str  # "" of SWOT
    text: str
    at: datetime
    by: str


def of(user: User, area: str, *, as_of: datetime | None = None) -> list[Found]:
    """In the order in which they were written. Two queries."""
    rows = Finding.objects.filter(initiative=initiatives.seen(user, area)).select_related("added_by").order_by("added_at", "pk")
    rows = rows.filter(added_at__lte=as_of).filter(Q(ended_at=None) | Q(ended_at__gt=as_of)) if as_of else rows.filter(ended_at=None)
    return [_found(row) for row in rows]


@transaction.atomic
def write(*, by: User, at: datetime, area: str, kind: str, text: str, dimension: str = "") -> Found:
    """Written again in the same words, the first stands."""
    initiative = initiatives.held(by, area)
    profile_rules.check_finding(kind, dimension)
    if dimension:
        rules.check_dimension(dimension)
    told = {"kind": kind, "dimension": dimension, "text": thai.clean(text)[:300]}
    if not told["text"]:
        raise Refused(_("โปรดเขียนข้อความก่อนบันทึก"))
    initiatives.lock(initiative)
    if known := Finding.objects.filter(initiative=initiative, ended_at=None, **told).first():
        return _found(known)
    made = Finding.objects.create(initiative=initiative, added_at=at, added_by=by, **told)
    audit.record(by=by, at=at, verb="finding.write", on=made, place=area, detail=f"{kind} {dimension}".strip())
    return _found(made)


@transaction.atomic
def end(*, by: User, at: datetime, area: str, finding: int) -> None:
    """No longer so. It stays in the years that were closed with it."""
    initiative = initiatives.held(by, area)
    row = Finding.objects.select_for_update().filter(initiative=initiative, pk=finding).first()
    if row is None:
        raise scope.OutOfSight(str(finding))
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        audit.record(by=by, at=at, verb="finding.end", on=row, place=area)


def _found(row: Finding) -> Found:
    return Found(row.pk, row.kind, row.dimension, row.text, row.added_at, row.added_by.display_name)
