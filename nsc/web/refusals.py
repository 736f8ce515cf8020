"""What the rooms below raise, as answers: not found, not allowed, not now, not so often."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from nsc.access.limits import TooOften
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.web import inputs
from nsc.web.words import because


class Refusals:
    """After the message middleware. A refused act goes back to the page it came from, which says why; a refused page says it itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OutOfSight):
            return render(request, "404.html", status=404)
        if isinstance(error, NotAllowed):
            return render(request, "403.html", status=403)
        if isinstance(error, Refused):
            return _refused(request, because(error))
        if isinstance(error, TooOften):
            return _too_often(request, error.until)
        return None


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    back = request.headers.get("Referer", "")
    if request.method == "POST" and inputs.ours(request, back):
        messages.error(request, why)
        return redirect(back)
    return render(request, "refused.html", {"why": why}, status=409)


def _too_often(request: HttpRequest, until: datetime) -> HttpResponse:
    """A page, or the line that stands where the answer to htmx would have stood."""
    name = "parts/too_often.html" if request.headers.get("HX-Request") == "true" else "429.html"
    seconds = 1 + int((until - timezone.now()).total_seconds())
    response = render(request, name, {"until": until}, status=429)
    response["Retry-After"] = str(max(seconds, 1))
    return response
