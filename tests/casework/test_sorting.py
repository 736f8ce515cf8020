"""Triage as a rule: who lives there decides what is proposed."""

from hypothesis import given
from hypothesis import strategies as st

from nsc.casework.sorting import Somebody, propose

people = st.lists(st.builds(Somebody, st.none() | st.integers(0, 110), st.booleans()), max_size=12)


def told(*them: tuple[int | None, bool]):
    return propose([Somebody(*each) for each in them], 60)


def test_old_people_alone_are_cared_for():
    assert told((72, False), (68, False)).triage == "welfare"
    assert told((72, False), (40, True), (9, False)).triage == "welfare"


def test_one_able_person_of_working_age_makes_a_household_that_can_develop():
    found = told((72, False), (35, False), (9, False))
    assert found.triage == "develop" and [each.count for each in found.reasons] == [1, 1, 1]


def test_where_an_age_is_unknown_or_nobody_is_known_nothing_is_proposed():
    assert told((72, False), (None, False)).triage == "" == told().triage and told().reasons == ()
    assert told((None, True)).triage == "welfare"  # who needs care, at whatever age


@given(people)
def test_whoever_is_counted_is_counted_once_and_the_proposal_follows_the_able(them):
    found = propose(them, 60)
    able = sum(each.age is not None and 15 <= each.age < 60 and not each.needs_care for each in them)
    assert (found.triage == "develop") == bool(able) and (not found.reasons or found.reasons[0].count == able)


@given(people, st.integers(0, 110))
def test_one_more_who_needs_care_never_makes_it_develop(them, age):
    if propose(them, 60).triage != "develop":
        assert propose([*them, Somebody(age, True)], 60).triage != "develop"
