"""Sums of areas from masks: exact, additive, and equal to counting people one by one."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nsc.errors import Refused
from nsc.poverty.alkire_foster import CHUNK, patterns, sums_by_area
from nsc.poverty.spec import build

BMN31 = build({f"m{i}": [f"m{i}q{j}" for j in range(n)] for i, n in enumerate([7, 7, 5, 4, 8])}, ["1/5", "26 %", "1/3"])
HDR = build({"health": ["d1", "d2"], "living": ["d3"]}, ["1/3"])


def ints(*values):
    return np.array(values, np.int64)


@st.composite
def provinces(draw):
    """Masks of people in a few villages, in any order; an indicator may have failed where it does not apply (a slip of the file)."""
    rows = draw(st.integers(0, 40))
    dense = draw(st.booleans())
    masks = arrays.arrays(np.int64, rows, elements=st.integers(0, 2**31 - 1))
    applicable, failed = draw(masks), draw(masks)
    village = draw(arrays.arrays(np.int64, rows, elements=st.sampled_from([60010101, 60010102, 60010201, 60150101])))
    size = draw(st.none() | arrays.arrays(np.int64, rows, elements=st.integers(0, 9)))
    return applicable | (2**31 - 1 if dense else 0), failed, village, size


def one_by_one(applicable, failed, village, size, at, k):
    """(persons, poor, Σ scores of the poor, deprived, censored) of one village, person by person."""
    weights = [Fraction(1, 5 * n) for n in (7, 7, 5, 4, 8) for _ in range(n)]
    persons = poor = score = 0
    deprived, censored = [0] * 31, [0] * 31
    for row in range(len(village)):
        if village[row] != at:
            continue
        times = 1 if size is None else int(size[row])
        g = [int(applicable[row]) >> j & int(failed[row]) >> j & 1 for j in range(31)]
        c = sum(w for w, deprived_ in zip(weights, g, strict=True) if deprived_)
        persons += times
        for j in range(31):
            deprived[j] += times * g[j]
        if c >= k:
            poor += times
            score += times * c
            for j in range(31):
                censored[j] += times * g[j]
    return persons, poor, score, deprived, censored


@settings(max_examples=60, deadline=None)
@given(provinces())
def test_every_sum_is_that_of_counting_people_one_by_one(province):
    applicable, failed, village, size = province
    found = sums_by_area(applicable, failed, village, BMN31, persons=size)
    assert found.area.tolist() == sorted(set(village.tolist()))
    for written, k in (("1/5", Fraction(1, 5)), ("26 %", Fraction(26, 100)), ("1/3", Fraction(1, 3))):
        for at, measure in found.measures(written):
            persons, poor, score, deprived, censored = one_by_one(*province, at, k)
            assert (measure.persons, measure.poor) == (persons, poor)
            assert Fraction(measure.score, 1400) == score
            assert (list(measure.deprived), list(measure.censored)) == (deprived, censored)


@settings(max_examples=60, deadline=None)
@given(provinces(), st.integers(0, 40))
def test_the_sum_of_two_parts_is_the_whole(province, cut):
    applicable, failed, village, size = province
    parts = [
        sums_by_area(applicable[at], failed[at], village[at], BMN31, persons=None if size is None else size[at])
        for at in (slice(cut), slice(cut, None))
    ]
    assert_same(parts[0] + parts[1], sums_by_area(applicable, failed, village, BMN31, persons=size))


@settings(max_examples=60, deadline=None)
@given(provinces())
def test_a_tambon_is_the_sum_of_its_villages(province):
    applicable, failed, village, size = province
    villages = sums_by_area(applicable, failed, village, BMN31, persons=size)
    assert_same(villages.within(100), sums_by_area(applicable, failed, village // 100, BMN31, persons=size))
    for tambon, measure in villages.within(100).measures("26 %"):
        own = [each for code, each in villages.measures("26 %") if code // 100 == tambon]
        total = own[0]
        for each in own[1:]:
            total += each
        assert total == measure


def assert_same(a, b):
    for name in ("area", "persons", "applicable", "deprived", "poor", "score", "censored"):
        assert getattr(a, name).tolist() == getattr(b, name).tolist(), name


@settings(max_examples=100, deadline=None)
@given(provinces())
def test_contributions_add_up_and_headcount_times_intensity_is_the_adjusted_headcount(province):
    for _area, measure in sums_by_area(*province[:3], BMN31).measures("1/5"):
        assert measure.coverage == tuple(count / measure.persons for count in measure.applicable)
        if not measure.poor:
            assert measure.intensity is None
            assert set(measure.contributions) == {None}
            continue
        assert measure.headcount * measure.intensity == pytest.approx(measure.adjusted_headcount, rel=1e-14)
        assert measure.intensity >= 1 / 5
        assert sum(measure.contributions) == pytest.approx(1, abs=1e-14)
        assert sum(measure.by_dimension.values()) == pytest.approx(1, abs=1e-14)
        weighted = sum(w * h for w, h in zip(measure.spec.weights, measure.censored_headcounts, strict=True)) / 1400
        assert weighted == pytest.approx(measure.adjusted_headcount, rel=1e-13)


def test_rows_in_any_order_and_over_several_chunks_give_the_same_sums():
    rng = np.random.default_rng(1)
    rows = CHUNK + 1000
    failed = rng.integers(0, 2**31, rows) & rng.integers(0, 2**31, rows) & rng.integers(0, 2**31, rows)
    village = np.sort(rng.integers(60010101, 60010201, rows))
    mixed = rng.permutation(rows)
    every = np.full(rows, 2**31 - 1)
    assert_same(sums_by_area(every, failed[mixed], village[mixed], BMN31), sums_by_area(every, failed, village, BMN31))


def test_what_does_not_apply_is_not_deprived_and_weights_are_not_renormalised():
    measure = sums_by_area(ints(0b011), ints(0b111), ints(1), HDR).measure(1, "1/3")
    assert measure.adjusted_headcount == 0.5
    assert measure.coverage == (1, 1, 0)


def test_a_spec_may_use_some_of_the_surveys_indicators():
    measure = sums_by_area(ints(2**40 - 1), ints(1 << 37 | 1 << 3), ints(1), HDR, bits=[0, 37, 20]).measure(1, "1/3")
    assert measure.deprived == (0, 1, 0)


def test_households_count_by_their_size():
    """Households of 4, 7, 5 and 4, all poor but the first: H = 16/20."""
    measure = sums_by_area(ints(7, 7, 7, 7), ints(0, 3, 4, 7), ints(1, 1, 1, 1), HDR, persons=ints(4, 7, 5, 4)).measure(1, "1/3")
    assert measure.headcount == 0.8


def test_an_area_nobody_was_counted_in_is_no_row_and_a_key_error():
    found = sums_by_area(ints(), ints(), ints(), HDR)
    assert list(found.measures("1/3")) == []
    with pytest.raises(KeyError):
        found.measure(60010101, "1/3")


def test_measures_of_different_specs_do_not_add():
    other = build(HDR.dimensions, ["1/2"])
    a, b = (sums_by_area(ints(7), ints(7), ints(1), spec) for spec in (HDR, other))
    with pytest.raises(ValueError, match="different specs"):
        a + b
    with pytest.raises(ValueError, match="different specs"):
        a.measure(1, "1/3") + b.measure(1, "1/2")


def test_weights_too_fine_for_exact_sums_are_refused():
    fine = build({"a": ["x", "y"]}, ["1/2"], {"x": Fraction(1, 2**31), "y": 1 - Fraction(1, 2**31)})
    with pytest.raises(Refused, match="ละเอียดเกิน"):
        sums_by_area(ints(1), ints(1), ints(1), fine)


@given(st.lists(st.lists(st.integers(0, 1), min_size=31, max_size=31), min_size=1, max_size=20))
def test_columns_and_masks_see_the_same_poor(rows):
    columns = np.array(rows, np.int64).T
    found = patterns(list(columns), BMN31)
    masks = (columns << np.arange(31)[:, None]).sum(axis=0)
    for row, mask in enumerate(masks):
        measure = sums_by_area(ints(-1), ints(mask), ints(1), BMN31)
        number = found.number[row]
        assert found.poor[number].tolist() == [bool(measure.measure(1, k).poor) for k in ("1/5", "26 %", "1/3")]
        assert found.deprived[number].tolist() == [bool(bit) for bit in rows[row]]
