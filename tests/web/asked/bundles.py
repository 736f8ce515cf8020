"""The bundle of a phone; whose households are in it: tests/reports/test_bundles.py."""

from uuid import uuid4

from django.utils import timezone

from nsc.reports import bundles
from nsc.tambon import farmers, initiatives
from tests.surveyed import OURS, household_id


def make(operator, case: int) -> None:
    """The case is there; and a farmer of the tambon."""
    told = {"by": operator, "at": timezone.now(), "area": OURS[:6]}
    initiatives.begin(**told)
    person = {"first_name": "บัวผัน", "last_name": "นาดี", "village": OURS, "crop": "กล้วย", "consent_on": timezone.localdate()}
    farmers.enrol(**told, **person, mark=uuid4())


def addresses(made: None) -> dict[str, dict[str, object]]:
    return {"field-preview": {"photograph": 1}}


def _bundle(user, made: None) -> list[str]:
    """Household 1, the farmer, both or nothing at all, for nobody else's is in the others' reach."""
    found = bundles.bundle(user, at=timezone.now(), have={}, all_="", words="", notice=(1, ""))
    return [*(each for each in found.households if f'"id":{household_id(1)},' in each), *found.farmers]


QUESTIONS: dict[str, object] = {"bundles.bundle": _bundle}
