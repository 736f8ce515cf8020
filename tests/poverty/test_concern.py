import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nsc.poverty.concern import NARROWED_31, Subject, concerns, subjects
from nsc.poverty.masks import indicators_in, mask_of
from nsc.poverty.stages import AGE_UNKNOWN, TRAITS, Trait

ROWS = [
    *((4, "household", None, None), (7, "person", 6, None), (16, "person", 6, 14), (20, "person", 15, 59)),
    *((21, "person", 60, None), (22, "household", None, None), (28, "person", None, None)),
]
SUBJECTS = subjects(ROWS, NARROWED_31)
NUMBERS = [subject.indicator for subject in SUBJECTS]
HOMES = 3

sets = st.sets(st.sampled_from(NUMBERS)).map(mask_of)
members = st.lists(st.tuples(st.integers(0, HOMES - 1), st.integers(AGE_UNKNOWN, 99), st.integers(0, TRAITS - 1), sets, sets), max_size=15)


def concerned(people, household_failed, with_answers=True):
    household, age, traits, applicable, failed = np.array(people, np.int64).reshape(len(people), 5).T
    answers = {"member_applicable": applicable | failed, "member_failed": failed} if with_answers else {}
    return concerns(SUBJECTS, household=household, age=age, traits=traits, household_failed=np.array(household_failed, np.int64), **answers)


def one_home(ages, *, failed, traits=None, member_failed=None, member_applicable=None):
    nothing = [0] * len(ages)
    people = zip(nothing, ages, traits or nothing, member_applicable or nothing, member_failed or nothing, strict=True)
    found = concerned(list(people), [mask_of(failed)])
    return (
        [indicators_in(mask) for mask in found.certain.tolist()],
        [indicators_in(mask) for mask in found.possible.tolist()],
        indicators_in(int(found.household[0])),
    )


def test_a_school_indicator_may_concern_any_child_of_school_age():
    assert one_home([40, 12, 8, 3], failed=[16]) == ([(), (), (), ()], [(), (16,), (16,), ()], ())


def test_the_file_saying_which_child_leaves_the_other_out():
    certain, possible, household = one_home([12, 8], failed=[16], member_failed=[mask_of([16]), 0])
    assert (certain, possible, household) == ([(16,), ()], [(), ()], ())


def test_a_member_the_file_says_passes_is_not_concerned():
    assert one_home([12, 8], failed=[16], member_applicable=[mask_of([16]), 0]) == ([(), ()], [(), (16,)], ())


def test_an_indicator_of_the_household_concerns_nobody_alone():
    assert one_home([40, 12], failed=[4, 22]) == ([(), ()], [(), ()], (4, 22))


def test_a_failure_that_fits_nobody_on_the_list_stays_with_the_household():
    assert one_home([40], failed=[16]) == ([()], [()], (16,))


def test_those_the_indicator_excludes_are_not_concerned():
    people = [Trait.STUDENT, Trait.DISABLED | Trait.CANNOT_HELP_SELF, Trait.DISABLED, 0]
    assert one_home([18, 30, 30, 30], failed=[20, 28], traits=people)[1] == [(), (28,), (20, 28), (20,)]


def test_a_person_of_unknown_age_may_be_the_one():
    assert one_home([AGE_UNKNOWN, 30], failed=[21]) == ([(), ()], [(21,), ()], ())


def test_a_members_failure_that_the_households_verdict_denies_is_left_aside():
    assert one_home([12], failed=[], member_failed=[mask_of([16])]) == ([()], [()], ())


@given(members, st.lists(sets, min_size=HOMES, max_size=HOMES))
def test_every_failure_of_a_household_is_somebodys_or_the_households_and_nothing_else_is(people, household_failed):
    found = concerned(people, household_failed)
    for home in range(HOMES):
        own = [row for row, person in enumerate(people) if person[0] == home]
        certain = np.bitwise_or.reduce(found.certain[own]) if own else 0
        possible = np.bitwise_or.reduce(found.possible[own]) if own else 0
        assert certain | possible | found.household[home] == household_failed[home]
        assert (certain & possible) == (certain & found.household[home]) == (possible & found.household[home]) == 0


@given(members, st.lists(sets, min_size=HOMES, max_size=HOMES))
def test_without_answers_of_members_nothing_is_certain(people, household_failed):
    assert not concerned(people, household_failed, with_answers=False).certain.any()


def test_an_indicator_set_becomes_subjects():
    assert SUBJECTS[0] == Subject(4, None)
    assert SUBJECTS[1].group.bounds[0] == 6
    assert SUBJECTS[-1].group.needs == Trait.DISABLED
