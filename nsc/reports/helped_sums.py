"""Help of a fiscal year in households and baht: by programme, by source and by the areas below. Counts only, whoever lives there."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Left
from django.utils import timezone

from nsc import thai
from nsc.access.models import Organisation, User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.casework import rolls, sight
from nsc.casework.sight import Sight
from nsc.poverty.small import HIDDEN, Keeper, is_hidden
from nsc.reports import helped
from nsc.welfare.assistance import GIVEN
from nsc.welfare.models import Assistance, Programme

Baht = Decimal | int | None


@dataclass(frozen=True)
class Sums:
    """Baht, HIDDEN where that is kept back. `promised`: not delivered yet; `given`: delivered, whether confirmed or not; `confirmed`: those
    of them that somebody else says the family has. `times`, `unpriced`: entries delivered, and those of which nobody said the worth."""

    promised_homes: int = 0
    promised: Baht = 0
    times: int = 0
    unpriced: int = 0
    given_homes: int = 0
    given: Baht = 0
    confirmed_homes: int = 0
    confirmed: Baht = 0


# What is counted of whom: kept back where these are few. What is confirmed is a part of what is delivered.
OF_HOMES = {
    "promised_homes": ("promised",),
    "given_homes": ("times", "unpriced", "given"),
    "confirmed_homes": ("confirmed",),
}
_STATES = {"promised": Q(state="promised"), "given": Q(state__in=GIVEN), "confirmed": Q(state="confirmed")}


@dataclass(frozen=True)
class Line:
    """`key`: the number of a programme or office ("" none), or the code of an area."""

    key: str
    name: str
    sums: Sums


@dataclass(frozen=True)
class Found:
    """`year`: fiscal, CE. The lines of each list add up to `whole` in baht, but for households, which may be in several."""

    where: Sight
    year: int
    whole: Sums
    by_programme: tuple[Line, ...]
    by_office: tuple[Line, ...]
    by_area: tuple[Line, ...]


def of(user: User, *, at: datetime, area: str = "", year: int | None = None) -> Found:
    """`year`: fiscal (CE), by default that of `at`. What was withdrawn does not count. Six queries."""
    where = sight.place(user, Permission.FIGURES_SEE, area=area)
    year = year or rolls.fiscal_year(timezone.localdate(at))
    first, last = thai.fiscal_year_bounds(thai.buddhist_year(year))
    rows = helped.in_year(where.of(Assistance.objects.exclude(state="withdrawn")), first, last).order_by()
    keep = sight.keeper(user, where)
    whole = _sums(rows.aggregate(**_counts()))
    digits = min(len(where.place.code) + 2, codes.LENGTH[codes.VILLAGE])
    by_area = _grouped(rows, Left("area_code", digits)) if digits > len(where.place.code) else {}
    return Found(
        where,
        year,
        _told({"": whole}, keep)[""],
        _named(_told(_grouped(rows, F("programme")), keep), dict(Programme.objects.values_list("pk", "name"))),
        _named(_told(_grouped(rows, F("organisation")), keep), dict(Organisation.objects.values_list("pk", "name"))),
        tuple(Line(code, name, each) for code, name, each in _placed(_told(by_area, keep))),
    )


def _counts() -> dict[str, object]:
    counts: dict[str, object] = {"times": Count("pk", filter=_STATES["given"])}
    counts["unpriced"] = Count("pk", filter=_STATES["given"] & Q(baht=None))
    for name, state in _STATES.items():
        counts[f"{name}_homes"] = Count("household", distinct=True, filter=state)
        counts[f"sum_{name}"] = Sum("baht", filter=state)
    return counts


def _sums(row: Mapping) -> Sums:
    named = {name.removeprefix("sum_"): value or 0 for name, value in row.items()}
    return Sums(**{each.name: named[each.name] for each in fields(Sums)})


def _grouped(rows: QuerySet[Assistance], key: object) -> dict[object, Sums]:
    return {row["key"]: _sums(row) for row in rows.annotate(key=key).values("key").annotate(**_counts())}


def _told(found: dict, keep: Keeper) -> dict:
    """As who sees figures only is told it: the baht of a few households say something of each, and the rest of a sum says the same."""
    if keep.sees:
        return found
    for homes, others in OF_HOMES.items():
        cells = {key: (getattr(sums, homes), sums.given_homes if homes == "confirmed_homes" else None) for key, sums in found.items()}
        kept = keep.table(cells, [(None, list(cells))] if len(cells) > 1 else ())
        hidden = dict.fromkeys((homes, *others), HIDDEN)
        found = {key: replace(sums, **hidden) if is_hidden(kept[key]) else sums for key, sums in found.items()}
    return found


def _named(found: dict, names: Mapping[int, str]) -> tuple[Line, ...]:
    """The largest first; what belongs to none, last."""
    lines = [Line(str(key or ""), names.get(key, ""), sums) for key, sums in found.items()]
    return tuple(sorted(lines, key=lambda line: (not line.key, -(line.sums.given or 0), thai.sort_key(line.name))))


def _placed(found: dict) -> list[tuple[str, str, Sums]]:
    names = places.names(found)
    return [(code, names[code], found[code]) for code in sorted(found)]
