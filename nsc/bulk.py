"""Rows in and out of the database by the hundred thousand, on SQLite and PostgreSQL alike.

`bulk_create` makes a model instance a row and is 12 to 20 times slower (ADR 0005). Constraints hold all the same: they are the database's.
"""

from contextlib import suppress

import numpy as np
import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import IntegrityError, connection, models, transaction
from numpy.typing import NDArray

FEW = 5_000  # values up to which asking for them by name is quicker than reading the whole table
CHUNK = 20_000  # rows a transaction: well under half a second, so that others keep writing while a province comes in


def reserve(model: type[models.Model], count: int) -> pl.Series:
    """`count` ids that nobody else will be given, ascending."""
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [_quote(table), count])
            return pl.Series("id", [row[0] for row in cursor.fetchall()], dtype=pl.Int64)
        cursor.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT %s, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
            [table, table],
        )
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = int(cursor.fetchone()[0])
    return pl.int_range(last - count + 1, last + 1, eager=True, dtype=pl.Int64).alias("id")


def insert(model: type[models.Model], frame: pl.DataFrame) -> None:
    """Inserts all rows of `frame`, whose columns are the table's columns. Joins the transaction it is called in."""
    if not frame.height:
        return
    table, columns = _quote(model._meta.db_table), ", ".join(_quote(column) for column in frame.columns)
    frame = frame.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d"))
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, model, table, columns, frame)
        else:
            marks = ", ".join(["?"] * len(frame.columns))
            # the driver's own cursor: Django's would turn every one of 640,000 parameter lists over again
            cursor.connection.cursor().executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", frame.iter_rows())  # noqa: S608  names are the model's own


def register(model: type[models.Model], frame: pl.DataFrame, key: str) -> pl.Series:
    """Inserts rows in short transactions and returns their "id" in order. Where somebody else registered the same `key` (unique where it
    is not null) a moment before, theirs is taken."""
    ids = []
    for chunk in frame.iter_slices(CHUNK):
        chunk, known = chunk.with_columns(theirs=pl.lit(None, dtype=pl.Int64)), -1
        while True:
            try:
                with transaction.atomic():
                    insert(model, chunk.filter(pl.col("theirs").is_null()).drop("theirs"))
                break
            except IntegrityError:  # again and again, as long as others come in between; a clash that is not of this key is the caller's
                theirs = read_by(
                    model._base_manager.all(), key, chunk[key].drop_nulls().to_list(), {key: chunk.schema[key], "id": pl.Int64}
                )
                if theirs.height <= known:
                    raise
                known = theirs.height
                theirs = theirs.rename({"id": "theirs"})
                chunk = chunk.drop("theirs").join(theirs, on=key, how="left", maintain_order="left")
        ids.append(chunk.select(pl.coalesce("theirs", "id"))["theirs"].alias("id"))
    return pl.concat(ids) if ids else frame["id"]


def _copy(cursor, model: type[models.Model], table: str, columns: str, frame: pl.DataFrame) -> None:
    booleans = {field.column for field in model._meta.concrete_fields if isinstance(field, models.BooleanField)}
    frame = frame.with_columns(
        *[pl.col(name).cast(pl.Boolean) for name in frame.columns if name in booleans],
        *[
            pl.concat_str(pl.lit("\\x"), pl.col(name).bin.encode("hex")).alias(name)
            for name, kind in frame.schema.items()
            if kind == pl.Binary
        ],
    )
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy:
        # an empty text must arrive as '' and a missing one as null: quotes tell them apart
        copy.write(frame.write_csv(include_header=False, quote_style="non_numeric", null_value="").encode())


def read(queryset: models.QuerySet, schema: dict[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    """The columns named in `schema` (field names or lookups) of every row, as a frame.

    Straight from the driver, which knows dates and booleans: Django would turn them over once more, a million rows one by one.
    """
    told = {name.replace("__", "_"): kind for name, kind in schema.items()}
    frames = [pl.DataFrame(schema=told)]
    with suppress(EmptyResultSet), connection.chunked_cursor() as cursor:
        cursor.execute(*queryset.values_list(*schema).query.sql_with_params())
        while rows := cursor.fetchmany(CHUNK):
            frames.append(pl.DataFrame(rows, schema=told, orient="row"))
    return pl.concat(frames)


def numbers(queryset: models.QuerySet, field: str) -> NDArray[np.int64]:
    """A whole number of every row, in no order. As one text: SQLite hands rows over one by one, which takes five times as long."""
    try:
        sql, parameters = queryset.order_by().values_list(field).query.sql_with_params()
    except EmptyResultSet:
        return np.array([], np.int64)
    joined = "string_agg(n::text, ',')" if connection.vendor == "postgresql" else "group_concat(n)"
    with connection.cursor() as cursor:
        cursor.execute(f"WITH found (n) AS ({sql}) SELECT {joined} FROM found", parameters)  # noqa: S608  SQL of Django's
        return np.fromstring(cursor.fetchone()[0] or "", np.int64, sep=",")


def read_by(queryset: models.QuerySet, field: str, values: list, schema: dict) -> pl.DataFrame:
    """As `read`, the rows whose `field` is one of `values`, asked in portions that both databases take."""
    portions = [values[start : start + 500] for start in range(0, len(values), 500)]
    return pl.concat(
        [read(queryset.filter(**{f"{field}__in": portion}), schema) for portion in portions] or [read(queryset.none(), schema)]
    )


def read_some(queryset: models.QuerySet, field: str, values: pl.Series | None, schema: dict) -> pl.DataFrame:
    """As `read_by` where they are few; of many, and of all (None), the whole table is read and sifted."""
    if values is not None and values.len() <= FEW:
        return read_by(queryset, field, values.to_list(), schema)
    found = read(queryset, schema)
    return found if values is None else found.filter(pl.col(field.replace("__", "_")).is_in(values.implode()))


def update(model: type[models.Model], frame: pl.DataFrame) -> None:
    """Sets the other columns of the rows whose "id" stands in `frame`. Joins the transaction it is called in."""
    columns = [column for column in frame.columns if column != "id"]
    settings = ", ".join(f"{_quote(column)} = %s" for column in columns)
    frame = frame.select(*columns, "id").with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d"))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {_quote(model._meta.db_table)} SET {settings} WHERE id = %s", frame.rows())  # noqa: S608


def swap(model: type[models.Model], column: str, changes: list[tuple[object, object, object]]) -> int:
    """(id, old, new): sets `column` to new in the rows that still hold old; how many did. Joins the transaction it is called in."""
    if not changes:
        return 0
    table, named = _quote(model._meta.db_table), _quote(column)
    key = _quote(model._meta.pk.column)
    changes = [(model._meta.pk.get_db_prep_value(pk, connection), old, new) for pk, old, new in changes]  # a uuid is text to SQLite
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cast = {"integer": "integer", "uuid": "uuid"}.get(model._meta.pk.db_type(connection), "bigint")
            kind = model._meta.get_field(column).db_type(connection)
            cursor.execute(
                f"UPDATE {table} SET {named} = told.new FROM unnest(%s::{cast}[], %s::{kind}[], %s::{kind}[]) AS told(id, old, new)"  # noqa: S608
                f" WHERE {table}.{key} = told.id AND {table}.{named} = told.old",
                [list(each) for each in zip(*changes, strict=True)],
            )
        else:
            # the driver's own cursor, as in insert
            cursor = cursor.connection.cursor()
            cursor.executemany(
                f"UPDATE {table} SET {named} = ? WHERE {key} = ? AND {named} = ?",  # noqa: S608
                [(new, pk, old) for pk, old, new in changes],
            )
        return cursor.rowcount


def tell_the_planner(*tables: type[models.Model]) -> None:
    """After hundreds of thousands of rows: PostgreSQL plans by its statistics, and until its own housekeeping comes round it knows of none
    (a ranked list took 150 ms instead of 15). SQLite plans by the indexes alone."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {_quote(table._meta.db_table)}")


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
