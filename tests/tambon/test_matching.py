"""What is offered is put to what is needed."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nsc.tambon import matching
from nsc.tambon.matching import Give, Take, fits, propose

TODAY = date(2026, 11, 1)
GIVE = Give(1, "money", "บาท", 100, "600907", date(2026, 1, 1), None, frozenset({"economy"}))
TAKE = Take(1, "money", "บาท", 100, "600907", date(2027, 3, 31), "economy")
days = st.integers(-60, 120).map(lambda n: TODAY + timedelta(days=n))
dimensions = st.sampled_from(["economy", "health"])
kinds = st.sampled_from([("money", "บาท"), ("time", "ชั่วโมง"), ("knowledge", "ชั่วโมง")])


@st.composite
def gives(draw, most=5, amounts=st.integers(0, 10**12)):
    rows = []
    for number in range(1, draw(st.integers(0, most)) + 1):
        (kind, unit), place = draw(kinds), draw(st.sampled_from(["60", "6009", "600907", "600908"]))
        told = draw(st.frozensets(dimensions)), draw(days), draw(st.none() | days)
        rows.append(Give(number, kind, unit, draw(amounts), place, told[1], told[2], told[0]))
    return rows


@st.composite
def takes(draw, most=5, amounts=st.integers(0, 10**12)):
    rows = []
    for number in range(1, draw(st.integers(0, most)) + 1):
        (kind, unit), place = draw(kinds), draw(st.sampled_from(["600907", "600908"]))
        rows.append(Take(number, kind, unit, draw(amounts), place, draw(days), draw(dimensions)))
    return rows


few = st.integers(0, 3)


def worth(found) -> int:
    return sum(each.points * each.amount for each in found)


def greedy(offered, needed) -> int:
    """Always the best pair that is left."""
    free, open_, sum_ = {each.id: each.amount for each in offered}, {each.id: each.amount for each in needed}, 0
    pairs = [(give, take) for give, take in product(offered, needed) if fits(give, take, TODAY)]
    for give, take in sorted(pairs, key=lambda pair: -points(*pair)):
        amount = min(free[give.id], open_[take.id])
        free[give.id] -= amount
        open_[take.id] -= amount
        sum_ += amount * points(give, take)
    return sum_


def points(give, take) -> int:
    return sum(part.points for part in matching.parts(give, take, TODAY))


@given(gives(), takes())
def test_never_more_than_there_is_and_never_what_does_not_fit(offered, needed):
    by_give, by_take = {each.id: each for each in offered}, {each.id: each for each in needed}
    found = propose(offered, needed, on=TODAY)
    assert len({(each.give, each.take) for each in found}) == len(found)
    for each in found:
        assert each.amount > 0 and 0 < each.points <= 100 and fits(by_give[each.give], by_take[each.take], TODAY)
        assert all(0 <= part.points <= part.most for part in each.parts) and [part.name for part in each.parts] == list(matching.PARTS)
    for number, give in by_give.items():
        assert sum(each.amount for each in found if each.give == number) <= give.amount
    for number, take in by_take.items():
        assert sum(each.amount for each in found if each.take == number) <= take.amount


@given(gives(), takes())
def test_never_worse_than_taking_the_best_pair_each_time(offered, needed):
    assert worth(propose(offered, needed, on=TODAY)) >= greedy(offered, needed)


@given(gives(), takes(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter_and_the_same_comes_of_the_same(offered, needed, chance):
    found = propose(offered, needed, on=TODAY)
    assert propose(offered, needed, on=TODAY) == found
    chance.shuffle(offered)
    chance.shuffle(needed)
    assert propose(offered, needed, on=TODAY) == found


@settings(max_examples=60)
@given(gives(most=2, amounts=few), takes(most=2, amounts=few))
def test_no_other_sharing_out_is_better(offered, needed):
    cells = [(give, take) for give, take in product(offered, needed) if fits(give, take, TODAY)]
    best = 0
    for amounts in product(*(range(min(give.amount, take.amount) + 1) for give, take in cells)):
        shared = list(zip(cells, amounts, strict=True))
        if all(sum(n for (give, _take), n in shared if give is each) <= each.amount for each in offered) and all(
            sum(n for (_give, take), n in shared if take is each) <= each.amount for each in needed
        ):
            best = max(best, sum(points(*cell) * n for cell, n in shared))
    assert worth(propose(offered, needed, on=TODAY)) == best


def test_an_amount_is_split_where_that_serves_more():
    offered = [GIVE, replace(GIVE, id=2, place="60")]
    needed = [replace(TAKE, amount=150), replace(TAKE, id=2, amount=50)]
    found = propose(offered, needed, on=TODAY)
    assert sum(each.amount for each in found) == 200 and len(found) >= 3


def test_a_pair_that_was_declined_is_not_proposed_again():
    assert [(each.give, each.take) for each in propose([GIVE], [TAKE], on=TODAY)] == [(1, 1)]
    assert propose([GIVE], [TAKE], on=TODAY, declined={(1, 1)}) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "time"},
        {"unit": "ไร่"},
        {"place": "600908"},
        {"from_on": date(2027, 4, 1)},
        {"until_on": date(2026, 10, 31)},
        {"amount": 0},
    ],
)
def test_what_does_not_fit_is_not_proposed(change):
    assert propose([replace(GIVE, **change)], [TAKE], on=TODAY) == ()


def test_the_reasons_say_where_the_points_come_from():
    (best,) = propose([GIVE], [TAKE], on=TODAY)
    assert {part.name: part.points for part in best.parts} == {"kind": 30, "place": 20, "time": 20, "amount": 15, "dimension": 15}
    half = replace(GIVE, amount=50, place="60", dimensions=frozenset(), from_on=date(2027, 3, 1))
    (poorer,) = propose([half], [TAKE], on=TODAY)
    assert {part.name: part.points for part in poorer.parts} == {"kind": 30, "place": 8, "time": 10, "amount": 7, "dimension": 0}
    told = {part.name: part.text.format(**part.values) for part in poorer.parts}
    assert told["time"] == "มีเวลาส่งมอบ 30 วันก่อนถึงวันที่ต้องใช้" and told["amount"] == "ครอบคลุมร้อยละ 50 ของที่ยังขาด"
