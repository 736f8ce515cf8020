"""The way of a product from the field to its buyer, step by step: who does what, how much, and what is lost."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from nsc import thai
from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import products, products_rules
from nsc.tambon.models import ChainStep

MOST = 20  # steps that one can still draw and read


@dataclass(frozen=True)
class Step:
    """`narrow`: finished units a month that it lets through; None not known."""

    id: int
    place: int
    link: products_rules.Link
    narrow: Decimal | None
    is_bottleneck: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class Chain:
    steps: tuple[Step, ...]
    reckoned: products_rules.Reckoned


def of(user: User, area: str, product: int) -> Chain:
    """Three queries."""
    rows = list(ChainStep.objects.filter(product=products.seen(user, area, product), ended_at=None).select_related("by").order_by("place"))
    links = [products_rules.Link(row.name, row.who, row.capacity, row.loss, row.cost) for row in rows]
    reckoned = products_rules.reckon(links)
    steps = [
        Step(row.pk, row.place, link, narrow, n == reckoned.bottleneck, row.by.display_name, row.at)
        for n, (row, link, narrow) in enumerate(zip(rows, links, reckoned.narrow, strict=True))
    ]
    return Chain(tuple(steps), reckoned)


@transaction.atomic
def put(
    *,
    by: User,
    at: datetime,
    area: str,
    product: int,
    place: int,
    name: str,
    who: str = "",
    capacity: Decimal | None = None,
    loss: Decimal | None = None,
    cost: Decimal | None = None,
) -> None:
    """What stands at this place from now on; what stood there before ends and stays on record. `place`: from 1."""
    row = products.held(by, area, product)
    told = {"name": thai.clean(name)[:120], "who": thai.clean(who)[:200], "capacity": capacity}
    told |= {"loss": products_rules.check_loss(loss), "cost": cost}
    if not told["name"]:
        raise Refused(_("โปรดบอกว่าขั้นนี้ทำอะไร"))
    if not 1 <= place <= MOST:
        raise Refused(_("ลำดับขั้นต้องอยู่ระหว่าง 1 ถึง {most}"), most=MOST)
    if any(each is not None and each < 0 for each in (capacity, cost)):
        raise Refused(_("กำลังและต้นทุนต้องไม่ติดลบ เว้นว่างไว้ถ้ายังไม่รู้"))
    standing = row.chain.filter(place=place, ended_at=None)
    if standing.filter(**told).exists():
        return
    standing.update(ended_at=at)
    made = ChainStep.objects.create(product=row, place=place, by=by, at=at, **told)
    audit.record(by=by, at=at, verb="chain_step.put", on=made, place=area)


@transaction.atomic
def end(*, by: User, at: datetime, area: str, product: int, step: int, because: str) -> None:
    row = products.held(by, area, product)
    known = row.chain.filter(pk=step).first()
    if known is None:
        raise scope.OutOfSight(str(step))
    if known.ended_at is None:
        reason = access_rules.reason(because)
        row.chain.filter(pk=step).update(ended_at=at)
        audit.record(by=by, at=at, verb="chain_step.end", on=known, place=area, because=reason)
