"""Which farmers of a tambon belong to a household: written and read from the household's side alone. The tambon is told how many."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import cases, family
from nsc.casework.models import Case, Joined
from nsc.errors import Refused, _
from nsc.surveys.names import shown_name
from nsc.tambon.models import Farmer, FarmSeason

TAMBON = 6  # digits of its code


@dataclass(frozen=True)
class Grown:
    """A season. Incomes in baht, of this crop or animal alone; None not known."""

    year: int
    name: str
    income_before: Decimal | None
    income_after: Decimal | None
    visits: int


@dataclass(frozen=True)
class Member:
    """`name` masked for who may not read names here, or not those of farmers."""

    id: int
    name: str
    crop: str
    product: str
    tambon: str
    since: date
    left_on: date | None
    seasons: tuple[Grown, ...]  # the newest first


@dataclass(frozen=True)
class Section:
    members: tuple[Member, ...]
    may_link: bool


@dataclass(frozen=True)
class Choice:
    farmer: int
    name: str
    village: str
    crop: str


@dataclass(frozen=True)
class Choices:
    """Farmers of the tambon that belong to no household yet, and the people of this one."""

    farmers: tuple[Choice, ...]
    people: tuple[family.Relative, ...]


# — questions —


def of_case(user: User, case: int) -> Section:
    """What farmers of this household do, for who may see it; the case's own opening is on record. Four queries."""
    row = cases.seen(user, case, Permission.HOUSEHOLD_SEE)
    told = {"place": row.area_code, "household": row.household_id, "authority": row.authority_id}
    has_names = scope.may(user, Permission.NAME_SEE, **told)
    may_see = scope.may(user, Permission.FARMER_SEE, row.area_code[:TAMBON])
    rows = Joined.objects.filter(household=row.household_id, ended_at=None).select_related("farmer__product", "farmer__initiative")
    rows = list(rows.order_by("pk"))
    grown = _grown([each.farmer_id for each in rows])
    members = tuple(_member(each, has_names and may_see, grown[each.farmer_id]) for each in rows)
    return Section(members, may_link=may_see and scope.may(user, Permission.PLAN_WRITE, **told))


@transaction.atomic
def choices(user: User, case: int, *, at: datetime) -> Choices:
    """For who may link; shows names, and leaves a line."""
    row = _held(user, case)
    tambon = row.area_code[:TAMBON]
    taken = Joined.objects.filter(ended_at=None).values("farmer")
    rows = Farmer.objects.filter(initiative__area_code=tambon, forgotten_at=None, left_on=None).exclude(pk__in=taken)
    found = [Choice(each.pk, _name(each, True), _place(each.village), each.crop) for each in rows.order_by("village", "first_name")]
    audit.seen(by=user, at=at, what="farmer_list", on=("case", row.pk), place=tambon, count=len(found), households=[row.household_id])
    return Choices(tuple(found), family.of(row.household_id, on=at.date(), may_read=True))


# — verbs —


@transaction.atomic
def link(*, by: User, at: datetime, case: int, farmer: int, person: int | None = None) -> None:
    """The farmer belongs to the household of this case. `person`: who of it they are. Linked here already, nothing happens."""
    row = _held(by, case)
    found = Farmer.objects.filter(pk=farmer, initiative__area_code=row.area_code[:TAMBON], forgotten_at=None).first()
    if found is None:
        raise scope.OutOfSight(str(farmer))
    if person is not None and person not in {each.person for each in family.of(row.household_id, on=at.date(), may_read=False)}:
        raise Refused(_("บุคคลนี้ไม่อยู่ในครัวเรือน โปรดเลือกจากรายชื่อ"))
    standing = Joined.objects.filter(farmer=found, ended_at=None).first()
    if standing and standing.household_id == row.household_id:
        return
    try:
        with transaction.atomic():
            Joined.objects.create(household_id=row.household_id, farmer=found, person_id=person, by=by, at=at)
    except IntegrityError as clash:
        raise Refused(_("เกษตรกรรายนี้เชื่อมกับครัวเรือนอื่นอยู่แล้ว")) from clash
    audit.record(by=by, at=at, verb="farmer.link", on=row, place=row.area_code, households=[row.household_id])


@transaction.atomic
def unlink(*, by: User, at: datetime, case: int, joined: int, because: str) -> None:
    """Ended already, nothing happens."""
    row = _held(by, case)
    found = Joined.objects.select_for_update().filter(pk=joined, household=row.household_id).first()
    if found is None:
        raise scope.OutOfSight(str(joined))
    if found.ended_at:
        return
    found.ended_at, found.ended_because = at, access_rules.reason(because)[:300]
    found.save(update_fields=["ended_at", "ended_because"])
    audit.record(by=by, at=at, verb="farmer.unlink", on=row, place=row.area_code, because=found.ended_because)


def _held(by: User, case: int) -> Case:
    """Who may plan for the household, and may see the tambon's farmers."""
    row = cases.seen(by, case, Permission.PLAN_WRITE)
    scope.require(by, Permission.FARMER_SEE, place=row.area_code[:TAMBON])
    return row


def _grown(farmers: Iterable[int]) -> dict[int, list[Grown]]:
    found: dict[int, list[Grown]] = defaultdict(list)
    rows = FarmSeason.objects.filter(farmer__in=farmers).prefetch_related("visits").order_by("-starts_on", "-pk")
    for row in rows:
        found[row.farmer_id].append(Grown(row.year, row.name, row.income_before, row.income_after, len(row.visits.all())))
    return found


def _member(row: Joined, may_read: bool, seasons: list[Grown]) -> Member:
    farmer = row.farmer
    product = farmer.product.name if farmer.product else ""
    told = {"crop": farmer.crop, "product": product, "tambon": _place(farmer.initiative.area_code), "left_on": farmer.left_on}
    return Member(id=row.pk, name=_name(farmer, may_read), since=row.at.date(), seasons=tuple(seasons), **told)


def _name(row: Farmer, may_read: bool) -> str:
    return shown_name({"title": row.title, "first_name": row.first_name, "last_name": row.last_name}, may_read)


def _place(code: str) -> str:
    found = places.find(code)
    return found.title if found else code
