"""Specs are exact, and a wrong one is refused in words that say what to mend."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.poverty.spec import build, exact, parse

BMN31 = {f"m{i}": [f"m{i}q{j}" for j in range(size)] for i, size in enumerate([7, 7, 5, 4, 8])}


def spec(**changes):
    return json.dumps({"dimensions": {"health": ["d1", "d2"], "living": ["d3"]}, "weights": "equal-nested", "k": ["1/3"]} | changes)


@pytest.mark.parametrize(
    ("written", "number"),
    [("1/3", (1, 3)), ("20%", (1, 5)), ("26 %", (13, 50)), ("0.2", (1, 5)), (" 33.3 % ", (333, 1000)), ("1", (1, 1)), ("๒๐%", (1, 5))],
)
def test_a_number_is_what_was_written(written, number):
    assert exact(written) == Fraction(*number)


@given(st.fractions(0, 1, max_denominator=10**6))
def test_any_fraction_reads_back(number):
    assert exact(str(number)) == number


@pytest.mark.parametrize("written", ["", "a", "1/0", "%", "1/3%%", "nan", "inf", "1 / 2 / 3"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(Refused, match="ไม่ใช่จำนวน"):
        exact(written)


def test_equal_nested_weights_of_the_31_indicators_are_integers_over_1400():
    measure = build(BMN31, ["1/5"])
    assert measure.scale == 1400
    assert [measure.weights[at] for at in (0, 7, 14, 19, 23)] == [40, 40, 56, 70, 35]
    assert sum(measure.weights) == 1400


def test_a_cut_off_of_one_whole_dimension_is_reached_by_each_dimension_exactly():
    measure = build(BMN31, ["1/5"])
    weight = dict(zip(measure.indicators, measure.weights, strict=True))
    assert [sum(weight[name] for name in names) for names in BMN31.values()] == [measure.cutoffs[0].least] * 5


def test_the_least_score_is_the_first_integer_at_or_above_the_cut_off():
    assert [cutoff.least for cutoff in build(BMN31, ["1/3", "26 %", "1", "0.0001"]).cutoffs] == [467, 364, 1400, 1]


def test_numbers_in_json_are_read_as_written_not_as_the_nearest_float():
    measure = parse(spec(weights={"d1": 0.1, "d2": 0.2, "d3": 0.7}, k=[0.3, 1]))
    assert (measure.weights, measure.scale) == ((1, 2, 7), 10)
    assert [(cutoff.written, cutoff.least) for cutoff in measure.cutoffs] == [("0.3", 3), ("1", 10)]


def test_a_single_cut_off_may_stand_without_brackets():
    assert [cutoff.written for cutoff in parse(spec(k="26 %")).cutoffs] == ["26 %"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "ไม่เป็น JSON"),
        ("[]", "วัตถุ JSON"),
        (spec(wieght="w"), "wieght"),
        (spec(dimensions={}), "ว่างอยู่"),
        (spec(dimensions={"a": []}), "“a” ไม่มีตัวชี้วัด"),
        (spec(dimensions={"a": ["d1"], "b": ["d1"]}), "“d1” อยู่ใน dimensions มากกว่าหนึ่งที่"),
        (spec(dimensions={"a": "d1"}), "dimensions ต้องเป็น"),
        (spec(dimensions={"a": [None]}), "ต้องเป็นข้อความ"),
        (spec(weights="equal"), "equal-nested"),
        (spec(weights={"d1": "1/2", "d2": "1/2"}), "ไม่มีน้ำหนักของ d3"),
        (spec(weights={"d1": "1/3", "d2": "1/3", "d3": "1/3", "d4": "0"}), "d4"),
        (spec(weights={"d1": "1/3", "d2": "1/3", "d3": "0.33"}), "299/300"),
        (spec(weights={"d1": "-1/3", "d2": "1/3", "d3": "1"}), "ติดลบ"),
        (spec(weights={"d1": "x", "d2": "1/3", "d3": "1"}), "“x” ไม่ใช่จำนวน"),
        (spec(weights={"d1": str(Fraction(1, 3**50)), "d2": str(1 - Fraction(1, 3**50)), "d3": "0"}), "ละเอียดเกินไป"),
        (spec(k=[]), "k ต้องเป็นรายการ"),
        (spec(k=None), "k ต้องเป็นรายการ"),
        (spec(k=["33"]), "เขียนเครื่องหมาย %"),
        (spec(k=["0"]), "มากกว่า 0"),
        (spec(k=["1/3", "1/3"]), "ซ้ำ"),
        (spec(weight=["w"]), "weight ต้องเป็นชื่อคอลัมน์"),
        (spec(singleunit="centered"), "scaled, certainty"),
        (spec(design="simple"), "srs"),
        ('{"k": ["1"], "k": ["1/2"]}', "“k” ซ้ำ"),
    ],
)
def test_a_wrong_spec_is_refused_with_what_to_mend(text, says):
    with pytest.raises(Refused) as refused:
        parse(text)
    assert says in str(refused.value)


def test_a_spec_without_weight_strata_cluster_or_srs_is_a_census():
    assert parse(spec(weight=None, strata=None, cluster=None)).is_census
    assert not any(parse(spec(**design)).is_census for design in ({"weight": "w"}, {"strata": "s"}, {"cluster": "c"}, {"design": "srs"}))
