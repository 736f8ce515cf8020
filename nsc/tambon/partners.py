"""Organisations that take part in a tambon's initiative, and whom to speak to there."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q

from nsc import thai
from nsc.access import audit, organisations, scope
from nsc.access import rules as access_rules
from nsc.access.models import Assignment, User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.tambon import initiatives, offers, partners_rules
from nsc.tambon.models import Contact, Partner


@dataclass(frozen=True)
class Seat:
    """`letter`: C, I, G or U; `kinds`: of access.OrganisationKind, as what the organisation counts first; `contacts`: how many."""

    id: int
    organisation: int
    name: str
    kinds: tuple[str, ...]
    letter: str
    part: str
    since_on: date
    contacts: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Person:
    """`name` and `reach_by` are "" for who may not read names of the tambon's people. `is_user`: signs in here."""

    id: int
    name: str
    reach_by: str
    duty: str
    is_user: bool
    agreed_on: date | None


@dataclass(frozen=True)
class Opened:
    """`colleagues`: users of the organisation that are no contacts yet, for who may write."""

    seat: Seat
    people: tuple[Person, ...]
    is_masked: bool
    colleagues: tuple[tuple[int, str], ...]


# — questions —


def of(user: User, area: str) -> list[Seat]:
    """C, I, G, U, and by name in each. Three queries."""
    rows = _rows().filter(initiative=initiatives.seen(user, area), ended_at=None)
    order = partners_rules.LETTERS.index
    return sorted(map(_seat, rows), key=lambda seat: (order(seat.letter), thai.sort_key(seat.name)))


def outside(user: User, area: str) -> list[tuple[int, str]]:
    """Organisations that could take part, and do not."""
    initiative = initiatives.held(user, area)
    inside = set(Partner.objects.filter(initiative=initiative, ended_at=None).values_list("organisation", flat=True))
    return sorted(((pk, name) for pk, name in organisations.names().items() if pk not in inside), key=lambda pair: thai.sort_key(pair[1]))


def find(user: User, at: datetime, area: str, partner: int) -> Opened:
    """That names were shown is on record. Names are for who sees those of the tambon's people, and for the organisation itself."""
    row = _rows().filter(initiative=initiatives.seen(user, area), ended_at=None, pk=partner).first()
    if row is None:
        raise scope.OutOfSight(str(partner))
    sees = scope.may(user, Permission.FARMER_SEE, area) or row.organisation_id in offers.own(user)
    people = list(row.contacts.filter(ended_at=None).select_related("user").order_by("pk"))
    if sees and people:
        audit.seen(by=user, at=at, what="partner_contacts", on=row, place=area, count=len(people))
    known = {each.user_id for each in people}
    writes = scope.may(user, Permission.TAMBON_WRITE, area)
    colleagues = [pair for pair in _users(row.organisation_id) if pair[0] not in known] if writes and sees else []
    return Opened(_seat(row), tuple(_person(each, sees) for each in people), not sees, tuple(colleagues))


def _rows():
    return (
        Partner.objects.select_related("organisation", "by")
        .prefetch_related("organisation__further_kinds")
        .annotate(people=Count("contacts", filter=Q(contacts__ended_at=None)))
    )


def _users(organisation: int) -> list[tuple[int, str]]:
    rows = Assignment.objects.filter(organisation=organisation, ended_at=None, user__is_active=True)
    return sorted(set(rows.values_list("user", "user__display_name")), key=lambda pair: thai.sort_key(pair[1]))


def _seat(row: Partner) -> Seat:
    office = row.organisation
    told = {name: getattr(row, name) for name in ("id", "letter", "part", "since_on", "at")}
    return Seat(
        organisation=office.pk,
        name=office.name,
        kinds=organisations.kinds_of(office),
        contacts=row.people,
        by=row.by.display_name,
        **told,
    )


def _person(row: Contact, sees: bool) -> Person:
    name, reach_by = (row.user.display_name if row.user else row.name, row.reach_by) if sees else ("", "")
    return Person(row.pk, name, reach_by, row.duty, row.user_id is not None, row.agreed_on)


# — verbs —


@transaction.atomic
def join(*, by: User, at: datetime, area: str, organisation: int, letter: str, since_on: date, part: str = "") -> int:
    """Taken in twice, the first stands. The number of the partner."""
    initiative = initiatives.held(by, area)
    office = organisations.get(organisation)
    if office.closed_at:
        raise Refused(_("องค์กร “{name}” ปิดแล้ว"), name=office.name)
    told = {"letter": partners_rules.check_letter(letter, organisations.kinds_of(office)), "part": thai.clean(part)[:200]}
    made, is_new = Partner.objects.get_or_create(
        initiative=initiative, organisation=office, ended_at=None, defaults=told | {"since_on": since_on, "by": by, "at": at}
    )
    if is_new:
        audit.record(by=by, at=at, verb="partner.join", on=made, place=area, detail=letter)
    return made.pk


@transaction.atomic
def leave(*, by: User, at: datetime, area: str, partner: int, because: str) -> None:
    """What it promised stays promised; the names of its people go."""
    row = _held(by, area, partner)
    row.ended_at, row.ended_because = at, access_rules.reason(because)[:300]
    row.save(update_fields=["ended_at", "ended_because"])
    row.contacts.filter(ended_at=None).update(ended_at=at, name="", reach_by="")
    audit.record(by=by, at=at, verb="partner.leave", on=row, place=area, because=row.ended_because)


@transaction.atomic
def name_contact(
    *,
    by: User,
    at: datetime,
    area: str,
    partner: int,
    user: int | None = None,
    name: str = "",
    reach_by: str = "",
    duty: str = "",
    agreed_on: date | None = None,
) -> int:
    """One of the organisation's users, or a person by name who agreed to that on `agreed_on`. Named twice, the first stands."""
    row = _held(by, area, partner)
    scope.require(by, Permission.FARMER_SEE, place=area)
    who: dict[str, object] = {"user_id": user, "name": "", "agreed_on": None}
    if user is None:
        who = {"user_id": None, "name": thai.clean(name)[:120], "agreed_on": agreed_on}
        if not who["name"] or agreed_on is None:
            raise Refused(_("โปรดใส่ชื่อผู้ประสานงาน และวันที่ผู้นั้นยินยอมให้บันทึกชื่อ"))
    elif user not in dict(_users(row.organisation_id)):
        raise Refused(_("ผู้ใช้นี้ไม่ได้อยู่ในองค์กรนี้"))
    known = Contact.objects.filter(partner=row, ended_at=None, user_id=who["user_id"], name=who["name"]).first()
    if known:
        return known.pk
    told = {"reach_by": thai.clean(reach_by)[:120], "duty": thai.clean(duty)[:120]}
    made = Contact.objects.create(partner=row, by=by, at=at, **who, **told)
    audit.record(by=by, at=at, verb="partner_contact.name", on=made, place=area)
    return made.pk


@transaction.atomic
def drop_contact(*, by: User, at: datetime, area: str, contact: int) -> None:
    """The name and how to reach the person are gone for good."""
    initiative = initiatives.held(by, area)
    row = Contact.objects.select_for_update().filter(partner__initiative=initiative, pk=contact).first()
    if row is None:
        raise scope.OutOfSight(str(contact))
    if row.ended_at:
        return
    row.ended_at, row.name, row.reach_by = at, "", ""
    row.save(update_fields=["ended_at", "name", "reach_by"])
    audit.record(by=by, at=at, verb="partner_contact.drop", on=row, place=area)


def _held(by: User, area: str, partner: int) -> Partner:
    row = Partner.objects.select_for_update().filter(initiative=initiatives.held(by, area), ended_at=None, pk=partner).first()
    if row is None:
        raise scope.OutOfSight(str(partner))
    return row
