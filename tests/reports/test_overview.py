"""The picture of an area: what it counts, what it compares, who may see it."""

import pytest

from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed
from nsc.poverty.change import State
from nsc.reports import money, overview
from nsc.surveys import tallies
from tests.surveyed import bring_in, second_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def test_the_numbers_of_a_province_stand_beside_those_of_the_round_before(operator):
    shown = overview.picture(operator)
    assert (shown.here.place.code, shown.here.round.survey_year) == ("60", 2021)
    assert (shown.now.poor_households, shown.now.mpi_poor, shown.now.target_poor) == (3, 4, 1)
    assert (shown.before.poor_households, shown.before.mpi_poor) == (2, 2)
    assert [year for year, _tally in shown.years] == [2018, 2021]


def test_who_escaped_fell_and_stayed_is_counted_by_area(operator):
    moves = {state: households for state, (households, _members) in overview.picture(operator).moves.items()}
    assert moves == {State.STAYED_POOR: 1, State.FELL: 2, State.ESCAPED: 1, State.STAYED_OUT: 1}
    ours = {state: households for state, (households, _members) in overview.picture(operator, area="600908").moves.items()}
    assert ours == {State.STAYED_POOR: 1, State.FELL: 1, State.ESCAPED: 1}


def test_life_stages_count_the_people_of_poor_households(operator):
    stages = {line.code: line for line in overview.picture(operator).stages}
    assert stages["school"].poor == 1  # the grandchild of household 1
    assert stages["elderly"].poor == 3
    assert sum(line.members for line in stages.values()) == 6


def test_issues_are_ranked_with_reasons_that_add_up(operator):
    ranked = overview.ranked_issues(overview.picture(operator))
    assert ranked[0].issue.number in (16, 22)
    assert [each.rank for each in ranked] == sorted(each.rank for each in ranked)
    assert all(each.reasons for each in ranked)


def test_the_worse_area_comes_first(operator):
    ranked = overview.ranked_areas(overview.picture(operator).below)
    assert [line.code for line, *_rest in ranked] == ["6009", "6001"]


def test_a_district_sees_its_own_and_nothing_beside_it(district_officer):
    assert overview.picture(district_officer).here.place.code == "6009"
    with pytest.raises(OutOfSight):
        overview.picture(district_officer, area="6001")
    with pytest.raises(NotAllowed):  # the province around it is no secret, its figures are not for a district
        overview.picture(district_officer, area="60")


def test_the_cost_of_a_picture_does_not_grow_with_the_area(operator, django_assert_max_num_queries):
    for area in ("60", "6009", "60090804"):
        with django_assert_max_num_queries(24):
            overview.picture(operator, area=area)


def test_a_round_sent_again_with_other_answers_moves_every_figure(operator, tmp_path):
    homes, people = second_round()
    homes[4]["ข้อ 22"] = "0"
    bring_in(tmp_path / "again", 2564, homes, people)
    shown = overview.picture(operator)
    assert shown.now.poor_households == 4
    assert shown.moves[State.FELL][0] == 3
    assert tallies.differences(shown.here.round) == []


def test_money_is_summed_over_those_who_answered(operator, tmp_path):
    homes, people = second_round()
    homes[0] |= {"หนี้นอกระบบ": "5,000", "รายได้จากอาชีพหลัก": "40000"}
    homes[1] |= {"หนี้นอกระบบ": "0", "รายได้จากอาชีพหลัก": ""}
    bring_in(tmp_path / "money", 2564, homes, people)
    _here, lines = money.of(operator, area="600908")
    found = {line.item: line for line in lines}
    assert (found["debt_informal"].answered, found["debt_informal"].positive, found["debt_informal"].baht) == (2, 1, 5000)
    assert (found["debt_informal"].share, found["debt_informal"].mean, found["debt_informal"].mean_of_those) == (50, 2500, 5000)
    assert found["income_main"].answered == 1
