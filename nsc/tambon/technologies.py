"""Technologies and innovations of the whole province, what they may help with, and to whom they were handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction

from nsc import thai
from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.tambon import initiatives, products_rules, rules
from nsc.tambon.models import ChainStep, Goal, Product, Technology, Transfer

LOSES_MUCH = 10  # per cent of what enters a step: our proposal of what is worth a remedy
GOAL, PRODUCT, LOSS = _("เป้าหมายของตำบล"), _("ผลิตภัณฑ์เป้าหมาย"), _("ขั้นที่สูญเสียมากหรือยังไม่มีใครทำ")


@dataclass(frozen=True)
class Entry:
    """`cost`: baht to begin with, None not said. `of`: the tambon that wrote it in."""

    id: int
    name: str
    solves: str
    words: tuple[str, ...]
    dimension: str
    owner: str
    readiness: int
    cost: Decimal | None
    proof: str
    of: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Helps:
    """A technology beside what it may help with, and why."""

    entry: Entry
    fits: tuple[products_rules.Fit, ...]


@dataclass(frozen=True)
class Handed:
    """`alone`: how many can do it without help, on `checked_on`; None not asked again yet."""

    id: int
    technology: str
    giver: str
    receiver: str
    on: date
    days: Decimal
    took_part: int
    alone: int | None
    checked_on: date | None
    by: str


# — questions —


def catalogue(user: User, *, dimension: str = "") -> list[Entry]:
    """Of the whole province, for who sees a tambon anywhere: a technology tells of no person. The readiest first. One query."""
    if not scope.anywhere(user, Permission.TAMBON_SEE):
        scope.require(user, Permission.TAMBON_SEE, place=settings.PROVINCE)
    rows = Technology.objects.filter(ended_at=None).select_related("by").order_by("-readiness", "name")
    return [_entry(row) for row in (rows.filter(dimension=dimension) if dimension else rows)]


def matched(user: User, area: str, *, troubles: Sequence[products_rules.Trouble] = ()) -> list[Helps]:
    """Technologies that have a word in common with the tambon's goals, its products, the steps of their chain that lose much or that nobody
    does, and with `troubles` that the caller knows of. Five queries."""
    initiative = initiatives.seen(user, area)
    entries = {each.id: each for each in catalogue(user)}
    known = [*_troubles(initiative.pk), *troubles]
    found: dict[int, list[products_rules.Fit]] = {}
    for fit in products_rules.fits({each.id: (",".join(each.words), each.dimension) for each in entries.values()}, known):
        found.setdefault(fit.technology, []).append(fit)
    return [Helps(entries[number], tuple(them)) for number, them in found.items()]


def handed(user: User, area: str) -> list[Handed]:
    """In this tambon, the newest first. Three queries."""
    rows = Transfer.objects.filter(initiative=initiatives.seen(user, area)).select_related("technology", "by").order_by("-on", "-pk")
    return [_handed(row) for row in rows.prefetch_related("checks")]


def _troubles(initiative: int) -> list[products_rules.Trouble]:
    told = [
        products_rules.Trouble(f"{goal.text} {goal.indicator}", GOAL, goal.dimension)
        for goal in Goal.objects.filter(initiative=initiative, ended_at=None)
    ]
    told += [
        products_rules.Trouble(f"{product.name} {product.what}", PRODUCT, rules.ECONOMY)
        for product in Product.objects.filter(initiative=initiative).exclude(state=Product.State.DROPPED)
    ]
    steps = ChainStep.objects.filter(product__initiative=initiative, ended_at=None).exclude(product__state=Product.State.DROPPED)
    bad = (step for step in steps.select_related("product") if not step.who or (step.loss or 0) >= LOSES_MUCH)
    return [*told, *(products_rules.Trouble(f"{step.product.name}: {step.name}", LOSS, rules.ECONOMY) for step in bad)]


# — verbs —


@transaction.atomic
def add(
    *,
    by: User,
    at: datetime,
    area: str,
    name: str,
    solves: str,
    words: str,
    dimension: str,
    owner: str,
    readiness: int,
    cost: Decimal | None = None,
    proof: str = "",
) -> int:
    """Into the province's catalogue, by a tambon that has begun. The same of the same owner again, the first stands."""
    initiatives.held(by, area)
    told = {"solves": thai.clean(solves)[:300], "words": ", ".join(products_rules.keywords(words))[:300]}
    told |= {"dimension": rules.check_dimension(dimension), "readiness": products_rules.check_readiness(readiness)}
    told |= {"cost": cost, "proof": thai.clean(proof)[:500], "area_code": area, "by": by, "at": at}
    title, whose = thai.clean(name)[:200], thai.clean(owner)[:200]
    if not (title and whose and told["solves"] and told["words"]):
        raise Refused(_("โปรดบอกชื่อ ปัญหาที่แก้ได้ คำค้น และเจ้าของเทคโนโลยี"))
    if cost is not None:
        products_rules.check_baht(cost, _("ค่าใช้จ่าย"))
    made, is_new = Technology.objects.get_or_create(name=title, owner=whose, ended_at=None, defaults=told)
    if is_new:
        audit.record(by=by, at=at, verb="technology.add", on=made, place=area)
    return made.pk


@transaction.atomic
def end(*, by: User, at: datetime, area: str, technology: int, because: str) -> None:
    """Taken out of the catalogue, by the tambon that wrote it in."""
    initiatives.held(by, area)
    row = Technology.objects.select_for_update().filter(pk=technology, area_code=area).first()
    if row is None:
        raise scope.OutOfSight(str(technology))
    if row.ended_at:
        return
    row.ended_at, row.because = at, access_rules.reason(because)[:300]
    row.save(update_fields=["ended_at", "because"])
    audit.record(by=by, at=at, verb="technology.end", on=row, place=area, because=row.because)


@transaction.atomic
def hand_over(
    *,
    by: User,
    at: datetime,
    area: str,
    technology: int,
    giver: str,
    receiver: str,
    on: date,
    days: Decimal,
    took_part: int,
) -> int:
    """To a group, on a day; told again, the first stands."""
    initiative = initiatives.held(by, area)
    row = Technology.objects.filter(pk=technology).first()
    if row is None:
        raise scope.OutOfSight(str(technology))
    gives, takes = thai.clean(giver)[:200], thai.clean(receiver)[:200]
    if not gives or not takes or days <= 0 or took_part < 0:
        raise Refused(_("โปรดบอกผู้ให้ กลุ่มผู้รับ จำนวนวันที่มากกว่า 0 และจำนวนคนที่ไม่ติดลบ"))
    told = {"giver": gives, "days": days, "took_part": took_part, "by": by, "at": at}
    made, is_new = Transfer.objects.get_or_create(technology=row, initiative=initiative, receiver=takes, on=on, defaults=told)
    if is_new:
        audit.record(by=by, at=at, verb="technology.hand", on=made, place=area, count=took_part)
    return made.pk


@transaction.atomic
def check(*, by: User, at: datetime, area: str, transfer: int, on: date, alone: int) -> None:
    """How many can do it alone by then. Of the same day the same again, nothing happens; another number is refused."""
    initiative = initiatives.held(by, area)
    row = Transfer.objects.select_for_update().filter(pk=transfer, initiative=initiative).first()
    if row is None:
        raise scope.OutOfSight(str(transfer))
    if on < row.on or not 0 <= alone <= row.took_part:
        raise Refused(_("วันตรวจต้องไม่ก่อนวันถ่ายทอด และจำนวนต้องไม่เกินผู้เข้าอบรม {took} คน"), took=row.took_part)
    try:
        with transaction.atomic():
            made, is_new = row.checks.get_or_create(on=on, alone=alone, defaults={"by": by, "at": at})
    except IntegrityError as clash:
        raise Refused(_("ตรวจวันนี้ไปแล้ว โปรดใช้วันอื่น ผลเดิมจะยังอยู่")) from clash
    if is_new:
        audit.record(by=by, at=at, verb="technology.check", on=made, place=area, count=alone)


# — rows —


def _entry(row: Technology) -> Entry:
    names = ("name", "solves", "dimension", "owner", "readiness", "cost", "proof", "at")
    told = {name: getattr(row, name) for name in names}
    place = places.find(row.area_code)
    return Entry(
        id=row.pk,
        words=products_rules.keywords(row.words),
        of=place.title if place else row.area_code,
        by=row.by.display_name,
        **told,
    )


def _handed(row: Transfer) -> Handed:
    last = max(row.checks.all(), key=lambda each: each.on, default=None)
    told = {name: getattr(row, name) for name in ("giver", "receiver", "on", "days", "took_part")}
    return Handed(
        id=row.pk,
        technology=row.technology.name,
        alone=last.alone if last else None,
        checked_on=last.on if last else None,
        by=row.by.display_name,
        **told,
    )
