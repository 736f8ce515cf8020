"""Who gets what answer where, as a table for whoever must sign for it."""

import csv

from nsc.access.matrix import ADDRESSES, QUESTIONS, WHO
from nsc.ops.main import commands, main


def test_the_matrix_is_printed_without_a_database(capsys):
    assert not commands()["access"].needs_database
    assert main(["access", "matrix"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert len(rows) == len(ADDRESSES) * 2 * len(WHO) + len(QUESTIONS) * (len(WHO) - 1)  # nobody asks a question unseen
    told = {(row["route"], row["role"]): (row["inside"], row["outside"]) for row in rows}
    assert told["GET household", "tambon_team"] == ("200", "404")
    assert told["GET household", "auditor"] == ("404", "404")
    assert told["GET households", "auditor"] == ("403", "404")
    assert told["GET import-template", "district_centre"] == ("403", "403")
    assert told["GET overview", "no_role"] == ("404", "404")
    assert told["GET overview", "signed_out"] == ("302", "302")
    assert told["GET api-household", "signed_out"] == ("401", "401")
    assert told["ASK household.file", "auditor"] == ("404", "404")
    assert told["ASK lists.names", "partner"] == ("403", "404")
