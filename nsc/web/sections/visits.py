"""Visits on the page of a case: appointments, then what was done."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.casework import roads, visits
from nsc.web.forms_visits import PURPOSES
from nsc.web.visits import TONES
from nsc.web.words import said

TITLE = _("การเยี่ยมบ้าน")
TEMPLATE = "pages/visits/_section.html"


@dataclass(frozen=True)
class Row:
    on: date | None
    what: str
    who: str
    state: str
    tone: str
    href: str


@dataclass(frozen=True)
class Section:
    rows: tuple[Row, ...]
    record: str
    plan: str


def told(request: HttpRequest, case: int) -> Section:
    """Three queries and those of the door."""
    lines = visits.of_case(request.user, case)
    may = scope.anywhere(request.user, Permission.VISIT_RECORD)
    return Section(
        rows=tuple(_row(each) for each in lines),
        record=reverse("visit-record", args=[case]) if may else "",
        plan=f"{reverse('visit-plan')}?case={case}" if may else "",
    )


def _row(line: visits.Line) -> Row:
    is_planned = line.state == "planned"
    return Row(
        on=line.planned_on if is_planned else line.on or line.planned_on,
        what=str(PURPOSES[line.purpose]),
        who=line.planned_for if is_planned else line.by,
        state=said(roads.VISIT_NAMES[line.state]),
        tone=TONES[line.state],
        href=reverse("visit", args=[line.number]),
    )
