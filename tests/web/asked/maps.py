"""The map."""

from django.utils import timezone

from nsc.reports import by_area, pinned
from tests.surveyed import OURS


def make(operator, case: int) -> None:
    pass


def addresses(made) -> dict[str, dict[str, object]]:
    return {}


QUESTIONS: dict[str, object] = {
    "by_area.of": lambda user, made: by_area.of(user, at=timezone.now(), measure=by_area.MEASURES["poor"], area=OURS),
    "pinned.of": lambda user, made: pinned.of(user, at=timezone.now(), area=OURS),
}
