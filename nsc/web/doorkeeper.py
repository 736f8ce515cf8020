"""Between signing in and every page: a session left alone is closed, and who must prove himself twice does so before anything opens."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from nsc.access import second_factor, sessions, sign_in

BY_STATUS = ("/api/", "/field/")  # answer so, never by a page: they ask sign_in.is_proven themselves
# What stays open to who has still to give or to set up the second factor.
OPEN = {"sign-out", "theme", "language", "health", "confirm", "totp", "passkey-add", "recovery-codes", "recovery-codes-file"}


class Doorkeeper:
    """After AuthenticationMiddleware, before LoginRequiredMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if getattr(view, "asks_no_session", False) or not request.user.is_authenticated:
            return None
        at, for_a_page = timezone.now(), not request.path.startswith(BY_STATUS)
        if over := sign_in.over(request, at):
            request.why_over = over
            logout(request)
            return _to(request, "sign-in", because=over, next=_here(request)) if for_a_page else None
        if not _asks_by_itself(request):
            sessions.note(request, at)
        if not for_a_page or request.resolver_match.url_name in OPEN or sign_in.is_proven(request):
            return None
        return _to(request, "confirm" if second_factor.has(request.user) else "totp", next=_here(request))


def _asks_by_itself(request: HttpRequest) -> bool:
    """A page that watches the progress of some work is not somebody at the desk."""
    return request.method == "GET" and "HX-Request" in request.headers


def _here(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" and "HX-Request" not in request.headers else ""


def _to(request: HttpRequest, name: str, **told: str) -> HttpResponse:
    said = {key: value for key, value in told.items() if value and value != "/"}
    address = reverse(name) + (f"?{urlencode(said)}" if said else "")
    if "HX-Request" in request.headers:  # else the page would be put where a fragment was asked for
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
