"""What the sources say differently of one household: the survey, the door, the register of houses, target lists, TPMAP Logbook, agencies.

The survey's newest answer is laid beside each of the others, one by one. Only what differs is told; which of two is newer, where that is
known, and never which is right.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nsc import thai
from nsc.poverty.union import DIMENSIONS

SURVEY, VISIT, REGISTER, ROLL, LISTED, AGENCY, LOGBOOK, OURS = "survey", "visit", "register", "roll", "list", "agency", "logbook", "ours"
MONEY = ("income", "debt_formal", "debt_informal")  # baht, to be compared to the baht: files carry satang that nobody said

Value = str | int | float | bool | date | None


@dataclass(frozen=True)
class Topic:
    """`kind`: place, house_no, people, dimension, indicator, member, card, disabled, help, or one of MONEY; `key`: which dimension,
    indicator (its number) or help; `person`: of the register."""

    kind: str
    key: str = ""
    person: int | None = None


@dataclass(frozen=True)
class Said:
    """`value` None: this source says nothing of it. `on`: when; None where only the year (CE) is known. `name`: the source's own."""

    source: str
    value: Value
    on: date | None = None
    year: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Difference:
    """`newer`: "a", "b", or "" where nobody knows."""

    topic: Topic
    a: Said
    b: Said
    newer: str


def differences(told: Mapping[Topic, Sequence[Said]]) -> tuple[Difference, ...]:
    """The first source that says something of a topic beside each other one that says something else, in the order given."""
    return tuple(found for topic, said in told.items() for found in _of(topic, [each for each in said if each.value not in (None, "")]))


def _of(topic: Topic, said: Sequence[Said]) -> Iterable[Difference]:
    for other in said[1:]:
        if not is_same(topic.kind, said[0].value, other.value):
            yield Difference(topic, said[0], other, newer(said[0], other))


def is_same(kind: str, one: Value, other: Value) -> bool:
    """Money to the baht; house numbers without regard to spaces, "เลขที่" and the sort of digits."""
    if kind in MONEY:
        return round(float(one or 0)) == round(float(other or 0))
    if kind == "house_no":
        return _bare(str(one)) == _bare(str(other))
    return one == other


def _bare(number: str) -> str:
    return thai.arabic_digits(thai.clean(number)).removeprefix("บ้านเลขที่").removeprefix("เลขที่").replace(" ", "").lower()


def newer(a: Said, b: Said) -> str:
    """By the day; where one of them has only a year, by the years, and of the same year nobody knows."""
    one, other = (a.on, b.on) if a.on and b.on else (_year(a), _year(b))
    if one is None or other is None or one == other:
        return ""
    return "a" if one > other else "b"


def _year(said: Said) -> int | None:
    return said.on.year if said.on else said.year


def dimensions(source: str, pattern: int | None, **when) -> dict[Topic, Said]:
    """What a source says of the five, by its pattern (bit 0 health … bit 4 access); nothing where it has none."""
    if pattern is None:
        return {}
    return {Topic("dimension", key): Said(source, bool(pattern >> bit & 1), **when) for bit, key in enumerate(DIMENSIONS)}


def joined(*sources: Mapping[Topic, Said]) -> dict[Topic, list[Said]]:
    """By topic, in the order of the sources."""
    found: dict[Topic, list[Said]] = {}
    for source in sources:
        for topic, said in source.items():
            found.setdefault(topic, []).append(said)
    return found
