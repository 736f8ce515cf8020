"""What is double, and what a budget still allows."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from nsc.errors import Refused
from nsc.welfare import rules
from nsc.welfare.rules import Before, Money

DAY = date(2026, 1, 15)
days = st.dates(date(2024, 10, 1), date(2027, 9, 30))
helps = st.builds(
    Before,
    number=st.integers(1, 9999),
    kind=st.sampled_from(list(rules.KINDS)),
    programme=st.sampled_from([None, 1, 2]),
    person=st.sampled_from([None, 1, 2]),
    on=days,
)


def doubled(*before: Before, on: date = DAY, kind="relief_money", programme=None, person=None, interval=None, times=None) -> list[int]:
    return rules.double(before, kind=kind, programme=programme, person=person, on=on, interval=interval, times=times)


def gave(number: int, on: date, kind="relief_money", programme=None, person=None) -> Before:
    return Before(number, kind, programme, person, on)


@pytest.mark.parametrize(("on", "is_double"), [("2025-09-16", True), ("2025-09-15", False), ("2026-05-14", True), ("2026-05-15", False)])
def test_relief_money_is_double_within_four_months_before_or_after(on, is_double):
    assert bool(doubled(gave(1, date.fromisoformat(on)))) is is_double


def test_the_programme_s_own_interval_holds_before_that_of_the_kind():
    assert doubled(gave(1, date(2025, 6, 1)), interval=12) == [1] and doubled(gave(1, date(2026, 1, 10)), interval=0) == []


def test_another_kind_is_no_double():
    assert doubled(gave(1, DAY, kind="food")) == []


def test_two_grandparents_each_get_their_own_but_the_household_s_help_is_everyone_s():
    assert doubled(gave(1, DAY, person=7), person=8) == []
    assert doubled(gave(1, DAY, person=7), person=7) == [1]
    assert doubled(gave(1, DAY), person=7) == [1] and doubled(gave(1, DAY, person=7)) == [1]


def test_three_times_a_fiscal_year_are_enough_where_the_programme_says_so():
    before = [gave(n, on, kind="food", programme=5) for n, on in enumerate([date(2025, 10, 1), date(2026, 2, 1), date(2025, 9, 30)], 1)]
    told = {"kind": "food", "programme": 5, "interval": 0, "on": date(2026, 9, 30)}
    assert doubled(*before, **told, times=3) == []
    assert doubled(*before, **told, times=2) == [1, 2]
    assert doubled(*before, **(told | {"on": date(2026, 10, 1)}), times=2) == []


@given(before=st.lists(helps, max_size=6, unique_by=lambda each: each.number), new=helps)
def test_what_is_double_is_so_whichever_was_recorded_first(before, new):
    """Of one kind and without a programme: if b makes a double, a makes b double."""
    for each in before:
        one = rules.double([each], kind=new.kind, programme=None, person=new.person, on=new.on, interval=None, times=None)
        other = rules.double([new], kind=each.kind, programme=None, person=each.person, on=each.on, interval=None, times=None)
        assert bool(one) == bool(other)


@given(on=days, months=st.integers(-60, 60))
def test_months_later_keep_the_day_where_the_month_has_it(on, months):
    there = rules.later(on, months)
    assert (there.year * 12 + there.month) - (on.year * 12 + on.month) == months
    assert there.day == on.day or (
        there.day < on.day and rules.later(there.replace(day=1), 1).replace(day=1).toordinal() - there.toordinal() == 1
    )


baht = st.decimals(0, 5000, places=2)


class Purse(RuleBasedStateMachine):
    """A budget as the verbs use it, in any order."""

    promises = Bundle("promises")
    gifts = Bundle("gifts")

    def __init__(self) -> None:
        super().__init__()
        self.money = Money(Decimal(10_000))
        self.promised: Decimal = Decimal(0)
        self.delivered: Decimal = Decimal(0)

    def tried(self, act) -> bool:
        try:
            self.money = act()
        except Refused:
            return False
        return True

    @rule(target=promises, baht=baht)
    def promise(self, baht):
        fits = baht <= self.money.left
        assert self.tried(lambda: self.money.commit(baht)) == fits
        self.promised += baht if fits else 0
        return baht if fits else Decimal(0)

    @rule(target=gifts, baht=baht)
    def give(self, baht):
        fits = baht <= self.money.left
        assert self.tried(lambda: self.money.spend(baht)) == fits
        self.delivered += baht if fits else 0
        return baht if fits else Decimal(0)

    @rule(target=gifts, promised=consumes(promises), baht=baht)
    def fulfil(self, promised, baht):
        given = baht if baht - promised <= self.money.left else promised
        assert self.tried(lambda: self.money.spend(given, promised=promised))
        self.promised, self.delivered = self.promised - promised, self.delivered + given
        return given

    @rule(promised=consumes(promises))
    def break_a_promise(self, promised):
        self.money = self.money.give_back(committed=promised)
        self.promised -= promised

    @rule(given=consumes(gifts))
    def take_back(self, given):
        self.money = self.money.give_back(spent=given)
        self.delivered -= given

    @rule(baht=st.decimals(-1, 20_000, places=2))
    def allot(self, baht):
        used = self.promised + self.delivered
        assert self.tried(lambda: self.money.allot(baht)) == (baht >= max(used, 0))

    @invariant()
    def the_sums_are_those_of_the_help(self):
        assert (self.money.committed, self.money.spent) == (self.promised, self.delivered)
        assert 0 <= self.money.committed + self.money.spent <= self.money.allotted and self.money.left >= 0


TestPurse = Purse.TestCase


def test_a_refusal_says_how_much_is_left():
    with pytest.raises(Refused) as no:
        Money(Decimal(1000), Decimal(400), Decimal(500)).commit(Decimal("100.50"))
    assert "เหลือ 100 บาท ไม่พอสำหรับ 100.50 บาท" in str(no.value)


@pytest.mark.parametrize(
    ("on", "words"), [(date(2026, 1, 16), "ยังมาไม่ถึง"), (date(2024, 1, 14), "เกินสองปี"), (date(2025, 12, 31), "ก่อนวันที่รับปาก")]
)
def test_a_day_that_cannot_be_is_refused(on, words):
    with pytest.raises(Refused, match=words):
        rules.check_day(on, today=DAY, since=date(2026, 1, 1))
