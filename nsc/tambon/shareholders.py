"""Members, shareholders and the board of an enterprise. Names of people are for who holds FARMER_SEE; to see them is on the record."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import polars as pl
from django.db import transaction
from django.db.models import F, Q

from nsc import thai
from nsc.access import audit, organisations, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.registry import people
from nsc.surveys import names
from nsc.tambon import enterprise_rules as rules
from nsc.tambon import enterprises
from nsc.tambon.models import Enterprise, Holding, Party, Seat, ShareClass, ShareMove


@dataclass(frozen=True)
class Share:
    id: int
    name: str
    baht: Decimal


@dataclass(frozen=True)
class Holder:
    """`numbers`: shares of each class, in the order of the classes. `of_all`: per cent of the capital; None where there are no shares."""

    id: int
    name: str
    kind: str
    sector: str
    joined_on: date
    left_on: date | None
    numbers: tuple[int, ...]
    baht: Decimal
    of_all: Decimal | None


@dataclass(frozen=True)
class Seated:
    id: int
    name: str
    sector: str
    role: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True)
class Moved:
    on: date
    giver: str
    taker: str
    number: int
    share: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Register:
    """As it stood at the end of `on`. `sectors`: key → (baht, per cent of the capital or None, members)."""

    on: date
    shares: tuple[Share, ...]
    holders: tuple[Holder, ...]
    board: tuple[Seated, ...]
    moves: tuple[Moved, ...]
    sectors: dict[str, tuple[Decimal, Decimal | None, int]]
    capital: Decimal
    has_names: bool


# — questions —


def register(user: User, area: str, *, at: datetime, on: date) -> Register:
    """Who was a member, who held how much and who sat on the board on that day. Where names are shown, recorded."""
    enterprise = enterprises.seen(user, area)
    has_names = scope.may(user, Permission.FARMER_SEE, area)
    parties = {row.pk: row for row in Party.objects.filter(enterprise=enterprise).order_by("joined_on", "pk")}
    shown = {row.pk: _name(row, has_names) for row in parties.values()}
    shares = _shares(enterprise)
    moved = list(
        ShareMove.objects.filter(share_class__enterprise=enterprise, on__lte=on).select_related("share_class", "by").order_by("on", "pk")
    )
    held = [rules.held([_move(row) for row in moved if row.share_class_id == share.id], on) for share in shares]
    worth = {key: sum((of.get(key, 0) * share.baht for of, share in zip(held, shares, strict=True)), Decimal(0)) for key in parties}
    capital = sum(worth.values(), Decimal(0))
    here = [row for row in parties.values() if worth[row.pk] or (row.joined_on <= on and (row.left_on is None or row.left_on > on))]
    holders = tuple(_holder(row, shown[row.pk], tuple(of.get(row.pk, 0) for of in held), worth[row.pk], capital) for row in here)
    seats = Seat.objects.filter(Q(until_on=None) | Q(until_on__gt=on), party__enterprise=enterprise, from_on__lte=on).order_by(
        "from_on", "pk"
    )
    board = tuple(_seated(row, parties[row.party_id], shown[row.party_id]) for row in seats)
    if has_names and any(row.kind == rules.PERSON for row in parties.values()):
        audit.seen(by=user, at=at, what="enterprise_people", on=enterprise, place=area, count=len(holders))
    moves = tuple(_moved(row, shown) for row in moved)
    return Register(on, shares, holders, board, moves, _sectors(holders, capital), capital, has_names)


def classes(user: User, area: str) -> tuple[Share, ...]:
    return _shares(enterprises.seen(user, area))


def parties(user: User, area: str) -> list[tuple[int, str, str]]:
    """Number, name, kind of those who are in today, for the choices of who writes. Not for who may not write."""
    enterprise = enterprises.seen(user, area)
    scope.require(user, Permission.TAMBON_WRITE, place=area)
    has_names = scope.may(user, Permission.FARMER_SEE, area)
    rows = Party.objects.filter(enterprise=enterprise, left_on=None).order_by("kind", "name")
    return [(row.pk, _name(row, has_names), row.kind) for row in rows]


def _shares(enterprise: Enterprise) -> tuple[Share, ...]:
    return tuple(Share(row.pk, row.name, row.baht) for row in ShareClass.objects.filter(enterprise=enterprise).order_by("pk"))


def _name(row: Party, has_names: bool) -> str:
    """ "" where it was forgotten."""
    if row.kind == rules.ORGANISATION or not row.name:
        return row.name
    found = thai.split_name(row.name)
    shown = names.shown_name({"title": found.title, "first_name": found.first, "last_name": found.last}, has_names)
    return f"{shown} ({row.told_apart})" if row.told_apart and has_names else shown


def _move(row: ShareMove) -> rules.Move:
    return rules.Move(row.on, row.giver_id, row.taker_id, row.number)


def _holder(row: Party, name: str, numbers: tuple[int, ...], baht: Decimal, capital: Decimal) -> Holder:
    of_all = 100 * baht / capital if capital else None
    return Holder(row.pk, name, row.kind, row.sector, row.joined_on, row.left_on, numbers, baht, of_all)


def _seated(row: Seat, party: Party, name: str) -> Seated:
    return Seated(row.pk, name, party.sector, row.role, row.from_on, row.until_on)


def _moved(row: ShareMove, shown: dict[int, str]) -> Moved:
    sides = {"giver": shown.get(row.giver_id, ""), "taker": shown.get(row.taker_id, "")}
    return Moved(on=row.on, number=row.number, share=row.share_class.name, note=row.note, by=row.by.display_name, at=row.at, **sides)


def _sectors(holders: tuple[Holder, ...], capital: Decimal) -> dict[str, tuple[Decimal, Decimal | None, int]]:
    found = {}
    for key in rules.SECTORS:
        ours = [holder for holder in holders if holder.sector == key]
        baht = sum((holder.baht for holder in ours), Decimal(0))
        found[key] = (baht, 100 * baht / capital if capital else None, len(ours))
    return found


# — verbs —


@transaction.atomic
def join(
    *,
    by: User,
    at: datetime,
    area: str,
    kind: str,
    name: str,
    sector: str,
    on: date,
    told_apart: str = "",
    national_id: str = "",
    organisation: int | None = None,
) -> int:
    """The same name again: the first stands. A national id is not kept: it finds the person of the register, so that their data can be
    told to
    them and forgotten."""
    enterprise = enterprises.held(by, area)
    told = {"kind": rules.check_kind(kind, rules.PARTIES), "sector": rules.check_kind(sector, rules.SECTORS)}
    office = organisations.get(organisation) if organisation and kind == rules.ORGANISATION else None
    told |= {"name": thai.clean(name)[:200] or (office.name if office else ""), "told_apart": thai.clean(told_apart)[:100]}
    if not told["name"]:
        raise Refused(_("โปรดใส่ชื่อผู้ถือหุ้นหรือสมาชิก"))
    person = _person(national_id) if kind == rules.PERSON else None
    known = Party.objects.filter(enterprise=enterprise, left_on=None, **{key: told[key] for key in ("kind", "name", "told_apart")}).first()
    if known:
        return known.pk
    row = Party.objects.create(enterprise=enterprise, joined_on=on, person_id=person, organisation=office, at=at, by=by, **told)
    audit.record(by=by, at=at, verb="enterprise_party.join", on=row, place=area, detail=f"{kind} {sector}")
    return row.pk


@transaction.atomic
def leave(*, by: User, at: datetime, area: str, party: int, on: date) -> None:
    """Refused while shares are held or a seat on the board is; left already, nothing happens."""
    row = _party(enterprises.held(by, area), party)
    if row.left_on:
        return
    if Holding.objects.filter(party=row, number__gt=0).exists() or Seat.objects.filter(party=row, until_on=None).exists():
        raise Refused(_("ผู้นี้ยังถือหุ้นหรือยังเป็นกรรมการ โปรดโอนหุ้นและสิ้นสุดตำแหน่งก่อน"))
    row.left_on = _after(on, row.joined_on)
    row.save(update_fields=["left_on"])
    audit.record(by=by, at=at, verb="enterprise_party.leave", on=row, place=area)


@transaction.atomic
def seat(*, by: User, at: datetime, area: str, party: int, role: str, on: date) -> None:
    row = _party(enterprises.held(by, area), party)
    told = {"party": row, "role": thai.clean(role)[:100], "until_on": None}
    if not told["role"]:
        raise Refused(_("โปรดบอกตำแหน่งในคณะกรรมการ"))
    if not Seat.objects.filter(**told).exists():
        made = Seat.objects.create(from_on=on, at=at, by=by, **told)
        audit.record(by=by, at=at, verb="enterprise_seat.take", on=made, place=area)


@transaction.atomic
def unseat(*, by: User, at: datetime, area: str, seat: int, on: date) -> None:
    enterprise = enterprises.held(by, area)
    row = Seat.objects.filter(party__enterprise=enterprise, pk=seat).first()
    if row is None:
        raise scope.OutOfSight(str(seat))
    if row.until_on:
        return
    row.until_on = _after(on, row.from_on)
    row.save(update_fields=["until_on"])
    audit.record(by=by, at=at, verb="enterprise_seat.end", on=row, place=area)


@transaction.atomic
def divide(*, by: User, at: datetime, area: str, name: str, baht: Decimal) -> int:
    """A class of shares. Its worth stands: shares of another worth are another class."""
    enterprise = enterprises.held(by, area)
    word = thai.clean(name)[:60]
    if not word:
        raise Refused(_("โปรดตั้งชื่อชนิดหุ้น"))
    known = ShareClass.objects.filter(enterprise=enterprise, name=word).first()
    if known and known.baht != baht:
        raise Refused(_("มีหุ้นชื่อ “{name}” แล้วในมูลค่าอื่น โปรดตั้งชื่อชนิดใหม่"), name=word)
    if known:
        return known.pk
    row = ShareClass.objects.create(enterprise=enterprise, name=word, baht=rules.check_amount(baht))
    audit.record(by=by, at=at, verb="enterprise_share.divide", on=row, place=area)
    return row.pk


@transaction.atomic
def move(
    *,
    by: User,
    at: datetime,
    area: str,
    token: UUID,
    share: int,
    number: int,
    on: date,
    giver: int | None = None,
    taker: int | None = None,
    note: str = "",
) -> None:
    """No giver: issued; no taker: given back. Sent again with its token, nothing is doubled. Refused where anybody would hold less than
    nothing
    on any day."""
    enterprise = enterprises.held(by, area)
    known = ShareMove.objects.filter(token=token).select_related("share_class").first()
    if known:
        if known.share_class.enterprise_id != enterprise.pk:
            raise scope.OutOfSight(str(token))
        return
    of = ShareClass.objects.filter(enterprise=enterprise, pk=share).first()
    if of is None:
        raise scope.OutOfSight(str(share))
    sides = {"giver": _party(enterprise, giver) if giver else None, "taker": _party(enterprise, taker) if taker else None}
    if number < 1 or sides["giver"] == sides["taker"]:
        raise Refused(_("โปรดบอกจำนวนหุ้นที่มากกว่าศูนย์ และผู้ให้หรือผู้รับที่ต่างกัน"))
    if on > at.date():
        raise Refused(_("วันที่ยังมาไม่ถึง โปรดตรวจวันที่"))
    before = [_move(row) for row in ShareMove.objects.filter(share_class=of)]
    rules.check_moves([*before, rules.Move(on, giver, taker, number)])
    row = ShareMove.objects.create(share_class=of, number=number, on=on, note=thai.clean(note)[:300], token=token, at=at, by=by, **sides)
    for party, more in ((sides["giver"], -number), (sides["taker"], number)):
        if party:
            Holding.objects.get_or_create(share_class=of, party=party)
            Holding.objects.filter(share_class=of, party=party).update(number=F("number") + more)
    audit.record(by=by, at=at, verb="enterprise_share.move", on=row, place=area, count=number)


def _party(enterprise: Enterprise, number: int) -> Party:
    row = Party.objects.filter(enterprise=enterprise, pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    return row


def _person(national_id: str) -> int | None:
    """None where no number is given, or nobody in the register has it."""
    number = thai.bare(national_id)
    if not number:
        return None
    if not thai.is_national_id(number):
        raise Refused(_("เลขประจำตัวประชาชนไม่ถูกต้อง โปรดตรวจสิบสามหลัก หรือเว้นว่างไว้"))
    found = people.by_index(people.indexed(pl.Series([number], dtype=pl.String)))
    return found["person_id"][0] if found.height else None


def _after(on: date, since: date) -> date:
    if on < since:
        raise Refused(_("วันสิ้นสุดอยู่ก่อนวันเริ่ม โปรดตรวจวันที่"))
    return on
