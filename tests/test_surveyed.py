"""The small survey that most tests stand on: what is given back to them is what an import left."""

import pytest

from nsc.surveys import rounds, tallies
from nsc.surveys.models import Member, Response
from tests import surveyed
from tests.surveyed import household_id, reference_data, two_rounds


@pytest.mark.django_db
@pytest.mark.parametrize("time", ["first", "again"])
def test_its_sums_are_those_of_its_answers(tmp_path, time):
    reference_data()
    two_rounds(tmp_path)
    assert [tallies.differences(round) for round in rounds.published()] == [[], []]
    assert (Response.objects.count(), Member.objects.count()) == (10, 11)
    assert surveyed._given_back() is False  # not a second time: there is one


@pytest.mark.django_db
def test_an_import_into_what_was_given_back_knows_its_people(tmp_path):
    reference_data()
    two_rounds(tmp_path)
    known = household_id(1)
    again = surveyed.bring_in(tmp_path / "again", 2564, *surveyed.second_round())
    assert household_id(1) == known and again.unchanged == 11
