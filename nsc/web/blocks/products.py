"""Products and farmers on the first page of a tambon; late orders wait."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nsc.tambon import buyers, products, seasons

TITLE = _("ผลิตภัณฑ์และเกษตรกร")
TEMPLATE = "pages/tambon/products/_block.html"


@dataclass(frozen=True)
class Late:
    """A line of what waits, as blocks.Wait has it."""

    words: str
    href: str
    is_late: bool = True


@dataclass(frozen=True)
class Told:
    chosen: tuple[products.Candidate, ...]
    candidates: int
    season: seasons.Report


def told(request: HttpRequest, code: str) -> Told:
    found = products.of(request.user, code)
    chosen = tuple(each for each in found if each.state == "chosen")
    candidates = sum(each.state == "candidate" for each in found)
    return Told(chosen, candidates, seasons.report(request.user, code))


def waits(request: HttpRequest, code: str) -> list[Late]:
    """One line a product whose orders are late."""
    return [
        Late(
            _now("คำสั่งซื้อ %(name)s เลยกำหนดส่ง %(n)s รายการ") % {"name": each.product, "n": each.orders},
            f"{reverse('tambon-product', args=[code, each.product_id])}#market",
        )
        for each in buyers.late(request.user, code, on=timezone.localdate())
    ]
