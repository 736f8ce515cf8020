"""The register of organisations."""

import pytest

from nsc.access import organisations, reach, scope, users
from nsc.access.models import AuditLine, Organisation, Reach
from nsc.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_an_organisation_is_several_kinds_at_once(provincial_officer, at):
    kept = organisations.register(by=provincial_officer, at=at, name="วิสาหกิจข้าว", kind="community", also=["industry", "community"])
    assert organisations.office(provincial_officer, kept.pk).kinds == ("community", "industry")
    assert [office.name for office in organisations.listed(provincial_officer, kind="industry")] == ["วิสาหกิจข้าว"]
    told = {"by": provincial_officer, "at": at, "organisation": kept, "name": kept.name}
    organisations.change(**told, kind="industry", also=["university"])
    assert organisations.office(provincial_officer, kept.pk).kinds == ("industry", "university")
    organisations.change(**told, kind="university")  # nothing is said of the others: what it now counts as is none of them
    assert organisations.office(provincial_officer, kept.pk).kinds == ("university",)
    with pytest.raises(Refused):
        organisations.change(**told, kind="industry", also=["bank"])


@pytest.fixture
def twin(operator, at):
    return organisations.register(by=operator, at=at, name="รพ.ตัวอย่าง", kind="government")


def last_line():
    return AuditLine.objects.order_by("id").last()


def test_a_name_is_changed_and_audited(provincial_officer, hospital, twin, at):
    organisations.change(by=provincial_officer, at=at, organisation=hospital, name="โรงพยาบาล  ใหม่", kind="community")
    hospital.refresh_from_db()
    assert (hospital.name, hospital.kind, last_line().verb) == ("โรงพยาบาล ใหม่", "community", "organisation.change")
    with pytest.raises(Refused):
        organisations.change(by=provincial_officer, at=at, organisation=hospital, name=twin.name, kind="government")


def test_two_names_of_one_office_become_one(provincial_officer, hospital, twin, nurse, hire, at):
    other = hire("other", "อีกคน", "agency_officer", "60", twin)
    users.assign(by=users.operator(), at=at, user=nurse, role="agency_officer", area="60", organisation=twin)  # under both names
    for household in (1, 2):
        reach.give(household=household, to=twin, purpose="referral")
    reach.give(household=1, to=hospital, purpose="referral")
    organisations.merge(by=provincial_officer, at=at, organisation=twin, into=hospital, because="ชื่อซ้ำ")
    office = organisations.office(provincial_officer, hospital.pk)
    assert (office.people, office.households) == (2, 2)
    assert nurse.assignments.filter(ended_at=None).count() == 1 and other.assignments.get().organisation == hospital
    assert Reach.objects.filter(ended_at=None).count() == 2
    assert (last_line().verb, last_line().because, last_line().detail) == ("organisation.merge", "ชื่อซ้ำ", f"into={hospital.pk}")
    assert organisations.office(provincial_officer, twin.pk).merged_into == hospital.pk
    assert [office.name for office in organisations.listed(provincial_officer)] == [hospital.name]
    with pytest.raises(Refused):
        organisations.merge(by=provincial_officer, at=at, organisation=twin, into=hospital, because="อีกครั้ง")


def test_none_is_merged_with_itself_or_without_a_reason(provincial_officer, hospital, twin, at):
    for into, because in ((hospital, "x"), (twin, " ")):
        with pytest.raises(Refused):
            organisations.merge(by=provincial_officer, at=at, organisation=hospital, into=into, because=because)


def test_one_is_closed_only_when_nothing_is_left_in_it(provincial_officer, hospital, nurse, twin, citizen, at):
    with pytest.raises(Refused):
        organisations.close(by=provincial_officer, at=at, organisation=hospital, because="ยุบ")
    organisations.close(by=provincial_officer, at=at, organisation=twin, because="ยุบ")
    twin.refresh_from_db()
    assert twin.closed_at == at and last_line().verb == "organisation.close"
    with pytest.raises(Refused):  # nobody is hired by what is closed
        users.assign(by=provincial_officer, at=at, user=citizen, role="agency_officer", area="60", organisation=twin)


def test_only_who_keeps_the_register_reads_and_changes_it(somjai, district_officer, hospital, twin, at):
    for user in (somjai, district_officer):
        for refused in (
            lambda user=user: organisations.listed(user),
            lambda user=user: organisations.change(by=user, at=at, organisation=hospital, name="x", kind="government"),
            lambda user=user: organisations.merge(by=user, at=at, organisation=hospital, into=twin, because="x"),
            lambda user=user: organisations.close(by=user, at=at, organisation=hospital, because="x"),
        ):
            with pytest.raises(NotAllowed):
                refused()
        with pytest.raises(scope.OutOfSight):
            organisations.office(user, hospital.pk)
    assert organisations.choices(district_officer)
    with pytest.raises(NotAllowed):
        organisations.choices(somjai)


def test_the_list_counts_in_four_queries_however_long(provincial_officer, django_assert_num_queries):
    Organisation.objects.bulk_create(Organisation(name=f"หน่วยงาน {n}", kind="government") for n in range(40))
    scope.areas(provincial_officer, "organisation.change")
    with django_assert_num_queries(4):
        assert len(organisations.listed(provincial_officer)) == 40


def test_names_are_offered_once_each():
    usual = [name for names in organisations.USUAL.values() for name in names]
    assert len(usual) == len(set(usual)) > 20 and set(organisations.USUAL) <= set(organisations.OrganisationKind.values)
