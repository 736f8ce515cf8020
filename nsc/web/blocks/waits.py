"""A line of what waits to be done in a tambon."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wait:
    """Words, the page where it is done, whether it is late."""

    words: str
    href: str
    is_late: bool = False
