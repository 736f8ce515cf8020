"""Tambon that have begun: who sees them, and the beginning itself."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, Model, OuterRef

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.tambon import rules
from nsc.tambon.models import Blueprint, Enterprise, Farmer, Goal, IndicatorValue, Initiative, Partner, TeamMember

# What a tambon does first, one after the other, and where it is kept. Our proposal.
STEPS: dict[str, type[Model]] = {
    "profile": IndicatorValue,
    "team": TeamMember,
    "partners": Partner,
    "goals": Goal,
    "blueprint": Blueprint,
    "farmers": Farmer,
    "company": Enterprise,
}


@dataclass(frozen=True)
class Begun:
    """`may_write`: this reader may. `copied_from`: the code of the tambon whose model it began with, or ""."""

    id: int
    area_code: str
    name: str
    begun_at: datetime
    copied_from: str
    may_write: bool


# — questions —


def visible_to(user: User, *, area: str = "") -> list[Begun]:
    """By code, within `area`. One query."""
    rows = Initiative.objects.filter(scope.within(user, Permission.TAMBON_SEE)).select_related("copied_from").order_by("area_code")
    return [_begun(user, row) for row in (rows.filter(places.within(area)) if area else rows)]


def find(user: User, area: str) -> Begun:
    """OutOfSight where the tambon has not begun, or is not theirs to see."""
    return _begun(user, _row(user, area))


def reached(user: User, area: str) -> dict[str, bool]:
    """Of each of STEPS, in their order, whether anything of it is there. One query."""
    scope.require(user, Permission.TAMBON_SEE, place=area)
    told = [Exists(kind._default_manager.filter(initiative=OuterRef("pk"))) for kind in STEPS.values()]
    found = Initiative.objects.filter(area_code=area).values_list(*told).first()
    if found is None:
        raise scope.OutOfSight(area[:8])
    return dict(zip(STEPS, found, strict=True))


# — for the verbs of the other parts of this room —


def seen(user: User, area: str) -> Initiative:
    """The row, for who may see it."""
    return _row(user, area)


def held(by: User, area: str) -> Initiative:
    """The row, for who may write; else OutOfSight or NotAllowed."""
    row = _row(by, area)
    scope.require(by, Permission.TAMBON_WRITE, place=area)
    return row


def lock(initiative: Initiative) -> None:
    """Verbs that look before they write come one after the other: two at once do not double."""
    Initiative.objects.select_for_update().get(pk=initiative.pk)


def _row(user: User, area: str) -> Initiative:
    scope.require(user, Permission.TAMBON_SEE, place=area)
    row = Initiative.objects.select_related("copied_from").filter(area_code=area).first()
    if row is None:
        raise scope.OutOfSight(area[:8])
    return row


def _begun(user: User, row: Initiative) -> Begun:
    return Begun(
        id=row.pk,
        area_code=row.area_code,
        name=places.place(row.area_code).title,
        begun_at=row.begun_at,
        copied_from=row.copied_from.area_code if row.copied_from else "",
        may_write=scope.may(user, Permission.TAMBON_WRITE, row.area_code),
    )


# — verbs —


@transaction.atomic
def begin(*, by: User, at: datetime, area: str) -> Begun:
    """Begun twice, the first stands."""
    scope.require(by, Permission.TAMBON_WRITE, place=area)
    if len(area) != rules.TAMBON_DIGITS or not places.is_known(area):
        raise Refused(_("โปรดเลือกตำบลหนึ่งตำบล งานตำบลอัจฉริยะเริ่มทีละตำบล"))
    known = Initiative.objects.select_related("copied_from").filter(area_code=area).first()
    if known is None:
        try:
            with transaction.atomic():
                known = Initiative.objects.create(area_code=area, begun_at=at, begun_by=by)
        except IntegrityError:  # somebody else, a moment before
            known = Initiative.objects.select_related("copied_from").get(area_code=area)
        else:
            audit.record(by=by, at=at, verb="initiative.begin", on=known, place=area)
    return _begun(by, known)
