"""Exactness where floats usually lose it, on designs of real size."""

import math

import numpy as np
import pytest

from nsc.poverty.arrays import grouped, sums
from nsc.poverty.estimates import estimates, sample
from nsc.poverty.spec import build
from nsc.poverty.variance import design, logit_interval, normal_interval


def test_a_million_tenths_are_a_hundred_thousand():
    assert sums(np.full(10**6, 0.1), np.zeros(10**6, np.int64), 2)[0] == pytest.approx(1e5, rel=1e-15)


@pytest.mark.parametrize("size", [10, 2**40])
def test_counting_in_a_table_and_sorting_group_alike(size):
    keys = np.array([7, 2, 2, 9, 7, 2])
    found = grouped(keys, size)
    assert (found.keys.tolist(), found.place.tolist(), found.times.tolist()) == ([2, 7, 9], [1, 0, 0, 2, 1, 0], [3, 2, 1])


@pytest.mark.parametrize(("df", "t"), [(1, 12.706204736174705), (10, 2.2281388519862747), (1302, 1.9617876716033343)])
def test_the_interval_of_a_half_is_that_of_t(df, t):
    """t to 17 digits from 40-digit arithmetic."""
    ll, ul = logit_interval(np.array([0.5]), np.array([0.01]), df)
    assert math.log(ul[0] / (1 - ul[0])) == pytest.approx(t * 0.04, rel=1e-13)
    assert ll[0] == pytest.approx(1 - ul[0], rel=1e-14)


def test_there_is_no_interval_at_the_ends_nor_without_degrees_of_freedom():
    ll, ul = logit_interval(np.array([0.0, 1.0, np.nan]), np.array([0.0, 0.0, np.nan]), 5)
    assert np.isnan([ll, ul]).all()
    assert np.isnan(logit_interval(np.array([0.5]), np.array([0.1]), 0)).all()


def test_the_normal_interval_is_1_96_errors_wide():
    ll, ul = normal_interval(np.array([-0.25]), np.array([1.0]))
    assert (ul[0] - ll[0]) / 2 == pytest.approx(1.959963984540054, rel=1e-15)


def test_degrees_of_freedom_are_clusters_less_strata():
    assert design(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 0, 1]), None).df == 2
    assert design(np.array([0, 0, 0, 1, 1]), None, None).df == 3


SPEC = {"dimensions": {"a": ["x"], "b": ["y"]}, "k": ["1/2"]}


def test_rows_alike_counted_together_have_the_error_of_rows_counted_singly():
    """Weights that differ in the last digit keep the rows apart; the error must not notice."""
    rng = np.random.default_rng(5)
    rows = 20_000
    columns = [rng.integers(0, 2, rows), (rng.random(rows) < 0.1).astype(np.int64)]
    stratum, place = rng.integers(0, 7, rows), rng.integers(0, 40, rows)
    weight = rng.integers(1, 4, rows) / 3
    apart = weight * (1 + rng.integers(-3, 4, rows) * 2.0**-50)
    spec = build(**SPEC, weight="w", strata="h")
    together, singly = (list(estimates(sample(columns, spec, weight=w, stratum=stratum), place, 40)) for w in (weight, apart))
    for a, b in zip(together, singly, strict=True):
        np.testing.assert_allclose(a.b, b.b, rtol=1e-13)
        np.testing.assert_allclose(a.se, b.se, rtol=1e-12)


def test_clusters_of_one_row_are_rows():
    rng = np.random.default_rng(6)
    columns = [rng.integers(0, 2, 500), rng.integers(0, 2, 500)]
    stratum, place = rng.integers(0, 3, 500), rng.integers(-1, 4, 500)
    spec = build(**SPEC, strata="h")
    rows = estimates(sample(columns, spec, stratum=stratum), place, 4)
    clusters = estimates(sample(columns, spec, stratum=stratum, cluster=np.arange(500)), place, 4)
    for a, b in zip(rows, clusters, strict=True):
        np.testing.assert_allclose((a.b, a.se, a.ll, a.ul), (b.b, b.se, b.ll, b.ul), rtol=1e-12)


def test_strata_all_of_one_mind_have_no_error_at_any_size():
    """642,000 uneven weights; Σz² − (Σz)²/n would leave 1e-9 here."""
    rng = np.random.default_rng(7)
    stratum = np.sort(rng.integers(0, 5, 642_000))
    weight = rng.random(5)[stratum] + 0.1
    poor = (stratum % 2).astype(np.int64)
    spec = build(**SPEC, weight="w", strata="h")
    head = next(iter(estimates(sample([poor, poor], spec, weight=weight, stratum=stratum), np.zeros(642_000, np.int64), 1)))
    assert head.se[0] < 1e-17
