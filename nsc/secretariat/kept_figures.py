"""Frozen figures are written once in the database too: triggers refuse to change or delete a row of them (as access.guard for the record).
They hold off mistakes; who owns the database can drop them, and then the hash finds it out (certified.verify)."""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

NAMES = ("snapshot", "snapshotsource", "frozenarea", "measured", "figure", "keptback", "attestation", "remark")
TABLES = tuple(f"secretariat_{name}" for name in NAMES)
SAYS = "frozen figures are written once and never deleted"
FUNCTION = f"""CREATE OR REPLACE FUNCTION figures_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""


def _statements(vendor: str, tables: Iterable[str]) -> list[str]:
    if vendor == "postgresql":
        made = "CREATE TRIGGER {0}_kept BEFORE UPDATE OR DELETE ON {0} FOR EACH ROW EXECUTE FUNCTION figures_are_kept()"
        return [FUNCTION, *(made.format(table) for table in tables)]
    made = "CREATE TRIGGER {0}_{1} BEFORE {2} ON {0} BEGIN SELECT RAISE(ABORT, '{3}'); END"
    return [made.format(table, name, act, SAYS) for table in tables for name, act in (("kept", "UPDATE"), ("stays", "DELETE"))]


def install(connection: BaseDatabaseWrapper) -> None:
    """On those of the tables that there are: a migration installs them before a later one makes the next table."""
    remove(connection)
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for statement in _statements(connection.vendor, [table for table in TABLES if table in there]):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """For the tests, which empty their tables and tamper, and for the way back of a migration."""
    names = [f"DROP TRIGGER IF EXISTS {table}_kept ON {table}" for table in TABLES]
    if connection.vendor != "postgresql":
        names = [f"DROP TRIGGER IF EXISTS {table}_{name}" for table in TABLES for name in ("kept", "stays")]
    with connection.cursor() as cursor:
        for statement in names:
            cursor.execute(statement)
