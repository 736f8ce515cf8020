"""At the door: what is found, by whom, and what holds when two say different things."""

from datetime import date
from io import BytesIO

import pytest

from nsc.access import reach
from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.casework import evidence, rolls, targets, verifications
from nsc.casework.models import Verification
from nsc.errors import NotAllowed, Refused
from tests.casework.conftest import AT, ON, YEAR, heard, resolved, target, verified
from tests.files import pictures
from tests.surveyed import OURS, household_id

pytestmark = pytest.mark.django_db


def test_the_team_verifies_many_households_at_once(roll, team):
    assert verified(team, 1, 2) == verifications.Outcome(2, 0)
    assert {target(n).state for n in (1, 2)} == {"verified"} and target(1).verified_on == ON
    line = AuditLine.objects.get(verb="target.verify")
    assert (line.place, line.count, line.detail) == (OURS, 2, "still_poor")
    assert str(household_id(1)) in line.households.split()


@pytest.mark.parametrize("result", ["not_poor", "not_found", "moved", "deceased", "declines"])
def test_whoever_is_not_confirmed_leaves_the_road(roll, team, result):
    verified(team, 1, result=result)
    assert (target(1).state, target(1).result) == ("unconfirmed", result)


def test_told_twice_it_is_told_once(roll, team):
    verified(team, 1, 2)
    assert verified(team, 1, 2) == verifications.Outcome(0, 2)
    assert Verification.objects.count() == 2 and AuditLine.objects.filter(verb="target.verify").count() == 1


def test_the_later_day_holds_however_late_the_earlier_one_arrives(roll, team, district_officer):
    verified(team, 1, result="moved", on=date(2026, 1, 12))
    verified(district_officer, 1, result="not_poor", on=date(2026, 1, 10))
    assert (target(1).result, target(1).verified_on) == ("moved", date(2026, 1, 12))
    verified(team, 1, on=date(2026, 1, 13))
    assert (target(1).state, target(1).result) == ("verified", "still_poor")
    history = targets.file(team, target(1).pk).history
    assert [each.what for each in history if each.kind == "verification"] == ["still_poor", "moved", "not_poor"]


def test_a_correction_is_a_new_record_also_back_to_what_was_said_first(roll, team):
    verified(team, 1)
    verified(team, 1, result="moved")
    verified(team, 1)
    assert target(1).state == "verified" and Verification.objects.count() == 3


def test_an_endorsed_household_found_not_poor_is_not_certified(roll, team, district_officer):
    verified(team, 1, 2)
    heard(team, {1: None, 2: None})
    resolved(district_officer, roll, "6009")
    verified(team, 1, result="not_poor")
    assert (target(1).state, target(2).state) == ("unconfirmed", "endorsed")


def test_what_the_province_certified_stays_certified_and_shows_as_found_otherwise(roll, team, district_officer, certifier):
    verified(team, 1)
    heard(team, {1: None})
    resolved(district_officer, roll, "6009")
    resolved(certifier, roll, "60")
    verified(team, 1, result="not_poor")
    assert (target(1).state, target(1).result) == ("certified", "not_poor")


def test_a_mentor_verifies_what_was_handed_over_and_nothing_beside_it(roll, somjai):
    reach.give(household=household_id(1), to=somjai, purpose="mentor")
    verified(somjai, 1)
    with pytest.raises(OutOfSight):
        verified(somjai, 2)
    assert target(2).state == "listed"


def test_one_that_is_not_theirs_stops_the_whole_form(roll, team, other_team):
    with pytest.raises(OutOfSight):
        verified(team, 1, 4)
    assert target(1).state == "listed" and not Verification.objects.exists()
    with pytest.raises(OutOfSight):
        verified(other_team, 1)


def test_who_only_looks_does_not_verify(roll, governor, data_steward):
    for user in (governor, data_steward):
        with pytest.raises(NotAllowed):
            verified(user, 1)


@pytest.mark.parametrize("told", [{"on": date(2026, 1, 16)}, {"on": date(2020, 1, 1)}, {"result": "rich"}, {"targets": []}])
def test_what_cannot_be_is_refused(roll, team, told):
    asked = {"targets": [target(1).pk], "result": "still_poor", "on": ON} | told
    with pytest.raises(Refused):
        verifications.verify(by=team, at=AT, **asked)
    assert not Verification.objects.exists()


def test_a_draft_cannot_be_verified(surveyed, provincial_officer, team):
    from nsc.surveys import rounds

    rolls.draw_up(by=provincial_officer, at=AT, fiscal_year=YEAR, group="tpmap", rule="mpi", round=rounds.newest())
    with pytest.raises(OutOfSight):
        verified(team, 1)


def test_the_evidence_is_kept_sealed_and_opened_only_by_who_may_read_names(roll, team, governor, other_team):
    verifications.verify(
        by=team, at=AT, targets=[target(1).pk], result="still_poor", on=ON, file=BytesIO(pictures.photograph()), note="หลังคารั่ว"
    )
    number = Verification.objects.get().pk
    found = evidence.download(by=team, at=AT, kind="verification", number=number)
    content = b"".join(found.pieces)
    assert (found.name, content[:2], pictures.OWNER.encode() in content) == ("evidence.jpg", b"\xff\xd8", False)
    assert AuditLine.objects.filter(verb="evidence.see", by=team, households__contains=f" {household_id(1)} ").exists()
    for user in (governor, other_team):
        with pytest.raises(OutOfSight):
            evidence.download(by=user, at=AT, kind="verification", number=number)
    assert [each.text for each in targets.file(governor, target(1).pk).history] == [""]
    assert (targets.file(governor, target(1).pk).house_no, targets.file(team, target(1).pk).house_no) == ("", "11/1")
    assert [each.text for each in targets.file(team, target(1).pk).history] == ["หลังคารั่ว"]


@pytest.mark.parametrize("kind", [*evidence.KINDS, "other"])
def test_evidence_that_is_not_there_is_not_found(roll, team, kind):
    with pytest.raises(OutOfSight):
        evidence.download(by=team, at=AT, kind=kind, number=999)


def test_the_file_of_a_target_is_seen_by_who_sees_the_household(roll, team, prasit):
    shown = targets.file(team, target(1).pk)
    assert (shown.household_id, shown.may_verify, shown.may_remove) == (household_id(1), True, False)
    with pytest.raises(OutOfSight):
        targets.file(prasit, target(1).pk)
