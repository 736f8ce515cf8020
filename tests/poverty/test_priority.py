from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nsc.errors import Refused
from nsc.poverty import priority
from nsc.poverty.masks import mask_of
from nsc.poverty.priority import (
    AREAS,
    HOUSEHOLDS,
    ISSUES,
    PERSON_GROUPS,
    PERSONS,
    UNKNOWN,
    Factor,
    Weights,
    priority_of_areas,
    priority_of_households,
    priority_of_issues,
    priority_of_person,
    ranks,
    score,
    shortfall,
    why,
)
from nsc.poverty.union import DIMENSIONS, patterns
from tests.poverty.surveys import TPMAP

ALL = (HOUSEHOLDS, PERSONS, ISSUES, AREAS)


@st.composite
def values_of(draw, weights):
    count = draw(st.integers(0, 8))
    return {
        factor.code: draw(hnp.arrays(np.int64, count, elements=st.integers(UNKNOWN if factor.about else 0, 20_000)))
        for factor in weights.factors
    }


scored = st.sampled_from(ALL).flatmap(lambda weights: values_of(weights).map(lambda values: score(weights, values)))


def households(count: int = 1, **given):
    """Poor in nothing and burdened by nothing, unless said otherwise."""
    failed = np.array(given.pop("failed", [0] * count), np.int64)
    columns = ("small_children", "elderly", "disabled", "chronic_dependants", "income_gap", "validated")
    values = {name: np.zeros(count, np.int64) for name in (*columns, "informal_debt", "other_problems", "rounds_poor")}
    values |= {name: np.array(value, np.int64) for name, value in given.items()}
    return priority_of_households(pattern=patterns(failed, failed, TPMAP), failed=failed, dimension_map=TPMAP, **values)


@given(scored)
def test_contributions_add_up_to_the_score(scored):
    for row in range(len(scored.score)):
        reasons = scored.reasons(row)
        assert sum(reason.points for reason in reasons) == scored.score[row]
        assert sum(priority.contributions_by_code(scored, row).values()) == scored.score[row]
        assert [reason.points for reason in reasons] == sorted((reason.points for reason in reasons), reverse=True)


@given(scored)
def test_the_reason_given_is_the_calculation(scored):
    points = {factor.label: factor for factor in scored.weights.factors}
    for row in range(len(scored.score)):
        for reason in scored.reasons(row):
            factor = points[reason.label]
            assert reason.points == factor.points * min(reason.values["value"] - factor.free, factor.cap)


@given(scored)
def test_what_is_unknown_earns_nothing_and_is_named(scored):
    for row in range(len(scored.score)):
        missing = [factor.about for factor, value in zip(scored.weights.factors, scored.values[row], strict=True) if value == UNKNOWN]
        assert scored.unknown(row) == missing
        assert all(points == 0 for points, value in zip(scored.contributions[row], scored.values[row], strict=True) if value == UNKNOWN)
        sentence = why(scored, ranks(scored.score), row)
        assert all(about in sentence for about in missing)


def test_what_is_always_known_may_not_be_unknown():
    with pytest.raises(ValueError, match="poor"):
        score(Weights("t", "", (Factor("poor", "", 1),)), {"poor": np.array([UNKNOWN])})


def test_every_factor_needs_its_values():
    with pytest.raises(ValueError, match="elderly"):
        score(Weights("t", "", (Factor("poor", "", 1),)), {"poor": np.array([1]), "elderly": np.array([1])})


@pytest.mark.parametrize("weights", [HOUSEHOLDS, PERSONS])
def test_nobody_who_is_not_poor_comes_before_the_poor(weights):
    only_of_the_poor = {"poor", *DIMENSIONS, "indicators", "target", "no_card"}
    assert sum(factor.most for factor in weights.factors if factor.code not in only_of_the_poor) < weights.factors[0].points


def test_a_poor_household_gets_a_thai_answer_with_its_numbers():
    scored = households(
        3,
        failed=[mask_of([4, 22]), mask_of([4, 22]), mask_of([23])],
        elderly=[2, 2, 0],
        income_gap=[35, 35, 0],
        validated=[0, 0, UNKNOWN],
        informal_debt=[1, 1, UNKNOWN],
        rounds_poor=[3, 3, 0],
    )
    ranking = ranks(scored.score)
    assert scored.score.tolist() == [1000 + 200 + 20 + 30 + 35 + 40 + 30 + 50] * 2 + [2]
    assert why(scored, ranking, 0) == (
        "อยู่ลำดับที่ 1 จาก 3 ครัวเรือน ได้ 1,405 คะแนน (มีคะแนนเท่ากัน 2 ครัวเรือน) เพราะ ครัวเรือนยากจนตามเกณฑ์ 5 มิติ (+1,000 คะแนน)"
        " · ตกเกณฑ์มิติด้านสุขภาพ (+100 คะแนน) · ตกเกณฑ์มิติด้านรายได้ (+100 คะแนน) · ยากจนต่อเนื่อง 3 รอบสำรวจ (+50 คะแนน)"
        " · ยากจนแต่ไม่มีผู้ได้สิทธิ์บัตรสวัสดิการแห่งรัฐ (+40 คะแนน) · รายได้เฉลี่ยต่ำกว่าเกณฑ์ร้อยละ 35 (+35 คะแนน)"
        " · มีผู้สูงอายุ 2 คน (+30 คะแนน) · มีหนี้นอกระบบ (+30 คะแนน) · ตกเกณฑ์ตัวชี้วัดใน 5 มิติ 2 ข้อ (+20 คะแนน)"
        " (เกณฑ์รุ่น household-1: เกณฑ์เบื้องต้น ยังไม่เป็นทางการ)"
    )
    assert "โดยยังไม่มีข้อมูลเรื่อง หนี้นอกระบบ" in why(scored, ranking, 2)


def test_a_sentence_is_translated_before_it_is_filled():
    scored = households(1, elderly=[2])
    english = {"มีผู้สูงอายุ {value} คน": "{value} elderly", "{reason} (+{points} คะแนน)": "{reason} (+{points})"}
    assert "2 elderly (+30)" in why(scored, ranks(scored.score), 0, lambda text: english.get(text, text))


def test_a_first_round_of_poverty_is_not_yet_chronic():
    assert households(2, rounds_poor=[1, 2]).score.tolist() == [0, 25]


def test_the_card_matters_only_to_the_poor():
    scored = households(4, failed=[0, 0, mask_of([22]), mask_of([22])], validated=[0, 2, 0, 2])
    assert (scored.score - scored.score[0]).tolist() == [0, 0, 1000 + 100 + 10 + 40, 1000 + 100 + 10 + 30]


@pytest.mark.parametrize(("income", "gap"), [(38_000, 0), (90_000, 0), (37_999, 1), (19_000, 50), (0, 100), (-1, UNKNOWN)])
def test_the_income_gap_is_in_per_cent_of_the_threshold_and_any_shortfall_shows(income, gap):
    assert shortfall(np.array([income]), 38_000).tolist() == [gap]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=40))
def test_ranks_are_one_more_than_how_many_in_the_group_score_higher(rows):
    scores, groups = np.array([row[0] for row in rows], np.int32), np.array([row[1] for row in rows], np.int64)
    ranking = ranks(scores, groups)
    for row, (own, group) in enumerate(rows):
        rivals = [other for other, place in rows if place == group]
        assert ranking.rank[row] == 1 + sum(other > own for other in rivals)
        assert ranking.tied[row] == rivals.count(own)
        assert ranking.of[row] == len(rivals)


def test_ties_are_shown_as_ties():
    ranking = ranks(np.array([7, 9, 7, 3], np.int32))
    assert ranking.rank.tolist() == [2, 1, 2, 4]
    assert priority.shown(ranking, range(4)) == ["2=", "1", "2=", "4"]


def test_the_province_changes_points_under_a_new_version():
    official = HOUSEHOLDS.changed("household-2570", {"elderly": 40}, "ประกาศจังหวัด")
    assert {f.code: f.points for f in official.factors} == {f.code: f.points for f in HOUSEHOLDS.factors} | {"elderly": 40}
    assert (official.version, official.status) == ("household-2570", "ประกาศจังหวัด")


@pytest.mark.parametrize(
    ("version", "points", "message"),
    [("household-1", {"elderly": 1}, "รุ่นใหม่"), ("x", {"wealth": 1}, "wealth"), ("x", {"elderly": -1}, "elderly")],
)
def test_a_wrong_change_of_points_is_refused(version, points, message):
    with pytest.raises(Refused, match=message):
        HOUSEHOLDS.changed(version, points, "")


def test_weights_that_could_overflow_or_repeat_a_factor_are_refused():
    with pytest.raises(Refused, match="สูงเกินไป"):
        replace(AREAS, factors=tuple(Factor(str(n), "", 100_000) for n in range(3)))
    with pytest.raises(Refused, match="ซ้ำ"):
        replace(AREAS, factors=AREAS.factors * 2)


def test_a_person_whom_a_failure_concerns_comes_before_the_rest_of_the_household():
    nobody = np.zeros(3, np.int64)
    scored = priority_of_person(
        pattern=np.array([1, 1, 1], np.uint8),
        certain=np.array([mask_of([7]), 0, 0]),
        possible=np.array([0, mask_of([7]), 0]),
        groups=dict.fromkeys(PERSON_GROUPS, nobody),
        validated=np.array([1, 1, 1]),
        adult=np.array([True, True, False]),
    )
    assert scored.score.tolist() == [1000 + 30 + 60, 1000 + 30 + 15, 1000 + 30]


def test_a_child_is_not_said_to_lack_a_card_that_is_for_adults():
    nobody = np.zeros(2, np.int64)
    scored = priority_of_person(
        pattern=np.array([1, 1], np.uint8),
        certain=nobody,
        possible=nobody,
        groups=dict.fromkeys(PERSON_GROUPS, nobody),
        validated=np.array([0, 0]),
        adult=np.array([True, False]),
    )
    assert (scored.score[0] - scored.score[1]) == 20


def test_an_issue_that_grows_comes_before_one_that_shrinks():
    same = np.array([100, 100, 100])
    scored = priority_of_issues(
        affected=same,
        applicable=same * 2,
        target=same // 10,
        surveyed=same * 10,
        affected_before=np.array([50, 200, UNKNOWN]),
        surveyed_before=np.array([1000, 1000, UNKNOWN]),
        official=np.array([True, True, True]),
    )
    assert ranks(scored.score).rank.tolist() == [1, 2, 2]
    assert "เพิ่มขึ้นจากรอบก่อน 500 คนในทุก 10,000 คน (+1,000 คะแนน)" in why(scored, ranks(scored.score), 0)
    assert scored.unknown(1) == []
    assert scored.unknown(2) == ["แนวโน้มจากรอบก่อน"]


def test_an_area_without_people_has_no_rate_and_no_welfare_data_no_target():
    scored = priority_of_areas(
        poor=np.array([5, 0]),
        target=np.array([UNKNOWN, 0]),
        members=np.array([50, 0]),
        poor_before=np.array([5, 0]),
        members_before=np.array([50, 0]),
    )
    assert scored.score.tolist() == [10_000 + 3 * 1_000, 0]
    assert scored.unknown(0) == ["สิทธิ์บัตรสวัสดิการแห่งรัฐ"]
    assert scored.unknown(1) == ["จำนวนคนที่สำรวจ", "สิทธิ์บัตรสวัสดิการแห่งรัฐ", "แนวโน้มจากรอบก่อน"]


@pytest.mark.parametrize(
    ("now", "before", "direction"),
    [
        ((1, 3), (2, 6), "same"),
        ((1, 3), (333_333, 1_000_000), "rising"),
        ((1, 4), (1, 3), "falling"),
        ((1, 4), None, None),
        ((0, 0), (1, 3), None),
        ((1, 4), (UNKNOWN, 3), None),
    ],
)
def test_a_trend_is_judged_on_exact_shares(now, before, direction):
    assert priority.trend(now, before) == direction


@pytest.mark.parametrize(
    ("part", "whole", "out_of_ten_thousand"), [(1, 3, 3_333), (2, 3, 6_667), (1, 20_000, 1), (1, 20_001, 0), (5, 5, 10_000)]
)
def test_shares_are_rounded_to_the_nearest(part, whole, out_of_ten_thousand):
    assert priority.share(np.array([part]), np.array([whole])).tolist() == [out_of_ten_thousand]
