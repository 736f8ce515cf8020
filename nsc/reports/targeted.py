"""The households of a target roll, a page at a time: where each stands on its road, and who lives there for those who may read names."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db.models import Q, QuerySet

from nsc import bulk, thai
from nsc.access import audit
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import rolls, rules, sight
from nsc.casework.models import Proposal, Result, Roll, State, Target
from nsc.casework.sight import Sight
from nsc.errors import Refused, _
from nsc.poverty.union import DIMENSIONS
from nsc.reports import progress
from nsc.surveys import responses, rounds
from nsc.surveys.models import Member
from nsc.surveys.names import HEAD, masked, shown_name

PER_PAGE = 50
ALL = "all"
STEPS = {  # a step taken, as rolls.Counts counts it
    "listed": Q(),
    "verified": ~Q(result=""),
    "still_poor": Q(result=rules.STILL_POOR),
    **{
        step: Q(state__in=[state for state, taken in rolls.TAKEN.items() if step in taken])
        for step in ("heard", "kept", "endorsed", "certified")
    },
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What narrows the list: a step already taken, or a figure of progress; where it stands now, what a verification found. `dimension`:
    failed when it was listed; `agency`: asked to help it, or helping."""

    group: str = ""  # ALL: a household of any roll, once
    dimension: str = ""
    agency: int | None = None
    step: str = ""
    state: str = ""
    result: str = ""
    month: str = ""  # in which it took its step of progress: "2026-11", progress.YEAR or BEFORE; without such a step it says nothing


@dataclass(frozen=True)
class Line:
    target: int
    household_id: int
    head: str  # masked unless this user may read names
    has_name: bool
    house_no: str  # "" where names are not for this user: a door tells as much
    area_code: str
    place: str
    people: int | None
    pattern: int
    level: int | None
    state: str
    result: str
    verified_on: date | None
    may_verify: bool


@dataclass(frozen=True)
class Listed:
    where: Sight
    roll: Roll | None  # None: there is none of that group in that year
    asked: Asked
    lines: tuple[Line, ...]
    total: int
    first: int
    has_names: bool


def sees_only_handed(user: User) -> bool:
    return sight.sees_only_handed(user)


def place(user: User, *, area: str = "", authority: int | None = None) -> Sight:
    """Where the list is read."""
    return sight.reading(user, area=area, authority=authority)


def households(
    user: User, *, at: datetime, year: int, area: str = "", authority: int | None = None, asked: Asked = Asked(), page: int = 1
) -> Listed:
    """One page, village by village, the most urgent first in each. Where it shows names, the opening is recorded."""
    known = (
        (asked.step, (*STEPS, *progress.FIELDS)), (asked.state, State.values), (asked.result, Result.values), (asked.dimension, DIMENSIONS)
    )  # fmt: skip
    if any(value and value not in of for value, of in known):
        raise Refused(_("ไม่รู้จักตัวกรองนี้ โปรดเลือกจากรายการ"))
    where, in_use = place(user, area=area, authority=authority), rolls.in_use(year)
    roll = in_use.get(asked.group) if asked.group not in ("", ALL) else next(iter(in_use.values()), None)
    if roll is None:
        return Listed(where, None, asked, (), 0, 0, False)
    of = progress.Asked("" if asked.group == ALL else roll.group, asked.dimension, asked.agency)
    rows = _narrowed(_rows(where, at, year, of, roll, asked), asked)
    if sees_only_handed(user):
        rows = rows.filter(sight.within(user, Permission.HOUSEHOLD_SEE))
    total = rows.count()
    first = max(0, min(page - 1, (total - 1) // PER_PAGE)) * PER_PAGE
    numbers = list(rows.order_by("area_code", "-priority", "pk").values_list("pk", flat=True)[first : first + PER_PAGE])
    found = Target.objects.in_bulk(numbers)
    chosen = [found[number] for number in numbers]
    lines = _lines(user, chosen, has_missed="missed" in in_use and of.group in ("", "missed"))
    named = [line.household_id for line in lines if line.has_name]
    if named:
        detail = f"{year} {asked.group or roll.group} page {page}"
        audit.seen(by=user, at=at, what="target_list", on=roll, place=where.place.code, count=len(lines), detail=detail, households=named)
    return Listed(where, roll, asked, tuple(lines), total, first + 1 if total else 0, bool(named))


def _rows(where: Sight, at: datetime, year: int, of: progress.Asked, roll: Roll, asked: Asked) -> QuerySet[Target]:
    if asked.state == State.REMOVED:  # no figure counts them
        return where.of(Target.objects.filter(roll=roll))
    step = asked.step if asked.step in progress.FIELDS else "targets"
    days = progress.days_of(asked.month, year) if step in progress.STEPS[1:] else None
    return progress.households(where, at=at, year=year, asked=of, step=step, days=days)


def _narrowed(rows: QuerySet[Target], asked: Asked) -> QuerySet[Target]:
    rows = rows.filter(state=asked.state) if asked.state else rows
    if asked.step in STEPS:
        rows = rows.filter(STEPS[asked.step])
    return rows.filter(result=asked.result) if asked.result else rows


def _lines(user: User, chosen: list[Target], *, has_missed: bool) -> list[Line]:
    numbers = [row.pk for row in chosen]
    same = Target.objects.filter(pk__in=numbers)
    named = set(same.filter(sight.within(user, Permission.NAME_SEE)).values_list("pk", flat=True))
    mine = set(same.filter(sight.within(user, Permission.TARGET_VERIFY)).values_list("pk", flat=True))
    shown = heads([row.household_id for row in chosen], {row.household_id for row in chosen if row.pk in named})
    if has_missed:
        shown |= {home: name for home, name in _proposed(chosen, named).items() if not shown.get(home)}
    return [
        Line(
            target=row.pk,
            household_id=row.household_id,
            head=shown.get(row.household_id, ""),
            has_name=row.pk in named and bool(shown.get(row.household_id)),
            house_no=row.house_no if row.pk in named else "",
            area_code=row.area_code,
            place=places.name(row.area_code),
            people=row.people,
            pattern=row.pattern,
            level=row.level,
            state=row.state,
            result=row.result,
            verified_on=row.verified_on,
            may_verify=row.pk in mine and row.state != State.REMOVED,
        )
        for row in chosen
    ]


def heads(household_ids: list[int], may_read: set[int]) -> dict[int, str]:
    """Who the newest published answer of each household says is its head, masked but for those in `may_read`."""
    newest = rounds.published()[-1:]
    if not newest or not household_ids:
        return {}
    answers = responses.of_households(newest[0], household_ids)
    schema = {"response_id": pl.Int64} | dict.fromkeys(["title", "first_name", "last_name", "relation"], pl.String)
    members = bulk.read(Member.objects.filter(response__in=list(answers)).order_by("pk"), schema)
    members = members.reverse().sort(pl.col("relation").str.starts_with(HEAD), maintain_order=True)
    found = {answers[row["response_id"]]: row for row in members.iter_rows(named=True)}
    return {home: shown_name(row, home in may_read) for home, row in found.items()}


def _proposed(chosen: list[Target], named: set[int]) -> dict[int, str]:
    """Of the missed, no survey knows a name."""
    found = {}
    for row in Proposal.objects.filter(target__in=[each.pk for each in chosen]):
        first, last = row.first_name, row.last_name
        if row.target_id not in named:
            first, last = masked(first), masked(last)
        found[row.household_id] = thai.full_name(thai.Name(row.title, first, last))
    return found
