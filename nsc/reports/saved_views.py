"""Views of lists that people keep: what the address of a list says, under a name; one's own, or shared with a team.

A view holds how a list is asked, never what it answers: whoever opens it is answered by the list, within their own sight. Its address
is of codes and numbers, so that no name of a person can stand in it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import NotAllowed, Refused, _
from nsc.reports.models import DefaultView, SavedView
from nsc.statements import Statement

MOST = 60  # of one person
NAME, ADDRESS = 80, 1000  # characters
# The lists, by the name of their address, and what one must be able to see somewhere to read any of it.
LISTS = {
    "households": Permission.HOUSEHOLD_SEE,
    "persons": Permission.HOUSEHOLD_SEE,
    "indicators": Permission.FIGURES_SEE,
    "needs": Permission.HOUSEHOLD_SEE,
    "case-list": Permission.HOUSEHOLD_SEE,
    "referral-list": Permission.HOUSEHOLD_SEE,
    "help": Permission.HOUSEHOLD_SEE,
    "right-list": Permission.HOUSEHOLD_SEE,
    "builder": Permission.FIGURES_SEE,  # a report of one's own: secretariat.builder
}
LEFT_OUT = frozenset({"page", "view", "q"})  # of an address: where one stands in the list, not how it is asked
_PARAMETER, _VALUE = re.compile(r"[a-z_]{1,30}", re.ASCII), re.compile(r"[\w.,:~-]{1,400}", re.ASCII)
_IDENTITY = re.compile(r"\d[\d -]{11,}\d")


@dataclass(frozen=True)
class View:
    """`parameters`: of the list's address. `shared`: with whom, by its name; "" where it is only one's own. `by`: "" for one's own."""

    number: int
    list: str
    name: str
    parameters: tuple[tuple[str, str], ...]
    by: str
    is_mine: bool
    shared: str
    organisation: int | None
    area: str
    is_default: bool

    @property
    def address(self) -> str:
        return urlencode(self.parameters)


# — questions —


def visible_to(user: User, list: str = "") -> tuple[View, ...]:
    """Of one list, or of all: one's own first, then what is shared with the user, by name. Above every list stand its views, and mostly
    there are none: one plain query says so, and a second reads them."""
    numbers = _numbers(user, list) if list else None
    if numbers == []:
        return ()
    rows = _seen(user).select_related("by", "organisation")
    if numbers:
        rows = rows.filter(pk__in=numbers)
    found = [_view(user, row) for row in rows if row.list not in LISTS or scope.anywhere(user, LISTS[row.list])]
    return tuple(sorted(found, key=lambda view: (not view.is_mine, thai.sort_key(view.name), view.number)))


def find(user: User, number: int) -> View:
    row = _seen(user).select_related("by", "organisation").filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    return _view(user, row)


def teams(user: User, list: str) -> tuple[tuple[str, str], ...]:
    """With whom this user may share a view of that list: ("organisation:7" or "area:6009", its name)."""
    offices = {f"organisation:{given.organisation_id}": given.organisation for given in scope.in_force(user) if given.organisation_id}
    areas = scope.areas(user, LISTS[list]) or scope.areas(user, Permission.FIGURES_SEE)
    return (
        *((key, office.name) for key, office in offices.items()),
        *((f"area:{code}", places.place(code).title) for code in areas),
    )


def _teams(user: User) -> tuple[set[int], set[str]]:
    """The offices and the areas whose views they see: everybody with a role in an area, also with one over a part of it."""
    given = scope.in_force(user)
    above = {each.area_code[:digits] for each in given for digits in range(2, len(each.area_code) + 1, 2)}
    return {each.organisation_id for each in given if each.organisation_id}, above


def _numbers(user: User, name: str) -> list[int]:
    offices, above = _teams(user)
    return [pk for pk, by, office, area in _kept.all(name) if by == user.pk or office in offices or area in above]


_kept: Statement[tuple[int, int, int | None, str]] = Statement(
    lambda name: SavedView.objects.filter(withdrawn_at=None, list=name).values_list("pk", "by", "organisation", "area_code")
)


def _seen(user: User) -> QuerySet[SavedView]:
    offices, above = _teams(user)
    rows = SavedView.objects.filter(withdrawn_at=None)
    mine = DefaultView.objects.filter(user=user, view=OuterRef("pk"))
    return rows.filter(Q(by=user) | Q(organisation__in=offices) | Q(area_code__in=above)).annotate(chosen=Exists(mine))


def _view(user: User, row: SavedView) -> View:
    is_mine = row.by_id == user.pk
    return View(
        number=row.pk,
        list=row.list,
        name=row.name,
        parameters=tuple(parse_qsl(row.address)),
        by="" if is_mine else row.by.display_name,
        is_mine=is_mine,
        shared=row.organisation.name if row.organisation else places.place(row.area_code).title if row.area_code else "",
        organisation=row.organisation_id,
        area=row.area_code,
        is_default=row.chosen,
    )


# — verbs —


@transaction.atomic
def save(*, by: User, at: datetime, list: str, name: str, parameters: Mapping[str, str], team: str = "") -> View:
    """One's own under this name is saved over. `team`: as `teams` has it; "" for oneself alone."""
    _require(by, list)
    named, address = _named(name), _address(parameters)
    told = {"address": address, **_team(by, list, team)}
    mine = SavedView.objects.select_for_update().filter(by=by, withdrawn_at=None)
    row = mine.filter(list=list, name=named).first()
    if row and all(getattr(row, field) == value for field, value in told.items()):
        return find(by, row.pk)
    if row is None and mine.count() >= MOST:
        raise Refused(_("ท่านบันทึกมุมมองไว้ครบ {most} มุมมองแล้ว โปรดเลิกมุมมองที่ไม่ใช้ก่อน"), most=MOST)
    row = row or SavedView(by=by, list=list, name=named)
    row.at = at
    _store(row, told)
    audit.record(by=by, at=at, verb="saved_view.save", on=row, place=row.area_code, detail=list)
    return find(by, row.pk)


@transaction.atomic
def rename(*, by: User, at: datetime, view: int, name: str) -> View:
    row, named = _mine(by, view), _named(name)
    if row.name != named:
        if SavedView.objects.filter(by=by, list=row.list, name=named, withdrawn_at=None).exists():
            raise Refused(_("ท่านมีมุมมองชื่อ “{name}” ในรายการนี้แล้ว โปรดใช้ชื่ออื่น"), name=named)
        _store(row, {"name": named})
        audit.record(by=by, at=at, verb="saved_view.rename", on=row, place=row.area_code, detail=row.list)
    return find(by, view)


@transaction.atomic
def share(*, by: User, at: datetime, view: int, team: str) -> View:
    """With one team, instead of the one before; with nobody where it is ""."""
    row = _mine(by, view)
    _require(by, row.list)
    told = _team(by, row.list, team)
    if any(getattr(row, field) != value for field, value in told.items()):
        _store(row, told)
        audit.record(by=by, at=at, verb="saved_view.share", on=row, place=row.area_code, detail=team)
    return find(by, view)


@transaction.atomic
def withdraw(*, by: User, at: datetime, view: int) -> None:
    """It is gone for everybody; withdrawn twice, it is gone once."""
    row = _mine(by, view)
    if row.withdrawn_at is None:
        _store(row, {"withdrawn_at": at})
        DefaultView.objects.filter(view=row).delete()
        audit.record(by=by, at=at, verb="saved_view.withdraw", on=row, place=row.area_code, detail=row.list)


@transaction.atomic
def make_default(*, by: User, at: datetime, view: int, is_default: bool = True) -> View:
    """What the list opens with for this user, of all views they see; or no more."""
    found = find(by, view)
    if found.is_default != is_default:
        if is_default:
            DefaultView.objects.update_or_create(user=by, list=found.list, defaults={"view_id": view})
        else:
            DefaultView.objects.filter(user=by, view=view).delete()
        audit.record(by=by, at=at, verb="saved_view.choose", on=("savedview", view), detail=f"{found.list} {'on' if is_default else 'off'}")
    return find(by, view)


def _require(by: User, list: str) -> None:
    if list not in LISTS:
        raise scope.OutOfSight(list[:40])
    if not scope.anywhere(by, LISTS[list]):
        scope.require(by, LISTS[list], place=settings.PROVINCE)


def _mine(by: User, number: int) -> SavedView:
    """One's own, also withdrawn; NotAllowed where a colleague shared it, OutOfSight for all others."""
    row = SavedView.objects.select_for_update().filter(pk=number).first()
    if row is None or (row.by_id != by.pk and not _seen(by).filter(pk=number).exists()):
        raise scope.OutOfSight(str(number))
    if row.by_id != by.pk:
        raise NotAllowed("saved_view.save")
    return row


def _named(name: str) -> str:
    said = thai.clean(name)
    if not said or len(said) > NAME:
        raise Refused(_("โปรดตั้งชื่อมุมมอง ไม่เกิน {most} ตัวอักษร"), most=NAME)
    if _IDENTITY.search(thai.arabic_digits(said)):
        raise Refused(_("ชื่อมุมมองมีเลขยาวคล้ายเลขประจำตัวประชาชน โปรดตั้งชื่อที่ไม่มีข้อมูลของบุคคล"))
    return said


def _address(parameters: Mapping[str, str]) -> str:
    """Codes and numbers only; what says something else is no filter of a list."""
    kept = {name: value for name, value in parameters.items() if name not in LEFT_OUT and value}
    wrong = [name for name, value in kept.items() if not _PARAMETER.fullmatch(name) or not _VALUE.fullmatch(value)]
    if wrong or any(_IDENTITY.fullmatch(value) for value in kept.values()):
        raise Refused(_("ที่อยู่ของหน้านี้มีสิ่งที่บันทึกเป็นมุมมองไม่ได้ มุมมองเก็บได้เฉพาะตัวกรอง ลำดับ และคอลัมน์"))
    found = urlencode(kept)
    if len(found) > ADDRESS:
        raise Refused(_("ตัวกรองของมุมมองนี้ยาวเกินไป โปรดเลือกตัวกรองให้น้อยลง"))
    return found


def _team(by: User, list: str, team: str) -> dict[str, object]:
    if team and team not in dict(teams(by, list)):
        raise Refused(_("ท่านแบ่งปันได้กับหน่วยงานหรือพื้นที่ที่ท่านมีบทบาทอยู่เท่านั้น โปรดเลือกจากรายการ"))
    kind, _colon, which = team.partition(":")
    return {"organisation_id": int(which) if kind == "organisation" else None, "area_code": which if kind == "area" else ""}


def _store(row: SavedView, told: Mapping[str, object]) -> None:
    for field, value in told.items():
        setattr(row, field, value)
    row.save()
