"""Requests of people about their own data: received by any officer, answered by the data-protection officer, within thirty days."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from nsc.access import audit, notices, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import NotAllowed, Refused, _
from nsc.files import keys
from nsc.privacy import erasure, rules
from nsc.privacy.models import Request
from nsc.registry.models import Household, Restriction
from nsc.surveys.models import ListedPerson, Member

SEAL = "request_words"
HREF = "/privacy/requests/{}/"


@dataclass(frozen=True)
class Line:
    """A request as lists show it: nothing of the person. `days_left` only while it is open."""

    id: int
    kind: str  # msgid
    state: str
    state_name: str  # msgid
    received_on: date
    due_on: date
    days_left: int | None
    assigned_to: str
    ended_at: datetime | None

    @property
    def is_overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True)
class Case:
    """One request as its page shows it. `may_answer`: else who received it sees how far it is."""

    line: Line
    kind_key: str
    words: str
    contact: str
    identity: str  # msgid
    identity_at: datetime | None
    identity_by: str
    received_by: str
    person: int | None
    household: int | None
    handed_to: str
    answer: str
    ended_by: str
    copied_at: datetime | None
    copy_until: datetime | None  # None: no copy, or its time is over
    is_anonymous: bool
    restricted: tuple[str, ...]  # keys of purposes
    may_answer: bool


def visible_to(user: User, *, today: date, is_open: bool = True) -> list[Line]:
    """The most urgent first: overdue, then by deadline; the ended newest first."""
    rows = _visible(user).filter(state__in=rules.OPEN_REQUESTS) if is_open else _visible(user).exclude(state__in=rules.OPEN_REQUESTS)
    ordered = rows.order_by("due_on", "pk") if is_open else rows.order_by("-ended_at", "-pk")
    return [_line(row, today) for row in ordered.select_related("assigned_to")[:200]]


def of(user: User, number: int, *, today: date) -> Case:
    row = _visible(user).select_related("received_by", "identity_by", "assigned_to", "ended_by", "pdf").filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    stops = Restriction.objects.filter(household=row.household_id, lifted_at=None) if row.household_id else Restriction.objects.none()
    return Case(
        line=_line(row, today),
        kind_key=row.kind,
        words=_opened(row.words_sealed),
        contact=_opened(row.contact_sealed),
        identity=rules.IDENTITY.get(row.identity, ""),
        identity_at=row.identity_at,
        identity_by=str(row.identity_by or ""),
        received_by=str(row.received_by),
        person=row.person_id,
        household=row.household_id,
        handed_to=row.handed_to,
        answer=row.answer,
        ended_by=str(row.ended_by or ""),
        copied_at=row.copied_at,
        copy_until=row.pdf.kept_until if row.pdf and not row.pdf.purged_at else None,
        is_anonymous=row.person_id is not None and erasure.is_anonymous(row.person_id),
        restricted=tuple(stops.values_list("purpose", flat=True)),
        may_answer=scope.may(user, Permission.REQUEST_ANSWER, settings.PROVINCE),
    )


def require_receiver(user: User) -> None:
    """NotAllowed for who may not receive requests anywhere; OutOfSight for who has no role."""
    if not scope.anywhere(user, Permission.REQUEST_RECEIVE):
        scope.require(user, Permission.REQUEST_RECEIVE, place=settings.PROVINCE)


@transaction.atomic
def receive(*, by: User, at: datetime, kind: str, words: str, contact: str, received_on: date, identity: str = "") -> Request:
    """`words`: what is asked, `contact`: where the answer goes; both sealed. `identity`: how it was checked, where it was already."""
    require_receiver(by)
    if kind not in rules.KINDS:
        raise Refused(_("โปรดเลือกประเภทคำขอจากรายการ"))
    rules.check_received(received_on, timezone.localdate(at))
    rules.check_said(words)
    rules.check_said(contact)
    made = Request.objects.create(
        kind=kind,
        words_sealed=_sealed(words),
        contact_sealed=_sealed(contact),
        received_on=received_on,
        due_on=rules.due_on(received_on),
        recorded_at=at,
        received_by=by,
    )
    audit.record(by=by, at=at, verb="request.receive", on=made, place=settings.PROVINCE, detail=kind)
    days = max(rules.days_left(made.due_on, timezone.localdate(at)), 0)
    _tell(_answerers(), at, "request.received", made, days=days)
    if identity:
        _verify(made, by, at, identity)
    return made


@transaction.atomic
def verify(*, by: User, at: datetime, request: int, identity: str) -> Request:
    """The identity of who asks was checked. Also by the officer who received it, who may have the card before them."""
    row = _locked(by, request)
    if row.received_by_id != by.pk:
        _require_answer(by)
    _verify(row, by, at, identity)
    return row


def _verify(row: Request, by: User, at: datetime, identity: str) -> None:
    if identity not in rules.IDENTITY:
        raise Refused(_("โปรดเลือกวิธียืนยันตัวจากรายการ"))
    row.state = rules.step(rules.REQUEST_NEXT, row.state, rules.VERIFIED)
    row.identity, row.identity_by, row.identity_at = identity, by, at
    row.save()
    audit.record(by=by, at=at, verb="request.verify", on=row, place=settings.PROVINCE, detail=identity)


@transaction.atomic
def assign(*, by: User, at: datetime, request: int, to: User) -> Request:
    """To one of those who may answer."""
    row = _answerable(by, request)
    if not scope.may(to, Permission.REQUEST_ANSWER, settings.PROVINCE):
        raise Refused(_("ผู้นี้ตอบคำขอไม่ได้ โปรดมอบให้เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล"))
    _require_open(row)
    row.assigned_to = to
    row.save(update_fields=["assigned_to"])
    audit.record(by=by, at=at, verb="request.assign", on=row, place=settings.PROVINCE, detail=to.username)
    if to != by:
        _tell([to], at, "request.assigned", row)
    return row


@transaction.atomic
def name_person(*, by: User, at: datetime, request: int, person: int, household: int) -> Request:
    """Says whom of the register the request is about, after they were found."""
    row = _answerable(by, request)
    if row.state != rules.VERIFIED:
        raise Refused(_("โปรดยืนยันตัวผู้ขอก่อนเลือกบุคคล"))
    known = Member.objects.filter(person=person, response__household=household).exists()
    if not known and not ListedPerson.objects.filter(person=person, listed__household=household).exists():
        raise scope.OutOfSight(str(person))
    row.person_id, row.household = person, Household.objects.get(pk=household)
    row.save(update_fields=["person", "household"])
    audit.record(by=by, at=at, verb="request.name_person", on=row.household, place=row.household.area_code, detail=f"request={row.pk}")
    return row


@transaction.atomic
def hand_on(*, by: User, at: datetime, request: int, to: str) -> Request:
    """For a correction: who was asked to correct. The correction itself is a new import or HOUSEHOLD_CORRECT, by those who may."""
    row = _answerable(by, request)
    if row.kind != rules.CORRECT or row.state != rules.VERIFIED:
        raise Refused(_("ส่งให้ผู้แก้ไขได้เฉพาะคำขอแก้ไขที่ยืนยันตัวแล้ว"))
    rules.check_said(to)
    row.handed_to = to.strip()[:200]
    row.save(update_fields=["handed_to"])
    audit.record(by=by, at=at, verb="request.hand_on", on=row, place=settings.PROVINCE, detail=row.handed_to)
    return row


@transaction.atomic
def answer(*, by: User, at: datetime, request: int, text: str) -> Request:
    """Done, and how. Refused before what was asked has been done."""
    row = _answerable(by, request)
    state = rules.step(rules.REQUEST_NEXT, row.state, rules.ANSWERED)
    restricted = row.household_id and Restriction.objects.filter(household=row.household_id, lifted_at=None).exists()
    rules.check_answer(
        row.kind,
        has_copy=row.pdf_id is not None,
        handed_to=row.handed_to,
        is_restricted=bool(restricted),
        is_anonymous=row.person_id is not None and erasure.is_anonymous(row.person_id),
    )
    return _end(row, by, at, state, text, "request.answer")


@transaction.atomic
def refuse(*, by: User, at: datetime, request: int, because: str) -> Request:
    """With the reason that is given to the person, who may complain to the Office (s. 30, 31, 33)."""
    row = _answerable(by, request)
    return _end(row, by, at, rules.step(rules.REQUEST_NEXT, row.state, rules.REFUSED), because, "request.refuse")


@transaction.atomic
def withdraw(*, by: User, at: datetime, request: int, because: str) -> Request:
    """Who asked has thought better of it."""
    row = _answerable(by, request)
    return _end(row, by, at, rules.step(rules.REQUEST_NEXT, row.state, rules.WITHDRAWN), because, "request.withdraw")


def _end(row: Request, by: User, at: datetime, state: str, text: str, verb: str) -> Request:
    rules.check_said(text)
    row.state, row.answer, row.ended_at, row.ended_by = state, text.strip()[:500], at, by
    row.save()
    audit.record(by=by, at=at, verb=verb, on=row, place=settings.PROVINCE)
    return row


def remind(at: datetime) -> int:
    """A chore: notices about deadlines that come near and that have passed; how many requests. Each step is told once."""
    today, number = timezone.localdate(at), 0
    for pk in Request.objects.filter(state__in=rules.OPEN_REQUESTS).values_list("pk", flat=True):
        with transaction.atomic():
            row = Request.objects.select_for_update(of=("self",)).select_related("assigned_to").get(pk=pk)
            step = rules.reminder(row.due_on, today, row.told_days) if row.state in rules.OPEN_REQUESTS else None
            if step is None:
                continue
            row.told_days = step
            row.save(update_fields=["told_days"])
            told = {} if step < 0 else {"days": max(rules.days_left(row.due_on, today), 0)}
            whom = [row.assigned_to] if row.assigned_to and step >= 0 else _answerers()
            _tell(whom, at, "request.overdue" if step < 0 else "request.due", row, **told)
            number += 1
    return number


def answerers(user: User) -> list[User]:
    """To whom a request may be given."""
    return _answerers() if scope.may(user, Permission.REQUEST_ANSWER, settings.PROVINCE) else []


def _answerers() -> list[User]:
    return notices.holders(Permission.REQUEST_ANSWER, settings.PROVINCE)


def _tell(users: list[User], at: datetime, kind: str, row: Request, **values: int) -> None:
    notices.tell(users=users, at=at, kind=kind, href=HREF.format(row.pk), number=row.pk, **values)


def _visible(user: User) -> QuerySet[Request]:
    """Those who answer see all; who received one sees that one while they may receive any."""
    if scope.may(user, Permission.REQUEST_ANSWER, settings.PROVINCE):
        return Request.objects.all()
    if scope.anywhere(user, Permission.REQUEST_RECEIVE):
        return Request.objects.filter(Q(received_by=user))
    return Request.objects.none()


def _locked(by: User, request: int) -> Request:
    row = _visible(by).select_for_update(of=("self",)).filter(pk=request).first()
    if row is None:
        raise scope.OutOfSight(str(request))
    return row


def _answerable(by: User, request: int) -> Request:
    row = _locked(by, request)
    _require_answer(by)
    return row


def _require_answer(by: User) -> None:
    if not scope.may(by, Permission.REQUEST_ANSWER, settings.PROVINCE):
        raise NotAllowed(Permission.REQUEST_ANSWER.value)


def _require_open(row: Request) -> None:
    if row.state not in rules.OPEN_REQUESTS:
        raise Refused(_("คำขอนี้ปิดแล้ว"))


def _sealed(text: str) -> bytes:
    return keys.seal(text.strip().encode(), purpose=SEAL)


def _opened(sealed: bytes | None) -> str:
    return keys.open(bytes(sealed), purpose=SEAL).decode() if sealed else ""


def _line(row: Request, today: date) -> Line:
    is_open = row.state in rules.OPEN_REQUESTS
    return Line(
        id=row.pk,
        kind=rules.KINDS[row.kind],
        state=row.state,
        state_name=rules.REQUEST_NAMES[row.state],
        received_on=row.received_on,
        due_on=row.due_on,
        days_left=rules.days_left(row.due_on, today) if is_open else None,
        assigned_to=str(row.assigned_to or ""),
        ended_at=row.ended_at,
    )
