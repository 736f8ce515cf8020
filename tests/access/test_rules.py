from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.access import rules
from nsc.access.roles import APART, OPERATOR, ROLES, Permission
from nsc.errors import Refused

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
codes = st.sampled_from(["60", "6001", "6009", "600901", "600908", "60090801", "61"])


def minutes(*values):
    return [NOON + timedelta(minutes=value) for value in values]


@given(st.lists(codes))
def test_narrowed_areas_cover_the_same_places_and_none_lies_inside_another(areas):
    narrowed = rules.narrowed(areas)
    for place in ("60", "6001", "6009", "60090801", "600902", "61"):
        assert rules.covers(narrowed, place) == rules.covers(areas, place)
    assert not any(one != other and one.startswith(other) for one in narrowed for other in narrowed)


@pytest.mark.parametrize(
    ("failures", "until"),
    [
        (minutes(0, 1, 2, 3), None),
        (minutes(0, 1, 2, 3, 4), 19),
        (minutes(0, 4, 8, 12, 16), None),
        (minutes(-9, 0, 4, 8, 12, 14), 29),
    ],
)
def test_five_failures_in_a_quarter_of_an_hour_lock_for_a_quarter_of_an_hour(failures, until):
    assert rules.locked_until(failures) == (until and NOON + timedelta(minutes=until))


@pytest.mark.parametrize("code", ["", "6", "600", "ไพ", "๖๐", "6009080101", "60 "])
def test_a_code_that_is_no_place_is_refused(code):
    with pytest.raises(Refused):
        rules.check_area(code)


def test_an_end_before_the_beginning_is_refused():
    with pytest.raises(Refused):
        rules.check_dates(date(2026, 2, 1), date(2026, 1, 31))


@given(st.sampled_from(list(ROLES.values())), st.sampled_from(list(ROLES.values())))
def test_who_may_grant_a_role_holds_all_of_it(granter, role):
    try:
        rules.check_grant(held=granter.permissions, role=role)
    except Refused:
        assert role.all_permissions - granter.permissions
    else:
        assert role.all_permissions <= granter.permissions


@pytest.mark.parametrize("role", [role for role in ROLES.values() if role is not OPERATOR], ids=lambda role: role.key)
def test_no_role_joins_duties_that_stay_apart(role):
    assert not any({one, other} <= role.all_permissions for one, other in APART)


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.key)
def test_every_role_is_explained_in_thai(role):
    assert any("ก" <= letter <= "๙" for letter in role.name) and len(role.description) > 20


def test_executives_auditors_and_administrators_see_no_names():
    for key in ("executive", "auditor", "administrator", "partner"):
        assert Permission.NAME_SEE not in ROLES[key].all_permissions
