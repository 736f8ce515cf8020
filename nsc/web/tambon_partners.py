"""What the pages of partners show beside what the rooms answer: the pages among themselves, and what households lack beside offers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nsc.reports.shortfalls import Shortfall
from nsc.tambon import partners_rules
from nsc.tambon.offers import Offered
from nsc.web import pages
from nsc.web.tambon import Head


@dataclass(frozen=True)
class Lack:
    """What households lack in a dimension of the survey, and how many offers are meant for the dimension of development it is put to."""

    shortfall: Shortfall
    development: str | None
    offers: int


PAGES = (
    ("tambon-partners", _("ภาคี")),
    ("tambon-partners-resources", _("ให้และต้องการ")),
    ("tambon-partners-matching", _("จับคู่")),
    ("tambon-partners-promises", _("ที่รับปากไว้")),
)
INSIDE = {
    "tambon-partners-one": "tambon-partners",
    "tambon-partners-offer": "tambon-partners-resources",
    "tambon-partners-promise": "tambon-partners-promises",
}


def told(request: HttpRequest, head: Head, **more: object) -> dict[str, object]:
    """`pages`: those of this part, beside each other."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    here = INSIDE.get(here, here)
    choices = [pages.Choice(str(label), reverse(name, args=[head.begun.area_code]), name == here) for name, label in PAGES]
    return {"head": head, "pages": choices, **more}


def lacks(found: Iterable[Shortfall], offered: Iterable[Offered]) -> list[Lack]:
    for_ = Counter(key for offer in offered if offer.free for key in offer.dimensions)
    developed = [(each, partners_rules.OF_SURVEY.get(each.dimension)) for each in found]
    return [Lack(each, key, for_[key] if key else 0) for each, key in developed]


def plain(amount: Decimal) -> str:
    """As one types it: 1500, not 1500.00."""
    return f"{amount:.2f}".removesuffix(".00")
