"""Short acts on the pages of a tambon, by its team."""

from collections.abc import Mapping

from django import forms
from django.http import HttpRequest

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.web.acts import Act, begun, sent


def done(request: HttpRequest, code: str, acts: Mapping[str, Act]) -> dict[str, forms.Form] | None:
    """As `sent`; without a POST the forms as they begin."""
    if request.method != "POST":
        return begun(acts)
    scope.require(request.user, Permission.TAMBON_WRITE, place=code)
    return sent(request, acts, area=code)
