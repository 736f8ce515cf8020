"""What is sealed where, and sealing it anew with the newest key, while others go on reading and writing.

A column says so itself (files.sealed), stored files lie in their folder. What is sealed in a shape of its own needs a Place of its own,
named in keyring.places().
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Substr

from nsc import bulk
from nsc.errors import Refused
from nsc.files import frames, keys, uploads
from nsc.files.sealed import SealedField

CHUNK = 10_000  # values a transaction: a tenth of a second, in which others wait
UNREADABLE = 0  # stands for the number of a key where a value does not begin like a sealed one

Tick = Callable[[int], None]  # how many values more; may raise to stop


@dataclass(frozen=True)
class Renewed:
    """`damaged`: those that did not open; they stay as they are."""

    values: int
    damaged: tuple[str, ...] = ()


class Place(Protocol):
    @property
    def name(self) -> str: ...

    def used(self) -> Counter[int]:
        """How many values are sealed with each key."""

    def renew(self, tick: Tick) -> Renewed:
        """Seals anew what an older key has sealed. May be stopped anywhere and begun again."""


@dataclass(frozen=True)
class Column:
    model: type[models.Model]
    field: SealedField

    @property
    def name(self) -> str:
        return f"{self.model._meta.db_table}.{self.field.column}"

    def used(self) -> Counter[int]:
        found = self._rows().values_list("beginning").annotate(n=models.Count("pk"))
        tally: Counter[int] = Counter()
        for beginning, count in found:
            tally[_number(bytes(beginning))] += count
        return tally

    def renew(self, tick: Tick) -> Renewed:
        done, damaged, last = 0, [], None
        while rows := self._older(last):
            last = rows[-1][0]
            new, lost = _renewed(rows)
            with transaction.atomic():  # one that was written anew meanwhile is with the newest key already, and stays
                done += bulk.swap(self.model, self.field.column, [(pk, old, new[pk]) for pk, old, _purpose in rows if pk in new])
            damaged += [f"{self.name} {pk}" for pk in lost]
            tick(len(rows))
        return Renewed(done, tuple(damaged))

    def _rows(self) -> models.QuerySet[Any]:
        beginning = Substr(self.field.name, 1, keys.HEADER.size, output_field=models.BinaryField())
        return self.model._base_manager.exclude(**{self.field.name: None}).order_by().annotate(beginning=beginning)

    def _older(self, after: object) -> list[tuple[Any, bytes, str]]:
        """`after`: the last key of those before, None at the beginning: a number or, where no order may be told, a random one."""
        newest = models.Value(keys.beginning(keys.newest()), output_field=models.BinaryField())
        rows = self._rows().exclude(beginning=newest).order_by("pk")
        if after is not None:
            rows = rows.filter(pk__gt=after)
        columns = ("pk", self.field.name, *([self.field.purpose_of] if self.field.purpose_of else []))
        return [(pk, bytes(sealed), *(rest or [self.field.purpose])) for pk, sealed, *rest in rows.values_list(*columns)[:CHUNK]]


def columns() -> list[Column]:
    """Every sealed column of every room."""
    return [Column(model, field) for model in apps.get_models() for field in model._meta.local_fields if isinstance(field, SealedField)]


class Files:
    """Uploads, results and photographs. Also what nobody names yet, or no more: it opens with a key until it is purged."""

    name = "files"

    def used(self) -> Counter[int]:
        return Counter(number for _path, number in self._numbered([*uploads.sealed_files(), *uploads.drafts()]))

    def renew(self, tick: Tick) -> Renewed:
        done, damaged, newest = 0, [], keys.newest()
        for path, number in self._numbered(uploads.sealed_files()):
            if number != newest:
                try:
                    done += uploads.renew(path)
                except Refused:
                    damaged.append(f"{self.name} {path.name}")
                tick(1)
        return Renewed(done, tuple(damaged))

    @staticmethod
    def _numbered(paths: Iterable[Path]) -> Iterator[tuple[Path, int]]:
        for path in paths:
            try:
                with path.open("rb") as sealed:
                    yield path, frames.number_of(sealed)
            except FileNotFoundError:
                continue  # purged meanwhile
            except Refused:
                yield path, UNREADABLE


def _number(beginning: bytes) -> int:
    try:
        return keys.number_of(beginning)
    except Refused:
        return UNREADABLE


def _renewed(rows: list[tuple[Any, bytes, str]]) -> tuple[dict[Any, bytes], list[Any]]:
    """New values by id, and the ids of those that do not open."""
    new: dict[Any, bytes] = {}
    damaged: list[Any] = []
    for purpose in {purpose for _pk, _old, purpose in rows}:
        some = [(pk, old) for pk, old, of in rows if of == purpose]
        try:
            new |= dict(zip((pk for pk, _old in some), keys.renewed([old for _pk, old in some], purpose=purpose), strict=True))
        except Refused:
            for pk, old in some:
                try:
                    new[pk] = keys.renewed([old], purpose=purpose)[0]
                except Refused:
                    damaged.append(pk)
    return new, damaged
