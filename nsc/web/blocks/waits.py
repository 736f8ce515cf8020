"""A line of what waits to be done in a tambon."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpRequest

T = TypeVar("T")


@dataclass(frozen=True)
class Wait:
    """Words, the page where it is done, whether it is late."""

    words: str
    href: str
    is_late: bool = False


def once(request: HttpRequest, what: str, asked: Callable[[], T]) -> T:
    """Asked once a page: both what a block tells and what waits in it are made of the same."""
    kept = request.__dict__.setdefault("_blocks", {})
    if what not in kept:
        kept[what] = asked()
    return kept[what]
