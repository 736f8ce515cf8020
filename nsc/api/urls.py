"""Addresses of the API. Whoever may not come in hears so in JSON: the middleware of the pages would send them to the sign-in."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe as reads

from nsc.api import page, problems
from nsc.api.main import api


def _answered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An answer of the API: said in JSON whatever it is, kept by nobody on the way."""

    @wraps(view)
    def answered(request: HttpRequest, **where: object) -> HttpResponse:
        response = view(request, **where)
        if response.status_code == 405:
            response = problems.answer(405, Allow=response["Allow"])
        response["Cache-Control"] = "no-store"
        response["Content-Language"] = get_language()
        return response

    return login_not_required(csrf_exempt(answered))  # ninja checks the token where the session's cookie is what lets in


def _no_such(request: HttpRequest, rest: str) -> HttpResponse:
    return problems.answer(404)


_routes = [each for each in api.urls[0] if each.name != "api-root"]
urlpatterns = [
    path("", reads(page.routes), name="api"),
    *(URLPattern(each.pattern, _answered(each.callback), each.default_args, each.name) for each in _routes),
    path("<path:rest>", _answered(_no_such), name="api-unknown"),
]
