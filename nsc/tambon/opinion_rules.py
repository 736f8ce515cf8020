"""What is decided about a survey of opinions: values in, verdicts out.

Two waves ask whoever is willing, without ids: they are independent samples, never the same people twice. So a change is a difference of
two means with Welch's interval (unequal variances), or of two shares with Newcombe's (Statistics in Medicine 1998, method 10: the two
Wilson intervals put together), 95 per cent both. Neither says that the people are the same, or why it changed.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import TypeVar

from scipy.special import ndtri, stdtrit  # type: ignore[import-untyped]

from nsc.errors import Refused, _
from nsc.poverty import small

ATTITUDE, SATISFACTION = "attitude", "satisfaction"
PURPOSES = {ATTITUDE: _("ทัศนคติ"), SATISFACTION: _("ความพึงพอใจ")}
VILLAGER, AGENCY = "villager", "agency"
GROUPS = {VILLAGER: _("ชาวบ้าน"), AGENCY: _("หน่วยงานและภาคี")}
EVERYBODY = ""  # a question for both groups, and the sum of both
AUDIENCES = {EVERYBODY: _("ทุกกลุ่ม"), **GROUPS}

AGREE, PLEASED, YES_NO, CHOICE, WORDS = "agree", "pleased", "yes_no", "choice", "words"
KINDS = {
    AGREE: _("เห็นด้วยเพียงใด (5 ระดับ)"),
    PLEASED: _("พอใจเพียงใด (5 ระดับ)"),
    YES_NO: _("ใช่ หรือไม่ใช่"),
    CHOICE: _("เลือกหนึ่งข้อ"),
    WORDS: _("เขียนตอบ"),
}
LIKERT = {
    AGREE: (_("ไม่เห็นด้วยอย่างยิ่ง"), _("ไม่เห็นด้วย"), _("เฉย ๆ"), _("เห็นด้วย"), _("เห็นด้วยอย่างยิ่ง")),
    PLEASED: (_("ไม่พอใจมาก"), _("ไม่พอใจ"), _("เฉย ๆ"), _("พอใจ"), _("พอใจมาก")),
}
YES, NO = 2, 1  # as a Likert scale, more is more
ANSWERS_OF = {YES_NO: (_("ไม่ใช่"), _("ใช่"))}
MOST_QUESTIONS, FEWEST_OPTIONS, MOST_OPTIONS = 30, 2, 8
PAPER_DAYS = 30  # after a wave has closed, in which its paper sheets may still be typed
LONGEST = 180  # days of a wave
SURE = 0.95
Z = float(ndtri((1 + SURE) / 2))
Key = TypeVar("Key", bound=Hashable)


# — questions and waves —


def check_question(kind: str, audience: str, text: str, options: Sequence[str]) -> None:
    if kind not in KINDS or audience not in AUDIENCES:
        raise Refused(_("ไม่รู้จักคำถามชนิดนี้ โปรดเลือกจากรายการ"))
    if not text:
        raise Refused(_("โปรดเขียนคำถาม"))
    if kind == CHOICE and not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise Refused(_("คำถามให้เลือกต้องมี {fewest} ถึง {most} ข้อ บรรทัดละข้อ"), fewest=FEWEST_OPTIONS, most=MOST_OPTIONS)
    if len(set(options)) < len(options):
        raise Refused(_("มีตัวเลือกซ้ำกัน โปรดแก้ให้ต่างกัน"))


def answers_to(kind: str, options: Sequence[str] = ()) -> tuple[str, ...]:
    """What may be answered, the words of 1, 2, …; none to what is answered in one's own words."""
    return LIKERT.get(kind) or ANSWERS_OF.get(kind) or tuple(options)


def check_days(opens_on: date, closes_on: date) -> None:
    if closes_on < opens_on:
        raise Refused(_("วันปิดต้องไม่ก่อนวันเปิด"))
    if (closes_on - opens_on).days > LONGEST:
        raise Refused(_("ครั้งหนึ่งเปิดได้ไม่เกิน {most} วัน คนที่ตอบต้นและปลายจะตอบเรื่องต่างกัน"), most=LONGEST)


def wave_name(number: int) -> tuple[str, int]:
    """The msgid of the number-th wave's name, with a gap {n}."""
    return (_("ก่อน"), 0) if number == 1 else (_("หลัง"), 0) if number == 2 else (_("ติดตามครั้งที่ {n}"), number - 2)


# — of one wave —


@dataclass(frozen=True)
class Spread:
    """How a question was answered: `counts` of 1, 2, …"""

    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        return sum(value * count for value, count in enumerate(self.counts, start=1)) / self.n if self.n else None

    @property
    def variance(self) -> float | None:
        """Of a sample: with n - 1. None for fewer than two."""
        if self.n < 2:
            return None
        squares = sum(value * value * count for value, count in enumerate(self.counts, start=1))
        total = sum(value * count for value, count in enumerate(self.counts, start=1))
        return (squares - total * total / self.n) / (self.n - 1)

    @property
    def is_unanimous(self) -> bool:
        return self.n > 0 and max(self.counts) == self.n


def hidden(spreads: Mapping[Key, Spread], sums: Iterable[small.Sum[Key]]) -> frozenset[Key]:
    """Groups of whom nothing is told: of few, of not many who all said the same, and who could be had by taking others from a sum."""
    cells: dict[Key, small.Cell] = {key: (each.n, each.n if each.is_unanimous else None) for key, each in spreads.items()}
    return small.kept(cells, sums)


# — between two waves —


@dataclass(frozen=True)
class Difference:
    """after - before, of means (in steps of the scale) or of shares (0…1), with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """No change is not among what the answers allow for."""
        return self.low > 0 or self.high < 0


def of_means(before: Spread, after: Spread) -> Difference | None:
    """Welch. None where a wave has fewer than two answers, or nobody differs from anybody: then there is nothing to reckon with."""
    variances = before.variance, after.variance
    if None in variances or before.mean is None or after.mean is None:
        return None
    first, second = (variance / each.n for variance, each in zip(variances, (before, after), strict=True) if variance is not None)
    error = first + second
    if error <= 0:
        return None
    freedom = error**2 / (first**2 / (before.n - 1) + second**2 / (after.n - 1))
    reach = float(stdtrit(freedom, (1 + SURE) / 2)) * sqrt(error)
    value = after.mean - before.mean
    return Difference(value, value - reach, value + reach)


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share of `of` ≥ 1 answers."""
    share, square = count / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = Z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def of_shares(before: tuple[int, int], after: tuple[int, int]) -> Difference | None:
    """Newcombe's method 10. Each wave: (how many, of how many); None where nobody answered."""
    if not before[1] or not after[1]:
        return None
    old, new = before[0] / before[1], after[0] / after[1]
    (old_low, old_high), (new_low, new_high) = wilson(*before), wilson(*after)
    value = new - old
    low = value - sqrt((new - new_low) ** 2 + (old_high - old) ** 2)
    high = value + sqrt((new_high - new) ** 2 + (old - old_low) ** 2)
    return Difference(value, max(-1.0, low), min(1.0, high))
