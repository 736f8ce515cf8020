"""How much a request may bring. Its length is asked before a byte is read: Django would put all on disk first, and ask who it is later."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

STRANGERS = 64 * 1024  # bytes; a name and a password
FORM = 1024 * 1024  # what comes with a file
FIELD, PHONES = "/field/", 1024 * 1024  # what a phone has read or sends, and a piece of a photograph; who it is, is asked before it is read


class Bodies:
    """After AuthenticationMiddleware and the language. A body without a length is none to Django."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isascii() and length.isdigit() and len(length) < 19 else 0
        if size <= STRANGERS or size <= _most(request):
            return self.get_response(request)
        if request.path.startswith(FIELD):
            return JsonResponse({"because": _("ข้อมูลที่ส่งมาใหญ่เกินกว่าที่ระบบรับได้ โปรดปรับปรุงแอปให้เป็นรุ่นล่าสุดแล้วลองใหม่")}, status=413)
        why = _("ข้อมูลที่ส่งมาใหญ่เกินกว่าที่ระบบรับได้ โปรดแบ่งไฟล์ หรือส่งเป็นไฟล์ zip แล้วส่งใหม่")
        return render(request, "refused.html", {"why": why}, status=413)


def _most(request: HttpRequest) -> int:
    if request.path.startswith(FIELD):
        return PHONES if "Authorization" in request.headers else STRANGERS
    return settings.UPLOAD_LIMIT + FORM if request.user.is_authenticated else STRANGERS
