"""A need on its way to who can meet it: along the chain, by letter, and back with an answer."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from nsc import workdays
from nsc.access import organisations, reach, scope, users
from nsc.access.models import AuditLine, Notice, Reach
from nsc.casework import referral_desk, referrals, timeline
from nsc.casework.models import Case, Letter, Referral, ReferralMove
from nsc.errors import NotAllowed, Refused
from nsc.registry import consents
from nsc.surveys import rounds
from tests.casework.conftest import AT as OPENED
from tests.casework.conftest import survey
from tests.surveyed import household_id
from tests.together import in_threads

pytestmark = pytest.mark.django_db
AT = timezone.now()  # a household is handed over until a day, and whether that has passed the clock says
TODAY = timezone.localdate(AT)
WHAT = "ขอรถเข็นให้ผู้ป่วยติดเตียง"
LETTER = {"number": "นว 0018/123", "on": TODAY, "signatory": "นายอำเภอทดสอบ", "position": "นายอำเภอไพศาลี"}


@pytest.fixture
def foundation(operator, at):
    return organisations.register(by=operator, at=at, name="มูลนิธิทดสอบ", kind="civil_society")


@pytest.fixture
def benefactor(hire, foundation):
    return hire("chai", "ชัย", "partner", "60", foundation)


@pytest.fixture
def other_nurse(hire, operator, at):
    """Of another hospital."""
    other = organisations.register(by=operator, at=at, name="โรงพยาบาลอื่น", kind="government")
    return hire("other_nurse", "พยาบาลอื่น", "agency_officer", "60", other)


@pytest.fixture
def drafted(in_care, somjai, hospital, nurse):
    return referrals.draft(by=somjai, at=AT, case=in_care.pk, organisation=hospital.pk, what=WHAT)


@pytest.fixture
def forwarded(drafted, team):
    return referrals.forward(by=team, at=AT, referral=drafted.pk, link="tambon")


@pytest.fixture
def sent(forwarded, district_officer):
    referrals.sign(by=district_officer, at=AT, referrals=[forwarded.pk], **LETTER)
    return again(forwarded)


@pytest.fixture
def agreed(in_care, operator):
    """The family lets a foundation know."""
    told = {"how": "spoken", "note": "ต่อหน้าผู้ใหญ่บ้าน", "notice": 1, "given_on": TODAY}
    return consents.record(by=operator, at=AT, household=in_care.household_id, purpose="partner", **told)


@pytest.fixture
def with_foundation(in_care, district_officer, foundation, benefactor, agreed):
    """Sent to the foundation by ศจพ.อ."""
    made = referrals.draft(by=district_officer, at=AT, case=in_care.pk, organisation=foundation.pk, what="ขอที่นอนกันแผลกดทับ")
    referrals.sign(by=district_officer, at=AT, referrals=[made.pk], **LETTER | {"number": "นว 0018/124"})
    return again(made)


def again(row: Referral) -> Referral:
    return Referral.objects.get(pk=row.pk)


def lines(verb: str) -> int:
    return AuditLine.objects.filter(verb=verb).count()


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


# — the chain —


def test_a_mentor_drafts_and_the_tambon_team_is_told(drafted, team, somjai, in_care):
    assert (drafted.state, drafted.turn, drafted.purpose) == ("drafted", "tambon", "referral")
    assert drafted.due_on == workdays.due(TODAY, 3) and drafted.household_id == in_care.household_id
    assert lines("referral.draft") == 1 and timeline.of_household(somjai, in_care.household_id)[0][0].kind == "referral.draft"
    assert bytes(drafted.what_sealed) != WHAT.encode() and referral_desk.find(somjai, drafted.pk).what == WHAT


def test_the_next_link_hears_of_it_and_nobody_else(in_care, somjai, team, other_team, district_officer, hospital):
    referrals.draft(by=somjai, at=AT, case=in_care.pk, organisation=hospital.pk, what=WHAT)
    assert told(team) == ["referral.forwarded"]
    assert not told(other_team) and not told(district_officer)


def test_what_the_team_drafts_lies_with_the_district(in_care, team, hospital):
    made = referrals.draft(by=team, at=AT, case=in_care.pk, organisation=hospital.pk, what=WHAT)
    assert (made.state, made.turn) == ("forwarded", "district")


def test_drafted_twice_is_drafted_once(drafted, in_care, somjai, hospital):
    act = partial(referrals.draft, by=somjai, at=AT, case=in_care.pk, organisation=hospital.pk)
    assert act(what=WHAT) == drafted and Referral.objects.count() == 1 and lines("referral.draft") == 1
    with pytest.raises(Refused, match=str(drafted.pk)):
        act(what="เรื่องอื่น")


def test_who_does_not_know_the_family_does_not_refer_it(in_care, prasit, other_team, governor, nurse, hospital):
    for user, error in ((prasit, scope.OutOfSight), (other_team, scope.OutOfSight), (nurse, scope.OutOfSight), (governor, NotAllowed)):
        with pytest.raises(error):
            referrals.draft(by=user, at=AT, case=in_care.pk, organisation=hospital.pk, what=WHAT)
    assert not Referral.objects.exists()


def test_a_closed_case_refers_nothing(in_care, somjai, hospital):
    told = {"state": "closed", "turn": "", "outcome": "left", "closed_on": TODAY}
    Case.objects.filter(pk=in_care.pk).update(**told)
    with pytest.raises(Refused):
        referrals.draft(by=somjai, at=AT, case=in_care.pk, organisation=hospital.pk, what=WHAT)


def test_nothing_asked_is_no_referral(in_care, somjai, hospital):
    with pytest.raises(Refused):
        referrals.draft(by=somjai, at=AT, case=in_care.pk, organisation=hospital.pk, what="  ")


def test_a_need_of_another_household_is_not_this_ones(in_care, somjai, hospital):
    with pytest.raises(Refused):
        referrals.draft(by=somjai, at=AT, case=in_care.pk, organisation=hospital.pk, what=WHAT, need=99)


def test_the_team_passes_it_on(forwarded, district_officer, drafted):
    assert (forwarded.state, forwarded.turn) == ("forwarded", "district")
    assert told(district_officer) == ["referral.forwarded"] and lines("referral.forward") == 1


def test_pressed_twice_it_climbs_one_link(drafted, district_officer):
    for _press in range(2):
        referrals.forward(by=district_officer, at=AT, referral=drafted.pk, link="tambon")
    assert again(drafted).turn == "district" and lines("referral.forward") == 1


def test_a_mentor_does_not_pass_on_what_lies_with_the_team(drafted, somjai):
    with pytest.raises(NotAllowed):
        referrals.forward(by=somjai, at=AT, referral=drafted.pk, link="tambon")


def test_from_a_link_where_it_does_not_lie_it_does_not_move(forwarded, district_officer):
    with pytest.raises(Refused):
        referrals.forward(by=district_officer, at=AT, referral=forwarded.pk, link="tambon")


def test_sent_back_with_a_reason_and_mended(forwarded, district_officer, team, somjai):
    with pytest.raises(Refused):
        referrals.send_back(by=district_officer, at=AT, referral=forwarded.pk, link="district", because="")
    for _press in range(2):
        referrals.send_back(by=district_officer, at=AT, referral=forwarded.pk, link="district", because="ขอใบรับรองแพทย์")
    row = again(forwarded)
    assert (row.state, row.turn) == ("drafted", "tambon") and told(team)[-1] == "referral.returned"
    referrals.send_back(by=team, at=AT, referral=row.pk, link="tambon", because="โปรดแนบ")
    assert (again(row).state, again(row).turn) == ("drafted", "mentor")
    referrals.forward(by=somjai, at=AT, referral=row.pk, link="mentor", what=WHAT + " มีใบรับรองแพทย์แล้ว")
    assert again(row).turn == "tambon" and referral_desk.find(team, row.pk).what.endswith("แล้ว")
    assert lines("referral.return") == 2


def test_the_first_link_sends_nothing_back_and_the_last_passes_nothing_on(drafted, team, district_officer, provincial_officer, somjai):
    referrals.send_back(by=team, at=AT, referral=drafted.pk, link="tambon", because="แก้")
    with pytest.raises(Refused):
        referrals.send_back(by=somjai, at=AT, referral=drafted.pk, link="mentor", because="แก้")
    for user, link in ((somjai, "mentor"), (team, "tambon"), (district_officer, "district")):
        referrals.forward(by=user, at=AT, referral=drafted.pk, link=link)
    with pytest.raises(Refused):
        referrals.forward(by=provincial_officer, at=AT, referral=drafted.pk, link="province")


# — the letter —


def test_signed_it_is_out_and_the_office_sees_the_household(sent, nurse, somjai, hospital):
    assert (sent.state, sent.turn, sent.letter_number, sent.due_on) == ("sent", "agency", "นว 0018/123", workdays.due(TODAY, 7))
    given = Reach.objects.get(organisation=hospital, household_id=sent.household_id)
    assert (given.purpose, given.until, given.ended_at) == ("referral", sent.until, None)
    assert told(nurse) == ["referral.sent"] and "referral.signed" in told(somjai) and lines("referral.sign") == 1
    assert Case.objects.get(pk=sent.case_id).referred_on == TODAY
    assert scope.may(nurse, "name.see", sent.area_code, sent.household_id)


def test_signed_twice_is_signed_once(sent, district_officer):
    referrals.sign(by=district_officer, at=AT, referrals=[sent.pk], **LETTER)
    assert Letter.objects.count() == 1 and ReferralMove.objects.filter(kind="sign").count() == 1
    with pytest.raises(Refused):
        referrals.sign(by=district_officer, at=AT, referrals=[sent.pk], **LETTER | {"number": "นว 0018/999"})


def test_only_a_centre_signs(forwarded, team, somjai, nurse, prasit):
    for user, error in ((team, NotAllowed), (somjai, NotAllowed), (nurse, scope.OutOfSight), (prasit, scope.OutOfSight)):
        with pytest.raises(error):
            referrals.sign(by=user, at=AT, referrals=[forwarded.pk], **LETTER)
    assert not Letter.objects.exists()


def test_what_has_not_climbed_is_not_signed(drafted, district_officer):
    with pytest.raises(Refused):
        referrals.sign(by=district_officer, at=AT, referrals=[drafted.pk], **LETTER)


def test_a_number_serves_one_letter_of_an_office_and_year(sent, in_care, district_officer, operator, at):
    other = organisations.register(by=operator, at=at, name="สำนักงานเกษตรอำเภอไพศาลี", kind="government")
    made = referrals.draft(by=district_officer, at=AT, case=in_care.pk, organisation=other.pk, what="ขอพันธุ์ไก่")
    sign = partial(referrals.sign, by=district_officer, at=AT, referrals=[made.pk])
    with pytest.raises(Refused, match="ใช้ไปแล้ว"):
        sign(**LETTER | {"number": "นว ๐๐๑๘/๑๒๓"})
    assert sign(**LETTER | {"number": "นว 0018/125"}).office_code == "6009"


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": " "},
        {"signatory": ""},
        {"position": ""},
        {"on": TODAY + timedelta(days=1)},
        {"on": TODAY - timedelta(days=31)},
        {"within": 0},
    ],
    ids=str,
)
def test_a_letter_lacks_nothing(forwarded, district_officer, wrong):
    with pytest.raises(Refused):
        referrals.sign(by=district_officer, at=AT, referrals=[forwarded.pk], **LETTER | wrong)
    assert not Letter.objects.exists() and not Reach.objects.filter(purpose="referral").exists()


def test_an_office_of_the_province_is_written_to_by_the_province(in_care, team, district_officer, provincial_officer, operator, at):
    office = organisations.register(by=operator, at=at, name="สำนักงานจัดหางานจังหวัด", kind="government")
    made = referrals.draft(by=team, at=AT, case=in_care.pk, organisation=office.pk, what="ขอฝึกอาชีพ")
    with pytest.raises(Refused, match="โปรดส่งต่อให้ ศจพ"):
        referrals.sign(by=district_officer, at=AT, referrals=[made.pk], **LETTER)
    referrals.forward(by=district_officer, at=AT, referral=made.pk, link="district")
    with pytest.raises(NotAllowed):
        referrals.sign(by=district_officer, at=AT, referrals=[made.pk], **LETTER)
    letter = referrals.sign(by=provincial_officer, at=AT, referrals=[made.pk], **LETTER | {"position": "ผู้ว่าราชการจังหวัด"})
    assert letter.office_code == "60" and again(made).state == "sent"


def test_many_households_under_one_letter_or_none(forwarded, roll, district_officer, hospital, nurse):
    from nsc.casework import cases

    beside = cases.open_(by=district_officer, at=OPENED, household=household_id(2))
    second = referrals.draft(by=district_officer, at=AT, case=beside.pk, organisation=hospital.pk, what="ขอยา")
    nurse_told = len(told(nurse))
    letter = referrals.sign(by=district_officer, at=AT, referrals=[second.pk, forwarded.pk], **LETTER)
    assert set(letter.referrals.values_list("pk", flat=True)) == {forwarded.pk, second.pk}
    assert len(told(nurse)) == nurse_told + 1 and lines("referral.sign") == 1
    assert {row.household for row in referral_desk.letter(nurse, letter.pk)[1]} == {household_id(1), household_id(2)}


def test_letters_to_two_offices_are_two(forwarded, in_care, district_officer, operator, at):
    other = organisations.register(by=operator, at=at, name="โรงพยาบาลที่สอง", kind="government")
    made = referrals.draft(by=district_officer, at=AT, case=in_care.pk, organisation=other.pk, what="ขอยา")
    with pytest.raises(Refused, match="หน่วยงานเดียว"):
        referrals.sign(by=district_officer, at=AT, referrals=[made.pk, forwarded.pk], **LETTER)


# — the office —


def test_the_sender_sees_whether_the_office_has_opened_it(sent, nurse, somjai):
    assert referral_desk.find(somjai, sent.pk).received_at is None
    for later in (AT, AT + timedelta(days=1)):
        referrals.open_(by=nurse, at=later, referral=sent.pk)
    assert referral_desk.find(somjai, sent.pk).received_at == AT and lines("referral.open") == 1


def test_a_centre_that_looks_is_not_the_office(sent, district_officer):
    with pytest.raises(NotAllowed):
        referrals.open_(by=district_officer, at=AT, referral=sent.pk)


def test_accepted_and_done(sent, nurse, somjai, hospital):
    for _press in range(2):
        referrals.accept(by=nurse, at=AT, referral=sent.pk, text="นัดวันที่ 20")
    row = again(sent)
    assert (row.state, row.answered_by, row.received_at) == ("accepted", nurse, AT) and row.until > sent.until
    assert lines("referral.accept") == 1 and told(somjai)[-1] == "referral.accepted"
    for _press in range(2):
        referrals.complete(by=nurse, at=AT, referral=sent.pk, text="ให้ยืมรถเข็น 1 คัน")
    row = again(sent)
    assert (row.state, row.turn, row.completed_at) == ("completed", "", AT)
    assert not Reach.objects.filter(organisation=hospital, ended_at=None).exists() and lines("referral.complete") == 1


def test_declined_with_a_reason_and_sent_elsewhere(sent, nurse, somjai, operator, at):
    with pytest.raises(Refused):
        referrals.decline(by=nurse, at=AT, referral=sent.pk, because="")
    referrals.decline(by=nurse, at=AT, referral=sent.pk, because="ไม่มีรถเข็น")
    assert again(sent).state == "declined" and told(somjai)[-1] == "referral.declined"
    with pytest.raises(scope.OutOfSight):
        referral_desk.find(nurse, sent.pk)
    other = organisations.register(by=operator, at=at, name="สภากาชาดไพศาลี", kind="government")
    made = referrals.refer_again(by=somjai, at=AT, referral=sent.pk, organisation=other.pk, what=WHAT)
    assert made.again_of_id == sent.pk and referral_desk.find(somjai, sent.pk).again == (made.pk,)


def test_what_still_runs_is_not_sent_again(sent, somjai, operator, at):
    other = organisations.register(by=operator, at=at, name="สภากาชาดไพศาลี", kind="government")
    with pytest.raises(Refused):
        referrals.refer_again(by=somjai, at=AT, referral=sent.pk, organisation=other.pk, what=WHAT)


def test_asked_back_and_answered(sent, nurse, somjai):
    referrals.ask(by=nurse, at=AT, referral=sent.pk, question="น้ำหนักตัวเท่าใด")
    row = again(sent)
    assert (row.state, row.turn) == ("asked", "mentor") and told(somjai)[-1] == "referral.asked"
    with pytest.raises(Refused):
        referrals.accept(by=nurse, at=AT, referral=sent.pk)
    later = AT + timedelta(days=4)
    for _press in range(2):
        referrals.answer(by=somjai, at=later, referral=sent.pk, text="50 กิโลกรัม")
    row = again(sent)
    assert (row.state, row.turn, row.answered_at, row.due_on) == ("sent", "agency", None, workdays.due(TODAY + timedelta(days=4), 7))
    texts = {move.kind: move.text for move in referral_desk.find(nurse, sent.pk).moves}
    assert texts["ask"] == "น้ำหนักตัวเท่าใด" and texts["answer"] == "50 กิโลกรัม" and told(nurse)[-1] == "referral.replied"


def test_no_question_no_reply(sent, somjai):
    with pytest.raises(Refused):
        referrals.answer(by=somjai, at=AT, referral=sent.pk, text="50 กิโลกรัม")


def test_what_was_accepted_is_not_declined_by_who_has_not_seen_it(sent, nurse):
    referrals.accept(by=nurse, at=AT, referral=sent.pk)
    with pytest.raises(Refused):
        referrals.decline(by=nurse, at=AT, referral=sent.pk, because="ไม่มี")
    referrals.decline(by=nurse, at=AT + timedelta(days=9), referral=sent.pk, because="ของหมด", was="accepted")
    row = again(sent)
    assert row.state == "declined" and row.answered_at == AT


def test_the_centre_puts_on_record_what_the_office_answered_by_letter(sent, district_officer):
    referrals.accept(by=district_officer, at=AT, referral=sent.pk, text="หนังสือที่ 45")
    assert again(sent).state == "accepted"


def test_another_office_does_not_see_it_even_if_it_knows_the_family(sent, other_nurse, hospital):
    reach.give(household=sent.household_id, to=other_nurse, purpose="referral")
    for act in (
        partial(referral_desk.find, other_nurse, sent.pk),
        partial(referrals.open_, by=other_nurse, at=AT, referral=sent.pk),
        partial(referrals.accept, by=other_nurse, at=AT, referral=sent.pk),
        partial(referrals.decline, by=other_nurse, at=AT, referral=sent.pk, because="ไม่"),
        partial(referral_desk.letter, other_nurse, sent.letter_id),
    ):
        with pytest.raises(scope.OutOfSight):
            act()
    assert referral_desk.desk(other_nurse, at=AT, side="office").total == 0
    assert again(sent).state == "sent"


def test_a_mentor_does_not_answer_for_an_office(sent, somjai, prasit, governor):
    for user, error in ((somjai, NotAllowed), (governor, NotAllowed), (prasit, scope.OutOfSight)):
        with pytest.raises(error):
            referrals.accept(by=user, at=AT, referral=sent.pk)


def test_before_the_letter_the_office_knows_nothing(forwarded, nurse):
    with pytest.raises(scope.OutOfSight):
        referral_desk.find(nurse, forwarded.pk)
    assert referral_desk.desk(nurse, at=AT, side="office").total == 0


def test_withdrawn_the_office_loses_the_household(sent, nurse, somjai, hospital):
    for _press in range(2):
        referrals.withdraw(by=somjai, at=AT, referral=sent.pk, because="ญาติซื้อให้แล้ว")
    assert again(sent).state == "withdrawn" and lines("referral.withdraw") == 1 and told(nurse)[-1] == "referral.withdrawn"
    assert not Reach.objects.filter(organisation=hospital, ended_at=None).exists()


def test_the_household_stays_with_an_office_that_has_another_referral_of_it(sent, nurse, district_officer, in_care, hospital):
    from nsc.casework.models import Need

    told = {"household_id": in_care.household_id, "area_code": in_care.area_code, "dimension": "health", "urgency": "now"}
    need = Need.objects.create(**told, case=in_care, on=TODAY, by=district_officer, at=AT)
    made = referrals.draft(by=district_officer, at=AT, case=in_care.pk, organisation=hospital.pk, what="ขอยา", need=need.pk)
    referrals.sign(by=district_officer, at=AT, referrals=[made.pk], **LETTER | {"number": "นว 0018/130"})
    referrals.decline(by=nurse, at=AT, referral=sent.pk, because="ไม่มี")
    assert Reach.objects.get(organisation=hospital, ended_at=None).until == again(made).until
    referrals.decline(by=nurse, at=AT, referral=made.pk, because="ไม่มี")
    assert not Reach.objects.filter(organisation=hospital, ended_at=None).exists()


def test_the_office_reads_its_inbox_and_not_the_talk_of_the_chain(sent, nurse):
    page = referral_desk.desk(nurse, at=AT, side="office")
    assert (page.box, page.counts["waiting"], [line.number for line in page.lines]) == ("waiting", 1, [sent.pk])
    found = referral_desk.find(nurse, sent.pk)
    assert [move.kind for move in found.moves] == ["sign"] and found.is_ours
    assert found.acts == {"accept", "decline", "ask"}
    late = referral_desk.desk(nurse, at=AT + timedelta(days=30), side="office")
    assert late.counts["late"] == 1


def test_the_signer_finds_what_waits_for_a_signature(forwarded, district_officer, provincial_officer, team):
    assert referral_desk.desk(district_officer, at=AT, side="chain").counts["ours"] == 1
    assert referral_desk.desk(provincial_officer, at=AT, side="chain").counts["ours"] == 0
    assert referral_desk.desk(team, at=AT, side="chain").counts["ours"] == 0


def test_a_list_asks_as_often_for_many_as_for_one(sent, nurse, django_assert_max_num_queries):
    with django_assert_max_num_queries(26):
        referral_desk.desk(nurse, at=AT, side="office")


# — the family's yes, and its no —


def test_a_foundation_gets_no_household_without_consent(in_care, somjai, foundation):
    with pytest.raises(Refused):
        referrals.draft(by=somjai, at=AT, case=in_care.pk, organisation=foundation.pk, what=WHAT)
    assert referral_desk.choices(somjai, in_care.pk, on=TODAY).unconsented == {"partner"}


def test_with_consent_the_foundation_sees_the_need_and_no_name(with_foundation, benefactor):
    assert (with_foundation.purpose, with_foundation.consent_id is not None) == ("partner", True)
    found = referral_desk.find(benefactor, with_foundation.pk)
    assert found.what == "ขอที่นอนกันแผลกดทับ" and not found.has_names
    referrals.accept(by=benefactor, at=AT, referral=with_foundation.pk)
    assert again(with_foundation).state == "accepted"


def test_consent_taken_back_ends_it_at_once(with_foundation, benefactor, agreed, operator, somjai, foundation, in_care):
    consents.withdraw(by=operator, at=AT, household=in_care.household_id, consent=agreed.pk, because="ไม่สะดวก")
    with pytest.raises(scope.OutOfSight):
        referral_desk.find(benefactor, with_foundation.pk)
    with pytest.raises(scope.OutOfSight):
        referrals.accept(by=benefactor, at=AT, referral=with_foundation.pk)
    found = referral_desk.find(somjai, with_foundation.pk)
    assert found.stop == "consent" and found.acts == {"again", "withdraw"}
    page = referral_desk.desk(benefactor, at=AT, side="office", box="done")
    assert [(line.stop, line.what, line.is_open) for line in page.lines] == [("consent", "", False)]
    assert not Reach.objects.filter(organisation=foundation, ended_at=None).exists()


def test_what_the_family_ended_nobody_answers_for_the_office(with_foundation, agreed, operator, district_officer, in_care):
    consents.withdraw(by=operator, at=AT, household=in_care.household_id, consent=agreed.pk, because="ไม่สะดวก")
    for act in (referrals.accept, partial(referrals.complete, text="แล้ว"), partial(referrals.ask, question="อะไร")):
        with pytest.raises(Refused):
            act(by=district_officer, at=AT, referral=with_foundation.pk)


def test_a_new_yes_makes_a_new_referral(with_foundation, agreed, operator, district_officer, in_care, foundation):
    consents.withdraw(by=operator, at=AT, household=in_care.household_id, consent=agreed.pk, because="ไม่สะดวก")
    told = {"how": "spoken", "note": "ต่อหน้าผู้ใหญ่บ้าน", "notice": 1, "given_on": TODAY}
    consents.record(by=operator, at=AT + timedelta(hours=1), household=in_care.household_id, purpose="partner", **told)
    asked = {"case": in_care.pk, "organisation": foundation.pk, "what": "ขอที่นอนกันแผลกดทับ"}
    made = referrals.draft(by=district_officer, at=AT + timedelta(hours=2), **asked)
    assert made.pk != with_foundation.pk and again(with_foundation).state == "withdrawn"


def test_taken_back_between_draft_and_letter_nothing_goes_out(in_care, district_officer, foundation, agreed, operator):
    made = referrals.draft(by=district_officer, at=AT, case=in_care.pk, organisation=foundation.pk, what="ขอที่นอน")
    consents.withdraw(by=operator, at=AT, household=in_care.household_id, consent=agreed.pk, because="ไม่สะดวก")
    with pytest.raises(Refused):
        referrals.sign(by=district_officer, at=AT, referrals=[made.pk], **LETTER)
    assert not Reach.objects.filter(organisation=foundation).exists() and not Letter.objects.exists()


def test_stopped_processing_ends_it_and_lifting_does_not_bring_it_back(sent, nurse, dpo, somjai, hospital):
    stop = consents.restrict(by=dpo, at=AT, household=sent.household_id, purpose="referral", because="คัดค้าน")
    with pytest.raises(scope.OutOfSight):
        referral_desk.find(nurse, sent.pk)
    assert referral_desk.find(somjai, sent.pk).stop == "restricted"
    with pytest.raises(Refused):
        referrals.draft(by=somjai, at=AT, case=sent.case_id, organisation=hospital.pk, what="เรื่องใหม่")
    consents.lift(by=dpo, at=AT + timedelta(days=1), household=sent.household_id, restriction=stop.pk, because="ตกลงกันแล้ว")
    assert referral_desk.find(somjai, sent.pk).stop == "restricted"
    made = referrals.draft(by=somjai, at=AT + timedelta(days=1), case=sent.case_id, organisation=hospital.pk, what="เรื่องใหม่")
    assert made.state == "drafted" and again(sent).state == "withdrawn"


# — together —


def attempted(act):
    try:
        return act()
    except Refused as no:
        return no


@pytest.fixture
def abroad(tmp_path):
    """The same cast where every thread has its own connection: a referral that lies with ศจพ.อ., and who acts."""
    from nsc.casework import cases, rolls

    survey(tmp_path)
    operator = users.operator()
    hospital = organisations.register(by=operator, at=AT, name="โรงพยาบาลตัวอย่าง", kind="government")

    def hire(name, role, area, organisation=None):
        user = users.create(by=operator, at=AT, username=name, display_name=name)
        users.assign(by=operator, at=AT, user=user, role=role, area=area, organisation=organisation)
        return user

    rolls.freeze(
        by=operator, at=AT, roll=rolls.draw_up(by=operator, at=AT, fiscal_year=2026, group="tpmap", rule="mpi", round=rounds.newest())
    )
    case = cases.open_(by=operator, at=OPENED, household=household_id(1))
    cast = {name: hire(name, "district_centre", "6009") for name in ("first", "second")}
    cast |= {name: hire(name, "agency_officer", "60", hospital) for name in ("nurse", "clerk")}
    cast["row"] = referrals.draft(by=cast["first"], at=AT, case=case.pk, organisation=hospital.pk, what=WHAT)
    return cast


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_make_one_letter(abroad):
    number = abroad["row"].pk
    acts = [
        partial(referrals.sign, by=abroad[who], at=AT, referrals=[number], **LETTER | {"number": f"นว 0018/{serial}"})
        for who, serial in (("first", 1), ("second", 2))
    ]
    made = in_threads(*(partial(attempted, act) for act in acts))
    assert sorted(type(each).__name__ for each in made) == ["Letter", "Refused"] and Letter.objects.count() == 1
    assert ReferralMove.objects.filter(kind="sign").count() == 1 and connection.vendor in ("sqlite", "postgresql")


@pytest.mark.django_db(transaction=True)
def test_accepted_and_declined_at_once_one_stands(abroad):
    number = abroad["row"].pk
    referrals.sign(by=abroad["first"], at=AT, referrals=[number], **LETTER)
    made = in_threads(
        partial(attempted, partial(referrals.accept, by=abroad["nurse"], at=AT, referral=number)),
        partial(attempted, partial(referrals.decline, by=abroad["clerk"], at=AT, referral=number, because="ไม่มี")),
    )
    assert sorted(type(each).__name__ for each in made) == ["Referral", "Refused"]
    state = Referral.objects.get(pk=number).state
    assert state in ("accepted", "declined") and Reach.objects.filter(ended_at=None).exists() == (state == "accepted")
    assert AuditLine.objects.filter(verb__in=("referral.accept", "referral.decline")).count() == 1


@pytest.mark.django_db(transaction=True)
def test_signed_and_stopped_at_once_the_office_keeps_nothing(abroad):
    """Whichever comes first."""
    operator, row = users.operator(), abroad["row"]
    in_threads(
        partial(attempted, partial(referrals.sign, by=abroad["first"], at=AT, referrals=[row.pk], **LETTER)),
        partial(consents.restrict, by=operator, at=AT, household=row.household_id, purpose="referral", because="คัดค้าน"),
    )
    assert not Reach.objects.filter(ended_at=None).exists()
    assert referral_desk.find(abroad["first"], row.pk).stop == "restricted"
