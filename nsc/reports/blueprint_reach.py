"""Whom a Blueprint reaches and whom it does not yet: poor households of the tambon by dimension of TPMAP, beside what its projects plan.
Counts alone; the small ones are kept back from every reader (poverty.small), since the plan itself is read by partners."""

from collections.abc import Mapping
from dataclasses import dataclass

from nsc.access.models import User
from nsc.poverty import small
from nsc.poverty.tally import Tally
from nsc.poverty.union import DIMENSIONS
from nsc.surveys import rounds, tallies
from nsc.tambon import blueprint_rules as rules
from nsc.tambon import initiatives


@dataclass(frozen=True)
class Line:
    """Households. `poor` None: no survey; small.HIDDEN: kept back. `left`: at least so many no project plans to reach."""

    dimension: str
    poor: int | None
    planned: int
    left: int | None


@dataclass(frozen=True)
class Reach:
    """By TPMAP's rule, in the newest published round (`year`, CE; None: there is none). `people`, `poor_people`: members."""

    year: int | None
    households: int | None
    people: int | None
    poor: int | None
    poor_people: int | None
    lines: tuple[Line, ...]


def of(user: User, area: str, planned: Mapping[str, int]) -> Reach:
    """`planned`: households that the projects plan to reach, by dimension; one that two of them reach is in it twice. Three queries."""
    initiatives.seen(user, area)
    published = rounds.published()
    round = max(published, key=lambda each: each.survey_year, default=None)
    tally = tallies.patterns_of(round, digits=len(area), within=area).get(area) if round else None
    if round is None or tally is None:
        lines = tuple(Line(key, None, planned.get(key, 0), None) for key in DIMENSIONS)
        return Reach(round.survey_year if round else None, None, None, None, None, lines)
    people = _kept(tally.mpi_poor, tally.members)
    return Reach(
        round.survey_year, tally.households, tally.members, _kept(tally.poor_households, tally.households), people, _lines(tally, planned)
    )


def _lines(tally: Tally, planned: Mapping[str, int]) -> tuple[Line, ...]:
    counts = [tally.dimension(key).households for key in DIMENSIONS]
    hidden = small.hidden([(count, tally.households) for count in counts])
    return tuple(
        Line(key, small.HIDDEN, planned.get(key, 0), small.HIDDEN)
        if number in hidden
        else Line(key, counts[number], planned.get(key, 0), small.one(rules.not_reached(counts[number], planned.get(key, 0))))
        for number, key in enumerate(DIMENSIONS)
    )


def _kept(count: int, whole: int) -> int:
    return small.HIDDEN if small.is_small((count, whole)) else count
