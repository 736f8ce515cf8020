"""How much a request may bring. Its length is asked before a byte is read: Django would put all on disk first, and ask who it is later."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

STRANGERS = 64 * 1024  # bytes; a name and a password
FORM = 1024 * 1024  # what comes with a file


class Bodies:
    """After AuthenticationMiddleware and the language. A body without a length is none to Django."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isascii() and length.isdigit() and len(length) < 19 else 0
        if size <= STRANGERS or (request.user.is_authenticated and size <= settings.UPLOAD_LIMIT + FORM):
            return self.get_response(request)
        why = _("ข้อมูลที่ส่งมาใหญ่เกินกว่าที่ระบบรับได้ โปรดแบ่งไฟล์ หรือส่งเป็นไฟล์ zip แล้วส่งใหม่")
        return render(request, "refused.html", {"why": why}, status=413)
