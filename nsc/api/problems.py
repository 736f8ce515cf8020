"""Errors, as problem details (RFC 9457): what happened, where, and how to mend it. Never what was sent, and nothing of the inside."""

import logging
import re
import traceback
from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.responses import NinjaJSONEncoder

from nsc.access import limits
from nsc.access.scope import OutOfSight
from nsc.api import door
from nsc.api.words import said
from nsc.errors import NotAllowed, Refused

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
PAGE = "/api/v1/"

# status: (title, what happened and how to mend it)
KINDS = {
    401: (
        _("ต้องแสดงตัวก่อน"),
        _("ส่งกุญแจที่ยังใช้ได้ในหัวข้อ Authorization: Bearer … หรือลงชื่อเข้าใช้ทางหน้าเว็บ กุญแจที่หมดอายุหรือถูกถอนแล้วใช้ไม่ได้ ขอใหม่จากผู้ดูแลระบบ"),
    ),
    403: (_("ไม่มีสิทธิ"), _("บัญชีนี้เห็นพื้นที่หรือรายการนี้ แต่ไม่มีสิทธิขอข้อมูลส่วนนี้ หากจำเป็นต้องใช้ ติดต่อผู้ดูแลระบบของหน่วยงานท่าน")),
    404: (_("ไม่พบ"), _("ไม่มีสิ่งนี้ หรืออยู่นอกขอบเขตที่บัญชีนี้เห็น ตรวจที่อยู่และรหัสอีกครั้ง")),
    405: (_("ใช้วิธีเรียกนี้ไม่ได้"), _("ที่อยู่นี้รับเฉพาะวิธีเรียกในหัวข้อ Allow API รุ่นนี้อ่านได้อย่างเดียว")),
    409: (_("ทำไม่ได้ในขณะนี้"), ""),
    422: (_("คำขอไม่ถูกต้อง"), _("แก้ค่าตามรายการใน errors แล้วส่งใหม่")),
    429: (_("เรียกถี่เกินไป"), _("รอตามจำนวนวินาทีในหัวข้อ Retry-After แล้วเรียกใหม่ หากงานต้องเรียกมากกว่านี้ ติดต่อผู้ดูแลระบบ")),
    500: (_("ระบบขัดข้อง"), _("ไม่ใช่ความผิดของคำขอ ลองใหม่ภายหลัง หากยังเป็นอยู่ แจ้งผู้ดูแลระบบพร้อมเวลาที่เกิด")),
}

# what pydantic calls a finding: (what is wrong, how to mend it)
WRONG = {
    "missing": (_("ขาดค่านี้"), _("ใส่ค่านี้ในคำขอ")),
    "int_parsing": (_("ไม่ใช่จำนวนเต็ม"), _("ใส่จำนวนเต็มเป็นเลขอารบิก")),
    "int_parsing_size": (_("จำนวนยาวเกินไป"), _("ใส่จำนวนที่น้อยลง")),
    "greater_than_equal": (_("น้อยเกินไป"), _("ใส่ค่าตั้งแต่ {ge} ขึ้นไป")),
    "less_than_equal": (_("มากเกินไป"), _("ใส่ค่าไม่เกิน {le}")),
    "string_pattern_mismatch": (_("รูปแบบไม่ถูกต้อง"), _("ใส่ตามรูปแบบ {pattern}")),
    "string_too_short": (_("สั้นเกินไป"), _("ใส่อย่างน้อย {min_length} ตัวอักษร")),
    "string_too_long": (_("ยาวเกินไป"), _("ใส่ไม่เกิน {max_length} ตัวอักษร")),
    "literal_error": (_("ไม่รู้จักค่านี้"), _("ใส่ค่าใดค่าหนึ่งจาก {expected}")),
    "date_from_datetime_parsing": (_("ไม่ใช่วันที่"), _("ใส่ ปี ค.ศ.-เดือน-วัน เช่น 2026-01-15")),
    "date_parsing": (_("ไม่ใช่วันที่"), _("ใส่ ปี ค.ศ.-เดือน-วัน เช่น 2026-01-15")),
    "unknown": (_("ไม่รู้จักตัวเลือกนี้"), _("เอาออก หรือใช้ชื่อจาก {known}")),
    "repeated": (_("ใส่ตัวเลือกเดียวกันซ้ำ"), _("ใส่ครั้งเดียว")),
}
OTHERWISE = (_("ค่านี้ใช้ไม่ได้"), _("ดูรูปแบบที่รับได้ในเอกสารของ API"))


class Wrong(Schema):
    field: str = Field(description=_("ชื่อตัวเลือกในคำขอ"))
    problem: str = Field(description=_("ผิดอย่างไร"))
    remedy: str = Field(description=_("แก้อย่างไร"))


class Problem(Schema):
    """RFC 9457, application/problem+json."""

    type: str = Field(description=_("ที่อยู่ของคำอธิบาย"))
    title: str = Field(description=_("ชื่อปัญหา"))
    status: int = Field(description=_("รหัสตอบของ HTTP"))
    detail: str = Field(description=_("เกิดอะไรขึ้นและแก้อย่างไร"))
    errors: list[Wrong] = Field(description=_("ค่าที่ผิดทีละค่า เฉพาะรหัส 422"))


def answer(status: int, detail: str = "", wrong: Iterable[Wrong] = (), **headers: str) -> HttpResponse:
    title, usual = KINDS[status]
    body = {"type": f"{PAGE}#problem-{status}", "title": gettext(title), "status": status, "detail": detail or said(usual)}
    body["errors"] = [each.model_dump() for each in wrong]
    return HttpResponse(NinjaJSONEncoder(ensure_ascii=False).encode(body), status=status, content_type=MEDIA_TYPE, headers=headers)


def wrong(field: str, kind: str, **gaps: object) -> Wrong:
    problem, remedy = WRONG.get(kind, OTHERWISE)
    return Wrong(field=field, problem=gettext(problem), remedy=said(remedy, gaps))


def strictly(view: Callable[..., object]) -> Callable[..., object]:
    """An option that is not known, or said twice, is refused: passed over, a mistyped filter would answer with everything."""

    @wraps(view)
    def asked(request: HttpRequest, *path: object, **options: object) -> object:
        known = sorted(set(options) - set(request.resolver_match.kwargs))
        unknown = [name for name in request.GET if name not in known]
        found = [{"loc": [_plain(name)], "type": "unknown", "ctx": {"known": ", ".join(known) or "–"}} for name in unknown]
        found += [{"loc": [name], "type": "repeated"} for name, said in request.GET.lists() if len(said) > 1 and name in known]
        if found:
            raise ValidationError(found)
        return view(request, *path, **options)

    return asked


def _plain(name: str) -> str:
    """Only what can be a mistyped option is said back."""
    return name if re.fullmatch(r"[a-z_]{1,30}", name) else "?"


def listen(api: NinjaAPI) -> None:
    """What the rooms below and the framework raise, as answers. No log line holds what was asked or found."""
    api.add_exception_handler(OutOfSight, lambda request, error: answer(404))
    api.add_exception_handler(NotAllowed, lambda request, error: answer(403))
    api.add_exception_handler(Refused, lambda request, error: answer(409, said(error.message, error.values)))
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(Throttled, lambda request, error: answer(429, **_later()))
    api.add_exception_handler(HttpError, lambda request, error: answer(error.status_code if error.status_code in KINDS else 403))
    api.add_exception_handler(Exception, _broken)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answer(422, wrong=[wrong(str(each["loc"][-1]), each["type"], **_gaps(each)) for each in error.errors])


def _gaps(found: dict) -> dict[str, object]:
    """What pydantic tells of the rule. Its list of allowed values is English: 'a', 'b' or 'c'."""
    gaps = found.get("ctx", {})
    return gaps | {"expected": gaps["expected"].replace(" or ", ", ").replace("'", "")} if "expected" in gaps else gaps


def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Nobody we know. Whoever tries too often hears so; a known key from the same address is not held up by it."""
    if not door.is_still_heard(request, timezone.now()):
        return answer(429, **_later())
    return answer(401, **{"WWW-Authenticate": "Bearer"})


def _later() -> dict[str, str]:
    at = timezone.now()
    return {"Retry-After": str(1 + int((limits.ends(at, door.STRETCH) - at).total_seconds()))}


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """The message of an error may hold what was found, so only its kind and where it happened are logged."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s at %s\n%s", type(error).__name__, request.resolver_match.route if request.resolver_match else "", where)
    return answer(500)
