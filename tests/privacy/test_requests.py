"""Requests: received by any officer, answered by the data-protection officer, none forgotten."""

from datetime import timedelta

import pytest

from nsc.access import scope
from nsc.access.models import AuditLine, Notice
from nsc.errors import NotAllowed, Refused
from nsc.privacy import requests
from nsc.privacy.models import Request
from tests.privacy.conftest import TODAY
from tests.surveyed import household_id


def lines(user, on=TODAY, **told):
    return [line.id for line in requests.visible_to(user, today=on, **told)]


def test_an_officer_receives_and_the_data_protection_officer_hears_of_it(ask, district_officer, dpo):
    number = ask("correct", by=district_officer, identity="")
    told = Notice.objects.get(user=dpo)
    assert (told.kind, told.values, told.href) == ("request.received", {"number": number, "days": 30}, f"/privacy/requests/{number}/")
    line = AuditLine.objects.get(verb="request.receive")
    assert (line.by, line.on_id, line.detail, line.because) == (district_officer, str(number), "correct", "")


def test_what_was_said_is_sealed_and_opened_for_those_who_answer(ask, dpo):
    number = ask()
    row = Request.objects.get(pk=number)
    assert "สิทธิ".encode() not in bytes(row.words_sealed) and b"099" not in bytes(row.contact_sealed)
    case = requests.of(dpo, number, today=TODAY)
    assert (case.words, case.contact) == ("ขอตามสิทธิของฉัน", "099-000-0000")


def test_the_most_urgent_comes_first_the_overdue_before_all(ask, dpo):
    later, overdue, soon = (ask(received_on=TODAY - timedelta(days=days)) for days in (1, 40, 25))
    assert lines(dpo) == [overdue, soon, later]
    assert [line.is_overdue for line in requests.visible_to(dpo, today=TODAY)] == [True, False, False]


def test_who_received_it_sees_that_one_and_no_other(ask, district_officer, provincial_officer, dpo):
    mine, _other = ask(by=district_officer), ask(by=provincial_officer)
    assert lines(district_officer) == [mine] and not requests.of(district_officer, mine, today=TODAY).may_answer
    with pytest.raises(scope.OutOfSight):
        requests.of(district_officer, _other, today=TODAY)


def test_who_received_it_may_check_the_identity_but_not_answer(ask, district_officer, at):
    number = ask(by=district_officer, identity="")
    row = requests.verify(by=district_officer, at=at, request=number, identity="card")
    assert (row.state, row.identity_by, row.identity_at) == ("verified", district_officer, at)
    with pytest.raises(NotAllowed):
        requests.refuse(by=district_officer, at=at, request=number, because="ไม่ได้")


@pytest.mark.parametrize("who", ["auditor", "governor", "administrator"])
def test_who_may_not_receive_is_told_so(ask, request, who):
    with pytest.raises(NotAllowed):
        ask(by=request.getfixturevalue(who))


def test_who_has_no_role_finds_no_desk(ask, citizen):
    with pytest.raises(scope.OutOfSight):
        ask(by=citizen)
    assert lines(citizen) == []


def test_the_identity_comes_before_the_person(ask, dpo, grandchild, at):
    number = ask(identity="")
    told = {"by": dpo, "at": at, "request": number, "person": grandchild.person_id, "household": household_id(1)}
    with pytest.raises(Refused, match="ยืนยันตัว"):
        requests.name_person(**told)
    requests.verify(by=dpo, at=at, request=number, identity="thaid")
    requests.name_person(**told)
    line = AuditLine.objects.get(verb="request.name_person")
    assert (line.on_type, line.on_id) == ("household", str(household_id(1)))
    with pytest.raises(scope.OutOfSight):
        requests.name_person(**told | {"household": household_id(4)})


def test_a_correction_is_answered_when_it_was_handed_to_who_corrects(ask, dpo, at):
    number = ask("correct")
    with pytest.raises(Refused, match="ส่งเรื่อง"):
        requests.answer(by=dpo, at=at, request=number, text="แก้แล้ว")
    requests.hand_on(by=dpo, at=at, request=number, to="ผู้ดูแลข้อมูลจังหวัด")
    row = requests.answer(by=dpo, at=at, request=number, text="ส่งให้ผู้ดูแลข้อมูลแก้แล้ว")
    assert (row.state, row.ended_by, row.ended_at) == ("answered", dpo, at) and lines(dpo) == [] and lines(dpo, is_open=False) == [number]


@pytest.mark.parametrize(("verb", "state"), [(requests.refuse, "refused"), (requests.withdraw, "withdrawn")])
def test_the_ends_need_a_reason_and_are_ends(ask, dpo, at, verb, state):
    number = ask()
    with pytest.raises(Refused):
        verb(by=dpo, at=at, request=number, because=" ")
    assert verb(by=dpo, at=at, request=number, because="กฎหมายให้เก็บ").state == state
    assert AuditLine.objects.filter(verb=f"request.{'refuse' if state == 'refused' else 'withdraw'}", on_id=str(number)).count() == 1
    with pytest.raises(Refused, match="เปลี่ยนสถานะ"):
        verb(by=dpo, at=at, request=number, because="กฎหมายให้เก็บ")


def test_it_is_given_to_one_of_those_who_answer_who_is_told(ask, dpo, hire, district_officer, at):
    number, deputy = ask(), hire("deputy", "รองฯ", "dpo")
    requests.assign(by=dpo, at=at, request=number, to=deputy)
    assert deputy.notices.latest("pk").kind == "request.assigned" and requests.answerers(dpo) == [dpo, deputy]
    with pytest.raises(Refused):
        requests.assign(by=dpo, at=at, request=number, to=district_officer)


def test_reminders_come_as_the_day_comes_near_and_once_each(ask, dpo, at):
    number = ask()
    Notice.objects.all().delete()
    for passed in (1, 15, 16, 16, 24, 29, 30, 31, 32):
        requests.remind(at + timedelta(days=passed))
    told = [(n.kind, n.values.get("days")) for n in dpo.notices.order_by("pk")]
    assert told == [("request.due", 14), ("request.due", 6), ("request.due", 1), ("request.overdue", None)]
    requests.refuse(by=dpo, at=at, request=number, because="กฎหมายให้เก็บ")
    assert requests.remind(at + timedelta(days=90)) == 0


@pytest.mark.parametrize("received_on", [TODAY + timedelta(days=1), TODAY - timedelta(days=800)])
def test_a_day_that_cannot_be_is_refused(ask, received_on):
    with pytest.raises(Refused):
        ask(received_on=received_on)


def test_no_text_of_the_record_or_of_a_notice_holds_what_was_said(ask, dpo, at):
    requests.refuse(by=dpo, at=at, request=ask(), because="ผู้ขอชื่อดวงดาวไม่ใช่เจ้าของ")
    texts = [f"{line.because} {line.detail}" for line in AuditLine.objects.filter(verb__startswith="request.")]
    assert not [text for text in texts if "ดวงดาว" in text or "สิทธิ" in text or "099" in text]
