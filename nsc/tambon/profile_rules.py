"""What is decided about a tambon's profile, its goals and its register: values in, verdicts out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import log10, sqrt

from nsc.errors import Refused, _

# What a team writes of its tambon: of a dimension, and of the tambon as a whole (SWOT).
ASSET, OPPORTUNITY, PROBLEM = "asset", "opportunity", "problem"
STRENGTH, WEAKNESS, CHANCE, THREAT = "strength", "weakness", "chance", "threat"
OF_DIMENSION = {ASSET: _("ทุนและของดี"), OPPORTUNITY: _("โอกาส"), PROBLEM: _("ปัญหา")}
SWOT = {STRENGTH: _("จุดแข็ง"), WEAKNESS: _("จุดอ่อน"), CHANCE: _("โอกาส"), THREAT: _("อุปสรรค")}
KINDS = OF_DIMENSION | SWOT

EARLIEST_YEAR = 1990
WARNINGS = (180, 90, 30)  # days before funding ends


def check_finding(kind: str, dimension: str) -> None:
    if kind not in KINDS:
        raise Refused(_("ไม่รู้จักรายการชนิดนี้ โปรดเลือกจากรายการ"))
    if (kind in OF_DIMENSION) != bool(dimension):
        raise Refused(_("ทุน โอกาส และปัญหาต้องอยู่ในมิติหนึ่ง ส่วน SWOT เป็นของทั้งตำบล"))


def check_value_year(year: int, *, today: date) -> int:
    """CE. A figure is of a year that has begun."""
    if not EARLIEST_YEAR <= year <= today.year:
        raise Refused(_("ปีของข้อมูลต้องไม่เกินปีนี้ และไม่ก่อน พ.ศ. {earliest}"), earliest=EARLIEST_YEAR + 543)
    return year


# — goals —


@dataclass(frozen=True)
class Way:
    """`share`: of the way from the baseline to the target, 0…100; None where it cannot be said. `is_reached`: the target is met."""

    share: float | None
    is_reached: bool


def way(*, baseline: Decimal | None, target: Decimal, latest: Decimal | None) -> Way:
    """How far along. A target below the baseline is reached by going down."""
    if latest is None:
        return Way(None, False)
    if baseline is None or baseline == target:
        return Way(None, latest == target if baseline is not None else False)
    share = float((latest - baseline) / (target - baseline) * 100)
    return Way(min(100.0, max(0.0, share)), share >= 100)


# — the register —


def warning(ends_on: date, *, today: date) -> int | None:
    """The closest of WARNINGS that has come, in days; None before the first and once it has ended."""
    left = (ends_on - today).days
    return min((days for days in WARNINGS if left <= days), default=None) if left >= 0 else None


# — similar tambon —

# Of each tambon: the base-10 logarithm of its people, and rates per cent of people whose household is poor, and of each dimension.
FEATURES = {
    "people": _("จำนวนคน"),
    "poverty": _("อัตราคนจน MPI"),
    "health": _("ตกมิติสุขภาพ"),
    "living": _("ตกมิติความเป็นอยู่"),
    "education": _("ตกมิติการศึกษา"),
    "income": _("ตกมิติรายได้"),
    "access": _("ตกมิติการเข้าถึงบริการรัฐ"),
}
FEWEST_PEOPLE = 100  # of less, rates tell little
SIMILAR = 3


@dataclass(frozen=True)
class Likeness:
    """`distance`: root of the mean squared difference of standardised figures, 0 = the same; `alike`: the two features that lie nearest
    to each other, `apart`: the one that lies furthest."""

    code: str
    distance: float
    alike: tuple[str, ...]
    apart: str


def features(people: int, rates: Mapping[str, float]) -> dict[str, float] | None:
    """None of a tambon with too few people. `rates`: every other feature, per cent."""
    return {"people": log10(people), **rates} if people >= FEWEST_PEOPLE else None


def similar(code: str, known: Mapping[str, Mapping[str, float]], most: int = SIMILAR) -> tuple[Likeness, ...]:
    """The tambon nearest to `code`, the nearest first; none where it or others are not known. Every feature weighs the same: it is
    measured in standard deviations among all of `known`. One in which all are the same tells nothing and is left out."""
    if code not in known:
        return ()
    spread = {name: deviation for name in FEATURES if (deviation := _deviation([each[name] for each in known.values()])) > 0}
    if not spread:
        return ()
    found = []
    for other, values in known.items():
        if other != code:
            gaps = {name: abs(values[name] - known[code][name]) / spread[name] for name in spread}
            nearest = sorted(gaps, key=lambda name: (gaps[name], name))
            found.append(
                Likeness(
                    other,
                    sqrt(sum(gap * gap for gap in gaps.values()) / len(gaps)),
                    tuple(nearest[:2]),
                    max(gaps, key=lambda n: (gaps[n], n)),
                )
            )
    return tuple(sorted(found, key=lambda each: (each.distance, each.code))[:most])


def _deviation(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / len(values))
