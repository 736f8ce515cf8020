"""Files for analysts, ordered at the desk and made in the background (exporting.py): one's own, for thirty days, with a line for each
order, each making and each opening."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.jobs import queue
from nsc.jobs.models import Job
from nsc.reports.place import here
from nsc.secretariat import datasets, extract_rules, extracts
from nsc.secretariat.issuing import Paper
from nsc.secretariat.models import Export

KEPT = timedelta(days=30)
JOB = "nsc.secretariat.exporting.run"
SHOWN = 40
TYPES = {"csv": "text/csv", "parquet": "application/octet-stream", "geojson": "application/geo+json", "xlsx": "application/octet-stream"}


@dataclass(frozen=True)
class Line:
    """`rows` … `alike`: None until it is made, and of tables of figures. `job`: how far the work is; None where its record is gone."""

    number: int
    dataset: str
    area: str
    year: int
    columns: tuple[str, ...]
    level: str
    k: int | None
    form: str
    rows: int | None
    left_out: int | None
    coarser: int | None
    alike: int | None
    size: int | None
    sha256: str
    until: datetime | None
    is_kept: bool
    at: datetime
    made_at: datetime | None
    job: Job | None


# — verbs —


@transaction.atomic
def order(
    *,
    by: User,
    at: datetime,
    dataset: str,
    form: str,
    area: str = "",
    year: int | None = None,
    columns: Sequence[str] = (),
    level: str = "",
    k: int = extract_rules.K,
) -> int:
    """Its number. `year`: CE; None: the newest. What can be refused without counting is refused at once."""
    where = here(by, Permission.FIGURES_SEE, area=area, year=year)
    scope.require(by, Permission.HOUSEHOLD_EXPORT, place=where.place.code)
    found = datasets.find(dataset)
    if form not in found.forms:
        raise Refused(_("ชุดข้อมูลนี้ไม่มีรูปแบบ “{form}” มีเฉพาะ {forms}"), form=form[:20], forms=", ".join(found.forms))
    asked: dict[str, object] = {"columns": "", "level": "", "k": None}
    if found.is_gated:
        asked |= {"columns": ",".join(extracts.checked(dataset, columns, k)), "k": k}
    elif found.levels:
        if level not in found.levels:
            raise Refused(_("โปรดเลือกระดับพื้นที่"))
        asked["level"] = level
    job = queue.enqueue(kind=JOB, by=by, at=at, arguments={})
    told = {"dataset": dataset, "area_code": where.place.code, "year": where.round.survey_year, "form": form}
    made = Export.objects.create(**told, **asked, job=job.pk, by=by, at=at)
    job.arguments = {"export": made.pk}
    job.save(update_fields=["arguments"])
    audit.record(by=by, at=at, verb="extract.order", on=made, place=made.area_code, detail=f"{dataset} {made.year} {form}")
    return made.pk


@transaction.atomic
def cancel(*, by: User, at: datetime, export: int) -> None:
    row = _own(by, export)
    job = queue.of(by, row.job).first()
    if job is None:
        raise scope.OutOfSight(str(export))
    queue.cancel(by=by, at=at, job=job)
    audit.record(by=by, at=at, verb="extract.cancel", on=row, place=row.area_code)


@transaction.atomic
def opened(*, by: User, at: datetime, export: int) -> Paper:
    """The file as it was made, to who made it and still has the right there."""
    row = _own(by, export)
    scope.require(by, Permission.HOUSEHOLD_EXPORT, place=row.area_code)
    if row.file is None:
        raise Refused(_("ไฟล์นี้ยังจัดทำไม่เสร็จ"))
    if row.file.purged_at:
        raise Refused(_("ไฟล์นี้พ้นเวลาเก็บ 30 วันแล้ว โปรดสั่งใหม่"))
    audit.record(by=by, at=at, verb="extract.open", on=row, place=row.area_code, count=row.rows, detail=f"{row.dataset} {row.form}")
    return Paper(file_name(row), TYPES[row.form], uploads.pieces(row.file))


def file_name(row: Export) -> str:
    return f"{row.dataset}-{row.area_code}-{row.year + 543}-{row.pk}.{row.form}"


# — questions —


def mine(user: User) -> tuple[Line, ...]:
    """Newest first, SHOWN at most."""
    rows = list(Export.objects.filter(by=user).select_related("file").order_by("-id")[:SHOWN])
    jobs = Job.objects.in_bulk([row.job for row in rows])
    return tuple(_line(row, jobs.get(row.job)) for row in rows)


def find(user: User, number: int) -> Line:
    row = _own(user, number)
    return _line(row, queue.of(user, row.job).first())


def _own(user: User, number: int) -> Export:
    row = Export.objects.select_related("file").filter(by=user, pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    return row


def _line(row: Export, job: Job | None) -> Line:
    file = row.file
    return Line(
        number=row.pk,
        dataset=row.dataset,
        area=row.area_code,
        year=row.year,
        columns=tuple(filter(None, row.columns.split(","))),
        level=row.level,
        k=row.k,
        form=row.form,
        rows=row.rows,
        left_out=row.left_out,
        coarser=row.coarser,
        alike=row.alike,
        size=file.size if file else None,
        sha256=file.sha256 if file else "",
        until=file.kept_until if file else None,
        is_kept=bool(file and file.purged_at is None),
        at=row.at,
        made_at=row.made_at,
        job=job,
    )
