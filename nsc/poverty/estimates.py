"""Alkire–Foster measures of a table of persons, with standard errors where the table is a sample.

Every measure but a contribution is a ratio Σ s y / Σ s x over a domain, y and x fixed by a person's pattern of deprivations:

    H  y = p, x = 1        A  y = p c, x = p        M0  y = p c, x = 1        hd_j  y = g_j, x = 1        hdk_j  y = p g_j, x = 1

Sums are taken per pattern and sampling unit, not per person. Whether nobody or everybody is counted is told from numbers of rows: a share
that merely rounds to 0 or 1 keeps its error.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from nsc.poverty.alkire_foster import Patterns, patterns
from nsc.poverty.arrays import Bools, Floats, Grouped, Ints, grouped, sums
from nsc.poverty.spec import Spec
from nsc.poverty.variance import Design, Layout, design, logit_interval, units

Name = Literal["H", "A", "M0", "hd", "hdk", "actb", "pctb"]
NAMES: tuple[Name, ...] = ("H", "A", "M0", "hd", "hdk", "actb", "pctb")


class Statistic(NamedTuple):
    """Which figure: its measure, and where they apply the indicator and the cut-off by their number in the spec."""

    measure: Name
    indicator: int | None
    cutoff: int | None


@dataclass(frozen=True)
class Estimate:
    """One statistic in every domain as shares 0–1; nan = undefined. `n` counts rows, unweighted."""

    statistic: Statistic
    b: Floats
    se: Floats
    ll: Floats
    ul: Floats
    n: Ints


@dataclass(frozen=True)
class Ratio:
    """A ratio in every domain (nan = undefined), `certain` where nobody or everybody counts, and what each sampling unit adds to its error.

    `influence` is None in a census and for the contributions, which carry no error of their own here.
    """

    b: Floats
    certain: Bools
    influence: Floats | None


@dataclass(frozen=True)
class Sample:
    """Complete rows: their patterns of deprivation, survey weights (None: all 1) and design (None: a census)."""

    spec: Spec
    patterns: Patterns
    weight: Floats | None
    design: Design | None

    @cached_property
    def alike(self) -> Grouped:
        """The rows grouped into first-stage clusters or, where each row is one, into rows the variance cannot tell apart."""
        if self.design is None:
            raise ValueError("a census has no sampling units")
        if self.design.cluster is not None:
            return grouped(self.design.cluster, int(self.design.size.sum()))
        kind = grouped(self.patterns.number.astype(np.int64), len(self.patterns.score))
        if self.weight is not None:
            weights, place = np.unique(self.weight, return_inverse=True)
            kind = grouped(kind.place * len(weights) + place, len(kind.keys) * len(weights))
        return grouped(self.design.stratum.astype(np.int64) * len(kind.keys) + kind.place, len(self.design.size) * len(kind.keys))


def sample(
    deprived: Sequence[Ints | Bools],
    spec: Spec,
    *,
    weight: Floats | None = None,
    stratum: Ints | None = None,
    cluster: Ints | None = None,
) -> Sample:
    """A sample from columns without gaps: 0/1 for each indicator of the spec, and codes 0, 1, … of stratum and cluster."""
    plan = None
    if not spec.is_census:
        plan = design(np.zeros(len(deprived[0]), np.int64) if stratum is None else stratum, cluster, spec.singleunit)
    return Sample(spec, patterns(deprived, spec), weight, plan)


class _Parts(NamedTuple):
    """Weights of patterns within units, ascending by unit; a sum over a unit is a sum over its parts."""

    unit: Ints
    pattern: Ints
    weight: Floats
    units: int

    def those(self, flag: Bools, among: Ints | None = None) -> Ints:
        """The parts whose pattern has the flag."""
        return np.flatnonzero(flag[self.pattern]) if among is None else among[flag[self.pattern[among]]]

    def sum(self, those: Ints, value: Floats | None = None) -> Floats:
        weight = self.weight[those] if value is None else self.weight[those] * value[self.pattern[those]]
        return sums(weight, self.unit[those], self.units)


class _Sums(NamedTuple):
    """What some rows come to: how many (of positive weight) in each domain, their weight in each domain, and in each sampling unit."""

    rows: Floats
    total: Floats
    per_unit: Floats


class _Chosen(NamedTuple):
    """Rows picked by pattern, once as counted persons and once as parts of sampling units."""

    people: Ints
    parts: Ints


class Domains:
    """A sample cut into domains 0 … domains−1 (−1: in none), ready to be summed."""

    def __init__(self, of: Sample, domain: Ints, domains: int) -> None:
        self.of = of
        self.rows: Ints = np.bincount(domain[domain >= 0], minlength=domains)
        self.people = _people(of, domain, domains)
        self.layout: Layout | None = None
        self.kind: Ints | None = None
        self.parts = self.people
        if of.design is not None:
            self.layout, place, self.kind = units(domain, domains, of.design, of.alike)
            self.parts = _parts(of, domain, self.layout, place)
        elif of.weight is not None:
            raise ValueError("weights make a sample, not a census")

    def ratios(self) -> Iterator[tuple[Statistic, Ratio]]:
        """Every statistic in the order of measure, indicator, cut-off."""
        spec, table = self.of.spec, self.of.patterns
        indicators, cutoffs = range(len(spec.indicators)), range(len(spec.cutoffs))
        persons = self._sums(self._chosen(np.ones(len(table.score), np.bool_)))
        poor = [self._chosen(table.poor[:, k]) for k in cutoffs]
        counted = [self._sums(chosen) for chosen in poor]
        scored = [self._sums(chosen, table.score.astype(np.float64)) for chosen in poor]
        worst = [self.people.sum(self._chosen(table.score == spec.scale, chosen).people) for chosen in poor]
        for k in cutoffs:
            yield Statistic("H", None, k), self._ratio(counted[k], persons)
        for k in cutoffs:
            yield Statistic("A", None, k), self._ratio(scored[k], counted[k], spec.scale, worst[k])
        adjusted = [self._ratio(scored[k], persons, spec.scale, worst[k]) for k in cutoffs]
        for k in cutoffs:
            yield Statistic("M0", None, k), adjusted[k]
        deprived = [self._chosen(table.deprived[:, j]) for j in indicators]
        for j in indicators:
            yield Statistic("hd", j, None), self._ratio(self._sums(deprived[j]), persons)
        censored = {}
        for j in indicators:
            for k in cutoffs:
                ratio = self._ratio(self._sums(self._chosen(table.poor[:, k], deprived[j])), persons)
                censored[j, k] = ratio.b
                yield Statistic("hdk", j, k), ratio
        for (j, k), b in censored.items():
            yield Statistic("actb", j, k), _without_error(spec.weights[j] * b / spec.scale)
        for (j, k), b in censored.items():
            yield Statistic("pctb", j, k), _without_error(_divided(spec.weights[j] * b / spec.scale, adjusted[k].b))

    def error(self, influence: Floats) -> Floats:
        """The standard error in each domain of what the units' shares `influence` add up to."""
        if self.layout is None or self.of.design is None:
            raise ValueError("a census has no sampling error")
        return np.sqrt(self.layout.variance(influence, self.of.design))

    def _chosen(self, flag: Bools, among: _Chosen | None = None) -> _Chosen:
        people = self.people.those(flag, among and among.people)
        return _Chosen(people, people if self.parts is self.people else self.parts.those(flag, among and among.parts))

    def _sums(self, chosen: _Chosen, value: Floats | None = None) -> _Sums:
        per_unit = self.parts.sum(chosen.parts, value)
        return _Sums(self.people.sum(chosen.people), per_unit if self.layout is None else self.layout.total(per_unit), per_unit)

    def _ratio(self, y: _Sums, x: _Sums, scale: int = 1, reaching: Floats | None = None) -> Ratio:
        """Σ s y / Σ s x, y in units of 1/scale; `reaching` counts the rows where y is as large as x (all of y's, unless given)."""
        nobody, everybody = y.rows == 0, (y.rows if reaching is None else reaching) == x.rows
        b = np.where(nobody, 0.0, np.where(everybody, 1.0, _divided(y.total, scale * x.total)))
        b = np.where(x.rows == 0, np.nan, b)
        certain = (nobody | everybody) & (x.rows > 0)
        if self.layout is None:
            return Ratio(b, certain, None)
        share = np.where(certain, 0.0, np.nan_to_num(_divided(np.ones(len(b)), scale * x.total * x.total)))
        # In this order of multiplication, unweighted units that follow the ratio exactly have an influence of exactly 0.
        influence = y.per_unit * self.layout.spread(x.total) - x.per_unit * self.layout.spread(y.total)
        return Ratio(b, certain, influence * self.layout.spread(share))


def estimates(of: Sample, domain: Ints, domains: int) -> Iterator[Estimate]:
    """Every statistic in each of the domains 0 … domains−1; `domain` gives each row's, −1 for rows of none."""
    cut = Domains(of, domain, domains)
    for statistic, ratio in cut.ratios():
        yield level(cut, statistic, ratio)


def level(cut: Domains, statistic: Statistic, ratio: Ratio) -> Estimate:
    """Standard error and logit interval; se 0 and no interval where nobody or everybody counts."""
    nothing = np.full(len(ratio.b), np.nan)
    if ratio.influence is None or cut.of.design is None:
        return Estimate(statistic, ratio.b, nothing, nothing, nothing, cut.rows)
    se = np.where(np.isnan(ratio.b), np.nan, np.where(ratio.certain, 0.0, cut.error(ratio.influence)))
    ll, ul = logit_interval(np.where(ratio.certain, np.nan, ratio.b), se, cut.of.design.df)
    return Estimate(statistic, ratio.b, se, ll, ul, cut.rows)


def _people(of: Sample, domain: Ints, domains: int) -> _Parts:
    """How many rows of each domain have each pattern; a row of weight 0 stands for nobody."""
    counted = domain >= 0 if of.weight is None else (domain >= 0) & (of.weight > 0)
    kinds = len(of.patterns.score)
    rows = grouped(domain[counted].astype(np.int64) * kinds + of.patterns.number[counted], domains * kinds)
    return _Parts(rows.keys // kinds, rows.keys % kinds, rows.times.astype(np.float64), domains)


def _parts(of: Sample, domain: Ints, layout: Layout, place: Ints) -> _Parts:
    member = np.flatnonzero(domain >= 0)
    weight = np.ones(len(member)) if of.weight is None else of.weight[member]
    if of.design is not None and of.design.cluster is None:  # rows alike became one unit: any of them speaks for all
        example = np.empty(len(layout.domain), np.intp)
        example[place] = np.arange(len(member))
        member, weight, place = member[example], weight[example], np.arange(len(example))
    else:
        order = np.argsort(place, kind="stable")
        member, weight, place = member[order], weight[order], place[order]
    return _Parts(place, of.patterns.number[member], weight, len(layout.domain))


def _divided(a: Floats, b: Floats) -> Floats:
    """a / b, nan where b is 0."""
    quotient: Floats = np.divide(a, b, out=np.full(len(b), np.nan), where=b != 0)
    return quotient


def _without_error(b: Floats) -> Ratio:
    return Ratio(b, np.zeros(len(b), np.bool_), None)
