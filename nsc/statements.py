"""Questions that every page asks, put to the database without writing their SQL anew.

For a row or two Django takes ten times as long to write the SQL as the database to answer it, and such questions were a third of what a
list costs (ADR 0062). So it is written once, for each kind of database. What comes back is what the query set itself would give.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.expressions import RawSQL

Row = TypeVar("Row")
Value = int | str


@dataclass(frozen=True)
class _Gap:
    """Where a value will stand."""

    place: int


@dataclass(frozen=True)
class _Written:
    sql: str
    parameters: tuple[object, ...]
    converters: tuple[tuple[int, Callable, Any], ...]  # a column's place, what its values go through, its expression
    model: type[models.Model]
    names: list[str] | None  # of the model's fields; None where tuples are asked for


class Statement(Generic[Row]):
    """`ask`: given an expression for each value, gives a query set of a model's whole rows or of `values_list`. It is called once, so that
    nothing in it may change but the values. These are given as the driver takes them: numbers and texts."""

    def __init__(self, ask: Callable[..., models.QuerySet]) -> None:
        self._ask = ask
        self._gaps = [RawSQL("%s", (_Gap(n),)) for n in range(ask.__code__.co_argcount)]
        self._written: dict[str, _Written] = {}

    def all(self, *values: Value) -> list[Row]:
        written = self._in_sql()
        with connection.cursor() as cursor:
            cursor.execute(written.sql, _filled(written, values))
            rows = cursor.fetchall()
        if written.converters:
            rows = [_converted(list(row), written.converters) for row in rows]
        if written.names is None:
            return rows
        make, names, alias = written.model.from_db, written.names, connection.alias
        return [make(alias, names, row) for row in rows]

    def first(self, *values: Value) -> Row | None:
        return next(iter(self.all(*values)), None)

    def count(self, *values: Value) -> int:
        written = self._in_sql()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({written.sql}) AS found", _filled(written, values))  # noqa: S608  SQL of Django's
            return cursor.fetchone()[0]

    def _in_sql(self) -> _Written:
        found = self._written.get(connection.vendor)
        if found is None:
            found = self._written[connection.vendor] = _written(self._ask(*self._gaps))
        return found


class Among(Statement[Row]):
    """Of the rows whose value is `__in` many, asked for so many at a time: the last of them fills what is left."""

    def __init__(self, ask: Callable[[RawSQL], models.QuerySet], most: int) -> None:
        super().__init__(ask)
        self._most = most
        self._gaps = [RawSQL(", ".join(["%s"] * most), tuple(map(_Gap, range(most))))]  # noqa: S611  marks alone

    def all(self, *values: Value) -> list[Row]:
        portions = [values[start : start + self._most] for start in range(0, len(values), self._most)]
        return [row for each in portions for row in super(Among, self).all(*each, *[each[-1]] * (self._most - len(each)))]


def _written(asked: models.QuerySet) -> _Written:
    compiler = asked.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    columns = [column for column, _sql, _alias in compiler.select]
    converters = tuple((place, each, of) for place, (several, of) in compiler.get_converters(columns).items() for each in several)
    names = [column.target.attname for column in columns] if asked._iterable_class is models.query.ModelIterable else None
    return _Written(sql, tuple(parameters), converters, asked.model, names)


def _converted(row: list[Any], converters: tuple[tuple[int, Callable, Any], ...]) -> tuple:
    for place, convert, column in converters:
        row[place] = convert(row[place], column, connection)
    return tuple(row)


def _filled(written: _Written, values: tuple[Value, ...]) -> list[object]:
    return [values[each.place] if isinstance(each, _Gap) else each for each in written.parameters]
