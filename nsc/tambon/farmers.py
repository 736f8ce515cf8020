"""Farmers who work with a tambon. Their names are for who holds FARMER_SEE there; each opening of a named list is on record."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.files import words
from nsc.surveys.names import shown_name
from nsc.tambon import farmers_held, initiatives, products
from nsc.tambon.models import Farmer
from nsc.tambon.models.farmers import SEAL


@dataclass(frozen=True)
class Row:
    """`name` masked where names are not for this reader. `plot`: square wa; `visits` of all seasons, `last_on` the newest of them."""

    id: int
    name: str
    village: str  # its name
    village_code: str
    plot: int | None
    crop: str
    product: str
    product_id: int | None
    visits: int
    last_on: date | None
    left_on: date | None


@dataclass(frozen=True)
class Listed:
    """`has_names`: the reader holds FARMER_SEE here."""

    rows: tuple[Row, ...]
    has_names: bool


@dataclass(frozen=True)
class Known:
    """One farmer, opened."""

    id: int
    title: str
    first_name: str
    last_name: str
    name: str
    phone: str
    consent_on: date
    village: str
    village_code: str
    plot: int | None
    crop: str
    product: str
    product_id: int | None
    by: str
    at: datetime
    left_on: date | None
    left_because: str
    forgotten_at: datetime | None


# — questions —


@transaction.atomic
def listed(user: User, area: str, *, at: datetime, village: str = "", product: int | None = None, with_left: bool = False) -> Listed:
    """By village and name. Names shown leave one line. Three queries."""
    initiative = initiatives.seen(user, area)
    has_names = scope.may(user, Permission.FARMER_SEE, area)
    rows = Farmer.objects.filter(initiative=initiative, forgotten_at=None).select_related("product")
    rows = rows if with_left else rows.filter(left_on=None)
    rows = rows.filter(village=village) if village else rows
    rows = rows.filter(product=product) if product else rows
    rows = rows.annotate(visits=Count("seasons__visits"), last_on=Max("seasons__visits__on"))
    found = [_row(row, has_names) for row in rows]
    if has_names and found:
        audit.seen(by=user, at=at, what="farmer_list", on=initiative, place=area, count=len(found))
    return Listed(tuple(sorted(found, key=lambda row: (row.village_code, row.name if has_names else "", row.id))), has_names)


@transaction.atomic
def find(user: User, area: str, farmer: int, *, at: datetime) -> Known:
    """Opened with name and telephone, for who holds FARMER_SEE alone; leaves a line."""
    row = seen(user, area, farmer)
    audit.seen(by=user, at=at, what="farmer", on=row, place=area)
    place = places.find(row.village)
    return Known(
        id=row.pk,
        title=row.title,
        first_name=row.first_name,
        last_name=row.last_name,
        name=_name(row, True),
        phone=words.opened(row.phone_sealed, purpose=SEAL),
        consent_on=row.consent_on,
        village=place.title if place else row.village,
        village_code=row.village,
        plot=row.plot,
        crop=row.crop,
        product=row.product.name if row.product else "",
        product_id=row.product_id,
        by=row.by.display_name,
        at=row.at,
        left_on=row.left_on,
        left_because=row.left_because,
        forgotten_at=row.forgotten_at,
    )


# — for the other parts of this room —


def seen(user: User, area: str, farmer: int) -> Farmer:
    """The row, for who may read names here; who asks for it leaves the line."""
    initiative = initiatives.seen(user, area)
    scope.require(user, Permission.FARMER_SEE, place=area)
    row = Farmer.objects.select_related("product", "by").filter(initiative=initiative, pk=farmer).first()
    if row is None:
        raise scope.OutOfSight(str(farmer))
    return row


def area_of(farmer: int) -> str:
    """The code of the tambon; "" of nobody known. For what came of a phone, before any right is asked."""
    return Farmer.objects.filter(pk=farmer).values_list("initiative__area_code", flat=True).first() or ""


def is_forgotten(farmer: int) -> bool:
    """At their word: nothing typed about them is kept. For what came of a phone."""
    return Farmer.objects.filter(pk=farmer, forgotten_at__isnull=False).exists()


def held(by: User, area: str, farmer: int) -> Farmer:
    """Locked for a verb, not against rows that name it: a submission may be written meanwhile."""
    initiative = initiatives.held(by, area)
    scope.require(by, Permission.FARMER_SEE, place=area)
    row = Farmer.objects.select_for_update(no_key=True).filter(initiative=initiative, pk=farmer).first()
    if row is None:
        raise scope.OutOfSight(str(farmer))
    return row


# — verbs —


@transaction.atomic
def enrol(
    *,
    by: User,
    at: datetime,
    area: str,
    first_name: str,
    last_name: str,
    village: str,
    crop: str,
    consent_on: date,
    mark: UUID,
    title: str = "",
    phone: str = "",
    plot: int | None = None,
    product: int | None = None,
) -> int:
    """`plot`: square wa. `consent_on`: when they agreed to be kept here and called. `mark`: of the form; sent twice, it is one farmer."""
    initiative = initiatives.held(by, area)
    scope.require(by, Permission.FARMER_SEE, place=area)
    told = _told(by, area, title, first_name, last_name, phone, village, crop, plot, product)
    if consent_on > timezone.localdate(at):
        raise Refused(_("วันที่ยินยอมอยู่ในอนาคต โปรดขอความยินยอมก่อนบันทึกชื่อ"))
    if known := Farmer.objects.filter(mark=mark, initiative=initiative).first():
        return known.pk
    try:
        with transaction.atomic():
            made = Farmer.objects.create(initiative=initiative, consent_on=consent_on, mark=mark, by=by, at=at, **told)
    except IntegrityError as clash:
        raise Refused(_("แบบฟอร์มนี้ใช้ไปแล้ว โปรดเปิดหน้าใหม่แล้วกรอกอีกครั้ง")) from clash
    audit.record(by=by, at=at, verb="farmer.enrol", on=made, place=area)
    return made.pk


@transaction.atomic
def correct(
    *,
    by: User,
    at: datetime,
    area: str,
    farmer: int,
    first_name: str,
    last_name: str,
    village: str,
    crop: str,
    title: str = "",
    phone: str = "",
    plot: int | None = None,
    product: int | None = None,
) -> None:
    row = held(by, area, farmer)
    if row.forgotten_at:
        raise Refused(_("ข้อมูลของผู้นี้ลบตามคำขอแล้ว"))
    told = _told(by, area, title, first_name, last_name, phone, village, crop, plot, product)
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=list(told))
    audit.record(by=by, at=at, verb="farmer.correct", on=row, place=area)


@transaction.atomic
def leave(*, by: User, at: datetime, area: str, farmer: int, on: date, because: str) -> None:
    """No longer among those who are followed; what was recorded stays. Left already, the first stands."""
    row = held(by, area, farmer)
    if row.left_on:
        return
    row.left_on, row.left_because = on, access_rules.reason(because)[:300]
    row.save(update_fields=["left_on", "left_because"])
    audit.record(by=by, at=at, verb="farmer.leave", on=row, place=area)


@transaction.atomic
def forget(*, by: User, at: datetime, area: str, farmer: int, because: str) -> None:
    """As they asked: name, telephone, words and pictures go for good; yields, incomes and answers stay for the counts, nobody's."""
    row = held(by, area, farmer)
    if row.forgotten_at:
        return
    reason = access_rules.reason(because)
    farmers_held.forget(at=at, farmers=[row.pk])
    audit.record(by=by, at=at, verb="farmer.forget", on=row, place=area, because=reason)


# — rows —


def _told(
    by: User, area: str, title: str, first: str, last: str, phone: str, village: str, crop: str, plot: int | None, product: int | None
) -> dict:
    told = {"title": thai.clean(title)[:30], "first_name": thai.clean(first)[:100], "last_name": thai.clean(last)[:100]}
    told |= {"crop": thai.clean(crop)[:120], "village": thai.bare(village), "plot": plot}
    if not told["first_name"] or not told["crop"]:
        raise Refused(_("โปรดบอกชื่อเกษตรกรและสิ่งที่ปลูกหรือเลี้ยง"))
    if len(told["village"]) != 8 or not told["village"].startswith(area) or not places.is_known(told["village"]):
        raise Refused(_("โปรดเลือกหมู่บ้านของแปลงในตำบลนี้"))
    digits = thai.phone(phone) if phone.strip() else ""
    if digits is None:
        raise Refused(_("หมายเลขโทรศัพท์ไม่ถูกต้อง เช่น 081-234-5678 เว้นว่างได้ถ้าไม่ให้ติดต่อ"))
    if product is not None:
        products.seen(by, area, product)
    return told | {"phone_sealed": words.seal(digits, purpose=SEAL), "product_id": product}


def _row(row: Farmer, has_names: bool) -> Row:
    place = places.find(row.village)
    return Row(
        id=row.pk,
        name=_name(row, has_names),
        village=place.title if place else row.village,
        village_code=row.village,
        plot=row.plot,
        crop=row.crop,
        product=row.product.name if row.product else "",
        product_id=row.product_id,
        visits=row.visits,
        last_on=row.last_on,
        left_on=row.left_on,
    )


def _name(row: Farmer, has_names: bool) -> str:
    return shown_name({"title": row.title, "first_name": row.first_name, "last_name": row.last_name}, has_names)
