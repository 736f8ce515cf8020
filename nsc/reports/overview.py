"""The picture of an area in a round: how many, which dimensions, since when, and where it is worst. All from the cube: a dozen queries,
whatever the area."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.conf import settings
from django.utils import timezone

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import authorities
from nsc.casework import rolls
from nsc.errors import Refused
from nsc.poverty import priority, stages
from nsc.poverty.change import State
from nsc.poverty.tally import Tally
from nsc.reports.narrowed import EVERYBODY, AreaLine, Asked, Counter
from nsc.reports.place import Here, here
from nsc.surveys import rounds, sets, tallies, transitions
from nsc.surveys.models import IssueTally, Round


@dataclass(frozen=True)
class Issue:
    """An indicator (number below 100) or another problem of an area. `before`: (failing, applicable) in a comparable round before."""

    number: int
    name: str
    name_en: str
    dimension: str | None
    households_failing: int
    members_applicable: int
    members_failing: int
    target_failing: int | None
    before: tuple[int, int] | None
    is_sensitive: bool = False  # counted, but no list of households says whom it concerns

    @property
    def is_problem(self) -> bool:
        return self.number > tallies.PROBLEMS


@dataclass(frozen=True)
class RankedIssue:
    issue: Issue
    rank: int
    tied: int
    reasons: tuple[priority.Reason, ...]  # what weighs most first
    trend: str | None  # rising, falling, same


@dataclass(frozen=True)
class StageLine:
    """People of one life stage (code "" : age unknown), all and by dimension their household fails."""

    code: str
    name: str
    age_min: int | None
    age_max: int | None
    members: int
    poor: int
    by_dimension: tuple[int, ...]
    target: int | None
    target_by_dimension: tuple[int | None, ...]


@dataclass(frozen=True)
class Picture:
    """`now`, `before`, `below` and `years` are of those asked for; `whole` and `whole_before` of everybody there, and `issues`, `stages`
    and `moves`, which nobody can narrow, of everybody too. `why`: nothing can be counted, for this reason."""

    here: Here
    now: Tally
    before: Tally | None
    issues: tuple[Issue, ...]
    stages: tuple[StageLine, ...]
    below: tuple[AreaLine, ...]
    moves: dict[State, tuple[int, int]]
    years: tuple[tuple[int, Tally], ...]  # every round's headline sums, oldest first (years CE)
    whole: Tally
    whole_before: Tally | None
    counter: Counter
    why: Refused | None = None

    @property
    def asked(self) -> Asked:
        return self.counter.asked


def picture(
    user: User,
    *,
    area: str = "",
    year: int | None = None,
    authority: int | None = None,
    asked: Asked = EVERYBODY,
    at: datetime | None = None,
) -> Picture:
    """Everything the overview of an area shows, of everybody or of those asked for. `at`: now, by which the fiscal year of rolls goes."""
    place = here(user, Permission.FIGURES_SEE, area=area, year=year, authority=authority)
    counter = Counter(place, asked, rolls.fiscal_year(timezone.localdate(at)) if at else place.round.survey_year)
    whole = tallies.of_areas(place.round, digits=place.digits, within=place.area, authority=place.authority_id).get(place.area)
    whole = whole or Tally.empty(place.set.size)
    years = tuple((round.survey_year, _headline(round, place)) for round in rounds.published())
    before = dict(years).get(place.before.survey_year) if place.before else None
    before = before if before and before.households else None
    told = {"here": place, "whole": whole, "whole_before": before, "counter": counter, "why": counter.why}
    told |= {"issues": _issues(place, whole), "stages": _stages(place, bool(whole.validated_unknown))}
    moves = transitions.of_areas(place.round, digits=place.digits, within=place.area, authority=place.authority_id)
    told["moves"] = moves.get(place.area, {})
    if asked.is_whole:
        known = tuple((year, tally) for year, tally in years if tally.households)
        return Picture(now=whole, before=before, below=counter.below(), years=known, **told)
    if counter.why:
        return Picture(now=counter.empty, before=None, below=(), years=(), **told)
    of_years = tuple(_over_years(counter, years)) if counter.compares else ()
    then = dict(of_years).get(place.before.survey_year) if before and place.before else None
    return Picture(now=counter.own(), before=then, below=counter.below(), years=of_years, **told)


def _over_years(counter: Counter, years: tuple[tuple[int, Tally], ...]) -> Iterator[tuple[int, Tally]]:
    asked_in = {year for year, tally in years if tally.households}
    for round in rounds.published():
        if round.survey_year in asked_in and (own := counter.sums(round, counter.at.digits).get(counter.at.area)):
            yield round.survey_year, own


def exported(*, by: User, at: datetime, shown: Picture, rows: int, sort: str) -> None:
    """The table of indicators of this picture goes out. Figures only, but every export is on the record: what, of where, how many rows."""
    here = shown.here
    detail = f"{here.round.survey_year} sort={sort}" + (f" authority={here.authority.id}" if here.authority else "")
    audit.record(by=by, at=at, verb="indicators.export", place=here.place.code, count=rows, detail=detail)


def below(at: Here, level: str | None = None) -> tuple[AreaLine, ...]:
    """The areas one level down (or at `level`), by code."""
    return Counter(at, EVERYBODY, at.round.survey_year, level).below()


def headline(at: Here) -> Tally:
    """The area's own sums, without indicators."""
    return _headline(at.round, at)


def over_years(shown: Picture) -> dict[str, tuple[tuple[int, Tally], ...]]:
    """The sums of the areas one level down in every round that has them, oldest first (years CE)."""
    return shown.counter.over_years(list(rounds.published()))


def by_authority(user: User, *, area: str = "", year: int | None = None) -> tuple[AreaLine, ...]:
    """Local authorities of the province, with what belongs to them; for who may see the whole province."""
    scope.require(user, Permission.FIGURES_SEE, place=settings.PROVINCE)
    at = here(user, Permission.FIGURES_SEE, area=area, year=year)
    now, then = tallies.by_authority(at.round), tallies.by_authority(at.before) if at.before else {}
    return tuple(AreaLine(str(each.id), each.name, now[each.id], then.get(each.id)) for each in authorities.listed() if each.id in now)


def ranked_issues(shown: Picture) -> tuple[RankedIssue, ...]:
    """Indicators and other problems of the area, the most pressing first, each with its reason."""
    issues = [issue for issue in shown.issues if issue.members_failing]
    if not issues:
        return ()
    known = [issue.before is not None and shown.before is not None for issue in issues]
    scored = priority.priority_of_issues(
        affected=np.array([issue.members_failing for issue in issues]),
        applicable=np.array([issue.members_applicable for issue in issues]),
        target=np.array([priority.UNKNOWN if issue.target_failing is None else issue.target_failing for issue in issues]),
        surveyed=np.full(len(issues), shown.now.members),
        affected_before=np.array([issue.before[0] if issue.before else priority.UNKNOWN for issue in issues]),
        surveyed_before=np.array([shown.before.members if has and shown.before else priority.UNKNOWN for has in known]),
        official=np.array([issue.dimension is not None for issue in issues]),
    )
    ranking = priority.ranks(scored.score)
    order = sorted(range(len(issues)), key=lambda n: (ranking.rank[n], issues[n].number))
    return tuple(
        RankedIssue(
            issues[n],
            int(ranking.rank[n]),
            int(ranking.tied[n]),
            tuple(scored.reasons(n)),
            priority.trend((issues[n].members_failing, shown.now.members), (issues[n].before[0], shown.before.members))
            if known[n] and issues[n].before and shown.before
            else None,
        )
        for n in order
    )


def ranked_areas(lines: tuple[AreaLine, ...]) -> tuple[tuple[AreaLine, int, int, tuple[priority.Reason, ...]], ...]:
    """Areas, the most pressing first: (line, rank, how many share it, reasons)."""
    if not lines:
        return ()
    unknown = priority.UNKNOWN
    scored = priority.priority_of_areas(
        poor=np.array([line.now.mpi_poor for line in lines]),
        target=np.array([unknown if line.now.target_poor is None else line.now.target_poor for line in lines]),
        members=np.array([line.now.members for line in lines]),
        poor_before=np.array([line.before.mpi_poor if line.before else unknown for line in lines]),
        members_before=np.array([line.before.members if line.before else unknown for line in lines]),
    )
    ranking = priority.ranks(scored.score)
    order = sorted(range(len(lines)), key=lambda n: (ranking.rank[n], lines[n].code))
    return tuple((lines[n], int(ranking.rank[n]), int(ranking.tied[n]), tuple(scored.reasons(n))) for n in order)


def _headline(round: Round, at: Here) -> Tally:
    return tallies.patterns_of(round, digits=at.digits, within=at.area, authority=at.authority_id).get(at.area) or Tally.empty(0)


def _issues(at: Here, now: Tally) -> tuple[Issue, ...]:
    rows = {row.issue: row for row in tallies.issues_of(at.round, at.area, at.authority_id)}
    then = {row.issue: row for row in tallies.issues_of(at.before, at.area, at.authority_id)} if at.before and at.comparable else {}
    named = [(each.number, each.name_th, each.name_en, each.dimension, False) for each in at.set.indicators]
    named += [(tallies.PROBLEMS + each.number, each.name_th, each.name_en, None, each.is_sensitive) for each in sets.problems()]
    return tuple(
        Issue(
            number=number,
            name=name,
            name_en=name_en,
            dimension=dimension,
            households_failing=row.households_failing if row else 0,
            members_applicable=row.members_applicable if row else 0,
            members_failing=row.members_failing if row else 0,
            target_failing=None if now.validated_unknown else row.target_failing if row else 0,
            before=_failing(then.get(number)),
            is_sensitive=is_sensitive,
        )
        for number, name, name_en, dimension, is_sensitive in named
        for row in [rows.get(number)]
        if row or number < tallies.PROBLEMS
    )


def _failing(row: IssueTally | None) -> tuple[int, int] | None:
    return (row.members_failing, row.members_applicable) if row else None


def _stages(at: Here, is_unknown: bool) -> tuple[StageLine, ...]:
    rows = tallies.stages_of(at.round, at.area, at.authority_id)
    named = [(number, stage.code, stage.name, *stage.bounds) for number, stage in enumerate(stages.LIFE_STAGES, start=1)]
    named += [(0, "", "", None, None)] if any(row.stage == 0 for row in rows) else []
    lines = []
    for number, code, name, low, high in named:
        own = [row for row in rows if row.stage == number]
        poor = [row for row in own if row.pattern]
        by_dimension = [[row for row in poor if row.pattern >> bit & 1] for bit in range(5)]
        lines.append(
            StageLine(
                code=code,
                name=name,
                age_min=low,
                age_max=high,
                members=sum(row.members for row in own),
                poor=sum(row.members for row in poor),
                by_dimension=tuple(sum(row.members for row in each) for each in by_dimension),
                target=None if is_unknown else sum(row.validated for row in poor),
                target_by_dimension=tuple(None if is_unknown else sum(row.validated for row in each) for each in by_dimension),
            )
        )
    return tuple(lines)
