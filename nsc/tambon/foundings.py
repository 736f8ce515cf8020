"""The stages in which an enterprise is founded, and the papers that stand behind them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.files import papers, uploads
from nsc.tambon import enterprise_rules as rules
from nsc.tambon import enterprises
from nsc.tambon.models import Founding, Proof


@dataclass(frozen=True)
class Paper:
    """A paper that is asked for; `id` None: not there yet."""

    key: str
    name: str
    id: int | None = None
    number: str = ""
    on: date | None = None
    has_file: bool = False
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Step:
    """A stage with where it stands. `is_next`: could be entered next, once the papers are there."""

    stage: rules.Stage
    papers: tuple[Paper, ...]
    missing: tuple[str, ...]
    is_next: bool
    id: int | None = None
    on: date | None = None
    number: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Download:
    name: str
    pieces: Iterator[bytes]


# — questions —


def steps(user: User, area: str) -> list[Step]:
    """All stages in their order. Five queries."""
    enterprise = enterprises.seen(user, area)
    entered = {row.stage: row for row in Founding.objects.filter(enterprise=enterprise, withdrawn_at=None).select_related("by")}
    proofs = {(row.stage, row.paper): row for row in Proof.objects.filter(enterprise=enterprise, withdrawn_at=None).select_related("by")}
    coming = {stage.key for stage in rules.coming(entered)}
    return [_step(stage, entered.get(stage.key), proofs, stage.key in coming) for stage in rules.STAGES.values()]


def download(*, by: User, at: datetime, area: str, proof: int) -> Download:
    """A paper may hold names: to who may see those. Recorded."""
    enterprise = enterprises.seen(by, area)
    scope.require(by, Permission.FARMER_SEE, place=area)
    row = Proof.objects.select_related("file").filter(enterprise=enterprise, pk=proof, file__isnull=False, withdrawn_at=None).first()
    if row is None:
        raise scope.OutOfSight(str(proof))
    audit.seen(by=by, at=at, what="enterprise_paper", on=row, place=area, count=1)
    return Download(row.file.name, uploads.pieces(row.file))


def _step(stage: rules.Stage, entered: Founding | None, proofs: dict[tuple[str, str], Proof], is_next: bool) -> Step:
    found = tuple(_paper(key, name, proofs.get((stage.key, key))) for key, name in stage.papers)
    missing = tuple(paper.name for paper in found if paper.id is None)
    if entered is None:
        return Step(stage, found, missing, is_next)
    told = {"id": entered.pk, "on": entered.on, "number": entered.number, "by": entered.by.display_name, "at": entered.at}
    return Step(stage, found, missing, is_next=False, **told)


def _paper(key: str, name: str, row: Proof | None) -> Paper:
    if row is None:
        return Paper(key, name)
    return Paper(key, name, row.pk, row.number, row.on, row.file_id is not None, row.by.display_name, row.at)


# — verbs —


@transaction.atomic
def tick(*, by: User, at: datetime, area: str, stage: str, paper: str, on: date, number: str = "", file: BinaryIO | None = None) -> None:
    """A paper is there. Ticked again, the first stands; what was wrong is withdrawn first."""
    enterprise = enterprises.held(by, area)
    if paper not in dict(rules.stage(stage).papers):
        raise Refused(_("ขั้นนี้ไม่ต้องใช้เอกสาร “{key}” โปรดเลือกจากรายการ"), key=paper)
    _not_ahead(on, at)
    if Proof.objects.filter(enterprise=enterprise, stage=stage, paper=paper, withdrawn_at=None).exists():
        return
    told = {"stage": stage, "paper": paper, "on": on, "number": thai.clean(number)[:60], "at": at, "by": by}
    row = Proof.objects.create(enterprise=enterprise, file=papers.keep(file, by=by, at=at), **told)
    audit.record(by=by, at=at, verb="enterprise_paper.tick", on=row, place=area, detail=f"{stage} {paper}")


@transaction.atomic
def untick(*, by: User, at: datetime, area: str, proof: int, because: str) -> None:
    """Refused while its stage stands on it."""
    enterprise = enterprises.held(by, area)
    row = Proof.objects.filter(enterprise=enterprise, pk=proof).first()
    if row and Founding.objects.filter(enterprise=enterprise, stage=row.stage, withdrawn_at=None).exists():
        raise Refused(_("ขั้นนี้บันทึกแล้วโดยอาศัยเอกสารนี้ โปรดถอนขั้นก่อน"))
    if enterprises.withdraw(row, at=at, because=because):
        audit.record(by=by, at=at, verb="enterprise_paper.untick", on=row, place=area, because=row.withdrawn_because)


@transaction.atomic
def enter(*, by: User, at: datetime, area: str, stage: str, on: date, number: str = "") -> None:
    """Entered again, the first stands."""
    enterprise = enterprises.held(by, area)
    asked = rules.stage(stage)
    _not_ahead(on, at)
    entered = dict(Founding.objects.filter(enterprise=enterprise, withdrawn_at=None).values_list("stage", "on"))
    if stage in entered:
        return
    ticked = set(Proof.objects.filter(enterprise=enterprise, stage=stage, withdrawn_at=None).values_list("paper", flat=True))
    rules.check_enter(asked, entered=entered, ticked=ticked, on=on)
    row = Founding.objects.create(enterprise=enterprise, stage=stage, on=on, number=thai.clean(number)[:60], at=at, by=by)
    audit.record(by=by, at=at, verb="enterprise_stage.enter", on=row, place=area, detail=stage)


@transaction.atomic
def leave(*, by: User, at: datetime, area: str, founding: int, because: str) -> None:
    """Written by mistake, or ended. Refused while a later stage stands on it alone."""
    enterprise = enterprises.held(by, area)
    row = Founding.objects.filter(enterprise=enterprise, pk=founding).first()
    standing = {*Founding.objects.filter(enterprise=enterprise, withdrawn_at=None).values_list("stage", flat=True)}
    rest = standing - {row.stage} if row else standing
    if row and any(rules.STAGES[key].after and not set(rules.STAGES[key].after) & rest for key in rest):
        raise Refused(_("มีขั้นต่อไปที่อาศัยขั้นนี้อยู่ โปรดถอนขั้นหลังสุดก่อน"))
    if enterprises.withdraw(row, at=at, because=because):
        audit.record(by=by, at=at, verb="enterprise_stage.leave", on=row, place=area, because=row.withdrawn_because)


def _not_ahead(on: date, at: datetime) -> None:
    if on > at.date():
        raise Refused(_("วันที่ยังมาไม่ถึง โปรดตรวจวันที่"))
