"""What the public page of a tambon shows, beside what the team chose: icons, states in words, and what is coming."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_lazy

from nsc.tambon.public_pages import Reach, Shown, Strengths, Work
from nsc.web.tambon import DIMENSION_ICONS

STATES = {"planned": gettext_lazy("วางแผน"), "running": gettext_lazy("กำลังทำ"), "done": gettext_lazy("เสร็จแล้ว")}


@dataclass(frozen=True)
class Coming:
    """Something that everybody may come to. `place` and `href` may be ""."""

    at: datetime
    title: str
    place: str = ""
    href: str = ""


def coming(code: str) -> tuple[Coming, ...]:
    """Public events of the tambon from now on, the next first. The room has no calendar yet: its part fills this in, and the section
    stands on the page as soon as there is one."""
    return ()


def told(found: Shown) -> dict[str, object]:
    return {
        "found": found,
        "strengths": [_strengths(each) for each in found.strengths],
        "goals": [_goal(each) for each in found.goals],
        "projects": [_project(each) for each in found.projects],
        "people": [(gettext(each.name), gettext(each.unit), each) for each in found.people],
        "sources": [gettext(each) for each in found.sources],
        "coming": coming(found.area_code),
        "first": found.photographs[0] if found.photographs else None,
        "description": " ".join(found.introduction)[:200],
    }


def _strengths(each: Strengths) -> tuple[str, str, Strengths]:
    return DIMENSION_ICONS.get(each.dimension, "check"), gettext(each.name), each


def _goal(each: Reach) -> tuple[str, Reach]:
    return DIMENSION_ICONS[each.dimension], each


def _project(each: Work) -> tuple[str, Work]:
    return str(STATES[each.state]), each
