"""The text of frozen figures over which their hash goes. Pure: whoever holds the rows can reckon it again.

A line for each thing, as a JSON list without spaces, in UTF-8, each ended by a line feed, in this order:

    ["nsc-figures",1]
    ["month","2026-01"]  ["number",1]  ["replaces","<sha256 or empty>"]  ["because","…"]     (CE; each on a line of its own)
    ["fiscal_year",2026]  ["survey_year",2022]  ["indicator_set","bmn31"]  ["dimension_map","…"]  ["rules","…"]
    ["by","<who froze>"]  ["at","2026-02-01T02:00:00.000000+00:00"]
    ["source",place,kind,name,office,last or null,rows or null,status]      by place
    ["area",code,name]                                                      by code, as text
    ["measure",key,name]                                                    by key, as text
    ["figure",code,key,value or null]                                       by code and key, as text

"As text" is the order of the Unicode numbers of their letters, whatever the database's own order.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

VERSION = 1


@dataclass(frozen=True)
class Heads:
    """What stands above the figures, but for where it is said in rows."""

    month: date
    number: int
    replaces: str
    because: str
    fiscal_year: int
    survey_year: int
    indicator_set: str
    dimension_map: str
    rules: str
    by: str
    at: datetime


def lines(
    heads: Heads,
    sources: Iterable[tuple[int, str, str, str, date | None, int | None, str]],
    areas: Iterable[tuple[str, str]],
    measures: Iterable[tuple[str, str]],
    figures: Iterable[tuple[str, str, int | None]],
) -> Iterator[str]:
    said = {"month": f"{heads.month:%Y-%m}", "at": heads.at.astimezone(UTC).isoformat(timespec="microseconds")}
    yield _line("nsc-figures", VERSION)
    for name in Heads.__dataclass_fields__:
        yield _line(name, said.get(name, getattr(heads, name)))
    for place, kind, name, office, last, rows, status in sorted(sources):
        yield _line("source", place, kind, name, office, last and last.isoformat(), rows, status)
    for area in sorted(areas):
        yield _line("area", *area)
    for measure in sorted(measures):
        yield _line("measure", *measure)
    for figure in sorted(figures, key=lambda each: each[:2]):
        yield _line("figure", *figure)


def digest(written: Iterable[str]) -> str:
    found = hashlib.sha256()
    for line in written:
        found.update(line.encode())
    return found.hexdigest()


def _line(*columns: object) -> str:
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":")) + "\n"
