"""Rounds: one yearly survey each. Years are CE here; Buddhist years are the faces' business."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.poverty import priority
from nsc.statements import Statement
from nsc.surveys import door, sets
from nsc.surveys.models import Batch, Round, fresh_revision

NOBODY = 0  # at the door without a batch


def visible_to(user: User) -> list[Round]:
    """Rounds with published answers, newest first: figures are no secret among those who may see any."""
    if not scope.areas(user, Permission.FIGURES_SEE) and not scope.authorities(user, Permission.FIGURES_SEE):
        return []
    return published()[::-1]


def of_year(year: int) -> Round:
    """The round of a survey year (CE) that has published answers; Refused where there is none."""
    found = Round.objects.filter(survey_year=year, batches__state=Batch.State.PUBLISHED).first()
    if not found:
        raise Refused(_("ไม่มีข้อมูลสำรวจปี {year} ในระบบ"), year=thai.buddhist_year(year))
    return found


def newest() -> Round:
    """The newest round that has published answers; Refused before the first import."""
    found = Round.objects.filter(batches__state=Batch.State.PUBLISHED).order_by("-survey_year").first()
    if not found:
        raise Refused(_("ยังไม่มีข้อมูลสำรวจในระบบ โปรดนำเข้าไฟล์ จปฐ. ก่อน"))
    return found


def around(year: int | None = None) -> tuple[Round, Round | None]:
    """The round of a survey year (CE), or the newest, and the one before it; one query. Refused as of_year and newest refuse."""
    known = published()
    found = next((each for each in reversed(known) if year in (None, each.survey_year)), None)
    if found is None:
        return (of_year(year) if year else newest()), None
    return found, next((each for each in reversed(known) if each.survey_year < found.survey_year), None)


def published() -> list[Round]:
    """Oldest first."""
    read = _read_once.get()
    if read is None:
        return _published.all()
    if not read:
        read.append(_published.all())
    return list(read[0])


@contextmanager
def read_once() -> Iterator[None]:
    """Whoever asks meanwhile which rounds there are gets one answer, from one query: what a page says is of one moment."""
    token = _read_once.set([])
    try:
        yield
    finally:
        _read_once.reset(token)


_read_once: ContextVar[list[list[Round]] | None] = ContextVar("rounds read once", default=None)


_published: Statement[Round] = Statement(
    lambda: Round.objects.filter(batches__state=Batch.State.PUBLISHED).distinct().order_by("survey_year")
)


def set_of(year: int, set_code: str | None = None) -> sets.Set:
    """The indicator set that a delivery of that year must fit: the one named, else the round's own, else the one in force. Refused where
    the round has answers to another set already."""
    known = Round.objects.filter(survey_year=year).first()
    settled = known and known.batches.filter(state=Batch.State.PUBLISHED).exists()
    chosen = sets.of_code(known.indicator_set_id) if settled and not set_code else sets.for_year(year, set_code)
    if settled and chosen.code != known.indicator_set_id:
        raise Refused(_("รอบสำรวจปี {year} ใช้ชุดตัวชี้วัด {code} อยู่แล้ว"), year=thai.buddhist_year(year), code=known.indicator_set_id)
    return chosen


@transaction.atomic
def open_round(*, by: User, at: datetime, year: int, set_code: str | None = None) -> Round:
    """The round of that year, opened if this is its first delivery."""
    scope.require(by, Permission.SURVEY_IMPORT, place=settings.PROVINCE)
    chosen = set_of(year, set_code)
    known = Round.objects.select_for_update().filter(survey_year=year).first()
    if known and known.indicator_set_id == chosen.code:
        return known
    if known and known.importing_id:  # its first delivery may be under way: the set stays as it is
        raise _busy(year)
    opened, _new = Round.objects.update_or_create(
        survey_year=year,
        defaults={"indicator_set_id": chosen.code, "dimension_map_id": chosen.map_id, "priority_version": priority.HOUSEHOLDS.version},
    )
    audit.record(by=by, at=at, verb="round.open", on=opened, place=settings.PROVINCE, detail=str(year))
    return opened


@transaction.atomic
def describe(
    *, by: User, at: datetime, round: Round, label_year: int | None = None, card_round: int | None = None, note: str = ""
) -> Round:
    """Says under which year TPMAP publishes the round, and whose welfare cards make its target poor (years CE)."""
    scope.require(by, Permission.ROUND_CHANGE, place=settings.PROVINCE)
    round = Round.objects.select_for_update().get(pk=round.pk)
    round.label_year, round.card_round, round.note_th = label_year, card_round, note
    round.save(update_fields=["label_year", "card_round", "note_th"])
    audit.record(by=by, at=at, verb="round.change", on=round, place=settings.PROVINCE, detail=f"{label_year} {card_round}")
    return round


def lock(*which: Round) -> None:
    """Until the caller's transaction ends, nobody else who locks them counts from these rounds."""
    list(Round.objects.select_for_update().filter(pk__in=[round.pk for round in which]).order_by("pk").values_list("pk"))


def changed(*which: Round) -> None:
    """Whatever anybody keeps of these rounds' answers (shelf.py) holds no longer. In the transaction that changes them."""
    for round in which:
        Round.objects.filter(pk=round.pk).update(revision=fresh_revision())


def enter(round: Round, batch: Batch) -> None:
    """Takes the round's door for one batch. Refused while another import of the year is under way."""
    if not door.take(round.pk, batch.pk):
        raise _busy(round.survey_year)
    Round.objects.filter(pk=round.pk).update(importing=batch)


def is_free(round: Round) -> bool:
    """Whether nobody is in at this moment."""
    free = door.take(round.pk, NOBODY)
    door.release(round.pk, NOBODY)
    return free


@contextmanager
def nobody_else(round: Round) -> Iterator[None]:
    """Keeps imports out meanwhile. Refused while one is under way."""
    if not door.take(round.pk, NOBODY):
        raise _busy(round.survey_year)
    try:
        yield
    finally:
        door.release(round.pk, NOBODY)


def _busy(year: int) -> Refused:
    return Refused(_("กำลังนำเข้าข้อมูลปี {year} ชุดอื่นอยู่ โปรดรอให้เสร็จแล้วลองอีกครั้ง"), year=thai.buddhist_year(year))


def still_in(batch: Batch) -> None:
    """Locks the round's row until the transaction ends. Refused where another batch has come in meanwhile: this one was given up for
    dead (its connection was lost, and the lock with it), and nothing more of it may be stored."""
    if not Round.objects.filter(pk=batch.round_id, importing=batch).update(importing=batch):
        raise Refused(_("การนำเข้าชุดนี้ขาดการติดต่อจนมีชุดอื่นเข้าแทน โปรดนำเข้าใหม่"))


def leave(batch: Batch) -> None:
    try:
        Round.objects.filter(pk=batch.round_id, importing=batch).update(importing=None)
    finally:
        door.release(batch.round_id, batch.pk)


def before(round: Round) -> Round | None:
    """The last round before this one that has published answers."""
    earlier = Round.objects.filter(survey_year__lt=round.survey_year, batches__state=Batch.State.PUBLISHED)
    return earlier.distinct().order_by("-survey_year").first()


def changed_before(round: Round, since: datetime) -> bool:
    """Whether answers of an earlier round were published or withdrawn since."""
    changed = Q(published_at__gte=since) | Q(withdrawn_at__gte=since)
    return Batch.objects.filter(changed, round__survey_year__lt=round.survey_year).exists()


def after(round: Round) -> list[Round]:
    later = Round.objects.filter(survey_year__gt=round.survey_year, batches__state=Batch.State.PUBLISHED)
    return list(later.distinct().order_by("survey_year"))


def last_published(round: Round) -> datetime | None:
    """When answers of the round last began to count."""
    newest = Batch.objects.filter(round=round, state=Batch.State.PUBLISHED).order_by("-published_at").first()
    return newest.published_at if newest else None
