"""The Blueprint on the first page of a tambon: which version, where it stands, what waits for this reader."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from nsc.tambon import blueprint_rules, blueprints
from nsc.web.blocks.waits import Wait

TITLE = _("พิมพ์เขียวตำบล")
TEMPLATE = "pages/tambon/blueprint/_block.html"


def told(request: HttpRequest, code: str) -> dict[str, object] | None:
    version = blueprints.chosen(blueprints.of(request.user, code))
    return {"version": version, "state": said(blueprint_rules.NAMES[version.state])} if version else None


def waits(request: HttpRequest, code: str) -> list[Wait]:
    href = reverse("tambon-blueprint", args=[code])
    return [Wait(said("พิมพ์เขียวรอท่านพิจารณา"), href) for each in blueprints.waiting(request.user) if each.area_code == code]
