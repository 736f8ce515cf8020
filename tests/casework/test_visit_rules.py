"""Which visit fits which case, and what became of each dimension."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.casework import models, roads, visit_rules
from nsc.errors import Refused
from nsc.poverty.union import DIMENSIONS, PATTERNS, dimensions_in

patterns = st.integers(0, PATTERNS - 1)
purposes, states = st.sampled_from(models.Visit.Purpose.values), st.sampled_from(sorted(roads.CASE_NAMES))
colours = st.sampled_from(["g", "y", "r", ""])


def is_refused(act, *told, **named) -> bool:
    try:
        act(*told, **named)
    except Refused:
        return True
    return False


def test_the_tables_name_what_is_stored():
    assert set(visit_rules.STATES) == set(models.Visit.Purpose.values)
    assert set().union(*visit_rules.STATES.values()) == set(roads.CASE_NAMES)
    assert visit_rules.OTHER == models.visits.OTHER and visit_rules.OUT == models.Outcome.OUT_OF_POVERTY


@given(purposes, states, st.sampled_from(["", *models.Outcome.values]))
def test_what_fits_is_what_is_not_refused(purpose, state, outcome):
    fits = purpose in visit_rules.fitting(state, outcome)
    assert fits != is_refused(visit_rules.check_purpose, purpose, state, outcome)
    if state == "closed":
        assert fits == (purpose == "after" and outcome == "out_of_poverty")


@given(states)
def test_the_usual_visit_comes_first(state):
    fitting = visit_rules.fitting(state, "out_of_poverty")
    assert not fitting or state not in visit_rules.USUAL or fitting[0] == visit_rules.USUAL[state]


@given(patterns, patterns)
def test_every_dimension_has_one_change_and_out_means_that_none_is_left(before, after):
    changes = visit_rules.change(before, after)
    assert tuple(changes) == DIMENSIONS
    assert {name for name, what in changes.items() if what in ("still", "gone")} == set(dimensions_in(before))
    assert {name for name, what in changes.items() if what in ("still", "new")} == set(dimensions_in(after))
    assert visit_rules.is_out(changes) == (after == 0)


@given(st.dictionaries(st.sampled_from(DIMENSIONS), colours))
def test_a_view_is_read_as_it_was_told(told):
    stored = visit_rules.view(told)
    assert visit_rules.seen_as(stored) == {name: colour for name, colour in told.items() if colour} and len(stored) in (0, 5)


@pytest.mark.parametrize("told", [{"health": "b"}, {"health": "-g"}, {"other": "g"}])
def test_a_view_of_another_colour_or_dimension_is_refused(told):
    with pytest.raises(Refused):
        visit_rules.view(told)


@given(st.floats(), st.floats(), st.none() | st.floats())
def test_a_position_is_in_thailand_and_exact_enough_or_refused(lat, lon, accuracy):
    is_plausible = 5.5 <= lat <= 20.6 and 97.3 <= lon <= 105.7 and (accuracy is None or 0 <= accuracy <= 5_000)
    assert is_plausible != is_refused(visit_rules.check_position, visit_rules.Position(lat, lon, accuracy))


@given(st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.booleans())
def test_a_visit_was_made_after_the_case_was_opened_and_not_in_the_future(on, opened, is_emergency):
    today = date(2026, 6, 1)
    since = opened - timedelta(days=366) if is_emergency else opened
    refused = is_refused(visit_rules.check_done, on, today=today, opened=opened, is_emergency=is_emergency)
    assert refused == (not since <= on <= today)


@given(st.dates(date(2025, 1, 1), date(2028, 1, 1)))
def test_an_appointment_is_ahead_and_within_a_year(on):
    after = date(2026, 6, 1)
    assert is_refused(visit_rules.check_ahead, on, after=after) == (not after <= on <= after + timedelta(days=366))


@given(st.none() | st.floats())
def test_money_is_counted_in_baht_that_there_can_be(baht):
    assert is_refused(visit_rules.check_money, baht) == (baht is not None and not 0 <= baht <= 100_000_000)


def test_a_missed_visit_has_a_reason_and_its_day_has_come():
    day = date(2026, 6, 1)
    visit_rules.check_missed("nobody_home", planned_on=day, today=day)
    assert is_refused(visit_rules.check_missed, "asleep", planned_on=day, today=day)
    assert is_refused(visit_rules.check_missed, "nobody_home", planned_on=day, today=day - timedelta(days=1))


@pytest.mark.parametrize(("people", "refused"), [(None, False), (1, False), (99, False), (0, True), (100, True)])
def test_a_house_holds_so_many(people, refused):
    assert is_refused(visit_rules.check_people, people) == refused
