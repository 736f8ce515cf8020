import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.poverty.masks import indicators_in
from nsc.poverty.tally import FIGURES, Count, IndicatorCount, Tallies, Tally, tallies
from nsc.poverty.union import DIMENSIONS, pattern_of, pattern_text, patterns
from tests.poverty.surveys import PLACES, SIZE, TPMAP, Row, columns, surveys


def tallied(survey: list[Row]) -> Tallies:
    data = columns(survey)
    pattern = patterns(data["applicable"], data["failed"], TPMAP)
    return tallies(places=PLACES, pattern=pattern, size=SIZE, **data)


def whole(survey: list[Row]) -> Tally:
    return sum((tallied(survey)[place] for place in range(PLACES)), start=Tally.empty(SIZE))


def slow_figures(survey: list[Row]) -> dict[str, object]:
    """TPMAP's definitions (domain facts B.1), one household after the other."""
    sums: Counter[str] = Counter()
    for row in survey:
        failed = set(indicators_in(row.failed))
        poor_in = [name for name in DIMENSIONS if failed & set(TPMAP.indicators(name))]
        sums.update(households=1, members=row.members, welfare_registered=row.registered, welfare_validated=row.validated)
        if poor_in:
            sums.update(poor_households=1, mpi_poor=row.members, target_registered=row.registered, target_poor=row.validated)
        for name in poor_in:
            sums.update({f"mpi_{name}": row.members, f"target_{name}": row.validated})
    figures: dict[str, object] = {name: sums[name] for name in FIGURES}
    figures["target_rate"] = 100 * sums["target_poor"] / sums["members"] if sums["members"] else None
    if any(row.registered_unknown for row in survey):
        figures |= dict.fromkeys(("welfare_registered", "target_registered"))
    if any(row.validated_unknown for row in survey):
        figures |= dict.fromkeys(("welfare_validated", "target_poor", "target_rate", *(f"target_{name}" for name in DIMENSIONS)))
    return figures


@given(surveys)
def test_every_figure_equals_the_slow_count(survey):
    sums = tallied(survey)
    for place in range(PLACES):
        assert sums[place].figures() == slow_figures([row for row in survey if row.place == place])
    assert whole(survey).figures() == slow_figures(survey)


@given(surveys)
def test_every_indicator_equals_the_slow_count(survey):
    unknown = any(row.validated_unknown for row in survey)
    for line in whole(survey).by_indicator():
        bit = 1 << (line["indicator"] - 1)
        fails = [row for row in survey if row.failed & bit]
        poor = [row for row in fails if row.failed & TPMAP.mask]
        assert line == {
            "indicator": line["indicator"],
            "members_applicable": sum(row.members for row in survey if row.applicable & bit),
            "members_failing": sum(row.members for row in fails),
            "target_failing": None if unknown else sum(row.validated for row in poor),
            "households_failing": len(fails),
        }


@given(surveys)
def test_a_tambon_is_the_sum_of_its_villages(survey):
    villages = tallied(survey)
    tambon = villages.rolled_up(np.array([0, 0, 1, 1]), 2)
    assert [tambon[0], tambon[1]] == [villages[0] + villages[1], villages[2] + villages[3]]
    assert tambon[0] + tambon[1] == whole([row._replace(place=0) for row in survey])


@given(surveys, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(survey, chance: random.Random):
    shuffled = chance.sample(survey, len(survey))
    assert [*map(tallied(survey).__getitem__, range(PLACES))] == [*map(tallied(shuffled).__getitem__, range(PLACES))]


@given(surveys)
def test_cells_from_a_database_make_the_same_tally(survey):
    tally = whole(survey)
    again = Tally.of(
        {p: count for p, count in enumerate(tally.patterns) if count.households},
        {n: count for n, count in enumerate(tally.indicators, start=1) if any(count)},
        SIZE,
        tally.registered_unknown,
        tally.validated_unknown,
    )
    assert again == tally


@given(surveys)
def test_exact_combinations_add_up_to_the_poor(survey):
    tally = whole(survey)
    combinations = list(tally.combinations())
    assert sum(line["poor_households"] for line in combinations) == tally.poor_households
    assert sum(line["mpi_poor"] for line in combinations) == tally.mpi_poor
    assert "00000" not in {line["pattern"] for line in combinations}
    assert [line["pattern"] for line in combinations] == sorted(line["pattern"] for line in combinations)


def test_a_household_without_members_counts_as_household_only():
    failing = Row(0, applicable=1 << 21, failed=1 << 21, members=0, registered=0, validated=0, registered_unknown=0, validated_unknown=0)
    tally = whole([failing])
    assert (tally.households, tally.poor_households, tally.members, tally.mpi_poor) == (1, 1, 0, 0)
    assert tally.target_rate is None
    assert tally.mpi_rate is None


def test_one_village_without_welfare_data_leaves_the_tambons_target_unknown_but_not_its_poor():
    known = Tally.of({1: Count(1, 4, 2, 2)}, {}, SIZE)
    unknown = Tally.of({1: Count(1, 3, 1, 0)}, {}, SIZE, validated_unknown=3)
    tambon = known + unknown
    assert (tambon.mpi_poor, tambon.target_registered, tambon.target_poor, tambon.target_rate, tambon.mpi_rate) == (7, 3, None, None, 100)
    assert next(tambon.combinations())["target_poor"] is None


def test_tallies_of_different_indicator_sets_do_not_add():
    with pytest.raises(ValueError, match="indicator sets"):
        Tally.empty(31) + Tally.empty(38)


def test_a_cell_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="32"):
        Tally.of({32: Count(1)}, {}, SIZE)
    with pytest.raises(ValueError, match="0"):
        Tally.of({}, {0: IndicatorCount(1)}, SIZE)


# TPMAP 2561, province 60: households, members, poor households, MPI-poor, target poor, published rate.
AMPHOE_2561 = {
    "6001": (53_887, 135_050, 5_254, 17_337, 4_140, "3.07"),
    "6002": (8_874, 25_329, 745, 2_846, 582, "2.30"),
    "6003": (16_916, 45_191, 1_575, 5_207, 1_262, "2.79"),
    "6004": (18_199, 48_314, 1_296, 5_066, 1_206, "2.50"),
    "6005": (22_227, 63_663, 1_563, 5_783, 1_143, "1.80"),
    "6006": (9_247, 26_674, 347, 1_324, 292, "1.09"),
    "6007": (22_515, 61_723, 2_780, 10_357, 2_390, "3.87"),
    "6008": (17_975, 51_795, 2_641, 8_889, 2_063, "3.98"),
    "6009": (15_790, 43_869, 864, 2_548, 834, "1.90"),
    "6010": (16_165, 41_563, 1_274, 4_410, 937, "2.25"),
    "6011": (21_092, 63_186, 2_022, 7_466, 1_703, "2.70"),
    "6012": (9_347, 26_916, 1_331, 4_518, 1_064, "3.95"),
    "6013": (11_015, 32_000, 1_852, 6_249, 2_090, "6.53"),
    "6014": (4_463, 13_732, 41, 136, 48, "0.35"),
    "6015": (4_362, 11_032, 187, 851, 251, "2.28"),
}


def test_the_published_table_of_2561_adds_up_and_gives_the_published_rates():
    def tally(households, members, poor_households, poor, target, _rate):
        return Tally.of({0: Count(households - poor_households, members - poor), 1: Count(poor_households, poor, 0, target)}, {}, SIZE)

    by_amphoe = {code: tally(*row) for code, row in AMPHOE_2561.items()}
    assert {code: f"{amphoe.target_rate:.2f}" for code, amphoe in by_amphoe.items()} == {code: row[5] for code, row in AMPHOE_2561.items()}
    province = sum(by_amphoe.values(), start=Tally.empty(SIZE))
    assert (province.households, province.members, province.poor_households) == (252_074, 690_037, 23_772)
    assert (province.mpi_poor, province.target_poor, f"{province.target_rate:.2f}") == (82_987, 20_005, "2.90")


def test_the_published_numbers_of_dimensions_of_2561_give_the_published_totals():
    by_number = {  # poor in exactly so many dimensions: households, persons, target (TPMAP 2561, province 60)
        "10000": (20_542, 72_156, 17_012),
        "01100": (2_738, 9_100, 2_467),
        "10110": (457, 1_574, 482),
        "11110": (34, 155, 42),
        "11111": (1, 2, 2),
    }
    tally = Tally.of({pattern_of(text): Count(h, persons, 0, target) for text, (h, persons, target) in by_number.items()}, {}, SIZE)
    assert (tally.poor_households, tally.mpi_poor, tally.target_poor) == (23_772, 82_987, 20_005)
    assert [tuple(line.values()) for line in tally.by_number_of_dimensions()] == [(0, 0, 0), *by_number.values()]
    # the five dimensions' published target poor, 3,417 + 3,847 + 7,377 + 8,777 + 152, count each person once a dimension
    assert sum(tally.target(name) for name in DIMENSIONS) == 3_417 + 3_847 + 7_377 + 8_777 + 152


def test_patterns_without_households_are_not_listed():
    assert list(Tally.empty(SIZE).combinations()) == []
    assert pattern_text(0) == "00000"
