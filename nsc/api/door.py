"""Who asks: another system with its key, or somebody who has signed in with this browser. And how often."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import BaseThrottle

from nsc.access import limits, sign_in, tokens

STRETCH = timedelta(minutes=1)


class Key(HttpBearer):
    """Authorization: Bearer nsc_…"""

    def authenticate(self, request: HttpRequest, token: str):
        user = tokens.holder(token, at=timezone.now())
        if user is None:
            return None
        request.user = user
        translation.activate(user.language)  # the language middleware, which knew nobody yet, puts its own back afterwards
        return user


class Session(APIKeyCookie):
    """The cookie of the pages. Ninja checks the CSRF token where a request would change something. Who sends a key is known by it alone:
    a key that has ended must not quietly turn into somebody else's session."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None):
        if Key.header in request.headers or not sign_in.is_proven(request):
            return None
        return request.user


class Limit(BaseThrottle):
    """So many calls a minute for each key and for each person."""

    def allow_request(self, request: HttpRequest) -> bool:
        who = request.auth.came_by or f"user {request.auth.pk}"
        return limits.allow("api", who, timezone.now(), settings.API_PER_MINUTE, STRETCH)


def is_still_heard(request: HttpRequest, at: datetime) -> bool:
    """Of who is not known, by address."""
    return limits.allow("api.unknown", sign_in.address(request), at, settings.API_UNKNOWN_PER_MINUTE, STRETCH)
