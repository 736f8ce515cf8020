"""The record is append-only in the database too: triggers refuse to change or delete a line, but for the one step of sealing it.

They hold off mistakes: a careless script, `manage flush`. Who owns the database can drop them; the chain finds that out (audit.verify).
A migration that alters AuditLine on SQLite builds the table anew and loses them; so they are put up again after every migration (ops.home),
and nsc doctor looks.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("access_auditline", "access_auditblock")
COLUMNS = ("id", "at", "recorded_at", "by_id", "verb", "on_type", "on_id", "place", "because", "count", "detail", "households")

_CHANGED = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in COLUMNS)
SQLITE = (
    "CREATE TRIGGER audit_line_kept BEFORE UPDATE ON access_auditline "
    f"WHEN OLD.block_id IS NOT NULL OR NEW.block_id IS NULL OR {_CHANGED} "
    "BEGIN SELECT RAISE(ABORT, 'an audit line is written once'); END",
    "CREATE TRIGGER audit_block_kept BEFORE UPDATE ON access_auditblock BEGIN SELECT RAISE(ABORT, 'an audit block is written once'); END",
    *(
        f"CREATE TRIGGER audit_{table.removeprefix('access_audit')}_stays BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the audit is never deleted'); END"
        for table in TABLES
    ),
)
POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'access_auditline' THEN
            IF to_jsonb(OLD)->'block_id' = 'null' AND to_jsonb(NEW)->'block_id' <> 'null'
                AND to_jsonb(OLD) - 'block_id' = to_jsonb(NEW) - 'block_id' THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'the audit is written once and never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    *(f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_is_kept()" for table in TABLES),
)
NAMES = {
    "sqlite": {"audit_line_kept": TABLES[0], "audit_line_stays": TABLES[0], "audit_block_kept": TABLES[1], "audit_block_stays": TABLES[1]},
    "postgresql": {f"{table}_kept": table for table in TABLES},
}


def install(connection: BaseDatabaseWrapper) -> None:
    remove(connection)
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """For the tests, which empty their tables, and for the way back of a migration."""
    with connection.cursor() as cursor:
        for name, table in NAMES[connection.vendor].items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))


def stands(connection: BaseDatabaseWrapper) -> bool:
    names = NAMES[connection.vendor]
    marks = ", ".join(["%s"] * len(names))
    asked = "FROM sqlite_master WHERE type = 'trigger' AND name" if connection.vendor == "sqlite" else "FROM pg_trigger WHERE tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {asked} IN ({marks})", list(names))
        return cursor.fetchone()[0] == len(names)
