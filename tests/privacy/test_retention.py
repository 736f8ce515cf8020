"""How long things are kept: shown before anything goes, cleared in pieces, on the record, and nothing beside."""

from datetime import timedelta
from uuid import uuid4

import pytest

from nsc.access import phones
from nsc.access.models import AuditLine, Notice, SignInFailure
from nsc.errors import NotAllowed, Refused
from nsc.intake import imports
from nsc.privacy import requests, retention
from nsc.privacy.models import Request, RetentionRun
from nsc.registry.models import Household, Person
from nsc.surveys import batches, rounds
from nsc.surveys.models import Batch, Member, PatternTally, Response
from tests.survey_files import household, member
from tests.surveyed import AT, HEAD, OURS, bring_in, household_id

DAY = timedelta(days=1)


@pytest.fixture
def turn_on(dpo, at):
    def turn_on(key, period):
        retention.switch(by=dpo, at=at, key=key, is_on=True, period=period, because="ตามมติคณะทำงาน")

    return turn_on


def due(user, at) -> dict[str, int]:
    return {plan.key: plan.found for plan in retention.plans(user, at=at) if plan.found}


@pytest.fixture
def old_notices(somjai, at):
    Notice.objects.bulk_create(Notice(user=somjai, at=at - days * DAY, kind="user.welcome") for days in (400, 200, 10))


def test_the_dry_run_counts_and_touches_nothing(dpo, at, old_notices):
    assert due(dpo, at) == {"notices": 2}
    assert Notice.objects.count() == 3 and not AuditLine.objects.filter(verb="retention.apply").exists()


def test_nothing_goes_before_it_was_switched_on(dpo, at, old_notices):
    retention.apply(by=dpo, at=at)
    assert retention.daily(at) == 0 and Notice.objects.count() == 3


def test_what_is_switched_on_goes_daily_and_is_on_the_record(dpo, at, old_notices, turn_on):
    turn_on("notices", 180)
    assert retention.daily(at) == 2 and Notice.objects.count() == 1
    line = AuditLine.objects.get(verb="retention.apply")
    assert (line.by, line.on_type, line.on_id, line.count, line.detail) == (None, "retention", "notices", 2, "erase")
    plan = next(plan for plan in retention.plans(dpo, at=at) if plan.key == "notices")
    assert (plan.is_on, plan.last_run, plan.last_number) == (True, at, 2)


def test_of_a_phone_that_was_ended_long_ago_the_name_of_its_browser_goes(dpo, at, somjai, turn_on):
    old, new, alive = (phones.enrol(by=somjai, at=at - 500 * DAY, key=uuid4(), name="Android").number for _each in range(3))
    phones.end(by=somjai, at=at - 400 * DAY, phone=old)
    phones.end(by=somjai, at=at - 10 * DAY, phone=new)
    turn_on("phones", 365)
    assert due(dpo, at)["phones"] == 1
    retention.apply(by=dpo, at=at)
    assert {each.number: each.name for each in phones.mine(somjai)} == {old: "", new: "Android", alive: "Android"}


def test_a_second_turn_on_the_same_day_waits_for_tomorrow(at, old_notices, turn_on):
    turn_on("notices", 180)
    retention.daily(at)
    runs = RetentionRun.objects.filter(key="notices")
    retention.daily(at + timedelta(hours=1))
    assert runs.count() == 1
    retention.daily(at + DAY)
    assert runs.count() == 2


def test_killed_in_the_middle_the_rest_goes_at_the_next_turn(dpo, at, somjai, turn_on, monkeypatch):
    Notice.objects.bulk_create(Notice(user=somjai, at=at - 400 * DAY, kind="user.welcome") for _ in range(7))
    turn_on("notices", 180)
    monkeypatch.setattr(retention, "CHUNK", 3)
    whole = retention._clear_chunk
    lines = AuditLine.objects.filter(verb="retention.apply", on_id="notices")

    def dies_at_the_second(*told):
        if lines.exists():
            raise KeyboardInterrupt
        return whole(*told)

    monkeypatch.setattr(retention, "_clear_chunk", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        retention.apply(by=dpo, at=at)
    assert Notice.objects.count() == 4 and sum(line.count for line in lines) == 3
    monkeypatch.setattr(retention, "_clear_chunk", whole)
    assert retention.apply(by=dpo, at=at)["notices"] == 4
    assert Notice.objects.count() == 0 and sum(line.count for line in lines.all()) == 7


def test_a_chunk_that_cannot_be_put_on_the_record_stays(dpo, at, old_notices, turn_on, monkeypatch):
    turn_on("notices", 180)
    monkeypatch.setattr(retention.audit, "record", lambda **told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        retention.apply(by=dpo, at=at)
    assert Notice.objects.count() == 3


def test_a_large_heap_is_cleared_over_several_turns(at, somjai, turn_on, monkeypatch):
    Notice.objects.bulk_create(Notice(user=somjai, at=at - 400 * DAY, kind="user.welcome") for _ in range(7))
    turn_on("notices", 180)
    monkeypatch.setattr(retention, "CHUNK", 2)
    monkeypatch.setattr(retention, "CHUNKS", 2)
    assert [retention.daily(at + timedelta(hours=hour)) for hour in range(3)] == [4, 3, 0]


def sums():
    return sorted(PatternTally.objects.values_list("round__survey_year", "area_code", "pattern", "households", "members", "validated"))


def test_a_household_gone_for_rounds_becomes_nobody_and_the_rounds_stay_as_they_were(dpo, operator, tmp_path, turn_on):
    homes, people = [household(n, OURS, บ้านเลขที่=f"{n}/9") for n in (1, 2)], [member(n, n, ชื่อ=f"คน{n}", **HEAD) for n in (1, 2)]
    bring_in(tmp_path, 2561, homes, people)
    bring_in(tmp_path, 2562, homes[:1], people[:1])
    bring_in(tmp_path, 2563, homes[:1], people[:1])
    gone = household_id(2)
    person = Member.objects.get(response__household=gone).person_id
    before = sums()
    turn_on("gone_households", 2)
    assert due(dpo, AT) == {"gone_households": 1}
    assert retention.apply(by=dpo, at=AT)["gone_households"] == 1
    home = Household.objects.get(pk=gone)
    assert (home.house_code, home.house_no, home.lat, home.area_code) == (None, "", None, OURS)
    assert Member.objects.get(response__household=gone).first_name == "" and Person.objects.get(pk=person).national_id_index is None
    assert Response.objects.get(household=gone).house_no == "" and Household.objects.get(pk=household_id(1)).house_no == "1/9"
    for round in rounds.published():
        batches.recount(by=operator, at=AT, round=round)
    assert sums() == before and due(dpo, AT) == {}, "done once, it is not due again"


def test_who_moved_to_another_house_keeps_the_number_there(dpo, tmp_path, turn_on):
    homes = [household(n, OURS) for n in (1, 2)]
    bring_in(tmp_path, 2561, homes, [member(1, 1, ชื่อ="อยู่", **HEAD), member(2, 2, ชื่อ="ย้าย", **HEAD)])
    for year in (2562, 2563):
        bring_in(tmp_path, year, homes[:1], [member(1, 1, ชื่อ="อยู่", **HEAD), member(1, 2, ชื่อ="ย้าย", **HEAD)])
    turn_on("gone_households", 2)
    retention.apply(by=dpo, at=AT)
    moved = Member.objects.filter(first_name="ย้าย")
    assert {each.response.round.survey_year for each in moved} == {2019, 2020} and moved[0].person.national_id_index


def test_withdrawn_answers_go_and_what_counts_stays(dpo, operator, surveyed, turn_on):
    batch = Batch.objects.latest("pk")
    imports.undo(by=operator, at=AT, batch=batch.pk, because="ส่งผิดไฟล์")
    turn_on("withdrawn_answers", 365)
    counted = Response.objects.exclude(batch=batch).count()
    assert retention.apply(by=dpo, at=AT + 364 * DAY)["withdrawn_answers"] == 0
    assert retention.apply(by=dpo, at=AT + 366 * DAY)["withdrawn_answers"] == 5
    assert Response.objects.count() == counted and not Response.objects.filter(batch=batch).exists()


def test_an_ended_request_keeps_its_number_and_loses_the_person(dpo, at, ask_about, grandchild, turn_on):
    number = ask_about("access", grandchild.person_id)
    requests.refuse(by=dpo, at=at, request=number, because="ผู้ขอไม่ใช่เจ้าของ")
    turn_on("requests", 30)
    assert retention.apply(by=dpo, at=at + 31 * DAY)["requests"] == 1
    row = Request.objects.get(pk=number)
    assert (row.words_sealed, row.contact_sealed, row.person, row.household, row.answer) == (None, None, None, None, "")
    assert (row.kind, row.state, row.ended_at) == ("access", "refused", at)
    assert requests.of(dpo, number, today=at.date()).words == ""


def test_failed_sign_ins_always_go(dpo, at):
    SignInFailure.objects.create(who="x", at=at - DAY)
    assert retention.apply(by=dpo, at=at)["sign_in_failures"] == 1 and not SignInFailure.objects.exists()


def test_the_record_of_use_is_shown_and_never_cleared(dpo, at):
    later = at + 5000 * DAY
    assert due(dpo, later)["audit_lines"] == AuditLine.objects.count() > 0
    with pytest.raises(Refused):
        retention.switch(by=dpo, at=at, key="audit_lines", is_on=True, period=1, because="ลองดูเฉย ๆ")
    assert "audit_lines" not in retention.apply(by=dpo, at=later) and AuditLine.objects.exists()


def test_only_who_answers_for_privacy_decides_how_long(provincial_officer, auditor, at):
    for user in (provincial_officer, auditor):
        for verb in (
            lambda: retention.switch(by=user, at=at, key="notices", is_on=True, period=1, because="ลองดูเฉย ๆ"),  # noqa: B023
            lambda: retention.apply(by=user, at=at),  # noqa: B023
            lambda: retention.plans(user, at=at),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                verb()


@pytest.mark.parametrize(("key", "period", "because"), [("files", 1, "ตามมติ"), ("notices", 0, "ตามมติ"), ("notices", 5, " ")])
def test_a_switch_without_sense_is_refused(dpo, at, key, period, because):
    with pytest.raises(Refused):
        retention.switch(by=dpo, at=at, key=key, is_on=True, period=period, because=because)
