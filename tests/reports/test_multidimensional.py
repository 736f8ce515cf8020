"""Alkire–Foster on the stored survey, beside TPMAP's rule."""

import pytest

from nsc.access.scope import OutOfSight
from nsc.errors import Refused
from nsc.reports import multidimensional, overview

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def rows(user, **asked) -> dict[tuple[str, str], dict]:
    columns, found = multidimensional.by_area(user, year=2021, **asked)
    return {(row[0], row[1]): dict(zip(columns, row, strict=True)) for row in found}


def test_nested_weights_by_hand(operator):
    """Household 1 (two people) fails i22 of three income and i16 of four education indicators: 1/5·1/3 + 1/5·1/4 = 7/60 each. Household 2
    (one person) 1/15, household 4 (one person) 1/5·1/4 = 1/20. Six people in all."""
    found = rows(operator, level="province", cutoffs=("1/20", "1/15", "11%", "1/5"))
    assert found["60", "1/20"]["H"] == pytest.approx(4 / 6, abs=1e-15)
    assert found["60", "1/15"]["H"] == pytest.approx(3 / 6, abs=1e-15)  # exactly on the cut-off is poor
    assert found["60", "11%"]["M0"] == pytest.approx(2 * (7 / 60) / 6, abs=1e-15)
    assert found["60", "11%"]["A"] == pytest.approx(7 / 60, abs=1e-15)
    assert found["60", "11%"]["pctb_income"] == pytest.approx((1 / 15) / (7 / 60), abs=1e-15)


def test_undefined_is_nothing_and_never_nought(operator):
    found = rows(operator, level="province", cutoffs=("1/5",))["60", "1/5"]
    assert found["H"] == 0 and found["M0"] == 0
    assert found["A"] is None and found["pctb_health"] is None


def test_the_smallest_cut_off_counts_whom_the_union_counts(operator):
    """Any failed indicator of the five dimensions makes the union poor; so does a cut-off below every weight."""
    picture = overview.picture(operator, area="60", year=2021)
    found = rows(operator, level="province", cutoffs=("1/1000",))["60", "1/1000"]
    assert found["H"] * found["members"] == pytest.approx(picture.now.mpi_poor)


def test_areas_add_up_to_the_province(operator):
    villages = rows(operator, level="village", cutoffs=("1/20",))
    whole = rows(operator, level="province", cutoffs=("1/20",))["60", "1/20"]
    assert sum(row["members"] for row in villages.values()) == whole["members"]
    assert sum(row["M0"] * row["members"] for row in villages.values()) == pytest.approx(whole["M0"] * whole["members"])


def test_who_may_not_see_a_place_is_told_of_none(prasit):
    with pytest.raises(OutOfSight):
        rows(prasit, level="tambon", area="600908")


def test_local_authorities_have_no_such_index(operator):
    with pytest.raises(Refused):
        rows(operator, level="local_authority")


def test_the_parts_of_a_change_add_up_both_ways(operator):
    columns, found = multidimensional.change(operator, year=2021, since=2018, level="amphoe", cutoffs=("1/20",))
    rows = {row[0]: dict(zip(columns, row, strict=True)) for row in found}
    assert set(rows) == {"6001", "6009"}
    for row in rows.values():
        assert row["change"] == pytest.approx(row["M0_after"] - row["M0_before"], abs=1e-15)
        assert row["by_incidence"] + row["by_intensity"] == pytest.approx(row["change"], abs=1e-15)
        assert sum(value for name, value in row.items() if name in BY_DIMENSION) == pytest.approx(row["change"], abs=1e-15)


BY_DIMENSION = {"by_health", "by_living", "by_education", "by_income", "by_access"}
