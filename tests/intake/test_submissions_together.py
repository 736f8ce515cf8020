"""Two requests of one phone at the same moment: the network gave up on the first, and the server did not."""

from functools import partial
from uuid import uuid4

import pytest

from nsc.access import reach, users
from nsc.access.models import AuditLine
from nsc.casework import cases
from nsc.casework.models import Case, Need, Visit
from nsc.intake.models import Submission
from tests.casework.conftest import AT, frozen, survey
from tests.in_hand import InHand, in_hand
from tests.surveyed import household_id
from tests.together import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(tmp_path) -> Case:
    survey(tmp_path)
    operator = users.operator()
    frozen(operator)
    made = cases.open_(by=operator, at=AT, household=household_id(1))
    Case.objects.filter(pk=made.pk).update(state="assigned", triage="develop", turn="mentor")
    return made


@pytest.fixture
def phone(case) -> InHand:
    operator = users.operator()
    mentor = users.create(by=operator, at=AT, username="somjai", display_name="สมใจ")
    users.assign(by=operator, at=AT, user=mentor, role="mentor", area="600908")
    reach.give(household=case.household_id, to=mentor, purpose="mentor")
    return in_hand(mentor)


def test_the_same_ones_sent_twice_at_once_are_done_once_and_in_order(phone, case):
    home, need = f"h{case.household_id}", {"dimension": "living", "urgency": "now", "text": "ซ่อมหลังคา"}
    told = {"case": case.pk, "purpose": "first", "on": "2026-01-15", "visitors": "อสม."}
    visit = phone.finished("visit.record", told, household=home)
    chain = [
        phone.finished("need.record", {"needs": [need | {"text": str(n)}]}, household=home, after=visit.id, id=uuid4()) for n in range(3)
    ]
    both = in_threads(*(partial(phone.send, *sent) for sent in ([*chain, visit], [visit, *reversed(chain)])))
    assert {each.state for answers in both for each in answers} <= {"stored", "waiting"}
    assert set(Submission.objects.values_list("state", flat=True)) == {"stored"} and Submission.objects.count() == 4
    assert (Visit.objects.count(), Need.objects.count()) == (1, 3)
    assert AuditLine.objects.filter(verb="visit.record").count() == 1 and AuditLine.objects.filter(verb="need.record").count() == 3
