"""The overview's parts, and figures of a part of the people."""

from django.utils import timezone

from nsc.reports import lately, narrowed
from nsc.reports.narrowed import Asked
from tests.surveyed import OURS


def make(operator, case: int) -> None:
    """Nothing more than what is there."""


def addresses(made: None) -> dict[str, dict[str, object]]:
    return {}


QUESTIONS: dict[str, object] = {
    "narrowed.of": lambda user, made: narrowed.of(user, at=timezone.now(), area=OURS, asked=Asked(stage="elderly")),
    "lately.of": lambda user, made: lately.of(user, at=timezone.now(), area=OURS),
    "lately.events": lambda user, made: lately.events(user, at=timezone.now(), area=OURS, asked=lately.LISTING.of({}))[1].lines,
}
