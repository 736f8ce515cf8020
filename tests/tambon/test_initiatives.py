"""A tambon begins, and sets goals."""

from decimal import Decimal

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.tambon import goals, initiatives
from nsc.tambon.models import Goal, Initiative
from tests.tambon.conftest import TAMBON

GOAL = {
    "dimension": "economy",
    "text": "รายได้จากการแปรรูปเพิ่มขึ้น",
    "indicator": "รายได้ของกลุ่มต่อปี",
    "unit": "บาท",
    "target": Decimal(300_000),
    "by_year": 2028,
    "baseline_year": 2025,
}


def test_a_tambon_begins_once_however_often_it_is_pressed(team, at, begun):
    again = initiatives.begin(by=team, at=at, area=TAMBON)
    assert again.id == begun.id and Initiative.objects.count() == 1
    assert AuditLine.objects.filter(verb="initiative.begin", place=TAMBON, by=team).count() == 1


@pytest.mark.parametrize("area", ["60090801", "6009"])
def test_only_a_tambon_begins(hire, at, area):
    centre = hire("somsri", "สมศรี", "provincial_centre", "60")
    with pytest.raises(Refused):
        initiatives.begin(by=centre, at=at, area=area)


def test_the_team_of_another_tambon_sees_nothing_of_it(hire, at, begun, django_assert_num_queries):
    stranger = hire("lek", "เล็ก", "smart_tambon_team", "600102")
    assert initiatives.visible_to(stranger) == []
    for asks in (lambda: initiatives.find(stranger, TAMBON), lambda: goals.of(stranger, TAMBON)):
        with pytest.raises(OutOfSight):
            asks()
    with pytest.raises(OutOfSight):
        goals.agree(by=stranger, at=at, area=TAMBON, **GOAL)


def test_the_governor_reads_and_writes_nothing(hire, at, begun):
    governor = hire("governor", "ผู้ว่าฯ", "executive", "60")
    assert [each.area_code for each in initiatives.visible_to(governor)] == [TAMBON]
    assert not initiatives.find(governor, TAMBON).may_write
    with pytest.raises(NotAllowed):
        goals.agree(by=governor, at=at, area=TAMBON, **GOAL)


def test_a_goal_is_agreed_once_and_ended_with_a_reason(team, at, begun):
    aim = goals.agree(by=team, at=at, area=TAMBON, **GOAL)
    assert goals.agree(by=team, at=at, area=TAMBON, **GOAL) == aim and aim.baseline is None
    with pytest.raises(Refused):
        goals.end(by=team, at=at, area=TAMBON, goal=aim.id, because=" ")
    goals.end(by=team, at=at, area=TAMBON, goal=aim.id, because="ตั้งใหม่")
    goals.end(by=team, at=at, area=TAMBON, goal=aim.id, because="กดซ้ำ")
    assert goals.of(team, TAMBON) == [] and [each.is_open for each in goals.of(team, TAMBON, with_ended=True)] == [False]
    assert Goal.objects.get().ended_because == "ตั้งใหม่"


@pytest.mark.parametrize("wrong", [{"dimension": "income"}, {"by_year": 2025}, {"by_year": 2099}, {"text": " "}, {"unit": ""}])
def test_a_goal_that_says_too_little_is_refused(team, at, begun, wrong):
    with pytest.raises(Refused):
        goals.agree(by=team, at=at, area=TAMBON, **GOAL | wrong)
    assert not Goal.objects.exists()
