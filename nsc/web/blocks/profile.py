"""How much of the profile there is, and what it still lacks said as work to do, on the first page of a tambon."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.tambon import indicator_values, rules
from nsc.web.blocks.waits import Wait, once

TITLE = gettext_lazy("ข้อมูลตำบล")
TEMPLATE = "pages/tambon/profile/_block.html"


@dataclass(frozen=True)
class Known:
    """`dimensions`: key, name, how many indicators have a figure."""

    dimensions: tuple[tuple[str, str, int], ...]


def told(request: HttpRequest, code: str) -> Known:
    return once(request, f"profile {code}", lambda: _known(request, code))


def _known(request: HttpRequest, code: str) -> Known:
    values = indicator_values.of(request.user, code)
    counted = {key: len({each.indicator for each in values if each.dimension == key}) for key in rules.DIMENSIONS}
    return Known(tuple((key, _(name), counted[key]) for key, name in rules.DIMENSIONS.items()))


def waits(request: HttpRequest, code: str) -> list[Wait]:
    """Where there is nothing at all yet, the first steps say so once."""
    href, known = reverse("tambon-profile", args=[code]), told(request, code).dimensions
    return [
        Wait(_("ยังไม่มีตัวชี้วัดด้าน%(dimension)s") % {"dimension": name}, f"{href}#{key}")
        for key, name, number in known
        if not number and any(each for _key, _name, each in known)
    ]
