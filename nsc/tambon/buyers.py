"""Who buys a product, and what was ordered, delivered or cancelled."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from nsc import thai
from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import initiatives, products
from nsc.tambon.models import Buyer, Order, Product


@dataclass(frozen=True)
class Bought:
    """An order. `price`: baht a unit; `delivered` None: nothing yet."""

    id: int
    quantity: Decimal
    price: Decimal
    ordered_on: date
    due_on: date
    delivered_on: date | None
    delivered: Decimal | None
    cancelled_on: date | None
    because: str
    by: str
    is_late: bool

    @property
    def is_open(self) -> bool:
        return self.delivered_on is None and self.cancelled_on is None

    @property
    def baht(self) -> Decimal:
        """Of what was delivered, or of what was ordered while it is due."""
        return self.price * (self.quantity if self.delivered is None else self.delivered)


@dataclass(frozen=True)
class Customer:
    """`a_year`: units they say they would take; None not said."""

    id: int
    name: str
    wants: str
    a_year: Decimal | None
    orders: tuple[Bought, ...]  # the newest first


@dataclass(frozen=True)
class Market:
    """Sums of all orders: units and baht. `wanted` None: no buyer said how many."""

    customers: tuple[Customer, ...]
    wanted: Decimal | None
    due: Decimal
    delivered: Decimal
    earned: Decimal


@dataclass(frozen=True)
class Late:
    """A product of which so many orders are late."""

    product_id: int
    product: str
    orders: int


def of(user: User, area: str, product: int, *, on: date) -> Market:
    """Four queries."""
    rows = Buyer.objects.filter(product=products.seen(user, area, product), ended_at=None).order_by("pk")
    rows = rows.prefetch_related("orders__by")
    customers = tuple(_customer(row, on) for row in rows)
    orders = [each for customer in customers for each in customer.orders]
    said = [each.a_year for each in customers if each.a_year is not None]
    return Market(
        customers=customers,
        wanted=sum(said, Decimal(0)) if said else None,
        due=sum((each.quantity for each in orders if each.is_open), Decimal(0)),
        delivered=sum((each.delivered or Decimal(0) for each in orders), Decimal(0)),
        earned=sum((each.baht for each in orders if each.delivered_on), Decimal(0)),
    )


def late(user: User, area: str, *, on: date) -> list[Late]:
    """Of products that were not put aside: orders whose day has passed. Two queries."""
    open_ = Q(buyers__orders__delivered_on=None, buyers__orders__cancelled_on=None, buyers__orders__due_on__lt=on)
    rows = Product.objects.filter(open_, initiative=initiatives.seen(user, area)).exclude(state=Product.State.DROPPED)
    return [Late(row.pk, row.name, row.n) for row in rows.annotate(n=Count("buyers__orders")).order_by("pk")]


@transaction.atomic
def add(*, by: User, at: datetime, area: str, product: int, name: str, wants: str = "", a_year: Decimal | None = None) -> int:
    """Of the same name again, what they want is corrected."""
    row = products.held(by, area, product)
    told, wish = thai.clean(name)[:200], thai.clean(wants)[:300]
    if not told or (a_year is not None and a_year < 0):
        raise Refused(_("โปรดบอกชื่อผู้ซื้อ (ร้าน หน่วยงาน หรือตลาด) และจำนวนที่ไม่ติดลบ"))
    made, is_new = row.buyers.get_or_create(name=told, ended_at=None, defaults={"wants": wish, "a_year": a_year, "by": by, "at": at})
    is_changed = not is_new and (made.wants, made.a_year) != (wish, a_year)
    if is_changed:
        row.buyers.filter(pk=made.pk).update(wants=wish, a_year=a_year)
    if is_new or is_changed:
        audit.record(by=by, at=at, verb="buyer.add", on=made, place=area)
    return made.pk


@transaction.atomic
def order(
    *,
    by: User,
    at: datetime,
    area: str,
    product: int,
    buyer: int,
    quantity: Decimal,
    price: Decimal,
    ordered_on: date,
    due_on: date,
    mark: UUID,
) -> int:
    """`mark`: the number of the form; sent twice, it is one order."""
    row = products.held(by, area, product)
    customer = row.buyers.filter(pk=buyer).first()
    if customer is None:
        raise scope.OutOfSight(str(buyer))
    if quantity <= 0 or price < 0:
        raise Refused(_("จำนวนต้องมากกว่า 0 และราคาต้องไม่ติดลบ"))
    if due_on < ordered_on:
        raise Refused(_("วันส่งต้องไม่อยู่ก่อนวันสั่ง"))
    told = {"buyer": customer, "quantity": quantity, "price": price, "ordered_on": ordered_on, "due_on": due_on}
    if known := Order.objects.filter(mark=mark, buyer__product=row).first():
        return known.pk
    try:
        with transaction.atomic():
            made = Order.objects.create(mark=mark, by=by, at=at, **told)
    except IntegrityError as clash:  # the number of somebody else's form
        raise Refused(_("แบบฟอร์มนี้ใช้ไปแล้ว โปรดเปิดหน้าใหม่แล้วกรอกอีกครั้ง")) from clash
    audit.record(by=by, at=at, verb="order.take", on=made, place=area)
    return made.pk


@transaction.atomic
def deliver(*, by: User, at: datetime, area: str, product: int, order: int, delivered: Decimal, delivered_on: date) -> None:
    """Delivered already, the first stands."""
    row = _held(by, area, product, order)
    if row.cancelled_on:
        raise Refused(_("คำสั่งซื้อนี้ยกเลิกไปแล้ว"))
    if row.delivered_on:
        return
    if delivered < 0 or delivered_on < row.ordered_on:
        raise Refused(_("จำนวนที่ส่งต้องไม่ติดลบ และวันส่งต้องไม่อยู่ก่อนวันสั่ง"))
    row.delivered, row.delivered_on = delivered, delivered_on
    row.save(update_fields=["delivered", "delivered_on"])
    audit.record(by=by, at=at, verb="order.deliver", on=row, place=area)


@transaction.atomic
def cancel(*, by: User, at: datetime, area: str, product: int, order: int, cancelled_on: date, because: str) -> None:
    row = _held(by, area, product, order)
    if row.delivered_on:
        raise Refused(_("คำสั่งซื้อนี้ส่งของแล้ว จึงยกเลิกไม่ได้"))
    if row.cancelled_on:
        return
    row.cancelled_on, row.because = cancelled_on, access_rules.reason(because)[:300]
    row.save(update_fields=["cancelled_on", "because"])
    audit.record(by=by, at=at, verb="order.cancel", on=row, place=area, because=row.because)


def _held(by: User, area: str, product: int, order: int) -> Order:
    row = Order.objects.filter(buyer__product=products.held(by, area, product), pk=order).first()
    if row is None:
        raise scope.OutOfSight(str(order))
    return row


def _customer(row: Buyer, on: date) -> Customer:
    orders = sorted(row.orders.all(), key=lambda each: (each.ordered_on, each.pk), reverse=True)
    return Customer(row.pk, row.name, row.wants, row.a_year, tuple(_bought(each, on) for each in orders))


def _bought(row: Order, on: date) -> Bought:
    names = ("quantity", "price", "ordered_on", "due_on", "delivered_on", "delivered", "cancelled_on", "because")
    is_late = row.delivered_on is None and row.cancelled_on is None and row.due_on < on
    return Bought(id=row.pk, by=row.by.display_name, is_late=is_late, **{name: getattr(row, name) for name in names})
