"""What is reckoned about products, their chain and their farmers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.tambon import products_rules as rules
from nsc.tambon.products_rules import Harvest, Link

D = Decimal
WEIGHTS = {"market": 5, "skill": 3, "unused": 0}
BAHT = st.decimals(0, 10_000, places=2)


def test_the_best_comes_first_and_a_tie_is_said():
    points = {1: {"market": 4, "skill": 0}, 2: {"market": 1, "skill": 4}, 3: {"market": 4, "skill": 0}, 4: {"market": 4}}
    found = rules.standings(WEIGHTS, points)
    assert [(each.product, each.rank, each.total, each.is_tied) for each in found] == [
        (1, 1, 20, True),
        (3, 1, 20, True),
        (2, 3, 17, False),
        (4, None, None, False),  # not scored through: no rank, whatever it has
    ]
    assert (found[-1].scored, found[-1].of, found[-1].most) == (1, 2, 32)


@given(st.dictionaries(st.integers(1, 9), st.fixed_dictionaries({"market": st.integers(0, 4), "skill": st.integers(0, 4)}), min_size=1))
def test_more_points_never_stand_behind_fewer(points):
    found = rules.standings(WEIGHTS, points)
    totals = [each.total for each in found]
    assert totals == sorted(totals, reverse=True) and found[0].rank == 1
    assert all(one.rank == other.rank for one in found for other in found if one.total == other.total)


def test_nothing_that_counts_is_no_standing():
    assert rules.standings({"market": 0}, {1: {"market": 4}})[0].total is None


def test_the_break_even_is_whole_units_and_their_baht():
    found = rules.economics(D("150"), D("100000"), D("85.50"))
    assert (found.margin, found.share, found.units, found.sales) == (D("64.50"), D("43.0"), D(1551), D("232650.00"))


@pytest.mark.parametrize(
    "figures", [(D(10), D(100), D(10)), (D(9), D(100), D(10)), (None, D(1), D(1)), (D(1), None, D(0)), (D(1), D(1), None)]
)
def test_what_cannot_be_reckoned_is_none(figures):
    found = rules.economics(*figures)
    assert found.units is None and found.sales is None


@given(BAHT, BAHT, BAHT)
def test_at_the_break_even_nothing_is_lost_and_one_unit_less_would(price, fixed, variable):
    found = rules.economics(price, fixed, variable)
    if found.units is None:
        assert price <= variable and found.is_at_a_loss
        return
    assert found.units * found.margin >= fixed
    assert found.units == 0 or (found.units - 1) * found.margin < fixed


@given(BAHT, BAHT, BAHT)
def test_a_better_price_never_needs_more_sales(price, fixed, variable):
    low, now, high = rules.at_other_prices(price, fixed, variable)
    assert low.price <= now.price <= high.price
    if low.units is not None and low.price < now.price < high.price:
        assert low.units >= now.units >= high.units


def test_a_price_not_said_is_not_swung():
    assert rules.at_other_prices(None, D(1), D(1)) == ()


CHAIN = (
    Link("เก็บเกี่ยว", "กลุ่มเกษตรกร", D(1000), D(10), D(2)),
    Link("แปรรูป", "วิสาหกิจชุมชน", D(500), D(50), D(6)),
    Link("ขนส่ง", "", D(600), D(0), D(3)),
)


def test_the_bottleneck_is_found_in_what_comes_out_at_the_end():
    found = rules.reckon(CHAIN)
    assert found.narrow == (D("450.00"), D("250.0"), D(600)) and (found.bottleneck, found.output) == (1, D("250.0"))
    assert (found.passes, found.holes, found.unknown) == (D("45.0"), (2,), ())
    assert found.cost == D("19.44")  # 2 / 0.45 + 6 / 0.5 + 3


def test_a_chain_of_which_something_is_not_known_says_so():
    found = rules.reckon((CHAIN[0], Link("แปรรูป", "กลุ่ม", D(500), None, None), CHAIN[2]))
    assert found.passes is None and found.cost is None and found.narrow == (None, None, D(600)) and found.unknown == (1,)
    assert (found.bottleneck, found.output) == (2, D(600))
    assert rules.reckon(()) == rules.Reckoned((), None, None, None, None, (), ())


AMOUNT = st.one_of(st.none(), st.decimals(0, 10_000, places=2))
LINKS = st.lists(st.builds(Link, st.just("ขั้น"), st.sampled_from(["", "กลุ่ม"]), AMOUNT, st.decimals(0, 100, places=1), AMOUNT), max_size=6)


@given(LINKS)
def test_no_step_lets_less_through_than_the_bottleneck(chain):
    found = rules.reckon(chain)
    known = [each for each in found.narrow if each is not None]
    assert found.output == (min(known) if known else None)
    assert found.passes is None if not chain else 0 <= found.passes <= 100


def test_a_technology_fits_by_the_words_it_is_found_by():
    troubles = [rules.Trouble("แปรรูปแตงโม: ตากแห้งช้า", "ขั้น", "economy"), rules.Trouble("ขาดน้ำ", "เป้าหมาย", "environment")]
    found = rules.fits({1: ("ตากแห้ง, แตงโม", "economy"), 2: ("น้ำ", "economy"), 3: ("ดิน", "environment")}, troubles)
    assert [(fit.technology, fit.words, fit.is_same_dimension) for fit in found] == [
        (1, ("ตากแห้ง", "แตงโม"), True),
        (2, ("น้ำ",), False),
    ]


def test_a_word_of_one_sign_stands_in_everything_and_so_counts_for_nothing():
    assert rules.keywords(" ข้าว , ก,ข้าว,, ดิน ") == ("ข้าว", "ดิน")


@given(st.integers(0, 10_000), st.integers(0, 3), st.integers(0, 99))
def test_rai_ngan_and_wa_come_back_as_they_went(rai, ngan, wa):
    assert rules.rai_ngan_wa(rules.wa(rai, ngan, wa)) == (rai, ngan, wa)


@pytest.mark.parametrize("wrong", [(-1, 0, 0), (1, 4, 0), (1, 0, 100), (10_001, 0, 0)])
def test_a_plot_that_is_none_is_refused(wrong):
    with pytest.raises(Refused):
        rules.wa(*wrong)


def test_a_season_tells_medians_of_those_for_whom_both_are_known():
    found = rules.season(
        [
            Harvest(D(100), D(150), D(10), None, ("first", "yes", "no")),
            Harvest(D(300), D(250), None, None, ("first", "partly")),
            Harvest(None, D(999), None, None, ()),
        ]
    )
    assert (found.farmers, found.visited, found.asked) == (3, 2, 3)
    assert found.followed == {"yes": 1, "partly": 1, "no": 1}
    assert found.income == rules.Pair(2, D(200), D(200), 1) and found.yields == rules.Pair(0, None, None, 0)
