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


# — codes and sessions ——————————————————————————————————————————————————————————————

RFC = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(seconds, code):
    """RFC 6238, appendix B, the last six digits."""
    at = datetime.fromtimestamp(seconds, UTC)
    assert rules.code_of(RFC, rules.step_of(at)) == code
    assert rules.matching_step(RFC, code, at=at, used=0) == rules.step_of(at)


@given(secret=st.binary(min_size=16, max_size=32), step=st.integers(2, 10**10), off=st.integers(-9, 9), used=st.integers(0, 10**10 + 9))
def test_a_code_matches_within_the_drift_and_after_what_was_used(secret, step, off, used):
    at = datetime.fromtimestamp(step * rules.CODE_SECONDS, UTC) if step < 10**9 else datetime.fromtimestamp(step, UTC)
    now = rules.step_of(at)
    found = rules.matching_step(secret, rules.code_of(secret, max(now + off, 0)), at=at, used=used)
    if found is not None:  # two steps may share a code by chance: then it is one of these
        assert abs(found - now) <= rules.DRIFT and found > used
    if abs(off) <= rules.DRIFT and now + off > used:
        assert found is not None


@given(minutes=st.integers(0, 900), unused=st.integers(0, 900), idle=st.integers(1, 300))
def test_a_session_is_over_when_it_is_old_or_was_left_alone(minutes, unused, idle):
    at = datetime(2026, 1, 15, tzinfo=UTC)
    why = rules.session_over(began=at - timedelta(minutes=minutes), seen=at - timedelta(minutes=unused), at=at, idle_minutes=idle)
    assert why == ("limit" if minutes >= 720 else "idle" if unused >= idle else "")


@given(st.lists(st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 1, 1)), max_size=12), st.integers(1, 8))
def test_a_lock_needs_as_many_failures_as_its_limit(failures, limit):
    if len(failures) < limit:
        assert rules.locked_until(failures, limit) is None
    elif (until := rules.locked_until(failures, limit)) is not None:
        assert until == max(failures) + rules.LOCKED


@pytest.mark.parametrize(("ago", "fresh"), [(-1, False), (0, True), (599, True), (600, False)])
def test_what_was_proved_is_fresh_for_ten_minutes(ago, fresh):
    at = datetime(2026, 1, 15, tzinfo=UTC)
    assert rules.is_fresh(at - timedelta(seconds=ago), at) is fresh


def test_a_new_way_in_is_not_given_across_duties_kept_apart():
    P = Permission
    for held, had in (({P.ROLE_GRANT}, {P.AUDIT_SEE}), ({P.AUDIT_SEE}, {P.ROLE_GRANT})):
        with pytest.raises(Refused):
            rules.check_way_in(held=frozenset(held), had=frozenset(had))
    rules.check_way_in(held=frozenset({P.ROLE_GRANT}), had=frozenset({P.NAME_SEE}))
