"""Who asks: a phone with one of its two secrets (Authorization: Bearer nscf_…), and what it is told where it may not come in."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from nsc.access import phones
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused

SCHEME = "Bearer "


def answer(status: int, because: str, **told: object) -> JsonResponse:
    """Why not, in words that the phone shows as they are."""
    return JsonResponse({"because": because, **told}, status=status)


def opened(kind: str, *, ended: bool = False) -> Callable[..., Callable[..., HttpResponse]]:
    """For `view(request, phone, at, …)`, where the secret is of that kind (phones.SEND, phones.READ). `ended`: also a phone that was ended
    is heard. No cookie is asked, so there is no form that another site could send in somebody's name."""

    def wrapped(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: HttpRequest, **where: Any) -> HttpResponse:
            said = request.headers.get("Authorization", "")
            phone = phones.holder(said.removeprefix(SCHEME), kind=kind) if said.startswith(SCHEME) else None
            if phone is None:
                return answer(401, _("ระบบไม่รู้จักโทรศัพท์เครื่องนี้ โปรดลงทะเบียนโทรศัพท์ใหม่"))
            with translation.override(phone.user.language):
                return _answered(view, request, phone, timezone.now(), ended, where)

        return login_not_required(csrf_exempt(answered))

    return wrapped


def _answered(view: Callable, request: HttpRequest, phone: phones.Phone, at: datetime, ended: bool, where: dict[str, Any]) -> HttpResponse:
    if phone.ended_at and not ended:
        return answer(410, _("โทรศัพท์เครื่องนี้ถูกยกเลิกแล้ว"), ended=True)
    try:
        return view(request, phone, at, **where)
    except Refused as refused:
        return answer(422, because(refused))
    except OutOfSight:
        return answer(404, _("ไม่พบรายการนี้ หรือไม่อยู่ในความดูแลของท่านแล้ว"))
    except NotAllowed:
        return answer(403, _("ท่านเห็นรายการนี้ได้ แต่ไม่มีสิทธิทำสิ่งนี้"))


def because(refused: Refused) -> str:
    return _(refused.message).format(**{name: _(value) if isinstance(value, str) else value for name, value in refused.values.items()})


def sent(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the request."""
    try:
        found = json.loads(request.body)
    except ValueError as error:
        raise malformed() from error
    if not isinstance(found, dict):
        raise malformed()
    return found


def malformed() -> Refused:
    return Refused("คำขอจากแอปอ่านไม่ได้ โปรดปรับปรุงแอปให้เป็นรุ่นล่าสุดแล้วลองใหม่")
