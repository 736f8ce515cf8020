from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.poverty.change import Line, Snapshot, State, decompose, rounds_poor_in_a_row, transitions

rounds = st.dictionaries(st.integers(1, 30), st.tuples(st.integers(0, 31), st.integers(0, 8)), max_size=20)


def snapshot(households: dict[int, tuple[int, int]]) -> Snapshot:
    rows = np.array([(number, *facts) for number, facts in households.items()], np.int64).reshape(len(households), 3).T
    return Snapshot(rows[0], rows[1].astype(np.uint8), rows[2])


BEFORE = {1: (0b00001, 4), 2: (0b00011, 3), 3: (0, 5), 4: (0, 2), 5: (0b10000, 1)}
AFTER = {2: (0b00001, 4), 1: (0, 4), 4: (0b00111, 2), 3: (0, 6), 9: (0b00001, 3)}


def test_each_household_gets_the_state_of_its_two_rounds():
    moves = transitions(snapshot(BEFORE), snapshot(AFTER))
    assert [State(s) for s in moves.before] == [State.ESCAPED, State.STAYED_POOR, State.STAYED_OUT, State.FELL, State.GONE_POOR]
    assert [State(s) for s in moves.after] == [State.STAYED_POOR, State.ESCAPED, State.FELL, State.STAYED_OUT, State.NEW_POOR]
    assert moves.matched_share == (Fraction(4, 5), Fraction(4, 5))
    assert moves.lines() == {
        State.STAYED_POOR: Line(1, 3, 4),
        State.ESCAPED: Line(1, 4, 4),
        State.FELL: Line(1, 2, 2),
        State.STAYED_OUT: Line(1, 5, 6),
        State.NEW_POOR: Line(1, None, 3),
        State.NEW_OUT: Line(0, None, 0),
        State.GONE_POOR: Line(1, 1, None),
        State.GONE_OUT: Line(0, 0, None),
    }


@given(rounds, rounds)
def test_states_follow_the_definition_and_lose_nobody(before, after):
    lines = transitions(snapshot(before), snapshot(after)).lines()
    poor = {n for n, (pattern, _members) in before.items() if pattern}, {n for n, (pattern, _members) in after.items() if pattern}
    both = before.keys() & after.keys()
    assert {state: line.households for state, line in lines.items()} == {
        State.STAYED_POOR: len(both & poor[0] & poor[1]),
        State.ESCAPED: len(both & poor[0] - poor[1]),
        State.FELL: len(both & poor[1] - poor[0]),
        State.STAYED_OUT: len(both - poor[0] - poor[1]),
        State.NEW_POOR: len(poor[1] - before.keys()),
        State.NEW_OUT: len(after.keys() - before.keys() - poor[1]),
        State.GONE_POOR: len(poor[0] - after.keys()),
        State.GONE_OUT: len(before.keys() - after.keys() - poor[0]),
    }
    assert sum(line.members_before or 0 for line in lines.values()) == sum(members for _p, members in before.values())
    assert sum(line.members_after or 0 for line in lines.values()) == sum(members for _p, members in after.values())


def test_a_household_that_moved_counts_where_it_lives_now():
    moves = transitions(snapshot(BEFORE), snapshot(AFTER))
    table = moves.households_by_place(np.array([0, 0, 0, 0, 0]), np.array([1, 0, 0, 0, 0]), 2)
    assert table[1].tolist() == [1, 0, 0, 0, 0, 0, 0, 0]
    assert table[0].tolist() == [0, 1, 1, 1, 1, 0, 1, 0]


def test_a_household_twice_in_a_round_is_refused():
    with pytest.raises(Refused, match="ซ้ำ"):
        Snapshot(np.array([1, 1]), np.zeros(2, np.uint8), np.ones(2, np.int64))


def mean(households, value):
    persons = sum(members for _pattern, members in households.values())
    return Fraction(sum(value(pattern) * members for pattern, members in households.values()), persons)


@given(rounds, rounds)
def test_the_parts_add_up_to_the_change_exactly(before, after):
    result = decompose(transitions(snapshot(before), snapshot(after)))
    if not sum(m for _p, m in before.values()) or not sum(m for _p, m in after.values()):
        assert result is None
        return
    assert result.headcount.change == mean(after, bool) - mean(before, bool)
    assert result.adjusted.change == mean(after, int.bit_count) - mean(before, int.bit_count)
    assert result.headcount.change == result.after.headcount - result.before.headcount
    assert min(result.headcount.entries, result.headcount.new, -result.headcount.exits, -result.headcount.gone) >= 0


@given(rounds, rounds)
def test_incidence_and_intensity_add_up_to_the_change_where_both_rounds_have_poor(before, after):
    result = decompose(transitions(snapshot(before), snapshot(after)))
    if result is None or not result.before.poor or not result.after.poor:
        assert result is None or (result.incidence, result.intensity) == (None, None)
        return
    h0, h1, a0, a1 = (getattr(level, name) for name in ("headcount", "intensity") for level in (result.before, result.after))
    assert result.incidence == (h1 - h0) * (a0 + a1) / 2
    assert result.intensity == (a1 - a0) * (h0 + h1) / 2
    assert result.incidence + result.intensity == result.adjusted.change


def test_a_worked_example():
    result = decompose(transitions(snapshot(BEFORE), snapshot(AFTER)))
    assert (result.before.headcount, result.after.headcount) == (Fraction(8, 15), Fraction(9, 19))
    assert result.headcount.exits == Fraction(-4, 15)
    assert result.headcount.entries == Fraction(2, 19)
    assert result.headcount.ongoing == Fraction(4, 19) - Fraction(3, 15)
    assert (result.headcount.new, result.headcount.gone) == (Fraction(3, 19), Fraction(-1, 15))
    assert result.adjusted.ongoing == Fraction(4, 19) - Fraction(6, 15)
    assert result.before.intensity == Fraction(4 + 6 + 1, 8)


def test_rounds_in_a_row_end_with_the_latest_and_break_where_nobody_asked():
    poor = np.array([[1, 1, 1, 1], [1, 0, 1, 1], [1, 1, 1, 0]], bool)
    surveyed = np.array([[1, 1, 1, 1], [1, 1, 0, 1], [1, 1, 1, 1]], bool)
    assert rounds_poor_in_a_row(poor, surveyed).tolist() == [3, 1, 1, 0]
