"""The survey's figures beside the same figures if all that follow-up visits have measured since were counted. Two tables, never one: the
survey's own stay as they were published."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Max, Min, QuerySet

from nsc import bulk
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import sight
from nsc.casework.models import Visit
from nsc.poverty import tally
from nsc.poverty.small import Keeper
from nsc.poverty.tally import Tally
from nsc.reports import overview
from nsc.reports.place import Here, here
from nsc.surveys import responses

MEASURING = (Visit.Purpose.FOLLOW_UP, Visit.Purpose.AFTER)


@dataclass(frozen=True)
class Recalculated:
    """`own`: the survey's; `counted`: with the newest measurement of each of `households` in place of its answer. Of these `better` fail
    fewer dimensions and none that they did not, `worse` fail one that they did not. `since`, `until`: days of those visits."""

    here: Here
    keep: Keeper  # what the reader is told of the two
    own: Tally
    counted: Tally
    households: int | None
    better: int | None
    worse: int | None
    out: int | None  # of the better: fail none any more
    since: date | None
    until: date | None


def of(user: User, *, area: str = "") -> Recalculated:
    """By the same rule: a visit asks the survey's own questions, with the thresholds and the map of its round. Of the newest round; visits
    that asked another round's questions wait for that round."""
    at = here(user, Permission.FIGURES_SEE, area=area)
    own = overview.headline(at)
    visits = _measured(at)
    moved = list(_moved(at, visits))
    span = visits.aggregate(since=Min("on"), until=Max("on")) if moved else {"since": None, "until": None}
    changed = [(old, new, count.households) for old, new, count in moved]
    keep = sight.keeper(user, at)
    return Recalculated(
        here=at,
        keep=keep,
        own=own,
        counted=_counted(own, moved),
        households=keep.one(sum(count for _old, _new, count in changed)),
        better=keep.one(sum(count for old, new, count in changed if new != old and not new & ~old)),
        worse=keep.one(sum(count for old, new, count in changed if new & ~old)),
        out=keep.one(sum(count for old, new, count in changed if old and not new)),
        **span,
    )


def _measured(at: Here) -> QuerySet[Visit]:
    done = Visit.objects.filter(state="done", purpose__in=MEASURING, round=at.round, pattern__isnull=False)
    return done.filter(places.within(at.place.code, "case__area_code"))


def _moved(at: Here, visits: QuerySet[Visit]) -> Iterable[tuple[int, int, tally.Count]]:
    """(pattern of the survey, pattern measured last, what stands there) over the surveyed households that were measured."""
    schema = {"case__household_id": pl.Int64, "on": pl.Date, "id": pl.Int64, "pattern": pl.Int64}
    measured = bulk.read(visits, schema).sort("on", "id").unique("case_household_id", keep="last")
    counts = dict.fromkeys(("people", "registered", "validated"), pl.Int64)
    asked = responses.to_be_asked_by_household(at.round)
    own = bulk.read_by(
        asked, "household_id", measured["case_household_id"].to_list(), {"household_id": pl.Int64, "pattern": pl.Int64, **counts}
    )
    both = own.join(measured.select(household_id="case_household_id", new="pattern"), on="household_id")
    for old, new, *count in (
        both.group_by("pattern", "new").agg(pl.len(), *(pl.col(name).sum() for name in counts)).sort("pattern", "new").rows()
    ):
        yield old, new, tally.Count(*count)


def _counted(own: Tally, moved: Iterable[tuple[int, int, tally.Count]]) -> Tally:
    patterns = defaultdict(lambda: [0, 0, 0, 0], {pattern: list(count) for pattern, count in enumerate(own.patterns)})
    for old, new, count in moved:
        for column, value in enumerate(count):
            patterns[old][column] -= value
            patterns[new][column] += value
    told = {pattern: tally.Count(*count) for pattern, count in patterns.items()}
    return Tally.of(told, {}, 0, own.registered_unknown, own.validated_unknown)
