"""Registers of who receives a programme: of a day, an area or a local authority, compared by national id, and withdrawn whole.

What a register says, it says as of its day. The newest that covers a person decides (eligibility.hear).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from nsc import bulk, thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import authorities, codes, places
from nsc.errors import Refused, _
from nsc.registry.models import Person
from nsc.surveys import rounds
from nsc.surveys.models import Round
from nsc.welfare import programmes
from nsc.welfare.eligibility import Said, SaidOfAll
from nsc.welfare.models import Programme, Register, RegisterEntry

ENTRY = {"register_id": pl.Int64, "person_id": pl.Int64}


@dataclass(frozen=True)
class Listing:
    """A register as its page shows it. `matched`: of its rows, those who are known to us."""

    id: int
    as_of: date
    area: str
    authority: str
    source: str
    rows: int
    wrong: int
    matched: int
    by: str
    at: datetime
    undone_at: datetime | None
    because: str
    is_in_force: bool


def visible_to(user: User, code: str) -> list[Listing]:
    """Of one programme, newest day first, for who imports registers. Two queries."""
    scope.require(user, Permission.REGISTER_IMPORT, place=settings.PROVINCE)
    entry = programmes.find(user, code)
    rows = Register.objects.filter(programme=entry.id).select_related("by", "authority").order_by("-as_of", "-pk")[:500]
    counted = {each.pk for each in _newest_of_each_place(row for row in rows if row.undone_at is None)}
    return [_listing(row, row.pk in counted) for row in rows]


def _listing(row: Register, is_in_force: bool) -> Listing:
    told = {name: getattr(row, name) for name in ("as_of", "source", "rows", "wrong", "matched", "at", "undone_at", "because")}
    authority = row.authority.name if row.authority else ""
    return Listing(id=row.pk, area=row.area_code, authority=authority, by=row.by.display_name, is_in_force=is_in_force, **told)


def days(programme_ids: Iterable[int] | None = None) -> dict[int, tuple[date, date, int]]:
    """programme → (oldest day, newest day, number) of the registers in force. Where there is none, the programme is not there."""
    found: dict[int, tuple[date, date, int]] = {}
    for each in in_force(programme_ids):
        first, last, number = found.get(each.programme_id, (each.as_of, each.as_of, 0))
        found[each.programme_id] = (min(first, each.as_of), max(last, each.as_of), number + 1)
    return found


def in_force(programme_ids: Iterable[int] | None = None) -> list[Register]:
    """The newest of each programme and place."""
    rows = Register.objects.filter(undone_at=None).order_by("-as_of", "-pk")
    return _newest_of_each_place(rows if programme_ids is None else rows.filter(programme__in=list(programme_ids)))


def _newest_of_each_place(rows: Iterable[Register]) -> list[Register]:
    found: dict[tuple, Register] = {}
    for row in rows:
        found.setdefault((row.programme_id, row.area_code, row.authority_id), row)
    return list(found.values())


# — what they say —


def said_of_all(registers: Iterable[Register], people: pl.DataFrame) -> list[SaidOfAll]:
    """Of registers of one programme. `people`: person_id, area_code (8 digits), authority_id, one row each."""
    told = list(registers)
    if not told:
        return []
    persons = people["person_id"]
    rows = RegisterEntry.objects.filter(register__in=[each.pk for each in told])
    entries = bulk.read_some(rows, "person_id", persons if persons.len() <= bulk.FEW else None, ENTRY)
    named = {key[0]: group["person_id"] for key, group in entries.group_by("register_id")}
    numbers, ids = people["area_code"].cast(pl.Int64).to_numpy(), persons.to_numpy()
    owners = people["authority_id"].fill_null(0).to_numpy()
    return [_said(each, named.get(each.pk), persons, numbers, owners, ids) for each in told]


def _said(
    register: Register, named: pl.Series | None, persons: pl.Series, numbers: np.ndarray, owners: np.ndarray, ids: np.ndarray
) -> SaidOfAll:
    above = 10 ** (codes.LENGTH[codes.VILLAGE] - len(register.area_code))
    covers = numbers // above == int(register.area_code)
    if register.authority_id:
        covers &= owners == register.authority_id
    lists = persons.is_in(named.implode()).to_numpy() if named is not None else np.zeros(ids.size, dtype=bool)
    return SaidOfAll(register.as_of, covers, lists, ids <= register.known_until)


def said_of(registers: Iterable[Register], listed: set[tuple[int, int]], *, person: int, area: str, authority: int | None) -> list[Said]:
    """The same of one person. `listed`: (register, person)."""
    return [
        Said(
            each.as_of,
            codes.contains(each.area_code, area) and each.authority_id in (None, authority),
            (each.pk, person) in listed,
            person <= each.known_until,
        )
        for each in registers
    ]


def listed(registers: Iterable[Register], persons: Iterable[int]) -> set[tuple[int, int]]:
    rows = RegisterEntry.objects.filter(person__in=list(persons), register__in=[each.pk for each in registers])
    return set(rows.values_list("register_id", "person_id"))


# — verbs —


def place_of(area: str, authority: int | None) -> str:
    """The area a register covers as it is stored; Refused where it is none of the province."""
    found = places.find(area or settings.PROVINCE)
    if found is None or not codes.contains(settings.PROVINCE, found.code):
        raise Refused(_("ไม่มีพื้นที่รหัสนี้ในจังหวัด โปรดเลือกพื้นที่ที่ทะเบียนครอบคลุม"))
    if authority is not None and authorities.find(authority) is None:
        raise Refused(_("ไม่รู้จัก อปท. นี้ โปรดเลือกจากรายการ"))
    return found.code


def check_day(as_of: date, at: datetime) -> None:
    if as_of > timezone.localdate(at):
        raise Refused(_("วันที่ {on} ยังมาไม่ถึง โปรดใส่วันที่ของทะเบียน"), on=thai.format_date(as_of))


def same(programme: int, *, as_of: date, area: str, authority: int | None, sha256: str) -> Register | None:
    """The register in force that this very file has made already."""
    told = {"programme": programme, "as_of": as_of, "area_code": area, "authority": authority, "sha256": sha256}
    return Register.objects.filter(undone_at=None, **told).first()


def known_until() -> int:
    """The highest person we know. Refused while a survey comes in: its people have numbers already but are not yet there to be found."""
    busy = [each for each in Round.objects.exclude(importing=None) if not rounds.is_free(each)]
    if busy:
        raise Refused(_("กำลังนำเข้าข้อมูลสำรวจอยู่ โปรดรอให้เสร็จแล้วนำเข้าทะเบียนอีกครั้ง"))
    return Person.objects.aggregate(last=Max("pk"))["last"] or 0


def store(
    *,
    by: User,
    at: datetime,
    code: str,
    as_of: date,
    area: str = "",
    authority: int | None = None,
    source: str,
    sha256: str,
    persons: pl.Series,
    rows: int,
    wrong: int = 0,
    known_until: int,
) -> Register:
    """A register, all of it or nothing: `persons` are those of its `rows` whom we know (`wrong` of which could not be read), and
    `known_until` was asked before they were looked up. The same file again changes nothing and gives the one that stands."""
    scope.require(by, Permission.REGISTER_IMPORT, place=settings.PROVINCE)
    place = place_of(area, authority)
    check_day(as_of, at)
    programme = Programme.objects.filter(code=code).first()
    if programme is None:
        raise scope.OutOfSight(code[:40])
    told = {"as_of": as_of, "authority": authority, "sha256": sha256}
    if standing := same(programme.pk, area=place, **told):
        return standing
    people = persons.drop_nulls().unique().sort()
    told = {"programme": programme, "as_of": as_of, "area_code": place, "authority_id": authority, "sha256": sha256}
    told |= {"source": source[:255], "rows": rows, "wrong": wrong, "matched": people.len(), "known_until": known_until, "by": by, "at": at}
    try:
        with transaction.atomic():
            made = Register.objects.create(**told)
            bulk.insert(RegisterEntry, pl.DataFrame({"person_id": people}).select(pl.lit(made.pk).alias("register_id"), "person_id"))
            detail = f"{code} {as_of} rows {rows} wrong {wrong}"
            audit.record(by=by, at=at, verb="register.import", on=made, place=place, count=people.len(), detail=detail)
    except IntegrityError:  # somebody else sent the same file a moment before
        if standing := same(programme.pk, as_of=as_of, area=place, authority=authority, sha256=sha256):
            return standing
        raise
    return made


@transaction.atomic
def withdraw(*, by: User, at: datetime, register: int, because: str) -> Register:
    """Undoes a whole register: what the one before it said counts again. Pressed twice, it is undone once."""
    scope.require(by, Permission.REGISTER_IMPORT, place=settings.PROVINCE)
    found = Register.objects.select_for_update().select_related("programme").filter(pk=register).first()
    if found is None:
        raise scope.OutOfSight(str(register))
    if found.undone_at:
        return found
    why = thai.clean(because)[:300]
    if not why:
        raise Refused(_("โปรดบอกเหตุผล"))
    found.undone_at, found.undone_by, found.because = at, by, why
    found.save(update_fields=["undone_at", "undone_by", "because"])
    detail = f"{found.programme.code} {found.as_of}"
    audit.record(by=by, at=at, verb="register.undo", on=found, place=found.area_code, because=why, count=found.matched, detail=detail)
    return found


def of_person(person: int) -> QuerySet[RegisterEntry]:
    """Every register that names a person, whatever was withdrawn too; for welfare.held."""
    return RegisterEntry.objects.filter(person=person).select_related("register__programme").order_by("pk")
