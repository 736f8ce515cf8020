"""Acts that can be taken back: what is said after one carries the way back, an act of its own with its own permission and its own trail."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.translation import gettext as _

_MARK = "undo:"


@dataclass(frozen=True)
class Undo:
    address: str  # that a form is sent to
    fields: tuple[tuple[str, str], ...]


def told(request: HttpRequest, text: str, address: str, **fields: object) -> None:
    """What was done, with "เลิกทำ" beside it. The way travels with the message, which is signed."""
    messages.success(request, text, extra_tags=f"{_MARK}{address}?{urlencode(fields)}")


def of(message: Message) -> Undo | None:
    tags = message.extra_tags or ""
    if not tags.startswith(_MARK):
        return None
    address, _sign, fields = tags.removeprefix(_MARK).partition("?")
    return Undo(address, tuple(parse_qsl(fields)))


def because() -> str:
    """The reason that an act taken back at once is put on record with."""
    return _("เลิกทำทันที: กดผิด")
