"""What the pages of a tambon's results show: goals and indicators before and after, households that joined, the return of a work sheet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.tambon import goals, indicator_values, rules, sroi, sroi_rules

RETURNS = {
    sroi_rules.LOW: gettext_lazy("มูลค่าอย่างต่ำ"),
    sroi_rules.MIDDLE: gettext_lazy("มูลค่ากลาง"),
    sroi_rules.HIGH: gettext_lazy("มูลค่าอย่างสูง"),
}


@dataclass(frozen=True)
class Change:
    """`share`: of the way to the target, per cent; None: no target, or it cannot be said. Years CE."""

    what: str
    unit: str
    before: Decimal | None
    before_year: int | None
    after: Decimal | None
    after_year: int | None
    share: float | None
    source: str


@dataclass(frozen=True)
class Dimension:
    name: str
    changes: tuple[Change, ...]


def dimensions(progress: Sequence[goals.Progress], values: Sequence[indicator_values.Given]) -> list[Dimension]:
    """Each with its goals, then the indicators of which two years are known; one without either is left out. What a goal measures stands
    there alone, once it was measured: the same indicator twice, to different years, would read as a contradiction."""
    found: dict[str, list[Change]] = defaultdict(list)
    for each in progress:
        aim, latest = each.aim, each.latest
        after = (latest.value, latest.year) if latest else (None, None)
        source = latest.source if latest else aim.source
        found[aim.dimension].append(Change(aim.indicator, aim.unit, aim.baseline, aim.baseline_year, *after, each.way.share, source))
    measured = {(each.aim.dimension, each.aim.indicator, each.aim.unit) for each in progress if each.latest}
    series: dict[tuple[str, str, str], dict[int, indicator_values.Given]] = defaultdict(dict)
    for value in values:
        series[value.dimension, value.indicator, value.unit][value.year] = value
    for (dimension, indicator, unit), by_year in series.items():
        first, last = by_year[min(by_year)], by_year[max(by_year)]
        if first.year < last.year and (dimension, indicator, unit) not in measured:
            found[dimension].append(Change(indicator, unit, first.value, first.year, last.value, last.year, None, last.source))
    return [Dimension(_(name), tuple(found[key])) for key, name in rules.DIMENSIONS.items() if key in found]


@dataclass(frozen=True)
class Sheet:
    of: sroi.Sheet
    returns: tuple[tuple[str, sroi_rules.Return], ...]

    @property
    def middle(self) -> sroi_rules.Return:
        return self.of.returns[sroi_rules.MIDDLE]


def sheets(found: Sequence[sroi.Sheet]) -> list[Sheet]:
    return [Sheet(each, tuple((str(name), each.returns[key]) for key, name in RETURNS.items())) for each in found]
