from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc import thai
from nsc.errors import Refused
from nsc.poverty import stages
from nsc.poverty.stages import AGE_UNKNOWN, LIFE_STAGES, LIFE_STAGES_OF_THE_PLAN, OLDEST, POPULATION_GROUPS, TRAITS, Group, Trait

people = st.lists(st.tuples(st.integers(AGE_UNKNOWN, OLDEST), st.integers(0, TRAITS - 1)), max_size=30)


def membership(groups, persons, **how):
    columns = np.array(persons, np.int64).reshape(len(persons), 2).T
    return stages.of(groups, *columns, **how)


@given(st.integers(0, OLDEST))
def test_everyone_of_known_age_is_in_exactly_one_life_stage(age):
    assert membership(LIFE_STAGES, [(age, 0)]).sum() == 1


def test_the_default_stages_neither_overlap_nor_leave_gaps():
    assert stages.overlaps(LIFE_STAGES) == []
    assert stages.gaps(LIFE_STAGES) == []


def test_the_wording_of_the_plan_puts_the_young_in_two_stages_and_says_so():
    assert [(a.code, b.code) for a, b in stages.overlaps(LIFE_STAGES_OF_THE_PLAN)] == [("youth", "working")]
    assert membership(LIFE_STAGES_OF_THE_PLAN, [(18, 0)]).sum() == 2


def test_gaps_are_named():
    assert stages.gaps([Group("a", "", 5, 9), Group("b", "", 12, 20)]) == [(0, 4), (10, 11), (21, OLDEST)]


def test_groups_that_exclude_each_other_by_trait_do_not_overlap():
    helpless = Group("helpless", "", needs=Trait.CANNOT_HELP_SELF)
    able = Group("able", "", 15, 59, without=(Trait.CANNOT_HELP_SELF,))
    assert stages.overlaps([helpless, able]) == []


@given(people)
def test_membership_equals_the_definition(persons):
    groups = (
        *LIFE_STAGES,
        *POPULATION_GROUPS,
        Group("worker", "", 15, 59, without=(Trait.STUDENT, Trait.DISABLED | Trait.CANNOT_HELP_SELF)),
    )
    found = membership(groups, persons)
    for row, (age, traits) in zip(found, persons, strict=True):
        for is_in, group in zip(row, groups, strict=True):
            old_enough = group.any_age or (age != AGE_UNKNOWN and group.bounds[0] <= age <= group.bounds[1])
            barred = any(traits & out == out for out in group.without)
            assert is_in == (old_enough and traits & group.needs == group.needs and not barred)


def test_an_unknown_age_is_in_no_stage_but_may_be_in_any():
    assert membership(LIFE_STAGES, [(AGE_UNKNOWN, 0)]).sum() == 0
    assert membership(LIFE_STAGES, [(AGE_UNKNOWN, 0)], when_age_unknown=True).all()


@pytest.mark.parametrize(("low", "high"), [(10, 5), (-1, 5), (0, OLDEST + 1)])
def test_bounds_that_cannot_be_are_refused(low, high):
    with pytest.raises(Refused, match="ช่วงอายุ"):
        Group("x", "ทดสอบ", low, high)


@given(people, st.data())
def test_stages_that_do_not_overlap_add_up_to_everyone(persons, data):
    pattern = np.array([data.draw(st.integers(0, 31)) for _person in persons], np.uint8)
    table = stages.tabulate(membership(LIFE_STAGES, persons), pattern)
    everyone = [len(persons), (pattern != 0).sum(), *((pattern >> bit & 1).sum() for bit in range(5))]
    assert table.sum(axis=0).tolist() == everyone
    assert table[-1, 0] == sum(age == AGE_UNKNOWN for age, _traits in persons)


def test_a_table_can_count_the_target_poor_only():
    pattern = np.array([1, 1, 0], np.uint8)
    table = stages.tabulate(membership(LIFE_STAGES, [(3, 0), (70, 0), (70, 0)]), pattern, counted=np.array([False, True, True]))
    assert table[:, :3].tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [2, 1, 1], [0, 0, 0]]


def test_the_elderly_begin_at_sixty_as_the_law_says():
    elderly = LIFE_STAGES[-1]
    assert membership([elderly], [(59, 0), (60, 0)]).tolist() == [[False], [True]]
    assert all(a.bounds[1] + 1 == b.bounds[0] for a, b in pairwise(LIFE_STAGES))


days = st.dates(date(1890, 1, 1), date(2070, 12, 31))


@given(st.lists(st.tuples(days, days), max_size=20))
def test_ages_of_many_equal_the_age_of_each(pairs):
    born, on = np.array(pairs, "M8[D]").reshape(len(pairs), 2).T
    expected = [thai.age_on(birth, day) if birth <= day else AGE_UNKNOWN for birth, day in pairs]
    assert stages.ages(born, on).tolist() == [age if age <= OLDEST else AGE_UNKNOWN for age in expected]


def test_no_birth_date_is_an_unknown_age():
    assert stages.ages(np.array(["NaT", "2000-05-02"], "M8[D]"), np.datetime64("2026-05-01")).tolist() == [AGE_UNKNOWN, 25]
