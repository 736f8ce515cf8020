"""A file for analysts that somebody else has ordered."""

from dataclasses import dataclass

from django.utils import timezone

from nsc.access import users
from nsc.secretariat import aggregates, exports
from tests.surveyed import OURS


@dataclass(frozen=True)
class Made:
    export: int


def make(operator, case: int) -> Made:
    told = {"by": operator, "at": timezone.now()}
    analyst = users.create(**told, username="analyst", display_name="นักวิเคราะห์")
    users.assign(**told, user=analyst, role="provincial_centre", area="60")
    return Made(exports.order(by=analyst, at=timezone.now(), dataset="indicators", form="csv"))


def addresses(made: Made) -> dict[str, dict[str, object]]:
    own = {"export": made.export}
    return dict.fromkeys(("export", "export-progress", "export-file"), own) | {"export-act": own | {"act": "cancel"}}


def _told(user, made: Made) -> dict[str, object]:
    return {"by": user, "at": timezone.now(), "export": made.export}


QUESTIONS: dict[str, object] = {
    "exports.order": lambda user, made: exports.order(by=user, at=timezone.now(), dataset="indicators", form="csv", area=OURS),
    "aggregates.of_areas": lambda user, made: aggregates.of_areas(by=user, at=timezone.now(), level="village", area=OURS[:6]),
    "aggregates.of_indicators": lambda user, made: aggregates.of_indicators(by=user, at=timezone.now(), area=OURS),
    "exports.find": lambda user, made: exports.find(user, made.export),
    "exports.cancel": lambda user, made: exports.cancel(**_told(user, made)),
    "exports.opened": lambda user, made: exports.opened(**_told(user, made)),
}
