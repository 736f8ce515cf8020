"""Both errors of targeting: listed but not poor, and poor but not listed; by area, by group, by source."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db.models import Count, Exists, OuterRef, Q

from nsc import bulk
from nsc.access import audit
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import rolls, rules, sight
from nsc.casework.models import Roll, RollState, State, Target
from nsc.casework.rules import Errors
from nsc.surveys import responses, rounds

COLUMNS = ["code", "listed", "verified", "not_poor", "inclusion_percent", "missed_certified", "unlisted", "exclusion_percent"]


@dataclass(frozen=True)
class OfGroup:
    """The inclusion error of one roll with its source: what it lists, of whom how many were visited and known, of whom not poor."""

    group: str
    source: str
    source_on: date
    listed: int
    verified: int
    not_poor: int

    @property
    def inclusion(self) -> float | None:
        return Errors(self.listed, self.verified, self.not_poor, 0, 0).inclusion


@dataclass(frozen=True)
class Found:
    """`by_area`: one level below the place, by code. A household on several rolls counts once; `survey_year` (CE): against whose poor the
    lists are held, None where there is no survey."""

    where: sight.Sight
    whole: Errors
    by_area: tuple[tuple[str, Errors], ...]
    by_group: tuple[OfGroup, ...]
    survey_year: int | None


def errors(user: User, *, year: int, area: str = "") -> Found:
    where = sight.place(user, Permission.FIGURES_SEE, area=area)
    digits = min(len(where.place.code) + 2, 8)
    in_use = rolls.in_use(year)
    newest = rounds.published()[-1:]
    counted: dict[str, dict[str, int]] = {}
    for name, rows in (*_of_lists(where, in_use), ("unlisted", _unlisted(where, in_use) if newest and in_use else ())):
        for code, number in rows:
            sums = counted.setdefault(code[:digits], dict.fromkeys(Errors.__dataclass_fields__, 0))
            sums[name] += number
    by_area = tuple((code, Errors(**sums)) for code, sums in sorted(counted.items()))
    whole = Errors(**{name: sum(getattr(each, name) for _code, each in by_area) for name in Errors.__dataclass_fields__})
    by_group = tuple(_of_group(where, roll) for roll in in_use.values() if roll.group != "missed")
    return Found(where, whole, by_area, by_group, newest[0].survey_year if newest else None)


def table(*, by: User, at: datetime, year: int, area: str = "") -> tuple[list[str], list[list]]:
    """As `errors`, for a file. Sending it out is recorded."""
    found = errors(by, year=year, area=area)
    audit.record(by=by, at=at, verb="targeting.export", place=found.where.place.code, count=len(found.by_area), detail=str(year))
    rows = [
        [code, each.listed, each.verified, each.not_poor, each.inclusion, each.missed_certified, each.unlisted, each.exclusion]
        for code, each in found.by_area
    ]
    return COLUMNS, rows


def _of_lists(where: sight.Sight, in_use: dict[str, Roll]):
    """Households of the lists of the poor; the missed are the others' error, and vulnerable is another thing than poor."""
    known = [roll.pk for group, roll in in_use.items() if group not in ("missed", "vulnerable")]
    schema = {"household_id": pl.Int64, "area_code": pl.String, "result": pl.String}
    rows = bulk.read(where.of(Target.objects.filter(roll__in=known)).exclude(state=State.REMOVED), schema)
    is_told = pl.col("result").is_in([rules.STILL_POOR, "not_poor"])
    for name, kept in (("listed", pl.lit(True)), ("verified", is_told), ("not_poor", pl.col("result") == "not_poor")):
        yield name, rows.filter(kept).unique("household_id").group_by("area_code").len().iter_rows()
    missed = where.of(Target.objects.filter(roll__in=[roll.pk for group, roll in in_use.items() if group == "missed"]))
    yield "missed_certified", missed.filter(state=State.CERTIFIED).values_list("area_code").annotate(n=Count("pk")).order_by()


def _unlisted(where: sight.Sight, in_use: dict[str, Roll]):
    """Poor by the newest survey, and on no roll of the year."""
    listed = Target.objects.filter(household=OuterRef("household"), roll__in=[roll.pk for roll in in_use.values()])
    poor = where.of(responses.live_in(rounds.newest()).filter(responses.POOR))
    missing = poor.filter(~Exists(listed.exclude(state=State.REMOVED)))
    return missing.values_list("area_code").annotate(n=Count("pk")).order_by()


def _of_group(where: sight.Sight, roll: Roll) -> OfGroup:
    rows = where.of(Target.objects.filter(roll=roll, roll__state=RollState.FROZEN)).exclude(state=State.REMOVED)
    counts = rows.aggregate(
        listed=Count("pk"),
        verified=Count("pk", filter=Q(result__in=[rules.STILL_POOR, "not_poor"])),
        not_poor=Count("pk", filter=Q(result="not_poor")),
    )
    return OfGroup(roll.group, roll.source, roll.source_on, **counts)
