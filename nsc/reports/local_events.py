"""What happened in one place in a fiscal year: counts month by month, and the days one remembers: files that came in, forums, meetings.

Counts and places only: whose visit or help it was stands in the household's own file.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from nsc import thai
from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.casework.models import Case, Forum, Handoff, Meeting, Visit
from nsc.casework.sight import Sight
from nsc.poverty import small
from nsc.reports import tabled
from nsc.reports.place import Here, here
from nsc.surveys import tallies
from nsc.surveys.models import Batch, Response
from nsc.welfare.assistance import GIVEN
from nsc.welfare.models import Assistance

KINDS = ("imports", "forums", "meetings", "opened", "visits", "help", "escalations", "closed")
HOUR = 13  # "2026-10-31 17": signs of a moment that say its hour


@dataclass(frozen=True)
class Event:
    """A day one remembers. `number`: of the forum or meeting; `count`: households of the file, people who came, resolutions."""

    on: date
    kind: str  # imports, forums, meetings
    number: int
    name: str  # year of the round, the place of the forum, number of the meeting
    area_code: str
    count: int


@dataclass(frozen=True)
class Year:
    """`months`: their first days, October first; `counts`: kind of KINDS → one number a month, small ones kept back from who sees figures
    only. `events`: newest first."""

    year: int  # fiscal, CE
    months: tuple[date, ...]
    counts: dict[str, tuple[int | None, ...]]
    events: tuple[Event, ...]


def of(user: User, *, year: int, area: str = "", authority: int | None = None) -> Year:
    """`year`: fiscal (CE). Nine queries, whatever the place."""
    found = here(user, Permission.FIGURES_SEE, area=area, authority=authority)
    where = Sight(found.place, found.authority)
    first, last = thai.fiscal_year_bounds(thai.buddhist_year(year))
    months = tuple(date(year - (month >= 10), month, 1) for month in (10, 11, 12, *range(1, 10)))
    events = (*_imports(found, first, last), *_forums(where, first, last), *_meetings(where, first, last))
    counted = {kind: Counter(event.on.replace(day=1) for event in events if event.kind == kind) for kind in KINDS[:3]}
    counted["visits"] = _by_day(where.of(Visit.objects.filter(state="done"), "case__"), "on", first, last)
    counted["help"] = _by_day(where.of(Assistance.objects.filter(state__in=GIVEN)), "on", first, last)
    counted["closed"] = _by_day(where.of(Case.objects.filter(state="closed")), "closed_on", first, last)
    counted["opened"] = _by_moment(where.of(Case.objects.all()), "opened_at", first, last)
    counted["escalations"] = _by_moment(where.of(Handoff.objects.filter(is_escalation=True), "case__"), "at", first, last)
    sees = scope.may(user, Permission.HOUSEHOLD_SEE, where.place.code, authority=found.authority_id)
    said = (lambda count: count) if sees else small.one
    return Year(
        year,
        months,
        {kind: tuple(counted[kind][month] if kind in KINDS[:3] else said(counted[kind][month]) for month in months) for kind in KINDS},
        tuple(sorted(events, key=lambda event: (event.on, event.kind, event.number), reverse=True)),
    )


# — days —


def _imports(at: Here, first: date, last: date) -> Iterable[Event]:
    """Surveys that came in and have answers from here. The batch is kept from the planner: SQLite would read a whole delivery for it. Of an
    authority the villages are said as well: no index knows whose a household is."""
    homes = Response.objects.alias(of=F("batch_id") + 0).filter(round=OuterRef("round"), of=OuterRef("pk"))
    here_in = Sight(at.place, at.authority).of(homes)
    if at.authority:
        here_in = here_in.filter(area_code__in=tallies.villages_of(at.round, at.authority.id))
    start, end = tabled.moments(first, last)
    rows = Batch.objects.filter(state=Batch.State.PUBLISHED, published_at__gte=start, published_at__lt=end)
    for pk, at, survey_year, households in rows.filter(Exists(here_in)).values_list(
        "pk", "published_at", "round__survey_year", "households"
    ):
        yield Event(timezone.localdate(at), "imports", pk, str(thai.buddhist_year(survey_year)), "", households)


def _forums(where: Sight, first: date, last: date) -> Iterable[Event]:
    if where.authority:
        return
    rows = Forum.objects.filter(places.within(where.place.code), on__range=(first, last))
    for row in rows.values_list("on", "pk", "place", "area_code", "attendance"):
        yield Event(row[0], "forums", *row[1:])


def _meetings(where: Sight, first: date, last: date) -> Iterable[Event]:
    """Of the amphoe it lies in, or its own: they decide for all below."""
    if where.authority:
        return
    rows = Meeting.objects.filter(area_code=where.place.code[: codes.LENGTH[codes.AMPHOE]], on__range=(first, last))
    for row in rows.annotate(n=Count("resolutions")).values_list("on", "pk", "number", "area_code", "n"):
        yield Event(row[0], "meetings", *row[1:])


# — counts —


def _by_day(rows: QuerySet, field: str, first: date, last: date) -> Counter[date]:
    month = Substr(Cast(field, CharField()), 1, 7)  # as reports.progress: their truncation is a call into Python on SQLite
    counted = rows.filter(**{f"{field}__range": (first, last)}).order_by().values_list(month).annotate(n=Count("pk"))
    return Counter({date.fromisoformat(f"{said}-01"): count for said, count in counted})


def _by_moment(rows: QuerySet, field: str, first: date, last: date) -> Counter[date]:
    """The database counts by the hour of its own clock (UTC), of which there are few; the month is then that of ours."""
    start, end = tabled.moments(first, last)
    hour = Substr(Cast(field, CharField()), 1, HOUR)
    rows = rows.filter(**{f"{field}__gte": start, f"{field}__lt": end}).order_by()
    found: Counter[date] = Counter()
    for said, count in rows.values_list(hour).annotate(n=Count("pk")):
        moment = datetime.fromisoformat(f"{said}:00:00+00:00")
        found[timezone.localdate(moment).replace(day=1)] += count
    return found
