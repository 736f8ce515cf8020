"""Who and what comes first, and why: one design for households, persons, issues and areas.

Each factor is a whole number of units times public whole points, so the contributions add up to the score exactly and the reason
shown is the calculation itself. What is unknown earns no points and is named. The points below are a proposal until the province
confirms them; `version` is stored with every decision that rested on them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nsc.errors import Refused, _
from nsc.poverty.masks import Bools, Ints, Masks
from nsc.poverty.union import DIMENSIONS, DimensionMap, Patterns

UNKNOWN = -1
PER = 10_000  # shares are whole numbers out of this many
PROPOSAL = _("เกณฑ์เบื้องต้น ยังไม่เป็นทางการ")
MOST_POINTS = 100_000

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Factor:
    """`points` for every unit beyond the first `free`, for at most `cap` units. `label` is a msgid with the gap {value}; `about` names
    what may be unknown (none: always known).
    """

    code: str
    label: str
    points: int
    cap: int = PER
    free: int = 0
    about: str = ""

    def __post_init__(self) -> None:
        if not (0 <= self.points <= MOST_POINTS and self.cap >= 0 and self.free >= 0):
            raise Refused(_("คะแนนของปัจจัย “{code}” ต้องเป็นจำนวนเต็มตั้งแต่ 0 ถึง {most} และจำนวนหน่วยต้องไม่ติดลบ"), code=self.code, most=MOST_POINTS)

    @property
    def most(self) -> int:
        return self.points * self.cap


@dataclass(frozen=True)
class Weights:
    version: str
    unit: str  # msgid: what is ranked
    factors: tuple[Factor, ...]
    status: str = PROPOSAL

    def __post_init__(self) -> None:
        codes = [factor.code for factor in self.factors]
        if len(set(codes)) < len(codes):
            raise Refused(_("มีปัจจัยซ้ำกันในเกณฑ์ “{version}”"), version=self.version)
        if sum(factor.most for factor in self.factors) > np.iinfo(np.int32).max:
            raise Refused(_("คะแนนรวมของเกณฑ์ “{version}” สูงเกินไป โปรดลดคะแนนต่อหน่วยหรือจำนวนหน่วยสูงสุด"), version=self.version)

    def changed(self, version: str, points: Mapping[str, int], status: str) -> Self:
        """The same factors with other points, as the province decides; it needs a version of its own."""
        if version == self.version:
            raise Refused(_("โปรดตั้งชื่อรุ่นใหม่ให้เกณฑ์ที่แก้ไข รุ่น “{version}” ใช้ไปแล้ว"), version=version)
        if unknown := set(points) - {factor.code for factor in self.factors}:
            raise Refused(_("ไม่รู้จักปัจจัย {codes}"), codes=", ".join(sorted(unknown)))
        factors = tuple(replace(factor, points=points.get(factor.code, factor.points)) for factor in self.factors)
        return replace(self, version=version, factors=factors, status=status)


@dataclass(frozen=True)
class Reason:
    label: str
    values: Mapping[str, int]
    points: int

    def text(self, translate: Translate = _) -> str:
        values = {name: f"{value:,}" for name, value in self.values.items()}
        return translate(_("{reason} (+{points} คะแนน)")).format(reason=translate(self.label).format(**values), points=f"{self.points:,}")


CLOSED = _("ปัจจัยที่ปิดไว้ตามสิทธิ")  # stands for what the reader may not know


def open_to_all(reasons: Sequence[Reason]) -> list[Reason]:
    """Without what tells of anybody's health; one word for all of it, so that the points still add up."""
    closed = [each for each in reasons if each.label in _OF_HEALTH]
    shown = [each for each in reasons if each.label not in _OF_HEALTH]
    if closed:
        shown.append(Reason(CLOSED, MappingProxyType({}), sum(each.points for each in closed)))
    return sorted(shown, key=lambda reason: -reason.points)


@dataclass(frozen=True)
class Scored:
    """values and contributions [n, factors], score [n] = the sum of the contributions."""

    weights: Weights
    values: NDArray[np.int32]
    contributions: NDArray[np.int32]
    score: NDArray[np.int32]

    def reasons(self, row: int) -> list[Reason]:
        """What earned points, most first; equal points in the order of the weights."""
        found = [
            Reason(factor.label, MappingProxyType({"value": value}), points)
            for factor, value, points in zip(self.weights.factors, self.values[row].tolist(), self.contributions[row].tolist(), strict=True)
            if points
        ]
        return sorted(found, key=lambda reason: -reason.points)

    def of(self, rows: Ints) -> Self:
        """The same of some, in that order."""
        return replace(self, values=self.values[rows], contributions=self.contributions[rows], score=self.score[rows])

    def unknown(self, row: int) -> list[str]:
        """What nothing is known of (msgids)."""
        return [factor.about for factor, value in zip(self.weights.factors, self.values[row], strict=True) if value == UNKNOWN]


def score(weights: Weights, values: Mapping[str, Ints | Bools]) -> Scored:
    """`values` = units of every factor, by code: whole numbers ≥ 0, or -1 = unknown."""
    if set(values) != {factor.code for factor in weights.factors}:
        raise ValueError(f"factors and values differ: {sorted(set(values) ^ {factor.code for factor in weights.factors})}")
    units = np.empty((len(weights.factors), len(values[weights.factors[0].code])), np.int32)
    for row, factor in enumerate(weights.factors):
        units[row] = values[factor.code]
    least = units.min(axis=1, initial=0)
    if wrong := [each.code for each, low in zip(weights.factors, least, strict=True) if low < (UNKNOWN if each.about else 0)]:
        raise ValueError(f"{', '.join(wrong)}: units are whole numbers from 0, or -1 where the factor may be unknown")
    free, cap, points = (
        np.array(each, np.int32)[:, None] for each in zip(*((f.free, f.cap, f.points) for f in weights.factors), strict=True)
    )
    contributions = np.clip(units - free, 0, cap) * points
    return Scored(weights, units.T, contributions.T, contributions.sum(axis=0, dtype=np.int32))


@dataclass(frozen=True)
class Ranking:
    """Competition ranks within each group, highest score first: 1, 2, 2, 4. `tied` = how many share the rank, `of` = size of the group."""

    rank: NDArray[np.int32]
    tied: NDArray[np.int32]
    of: NDArray[np.int32]


def ranks(scores: Ints, groups: Ints | None = None) -> Ranking:
    """Ties stay ties: no hidden order decides who is helped first."""
    count = len(scores)
    place = np.zeros(count, np.int64) if groups is None else groups
    order = np.lexsort((-scores.astype(np.int64), place))
    new_group = _differs(place[order])
    new_rank = new_group | _differs(scores[order])
    group_start, group_size = _runs(new_group)
    rank_start, tied = _runs(new_rank)
    columns = np.empty((3, count), np.int32)
    columns[:, order] = rank_start - group_start + 1, tied, group_size
    return Ranking(*columns)


def _differs(ordered: Ints) -> Bools:
    return np.concatenate([np.ones(min(1, len(ordered)), np.bool_), ordered[1:] != ordered[:-1]])


def _runs(starts: Bools) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """For each place, where its run begins and how long the run is."""
    first = np.flatnonzero(starts)
    lengths = np.diff(np.append(first, len(starts)))
    return np.repeat(first, lengths), np.repeat(lengths, lengths)


def why(scored: Scored, ranking: Ranking, row: int, translate: Translate = _) -> str:
    """The answer to "ทำไมจึงอยู่ลำดับนี้", from the same numbers as the rank."""
    weights = scored.weights
    values = {
        "rank": f"{ranking.rank[row]:,}",
        "of": f"{ranking.of[row]:,}",
        "tied": f"{ranking.tied[row]:,}",
        "unit": translate(weights.unit),
        "score": f"{scored.score[row]:,}",
        "version": weights.version,
        "status": translate(weights.status),
        "reasons": " · ".join(reason.text(translate) for reason in scored.reasons(row)),
    }
    parts = [_("อยู่ลำดับที่ {rank} จาก {of} {unit} ได้ {score} คะแนน")]
    if ranking.tied[row] > 1:
        parts.append(_("(มีคะแนนเท่ากัน {tied} {unit})"))
    parts.append(_("เพราะ {reasons}") if values["reasons"] else _("เพราะไม่พบปัจจัยที่ได้คะแนน"))
    if unknown := scored.unknown(row):
        parts.append(_("โดยยังไม่มีข้อมูลเรื่อง {unknown}"))
        values["unknown"] = ", ".join(dict.fromkeys(map(translate, unknown)))
    parts.append(_("(เกณฑ์รุ่น {version}: {status})"))
    return " ".join(translate(part).format(**values) for part in parts)


_AGES = _("อายุของสมาชิก")
_HEALTH = _("สุขภาพของสมาชิก")
_CARD = _("สิทธิ์บัตรสวัสดิการแห่งรัฐ")
_TREND = _("แนวโน้มจากรอบก่อน")
_SURVEYED = _("จำนวนคนที่สำรวจ")

# 1,000 points for being poor exceed what all else can give to a household (or person) that is not: the poor always come first.
_POOR = Factor("poor", _("ครัวเรือนยากจนตามเกณฑ์ 5 มิติ"), 1000, cap=1)
_DIMENSION = {
    "health": _("ตกเกณฑ์มิติด้านสุขภาพ"),
    "living": _("ตกเกณฑ์มิติด้านความเป็นอยู่"),
    "education": _("ตกเกณฑ์มิติด้านการศึกษา"),
    "income": _("ตกเกณฑ์มิติด้านรายได้"),
    "access": _("ตกเกณฑ์มิติด้านการเข้าถึงบริการรัฐ"),
}

HOUSEHOLDS = Weights(
    "household-1",
    _("ครัวเรือน"),
    (
        _POOR,
        *(Factor(name, _DIMENSION[name], 100, cap=1) for name in DIMENSIONS),
        Factor("indicators", _("ตกเกณฑ์ตัวชี้วัดใน 5 มิติ {value} ข้อ"), 10, cap=20),
        Factor("other_indicators", _("ตกเกณฑ์ตัวชี้วัด จปฐ. อื่น {value} ข้อ"), 2, cap=30),
        Factor("small_children", _("มีเด็กเล็ก (0–5 ปี) {value} คน"), 15, cap=3, about=_AGES),
        Factor("elderly", _("มีผู้สูงอายุ {value} คน"), 15, cap=3, about=_AGES),
        Factor("disabled", _("มีผู้พิการ {value} คน"), 25, cap=3, about=_HEALTH),
        Factor("chronic_dependants", _("มีผู้ป่วยเรื้อรังที่ช่วยเหลือตนเองไม่ได้ {value} คน"), 25, cap=3, about=_HEALTH),
        Factor("income_gap", _("รายได้เฉลี่ยต่ำกว่าเกณฑ์ร้อยละ {value}"), 1, cap=100, about=_("รายได้ของครัวเรือน")),
        Factor("target", _("มีคนจนเป้าหมายที่ได้สิทธิ์บัตรสวัสดิการแห่งรัฐ {value} คน"), 30, cap=1, about=_CARD),
        Factor("no_card", _("ยากจนแต่ไม่มีผู้ได้สิทธิ์บัตรสวัสดิการแห่งรัฐ"), 40, cap=1, about=_CARD),
        Factor("informal_debt", _("มีหนี้นอกระบบ"), 30, cap=1, about=_("หนี้นอกระบบ")),
        Factor("other_problems", _("มีปัญหาอื่นนอก 5 มิติ {value} เรื่อง"), 20, cap=5, about=_("ปัญหาอื่นนอก 5 มิติ")),
        Factor("chronic_poverty", _("ยากจนต่อเนื่อง {value} รอบสำรวจ"), 25, cap=4, free=1, about=_("ผลสำรวจรอบก่อน")),
    ),
)


def priority_of_households(
    *,
    pattern: Patterns,
    failed: Masks,
    dimension_map: DimensionMap,
    small_children: Ints,
    elderly: Ints,
    disabled: Ints,
    chronic_dependants: Ints,
    income_gap: Ints,
    validated: Ints,
    informal_debt: Ints | Bools,
    other_problems: Ints,
    rounds_poor: Ints,
    weights: Weights = HOUSEHOLDS,
) -> Scored:
    """Dependants and problems are counts; `income_gap` is in whole per cent (see `shortfall`); `validated` counts members entitled to the
    welfare card; `rounds_poor` counts rounds poor in a row, this one included; -1 = unknown.
    """
    poor = pattern != 0
    values: dict[str, Ints | Bools] = {
        "poor": poor,
        **_dimension_values(pattern),
        "indicators": np.bitwise_count(failed & np.int64(dimension_map.mask)),
        "other_indicators": np.bitwise_count(failed & ~np.int64(dimension_map.mask)),
        "small_children": small_children,
        "elderly": elderly,
        "disabled": disabled,
        "chronic_dependants": chronic_dependants,
        "income_gap": income_gap,
        "target": np.where(poor, validated, 0),
        "no_card": np.where(poor, np.where(validated < 0, UNKNOWN, validated == 0), 0),
        "informal_debt": informal_debt,
        "other_problems": other_problems,
        "chronic_poverty": rounds_poor,
    }
    return score(weights, values)


def _dimension_values(pattern: Patterns) -> dict[str, Ints | Bools]:
    return {name: (pattern >> np.uint8(bit)) & 1 for bit, name in enumerate(DIMENSIONS)}


def shortfall(income: Ints, threshold: int) -> NDArray[np.int64]:
    """How far the income per person and year (baht, -1 unknown) is below the threshold, in whole per cent of it, any shortfall being
    at least 1.
    """
    short = np.clip(threshold - income.astype(np.int64), 0, threshold)
    return np.where(income < 0, UNKNOWN, -(-100 * short // threshold))


PERSONS = Weights(
    "person-1",
    _("คน"),
    (
        _POOR,
        *(Factor(name, _DIMENSION[name], 30, cap=1) for name in DIMENSIONS),
        Factor("certain", _("เป็นผู้ที่ไม่ผ่านตัวชี้วัดเอง {value} ข้อ"), 60, cap=5),
        Factor("possible", _("อาจเกี่ยวข้องกับตัวชี้วัดที่ครัวเรือนไม่ผ่าน {value} ข้อ"), 15, cap=5),
        Factor("small_child", _("เป็นเด็กเล็ก (0–5 ปี)"), 30, cap=1, about=_AGES),
        Factor("elderly", _("เป็นผู้สูงอายุ"), 30, cap=1, about=_AGES),
        Factor("pregnant", _("ตั้งครรภ์"), 40, cap=1, about=_("การตั้งครรภ์")),
        Factor("disabled", _("เป็นผู้พิการ"), 50, cap=1, about=_HEALTH),
        Factor("chronic", _("เป็นผู้ป่วยโรคเรื้อรัง"), 20, cap=1, about=_HEALTH),
        Factor("cannot_help_self", _("ช่วยเหลือตนเองไม่ได้"), 70, cap=1, about=_HEALTH),
        Factor("no_card", _("ยากจนแต่ไม่ได้สิทธิ์บัตรสวัสดิการแห่งรัฐ"), 20, cap=1, about=_CARD),
    ),
)
PERSON_GROUPS = ("small_child", "elderly", "pregnant", "disabled", "chronic", "cannot_help_self")


def priority_of_person(
    *,
    pattern: Patterns,
    certain: Masks,
    possible: Masks,
    groups: Mapping[str, Bools | Ints],
    validated: Ints,
    adult: Bools,
    weights: Weights = PERSONS,
) -> Scored:
    """`pattern` is the household's; certain and possible come from `concern.concerns`; `groups` = who is in each of PERSON_GROUPS (-1 where
    unknown); `validated` 1, 0 or -1 unknown. The card is for those of 18 and over, so only an `adult` lacks it.
    """
    poor = pattern != 0
    values: dict[str, Ints | Bools] = {
        "poor": poor,
        **_dimension_values(pattern),
        "certain": np.bitwise_count(certain),
        "possible": np.bitwise_count(possible),
        **{name: groups[name] for name in PERSON_GROUPS},
        "no_card": np.where(poor & adult, np.where(validated < 0, UNKNOWN, validated == 0), 0),
    }
    return score(weights, values)


_OF_HEALTH = {
    factor.label for weights in (HOUSEHOLDS, PERSONS) for factor in weights.factors if factor.about == _HEALTH or factor.code == "pregnant"
}

ISSUES = Weights(
    "issue-1",
    _("ประเด็น"),
    (
        Factor("number", _("กระทบ {value} คนในทุก 10,000 คนที่สำรวจ"), 3, about=_SURVEYED),
        Factor("severity", _("ในกลุ่มที่เข้าข่าย พบปัญหา {value} คนในทุก 10,000 คน"), 1, about=_("จำนวนคนที่เข้าข่าย")),
        Factor("target", _("ในจำนวนนี้เป็นคนจนเป้าหมาย {value} คนในทุก 10,000 คนที่สำรวจ"), 5, about=_CARD),
        Factor("rising", _("เพิ่มขึ้นจากรอบก่อน {value} คนในทุก 10,000 คน"), 2, about=_TREND),
        Factor("official", _("เป็นตัวชี้วัดใน 5 มิติ"), 100, cap=1),
    ),
)


def priority_of_issues(
    *,
    affected: Ints,
    applicable: Ints,
    target: Ints,
    surveyed: Ints,
    affected_before: Ints,
    surveyed_before: Ints,
    official: Bools,
    weights: Weights = ISSUES,
) -> Scored:
    """One row an issue (indicator or other problem) of one area: persons affected, persons it applies to, target poor affected, persons
    surveyed; the same of the round before. -1 = unknown (no round before, no welfare data).
    """
    return score(
        weights,
        {
            "number": share(affected, surveyed),
            "severity": share(affected, applicable),
            "target": share(target, surveyed),
            "rising": rise(affected, surveyed, affected_before, surveyed_before),
            "official": official,
        },
    )


AREAS = Weights(
    "area-1",
    _("พื้นที่"),
    (
        Factor("number", _("มีคนจน {value} คนในทุก 10,000 คนจนของพื้นที่ทั้งหมดที่เปรียบเทียบ"), 1, about=_SURVEYED),
        Factor("rate", _("คนจน {value} คนในทุก 10,000 คนที่สำรวจ"), 3, about=_SURVEYED),
        Factor("target", _("คนจนเป้าหมาย {value} คนในทุก 10,000 คนที่สำรวจ"), 3, about=_CARD),
        Factor("rising", _("คนจนเพิ่มขึ้นจากรอบก่อน {value} คนในทุก 10,000 คน"), 2, about=_TREND),
    ),
)


def priority_of_areas(
    *, poor: Ints, target: Ints, members: Ints, poor_before: Ints, members_before: Ints, weights: Weights = AREAS
) -> Scored:
    """One row an area of those compared: MPI-poor, target poor and surveyed persons, and of the round before; -1 = unknown."""
    everywhere = np.full(len(poor), poor.sum(), np.int64)
    return score(
        weights,
        {
            "number": share(poor, everywhere),
            "rate": share(poor, members),
            "target": share(target, members),
            "rising": rise(poor, members, poor_before, members_before),
        },
    )


def share(part: Ints, whole: Ints) -> NDArray[np.int64]:
    """Out of 10,000, to the nearest, halves up; unknown where either is, or where there is nobody to share among."""
    part, whole = part.astype(np.int64), whole.astype(np.int64)
    known = (part >= 0) & (whole > 0)
    return np.where(known, (2 * PER * part + whole) // np.where(known, 2 * whole, 1), UNKNOWN)


def rise(part: Ints, whole: Ints, part_before: Ints, whole_before: Ints) -> NDArray[np.int64]:
    """By how much the share grew since the round before; 0 if it did not, unknown if either is. See `trend` for its direction."""
    now, before = share(part, whole), share(part_before, whole_before)
    return np.where((now < 0) | (before < 0), UNKNOWN, np.maximum(now - before, 0))


def trend(now: tuple[int, int], before: tuple[int, int] | None) -> str | None:
    """ "rising", "falling" or "same" by the exact shares (part, whole); None without a round to compare with."""
    if before is None or not now[1] or not before[1] or min(now[0], before[0]) < 0:
        return None
    difference = now[0] * before[1] - before[0] * now[1]
    return "same" if not difference else "rising" if difference > 0 else "falling"


def contributions_by_code(scored: Scored, row: int) -> dict[str, int]:
    """To be stored with the decision, beside the version of the weights."""
    return dict(zip((factor.code for factor in scored.weights.factors), scored.contributions[row].tolist(), strict=True))


def shown(ranking: Ranking, rows: Sequence[int]) -> list[str]:
    """Ranks as people write them: 2= where the rank is shared."""
    return [f"{ranking.rank[row]}{'=' if ranking.tied[row] > 1 else ''}" for row in rows]
