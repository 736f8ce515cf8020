"""Before the first survey is in, its pages say what to do instead of showing nought."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.web import context, pages, picture


@dataclass(frozen=True)
class Nothing:
    """A page before the first survey was imported."""

    name: str
    title: str | Promise
    may_import: bool
    lists: tuple[pages.ListRow, ...]  # they may have come first


def surveyed(name: str, title: str | Promise) -> Callable:
    """For views of survey data. Who may see no figures at all is left to the view, which will not find them anything."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def shown(request: HttpRequest, *args: object, **values: object) -> HttpResponse:
            if scope.anywhere(request.user, Permission.FIGURES_SEE) and not context.rounds_of(request):
                page = Nothing(name, title, scope.anywhere(request.user, Permission.SURVEY_IMPORT), picture.listed(request.user))
                return render(request, "pages/nothing.html", {"page": page})
            return view(request, *args, **values)

        return shown

    return decorate
