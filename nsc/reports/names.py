"""How a name is shown: of a person, to those who may read it and to those who may not; of an indicator, in the reader's language."""

from collections.abc import Mapping
from typing import Protocol

from django.utils.translation import get_language


def shown_name(member: Mapping | None, may_read: bool) -> str:
    """ด.ช.สมชาย ใจดี, or ด.ช.ส•••• ใ•••• where names are not for this user. "" where the file has no name."""
    if member is None or not member["first_name"]:
        return ""
    first, last = member["first_name"], member["last_name"]
    if not may_read:
        first, last = masked(first), masked(last)
    return f"{member['title']}{first} {last}".strip()


def masked(name: str) -> str:
    """The first consonant stays; the dots say nothing of the length. A leading vowel is no initial: เ แ โ ใ ไ are passed over."""
    initial = name.lstrip("เแโใไ")[:1]
    return f"{initial}••••" if initial else ""


class Named(Protocol):
    name_th: str
    name_en: str


def worded(named: Named) -> str:
    """An indicator or problem in the reader's language."""
    return named.name_en if (get_language() or "th").startswith("en") and named.name_en else named.name_th
