"""What every answer tells the browser: all comes from this server, nothing runs or is styled inline, nothing is kept, nobody frames us.

No reports are collected: an address anybody may post to would be one more way in, and a journey in a real browser fails at the first
violation (tests/journeys). No Trusted Types: htmx 4 parses what the server sends with `parseHTMLUnsafe`, which they forbid without a policy
that lets everything through; what they would guard against is kept out by script-src alone.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SELF = "'self'"
SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def with_sources(added: dict[str, str]) -> str:
    """The policy of a page that needs something besides what comes from here: {"img-src": "blob:"}."""
    more = {kind: f"{SOURCES.get(kind, SELF)} {source}".strip() for kind, source in added.items()}
    return "; ".join(f"{kind} {source}" for kind, source in (SOURCES | more).items())


POLICY = with_sources({})
FORBIDDEN = ("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone")
FORBIDDEN += ("midi", "payment", "serial", "usb", "bluetooth", "hid")


def allowing(*names: str) -> str:
    """The Permissions-Policy of a page that may ask for these: "camera"."""
    asked = (*names, "publickey-credentials-get")
    return ", ".join([*(f"{name}=()" for name in FORBIDDEN if name not in asked), *(f"{name}=(self)" for name in asked)])


NOTHING = allowing()
WITH_SOUND = with_sources({"media-src": ""})  # of a page on which something that was spoken is played
WITH_POSITION = allowing("geolocation")  # of a page on which a visitor says where the house stands
HEADERS = {
    "Permissions-Policy": NOTHING,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # a refused act goes back to the page it came from; other sites learn nothing
    "X-Permitted-Cross-Domain-Policies": "none",
}


def with_images_of(address: str) -> str:
    """The policy of a page that shows pictures of one other host besides, and of nothing else of it."""
    host = urlsplit(address)
    return with_sources({"img-src": f"{host.scheme}://{host.netloc}"})


class ContentSecurityPolicy:
    """Outside of all but Django's own SecurityMiddleware, which adds HSTS, nosniff and Cross-Origin-Opener-Policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in {"Content-Security-Policy": POLICY, **HEADERS}.items():
            response.headers.setdefault(name, value)
        if settings.SECURE_SSL_REDIRECT:
            response.headers["Content-Security-Policy"] += "; upgrade-insecure-requests"
        if not request.path.startswith(settings.STATIC_URL) and not getattr(response, "may_be_kept", False):
            # Also what the views say themselves gives way: after sign-out the Back button of a shared computer shows nothing.
            response.headers["Cache-Control"] = "no-store, private"
        return response
