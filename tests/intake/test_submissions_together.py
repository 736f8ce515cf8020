"""Two requests of one phone at the same moment: the network gave up on the first, and the server did not."""

import threading
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, transaction

from nsc.access import reach, users
from nsc.access.models import AuditLine
from nsc.casework import cases
from nsc.casework.models import Case, Need, Visit
from nsc.intake.models import Submission
from nsc.registry.models import Household
from tests.casework.conftest import AT, frozen, survey
from tests.in_hand import InHand, in_hand
from tests.surveyed import household_id
from tests.together import in_threads, until

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


def test_one_that_waits_takes_its_household_before_its_place(phone, case):
    """As the verbs do: else each would hold what the other needs, and PostgreSQL ends one of them."""
    early = phone.finished("need.record", {"needs": []}, household=f"h{case.household_id}", after=uuid4())
    has_home = threading.Event()

    def verb():
        with transaction.atomic():
            Household.objects.select_for_update().get(pk=case.household_id)
            has_home.set()
            if connection.vendor == "postgresql":  # on SQLite who writes writes alone
                until(somebody_waits)
            told = {"phone": phone.row, "user": phone.row.user, "verb": early.verb, "form": 1, "key": 1, "state": "stored"}
            times = dict.fromkeys(("done_at", "sent_at", "received_at", "corrected_at", "settled_at"), AT)
            Submission.objects.create(id=early.id, household_id=case.household_id, **told, **times)

    def letter():
        assert has_home.wait(60)
        return phone.send(early)

    _none, [answer] = in_threads(verb, letter)
    assert answer.state == "stored"


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")  # pg_stat_activity stands still within a transaction
        return cursor.fetchone()[0] > 0
