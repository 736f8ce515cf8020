"""Events on the first page of a tambon: those to come, how many came to those that were held, and which nobody has told the end of."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.tambon import attendance, events
from nsc.web.blocks.waits import Wait

TITLE = gettext_lazy("กิจกรรม")
TEMPLATE = "pages/tambon/events/_block.html"
NEXT = 3


def told(request: HttpRequest, code: str) -> dict[str, object]:
    """Eight queries."""
    coming = [each for each in events.of(request.user, code) if each.is_planned and not each.is_over]
    return {"coming": coming[:NEXT], "sums": attendance.sums(request.user, code), "today": timezone.localdate()}


def waits(request: HttpRequest, code: str) -> list[Wait]:
    found = [each for each in events.of(request.user, code) if each.is_planned and each.is_over]
    words = _("บันทึกว่ากิจกรรม “%(title)s” จัดแล้วหรือยกเลิก")
    return [Wait(words % {"title": each.title}, reverse("tambon-events-one", args=[code, each.id]), True) for each in found]
