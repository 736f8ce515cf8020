"""Needs on the page of a case, unfinished first."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nsc.casework import needs
from nsc.web.needs import Row, row

TITLE = _("ความจำเป็น")
TEMPLATE = "pages/needs/_section.html"


@dataclass(frozen=True)
class Section:
    rows: tuple[Row, ...]
    all: str


def told(request: HttpRequest, case: int) -> Section:
    """Three queries and those of the door."""
    sheet = needs.of_case(request.user, case)
    return Section(tuple(row(each) for each in sheet.needs), reverse("household-needs", args=[sheet.household_id]))
