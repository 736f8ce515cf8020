"""Figures of any part of the people, against a slow count of every member of a random survey."""

import random
from datetime import UTC, date, datetime
from itertools import product

import pytest

from nsc.access.scope import OutOfSight
from nsc.areas import codes
from nsc.casework import rolls, targets
from nsc.casework.models import Target
from nsc.errors import Refused
from nsc.poverty import special, stages
from nsc.poverty.union import DIMENSIONS
from nsc.registry.models import Household
from nsc.reports import narrowed
from nsc.reports.narrowed import SEXES, Asked, Certified
from nsc.surveys import rounds
from nsc.surveys.models import Member, PatternTally
from tests.casework.conftest import AT, YEAR, frozen, heard, resolved, verified
from tests.survey_files import card, household, member
from tests.surveyed import OURS, THEIRS, bring_in, two_rounds

pytestmark = pytest.mark.django_db
VILLAGES = (OURS, "60090801", "60090701", THEIRS)
NEXT_YEAR = datetime(2026, 10, 15, 3, 0, tzinfo=UTC)
FAILING = ("ข้อ_22", "ข้อ_16", "ข้อ_4", "ข้อ_8")


@pytest.fixture
def survey(db, tmp_path):
    """Sixty households of one round, of everybody that may live in one."""
    chance = random.Random(2569)
    homes, people = [], []
    for number in range(1, 61):
        failed = {heading: "0" for heading in FAILING if chance.random() < 0.25}
        homes.append(household(number, chance.choice(VILLAGES), บ้านเลขที่=str(number), **failed))
        for place in range(chance.randint(1, 4)):
            born = date(chance.randint(1935, 2020), chance.randint(1, 12), 1)
            told = {"ชื่อ": "ทดสอบ", "เพศ": chance.choice(["ชาย", "หญิง"]), "วันเกิด": f"01/{born.month:02}/{born.year + 543}"}
            told |= {"สุขภาพ": chance.choice(["ปกติ", "ปกติ", "พิการ", "ป่วยเรื้อรัง"]), "ช่วยเหลือตนเองได้": chance.choice("111110")}
            people.append((card if chance.random() < 0.4 else member)(number, 1000 + 10 * number + place, **told))
    return bring_in(tmp_path, 2564, homes, people)


def slow(area: str, asked: Asked, households=None) -> tuple[int, int, int]:
    """(poor, of them with a card, all), one member after the other."""
    bit = 1 << DIMENSIONS.index(asked.dimension) if asked.dimension else 0
    every = poor = cards = 0
    for each in Member.objects.filter(response__area_code__startswith=area).select_related("response"):
        stage = next((one.code for one in stages.LIFE_STAGES if one.bounds[0] <= each.age <= one.bounds[1]), "")
        own = {"disabled": each.health == 1, "chronic": each.health == 2, "cannot_help_self": each.self_care is False}
        fits = stage == (asked.stage or stage) and each.sex == SEXES.get(asked.sex, each.sex)
        if asked.special:
            fits &= own.get(asked.special, bool(each.response.specials & special.bit(asked.special)))
        every += fits
        is_poor = each.response.pattern & bit == bit and each.response.pattern > 0
        if fits and is_poor and (households is None or each.response.household_id in households):
            poor += 1
            cards += each.welfare_validated
    return poor, cards, every


def counted(sums) -> tuple[int, int, int]:
    return sums.mpi_poor, sums.target_poor, sums.members


def of(user, area="", **asked):
    return narrowed.of(user, at=AT, area=area, asked=Asked(**asked))


def test_the_cube_counts_what_a_slow_count_finds(survey, governor):
    """Everything that a person is narrowed by, and areas of every level."""
    chance = random.Random(1)
    every = list(product(("", *DIMENSIONS), ("", *narrowed.STAGES), ("", *SEXES), ("", *special.CODES)))
    for place, (dimension, stage, sex, kind) in enumerate(chance.sample(every, 60)):
        asked = {"dimension": dimension, "stage": stage, "sex": sex, "special": kind}
        area = ("60", "6009", "600908", OURS)[place % 4]
        assert counted(of(governor, area, **asked).now) == slow(area, Asked(**asked)), (area, asked)


def test_children_add_up_to_their_parent_and_kinds_to_the_whole(survey, governor):
    whole = of(governor, "60")
    for asked in ({}, {"stage": "elderly"}, {"special": "disabled"}, {"sex": "female", "dimension": "income"}):
        found = of(governor, "60", **asked)
        assert counted(found.now) == tuple(sum(column) for column in zip(*(counted(line.now) for line in found.below), strict=True))
    kinds = [of(governor, "60", stage=stage, sex=sex).now for stage in narrowed.STAGES for sex in SEXES]
    assert counted(whole.now) == tuple(sum(column) for column in zip(*map(counted, kinds), strict=True))


def test_a_group_is_who_stands_on_its_roll(survey, governor, provincial_officer):
    frozen(provincial_officer)
    gone = Target.objects.first()
    targets.remove(by=provincial_officer, at=AT, target=gone.pk, because="ย้ายออก")
    listed = set(Target.objects.exclude(pk=gone.pk).values_list("household", flat=True))
    for asked in ({}, {"stage": "working"}, {"sex": "male"}, {"special": "disabled"}, {"special": "elderly_alone", "dimension": "living"}):
        for area in ("60", "6009", OURS):
            found = of(governor, area, group="tpmap", **asked)
            assert counted(found.now) == slow(area, Asked(**asked), listed), (area, asked)
            assert found.roll_year == YEAR and found.before is None and found.left_out == 0


@pytest.fixture
def roll(db, tmp_path, provincial_officer):
    two_rounds(tmp_path)
    return frozen(provincial_officer)


def test_certified_are_all_of_the_households_the_province_certified(roll, hire, provincial_officer, governor):
    """Household 1 has two people, one of them a child; 2, on the same road, is not certified."""
    team, chief, certifier = (
        hire(*told)
        for told in (("t", "ทีม", "tambon_team", "600908"), ("c", "นายอำเภอ", "district_centre", "6009"), ("m", "มาลี", "provincial_centre"))
    )
    verified(team, 1)
    heard(team, {1: None})
    resolved(chief, roll, "6009")
    resolved(certifier, roll, "60")
    found = of(governor, poor="certified")
    assert isinstance(found.now, Certified) and found.now.certified == 2 and found.now.members == 6
    assert (found.now.certified_in("education"), found.now.certified_in("health")) == (2, 0)
    assert {line.code: line.now.certified for line in found.below} == {"6001": 0, "6009": 2}
    assert of(governor, poor="certified", stage="school").now.certified == 1
    assert of(governor, poor="certified", group="tpmap", dimension="health").now.certified == 0
    rolls.draw_up(by=provincial_officer, at=AT, fiscal_year=YEAR + 1, group="tpmap", rule="mpi", round=rounds.newest())
    found = narrowed.of(governor, at=NEXT_YEAR, asked=Asked(poor="certified"))
    assert (found.now.certified, found.roll_year) == (2, YEAR)  # a new year begins with nobody certified


def test_before_anybody_is_certified_it_is_not_known_rather_than_nought(roll, governor):
    found = of(governor, poor="certified")
    assert found.now is None and "ยังไม่ได้รับรอง" in str(found.why)


def test_a_group_without_a_roll_this_year_says_so(roll, governor):
    found = of(governor, group="vulnerable")
    assert found.now is None and "2569" in str(found.why)


def test_who_was_missed_by_the_survey_tells_of_itself(roll, governor):
    """Of a household that no answer of the round knows, only how many they are: not whom."""
    home = Household.objects.create(area_code=OURS, house_no="99")
    Target.objects.create(roll=roll, household=home, area_code=OURS, people=3, pattern=8)
    found = of(governor, group="tpmap")
    assert found.now.mpi_poor == 4 + 3 and found.left_out == 0
    assert of(governor, group="tpmap", poor="target").left_out == 1
    older = of(governor, group="tpmap", stage="elderly")
    assert older.left_out == 1 and older.now.mpi_poor == 3


def test_beside_the_round_before(roll, governor):
    found = of(governor, stage="elderly", dimension="income")
    assert (found.now.mpi_poor, found.before.mpi_poor) == (2, 2)
    assert {line.code: line.before.mpi_poor for line in found.below} == {"6001": 0, "6009": 2}


def test_where_cards_were_not_asked_for_target_poor_is_not_known(survey, governor):
    PatternTally.objects.filter(area_code="60").update(validated_unknown=1)
    assert of(governor, "60", stage="elderly").now.target_poor is None


def test_nobody_counts_beyond_their_reach(survey, district_officer):
    assert of(district_officer, stage="elderly").here.place.code == "6009"
    with pytest.raises(OutOfSight):
        of(district_officer, "6001", stage="elderly")


def test_what_is_no_choice_is_refused():
    for name in ("group", "dimension", "stage", "sex", "special"):
        with pytest.raises(Refused):
            Asked(**{name: "ไม่มี"})


@pytest.mark.parametrize(
    ("asked", "most"), [({"stage": "elderly"}, 13), ({"group": "tpmap"}, 13), ({"poor": "certified", "sex": "female"}, 13)]
)
def test_it_asks_the_database_little(roll, governor, asked, most, django_assert_max_num_queries):
    with django_assert_max_num_queries(most):
        narrowed.of(governor, at=AT, asked=Asked(**asked), level=codes.TAMBON)
