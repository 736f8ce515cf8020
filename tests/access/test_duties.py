"""Who proposed does not certify; who granted does not confirm."""

import pytest

from nsc.access import audit, duties
from nsc.access.roles import APART, APART_ON_A_RECORD, ROLES, Permission
from nsc.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("pair", [*APART_ON_A_RECORD, *(pair[::-1] for pair in APART_ON_A_RECORD)], ids=" then ".join)
def test_who_did_one_duty_of_a_pair_does_not_do_the_other_on_the_same_record(provincial_officer, district_officer, at, pair):
    done, wanted = pair
    audit.record(by=district_officer, at=at, verb=done.value, on=("target", 7))
    with pytest.raises(Refused):
        duties.require_apart(district_officer, wanted, ("target", 7))
    duties.require_apart(provincial_officer, wanted, ("target", 7))
    duties.require_apart(district_officer, wanted, ("target", 8))
    duties.require_apart(district_officer, Permission.HOUSEHOLD_SEE, ("target", 7))


def test_no_role_holds_what_must_stay_apart():
    for role in ROLES.values():
        if role.key != "operator":
            assert not [pair for pair in APART if set(pair) <= role.all_permissions], role.key
