"""What a phone sends: submissions, files in pieces, and the question what has become of them. Sent again, nothing is doubled."""

import base64
import binascii
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nsc.access import phones
from nsc.errors import Refused
from nsc.field.door import answer, because, opened, sent
from nsc.intake import parcels, submissions

MISSHAPEN = "สิ่งที่แอปส่งมาไม่ครบหรือผิดรูปแบบ โปรดปรับปรุงแอปให้เป็นรุ่นล่าสุดแล้วลองใหม่"


@require_POST
@opened(phones.SEND, ended=True)
def send(request: HttpRequest, phone: phones.Phone, at: datetime) -> HttpResponse:
    told = sent(request)
    listed = _listed(told.get("submissions"), submissions.AT_ONCE)
    sent_at = _moment(told.get("sent_at"))
    found = submissions.receive(phone=phone, sent_at=sent_at, at=at, sent=[_submission(each, sent_at) for each in listed])
    return JsonResponse([_answer(each) for each in found], safe=False)


@require_POST
@opened(phones.SEND, ended=True)
def answers(request: HttpRequest, phone: phones.Phone, at: datetime) -> HttpResponse:
    ids = [_uuid(each) for each in _listed(sent(request).get("ids"), submissions.MANY)]
    return JsonResponse([_answer(each) for each in submissions.answers(phone, ids)], safe=False)


@require_http_methods(["GET", "PUT"])
@opened(phones.SEND, ended=True)
def file(request: HttpRequest, phone: phones.Phone, at: datetime, number: UUID) -> HttpResponse:
    if request.method == "GET":
        return _have(parcels.have(phone, number))
    start, total = _digits(request.GET.get("from", "")), _digits(request.headers.get("X-Total", ""))
    if int(request.META.get("CONTENT_LENGTH") or 0) > parcels.PIECE:
        return answer(413, _("ชิ้นของไฟล์ใหญ่เกินกำหนดหรือเกินขนาดที่บอกไว้ โปรดปรับปรุงแอปแล้วส่งใหม่"), most=parcels.PIECE)
    found = parcels.add(phone=phone, at=at, number=number, start=start, total=total, piece=request.body)
    if found.is_whole:
        submissions.arrived(number, at)
    return _have(found)


def _have(found: parcels.Have) -> HttpResponse:
    return JsonResponse({"have": found.bytes, "whole": found.is_whole}, status=200 if found.fits else 409)


def _submission(told: Any, sent_at: datetime) -> submissions.Sent:
    """One that cannot be read is refused for itself where its number can be: the others go, and what comes after it learns of it."""
    try:
        return _read(told)
    except Refused:
        number = _uuid(told.get("id") if isinstance(told, dict) else None)
    return _unread(number, told, sent_at)


def _read(told: Any) -> submissions.Sent:
    if not isinstance(told, dict):
        raise Refused(MISSHAPEN)
    try:
        letter = base64.b64decode(told.get("sealed"), validate=True)
        form, key = int(told["form"]), int(told["key"])
    except (binascii.Error, TypeError, ValueError, KeyError, OverflowError) as error:
        raise Refused(MISSHAPEN) from error
    verb = str(told.get("verb"))
    if not 1 <= form <= 32_000 or not 1 <= key <= 32_000 or not verb.isprintable():
        raise Refused(MISSHAPEN)
    return submissions.Sent(
        id=_uuid(told.get("id")),
        verb=verb,
        form=form,
        household=str(told.get("household") or ""),
        after=_uuid(told["after"]) if told.get("after") else None,
        instead_of=_uuid(told["instead_of"]) if told.get("instead_of") else None,
        done_at=_moment(told.get("done_at")),
        key=key,
        letter=letter,
    )


def _unread(number: UUID, told: dict[str, Any], sent_at: datetime) -> submissions.Sent:
    """What can be read of it. A phone that was not let through with one (413) says so in its stead: no letter, and its `size`."""
    is_large = told.get("sealed") is None and isinstance(told.get("size"), int)
    verb = str(told.get("verb"))
    try:
        done_at = _moment(told.get("done_at"))
    except Refused:
        done_at = sent_at
    return submissions.Sent(
        id=number,
        verb=verb if verb.isprintable() else "",
        form=1,
        household=str(told.get("household") or ""),
        after=_link(told.get("after")),
        instead_of=_link(told.get("instead_of")),
        done_at=done_at,
        key=1,
        letter=b"" if is_large else json.dumps(told).encode(),
        fault=Refused(submissions.TOO_LARGE if is_large else submissions.MISSHAPEN),
    )


def _link(told: Any) -> UUID | None:
    try:
        return _uuid(told)
    except Refused:
        return None


def _answer(told: submissions.Answer) -> dict[str, object]:
    household = f"h{told.household}" if told.household else None
    why = because(told.because) if told.because else ""
    return {"id": str(told.id), "state": told.state, "because": why, "clashes": told.clashes, "household": household}


def _listed(told: Any, most: int) -> list[Any]:
    if not isinstance(told, list):
        raise Refused(MISSHAPEN)
    if len(told) > most:
        raise Refused("ส่งได้ครั้งละไม่เกิน {most} รายการ", most=most)
    return told


def _uuid(told: Any) -> UUID:
    try:
        return UUID(told)
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused(MISSHAPEN) from error


def _moment(told: Any) -> datetime:
    """With its zone; a clock without one says nothing."""
    try:
        found = parse_datetime(told)
    except (ValueError, TypeError) as error:
        raise Refused(MISSHAPEN) from error
    if found is None or found.tzinfo is None:
        raise Refused(MISSHAPEN)
    return found


def _digits(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused(MISSHAPEN)
    return int(text)
