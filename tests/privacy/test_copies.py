"""The copy a person gets: all of theirs, nothing of the others, and who has looked."""

import inspect
import json
import re
from datetime import timedelta

import pytest

from nsc.access import audit, scope
from nsc.access.models import AuditLine
from nsc.errors import NotAllowed, Refused
from nsc.files import uploads
from nsc.privacy import copies, layout, rooms
from nsc.privacy.models import Request
from nsc.registry import consents, people
from tests.paper.text_layer import text
from tests.surveyed import OURS, household_id


def fetched(dpo, at, number, kind) -> bytes:
    return b"".join(copies.download(by=dpo, at=at, request=number, kind=kind))


@pytest.fixture
def copy(dpo, at, ask_about):
    """copy(member) → what machines read, and the words of the paper."""

    def copy(member):
        number = ask_about("access", member.person_id)
        copies.assemble(by=dpo, at=at, request=number)
        return json.loads(fetched(dpo, at, number, "json")), text(fetched(dpo, at, number, "pdf"))

    return copy


def test_all_rounds_are_in_it_with_the_number_opened_and_where_it_came_from(copy, head):
    told, paper = copy(head)
    assert [each["survey_year"] for each in told["surveys"]] == [2018, 2021]
    assert told["register"]["national_id"] == people.national_id(head.person)
    newest = told["surveys"][-1]
    assert newest["person"]["first_name"] == "ทดสอบ1" and newest["import"]["source"] == "jpt_2564.csv"
    assert newest["household_answers"]["income_per_person_baht_a_year"] == 21000
    assert newest["household_answers"]["indicators"]["22"]["verdict"] == "fails"
    for word in ("ทดสอบ1", "21,000", "jpt_2564.csv", "สำเนาข้อมูลส่วนบุคคล"):
        assert word in paper


def test_nothing_says_who_else_lives_there(copy, head, grandchild):
    told, paper = copy(head)
    number = people.national_id(grandchild.person)
    assert "ดวงดาว" not in json.dumps(told, ensure_ascii=False) + paper and number not in json.dumps(told)
    told, paper = copy(grandchild)
    assert "ทดสอบ1" not in json.dumps(told, ensure_ascii=False) + paper and len(told["surveys"]) == 1


def test_who_looked_is_in_it_from_the_file_and_from_lists(copy, head, district_officer, somjai, at):
    ours = household_id(1)
    audit.seen(by=district_officer, at=at, what="household", on=("household", ours), place=OURS, because="ลงพื้นที่")
    audit.seen(by=somjai, at=at, what="priority_list", place=OURS, count=2, households=[ours, ours + 10_000])
    audit.seen(by=somjai, at=at, what="priority_list", place=OURS, count=1, households=[int(f"{ours}0")])
    told, paper = copy(head)
    looks = [(look["by"], look["in_a_list"], look["because"]) for look in told["looked_at"] if look["by"] in ("วิชัย", "สมใจ")]
    assert looks == [("วิชัย", False, "ลงพื้นที่"), ("สมใจ", True, "")]
    assert "วิชัย" in paper and "สมใจ" in paper


def test_a_consent_of_another_in_the_household_is_not_in_it(copy, head, grandchild, district_officer, at):
    told = {"by": district_officer, "at": at, "household": household_id(1), "how": "spoken", "notice": 1, "given_on": at.date()}
    consents.record(**told, purpose="photograph", person=grandchild.person_id, note="ยายบอกแทนหลาน")
    consents.record(**told, purpose="partner", note="ยายกับดวงดาวบอกพร้อมกัน")
    found, _paper = copy(head)
    assert [(each["purpose"], each["note"]) for each in found["consents"]] == [("ส่งต่อภาคีนอกภาครัฐ", "")]


def test_it_is_kept_encrypted_for_a_time_and_each_taking_is_on_the_record(dpo, at, ask_about, head, settings):
    number = ask_about("access", head.person_id)
    made = copies.assemble(by=dpo, at=at, request=number)
    row = Request.objects.get(pk=number)
    for stored in (row.pdf, row.machine):
        assert stored.kept_until == at + timedelta(days=30) and "ทดสอบ" not in stored.name
        assert "ทดสอบ1".encode() not in (settings.HOME / "files" / "sealed" / stored.token).read_bytes()
    fetched(dpo, at, number, "pdf")
    exported, taken = (AuditLine.objects.get(verb=verb) for verb in ("person.export", "person.download"))
    assert (exported.on_type, exported.on_id, exported.count) == ("household", str(household_id(1)), made.looks)
    assert (taken.on_id, taken.detail) == (str(household_id(1)), f"request={number} pdf")
    uploads.drop(row.pdf, at)
    with pytest.raises(scope.OutOfSight):
        fetched(dpo, at, number, "pdf")


def test_made_again_the_older_files_go(dpo, at, ask_about, head):
    number = ask_about("port", head.person_id)
    copies.assemble(by=dpo, at=at, request=number)
    first = Request.objects.get(pk=number).pdf
    copies.assemble(by=dpo, at=at, request=number)
    first.refresh_from_db()
    assert first.purged_at == at and Request.objects.get(pk=number).pdf_id != first.pk


def test_no_copy_before_it_is_known_who_asks(dpo, at, ask, surveyed):
    with pytest.raises(Refused, match="ยืนยันตัว"):
        copies.assemble(by=dpo, at=at, request=ask(identity=""))
    with pytest.raises(Refused, match="เลือกบุคคล"):
        copies.assemble(by=dpo, at=at, request=ask())


def test_nobody_but_who_answers_requests_makes_or_takes_one(at, ask_about, head, provincial_officer, auditor, dpo):
    number = ask_about("access", head.person_id)
    copies.assemble(by=dpo, at=at, request=number)
    for user in (provincial_officer, auditor):
        with pytest.raises(NotAllowed):
            copies.assemble(by=user, at=at, request=number)
        with pytest.raises(NotAllowed):
            copies.download(by=user, at=at, request=number, kind="json")


def test_whatever_a_room_holds_of_somebody_has_its_words_in_the_copy():
    """A kind without words would keep the whole copy from being made."""
    kinds = {kind for room in rooms.ALL for kind in re.findall(r'Held\(\s*"(\w+)"', inspect.getsource(room))}
    assert len(kinds) > 25 and kinds - set(layout.MADE) == set()
