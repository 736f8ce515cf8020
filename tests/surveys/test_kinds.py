"""Who lives in a household, as two integers."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.poverty import special, stages
from nsc.surveys import kinds, responses, rounds
from nsc.surveys.models import Response

SCHEMA = {"hid": pl.Int64} | kinds.ASKED
MAN, WOMAN = 1, 2


def home(*people):
    """stages and specials of one household; people as (age, sex, health, self_care)."""
    frame = pl.DataFrame([(1, *each) for each in people], schema=SCHEMA, orient="row")
    return kinds.of_households(frame, "hid").row(0)[1:]


@pytest.mark.parametrize(
    ("people", "codes"),
    [
        ([(70, MAN, 0, True)], {"elderly_alone"}),
        ([(70, MAN, 0, True), (60, WOMAN, 2, None)], {"elderly_alone", "chronic"}),
        ([(70, MAN, 0, True), (8, WOMAN, 0, True)], {"skipped_generation"}),
        ([(70, MAN, 0, True), (8, WOMAN, 0, True), (None, MAN, 0, True)], set()),  # who knows: perhaps a worker
        ([(70, MAN, 0, True), (8, WOMAN, 0, True), (40, WOMAN, 1, False)], {"disabled", "cannot_help_self"}),
        ([(None, 0, None, None)], set()),
    ],
)
def test_special_groups_are_told_by_the_person_or_by_who_lives_together(people, codes):
    assert {code for code in special.CODES if home(*people)[1] & special.bit(code)} == codes


person = st.tuples(
    st.one_of(st.none(), st.integers(0, 130)),
    st.sampled_from([0, 1, 2]),
    st.sampled_from([None, 0, 1, 2]),
    st.sampled_from([None, True, False]),
)


@given(st.lists(person, min_size=1, max_size=8), st.sampled_from(stages.LIFE_STAGES), st.sampled_from([0, MAN, WOMAN]))
def test_a_mask_finds_just_the_households_with_somebody_like_that(people, stage, sex):
    low, high = stage.bounds
    lives = any(age is not None and low <= age <= high and sex in (0, of) for age, of, _health, _care in people)
    assert bool(home(*people)[0] & kinds.lives_with(stage=stage.code, sex=sex)) == lives


@given(st.lists(person, min_size=1, max_size=8), st.sampled_from([MAN, WOMAN]))
def test_a_sex_of_any_age_is_a_mask_too(people, sex):
    assert bool(home(*people)[0] & kinds.lives_with(sex=sex)) == any(of == sex for _age, of, _health, _care in people)


def test_what_an_import_stores_is_what_a_recount_finds(surveyed):
    kept = {row.pk: (row.stages, row.specials) for row in Response.objects.all()}
    assert all(stages for stages, _specials in kept.values()) and any(specials for _stages, specials in kept.values())
    Response.objects.update(stages=0, specials=0)
    for round in rounds.published():
        kinds.refresh(round)
    live = {pk for round in rounds.published() for pk in responses.live_in(round).values_list("pk", flat=True)}
    assert {row.pk: (row.stages, row.specials) for row in Response.objects.filter(pk__in=live)} == {pk: kept[pk] for pk in live}
