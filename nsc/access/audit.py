"""The record of what was done and seen, and its seal.

Lines are appended without waiting for anyone. Each second the worker seals what has become visible since: a block's hash covers its lines
and the block before it, so a line changed, removed or slipped in shows. A line belongs to the block that names it, not to a range of
numbers: on PostgreSQL a long import commits its low-numbered lines after higher ones were sealed, and they simply go into the next block.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl
from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, Min, Prefetch, Sum
from django.db.models.functions import Mod
from django.utils import timezone

from nsc import bulk
from nsc.access.models import AuditBlock, AuditLine, AuditShown, User

START = "0" * 64
BLOCK = 5_000
PRIME = 1_000_003


def record(
    *,
    by: User | None,
    at: datetime,
    verb: str,
    on: models.Model | tuple[str, object] | None = None,
    place: str = "",
    because: str = "",
    count: int | None = None,
    detail: str = "",
    households: Iterable[int] = (),
) -> AuditLine:
    """One line for one verb, in the verb's own transaction. `on`: the row, or its type and id; no names, no ids of people in the texts.

    `households`: those whose people a list showed, so that the record answers who has seen a given person. What is done through a token
    says by which.
    """
    detail = " ".join(filter(None, (detail, by.came_by if by else "")))
    on_type, on_id = (on._meta.model_name, on.pk) if isinstance(on, models.Model) else on or ("", "")
    return AuditLine.objects.create(
        at=at,
        recorded_at=timezone.now(),
        by=by,
        verb=verb,
        on_type=on_type,
        on_id=str(on_id),
        place=place,
        because=because[:300],
        count=count,
        detail=detail[-300:],  # its end says by which token
        households=_spaced(households),
    )


def _spaced(households: Iterable[int]) -> str:
    return f" {' '.join(map(str, sorted(set(households))))} " if households else ""


def seen(
    *,
    by: User,
    at: datetime,
    what: str,
    on: models.Model | tuple[str, object] | None = None,
    place: str = "",
    count: int | None = None,
    because: str = "",
    detail: str = "",
    households: Iterable[int] = (),
) -> AuditLine:
    """A named record or list was opened: one line a page view. `what`: "household", "priority_list"; `count`: how many were shown."""
    return record(by=by, at=at, verb=f"{what}.see", on=on, place=place, count=count, because=because, detail=detail, households=households)


def refused(*, by: User, at: datetime, household: int, place: str = "") -> AuditLine:
    """Somebody asked for a household that is not theirs to see, or for a number that is none: they are told the same, and both are kept."""
    return record(by=by, at=at, verb="household.refuse", on=("household", str(household)[:40]), place=place)


def seal(at: datetime) -> int:
    """Seals all lines visible now; how many. Where another sealer is at work, the rest is left to it."""
    sealed = 0
    while taken := _seal_block(at):
        sealed += taken
    return sealed


def _seal_block(at: datetime) -> int:
    if not AuditLine.objects.filter(block=None).exists():  # most seconds: no write lock for nothing
        return 0
    try:
        with transaction.atomic():
            # The end of the chain before the lines, and the new block before they are marked: whoever seals meanwhile has taken the same
            # number, and one of the two stops there. Read the other way round, the lines could be those another block has just taken.
            last = AuditBlock.objects.order_by("number").last()
            lines = list(AuditLine.objects.filter(block=None).order_by("id")[:BLOCK])
            if not lines:
                return 0
            block = AuditBlock(number=last.number + 1 if last else 1, sealed_at=at, previous_hash=last.hash if last else START)
            block.hash = chained(block, lines)
            block.save(force_insert=True)
            bulk.insert(AuditShown, pl.DataFrame(_shown(lines), {"household_id": pl.Int64, "line_id": pl.Int64}, orient="row"))
            return AuditLine.objects.filter(pk__in=[line.pk for line in lines]).update(block=block)
    except IntegrityError:
        return 0


def _shown(lines: Iterable[AuditLine]) -> list[tuple[int, int]]:
    """Turned round here and not when the list is shown: fifty rows more would be waited for by its reader."""
    return [(int(number), line.pk) for line in lines for number in line.households.split()]


def chained(block: AuditBlock, lines: Iterable[AuditLine]) -> str:
    """SHA-256 over the block's own columns, the hash before it among them, and every column of its lines in the order of their numbers."""
    digest = hashlib.sha256()
    for columns in ([block.number, block.previous_hash, _moment(block.sealed_at)], *map(_columns, lines)):
        digest.update(json.dumps(columns, ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()


def _columns(line: AuditLine) -> list[object]:
    what = [line.verb, line.on_type, line.on_id, line.place, line.because, line.count, line.detail]
    shown = [line.households] if line.households else []  # lines sealed before the column was there keep their hash
    return [line.pk, _moment(line.at), _moment(line.recorded_at), line.by_id, *what, *shown]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass
class Report:
    """What `verify` found. `head` is worth writing down elsewhere: with it, even a chain rebuilt from start to end is found out."""

    blocks: int = 0
    lines: int = 0
    unsealed: int = 0
    unsealed_since: datetime | None = None
    head: str = START
    broken: list[int] = field(default_factory=list)
    head_missing: bool = False
    shown_astray: bool = False  # which lines showed a household (AuditShown) is not what the sealed lines say

    @property
    def sound(self) -> bool:
        return not (self.broken or self.head_missing or self.shown_astray)


def verify(head: str | None = None) -> Report:
    """Reads the whole chain. `head`: a hash noted earlier, which must still be in it."""
    report = Report()
    found = {START}
    shown = [0, 0]  # how many pairs of household and line, and a sum over them
    in_order = Prefetch("lines", AuditLine.objects.order_by("id"))
    for block in AuditBlock.objects.order_by("number").prefetch_related(in_order).iterator(chunk_size=50):
        report.broken.extend(range(report.blocks + 1, block.number))  # removed
        lines = list(block.lines.all())
        if block.previous_hash != report.head or chained(block, lines) != block.hash:
            report.broken.append(block.number)
        report.blocks, report.head = block.number, block.hash
        report.lines += len(lines)
        found.add(block.hash)
        for household, line in _shown(lines):
            shown[0] += 1
            shown[1] += household * line % PRIME
    told = AuditShown.objects.aggregate(count=Count("*"), sum=Sum(Mod(F("household_id") * F("line_id"), PRIME)))
    report.shown_astray = shown != [told["count"], int(told["sum"] or 0)]
    report.head_missing = head is not None and head not in found
    tail = AuditLine.objects.filter(block=None).aggregate(count=Count("pk"), since=Min("recorded_at"))
    report.unsealed, report.unsealed_since = tail["count"], tail["since"]
    return report
