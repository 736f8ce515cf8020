"""Promises of an organisation to a tambon: both sides say yes, what comes of it is written down, what is late is seen.

What is free of an offer and open of a need is kept on their rows (`promised`), which every verb here locks, the offer first: two at once
wait for each other, and the database refuses more than there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from nsc import thai
from nsc.access import audit, notices, scope
from nsc.access import rules as access_rules
from nsc.access.models import Assignment, User
from nsc.access.roles import ROLES, Permission
from nsc.errors import NotAllowed, Refused, _
from nsc.tambon import initiatives, offers, partners_rules
from nsc.tambon.models import Commitment, Handover, Offer, Project, Want


@dataclass(frozen=True)
class Promise:
    """Amounts in `unit`; `baht`: what the amount is worth, None where nobody said. `state`: of partners_rules.STATES; `told_how`: where the
    team wrote down the organisation's yes. `may_organisation`, `may_team`: the reader acts for that side."""

    id: int
    area_code: str
    organisation: int
    organisation_name: str
    offer: int
    kind: str
    what: str
    want: int
    want_what: str
    dimension: str
    project: str
    amount: Decimal
    unit: str
    delivered: Decimal
    baht: Decimal | None
    due_on: date
    state: str
    is_late: bool
    made_at: datetime
    organisation_by: str
    organisation_at: datetime | None
    told_how: str
    team_by: str
    team_at: datetime | None
    cancelled_by: str
    cancelled_at: datetime | None
    cancelled_because: str
    may_organisation: bool
    may_team: bool

    @property
    def may_answer(self) -> bool:
        waits = {partners_rules.WAITS_ORGANISATION: self.may_organisation or self.may_team, partners_rules.WAITS_TEAM: self.may_team}
        return waits.get(self.state, False)

    @property
    def may_act(self) -> bool:
        return (self.may_organisation or self.may_team) and self.state not in (partners_rules.CANCELLED, partners_rules.DONE)


@dataclass(frozen=True)
class Handed:
    id: int
    on: date
    amount: Decimal
    evidence: str
    by: str
    at: datetime
    taken_back_at: datetime | None
    taken_back_because: str


@dataclass(frozen=True)
class Sums:
    """Of a tambon: how many promises are in each state, how many late, and what is worth how much (baht; what nobody valued is left out,
    and counted in `unvalued`)."""

    states: dict[str, int]
    late: int
    promised_baht: Decimal
    delivered_baht: Decimal
    unvalued: int


# — questions —


def of(user: User, at: datetime, area: str) -> list[Promise]:
    """Those in hand first, what is due first; cancelled ones last. Three queries."""
    rows = _rows().filter(want__initiative=initiatives.seen(user, area))
    return _ordered(_promises(user, at, rows))


def ours(user: User, at: datetime) -> list[Promise]:
    """Of one's own organisations, in every tambon."""
    mine = offers.own(user)
    return _ordered(_promises(user, at, _rows().filter(offer__organisation__in=mine))) if mine else []


def of_project(user: User, at: datetime, project: int) -> list[Promise]:
    """What is promised for the needs of one project of the plan, and not cancelled."""
    row = Project.objects.select_related("initiative").filter(pk=project).first()
    if row is None:
        raise scope.OutOfSight(str(project))
    initiatives.seen(user, row.initiative.area_code)
    return _ordered(_promises(user, at, _rows().filter(want__project=row, cancelled_at=None)))


def find(user: User, at: datetime, area: str, commitment: int) -> tuple[Promise, tuple[Handed, ...]]:
    """With what came of it, the newest first."""
    rows = _rows().filter(want__initiative=initiatives.seen(user, area), pk=commitment)
    found = _promises(user, at, rows)
    if not found:
        raise scope.OutOfSight(str(commitment))
    handed = Handover.objects.filter(commitment=commitment).select_related("by").order_by("-on", "-pk")
    same = ("id", "on", "amount", "evidence", "at", "taken_back_at", "taken_back_because")
    return found[0], tuple(Handed(by=row.by.display_name, **{name: getattr(row, name) for name in same}) for row in handed)


def sums(promises: Iterable[Promise]) -> Sums:
    """Of what `of` or `ours` answered."""
    rows = list(promises)
    states = {state: sum(row.state == state for row in rows) for state in partners_rules.STATES}
    held = [row for row in rows if row.state in (partners_rules.AGREED, partners_rules.PART, partners_rules.DONE)]
    valued = [row for row in held if row.baht is not None]
    return Sums(
        states=states,
        late=sum(row.is_late for row in rows),
        promised_baht=sum((row.baht for row in valued), Decimal(0)),
        delivered_baht=sum(((row.baht * row.delivered / row.amount).quantize(Decimal("0.01")) for row in valued), Decimal(0)),
        unvalued=len(held) - len(valued),
    )


def _rows() -> QuerySet[Commitment]:
    names = ("offer__organisation", "want__initiative", "want__project", "organisation_by", "team_by", "cancelled_by")
    return Commitment.objects.select_related(*names)


def _ordered(found: Iterable[Promise]) -> list[Promise]:
    last = (partners_rules.DONE, partners_rules.CANCELLED)
    return sorted(found, key=lambda each: (last.index(each.state) + 1 if each.state in last else 0, each.due_on, each.id))


def _promises(user: User, at: datetime, rows: QuerySet[Commitment]) -> list[Promise]:
    mine, today = offers.own(user), timezone.localdate(at)
    return [_promise(user, row, mine, today) for row in rows]


def _promise(user: User, row: Commitment, mine: frozenset[int], today: date) -> Promise:
    state, offer, want = _state(row), row.offer, row.want
    same = ("id", "amount", "delivered", "due_on", "made_at", "organisation_at", "told_how", "team_at", "cancelled_at", "cancelled_because")
    return Promise(
        area_code=want.initiative.area_code,
        organisation=offer.organisation_id,
        organisation_name=offer.organisation.name,
        offer=offer.pk,
        kind=offer.kind,
        what=offer.what,
        want=want.pk,
        want_what=want.what,
        dimension=want.dimension,
        project=want.project.name if want.project else "",
        unit=offer.unit,
        baht=partners_rules.worth(offer.kind, row.amount, offer.quantity, offer.baht),
        state=state,
        is_late=partners_rules.is_late(state, row.due_on, today),
        organisation_by=row.organisation_by.display_name if row.organisation_by else "",
        team_by=row.team_by.display_name if row.team_by else "",
        cancelled_by=row.cancelled_by.display_name if row.cancelled_by else "",
        may_organisation=offer.organisation_id in mine,
        may_team=scope.may(user, Permission.TAMBON_WRITE, want.initiative.area_code),
        **{name: getattr(row, name) for name in same},
    )


def _state(row: Commitment) -> str:
    return partners_rules.state(
        by_organisation=row.organisation_at is not None,
        by_team=row.team_at is not None,
        is_cancelled=row.cancelled_at is not None,
        amount=row.amount,
        delivered=row.delivered,
    )


# — verbs —


@transaction.atomic
def accept(*, by: User, at: datetime, area: str, offer: int, want: int, amount: Decimal, due_on: date) -> int:
    """The team takes what is offered; the organisation is asked for its yes. Taken twice, the first stands. The promise's number."""
    initiatives.held(by, area)
    return _made("commitment.accept", by, at, area, offer, want, amount, due_on, {"team_by": by, "team_at": at})


@transaction.atomic
def promise(*, by: User, at: datetime, area: str, offer: int, want: int, amount: Decimal, due_on: date) -> int:
    """The organisation offers it for this need; the team is asked for its yes."""
    initiatives.seen(by, area)
    row = Offer.objects.filter(pk=offer).first()
    if row is None:
        raise scope.OutOfSight(str(offer))
    _require_organisation(by, row, area)
    return _made("commitment.promise", by, at, area, offer, want, amount, due_on, {"organisation_by": by, "organisation_at": at})


def _made(verb: str, by: User, at: datetime, area: str, offer: int, want: int, amount: Decimal, due_on: date, side: dict) -> int:
    offered, wanted = _both(area, offer, want)
    if known := Commitment.objects.filter(offer=offered, want=wanted, cancelled_at=None).first():
        return known.pk
    if offered.withdrawn_at or wanted.ended_at:
        raise Refused(_("ข้อเสนอหรือความต้องการนี้ปิดแล้ว"))
    if (offered.kind, offered.unit) != (wanted.kind, wanted.unit):
        raise Refused(_("ข้อเสนอกับความต้องการเป็นคนละชนิดหรือคนละหน่วย"))
    amount = partners_rules.check_amount(offered.kind, offered.unit, amount)
    _check_due(offered, due_on, at)
    _take(offered, wanted, amount)
    made = Commitment.objects.create(offer=offered, want=wanted, amount=amount, due_on=due_on, made_at=at, **side)
    audit.record(by=by, at=at, verb=verb, on=made, place=area, detail=f"amount={amount} offer={offer} want={want}")
    _tell_other(made, at, area)
    return made.pk


@transaction.atomic
def agree(*, by: User, at: datetime, area: str, commitment: int, told_how: str = "") -> None:
    """The side that has not answered says yes. The team may write down the yes of an organisation, and how it was told. Said already,
    nothing happens."""
    row = _held(by, area, commitment)
    if row.cancelled_at:
        raise Refused(_("รายการนี้ยกเลิกแล้ว"))
    if row.organisation_at is None:
        is_own = row.offer.organisation_id in offers.own(by)
        row.told_how = "" if is_own else thai.clean(told_how)[:200]
        if not is_own:
            scope.require(by, Permission.TAMBON_WRITE, place=area)
            if not row.told_how:
                raise Refused(_("โปรดบอกว่าองค์กรตกลงอย่างไร เมื่อใด เพราะท่านบันทึกแทน"))
        row.organisation_by, row.organisation_at = by, at
    elif row.team_at is None:
        scope.require(by, Permission.TAMBON_WRITE, place=area)
        row.team_by, row.team_at = by, at
    else:
        return
    row.save(update_fields=["organisation_by", "organisation_at", "told_how", "team_by", "team_at"])
    audit.record(by=by, at=at, verb="commitment.agree", on=row, place=area, detail="on behalf" if row.told_how else "")


@transaction.atomic
def change(*, by: User, at: datetime, area: str, commitment: int, amount: Decimal, due_on: date) -> None:
    """Another amount or day: the side that says so says yes with it, and the other is asked anew."""
    row = _held(by, area, commitment)
    if row.cancelled_at or row.delivered >= row.amount:
        raise Refused(_("รายการนี้จบแล้ว แก้ไขไม่ได้"))
    offered, wanted = row.offer, row.want
    amount = partners_rules.check_amount(offered.kind, offered.unit, amount)
    if amount < row.delivered:
        raise Refused(_("ส่งมอบแล้ว {delivered} {unit} ลดให้ต่ำกว่านั้นไม่ได้"), delivered=f"{row.delivered:,}", unit=offered.unit)
    if (amount, due_on) == (row.amount, row.due_on):
        return
    _check_due(offered, due_on, at)
    _take(offered, wanted, amount - row.amount)
    row.amount, row.due_on, row.reminded_on = amount, due_on, None
    if not row.delivered:  # what has begun to come was agreed, and goes on
        is_own = offered.organisation_id in offers.own(by)
        row.organisation_by, row.organisation_at = (by, at) if is_own else (None, None)
        row.team_by, row.team_at = (None, None) if is_own else (by, at)
        row.told_how = ""
        _tell_other(row, at, area)
    row.save()
    audit.record(by=by, at=at, verb="commitment.change", on=row, place=area, detail=f"amount={amount} due={due_on}")


@transaction.atomic
def hand_over(*, by: User, at: datetime, area: str, commitment: int, on: date, amount: Decimal, evidence: str) -> None:
    """What came, on which day, and how one knows. Told again in the same words, the first stands."""
    row = _held(by, area, commitment)
    if row.cancelled_at or row.organisation_at is None or row.team_at is None:
        raise Refused(_("บันทึกการส่งมอบได้เมื่อทั้งสองฝ่ายตกลงแล้ว"))
    amount, evidence = partners_rules.check_amount(row.offer.kind, row.offer.unit, amount), thai.clean(evidence)[:300]
    if not evidence:
        raise Refused(_("โปรดบอกหลักฐานการส่งมอบ เช่น เลขที่ใบรับ หรือผู้รับเป็นตำแหน่งใด"))
    if on > timezone.localdate(at):
        raise Refused(_("วันที่ส่งมอบยังมาไม่ถึง"))
    if Handover.objects.filter(commitment=row, on=on, amount=amount, evidence=evidence, taken_back_at=None).exists():
        return
    left = row.amount - row.delivered
    if amount > left:
        raise Refused(_("ส่งมอบเกินที่รับปากไว้ เหลืออีก {left} {unit} ถ้ามากกว่านั้นให้แก้จำนวนก่อน"), left=f"{left:,}", unit=row.offer.unit)
    made = Handover.objects.create(commitment=row, on=on, amount=amount, evidence=evidence, by=by, at=at)
    row.delivered += amount
    row.save(update_fields=["delivered"])
    audit.record(by=by, at=at, verb="handover.record", on=made, place=area, detail=f"amount={amount}")


@transaction.atomic
def take_back(*, by: User, at: datetime, area: str, handover: int, because: str) -> None:
    """It was told wrongly. The line stays, and no longer counts."""
    told = Handover.objects.filter(commitment__want__initiative=initiatives.seen(by, area), pk=handover).first()
    if told is None:
        raise scope.OutOfSight(str(handover))
    row = _held(by, area, told.commitment_id)
    told = Handover.objects.select_for_update().get(pk=handover)
    if told.taken_back_at:
        return
    if row.cancelled_at:
        raise Refused(_("รายการนี้ยกเลิกแล้ว"))
    told.taken_back_at, told.taken_back_because = at, access_rules.reason(because)[:300]
    told.save(update_fields=["taken_back_at", "taken_back_because"])
    row.delivered -= told.amount
    row.save(update_fields=["delivered"])
    audit.record(by=by, at=at, verb="handover.take_back", on=told, place=area, because=told.taken_back_because)


@transaction.atomic
def cancel(*, by: User, at: datetime, area: str, commitment: int, because: str) -> None:
    """By either side, with a reason. What came already stays; the rest is free again."""
    row = _held(by, area, commitment)
    if row.cancelled_at:
        return
    if row.delivered >= row.amount:
        raise Refused(_("ส่งมอบครบแล้ว ยกเลิกไม่ได้"))
    row.cancelled_by, row.cancelled_at, row.cancelled_because = by, at, access_rules.reason(because)[:300]
    row.save(update_fields=["cancelled_by", "cancelled_at", "cancelled_because"])
    _take(row.offer, row.want, row.delivered - row.amount)
    audit.record(by=by, at=at, verb="commitment.cancel", on=row, place=area, because=row.cancelled_because)


def _both(area: str, offer: int, want: int) -> tuple[Offer, Want]:
    """Locked, the offer first."""
    offered = Offer.objects.select_for_update().filter(pk=offer, area_code__in=[area[:digits] for digits in (2, 4, 6)]).first()
    wanted = Want.objects.select_for_update().filter(pk=want, initiative__area_code=area).first()
    if offered is None or wanted is None:
        raise scope.OutOfSight(f"{offer} {want}")
    return offered, wanted


def _held(by: User, area: str, commitment: int) -> Commitment:
    """The row with its offer and need, locked, for who acts for either side."""
    found = Commitment.objects.filter(pk=commitment, want__initiative=initiatives.seen(by, area)).select_related("offer").first()
    if found is None:
        raise scope.OutOfSight(str(commitment))
    if found.offer.organisation_id in offers.own(by):
        _require_organisation(by, found.offer, area)
    else:
        scope.require(by, Permission.TAMBON_WRITE, place=area)
    offered = Offer.objects.select_for_update().get(pk=found.offer_id)
    wanted = Want.objects.select_for_update().get(pk=found.want_id)
    row = Commitment.objects.select_for_update().get(pk=commitment)
    row.offer, row.want = offered, wanted
    return row


def _require_organisation(by: User, offer: Offer, area: str) -> None:
    scope.require(by, Permission.OFFER_MAKE, place=area)
    if offer.organisation_id not in offers.own(by):
        raise NotAllowed(Permission.OFFER_MAKE.value)


def _check_due(offer: Offer, due_on: date, at: datetime) -> None:
    if due_on < max(timezone.localdate(at), offer.from_on) or (offer.until_on and due_on > offer.until_on):
        raise Refused(_("กำหนดส่งมอบต้องอยู่ในช่วงวันที่ข้อเสนอใช้ได้ และไม่ใช่วันที่ผ่านมาแล้ว"))


def _take(offer: Offer, want: Want, amount: Decimal) -> None:
    """`amount` less than nought: given back. Both rows are locked."""
    for row, left in ((offer, _("ข้อเสนอนี้เหลือ {left} {unit}")), (want, _("ความต้องการนี้ขาดอีก {left} {unit}"))):
        if row.promised + amount > row.quantity:
            raise Refused(left, left=f"{row.quantity - row.promised:,}", unit=row.unit)
        row.promised += amount
        row.save(update_fields=["promised"])


# — who is told —


def team(area: str) -> list[User]:
    return notices.holders(Permission.TAMBON_WRITE, area)


def speakers(organisation: int, area: str) -> list[User]:
    """Who may say yes for the organisation there."""
    roles = [role.key for role in ROLES.values() if Permission.OFFER_MAKE in role.permissions]
    given = Assignment.objects.filter(role__in=roles, organisation=organisation, ended_at=None, user__is_active=True).select_related("user")
    return [each.user for each in given if area.startswith(each.area_code)]


def _tell_other(row: Commitment, at: datetime, area: str) -> None:
    users = speakers(row.offer.organisation_id, area) if row.organisation_at is None else team(area)
    href = f"/tambon/{area}/commitments/{row.pk}/"
    notices.tell(users=users, at=at, kind="commitment.waits", href=href, number=row.pk)
