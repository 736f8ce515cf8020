"""Documents issued: made, kept as they were with their hash, listed, handed out. Papers are kept ten years, named ones thirty days.

Who may make a kind at a place may read what was issued of it there; what names people, only who may read names there too.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import IO

from django.db import transaction
from django.db.models import Q, QuerySet

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.files import papers, uploads
from nsc.jobs import queue
from nsc.jobs.models import Job
from nsc.secretariat import documents, printing
from nsc.secretariat.document_kinds import Asked, Kind
from nsc.secretariat.models import Issued

KEPT = papers.KEPT
KEPT_NAMED = timedelta(days=30)  # a list of people that lies about helps nobody: it is made again when it is needed
JOB = "nsc.secretariat.making.run"
SHOWN = 50
TYPES = printing.TYPES | {"zip": "application/zip"}


@dataclass(frozen=True)
class Line:
    """A document issued, for a list. `is_kept`: its file is still there."""

    number: int
    title: str  # a Thai msgid
    kind: str
    area: str
    month: date | None
    form: str
    has_names: bool
    sha256: str
    size: int
    by: str
    at: datetime
    is_kept: bool


@dataclass(frozen=True)
class Paper:
    name: str
    type: str
    pieces: Iterator[bytes]


# — verbs —


def issue(
    *,
    by: User,
    at: datetime,
    name: str,
    asked: Asked,
    form: str = "pdf",
    thai_digits: bool = True,
    job: int | None = None,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> int:
    """Its number. Made outside the transaction that keeps it: a thousand files must not hold the database, and what is stopped half-way
    leaves nothing. Raises as documents.gathered does, and Refused for a form that the kind does not have."""
    kind = allowed(by, name, asked, form)
    has_names, snapshot = kind.may_name, None
    content: bytes | IO[bytes]
    if kind.made:
        content = kind.made(by, at, asked, form, thai_digits, tell)
    else:
        _kind, document = documents.gathered(by, at, name, asked)
        content = printing.printed(document, form, thai_digits=thai_digits)
        has_names, snapshot = document.has_names, document.snapshot
    with BytesIO(content) if isinstance(content, bytes) else content as file:
        return _kept(by, at, kind, asked, form, thai_digits, has_names, snapshot, file, job)


@transaction.atomic
def _kept(
    by: User,
    at: datetime,
    kind: Kind,
    asked: Asked,
    form: str,
    thai_digits: bool,
    has_names: bool,
    snapshot: int | None,
    content: IO[bytes],
    job: int | None,
) -> int:
    until = at + (KEPT_NAMED if has_names else KEPT)
    file = uploads.keep(by=by, at=at, file=content, name=f"{kind.name}-{asked.area}.{form}", until=until)
    made = Issued.objects.create(
        kind=kind.name,
        area_code=asked.area,
        month=asked.month,
        year=asked.year,
        form=form,
        thai_digits=thai_digits,
        has_names=has_names,
        snapshot=snapshot,
        file=file,
        by=by,
        at=at,
        job=job,
    )
    audit.record(by=by, at=at, verb="document.issue", on=made, place=asked.area, detail=f"{kind.name} {form} {file.sha256[:12]}")
    return made.pk


@transaction.atomic
def order(*, by: User, at: datetime, name: str, asked: Asked, form: str = "pdf", thai_digits: bool = True) -> int:
    """The number of the work that makes it in the background. What it refuses, it refuses at once."""
    allowed(by, name, asked, form)
    told = {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(asked).items()}
    job = queue.enqueue(kind=JOB, by=by, at=at, arguments={"name": name, "asked": told, "form": form, "thai_digits": thai_digits})
    audit.record(by=by, at=at, verb="document.order", on=("job", job.pk), place=asked.area, detail=f"{name} {form}")
    return job.pk


@transaction.atomic
def cancel(*, by: User, at: datetime, job: int) -> None:
    found = of_job(by, job)
    queue.cancel(by=by, at=at, job=found)
    audit.record(by=by, at=at, verb="document.cancel", on=("job", found.pk))


@transaction.atomic
def opened(*, by: User, at: datetime, number: int) -> Paper:
    """The bytes as they were issued. OutOfSight for another's; Refused where its time is over."""
    found = _visible(by).filter(pk=number).select_related("file").first()
    if found is None:
        raise scope.OutOfSight(str(number))
    if found.file.purged_at:
        raise Refused(_("เอกสารนี้พ้นเวลาเก็บรักษาแล้ว โปรดออกใหม่"))
    audit.record(by=by, at=at, verb="document.export", on=found, place=found.area_code, detail=f"{found.kind} {found.form}")
    return Paper(f"{found.kind}-{found.area_code}-{found.pk}.{found.form}", TYPES[found.form], uploads.pieces(found.file))


# — questions —


def allowed(user: User, name: str, asked: Asked, form: str) -> Kind:
    kind = documents.checked(user, name, asked)
    if form not in kind.forms:
        raise Refused(_("เอกสารนี้ไม่มีรูปแบบ “{form}” มีเฉพาะ {forms}"), form=form[:20], forms=", ".join(kind.forms))
    if asked.with_names or (kind.made and kind.may_name):
        scope.require(user, Permission.NAME_SEE, place=asked.area)
    return kind


def lately(user: User, *, area: str = "", kind: str = "") -> list[Line]:
    """The newest that this user may open, SHOWN at most."""
    found = _visible(user).filter(places.within(area) if area else Q())
    if kind:
        found = found.filter(kind=kind)
    titles = {each.name: each.title for each in documents.ALL}
    rows = found.select_related("file", "by").order_by("-at", "-pk")[:SHOWN]
    return [
        Line(
            row.pk,
            titles[row.kind],
            row.kind,
            row.area_code,
            row.month,
            row.form,
            row.has_names,
            row.file.sha256,
            row.file.size,
            row.by.display_name,
            row.at,
            row.file.purged_at is None,
        )
        for row in rows
    ]


def of_job(user: User, job: int) -> Job:
    """The work that this user ordered. OutOfSight for another's."""
    found = queue.of(user, job).filter(kind=JOB).first()
    if found is None:
        raise scope.OutOfSight(str(job))
    return found


def _visible(user: User) -> QuerySet[Issued]:
    mine = Q(pk__in=[])
    for kind in documents.offered(user):
        mine |= Q(kind=kind.name) & scope.within(user, kind.permission)
    return Issued.objects.filter(mine & (Q(has_names=False) | scope.within(user, Permission.NAME_SEE)))
