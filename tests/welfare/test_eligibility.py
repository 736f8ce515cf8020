"""Who is entitled and whether they receive it: every case as a table, and the province at once as one by one."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.welfare import eligibility
from nsc.welfare.eligibility import NO, NOT_KNOWN, YES, Facts, Heard, How, People, Rule, Said, SaidOfAll, State, Verdict, Why

ON = date(2026, 1, 15)
AS_OF = date(2025, 10, 1)
ELDERLY = Rule(age_from=60)
NOT_LISTED = Heard(How.NOT_LISTED, AS_OF)
BORN_60 = date(1966, 1, 15)  # sixty on the very day


def says(rule, facts, heard=NOT_LISTED, on=ON):
    return eligibility.verdict(rule, facts, heard, on)


@pytest.mark.parametrize(
    ("heard", "found"),
    [
        (Heard(How.LISTED, AS_OF), Verdict(State.RECEIVES)),
        (Heard(How.ANSWERED), Verdict(State.RECEIVES)),
        (NOT_LISTED, Verdict(State.ENTITLED)),
        (Heard(), Verdict(State.UNKNOWN, Why.NO_REGISTER)),
        (Heard(How.NO_NUMBER, AS_OF), Verdict(State.UNKNOWN, Why.NO_NUMBER)),
        (Heard(How.CAME_LATER, AS_OF), Verdict(State.UNKNOWN, Why.CAME_LATER)),
    ],
)
def test_of_who_is_entitled_the_register_decides(heard, found):
    assert says(ELDERLY, Facts(born=date(1950, 1, 1)), heard) == found


@pytest.mark.parametrize("how", list(How))
def test_who_is_not_entitled_is_told_so_whatever_no_register_says(how):
    found = says(ELDERLY, Facts(born=date(1990, 1, 1)), Heard(how, AS_OF))
    listed = how in (How.LISTED, How.ANSWERED)
    assert found == (Verdict(State.RECEIVES) if listed else Verdict(State.NOT_ENTITLED, Why.AGE))


@pytest.mark.parametrize(
    ("born", "state"),
    [(BORN_60, State.ENTITLED), (BORN_60 + timedelta(days=1), State.NOT_ENTITLED), (date(1964, 2, 29), State.ENTITLED)],
)
def test_sixty_is_reached_on_the_birthday(born, state):
    assert says(ELDERLY, Facts(born=born), Heard(How.NOT_LISTED, ON)).state == state


def test_a_register_older_than_the_birthday_says_nothing():
    """Whoever turned sixty since could not be on it."""
    assert says(ELDERLY, Facts(born=BORN_60)) == Verdict(State.UNKNOWN, Why.REGISTER_OLDER)
    newborn = Rule(age_until=5)
    assert says(newborn, Facts(born=date(2025, 12, 1))) == Verdict(State.UNKNOWN, Why.REGISTER_OLDER)
    assert says(newborn, Facts(born=date(2025, 9, 1))) == Verdict(State.ENTITLED)


def test_a_child_is_out_on_the_sixth_birthday():
    newborn = Rule(age_from=0, age_until=5)
    assert says(newborn, Facts(born=date(2020, 1, 16))).state == State.ENTITLED
    assert says(newborn, Facts(born=date(2020, 1, 15))) == Verdict(State.NOT_ENTITLED, Why.AGE)


RULES = {
    "age": (Rule(age_from=60), "born", date(1950, 1, 1), date(1990, 1, 1), Why.AGE, Why.NO_BIRTH),
    "disability": (Rule(needs_disability=True), "is_disabled", True, False, Why.DISABILITY, Why.NO_HEALTH),
    "card": (Rule(needs_card=True), "has_card", True, False, Why.CARD, Why.NO_CARD_ANSWER),
    "income": (Rule(income_limit=100_000), "income", 100_000.0, 100_001.0, Why.INCOME, Why.NO_INCOME),
    "indicator": (Rule(fails_indicator=8), "fails", True, False, Why.INDICATOR, Why.NO_INDICATOR),
}


@pytest.mark.parametrize("name", RULES)
def test_each_thing_asked_is_met_or_not_or_not_known(name):
    rule, field, good, bad, against, missing = RULES[name]
    assert says(rule, Facts(**{field: good})) == Verdict(State.ENTITLED)
    assert says(rule, Facts(**{field: bad})) == Verdict(State.NOT_ENTITLED, against)
    assert says(rule, Facts()) == Verdict(State.UNKNOWN, missing)


ALL = Rule(age_from=60, needs_disability=True, needs_card=True, income_limit=100_000, fails_indicator=8)


@pytest.mark.parametrize("answers", list(product("+-?", repeat=5)))
def test_all_things_together_every_answer(answers):
    """One thing that speaks against it is enough; one that is missing leaves it open only where none does."""
    told, against, missing = {}, Why(0), Why(0)
    for (_rule, field, good, bad, no, unknown), answer in zip(RULES.values(), answers, strict=True):
        told[field] = {"+": good, "-": bad, "?": None}[answer]
        against |= no if answer == "-" else Why(0)
        missing |= unknown if answer == "?" else Why(0)
    wanted = Verdict(State.NOT_ENTITLED, against) if against else Verdict(State.UNKNOWN, missing) if missing else Verdict(State.ENTITLED)
    assert says(ALL, Facts(**told)) == wanted


def test_what_is_decided_case_by_case_finds_nobody_entitled():
    rule = Rule(age_from=60, is_by_rule=False)
    assert says(rule, Facts(born=date(1950, 1, 1))) == Verdict(State.UNKNOWN, Why.CASE_BY_CASE)
    assert says(rule, Facts(born=date(1990, 1, 1))) == Verdict(State.NOT_ENTITLED, Why.AGE)
    assert says(rule, Facts(), Heard(How.LISTED, AS_OF)) == Verdict(State.RECEIVES)
    assert says(None, Facts()) == Verdict(State.UNKNOWN, Why.NO_TERMS)


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ([], How.NO_REGISTER),
        ([Said(AS_OF, covers=False, lists=False)], How.NO_REGISTER),
        ([Said(AS_OF, covers=True, lists=False)], How.NOT_LISTED),
        ([Said(AS_OF, covers=False, lists=True)], How.LISTED),  # on the register of where they lived
        ([Said(AS_OF, covers=True, lists=True), Said(ON, covers=True, lists=False)], How.NOT_LISTED),  # no longer
        ([Said(AS_OF, covers=True, lists=False), Said(ON, covers=True, lists=True)], How.LISTED),
        ([Said(ON, covers=True, lists=False), Said(ON, covers=False, lists=True)], How.LISTED),
        ([Said(AS_OF, covers=True, lists=False, knew=False)], How.CAME_LATER),
    ],
)
def test_the_newest_register_that_covers_or_names_somebody_decides(said, how):
    assert eligibility.hear(said, has_number=True).how == how


def test_who_has_no_number_could_not_be_on_a_register():
    said = [Said(AS_OF, covers=True, lists=False)]
    assert eligibility.hear(said, has_number=False).how == How.NO_NUMBER
    assert eligibility.hear([], has_number=False, has_answered=True).how == How.ANSWERED
    assert eligibility.hear(said, has_number=True, has_answered=True).how == How.NOT_LISTED  # the register is believed


@pytest.mark.parametrize(
    ("people", "found"),
    [
        ([(State.ENTITLED, How.NOT_LISTED), (State.NOT_ENTITLED, How.LISTED)], State.ENTITLED),
        ([(State.ENTITLED, How.NOT_LISTED), (State.RECEIVES, How.LISTED)], State.RECEIVES),
        ([(State.ENTITLED, How.NOT_LISTED), (State.NOT_ENTITLED, How.NO_NUMBER)], State.UNKNOWN),  # it may be paid to the child
        ([(State.UNKNOWN, How.NO_REGISTER), (State.NOT_ENTITLED, How.NO_REGISTER)], State.UNKNOWN),
        ([(State.NOT_ENTITLED, How.NOT_LISTED)], State.NOT_ENTITLED),
    ],
)
def test_a_household_does_not_receive_only_where_none_of_it_could_be_named(people, found):
    heard = [Heard(How.NOT_LISTED if how == How.LISTED else how, AS_OF) for _state, how in people]
    assert eligibility.of_household([Verdict(state) for state, _how in people], heard).state == found


# — the province at once says the same —

maybe = st.sampled_from([True, False, None])
days = st.dates(date(1920, 1, 1), date(2026, 12, 31))
facts = st.builds(Facts, born=st.none() | days, is_disabled=maybe, has_card=maybe, fails=maybe, income=st.none() | st.floats(0, 300_000))
ages = st.none() | st.integers(0, 100)
rules = st.none() | st.builds(
    Rule, age_from=ages, age_until=ages, needs_disability=st.booleans(), needs_card=st.booleans(), is_by_rule=st.booleans(),
    income_limit=st.none() | st.integers(0, 300_000), fails_indicator=st.none() | st.just(8),
)  # fmt: skip
registers = st.lists(st.sampled_from([AS_OF, ON, date(2024, 10, 1)]), max_size=4)


def answer(values) -> np.ndarray:
    return np.array([NOT_KNOWN if each is None else YES if each else NO for each in values], np.int64)


@given(st.data())
def test_everybody_at_once_as_one_by_one(data):
    on, rule, said_on = data.draw(days), data.draw(rules), data.draw(registers)
    people = data.draw(st.lists(facts, min_size=1, max_size=12))
    size = len(people)
    flags = st.lists(st.booleans(), min_size=size, max_size=size)
    has_number, has_answered = data.draw(flags), data.draw(flags)
    said = [
        [Said(day, covers, lists, knew or lists) for covers, lists, knew in zip(*(data.draw(flags) for _ in range(3)), strict=True)]
        for day in said_on
    ]
    heard = [eligibility.hear([each[n] for each in said], has_number=has_number[n], has_answered=has_answered[n]) for n in range(size)]
    verdicts = [eligibility.verdict(rule, one, told, on) for one, told in zip(people, heard, strict=True)]

    columns = [[np.array([getattr(one, name) for one in each]) for name in ("covers", "lists", "knew")] for each in said]
    of_all = [SaidOfAll(day, *each) for day, each in zip(said_on, columns, strict=True)]
    how, as_of = eligibility.hear_all(of_all, has_number=np.array(has_number), has_answered=np.array(has_answered))
    assert how.tolist() == [int(each.how) for each in heard]
    table = People(
        born=np.array([one.born for one in people], "datetime64[D]"),
        is_disabled=answer(one.is_disabled for one in people),
        has_card=answer(one.has_card for one in people),
        fails=answer(one.fails for one in people),
        income=np.array([float("nan") if one.income is None else one.income for one in people]),
        how=how,
        as_of=as_of,
    )
    state, why = eligibility.decide(rule, table, on)
    assert list(zip(state.tolist(), why.tolist(), strict=True)) == [(int(each.state), int(each.why)) for each in verdicts]

    homes = np.array(data.draw(st.lists(st.integers(0, 3), min_size=size, max_size=size)))
    numbers, household = np.unique(homes, return_inverse=True)
    state, why = eligibility.decide_households(state, why, how, household, numbers.size)
    for n in range(numbers.size):
        mine = [k for k in range(size) if household[k] == n]
        whole = eligibility.of_household([verdicts[k] for k in mine], [heard[k] for k in mine])
        assert (state[n], why[n]) == (int(whole.state), int(whole.why))


@given(rules, facts, st.sampled_from(list(How)), days, days)
def test_nobody_is_said_not_to_receive_but_by_a_register(rule, one, how, as_of, on):
    """Of all there is, entitled and not receiving follows from one thing alone: a register that covers them and does not name them."""
    heard = Heard(how, as_of if how not in (How.NO_REGISTER, How.ANSWERED) else None)
    if eligibility.verdict(rule, one, heard, on).state == State.ENTITLED:
        assert how == How.NOT_LISTED


@given(days, days)
def test_full_years_grow_by_one_on_the_birthday(born, on):
    years = eligibility.full_years(born, on)
    assert eligibility.full_years(born, born) == 0
    assert eligibility.full_years(born, on + timedelta(days=1)) in (years, years + 1)


@pytest.mark.parametrize(
    ("amounts", "age", "baht"),
    [
        ("60:600 70:700 80:800 90:1000", 60, 600),
        ("60:600 70:700 80:800 90:1000", 89, 800),
        ("60:600 70:700 80:800 90:1000", 101, 1000),
        ("60:600", 59, None),
        ("60:600", None, None),
        ("800", None, 800),
        ("", 70, None),
    ],
)
def test_the_amount_at_an_age(amounts, age, baht):
    assert eligibility.amount(amounts, age) == baht


@pytest.mark.parametrize(("typed", "kept"), [("๖๐:๖๐๐ 70:700", "60:600 70:700"), (" 1,000 ", "1000"), ("", "")])
def test_amounts_as_they_are_typed(typed, kept):
    assert eligibility.check_amounts(typed) == kept


@pytest.mark.parametrize("typed", ["มาก", "600 700", "70:700 60:600", "60:600:1", "60:600 700", "60:", "-5"])
def test_amounts_that_mean_nothing_are_refused(typed):
    with pytest.raises(ValueError):
        eligibility.check_amounts(typed)


def test_every_reason_has_its_words():
    assert set(eligibility.WHY_NAMES) == set(Why)
