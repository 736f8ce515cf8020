"""Overlaps, holes, the road of a Blueprint: rules without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.tambon import blueprint_rules as rules

DAY = date(2026, 11, 1)  # fiscal 2570, CE 2027


def project(number=1, **told):
    given = {"name": f"โครงการ {number}", "goal": 1, "owner": "อบต.", "starts": DAY, "ends": DAY + timedelta(days=200)}
    given |= {"work": (work(),), "money": (rules.Money(2027, 1000, DAY),), "reaches": {"income": 5}}
    return rules.Planned(number, **given | told)


def work(kind="training", starts=DAY, days=30, resource=""):
    return rules.Work("อบรม", kind, starts, starts + timedelta(days=days), resource)


def kinds(found):
    return [each.kind for each in found]


def test_the_same_work_for_the_same_goal_at_the_same_time_overlaps():
    found = rules.overlaps([project(1), project(2)])
    assert kinds(found) == ["same_work"] and found[0].projects == (1, 2) and found[0].values["what"] == "training"


@pytest.mark.parametrize("other", [{"goal": 2}, {"work": (work("market"),)}, {"work": (work(starts=DAY + timedelta(days=31)),)}])
def test_another_goal_another_kind_or_another_time_does_not(other):
    assert rules.overlaps([project(1), project(2, **other)]) == []


def test_a_resource_is_the_same_however_it_is_spaced_and_whatever_it_is_for():
    one, other = work(resource="ศาลาประชาคม  หมู่ 3"), work("market", resource=" ศาลาประชาคม หมู่ 3")
    assert kinds(rules.overlaps([project(1, work=(one,)), project(2, goal=2, work=(other,))])) == ["same_resource"]
    assert rules.overlaps([project(1, work=(work(),)), project(2, goal=2, work=(work(),))]) == []  # no resource is no resource shared


def test_a_pair_is_told_once_for_each_kind_of_work():
    assert len(rules.overlaps([project(1, work=(work(), work(days=10))), project(2, work=(work(), work(days=5)))])) == 1


spans = st.tuples(st.integers(0, 60), st.integers(0, 30))


@given(spans, spans)
def test_two_overlap_exactly_where_they_share_a_day(a, b):
    one, other = (work(starts=DAY + timedelta(days=s), days=d) for s, d in (a, b))
    days = [{s + n for n in range(d + 1)} for s, d in (a, b)]
    found = rules.overlaps([project(1, work=(one,)), project(2, work=(other,))])
    assert bool(found) == bool(days[0] & days[1])
    assert len(found) == len(rules.overlaps([project(2, work=(other,)), project(1, work=(one,))]))


def full(**told):
    """Nothing missing but what the test takes away."""
    reaches = dict.fromkeys(("health", "living", "education", "income", "access"), 3)
    return project(**{"reaches": reaches} | told)


def test_a_plan_without_holes_has_none():
    assert rules.holes({1: "เป้า"}, [full()], 2027, 2027) == []


@pytest.mark.parametrize(
    ("goals", "told", "kind"),
    [
        ({1: "เป้า", 2: "อีกเป้า"}, {}, "goal_alone"),
        ({1: "เป้า"}, {"owner": ""}, "no_owner"),
        ({1: "เป้า"}, {"work": ()}, "no_work"),
        ({1: "เป้า"}, {"ends": date(2027, 12, 1)}, "outside"),
        ({1: "เป้า"}, {"money": (rules.Money(2027, 5, DAY + timedelta(days=1)),)}, "before_money"),
        ({1: "เป้า"}, {"money": (rules.Money(2027, 0),)}, "year_without_money"),
        ({1: "เป้า"}, {"reaches": {"health": 1, "living": 1, "education": 1, "income": 1, "access": 0}}, "dimension_alone"),
    ],
)
def test_each_hole_is_found(goals, told, kind):
    assert kinds(rules.holes(goals, [full(**told)], 2027, 2027)) == [kind]


def test_a_project_that_works_in_a_year_without_its_money_is_told_where_others_have_theirs():
    found = rules.holes({1: "เป้า"}, [full(), full(number=2, money=())], 2027, 2027)
    assert [(each.kind, each.projects, each.values["year"]) for each in found] == [("money_missing", (2,), 2027)]


def test_money_of_which_nobody_has_said_when_it_comes_is_not_late():
    assert rules.holes({1: "เป้า"}, [full(money=(rules.Money(2027, 5, None),))], 2027, 2027) == []


def test_every_finding_has_its_words_and_what_to_do():
    for words, do in (*rules.OVERLAPS.values(), *rules.HOLES.values()):
        assert words and do


def test_who_works_on_which_goal_counts_a_name_once_a_project():
    found = rules.who_does_what([(1, ("อบต.", "อบต.", "")), (1, ("อบต.",)), (2, ("วิทยาลัย",))])
    assert found == {"อบต.": {1: 2}, "วิทยาลัย": {2: 1}}


def test_the_road_goes_by_the_amphoe_and_the_province():
    assert [rules.step(a, b) for a, b in (("draft", "submitted"), ("submitted", "endorsed"), ("endorsed", "approved"))]
    for a, b in (("draft", "approved"), ("submitted", "approved"), ("approved", "draft"), ("withdrawn", "draft")):
        with pytest.raises(Refused):
            rules.step(a, b)


@given(st.integers(2020, 2050), st.integers(-3, 15))
def test_years_are_in_order_and_few(first, more):
    if 0 <= more < rules.LONGEST_PLAN:
        assert rules.check_years(first, first + more) == (first, first + more)
    else:
        with pytest.raises(Refused):
            rules.check_years(first, first + more)


def test_every_principle_asks_and_an_answer_without_a_reason_is_none():
    assert [each.name for each in rules.principles()] == ["พอประมาณ", "มีเหตุผล", "มีภูมิคุ้มกัน", "เงื่อนไขความรู้", "เงื่อนไขคุณธรรม"]
    keys = list(rules.questions())
    answers = dict.fromkeys(keys, ("yes", "เพราะ"))
    assert rules.unanswered(answers) == ()
    assert [each.key for each in rules.unanswered(answers | {keys[0]: ("yes", "")})] == [keys[0]]


@given(st.integers(0, 500), st.integers(0, 500))
def test_whom_the_plan_does_not_reach_is_never_below_nought(poor, planned):
    assert rules.not_reached(poor, planned) == max(poor - planned, 0)
    assert rules.not_reached(None, planned) is None


def test_fiscal_years_are_ce():
    assert rules.fiscal_of(date(2026, 10, 1)) == 2027 and rules.bounds(2027) == (date(2026, 10, 1), date(2027, 9, 30))
