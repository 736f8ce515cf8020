"""Orders of meetings (ข้อสั่งการ): given to a person or an office, answered by them; closed, sent back or carried over by the keeper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from nsc import thai
from nsc.access import audit, notices, organisations, scope, users
from nsc.access.models import Organisation, User
from nsc.casework import referral_sight
from nsc.errors import NotAllowed, Refused, _
from nsc.files import papers, uploads
from nsc.secretariat import agenda, seats, sittings
from nsc.secretariat import desk_rules as rules
from nsc.secretariat.models import Order, OrderStep, Seat, Sitting

PER_PAGE = 50
MINE, OPEN, LATE, ANSWERED, CARRIED, CLOSED = BOXES = ("mine", "open", "late", "answered", "carried", "closed")


@dataclass(frozen=True)
class Line:
    """`owner`: person or office. `is_mine`: may this reader answer it? `days`: working towards its day, below 0 past it."""

    number: int
    sitting: int
    called: str
    area_code: str
    item: int
    text: str
    owner: str
    due_on: date
    state: str
    is_late: bool
    is_mine: bool
    may_keep: bool
    days: int


@dataclass(frozen=True)
class Step:
    number: int
    kind: str
    text: str
    has_file: bool
    due_on: date | None
    by: str
    at: datetime


@dataclass(frozen=True)
class Told(Line):
    """`acts`: what this reader may do now. `title`: of its matter, for who reads the meeting, else ""."""

    version: int
    title: str
    steps: tuple[Step, ...]
    acts: frozenset[str]


@dataclass(frozen=True)
class Page:
    box: str
    counts: dict[str, int]
    lines: tuple[Line, ...]
    total: int
    page: int


# — questions —


def desk(user: User, *, at: datetime, box: str = "", area: str = "", page: int = 1) -> Page:
    """One page of a box, the nearest day first, and how many lie in each: of the meetings this reader reads, and their own. Two queries and
    those of the door."""
    today, own = timezone.localdate(at), referral_sight.own(user)
    rows = Order.objects.filter(_seen(user, own))
    rows = rows.filter(area_code=area) if area else rows
    inside = _boxes(user, own, today)
    counts = rows.aggregate(**{name: Count("pk", filter=each) for name, each in inside.items()})
    chosen = box if box in inside else next((name for name in BOXES if counts[name]), MINE)
    order = ("-due_on", "-pk") if chosen == CLOSED else ("due_on", "pk")
    first = max(0, min(page - 1, (counts[chosen] - 1) // PER_PAGE)) * PER_PAGE
    found = _whole(rows.filter(inside[chosen])).order_by(*order)[first : first + PER_PAGE]
    return Page(chosen, counts, tuple(_line(user, own, row, today) for row in found), counts[chosen], first // PER_PAGE + 1)


def of_sitting(user: User, sitting: int, *, at: datetime) -> list[Line]:
    """In the order in which they were given."""
    row = sittings.seen(user, sitting)
    own, today = referral_sight.own(user), timezone.localdate(at)
    return [_line(user, own, each, today) for each in _whole(Order.objects.filter(item__sitting=row)).order_by("pk")]


def mine(user: User, *, at: datetime) -> tuple[int, int]:
    """(that wait for this person's answer, of them late). One query."""
    rows = Order.objects.filter(_own(user, referral_sight.own(user)), state__in=rules.WAITING)
    counted = rows.aggregate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=timezone.localdate(at))))
    return counted["n"], counted["late"]


def find(user: User, number: int, *, at: datetime) -> Told:
    own, row = referral_sight.own(user), _sight(user, number)
    line = _line(user, own, row, timezone.localdate(at))
    following = rules.may_follow(row.state)
    answers = {rules.ANSWER} if line.is_mine or line.may_keep else set()
    acts = following & (answers | ({rules.CLOSE, rules.RETURN, rules.CARRY} if line.may_keep else set()))
    reads = scope.may(user, sittings.READ, row.area_code) or Seat.objects.filter(sitting=row.item.sitting_id, user=user).exists()
    steps = tuple(
        Step(each.pk, each.kind, each.text, each.file_id is not None, each.due_on, each.by.display_name, each.at)
        for each in row.steps.select_related("by").order_by("at", "pk")
    )
    told = {"version": row.version, "title": row.item.title if reads else "", "steps": steps, "acts": frozenset(acts)}
    return Told(**vars(line), **told)


def owners(user: User, sitting: int) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """Whom one may be given to: (username, name) of accounts, (number, name) of offices."""
    return seats.accounts(user, sitting), sorted(organisations.names().items(), key=lambda pair: thai.sort_key(pair[1]))


def download(*, by: User, at: datetime, step: int) -> agenda.Download:
    """The file of an answer, for who sees its order. Recorded."""
    row = OrderStep.objects.select_related("file", "order").filter(pk=step).exclude(file=None).first()
    if row is None:
        raise scope.OutOfSight(str(step))
    _sight(by, row.order_id)
    audit.seen(by=by, at=at, what="order_file", on=row, place=row.order.area_code, count=1)
    return agenda.Download(row.file.name, uploads.pieces(row.file))


# — verbs —


@transaction.atomic
def give(*, by: User, at: datetime, sitting: int, item: int, text: str, due_on: date, username: str = "", office: int | None = None) -> int:
    """The number of the order. Its owner is told. The same again, the first stands."""
    row = sittings.kept(by, sitting)
    if row.state != rules.HELD:
        raise Refused(_("การประชุมนี้ยังไม่เริ่ม โปรดกด “เริ่มประชุม” ก่อนสั่งการ"))
    own = agenda.locked(row, item)
    said = rules.said(text, 500, _("ข้อสั่งการ"))
    if bool(username) == (office is not None):
        raise Refused(_("โปรดเลือกผู้รับผิดชอบหนึ่งคน หรือหนึ่งหน่วยงาน"))
    if due_on < timezone.localdate(row.starts_at):
        raise Refused(_("กำหนดส่งอยู่ก่อนวันประชุม โปรดตรวจวันที่"))
    if username and username not in dict(seats.accounts(by, sitting)):
        raise Refused(_("โปรดเลือกบัญชีจากรายการ"))
    whom = {"owner": users.named(username)} if username else {"office": organisations.get(office or 0)}
    known = Order.objects.filter(item=own, text=said, due_on=due_on).first()
    if known:
        return int(known.pk)
    made = Order.objects.create(item=own, area_code=row.area_code, text=said, due_on=due_on, by=by, at=at, **whom)
    _step(made, rules.GIVE, by, at, due_on=due_on)
    audit.record(by=by, at=at, verb="order.give", on=made, place=row.area_code)
    tell(made, at, "order.given", days=(due_on - timezone.localdate(at)).days)
    return int(made.pk)


@transaction.atomic
def answer(*, by: User, at: datetime, order: int, seen: int, text: str, file: BinaryIO | None = None) -> None:
    """What was done, by its owner (or by the secretary, for them). Who keeps the meeting is told."""
    row = _locked(by, order, seen)
    if not (_is_own(by, referral_sight.own(by), row) or scope.may(by, sittings.KEEP, row.area_code)):
        raise NotAllowed("order.answer")
    row.state, said = rules.order_step(row.state, rules.ANSWER), rules.lines(text)[:4000]
    if not said:
        raise Refused(_("โปรดบอกว่าทำอะไรไปแล้ว และผลเป็นอย่างไร"))
    _act(row, rules.ANSWER, by, at, text=said, file=papers.keep(file, by=by, at=at, name="order-answer"))
    keepers = notices.holders(sittings.KEEP, row.area_code)
    notices.tell(users=[user for user in keepers if user != by], at=at, kind="order.answered", href=_href(row), number=row.pk)


@transaction.atomic
def close(*, by: User, at: datetime, order: int, seen: int, because: str = "") -> None:
    """Done. One that nobody answered is closed for a reason."""
    row = _kept(by, order, seen)
    was, row.state = row.state, rules.order_step(row.state, rules.CLOSE)
    said = thai.clean(because)[:300] if was == rules.ANSWERED else rules.said(because, 300, _("เหตุที่ปิดโดยไม่มีคำตอบ"))
    _act(row, rules.CLOSE, by, at, text=said)
    tell(row, at, "order.closed", number=row.pk)


@transaction.atomic
def return_(*, by: User, at: datetime, order: int, seen: int, because: str, due_on: date) -> None:
    """The answer is not enough: back to its owner, until a day."""
    row = _kept(by, order, seen)
    row.state = rules.order_step(row.state, rules.RETURN)
    _renew(row, due_on, at)
    _act(row, rules.RETURN, by, at, text=rules.said(because, 300, _("เหตุที่ส่งกลับ")), due_on=due_on)
    tell(row, at, "order.returned", number=row.pk)


@transaction.atomic
def carry(*, by: User, at: datetime, order: int, seen: int, because: str, due_on: date) -> None:
    """To the next meeting, which finds it among what arises: with a new day."""
    row = _kept(by, order, seen)
    row.state = rules.order_step(row.state, rules.CARRY)
    _renew(row, due_on, at)
    following = Sitting.objects.filter(area_code=row.area_code, state=rules.PLANNED, starts_at__gt=row.item.sitting.starts_at)
    to = following.order_by("starts_at").first()
    _act(row, rules.CARRY, by, at, text=rules.said(because, 300, _("เหตุที่ยกไป")), due_on=due_on, to=to)
    tell(row, at, "order.carried", number=row.pk)


# — for this room —


def tell(row: Order, at: datetime, kind: str, **values: int | str) -> None:
    """Its owner; of an office, who sits at its desk."""
    notices.tell(users=people(row), at=at, kind=kind, href=_href(row), **values)


def people(row: Order) -> list[User]:
    return [row.owner] if row.owner else referral_sight.people_of(row.office or Organisation())


def _href(row: Order) -> str:
    return f"/meetings/orders/{row.pk}/"


def _own(user: User, own: frozenset[int]) -> Q:
    return Q(owner=user) | Q(office__in=own)


def _is_own(user: User, own: frozenset[int], row: Order) -> bool:
    return row.owner_id == user.pk or row.office_id in own


def _seen(user: User, own: frozenset[int]) -> Q:
    sits = Seat.objects.filter(user=user).values("sitting")
    return scope.within(user, sittings.READ) | _own(user, own) | Q(item__sitting__in=sits)


def _boxes(user: User, own: frozenset[int], today: date) -> dict[str, Q]:
    waits = Q(state__in=rules.WAITING)
    return {
        MINE: waits & _own(user, own),
        OPEN: waits,
        LATE: waits & Q(due_on__lt=today),
        ANSWERED: Q(state=rules.ANSWERED),
        CARRIED: Q(state=rules.CARRIED),
        CLOSED: Q(state=rules.CLOSED),
    }


def _whole(rows: QuerySet[Order]) -> QuerySet[Order]:
    return rows.select_related("item__sitting", "owner", "office")


def _sight(user: User, number: int) -> Order:
    row = _whole(Order.objects.filter(pk=number)).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    if not Order.objects.filter(_seen(user, referral_sight.own(user)), pk=number).exists():
        scope.require(user, sittings.READ, place=row.area_code)
    return row


def _locked(by: User, number: int, seen: int) -> Order:
    row = Order.objects.select_for_update(of=("self",)).filter(pk=number).select_related("owner", "office", "item__sitting").first()
    if row is None:
        raise scope.OutOfSight(str(number))
    if not Order.objects.filter(_seen(by, referral_sight.own(by)), pk=number).exists():
        scope.require(by, sittings.READ, place=row.area_code)
    rules.same(seen, row.version)
    return row


def _kept(by: User, number: int, seen: int) -> Order:
    row = _locked(by, number, seen)
    scope.require(by, sittings.KEEP, place=row.area_code)
    return row


def _renew(row: Order, due_on: date, at: datetime) -> None:
    if due_on < timezone.localdate(at):
        raise Refused(_("กำหนดใหม่ต้องไม่อยู่ก่อนวันนี้"))
    row.due_on, row.warned_on, row.raised_on = due_on, None, None


def _act(row: Order, kind: str, by: User, at: datetime, **told: object) -> None:
    row.version += 1
    row.save()
    _step(row, kind, by, at, **told)
    audit.record(by=by, at=at, verb=f"order.{kind}", on=row, place=row.area_code)


def _step(row: Order, kind: str, by: User, at: datetime, **told: object) -> None:
    OrderStep.objects.create(order=row, kind=kind, by=by, at=at, **told)


def _line(user: User, own: frozenset[int], row: Order, today: date) -> Line:
    return Line(
        number=row.pk,
        sitting=row.item.sitting_id,
        called=row.item.sitting.number,
        area_code=row.area_code,
        item=row.item_id,
        text=row.text,
        owner=row.owner.display_name if row.owner else row.office.name if row.office else "",
        due_on=row.due_on,
        state=row.state,
        is_late=rules.is_late(row.state, row.due_on, today),
        is_mine=_is_own(user, own, row) and row.state in rules.WAITING,
        may_keep=scope.may(user, sittings.KEEP, row.area_code),
        days=(row.due_on - today).days,
    )


def each_waiting(rows: QuerySet[Order]) -> Iterator[Order]:
    """For the clock, with what its notices need."""
    yield from _whole(rows).order_by("area_code", "pk")
