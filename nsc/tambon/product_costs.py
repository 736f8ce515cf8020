"""What a product costs and sells for, and from how many on it earns: reckoned from what was entered, which a book-keeper has not seen."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from nsc import thai
from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import products, products_rules
from nsc.tambon.models import Cost, Price


@dataclass(frozen=True)
class Line:
    id: int
    kind: str
    name: str
    baht: Decimal
    by: str
    at: datetime


@dataclass(frozen=True)
class Asked:
    """A price of a unit. `is_now`: that of the day asked for."""

    valid_from: date
    baht: Decimal
    source: str
    by: str
    is_now: bool


@dataclass(frozen=True)
class Sheet:
    """`at_other_prices`: a tenth below, as it stands, a tenth above."""

    costs: tuple[Line, ...]
    prices: tuple[Asked, ...]  # the newest first
    now: products_rules.Economics
    at_other_prices: tuple[products_rules.Economics, ...]


def of(user: User, area: str, product: int, *, on: date) -> Sheet:
    """Four queries."""
    row = products.seen(user, area, product)
    costs = [_line(each) for each in Cost.objects.filter(product=row, ended_at=None).select_related("by").order_by("kind", "pk")]
    prices = list(Price.objects.filter(product=row).select_related("by").order_by("-valid_from"))
    now = next((each for each in prices if each.valid_from <= on), None)
    figures = (now.baht if now else None, _sum(costs, products_rules.FIXED), _sum(costs, products_rules.VARIABLE))
    shown = tuple(Asked(each.valid_from, each.baht, each.source, each.by.display_name, each is now) for each in prices)
    return Sheet(tuple(costs), shown, products_rules.economics(*figures), products_rules.at_other_prices(*figures))


@transaction.atomic
def add(*, by: User, at: datetime, area: str, product: int, kind: str, name: str, baht: Decimal) -> None:
    """Added again, the first stands; of the same name with another amount, the old one ends."""
    row = products.held(by, area, product)
    told = thai.clean(name)[:120]
    if kind not in products_rules.COSTS or not told:
        raise Refused(_("โปรดบอกรายการต้นทุนและเลือกว่าคงที่หรือผันแปร"))
    products_rules.check_baht(baht, _("ต้นทุน"))
    same = row.costs.filter(kind=kind, name=told, ended_at=None)
    if same.filter(baht=baht).exists():
        return
    same.update(ended_at=at)
    Cost.objects.create(product=row, kind=kind, name=told, baht=baht, by=by, at=at)
    audit.record(by=by, at=at, verb="cost.add", on=row, place=area, detail=f"{kind} {baht}")


@transaction.atomic
def end(*, by: User, at: datetime, area: str, product: int, cost: int, because: str) -> None:
    row = products.held(by, area, product)
    known = row.costs.filter(pk=cost).first()
    if known is None:
        raise scope.OutOfSight(str(cost))
    if known.ended_at is None:
        reason = access_rules.reason(because)
        row.costs.filter(pk=cost).update(ended_at=at)
        audit.record(by=by, at=at, verb="cost.end", on=row, place=area, because=reason)


@transaction.atomic
def set_price(*, by: User, at: datetime, area: str, product: int, valid_from: date, baht: Decimal, source: str) -> None:
    """From that day on. Another price of the same day is refused: a price that was said stays."""
    row = products.held(by, area, product)
    told = thai.clean(source)[:200]
    if not told:
        raise Refused(_("โปรดบอกที่มาของราคา เช่น ใบเสนอซื้อ หรือราคาตลาดวันใด"))
    products_rules.check_baht(baht, _("ราคา"))
    if known := row.prices.filter(valid_from=valid_from).first():
        if (known.baht, known.source) == (baht, told):
            return
        raise Refused(_("มีราคาที่เริ่มใช้วันนี้อยู่แล้ว โปรดใช้วันเริ่มอื่น ราคาเดิมจะยังอยู่"))
    Price.objects.create(product=row, valid_from=valid_from, baht=baht, source=told, by=by, at=at)
    audit.record(by=by, at=at, verb="price.set", on=row, place=area, detail=f"{valid_from.isoformat()} {baht}")


def _sum(costs: list[Line], kind: str) -> Decimal | None:
    """None where nothing was entered: a cost one does not know is not nought."""
    found = [each.baht for each in costs if each.kind == kind]
    return sum(found, Decimal(0)) if found else None


def _line(row: Cost) -> Line:
    return Line(row.pk, row.kind, row.name, row.baht, row.by.display_name, row.at)
