"""Cases, their worklists and the timeline."""

from django.utils import timezone

from nsc.casework import cases, timeline
from tests.surveyed import household_id


def make(operator, case: int) -> object:
    return None


def addresses(made) -> dict[str, dict[str, object]]:
    return {}


QUESTIONS: dict[str, object] = {
    "cases.open_": lambda user, made: bool(cases.open_(by=user, at=timezone.now(), household=household_id(1))),
    "cases.open_.in_an_emergency": lambda user, made: bool(
        cases.open_(by=user, at=timezone.now(), household=household_id(1), is_emergency=True)
    ),
    "timeline.of_household": lambda user, made: timeline.of_household(user, household_id(1)),
}
