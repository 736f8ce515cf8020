"""ΔM0 taken apart adds up to ΔM0, whatever way it is taken apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.poverty.alkire_foster import sums_by_area
from nsc.poverty.over_time import decomposed, decomposed_by_subgroup
from nsc.poverty.spec import build

SPEC = build({"health": ["d1", "d2"], "living": ["d3"]}, ["1/3"])


def measure(*masks):
    each = np.array(masks, np.int64)
    return sums_by_area(np.full(len(each), 7), each, np.ones(len(each), np.int64), SPEC).measure(1, "1/3")


measures = st.lists(st.integers(0, 7), min_size=1, max_size=12).map(lambda masks: measure(*masks))
populations = st.dictionaries(st.sampled_from("abc"), measures, min_size=1)


@given(measures, measures)
def test_incidence_and_intensity_add_to_the_change_and_so_do_the_indicators(before, after):
    parts = decomposed(before, after)
    assert parts.total == pytest.approx(after.adjusted_headcount - before.adjusted_headcount, abs=1e-15)
    assert parts.incidence + parts.intensity == pytest.approx(parts.total, abs=1e-15)
    assert sum(parts.indicators) == pytest.approx(parts.total, abs=1e-15)


@given(populations, populations)
def test_the_groups_changes_and_the_shift_between_them_add_to_the_change(before, after):
    parts = decomposed_by_subgroup(before, after)
    total = whole(after).adjusted_headcount - whole(before).adjusted_headcount
    assert sum(part.within + part.demographic for part in parts.values()) == pytest.approx(total, abs=1e-15)


def whole(groups):
    first, *others = groups.values()
    for other in others:
        first += other
    return first


def test_half_the_poor_leaving_is_incidence_alone():
    parts = decomposed(measure(7, 7, 0, 0), measure(7, 0, 0, 0))
    assert (parts.total, parts.incidence, parts.intensity) == (-0.25, -0.25, 0)


def test_the_poor_becoming_less_deprived_is_intensity_alone():
    parts = decomposed(measure(7, 7), measure(4, 4))
    assert (parts.total, parts.incidence, parts.intensity) == (-0.5, 0, -0.5)


def test_the_last_poor_leaving_is_incidence_alone():
    parts = decomposed(measure(4, 0), measure(0, 0))
    assert (parts.total, parts.incidence, parts.intensity) == (-0.25, -0.25, 0)


def test_people_moving_to_the_poorer_group_is_demographic_alone():
    parts = decomposed_by_subgroup({"rich": measure(0, 0), "poor": measure(7)}, {"rich": measure(0), "poor": measure(7, 7)})
    assert sum(part.within for part in parts.values()) == 0
    assert sum(part.demographic for part in parts.values()) == pytest.approx(1 / 3)


def test_groups_that_divide_nobody_have_no_parts():
    assert decomposed_by_subgroup({}, {}) == {}
