"""Makes NSC_HOME ready: the first command there sets it up, every later one pays a handful of queries."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from nsc.access import guard
from nsc.areas import loading
from nsc.casework import menu
from nsc.errors import _
from nsc.ops import words
from nsc.reports import touched
from nsc.secretariat import kept_figures
from nsc.surveys import sets
from nsc.welfare import programmes


def ready() -> None:
    """Tables and reference data as this version of the code wants them. Several processes may call it at once."""
    with alone():
        behind = missing_migrations()
        if behind:
            words.say(_("เตรียมฐานข้อมูลใน {home}"), home=settings.HOME)
            touched.remove(connection)
            call_command("migrate", interactive=False, verbosity=0)
            kept_figures.install(connection)
            guard.install(connection)  # a table of the record built anew has lost it
        if not touched.stands():
            touched.install(connection)
        new_areas = loading.load(settings.PROVINCE)
        are_loaded = sets.are_loaded() and programmes.are_loaded() and menu.are_loaded()
        if behind or new_areas or _seen() != _sets_version() or not are_loaded:
            sets.load()
            programmes.load()
            menu.load()  # names programmes
            _seen_file().write_text(_sets_version(), encoding="utf-8")


def _sets_version() -> str:
    """Changes with the data of the indicator sets, the programmes and the menu, their loaders, or the database they were loaded into."""
    rooms = [Path(each.__file__) for each in (sets, menu)]
    version = hashlib.sha256(str([connection.settings_dict[key] for key in ("HOST", "PORT", "NAME")]).encode())
    for path in sorted(each for module in rooms for each in (*(module.parent / "data").iterdir(), module)):
        version.update(path.read_bytes())
    version.update(programmes.version())
    return version.hexdigest()


def _seen() -> str:
    return _seen_file().read_text(encoding="utf-8") if _seen_file().exists() else ""


def _seen_file() -> Path:
    return settings.HOME / "indicator-sets.sha256"


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
