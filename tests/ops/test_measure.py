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
    if isinstance(table, str | bytes):
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
    assert found.keys() == expected.keys()
    for name, ours in found.items():
        for place, (mine, theirs) in enumerate(zip(ours, expected[name], strict=True)):
            same = mine is theirs is None or (None not in (mine, theirs) and math.isclose(mine, theirs, rel_tol=1e-12, abs_tol=1e-12))
            assert same, (name, ("b", "se", "ll", "ul", "n")[place], ours, expected[name])


def usable(rows, spec):
    """Something is left after incomplete rows, and "scaled" has a stratum to learn from."""
    needed = [name for group in spec["dimensions"].values() for name in group] + [spec[key] for key in ("strata",) if spec.get(key)]
    rows = [(number, row) for number, row in enumerate(rows) if all(row[name] not in ("", None) for name in needed)]
    strata = {}
    for number, row in rows:
        strata.setdefault(row["h"] if spec.get("strata") else "", set()).add(row["c"] if spec.get("cluster") else number)
    return bool(rows) and (spec["singleunit"] == "certainty" or any(len(clusters) > 1 for clusters in strata.values()))


@settings(max_examples=250, deadline=None)
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
