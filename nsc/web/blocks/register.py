"""Funding that ends soon, on the first page of a tambon."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.tambon import undertakings
from nsc.web.blocks.waits import Wait, once

TITLE = gettext_lazy("ทุนใกล้หมด")
TEMPLATE = "pages/tambon/register/_block.html"


def told(request: HttpRequest, code: str) -> list[undertakings.Registered] | None:
    return _ending(request, code) or None


def waits(request: HttpRequest, code: str) -> list[Wait]:
    href = reverse("tambon-register", args=[code])
    return [
        Wait(_("“%(name)s” หมดทุนในอีก %(days)s วัน ยังไม่มีผู้ทำต่อ") % {"name": each.name, "days": each.days_left}, f"{href}#u{each.id}")
        for each in _ending(request, code)
        if not each.continued_by
    ]


def _ending(request: HttpRequest, code: str) -> list[undertakings.Registered]:
    all_ = once(request, f"undertakings {code}", lambda: undertakings.of(request.user, code, on=timezone.localdate()))
    return [each for each in all_ if each.warning]
