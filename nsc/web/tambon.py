"""What the pages of a tambon's initiative share: its head, the tabs of its parts, the list of all that have begun."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nsc.areas import places
from nsc.tambon import initiatives, rules


@dataclass(frozen=True)
class Tab:
    name: str  # of its address, which takes the tambon's code
    label: str | Promise


# The parts in the order in which a tambon goes through them. A part adds its line when it has a page.
TABS: tuple[Tab, ...] = (
    Tab("tambon-home", _("ภาพรวมงาน")),
    Tab("tambon-company", _("วิสาหกิจชุมชน")),
)
DIMENSION_ICONS = {
    rules.ECONOMY: "income",
    rules.HEALTH: "health",
    rules.SOCIETY: "people",
    rules.ENVIRONMENT: "living",
    rules.EDUCATION: "education",
}


@dataclass(frozen=True)
class Head:
    """`where`: amphoe and province, the larger last."""

    begun: initiatives.Begun
    title: str
    where: str
    tabs: tuple[tuple[str, str | Promise, bool], ...]  # address, words, whether it is this page's


def head(request: HttpRequest, code: str) -> Head:
    """OutOfSight, NotAllowed as initiatives.find."""
    begun = initiatives.find(request.user, code)
    here = request.resolver_match.url_name if request.resolver_match else ""
    above = [place.title for place in places.path(code)][:-1]
    tabs = tuple((reverse(tab.name, args=[code]), tab.label, tab.name == here) for tab in TABS)
    return Head(begun=begun, title=begun.name, where=" · ".join(reversed(above)), tabs=tabs)
