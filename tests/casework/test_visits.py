"""Home visits: planned, made, missed; and what a follow-up says of the deprivation."""

import io
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from nsc.access.models import AuditLine, Notice
from nsc.access.scope import OutOfSight
from nsc.casework import cases, needs, timeline, visits
from nsc.casework.models import Case, MemberChange, Need, Observation, Visit, VisitPhotograph
from nsc.casework.visit_rules import Position
from nsc.casework.visits import Agreed, Changed, Found, Picture, Saw
from nsc.errors import NotAllowed, Refused
from nsc.registry import consents, photographs
from nsc.registry.models import Consent
from nsc.surveys import rounds
from nsc.surveys.models import Member
from tests.casework.conftest import AT, agree_to_pictures
from tests.casework.test_proposals import ALL_PASS, NO_INCOME
from tests.files import pictures
from tests.surveyed import household_id

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 15)
ONCE = UUID(int=1)
SEEN = Found(on=TODAY, visitors="ผู้ใหญ่บ้าน และ อสม.", met="นางทดสอบ1")
AGREED = Agreed("partner", "spoken", 1, note="บอกต่อหน้าผู้ใหญ่บ้าน")


def visit(by, case, found=SEEN, *, purpose="first", submission=ONCE, **told) -> Visit:
    return visits.record(by=by, at=AT, case=case.pk, purpose=purpose, submission=submission, found=found, **told)


def plan(by, *cases_, on=TODAY + timedelta(days=3), **told) -> visits.Planned:
    return visits.plan(by=by, at=AT, numbers=[case.pk for case in cases_], on=on, **told)


def standing(case) -> tuple:
    case.refresh_from_db()
    return case.state, case.turn, case.visited_on, case.followed_up_on


def child() -> int:
    return Member.objects.filter(response__household=household_id(1)).exclude(relation__startswith="หัวหน้า").latest("pk").person_id


@pytest.fixture
def following(in_care):
    """Its plan is done; it waits for a follow-up."""
    Case.objects.filter(pk=in_care.pk).update(state="following", visited_on=TODAY)
    in_care.refresh_from_db()
    return in_care


# — planned —


def test_a_visit_is_planned_for_the_mentor_of_the_case_who_is_told(in_care, district_officer, somjai):
    assert plan(district_officer, in_care) == visits.Planned(1, 0, 0)
    row = Visit.objects.get()
    assert (row.state, row.purpose, row.planned_for, row.planned_on) == ("planned", "first", somjai, TODAY + timedelta(days=3))
    assert Notice.objects.get(user=somjai, kind="visit.plan").values == {"count": 1}
    line = AuditLine.objects.get(verb="visit.plan")
    assert (line.on_id, line.count, line.households.split()) == (str(row.pk), 1, [str(in_care.household_id)])
    [event] = [each for each in timeline.of_household(somjai, in_care.household_id)[0] if each.kind == "visit.plan"]
    assert (event.what, event.record) == ("first", row.pk)


def test_planned_again_it_is_moved_and_in_the_same_words_it_stands(in_care, somjai):
    plan(somjai, in_care)
    assert plan(somjai, in_care) == visits.Planned(0, 0, 1)
    assert plan(somjai, in_care, on=TODAY + timedelta(days=9)) == visits.Planned(0, 1, 0)
    assert Visit.objects.get().planned_on == TODAY + timedelta(days=9) and AuditLine.objects.filter(verb="visit.plan").count() == 2


def test_many_are_planned_at_once_all_or_none(in_care, district_officer, team):
    other = cases.open_(by=district_officer, at=AT, household=household_id(2))
    with pytest.raises(Refused):  # not in anybody's hands yet
        plan(team, in_care, other, whom=team.pk)
    assert not Visit.objects.exists()
    Case.objects.filter(pk=other.pk).update(state="assigned", triage="develop", turn="mentor")
    assert plan(team, in_care, other, whom=team.pk).made == 2
    assert AuditLine.objects.get(verb="visit.plan").place == in_care.area_code


def test_whoever_goes_must_reach_the_household(in_care, district_officer, prasit):
    with pytest.raises(Refused) as no:
        plan(district_officer, in_care, whom=prasit.pk)
    assert "ประสิทธิ์" in str(no.value) and not Visit.objects.exists()


@pytest.mark.parametrize("days", [-1, 367])
def test_the_day_is_ahead(in_care, somjai, days):
    with pytest.raises(Refused):
        plan(somjai, in_care, on=TODAY + timedelta(days=days))


def test_nobody_plans_elsewhere(in_care, prasit, governor):
    with pytest.raises(OutOfSight):
        plan(prasit, in_care)
    with pytest.raises(NotAllowed):
        plan(governor, in_care)
    with pytest.raises(Refused):
        plan(governor)


# — made —


def test_the_first_visit_moves_the_case_on(in_care, somjai):
    made = visit(somjai, in_care)
    assert standing(in_care) == ("visited", "mentor", TODAY, None)
    assert (made.state, made.visitors) == ("done", SEEN.visitors) and "ทดสอบ" not in str(vars(made))
    line = AuditLine.objects.get(verb="visit.record")
    assert (line.on_id, line.detail, line.households.split()) == (str(made.pk), "first", [str(in_care.household_id)])
    assert [(each.kind, each.what) for each in timeline.of_household(somjai, in_care.household_id)[0]][:1] == [("visit.record", "first")]


def test_everything_found_is_kept_and_shown(in_care, somjai):
    found = replace(
        SEEN,
        position=Position(15.6, 100.4, 12.5),
        view={"income": "r", "health": "g"},
        people=2,
        income=21_000.0,
        debt_formal=5_000,
        debt_informal=0,
        saw=[Saw("living", "หลังคารั่ว"), Saw("other", problem="informal_debt"), Saw("health", "ไอเรื้อรัง", person=child())],
        changes=[Changed("came", text="หลานชาย"), Changed("left", person=child())],
        note="พบกันที่บ้าน",
        next_on=TODAY + timedelta(days=30),
    )
    asked = [needs.Asked("living", "now", text="ซ่อมหลังคา", self_help="มีแรงงานในบ้าน")]
    file = io.BytesIO(b"%PDF-1.7 signed")
    agree_to_pictures(in_care.household_id, somjai, TODAY)
    made = visit(somjai, in_care, found, asked=asked, file=file, pictures=[Picture(io.BytesIO(pictures.photograph()), "house", "หลังคา")])
    shown = visits.find(somjai, made.pk, at=AT)
    assert (shown.met, shown.note, shown.position) == ("นางทดสอบ1", "พบกันที่บ้าน", Position(15.6, 100.4, 12.5))
    assert (shown.people, shown.income, shown.debt_formal, shown.debt_informal) == (2, 21_000.0, 5_000, 0)
    assert shown.view == {"health": "g", "income": "r"} and (made.applicable, shown.result) == (None, None)
    assert [(each.key, each.what.name_th if each.what else "", each.who, each.text) for each in shown.saw] == [
        ("living", "", "", "หลังคารั่ว"),
        ("other", "หนี้นอกระบบ", "", ""),
        ("health", "", "ด.ญ.ดวงดาว สมมุติ", "ไอเรื้อรัง"),
    ]
    assert [(each.key, each.who, each.text) for each in shown.changes] == [("came", "", "หลานชาย"), ("left", "ด.ญ.ดวงดาว สมมุติ", "")]
    assert [(each.text, each.self_help, each.urgency) for each in shown.needs] == [("ซ่อมหลังคา", "มีแรงงานในบ้าน", "now")]
    assert len(shown.photographs) == 1 and shown.has_file
    assert b"".join(visits.paper(by=somjai, at=AT, visit=made.pk).pieces).startswith(b"%PDF")
    next_one = Visit.objects.get(state="planned")
    assert (next_one.planned_on, next_one.purpose, next_one.planned_for) == (TODAY + timedelta(days=30), "progress", somjai)


def test_a_form_sent_twice_is_one_visit(in_care, somjai):
    told = {"asked": [needs.Asked("living", "now", text="ซ่อมหลังคา")], "agreed": [AGREED]}
    assert visit(somjai, in_care, **told) == visit(somjai, in_care, **told)
    assert (Visit.objects.count(), Need.objects.count(), Consent.objects.count()) == (1, 1, 1)
    assert AuditLine.objects.filter(verb="visit.record").count() == 1


def test_a_form_of_one_household_is_not_taken_for_another(in_care, somjai, team, district_officer):
    visit(somjai, in_care)
    other = cases.open_(by=district_officer, at=AT, household=household_id(2))
    with pytest.raises(Refused):
        visit(team, other)


def test_an_appointment_is_kept_by_the_visit_made_for_it(in_care, somjai, team):
    plan(somjai, in_care, on=TODAY)
    appointment = Visit.objects.get().pk
    assert visit(somjai, in_care, appointment=appointment).pk == appointment
    beside = visit(team, in_care, submission=uuid4(), appointment=appointment)  # who was there too loses nothing
    assert beside.pk != appointment and Visit.objects.filter(state="done").count() == 2
    assert standing(in_care)[0] == "visited"


def test_told_of_later_an_earlier_first_visit_is_the_day_that_counts(in_care, somjai, team):
    Case.objects.filter(pk=in_care.pk).update(opened_at=AT - timedelta(days=9))
    visit(somjai, in_care)
    visit(team, in_care, replace(SEEN, on=TODAY - timedelta(days=3)), submission=uuid4())
    assert standing(in_care) == ("visited", "mentor", TODAY - timedelta(days=3), None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": TODAY + timedelta(days=1)},
        {"on": TODAY - timedelta(days=1)},  # before the case was opened
        {"visitors": "  "},
        {"position": Position(0.0, 0.0)},
        {"view": {"health": "blue"}},
        {"people": 0},
        {"income": -1.0},
        {"saw": [Saw("wealth", "ดี")]},
        {"saw": [Saw("other", problem="ghosts")]},
        {"changes": [Changed("came")]},
        {"changes": [Changed("died")]},
        {"changes": [Changed("born", text="หลาน")]},
        {"next_on": TODAY - timedelta(days=1)},
        {"answers": "1"},
    ],
)
def test_what_cannot_be_is_refused_whole(in_care, somjai, wrong):
    with pytest.raises(Refused):
        visit(somjai, in_care, replace(SEEN, **wrong))
    assert not Visit.objects.exists() and standing(in_care)[0] == "assigned"


def test_somebody_of_another_house_is_not_named_here(in_care, somjai):
    stranger = Member.objects.filter(response__household=household_id(4)).latest("pk").person_id
    for wrong in ({"saw": [Saw("health", "ไอ", person=stranger)]}, {"changes": [Changed("left", person=stranger)]}):
        with pytest.raises(Refused):
            visit(somjai, in_care, replace(SEEN, **wrong))
    assert not Observation.objects.exists() and not MemberChange.objects.exists()


@pytest.mark.parametrize(
    ("state", "purpose"), [("opened", "first"), ("assigned", "progress"), ("approved", "follow_up"), ("visited", "after")]
)
def test_a_visit_comes_when_its_time_has_come(in_care, somjai, state, purpose):
    Case.objects.filter(pk=in_care.pk).update(state=state)
    with pytest.raises(Refused):
        visit(somjai, in_care, purpose=purpose)


def test_visits_are_not_everybodys_business(in_care, prasit, governor, nurse):
    for user, refusal in ((prasit, OutOfSight), (nurse, OutOfSight), (governor, NotAllowed)):
        with pytest.raises(refusal):
            visit(user, in_care)
    assert not Visit.objects.exists()


def test_consent_given_at_the_door_is_recorded_once(in_care, somjai):
    agreed = [AGREED, replace(AGREED, purpose="photograph")]
    visit(somjai, in_care, agreed=agreed)
    assert {each.purpose for each in Consent.objects.all()} == {"partner", "photograph"}
    assert consents.holds(household=in_care.household_id, purpose="partner", on=TODAY)
    visit(somjai, in_care, purpose="progress", submission=uuid4(), agreed=agreed)
    assert Consent.objects.count() == 2


def test_a_consent_without_proof_stops_the_whole_form(in_care, somjai):
    with pytest.raises(Refused):
        visit(somjai, in_care, agreed=[replace(AGREED, note="")])
    assert not Visit.objects.exists() and standing(in_care)[0] == "assigned"


def test_pictures_are_kept_by_the_yes_of_the_household_alone(in_care, somjai):
    """Which may be given in the same form."""
    taken = [Picture(io.BytesIO(pictures.photograph()), "house")]
    with pytest.raises(Refused, match="ยังไม่ยินยอมให้เก็บภาพ"):
        visit(somjai, in_care, pictures=taken)
    assert not Visit.objects.exists()
    made = visit(somjai, in_care, pictures=taken, agreed=[replace(AGREED, purpose="photograph")])
    assert made.photographs.count() == 1


def test_a_yes_of_a_later_day_or_taken_back_keeps_no_picture(in_care, somjai):
    given = agree_to_pictures(in_care.household_id, somjai, TODAY + timedelta(days=1))
    assert not consents.stands(household=in_care.household_id, purpose="photograph", on=TODAY)
    assert consents.stands(household=in_care.household_id, purpose="photograph", on=TODAY + timedelta(days=1))
    consents.withdraw(by=somjai, at=AT, household=in_care.household_id, consent=given.pk, because="ไม่อยากให้ถ่ายแล้ว")
    assert not consents.stands(household=in_care.household_id, purpose="photograph", on=TODAY + timedelta(days=9))


def test_a_picture_taken_away_leaves_its_visit(in_care, somjai):
    agree_to_pictures(in_care.household_id, somjai, TODAY)
    made = visit(somjai, in_care, pictures=[Picture(io.BytesIO(pictures.photograph()), "inside")])
    photographs.remove(by=somjai, at=AT, photograph=VisitPhotograph.objects.get().photograph_id)
    assert visits.find(somjai, made.pk, at=AT).photographs == ()


# — the deprivation, measured again —


def followed(by, case, answers, **told):
    found = replace(SEEN, people=2, answers=answers, **told)
    return visit(by, case, found, purpose="follow_up", submission=uuid4(), round=rounds.newest())


def test_a_follow_up_says_what_has_gone_and_what_is_left(following, somjai):
    """The survey of 2564 found education and income wanting."""
    made = followed(somjai, following, NO_INCOME)
    assert standing(following) == ("following", "mentor", TODAY, TODAY) and made.pattern == 0b01000
    result = visits.find(somjai, made.pk, at=AT).result
    assert result.changes == {"health": "never", "living": "never", "education": "gone", "income": "still", "access": "never"}
    assert (result.is_out, result.survey_year, result.round_year, result.is_official) == (False, 2021, 2021, True)
    assert [(each.dimension, each.before, each.now) for each in result.answers] == [("education", "0", "1")]


def test_with_nothing_left_the_household_is_out_by_the_surveys_own_rule(following, somjai):
    assert visits.find(somjai, followed(somjai, following, ALL_PASS).pk, at=AT).result.is_out


def test_the_verdict_on_income_follows_from_the_income(following, somjai):
    assert followed(somjai, following, ALL_PASS, income=37_999.0).pattern == 0b01000


def test_a_follow_up_asks_every_question(following, somjai):
    for found in (SEEN, replace(SEEN, people=2, answers="1"), replace(SEEN, answers=ALL_PASS)):
        with pytest.raises(Refused):
            visit(somjai, following, found, purpose="follow_up", round=rounds.newest())
    assert standing(following)[3] is None


def test_after_out_of_poverty_somebody_still_comes_by(following, somjai):
    told = {"state": "closed", "turn": "", "due_on": None, "outcome": "out_of_poverty", "out_on": TODAY, "closed_on": TODAY}
    Case.objects.filter(pk=following.pk).update(**told)
    found = replace(SEEN, people=2, answers=NO_INCOME)
    made = visit(somjai, following, found, purpose="after", round=rounds.newest())
    assert not visits.find(somjai, made.pk, at=AT).result.is_out and standing(following)[0] == "closed"
    Case.objects.filter(pk=following.pk).update(outcome="left", out_on=None)
    with pytest.raises(Refused):
        visit(somjai, following, found, purpose="after", submission=uuid4(), round=rounds.newest())


# — missed, withdrawn —


def test_a_missed_visit_may_still_be_made(in_care, somjai):
    plan(somjai, in_care, on=TODAY)
    number = Visit.objects.get().pk
    for _again in range(2):
        assert visits.miss(by=somjai, at=AT, visit=number, because="nobody_home").missed_because == "nobody_home"
    assert AuditLine.objects.filter(verb="visit.miss").count() == 1 and standing(in_care)[0] == "assigned"
    assert visit(somjai, in_care, appointment=number).state == "done"
    with pytest.raises(Refused):
        visits.miss(by=somjai, at=AT, visit=number, because="nobody_home")


def test_nobody_is_missed_before_the_day_or_without_a_reason(in_care, somjai):
    plan(somjai, in_care)
    for because in ("nobody_home", "asleep"):
        with pytest.raises(Refused):
            visits.miss(by=somjai, at=AT, visit=Visit.objects.get().pk, because=because)
    assert Visit.objects.get().state == "planned"


def test_an_appointment_is_withdrawn_with_a_reason_that_the_record_does_not_tell(in_care, somjai):
    plan(somjai, in_care)
    number = Visit.objects.get().pk
    with pytest.raises(Refused):
        visits.withdraw(by=somjai, at=AT, visit=number, because=" ")
    for _again in range(2):
        assert visits.withdraw(by=somjai, at=AT, visit=number, because="แม่เข้าโรงพยาบาล").state == "withdrawn"
    line = AuditLine.objects.get(verb="visit.withdraw")
    assert "โรงพยาบาล" not in line.because + line.detail
    assert "แม่เข้าโรงพยาบาล" in [each.text for each in timeline.of_household(somjai, in_care.household_id)[0]]
    assert visits.of_case(somjai, in_care.pk) == ()
    with pytest.raises(Refused):
        visits.miss(by=somjai, at=AT, visit=number, because="nobody_home")


def test_others_neither_miss_nor_withdraw(in_care, somjai, prasit, governor):
    plan(somjai, in_care, on=TODAY)
    number = Visit.objects.get().pk
    for user, refusal in ((prasit, OutOfSight), (governor, NotAllowed)):
        with pytest.raises(refusal):
            visits.miss(by=user, at=AT, visit=number, because="nobody_home")
        with pytest.raises(refusal):
            visits.withdraw(by=user, at=AT, visit=number, because="ไม่ว่าง")
    with pytest.raises(OutOfSight):
        visits.miss(by=somjai, at=AT, visit=0, because="nobody_home")


# — looked at —


def test_who_only_looks_reads_no_words(in_care, somjai, governor, prasit):
    saw = [Saw("health", "ไอเรื้อรัง"), Saw("other", "ติดยา", problem="drugs"), Saw("other", problem="no_land")]
    found = replace(SEEN, note="ความลับ", saw=saw, changes=[Changed("came", text="หลาน")], position=Position(15.0, 100.0), people=3)
    made = visit(somjai, in_care, replace(found, debt_formal=9), file=io.BytesIO(b"%PDF-1.7 signed"))
    masked = visits.find(governor, made.pk, at=AT)
    assert (masked.met, masked.note, masked.changes, masked.position, masked.debt_formal, masked.people) == ("", "", (), None, None, None)
    assert [(each.key, each.what.name_th if each.what else "", each.text) for each in masked.saw] == [
        ("health", "", ""),
        ("other", "", ""),
        ("other", "ไม่มีที่ดินทำกิน", ""),
    ]
    assert not masked.has_file and not masked.may_record
    for user in (governor, prasit):
        with pytest.raises(OutOfSight):
            visits.paper(by=user, at=AT, visit=made.pk)
    with pytest.raises(OutOfSight):
        visits.find(prasit, made.pk, at=AT)
    visits.find(somjai, made.pk, at=AT)
    assert AuditLine.objects.filter(verb="visit.see", by=somjai).count() == 1
    assert not AuditLine.objects.filter(verb="visit.see", by=governor).exists()


def test_the_door_tells_what_a_form_needs(in_care, somjai, governor, prasit):
    plan(somjai, in_care)
    door = visits.door(somjai, in_care.pk, at=AT)
    assert door.purposes[0] == "first" and [each.name for each in door.relatives] == ["นางทดสอบ1 สมมุติ", "ด.ญ.ดวงดาว สมมุติ"]
    assert [each.stage for each in door.relatives] == ["elderly", "school"] and len(door.appointments) == 1
    assert {each.dimension for each in door.offered} == {"education", "income"} and door.survey_year == 2021
    assert (door.may_consent, door.may_photograph) == (True, True)
    for user, refusal in ((prasit, OutOfSight), (governor, NotAllowed)):
        with pytest.raises(refusal):
            visits.door(user, in_care.pk, at=AT)


def test_of_a_case_appointments_come_first(in_care, somjai, prasit):
    visit(somjai, in_care, replace(SEEN, next_on=TODAY + timedelta(days=5)))
    assert [(each.state, each.purpose) for each in visits.of_case(somjai, in_care.pk)] == [("planned", "progress"), ("done", "first")]
    with pytest.raises(OutOfSight):
        visits.of_case(prasit, in_care.pk)


def test_a_case_that_is_closed_takes_its_appointments_along(in_care, somjai, district_officer):
    plan(somjai, in_care)
    cases.close(by=district_officer, at=AT, case=in_care.pk, outcome="left", on=TODAY)
    assert list(in_care.visits.values_list("state", flat=True)) == ["withdrawn"]
    happened, _more = timeline.of_household(district_officer, in_care.household_id)
    assert {"visit.withdraw", "case.close"} <= {each.kind for each in happened}
