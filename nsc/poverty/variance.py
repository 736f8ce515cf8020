"""Design-based variance: first-stage clusters with replacement within strata, ratios linearised, groups as domains of the whole design.

For a ratio R = Σ s y / Σ s x over a domain D, each cluster c of the design carries z_c = Σ_{i in c and D} s_i (y_i − R x_i) / Σ_D s x, and

    V(R) = Σ_h n_h / (n_h − 1) · Σ_{c in h} (z_c − z̄_h)²        over the strata h with their n_h clusters, in D or not

(Taylor linearisation, the `svy` of Stata and `survey` of R; Wolter 2007, ch. 6). Clusters without members of D count with z_c = 0: dropping
them would state too small an error. The squares are taken of deviations from the mean (two passes), because Σz² − (Σz)²/n loses half its
digits exactly where the true variance is 0.

A stratum with a single cluster has no variance of its own. As in Stata's svyset:

    certainty   it contributes 0, as if taken with certainty
    scaled      it contributes the average of the strata that have several clusters: the sum over those is multiplied by L / (L − L₁),
                L strata in the design and L₁ of them single (lonely.psu = "average" in R)

Confidence intervals (95 %): of a level on the logit scale with t of clusters − strata degrees of freedom, of a change normal.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtri, stdtrit  # type: ignore[import-untyped]

from nsc.errors import Refused, _
from nsc.poverty.arrays import Floats, Grouped, Ints, grouped
from nsc.poverty.spec import SingleUnit

UPPER = 0.975


@dataclass(frozen=True)
class Design:
    """Who was drawn with whom. Strata 0 … L−1; clusters are numbered so that those of a stratum follow one another."""

    stratum: Ints  # (rows,)
    cluster: Ints | None  # (rows,), None: each row is a cluster
    size: Ints  # (strata,) clusters in each
    factor: Floats  # (strata,) n/(n−1), times L/(L−L₁) where single strata are scaled; 0 for a single one

    @property
    def df(self) -> int:
        """Degrees of freedom: clusters − strata of the whole design."""
        return int(self.size.sum()) - len(self.size)


def design(stratum: Ints, cluster: Ints | None, singleunit: SingleUnit | None) -> Design:
    """The design of complete rows from codes 0, 1, … of stratum and of cluster; equal cluster codes in two strata are two clusters.

    Refused where a stratum has a single cluster and `singleunit` does not say what that means, or is "scaled" and no stratum has several.
    """
    strata = grouped(stratum, int(stratum.max()) + 1)
    if cluster is None:
        return Design(strata.place, None, strata.times, _factor(strata.times, singleunit))
    codes = int(cluster.max()) + 1
    clusters = grouped(strata.place.astype(np.int64) * codes + cluster, len(strata.keys) * codes)
    size = np.bincount(clusters.keys // codes, minlength=len(strata.keys))
    return Design(strata.place, clusters.place, size, _factor(size, singleunit))


def _factor(size: Ints, singleunit: SingleUnit | None) -> Floats:
    several = size > 1
    single = int((~several).sum())
    if single and singleunit is None:
        raise Refused(
            _('มี {single} ชั้นภูมิที่มีคลัสเตอร์เดียว จึงหาความคลาดเคลื่อนไม่ได้ ให้รวมชั้นภูมิ หรือระบุ "singleunit": "scaled" หรือ "certainty"'),
            single=single,
        )
    if single == len(size) and singleunit == "scaled":
        raise Refused(_('ทุกชั้นภูมิมีคลัสเตอร์เดียว จึงไม่มีค่าเฉลี่ยให้ "scaled" ใช้ ให้รวมชั้นภูมิ หรือระบุ "singleunit": "certainty"'))
    factor = np.zeros(len(size))
    factor[several] = size[several] / (size[several] - 1)
    return factor * (len(size) / (len(size) - single)) if singleunit == "scaled" else factor


@dataclass(frozen=True)
class Layout:
    """Sampling units cut by domain, ascending by domain, then stratum; `times` units are alike (rows of equal answers and weight)."""

    domain: Ints  # (units,)
    stratum: Ints  # (units,)
    times: Floats | None  # (units,) None: once each
    domains: int

    def total(self, per_unit: Floats) -> Floats:
        """Σ over the units of each domain."""
        total = np.zeros(self.domains)
        if len(starts := self._domain_starts):
            total[self.domain[starts]] = np.add.reduceat(self._counted(per_unit), starts)
        return total

    def spread(self, per_domain: Floats) -> Floats:
        """Gives each unit the value of its domain; one value, to be broadcast, where there is but one domain."""
        starts = self._domain_starts
        values = per_domain[self.domain[starts]]
        return values if len(starts) < 2 else np.repeat(values, np.diff(starts, append=len(self.domain)))

    def variance(self, z: Floats, of: Design) -> Floats:
        """The variance in each domain of a total whose share per unit is z."""
        starts, lengths, present = self._segments
        if not len(starts):
            return np.zeros(self.domains)
        stratum = self.stratum[starts]
        clusters = of.size[stratum]
        mean = np.add.reduceat(self._counted(z), starts) / clusters
        deviation = z - np.repeat(mean, lengths)
        deviation *= deviation
        squares = np.add.reduceat(self._counted(deviation), starts) + (clusters - present) * mean * mean
        return np.bincount(self.domain[starts], of.factor[stratum] * squares, minlength=self.domains).astype(np.float64)

    def _counted(self, per_unit: Floats) -> Floats:
        return per_unit if self.times is None else per_unit * self.times

    @cached_property
    def _domain_starts(self) -> Ints:
        return np.flatnonzero(np.diff(self.domain, prepend=-1))

    @cached_property
    def _segments(self) -> tuple[Ints, Ints, Floats]:
        """Where each stratum of each domain begins, its length in the arrays, its number of units."""
        starts = np.flatnonzero((np.diff(self.domain, prepend=-1) != 0) | (np.diff(self.stratum, prepend=-1) != 0))
        lengths = np.diff(starts, append=len(self.domain))
        present = lengths.astype(np.float64)
        return starts, lengths, present if self.times is None or not len(starts) else np.add.reduceat(self.times, starts)


def units(domain: Ints, domains: int, of: Design, alike: Grouped) -> tuple[Layout, Ints, Ints]:
    """Cuts the rows' clusters (or, without clusters, rows alike in stratum, answers and weight) by domain.

    `alike` groups the rows by cluster, or by what makes rows alike; its keys ascend by stratum. Rows of domain −1 belong to no domain.
    Returns the layout, for each row in a domain its unit, and for each unit its place in `alike`.
    """
    member = np.flatnonzero(domain >= 0)
    kinds = len(alike.keys)
    cut = grouped(domain[member].astype(np.int64) * kinds + alike.place[member], domains * kinds)
    kind = cut.keys % kinds
    stratum = np.empty(kinds, np.int64)
    stratum[alike.place] = of.stratum
    times = None if of.cluster is not None or len(cut.keys) == len(member) else cut.times.astype(np.float64)
    return Layout(cut.keys // kinds, stratum[kind], times, domains), cut.place, kind


def logit_interval(b: Floats, se: Floats, df: int) -> tuple[Floats, Floats]:
    """expit(logit b ± t·se / (b(1−b))); nan where b is 0 or 1, where it is nan, and where there are no degrees of freedom."""
    inside = (b > 0) & (b < 1)
    p = np.where(inside, b, np.nan)
    logit = np.log(p / (1 - p))
    half = (stdtrit(df, UPPER) if df > 0 else np.nan) * se / (p * (1 - p))
    with np.errstate(over="ignore"):  # far out on the logit scale is 0 or 1
        return 1 / (1 + np.exp(half - logit)), 1 / (1 + np.exp(-half - logit))


def normal_interval(b: Floats, se: Floats) -> tuple[Floats, Floats]:
    half = ndtri(UPPER) * se
    return b - half, b + half
