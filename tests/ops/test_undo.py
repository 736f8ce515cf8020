"""nsc undo: a delivery is withdrawn whole, and what it superseded counts again."""

import pytest

from nsc.errors import NotAllowed
from nsc.intake import imports
from nsc.surveys import rounds, tallies
from nsc.surveys.models import Batch, Response
from tests.survey_files import card, household, member


def sent(nsc, *rows, **options) -> str:
    told = nsc.send(*rows, **options)
    assert told.status == 0, told.err
    return told.rows[0]["batch"]


def test_figures_after_undo_are_those_before(nsc):
    sent(nsc, [household(1, ข้อ_1="0"), household(2)], [card(1, 1), member(2, 2)])
    before = nsc.all_figures()
    for rows in (
        ([household(1), household(3, "60090801", ข้อ_8="0")], [member(1, 1), card(3)]),  # replaced, and new
        (None, [member(1), card(2, 2)]),  # members added and replaced
        ([household(2, "60070101", ข้อ_22="0")], None),  # moved
        ([household(1, ข้อ_1="0")], [card(1, 1)]),  # nothing changed
    ):
        batch = sent(nsc, *rows)
        assert nsc("undo", batch).status == 0
        assert nsc.all_figures() == before
        assert tallies.differences(rounds.of_year(2018)) == []


def test_the_first_delivery_withdrawn_leaves_a_year_without_figures_that_can_be_sent_again(nsc):
    rows = [household(1, ข้อ_1="0")], [member(1, 1)]
    batch = sent(nsc, *rows)
    before = nsc.all_figures()
    assert nsc("undo", batch, "--because", "ส่งผิดปี").status == 0
    assert nsc("figures", "--year", 2561, "--level", "province").status == 2
    sent(nsc, *rows)
    assert nsc.all_figures() == before


def test_deliveries_that_do_not_touch_are_withdrawn_in_any_order(nsc):
    first = sent(nsc, [household(1, ข้อ_1="0")], [member(1, 1)])
    second = sent(nsc, [household(2, ข้อ_1="0")], [member(2, 2)])
    nsc("undo", first)
    assert nsc.figures()[0]["households"] == "1"
    assert nsc("undo", second).status == 0


@pytest.mark.parametrize("rows", [([household(1)], None), (None, [member(1, 7)])])
def test_a_delivery_on_which_a_later_one_rests_is_not_withdrawn_before_it(nsc, rows):
    first = sent(nsc, [household(1, ข้อ_1="0")], [member(1, 1)])
    second = sent(nsc, *rows)
    before = nsc.all_figures()
    told = nsc("undo", first)
    assert (told.status, told.out) == (2, "")
    assert second in told.err
    assert nsc.all_figures() == before
    assert nsc("undo", second).status == nsc("undo", first).status == 0
    assert not Response.objects.filter(batch_id=first, superseded_by__state="published").exists()


def test_a_long_reason_is_cut_not_refused(nsc):
    batch = sent(nsc, [household(1)], [member(1)])
    assert nsc("undo", batch, "--because", "ย" * 400).status == 0
    assert Batch.objects.get(pk=batch).because == "ย" * 300  # PostgreSQL takes no more


def test_who_may_not_undo_is_not_told_which_deliveries_exist(nsc, governor, at):
    batch = sent(nsc, [household(1)], [member(1)])
    for number in (int(batch), 10**6):
        with pytest.raises(NotAllowed):
            imports.undo(by=governor, at=at, batch=number)


def test_after_a_correction_is_withdrawn_another_one_may_take_its_place(nsc):
    sent(nsc, [household(1)], [member(1, 1)])
    nsc("undo", sent(nsc, [household(1, ข้อ_1="0")], [member(1, 1)]))
    batch = sent(nsc, [household(1, ข้อ_22="0")], [member(1, 1)])
    assert nsc.figures()[0]["mpi_income"] == "1"
    nsc("undo", batch)
    assert nsc.figures()[0]["mpi_poor"] == "0"


def test_a_delivery_is_withdrawn_once_and_an_unknown_one_never(nsc):
    batch = sent(nsc, [household(1)], [member(1)])
    assert nsc("undo", batch).status == 0
    assert nsc("undo", batch).status == 2
    assert nsc("undo", 10**6).status == 2


def test_a_round_withdrawn_shortens_the_streak_of_the_years_after_it(nsc):
    first = sent(nsc, [household(1, ข้อ_1="0")], [member(1)], year=2561)
    sent(nsc, [household(1, ข้อ_1="0")], [member(1)], year=2562)
    later = Response.objects.get(round__survey_year=2019)
    assert later.rounds_poor == 2
    nsc("undo", first)
    later.refresh_from_db()
    assert later.rounds_poor == 1


def test_an_earlier_year_that_comes_in_later_lengthens_the_streak(nsc):
    sent(nsc, [household(1, ข้อ_1="0")], [member(1)], year=2562)
    sent(nsc, [household(1, ข้อ_1="0")], [member(1)], year=2561)
    assert Response.objects.get(round__survey_year=2019).rounds_poor == 2


def test_the_register_shows_where_the_newest_live_answer_found_a_household(nsc):
    from nsc.registry.models import Household

    sent(nsc, [household(1, "60010201", บ้านเลขที่="1")], [member(1)], year=2561)
    moved = sent(nsc, [household(1, "60090801", บ้านเลขที่="2")], [member(1)], year=2562)
    where = Household.objects.filter(house_code="60990000001").values_list("area_code", "house_no")
    assert where.get() == ("60090801", "2")
    nsc("undo", moved)
    assert where.get() == ("60010201", "1")
    sent(nsc, [household(1, "60070101")], [member(1)], year=2560)
    assert where.get() == ("60010201", "1")
