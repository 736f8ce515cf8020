"""Purposes: written down, dated, and the only words a household is handed over for."""

from datetime import date, timedelta

import pytest

from nsc.access import purposes, reach
from nsc.access.purposes import PURPOSES


@pytest.mark.parametrize("purpose", PURPOSES.values(), ids=lambda each: each.key)
def test_every_purpose_says_by_what_section_it_is_carried(purpose):
    assert purpose.name and purpose.description and "ม.24" in purpose.basis
    assert not purpose.sensitive or "ม.26" in purpose.sensitive


@pytest.mark.parametrize("purpose", PURPOSES.values(), ids=lambda each: each.key)
def test_what_rests_on_consent_says_so_in_its_basis_and_nothing_else_does(purpose):
    assert purpose.rests_on_consent == ("ความยินยอม" in purpose.basis)


def test_our_reading_of_the_law_is_a_proposal_until_a_lawyer_has_confirmed_it():
    assert purposes.CONFIRMED_BY == ""


def test_a_purpose_is_in_force_from_its_first_day_on():
    assert purposes.in_force(purposes.SINCE) and not purposes.in_force(purposes.SINCE - timedelta(days=1))
    assert {each.key for each in purposes.by_consent(date(2026, 11, 26))} == {"partner", "photograph", "publicity"}


@pytest.mark.django_db
def test_nothing_is_handed_over_for_a_purpose_that_nobody_has_written_down(somjai):
    with pytest.raises(ValueError, match="curiosity"):
        reach.give(household=7, to=somjai, purpose="curiosity")
    assert not somjai.reaches.exists()


@pytest.mark.django_db
def test_ending_a_purpose_ends_it_for_people_and_organisations_alike_and_for_no_other_purpose(somjai, nurse, hospital, at):
    reach.give(household=7, to=somjai, purpose="partner")
    reach.give(household=7, to=hospital, purpose="partner")
    reach.give(household=7, to=somjai, purpose="mentor")
    reach.give(household=8, to=somjai, purpose="partner")
    assert reach.end_all(household=7, purpose="partner", at=at) == sorted([somjai, nurse], key=lambda user: user.pk)
    left = {(each.household_id, each.purpose) for each in somjai.reaches.filter(ended_at=None)}
    assert left == {(7, "mentor"), (8, "partner")} and not hospital.reaches.filter(ended_at=None).exists()
