"""How many of an area receive, are entitled and do not, or are not known: counted from everybody's answers, kept by village and above.

Ages grow, so it is counted anew each day, and whenever answers, registers or terms have changed. What has changed is seen by a mark of all
of them (`mark`): who publishes a survey needs not know that somebody counts.
"""

import hashlib
from collections.abc import Callable
from datetime import date, datetime

import polars as pl
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from nsc import bulk
from nsc.access import users
from nsc.areas import places
from nsc.jobs import queue, work
from nsc.jobs.models import Job, State
from nsc.surveys import rounds
from nsc.surveys.models import Batch, Round
from nsc.welfare import facts, programmes, recipients
from nsc.welfare.models import Programme, Register, RightCount, RightTally, Terms

KIND = "nsc.welfare.counting.run"
LEVELS = (6, 4, 2)
KEYS = ["programme_id", "digits", "area_code", "authority_id", "state"]


def last() -> RightCount | None:
    return RightCount.objects.select_related("round").first()


def mark(on: date) -> str:
    """Of everything that a count depends on. Four small queries."""
    batches = sorted(Batch.objects.filter(state=Batch.State.PUBLISHED).values_list("pk", flat=True))
    registers = Register.objects.filter(undone_at=None).aggregate(last=Max("pk"), number=Count("pk"))
    terms = Terms.objects.aggregate(last=Max("pk"), at=Max("at"))
    closed = Programme.objects.aggregate(number=Count("pk"), closed=Count("pk", filter=Q(closed_on__lte=on)))
    told = [on, batches, *registers.values(), *terms.values(), *closed.values(), hashlib.sha256(programmes.version()).hexdigest()]
    return hashlib.sha256(repr([str(each) for each in told]).encode()).hexdigest()


def is_stale(on: date) -> bool:
    known = last()
    return known is None or known.mark != mark(on)


def _silent(done: int, total: int) -> None:
    pass


def recount(*, at: datetime, tick: Callable[[int, int], None] = _silent) -> RightCount:
    """All of it, from the newest round. `tick(done, total)`: programmes."""
    on = timezone.localdate(at)
    seen, round = mark(on), next(iter(reversed(rounds.published())), None)
    tallies = _with_sums(_villages(round, on, tick)) if round else pl.DataFrame()
    with transaction.atomic():
        old = RightTally._base_manager.all()
        old._raw_delete(old.db)
        bulk.insert(RightTally, tallies)
        RightCount.objects.all().delete()
        made = RightCount.objects.create(mark=seen, round=round, on=on, counted_at=at)
    bulk.tell_the_planner(RightTally)
    return made


def _villages(round: Round, on: date, tick: Callable[[int, int], None]) -> pl.DataFrame:
    entries, group = programmes.entries(open_on=on), facts.read(round)
    registers = recipients.in_force(each.id for each in entries)
    found = []
    for done, entry in enumerate(entries):
        tick(done, len(entries))
        rows = facts.decide(entry, [each for each in registers if each.programme_id == entry.id], group, on).rows
        counted = rows.group_by("area_code", "authority_id", "state").agg(count=pl.len().cast(pl.Int64))
        found.append(counted.with_columns(programme_id=pl.lit(entry.id, pl.Int64)))
    return pl.concat(found) if found else pl.DataFrame()


def _with_sums(villages: pl.DataFrame) -> pl.DataFrame:
    """Villages and everything above them, whatever the authority; and each authority's villages and its whole."""
    if villages.is_empty():
        return villages
    theirs = villages.filter(pl.col("authority_id").is_not_null())
    anybody = villages.with_columns(authority_id=pl.lit(0, pl.Int64))
    parts = [(anybody, digits) for digits in (8, *LEVELS)] + [(theirs, 8), (theirs, 0)]
    cut = [rows.with_columns(pl.col("area_code").str.slice(0, digits), digits=pl.lit(digits, pl.Int64)) for rows, digits in parts]
    columns = [*KEYS, "count"]
    return pl.concat([rows.group_by(KEYS).agg(pl.col("count").sum()).select(columns) for rows in cut])


# — in the background —


def run(job: work.Running) -> dict[str, object]:
    """A job: recounts where it is still needed when its turn comes."""
    at = timezone.now()
    if is_stale(timezone.localdate(at)):
        recount(at=at, tick=lambda done, total: work.progress(job, done, total))
    return {}


def watch(at: datetime) -> None:
    """A chore of the worker: asks for a count where the one there is has become old, unless one is asked for already."""
    if not rounds.published() or not is_stale(timezone.localdate(at)):
        return
    with transaction.atomic():
        if not Job.objects.filter(kind=KIND, state__in=[State.QUEUED, State.RUNNING]).exists():
            queue.enqueue(kind=KIND, by=users.operator(), at=at, arguments={})


# — asked for —


def tallies(*, digits: int, area: str = "", authority: int = 0, programme: int | None = None) -> dict[str, dict[int, dict[int, int]]]:
    """area code → programme → eligibility.State → how many, of the areas of that many digits inside `area` ("" with an authority)."""
    rows = RightTally.objects.filter(authority_id=authority, digits=digits)
    if area:
        rows = rows.filter(places.within(area))
    if programme is not None:
        rows = rows.filter(programme=programme)
    found: dict[str, dict[int, dict[int, int]]] = {}
    for code, number, state, count in rows.order_by("area_code").values_list("area_code", "programme", "state", "count"):
        found.setdefault(code, {}).setdefault(number, {})[state] = count
    return found
