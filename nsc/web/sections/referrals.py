"""The referrals of a case, on its page."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.casework import referral_desk
from nsc.web import referrals as shown

TITLE = _("ส่งต่อหน่วยงาน")
TEMPLATE = "pages/referrals/_section.html"


@dataclass(frozen=True)
class Section:
    rows: tuple[shown.Row, ...]
    new: str  # the form of a new one; "" for who may not send


def told(request: HttpRequest, case: int) -> Section | None:
    """None where this reader neither sends nor has any to read."""
    lines = referral_desk.of_case(request.user, case)
    may_send = scope.anywhere(request.user, Permission.REFERRAL_SEND)
    if not lines and not may_send:
        return None
    return Section(shown.rows(lines), reverse("referral-new", args=[case]) if may_send else "")
