"""The bundle of a phone; whose households are in it: tests/reports/test_bundles.py."""

from django.utils import timezone

from nsc.reports import bundles
from tests.surveyed import household_id


def make(operator, case: int) -> None:
    """The case is there."""


def addresses(made: None) -> dict[str, dict[str, object]]:
    return {"field-preview": {"photograph": 1}}


def _bundle(user, made: None) -> list[str]:
    """Household 1 or no household at all, for nobody else's is in the others' reach."""
    found = bundles.bundle(user, at=timezone.now(), have={}, all_="", words="", notice=(1, ""))
    return [each for each in found.households if f'"id":{household_id(1)},' in each]


QUESTIONS: dict[str, object] = {"bundles.bundle": _bundle}
