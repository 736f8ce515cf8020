import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.poverty.masks import MOST, holds, indicators_in, mask_of
from nsc.poverty.union import DIMENSIONS, PATTERNS, DimensionMap, dimensions_in, pattern_of, pattern_text, patterns
from tests.poverty.surveys import SIZE, TPMAP, columns, surveys

indicator_sets = st.sets(st.integers(1, MOST))


@given(indicator_sets)
def test_a_mask_and_its_indicators_are_the_same_thing(indicators):
    assert set(indicators_in(mask_of(indicators))) == indicators


@given(indicator_sets)
def test_a_mask_always_fits_a_signed_column(indicators):
    assert 0 <= mask_of(indicators) < 2**63


@pytest.mark.parametrize("indicator", [0, 64, -1])
def test_an_indicator_beyond_the_bits_is_refused(indicator):
    with pytest.raises(Refused, match="ตัวชี้วัด"):
        mask_of([indicator])


def test_the_last_indicator_can_be_asked_for():
    assert holds(np.array([mask_of([63]), mask_of([62])]), 63).tolist() == [True, False]


@given(surveys)
def test_poor_in_a_dimension_is_failing_any_of_its_indicators(survey):
    data = columns(survey)
    result = patterns(data["applicable"], data["failed"], TPMAP)
    for row, pattern in zip(survey, result.tolist(), strict=True):
        failed = set(indicators_in(row.failed))
        assert set(dimensions_in(pattern)) == {name for name in DIMENSIONS if failed & set(TPMAP.indicators(name))}
        assert (pattern != 0) == bool(failed & set(indicators_in(TPMAP.mask)))


def test_indicators_outside_the_seventeen_make_nobody_poor():
    outside = [n for n in range(1, SIZE + 1) if TPMAP.dimension_of(n) is None]
    failed = np.array([mask_of(outside)])
    assert len(outside) == 14
    assert patterns(failed, failed, TPMAP).tolist() == [0]


def test_what_does_not_apply_cannot_be_failed():
    applicable, failed = np.array([mask_of([4]), mask_of([4, 5])]), np.array([mask_of([4]), mask_of([5, 28])])
    with pytest.raises(Refused, match=r"1 รายการ.*รายการที่ 2 ตัวชี้วัดที่ 28"):
        patterns(applicable, failed, TPMAP)


def test_an_indicator_counts_in_one_dimension_only():
    with pytest.raises(Refused, match="สองมิติ"):
        DimensionMap.of([(1, "health"), (1, "access")])
    assert DimensionMap.of([(1, "health"), (1, "health")]).indicators("health") == (1,)


def test_an_unknown_dimension_is_refused_and_says_which_are_known():
    with pytest.raises(Refused, match="health, living"):
        DimensionMap.of([(1, "wealth")])


@given(st.integers(0, PATTERNS - 1))
def test_a_pattern_reads_back_from_its_text(pattern):
    assert pattern_of(pattern_text(pattern)) == pattern


def test_text_is_in_the_order_health_living_education_income_access():
    assert pattern_of("10010") == 0b01001
    assert dimensions_in(pattern_of("10010")) == ("health", "income")


@pytest.mark.parametrize("text", ["", "1001", "100100", "1002O", "๑๐๐๑๐"])
def test_a_text_that_is_no_pattern_is_refused(text):
    with pytest.raises(Refused, match="10010"):
        pattern_of(text)
