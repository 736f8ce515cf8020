"""The contract of `nsc measure`, sentence by sentence, and its figures against a slow reference in exact fractions."""

import argparse
import csv
import io
import json
import math
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nsc.ops import measure as command
from tests.poverty import reference

HEADING = "measure,indicator,k,by,group,b,se,ll,ul,n"
SPEC = {"dimensions": {"health": ["d1", "d2"], "living": ["d3"]}, "weights": "equal-nested", "k": ["1/3"]}


# — the command as a person runs it —


def nsc_measure(*words):
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return command.run(parser.parse_args([str(word) for word in words]))


@pytest.fixture
def ask(tmp_path, capsys):
    """Writes table and spec, runs the command, returns (exit status, rows as dicts, text on standard error)."""

    def run(table, spec, *more, suffix=".csv"):
        data, spec_file = tmp_path / f"data{suffix}", tmp_path / "spec.json"
        write(table, data)
        spec_file.write_text(spec if isinstance(spec, str) else json.dumps(spec), encoding="utf-8")
        status = nsc_measure("--data", data, "--spec", spec_file, *more)
        out, err = capsys.readouterr()
        return status, list(csv.DictReader(io.StringIO(out))), err

    return run


def write(table, path):
    if isinstance(table, (str, bytes)):
        path.write_bytes(table.encode() if isinstance(table, str) else table)
    elif path.suffix == ".csv":
        table.write_csv(path)
    else:
        table.write_parquet(path)


def only(rows, **wanted):
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def the(rows, **wanted):
    (row,) = only(rows, **wanted)
    return row


FOUR = "d1,d2,d3,place\n1,1,1,060901\n1,0,0,060901\n0,0,1,ต.วังน้ำลัด\n0,0,0,ต.วังน้ำลัด\n"


# — figures against the reference —


@st.composite
def surveys(draw):
    """A small table with every trouble a real one has, and a spec for it."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    names = iter(f"d{i}" for i in range(9))
    dimensions = {f"m{i}": [next(names) for _ in range(size)] for i, size in enumerate(sizes)}
    indicators = [name for group in dimensions.values() for name in group]
    spec = {"dimensions": dimensions, "weights": "equal-nested"}
    if draw(st.booleans()):
        parts = draw(st.lists(st.integers(0, 5), min_size=len(indicators), max_size=len(indicators)).filter(any))
        spec["weights"] = {name: f"{part}/{sum(parts)}" for name, part in zip(indicators, parts, strict=True)}
    spec["k"] = draw(st.lists(st.sampled_from(["1/3", "20%", "26 %", "0.5", "1", "1/2", "2/3"]), min_size=1, max_size=3, unique=True))
    spec["singleunit"] = draw(st.sampled_from(["scaled", "certainty"]))
    for key, column in (("weight", "w"), ("strata", "h"), ("cluster", "c"), ("design", "srs")):
        if draw(st.booleans()):
            spec[key] = column
    share = draw(st.sampled_from([[0, 1], [0, 0, 0, 1], [1], [0], [0, 1, 0, 1, 0, 1, None]]))
    row = st.fixed_dictionaries(
        {
            **{name: st.sampled_from(share) for name in indicators},
            "w": st.sampled_from([1.0, 1.0, 2.5, 0.1, 1e3, 0.0]),
            "h": st.sampled_from(["เหนือ", "ใต้", "", "ใต้"]),
            "c": st.sampled_from(["1", "2", "3"]),
            "place": st.sampled_from(["0609", "ต.วังน้ำลัด", "a.b", "", None]),
            "sex": st.sampled_from(["ญ", "ช"]),
            "round": st.sampled_from(["2561", "2564", "2564", ""]),
        }
    )
    return draw(st.lists(row, min_size=1, max_size=24)), spec


def key(row):
    return tuple(row[name] for name in row if name not in ("b", "se", "ll", "ul", "n"))


def values(row):
    return (*(float(row[name]) if row[name] else None for name in ("b", "se", "ll", "ul")), int(row["n"]))


def assert_equal(found, expected):
    """To 1e-12; the ends of an interval to what the logit leaves of that: near 0 and 1 it magnifies the last digit of b."""
    assert found.keys() == expected.keys()
    for name, ours in found.items():
        b = expected[name][0]
        logit = 1e-12 / min(b, 1 - b) if b and 0 < b < 1 else 1e-12
        for place, (mine, theirs) in enumerate(zip(ours, expected[name], strict=True)):
            far = logit if place in (2, 3) else 1e-12
            same = mine is theirs is None or (None not in (mine, theirs) and math.isclose(mine, theirs, rel_tol=far, abs_tol=1e-12))
            assert same, (name, ("b", "se", "ll", "ul", "n")[place], ours, expected[name])


def usable(rows, spec):
    """Something is left after incomplete rows, and "scaled" has a stratum to learn from."""
    needed = [name for group in spec["dimensions"].values() for name in group] + [spec[key] for key in ("strata",) if spec.get(key)]
    rows = [(number, row) for number, row in enumerate(rows) if all(row[name] not in ("", None) for name in needed)]
    strata = {}
    for number, row in rows:
        strata.setdefault(row["h"] if spec.get("strata") else "", set()).add(row["c"] if spec.get("cluster") else number)
    return bool(rows) and (spec["singleunit"] == "certainty" or any(len(clusters) > 1 for clusters in strata.values()))


@settings(max_examples=150, deadline=None)
@given(surveys(), st.booleans(), st.sampled_from([".csv", ".parquet"]))
def test_every_figure_is_that_of_a_slow_reference_in_exact_fractions(survey, over, suffix):
    rows, spec = survey
    if not usable(rows, spec):
        return
    with tempfile.TemporaryDirectory() as folder:
        data, spec_file = Path(folder) / f"data{suffix}", Path(folder) / "spec.json"
        table = pl.DataFrame(rows, schema_overrides={name: pl.Int8 for name in rows[0] if name.startswith("d")}, infer_schema_length=None)
        write(table.with_columns(pl.col("place").cast(pl.String)), data)
        spec_file.write_text(json.dumps(spec), encoding="utf-8")
        rounds = {row["round"] for row in rows} - {""}
        if over and not rounds:
            return
        try:
            text = command.measured(data, spec_file, ["place", "sex"], "round" if over else None)
        except command.Refused:
            assert over  # no round left among complete rows
            return
    found = {key(row): values(row) for row in csv.DictReader(io.StringIO(text))}
    assert_equal(found, reference.measure(rows, spec, ["place", "sex"], "round" if over else None))


# — the contract, sentence by sentence —


def test_the_long_form_has_the_whole_sample_first_then_each_group_as_written(ask):
    status, rows, _err = ask(FOUR, SPEC, "--by", "place")
    assert status == 0
    assert ",".join(rows[0]) == HEADING
    assert list(dict.fromkeys((row["by"], row["group"]) for row in rows)) == [("", ""), ("place", "060901"), ("place", "ต.วังน้ำลัด")]
    assert list(dict.fromkeys(row["measure"] for row in rows)) == ["H", "A", "M0", "hd", "hdk", "actb", "pctb"]


def test_the_published_definitions_on_four_people_by_hand(ask):
    """Scores 1, 1/4, 1/2, 0; poor at 1/3 are the first and third: H = 1/2, A = 3/4, M0 = 3/8."""
    _status, rows, _err = ask(FOUR, SPEC)
    assert [the(rows, measure=name)["b"] for name in ("H", "A", "M0")] == ["0.5", "0.75", "0.375"]
    assert [row["b"] for row in only(rows, measure="hd")] == ["0.5", "0.25", "0.5"]
    assert [row["b"] for row in only(rows, measure="hdk")] == ["0.25", "0.25", "0.5"]
    assert [row["b"] for row in only(rows, measure="actb")] == ["0.0625", "0.0625", "0.25"]
    assert sum(float(row["b"]) for row in only(rows, measure="pctb")) == pytest.approx(1, abs=1e-15)


def test_households_weighted_by_size_give_the_headcount_of_persons(ask):
    """Four households of 4, 7, 5 and 4 persons, all but the first poor: H = 16/20."""
    table = "d1,d2,d3,size\n0,0,0,4\n1,1,0,7\n0,0,1,5\n1,1,1,4\n"
    _status, rows, _err = ask(table, SPEC | {"weight": "size"})
    assert the(rows, measure="H")["b"] == "0.8"


def test_hd_comes_once_a_group_with_k_empty_and_k_is_as_written(ask):
    _status, rows, _err = ask(FOUR, SPEC | {"k": ["26 %", "1/3", 0.5]})
    assert [row["k"] for row in only(rows, measure="H")] == ["26 %", "1/3", "0.5"]
    assert [row["k"] for row in only(rows, measure="hd", indicator="d1")] == [""]


def test_without_design_it_is_a_census_without_errors(ask):
    _status, rows, _err = ask(FOUR, SPEC)
    assert {(row["se"], row["ll"], row["ul"]) for row in rows} == {("", "", "")}


def test_srs_gives_the_textbook_error_of_a_proportion(ask):
    _status, rows, _err = ask(FOUR, SPEC | {"design": "srs"})
    assert float(the(rows, measure="H")["se"]) == pytest.approx(math.sqrt(0.5 * 0.5 / 3), rel=1e-14)


def test_contributions_carry_no_error(ask):
    _status, rows, _err = ask(FOUR, SPEC | {"design": "srs"})
    assert {(row["se"], row["ll"], row["ul"]) for row in rows if row["measure"] in ("actb", "pctb")} == {("", "", "")}


def test_where_nobody_is_poor_the_intensity_is_empty_and_the_headcount_certain(ask):
    _status, rows, _err = ask("d1,d2,d3\n0,1,0\n0,0,0\n0,0,0\n", SPEC | {"design": "srs"})
    nobody, undefined = the(rows, measure="H"), the(rows, measure="A")
    assert [nobody[name] for name in ("b", "se", "ll", "ul", "n")] == ["0", "0", "", "", "3"]
    assert [undefined[name] for name in ("b", "se", "ll", "ul", "n")] == ["", "", "", "", "3"]
    assert {row["b"] for row in only(rows, measure="pctb")} == {""}
    assert {row["b"] for row in only(rows, measure="actb")} == {"0"}


def test_where_everybody_is_poor_in_everything_all_is_certain(ask):
    _status, rows, _err = ask("d1,d2,d3,w\n1,1,1,0.1\n1,1,1,0.2\n1,1,1,0.3\n0,0,0,0\n", SPEC | {"weight": "w"})
    for name in ("H", "A", "M0"):
        assert [the(rows, measure=name)[cell] for cell in ("b", "se", "ll", "ul", "n")] == ["1", "0", "", "", "4"]


def test_a_share_that_only_rounds_to_one_is_not_everybody(ask):
    _status, rows, _err = ask("d1,d2,d3,w\n1,1,1,1e17\n1,1,1,1\n0,0,0,1\n", SPEC | {"weight": "w"})
    row = the(rows, measure="H")
    assert row["b"] == "1"
    assert float(row["se"]) > 0


def test_a_person_exactly_on_the_cut_off_is_poor_where_floats_would_say_not(ask):
    """Three tenths in floats is 0.30000000000000004 or 0.3; here a score of 1/10 + 2/10 is exactly 3/10."""
    spec = SPEC | {"weights": {"d1": "0.1", "d2": "0.2", "d3": "0.7"}, "k": ["0.3", "30%", "3/10"]}
    _status, rows, _err = ask("d1,d2,d3\n1,1,0\n", spec)
    assert [row["b"] for row in only(rows, measure="H")] == ["1", "1", "1"]


def test_incomplete_rows_leave_first_and_their_share_is_told(ask):
    table = "d1,d2,d3,w,h,c,place\n1,1,1,1,a,1,x\n1,,1,1,a,2,x\n0,0,0,,a,3,x\n0,0,0,1,,4,x\n0,0,0,1,a,,x\n0,0,0,1,a,2,\n1,0,0,1,a,3,y\n"
    status, rows, err = ask(table, SPEC | {"weight": "w", "strata": "h", "cluster": "c"}, "--by", "place")
    assert status == 0
    assert {(row["group"], row["n"]) for row in rows} == {("", "3"), ("x", "1"), ("y", "1")}
    assert "4 จาก 7 แถว (57.1%)" in err
    assert "d2 1, h 1, c 1, w 1" in err


def test_a_row_with_an_empty_group_stays_in_the_whole_sample_only(ask):
    _status, rows, _err = ask(FOUR + "1,1,1,\n", SPEC, "--by", "place")
    assert [row["n"] for row in only(rows, measure="H")] == ["5", "2", "2"]


def test_by_two_columns_is_two_tables_not_a_crossing(ask):
    _status, rows, _err = ask("d1,d2,d3,a,b\n1,1,1,x,p\n0,0,0,y,p\n", SPEC, "--by", "b, a")
    assert [(row["by"], row["group"]) for row in only(rows, measure="H")] == [("", ""), ("b", "p"), ("a", "x"), ("a", "y")]


def test_all_clusters_count_in_every_group(ask):
    """Group x lives in two of four clusters. Dropping the other two would give another error."""
    table = "d1,d2,d3,c,place\n" + "".join(f"{d},{d},{d},{c},{p}\n" for d, c, p in [(1, 1, "x"), (0, 2, "x"), (1, 3, "y"), (0, 4, "y")])
    _status, rows, _err = ask(table, SPEC | {"cluster": "c"}, "--by", "place")
    assert float(the(rows, measure="H", group="x")["se"]) == pytest.approx(math.sqrt(4 / 3 * (2 * 0.25**2)), rel=1e-14)


def test_clusters_of_equal_number_in_two_strata_are_two(ask):
    table = "d1,d2,d3,h,c\n1,1,1,a,1\n0,0,0,a,2\n1,1,1,b,1\n1,1,1,b,2\n"
    _status, rows, _err = ask(table, SPEC | {"strata": "h", "cluster": "c"})
    assert float(the(rows, measure="H")["se"]) == pytest.approx(0.25, rel=1e-14)


def test_the_degrees_of_freedom_are_those_of_the_whole_design_also_in_a_group(ask):
    table = "d1,d2,d3,c,place\n" + "".join(f"{i % 2},{i % 2},{i % 2},{i},{'x' if i < 4 else 'y'}\n" for i in range(11))
    _status, rows, _err = ask(table, SPEC | {"cluster": "c"}, "--by", "place")
    row = the(rows, measure="H", group="x")
    t10 = 2.2281388519862747
    assert float(row["ul"]) == pytest.approx(1 / (1 + math.exp(-t10 * float(row["se"]) / 0.25)), rel=1e-13)


LONELY = "d1,d2,d3,h,c\n1,1,1,a,1\n0,0,0,a,2\n1,1,1,b,1\n0,0,0,b,1\n"


def test_a_stratum_with_one_cluster_needs_a_word_on_what_it_means(ask):
    status, rows, err = ask(LONELY, SPEC | {"strata": "h", "cluster": "c"})
    assert (status, rows) == (2, [])
    assert "singleunit" in err


def test_certainty_adds_nothing_and_scaled_the_average_of_the_others(ask):
    se = {}
    for singleunit in ("certainty", "scaled"):
        _status, rows, _err = ask(LONELY, SPEC | {"strata": "h", "cluster": "c", "singleunit": singleunit})
        se[singleunit] = float(the(rows, measure="H")["se"])
    assert se["certainty"] == pytest.approx(math.sqrt(2 * 2 * 0.125**2), rel=1e-14)
    assert se["scaled"] == pytest.approx(math.sqrt(2) * se["certainty"], rel=1e-14)


def test_scaled_is_refused_where_no_stratum_has_an_error_to_scale(ask):
    status, _rows, err = ask("d1,d2,d3,h,c\n1,1,1,a,1\n0,0,0,b,1\n", SPEC | {"strata": "h", "cluster": "c", "singleunit": "scaled"})
    assert status == 2
    assert "certainty" in err


def test_an_error_that_is_truly_zero_is_zero_also_with_uneven_weights(ask):
    """Every stratum is of one mind, so repeating the survey would change nothing; one-pass formulas leave 1e-9 here."""
    table = "d1,d2,d3,h,w\n" + "".join(f"{int(i < 50)},1,{int(i < 50)},{'ab'[i >= 50]},{[1e5, 3e4][i >= 50] / 3}\n" for i in range(100))
    _status, rows, _err = ask(table, SPEC | {"strata": "h", "weight": "w"})
    assert float(the(rows, measure="H")["se"]) < 1e-16


PANEL = "d1,d2,d3,c,year\n1,1,1,1,2561\n1,1,1,2,2561\n0,0,0,3,2561\n0,0,0,4,2561\n1,1,1,1,2564\n0,0,0,2,2564\n0,0,0,3,2564\n0,0,0,4,2564\n"


def test_over_gives_levels_then_changes_with_the_covariance_of_shared_clusters(ask):
    _status, rows, _err = ask(PANEL, SPEC | {"cluster": "c"}, "--over", "year")
    assert ",".join(rows[0]) == "measure,indicator,k,by,group,over,change,b,se,ll,ul,n"
    found = [(row["over"], row["change"], float(row["b"]), row["n"]) for row in only(rows, measure="H")]
    assert found == [
        ("2561", "", 0.5, "4"),
        ("2564", "", 0.25, "4"),
        ("2561>2564", "absolute", -0.25, "8"),
        ("2561>2564", "relative", -0.5, "8"),
    ]
    # Cluster 2 alone changed: the differences are 0, −1, 0, 0 fourths about their mean −1/16.
    change = the(rows, measure="H", change="absolute")
    assert float(change["se"]) == pytest.approx(0.25, rel=1e-14)
    assert float(change["ul"]) == pytest.approx(-0.25 + 1.959963984540054 * 0.25, rel=1e-14)


def test_rounds_are_in_order_of_number_and_every_pair_is_compared(ask):
    table = "d1,d2,d3,t\n1,1,1,10\n0,0,0,9\n1,0,0,11\n"
    _status, rows, _err = ask(table, SPEC, "--over", "t")
    assert list(dict.fromkeys(row["over"] for row in rows)) == ["9", "10", "11", "9>10", "9>11", "10>11"]


def test_a_relative_change_from_nothing_is_undefined(ask):
    _status, rows, _err = ask("d1,d2,d3,t\n0,0,0,1\n0,0,0,1\n1,1,1,2\n0,0,0,2\n", SPEC | {"design": "srs"}, "--over", "t")
    row = the(rows, measure="H", change="relative")
    assert [row[name] for name in ("b", "se", "ll", "ul")] == ["", "", "", ""]
    assert the(rows, measure="H", change="absolute")["b"] == "0.5"


def test_a_group_unseen_in_a_round_is_undefined_there_not_missing(ask):
    _status, rows, _err = ask("d1,d2,d3,t,g\n1,1,1,1,x\n1,1,1,2,y\n", SPEC, "--over", "t", "--by", "g")
    assert [(row["over"], row["b"], row["n"]) for row in only(rows, measure="H", group="x", change="")] == [("1", "1", "1"), ("2", "", "0")]
    assert [row["b"] for row in only(rows, measure="H", group="x", over="1>2")] == ["", ""]


# — the table as it comes —


def test_parquet_of_any_number_type_reads_the_same_as_csv(ask):
    table = pl.DataFrame({"d1": [1, 0, 1], "d2": [1.0, float("nan"), 0.0], "d3": [True, False, None], "place": [60901, 1, 2]})
    _status, rows, _err = ask(table, SPEC, "--by", "place", suffix=".parquet")
    assert [(row["group"], row["n"]) for row in only(rows, measure="M0")] == [("", "1"), ("60901", "1")]
    _status, same, _err = ask("d1,d2,d3,place\n1,1.0,1,60901\n0,,0,1\n1,0.0,,2\n", SPEC, "--by", "place")
    assert same == rows


def test_headings_with_commas_and_windows_csv_are_read(ask):
    table = b"\xef\xbb\xbf" + 'd1,d2,d3,"ตำบล, เขต"\r\n1,1,1,"ต.หนองบัว"\r\n 0 ,0,0,x\r\n'.encode()
    _status, rows, _err = ask(table, SPEC, "--by", '"ตำบล, เขต"')
    assert [row["group"] for row in only(rows, measure="H")] == ["", "x", "ต.หนองบัว"]


def test_more_than_sixty_indicators_are_no_trouble(ask):
    names = [f"i{n}" for n in range(130)]
    table = ",".join(names) + "\n" + ",".join(["1"] * 65 + ["0"] * 65) + "\n" + ",".join(["0"] * 129 + ["1"]) + "\n"
    _status, rows, _err = ask(table, {"dimensions": {"all": names}, "weights": "equal-nested", "k": ["1/2"]})
    assert the(rows, measure="M0")["b"] == "0.25"
    assert the(rows, measure="hd", indicator="i129")["b"] == "0.5"


@pytest.mark.parametrize(
    ("table", "spec", "more", "says"),
    [
        ("d1,d2,d3\n1,0,0\n1,2,0\n", SPEC, (), "แถวที่ 3 คอลัมน์ “d2” มีค่า “2”"),
        ("d1,d2,d3\n1,NA,0\n", SPEC, (), "เว้นว่าง"),
        ("d1,d2\n1,1\n", SPEC, (), "ไม่มีคอลัมน์ d3"),
        ("d1,d2,d3\n1,1,1\n", SPEC, ("--by", "tambon"), "ไม่มีคอลัมน์ tambon"),
        ("d1,d2,d3\n1,1,1\n", SPEC, ("--over", "year"), "ไม่มีคอลัมน์ year"),
        ("d1,d2,d3,t\n1,1,1,\n", SPEC, ("--over", "t"), "ว่างทุกแถว"),
        ("d1,d2,d3,d1\n1,1,1,0\n", SPEC, (), "“d1” มากกว่าหนึ่งคอลัมน์"),
        ("d1,d2,d3,w\n1,1,1,-1\n", SPEC | {"weight": "w"}, (), "น้ำหนักต้องเป็นจำนวนตั้งแต่ 0"),
        ("d1,d2,d3,w\n1,1,1,inf\n", SPEC | {"weight": "w"}, (), "น้ำหนักต้องเป็นจำนวน"),
        ("d1,d2,d3,w\n1,1,1,หนึ่ง\n", SPEC | {"weight": "w"}, (), "“หนึ่ง”"),
        ("d1,d2,d3\n,1,1\n", SPEC, (), "ไม่มีแถวที่ข้อมูลครบ"),
        ("d1,d2,d3\n", SPEC, (), "ไม่มีแถวที่ข้อมูลครบ"),
        ("", SPEC, (), "ไม่มีคอลัมน์"),
        ("d1,d2,d3,ชื่อ\n1,1,1,ก\n".encode("cp874"), SPEC, (), "UTF-8"),
        ("d1,d2,d3\n1,1,1,1\n", SPEC, (), "ช่องเกิน"),
        ("d1,d2,d3\n1,1,1\n", "{", (), "ไม่เป็น JSON"),
        ("d1,d2,d3\n1,1,1\n", SPEC | {"k": ["33"]}, (), "%"),
    ],
)
def test_bad_input_is_status_2_a_thai_word_of_advice_and_an_empty_output(ask, table, spec, more, says):
    status, rows, err = ask(table, spec, *more)
    assert (status, rows) == (2, [])
    assert says in err


def test_a_wrong_value_in_parquet_is_shown_with_its_row(ask):
    status, _rows, err = ask(pl.DataFrame({"d1": [0, 1], "d2": [1, 9], "d3": [0, 0]}), SPEC, suffix=".parquet")
    assert status == 2
    assert "แถวที่ 2 คอลัมน์ “d2” มีค่า “9”" in err


def test_files_that_are_not_there_or_of_another_kind_are_refused(tmp_path, ask, capsys):
    assert nsc_measure("--data", tmp_path / "none.csv", "--spec", tmp_path / "none.json") == 2
    assert "เปิดไฟล์" in capsys.readouterr().err
    assert ask("d1,d2,d3\n1,1,1\n", SPEC, suffix=".xlsx")[0] == 2
    assert ask("not parquet", SPEC, suffix=".parquet")[0] == 2
