"""The reference data in memory: read once a process, so that no name and no code check costs a query.

It changes only at set-up, which forgets it; a server is started after that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings

from nsc.areas import codes, spelling
from nsc.areas.models import Alias, Area

COLUMNS = ("code", "level", "name_th", "name_en", "postcode", "lat", "lon", "population", "houses", "population_on", "is_municipal")


@dataclass(frozen=True, eq=False)  # one reading is one key of what is kept by it
class Gazetteer:
    province: str
    rows: dict[str, tuple[Any, ...]]  # by code, ascending: the fields of places.Place
    children: dict[str, tuple[str, ...]]
    abolished: dict[str, str]  # a code as it was → its successor
    names: tuple[tuple[str, str], ...]  # (code, bare name) of the own province: Thai, English, other spellings

    @cached_property
    def own(self) -> dict[str, list[str]]:
        """Codes of the province this system serves, ascending, by level; municipal units are not among its tambon."""
        found: dict[str, list[str]] = {level: [] for level in codes.LEVELS}
        for code in self.rows:
            if codes.contains(self.province, code) and not codes.is_municipal(code):
                found[codes.level_of(code)].append(code)
        return found

    @cached_property
    def by_name(self) -> dict[tuple[str, str], list[str]]:
        """Codes of the own province by (level, bare name)."""
        found: dict[tuple[str, str], list[str]] = {}
        for code, name in self.names:
            found.setdefault((codes.level_of(code), name), []).append(code)
        return found


@lru_cache
def gazetteer() -> Gazetteer:
    rows = {row[0]: row for row in Area.objects.order_by("code").values_list(*COLUMNS)}
    if not rows:
        raise LookupError("The reference data of areas are not loaded; nsc.areas.loading.load does that at set-up.")
    children: dict[str, list[str]] = {}
    for code in rows:
        children.setdefault(code[:-2], []).append(code)
    aliases = list(Alias.objects.values_list("kind", "written", "code"))
    spellings = [(code, written) for kind, written, code in aliases if kind == Alias.Kind.SPELLING]
    return Gazetteer(
        province=settings.PROVINCE,
        rows=rows,
        children={code: tuple(below) for code, below in children.items()},
        abolished={written: code for kind, written, code in aliases if kind == Alias.Kind.CODE},
        names=tuple((code, spelling.bare(name)) for code, name in [*_names(rows), *spellings]),
    )


def _names(rows: dict[str, tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    for code, _level, name_th, name_en, *_rest in rows.values():
        if codes.contains(settings.PROVINCE, code):
            yield code, name_th
            if name_en:
                yield code, name_en
            # 'อำเภอเมือง' is how everyone calls the amphoe named เมือง and then its province.
            if len(code) == codes.LENGTH[codes.AMPHOE] and name_th == f"เมือง{rows[code[:2]][2]}":
                yield code, "เมือง"


def forget() -> None:
    """The next question reads the tables again."""
    gazetteer.cache_clear()
