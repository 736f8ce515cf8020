"""Makes NSC_HOME ready: the first command there sets it up, every later one pays two queries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from nsc.areas import loading
from nsc.errors import _
from nsc.ops import words
from nsc.surveys import sets

# Each brings its part of the reference data to this version, safe to call at every start and cheap where nothing has changed.
REFERENCE: tuple[Callable[[], object], ...] = (lambda: loading.load(settings.PROVINCE), sets.load)


def ready() -> None:
    """Tables and reference data as this version of the code wants them. Several processes may call it at once."""
    with alone():
        if missing_migrations():
            words.say(_("เตรียมฐานข้อมูลใน {home}"), home=settings.HOME)
            call_command("migrate", interactive=False, verbosity=0)
        for bring in REFERENCE:
            bring()


def missing_migrations() -> set[tuple[str, str]]:
    """(app, migration) on disk but not applied. Reads names only: loading every migration module would cost a quarter of a second."""
    with connection.cursor() as cursor:
        begun = MigrationRecorder.Migration._meta.db_table in connection.introspection.table_names(cursor)
    applied = set(MigrationRecorder.Migration.objects.values_list("app", "name")) if begun else set()
    return set(_on_disk()) - applied


def _on_disk() -> Iterator[tuple[str, str]]:
    for app in apps.get_app_configs():
        for path in (Path(app.path) / "migrations").glob("[!_]*.py"):
            yield app.label, path.stem


@contextmanager
def alone() -> Iterator[None]:
    """One set-up at a time. On PostgreSQL the database itself keeps the lock, since several machines may share it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('nsc.setup'))")
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('nsc.setup'))")
        return
    with (settings.HOME / "setup.lock").open("a+b") as file:
        _lock(file.fileno())
        yield


def _lock(descriptor: int) -> None:
    """Waits as long as it takes; the operating system lets go when the holder ends, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        while True:
            try:
                return msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
            except OSError:  # it gives up after ten seconds
                continue
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return None
