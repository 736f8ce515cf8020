"""What the public page of a tambon shows, beside what the team chose: icons, states in words, and what is coming."""

from datetime import datetime

from django.utils.translation import gettext, gettext_lazy

from nsc.tambon import event_doors
from nsc.tambon.public_pages import Reach, Shown, Strengths, Work
from nsc.web.tambon import DIMENSION_ICONS

STATES = {"planned": gettext_lazy("วางแผน"), "running": gettext_lazy("กำลังทำ"), "done": gettext_lazy("เสร็จแล้ว")}


def told(found: Shown, at: datetime) -> dict[str, object]:
    return {
        "found": found,
        "strengths": [_strengths(each) for each in found.strengths],
        "goals": [_goal(each) for each in found.goals],
        "projects": [_project(each) for each in found.projects],
        "people": [(gettext(each.name), gettext(each.unit), each) for each in found.people],
        "sources": [gettext(each) for each in found.sources],
        "coming": event_doors.ahead(found.area_code, at=at),
        "first": found.photographs[0] if found.photographs else None,
        "description": " ".join(found.introduction)[:200],
    }


def _strengths(each: Strengths) -> tuple[str, str, Strengths]:
    return DIMENSION_ICONS.get(each.dimension, "check"), gettext(each.name), each


def _goal(each: Reach) -> tuple[str, Reach]:
    return DIMENSION_ICONS[each.dimension], each


def _project(each: Work) -> tuple[str, Work]:
    return str(STATES[each.state]), each
