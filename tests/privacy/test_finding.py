"""Finding the person a request is about, without the record or an address learning who."""

from datetime import timedelta

import pytest

from nsc.access import limits
from nsc.access.models import AuditLine
from nsc.errors import NotAllowed, Refused
from nsc.privacy import finding
from nsc.privacy.finding import Asked
from nsc.registry import people
from tests.survey_files import house_code
from tests.surveyed import OURS, THEIRS, household_id

pytestmark = pytest.mark.usefixtures("surveyed")


def found(user, at, **asked):
    return [(each.person, each.household, each.year) for each in finding.find(by=user, at=at, asked=Asked(**asked))]


def test_by_the_number_of_the_card_however_it_is_typed(dpo, at, grandchild):
    number = people.national_id(grandchild.person)
    typed = f"{number[0]}-{number[1:5]} {number[5:10]}-{number[10:12]}-{number[12]}"
    expected = [(grandchild.person_id, household_id(1), 2021)]
    assert found(dpo, at, national_id=number) == found(dpo, at, national_id=typed) == expected


def test_by_the_house_code_all_who_live_there_or_the_one_named(dpo, at, grandchild, head):
    assert {person for person, *_ in found(dpo, at, house_code=house_code(1))} == {grandchild.person_id, head.person_id}
    assert found(dpo, at, house_code=house_code(1), first_name="ดวงดาว") == [(grandchild.person_id, household_id(1), 2021)]


def test_by_name_in_a_village_and_nowhere_else(dpo, at, grandchild):
    name = {"first_name": " ดวงดาว ", "last_name": "สมมุติ"}
    assert found(dpo, at, **name, village=OURS) == [(grandchild.person_id, household_id(1), 2021)]
    assert found(dpo, at, **name, village=THEIRS) == []


def test_each_person_once_where_they_were_seen_last(dpo, at, head):
    assert found(dpo, at, national_id=people.national_id(head.person)) == [(head.person_id, household_id(1), 2021)]


def test_the_record_has_that_it_was_searched_and_whom_it_showed_but_not_what_was_typed(dpo, at, grandchild):
    number = people.national_id(grandchild.person)
    found(dpo, at, national_id=number)
    found(dpo, at, first_name="ดวงดาว", last_name="สมมุติ", village=OURS)
    for line in AuditLine.objects.filter(verb="person.find"):
        assert (line.by, line.count, line.households) == (dpo, 1, f" {household_id(1)} ")
        assert number not in f"{line.detail}{line.because}{line.on_id}" and "ดวงดาว" not in f"{line.detail}{line.because}"


@pytest.mark.parametrize(
    "asked",
    [
        {"national_id": "1101700230705"},
        {"national_id": "12"},
        {"first_name": "ดวงดาว"},
        {"first_name": "ก", "last_name": "ข", "village": "99"},
        {},
    ],
)
def test_what_would_find_half_the_province_is_refused(dpo, at, asked):
    with pytest.raises(Refused):
        found(dpo, at, **asked)


def test_it_is_not_for_who_does_not_answer_requests(provincial_officer, district_officer, auditor, at):
    for user in (provincial_officer, district_officer, auditor):
        with pytest.raises(NotAllowed):
            found(user, at, house_code=house_code(1))
    assert not AuditLine.objects.filter(verb="person.find").exists()


def test_who_is_not_in_the_register_is_not_found(dpo, at):
    assert found(dpo, at, house_code="99990000001") == []


def test_numbers_are_not_tried_in_turn_and_a_wrong_one_is_a_try_too(dpo, at, monkeypatch):
    monkeypatch.setattr(limits, "PERSON", limits.Limit("person", 2, timedelta(minutes=10)))
    found(dpo, at, house_code=house_code(1))
    with pytest.raises(Refused):
        found(dpo, at, national_id="123")
    with pytest.raises(limits.TooOften):
        found(dpo, at, house_code=house_code(1))
    assert AuditLine.objects.filter(verb="person.find").count() == 1
    assert found(dpo, at + timedelta(minutes=10), house_code=house_code(1))
