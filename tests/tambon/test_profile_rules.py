"""What is decided about a profile: how far a goal is, when to warn, which tambon are alike."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.tambon import profile_rules
from nsc.tambon.profile_rules import FEATURES, features, similar, warning, way

DAY = date(2026, 11, 27)
RATES = [name for name in FEATURES if name != "people"]


def money(text):
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("baseline", "target", "latest", "share", "reached"),
    [
        ("100", "300", "200", 50, False),
        ("100", "300", "300", 100, True),
        ("100", "300", "900", 100, True),
        ("100", "300", "50", 0, False),  # further away than at the beginning is no way at all
        ("19", "5", "12", 50, False),  # a goal may lie below
        ("19", "5", "4", 100, True),
        ("100", "300", None, None, False),
        (None, "300", "200", None, False),
    ],
)
def test_the_way_from_the_baseline_to_the_target(baseline, target, latest, share, reached):
    found = way(baseline=money(baseline), target=money(target), latest=money(latest))
    assert (found.share, found.is_reached) == (share, reached)


@given(*(st.decimals(-(10**9), 10**9, places=2) for _each in range(3)))
def test_a_share_is_a_share(baseline, target, latest):
    found = way(baseline=baseline, target=target, latest=latest)
    assert found.share is None or 0 <= found.share <= 100
    assert found.share != 100 or found.is_reached or abs(latest - target) < abs(target - baseline)


@pytest.mark.parametrize(("left", "days"), [(181, None), (180, 180), (91, 180), (90, 90), (30, 30), (0, 30), (-1, None)])
def test_funding_is_warned_of_by_the_closest_mark(left, days):
    assert warning(DAY + timedelta(days=left), today=DAY) == days


def tambon(people=1000, **rates):
    return features(people, dict.fromkeys(RATES, 10.0) | rates)


def test_the_nearest_tambon_comes_first_and_says_why():
    known = {"a": tambon(), "near": tambon(1050, poverty=11.0), "far": tambon(9000, poverty=40.0, income=35.0)}
    found = similar("a", known)
    assert [each.code for each in found] == ["near", "far"] and found[0].distance < found[1].distance
    assert found[1].apart in {"people", "poverty", "income"} and set(found[0].alike).isdisjoint({"health"})


def test_nothing_is_like_a_tambon_that_is_not_known_or_where_all_are_the_same():
    assert similar("a", {"b": tambon()}) == ()
    assert similar("a", {"a": tambon(), "b": tambon()}) == ()
    assert features(99, dict.fromkeys(RATES, 1.0)) is None


@given(st.lists(st.tuples(st.integers(100, 20_000), st.floats(0, 100), st.floats(0, 100)), min_size=2, max_size=8))
def test_likeness_goes_both_ways_and_whatever_the_order(rows):
    known = {str(n): tambon(people, poverty=poverty, health=health) for n, (people, poverty, health) in enumerate(rows)}
    turned = dict(reversed(known.items()))
    for each in similar("0", known, most=99):
        back = {other.code: other.distance for other in similar(each.code, turned, most=99)}
        assert back["0"] == pytest.approx(each.distance) and each.distance >= 0


def test_a_finding_stands_in_its_place():
    profile_rules.check_finding("asset", "health")
    profile_rules.check_finding("threat", "")
    for kind, dimension in (("asset", ""), ("threat", "health"), ("joke", "")):
        with pytest.raises(Refused):
            profile_rules.check_finding(kind, dimension)


@pytest.mark.parametrize("year", [1989, 2027])
def test_a_figure_is_of_a_year_that_has_begun(year):
    with pytest.raises(Refused):
        profile_rules.check_value_year(year, today=DAY)
