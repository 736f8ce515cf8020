"""The newest answer of a household, found in one statement, is the first of those that are live."""

import pytest

from nsc.surveys import responses
from nsc.surveys.models import Batch, Response
from tests.surveyed import reference_data, two_rounds

pytestmark = pytest.mark.django_db


def same_by_both_ways() -> set[int | None]:
    """The rounds of the newest answers, None where there is none."""
    homes = set(Response.objects.values_list("household", flat=True))
    found = {home: responses.newest_of(home) for home in homes}
    live = {home: next(iter(responses.answers_of(home)), None) for home in homes}
    assert found == live
    return {row.round.survey_year if row else None for row in found.values()}


def test_whatever_was_published_withdrawn_or_replaced(tmp_path, django_assert_num_queries):
    reference_data()
    two_rounds(tmp_path)
    older, newer = Batch.objects.order_by("round__survey_year")
    home = Response.objects.filter(batch=newer).first().household_id
    with django_assert_num_queries(1):
        newest = responses.newest_of(home)
    assert same_by_both_ways() >= {newer.round.survey_year}
    assert responses.newest_of(home, until=older.round.survey_year) == Response.objects.filter(batch=older, household=home).first()
    Batch.objects.filter(pk=older.pk).update(state="withdrawn")
    Response.objects.filter(pk=newest.pk).update(superseded_by=older)  # by a batch that was taken back
    assert responses.newest_of(home) == newest and same_by_both_ways() == {newer.round.survey_year}
    Response.objects.filter(pk=newest.pk).update(superseded_by=newer)  # by one that is published
    assert responses.newest_of(home) is None and None in same_by_both_ways()
    Batch.objects.filter(pk=newer.pk).update(state="withdrawn")
    assert same_by_both_ways() == {None}
