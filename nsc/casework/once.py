"""What the database allows once, met by two at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from nsc.errors import Refused, _


@contextmanager
def once() -> Iterator[None]:
    """The later of two comes to know it, instead of an error page."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        raise Refused(_("มีผู้บันทึกรายการเดียวกันอยู่พร้อมกัน โปรดเปิดหน้าใหม่เพื่อดูรายการนั้น")) from clash
