"""The plan of a case, and what changed in its household account, on the page of the case."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nsc.casework import accounts, plans
from nsc.web import plans as shown

TITLE = _("แผนแก้จนของครัวเรือน")
TEMPLATE = "pages/plans/_section.html"


def told(request: HttpRequest, case: int) -> object | None:
    """The version in work or in force. Words only for who may read names, as the question has it."""
    found = plans.of_case(request.user, case, on=timezone.localdate())
    plan = shown.shown(found, None)
    book = accounts.of_case(request.user, case) if found.has_names else None
    view = shown.account_view(book) if book else None
    has_both = book is not None and book.before is not None and book.after is not None
    return {
        "plan": plan,
        "view": shown.version_view(found, plan) if plan else None,
        "why_not": shown.why_not(found),
        "href": reverse("plan", args=[case]),
        "write": reverse("plan-write", args=[case]) if found.can_write and not found.in_work else "",
        "changes": [sums for sums, _lines in view["groups"]] + [view["left"]] if view and has_both else [],
        "accounts": shown.account_hrefs(case) if plan and book and book.may_record else (),
    }
