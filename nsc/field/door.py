"""Who asks: a phone with one of its two secrets (Authorization: Bearer nscf_…), and what it is told where it may not come in."""

import json
import math
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt

from nsc.access import limits, phones, sign_in
from nsc.access.limits import TooOften
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused

SCHEME = "Bearer "
READABLE = {"ensure_ascii": False}  # Thai as Thai: half the bytes of \u0e2d
MINUTE = timedelta(minutes=1)
CALLS = 600  # a minute, of one phone: more than it makes on the best of links, with a day of photographs
STRANGERS = 60  # a minute, of one address, with a secret that opens nothing: a village behind one is not held up by it


def answer(status: int, because: str, **told: object) -> JsonResponse:
    """Why not, in words that the phone shows as they are."""
    return JsonResponse({"because": because, **told}, status=status, json_dumps_params=READABLE)


def too_often(until: datetime) -> JsonResponse:
    response = answer(429, _("ติดต่อระบบถี่เกินไป แอปจะลองใหม่ให้เอง"), until=until.isoformat())
    response["Retry-After"] = str(max(1, math.ceil((until - timezone.now()).total_seconds())))
    return response


def opened(kind: str, *, ended: bool = False) -> Callable[..., Callable[..., HttpResponse]]:
    """For `view(request, phone, at, …)`, where the secret is of that kind (phones.SEND, phones.READ). `ended`: also a phone that was ended
    is heard. No cookie is asked, so there is no form that another site could send in somebody's name."""

    def wrapped(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: HttpRequest, **where: Any) -> HttpResponse:
            said = request.headers.get("Authorization", "")
            phone = phones.holder(said.removeprefix(SCHEME), kind=kind) if said.startswith(SCHEME) else None
            if phone is None:
                return _unknown(request, timezone.now())
            with translation.override(phone.user.language):
                return _answered(view, request, phone, timezone.now(), ended, where)

        answered.asks_no_session = True  # a cookie that comes along is neither asked nor kept alive by it (nsc.web.doorkeeper)
        return login_not_required(csrf_exempt(answered))

    return wrapped


def _answered(view: Callable, request: HttpRequest, phone: phones.Phone, at: datetime, ended: bool, where: dict[str, Any]) -> HttpResponse:
    if not limits.allow("field", str(phone), at, CALLS, MINUTE):
        return too_often(limits.ends(at, MINUTE))
    phones.check(phone, at=at)
    if phone.ended_at and not ended:
        return answer(410, _("โทรศัพท์เครื่องนี้ถูกยกเลิกแล้ว"), ended=True)
    return heard(view, request, phone, at, **where)


def heard(view: Callable[..., HttpResponse], *asked: Any, **where: Any) -> HttpResponse:
    """What the rooms below raise, as answers."""
    try:
        return view(*asked, **where)
    except TooOften as often:
        return too_often(often.until)
    except Refused as refused:
        return answer(422, because(refused))
    except OutOfSight:
        return answer(404, _("ไม่พบรายการนี้ หรือไม่อยู่ในความดูแลของท่านแล้ว"))
    except NotAllowed:
        return answer(403, _("ท่านเห็นรายการนี้ได้ แต่ไม่มีสิทธิทำสิ่งนี้"))


def _unknown(request: HttpRequest, at: datetime) -> HttpResponse:
    if not limits.allow("field.unknown", sign_in.address(request), at, STRANGERS, MINUTE):
        return too_often(limits.ends(at, MINUTE))
    return answer(401, _("ระบบไม่รู้จักโทรศัพท์เครื่องนี้ โปรดลงทะเบียนโทรศัพท์ใหม่"))


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
    return Refused(gettext_noop("คำขอจากแอปอ่านไม่ได้ โปรดปรับปรุงแอปให้เป็นรุ่นล่าสุดแล้วลองใหม่"))
