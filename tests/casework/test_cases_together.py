"""Two people at one case at the same moment, and the clock among them."""

from datetime import date, timedelta
from functools import partial

import pytest

from nsc.access import users
from nsc.access.models import Reach, User
from nsc.access.roles import ROLES
from nsc.casework import cases, escalation, handoffs, mentors, rolls
from nsc.casework.models import AfterCheck, Case, Event, Handoff
from nsc.errors import NotAllowed, Refused
from nsc.surveys import rounds
from tests.casework.conftest import AT, YEAR, survey
from tests.surveyed import household_id
from tests.together import in_threads

pytestmark = pytest.mark.django_db(transaction=True)
TODAY, LATE = date(2026, 1, 15), AT + timedelta(days=15)


@pytest.fixture
def cast(tmp_path):
    survey(tmp_path)
    operator = users.operator()

    def hire(name: str, role: str, area: str) -> User:
        user = users.create(by=operator, at=AT, username=name, display_name=f"{name} {ROLES[role].name}")
        users.assign(by=operator, at=AT, user=user, role=role, area=area)
        return user

    officer = hire("officer", "provincial_centre", "60")
    told = {"by": officer, "at": AT}
    rolls.freeze(**told, roll=rolls.draw_up(**told, fiscal_year=YEAR, group="tpmap", rule="mpi", round=rounds.newest()))
    return {
        "one": hire("one", "district_centre", "6009"),
        "two": hire("two", "district_centre", "6009"),
        "somjai": hire("somjai", "mentor", "600908"),
        "second": hire("second", "mentor", "600908"),
        "team": hire("team", "tambon_team", "600908"),
    }


@pytest.fixture
def both(cast) -> list[int]:
    """Cases of households 1 and 2, triaged."""
    found = [cases.open_(by=cast["one"], at=AT, household=household_id(number)).pk for number in (1, 2)]
    for number in found:
        cases.triage(by=cast["one"], at=AT, case=number, to="develop", because="ทำงานได้")
    return found


def attempted(act):
    try:
        return act()
    except (Refused, NotAllowed) as no:
        return no


def test_two_who_open_a_case_of_one_household_open_one(cast):
    act = [partial(attempted, partial(cases.open_, by=cast[who], at=AT, household=household_id(1))) for who in ("one", "two")]
    in_threads(*act)
    assert Case.objects.count() == 1 and Event.objects.filter(kind="case.open").count() == 1


def test_two_who_assign_the_same_cases_leave_one_mentor_with_the_reach(cast, both):
    def assign(who, mentor, order):
        return attempted(partial(mentors.assign, by=cast[who], at=AT, cases=order, mentor=cast[mentor].pk))

    in_threads(partial(assign, "one", "somjai", both), partial(assign, "two", "second", both[::-1]))
    for row in Case.objects.filter(pk__in=both):
        holders = list(Reach.objects.filter(household_id=row.household_id, purpose="mentor", ended_at=None).values_list("user", flat=True))
        assert (row.state, row.turn, holders) == ("assigned", "mentor", [row.mentor_id])
    assert len(set(Case.objects.values_list("mentor", flat=True))) == 1


def test_a_button_pressed_twice_assigns_once(cast, both):
    act = partial(mentors.assign, by=cast["one"], at=AT, cases=both, mentor=cast["somjai"].pk)
    made = in_threads(act, act)
    assert sorted(each.assigned for each in made) == [0, 2] and Event.objects.filter(kind="case.assign").count() == 2


def test_two_who_close_with_different_ends_close_once(cast, both):
    told = {"at": AT, "case": both[0], "on": TODAY, "because": "ได้งาน"}
    ends = {"one": "out_of_poverty", "two": "left"}
    made = in_threads(*(partial(attempted, partial(cases.close, by=cast[who], outcome=end, **told)) for who, end in ends.items()))
    [closed] = [each for each in made if isinstance(each, Case)]
    [refused] = [each for each in made if isinstance(each, Refused)]
    assert "ผลอื่น" in str(refused) and Case.objects.get(pk=both[0]).outcome == closed.outcome
    assert AfterCheck.objects.count() == (2 if closed.outcome == "out_of_poverty" else 0)
    assert Event.objects.filter(kind="case.close").count() == 1


def test_two_who_close_alike_both_hear_that_it_is_closed(cast, both):
    act = partial(cases.close, at=AT, case=both[0], on=TODAY, outcome="out_of_poverty", because="ได้งาน")
    made = in_threads(partial(act, by=cast["one"]), partial(act, by=cast["two"]))
    assert {each.outcome for each in made} == {"out_of_poverty"} and AfterCheck.objects.count() == 2


def test_the_clock_and_a_hand_over_at_the_same_moment(cast, both):
    """Whichever comes first: one hand-over runs, and it is the one that says whose turn it is."""
    mentors.assign(by=cast["one"], at=AT, cases=both[:1], mentor=cast["somjai"].pk)
    told = {"case": both[0], "to": "district", "due_on": date(2026, 2, 20), "because": "เกินกำลัง"}
    in_threads(
        partial(escalation.run, LATE),
        partial(attempted, partial(handoffs.give, by=cast["somjai"], at=LATE, **told)),
    )
    row, running = Case.objects.get(pk=both[0]), Handoff.objects.get(state="given", case=both[0])
    assert (row.turn, row.due_on) == (running.to_turn, running.due_on)
    assert row.escalations == (1 if running.is_escalation else 0)


def test_the_clock_twice_at_once_raises_once(cast, both):
    mentors.assign(by=cast["one"], at=AT, cases=both, mentor=cast["somjai"].pk)
    raised = in_threads(partial(escalation.run, LATE), partial(escalation.run, LATE))
    assert sum(raised) == 2 and Handoff.objects.count() == 2
    assert set(Case.objects.values_list("turn", "escalations")) == {("tambon", 1)}


def test_taken_and_sent_back_at_once_one_answer_holds(cast, both):
    mentors.assign(by=cast["one"], at=AT, cases=both[:1], mentor=cast["somjai"].pk)
    handoffs.give(by=cast["somjai"], at=AT, case=both[0], to="tambon", due_on=date(2026, 1, 22), because="เกินกำลัง")
    made = in_threads(
        partial(attempted, partial(handoffs.take, by=cast["team"], at=AT, case=both[0])),
        partial(attempted, partial(handoffs.send_back, by=cast["one"], at=AT, case=both[0], because="ทำต่อได้")),
    )
    assert sum(isinstance(each, Refused) for each in made) == 1
    assert Case.objects.get(pk=both[0]).turn == ("tambon" if Handoff.objects.get().state == "taken" else "mentor")
