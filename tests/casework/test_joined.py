"""The household knows its farmer; the tambon knows how many."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.casework import held_joined, joined
from nsc.casework.models import Joined
from nsc.errors import NotAllowed, Refused
from nsc.poverty.small import HIDDEN
from nsc.privacy import layout
from nsc.reports import joining
from nsc.tambon import farmers, initiatives, seasons
from nsc.tambon.models import Farmer
from tests.casework.conftest import AT
from tests.surveyed import OURS, household_id

TAMBON = OURS[:6]
ON = date(2026, 1, 10)


@pytest.fixture
def smart(hire):
    return hire("malee_smart", "มาลี", "smart_tambon_team", TAMBON)


@pytest.fixture
def farmer(smart):
    initiatives.begin(by=smart, at=AT, area=TAMBON)
    told = {"by": smart, "at": AT, "area": TAMBON}
    number = farmers.enrol(**told, first_name="บัวผัน", last_name="นาดี", village=OURS, crop="กล้วย", consent_on=ON, mark=uuid4())
    season = {"year": 2026, "name": "ต้นฝน", "starts_on": ON, "ends_on": ON, "unit": "กก.", "income_before": Decimal(1_000)}
    made = seasons.plan(**told, farmer=number, **season)
    seasons.finish(**told, farmer=number, season=made, yield_after=None, income_after=Decimal(2_000))
    return number


@pytest.fixture
def linked(case, farmer, district_officer):
    joined.link(by=district_officer, at=AT, case=case.pk, farmer=farmer)
    return case


def test_the_case_shows_the_season_of_its_farmer(linked, district_officer, farmer):
    joined.link(by=district_officer, at=AT, case=linked.pk, farmer=farmer)  # pressed again
    section = joined.of_case(district_officer, linked.pk)
    (member,) = section.members
    assert (member.name, member.seasons[0].income_before, member.seasons[0].income_after) == ("บัวผัน นาดี", 1_000, 2_000)
    assert section.may_link and AuditLine.objects.filter(verb="farmer.link").count() == 1


def test_who_sees_the_household_but_no_farmers_is_told_no_name(linked, team):
    section = joined.of_case(team, linked.pk)
    assert "บัวผัน" not in section.members[0].name and not section.may_link
    with pytest.raises(NotAllowed):
        joined.choices(team, linked.pk, at=AT)


def test_the_tambon_team_sees_no_case_and_a_count_alone(linked, smart):
    with pytest.raises(OutOfSight):
        joined.of_case(smart, linked.pk)
    found = joining.counted(smart, TAMBON)
    assert found.joined is HIDDEN and found.in_care is HIDDEN


def test_choices_are_those_not_linked_yet_and_leave_a_line(case, farmer, district_officer):
    found = joined.choices(district_officer, case.pk, at=AT)
    assert [each.name for each in found.farmers] == ["บัวผัน นาดี"] and found.people
    assert AuditLine.objects.filter(verb="farmer_list.see", by=district_officer).count() == 1
    joined.link(by=district_officer, at=AT, case=case.pk, farmer=farmer, person=found.people[0].person)
    assert joined.choices(district_officer, case.pk, at=AT).farmers == ()
    assert Joined.objects.get().person_id == found.people[0].person


def test_a_person_of_another_household_is_not_the_farmer(case, farmer, district_officer):
    with pytest.raises(Refused):
        joined.link(by=district_officer, at=AT, case=case.pk, farmer=farmer, person=999_999)
    with pytest.raises(OutOfSight):
        joined.link(by=district_officer, at=AT, case=case.pk, farmer=999_999)


def test_a_link_ends_with_a_reason_and_may_be_made_again(linked, farmer, district_officer):
    number = Joined.objects.get().pk
    joined.unlink(by=district_officer, at=AT, case=linked.pk, joined=number, because="ผิดคน")
    joined.unlink(by=district_officer, at=AT, case=linked.pk, joined=number, because="กดซ้ำ")
    assert joined.of_case(district_officer, linked.pk).members == () and AuditLine.objects.filter(verb="farmer.unlink").count() == 1
    joined.link(by=district_officer, at=AT, case=linked.pk, farmer=farmer)
    assert Joined.objects.count() == 2


def test_what_is_held_of_the_household_holds_its_farmer_and_is_forgotten_with_it(linked):
    home = linked.household_id
    held = list(held_joined.about(person=0, households=[home]))
    assert {each.what for each in held} == {"farmer_link", "farmer", "farm_season"}
    assert {"farmer_link", "farmer", "farm_season", "field_visit"} <= set(layout.MADE)
    assert any("บัวผัน" in each.text for each in held)
    assert list(held_joined.about(person=0, households=[household_id(2)])) == []
    held_joined.forget(at=AT, households=[home])
    assert Farmer.objects.get().first_name == "–" and not any(
        "บัวผัน" in each.text for each in held_joined.about(person=0, households=[home])
    )
