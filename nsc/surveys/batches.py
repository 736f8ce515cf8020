"""Batches: deliveries of answers. Published whole or not at all; withdrawn whole."""

from collections.abc import Callable
from datetime import datetime

import polars as pl
from django.conf import settings
from django.db import transaction

from nsc import bulk
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.surveys import assessment, kinds, name_words, places, responses, rounds, tallies, transitions
from nsc.surveys.models import Batch, Member, Money, Response, Round

NEXT = {
    Batch.State.STAGING: {Batch.State.PUBLISHED, Batch.State.ABANDONED},
    Batch.State.PUBLISHED: {Batch.State.WITHDRAWN},
}


def visible_to(user: User) -> list[Batch]:
    """Newest first; those who import see what was imported."""
    if not scope.may(user, Permission.SURVEY_IMPORT, settings.PROVINCE):
        return []
    return list(Batch.objects.exclude(state=Batch.State.ABANDONED).select_related("round", "by").order_by("-pk")[:200])


def begin(*, by: User, at: datetime, round: Round, source: str, sha256: str, begun: Callable[[Batch], None] = lambda batch: None) -> Batch:
    """Opens a batch and takes the round's door for it. What dead imports left in the round is swept out first.

    `begun` is told the batch in the same transaction, so that none is ever open that its caller does not know.
    """
    scope.require(by, Permission.SURVEY_IMPORT, place=settings.PROVINCE)
    with transaction.atomic():
        batch = Batch.objects.create(round=round, source=source[:255], sha256=sha256, by=by, at=at)
        begun(batch)
        rounds.enter(round, batch)
    for dead in left_by_the_dead(round, but=batch):
        abandon(dead)
    return batch


def left_in_staging() -> list[Batch]:
    """What imports left that ended before they were published, and that no import has swept since."""
    found = Batch.objects.filter(state=Batch.State.STAGING).select_related("round").order_by("pk")
    return [batch for batch in found if batch.round.importing_id != batch.pk or rounds.is_free(batch.round)]


def left_by_the_dead(round: Round, but: Batch | None = None) -> list[Batch]:
    """Batches that were never published and never swept. `but`: the one that is under way."""
    return list(Batch.objects.filter(round=round, state=Batch.State.STAGING).exclude(pk=but and but.pk).order_by("pk"))


def publish(*, by: User, at: datetime, batch: Batch, counts: dict[str, int], areas: set[str], cube: tallies.Cube | None = None) -> Batch:
    """The batch counts from this moment, for everyone at once. `areas`: the villages whose sums it changes (old places included). `cube`:
    their sums, where they are known already (tallies.of_first)."""
    scope.require(by, Permission.SURVEY_IMPORT, place=settings.PROVINCE)
    round = batch.round
    sums = cube or tallies.of_villages(round, areas, batches=[*responses.published(round), batch.pk])
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        rounds.still_in(batch)
        _step(batch, Batch.State.PUBLISHED)
        for name, count in counts.items():
            setattr(batch, name, count)
        batch.published_at = at
        batch.save()
        tallies.put(round, areas, sums)
        rounds.changed(round)
        audit.record(by=by, at=at, verb="survey.import", on=batch, place=settings.PROVINCE, count=counts["households"] + counts["members"])
    rounds.leave(batch)
    return batch


def follow_up(batch: Batch, *, but: pl.Series | None = None) -> None:
    """What a published or withdrawn batch changes beside its own round's figures. Safe to do again: it counts from what is stored.
    `but`: households that the batch itself registered, whose place can be no other."""
    rounds.leave(batch)  # whoever published it may have been killed before it could
    places.refresh(batch, but=but)
    assessment.refresh_streaks(batch.round, since=batch.at)
    transitions.refresh(batch.round)
    if batch.households + batch.members > bulk.CHUNK:
        bulk.tell_the_planner(Response, Member, Money, *tallies.KEYS)


def recount(*, by: User, at: datetime, round: Round) -> None:
    """Makes everything that is told from a round's answers anew: who lives there, sums, streaks, transitions, places in the register."""
    scope.require(by, Permission.SURVEY_IMPORT, place=settings.PROVINCE)
    with rounds.nobody_else(round):
        kinds.refresh(round)
        name_words.refresh(round)
        tallies.rebuild(round)
        assessment.refresh_streaks(round)
        transitions.refresh(round)
        places.refresh_all()
    audit.record(by=by, at=at, verb="survey.recount", on=round, place=settings.PROVINCE)


def abandon(batch: Batch) -> None:
    """Sweeps a batch that never was published: cancelled, failed, or killed in the middle. Does nothing to one that was."""
    try:
        batch.refresh_from_db(fields=["state"])
        if batch.state in (Batch.State.STAGING, Batch.State.ABANDONED):
            responses.sweep(batch)
            batch.state = Batch.State.ABANDONED
            batch.save(update_fields=["state"])
    finally:
        rounds.leave(batch)


def resting_on(batch: Batch) -> list[Batch]:
    """The later published batches that replaced rows of this one."""
    later = Response.objects.filter(batch=batch, superseded_by__state=Batch.State.PUBLISHED).values("superseded_by").distinct()
    return list(Batch.objects.filter(pk__in=later).order_by("pk"))


def withdraw(*, by: User, at: datetime, batch: Batch, because: str = "") -> Batch:
    """Undoes a whole batch: what it superseded counts again. Refused while a later batch rests on it."""
    scope.require(by, Permission.SURVEY_UNDO, place=settings.PROVINCE)
    if batch.state != Batch.State.PUBLISHED:
        raise Refused(_("ถอนชุดข้อมูลที่ {batch} ไม่ได้ เพราะไม่ใช่ชุดที่เผยแพร่อยู่"), batch=batch.pk)
    round = batch.round
    rounds.enter(round, batch)
    try:
        if later := resting_on(batch):
            numbers = ", ".join(str(each.pk) for each in later)
            raise Refused(
                _("ถอนชุดข้อมูลที่ {batch} ไม่ได้ เพราะชุดที่ {numbers} แก้ไขทับข้อมูลของชุดนี้ ให้ถอนชุดเหล่านั้นก่อน"), batch=batch.pk, numbers=numbers
            )
        areas = set(Response.objects.filter(batch=batch).values_list("area_code", flat=True).distinct())
        areas |= set(Response.objects.filter(superseded_by=batch).values_list("area_code", flat=True).distinct())
        sums = tallies.of_villages(round, areas, batches=[pk for pk in responses.published(round) if pk != batch.pk])
        with transaction.atomic():
            batch = Batch.objects.select_for_update().get(pk=batch.pk)
            _step(batch, Batch.State.WITHDRAWN)
            batch.withdrawn_at, batch.withdrawn_by, batch.because = at, by, because[:300]
            batch.save()
            tallies.put(round, areas, sums)
            rounds.changed(round)
            audit.record(by=by, at=at, verb="survey.undo", on=batch, place=settings.PROVINCE, because=because, count=batch.households)
    finally:
        rounds.leave(batch)
    return batch


def _step(batch: Batch, to: Batch.State) -> None:
    if to not in NEXT.get(batch.state, ()):
        raise Refused(_("ชุดข้อมูลที่ {batch} เปลี่ยนสถานะไปแล้ว"), batch=batch.pk)
    batch.state = to
