"""Documents issued: made, kept as they were with their hash, listed, handed out. Papers are kept ten years, named ones thirty days.

Who may make a kind at a place may read what was issued of it there; what names people, only who may read names there too.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import IO

from django.db import transaction
from django.db.models import Q, QuerySet

from nsc import thai
from nsc.access import audit, notices, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import rolls
from nsc.errors import Refused, _
from nsc.files import papers, uploads
from nsc.jobs import queue
from nsc.jobs.models import OVER, Job, State
from nsc.secretariat import documents, letter_heads, printing, spelled
from nsc.secretariat.document_kinds import Asked, Kind
from nsc.secretariat.models import Issued

KEPT = papers.KEPT
KEPT_NAMED = timedelta(days=30)  # a list of people that lies about helps nobody: it is made again when it is needed
JOB = "nsc.secretariat.making.run"
SHOWN = 50
TWICE = timedelta(seconds=10)  # the same paper ordered again so soon is one button pressed twice
FAILED = timedelta(days=1)  # so long a paper that could not be made is shown to who ordered it
TYPES = printing.TYPES | {"zip": "application/zip"}


@dataclass(frozen=True)
class Line:
    """A document issued, for a list. `of`: the number of the one household, letter or meeting. `snapshot`: the certified figures that it
    quotes. `is_kept`: its file is still there."""

    number: int
    title: str  # a Thai msgid
    kind: str
    area: str
    month: date | None
    year: int | None
    fiscal_year: int | None
    of: int | None
    form: str
    has_names: bool
    snapshot: int | None
    sha256: str
    size: int
    by: str
    at: datetime
    kept_until: datetime | None
    is_kept: bool
    as_of: datetime | None  # of one made anew: when the first of it was issued


@dataclass(frozen=True)
class Work:
    """A document that was ordered. `message`, `values`: why it failed, a msgid and its gaps. `issued`: the number of what came of it."""

    job: int
    title: str  # a Thai msgid
    kind: str
    area: str
    form: str
    at: datetime
    state: str  # of jobs.models.State
    is_stopping: bool
    done: int
    total: int | None
    seconds_left: float | None
    message: str
    values: dict[str, object]
    issued: int | None

    @property
    def is_over(self) -> bool:
        return self.state in OVER


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
    asked = _settled(kind, at, asked)
    has_names, snapshot, compared = kind.may_name, None, None
    content: bytes | IO[bytes]
    if kind.made:
        content = kind.made(by, at, asked, form, thai_digits, tell)
    else:
        _kind, document = documents.gathered(by, at, name, asked)
        content = printing.printed(document, form, thai_digits=thai_digits, letter_head=letter_heads.printed_on(asked.area))
        has_names, snapshot, compared = document.has_names, document.snapshot, document.compared
    with BytesIO(content) if isinstance(content, bytes) else content as file:
        return _kept(by, at, kind, asked, form, thai_digits, has_names, snapshot, compared, file, job)


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
    compared: int | None,
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
        fiscal_year=asked.fiscal_year,
        number=asked.number,
        with_names=asked.with_names,
        table_rows=asked.by,
        table_columns=asked.across,
        form=form,
        thai_digits=thai_digits,
        has_names=has_names,
        snapshot=snapshot,
        compared=compared,
        as_of=asked.as_of,
        file=file,
        by=by,
        at=at,
        job=job,
    )
    if job:
        notices.tell(users=[by], at=at, kind="document.ready", href=f"/documents/issued/{made.pk}/", number=made.pk)
    audit.record(by=by, at=at, verb="document.issue", on=made, place=asked.area, detail=f"{kind.name} {form} {file.sha256[:12]}")
    return made.pk


@transaction.atomic
def order(*, by: User, at: datetime, name: str, asked: Asked, form: str = "pdf", thai_digits: bool = True) -> int:
    """The number of the work that makes it in the background. What it refuses, it refuses at once. Pressed twice, it is one work."""
    asked = _settled(allowed(by, name, asked, form), at, asked)
    told = {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(asked).items()}
    arguments = {"name": name, "asked": told, "form": form, "thai_digits": thai_digits}
    User.objects.select_for_update().get(pk=by.pk)  # the second press waits here for the first
    lately = queue.of(by).filter(Q(finished_at=None) | Q(state=State.DONE, finished_at__gt=at - TWICE), kind=JOB, cancel_requested=False)
    for before in lately:
        if before.arguments == arguments:
            return before.pk
    job = queue.enqueue(kind=JOB, by=by, at=at, arguments=arguments)
    audit.record(by=by, at=at, verb="document.order", on=("job", job.pk), place=asked.area, detail=f"{name} {form}")
    return job.pk


@transaction.atomic
def again(*, by: User, at: datetime, number: int) -> int:
    """Orders the same paper anew: as it was asked for, from the certified figures that it quotes. OutOfSight for another's."""
    found = _one(by, number)
    asked = Asked(
        found.area_code,
        found.month,
        found.year,
        found.number,
        found.with_names,
        by=found.table_rows,
        across=found.table_columns,
        fiscal_year=found.fiscal_year,
        **found.pins,
    )
    return order(by=by, at=at, name=found.kind, asked=asked, form=found.form, thai_digits=found.thai_digits)


@transaction.atomic
def cancel(*, by: User, at: datetime, job: int) -> None:
    found = of_job(by, job)
    queue.cancel(by=by, at=at, job=found)
    audit.record(by=by, at=at, verb="document.cancel", on=("job", found.pk))


@transaction.atomic
def opened(*, by: User, at: datetime, number: int) -> Paper:
    """The bytes as they were issued. OutOfSight for another's; Refused where its time is over."""
    found = _one(by, number)
    if found.file.purged_at:
        raise Refused(_("เอกสารนี้พ้นเวลาเก็บรักษาแล้ว โปรดออกใหม่"))
    audit.record(by=by, at=at, verb="document.export", on=found, place=found.area_code, detail=f"{found.kind} {found.form}")
    return Paper(f"{found.kind}-{found.area_code}-{found.pk}.{found.form}", TYPES[found.form], uploads.pieces(found.file))


def _settled(kind: Kind, at: datetime, asked: Asked) -> Asked:
    """Of the fiscal year under way where none was named: made anew after September, the paper is still of that year. Of one that was issued
    before its year was kept with it, the day tells the year."""
    if "fiscal_year" not in kind.options:
        if asked.fiscal_year is not None:
            raise Refused(_("เอกสารนี้ไม่ได้ออกตามปีงบประมาณ โปรดไม่ระบุปีงบประมาณ"))
        return asked
    years = rolls.years(spelled.today(at))
    if asked.fiscal_year is not None and asked.fiscal_year not in years:
        first, last = (thai.buddhist_year(year) for year in (years[-1], years[0]))
        raise Refused(_("ไม่มีข้อมูลของปีงบประมาณนั้น โปรดเลือกปี {first} ถึง {last}"), first=first, last=last)
    return replace(asked, fiscal_year=asked.fiscal_year or rolls.fiscal_year(spelled.today(asked.as_of or at)))


# — questions —


def allowed(user: User, name: str, asked: Asked, form: str) -> Kind:
    kind = documents.checked(user, name, asked)
    if form not in kind.forms:
        raise Refused(_("เอกสารนี้ไม่มีรูปแบบ “{form}” มีเฉพาะ {forms}"), form=form[:20], forms=", ".join(kind.forms))
    if asked.with_names and not kind.may_name:
        raise Refused(_("เอกสารนี้ไม่มีแบบที่แสดงชื่อ"))
    if not kind.asks and (asked.with_names or (kind.made and kind.may_name)):
        scope.require(user, Permission.NAME_SEE, place=asked.area)
    return kind


def lately(
    user: User, *, area: str = "", kind: str = "", month: date | None = None, before: int | None = None, limit: int = SHOWN
) -> list[Line]:
    """The newest that this user may open, at most so many. `month`: of that month. `before`: older than that one."""
    found = _visible(user).filter(places.within(area) if area else Q(), Q(month=month) if month else Q())
    if kind:
        found = found.filter(kind=kind)
    if before:
        found = found.filter(pk__lt=before)
    return [_line(row) for row in found.order_by("-pk")[:limit]]


def find(user: User, number: int) -> Line:
    """OutOfSight for another's."""
    return _line(_one(user, number))


def of_job(user: User, job: int) -> Job:
    """The work that this user ordered. OutOfSight for another's."""
    found = queue.of(user, job).filter(kind=JOB).first()
    if found is None:
        raise scope.OutOfSight(str(job))
    return found


def progress(user: User, job: int) -> Work:
    """OutOfSight for another's."""
    return _work(of_job(user, job))


def ordered(user: User, *, at: datetime) -> list[Work]:
    """What this user ordered and is not made yet, and what failed lately; newest first."""
    failed = Q(state=State.FAILED, finished_at__gt=at - FAILED)
    return [_work(each) for each in queue.of(user).filter(failed | Q(finished_at=None), kind=JOB)]


def _line(row: Issued) -> Line:
    return Line(
        row.pk,
        documents.find(row.kind).title,
        row.kind,
        row.area_code,
        row.month,
        row.year,
        row.fiscal_year,
        row.number,
        row.form,
        row.has_names,
        row.snapshot,
        row.file.sha256,
        row.file.size,
        row.by.display_name,
        row.at,
        row.file.kept_until,
        row.file.purged_at is None,
        row.as_of,
    )


def _work(job: Job) -> Work:
    told = job.arguments
    left = (job.total - job.done) / job.per_second if job.total and job.per_second else None
    return Work(
        job.pk,
        documents.find(told["name"]).title,
        told["name"],
        told["asked"]["area"],
        told["form"],
        job.created_at,
        job.state,
        job.cancel_requested,
        job.done,
        job.total,
        left,
        job.message,
        job.values,
        (job.result or {}).get("issued"),
    )


def _one(user: User, number: int) -> Issued:
    found = _visible(user).filter(pk=number).first()
    if found is None:
        raise scope.OutOfSight(str(number))
    return found


def _visible(user: User) -> QuerySet[Issued]:
    mine, by_name = Q(pk__in=[]), Q(has_names=False) | scope.within(user, Permission.NAME_SEE)
    for kind in documents.offered(user):
        mine |= Q(kind=kind.name) & (kind.seen(user) if kind.seen else scope.within(user, kind.permission) & by_name)
    return Issued.objects.filter(mine).select_related("file", "by")
