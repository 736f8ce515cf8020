"""One place, as its reader may see it."""

import pytest

from nsc.access import reach, scope, users
from nsc.areas import authorities
from nsc.poverty.small import Hidden
from nsc.reports import locality
from tests.surveyed import OURS, THEIRS, bring_in, household_id, second_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
NAME = "อบต. ไพศาลี"


@pytest.fixture
def partner(hire):
    """Figures only."""
    return hire("partner", "มูลนิธิ", "partner", "60")


def test_who_lives_there_by_age_and_sex(governor):
    found = locality.of(governor, area=OURS)
    women = {band.age_min: band.women for band in found.ages.bands if band.women}
    assert women == {5: 1, 70: 3} and found.ages.unknown == 0 and not found.ages.is_by_stage
    assert sum(band.men for band in found.ages.bands) == 0


def test_the_amphoe_is_counted_in_life_stages(governor):
    found = locality.of(governor, area="6009")
    assert found.ages.is_by_stage and sum(band.women for band in found.ages.bands) == 4
    assert [band.age_min for band in found.ages.bands] == [0, 6, 15, 22, 60]


def test_an_indicator_is_set_against_the_level_above(governor):
    """Of the amphoe's people just as many fail income as of the village, since all live in it: 100."""
    found = locality.of(governor, area=OURS)
    income = next(each for each in found.against if each.issue.number == 22)
    assert found.above.code == "6009" and income.index == 100 and income.share == 75.0
    of_province = next(each for each in locality.of(governor, area="6009").against if each.issue.number == 22)
    assert of_province.index == 150  # 3 of 4 here, 3 of 6 in the province


def test_without_sight_of_the_level_above_nothing_is_compared(hire):
    head = hire("head", "ผู้ใหญ่บ้าน", "village_head", OURS)
    found = locality.of(head, area=OURS)
    assert found.above is None and found.siblings == () and all(each.index is None for each in found.against)


def test_who_sees_figures_only_is_not_told_small_numbers(partner, governor):
    found = locality.of(partner, area=OURS)
    assert not found.sees_households
    assert all(isinstance(band.women, Hidden) for band in found.ages.bands if band.age_min in (5, 70))
    assert all(isinstance(line.members, Hidden) or line.members == 0 for line in found.stages)
    assert all(isinstance(each.members, Hidden) or not each.members for each in found.specials)
    assert locality.of(governor, area=OURS).stages[1].members == 1


def test_the_mentor_of_one_household_sees_figures_only(hire):
    mentor = hire("mentor", "พี่เลี้ยง", "mentor", "600908")
    reach.give(household=household_id(1), to=mentor, purpose="mentor")
    assert not locality.of(mentor, area=OURS).sees_households


def test_other_places_are_out_of_sight(district_officer):
    with pytest.raises(scope.OutOfSight):
        locality.of(district_officer, area=THEIRS)


def test_a_village_has_no_middle_of_fewer_than_five_houses(governor):
    assert locality.of(governor, area=OURS).middles == ()


def test_whose_village_it_is(hire, operator, at, governor, tmp_path):
    homes, people = second_round()
    for home in homes:
        home["อปท."] = NAME if home["รหัสหมู่บ้าน"] == OURS else ""
    bring_in(tmp_path / "owned", 2564, homes, people)
    number = authorities.by_name([NAME])[NAME]
    assert [each.id for each in locality.of(governor, area=OURS).owners] == [number]
    malee = hire("malee", "มาลี")
    users.assign(by=operator, at=at, user=malee, role="local_authority_officer", area="6009", authority=number)
    found = locality.of(malee, authority=number)
    assert found.sees_households and found.here.name == "องค์การบริหารส่วนตำบลไพศาลี" and found.owners == ()


def test_as_many_questions_for_an_amphoe_as_for_a_village(governor, django_assert_max_num_queries):
    locality.of(governor, area=OURS)
    for area in (OURS, "600908", "6009"):
        with django_assert_max_num_queries(26):
            locality.of(governor, area=area)
