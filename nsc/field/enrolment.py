"""The phone in hand: enrolled by who has just signed in on it, told how it stands, heard when it is empty."""

import base64
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from nsc import built
from nsc.access import limits, phones, second_factor, sign_in
from nsc.access.limits import Limit
from nsc.field import door
from nsc.files import envelopes

OLDEST_FORM = 1  # what a phone that was not updated may still send
ENROL = Limit("field.enrol", 10, timedelta(minutes=10))  # of one person


@login_not_required
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Who sits at this browser, and what is still missing before the phone can be enrolled (`to`: the page where it is done)."""
    user = request.user
    if not user.is_authenticated:
        return _told({"signed_in": False, "proven": False, "may": False, "name": "", "csrf": "", "to": _way("sign-in")})
    is_proven = _is_proven(request)
    return _told(
        {
            "signed_in": True,
            "proven": is_proven,
            "may": phones.has_visits(user),
            "name": user.display_name if is_proven else "",
            "csrf": get_token(request),
            "to": "" if is_proven else _way("confirm" if second_factor.has(user) else "totp"),
        }
    )


def _is_proven(request: HttpRequest) -> bool:
    """By the second factor, and lately: a phone is a way in for months, so a screen left open must not make one."""
    return sign_in.is_proven(request) and sign_in.is_fresh(request, timezone.now())


def _way(name: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': reverse('field')})}"


@require_POST
def enrol(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated or not _is_proven(request):
        return door.answer(401, _("โปรดเข้าสู่ระบบและยืนยันตัวตนก่อนลงทะเบียนโทรศัพท์"))
    if _ForThisPage(lambda _request: HttpResponse()).process_view(request, _enrolled, (), {}):
        return door.answer(403, _("คำขอนี้ไม่ได้มาจากหน้าของแอป หรือหน้าเปิดค้างไว้นาน โปรดเปิดแอปใหม่แล้วลองอีกครั้ง"))
    return door.heard(_enrolled, request, timezone.now())


class _ForThisPage(CsrfViewMiddleware):
    """Django's own check, whose refusal is said by `enrol` in JSON."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def _enrolled(request: HttpRequest, at: datetime) -> HttpResponse:
    limits.require(ENROL, request.user, at)
    said, user = door.sent(request), request.user
    try:
        key = UUID(str(said.get("key", "")))
    except ValueError as error:
        raise door.malformed() from error
    made = phones.enrol(by=user, at=at, key=key, name=str(said.get("name", "")), app=str(said.get("app", "")))
    return _told(
        {
            "phone": made.number,
            "send": made.send,
            "read": made.read,
            "seal": _seal(),
            "me": {"id": user.pk, "name": user.display_name},
            "idle_minutes": phones.IDLE_MINUTES,
            "tries": phones.TRIES,
        }
    )


enrol = login_not_required(csrf_exempt(enrol))


@require_safe
@door.opened(phones.SEND, ended=True)
def state(request: HttpRequest, phone: phones.Phone, at: datetime) -> HttpResponse:
    """How things stand: the one call with which every sync begins."""
    phones.heard(phone, at=at, app=request.GET.get("app", ""), sent_at=_moment(request.GET.get("sent_at", "")))
    is_ended = phone.ended_at is not None
    return _told(
        {
            "now": at.isoformat(),
            "ended": is_ended,
            "because": _(phones.why(phone)) if is_ended else "",
            "seal": _seal(),
            "app": built.field_version(),
            "oldest_form": OLDEST_FORM,
        }
    )


@require_POST
@door.opened(phones.SEND, ended=True)
def wiped(request: HttpRequest, phone: phones.Phone, at: datetime) -> HttpResponse:
    """`because`: "pin" or "cleared", where the phone emptied itself for a reason of its own."""
    phones.wiped(phone, at=at, because=str(door.sent(request).get("because", "")) if request.body else "")
    return _told({"ended": True})


def _moment(text: str) -> datetime | None:
    """With its zone; None where it is none: a clock that tells nonsense is no reason not to answer."""
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign that was not escaped
    except ValueError:
        return None
    return found if found.tzinfo else None


def _seal() -> dict[str, object]:
    number = envelopes.newest()
    return {"number": number, "public": base64.b64encode(envelopes.public(number)).decode()}


def _told(told: dict[str, object]) -> JsonResponse:
    return JsonResponse(told, json_dumps_params=door.READABLE)
