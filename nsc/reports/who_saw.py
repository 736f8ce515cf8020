"""Who has seen this person? From what an auditor knows of them (a national id, a house code, a name and a village) to the complete list of
who saw, did or exported what. No name of the register is told: the auditor knows whom they asked about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from nsc import thai
from nsc.access import audit, limits, scope, trail
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.areas.places import Place
from nsc.errors import Refused, _
from nsc.registry import households as register
from nsc.registry.models import Household
from nsc.reports import known
from nsc.reports.names import shown_name
from nsc.surveys.models import ListedPerson, Member

ENOUGH = 30


@dataclass(frozen=True)
class Home:
    """A household found. `people`: whom the name asked for meant, masked unless this user may read names; none where a number was asked."""

    household: int
    place: Place
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    home: Home
    sight: trail.Sight


def require(user: User) -> None:
    trail.require(user)


def by_number(*, by: User, at: datetime, typed: str) -> list[Home]:
    """Households of a national id or a house code, the newest first. The number stands nowhere on the record."""
    require(by)
    limits.require(limits.PERSON, by, at)
    return _by_number(by, at, typed)


def by_name(*, by: User, at: datetime, name: str, place: str) -> list[Home]:
    """Households in one tambon or village in which somebody's name begins so. `name`: first name, and surname after a space."""
    require(by)
    limits.require(limits.PERSON, by, at)
    return _by_name(by, at, name, place)


@transaction.atomic
def _by_number(by: User, at: datetime, typed: str) -> list[Home]:
    number = thai.bare(typed)
    if not (len(number) in (11, 13) and number.isascii() and number.isdigit()):
        raise Refused(_("โปรดใส่เลขประจำตัวประชาชน 13 หลัก หรือรหัสบ้าน 11 หลัก"))
    if len(number) == 13 and not thai.has_right_check_digit(number):
        raise Refused(_("เลขประจำตัวประชาชนนี้ไม่ถูกต้อง เลขตรวจสอบหลักสุดท้ายไม่ตรง โปรดตรวจตัวเลขอีกครั้ง"))
    found = [home for each in known.by_number(number) if (home := _home(by, each))]
    _note(by, at, "national id" if len(number) == 13 else "house code", "", found)
    return found


@transaction.atomic
def _by_name(by: User, at: datetime, name: str, place: str) -> list[Home]:
    if len(place) < codes.LENGTH[codes.TAMBON]:
        raise Refused(_("ค้นด้วยชื่อได้ครั้งละหนึ่งตำบลหรือหมู่บ้าน โปรดระบุตำบลหรือหมู่บ้าน"))
    scope.require(by, Permission.AUDIT_SEE, place=place)
    typed = thai.split_name(name)
    if len(typed.first) < 2:
        raise Refused(_("โปรดใส่ชื่ออย่างน้อย 2 ตัวอักษร"))
    people: dict[int, list[str]] = {}
    for household, area, row in _called(typed, place):
        may_read = scope.may(by, Permission.NAME_SEE, area, household)
        people.setdefault(household, []).append(shown_name(row, may_read))
    if len(people) > ENOUGH:
        raise Refused(_("พบ {count} ครัวเรือน มากเกินไป โปรดใส่นามสกุลหรือระบุหมู่บ้าน"), count=len(people))
    found = [home for each, names in people.items() if (home := _home(by, each, tuple(dict.fromkeys(names))))]
    _note(by, at, "name", place, found)
    return found


def of_household(user: User, household: int, *, at: datetime) -> Seen:
    """The complete list. OutOfSight for a household that is none or lies where the user doesn't read the record."""
    home = _required(user, household)
    sight = trail.who_has_seen(user, at=at, households=[household], persons=known.people_of(household), place=home.place.code)
    return Seen(home, sight)


def export(*, by: User, at: datetime, household: int) -> tuple[int, Iterator[list[object]]]:
    """The same as a table under trail.COLUMNS, and how many lines."""
    home = _required(by, household)
    return trail.export_sight(by=by, at=at, household=household, persons=known.people_of(household), place=home.place.code)


def _required(user: User, household: int) -> Home:
    home = _home(user, household)
    if home is None:
        raise scope.OutOfSight(str(household))
    return home


def _home(user: User, household: int, people: tuple[str, ...] = ()) -> Home | None:
    """None where there is none, or the user doesn't read the record there."""
    row: Household | None = register.find(household)
    if row is None or not scope.may(user, Permission.AUDIT_SEE, row.area_code):
        return None
    return Home(household, places.place(row.area_code), people)


def _called(typed: thai.Name, place: str) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Household, its area code, and the row of the person."""
    begins = Q(first_name__startswith=typed.first) & (Q(last_name__startswith=typed.last) if typed.last else Q())
    columns = ("title", "first_name", "last_name")
    asked = Member.objects.filter(begins, places.within(place, "response__area_code"), response__batch__state=known.LIVE)
    named = ListedPerson.objects.filter(begins, places.within(place, "listed__area_code"), listed__target_list__state=known.NAMED)
    for rows, home in ((asked, "response"), (named, "listed")):
        for household, area, *name in rows.values_list(f"{home}__household", f"{home}__area_code", *columns).order_by("pk"):
            yield household, area, dict(zip(columns, name, strict=True))


def _note(by: User, at: datetime, how: str, place: str, found: list[Home]) -> None:
    """That somebody was looked for, and in which households they were found: that, too, is something done about them."""
    audit.record(
        by=by, at=at, verb="person.search", place=place, count=len(found), detail=how, households=[home.household for home in found]
    )  # fmt: skip
