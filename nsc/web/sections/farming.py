"""What somebody of the household does with the tambon's farmers, on the page of a case."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nsc.casework import joined

TITLE = _("กลุ่มเกษตรกรของตำบล")
TEMPLATE = "pages/cases/_farming.html"


@dataclass(frozen=True)
class Section:
    """`rows`: each with the address at which the link ends, "" for who may not."""

    rows: tuple[tuple[joined.Member, str], ...]
    link: str


def told(request: HttpRequest, case: int) -> Section | None:
    """Four queries."""
    found = joined.of_case(request.user, case)
    if not found.members and not found.may_link:
        return None
    ends = [reverse("case-farmer-end", args=[case, each.id]) if found.may_link else "" for each in found.members]
    return Section(tuple(zip(found.members, ends, strict=True)), reverse("case-farmers", args=[case]) if found.may_link else "")
