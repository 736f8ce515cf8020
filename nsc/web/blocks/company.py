"""The enterprise on the first page of a tambon: how far it is founded, how its year stands by the law; what the law warns of waits."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nsc.tambon import books, enterprises, foundings
from nsc.web import tambon_company as shown
from nsc.web.blocks.waits import Wait, once

TITLE = _("วิสาหกิจชุมชน")
TEMPLATE = "pages/tambon/company/_block.html"


@dataclass(frozen=True)
class Told:
    """`reached` the last stage entered, `coming` the first that could be next; None where there is none."""

    name: str
    reached: foundings.Step | None
    coming: foundings.Step | None
    account: shown.Account | None


def told(request: HttpRequest, code: str) -> Told | None:
    return once(request, f"company {code}", lambda: _told(request, code))


def _told(request: HttpRequest, code: str) -> Told | None:
    firm = enterprises.find(request.user, code)
    if firm is None:
        return None
    steps = foundings.steps(request.user, code)
    reached = max((step for step in steps if step.on), key=lambda step: step.on, default=None)
    coming = next((step for step in steps if step.is_next), None)
    newest = next((shown.account(each) for each in books.years(request.user, code, on=timezone.localdate())), None)
    return Told(firm.name, reached, coming, newest)


def waits(request: HttpRequest, code: str) -> list[Wait]:
    """What the newest year is warned of. No enterprise: nothing."""
    firm, href = told(request, code), reverse("tambon-company", args=[code])
    return [Wait(f"{each.name}: {each.verdict}", href) for each in firm.account.warnings] if firm and firm.account else []
