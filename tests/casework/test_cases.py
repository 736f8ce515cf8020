"""A case from its opening to its end, and open again where poverty came back."""

from datetime import date, timedelta

import pytest

from nsc.access import reach, scope
from nsc.access.models import AuditLine, Notice, Reach
from nsc.casework import cases, mentors, timeline
from nsc.casework.models import AfterCheck, Case, Event, Handoff, Visit
from nsc.errors import NotAllowed, Refused
from nsc.registry import consents
from nsc.surveys import rounds
from tests.casework.conftest import AT, ON
from tests.surveyed import household_id

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 15)


def last(verb: str) -> AuditLine:
    return AuditLine.objects.filter(verb=verb).latest("pk")


def measured(case, by, *, pattern: int, on: date = TODAY) -> Visit:
    """A follow-up visit at which the survey's questions were asked again."""
    told = {"purpose": "follow_up", "state": "done", "on": on, "answers": "1" * 31, "round": rounds.newest(), "pattern": pattern}
    return Visit.objects.create(case=case, by=by, at=AT, **told)


# — triage —


def test_the_officer_triages_and_the_case_waits_for_a_mentor(case, district_officer):
    row = cases.triage(by=district_officer, at=AT, case=case.pk, to="develop", because="ลูกชายพร้อมทำงาน")
    assert (row.state, row.triage, row.turn, row.due_on) == ("triaged", "develop", "district", date(2026, 1, 22))
    assert last("case.triage").detail == "develop" and last("case.triage").because == ""
    [told, _opened], _more = timeline.of_household(district_officer, case.household_id)
    assert (told.kind, told.what, told.text) == ("case.triage", "develop", "ลูกชายพร้อมทำงาน")


def test_who_differs_from_the_proposal_says_why(case, district_officer):
    proposed = cases.proposed(district_officer, case.pk, at=AT)
    other = {"develop": "welfare", "welfare": "develop"}[proposed.triage]
    with pytest.raises(Refused, match="ต่างจากที่เสนอ"):
        cases.triage(by=district_officer, at=AT, case=case.pk, to=other)
    assert cases.triage(by=district_officer, at=AT, case=case.pk, to=proposed.triage).triage == proposed.triage


def test_a_triage_sent_again_stands_and_a_new_one_gives_its_reason(case, district_officer):
    told = {"by": district_officer, "at": AT, "case": case.pk}
    cases.triage(**told, to="develop", because="ก")
    cases.triage(**told, to="develop", because="ก")
    assert Event.objects.filter(kind="case.triage").count() == 1
    with pytest.raises(Refused, match="โปรดบอกเหตุผล"):
        cases.triage(**told, to="welfare")
    row = cases.triage(**told, to="welfare", because="ป่วยหนัก")
    assert (row.triage, row.state) == ("welfare", "triaged")


def test_a_mentor_does_not_triage_and_a_stranger_sees_no_case(in_care, somjai, prasit):
    with pytest.raises(NotAllowed):
        cases.triage(by=somjai, at=AT, case=in_care.pk, to="welfare", because="x")
    for ask in (lambda: cases.triage(by=prasit, at=AT, case=in_care.pk, to="welfare"), lambda: cases.find(prasit, in_care.pk, at=AT)):
        with pytest.raises(scope.OutOfSight):
            ask()
    with pytest.raises(NotAllowed):
        cases.proposed(somjai, in_care.pk, at=AT)


def test_what_is_no_triage_is_refused(case, district_officer):
    with pytest.raises(Refused, match="พัฒนาได้"):
        cases.triage(by=district_officer, at=AT, case=case.pk, to="rich")


# — a mentor —


@pytest.fixture
def triaged(case, district_officer):
    return cases.triage(by=district_officer, at=AT, case=case.pk, to="develop", because="ทำงานได้")


def test_the_district_assigns_a_mentor_who_then_sees_the_household(triaged, district_officer, somjai):
    assert mentors.assign(by=district_officer, at=AT, cases=[triaged.pk], mentor=somjai.pk) == mentors.Outcome(1, 0)
    row = Case.objects.get()
    assert (row.state, row.turn, row.mentor, row.due_on) == ("assigned", "mentor", somjai, date(2026, 1, 29))
    assert cases.find(somjai, row.pk, at=AT).mentor == "สมใจ"
    assert last("case.assign").by == district_officer and Notice.objects.get(user=somjai, kind="case.assign").values == {"count": 1}


def test_assigned_again_to_the_same_mentor_nothing_happens(in_care, district_officer, somjai):
    assert mentors.assign(by=district_officer, at=AT, cases=[in_care.pk], mentor=somjai.pk) == mentors.Outcome(0, 1)
    assert not Event.objects.filter(kind="case.assign").exists()


def test_a_new_mentor_takes_over_and_the_one_before_sees_nothing_more(in_care, district_officer, somjai, hire):
    second = hire("second", "สอง", "mentor", "600908")
    mentors.assign(by=district_officer, at=AT, cases=[in_care.pk], mentor=second.pk)
    row = Case.objects.get()
    assert (row.mentor, row.state, row.due_on) == (second, "assigned", in_care.due_on)
    assert list(Reach.objects.filter(ended_at=None, purpose="mentor").values_list("user", flat=True)) == [second.pk]
    with pytest.raises(scope.OutOfSight):
        cases.find(somjai, row.pk, at=AT)


def test_who_could_not_visit_there_is_no_mentor_of_it(triaged, district_officer, prasit, governor, nurse):
    for someone in (prasit, governor, nurse):
        with pytest.raises(Refused, match="ไม่มีบทบาทที่เยี่ยมบ้าน"):
            mentors.assign(by=district_officer, at=AT, cases=[triaged.pk], mentor=someone.pk)
    assert not Reach.objects.exists()


def test_before_triage_and_after_the_end_nobody_is_assigned(case, district_officer, somjai):
    with pytest.raises(Refused, match="ยังไม่ได้จำแนก"):
        mentors.assign(by=district_officer, at=AT, cases=[case.pk], mentor=somjai.pk)
    cases.close(by=district_officer, at=AT, case=case.pk, outcome="left", on=TODAY)
    with pytest.raises(Refused, match="ปิดแล้ว"):
        mentors.assign(by=district_officer, at=AT, cases=[case.pk], mentor=somjai.pk)


def test_of_many_none_is_assigned_where_one_is_not_theirs(triaged, hire, roll, operator, somjai):
    far = cases.open_(by=operator, at=AT, household=household_id(4))
    officer = hire("officer", "อำเภอเรา", "district_centre", "6009")
    with pytest.raises(scope.OutOfSight):
        mentors.assign(by=officer, at=AT, cases=[triaged.pk, far.pk], mentor=somjai.pk)
    assert Case.objects.get(pk=triaged.pk).mentor is None
    with pytest.raises(NotAllowed):
        mentors.assign(by=hire("t", "ทีม", "tambon_team", "600908"), at=AT, cases=[triaged.pk], mentor=somjai.pk)


def test_where_the_family_stopped_it_no_mentor_is_sent(triaged, district_officer, dpo, somjai):
    consents.restrict(by=dpo, at=AT, household=triaged.household_id, purpose="mentor", because="ขอระงับ")
    with pytest.raises(Refused, match="ระงับ"):
        mentors.assign(by=district_officer, at=AT, cases=[triaged.pk], mentor=somjai.pk)


@pytest.mark.usefixtures("in_care", "team", "nurse", "governor", "provincial_officer")
def test_candidates_are_those_who_could_visit_there_with_how_much_they_have(district_officer, prasit):
    found = {each.name: each.cases for each in mentors.candidates(district_officer, area="6009")}
    assert found == {"สมใจ": 1, "ทีมตำบล": 0, "วิชัย": 0}
    with pytest.raises(scope.OutOfSight):
        mentors.candidates(prasit, area="6009")


# — the end, and the beginning again —


def test_out_of_poverty_takes_a_visit_that_measured_it_or_a_reason(in_care, district_officer):
    told = {"by": district_officer, "at": AT, "case": in_care.pk, "outcome": "out_of_poverty", "on": TODAY}
    with pytest.raises(Refused, match="ติดตามผล"):
        cases.close(**told)
    measured(in_care, district_officer, pattern=1, on=ON)
    with pytest.raises(Refused, match="ติดตามผล"):
        cases.close(**told)
    Case.objects.filter(pk=in_care.pk).update(opened_at=AT - timedelta(days=9))
    measured(in_care, district_officer, pattern=0)
    row = cases.close(**told)
    assert (row.state, row.outcome, row.turn, row.due_on, row.closed_on, row.out_on) == ("closed", "out_of_poverty", "", None, TODAY, TODAY)
    assert list(AfterCheck.objects.order_by("due_on").values_list("kind", "due_on")) == [
        ("6", date(2026, 7, 15)),
        ("12", date(2027, 1, 15)),
    ]
    assert last("case.close").detail == "out_of_poverty"


def test_closed_for_a_reason_the_reason_is_on_the_timeline_and_not_in_the_record(in_care, district_officer):
    cases.close(by=district_officer, at=AT, case=in_care.pk, outcome="out_of_poverty", on=TODAY, because="ได้งานประจำ")
    [line, *_rest], _more = timeline.of_household(district_officer, in_care.household_id)
    assert line.text == "ได้งานประจำ" and "ได้งาน" not in str(AuditLine.objects.filter(verb="case.close").values())


def test_with_the_case_the_mentors_reach_ends(in_care, district_officer, somjai):
    cases.close(by=district_officer, at=AT, case=in_care.pk, outcome="welfare", on=TODAY)
    assert not Reach.objects.filter(ended_at=None).exists() and not AfterCheck.objects.exists()
    with pytest.raises(scope.OutOfSight):
        cases.find(somjai, in_care.pk, at=AT)


def test_closed_again_in_the_same_words_it_stands_in_others_it_is_refused(in_care, district_officer):
    told = {"by": district_officer, "at": AT, "case": in_care.pk, "on": TODAY}
    cases.close(**told, outcome="left")
    cases.close(**told, outcome="left")
    assert Event.objects.filter(kind="case.close").count() == 1
    with pytest.raises(Refused, match="ผลอื่น"):
        cases.close(**told, outcome="deceased")


def test_nothing_closes_tomorrow_nor_before_it_opened(in_care, district_officer):
    told = {"by": district_officer, "at": AT, "case": in_care.pk, "outcome": "left"}
    with pytest.raises(Refused, match="ยังมาไม่ถึง"):
        cases.close(**told, on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="ก่อนวันเปิดเคส"):
        cases.close(**told, on=TODAY - timedelta(days=1))


def test_neither_mentor_nor_team_closes(in_care, somjai, team):
    for someone in (somjai, team):
        with pytest.raises(NotAllowed):
            cases.close(by=someone, at=AT, case=in_care.pk, outcome="left", on=TODAY)


@pytest.fixture
def out(in_care, district_officer):
    return cases.close(by=district_officer, at=AT, case=in_care.pk, outcome="out_of_poverty", on=TODAY, because="ได้งานประจำ")


def test_a_relapse_opens_it_again_with_its_mentor(out, district_officer, somjai):
    later = AT + timedelta(days=30)
    row = cases.reopen(by=district_officer, at=later, case=out.pk, because="ตกงาน")
    assert (row.state, row.turn, row.outcome, row.closed_on, row.out_on) == ("assigned", "mentor", "", None, None)
    assert row.relapsed_on == date(2026, 2, 14) and cases.find(somjai, row.pk, at=later).state == "assigned"
    assert not AfterCheck.objects.filter(withdrawn_at=None).exists()
    assert last("case.reopen").detail == "relapse"
    again = cases.reopen(by=district_officer, at=later, case=out.pk, because="ตกงาน")
    assert again.pk == row.pk and Event.objects.filter(kind="case.reopen").count() == 1


def test_opened_again_with_its_mentor_gone_it_waits_for_the_district(out, district_officer, somjai):
    somjai.assignments.update(ended_at=AT)
    row = cases.reopen(by=district_officer, at=AT, case=out.pk, because="ตกงาน")
    assert (row.state, row.turn, row.mentor) == ("assigned", "district", None)
    successor = district_officer
    mentors.assign(by=district_officer, at=AT, cases=[row.pk], mentor=successor.pk)
    row.refresh_from_db()
    assert (row.state, row.turn, row.mentor) == ("assigned", "mentor", successor)


def test_it_is_opened_again_for_a_reason_and_not_by_a_mentor(out, district_officer, somjai):
    with pytest.raises(Refused, match="เหตุผล"):
        cases.reopen(by=district_officer, at=AT, case=out.pk, because=" ")
    reach.give(household=out.household_id, to=somjai, purpose="mentor")
    with pytest.raises(NotAllowed):
        cases.reopen(by=somjai, at=AT, case=out.pk, because="ตกงาน")


def test_where_a_newer_case_runs_the_older_stays_closed(out, district_officer):
    newer = cases.open_(by=district_officer, at=AT, household=out.household_id)
    assert newer.pk != out.pk
    with pytest.raises(Refused, match="เคสใหม่กว่า"):
        cases.reopen(by=district_officer, at=AT, case=out.pk, because="ตกงาน")


# — the emergency lane —


def test_an_emergency_opens_without_a_target_and_the_district_hears_the_same_day(roll, team, district_officer, provincial_officer):
    row = cases.open_(by=team, at=AT, household=household_id(3), is_emergency=True)
    assert row.is_emergency and row.target is None
    assert [notice.user for notice in Notice.objects.filter(kind="case.emergency")] == [district_officer]
    assert Event.objects.get().what == "emergency" and last("case.open").detail == "emergency"


def test_an_emergency_is_put_in_order_by_the_district_for_a_reason(roll, team, district_officer):
    row = cases.open_(by=team, at=AT, household=household_id(1), is_emergency=True)
    with pytest.raises(NotAllowed):
        cases.regularise(by=team, at=AT, case=row.pk, because="ครบแล้ว")
    with pytest.raises(Refused, match="เหตุผล"):
        cases.regularise(by=district_officer, at=AT, case=row.pk, because="")
    for _twice in range(2):
        row = cases.regularise(by=district_officer, at=AT, case=row.pk, because="มติที่ประชุม 1/2569")
    assert not row.is_emergency and row.target_id and Event.objects.filter(kind="case.regularise").count() == 1


def test_what_a_household_has_is_told_to_who_sees_it(case, district_officer, somjai, prasit):
    assert cases.of_household(district_officer, case.household_id, at=AT) == cases.Known(case.pk, "opened", False, False)
    other = cases.of_household(district_officer, household_id(2), at=AT)
    assert other == cases.Known(None, "", True, True)
    assert cases.of_household(district_officer, household_id(3), at=AT) == cases.Known(None, "", False, True)
    with pytest.raises(scope.OutOfSight):
        cases.of_household(prasit, case.household_id, at=AT)


def test_a_file_offers_what_may_be_done_now(case, district_officer, team, governor, in_care, somjai):
    assert cases.find(district_officer, case.pk, at=AT).acts == {"triage", "assign", "close", "give"}
    assert cases.find(somjai, case.pk, at=AT).acts == {"give"} == cases.find(team, case.pk, at=AT).acts
    seen = cases.find(governor, case.pk, at=AT)
    assert seen.acts == set() and seen.house_no == "" and not seen.has_names


def test_what_goes_on_ends_a_hand_over_that_nobody_answered(in_care, somjai):
    Handoff.objects.create(case=in_care, from_turn="mentor", to_turn="tambon", due_on=TODAY, by=somjai, at=AT)
    cases.move(in_care, "visited", on=TODAY)
    assert (Handoff.objects.get().state, Handoff.objects.get().answered_by, in_care.turn) == ("taken", None, "mentor")
