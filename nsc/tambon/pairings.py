"""Offers put to a tambon's needs by matching.py, as people see and overrule it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.tambon import initiatives, matching, offers, wants
from nsc.tambon.models import Commitment, Declined, Offer, Want


@dataclass(frozen=True)
class Pairing:
    """`amount` is proposed, in the unit of both; `is_ours`: the reader may promise it for the organisation."""

    offer: offers.Offered
    want: wants.Wanted
    amount: Decimal
    points: int
    parts: tuple[matching.Part, ...]
    is_ours: bool

    @property
    def due_on(self) -> date:
        """The last day on which it is both to be had and of use: what a promise is filled in with."""
        return min(self.offer.until_on or self.want.by_on, self.want.by_on)


@dataclass(frozen=True)
class Refusal:
    """`offer_id`, `want_id`: of the pair; `may_reconsider`: the reader may take the no back."""

    offer_id: int
    want_id: int
    may_reconsider: bool
    offer: str
    organisation: str
    want: str
    because: str
    by: str
    at: datetime


def proposed(user: User, at: datetime, area: str) -> list[Pairing]:
    """The best first. Nothing of a pair that was declined, or that has a promise: that one is changed. A fixed number of queries."""
    offered = {each.id: each for each in offers.reaching(user, area)}
    wanted = {each.id: each for each in wants.of(user, area)}
    mine = offers.own(user)
    there = Commitment.objects.filter(want__in=list(wanted), cancelled_at=None).values_list("offer", "want")
    said_no = Declined.objects.filter(want__in=list(wanted)).values_list("offer", "want")
    found = matching.propose(
        [_give(each) for each in offered.values()],
        [_take(each, area) for each in wanted.values()],
        on=timezone.localdate(at),
        declined={*there, *said_no},
    )
    return [
        Pairing(
            offered[each.give],
            wanted[each.take],
            Decimal(each.amount) / 100,
            each.points,
            each.parts,
            offered[each.give].organisation in mine,
        )
        for each in found
    ]


def declined(user: User, area: str) -> list[Refusal]:
    """Newest first."""
    rows = Declined.objects.filter(want__initiative=initiatives.seen(user, area)).select_related("offer__organisation", "want", "by")
    mine, is_team = offers.own(user), scope.may(user, Permission.TAMBON_WRITE, area)
    return [
        Refusal(
            offer_id=row.offer_id,
            want_id=row.want_id,
            may_reconsider=is_team or row.offer.organisation_id in mine,
            offer=row.offer.what,
            organisation=row.offer.organisation.name,
            want=row.want.what,
            because=row.because,
            by=row.by.display_name,
            at=row.at,
        )
        for row in rows.order_by("-at", "-pk")
    ]


@transaction.atomic
def decline(*, by: User, at: datetime, area: str, offer: int, want: int, because: str) -> None:
    """By the tambon's team, or by the organisation. Declined twice, the first reason stands."""
    offered, wanted = _pair(by, area, offer, want)
    told = {"because": access_rules.reason(because)[:300], "by": by, "at": at}
    made, is_new = Declined.objects.get_or_create(offer=offered, want=wanted, defaults=told)
    if is_new:
        audit.record(by=by, at=at, verb="pairing.decline", on=made, place=area, because=made.because)


@transaction.atomic
def reconsider(*, by: User, at: datetime, area: str, offer: int, want: int) -> None:
    """The no is taken back, by either side whoever said it: what may be proposed again still needs the yes of both. The record keeps who
    said no and why. Where nobody did, nothing happens."""
    offered, wanted = _pair(by, area, offer, want)
    row = Declined.objects.select_for_update().filter(offer=offered, want=wanted).first()
    if row is None:
        return
    audit.record(by=by, at=at, verb="pairing.reconsider", on=row, place=area)
    row.delete()


def _pair(by: User, area: str, offer: int, want: int) -> tuple[Offer, Want]:
    """For the tambon's team, or the organisation that offers."""
    initiative = initiatives.seen(by, area)
    offered = Offer.objects.filter(pk=offer, area_code__in=[area[:digits] for digits in (2, 4, 6)]).first()
    wanted = Want.objects.filter(initiative=initiative, pk=want).first()
    if offered is None or wanted is None:
        raise scope.OutOfSight(f"{offer} {want}")
    if offered.organisation_id not in offers.own(by):
        initiatives.held(by, area)
    return offered, wanted


def _give(offer: offers.Offered) -> matching.Give:
    same = (offer.id, offer.kind, offer.unit, int(offer.free * 100))
    return matching.Give(*same, offer.area_code, offer.from_on, offer.until_on, frozenset(offer.dimensions))


def _take(want: wants.Wanted, area: str) -> matching.Take:
    return matching.Take(want.id, want.kind, want.unit, int(want.open * 100), area, want.by_on, want.dimension)
