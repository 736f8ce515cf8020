"""What fills itself of a tambon's profile, beside others, and what is kept of it when a year is closed."""

import pytest

from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed
from nsc.poverty.tally import Count, Tally
from nsc.reports import tambon_profile
from nsc.tambon import initiatives, profile_years

TAMBON = "600908"


@pytest.fixture
def team(hire, surveyed, at):
    """Its tambon has begun: three households, four people, three of whom live in poor ones."""
    malee = hire("malee", "มาลี", "smart_tambon_team", TAMBON)
    initiatives.begin(by=malee, at=at, area=TAMBON)
    return malee


def shown(found) -> dict:
    return {each.key: "hidden" if each.is_hidden else each.value for each in found.figures}


def test_who_sees_households_reads_the_figures_as_they_are(team, district_officer, at, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        found = tambon_profile.of(district_officer, at=at, area=TAMBON)
    told = shown(found)
    assert (told["people.households"], told["people.members"], told["poverty.mpi"], told["poverty.income"]) == (3, 4, 3, 3)
    assert told["poverty.rate"] == 75 and told["poverty.target"] == 1
    assert all(each.definition and each.source and each.year > 2000 for each in found.figures)
    assert [line.values[0] for line in found.compared if line.key == "income"] == [75]


def test_who_sees_figures_only_reads_no_small_number(team, at):
    told = shown(tambon_profile.of(team, at=at, area=TAMBON))
    assert {told[f"poverty.{key}"] for key in ("mpi", "rate", "income", "target")} == {"hidden"}
    assert told["people.women"] == "hidden"
    (income,) = [line for line in tambon_profile.of(team, at=at, area=TAMBON).compared if line.key == "income"]
    assert income.is_hidden and income.values[0] is None


def test_a_closed_year_holds_no_small_number_whoever_closed_it(team, district_officer, at):
    tambon_profile.close(by=district_officer, at=at, area=TAMBON, year=2025)
    kept = {each.key: each for each in profile_years.opened(district_officer, TAMBON, 2025).figures}
    assert kept["poverty.mpi"].is_hidden and kept["poverty.mpi"].value is None
    assert kept["people.households"].value == 3


def test_it_is_nobody_elses_and_closed_by_nobody_who_only_reads(team, prasit, governor, at):
    with pytest.raises(OutOfSight):
        tambon_profile.of(prasit, at=at, area=TAMBON)
    assert tambon_profile.of(governor, at=at, area=TAMBON).figures
    with pytest.raises(NotAllowed):
        tambon_profile.close(by=governor, at=at, area=TAMBON, year=2025)


def test_a_tambon_that_has_not_begun_has_no_profile(team, district_officer, at):
    with pytest.raises(OutOfSight):
        tambon_profile.of(district_officer, at=at, area="600907")


@pytest.mark.django_db  # names of places
def test_similar_tambon_are_those_of_figures_nearest_with_their_small_numbers_hidden():
    def tally(people, poor):
        return Tally.of({0: Count(1, people - poor), 8: Count(1, poor)} if poor else {0: Count(1, people)}, {}, 0)

    known = {
        "600908": tally(1000, 200),
        "600907": tally(1100, 210),
        "600101": tally(9000, 30),
        "600102": tally(500, 3),
        "600103": tally(50, 40),
    }
    found = tambon_profile._alike("600908", known)
    assert found[0].code == "600907" and "600103" not in {each.code for each in found}
    assert next(each for each in found if each.code == "600102").rates[0] is None
