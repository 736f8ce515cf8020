"""Two who come home from the same visit at the same moment."""

from functools import partial
from uuid import UUID, uuid4

import pytest

from nsc.access import reach, users
from nsc.access.models import AuditLine, User
from nsc.casework import cases, needs, visits
from nsc.casework.models import Case, Event, Need, Visit
from tests.casework.conftest import AT, frozen, survey
from tests.casework.test_needs import ROOF, SCHOOL
from tests.casework.test_together import attempted
from tests.casework.test_visits import SEEN, TODAY
from tests.surveyed import household_id
from tests.together import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(tmp_path):
    survey(tmp_path)
    operator = users.operator()

    def hire(role: str, area: str) -> User:
        user = users.create(by=operator, at=AT, username=f"{role}-{User.objects.count()}", display_name=role)
        users.assign(by=operator, at=AT, user=user, role=role, area=area)
        return user

    found = {"mentor": hire("mentor", "600908"), "team": hire("tambon_team", "600908")}
    frozen(hire("provincial_centre", "60"))
    case = cases.open_(by=hire("district_centre", "6009"), at=AT, household=household_id(1))
    reach.give(household=case.household_id, to=found["mentor"], purpose="mentor")
    Case.objects.filter(pk=case.pk).update(state="assigned", triage="develop", mentor=found["mentor"], turn="mentor")
    return found | {"case": case.pk}


def made(cast, who: str, submission: UUID, **told):
    asked = {"case": cast["case"], "purpose": "first", "found": SEEN, "asked": [ROOF, SCHOOL]} | told
    return partial(attempted, partial(visits.record, by=cast[who], at=AT, submission=submission, **asked))


def test_the_same_form_sent_twice_at_once_is_one_visit(cast):
    number = uuid4()
    first, again = in_threads(made(cast, "mentor", number), made(cast, "mentor", number))
    assert isinstance(first, Visit) and first == again
    assert (Visit.objects.count(), Need.objects.count(), AuditLine.objects.filter(verb="visit.record").count()) == (1, 2, 1)


def test_two_first_visits_at_once_are_both_kept_and_move_the_case_once(cast):
    visits.plan(by=cast["mentor"], at=AT, numbers=[cast["case"]], on=TODAY)
    appointment = Visit.objects.get().pk
    found = in_threads(*(made(cast, who, uuid4(), appointment=appointment) for who in ("mentor", "team")))
    assert all(isinstance(each, Visit) for each in found) and len({each.pk for each in found}) == 2
    assert Case.objects.get().state == "visited" and Visit.objects.filter(state="done").count() == 2
    assert Need.objects.count() == 2 and Event.objects.filter(kind="visit.record").count() == 2


def test_an_appointment_made_by_two_is_one(cast):
    act = partial(visits.plan, at=AT, numbers=[cast["case"]], on=TODAY)
    outcomes = in_threads(*(partial(attempted, partial(act, by=cast[who])) for who in ("mentor", "team")))
    assert sorted((each.made, each.unchanged) for each in outcomes) == [(0, 1), (1, 0)] and Visit.objects.count() == 1


def test_a_need_told_by_two_is_one(cast):
    act = partial(needs.record, at=AT, household=household_id(2), asked=[ROOF])
    in_threads(*(partial(attempted, partial(act, by=cast["team"])) for _each in range(2)))
    assert Need.objects.count() == 1 and AuditLine.objects.filter(verb="need.record").count() == 1


def test_met_and_withdrawn_at_once_it_is_one_of_both(cast):
    [need] = needs.record(by=cast["team"], at=AT, household=household_id(2), asked=[ROOF])
    in_threads(
        partial(attempted, partial(needs.meet, by=cast["team"], at=AT, need=need.pk)),
        partial(attempted, partial(needs.withdraw, by=cast["team"], at=AT, need=need.pk, because="ไม่ใช่")),
    )
    need.refresh_from_db()
    assert need.state in ("met", "withdrawn") and AuditLine.objects.filter(verb__in=["need.meet", "need.withdraw"]).count() == 1
