"""Words of casework that may hold a name or a diagnosis: sealed on the way in, opened for who may read names."""

from collections.abc import Iterable

from nsc import thai
from nsc.casework.models.cases import NOTE
from nsc.files import keys


def seal(text: str, most: int = 2000) -> bytes | None:
    """None for nothing said. Cut at `most` characters."""
    said = thai.clean(text)[:most]
    return keys.seal(said.encode(), purpose=NOTE) if said else None


def opened(sealed: bytes | memoryview | None) -> str:
    return keys.open(bytes(sealed), purpose=NOTE).decode() if sealed else ""


def opened_many(sealed: Iterable[bytes | memoryview | None]) -> list[str]:
    """In order; "" where there is none."""
    values = list(sealed)
    told = iter(keys.open_many([bytes(each) for each in values if each], purpose=NOTE))
    return [next(told) if each else "" for each in values]
