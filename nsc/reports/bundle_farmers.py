"""Farmers in the bundle of a phone (bundles.py): those of the tambons where who asks writes and may see them, each whole with the seasons
that run, what was seen and advised there last, and when somebody means to come again. Shapes: Farmer, Season and FieldVisit of
frontend/src/field/core/types.ts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Max

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.files import words
from nsc.surveys.names import shown_name
from nsc.tambon.models import Farmer, FarmSeason, FieldPicture, FieldVisit
from nsc.tambon.models.farmers import SEAL

MOST = 1_000  # of one phone: whom somebody means to visit first, then who was not visited longest
SEASONS, VISITS = 2, 3  # of a farmer, of a season: the newest

Told = dict[str, Any]


@dataclass(frozen=True)
class Followed:
    """`rows` by key; `more`: how many there would be beyond MOST."""

    rows: Sequence[Farmer]
    more: int

    @property
    def villages(self) -> set[str]:
        return {row.village for row in self.rows}

    @property
    def tambons(self) -> list[str]:
        return sorted({row.initiative.area_code for row in self.rows})


def known(user: User) -> Followed:
    """Names go along: nobody is among them whose name the user may not see. Two queries, one where there are none."""
    if not {Permission.TAMBON_WRITE, Permission.FARMER_SEE} <= scope.everything(user):
        return Followed((), 0)
    mine = [scope.within(user, right, "initiative__area_code") for right in (Permission.TAMBON_WRITE, Permission.FARMER_SEE)]
    rows = Farmer.objects.filter(*mine, left_on=None, forgotten_at=None)
    visits = "seasons__visits__"
    asked = rows.annotate(next=Max(f"{visits}next_on"), last=Max(f"{visits}on")).values_list("next", "last", "pk")
    ranked = sorted(asked, key=lambda each: (each[0] or date.max, each[1] or date.min, each[2]))
    chosen = [pk for _next, _last, pk in ranked[:MOST]]
    found = Farmer.objects.filter(pk__in=chosen).select_related("initiative", "product").order_by("pk") if chosen else ()
    return Followed(list(found), max(0, len(ranked) - MOST))


def told(user: User, farmers: Sequence[Farmer]) -> list[Told]:
    """Three queries for all of them."""
    seasons = _seasons(farmers)
    visits = _visits(row for rows in seasons.values() for row in rows)
    said = _words(visits)
    pictures = _pictures(visits)
    phones = words.opened_many((row.phone_sealed if _is_expected(user, row, seasons, visits) else None for row in farmers), purpose=SEAL)
    return [
        {
            "key": key(row.pk),
            "id": row.pk,
            "area": row.village,
            "tambon": row.initiative.area_code,
            "name": shown_name({"title": row.title, "first_name": row.first_name, "last_name": row.last_name}, True),
            "phone": phone,
            "crop": row.crop,
            "product": row.product.name if row.product else "",
            "plot": row.plot,
            "seasons": [_season(season, visits.get(season.pk, ()), said, pictures) for season in seasons.get(row.pk, ())],
        }
        for row, phone in zip(farmers, phones, strict=True)
    ]


def key(farmer: int) -> str:
    return f"f{farmer}"


def _seasons(farmers: Sequence[Farmer]) -> dict[int, list[FarmSeason]]:
    """Those that run, the newest first; where none does, the last, for what came of it."""
    found: dict[int, list[FarmSeason]] = {}
    for row in FarmSeason.objects.filter(farmer__in=[each.pk for each in farmers]).order_by("-starts_on", "-pk") if farmers else ():
        found.setdefault(row.farmer_id, []).append(row)
    return {farmer: ([row for row in rows if row.finished_at is None] or rows[:1])[:SEASONS] for farmer, rows in found.items()}


def _visits(seasons: Iterable[FarmSeason]) -> dict[int, list[FieldVisit]]:
    """The last of each season, the newest first."""
    numbers = [row.pk for row in seasons]
    found: dict[int, list[FieldVisit]] = {}
    for row in FieldVisit.objects.filter(season__in=numbers).select_related("by").order_by("-on", "-pk") if numbers else ():
        found.setdefault(row.season_id, []).append(row)
    return {season: list(islice(rows, VISITS)) for season, rows in found.items()}


def _words(visits: Mapping[int, Sequence[FieldVisit]]) -> dict[int, tuple[str, str, str]]:
    rows = [row for theirs in visits.values() for row in theirs]
    opened = iter(words.opened_many([box for row in rows for box in (row.seen_sealed, row.advice_sealed, row.why_sealed)], purpose=SEAL))
    return {row.pk: (next(opened), next(opened), next(opened)) for row in rows}


def _pictures(visits: Mapping[int, Sequence[FieldVisit]]) -> dict[int, int]:
    """How many of each visit: the pictures themselves are at the office."""
    numbers = [row.pk for theirs in visits.values() for row in theirs]
    found: dict[int, int] = {}
    for visit in FieldPicture.objects.filter(visit__in=numbers).values_list("visit", flat=True) if numbers else ():
        found[visit] = found.get(visit, 0) + 1
    return found


def _is_expected(user: User, row: Farmer, seasons: Mapping[int, Sequence[FarmSeason]], visits: Mapping[int, Sequence[FieldVisit]]) -> bool:
    """Telephones are opened one by one and for a reason, never of a whole tambon: here for who has said when to come again."""
    newest = max(
        (each for season in seasons.get(row.pk, ()) for each in visits.get(season.pk, ())), key=lambda it: (it.on, it.pk), default=None
    )
    return newest is not None and newest.next_on is not None and newest.by_id == user.pk


def _season(row: FarmSeason, visits: Sequence[FieldVisit], said: Mapping[int, tuple[str, str, str]], pictures: Mapping[int, int]) -> Told:
    names = ("planned", "yield_before", "income_before", "yield_after", "income_after")
    return {
        "number": row.pk,
        "year": row.year,
        "name": row.name,
        "starts": row.starts_on,
        "ends": row.ends_on,
        "unit": row.unit,
        "finished": row.finished_at is not None,
        "visits": [_visit(each, *said[each.pk], pictures.get(each.pk, 0)) for each in visits],
        **{name: _number(getattr(row, name)) for name in names},
    }


def _visit(row: FieldVisit, seen: str, advice: str, why: str, pictures: int) -> Told:
    same = {name: getattr(row, name) for name in ("on", "followed", "stage", "planted", "next_on")}
    same |= {name: _number(getattr(row, name)) for name in ("yielded", "earned", "spent")}
    submission = row.mark if row.is_from_phone else None
    return (
        {"number": row.pk, "seen": seen, "advice": advice, "why": why, "by": row.by.display_name, "pictures": pictures}
        | same
        | {"submission": submission}
    )


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
