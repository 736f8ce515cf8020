"""Stages, shares and the ratios of the law, without a database; the return on investment against an example reckoned by hand."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.tambon import enterprise_rules as rules
from nsc.tambon import sroi_rules
from nsc.tambon.enterprise_rules import Move, Year

BAHT = st.decimals(0, 10**7, places=2)
LINES = st.dictionaries(st.sampled_from(list(rules.KINDS)), BAHT)
USES = st.dictionaries(st.sampled_from(list(rules.USES)), BAHT)


def of(year, key, *, shares_profit=True, is_over=True):
    return next(each for each in rules.ratios(year, shares_profit=shares_profit, is_over=is_over) if each.key == key)


def test_the_first_stage_asks_for_nothing_before_it_and_every_other_for_a_stage_that_is_known():
    assert [each.key for each in rules.coming(())] == ["group"]
    for stage in rules.STAGES.values():
        assert set(stage.after) <= set(rules.STAGES) and stage.sure in rules.SURE and stage.source and stage.papers
        assert len({key for key, _name in stage.papers}) == len(stage.papers)


def test_a_stage_is_entered_with_all_its_papers_after_the_one_before():
    second = rules.stage("community_enterprise")
    papers, begun = {key for key, _name in second.papers}, {"group": date(2024, 5, 1)}
    rules.check_enter(second, entered=begun, ticked=papers, on=date(2024, 6, 1))
    for wrong in ({"entered": {}}, {"ticked": papers - {"application"}}, {"on": date(2024, 4, 1)}):
        with pytest.raises(Refused):
            rules.check_enter(second, **{"entered": begun, "ticked": papers, "on": date(2024, 6, 1)} | wrong)


def test_without_income_or_profit_there_is_no_ratio_but_a_reason():
    empty = Year({}, {})
    assert [(each.value, each.verdict) for each in rules.ratios(empty, shares_profit=True, is_over=True)] == [(None, rules.UNKNOWN)] * 3
    assert of(empty, "trade").why == rules.NO_INCOME and of(empty, "social").why == rules.NO_PROFIT


def test_half_of_the_income_from_trade_is_enough_and_a_satang_less_is_not():
    assert of(Year({"goods": D(100), "grant": D(100)}, {}), "trade").verdict == rules.MET
    short = of(Year({"goods": D("99.99"), "grant": D(100)}, {}), "trade")
    assert short.verdict == rules.BROKEN and short.left == D("0.01") and short.warning


def test_the_half_does_not_bind_the_kind_that_shares_no_profit():
    assert of(Year({"goods": D(1), "grant": D(99)}, {}), "trade", shares_profit=False).verdict == rules.NOT_BOUND


def test_before_the_year_ends_it_says_how_much_is_left_to_sell():
    found = of(Year({"goods": D(200), "grant": D(300)}, {}), "trade", is_over=False)
    after = Year({"goods": D(200) + found.left, "grant": D(300)}, {})
    assert of(after, "trade").value == D("0.5") and found.warning != of(Year({"goods": D(200), "grant": D(300)}, {}), "trade").warning


@pytest.mark.parametrize(
    ("uses", "social", "shared"),
    [
        ({"community": D(70), "distributed": D(30)}, rules.MET, rules.MET),
        ({"community": D(40)}, rules.OPEN, rules.MET),
        ({"community": D(40), "reserve": D(31)}, rules.BROKEN, rules.MET),
        ({"jobs": D(60), "distributed": D(31)}, rules.BROKEN, rules.BROKEN),
    ],
)
def test_seventy_per_cent_of_the_profit_for_society_and_thirty_at_most_shared(uses, social, shared):
    year = Year({"goods": D(300), "materials": D(200)}, uses)
    assert (of(year, "social").verdict, of(year, "shared").verdict) == (social, shared)


def test_profit_shared_in_a_year_of_loss_is_warned_of():
    found = of(Year({"goods": D(1), "materials": D(2)}, {"distributed": D(5)}), "shared")
    assert found.value is None and found.verdict == rules.BROKEN and found.left == 5


@given(LINES, USES, st.booleans(), st.booleans())
def test_a_ratio_is_known_or_says_why_and_warns_where_it_is_broken(lines, uses, shares_profit, is_over):
    year = Year(lines, uses)
    assert year.profit == year.income - year.cost and year.trade <= year.income
    for each in rules.ratios(year, shares_profit=shares_profit, is_over=is_over):
        assert (each.value is None) == bool(each.why)
        assert bool(each.warning) == (each.verdict in (rules.BROKEN, rules.OPEN)) and each.left >= 0


@given(LINES)
def test_what_is_left_to_use_makes_seventy_per_cent(lines):
    found = of(Year(lines, {}), "social", is_over=False)
    if found.verdict == rules.OPEN:
        assert of(Year(lines, {"community": found.left}), "social").verdict == rules.MET


MOVES = [Move(date(2024, 1, 1), None, 1, 100), Move(date(2024, 3, 1), 1, 2, 40), Move(date(2024, 5, 1), 2, None, 10)]


def test_who_held_how_much_on_a_day():
    assert rules.held(MOVES, date(2023, 12, 31)) == {}
    assert rules.held(MOVES, date(2024, 3, 1)) == {1: 60, 2: 40}
    assert rules.held(MOVES, date(2024, 6, 1)) == {1: 60, 2: 30}


def test_a_move_written_later_for_an_earlier_day_leaves_nobody_with_less_than_nothing():
    rules.check_moves(MOVES)
    with pytest.raises(Refused):
        rules.check_moves([*MOVES, Move(date(2024, 2, 1), 1, 3, 61)])
    rules.check_moves([*MOVES, Move(date(2024, 2, 1), 1, 3, 60)])


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 50))))
def test_moving_shares_makes_none_and_loses_none(moves):
    made = [Move(date(2024, 1, 1), None, 1, 1000), *(Move(date(2024, 2, 1), a, b, n) for a, b, n in moves if a != b)]
    assert sum(rules.held(made, date(2024, 2, 1)).values()) == 1000


@pytest.mark.parametrize(
    ("starts_on", "months"), [(date(2025, 1, 2), 1), (date(2025, 2, 1), 3), (date(2025, 1, 1), 6), (date(2025, 3, 1), 1)]
)
def test_a_period_is_a_whole_month_or_quarter_and_none_comes_twice(starts_on, months):
    with pytest.raises(Refused):
        rules.check_period(starts_on, months, [(date(2025, 1, 1), 3)])
    rules.check_period(date(2025, 4, 1), 3, [(date(2025, 1, 1), 3)])


@pytest.mark.parametrize("baht", [D(0), D(-1), D("0.001"), D(10) ** 12])
def test_an_amount_is_baht_and_satang(baht):
    with pytest.raises(Refused):
        rules.check_amount(baht)


TEN_JOBS = sroi_rules.Outcome(
    quantity=D(10), worth=D(1000), low=D(500), high=D(2000), years=2, deadweight=D(10), displacement=D(0), attribution=D(20), drop_off=D(50)
)


def test_the_return_as_it_is_reckoned_by_hand():
    """10 × 1,000 × 0.9 × 1 × 0.8 = 7,200 in the first year, 3,600 in the second; at 20 % a year 6,000 + 2,500 = 8,500, of 5,000 put in."""
    assert sroi_rules.first_year(TEN_JOBS, TEN_JOBS.worth) == 7200
    found = sroi_rules.reckon([D(3000), D(2000)], [TEN_JOBS], D(20))
    middle = found[sroi_rules.MIDDLE]
    assert (middle.invested, middle.present, middle.net, middle.ratio) == (5000, 8500, 3500, D("1.7"))
    assert found[sroi_rules.LOW].ratio == D("0.85") and found[sroi_rules.HIGH].ratio == D("3.4")


def test_nothing_put_in_has_no_return():
    assert sroi_rules.reckon([], [TEN_JOBS], D(3))[sroi_rules.MIDDLE].ratio is None


PERCENT = st.decimals(0, 100, places=2)


@given(st.integers(1, 20), PERCENT, PERCENT, PERCENT, PERCENT, st.decimals(0, 30, places=2))
def test_taking_away_and_discounting_never_adds(years, deadweight, displacement, attribution, drop_off, discount):
    row = sroi_rules.Outcome(D(3), D(100), D(50), D(200), years, deadweight, displacement, attribution, drop_off)
    found = sroi_rules.present(row, row.worth, discount)
    assert 0 <= found <= 300 * years + D("0.01")
    results = sroi_rules.reckon([D(1)], [row], discount)
    assert results["low"].net <= results["middle"].net <= results["high"].net
