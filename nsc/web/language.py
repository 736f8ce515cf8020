"""The language of the pages: what was chosen here, else what the account says, else Thai.

Not what the browser announces, as Django's LocaleMiddleware would take it: half the office PCs of a Thai province run an English browser.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

KNOWN = {code for code, _ in settings.LANGUAGES}


class ChosenLanguage:
    """After AuthenticationMiddleware. Asks for the account only where no cookie answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = _chosen(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response


def _chosen(request: HttpRequest) -> str:
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if cookie in KNOWN:
        return cookie
    own = getattr(request.user, "language", None)
    return own if own in KNOWN else settings.LANGUAGE_CODE
