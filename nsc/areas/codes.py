"""Official area codes as such: 60 ⊃ 6001 ⊃ 600102 ⊃ 60010203. They nest, so a place is a prefix. No Django, no data."""

PROVINCE, AMPHOE, TAMBON, VILLAGE = LEVELS = ("province", "amphoe", "tambon", "village")
LENGTH = dict(zip(LEVELS, (2, 4, 6, 8), strict=True))
_LEVEL = {length: level for level, length in LENGTH.items()}

# จปฐ. and TPMAP give the communities of a municipality a tambon part of their own, from 51 up; official tambon stay below.
FIRST_MUNICIPAL = 51


def is_code(text: str) -> bool:
    return len(text) in _LEVEL and text.isascii() and text.isdigit()


def level_of(code: str) -> str:
    """`province`, `amphoe`, `tambon` or `village`, by the length of the code; ValueError if it is no area code."""
    if not is_code(code):
        raise ValueError(f"not an area code: {code!r}")
    return _LEVEL[len(code)]


def parent(code: str) -> str | None:
    """The code one level up; None above a province."""
    level_of(code)
    return code[:-2] or None


def ancestors(code: str) -> list[str]:
    """From the province down to the one just above; empty for a province."""
    level_of(code)
    return [code[:length] for length in range(2, len(code), 2)]


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` is `outer` or lies in it."""
    return inner.startswith(outer)


def is_municipal(code: str) -> bool:
    """A municipal unit (600151) or one of its communities (60015102)."""
    return len(code) >= LENGTH[TAMBON] and int(code[4:6]) >= FIRST_MUNICIPAL


def bounds(code: str) -> tuple[str, str | None]:
    """Lowest text inside `code` and the first one beyond it: '6009' → ('6009', '6010'). None: nothing lies beyond ('99').

    The upper bound is made of digits. '600:' would do in byte order, but PostgreSQL databases with a language's collation
    sort punctuation before digits, and the range would be empty without a word.
    """
    level_of(code)
    beyond = str(int(code) + 1).zfill(len(code))
    return code, beyond if len(beyond) == len(code) else None
