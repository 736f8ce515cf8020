"""What an answer says was stored is on the disk before the answer leaves, also if the power fails a moment later.

SQLite writes its log at each commit and waits for the disk only when the log is carried into the database (synchronous=NORMAL, settings):
waiting at each commit would be waiting while all other writers wait. So whoever changed something waits once, after the commits and beside
the others. PostgreSQL waits by itself, for many at once. ADR 0059.
"""

import os
from collections.abc import Callable
from contextlib import suppress

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

LOOKS_ONLY = ("GET", "HEAD", "OPTIONS")


class Settled:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method not in LOOKS_ONLY:
            settle()
        return response


def settle() -> None:
    """Waits until all that was committed before is on the disk. Without a log, all of it is."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with suppress(FileNotFoundError):
        log = os.open(f"{connection.settings_dict['NAME']}-wal", os.O_RDWR)
        try:
            os.fsync(log)
        finally:
            os.close(log)
