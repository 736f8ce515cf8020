"""Two people at the same moment."""

from functools import partial
from uuid import UUID

import pytest
from django.db import connection

from nsc.access import users
from nsc.access.models import AuditLine, User
from nsc.access.roles import ROLES
from nsc.casework import meetings, proposals, rolls, targets, tickets, verifications
from nsc.casework.models import Meeting, Proposal, Resolution, Roll, Target, Ticket, Verification
from nsc.errors import Refused
from nsc.surveys import rounds
from tests.casework.conftest import AT, ON, YEAR, frozen, heard, met, survey, target, verified
from tests.casework.test_proposals import NO_INCOME, STRANGER
from tests.casework.test_tickets import NEIGHBOUR
from tests.surveyed import household_id
from tests.together import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(tmp_path):
    """Who acts, by role; the reference data are loaded anew, for these tests empty the tables."""
    survey(tmp_path)
    operator = users.operator()

    def hire(role: str, area: str) -> User:
        user = users.create(by=operator, at=AT, username=f"{role}-{User.objects.count()}", display_name=ROLES[role].name)
        users.assign(by=operator, at=AT, user=user, role=role, area=area)
        return user

    return {
        "drawer": hire("provincial_centre", "60"),
        "certifier": hire("provincial_centre", "60"),
        "district": hire("district_centre", "6009"),
        "team": hire("tambon_team", "600908"),
        "other": hire("tambon_team", "600908"),
    }


def attempted(act):
    """What came of it; a refusal is an answer too."""
    try:
        return act()
    except Refused as no:
        return no


def test_two_who_draw_up_the_same_list_make_one(cast):
    told = {"at": AT, "fiscal_year": YEAR, "group": "tpmap", "rule": "mpi", "round": rounds.newest()}
    made = in_threads(*(partial(attempted, partial(rolls.draw_up, by=cast[who], **told)) for who in ("drawer", "certifier")))
    assert sum(isinstance(each, Roll) for each in made) == 1
    assert (Roll.objects.count(), Target.objects.count()) == (1, 3)


def test_two_who_verify_the_same_village_both_leave_their_record(cast):
    frozen(cast["drawer"])
    numbers = [target(1).pk, target(2).pk]

    def act(who, result, order):
        return verifications.verify(by=cast[who], at=AT, targets=order, result=result, on=ON)

    made = in_threads(partial(act, "team", "still_poor", numbers), partial(act, "other", "moved", numbers[::-1]))
    assert [each.recorded for each in made] == [2, 2] and Verification.objects.count() == 4
    for row in Target.objects.filter(pk__in=numbers):
        last = row.verifications.order_by("-on", "-pk").first()
        assert row.result == last.result and row.state == ("verified" if last.result == "still_poor" else "unconfirmed")


def test_a_button_pressed_twice_verifies_once(cast):
    frozen(cast["drawer"])
    act = partial(verifications.verify, by=cast["team"], at=AT, targets=[target(1).pk], result="still_poor", on=ON)
    made = in_threads(act, act)
    assert sorted(each.recorded for each in made) == [0, 1] and Verification.objects.count() == 1


def test_a_resolution_recorded_by_two_is_taken_once(cast):
    roll = frozen(cast["drawer"])
    verified(cast["team"], 1, 2)
    heard(cast["team"], {1: None, 2: None})
    meeting = met(cast["district"], "6009").pk
    act = partial(meetings.resolve, by=cast["district"], at=AT, meeting=meeting, roll=roll)
    first, again = in_threads(act, act)
    assert first == again and (Meeting.objects.count(), Resolution.objects.count()) == (1, 1)
    assert set(Target.objects.filter(pk__in=[target(1).pk, target(2).pk]).values_list("state", flat=True)) == {"endorsed"}
    assert AuditLine.objects.filter(verb="target.endorse").count() == 1


def test_endorsed_and_found_not_poor_at_the_same_moment(cast):
    """Whichever comes first, the household does not end up endorsed and not poor."""
    roll = frozen(cast["drawer"])
    verified(cast["team"], 1, 2)
    heard(cast["team"], {1: None, 2: None})
    meeting = met(cast["district"], "6009").pk
    in_threads(
        partial(meetings.resolve, by=cast["district"], at=AT, meeting=meeting, roll=roll),
        partial(verifications.verify, by=cast["other"], at=AT, targets=[target(1).pk], result="not_poor", on=ON),
    )
    assert (target(1).state, target(1).result, target(2).state) == ("unconfirmed", "not_poor", "endorsed")
    assert Resolution.objects.get().households in (1, 2)


def test_taken_back_and_certified_at_the_same_moment(cast):
    """Whichever comes first, no household is certified on an endorsement that is gone."""
    roll = frozen(cast["drawer"])
    verified(cast["team"], 1, 2)
    heard(cast["team"], {1: None, 2: None})
    endorsed = meetings.resolve(by=cast["district"], at=AT, meeting=met(cast["district"], "6009").pk, roll=roll)
    later, province = met(cast["district"], "6009", "2/2569").pk, met(cast["certifier"], "60").pk
    revoke = partial(meetings.revoke, by=cast["district"], at=AT, meeting=later, resolution=endorsed.pk, because="ผิดรายชื่อ")
    certify = partial(meetings.resolve, by=cast["certifier"], at=AT, meeting=province, roll=roll)
    in_threads(partial(attempted, revoke), partial(attempted, certify))
    found = {(row.state, row.endorsed_by_id is None) for row in Target.objects.filter(pk__in=[target(1).pk, target(2).pk])}
    assert found in ({("kept", True)}, {("certified", False)})


def test_the_same_form_sent_by_two_is_one_ticket(cast):
    told = {"at": AT, "who": NEIGHBOUR, "reason": "ไม่มีรายได้", "submission": UUID(int=7)}
    made = in_threads(*(partial(attempted, partial(tickets.report, **told)) for _ in range(2)))
    assert Ticket.objects.count() == Proposal.objects.count() == 1
    assert len({each for each in made if isinstance(each, tickets.Given)}) == 1


def test_a_household_added_by_two_is_there_once(cast):
    roll = frozen(cast["drawer"])
    act = partial(attempted, partial(targets.add, by=cast["district"], at=AT, roll=roll, household=household_id(3), because="ไฟไหม้"))
    in_threads(act, act)
    assert Target.objects.filter(household=household_id(3)).count() == 1


def test_the_same_person_proposed_by_two_is_one_proposal(cast):
    told = {"at": AT, "fiscal_year": YEAR, "who": STRANGER, "reason": "ไม่มีใครสำรวจ"}
    in_threads(*(partial(attempted, partial(proposals.propose, by=cast[who], **told)) for who in ("team", "other")))
    assert Proposal.objects.count() == 1


def test_two_visits_at_once_make_one_target(cast):
    made = proposals.propose(by=cast["team"], at=AT, fiscal_year=YEAR, who=STRANGER, reason="ไม่มีใครสำรวจ")
    told = {"at": AT, "proposal": made.pk, "round": rounds.newest(), "on": ON, "people": 2, "answers": NO_INCOME}
    in_threads(*(partial(attempted, partial(proposals.visit, by=cast[who], **told)) for who in ("team", "other")))
    assert Target.objects.count() == 1 and connection.vendor in ("sqlite", "postgresql")
