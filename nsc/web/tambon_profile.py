"""What the pages of a tambon's profile show: five dimensions, each with its figures, findings and what is missing; two years beside each
other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from nsc.reports import tambon_profile as filled
from nsc.tambon import findings, indicator_values, profile_rules, profile_years, rules
from nsc.tambon.findings import Found
from nsc.tambon.indicator_values import Given
from nsc.web.tambon import DIMENSION_ICONS


@dataclass(frozen=True)
class Line:
    """An indicator: its newest figure, and those of the years before (the newest first)."""

    now: Given
    before: tuple[Given, ...]


@dataclass(frozen=True)
class Dimension:
    """`missing`: what is still to be done, in words. `findings`: kind, its name, its lines."""

    key: str
    name: str
    icon: str
    lines: tuple[Line, ...]
    findings: tuple[tuple[str, str, tuple[Found, ...]], ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """Figures of one group that filled themselves."""

    name: str
    figures: tuple[profile_years.Figure, ...]


@dataclass(frozen=True)
class Pair:
    """A figure in two years; `change` None where either is not known."""

    name: str
    unit: str
    digits: int
    then: profile_years.Figure | None
    now: profile_years.Figure | None

    @property
    def change(self) -> float | None:
        both = self.then and self.now and self.then.value is not None and self.now.value is not None
        return self.now.value - self.then.value if both else None


def dimensions(user, code: str, *, as_of: datetime | None = None) -> tuple[Dimension, ...]:
    """Four queries."""
    values = indicator_values.of(user, code, as_of=as_of)
    found = findings.of(user, code, as_of=as_of)
    return tuple(_dimension(key, name, values, found) for key, name in rules.DIMENSIONS.items())


def swot(user, code: str, *, as_of: datetime | None = None) -> tuple[tuple[str, str, tuple[Found, ...]], ...]:
    return _by_kind(profile_rules.SWOT, findings.of(user, code, as_of=as_of), "")


def _dimension(key: str, name: str, values: Sequence[Given], found: Sequence[Found]) -> Dimension:
    said, lines = gettext(name), []
    for each in values:
        if each.dimension == key:
            if lines and lines[-1][0].indicator == each.indicator:
                lines[-1].append(each)
            else:
                lines.append([each])
    kinds = _by_kind(profile_rules.OF_DIMENSION, found, key)
    missing = [] if lines else [gettext("ยังไม่มีตัวชี้วัดด้าน%(dimension)s") % {"dimension": said}]
    missing += [gettext("ยังไม่ได้เขียน%(kind)s") % {"kind": kind_name} for _kind, kind_name, rows in kinds if not rows]
    return Dimension(key, said, DIMENSION_ICONS[key], tuple(Line(row[0], tuple(row[1:])) for row in lines), kinds, tuple(missing))


def _by_kind(kinds: dict[str, str], found: Sequence[Found], dimension: str):
    return tuple(
        (kind, gettext(name), tuple(each for each in found if (each.kind, each.dimension) == (kind, dimension)))
        for kind, name in kinds.items()
    )


def blocks(figures: Sequence[profile_years.Figure]) -> tuple[Block, ...]:
    """In the order of the groups; a group without figures is left out."""
    found = ((name, tuple(each for each in figures if each.group == key)) for key, name in filled.GROUPS.items())
    return tuple(Block(gettext(name), rows) for name, rows in found if rows)


def beside(then: Sequence[profile_years.Figure], now: Sequence[profile_years.Figure]) -> tuple[Pair, ...]:
    """By what the figure is: occupations stand by their name, not by their rank."""
    ours, theirs = ({(each.group, each.name): each for each in rows} for rows in (now, then))
    keys = dict.fromkeys([*ours, *theirs])
    return tuple(
        Pair(gettext(name), gettext(one.unit), one.digits, theirs.get((group, name)), ours.get((group, name)))
        for group, name in keys
        if (one := ours.get((group, name)) or theirs[group, name])
    )


def why(alike) -> str:
    """Why a tambon is similar, in a sentence."""
    names = [gettext(profile_rules.FEATURES[key]) for key in alike.why.alike]
    apart = gettext(profile_rules.FEATURES[alike.why.apart])
    return gettext("ใกล้กันที่สุดใน%(first)sและ%(second)s ต่างกันมากที่สุดใน%(apart)s") % {
        "first": names[0],
        "second": names[-1],
        "apart": apart,
    }
