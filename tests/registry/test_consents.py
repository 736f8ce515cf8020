"""What our household agrees to, takes back and has stopped."""

from datetime import date, timedelta
from io import BytesIO

import pytest

from nsc.access import reach, scope
from nsc.access.models import AuditLine
from nsc.errors import NotAllowed, Refused
from nsc.files.models import StoredFile
from nsc.registry import consents
from nsc.registry.models import Consent, Household, Person

DAY = date(2026, 1, 15)
SPOKEN = {"how": "spoken", "notice": 1, "given_on": DAY, "note": "บอกต่อหน้าผู้ใหญ่บ้าน"}


@pytest.fixture
def ours(db) -> int:
    return Household.objects.create(area_code="60090804").pk


@pytest.fixture
def say_yes(district_officer, at, ours):
    def say_yes(purpose="partner", **told):
        return consents.record(by=district_officer, at=at, household=ours, purpose=purpose, **SPOKEN | told)

    return say_yes


def test_a_yes_holds_from_its_day_until_the_day_it_is_taken_back(say_yes, district_officer, ours, at):
    made = say_yes()

    def holds(on):
        return consents.holds(household=ours, purpose="partner", on=on)

    assert (holds(DAY - timedelta(days=1)), holds(DAY), holds(DAY + timedelta(days=400))) == (False, True, True)
    consents.withdraw(by=district_officer, at=at + timedelta(days=3), household=ours, consent=made.pk, because="เปลี่ยนใจ")
    assert (holds(DAY), holds(DAY + timedelta(days=3))) == (True, False)


def test_recording_is_on_the_record_without_the_words(say_yes, district_officer, ours):
    say_yes()
    line = AuditLine.objects.get(verb="consent.record")
    assert (line.by, line.on_type, line.on_id, line.detail, line.place) == (district_officer, "household", str(ours), "partner", "60090804")
    assert "ผู้ใหญ่บ้าน" not in line.because + line.detail


def test_the_note_is_sealed_in_the_database(say_yes, ours, district_officer):
    made = say_yes()
    assert "ผู้ใหญ่บ้าน".encode() not in bytes(Consent.objects.get(pk=made.pk).note_sealed)
    assert consents.sheet(district_officer, ours).consents[0].note == SPOKEN["note"]


def test_taking_back_closes_the_file_to_all_who_held_it_for_that_and_tells_them(
    say_yes, somjai, nurse, hospital, district_officer, ours, at
):
    made = say_yes()
    reach.give(household=ours, to=somjai, purpose="partner")
    reach.give(household=ours, to=hospital, purpose="partner")
    reach.give(household=ours, to=nurse, purpose="referral")
    assert scope.may(somjai, "household.see", "60090804", ours)
    consents.withdraw(by=district_officer, at=at, household=ours, consent=made.pk, because="ไม่อยากให้บริษัทรู้")
    assert not scope.may(somjai, "household.see", "60090804", ours)
    assert nurse.reaches.filter(ended_at=None, purpose="referral").exists(), "what rests on no consent stays"
    for told in (somjai, nurse):
        assert [(n.kind, n.values) for n in told.notices.all()] == [("consent.withdrawn", {"household": ours})]
    line = AuditLine.objects.get(verb="consent.withdraw")
    assert (line.count, line.on_id, line.because) == (2, str(ours), "ไม่อยากให้บริษัทรู้")


def test_where_the_record_fails_the_file_stays_open(say_yes, somjai, district_officer, ours, at, monkeypatch):
    made = say_yes()
    reach.give(household=ours, to=somjai, purpose="partner")
    monkeypatch.setattr(consents.audit, "record", lambda **told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        consents.withdraw(by=district_officer, at=at, household=ours, consent=made.pk, because="เปลี่ยนใจ")
    assert somjai.reaches.filter(ended_at=None).exists() and Consent.objects.get(pk=made.pk).withdrawn_at is None


def test_history_is_kept_and_a_yes_can_be_given_again(say_yes, district_officer, ours, at):
    first = say_yes()
    consents.withdraw(by=district_officer, at=at, household=ours, consent=first.pk, because="เปลี่ยนใจ")
    say_yes()
    assert [bool(each.withdrawn_at) for each in consents.sheet(district_officer, ours).consents] == [False, True]


def test_a_person_speaks_for_themselves_alone(say_yes, ours):
    one, other = Person.objects.create(), Person.objects.create()
    say_yes("photograph", person=one.pk)
    assert consents.holds(household=ours, purpose="photograph", on=DAY, person=one.pk)
    assert not consents.holds(household=ours, purpose="photograph", on=DAY, person=other.pk)
    assert not consents.holds(household=ours, purpose="photograph", on=DAY)


def test_the_paper_is_kept_encrypted_and_opened_on_the_record(district_officer, ours, at, settings):
    paper = BytesIO(b"%PDF-1.7 a signature")
    made = consents.record(
        by=district_officer, at=at, household=ours, purpose="partner", how="paper", notice=1, given_on=DAY, evidence=paper
    )
    stored = StoredFile.objects.get(pk=made.evidence_id)
    assert stored.name == "consent.pdf" and b"signature" not in (settings.HOME / "files" / "sealed" / stored.token).read_bytes()
    ending, pieces = consents.evidence(by=district_officer, at=at, household=ours, consent=made.pk)
    assert (ending, b"".join(pieces)) == (".pdf", b"%PDF-1.7 a signature")
    assert AuditLine.objects.get(verb="consent_evidence.see").on_id == str(ours)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"purpose": "mentor"}, "ไม่ได้อาศัยความยินยอม"),
        ({"purpose": "curiosity"}, "ไม่ได้อาศัยความยินยอม"),
        ({"given_on": DAY + timedelta(days=1)}, "อนาคต"),
        ({"note": "ได้"}, "แนบแบบฟอร์ม"),
        ({"note": "", "evidence": BytesIO(b"MZ")}, "PDF"),
    ],
)
def test_what_cannot_be_shown_later_is_no_consent(say_yes, told, says):
    with pytest.raises(Refused, match=says):
        say_yes(**told)
    assert not Consent.objects.exists()


def test_the_same_yes_is_not_recorded_twice(say_yes):
    say_yes()
    with pytest.raises(Refused, match="บันทึกไว้แล้ว"):
        say_yes()


def test_what_was_taken_back_is_not_taken_back_again(say_yes, district_officer, ours, at):
    made = say_yes()
    taken = {"by": district_officer, "at": at, "household": ours, "consent": made.pk}
    with pytest.raises(Refused, match="เหตุผล"):
        consents.withdraw(**taken, because=" ")
    consents.withdraw(**taken, because="เปลี่ยนใจ")
    with pytest.raises(Refused, match="ถอนไปแล้ว"):
        consents.withdraw(**taken, because="อีกครั้ง")


def test_who_may_not_hears_no_more_than_they_may_see(say_yes, prasit, governor, ours, at):
    made = say_yes()
    for verb, told in (
        (consents.withdraw, {"consent": made.pk, "because": "x"}),
        (consents.record, SPOKEN | {"purpose": "publicity"}),
        (consents.evidence, {"consent": made.pk}),
    ):
        with pytest.raises(scope.OutOfSight):
            verb(by=prasit, at=at, household=ours, **told)
        with pytest.raises(NotAllowed):
            verb(by=governor, at=at, household=ours, **told)
    seen = consents.sheet(governor, ours)
    assert not seen.may_record and seen.consents[0].note == ""
    with pytest.raises(scope.OutOfSight):
        consents.sheet(prasit, ours)


def test_a_consent_of_another_household_is_not_found_under_ours(say_yes, district_officer, at):
    made, other = say_yes(), Household.objects.create(area_code="60090804").pk
    with pytest.raises(scope.OutOfSight):
        consents.withdraw(by=district_officer, at=at, household=other, consent=made.pk, because="x")


def test_a_stop_takes_the_household_back_and_lets_nobody_have_it(dpo, somjai, district_officer, ours, at):
    reach.give(household=ours, to=somjai, purpose="mentor")
    stop = consents.restrict(by=dpo, at=at, household=ours, purpose="mentor", because="คัดค้านตาม ม.32")
    assert not somjai.reaches.filter(ended_at=None).exists() and somjai.notices.get().kind == "processing.restricted"
    with pytest.raises(Refused, match="ระงับ"):
        consents.require(household=ours, purpose="mentor", on=DAY)
    with pytest.raises(Refused, match="ถูกระงับไว้แล้ว"):
        consents.restrict(by=dpo, at=at, household=ours, purpose="mentor", because="คัดค้านอีก")
    with pytest.raises(NotAllowed):
        consents.lift(by=district_officer, at=at, household=ours, restriction=stop.pk, because="x")
    consents.lift(by=dpo, at=at, household=ours, restriction=stop.pk, because="ผู้คัดค้านถอน")
    consents.require(household=ours, purpose="mentor", on=DAY)
    assert {line.verb for line in AuditLine.objects.filter(by=dpo, on_type="household")} == {"processing.restrict", "processing.lift"}


def test_handing_over_for_a_purpose_of_consent_asks_for_it_first(say_yes, ours):
    consents.require(household=ours, purpose="mentor", on=DAY)
    with pytest.raises(Refused, match="ต้องได้รับความยินยอม"):
        consents.require(household=ours, purpose="partner", on=DAY)
    say_yes()
    consents.require(household=ours, purpose="partner", on=DAY)
