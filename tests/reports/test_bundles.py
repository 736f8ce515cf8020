"""What a phone reads: whose households, what of each, and only what is new to it."""

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nsc.access import reach, roles, scope, users
from nsc.access.models import Assignment, AuditLine
from nsc.access.roles import Permission
from nsc.casework import needs, visits
from nsc.casework.models import Case, Target
from nsc.errors import NotAllowed
from nsc.intake import carried
from nsc.registry import consents, doorstep, sensitive
from nsc.registry.models import Household
from nsc.reports import bundles
from nsc.surveys.models import Member, Response
from tests.casework import planned
from tests.casework.conftest import AT, ON
from tests.surveyed import OURS, household_id

pytestmark = pytest.mark.django_db
NOTICE = (1, "ประกาศความเป็นส่วนตัว")


def asked(user, have=None, all_="", words="", at=AT) -> dict:
    """As the phone gets it."""
    return json.loads(bundles.bundle(user, at=at, have=have or {}, all_=all_, words=words, notice=NOTICE).text())


def kept(bundle: dict) -> dict:
    """What a phone that has all of this says of itself the next time."""
    digests = {each["key"]: each["digest"] for each in bundle["households"]}
    return {"have": digests, "all_": bundle["all"], "words": bundle["words"]["digest"]}


def keys(bundle: dict) -> set[str]:
    return {each["key"] for each in bundle["households"]}


def key(number: int) -> str:
    return f"h{household_id(number)}"


def one(user, number: int = 1) -> dict:
    return next(each for each in asked(user)["households"] if each["key"] == key(number))


@pytest.fixture
def nameless(monkeypatch):
    """A mentor of that name may do all but read names."""
    known = roles.ROLES["mentor"]
    monkeypatch.setitem(roles.ROLES, "mentor", replace(known, handed=known.handed - {Permission.NAME_SEE}))


# — whose —


def test_a_mentor_has_what_was_handed_to_them_and_nothing_beside_it(in_care, somjai, prasit):
    assert keys(asked(somjai)) == {key(1)}
    assert keys(asked(prasit)) == set()


def test_a_team_has_the_targets_of_its_tambon_and_those_with_a_case(case, team, hire):
    assert keys(asked(team)) == {key(1), key(2)}
    Target.objects.filter(household=household_id(2)).update(state="removed")
    assert keys(asked(team)) == {key(1)}
    assert keys(asked(hire("there", "ทีมอื่น", "tambon_team", "600101"))) == {key(4)}


def test_a_case_that_was_closed_stays_for_two_months(case, team):
    Target.objects.update(state="removed")
    closed = {"state": "closed", "turn": "", "outcome": "left", "due_on": None}
    Case.objects.filter(pk=case.pk).update(**closed, closed_on=AT.date() - timedelta(days=60))
    assert keys(asked(team)) == {key(1)}
    Case.objects.filter(pk=case.pk).update(closed_on=AT.date() - timedelta(days=61))
    assert keys(asked(team)) == set()


def test_who_visits_nobody_has_no_bundle(surveyed, governor, citizen):
    with pytest.raises(NotAllowed):
        asked(governor)
    with pytest.raises(scope.OutOfSight):
        asked(citizen)


def test_what_is_taken_back_is_gone(in_care, somjai):
    first = asked(somjai)
    reach.take_back(household=in_care.household_id, of=somjai, purpose="mentor", at=AT)
    again = asked(somjai, **kept(first))
    assert again["gone"] == [key(1)] and again["households"] == [] and not again["same"]


def test_a_role_that_ended_takes_everything_along(in_care, somjai, operator):
    first = asked(somjai)
    users.assign(by=operator, at=AT, user=somjai, role="tambon_team", area="600101")  # else they visit nobody, and are told so
    users.end(by=operator, at=AT, assignment=Assignment.objects.get(user=somjai, role="mentor"), because="ลาออก")
    scope.forget(somjai)
    assert asked(somjai, **kept(first))["gone"] == [key(1)]


def test_of_too_many_the_most_urgent_come_and_the_phone_is_told_of_the_rest(case, team, monkeypatch):
    monkeypatch.setattr(bundles, "MOST", 1)
    found = asked(team)
    assert keys(found) == {key(1)} and found["more"] == 1  # the one whose case is due
    Case.objects.filter(pk=case.pk).update(due_on=None, priority=0)
    Target.objects.filter(household=household_id(2)).update(priority=9_000)
    assert keys(asked(team)) == {key(2)}


# — what of each —


def test_a_household_as_its_own_pages_show_it(in_care, somjai):
    found = one(somjai)
    assert found["area"] == OURS and found["no"] == "11/1" and found["points"] > 1_000
    assert [each["relation"] for each in found["people"]] == ["หัวหน้าครัวเรือน", "หลาน"]
    head, child = found["people"]
    assert (head["title"], head["first"], head["last"], head["sex"]) == ("นาง", "ทดสอบ1", "สมมุติ", "f")
    assert (child["age"], child["born"], child["stage"]) == (14, "2011-05-01", "school")
    assert [(each["year"], each["failing"]) for each in found["rounds"]] == [(2021, ["education", "income"]), (2018, ["income"])]
    standing = {"state": "assigned", "turn": "mentor", "due": "2026-01-29", "late": False}
    assert found["case"] == {"number": in_care.pk, "purposes": ["first", "use"], "emergency": False} | standing
    assert {(each["dimension"], each["indicator"]) for each in found["offered"]} >= {("income", 22), ("education", 16)}


def test_a_birthday_makes_a_household_new_and_the_clock_alone_does_not(in_care, somjai):
    first = asked(somjai)
    assert asked(somjai, **kept(first), at=AT + timedelta(hours=3))["same"]
    later = asked(somjai, **kept(first), at=AT + timedelta(days=106))  # the child's birthday, 1 May
    assert keys(later) == {key(1)} and later["households"][0]["people"][1]["age"] == 15


def test_names_doors_and_what_tells_of_health_only_for_who_may_read_names(in_care, somjai, nameless):
    Member.objects.filter(person__member__relation="หลาน").update(health=Member.Health.DISABLED)
    needs.record(by=somjai, at=AT, household=in_care.household_id, asked=[needs.Asked("living", "now", text="ของนางทดสอบ")], on=ON)
    found = one(somjai)
    assert [(each["first"], each["last"], each["born"], each["specials"]) for each in found["people"]] == [
        ("ท••••", "ส••••", None, []),
        ("ด••••", "ส••••", None, []),
    ]
    assert (found["no"], found["code"], found["lat"], found["phone"]) == ("", "", None, "")
    assert [each["text"] for each in found["needs"]] == [""]
    assert not AuditLine.objects.filter(verb="bundle.see").exists()
    assert "ทดสอบ1" not in json.dumps(found, ensure_ascii=False)


def test_the_disabled_are_told_to_who_reads_names(in_care, somjai):
    Member.objects.filter(relation="หลาน").update(health=Member.Health.DISABLED)
    assert one(somjai)["people"][1]["specials"] == ["disabled", "skipped_generation"]


def test_a_telephone_number_goes_to_the_mentor_and_to_who_has_an_appointment(in_care, somjai, team):
    head = Member.objects.filter(response__household=in_care.household_id, relation__startswith="หัวหน้า").first()
    sensitive.keep(by=somjai, at=AT, person_id=head.person_id, field="phone", value="0812345678")
    assert one(somjai)["people"][0]["phone"] == "0812345678"
    assert one(team)["people"][0]["phone"] == ""
    visits.plan(by=team, at=AT, numbers=[in_care.pk], on=date(2026, 1, 20), whom=team.pk)
    assert one(team)["people"][0]["phone"] == "0812345678"


def test_appointments_come_before_what_was_done(in_care, somjai, team):
    visits.plan(by=somjai, at=AT, numbers=[in_care.pk], on=date(2026, 1, 20))
    told = visits.Found(on=ON + timedelta(days=1), visitors="พี่เลี้ยง")
    sent = uuid4()
    visits.record(by=team, at=AT, case=in_care.pk, purpose="first", submission=sent, found=told)
    visits.plan(by=team, at=AT, numbers=[in_care.pk], on=date(2026, 1, 22), purpose="progress")
    told_of = [(each["state"], each["by"], each["mine"], each["submission"]) for each in one(somjai)["visits"]]
    assert told_of == [
        ("planned", "สมใจ", True, None),
        ("planned", "สมใจ", True, None),
        ("done", "ทีมตำบล", False, str(sent)),
    ]
    assert not any(each["mine"] for each in one(team)["visits"])


def test_the_survey_asked_again_at_a_visit_is_the_measure(in_care, somjai):
    answers = Response.objects.filter(household=in_care.household_id).order_by("-round__survey_year").first().answers
    Case.objects.filter(pk=in_care.pk).update(state="following")
    found = visits.Found(on=AT.date(), visitors="พี่เลี้ยง", answers=answers.replace("0", "1"), people=2, income=60_000)
    newest = Response.objects.order_by("-round__survey_year").first().round
    visits.record(by=somjai, at=AT, case=in_care.pk, purpose="follow_up", submission=uuid4(), found=found, round=newest)
    measured = one(somjai)["measured"]
    assert (measured["year"], measured["failing"], measured["income"], measured["on"]) == (2021, [], 60_000, "2026-01-15")


def test_a_need_that_was_told_is_offered_no_more(in_care, somjai):
    income = next(each for each in one(somjai)["offered"] if each["indicator"] == 22)
    told = needs.Asked("income", "month", person=income["person"], indicator=22, set_code=income["set"])
    needs.record(by=somjai, at=AT, household=in_care.household_id, asked=[told], on=ON)
    found = one(somjai)
    assert [(each["indicator"], each["urgency"], each["state"]) for each in found["needs"]] == [(22, "month", "open")]
    assert 22 not in {each["indicator"] for each in found["offered"]}


def test_what_is_offered_is_what_the_door_of_a_visit_offers(in_care, somjai):
    door = visits.door(somjai, in_care.pk, at=AT)
    asked_there = [(each.dimension, each.indicator, each.set_code, each.person) for each in door.offered]
    assert [(each["dimension"], each["indicator"], each["set"], each["person"]) for each in one(somjai)["offered"]] == asked_there
    assert [each["age"] for each in one(somjai)["people"]] == [each.age for each in door.relatives]


def test_a_plan_waits_for_the_household_and_its_steps_for_the_mentor(in_care, somjai, district_officer):
    plan = planned.written(somjai, planned.visited(in_care))
    draft = one(somjai)["plan"]
    assert draft["agree"] and not any(each["mine"] for each in draft["steps"])
    planned.approved(district_officer, planned.agreed(somjai, plan))
    in_force = one(somjai)["plan"]
    assert in_force["state"] == "approved" and not in_force["agree"] and all(each["mine"] for each in in_force["steps"])
    assert [(each["what"], each["baht"], each["due"]) for each in in_force["steps"]] == [
        ("ปลูกผักขายที่ตลาดนัด", 1500, "2026-03-01"),
        ("ซ่อมหลังคา", 22500.5, "2026-03-01"),
    ]


def test_consents_that_hold_and_what_may_be_done(in_care, somjai):
    told = {"purpose": "photograph", "how": "spoken", "notice": 1, "given_on": ON, "note": "ต่อหน้าผู้ใหญ่บ้าน"}
    given = consents.record(by=somjai, at=AT, household=in_care.household_id, **told)
    assert one(somjai)["consents"] == ["photograph"]
    assert one(somjai)["may"] == ["visit", "need", "plan", "verify", "propose", "help", "consent", "photograph"]
    consents.withdraw(by=somjai, at=AT, household=in_care.household_id, consent=given.pk, because="เปลี่ยนใจ")
    assert one(somjai)["consents"] == []


def test_a_target_waits_to_be_verified(in_care, somjai):
    found = Target.objects.get(household=in_care.household_id)
    assert one(somjai)["target"] == found.pk
    Target.objects.filter(pk=found.pk).update(state="verified", result="still_poor", verified_on=ON)
    assert one(somjai)["target"] is None


# — only what is new —


def test_the_second_time_nothing_is_sent_and_nothing_is_put_on_record(in_care, somjai):
    first = asked(somjai)
    line = AuditLine.objects.get(verb="bundle.see")
    assert (line.by, line.count, line.place, line.households) == (somjai, 1, OURS, f" {in_care.household_id} ")
    again = asked(somjai, **kept(first))
    assert again["same"] and again["households"] == [] and again["words"] is None and again["gone"] == []
    assert AuditLine.objects.filter(verb="bundle.see").count() == 1


def test_the_digest_of_all_alone_says_that_nothing_is_new(in_care, somjai):
    first = asked(somjai)
    assert asked(somjai, all_=first["all"], words=first["words"]["digest"])["same"]


def test_after_a_visit_only_that_household_is_sent(case, team):
    first = asked(team)
    Case.objects.filter(pk=case.pk).update(state="assigned", turn="mentor")
    found = visits.Found(on=AT.date(), visitors="ทีมตำบล")
    visits.record(by=team, at=AT, case=case.pk, purpose="first", submission=uuid4(), found=found)
    again = asked(team, **kept(first))
    assert keys(again) == {key(1)} and again["all"] != first["all"] and again["words"] is None
    line = AuditLine.objects.filter(verb="bundle.see").latest("pk")
    assert line.count == 1 and line.households == f" {household_id(1)} "


def test_a_household_that_the_phone_holds_no_more_is_sent_again(case, team):
    first = asked(team)
    told = kept(first)
    told["have"].pop(key(2))
    assert keys(asked(team, **told)) == {key(2)}


# — what it costs —


def test_as_many_questions_of_the_database_for_fifteen_as_for_one(in_care, somjai, team):
    def queries(user) -> int:
        asked(user)
        scope.forget(user)
        with CaptureQueriesContext(connection) as found:
            asked(user)
        return len(found)

    visits.plan(by=somjai, at=AT, numbers=[in_care.pk], on=date(2026, 1, 20))
    planned.written(somjai, planned.visited(in_care))
    of_one = queries(somjai)
    like = Household.objects.get(pk=in_care.household_id)
    for _ in range(14):
        like.pk, like.house_code = None, None
        like.save()
        reach.give(household=like.pk, to=somjai, purpose="mentor")
        row = Case.objects.get(pk=in_care.pk)
        row.pk, row.household_id, row.target_id = None, like.pk, None
        row.save()
    assert len(asked(somjai)["households"]) == 15
    assert queries(somjai) == of_one <= 36


def test_rights_of_many_are_those_of_each(in_care, somjai, team, nurse, governor, dpo, hire, hospital):
    reach.give(household=household_id(2), to=hospital, purpose="referral")
    homes = [(each.pk, each.area_code, each.authority_id) for each in Household.objects.all()]
    for user in (somjai, team, nurse, governor, dpo, hire("here", "คนหนึ่ง", "village_head", OURS)):
        found = scope.over(user, homes)
        for number, place, authority in homes:
            assert found[number] == {each for each in Permission if scope.may(user, each, place, number, authority)}, (user, number)


# — what was said at the door —


def said(by, household: int, *changes: doorstep.Change, at=AT, surveyed=None) -> doorstep.Merged:
    people, answered = carried.surveyed_of(household)
    told = {"household": household, "changes": changes, "people": people, "surveyed": surveyed or answered}
    return doorstep.change(by=by, at=at, on=ON, **told)


def test_what_was_said_at_the_door_lies_over_the_survey(in_care, somjai):
    head, child = (each["id"] for each in one(somjai)["people"])
    said(
        somjai,
        in_care.household_id,
        doorstep.Change(None, "phone", "", "056-123456"),
        doorstep.Change(None, "house_no", "11/1", "11/2"),
        doorstep.Change(None, "head", str(head), str(child)),
        doorstep.Change(child, "first_name", "ดวงดาว", "ดาวเรือง"),
        doorstep.Change(child, "born_on", "2011-05-01", "2010-01-15"),
        doorstep.Change(child, "sex", "f", "m"),
    )
    found = one(somjai)
    assert (found["phone"], found["no"]) == ("056123456", "11/2")
    first = found["people"][0]
    assert (first["id"], first["first"], first["born"], first["age"], first["sex"]) == (child, "ดาวเรือง", "2010-01-15", 16, "m")
    assert [each["title"] for each in found["people"]] == ["ด.ญ.", "นาง"]


def test_what_the_phone_was_told_is_what_stands(in_care, somjai):
    """So that its `from` never clashes with what nobody has changed."""
    Member.objects.filter(relation="หลาน").update(born_precision="y")
    found = one(somjai)
    told = {"first": "first_name", "last": "last_name", "born": "born_on"} | {
        name: name for name in ("title", "relation", "sex", "occupation")
    }
    same = [doorstep.Change(each["id"], name, each[key] or "", each[key] or "") for each in found["people"] for key, name in told.items()]
    house = [doorstep.Change(None, "house_no", found["no"], found["no"]), doorstep.Change(None, "head", str(found["people"][0]["id"]), "")]
    merged = said(somjai, in_care.household_id, *same, *house)
    assert (merged.changed, merged.clashes) == (1, 0)  # the head, taken away
    assert found["people"][1]["born"] is None


def test_what_two_said_differently_stands_side_by_side(in_care, somjai, team):
    head = one(somjai)["people"][0]["id"]
    said(team, in_care.household_id, doorstep.Change(head, "occupation", "", "ค้าขาย"), doorstep.Change(head, "phone", "", "0811111111"))
    said(somjai, in_care.household_id, doorstep.Change(head, "occupation", "", "ทำนา"), doorstep.Change(head, "phone", "", "0822222222"))
    clashes = {each["field"]: each for each in one(somjai)["clashes"]}
    assert {name: clashes["occupation"][name] for name in ("person", "stands", "said", "stands_by", "said_by")} == {
        "person": head,
        "stands": "ค้าขาย",
        "said": "ทำนา",
        "stands_by": "ทีมตำบล",
        "said_by": "สมใจ",
    }
    assert set(clashes) == {"occupation", "phone"}
    assert [each["field"] for each in one(team)["clashes"]] == ["occupation"]  # whose telephones it is not told


def test_who_may_not_read_names_learns_nothing_that_was_said(in_care, somjai, nameless):
    """Said by somebody else: this mentor has no names, and a name is among them."""
    people, _answered = carried.surveyed_of(in_care.household_id)
    said(
        somjai,
        in_care.household_id,
        doorstep.Change(min(people), "last_name", "สมมุติ", "มั่นคง"),
        doorstep.Change(None, "phone", "", "056123456"),
    )
    found = json.dumps(one(somjai), ensure_ascii=False)
    assert "มั่นคง" not in found and "056123456" not in found


def test_a_household_that_no_survey_knows_has_a_door_and_nobody_yet(in_care, somjai):
    made = Household.objects.create(area_code=OURS, house_no="99/9")
    reach.give(household=made.pk, to=somjai, purpose="mentor")
    found = next(each for each in asked(somjai)["households"] if each["id"] == made.pk)
    assert (found["no"], found["people"], found["rounds"], found["points"], found["reasons"]) == ("99/9", [], [], None, [])


def test_before_the_first_survey_there_are_no_questions_to_ask(somjai):
    found = asked(somjai)
    assert found["households"] == [] and found["words"]["round"] is None and found["words"]["places"] == []
    assert set(found["words"]["questions"]) == {"2560-2564", "2565-2569"}
