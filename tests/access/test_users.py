from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from nsc.access import organisations, scope, users
from nsc.access.models import Assignment, AuditLine, Organisation, User
from nsc.access.roles import ROLES, Permission
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from tests.together import in_threads


def last_line():
    return AuditLine.objects.order_by("id").last()


def test_an_account_is_created_and_audited(provincial_officer, at):
    user = users.create(by=provincial_officer, at=at, username=" Malee ", display_name="มาลี", password="ดอกไม้ริมน้ำ-2569")
    assert (user.username, user.check_password("ดอกไม้ริมน้ำ-2569")) == ("malee", True)
    line = last_line()
    assert (line.verb, line.by, line.on_id, line.at) == ("user.create", provincial_officer, str(user.pk), at)
    assert "มาลี" not in line.detail


def test_a_mentor_cannot_create_accounts(somjai, at):
    with pytest.raises(NotAllowed):
        users.create(by=somjai, at=at, username="x", display_name="x")


@pytest.mark.parametrize("username", ["KANYA", " ", "kanya "])
def test_a_name_taken_or_empty_is_refused(provincial_officer, at, username):
    with pytest.raises(Refused):
        users.create(by=provincial_officer, at=at, username=username, display_name="กัญญา")


def test_a_weak_password_is_refused_with_the_reasons(provincial_officer, at):
    with pytest.raises(Refused) as refused:
        users.create(by=provincial_officer, at=at, username="x", display_name="x", password="12345")
    assert refused.value.values["reasons"]


def test_a_role_is_given_and_audited(district_officer, citizen, at):
    users.assign(by=district_officer, at=at, user=citizen, role="tambon_team", area="600908")
    assert scope.areas(citizen, Permission.NAME_SEE) == ("600908",)
    line = last_line()
    assert (line.verb, line.place, line.detail, line.on_id) == ("role.grant", "600908", "tambon_team", str(citizen.pk))


@pytest.mark.parametrize(
    ("role", "area", "error"),
    [
        ("tambon_team", "600101", OutOfSight),  # another district
        ("tambon_team", "60", NotAllowed),  # the province around hers
        ("provincial_centre", "6009", Refused),  # more than she holds
        ("data_steward", "6009", Refused),
        ("auditor", "6009", Refused),
        ("operator", "6009", Refused),
        ("no-such-role", "6009", Refused),
        ("mentor", "6๐", Refused),
    ],
)
def test_nobody_grants_more_than_they_hold(district_officer, citizen, at, role, area, error):
    with pytest.raises(error):
        users.assign(by=district_officer, at=at, user=citizen, role=role, area=area)
    assert not citizen.assignments.exists()


def test_the_manager_of_users_cannot_become_their_auditor(operator, administrator, auditor, at):
    with pytest.raises(Refused):
        users.assign(by=operator, at=at, user=administrator, role="auditor", area="60")
    with pytest.raises(Refused):
        users.assign(by=operator, at=at, user=auditor, role="provincial_centre", area="60")


def test_a_role_beginning_later_counts_among_duties_kept_apart(operator, auditor, at):
    with pytest.raises(Refused):
        users.assign(by=operator, at=at, user=auditor, role="administrator", area="60", valid_from=date(2030, 1, 1))


def test_the_same_role_twice_is_refused_and_harms_nothing(operator, somjai, at):
    with pytest.raises(Refused):
        users.assign(by=operator, at=at, user=somjai, role="mentor", area="600908")
    assert somjai.assignments.count() == 1


def test_a_role_is_taken_back_at_once_and_audited(district_officer, somjai, at):
    assignment = somjai.assignments.get()
    users.end(by=district_officer, at=at, assignment=assignment, because="ย้ายตำบล")
    assert not scope.anywhere(User.objects.get(pk=somjai.pk), Permission.FIGURES_SEE)
    assert (last_line().verb, last_line().because) == ("role.end", "ย้ายตำบล")
    with pytest.raises(Refused):
        users.end(by=district_officer, at=at, assignment=assignment, because="อีกครั้ง")


def test_a_district_officer_cannot_take_back_what_she_could_not_give(district_officer, operator, hire, at):
    chief = hire("chief", "หัวหน้า", "data_steward", "6009")
    with pytest.raises(Refused):
        users.end(by=district_officer, at=at, assignment=chief.assignments.get(), because="x")


def test_a_leaver_loses_access_and_the_running_session_at_once(client, administrator, somjai, at):
    client.force_login(somjai)
    users.close(by=administrator, at=at, user=somjai, because="ลาออก")
    assert not User.objects.get(pk=somjai.pk).is_active
    assert not somjai.assignments.filter(ended_at=None).exists()
    request = client.get("/no-such-page/").wsgi_request
    assert not request.user.is_authenticated
    assert (last_line().verb, last_line().because) == ("user.close", "ลาออก")


def test_closing_is_refused_twice_for_the_operator_and_for_those_without_the_right(administrator, operator, district_officer, somjai, at):
    with pytest.raises(NotAllowed):
        users.close(by=district_officer, at=at, user=somjai, because="x")
    with pytest.raises(Refused):
        users.close(by=operator, at=at, user=operator, because="x")
    users.close(by=administrator, at=at, user=somjai, because="x")
    with pytest.raises(Refused):
        users.close(by=administrator, at=at, user=somjai, because="x")


def test_the_operator_is_one_user_and_cannot_sign_in(db, django_assert_num_queries):
    operator = users.operator()
    with django_assert_num_queries(2):  # asks, and takes no write lock
        assert users.operator() == operator
    assert not operator.has_usable_password() and not operator.may_sign_in
    assert scope.areas(operator, Permission.SURVEY_IMPORT) == ("60",)


def test_the_operator_follows_the_province_the_system_serves(db, settings):
    users.operator()
    settings.PROVINCE = "61"
    assert scope.may(users.operator(), Permission.SURVEY_IMPORT, "6101")
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_first_commands_at_once_make_one_operator():
    one, other = in_threads(users.operator, users.operator)
    assert one == other and Assignment.objects.count() == AuditLine.objects.count() == 1


def test_an_organisation_is_registered_once_and_audited(provincial_officer, somjai, at):
    school = organisations.register(by=provincial_officer, at=at, name=" โรงเรียน  ตัวอย่าง", kind="government")
    assert school.name == "โรงเรียน ตัวอย่าง" and last_line().verb == "organisation.register"
    for name, kind in [("โรงเรียน ตัวอย่าง", "government"), ("", "government"), ("ใหม่", "guild")]:
        with pytest.raises(Refused):
            organisations.register(by=provincial_officer, at=at, name=name, kind=kind)
    with pytest.raises(NotAllowed):
        organisations.register(by=somjai, at=at, name="อื่น", kind="government")


def test_the_database_itself_refuses_what_makes_no_sense(somjai):
    for wrong in [
        lambda: Organisation.objects.create(name="x", kind="guild"),
        lambda: Assignment.objects.create(
            user=somjai, role="mentor", area_code="60", valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 1)
        ),
        lambda: somjai.reaches.create(household_id=1, purpose="x", organisation=Organisation.objects.create(name="y", kind="industry")),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


@pytest.mark.django_db
def test_no_chain_of_grants_leads_upward(operator, at, hire):
    """Whatever is granted by whom, in any order: a person made by a district never holds anything outside what the district holds."""
    district = ROLES["district_centre"].permissions
    people = [hire("root", "อำเภอ", "district_centre", "6009")] + [hire(f"p{n}", "คน") for n in range(3)]

    class Grants(RuleBasedStateMachine):
        @rule(
            by=st.sampled_from(people),
            to=st.sampled_from(people[1:]),
            role=st.sampled_from(sorted(ROLES)),
            area=st.sampled_from(["60", "6001", "6009", "600908", "61"]),
        )
        def grant(self, by, to, role, area):
            try:
                users.assign(by=by, at=at, user=to, role=role, area=area)
            except (Refused, NotAllowed, OutOfSight):
                return
            for held in to.assignments.all():
                assert held.area_code.startswith("6009") and ROLES[held.role].all_permissions <= district

    Grants.TestCase.settings = settings(max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    Grants.TestCase().runTest()
    assert Assignment.objects.filter(user__in=people[1:]).exists()


def test_which_roles_could_be_given_is_told_of_accounts_one_administers_alone(district_officer, somjai, prasit):
    """What may not be given tells what the person holds."""
    offered = {offer.role.key: offer.why_not for offer in users.offers(district_officer, somjai, "600908")}
    assert offered["village_head"] is None and offered["executive"] is None and isinstance(offered["data_steward"], Refused)
    with pytest.raises(scope.OutOfSight):
        users.offers(district_officer, prasit, "600908")
