"""What organisations are ready to give: written by the organisation itself, or by a tambon's team that heard it from them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from nsc import thai
from nsc.access import audit, organisations, scope
from nsc.access import rules as access_rules
from nsc.access.models import Organisation, User
from nsc.access.roles import ROLES, Permission
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.tambon import initiatives, partners_rules, rules
from nsc.tambon.models import Offer, OfferDimension


@dataclass(frozen=True)
class Offered:
    """Amounts in `unit`. `free`: what no promise takes; 0 once withdrawn. `told_how`: "" where the organisation wrote it itself."""

    id: int
    organisation: int
    organisation_name: str
    kind: str
    what: str
    quantity: Decimal
    unit: str
    promised: Decimal
    free: Decimal
    baht: Decimal | None
    conditions: str
    area_code: str
    from_on: date
    until_on: date | None
    dimensions: tuple[str, ...]
    told_how: str
    by: str
    at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str


# — questions —


def own(user: User) -> frozenset[int]:
    """Organisations for which the user may offer and promise, those that were merged into them among them. A query, if any."""
    held = {
        given.organisation_id
        for given in scope.in_force(user)
        if given.organisation_id and Permission.OFFER_MAKE in ROLES[given.role].permissions
    }
    merged = Organisation.objects.filter(merged_into__in=held).values_list("pk", flat=True) if held else ()
    return frozenset(held.union(merged))


def reaching(user: User, area: str, *, with_withdrawn: bool = False) -> list[Offered]:
    """Those that may be used in this tambon: by kind, what is for it alone first. Two queries beside those of the initiative."""
    initiatives.seen(user, area)
    rows = _rows().filter(area_code__in=[area[:digits] for digits in (2, 4, 6)])
    found = rows if with_withdrawn else rows.filter(withdrawn_at=None)
    order = list(partners_rules.RESOURCES)
    return sorted(map(_offered, found), key=lambda offer: (order.index(offer.kind), -len(offer.area_code), offer.id))


def ours(user: User) -> list[Offered]:
    """Of one's own organisations, withdrawn ones too; the newest first. NotAllowed to who offers nothing."""
    _somewhere(user)
    mine = own(user)
    return [_offered(row) for row in _rows().filter(organisation__in=mine).order_by("-at", "-pk")] if mine else []


def offices(user: User) -> list[tuple[int, str]]:
    """One's own, by name."""
    _somewhere(user)
    names = organisations.names()
    return sorted(((pk, names[pk]) for pk in own(user) if pk in names), key=lambda pair: thai.sort_key(pair[1]))


def areas(user: User) -> tuple[str, ...]:
    """Where the user may offer, the largest of them; a tambon is the smallest."""
    return tuple(dict.fromkeys(code[:6] for code in scope.areas(user, Permission.OFFER_MAKE)))


def find(user: User, offer: int) -> Offered:
    """One's own, or one that may be used where the user sees the tambon's work."""
    row = _rows().filter(pk=offer).first()
    if row is None or not (row.organisation_id in own(user) or _is_near(user, row.area_code)):
        raise scope.OutOfSight(str(offer))
    return _offered(row)


def _somewhere(user: User) -> None:
    if not scope.anywhere(user, Permission.OFFER_MAKE):
        scope.require(user, Permission.OFFER_MAKE, place=settings.PROVINCE)


def _is_near(user: User, code: str) -> bool:
    return any(code.startswith(area) or area.startswith(code) for area in scope.areas(user, Permission.TAMBON_SEE))


def _rows() -> QuerySet[Offer]:
    return Offer.objects.select_related("organisation", "by").prefetch_related("dimensions")


def _offered(row: Offer) -> Offered:
    same = ("id", "kind", "what", "quantity", "unit", "promised", "baht", "conditions", "area_code", "from_on", "until_on", "told_how", "at")
    given = {each.dimension for each in row.dimensions.all()}
    return Offered(
        organisation=row.organisation_id,
        organisation_name=row.organisation.name,
        free=Decimal(0) if row.withdrawn_at else row.quantity - row.promised,
        dimensions=tuple(key for key in rules.DIMENSIONS if key in given),
        by=row.by.display_name,
        withdrawn_at=row.withdrawn_at,
        withdrawn_because=row.withdrawn_because,
        **{name: getattr(row, name) for name in same},
    )


# — verbs —


@transaction.atomic
def make(
    *,
    by: User,
    at: datetime,
    organisation: int,
    kind: str,
    what: str,
    quantity: Decimal,
    unit: str,
    area: str,
    from_on: date,
    dimensions: Collection[str],
    until_on: date | None = None,
    baht: Decimal | None = None,
    conditions: str = "",
    told_how: str = "",
) -> Offered:
    """`area`: the province, amphoe or tambon within which it may be used. `told_how`: how the organisation told it, where another writes it
    down. Offered again in the same words, the first stands."""
    _require(by, organisation, area)
    if places.find(area) is None or len(area) > rules.TAMBON_DIGITS:
        raise Refused(_("โปรดเลือกจังหวัด อำเภอ หรือตำบลที่ใช้ได้"))
    is_own = organisation in own(by)
    told_how = "" if is_own else thai.clean(told_how)[:200]
    if not is_own and not told_how:
        raise Refused(_("โปรดบอกว่าองค์กรแจ้งข้อเสนอนี้อย่างไร เมื่อใด เพราะท่านบันทึกแทน"))
    told = {"kind": kind, "what": thai.clean(what)[:200], "quantity": partners_rules.check_amount(kind, unit, quantity), "unit": unit}
    told |= {"area_code": area, "from_on": from_on, "until_on": until_on, "conditions": thai.clean(conditions)[:500], "told_how": told_how}
    told |= {"baht": quantity if kind == partners_rules.MONEY else baht}
    wanted = {rules.check_dimension(key) for key in dimensions}
    if not told["what"] or not wanted:
        raise Refused(_("โปรดบอกว่าให้อะไร และเพื่อมิติการพัฒนาใด อย่างน้อยหนึ่งมิติ"))
    partners_rules.check_days(from_on, until_on)
    Organisation.objects.select_for_update().get(pk=organisations.get(organisation).pk)  # sent twice at once, the second waits
    if known := _rows().filter(organisation=organisation, withdrawn_at=None, **told).first():
        return _offered(known)
    made = Offer.objects.create(organisation_id=organisation, by=by, at=at, **told)
    OfferDimension.objects.bulk_create(OfferDimension(offer=made, dimension=key) for key in sorted(wanted))
    audit.record(by=by, at=at, verb="offer.make", on=made, place=area, detail=f"{kind} organisation={organisation}")
    return _offered(made)


@transaction.atomic
def correct(
    *, by: User, at: datetime, offer: int, quantity: Decimal, until_on: date | None, conditions: str = "", baht: Decimal | None = None
) -> None:
    """Never below what is promised already."""
    row = held(by, offer)
    _open(row)
    quantity = partners_rules.check_amount(row.kind, row.unit, quantity)
    partners_rules.check_days(row.from_on, until_on)
    if quantity < row.promised:
        raise Refused(_("รับปากไว้แล้ว {promised} {unit} ลดให้ต่ำกว่านั้นไม่ได้"), promised=f"{row.promised:,}", unit=row.unit)
    row.quantity, row.until_on, row.conditions = quantity, until_on, thai.clean(conditions)[:500]
    row.baht = quantity if row.kind == partners_rules.MONEY else baht
    row.save(update_fields=["quantity", "until_on", "conditions", "baht"])
    audit.record(by=by, at=at, verb="offer.correct", on=row, place=row.area_code, detail=f"quantity={quantity}")


@transaction.atomic
def withdraw(*, by: User, at: datetime, offer: int, because: str) -> None:
    """What is promised of it stays promised. Withdrawn already, nothing happens."""
    row = held(by, offer)
    if row.withdrawn_at:
        return
    row.withdrawn_at, row.withdrawn_because = at, access_rules.reason(because)[:300]
    row.save(update_fields=["withdrawn_at", "withdrawn_because"])
    audit.record(by=by, at=at, verb="offer.withdraw", on=row, place=row.area_code, because=row.withdrawn_because)


def held(by: User, offer: int) -> Offer:
    """The row, locked, for who may write it; else OutOfSight or NotAllowed."""
    row = Offer.objects.select_for_update().filter(pk=offer).first()
    if row is None or not (row.organisation_id in own(by) or _is_near(by, row.area_code)):
        raise scope.OutOfSight(str(offer))
    _require(by, row.organisation_id, row.area_code)
    return row


def _require(by: User, organisation: int, area: str) -> None:
    """One's own organisation's, where one works for it; another's only for who writes the tambon's plan there."""
    is_own = organisation in own(by)
    scope.require(by, Permission.OFFER_MAKE if is_own else Permission.TAMBON_WRITE, place=area)


def _open(row: Offer) -> None:
    if row.withdrawn_at:
        raise Refused(_("ข้อเสนอนี้ถอนแล้ว"))
