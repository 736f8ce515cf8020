"""Things happening at the same moment, for tests marked django_db(transaction=True)."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def in_threads(*works: Callable[[], object]) -> list[object]:
    """Each work in a thread with a database connection of its own; their results, or the first error."""

    def closing(work: Callable[[], object]) -> object:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(closing, work) for work in works]]


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Waits for something another thread or process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)
