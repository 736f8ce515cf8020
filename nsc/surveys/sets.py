"""Indicator sets: which questions a year asked, whom they concern, and which dimension they count for. Data in data/sets.toml."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from nsc import thai
from nsc.errors import Refused, _
from nsc.poverty.union import DIMENSIONS, DimensionMap
from nsc.surveys import models
from nsc.surveys.models import IndicatorSet

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Indicator:
    number: int
    name_th: str
    name_en: str
    criterion_th: str
    domain: str
    concerns: str  # household, everyone, age or group
    group: str
    age_min: int | None
    age_max: int | None
    dimension: str | None  # by the set's map in force, None outside the five
    confidence: str

    @property
    def is_for_some(self) -> bool:
        return self.concerns in ("age", "group")


@dataclass(frozen=True)
class Set:
    """A questionnaire in force, with its map of dimensions and whether anybody official has published that map."""

    code: str
    size: int
    indicators: tuple[Indicator, ...]
    map: DimensionMap
    map_id: int
    map_status: str
    map_from: date
    map_source: str
    income_indicator: int
    exempt: frozenset[int]

    @property
    def is_official(self) -> bool:
        return self.map_status == "official"


def load() -> None:
    """Brings the stored sets up to date with the data files. Idempotent."""
    data = _data()
    with transaction.atomic():
        for code, entry in data["sets"].items():
            stored, _new = IndicatorSet.objects.update_or_create(
                code=code, defaults={key: entry[key] for key in ("size", "from_year", "until_year")}
            )
            _load_indicators(stored, entry)
        for problem in data["problems"]:
            models.Problem.objects.update_or_create(
                number=problem["number"],
                defaults={key: problem[key] for key in ("code", "name_th", "name_en")} | {"is_sensitive": problem.get("sensitive", False)},
            )
    for kept in (of_code, threshold, informal_debt):
        kept.cache_clear()


def for_year(year: int, code: str | None = None) -> Set:
    """The set in force in a survey year (CE), or the one named, by its code (2560-2564) or its size (31)."""
    if code:
        named = IndicatorSet.objects.filter(size=int(code)) if code.isascii() and code.isdigit() else IndicatorSet.objects.filter(code=code)
        found = named.first()
        if not found:
            known = ", ".join(IndicatorSet.objects.order_by("code").values_list("code", flat=True))
            raise Refused(_("ไม่มีชุดตัวชี้วัด {code} ชุดที่มีคือ {known}"), code=code, known=known)
    else:
        found = IndicatorSet.objects.filter(from_year__lte=year, until_year__gte=year).first()
        if not found:
            raise Refused(_("ไม่มีชุดตัวชี้วัดที่ใช้ในปี {year} ให้ระบุชุดเอง (--set)"), year=thai.buddhist_year(year))
    return of_code(found.code)


@lru_cache(maxsize=16)
def of_code(code: str) -> Set:
    """The set of that code. Kept in memory: sets change only with the data files, by load()."""
    stored = IndicatorSet.objects.get(code=code)
    chosen = stored.maps.prefetch_related("entries").order_by("-valid_from", "-id").first()
    dimension = {entry.number: entry.dimension for entry in chosen.entries.all()}
    entry = _data()["sets"][code]
    fields = ("number", "name_th", "name_en", "criterion_th", "domain", "concerns", "group", "age_min", "age_max", "confidence")
    indicators = tuple(
        Indicator(**{field: getattr(row, field) for field in fields}, dimension=dimension.get(row.number))
        for row in stored.indicators.order_by("number")
    )
    return Set(
        code=code,
        size=stored.size,
        indicators=indicators,
        map=DimensionMap.of([(number, name) for number, name in sorted(dimension.items())]),
        map_id=chosen.pk,
        map_status=chosen.status,
        map_from=chosen.valid_from,
        map_source=chosen.source,
        income_indicator=entry["income_indicator"],
        exempt=frozenset(entry["exempt"]),
    )


def are_loaded() -> bool:
    return IndicatorSet.objects.exists()


def known() -> list[Set]:
    """Every set, oldest first."""
    return [of_code(code) for code in IndicatorSet.objects.order_by("from_year").values_list("code", flat=True)]


def thresholds() -> list[tuple[int, int, str]]:
    """(survey year CE, baht a person a year, source), oldest first."""
    return list(models.Threshold.objects.order_by("survey_year").values_list("survey_year", "baht", "source"))


@lru_cache(maxsize=64)
def threshold(indicators: Set, year: int) -> int | None:
    """The income threshold of a survey year (CE), baht a person a year; None where the set has none for that year. Kept as of_code is."""
    return (
        models.Threshold.objects.filter(indicator__indicator_set=indicators.code, survey_year=year).values_list("baht", flat=True).first()
    )


@lru_cache(maxsize=1)
def informal_debt() -> int:
    """Its number among the other problems. Kept as of_code is."""
    return models.Problem.objects.get(code="informal_debt").number


def problems() -> list[models.Problem]:
    return list(models.Problem.objects.order_by("number"))


def _data() -> dict:
    return tomllib.loads((DATA / "sets.toml").read_text(encoding="utf-8"))


def _load_indicators(stored: IndicatorSet, entry: dict) -> None:
    groups = {int(number): group for number, group in entry["groups"].items()}
    with (DATA / entry["file"]).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        number = int(row["code"])
        ages = {key: int(row[key]) if row[key] else None for key in ("age_min", "age_max")}
        concerns = (
            "group" if number in groups else "household" if row["unit"] == "household" else "age" if any(ages.values()) else "everyone"
        )
        models.Indicator.objects.update_or_create(
            indicator_set=stored,
            number=number,
            defaults={key: row[key] for key in ("domain", "name_th", "name_en", "criterion_th", "source", "confidence")}
            | ages
            | {"concerns": concerns, "group": groups.get(number, "")},
        )
    income = stored.indicators.get(number=entry["income_indicator"])
    for entry_threshold in entry["thresholds"]:
        for year in entry_threshold["years"]:
            models.Threshold.objects.update_or_create(
                indicator=income, survey_year=year, defaults={"baht": entry_threshold["baht"], "source": entry_threshold["source"]}
            )
    for proposed in entry["maps"]:
        chosen, is_new = models.DimensionMap.objects.get_or_create(
            indicator_set=stored, status=proposed["status"], valid_from=proposed["valid_from"], defaults={"source": proposed["source"]}
        )
        if is_new:
            models.DimensionIndicator.objects.bulk_create(
                models.DimensionIndicator(map=chosen, dimension=name, number=number) for name in DIMENSIONS for number in proposed[name]
            )
