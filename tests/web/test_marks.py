"""Whatever anybody does, no phone is told that nothing is new when something is: every verb of the matrix, tried by who may."""

from collections.abc import Callable, Sequence

import pytest
from django.utils import timezone

from nsc.access import matrix, reach, scope
from nsc.access.models import User
from nsc.errors import NotAllowed, Refused
from tests.reports.test_bundle_marks import asked, is_read_off
from tests.surveyed import household_id
from tests.web.test_matrix import (  # noqa: F401 — the fixtures
    QUESTIONS,
    Files,
    alert,
    authority,
    casework,
    colleague,
    emergency,
    files,
    papers,
    photograph,
    send,
    someone,
    target_list,
    the_disk_stays,
    undone,
    upload,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
# One after the other: whoever is the first that may.
ACTING = ("tambon_team", "district_centre", "provincial_centre", "smart_tambon_team", "dpo", "data_steward", "agency_officer", "operator")
PARTS = 6  # that several processes share; the first of them on every database, for what the triggers do tests/reports asks of both


def first_of(name: str) -> str | None:
    return next((who for who in ACTING if matrix.told(matrix.QUESTIONS[name], who, is_inside=True) == matrix.OK), None)


def is_new(act: Callable, user: User, of: Files, phones: Sequence[tuple[User, dict]]) -> bool:
    """Whether a phone was told so after it. Everything is put back."""
    scope.forget(user)
    try:
        with undone():
            act(user, of)
            return not all(is_read_off(reader, told, at=timezone.now()) for reader, told in phones)
    except (scope.OutOfSight, NotAllowed, Refused):
        return False
    finally:
        scope.forget(user)


@pytest.mark.parametrize("part", [pytest.param(n, marks=pytest.mark.one_database if n else ()) for n in range(PARTS)])
def test_after_any_verb_a_phone_is_told_the_truth(part, someone, hire, files):  # noqa: F811
    acting = {who: someone(who, is_inside=True) for who in ACTING}
    mentor = hire("walker", "ผู้เดิน", "mentor", "600908")
    reach.give(household=household_id(1), to=mentor, purpose="mentor")
    readers = (acting["tambon_team"], acting["smart_tambon_team"], mentor)
    phones = [(user, asked(user, at=timezone.now())) for user in readers]
    assert all(is_read_off(user, told, at=timezone.now()) for user, told in phones)
    named = [name for name in QUESTIONS if first_of(name)][part::PARTS]
    new = [name for name in named if is_new(QUESTIONS[name], acting[first_of(name)], files, phones)]
    assert len(new) > 5, "hardly a verb was tried"
