"""Poverty over time: changes between rounds with their errors, and ΔM0 taken apart.

Rounds are domains of one design: a cluster seen in both rounds moves both levels, so the error of a change knows their covariance. With
z0, z1 what a cluster adds to the two levels (variance.py), it adds by the delta method

    absolute   b1 − b0          z1 − z0
    relative   b1 / b0 − 1      z1 / b0 − (b1 / b0²) z0

Clusters are told apart within strata by their code alone. Rounds drawn independently but numbered alike need the round in their strata.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np

from nsc.poverty.alkire_foster import Measure
from nsc.poverty.arrays import Ints, grouped
from nsc.poverty.estimates import Domains, Estimate, Ratio, Sample, level
from nsc.poverty.variance import Design, Layout, normal_interval

Kind = Literal["absolute", "relative"]
KINDS: tuple[Kind, ...] = ("absolute", "relative")


class Development(NamedTuple):
    """One statistic over time: its level in every domain (group · rounds + round), and its changes in every group."""

    level: Estimate
    changes: dict[tuple[int, int, Kind], Estimate]


def development(of: Sample, group: Ints, groups: int, time: Ints, rounds: int) -> Iterator[Development]:
    """Levels and all changes t0 < t1 of every statistic. `group` and `time` number each row's group and round, −1 for none."""
    cut = Domains(of, np.where((group >= 0) & (time >= 0), group * rounds + time, -1), groups * rounds)
    pairs = {(t0, t1): _Pair(cut, t0, t1, rounds) for t0, t1 in combinations(range(rounds), 2)}
    for statistic, ratio in cut.ratios():
        levels = level(cut, statistic, ratio)
        changes = {(*rounds_, kind): pair.change(levels, ratio, kind) for rounds_, pair in pairs.items() for kind in KINDS}
        yield Development(levels, changes)


class _Pair:
    """Two rounds of a cut sample, their clusters joined."""

    def __init__(self, cut: Domains, t0: int, t1: int, rounds: int) -> None:
        self.design = cut.of.design
        self.before, self.after = (np.arange(t, len(cut.rows), rounds) for t in (t0, t1))
        self.n: Ints = cut.rows[self.before] + cut.rows[self.after]
        if cut.layout is not None and cut.kind is not None and self.design is not None:
            group, time = np.divmod(cut.layout.domain, rounds)
            self.those = np.flatnonzero((time == t0) | (time == t1))
            self.group, self.is_after = group[self.those], time[self.those] == t1
            self.layout, self.place = _joined(cut.layout, cut.kind, self.those, self.group, len(self.n), self.design)

    def change(self, levels: Estimate, ratio: Ratio, kind: Kind) -> Estimate:
        b0, b1 = ratio.b[self.before], ratio.b[self.after]
        nothing = np.full(len(b0), np.nan)
        if kind == "absolute":
            b, by_b0, by_b1 = b1 - b0, -np.ones(len(b0)), np.ones(len(b0))
        else:
            base = np.where(b0 == 0, np.nan, b0)
            b, by_b0, by_b1 = b1 / base - 1, -b1 / (base * base), 1 / base
        if ratio.influence is None or self.design is None:
            return Estimate(levels.statistic, b, nothing, nothing, nothing, self.n)
        share = np.nan_to_num(np.where(self.is_after, by_b1[self.group], by_b0[self.group]))
        joined = np.bincount(self.place, share * ratio.influence[self.those], minlength=len(self.layout.domain)).astype(np.float64)
        se = np.where(np.isnan(b), np.nan, np.sqrt(self.layout.variance(joined, self.design)))
        # Nobody or everybody in both rounds: the error is 0 as of the levels, and as there no interval can be told.
        certain = ratio.certain[self.before] & ratio.certain[self.after]
        ll, ul = normal_interval(np.where(certain, np.nan, b), se)
        return Estimate(levels.statistic, b, se, ll, ul, self.n)


def _joined(cut: Layout, kind: Ints, those: Ints, group: Ints, groups: int, of: Design) -> tuple[Layout, Ints]:
    """The units of two rounds by group, one for each cluster; rows that are their own cluster stay apart. With it each unit's new place."""
    kinds = int(kind.max(initial=0)) + 1
    key = group.astype(np.int64) * kinds + kind[those]
    if of.cluster is not None:
        joined = grouped(key, groups * kinds)
        stratum = np.empty(len(joined.keys), np.int64)
        stratum[joined.place] = cut.stratum[those]
        return Layout(joined.keys // kinds, stratum, None, groups), joined.place
    order = np.argsort(key, kind="stable")
    place = np.empty(len(order), np.intp)
    place[order] = np.arange(len(order))
    times = None if cut.times is None else cut.times[those][order]
    return Layout(group[order], cut.stratum[those][order], times, groups), place


class Change(NamedTuple):
    """ΔM0 between two rounds taken apart; the parts of each way add to `total`."""

    total: float
    incidence: float  # Shapley: ΔH · mean A
    intensity: float  # Shapley: ΔA · mean H
    indicators: tuple[float, ...]  # w_j Δh_j(k)


def decomposed(before: Measure, after: Measure) -> Change | None:
    """ΔM0 = ΔH·(A0+A1)/2 + ΔA·(H0+H1)/2 (Shapley) = Σ_j w_j Δh_j(k). None where a round has no persons.

    A round without any poor has no intensity; ΔM0 is then incidence alone, for nobody's intensity changed.
    """
    h0, h1, m0, m1 = before.headcount, after.headcount, before.adjusted_headcount, after.adjusted_headcount
    if h0 is None or h1 is None or m0 is None or m1 is None:
        return None
    a0 = before.intensity if before.poor else after.intensity
    a1 = after.intensity if after.poor else before.intensity
    weights = [weight / before.spec.scale for weight in before.spec.weights]
    return Change(
        total=m1 - m0,
        incidence=(h1 - h0) * ((a0 or 0.0) + (a1 or 0.0)) / 2,
        intensity=((a1 or 0.0) - (a0 or 0.0)) * (h0 + h1) / 2,
        indicators=tuple(
            weight * (after.censored[j] / after.persons - before.censored[j] / before.persons) for j, weight in enumerate(weights)
        ),
    )


class SubgroupChange(NamedTuple):
    """One group's part in ΔM0: `within` is its own change at mean population share, `demographic` its changed share at mean poverty."""

    within: float
    demographic: float


def decomposed_by_subgroup(before: Mapping[str, Measure], after: Mapping[str, Measure]) -> dict[str, SubgroupChange]:
    """ΔM0 = Σ_g ν̄_g ΔM0_g + Σ_g M̄0_g Δν_g over groups that divide the population (Alkire et al. 2015, ch. 9).

    A group unseen in one round takes its poverty of the other, so that its coming or going is demographic only.
    """
    shares0, shares1 = _shares(before), _shares(after)
    parts = {}
    for group in dict.fromkeys([*before, *after]):
        m0, m1 = _poverty(before, after, group), _poverty(after, before, group)
        nu0, nu1 = shares0.get(group, 0.0), shares1.get(group, 0.0)
        parts[group] = SubgroupChange((nu0 + nu1) / 2 * (m1 - m0), (m0 + m1) / 2 * (nu1 - nu0))
    return parts


def _shares(groups: Mapping[str, Measure]) -> dict[str, float]:
    persons = sum(measure.persons for measure in groups.values())
    return {name: measure.persons / persons for name, measure in groups.items()} if persons else {}


def _poverty(here: Mapping[str, Measure], there: Mapping[str, Measure], group: str) -> float:
    for measures in (here, there):
        if group in measures and (m0 := measures[group].adjusted_headcount) is not None:
            return m0
    return 0.0
