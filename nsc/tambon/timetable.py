"""A timetable (Gantt) as parts of a whole: where in a span of fiscal years a bar begins and ends. Values in, fractions out; whoever draws
it scales them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from nsc.tambon import blueprint_rules as rules


@dataclass(frozen=True)
class Span:
    """From the first day of `first` to the last of `last`, fiscal years CE; widened to hold all days told."""

    first: int
    last: int

    @property
    def begins(self) -> date:
        return rules.bounds(self.first)[0]

    @property
    def days(self) -> int:
        return (rules.bounds(self.last)[1] - self.begins).days + 1

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    def at(self, day: date) -> float:
        """0 at the beginning, 1 at the end; outside it, the nearer of the two."""
        return min(max((day - self.begins).days / self.days, 0.0), 1.0)

    def bar(self, starts: date, ends: date) -> tuple[float, float]:
        """Where it begins and ends; its last day is in it."""
        return self.at(starts), self.at(ends + timedelta(days=1))

    def months(self) -> list[date]:
        """The first day of each."""
        return [date(year - (month >= 10), month, 1) for year in self.years for month in (*range(10, 13), *range(1, 10))]

    def quarters(self) -> list[tuple[date, date]]:
        """First and last day of each quarter of the fiscal years."""
        firsts = self.months()[::3]
        return [(day, following - timedelta(days=1)) for day, following in zip(firsts, [*firsts[1:], self._after()], strict=True)]

    def _after(self) -> date:
        return self.begins + timedelta(days=self.days)


def spanning(first: int, last: int, days: Iterable[date]) -> Span:
    years = [first, last, *(rules.fiscal_of(day) for day in days)]
    return Span(min(years), min(max(years), min(years) + rules.LONGEST_PLAN - 1))
