"""Who was made unrecognisable stays counted."""

import pytest

from nsc.access.models import AuditLine
from nsc.errors import NotAllowed, Refused
from nsc.privacy import erasure, requests
from nsc.registry.models import Person
from nsc.surveys import rounds, tallies
from nsc.surveys.models import IssueTally, Member, PatternTally, StageTally
from tests.surveyed import household_id


def figures() -> list[tuple]:
    """Every sum there is, counted anew."""
    for round in rounds.published():
        tallies.rebuild(round)
    counted = []
    for table in (PatternTally, IssueTally, StageTally):
        names = [field.name for field in table._meta.concrete_fields if field.name != "id"]
        counted.append(sorted(table.objects.values_list(*names)))
    return counted


def test_the_person_is_gone_from_every_round_and_the_figures_are_the_same(dpo, at, ask_about, head):
    before = figures()
    number = ask_about("erase", head.person_id)
    erasure.anonymise_person(by=dpo, at=at, request=number, because="ย้ายออกจากจังหวัด ไม่มีเหตุให้เก็บ")
    for member in Member.objects.filter(person=head.person_id):
        assert (member.title, member.first_name, member.last_name, member.education, member.occupation) == ("",) * 5
        assert (member.born_on.month, member.born_on.day, member.born_precision) == (1, 1, "y") and member.born_on.year == 1947
    person = Person.objects.get(pk=head.person_id)
    assert person.national_id_sealed is None and person.national_id_index is None and erasure.is_anonymous(person.pk)
    assert before[0] and figures() == before


def test_the_others_of_the_household_keep_their_names(dpo, at, ask_about, head, grandchild):
    erasure.anonymise_person(by=dpo, at=at, request=ask_about("erase", head.person_id), because="ไม่มีเหตุให้เก็บ")
    grandchild.refresh_from_db()
    assert grandchild.first_name == "ดวงดาว" and not erasure.is_anonymous(grandchild.person_id)


def test_it_is_on_the_record_of_the_household_and_lets_the_request_be_answered(dpo, at, ask_about, head):
    number = ask_about("erase", head.person_id)
    with pytest.raises(Refused, match="ไม่ระบุตัว"):
        requests.answer(by=dpo, at=at, request=number, text="ทำแล้ว")
    erasure.anonymise_person(by=dpo, at=at, request=number, because="ไม่มีเหตุให้เก็บ")
    line = AuditLine.objects.get(verb="person.anonymise")
    assert (line.on_type, line.on_id, line.detail) == ("household", str(household_id(1)), f"request={number}")
    assert requests.answer(by=dpo, at=at, request=number, text="ทำให้ไม่ระบุตัวแล้ว").state == "answered"


def test_only_a_request_for_erasure_erases(dpo, at, ask_about, head):
    with pytest.raises(Refused):
        erasure.anonymise_person(by=dpo, at=at, request=ask_about("access", head.person_id), because="ไม่มีเหตุให้เก็บ")
    assert Member.objects.filter(first_name="ทดสอบ1").exists()


def test_nobody_but_who_answers_requests_erases(provincial_officer, at, ask_about, head):
    with pytest.raises(NotAllowed):
        erasure.anonymise_person(by=provincial_officer, at=at, request=ask_about("erase", head.person_id), because="ไม่มีเหตุให้เก็บ")


def test_a_pupil_is_still_counted_among_pupils(dpo, at, ask_about, grandchild):
    Member.objects.filter(pk=grandchild.pk).update(occupation="นักเรียนโรงเรียนบ้านไพศาลี")
    erasure.anonymise_person(by=dpo, at=at, request=ask_about("erase", grandchild.person_id), because="ไม่มีเหตุให้เก็บ")
    grandchild.refresh_from_db()
    assert grandchild.occupation == erasure.STUDENT
