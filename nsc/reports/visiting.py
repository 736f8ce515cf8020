"""Visits to be made: appointments, and the cases that wait for one. With who lives there, for those who may read names."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import sight, visit_rules, visits
from nsc.casework.models import Case, Visit
from nsc.reports import targeted

PER_PAGE = 50
WAITS = ("assigned", "following")  # for a first visit, for a follow-up


@dataclass(frozen=True)
class Line:
    """An appointment, or (`visit` None) a case that waits for one until `due_on`."""

    case: int
    visit: int | None
    household_id: int
    head: str  # masked unless this user may read names
    house_no: str  # "" where names are not for this user
    area_code: str
    place: str
    pattern: int
    purpose: str
    on: date | None
    who: str  # display name of who goes, or of the mentor
    is_late: bool


@dataclass(frozen=True)
class Listed:
    lines: tuple[Line, ...]
    total: int
    first: int


def appointments(user: User, *, at: datetime, today: date, area: str = "", is_mine: bool = False, page: int = 1) -> Listed:
    """One page of the visits planned where this user records visits, the soonest first. Where it shows names, the opening is recorded."""
    sight.require_somewhere(user, Permission.VISIT_RECORD)
    rows = Visit.objects.filter(_within(user, "case__"), state="planned")
    rows = rows.filter(places.within(area, "case__area_code")) if area else rows
    rows = rows.filter(planned_for=user) if is_mine else rows
    found, total, first = _page(rows.select_related("case__household", "planned_for").order_by("planned_on", "case_id", "pk"), page)
    lines = _lines(user, at, [(row.case, row) for row in found], today)
    return Listed(lines, total, first)


def to_plan(user: User, *, at: datetime, today: date, area: str = "", case: int | None = None, page: int = 1) -> Listed:
    """One page of the cases that wait for a visit and have no appointment, the most urgent first; or one case, whatever its state."""
    sight.require_somewhere(user, Permission.VISIT_RECORD)
    mine = Case.objects.filter(_within(user))
    if case is not None:
        rows = mine.filter(pk=case)
        if not rows.exists():
            raise scope.OutOfSight(str(case))
    else:
        planned = Visit.objects.filter(case=OuterRef("pk"), state="planned")
        rows = mine.filter(~Exists(planned), state__in=WAITS)
        rows = rows.filter(places.within(area)) if area else rows
    order = (F("due_on").asc(nulls_last=True), "-priority", "pk")
    found, total, first = _page(rows.select_related("household", "mentor").order_by(*order), page)
    return Listed(_lines(user, at, [(row, None) for row in found], today), total, first)


def _within(user: User, prefix: str = "") -> Q:
    told = {"field": f"{prefix}area_code", "household": f"{prefix}household_id", "authority": f"{prefix}authority_id"}
    return scope.within(user, Permission.VISIT_RECORD, **told)


def _page(rows: QuerySet, page: int) -> tuple[list, int, int]:
    total = rows.count()
    first = max(0, min(page - 1, (total - 1) // PER_PAGE)) * PER_PAGE
    return list(rows[first : first + PER_PAGE]), total, first + 1 if total else 0


def _lines(user: User, at: datetime, found: list[tuple[Case, Visit | None]], today: date) -> tuple[Line, ...]:
    cases = [case for case, _visit in found]
    same = Case.objects.filter(pk__in=[case.pk for case in cases])
    named = set(same.filter(sight.within(user, Permission.NAME_SEE)).values_list("household", flat=True))
    heads = targeted.heads([case.household_id for case in cases], named)
    if named:
        audit.seen(
            by=user, at=at, what="visit_list", place=visits.common([case.area_code for case in cases]), count=len(found), households=named
        )
    return tuple(_line(case, visit, heads, case.household_id in named, today) for case, visit in found)


def _line(case: Case, visit: Visit | None, heads: dict[int, str], may_read: bool, today: date) -> Line:
    on = visit.planned_on if visit else case.due_on
    goes = visit.planned_for if visit else case.mentor
    return Line(
        case=case.pk,
        visit=visit.pk if visit else None,
        household_id=case.household_id,
        head=heads.get(case.household_id, ""),
        house_no=case.household.house_no if may_read else "",
        area_code=case.area_code,
        place=places.name(case.area_code),
        pattern=case.pattern,
        purpose=visit.purpose if visit else visit_rules.USUAL.get(case.state, visit_rules.FIRST),
        on=on,
        who=goes.display_name if goes else "",
        is_late=on is not None and on < today,
    )
