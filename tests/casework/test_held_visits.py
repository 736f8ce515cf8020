"""What a person gets told of visits to their home and of what they need, and what is left of it when they are forgotten."""

import io
from dataclasses import replace

import pytest

from nsc.casework import held_visits, needs
from nsc.casework.models import MemberChange, Need, Observation, Visit
from nsc.casework.visit_rules import Position
from nsc.casework.visits import Changed, Saw
from nsc.files.models import StoredFile
from nsc.surveys.models import Member
from tests.casework.conftest import AT
from tests.casework.test_visits import SEEN, child, visit

pytestmark = pytest.mark.django_db
NOTE = "ป่วยติดเตียง ลูกสาวดูแล"


@pytest.fixture
def worked_on(in_care, somjai):
    girl = child()
    found = replace(
        SEEN, note=NOTE, position=Position(15.0, 100.0), debt_informal=9, changes=[Changed("left", person=girl, text="ไปอยู่กับป้า")]
    )
    found = replace(found, saw=[Saw("living", "หลังคารั่ว"), Saw("health", "หอบหืด", person=girl)])
    asked = [needs.Asked("living", "now", text="สังกะสี"), needs.Asked("health", "now", person=girl, text="ยาพ่น")]
    return visit(somjai, in_care, found, asked=asked, file=io.BytesIO(b"%PDF-1.7 signed"))


def told(person: int, home: int) -> dict[tuple[str, str], str]:
    return {(each.what, each.state): each.text for each in held_visits.about(person=person, households=[home])}


def test_everything_said_of_a_household_and_of_who_asks_is_told(worked_on):
    home = worked_on.case.household_id
    mine = told(child(), home)
    assert mine["visit", "done"] == f"นางทดสอบ1 {NOTE}" and "debt_informal=9" in mine["visit_facts", "first"]
    assert (mine["observation", "living"], mine["observation", "health"]) == ("หลังคารั่ว", "หอบหืด")
    assert mine["member_change", "left"] == "ไปอยู่กับป้า" and "ยาพ่น" in mine["need", "open"]


def test_what_was_said_of_the_others_is_theirs_to_ask(worked_on):
    head = Member.objects.filter(response__household=worked_on.case.household_id, relation__startswith="หัวหน้า").latest("pk").person_id
    words = " ".join(told(head, worked_on.case.household_id).values())
    assert "หลังคารั่ว" in words and "สังกะสี" in words
    assert not any(word in words for word in ("หอบหืด", "ยาพ่น", "ไปอยู่กับป้า"))


def test_a_forgotten_person_leaves_the_words_about_the_others(worked_on):
    held_visits.forget(at=AT, person=child())
    words = " ".join(told(child(), worked_on.case.household_id).values())
    assert "หลังคารั่ว" in words and not any(word in words for word in ("หอบหืด", "ยาพ่น", "ไปอยู่กับป้า"))


def test_a_forgotten_household_leaves_the_counts_as_they_were(worked_on):
    counts = Need.objects.values_list("dimension", "urgency", "state", "stage"), Visit.objects.values_list("state", "on", "purpose")
    before = [list(each) for each in counts]
    held_visits.forget(at=AT, households=[worked_on.case.household_id])
    assert [list(each) for each in counts] == before
    row = Visit.objects.get()
    assert (row.met_sealed, row.note_sealed, row.lat, row.lon, row.evidence) == (None, None, None, None, None)
    assert StoredFile.objects.get(pk=worked_on.evidence_id).purged_at
    for model in (Observation, MemberChange, Need):
        assert not model.objects.exclude(text_sealed=None).exists()
    assert not Need.objects.exclude(self_help_sealed=None).exists()
