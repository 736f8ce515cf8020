"""A masked name opened, a sealed value recorded, opened and erased: by whom, for what reason, and of whom."""

import pytest

from nsc.access import reach, users
from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.areas import authorities
from nsc.errors import NotAllowed, Refused
from nsc.files import keys
from nsc.registry import rules, sensitive
from nsc.registry.models import Detail, Household
from nsc.surveys import residents
from nsc.surveys.models import Member
from tests.survey_files import national_id
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
PHONE, WHY = "081-234-5678", "นัดเยี่ยมบ้าน"


@pytest.fixture
def home() -> int:
    return household_id(1)


@pytest.fixture
def head(home) -> int:
    return person_of(home)


def person_of(household: int, name: str = "ทดสอบ") -> int:
    members = Member.objects.filter(response__household=household, first_name__startswith=name)
    return members.order_by("-response__round__survey_year").values_list("person_id", flat=True).first()


def last(verb: str) -> AuditLine:
    return AuditLine.objects.filter(verb=verb).latest("pk")


# — it happens, and is on record without the value —


def test_a_phone_is_recorded_opened_and_erased(district_officer, at, home, head):
    told = {"by": district_officer, "at": at, "household": home, "person": head}
    residents.record(**told, field="phone", value=PHONE)
    assert residents.reveal(**told, field="phone", because=WHY) == "0812345678"
    residents.erase(**told, field="phone", because="เลิกใช้เบอร์นี้")
    with pytest.raises(Refused, match="ยังไม่มีข้อมูลนี้"):
        residents.reveal(**told, field="phone", because=WHY)


@pytest.mark.parametrize("field", rules.RECORDED)
def test_what_is_recorded_lies_sealed_for_its_field_alone(district_officer, at, home, head, field):
    said = {"phone": PHONE, "bank_account": "ktb 123-4-56789-0"}.get(field, "ใช้รถเข็น")
    residents.record(by=district_officer, at=at, household=home, person=head, field=field, value=said)
    row = Detail.objects.get()
    sealed = bytes(row.sealed)
    assert keys.open(sealed, purpose=field).decode() == rules.tidy(field, said)
    for other in {*rules.RECORDED, rules.NATIONAL_ID} - {field}:
        with pytest.raises(Refused):
            keys.open(sealed, purpose=other)
    assert (row.recorded_by, row.recorded_at) == (district_officer, at) and bool(row.index) == (field == "phone")


def test_every_act_names_person_field_and_reason_and_never_the_value(district_officer, at, home, head):
    told = {"by": district_officer, "at": at, "household": home, "person": head}
    residents.record(**told, field="phone", value=PHONE)
    residents.record(**told, field="phone", value="0899999999")
    residents.reveal(**told, field="phone", because=WHY)
    residents.reveal(**told, field="national_id", because=WHY)
    residents.erase(**told, field="phone", because="ขอให้ลบ")
    lines = list(AuditLine.objects.filter(verb__startswith="sensitive.").order_by("pk"))
    assert [(line.verb, line.detail, line.because) for line in lines] == [
        ("sensitive.record", f"person {head} phone", ""),
        ("sensitive.record", f"person {head} phone replaced", ""),
        ("sensitive.reveal", f"person {head} phone", WHY),
        ("sensitive.reveal", f"person {head} national_id", WHY),
        ("sensitive.erase", f"person {head} phone", "ขอให้ลบ"),
    ]
    for line in lines:
        assert (line.on_type, line.on_id, line.place, line.by) == ("household", str(home), OURS, district_officer)
        assert not {"0812345678", "0899999999", national_id(1)} & set(f"{line.detail} {line.because}".split())


def test_a_masked_name_is_opened_one_person_at_a_time(governor, at, home, head):
    assert residents.resident(governor, at=at, household=home, person=head).name == "นางท•••• ส••••"
    assert residents.reveal_name(by=governor, at=at, household=home, person=head, because=WHY) == "นางทดสอบ1 สมมุติ"
    line = last("name.reveal")
    assert (line.on_id, line.detail, line.because) == (str(home), f"person {head}", WHY)
    child = person_of(home, "ดวงดาว")
    assert residents.resident(governor, at=at, household=home, person=child).name == "ด.ญ.ด•••• ส••••"


def test_a_number_in_any_spelling_finds_its_person(district_officer, at, home, head):
    residents.record(by=district_officer, at=at, household=home, person=head, field="phone", value="+66 ๘๑-๒๓๔-๕๖๗๘")
    assert sensitive.with_phone(rules.tidy("phone", PHONE)) == [head] and sensitive.with_phone("0812345679") == []


def test_who_recorded_and_when_is_told_without_the_value(district_officer, at, home, head):
    residents.record(by=district_officer, at=at, household=home, person=head, field="phone", value=PHONE)
    found = residents.resident(district_officer, at=at, household=home, person=head)
    assert [(each.field, each.at, each.by) for each in found.recorded] == [("phone", at, "วิชัย")] and found.has_national_id
    assert "0812345678" not in repr(found)
    assert last("resident.see").detail == f"person {head}"


def test_rooms_above_get_everything_of_a_person(district_officer, at, home, head):
    residents.record(by=district_officer, at=at, household=home, person=head, field="health_note", value="ฟอกไต")
    assert [(each.field, each.value) for each in sensitive.of_person(head)] == [("national_id", national_id(1)), ("health_note", "ฟอกไต")]


# — the wrong person —


def acts(by, at, household: int, person: int) -> dict[str, object]:
    told = {"by": by, "at": at, "household": household, "person": person}
    return {
        "record": lambda: residents.record(**told, field="phone", value=PHONE),
        "reveal": lambda: residents.reveal(**told, field="national_id", because=WHY),
        "erase": lambda: residents.erase(**told, field="phone", because=WHY),
        "name": lambda: residents.reveal_name(**told, because=WHY),
        "card": lambda: residents.resident(by, at=at, household=household, person=person),
    }


@pytest.mark.parametrize("act", ["record", "reveal", "erase", "name", "card"])
@pytest.mark.parametrize("who", ["prasit", "somjai", "nurse", "citizen", "auditor", "administrator"])
def test_to_who_does_not_see_the_household_it_is_not_there(request, at, home, head, who, act):
    with pytest.raises(OutOfSight):
        acts(request.getfixturevalue(who), at, home, head)[act]()
    assert not AuditLine.objects.filter(verb__regex="^(sensitive|name|resident)").exists()


@pytest.mark.parametrize(
    ("role", "area", "allowed"),
    [
        ("executive", "60", {"name", "card"}),
        ("dpo", "60", {"name", "card", "reveal"}),
        ("village_head", OURS, {"name", "card"}),
        ("data_steward", "60", {"name", "card"}),
        ("tambon_team", "600908", {"name", "card", "reveal", "record", "erase"}),
        ("district_centre", "6009", {"name", "card", "reveal", "record", "erase"}),
    ],
)
def test_a_role_does_what_it_is_for(hire, at, home, head, district_officer, role, area, allowed):
    residents.record(by=district_officer, at=at, household=home, person=head, field="phone", value=PHONE)
    for name, act in acts(hire("one", "ผู้ทดลอง", role, area), at, home, head).items():
        if name in allowed:
            act()
        else:
            with pytest.raises(NotAllowed):
                act()


def test_what_was_handed_over_may_be_acted_on_and_nothing_beside_it(somjai, nurse, at, home, head):
    reach.give(household=home, to=somjai, purpose="mentor")
    for act in ("record", "reveal", "erase"):
        acts(somjai, at, home, head)[act]()
    other = household_id(2)
    with pytest.raises(OutOfSight):
        acts(somjai, at, other, person_of(other))["reveal"]()


def test_an_agency_reads_and_does_not_write(nurse, hospital, at, home, head):
    reach.give(household=home, to=hospital, purpose="referral")
    acts(nurse, at, home, head)["reveal"]()
    with pytest.raises(NotAllowed):
        acts(nurse, at, home, head)["record"]()


def test_an_officer_of_the_local_authority_acts_for_its_households_alone(operator, hire, at, home, head):
    owner = authorities.ensure(["อบต. ไพศาลี"], source="test")["อบต. ไพศาลี"]
    Household.objects.filter(pk=home).update(authority=owner)
    officer = hire("officer", "ปลัด")
    users.assign(by=operator, at=at, user=officer, role="local_authority_officer", area="6009", authority=owner)
    acts(officer, at, home, head)["record"]()
    other = household_id(2)
    with pytest.raises(OutOfSight):
        acts(officer, at, other, person_of(other))["record"]()


@pytest.mark.parametrize("act", ["record", "reveal", "erase", "name", "card"])
def test_a_person_of_another_household_is_not_reached_through_ones_own(district_officer, provincial_officer, at, home, act):
    """The right over one household, the number of somebody in another."""
    stranger = person_of(household_id(4))
    for user in (district_officer, provincial_officer):
        with pytest.raises(OutOfSight):
            acts(user, at, home, stranger)[act]()


@pytest.mark.parametrize(("household", "person"), [(10**9, None), (None, 10**9)])
def test_what_does_not_exist_is_not_there(district_officer, at, home, head, household, person):
    for act in acts(district_officer, at, household or home, person or head).values():
        with pytest.raises(OutOfSight):
            act()


# — the wrong moment —


@pytest.mark.parametrize("because", ["", " ", "x", "โทร 0812345678"])
def test_without_a_reason_nothing_is_opened(district_officer, at, home, head, because):
    told = {"by": district_officer, "at": at, "household": home, "person": head, "because": because}
    for act in (
        lambda: residents.reveal(**told, field="national_id"),
        lambda: residents.reveal_name(**told),
        lambda: residents.erase(**told, field="phone"),
    ):
        with pytest.raises(Refused):
            act()
    assert not AuditLine.objects.filter(verb__regex="^(sensitive|name)").exists()


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "12"), ("bank_account", "ktb 1"), ("health_note", ""), ("national_id", "1"), ("x", "1")]
)
def test_a_value_that_cannot_be_is_refused(district_officer, at, home, head, field, value):
    with pytest.raises(Refused):
        residents.record(by=district_officer, at=at, household=home, person=head, field=field, value=value)
    assert not Detail.objects.exists()


@pytest.mark.parametrize("field", ["name", "first_name", "photograph", ""])
def test_there_is_nothing_else_to_open(district_officer, at, home, head, field):
    with pytest.raises(Refused):
        residents.reveal(by=district_officer, at=at, household=home, person=head, field=field, because=WHY)
