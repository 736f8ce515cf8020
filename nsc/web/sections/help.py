"""Help, on the page of a case: by whom and how much, and the newest of it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from nsc.access.roles import Permission
from nsc.casework import help_given
from nsc.registry import households
from nsc.web import help as shown
from nsc.web import targets

TITLE = _("การช่วยเหลือ")
TEMPLATE = "pages/help/_section.html"
SHOWN = 8


@dataclass(frozen=True)
class Section:
    """`more`: how much help there is beyond the rows."""

    rows: tuple[dict, ...]
    totals: tuple[dict, ...]
    more: int
    all: str
    give: str
    emergency: str


def told(request: HttpRequest, case: int) -> Section:
    """All help of the case's household, whichever case or none it came of. The same few queries however much there is."""
    here, household = targets.told(request), help_given.household_of(request.user, case)
    helps, home = help_given.of_household(request.user, household), households.find(household)
    gives, visits = (shown.may(here, home, each) for each in (Permission.ASSISTANCE_GRANT, Permission.VISIT_RECORD))
    return Section(
        rows=tuple(shown.told(here, each) for each in helps[:SHOWN]),
        totals=shown.totals(helps),
        more=max(0, len(helps) - SHOWN),
        all=here.href("help-household", household),
        give=here.href("help-give", household) if gives else "",
        emergency=here.href("help-emergency", household) if gives and visits else "",
    )
