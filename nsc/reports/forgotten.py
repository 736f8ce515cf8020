"""Lists so that nobody is forgotten: households with needs and no help, with help and no visit, with a plan and no progress; and what an
amphoe should look at: double help, and emergencies that are not regularised. How many by area, and who."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Left
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import sight
from nsc.casework.models import Case, Given, Need, Step, Visit
from nsc.casework.sight import Sight
from nsc.errors import Refused, _
from nsc.registry.models import Household
from nsc.reports import helped, targeted
from nsc.welfare.assistance import GIVEN
from nsc.welfare.models import Assistance

PER_PAGE = 50
STILL = timedelta(days=60)  # a plan without progress for so long; our proposal
NOT_MET = ("open", "planned")


@dataclass(frozen=True)
class Line:
    """`since`: the day from which it waits. `number`: of the help, where the list is one of helps."""

    household_id: int
    head: str  # masked unless this user may read names
    has_name: bool
    area_code: str
    since: date | None
    needs: int | None = None  # how many are not met
    number: int | None = None
    what: str = ""
    organisation: str = ""
    baht: Decimal | None = None


@dataclass(frozen=True)
class Found:
    """`counts`: households (of double help and emergencies: helps) by list. `by_area`: the same one level below, by code."""

    where: Sight
    counts: dict[str, int]
    by_area: tuple[tuple[str, dict[str, int]], ...]
    kind: str
    lines: tuple[Line, ...]
    first: int
    has_names: bool


def unhelped(where: Sight, today: date) -> QuerySet:
    """Open cases with needs not met, and no help at all; those opened first come first."""
    needs = Need.objects.filter(case=OuterRef("pk"), state__in=NOT_MET)
    rows = where.of(Case.objects.filter(is_newest=True, helped_on=None)).exclude(state="closed")
    return rows.filter(Exists(needs)).order_by("pk")


def outside(where: Sight, today: date) -> QuerySet:
    """Needs not met of households without a case, and no help since: a row a need."""
    since = Assistance.objects.filter(household=OuterRef("household"), state__in=GIVEN, on__gte=OuterRef("on"))
    return where.of(Need.objects.filter(case=None, state__in=NOT_MET)).filter(~Exists(since))


def unvisited(where: Sight, today: date) -> QuerySet:
    """Open cases with help, and no visit since the last of it; those helped first come first."""
    last = Assistance.objects.filter(household=OuterRef(OuterRef("household")), state__in=GIVEN).order_by("-on").values("on")[:1]
    seen = Visit.objects.filter(case=OuterRef("pk"), state="done", on__gte=Subquery(last))
    rows = where.of(Case.objects.filter(is_newest=True, helped_on__isnull=False)).exclude(state="closed")
    return rows.filter(~Exists(seen)).order_by("helped_on", "pk")


def standing(where: Sight, today: date) -> QuerySet:
    """Approved plans of which no step was done, no help came and nobody visited within STILL."""
    since = today - STILL
    rows = where.of(Case.objects.filter(is_newest=True, state="approved", planned_on__lte=since))
    done = Step.objects.filter(plan__case=OuterRef("pk"), done_on__gt=since)
    visited = Visit.objects.filter(case=OuterRef("pk"), state="done", on__gt=since)
    helped_in_time = Assistance.objects.filter(household=OuterRef("household"), state__in=GIVEN, on__gt=since)
    return rows.filter(~Exists(visited), ~Exists(done), ~Exists(helped_in_time)).order_by("planned_on", "pk")


def doubled(where: Sight, today: date) -> QuerySet:
    """Help of this fiscal year that was granted although the same kind was given within its interval."""
    first, last = thai.fiscal_year_bounds(thai.fiscal_year(today))
    rows = where.of(Assistance.objects.filter(although_sealed__isnull=False).exclude(state="withdrawn"))
    return helped.in_year(rows, first, last).order_by("on", "pk")


def irregular(where: Sight, today: date) -> QuerySet:
    """Emergency help that waits for the amphoe to regularise it."""
    waiting = Given.objects.filter(is_emergency=True, regularised_on=None).values("assistance")
    return where.of(Assistance.objects.filter(pk__in=waiting).exclude(state="withdrawn")).order_by("on", "pk")


LISTS: dict[str, Callable[[Sight, date], QuerySet]] = {
    "unhelped": unhelped,
    "outside": outside,
    "unvisited": unvisited,
    "standing": standing,
    "doubled": doubled,
    "irregular": irregular,
}


def lists(user: User, *, at: datetime, area: str = "", authority: int | None = None, kind: str = "unhelped", page: int = 1) -> Found:
    """All counts, and one list of LISTS. Where it shows names, the opening is recorded."""
    if kind not in LISTS:
        raise Refused(_("ไม่รู้จักรายการนี้ โปรดเลือกจากรายการ"))
    where, today = targeted.place(user, area=area, authority=authority), timezone.localdate(at)
    mine = sight.within(user, Permission.HOUSEHOLD_SEE) if targeted.sees_only_handed(user) else None
    rows = {name: made(where, today) if mine is None else made(where, today).filter(mine) for name, made in LISTS.items()}
    below = {name: _by_area(each, min(len(where.place.code) + 2, 8)) for name, each in rows.items()}
    counts = {name: sum(each.values()) for name, each in below.items()}
    codes = sorted({code for each in below.values() for code in each})
    by_area = tuple((code, {name: below[name].get(code, 0) for name in LISTS}) for code in codes)
    first = max(0, min(page - 1, (counts[kind] - 1) // PER_PAGE)) * PER_PAGE
    lines = _lines(user, _chosen(kind, rows[kind], first))
    named = [line.household_id for line in lines if line.has_name]
    if named:
        told = {"place": where.place.code, "count": len(lines), "detail": f"{kind} page {page}", "households": named}
        audit.seen(by=user, at=at, what="forgotten_list", **told)
    return Found(where, counts, by_area, kind, tuple(lines), first + 1 if lines else 0, bool(named))


def _by_area(rows: QuerySet, digits: int) -> dict[str, int]:
    """How many, by the first digits of their place. Of needs, a household counts once."""
    number = Count("household", distinct=True) if rows.model is Need else Count("pk")
    return dict(rows.order_by().annotate(code=Left("area_code", digits)).values_list("code").annotate(n=number))


def _chosen(kind: str, rows: QuerySet, first: int) -> list[Line]:
    """What is waited for since when is asked of those shown alone: of all, it would be waited for by the reader."""
    part = slice(first, first + PER_PAGE)
    if rows.model is Need:
        found = rows.values("household", "area_code").annotate(since=Min("on"), needs=Count("pk")).order_by("since", "household")[part]
        return [Line(row["household"], "", False, row["area_code"], row["since"], needs=row["needs"]) for row in found]
    if rows.model is Case:
        cases = list(rows[part])
        waiting = _waiting(kind, cases)
        return [Line(row.household_id, "", False, row.area_code, *waiting[row.pk]) for row in cases]
    return [
        Line(row.household_id, "", False, row.area_code, row.on or row.promised_on, None, row.pk, row.what, _name(row), row.baht)
        for row in rows.select_related("organisation")[part]
    ]


def _waiting(kind: str, rows: list[Case]) -> dict[int, tuple[date | None, int | None]]:
    """Since when each case waits, and how many needs it has that are not met, where that is why."""
    if kind == "standing":
        return {row.pk: (row.planned_on, None) for row in rows}
    if kind == "unhelped":
        needs = Need.objects.filter(case__in=rows, state__in=NOT_MET).order_by().values_list("case")
        return {case: (since, number) for case, since, number in needs.annotate(since=Min("on"), n=Count("pk"))}
    helps = Assistance.objects.filter(household__in=[row.household_id for row in rows], state__in=GIVEN).order_by().values_list("household")
    last = dict(helps.annotate(last=Max("on")))
    return {row.pk: (last.get(row.household_id), None) for row in rows}


def _name(row: Assistance) -> str:
    return row.organisation.name if row.organisation else ""


def _lines(user: User, chosen: list[Line]) -> list[Line]:
    """With their heads: names for those households of which the user may read them."""
    homes = [line.household_id for line in chosen]
    named = _readable(user, homes)
    heads = targeted.heads(homes, named)
    return [replace(line, head=heads.get(line.household_id, ""), has_name=line.household_id in named & heads.keys()) for line in chosen]


def _readable(user: User, homes: list[int]) -> set[int]:
    may = scope.within(user, Permission.NAME_SEE, household="pk", authority="authority_id")
    return set(Household.objects.filter(may, pk__in=homes).values_list("pk", flat=True))
