"""Both errors of targeting: listed but not poor, and poor but not listed; by area, by group, by source."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Q

from nsc.access import audit
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import rolls, rules, sight
from nsc.casework.models import Roll, State, Target
from nsc.casework.rules import Errors
from nsc.poverty.small import Keeper
from nsc.surveys import responses, rounds

COLUMNS = ["code", "listed", "verified", "not_poor", "inclusion_percent", "missed_certified", "unlisted", "exclusion_percent"]


@dataclass(frozen=True)
class OfGroup:
    """The inclusion error of one roll with its source: what it lists, of whom how many were visited and known, of whom not poor."""

    group: str
    source: str
    source_on: date
    listed: int | None
    verified: int | None
    not_poor: int | None

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
    keep = sight.keeper(user, where)
    whole, by_area = _told(dict(sorted(counted.items())), keep)
    by_group = tuple(_of_group(where, roll, keep) for roll in in_use.values() if roll.group != "missed")
    return Found(where, whole, by_area, by_group, newest[0].survey_year if newest else None)


def _told(counted: dict[str, dict[str, int]], keep: Keeper) -> tuple[Errors, tuple[tuple[str, Errors], ...]]:
    """The whole, and the areas that add up to it."""
    whole = {name: sum(each[name] for each in counted.values()) for name in Errors.__dataclass_fields__}
    rows = {"": whole} | counted
    of = {"verified": "listed", "not_poor": "verified"}
    columns = {
        name: keep.table({code: (row[name], row.get(of.get(name, ""))) for code, row in rows.items()}, [("", list(counted))])
        for name in whole
    }
    told = {code: Errors(**{name: column[code] for name, column in columns.items()}) for code in rows}
    return told[""], tuple((code, told[code]) for code in counted)


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
    """Households of the lists of the poor; the missed are the others' error, and vulnerable is another thing than poor. One that stands on
    several of these lists counts for the first that says so."""
    known = [roll for group, roll in in_use.items() if group not in ("missed", "vulnerable")]
    of = {"listed": Q(), "verified": Q(result__in=[rules.STILL_POOR, "not_poor"]), "not_poor": Q(result="not_poor")}
    for place, roll in enumerate(known):
        counted = {f"{name}_": Count("pk", filter=each & _first(known[:place], each)) for name, each in of.items()}
        rows = where.of(Target.objects.filter(roll=roll)).exclude(state=State.REMOVED).values_list("area_code").annotate(**counted)
        for code, *numbers in rows.order_by():
            yield from ((name, [(code, number)]) for name, number in zip(of, numbers, strict=True))
    missed = where.of(Target.objects.filter(roll__in=[roll.pk for group, roll in in_use.items() if group == "missed"]))
    yield "missed_certified", missed.filter(state=State.CERTIFIED).values_list("area_code").annotate(n=Count("pk")).order_by()


def _first(before: list[Roll], told: Q) -> Q:
    """That none of the lists before says the same of the household."""
    return ~Exists(sight.same_household(before).filter(told)) if before else Q()


def _unlisted(where: sight.Sight, in_use: dict[str, Roll]):
    """Poor by the newest survey, and on no roll of the year. Read off the index of the poor by area."""
    poor = where.of(responses.live_in(rounds.newest()).filter(responses.POOR))
    return poor.filter(~Exists(sight.same_household(in_use.values()))).values_list("area_code").annotate(n=Count("pk")).order_by()


def _of_group(where: sight.Sight, roll: Roll, keep: Keeper) -> OfGroup:
    rows = where.of(Target.objects.filter(roll=roll)).exclude(state=State.REMOVED)
    counted: Counter[str] = Counter()
    for _state, result, number in rows.values_list("state", "result").annotate(n=Count("pk")).order_by():  # as the index has them
        counted[result] += number
    poor, not_poor = counted[rules.STILL_POOR], counted["not_poor"]
    listed, verified = counted.total(), poor + not_poor
    told = keep.one(listed), keep.one(verified, listed), keep.one(not_poor, verified)
    return OfGroup(roll.group, roll.source, roll.source_on, *told)
