"""The database on which a run begins: migrated once, with the reference data that every home has.

Migrating takes half a minute of a processor. A SQLite database that was migrated is kept (in pytest's cache) and copied as long as nothing
that its migrations rest on has changed; on PostgreSQL `run.py test` has one made (tests/shared_ground.py), which each process copies.

After a test that committed, the ground is as it was: its rows are still there under the same numbers, so what stands on them
(tests/surveyed.py) is given back and not imported anew. Emptying every table, as Django does, costs seconds on PostgreSQL.
"""

import hashlib
import os
import re
import shutil
from pathlib import Path

from django.db import connection, transaction
from django.test import TransactionTestCase

from nsc.areas import gazetteer
from nsc.surveys import sets

ROOT = Path(__file__).resolve().parent.parent

_kept: dict[str, list[tuple]] = {}


# — migrated once —


def fingerprint() -> str:
    """Of all that migrating rests on: the migrations, what of ours they import, the versions of what others brought."""
    migrations = sorted((ROOT / "nsc").glob("*/migrations/*.py"))
    texts = [path.read_text(encoding="utf-8") for path in migrations]
    named = re.findall(r"^\s*(?:from|import) (nsc[\w.]*)(?: import (\w+))?", "\n".join(texts), re.MULTILINE)
    ours = {ROOT / f"{each.replace('.', '/')}.py" for module, name in named for each in (module, f"{module}.{name}")}
    read = [*migrations, *sorted(path for path in ours if path.is_file()), ROOT / "requirements" / "run.lock"]
    return hashlib.sha256(b"\0".join(path.name.encode() + path.read_bytes() for path in read)).hexdigest()[:20]


def take(shelf: Path, to: Path) -> bool:
    """Whether `to` is now a migrated SQLite database."""
    kept = shelf / f"{fingerprint()}.sqlite3"
    if kept.exists():
        shutil.copyfile(kept, to)
    return kept.exists()


def put(shelf: Path) -> None:
    """Keeps this one, just migrated, and no older one. Two processes may do it at once."""
    kept = shelf / f"{fingerprint()}.sqlite3"
    draft = shelf / f"{os.getpid()}.draft"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(draft)])
    draft.replace(kept)
    for older in shelf.glob("*.sqlite3"):
        if older != kept:
            older.unlink(missing_ok=True)


# — after a test that committed —


def keep() -> None:
    """What is there now is the ground."""
    with connection.cursor() as cursor:
        _kept.update({table: _rows(cursor, table) for table in _filled(cursor)})
    TransactionTestCase._fixture_teardown = lambda _case: bring_back()


def is_kept() -> bool:
    return bool(_kept)


def bring_back() -> None:
    """Everything else goes; what was changed of the ground is mended. Waits for whoever still writes, as TRUNCATE would."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, _tables()))} IN SHARE ROW EXCLUSIVE MODE")
        filled = _filled(cursor)
        changed = [table for table in _kept if _rows(cursor, table) != _kept[table]]
        for table in {*changed, *(filled - set(_kept))}:
            cursor.execute(f"DELETE FROM {_quoted(table)}")
        for table in changed:
            marks = ", ".join(["%s"] * len(_kept[table][0]))
            cursor.executemany(f"INSERT INTO {_quoted(table)} VALUES ({marks})", _kept[table])
    gazetteer.forget()
    for read in (sets.of_code, sets.threshold, sets.informal_debt):
        read.cache_clear()


def _tables() -> list[str]:
    return connection.introspection.django_table_names(only_existing=False, include_views=False)


def _quoted(table: str) -> str:
    return connection.ops.quote_name(table)


def _filled(cursor) -> set[str]:
    tables = _tables()
    cursor.execute("SELECT " + ", ".join(f"EXISTS (SELECT 1 FROM {_quoted(table)})" for table in tables))
    return {table for table, is_filled in zip(tables, cursor.fetchone(), strict=True) if is_filled}


def _rows(cursor, table: str) -> list[tuple]:
    cursor.execute(f"SELECT * FROM {_quoted(table)} ORDER BY 1")
    return cursor.fetchall()
