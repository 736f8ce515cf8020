"""Random dirty deliveries through the command line, compared with the slow reference cell by cell and figure by figure."""

import csv
import random

import pytest

from nsc.surveys import rounds, tallies
from tests.reference import Clerk, Reference

DIGITS = {"province": 2, "amphoe": 4, "tambon": 6, "village": 8}


def agree(nsc, reference: Reference) -> None:
    """Every figure at every level is the reference's, and the stored cube is what a fresh count gives."""
    if not reference.stored:
        return
    assert tallies.differences(rounds.of_year(2018)) == []
    for level, digits in DIGITS.items():
        expected = reference.figures(digits)
        rows = nsc.figures(level)
        assert [row["code"] for row in rows] == list(expected)
        for row in rows:
            mine = expected[row["code"]]
            assert {name: row[name] for name in row if name not in ("code", "name")} == {
                name: str(value).removesuffix(".0") for name, value in mine.items() if name not in ("indicators", "patterns")
            }
        assert [(row["code"], int(row["indicator"]), *list(row.values())[2:]) for row in nsc.figures(level, "--indicators")] == [
            (code, n, *map(str, sums)) for code, row in expected.items() for n, sums in row["indicators"].items()
        ]
        assert [tuple(row.values()) for row in nsc.figures(level, "--patterns")] == [
            (code, pattern, *map(str, sums)) for code, row in expected.items() for pattern, sums in row["patterns"].items()
        ]


ON_EACH = 3  # of the databases


@pytest.mark.parametrize("seed", [*range(ON_EACH), *(pytest.param(seed, marks=pytest.mark.one_database) for seed in range(ON_EACH, 8))])
def test_deliveries_of_dirty_files_are_read_stored_listed_and_counted_as_the_reference_does(nsc, tmp_path, seed):
    chance = random.Random(seed)
    clerk, reference = Clerk(chance, dirt=chance.choice([0, 0.03, 0.15])), Reference()
    batches = []
    for turn in range(5):
        households, members = clerk.file()
        if households is None and members is None:
            continue
        out = tmp_path / f"errors-{turn}.csv"
        expected = reference.deliver(households, members)
        told = nsc.send(households, members, "--errors", out)
        assert told.status == (1 if expected.left_out else 0), told.err
        assert told.counts == expected.counts, (seed, turn)
        with out.open(encoding="utf-8", newline="") as file:
            listed = [(row["file"], int(row["row"]), row["column"]) for row in csv.DictReader(file)]
        assert sorted(listed) == sorted(expected.errors)
        assert sum(expected.counts) == len(households or []) + len(members or [])
        agree(nsc, reference)
        batches.append(told.rows[0]["batch"])
    for batch in reversed(batches):
        reference.undo()
        if batch:
            assert nsc("undo", batch).status == 0
        agree(nsc, reference)
