"""The forum of a village decides on what was verified."""

from datetime import date

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.casework import forums
from nsc.casework.models import Decision, Forum
from nsc.errors import NotAllowed, Refused
from tests.casework.conftest import AT, FORUM, ON, YEAR, heard, target, verified
from tests.surveyed import OURS, THEIRS

pytestmark = pytest.mark.django_db


@pytest.fixture
def headman(hire):
    return hire("headman", "ผู้ใหญ่บ้าน", "village_head", OURS)


def test_a_forum_keeps_and_strikes_and_it_is_on_record(roll, team, headman):
    verified(team, 1, 2)
    forum = heard(headman, {1: None, 2: "ย้ายไปอยู่กับลูกที่มีฐานะ"})
    assert (target(1).state, target(2).state) == ("kept", "struck")
    [held] = forums.visible_to(team, year=YEAR)
    assert (held.number, held.kept, held.struck, held.proposed, held.attendance) == (forum.pk, 1, 1, 0, 60)
    line = AuditLine.objects.get(verb="forum.hold")
    assert (line.place, line.count, line.on_id) == (OURS, 2, str(forum.pk))


def test_told_twice_it_is_held_once(roll, team):
    verified(team, 1)
    assert heard(team, {1: None}) == heard(team, {1: None})
    assert Forum.objects.count() == 1 and Decision.objects.count() == 1
    with pytest.raises(Refused):
        heard(team, {1: None, 2: None})


def test_a_later_forum_may_think_again(roll, team):
    verified(team, 1)
    heard(team, {1: "ไม่จน"}, on=date(2026, 1, 13))
    heard(team, {1: None}, on=date(2026, 1, 14))
    assert target(1).state == "kept" and Decision.objects.count() == 2


def test_a_forum_does_not_decide_on_what_nobody_verified(roll, team):
    with pytest.raises(Refused):
        heard(team, {1: None})
    assert not Forum.objects.exists() and target(1).state == "listed"


def test_a_forum_does_not_keep_whom_the_team_did_not_confirm(roll, team):
    verified(team, 1, result="moved")
    with pytest.raises(Refused):
        heard(team, {1: None})
    heard(team, {1: "ย้ายออก"})
    assert target(1).state == "struck"


def test_no_minutes_no_chair_no_reason_no_forum(roll, team):
    verified(team, 1)
    told = {"by": team, "at": AT, "fiscal_year": YEAR, "village": OURS, "on": ON, **FORUM, "decisions": {target(1).pk: None}}
    for wrong in ({"minutes": " "}, {"chair": ""}, {"attendance": 0}, {"place": ""}, {"village": OURS[:6]}, {"on": date(2026, 2, 1)}):
        with pytest.raises((Refused, NotAllowed)):
            forums.hold(**told | wrong)
    with pytest.raises(Refused):
        forums.hold(**told | {"decisions": {target(1).pk: "  "}})
    assert not Forum.objects.exists() and target(1).state == "verified"


def test_a_village_does_not_decide_for_another(roll, district_officer, provincial_officer, other_team):
    verified(provincial_officer, 1, 4)
    with pytest.raises(Refused):
        heard(provincial_officer, {4: None})
    with pytest.raises(OutOfSight):
        heard(district_officer, {4: None}, village=THEIRS)
    with pytest.raises(OutOfSight):
        heard(other_team, {1: None})


def test_who_sees_no_names_reads_no_minutes(roll, team, governor, prasit, auditor):
    verified(team, 1)
    number = heard(team, {1: None}).pk
    assert forums.find(team, number).minutes == FORUM["minutes"]
    assert (forums.find(governor, number).minutes, forums.find(governor, number).chair) == ("", "")
    for user, refusal in ((prasit, OutOfSight), (auditor, NotAllowed)):
        with pytest.raises(refusal):
            forums.find(user, number)
    with pytest.raises(NotAllowed):
        forums.visible_to(auditor, year=YEAR)


def test_what_a_forum_may_decide_on(roll, team):
    verified(team, 1)
    assert [each.pk for each in forums.to_decide(team, year=YEAR, village=OURS)] == [target(1).pk]
