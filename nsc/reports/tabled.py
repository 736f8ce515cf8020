"""Lists that stand in the database row by row: a page of them, groups counted, and all of them for a file that leaves.

A list gives its rows (a QuerySet that its own door has let through), the fields of each order, and what makes lines of row numbers.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, QuerySet
from django.db.models.expressions import Expression, OrderBy
from django.db.models.functions import Left
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes
from nsc.casework.sight import Sight
from nsc.errors import Refused, _
from nsc.reports.listing import PER_PAGE, Asked, Filter, Group, Grouping, Page, start
from nsc.reports.place import Here

MOST, MOST_NAMED = 200_000, 5_000  # rows of one file
YEARS = (2500, 2999)  # Buddhist: what an address may mean
CHUNK = 1_000  # rows whose lines are in memory at once
AREAS = (Grouping("amphoe", _("อำเภอ")), Grouping("tambon", _("ตำบล")), Grouping("village", _("หมู่บ้าน")))
ORDER_OF_AREAS = ("area_code",)
TARGET_GROUPS = {"tpmap": _("ครัวเรือนใน TPMAP"), "missed": _("ตกหล่น"), "vulnerable": _("เปราะบาง")}
Lines = Callable[[list[int]], Sequence]
Orders = Mapping[str, tuple[str | Expression, ...]]  # fields by column, as its smallest stand first; "-": the other way round


@dataclass(frozen=True)
class Leaving:
    """What goes into a file: `has_names` says whether columns that name somebody may be among it."""

    where: Sight | Here
    total: int
    has_names: bool
    lines: Iterator


def page(rows: QuerySet, asked: Asked, orders: Orders, lines: Lines, groups: Mapping[str, object] | None = None) -> Page:
    """A count, the numbers of one page in order, and what `lines` asks; one more where it is grouped."""
    total = rows.count()
    first = start(asked.page, total)
    numbers = list(ordered(rows, asked, orders).values_list("pk", flat=True)[first : first + PER_PAGE])
    found = tuple(lines(numbers)) if numbers else ()
    return Page(found, total, first + 1 if numbers else 0, grouped(rows, asked, groups or {}))


def ordered(rows: QuerySet, asked: Asked, orders: Orders) -> QuerySet:
    column, is_down = asked.order
    return rows.order_by(*(_directed(rows, field, is_down) for field in orders[column]), "-pk" if is_down else "pk")


def _directed(rows: QuerySet, field: str | Expression, is_down: bool) -> OrderBy:
    """What is not known stands last in either direction, on either database."""
    if isinstance(field, str):
        is_down, field = is_down != field.startswith("-"), F(field.removeprefix("-"))
    by = OrderBy(field, descending=is_down)
    if _may_be_empty(rows, field):
        by.nulls_last = True
    return by


def _may_be_empty(rows: QuerySet, field: object) -> bool:
    """An order that says where the empty stand reads no index: it is only said where there are such."""
    if not isinstance(field, F):
        return False
    named = {each.name: each for each in rows.model._meta.concrete_fields}
    return field.name not in named or named[field.name].null


def grouped(rows: QuerySet, asked: Asked, groups: Mapping[str, object]) -> tuple[Group, ...]:
    """The largest first; `groups`: the field or expression of each grouping beside the areas."""
    if not asked.by:
        return ()
    by = groups[asked.by] if asked.by in groups else Left("area_code", codes.LENGTH[asked.by])
    counted = rows.order_by().values(key=F(by) if isinstance(by, str) else by).annotate(n=Count("pk")).order_by("-n", "key")
    return tuple(Group("" if row["key"] is None else str(row["key"]), row["n"]) for row in counted)


def of_choice(key: str, name: str, values: Mapping[str, object]) -> Filter:
    return Filter(key, name, values=tuple((value, str(said)) for value, said in values.items()))


def of_month(key: str, name: str, said: str) -> Filter:
    """`said`: the month that an address names, which then is the one choice."""
    days = thai.month_bounds(said)
    return of_choice(key, name, {said: thai.month_name(days[0])} if days else {})


def fiscal_year(year: int | None) -> tuple[date, date] | None:
    """`year`: as an address says it (Buddhist); None for what is none."""
    return thai.fiscal_year_bounds(year) if year and YEARS[0] <= year <= YEARS[1] else None


def moments(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last: at or after the one, before the other."""
    zone = timezone.get_default_timezone()
    return datetime.combine(first, time.min, zone), datetime.combine(last + timedelta(days=1), time.min, zone)


def allow(*, by: User, where: Sight | Here, total: int, with_names: bool) -> None:
    """May so many rows of this place leave as a file, and may names go with them?"""
    told = {"place": where.place.code, "authority": where.authority.id if where.authority else None}
    scope.require(by, Permission.HOUSEHOLD_EXPORT, **told)
    if with_names:
        scope.require(by, Permission.NAME_SEE, **told)
    if not total:
        raise Refused(_("โปรดเลือกอย่างน้อยหนึ่งแถว"))
    if total > MOST:
        raise Refused(_("รายการนี้มี {count} แถว ส่งออกได้ครั้งละไม่เกิน {most} แถว โปรดเลือกพื้นที่ให้แคบลง"), count=f"{total:,}", most=f"{MOST:,}")
    if with_names and total > MOST_NAMED:
        raise Refused(
            _("รายการนี้มี {count} แถว พร้อมชื่อส่งออกได้ครั้งละไม่เกิน {most} แถว โปรดเลือกพื้นที่ให้แคบลง หรือส่งออกโดยไม่มีชื่อ"),
            count=f"{total:,}",
            most=f"{MOST_NAMED:,}",
        )


def note(*, by: User, at: datetime, where: Sight | Here, name: str, total: int, homes: Iterable[int]) -> None:
    """That they leave, before the first does; `homes`: those whose people are named."""
    verb = "named_list.export" if homes else "list.export"
    audit.record(by=by, at=at, verb=verb, place=where.place.code, count=total, detail=name, households=homes)


def leave(
    *,
    by: User,
    at: datetime,
    where: Sight,
    name: str,
    rows: QuerySet,
    asked: Asked,
    orders: Orders,
    lines: Lines,
    with_names: bool,
    only: Collection[int] | None = None,
) -> Leaving:
    """All rows, for a file. `with_names`: columns that name somebody are wanted; of few rows at once, for who may read names there. `only`:
    those that were picked; `name`: the list's."""
    rows = rows if only is None else rows.filter(pk__in=only)
    total = rows.count()
    allow(by=by, where=where, total=total, with_names=with_names)
    homes = set(rows.values_list("household_id", flat=True)) if with_names else set()
    note(by=by, at=at, where=where, name=name, total=total, homes=homes)
    numbers = list(ordered(rows, asked, orders).values_list("pk", flat=True))
    return Leaving(where, total, with_names, in_parts(numbers, lines))


def in_parts(rows: Sequence, lines: Callable) -> Iterator:
    """The lines of many rows, of which CHUNK are made at once."""
    for first in range(0, len(rows), CHUNK):
        yield from lines(rows[first : first + CHUNK])
