"""What a person gets told of the work that was done about them, and what is left of it when they are forgotten."""

import io

import pytest

from nsc.casework import held, verifications
from nsc.casework.models import Proposal, Target, Verification
from nsc.files.models import StoredFile
from tests.casework.conftest import AT, ON, heard, target
from tests.casework.test_proposals import propose, visit
from tests.files import pictures
from tests.surveyed import household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roll")]
NOTE = "ป่วยติดเตียง ลูกสาวดูแล"


@pytest.fixture
def worked_on(team):
    """Household 1 was verified with a note and a picture, and kept by the forum; somebody else was missed and visited."""
    seen = {"targets": [target(1).pk], "result": "still_poor", "on": ON, "note": NOTE}
    verifications.verify(by=team, at=AT, **seen, file=io.BytesIO(pictures.photograph()))
    heard(team, {1: None})
    proposal = propose(team)
    visit(team, proposal, note=NOTE)
    return proposal


def test_everything_that_was_done_about_a_household_is_told(worked_on):
    told = [(each.what, each.text) for each in held.about(person=0, households=[household_id(1)])]
    assert [what for what, _text in told] == ["target", "verification", "forum_decision"] and ("verification", NOTE) in told


def test_who_was_missed_is_told_what_was_said_of_them(worked_on):
    told = {each.what: each.text for each in held.about(person=worked_on.person_id, households=[])}
    assert told.keys() == {"proposal", "proposal_visit"} and "บุญมี ไร้บ้าน" in told["proposal"] and told["proposal_visit"] == NOTE


def test_what_is_forgotten_leaves_the_counts_as_they_were(worked_on):
    before = Target.objects.values_list("state", "result", "pattern")
    evidence = Verification.objects.get(target=target(1)).evidence_id
    was = list(before)
    held.forget(at=AT, person=worked_on.person_id)
    held.forget(at=AT, households=[household_id(1)])
    assert list(before) == was and not held.is_named(worked_on.person_id)
    assert not Verification.objects.exclude(note="", evidence=None).exists() and StoredFile.objects.get(pk=evidence).purged_at
    assert Target.objects.get(household=household_id(1)).house_no == ""
    left = Proposal.objects.values().get(pk=worked_on.pk)
    assert "บุญมี" not in str(left) and "เพิง" not in str(left)
