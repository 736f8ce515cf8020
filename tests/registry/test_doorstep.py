"""What is said at the door: field by field, over the survey and never in its place; and two who say otherwise."""

from datetime import date

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.privacy import rooms
from nsc.registry import doorstep, sensitive
from nsc.registry.doorstep import Change
from nsc.registry.models import Clash, Fact, Household
from nsc.surveys.models import Member
from tests.casework.conftest import AT, surveyed  # noqa: F401
from tests.surveyed import household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
ON = date(2026, 1, 15)


@pytest.fixture
def team(hire):
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


@pytest.fixture
def person() -> int:
    return Member.objects.filter(response__household=household_id(1)).latest("pk").person_id


def change(by, *changes: Change, surveyed=(), people=(), **told) -> doorstep.Merged:  # noqa: F811
    asked = {"household": household_id(1), "on": ON, "people": set(people), "surveyed": dict(surveyed)} | told
    return doorstep.change(by=by, at=AT, changes=changes, **asked)


def test_a_field_is_changed_once_and_the_survey_stays(team, person):
    said = Change(person, "occupation", "รับจ้าง", "ค้าขาย")
    asked = {"surveyed": {(person, "occupation"): "รับจ้าง"}, "people": [person]}
    assert change(team, said, **asked) == doorstep.Merged(1, 0, 0)
    assert change(team, said, **asked) == doorstep.Merged(0, 1, 0)
    assert doorstep.standing(household_id(1)) == {(person, "occupation"): "ค้าขาย"}
    assert doorstep.of_household(team, household_id(1), at=AT).facts[0].was == "รับจ้าง"
    assert AuditLine.objects.get(verb="fact.change").detail == "1 changed, 0 differ"
    assert b"\xe0\xb8" not in bytes(Fact.objects.get().sealed)


def test_different_fields_of_two_people_merge_by_themselves(team, hire, person):
    change(team, Change(None, "phone", "", "081-234-5678"))
    merged = change(
        hire("other", "ทีมสอง", "tambon_team", "600908"),
        Change(person, "title", "นาง", "นางสาว"),
        people=[person],
        surveyed={(person, "title"): "นาง"},
    )
    assert merged == doorstep.Merged(1, 0, 0)
    assert doorstep.standing(household_id(1)) == {(None, "phone"): "0812345678", (person, "title"): "นางสาว"}


def test_the_same_field_of_two_people_stands_side_by_side_once(team, hire):
    other = hire("other", "ทีมสอง", "tambon_team", "600908")
    change(team, Change(None, "phone", "", "081-234-5678"))
    for _again in range(2):
        assert change(other, Change(None, "phone", "", "089-999-9999")).clashes == 1
    [clash] = doorstep.of_household(team, household_id(1), at=AT).clashes
    assert (clash.stands, clash.stands_by, clash.said, clash.said_by) == ("0812345678", "ทีมตำบล", "0899999999", "ทีมสอง")
    assert doorstep.standing(household_id(1)) == {(None, "phone"): "0812345678"}


@pytest.mark.parametrize(("keep", "phone"), [("stands", "0812345678"), ("said", "0899999999")])
def test_a_person_decides(team, hire, keep, phone):
    change(team, Change(None, "phone", "", "081-234-5678"))
    change(hire("other", "ทีมสอง", "tambon_team", "600908"), Change(None, "phone", "", "089-999-9999"))
    [clash] = doorstep.of_household(team, household_id(1), at=AT).clashes
    told = {"by": team, "at": AT, "clash": clash.number, "seen": clash.mark}
    doorstep.decide(**told, keep=keep)
    doorstep.decide(**told, keep=keep)
    assert doorstep.standing(household_id(1)) == {(None, "phone"): phone}
    assert AuditLine.objects.get(verb="fact.decide").detail == f"phone {keep}" and doorstep.count_disputed(team) == 0
    with pytest.raises(Refused, match="ตัดสิน"):
        doorstep.decide(**told, keep="said" if keep == "stands" else "stands")


def test_who_decides_on_a_page_that_was_left_open_replaces_nothing_unseen(team, hire):
    other = hire("other", "ทีมสอง", "tambon_team", "600908")
    change(team, Change(None, "phone", "", "081-234-5678"))
    change(other, Change(None, "phone", "", "089-999-9999"))
    [before] = doorstep.of_household(team, household_id(1), at=AT).clashes
    change(other, Change(None, "phone", "0812345678", "082-222-2222"))
    with pytest.raises(Refused, match="เปลี่ยนไป"):
        doorstep.decide(by=team, at=AT, clash=before.number, keep="said", seen=before.mark)
    assert doorstep.standing(household_id(1)) == {(None, "phone"): "0822222222"} and doorstep.count_disputed(team) == 1


def test_a_dispute_stands_beside_what_stands_now_not_beside_what_stood_when_it_arose(team, hire):
    other = hire("other", "ทีมสอง", "tambon_team", "600908")
    change(team, Change(None, "phone", "", "081-234-5678"))
    change(other, Change(None, "phone", "", "089-999-9999"))
    change(other, Change(None, "phone", "0812345678", "082-222-2222"))
    [clash] = doorstep.of_household(team, household_id(1), at=AT).clashes
    assert (clash.stands, clash.stands_by, clash.said) == ("0822222222", "ทีมสอง", "0899999999")
    doorstep.decide(by=team, at=AT, clash=clash.number, keep="said", seen=clash.mark)
    assert doorstep.of_household(team, household_id(1), at=AT).facts[0].was == "0822222222"


def test_a_dispute_over_what_everybody_says_by_now_is_over(team, hire):
    other = hire("other", "ทีมสอง", "tambon_team", "600908")
    change(team, Change(None, "phone", "", "081-234-5678"))
    change(other, Change(None, "phone", "", "089-999-9999"))
    change(team, Change(None, "phone", "0812345678", "0899999999"))
    assert doorstep.count_disputed(team) == 0
    row = Clash.objects.get()
    assert (row.kept, row.decided_by) == ("said", team)


def test_a_position_is_the_register_s_own_and_thirty_metres_are_the_same_house(team):
    assert change(team, Change(None, "position", "", "15.6,100.5")).changed == 1
    assert Household.objects.get(pk=household_id(1)).located_at == AT
    assert change(team, Change(None, "position", "15.6,100.5", "15.6001,100.5001")) == doorstep.Merged(0, 1, 0)
    assert change(team, Change(None, "position", "", "15.7,100.5")).clashes == 1
    with pytest.raises(Refused, match="นอกประเทศไทย"):
        change(team, Change(None, "position", "", "51.5,0.1"))


def test_a_person_s_phone_is_kept_with_what_is_sealed_of_them(team, person):
    assert change(team, Change(person, "phone", "", "081 234 5678"), people=[person]).changed == 1
    assert sensitive.value(person, "phone") == "0812345678" and Fact.objects.count() == 0
    change(team, Change(person, "phone", "0899999999", "0877777777"), people=[person])
    [clash] = doorstep.disputed(team, at=AT)
    assert (clash.stands, clash.said) == ("…5678", "…7777")


@pytest.mark.parametrize(
    "wrong",
    [Change(None, "colour", "", "x"), Change(1, "title", "", "x"), Change(None, "phone", "", "12"), Change(None, "house_no", "", "9" * 51)],
)
def test_what_cannot_be_that_field_is_refused(team, wrong):
    with pytest.raises(Refused):
        change(team, wrong)


def test_only_who_visits_there_changes_and_only_who_may_read_names_sees(team, prasit, governor):
    change(team, Change(None, "phone", "", "081-234-5678"))
    with pytest.raises(OutOfSight):
        change(prasit, Change(None, "phone", "", "081-234-5678"))
    with pytest.raises(NotAllowed):
        change(governor, Change(None, "phone", "", "081-234-5678"))
    assert doorstep.of_household(governor, household_id(1), at=AT).facts == ()
    with pytest.raises(OutOfSight):
        doorstep.of_household(prasit, household_id(1), at=AT)
    seen = AuditLine.objects.filter(verb="fact.see")
    assert seen.count() == 0
    doorstep.of_household(team, household_id(1), at=AT)
    assert seen.get().households == f" {household_id(1)} "


def test_it_is_told_to_whom_it_is_about_and_forgotten(team, hire, person):
    change(team, Change(None, "phone", "", "081-234-5678"), Change(person, "occupation", "", "ค้าขาย"), people=[person])
    change(hire("other", "ทีมสอง", "tambon_team", "600908"), Change(None, "phone", "", "089-999-9999"))
    told = [each.text for each in rooms.about(person=person, households=[household_id(1)]) if each.what in ("fact", "clash")]
    assert told == ["phone 0812345678", "occupation ค้าขาย", "phone 0812345678 / 0899999999"]
    rooms.forget(at=AT, person=person, households=[household_id(1)])
    assert not any(doorstep.standing(household_id(1)).values()) and not Clash.objects.exclude(said_sealed=None).exists()
