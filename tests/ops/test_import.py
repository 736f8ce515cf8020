from tests.survey_files import card, household, member


def test_smoke(nsc):
    told = nsc.send([household(1), household(2, ข้อ_22="0")], [member(1, 1), card(2, 2), member(2)])
    assert told.status == 0, told.err
    assert told.counts == (2, 3, 0, 0)
    [row] = nsc.figures()
    assert row["mpi_poor"] == "2"
    assert row["target_poor"] == "1"
    print(nsc.figures("tambon", "--patterns"))
