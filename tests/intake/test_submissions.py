"""What phones send: each once, in its order, refused with a reason, and never lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nsc.access.models import AuditLine, Phone
from nsc.casework import visits
from nsc.casework.models import Need, Visit
from nsc.errors import Refused
from nsc.intake import spoken, submission_desk, submissions
from nsc.intake.models import Parcel, Submission
from nsc.registry.models import Household, Photograph
from nsc.surveys import rounds
from tests.casework.conftest import AT, agree_to_pictures, case, in_care, roll, surveyed, target, team  # noqa: F401
from tests.casework.test_proposals import ALL_PASS
from tests.files import pictures
from tests.in_hand import InHand, in_hand
from tests.surveyed import household_id

pytestmark = pytest.mark.django_db

TODAY = "2026-01-15"
NEED = {"dimension": "living", "urgency": "now", "text": "ซ่อมหลังคา"}


@pytest.fixture
def phone(in_care, somjai) -> InHand:  # noqa: F811
    return in_hand(somjai)


def visit(case, **told) -> dict[str, object]:  # noqa: F811
    return {"case": case.pk, "purpose": "first", "on": TODAY, "visitors": "ผู้ใหญ่บ้าน และ อสม."} | told


def state(answer) -> tuple[str, str]:
    return answer.state, str(answer.because or "")


def test_a_visit_is_recorded_once_with_its_line_in_the_record(phone, in_care):  # noqa: F811
    sent = phone.finished("visit.record", visit(in_care, needs=[NEED], met="นางทดสอบ1"), household=f"h{in_care.household_id}")
    [first] = phone.send(sent)
    [again] = phone.send(sent)
    assert first == again and state(first) == ("stored", "")
    made, row = Visit.objects.get(), Submission.objects.get()
    assert (made.submission, made.by.username, Need.objects.count()) == (sent.id, "somjai", 1)
    assert (row.record, row.household_id, row.sealed) == (made.pk, in_care.household_id, None)
    line = AuditLine.objects.get(verb="visit.record")
    assert line.detail == f"first phone {phone.row.pk}"


def test_what_waits_for_another_is_done_when_its_turn_comes(phone, in_care):  # noqa: F811
    first = phone.finished("visit.record", visit(in_care))
    second = phone.finished("need.record", {"needs": [NEED]}, household=f"h{in_care.household_id}", after=first.id)
    third = phone.finished("need.record", {"needs": [NEED | {"text": "ส้วม"}]}, household=f"h{in_care.household_id}", after=second.id)
    assert [each.state for each in phone.send(third, second)] == ["waiting", "waiting"] and Need.objects.count() == 0
    assert [each.state for each in phone.send(first)] == ["stored"]
    assert [each.state for each in submissions.answers(phone.row, [second.id, third.id])] == ["stored", "stored"]
    assert list(Need.objects.order_by("pk").values_list("at", flat=True)) == [AT, AT]


def test_a_refusal_says_why_and_is_mended_by_what_comes_instead(phone, in_care):  # noqa: F811
    wrong = phone.finished("visit.record", visit(in_care, visitors=""), household=f"h{in_care.household_id}")
    after = phone.finished("need.record", {"needs": [NEED]}, household=f"h{in_care.household_id}", after=wrong.id)
    refused, waits = phone.send(wrong, after)
    assert refused.state == "refused" and "ใครไปเยี่ยม" in str(refused.because)
    assert waits.state == "waiting" and Submission.objects.get(pk=wrong.id).sealed is not None
    mended = phone.finished("visit.record", visit(in_care), household=f"h{in_care.household_id}", instead_of=wrong.id, after=after.id)
    assert [each.state for each in phone.send(mended)] == ["stored"]
    assert set(Submission.objects.values_list("state", "sealed")) == {("stored", None), ("dropped", None)} and Need.objects.count() == 1


def test_who_gives_up_a_refusal_lets_the_next_go_on(phone, in_care):  # noqa: F811
    wrong = phone.finished("visit.record", visit(in_care, visitors=""))
    after = phone.finished("need.record", {"needs": [NEED]}, household=f"h{in_care.household_id}", after=wrong.id)
    phone.send(wrong, after)
    dropped = phone.finished("submission.drop", {"submission": str(wrong.id), "because": "กรอกผิดบ้าน"}, after=after.id)
    assert [state(each) for each in phone.send(dropped, dropped)] == [("stored", ""), ("stored", "")]
    assert Need.objects.count() == 1 and Visit.objects.count() == 0
    assert AuditLine.objects.filter(verb="submission.drop").count() == 1


def test_what_came_instead_may_be_given_up_too(phone, in_care):  # noqa: F811
    wrong = phone.finished("visit.record", visit(in_care, visitors=""))
    again = phone.finished("visit.record", visit(in_care, visitors=" "), instead_of=wrong.id)
    after = phone.finished("need.record", {"needs": [NEED]}, household=f"h{in_care.household_id}", after=wrong.id)
    phone.send(wrong, again, after)
    phone.said("submission.drop", {"submission": str(again.id)})
    assert sorted(Submission.objects.values_list("state", flat=True)) == ["dropped", "dropped", "stored", "stored"]


def test_what_never_came_is_given_up_or_mended_all_the_same(phone, in_care):  # noqa: F811
    lost = [phone.finished("visit.record", visit(in_care)) for _ in range(2)]
    home = f"h{in_care.household_id}"
    after = [phone.finished("need.record", {"needs": [NEED | {"text": each.id.hex}]}, household=home, after=each.id) for each in lost]
    assert {each.state for each in phone.send(*after)} == {"waiting"}
    assert phone.said("submission.drop", {"submission": str(lost[0].id)}).state == "stored"
    assert [each.state for each in phone.send(phone.finished("visit.record", visit(in_care), instead_of=lost[1].id))] == ["stored"]
    assert {each.state for each in submissions.answers(phone.row, [each.id for each in after])} == {"stored"}
    assert {each.state for each in phone.send(*lost)} == {"refused"} and Visit.objects.count() == 1  # late, it is not done


def test_a_batch_asks_of_the_database_no_more_than_this(phone, in_care):  # noqa: F811
    """Savepoints and the ends of transactions among them (docs/adr/0043)."""
    phone.send(phone.finished("visit.record", visit(in_care)))
    home = f"h{in_care.household_id}"
    visits_ = [
        phone.finished("visit.record", visit(in_care, purpose="progress", needs=[NEED | {"text": f"{n}"}]), household=home)
        for n in range(3)
    ]
    changes = [
        phone.finished("household.change", {"fields": {"house_no": {"from": f"{n or '1'}", "to": f"{n + 1}"}}}, household=home)
        for n in range(3)
    ]
    for sent, most in ((visits_, 15), (changes, 11)):
        with CaptureQueriesContext(connection) as one:
            assert {each.state for each in phone.send(sent[0])} == {"stored"}
        with CaptureQueriesContext(connection) as two:
            assert {each.state for each in phone.send(*sent[1:])} == {"stored"}
        each, once = len(two) - len(one), 2 * len(one) - len(two)
        assert (each <= most, once <= 5) == (True, True), (each, once, [query["sql"][:90] for query in two.captured_queries])


def test_only_their_own_is_given_up(phone, in_care, team):  # noqa: F811
    wrong = phone.finished("visit.record", visit(in_care, visitors=""))
    phone.send(wrong)
    answer = in_hand(team).said("submission.drop", {"submission": str(wrong.id)})
    assert answer.state == "refused" and Submission.objects.get(pk=wrong.id).state == "refused"


def test_a_number_of_somebody_else_s_tells_nothing(phone, in_care, team):  # noqa: F811
    sent = phone.finished("visit.record", visit(in_care))
    phone.send(sent)
    other = in_hand(team)
    [answer] = other.send(other.finished("visit.record", visit(in_care), id=sent.id))
    assert answer.state == "refused" and submissions.answers(other.row, [sent.id]) == []


def test_photographs_wait_for_their_visit_and_the_visit_for_its_signature(phone, in_care):  # noqa: F811
    agree_to_pictures(in_care.household_id, phone.row.user, AT.date())
    signature, picture = uuid4(), uuid4()
    made = phone.finished("visit.record", visit(in_care, signature=str(signature)))
    taken = {"visit": str(made.id), "file": str(picture), "kind": "house", "caption": "หน้าบ้าน", "taken_at": AT.isoformat()}
    photograph = phone.finished("visit.photograph", taken)
    assert [each.state for each in phone.send(photograph, made)] == ["waiting", "waiting"]
    phone.brings(pictures.photograph(), picture)
    assert Visit.objects.count() == 0
    phone.brings(pictures.photograph(), signature)
    assert [each.state for each in submissions.answers(phone.row, [made.id, photograph.id])] == ["stored", "stored"]
    assert Visit.objects.get().evidence is not None and Visit.objects.get().photographs.count() == Photograph.objects.count() == 1
    assert Parcel.objects.filter(used_at=None).count() == 0


def test_a_picture_goes_to_the_visit_that_came_instead(phone, in_care):  # noqa: F811
    agree_to_pictures(in_care.household_id, phone.row.user, AT.date())
    wrong = phone.finished("visit.record", visit(in_care, visitors=""))
    picture = phone.brings(pictures.photograph())
    photograph = phone.finished("visit.photograph", {"visit": str(wrong.id), "file": str(picture), "kind": "house"})
    assert [each.state for each in phone.send(wrong, photograph)] == ["refused", "waiting"]
    phone.send(phone.finished("visit.record", visit(in_care), instead_of=wrong.id))
    assert Visit.objects.get().photographs.count() == 1


def test_a_picture_without_the_yes_of_the_household_is_refused_and_kept_until_it_is_there(phone, in_care, district_officer):  # noqa: F811
    made = phone.finished("visit.record", visit(in_care))
    taken = phone.finished("visit.photograph", {"visit": str(made.id), "file": str(phone.brings(pictures.photograph())), "kind": "house"})
    stored, refused = phone.send(made, taken)
    assert (stored.state, refused.state) == ("stored", "refused") and "ยังไม่ยินยอม" in str(refused.because)
    assert Visit.objects.count() == 1 and not Photograph.objects.exists() and Parcel.objects.get().used_at is None
    with pytest.raises(Refused, match="ยังไม่ยินยอม"):
        submission_desk.accept(by=district_officer, at=AT, submission=taken.id)
    agree_to_pictures(in_care.household_id, district_officer, AT.date())
    submission_desk.accept(by=district_officer, at=AT, submission=taken.id)
    assert Visit.objects.get().photographs.count() == 1


def test_a_yes_that_comes_with_the_visit_lets_its_pictures_in(phone, in_care):  # noqa: F811
    said = {"purpose": "photograph", "how": "spoken", "notice": 1, "note": "ฟังอ่านแล้วตกลง ต่อหน้าผู้ใหญ่บ้าน"}
    made = phone.finished("visit.record", visit(in_care, consents=[said]))
    taken = phone.finished("visit.photograph", {"visit": str(made.id), "file": str(phone.brings(pictures.photograph())), "kind": "house"})
    assert [each.state for each in phone.send(made, taken)] == ["stored", "stored"]


def test_a_phone_that_was_ended_is_kept_for_the_office(phone, in_care):  # noqa: F811
    Phone.objects.update(ended_at=AT)
    answer = phone.said("visit.record", visit(in_care))
    assert answer.state == "refused" and "ยกเลิก" in str(answer.because)
    assert Visit.objects.count() == 0 and Submission.objects.get().sealed is not None


def test_an_error_of_ours_keeps_what_was_typed_and_is_tried_again(phone, in_care, monkeypatch, caplog):  # noqa: F811
    def broken(**told):
        raise RuntimeError("นางลับ")

    with monkeypatch.context() as now:
        now.setattr(visits, "record", broken)
        answer = phone.said("visit.record", visit(in_care))
    assert answer.state == "waiting" and "RuntimeError" in caplog.text and "นางลับ" not in caplog.text
    row = Submission.objects.get()
    assert (row.tries, row.next_at) == (1, AT + timedelta(minutes=2))
    assert submissions.run(AT + timedelta(minutes=1)) == 0
    assert submissions.run(AT + timedelta(minutes=3)) == 1 and Visit.objects.count() == 1


def test_a_form_that_is_newer_than_the_server_waits_for_it(phone, in_care):  # noqa: F811
    answer = phone.said("visit.record", visit(in_care), form=spoken.NEWEST + 1)
    assert answer.state == "waiting" and "ปรับปรุง" in str(answer.because)


def test_a_letter_that_was_changed_on_its_way_is_refused_and_kept(phone, in_care):  # noqa: F811
    sent = phone.finished("visit.record", visit(in_care))
    [answer] = phone.send(type(sent)(**vars(sent) | {"letter": sent.letter[:-1] + b"x"}))
    assert answer.state == "refused" and Submission.objects.get().sealed is not None


def test_nothing_that_was_typed_is_left_out_in_silence(phone, in_care):  # noqa: F811
    unknown = phone.said("visit.record", visit(in_care, mood="ดี", empty=None))
    assert "mood" in str(unknown.because)
    long = phone.said("visit.record", visit(in_care, note="ก" * 2001))
    assert "2,000" in str(long.because) and Visit.objects.count() == 0


def test_the_clock_of_the_phone_is_corrected_and_both_times_are_kept(phone, in_care):  # noqa: F811
    ahead = timedelta(days=3)
    sent = phone.finished("visit.record", visit(in_care, on="2026-01-18"), done_at=AT + ahead)
    [answer] = phone.send(sent, at=AT + timedelta(hours=1), sent_at=AT + timedelta(hours=1) + ahead)
    row = Submission.objects.get()
    assert answer.state == "stored" and (row.done_at, row.corrected_at) == (AT + ahead, AT)
    assert str(Visit.objects.get().on) == TODAY and str(row.said_on) == "2026-01-18"
    assert AuditLine.objects.get(verb="visit.record").at == AT


def test_out_of_sight_is_refused_and_kept(phone, in_care):  # noqa: F811
    answer = phone.said("need.record", {"needs": [NEED]}, household=f"h{household_id(2)}")
    assert answer.state == "refused" and Submission.objects.get().area_code.startswith("600908")
    missing = phone.said("need.record", {"needs": [NEED]}, household="h999999999")
    assert missing.state == "refused"


def test_a_case_of_another_household_is_not_recorded_under_this_one(phone, in_care):  # noqa: F811
    answer = phone.said("visit.record", visit(in_care), household=f"h{household_id(2)}")
    assert answer.state == "refused" and Visit.objects.count() == 0


def test_who_verifies_at_the_door_verifies_the_target(phone, in_care):  # noqa: F811
    phone.said("visit.record", visit(in_care, verified="still_poor", verified_note="พบที่บ้าน"))
    assert (target(1).state, target(1).result) == ("verified", "still_poor")


def test_a_household_that_no_list_knows_is_named_by_the_phone(team, in_care):  # noqa: F811
    phone, key, year = in_hand(team), str(uuid4()), rounds.newest().survey_year
    who = {"kind": "household", "area": "60090804", "first_name": "สมหมาย", "house_no": "9/9"}
    told = {"who": who, "reason": "ไม่อยู่ในข้อมูล", "on": TODAY, "round": year, "answers": "0" + ALL_PASS[1:], "people": 3}
    told |= {"position": {"lat": 15.6, "lon": 100.5, "accuracy": 8}}
    missed = phone.finished("household.missed", told, household=key)
    early = phone.finished("need.record", {"needs": [NEED]}, household=key)
    assert [each.state for each in phone.send(early, missed)] == ["waiting", "stored"]
    [answer] = submissions.answers(phone.row, [missed.id])
    later = phone.said("need.record", {"needs": [NEED | {"text": "ส้วม"}]}, household=key, after=missed.id)
    assert (later.state, later.household) == ("stored", answer.household)
    submissions.run(AT + timedelta(hours=1))
    assert Need.objects.filter(household=answer.household).count() == 2
    assert Household.objects.get(pk=answer.household).lat == 15.6


def test_a_voice_is_kept_with_its_visit(phone, in_care):  # noqa: F811
    made = phone.finished("visit.record", visit(in_care))
    phone.send(made)
    spoken = phone.brings(b"\x1aE\xdf\xa3" + b"webm" * 50)
    assert phone.said("visit.voice", {"visit": str(made.id), "file": str(spoken), "seconds": 12, "about": "health"}).state == "stored"
    wrong = phone.brings(b"MZ not a sound" * 9)
    refused = phone.said("visit.voice", {"visit": str(made.id), "file": str(wrong)})
    assert "WebM" in str(refused.because) and Visit.objects.get().voices.get().about == "health"


def test_twenty_at_once_and_no_more(phone, in_care):  # noqa: F811
    with pytest.raises(Refused, match="20"):
        phone.send(*[phone.finished("visit.record", visit(in_care))] * 21)


def test_what_one_visit_costs(phone, in_care, django_assert_max_num_queries):  # noqa: F811
    """The path that five hundred phones take at once."""
    sent = phone.finished(
        "visit.record", visit(in_care, saw=[{"dimension": "living", "text": "หลังคารั่ว"}]), household=f"h{in_care.household_id}"
    )
    now = phone.now()
    with django_assert_max_num_queries(24):
        submissions.receive(phone=now, sent_at=AT, at=AT, sent=[sent])
