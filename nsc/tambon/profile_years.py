"""Years of a profile that are closed: the figures that had filled themselves, as they were. What the team wrote is read as of that moment
(indicator_values.of, findings.of), so that nothing is kept twice. The page of today goes on from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import initiatives, profile_rules
from nsc.tambon.models import ClosedFigure, ClosedYear


@dataclass(frozen=True)
class Figure:
    """A figure of the profile with all one must know of it. `value` None: not known, or, where `is_hidden`, too small to be shown.
    `digits`: behind the point; `year`: CE, of the survey or (of money and needs) fiscal."""

    group: str
    key: str
    name: str
    unit: str
    value: float | None
    digits: int
    is_hidden: bool
    year: int
    definition: str
    source: str


@dataclass(frozen=True)
class Closed:
    year: int
    at: datetime
    by: str
    figures: tuple[Figure, ...] = ()


def closed(user: User, area: str) -> list[Closed]:
    """The newest first, without their figures. Two queries."""
    rows = ClosedYear.objects.filter(initiative=initiatives.seen(user, area)).select_related("closed_by").order_by("-year")
    return [Closed(row.year, row.closed_at, row.closed_by.display_name) for row in rows]


def opened(user: User, area: str, year: int) -> Closed:
    rows = ClosedYear.objects.filter(initiative=initiatives.seen(user, area), year=year)
    row = rows.select_related("closed_by").prefetch_related("figures").first()
    if row is None:
        raise scope.OutOfSight(f"{area} {year}")
    told = sorted(row.figures.all(), key=lambda each: each.position)
    figures = tuple(Figure(**{name: getattr(each, name) for name in Figure.__dataclass_fields__}) for each in told)
    return Closed(row.year, row.closed_at, row.closed_by.display_name, figures)


@transaction.atomic
def close(*, by: User, at: datetime, area: str, year: int, figures: Sequence[Figure]) -> Closed:
    """`figures`: as everybody may see them, small numbers already hidden. A year is closed once."""
    initiative = initiatives.held(by, area)
    profile_rules.check_value_year(year, today=timezone.localdate(at))
    if not figures:
        raise Refused(_("ยังไม่มีข้อมูลให้ปิด นำเข้าข้อมูลสำรวจก่อน"))
    try:
        with transaction.atomic():
            row = ClosedYear.objects.create(initiative=initiative, year=year, closed_at=at, closed_by=by)
    except IntegrityError as error:
        raise Refused(_("ปิดข้อมูลปี {year} ไปแล้ว ข้อมูลที่ปิดแล้วไม่แก้ย้อนหลัง"), year=year + 543) from error
    told = [{name: getattr(each, name) for name in Figure.__dataclass_fields__} for each in figures]
    ClosedFigure.objects.bulk_create(ClosedFigure(closed=row, position=place, **each) for place, each in enumerate(told))
    audit.record(by=by, at=at, verb="profile.close", on=row, place=area, count=len(told), detail=str(year))
    return Closed(year, at, by.display_name, tuple(figures))
