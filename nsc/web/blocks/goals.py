"""Goals and how far they are, on the first page of a tambon."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from nsc.tambon import goals

TITLE = _("เป้าหมายของตำบล")
TEMPLATE = "pages/tambon/goals/_block.html"


def told(request: HttpRequest, code: str) -> list[goals.Progress]:
    return goals.progress(request.user, code)
