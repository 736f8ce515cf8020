"""An event's own address: for everybody who has the invitation, without an account. A cookie of this one event keeps a browser from being
counted twice; it is good nowhere else and goes after the event."""

import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nsc.access import limits, sign_in
from nsc.areas import places
from nsc.built import built
from nsc.errors import Refused
from nsc.tambon import event_doors
from nsc.web import qr
from nsc.web import tambon_events as page_of
from nsc.web.forms_tambon_events import HereForm
from nsc.web.words import because

COOKIE = "event-browser"
KEPT = 60 * 60 * 24 * 2  # seconds after the event's end
HOUR = timedelta(hours=1)
ANSWERS, ANSWERS_OF_ONE = 120, 1_000  # an hour: from one connection, which a hall's Wi-Fi and a telephone network share; and of one event
LOOKS = 1_200  # at the code page, an hour, from one connection: what guesses codes is slow

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """No account, no cache, no search engine."""

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return login_not_required(never_cache(require_http_methods(["GET", "HEAD", "POST"])(answered)))


@public
def page(request: HttpRequest, token: str) -> HttpResponse:
    now, browser, why = timezone.now(), _browser(request), ""
    verb = {"come": event_doors.come, "stay-away": event_doors.stay_away}.get(request.POST.get("act", ""))
    if request.method == "POST" and verb:
        _count(request, "event_come", token)
        try:
            verb(token, browser=browser, at=now)
            return redirect("event", token)
        except Refused as no:
            why = because(no)
    door = event_doors.find(token, browser=browser, at=now)
    return _known(request, door, render(request, "pages/event/page.html", _told(door) | {"why": why}), browser)


@public
def file(request: HttpRequest, token: str) -> HttpResponse:
    door = event_doors.find(token, browser="", at=timezone.now())
    return page_of.calendar(request, door.told.title, [door], "event")


@public
def here(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """Where the code on the screen leads. Who is in stays in, whatever became of the code; a form that was sent again changes nothing."""
    now, browser = timezone.now(), _browser(request)
    door = event_doors.find(token, browser=browser, at=now)
    told = _told(door) | {"offices": event_doors.offices(door.area_code)}
    if not door.i_am_in:
        given = _sent(request, door, browser) if request.method == "POST" else _entered(request, door, code, browser)
        if isinstance(given, HttpResponse):
            return given
        told |= given
    return _known(request, door, render(request, "pages/event/here.html", told), str(told.get("browser", browser)))


def _entered(request: HttpRequest, door: event_doors.Door, code: str, browser: str) -> dict[str, object]:
    """The form, for who scanned in time; `browser` is new where there was none."""
    _require(request, "event_look", LOOKS)
    browser = browser or secrets.token_urlsafe(16)
    try:
        ticket = event_doors.enter(door.token, code=code, browser=browser, at=timezone.now())
    except Refused as no:
        return {"why": because(no), "browser": browser}
    return {"form": HereForm(initial={"ticket": ticket}, villages=event_doors.villages(door.area_code)), "browser": browser}


def _sent(request: HttpRequest, door: event_doors.Door, browser: str) -> dict[str, object] | HttpResponse:
    form = HereForm(request.POST, villages=event_doors.villages(door.area_code))
    if not form.is_valid():
        return {"form": form}
    _count(request, "event_here", door.token)
    try:
        event_doors.check_in(door.token, ticket=form.cleaned_data["ticket"], browser=browser, at=timezone.now(), **form.told())
    except Refused as no:
        return {"why": because(no)}
    return redirect(request.path)


@public
def screen(request: HttpRequest, token: str, passed: str) -> HttpResponse:
    """For the wall of the hall. It asks for the next code by itself, and says when attendance was closed."""
    try:
        shown = event_doors.screen(token, passed, at=timezone.now())
    except Refused as no:
        return render(request, _screen(request), {"why": because(no)})
    link = request.build_absolute_uri(reverse("event-here", args=[token, shown.code]))
    return render(request, _screen(request), {"screen": shown, "qr": qr.drawn(link), "link": link, "path": request.path})


def _screen(request: HttpRequest) -> str:
    return "pages/event/code.html" if request.headers.get("HX-Request") == "true" else "pages/event/screen.html"


def _told(door: event_doors.Door) -> dict[str, object]:
    where = " · ".join(place.title for place in reversed(places.path(door.area_code)))
    told = {"door": door, "told": door.told, "where": where, "hours": page_of.hours(door.told), "who": page_of.who(door.told)}
    # The style sheet alone: these pages need no script, and a telephone at the edge of its network should not wait for one.
    return told | {"map": page_of.map_link(door.told, door.area_code), "built": replace(built(), script="", fonts=())}


def _browser(request: HttpRequest) -> str:
    value = request.COOKIES.get(COOKIE, "")
    return value if re.fullmatch(r"[A-Za-z0-9_-]{22}", value) else ""


def _known(request: HttpRequest, door: event_doors.Door, answer: HttpResponse, browser: str) -> HttpResponse:
    """A browser that was not known keeps a random word for this event."""
    if _browser(request):
        return answer
    left = (door.told.on - timezone.localdate()).days * 24 * 60 * 60
    answer.set_cookie(
        COOKIE,
        browser or secrets.token_urlsafe(16),
        max_age=max(left, 0) + KEPT,
        path=reverse("event", args=[door.token]),
        secure=settings.CSRF_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _count(request: HttpRequest, what: str, token: str) -> None:
    _require(request, what, ANSWERS)
    _limit(f"{what}s", token, ANSWERS_OF_ONE)


def _require(request: HttpRequest, what: str, times: int) -> None:
    if where := sign_in.network(request):
        _limit(what, where, times)


def _limit(what: str, who: str, times: int) -> None:
    at = timezone.now()
    if not limits.allow(what, who, at, times, HOUR):
        raise limits.TooOften(limits.ends(at, HOUR))
