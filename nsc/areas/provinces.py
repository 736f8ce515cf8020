"""The reference data in files: one folder a province, and the whole country to tambon level. No Django."""

import csv
import gzip
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
PROVINCE_FILES = ("areas.csv", "population.csv", "authorities.csv", "settings.toml")  # boundaries are read where they are drawn


@dataclass(frozen=True)
class MunicipalUnit:
    """A municipality that จปฐ./TPMAP codes like a tambon. `drawn_on`: the tambon whose polygon stands for it on a map, if any."""

    code: str
    name: str
    name_en: str = ""
    drawn_on: str | None = None


@dataclass(frozen=True)
class Source:
    """A text that a licence asks to be shown, and what it is for."""

    subject: str
    text: str


@dataclass(frozen=True)
class Settings:
    """What a province adds to the official lists. A province without a folder has none of it and still works."""

    spellings: dict[str, str]
    abolished: dict[str, str]
    municipal: tuple[MunicipalUnit, ...]
    sources: tuple[Source, ...]


def folder(province: str) -> Path:
    return DATA / "provinces" / province


@lru_cache
def settings(province: str) -> Settings:
    read = _toml(folder(province) / "settings.toml")
    return Settings(
        spellings=read.get("spellings", {}),
        abolished=read.get("abolished", {}),
        municipal=tuple(MunicipalUnit(**unit) for unit in read.get("municipal", [])),
        sources=tuple(Source(**source) for source in _toml(DATA / "sources.toml")["sources"] + read.get("sources", [])),
    )


def country() -> Iterator[dict[str, str]]:
    """Provinces, amphoe and tambon of the whole country: the columns of data/README.md."""
    with gzip.open(DATA / "thailand.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def areas(province: str) -> list[dict[str, str]]:
    """The province's own list with villages; empty where none is at hand."""
    return _csv(folder(province) / "areas.csv")


def population(province: str) -> list[dict[str, str]]:
    return _csv(folder(province) / "population.csv")


def authorities(province: str) -> dict[str, str]:
    """Name of the local authority by code of a village or community, where the province gives such a list."""
    return {row["area_code"]: row["authority"] for row in _csv(folder(province) / "authorities.csv")}


@lru_cache
def boundaries(province: str, level: str) -> dict[str, Any]:
    """GeoJSON, WGS84, `properties.code` in every feature; no features where the province has no boundaries at hand."""
    path = folder(province) / f"boundaries_{level}.geojson"
    return json.loads(path.read_text("utf-8")) if path.exists() else {"type": "FeatureCollection", "features": []}


def digest(province: str) -> str:
    """Changes when any file that `loading.load` reads, or the loader itself, changes."""
    files = [DATA / "thailand.csv.gz", *(folder(province) / name for name in PROVINCE_FILES)]
    files += [Path(__file__), Path(__file__).with_name("loading.py")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files if path.exists())).hexdigest()


def _csv(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
