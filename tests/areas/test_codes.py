import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.areas import codes

digits = st.text("0123456789", min_size=1, max_size=4)
area_codes = st.sampled_from([2, 4, 6, 8]).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n))


@given(outer=area_codes, inner=area_codes)
def test_the_range_of_an_area_holds_exactly_the_codes_that_begin_with_it(outer, inner):
    low, beyond = codes.bounds(outer)
    assert (low <= inner and (beyond is None or inner < beyond)) == inner.startswith(outer)


@given(outer=area_codes, tail=digits)
def test_the_range_of_an_area_holds_everything_below_it(outer, tail):
    low, beyond = codes.bounds(outer)
    assert low <= outer + tail
    assert beyond is None or outer + tail < beyond


@given(area_codes)
def test_the_ancestors_of_a_code_lead_up_to_its_province(code):
    chain = [*codes.ancestors(code), code]
    assert len(chain[0]) == 2
    assert all(codes.parent(below) == above for above, below in itertools.pairwise(chain))
    assert codes.parent(chain[0]) is None


def test_the_length_of_a_code_is_its_level():
    assert [codes.level_of(code) for code in ("60", "6009", "600907", "60090701")] == list(codes.LEVELS)


@pytest.mark.parametrize("text", ["", "6", "600", "6009070101", "60x9", "๖๐", "60 ", "-1"])
def test_what_is_no_area_code_is_not_taken_for_everything(text):
    with pytest.raises(ValueError, match="not an area code"):
        codes.bounds(text)


@pytest.mark.parametrize(
    ("code", "expected"), [("600151", True), ("60015103", True), ("600150", False), ("600107", False), ("6051", False)]
)
def test_a_tambon_part_of_51_or_more_is_municipal(code, expected):
    assert codes.is_municipal(code) is expected
