"""nsc figures, sentence by sentence of the contract (formats/survey.md, section 4)."""

import csv
import io

import pytest

from tests.survey_files import card, household, member, without

COLUMNS = (
    "code,name,households,members,welfare_registered,welfare_validated,poor_households,mpi_poor,target_registered,target_poor,target_rate,"
    "mpi_health,mpi_living,mpi_education,mpi_income,mpi_access,target_health,target_living,target_education,target_income,target_access"
)


@pytest.fixture
def province(nsc):
    """One household poor in health and income, one that fails a thing that is not counted, one of nobody, in three districts."""
    households = [
        household(1, "60010201", ข้อ_1="0", ข้อ_22="0"), household(2, "60010202", ข้อ_12="0"), household(3, "60090801", ข้อ_27="0"),
        household(4, "60015102", ข้อ_8="0", ข้อ_9="0"), household(5, "6001020102"),
    ]  # fmt: skip
    people = [card(1, 1), member(1, 2), member(1, ลงทะเบียนสวัสดิการ="1"), card(2, 3), member(2), card(4), member(5)]
    assert nsc.send(households, people).status == 0
    return nsc


def only(rows):
    [row] = rows
    return row


def test_the_columns_are_those_of_the_contract(province):
    assert province("figures", "--year", 2561, "--level", "amphoe").out.splitlines()[0] == COLUMNS


def test_every_count_of_the_province_is_what_one_counts_by_hand(province):
    assert only(province.figures()) == {
        "code": "60", "name": "นครสวรรค์", "households": "5", "members": "7", "welfare_registered": "4", "welfare_validated": "3",
        "poor_households": "3", "mpi_poor": "4", "target_registered": "3", "target_poor": "2", "target_rate": str(100 * 2 / 7),
        "mpi_health": "3", "mpi_living": "1", "mpi_education": "0", "mpi_income": "3", "mpi_access": "0",
        "target_health": "1", "target_living": "1", "target_education": "0", "target_income": "1", "target_access": "0",
    }  # fmt: skip


def test_areas_with_at_least_one_household_in_ascending_order_and_codes_nest(province):
    assert [row["code"] for row in province.figures("amphoe")] == ["6001", "6009"]
    assert [row["code"] for row in province.figures("tambon")] == ["600102", "600151", "600908"]
    assert [row["code"] for row in province.figures("village")] == ["60010201", "60010202", "60015102", "60090801"]
    for level in ("amphoe", "tambon", "village"):
        for column in COLUMNS.split(",")[2:10]:
            assert sum(int(row[column]) for row in province.figures(level)) == int(only(province.figures())[column])


def test_municipal_units_are_rows_of_the_tambon_level_named_by_the_provinces_setting_or_their_amphoe(province):
    province.send([household(9, "60095201")], [member(9)])
    names = {row["code"]: row["name"] for row in province.figures("tambon")}
    assert names["600151"] == "เทศบาลนครนครสวรรค์"
    assert names["600952"] == "ชุมชนเมือง ไพศาลี"


def test_a_village_has_8_digits_and_the_parts_of_a_split_one_are_summed(province):
    told = {row["code"]: row["households"] for row in province.figures("village")}
    assert told["60010201"] == "2"


def test_abolished_codes_count_at_their_successor(nsc):
    nsc.send([household(1, "60111101")], [member(1)])
    assert [row["code"] for row in nsc.figures("village")] == ["60130301"]
    assert [row["code"] for row in nsc.figures("village", "--area", "601111")] == ["60130301"]


def test_area_keeps_codes_that_begin_with_it(province):
    assert [row["code"] for row in province.figures("village", "--area", "6001")] == ["60010201", "60010202", "60015102"]
    assert [row["code"] for row in province.figures("tambon", "--area", "600151")] == ["600151"]
    assert province.figures("village", "--area", "6002") == []


def test_a_moo_that_no_list_names_may_be_asked_for_where_somebody_lives_there(nsc):
    nsc.send([household(1, "60020199")], [member(1)])
    assert [row["code"] for row in nsc.figures("village", "--area", "60020199")] == ["60020199"]


def test_a_household_without_members_adds_a_household_and_a_poor_one_and_no_person(province):
    told = {row["code"]: row for row in province.figures("amphoe")}["6009"]
    assert (told["households"], told["poor_households"], told["members"], told["mpi_poor"], told["target_rate"]) == ("1", "1", "0", "0", "")


def test_rates_are_the_shortest_form_that_reads_back_the_same(province):
    rate = only(province.figures())["target_rate"]
    assert float(rate) == 100 * 2 / 7
    assert rate == "28.571428571428573"


def test_json_is_a_list_of_objects_with_codes_as_text_and_undefined_as_null(province):
    told = province("figures", "--year", 2561, "--level", "amphoe", "--format", "json").json
    assert [list(row) for row in told] == [COLUMNS.split(",")] * 2
    assert (told[1]["code"], told[1]["households"], told[1]["target_rate"]) == ("6009", 1, None)


def test_without_the_validated_column_every_figure_resting_on_it_is_empty(nsc):
    people = without([member(1, 1), member(2, ลงทะเบียนสวัสดิการ="1")], "ได้สิทธิ์บัตรสวัสดิการ")
    nsc.send([household(1, ข้อ_1="0"), household(2, "60090801"), household(3, "60070101")], people)
    for level in ("province", "amphoe", "village"):
        for row in nsc.figures(level):
            resting = ["welfare_validated", "target_poor", "target_rate", *(name for name in row if name.startswith("target_"))]
            assert {row[name] for name in resting if name != "target_registered"} == {""}
            assert row["welfare_registered"] != "" and row["target_registered"] != ""
    assert {row["target_failing"] for row in nsc.figures("village", "--indicators")} == {""}
    assert [row["target_poor"] for row in nsc.figures("village", "--patterns")] == [""]
    told = nsc("figures", "--year", 2561, "--level", "province", "--format", "json").json
    assert told[0]["target_poor"] is None


def test_districts_whose_files_have_the_column_keep_their_figures(nsc):
    nsc.send([household(1, "60010201", ข้อ_1="0")], [card(1)])
    nsc.send([household(2, "60090801", ข้อ_1="0")], without([card(2)], "ได้สิทธิ์บัตรสวัสดิการ"))
    assert [row["target_poor"] for row in nsc.figures("amphoe")] == ["1", ""]
    assert only(nsc.figures())["target_poor"] == ""


def test_indicators_have_one_row_an_area_and_indicator_all_of_them(province):
    told = province("figures", "--year", 2561, "--level", "amphoe", "--indicators")
    rows = list(csv.reader(io.StringIO(told.out)))
    assert rows[0] == ["code", "indicator", "members_applicable", "members_failing", "target_failing"]
    assert [(code, n) for code, n, *_ in rows[1:]] == [(code, str(n)) for code in ("6001", "6009") for n in range(1, 32)]
    by = {(code, int(n)): sums for code, n, *sums in rows[1:]}
    assert by["6001", 1] == ["7", "3", "1"]
    assert by["6001", 12] == ["7", "2", "0"]  # fails it, but is not poor: nobody is a target
    assert by["6009", 27] == ["0", "0", "0"]


def test_target_failing_counts_validated_members_of_poor_households_whichever_indicator(nsc):
    nsc.send([household(1, ข้อ_1="0", ข้อ_12="0")], [card(1), member(1)])
    assert nsc.figures("province", "--indicators")[11]["target_failing"] == "1"


def test_patterns_are_exact_combinations_occurring_ones_only_never_00000(province):
    told = province("figures", "--year", 2561, "--level", "province", "--patterns")
    assert list(csv.reader(io.StringIO(told.out))) == [
        ["code", "pattern", "poor_households", "mpi_poor", "target_poor"],
        ["60", "00001", "1", "0", "0"], ["60", "01000", "1", "1", "1"], ["60", "10010", "1", "3", "1"],
    ]  # fmt: skip
    assert province("figures", "--year", 2561, "--level", "province", "--patterns", "--format", "json").json[0]["pattern"] == "00001"


@pytest.mark.parametrize(
    "words",
    [
        ("--year", "2562", "--level", "province"), ("--year", "18", "--level", "province"),
        ("--year", "2561", "--level", "province", "--area", "6001"),
        ("--year", "2561", "--level", "tambon", "--area", "60010201"), ("--year", "2561", "--level", "village", "--area", "6099"),
        ("--year", "2561", "--level", "village", "--area", "601"), ("--year", "2561", "--level", "village", "--area", "61"),
        ("--year", "2561", "--level", "village", "--area", "60020198"), ("--year", "2561", "--level", "village", "--area", "x"),
        ("--year", "2561", "--level", "village", "--area", ""),
    ],
)  # fmt: skip
def test_an_unknown_area_or_year_or_an_area_smaller_than_the_level_does_nothing(province, words):
    told = province("figures", *words)
    assert (told.status, told.out) == (2, "")
    assert told.err


def test_each_of_the_17_counts_for_its_dimension_and_no_other_indicator_does(nsc):
    counted = {1: "10000", 4: "10000", 5: "10000", 7: "10000", 8: "01000", 9: "01000", 10: "01000", 11: "01000", 15: "00100", 16: "00100",
               17: "00100", 19: "00100", 20: "00010", 21: "00010", 22: "00010", 27: "00001", 28: "00001"}  # fmt: skip
    villages = {n: f"600102{n:02}" for n in range(1, 32)}
    nsc.send([household(n, villages[n], **{f"ข้อ {n}": "0"}) for n in villages], [member(n) for n in villages])
    assert {row["code"]: row["pattern"] for row in nsc.figures("village", "--patterns")} == {villages[n]: p for n, p in counted.items()}
