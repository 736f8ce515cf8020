from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from nsc.access import reach, scope, users
from nsc.access.models import Assignment, User
from nsc.access.roles import Permission
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed

TODAY = timezone.localdate


def again(user):
    """As the next request finds this person."""
    return User.objects.get(pk=user.pk)


def places(user, permission):
    """The places of all assignments within the user's sight: any table with a code will do to try the filter."""
    return sorted(Assignment.objects.filter(scope.within(again(user), permission)).values_list("area_code", flat=True))


def test_a_district_officer_sees_her_district_and_nothing_beside_it(district_officer):
    assert scope.areas(district_officer, Permission.HOUSEHOLD_SEE) == ("6009",)
    assert scope.may(district_officer, Permission.HOUSEHOLD_SEE, "60090801")
    assert not scope.may(district_officer, Permission.HOUSEHOLD_SEE, "600101")
    assert not scope.may(district_officer, Permission.HOUSEHOLD_SEE, "60")


def test_the_governor_sees_figures_and_no_names(governor):
    assert scope.may(governor, Permission.FIGURES_SEE, "600908")
    assert not scope.anywhere(governor, Permission.NAME_SEE)


def test_a_mentor_sees_only_households_handed_to_her(somjai, prasit, operator):
    reach.give(household=7, to=somjai, purpose="mentor")
    assert scope.may(somjai, Permission.NAME_SEE, "60090801", household=7)
    assert not scope.may(somjai, Permission.NAME_SEE, "60090801", household=8)
    assert not scope.may(prasit, Permission.NAME_SEE, "60090801", household=7)


def test_a_household_taken_back_is_out_of_sight_at_once(somjai, at):
    reach.give(household=7, to=somjai, purpose="mentor")
    reach.take_back(household=7, of=somjai, purpose="mentor", at=at)
    with pytest.raises(OutOfSight):
        scope.require(somjai, Permission.HOUSEHOLD_SEE, place="60090801", household=7)


def test_a_household_handed_for_a_time_leaves_sight_after_its_last_day(somjai):
    reach.give(household=7, to=somjai, purpose="mentor", until=TODAY() - timedelta(days=1))
    assert not scope.may(somjai, Permission.HOUSEHOLD_SEE, "60090801", household=7)
    reach.give(household=7, to=somjai, purpose="mentor", until=TODAY())
    assert scope.may(somjai, Permission.HOUSEHOLD_SEE, "60090801", household=7)


def test_a_nurse_sees_what_was_handed_to_her_hospital(nurse, hospital):
    reach.give(household=7, to=hospital, purpose="referral")
    assert scope.may(nurse, Permission.NAME_SEE, "60090801", household=7)


def test_a_colleague_made_by_one_district_sees_nothing_of_another(hire, hospital):
    local = hire("local", "ท้องถิ่น", "agency_officer", "6009", hospital)
    reach.give(household=7, to=hospital, purpose="referral")
    assert not scope.may(local, Permission.NAME_SEE, "60010101", household=7)


def test_what_a_person_cannot_see_is_not_found_and_what_she_sees_but_may_not_do_is_forbidden(district_officer, prasit):
    with pytest.raises(NotAllowed):
        scope.require(district_officer, Permission.SURVEY_IMPORT, place="6009")
    with pytest.raises(OutOfSight):
        scope.require(prasit, Permission.HOUSEHOLD_CORRECT, place="60090801", household=7)
    with pytest.raises(OutOfSight):
        scope.require(district_officer, Permission.FIGURES_SEE, place="6001")


@pytest.mark.parametrize("person", ["citizen", "closed", "anonymous"])
def test_an_outsider_holds_nothing_anywhere(person, citizen, district_officer, operator, at):
    user = {"citizen": citizen, "closed": district_officer, "anonymous": AnonymousUser()}[person]
    if person == "closed":
        user = users.close(by=operator, at=at, user=user, because="ย้ายหน่วยงาน")
    assert not any(scope.anywhere(user, permission) for permission in Permission)
    assert not Assignment.objects.filter(scope.within(user, Permission.HOUSEHOLD_SEE, household="id")).exists()


def test_rights_begin_on_the_first_day_and_end_after_the_last(hire, operator, at):
    for name, first, last, holds in [
        ("a", TODAY(), TODAY(), True),
        ("b", TODAY() + timedelta(days=1), None, False),
        ("c", TODAY() - timedelta(days=9), TODAY() - timedelta(days=1), False),
    ]:
        user = hire(name, name)
        users.assign(by=operator, at=at, user=user, role="executive", area="60", valid_from=first, valid_until=last)
        assert scope.anywhere(user, Permission.FIGURES_SEE) == holds


def test_the_filter_takes_the_places_below_and_not_the_neighbours(hire, district_officer):
    for number, code in enumerate(["6008", "600899", "6009", "600901", "60099999", "6010", "60"]):
        hire(f"x{number}", "ผู้บริหาร", "executive", code)
    assert places(district_officer, Permission.HOUSEHOLD_SEE) == ["6009", "6009", "600901", "60099999"]


def test_the_filter_adds_handed_households(somjai):
    own = Assignment.objects.get(user=somjai)
    reach.give(household=own.pk, to=somjai, purpose="mentor")
    rows = Assignment.objects.filter(scope.within(again(somjai), Permission.HOUSEHOLD_SEE, household="id"))
    assert list(rows) == [own]


def test_what_was_looked_up_is_answered_as_it_would_be_alone_and_asks_no_more(somjai, django_assert_num_queries):
    """And what was not looked up is asked."""
    for household in (7, 9):
        reach.give(household=household, to=somjai, purpose="mentor")
    alone = {number: scope.may(again(somjai), Permission.VISIT_RECORD, "60090801", household=number) for number in (7, 8, 9)}
    her = again(somjai)
    scope.look_up(her, [7, 8])
    with django_assert_num_queries(0):
        found = {number: scope.may(her, Permission.VISIT_RECORD, "60090801", household=number) for number in (7, 8)}
        assert not scope.may(her, Permission.VISIT_RECORD, "60010101", household=7)  # handed, and outside her area
    with django_assert_num_queries(1):
        found[9] = scope.may(her, Permission.VISIT_RECORD, "60090801", household=9)
    assert found == alone == {7: True, 8: False, 9: True}


def test_rights_are_read_once_a_request(district_officer, django_assert_num_queries):
    user = again(district_officer)
    with django_assert_num_queries(1):
        for permission in Permission:
            scope.may(user, permission, "600908")
            scope.areas(user, permission)
            scope.within(user, permission)
