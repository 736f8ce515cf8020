"""The door of a round: one import of a year at a time, so that each sees what the other stored.

The operating system (or the PostgreSQL server) keeps the lock and lets go when its holder ends, however it ends: a killed import keeps
nobody out, and a slow one is never taken for dead.
"""

import threading
from typing import IO

from django.conf import settings
from django.db import connection

_held: dict[int, tuple[int, IO[bytes] | None]] = {}  # round: the batch that is in, and its lock file; whatever thread of this process
_turn = threading.Lock()


def take(round_id: int, batch_id: int) -> bool:
    """Whether the door was free. It stays taken until release() or the end of this process."""
    with _turn:
        if round_id in _held:
            return False
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(hashtext('nsc.round'), %s)", [round_id])
                if not cursor.fetchone()[0]:
                    return False
            _held[round_id] = (batch_id, None)
            return True
        file = (settings.HOME / f"round-{round_id}.lock").open("a+b")
        if not _lock(file.fileno()):
            file.close()
            return False
        _held[round_id] = (batch_id, file)
        return True


def release(round_id: int, batch_id: int) -> None:
    """Does nothing where another is in."""
    with _turn:
        if _held.get(round_id, (None,))[0] != batch_id:
            return
        _batch, file = _held.pop(round_id)
        if file:
            file.close()
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('nsc.round'), %s)", [round_id])


def _lock(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
