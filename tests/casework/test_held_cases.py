"""What a family gets told of its cases, and what is left when it is forgotten."""

from datetime import date

import pytest

from nsc.casework import cases, handoffs, held_cases
from nsc.casework.models import Case, Event, Handoff
from tests.casework.conftest import AT

pytestmark = pytest.mark.django_db
WHY, BACK = "สามีป่วยติดเตียง", "ไปเยี่ยมอีกครั้ง"


@pytest.fixture
def worked_on(in_care, somjai, team, district_officer):
    handoffs.give(by=somjai, at=AT, case=in_care.pk, to="tambon", due_on=date(2026, 1, 22), because=WHY)
    handoffs.send_back(by=team, at=AT, case=in_care.pk, because=BACK)
    return cases.close(by=district_officer, at=AT, case=in_care.pk, outcome="out_of_poverty", on=date(2026, 1, 15), because="ได้งาน")


def test_everything_of_its_cases_is_told(worked_on):
    told = list(held_cases.about(person=0, households=[worked_on.household_id]))
    assert [each.what for each in told] == ["case", "handoff", *["after_check"] * 2, *["event"] * 4]
    text = " ".join(each.text for each in told)
    assert WHY in text and BACK in text and "ได้งาน" in text and "out_of_poverty" in text
    assert list(held_cases.about(person=0, households=[])) == []


def test_what_is_forgotten_leaves_states_and_days(worked_on):
    def told():
        return list(Case.objects.order_by("pk").values()), list(Event.objects.order_by("pk").values("kind", "what", "on"))

    before = told()
    held_cases.forget(at=AT, person=1)
    assert Event.objects.exclude(text_sealed=None).exists()
    held_cases.forget(at=AT, households=[worked_on.household_id])
    assert not Event.objects.exclude(text_sealed=None).exists()
    assert not Handoff.objects.exclude(because_sealed=None, answer_sealed=None).exists()
    assert told() == before
