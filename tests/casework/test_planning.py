"""What is proposed, what a step has to say, what money and accounts come to: pure rules."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.casework import planning
from nsc.casework.planning import Entry, Lack, Someone, Wanted
from nsc.errors import Refused

TODAY = date(2026, 1, 15)
TRAIN = Entry(1, "train.31-20.working", "ฝึกอาชีพ", "income", "สกร.", "2560-2564", 20, stage="working", triage="develop")
TRAIN_TOO = replace(TRAIN, number=2, code="train.31-22.working", indicator=22)
RELIEF = Entry(3, "relief.31-22", "เงินสงเคราะห์", "income", "พมจ.", "2560-2564", 22, triage="welfare")
BOOK = Entry(4, "book.31-22", "บัญชีครัวเรือน", "income", "พี่เลี้ยง", "2560-2564", 22)
DEBT = Entry(5, "debt.informal_debt", "ไกล่เกลี่ยหนี้", "other", "ศูนย์ดำรงธรรม", problem="informal_debt")
SCHOOL = Entry(6, "school.31-16.school", "กลับเข้าเรียน", "education", "สกร.", "2560-2564", 16, stage="school")
MENU = (TRAIN, TRAIN_TOO, RELIEF, BOOK, DEBT, SCHOOL)
POOR = Lack("survey", "income", "2560-2564", 22)
JOBLESS = Lack("survey", "income", "2560-2564", 20, person=7, stage="working")
FAMILY = (Someone(7, "working"), Someone(8, "elderly"), Someone(9, "school"))


def proposed(*lacks: Lack, triage: str = "", people=FAMILY) -> list[tuple[str, int | None]]:
    return [(each.entry.root, each.person) for each in planning.propose(MENU, lacks, people, triage)]


def test_a_household_to_be_cared_for_is_offered_no_training():
    assert proposed(POOR, triage="welfare") == [("relief", None), ("book", None)]
    assert proposed(POOR, triage="develop") == [("train", 7), ("book", None)]


def test_where_nobody_has_sorted_it_both_kinds_are_offered():
    assert {root for root, _person in proposed(POOR)} == {"train", "relief", "book"}


def test_one_measure_for_several_reasons_is_proposed_once_with_all_of_them():
    [train, _relief, _book] = planning.propose(MENU, [POOR, JOBLESS], FAMILY, "")
    assert (train.entry.root, train.person, set(train.reasons)) == ("train", 7, {POOR, JOBLESS})


def test_what_suits_another_stage_of_life_is_not_proposed():
    assert proposed(Lack("survey", "education", "2560-2564", 16, person=8, stage="elderly")) == []
    assert proposed(POOR, triage="develop", people=(Someone(8, "elderly"),)) == [("book", None)]


def test_the_same_number_of_another_questionnaire_is_another_thing():
    assert proposed(replace(POOR, set_code="2565-2569")) == []


def test_what_was_said_at_the_door_stands_before_what_a_survey_found():
    need = Lack("need", "other", problem="informal_debt", urgency="year", need=3)
    first = planning.propose(MENU, [POOR, need], FAMILY, "welfare")[0]
    assert (first.entry.root, first.need) == ("debt", 3)


def test_a_need_in_words_alone_is_not_lost():
    words = Lack("need", "health", need=4, urgency="now")
    asked = [words, Lack("need", "other", problem="informal_debt", need=5)]
    assert planning.without_proposal(asked, planning.propose(MENU, asked, FAMILY, "")) == [4]


lacks = st.builds(
    Lack,
    why=st.sampled_from(list(planning.REASONS)),
    dimension=st.sampled_from(["health", "income", "other"]),
    set_code=st.sampled_from(["2560-2564", "2565-2569", ""]),
    indicator=st.sampled_from([None, 16, 20, 22]),
    problem=st.sampled_from(["", "informal_debt"]),
    person=st.sampled_from([None, 7, 8, 9]),
    stage=st.sampled_from(["", "working", "elderly", "school"]),
    urgency=st.sampled_from(["", *planning.URGENCY]),
    need=st.sampled_from([None, 1, 2]),
)


@given(st.lists(lacks, max_size=8), st.sampled_from(["", "develop", "welfare"]))
def test_every_proposal_has_a_reason_fits_and_comes_once(asked, triage):
    found = planning.propose(MENU, asked, FAMILY, triage)
    keys = [(each.entry.root, each.person) for each in found]
    assert len(keys) == len(set(keys))
    for each in found:
        assert each.reasons and set(each.reasons) <= set(asked)
        assert not each.entry.triage or not triage or each.entry.triage == triage
    assert [each.reasons[0].rank for each in found] == sorted(each.reasons[0].rank for each in found)


STEP = Wanted("ขุดสระ", "family", date(2026, 3, 1))


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (replace(STEP, what=" "), "จะทำอะไร"),
        (replace(STEP, who="office"), "ชื่อหน่วยงาน"),
        (replace(STEP, due_on=date(2026, 1, 14)), "ผ่านไปแล้ว"),
        (replace(STEP, baht=Decimal(-1)), "ไม่ติดลบ"),
        (replace(STEP, baht=Decimal(500)), "แหล่งเงิน"),
    ],
)
def test_a_step_that_leaves_something_out_is_refused_by_its_number(step, says):
    with pytest.raises(Refused) as no:
        planning.check_steps([STEP, step], today=TODAY)
    assert "ขั้นที่ 2" in str(no.value) and says in str(no.value)


def test_a_plan_has_steps_but_not_without_end():
    for steps in ([], [STEP] * (planning.MOST_STEPS + 1)):
        with pytest.raises(Refused):
            planning.check_steps(steps, today=TODAY)


def test_a_day_that_went_by_while_it_was_a_draft_may_stay():
    late = replace(STEP, due_on=date(2026, 1, 1))
    planning.check_steps([late], today=TODAY, kept=[late.due_on])
    with pytest.raises(Refused):
        planning.check_steps([late], today=TODAY)


def test_money_that_nobody_told_is_not_nought():
    assert planning.money([None, None]).baht is None
    assert planning.money([]).baht is None
    assert planning.money([Decimal("0.1"), None, Decimal("0.2")]) == planning.Money(Decimal("0.3"), 3, 1)


def test_an_account_says_what_is_left_only_where_both_sides_are_told():
    told = {
        "income_main": Decimal(6000),
        "income_state": Decimal(600),
        "food": Decimal(3000),
        "lottery": Decimal(400),
        "saving": Decimal(100),
    }
    found = planning.sums(told)
    assert (found.income, found.spending, found.left, found.groups["saving"]) == (6600, 3400, 3200, 100)
    assert found.groups["debt"] is None and planning.sums({"food": Decimal(5)}).left is None
    assert planning.difference(None, Decimal(3)) is None and planning.difference(Decimal(5), Decimal(3)) == -2


@given(st.dictionaries(st.sampled_from(list(planning.LINES)), st.integers(0, 10**6).map(Decimal), max_size=12))
def test_groups_add_up_to_their_lines(told):
    found = planning.sums(told)
    assert sum(each for each in found.groups.values() if each is not None) == sum(told.values())
    assert {group for group, each in found.groups.items() if each is not None} == {planning.LINES[line][0] for line in told}


def test_an_account_is_of_a_month_that_has_begun():
    assert planning.check_month(date(2026, 1, 20), today=TODAY) == date(2026, 1, 1)
    for month in (date(2026, 2, 1), date(1999, 1, 1)):
        with pytest.raises(Refused):
            planning.check_month(month, today=TODAY)


@pytest.mark.parametrize("told", [{}, {"gold": Decimal(1)}, {"food": Decimal(-1)}, {"food": Decimal(10**8)}])
def test_an_account_of_nothing_of_the_unknown_or_of_too_much_is_refused(told):
    with pytest.raises(Refused):
        planning.check_account(told)
