"""Words that may hold a name or a diagnosis, sealed for a purpose: each room says which (casework.sealing, welfare.sealing)."""

from collections.abc import Iterable

from nsc import thai
from nsc.files import keys


def seal(text: str, most: int = 2000, *, purpose: str) -> bytes | None:
    """None for nothing said. Cut at `most` characters."""
    said = thai.clean(text)[:most]
    return keys.seal(said.encode(), purpose=purpose) if said else None


def opened(sealed: bytes | memoryview | None, *, purpose: str) -> str:
    return keys.open(bytes(sealed), purpose=purpose).decode() if sealed else ""


def opened_many(sealed: Iterable[bytes | memoryview | None], *, purpose: str) -> list[str]:
    """In order; "" where there is none."""
    values = list(sealed)
    told = iter(keys.open_many([bytes(each) for each in values if each], purpose=purpose))
    return [next(told) if each else "" for each in values]
