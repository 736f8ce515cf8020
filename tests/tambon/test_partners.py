"""Who takes part, what they offer, and whom to speak to."""

from datetime import date
from decimal import Decimal

import pytest

from nsc.access import organisations
from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.tambon import offers, partners, partners_rules, wants
from nsc.tambon.models import Contact, Offer, Partner, Want
from tests.tambon.conftest import TAMBON
from tests.tambon.partners_cast import OFFER, WANT

SINCE = date(2026, 1, 1)


@pytest.fixture
def partner(team, at, begun, company):
    return partners.join(by=team, at=at, area=TAMBON, organisation=company.pk, letter="C", since_on=SINCE, part="รับซื้อข้าว")


def last(verb: str) -> AuditLine:
    return AuditLine.objects.filter(verb=verb).latest("pk")


# — partners and their people —


def test_an_organisation_takes_part_once_in_a_letter_that_it_has(team, at, company, partner, governor):
    told = {"by": team, "at": at, "area": TAMBON, "organisation": company.pk, "since_on": SINCE}
    assert partners.join(**told, letter="I") == partner and Partner.objects.count() == 1
    (seat,) = partners.of(governor, TAMBON)
    assert (seat.name, seat.letter, seat.kinds, seat.by) == ("บริษัทข้าวดี", "C", ("industry", "community"), "มาลี")
    assert last("partner.join").place == TAMBON
    with pytest.raises(Refused):
        partners.join(**told, letter="U")


def test_only_the_team_takes_partners_in(governor, hire, at, begun, company):
    told = {"at": at, "area": TAMBON, "organisation": company.pk, "letter": "I", "since_on": SINCE}
    with pytest.raises(NotAllowed):
        partners.join(by=governor, **told)
    with pytest.raises(OutOfSight):
        partners.join(by=hire("lek", "เล็ก", "smart_tambon_team", "600102"), **told)


def test_contact_people_are_named_with_consent_and_forgotten_when_they_go(team, at, partner, chai, hire, governor):
    told = {"by": team, "at": at, "area": TAMBON}
    with pytest.raises(Refused):
        partners.name_contact(**told, partner=partner, name="สมพร")
    with pytest.raises(Refused):
        partners.name_contact(**told, partner=partner, user=hire("other", "คนอื่น").pk)
    named = partners.name_contact(**told, partner=partner, name="สมพร", reach_by="056-000-000", duty="จัดซื้อ", agreed_on=SINCE)
    assert partners.name_contact(**told, partner=partner, name="สมพร", agreed_on=SINCE) == named
    partners.name_contact(**told, partner=partner, user=chai.pk)
    opened = partners.find(team, at, TAMBON, partner)
    assert [each.name for each in opened.people] == ["สมพร", "ชัย"] and last("partner_contacts.see").count == 2
    masked = partners.find(governor, at, TAMBON, partner)
    assert masked.is_masked and [(each.name, each.reach_by, each.duty) for each in masked.people] == [("", "", "จัดซื้อ"), ("", "", "")]
    assert AuditLine.objects.filter(verb="partner_contacts.see").count() == 1
    assert not partners.find(chai, at, TAMBON, partner).is_masked  # their own people
    partners.drop_contact(**told, contact=named)
    partners.leave(**told, partner=partner, because="ย้ายออก")
    assert not Contact.objects.exclude(name="", reach_by="").exists() and partners.of(team, TAMBON) == []


def test_the_list_of_partners_costs_the_same_however_long(team, at, begun, operator, django_assert_num_queries):
    for number in range(6):
        office = organisations.register(by=operator, at=at, name=f"หน่วยงาน {number}", kind="government")
        partners.join(by=team, at=at, area=TAMBON, organisation=office.pk, letter="G", since_on=SINCE)
    partners.of(team, TAMBON)
    with django_assert_num_queries(3):
        assert len(partners.of(team, TAMBON)) == 6


# — offers —


def test_a_partner_offers_for_its_own_organisation_alone(chai, at, company, hospital, offer, team, begun):
    again = offers.make(by=chai, at=at, organisation=company.pk, area="60", **OFFER)
    assert again.id == offer.id and Offer.objects.count() == 1 and last("offer.make").by == chai
    assert (offer.free, offer.baht, offer.told_how, offer.dimensions) == (100_000, 100_000, "", ("economy",))
    with pytest.raises(NotAllowed):
        offers.make(by=chai, at=at, organisation=hospital.pk, area="60", **OFFER)
    assert [each.id for each in offers.ours(chai)] == [offer.id] and offers.ours(team) == []
    assert [each.id for each in offers.reaching(team, TAMBON)] == [offer.id]


def test_the_team_writes_down_what_an_organisation_told_it_and_says_how(team, at, hospital, begun):
    told = OFFER | {"by": team, "at": at, "organisation": hospital.pk, "area": TAMBON}
    with pytest.raises(Refused):
        offers.make(**told)
    made = offers.make(**told, told_how="แจ้งในเวที 12 ม.ค.")
    assert made.told_how == "แจ้งในเวที 12 ม.ค." and made.by == "มาลี"
    with pytest.raises(NotAllowed):  # of the whole province a tambon's team promises nothing
        offers.make(**told | {"area": "60"}, told_how="แจ้งในเวที")


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "ไร่"},
        {"quantity": Decimal(0)},
        {"quantity": Decimal("0.001")},
        {"quantity": Decimal("NaN")},
        {"dimensions": []},
        {"dimensions": ["income"]},
        {"what": " "},
        {"until_on": date(2025, 1, 1)},
        {"kind": "equipment", "unit": "เครื่อง", "quantity": Decimal("1.5")},
    ],
)
def test_an_offer_that_cannot_be_kept_is_refused(chai, at, company, wrong):
    with pytest.raises(Refused):
        offers.make(by=chai, at=at, organisation=company.pk, area="60", **OFFER | wrong)
    assert not Offer.objects.exists()


def test_an_offer_is_corrected_and_withdrawn_with_a_reason(chai, nurse, governor, at, offer, agreed):
    with pytest.raises(Refused):
        offers.correct(by=chai, at=at, offer=offer.id, quantity=Decimal(39_999), until_on=None)
    offers.correct(by=chai, at=at, offer=offer.id, quantity=Decimal(50_000), until_on=None)
    assert offers.find(chai, offer.id).free == 10_000
    for stranger in (nurse, governor):
        with pytest.raises(NotAllowed):
            offers.withdraw(by=stranger, at=at, offer=offer.id, because="ไม่ใช่ของเรา")
    with pytest.raises(Refused):
        offers.withdraw(by=chai, at=at, offer=offer.id, because=" ")
    offers.withdraw(by=chai, at=at, offer=offer.id, because="งบหมด")
    found = offers.find(chai, offer.id)
    assert (found.free, found.promised, found.withdrawn_because) == (0, 40_000, "งบหมด")
    assert offers.reaching(governor, TAMBON) == []


def test_what_belonged_to_an_office_that_was_merged_is_its_heirs(chai, at, operator, company, offer):
    heir = organisations.register(by=operator, at=at, name="บริษัทใหม่", kind="industry")
    organisations.merge(by=operator, at=at, organisation=company, into=heir, because="เปลี่ยนชื่อ")
    chai.__dict__.pop("_assignments")
    assert [each.id for each in offers.ours(chai)] == [offer.id]


# — needs —


def test_a_need_is_told_once_and_ended_with_a_reason(team, governor, at, want):
    assert wants.tell(by=team, at=at, area=TAMBON, **WANT) == want and Want.objects.count() == 1
    (found,) = wants.of(governor, TAMBON)
    assert (found.open, found.by, found.is_open) == (60_000, "มาลี", True)
    with pytest.raises(NotAllowed):
        wants.end(by=governor, at=at, area=TAMBON, want=want, because="ไม่ต้องแล้ว")
    wants.end(by=team, at=at, area=TAMBON, want=want, because="ไม่ต้องแล้ว")
    assert wants.of(team, TAMBON) == [] and last("want.end").because == "ไม่ต้องแล้ว"


@pytest.mark.parametrize("wrong", [{"by_on": date(2025, 12, 31)}, {"dimension": "x"}, {"what": ""}, {"unit": "คน"}])
def test_a_need_that_says_too_little_is_refused(team, at, begun, wrong):
    with pytest.raises(Refused):
        wants.tell(by=team, at=at, area=TAMBON, **WANT | wrong)
    with pytest.raises(OutOfSight):
        wants.tell(by=team, at=at, area=TAMBON, **WANT, project=999)


def test_what_is_old_is_stale_and_what_nobody_dated_is_not_known():
    today = date(2026, 1, 15)
    assert [
        partners_rules.is_stale(fresh, day, today) for fresh, day in (("year", date(2024, 1, 1)), ("month", today), ("once", None))
    ] == [
        True,
        False,
        False,
    ]
    assert partners_rules.is_stale("day", None, today) is None
