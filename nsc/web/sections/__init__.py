"""What the parts of the casework show on the page of a case, in this order.

Each is a module with TITLE (a lazy msgid), TEMPLATE (given what it tells as `section`) and told(request, case), which is None where it has
nothing to show to this reader.
"""

from typing import Protocol

from django.http import HttpRequest
from django.utils.functional import Promise

from nsc.web.sections import farming, help, needs, plans, referrals, visits


class Section(Protocol):
    TITLE: str | Promise
    TEMPLATE: str

    def told(self, request: HttpRequest, case: int) -> object | None: ...


SECTIONS: tuple[Section, ...] = (visits, needs, plans, referrals, help, farming)


def shown(request: HttpRequest, case: int) -> list[dict[str, object]]:
    """Title, template and content of each that has something to say."""
    told = ((section, section.told(request, case)) for section in SECTIONS)
    return [{"title": section.TITLE, "template": section.TEMPLATE, "it": it} for section, it in told if it is not None]
