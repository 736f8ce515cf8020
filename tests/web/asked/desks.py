"""Lists as tools: a view that somebody else has kept for themselves."""

from dataclasses import dataclass

from django.utils import timezone

from nsc.reports import saved_views


@dataclass(frozen=True)
class Made:
    view: int


def make(operator, case: int) -> Made:
    view = saved_views.save(by=operator, at=timezone.now(), list="needs", name="เร่งด่วน", parameters={"urgency": "now"})
    return Made(view.number)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    return {"saved-view-act": {"view": made.view, "act": "choose"}}


def _told(user, made: Made) -> dict[str, object]:
    return {"by": user, "at": timezone.now(), "view": made.view}


QUESTIONS: dict[str, object] = {
    "saved_views.save": lambda user, made: saved_views.save(
        by=user, at=timezone.now(), list="needs", name="ของฉัน", parameters={"urgency": "now"}
    ),
    "saved_views.find": lambda user, made: saved_views.find(user, made.view),
    "saved_views.rename": lambda user, made: saved_views.rename(**_told(user, made), name="อื่น"),
    "saved_views.share": lambda user, made: saved_views.share(**_told(user, made), team=""),
    "saved_views.withdraw": lambda user, made: saved_views.withdraw(**_told(user, made)),
    "saved_views.make_default": lambda user, made: saved_views.make_default(**_told(user, made)),
}
