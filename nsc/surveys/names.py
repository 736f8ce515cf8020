"""How a person's name is shown to those who may read it, and to those who may not."""

from collections.abc import Mapping

HEAD = "หัวหน้า"  # what the relation of a household's head begins with


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
