"""An officer of a local authority sees what belongs to it, and nothing else of the same tambon."""

import pytest
from django.db import IntegrityError

from nsc.access import scope, users
from nsc.access.models import Assignment
from nsc.access.roles import Permission
from nsc.areas import authorities
from nsc.areas.models import AuthorityArea
from nsc.errors import NotAllowed

pytestmark = pytest.mark.django_db
SEE = Permission.HOUSEHOLD_SEE


@pytest.fixture
def authority() -> int:
    return authorities.ensure(["อบต. ไพศาลี"], source="test")["อบต. ไพศาลี"]


@pytest.fixture
def malee(hire, operator, at, authority):
    user = hire("malee", "มาลี")
    users.assign(by=operator, at=at, user=user, role="local_authority_officer", area="6009", authority=authority)
    return user


def test_she_sees_what_belongs_to_it(malee, authority):
    assert scope.may(malee, SEE, "60090801", authority=authority)
    assert scope.authorities(malee, SEE) == (authority,) and scope.anywhere(malee, SEE)


def test_the_area_of_her_role_alone_opens_nothing(malee, authority):
    assert (
        not scope.areas(malee, SEE) and not scope.may(malee, SEE, "60090801") and not scope.may(malee, SEE, "6009", authority=authority + 1)
    )
    assert not scope.held(malee, "6009")


def test_a_role_over_an_authority_is_given_by_who_holds_all_its_villages(hire, district_officer, at, authority):
    somchai = hire("somchai", "สมชาย")
    give = {"by": district_officer, "at": at, "user": somchai, "role": "local_authority_officer", "area": "6009", "authority": authority}
    with pytest.raises((NotAllowed, scope.OutOfSight)):  # nobody knows where its households are: over the province only
        users.assign(**give)
    AuthorityArea.objects.create(authority_id=authority, area_code="60090801")
    assert users.assign(**give).authority_id == authority
    AuthorityArea.objects.create(authority_id=authority, area_code="60010101")
    with pytest.raises(scope.OutOfSight):
        users.assign(**give | {"role": "tambon_team"})


def test_one_role_over_one_authority_once(malee, authority):
    with pytest.raises(IntegrityError):
        Assignment.objects.create(
            user=malee, role="local_authority_officer", area_code="6009", authority_id=authority, valid_from="2026-01-01"
        )
