"""What the documents are gathered from."""

from django.utils import timezone

from nsc.reports import ranked
from tests.surveyed import OURS


def make(operator, case: int) -> None:
    return None


def addresses(made: None) -> dict[str, dict[str, object]]:
    return {}


QUESTIONS: dict[str, object] = {
    "ranked.on_paper": lambda user, made: ranked.on_paper(user, at=timezone.now(), village=OURS, with_names=False),
}
