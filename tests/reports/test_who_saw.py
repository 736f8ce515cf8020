"""From what an auditor knows of a person to everybody who has seen them, without a name being told."""

import pytest
from django.utils import timezone

from nsc.access import audit, scope, trail
from nsc.access.models import AuditLine
from nsc.errors import NotAllowed, Refused
from nsc.reports import household, known, persons, who_saw
from tests.survey_files import house_code, national_id
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
TAMBON = OURS[:6]


def ask(user, typed, at):
    return [home.household for home in who_saw.by_number(by=user, at=at, typed=typed)]


@pytest.mark.parametrize("typed", [national_id(101), house_code(1), f"{house_code(1)[:4]}-{house_code(1)[4:10]}-{house_code(1)[10]}"])
def test_a_national_id_or_a_house_code_leads_to_the_household(auditor, at, typed):
    assert ask(auditor, typed, at) == [household_id(1)]


def test_numbers_that_nobody_has_lead_nowhere(auditor, at):
    assert ask(auditor, national_id(999), at) == [] == ask(auditor, house_code(999), at)


@pytest.mark.parametrize("typed", ["", "12", "x" * 13, national_id(1)[:12] + str((int(national_id(1)[12]) + 1) % 10)])
def test_what_is_no_number_is_refused_with_what_is_wrong(auditor, at, typed):
    with pytest.raises(Refused):
        ask(auditor, typed, at)
    assert not AuditLine.objects.filter(verb="person.search").exists()


def test_what_was_typed_stands_nowhere_on_the_record(auditor, at):
    ask(auditor, national_id(101), at)
    who_saw.by_name(by=auditor, at=at, name="ดวงดาว สมมุติ", place=TAMBON)
    lines = list(AuditLine.objects.filter(verb="person.search").order_by("pk"))
    assert [(line.detail, line.place, line.count) for line in lines] == [("national id", "", 1), ("name", TAMBON, 1)]
    assert all(line.households == f" {household_id(1)} " for line in lines)
    every = " ".join(f"{line.detail} {line.because} {line.on_id}" for line in AuditLine.objects.all())
    assert national_id(101) not in every and "ดวงดาว" not in every


def test_a_name_is_found_in_one_tambon_and_shown_masked(auditor, at):
    found = who_saw.by_name(by=auditor, at=at, name="ด.ญ.ดวงดาว", place=TAMBON)
    assert [(home.household, home.people) for home in found] == [(household_id(1), ("ด.ญ.ด•••• ส••••",))]
    assert who_saw.by_name(by=auditor, at=at, name="ดวงดาว", place="600101") == []
    assert who_saw.by_name(by=auditor, at=at, name="ดวงดาว อื่น", place=TAMBON) == []


@pytest.mark.parametrize(("name", "place"), [("ดวงดาว", "6009"), ("ดวงดาว", "60"), ("ด", TAMBON), ("", TAMBON)])
def test_names_are_not_to_be_browsed(auditor, at, name, place):
    with pytest.raises(Refused):
        who_saw.by_name(by=auditor, at=at, name=name, place=place)


def test_more_homes_than_one_reads_are_refused_with_their_number(auditor, at, monkeypatch):
    monkeypatch.setattr(who_saw, "ENOUGH", 2)
    with pytest.raises(Refused) as no:
        who_saw.by_name(by=auditor, at=at, name="ทดสอบ", place=TAMBON)
    assert no.value.values == {"count": 3}


def test_opening_a_file_and_being_shown_in_a_list_are_both_told(auditor, district_officer, provincial_officer, at):
    ours = household_id(1)
    household.file(district_officer, ours, at=at)
    persons.ranked(provincial_officer, at=at, area="6009")
    for is_sealed in (False, True):
        if is_sealed:
            audit.seal(at)
        told = {(line.username, line.verb) for line in who_saw.of_household(auditor, ours, at=at).sight.lines}
        assert {("wichai", "household.see"), ("kanya", "person_list.see")} <= told
    assert not {"person_list.see"} & {line.verb for line in who_saw.of_household(auditor, household_id(4), at=at).sight.lines}


def test_the_people_of_a_household_are_asked_about_with_it(auditor, operator, at):
    (person, *_others) = known.people_of(household_id(1))
    audit.record(by=operator, at=at, verb="sensitive.reveal", on=("person", person), place=OURS)
    assert "sensitive.reveal" in [line.verb for line in who_saw.of_household(auditor, household_id(1), at=at).sight.lines]


def test_an_auditor_of_another_amphoe_finds_nothing(hire, at):
    reader = hire("far", "ผู้ตรวจสอบ", "auditor", "6001")
    assert ask(reader, house_code(1), at) == []
    for number in (household_id(1), 10**9):
        with pytest.raises(scope.OutOfSight):
            who_saw.of_household(reader, number, at=at)
    with pytest.raises((scope.OutOfSight, NotAllowed)):
        who_saw.by_name(by=reader, at=at, name="ดวงดาว", place=TAMBON)


def test_it_is_for_auditors_only(provincial_officer, governor, citizen, at):
    for user in (provincial_officer, governor, citizen):
        for act in (
            lambda user=user: ask(user, house_code(1), at),
            lambda user=user: who_saw.by_name(by=user, at=at, name="ดวงดาว", place=TAMBON),
            lambda user=user: who_saw.of_household(user, household_id(1), at=at),
            lambda user=user: who_saw.export(by=user, at=at, household=household_id(1)),
        ):
            with pytest.raises((scope.OutOfSight, NotAllowed)):
                act()
    assert not AuditLine.objects.filter(by__in=[provincial_officer, governor, citizen]).exists()


def test_the_table_holds_the_same_lines(auditor, district_officer, at):
    ours = household_id(1)
    household.file(district_officer, ours, at=at)
    count, rows = who_saw.export(by=auditor, at=at, household=ours)
    told = [dict(zip(trail.COLUMNS, row, strict=True)) for row in rows]
    assert (count == len(told) and told[-1]["by"] == "operator") or "wichai" in [row["by"] for row in told]
    assert AuditLine.objects.latest("pk").verb == "audit.export"


def test_a_household_refused_leaves_a_line_whether_there_is_one_or_not(prasit):
    at = timezone.now()
    for number in (household_id(1), 10**9):
        with pytest.raises(scope.OutOfSight):
            household.file(prasit, number, at=at)
    lines = AuditLine.objects.filter(by=prasit).order_by("pk")
    assert [(line.verb, line.on_id, line.place) for line in lines] == [
        ("household.refuse", str(household_id(1)), OURS),
        ("household.refuse", str(10**9), ""),
    ]
