"""Passwords known from breaches, looked up in a file of the operator's: SHA-1 hashes in order, as Have I Been Pwned distributes them.

Lines are `HASH` or `HASH:COUNT`. The whole list is some 40 GB: it is searched on the disk, where thirty-odd seeks find any line, and never
read into memory. Nothing about a password leaves this machine.
"""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HASH = 40  # hexadecimal digits


class NotBreached:
    """A validator of settings.AUTH_PASSWORD_VALIDATORS. Without NSC_BREACHED_PASSWORDS it lets everything pass."""

    def validate(self, password: str, user: object = None) -> None:
        if settings.BREACHED_PASSWORDS and is_listed(Path(settings.BREACHED_PASSWORDS), password):
            raise ValidationError(_("รหัสผ่านนี้เคยรั่วไหลจากเว็บไซต์อื่นและผู้ไม่หวังดีรู้แล้ว โปรดใช้รหัสผ่านอื่น"), code="password_breached")

    def get_help_text(self) -> str:
        return str(_("รหัสผ่านต้องไม่อยู่ในรายการที่เคยรั่วไหล")) if settings.BREACHED_PASSWORDS else ""


def is_listed(path: Path, password: str) -> bool:
    """By bisection: of the lines that begin in [low, high), the first after the middle says in which half to go on."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, path.stat().st_size
        while low < high:
            middle = (low + high) // 2
            file.seek(max(middle - 1, 0))
            if middle:
                file.readline()
            start = file.tell()
            line = file.readline()
            found = line[:HASH].upper()
            if start >= high or found > wanted:
                high = middle
            elif found == wanted:
                return True
            else:
                low = start + len(line)
    return False
