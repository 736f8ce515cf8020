"""The import desk: a file comes in, is looked at, corrected by a person where need be, imported in the background, or thrown away.

Every verb locks the upload's row: of two people, or two clicks, the first acts, and the second finds it done. What takes long is work.py's.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import polars as pl
from django.conf import settings
from django.db import transaction

from nsc import thai
from nsc.access import audit, organisations, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused, _
from nsc.files import tables
from nsc.files import uploads as store
from nsc.intake import corrections, kept, mapping, marking, models, profiles, shown, steps
from nsc.intake.layout import FIELDS, HOUSEHOLDS, MEMBERS
from nsc.intake.shown import MARKING, READY, Upload
from nsc.intake.synonyms import EXTRA, HELPED, LISTED, WHOM
from nsc.jobs import queue
from nsc.jobs.models import Job
from nsc.paper import tables as workbooks
from nsc.surveys import batches, rounds, sets
from nsc.surveys.models import Batch
from nsc.welfare import help_lists

__all__ = ["MARKING", "READY", "Upload"]

KEPT = timedelta(days=settings.UPLOAD_DAYS)  # the file and all that was written about it
PAGE = 50
WRONG, CAUTION = "wrong", "caution"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# — what a page gets —


@dataclass(frozen=True)
class Asked:
    """What the system proposes and a person is to settle. `needs_mapping`: the columns; `needs_year`: the survey year."""

    proposals: tuple[mapping.Proposal, ...]
    needs_mapping: bool
    needs_year: bool


@dataclass(frozen=True)
class Problem:
    """One cell. `problem` and `remedy` are msgids."""

    file: str
    row: int
    column: str
    value: str
    problem: str
    remedy: str
    is_caution: bool


@dataclass(frozen=True)
class Kind:
    """One kind of problem, with its first examples."""

    finding: str
    problem: str
    remedy: str
    is_caution: bool
    cells: int
    examples: tuple[Problem, ...]


@dataclass(frozen=True)
class Page:
    problems: tuple[Problem, ...]
    total: int
    number: int
    pages: int


@dataclass(frozen=True)
class Download:
    name: str
    content_type: str
    pieces: Iterator[bytes]


# — verbs —


def receive(*, by: User, at: datetime, file: BinaryIO, name: str, year: int | None = None, set_code: str = "") -> int:
    """Keeps the file, encrypted. `year` (CE): None leaves it to the dates in the file. Nothing is read yet: `check` follows."""
    scope.require(by, Permission.SURVEY_IMPORT, place=settings.PROVINCE)
    _check_year(year)
    if set_code:
        sets.for_year(year or at.year, set_code)
    return _received(by, at, file, name, year=year, set_code=set_code)


def receive_help(
    *, by: User, at: datetime, file: BinaryIO, name: str, organisation: int | None = None, origin: str = help_lists.AGENCY
) -> int:
    """The same, of a list of help, or of the help that TPMAP Logbook knows of. `organisation`: whose help it is; an office that brings only
    its own has no choice. TPMAP Logbook's is brought by who exchanges with it."""
    help_lists.require(by)
    if origin == help_lists.LOGBOOK and not scope.anywhere(by, Permission.HOUSEHOLD_EXPORT):
        raise NotAllowed(Permission.HOUSEHOLD_EXPORT.value)
    return _received(by, at, file, name, kind=mapping.HELP, origin=origin, organisation_id=_office(by, organisation))


def _office(by: User, organisation: int | None) -> int | None:
    if not help_lists.only_own(by):
        return organisation if organisation in organisations.names() else None
    own = help_lists.offices(by)
    if not own:
        raise Refused(_("บัญชีผู้ใช้ของท่านยังไม่ได้ผูกกับหน่วยงาน จึงยังส่งบัญชีการช่วยเหลือไม่ได้ โปรดแจ้งผู้ดูแลบัญชี"))
    return organisation if organisation in own else min(own)


def _received(by: User, at: datetime, file: BinaryIO, name: str, **told: object) -> int:
    stored = store.keep(by=by, at=at, file=file, name=name, until=at + KEPT)  # outside: a large file must not hold the database
    with transaction.atomic():
        made = models.Upload.objects.create(file=stored, by=by, at=at, **told)
        _record(by, at, "receive", made)
    return made.pk


@transaction.atomic
def check(*, by: User, at: datetime, upload: int, year: int | None = None, set_code: str | None = None) -> None:
    """Reads the file in the background and says what an import would do. While that goes on, asking again changes nothing."""
    found = _locked(by, upload)
    if found.state == steps.CHECKING:
        return
    _look_again(found, by, at, year, set_code)
    _record(by, at, "check", found)


@transaction.atomic
def ask(*, by: User, at: datetime, upload: int) -> None:
    """Has the columns proposed anew, for a file that was read as a person did not mean it. It then waits for `map`."""
    found = _locked(by, upload)
    if found.state == steps.CHECKING:
        return
    kept.read_by(found, None, None)
    _look_again(found, by, at, None, None, ask=True)
    _record(by, at, "ask", found)


@transaction.atomic
def choose(*, by: User, at: datetime, upload: int, profile: str, year: int | None = None, set_code: str | None = None) -> None:
    """Reads it by a saved profile, "" for the plain layout, and checks it."""
    found = _locked(by, upload)
    chosen = profiles.named(profile) if profile else None
    if chosen and (chosen.kind == mapping.HELP) != (found.kind == mapping.HELP):
        raise Refused(_("แบบ “{name}” ใช้กับไฟล์ชนิดอื่น โปรดเลือกแบบอื่น"), name=chosen.name)
    kept.read_by(found, chosen.rules if chosen else None, chosen)
    _look_again(found, by, at, year, set_code)
    _record(by, at, "choose", found, profile)


@transaction.atomic
def map(
    *,
    by: User,
    at: datetime,
    upload: int,
    columns: corrections.Columns,
    save_as: str = "",
    year: int | None = None,
    set_code: str | None = None,
) -> None:
    """Settles what the columns are, and checks the file so. `columns`: number of the proposal → key of its column → field ("": none).

    `save_as` keeps the mapping as a profile for the next file of this shape.
    """
    found = _locked(by, upload)
    rules = corrections.corrected(kept.proposals(found), columns, save_as or found.file.name)
    if (rules.kind == mapping.HELP) != (found.kind == mapping.HELP):
        raise Refused(_("โปรดเลือกคอลัมน์ที่บอกว่าช่วยใคร วันที่ช่วยเหลือ และรายการหรือจำนวนเงิน"))
    saved = profiles.save(by=by, at=at, name=save_as, rules=rules) if save_as else None
    kept.read_by(found, rules, saved)
    _look_again(found, by, at, year, set_code)
    _record(by, at, "map", found, save_as)


@transaction.atomic
def import_(*, by: User, at: datetime, upload: int) -> None:
    """Starts the import. A second click finds it started, or done, and changes nothing."""
    found = _locked(by, upload)
    if found.state in (steps.IMPORTING, steps.DONE):
        return
    if found.checked_at is None:
        steps.step(steps.RECEIVED, steps.IMPORTING)
    _start(found, by, at, steps.IMPORTING, "import_")
    _record(by, at, "import", found)


@transaction.atomic
def mark(*, by: User, at: datetime, upload: int) -> None:
    """Has the workbook made in which the wrong cells are marked. Asking again changes nothing while it is being made or there."""
    found = _locked(by, upload)
    if found.checked_at is None:
        raise Refused(_("ยังไม่ได้ตรวจไฟล์นี้ จึงยังไม่มีรายการข้อผิดพลาด"))
    if found.marked_id or (found.mark_job and not found.mark_job.is_over):
        return
    found.mark_job = _enqueue(found, by, at, "mark")
    found.save(update_fields=["mark_job"])
    _record(by, at, "mark", found)


@transaction.atomic
def cancel(*, by: User, at: datetime, upload: int) -> None:
    """Calls off the check or import that is waiting or running, whoever of the office asked for it. It stops at its next step."""
    found = _locked(by, upload)
    if found.state not in steps.BUSY:
        raise Refused(_("ไม่มีงานของไฟล์นี้ที่กำลังทำอยู่ จึงไม่มีอะไรให้ยกเลิก"))
    if found.job.cancel_requested:
        return
    queue.cancel(by=by, at=at, job=found.job, is_theirs=True)
    found.job.refresh_from_db()
    kept.settle(found)
    _record(by, at, "cancel", found)


@transaction.atomic
def discard(*, by: User, at: datetime, upload: int) -> None:
    """Throws the file away, with all that was written about it."""
    found = _locked(by, upload)
    _discard(found, at)
    _record(by, at, "discard", found)


def tidy(at: datetime) -> int:
    """A chore: what work that ended without a word left behind, and uploads whose file is past its time; how many."""
    number = 0
    over = models.Upload.objects.filter(state__in=steps.BUSY, job__finished_at__isnull=False)
    late = models.Upload.objects.filter(state__in=steps.OPEN, file__kept_until__lte=at)
    for pk in over.union(late).values_list("pk", flat=True):
        with transaction.atomic():
            found = kept.row(pk)
            kept.settle(found)
            if found.state in steps.OPEN and found.file.kept_until <= at:
                _discard(found, at)
                audit.record(by=None, at=at, verb="upload.expire", on=found, place=settings.PROVINCE)
            number += 1
    left = models.Upload.objects.exclude(state__in=steps.BUSY).filter(batch__state=Batch.State.STAGING)
    for found in left.select_related("batch__round"):
        batches.abandon(found.batch)  # its worker was killed, and nobody takes the work up again
        number += 1
    return number


# — questions —


def visible_to(user: User) -> list[Upload]:
    """Newest first; those who import surveys see what was sent, whoever of them sent it; who brings lists of help, their own. Without what
    was thrown away, and without `imported_before`."""
    rows = kept.rows().exclude(state=steps.DISCARDED).order_by("-pk")
    if not scope.may(user, Permission.SURVEY_IMPORT, settings.PROVINCE):
        rows = rows.filter(kind=mapping.HELP, by=user) if scope.anywhere(user, Permission.ASSISTANCE_IMPORT) else rows.none()
    return [shown.upload(row) for row in rows[:200]]


def of(user: User, upload: int) -> Upload:
    """Raises OutOfSight where there is none for this user."""
    row = _seen(user, upload)
    found = shown.upload(row)
    return replace(found, summary=replace(found.summary, imported_before=shown.imported_before(row))) if found.summary else found


def asked(user: User, upload: int) -> Asked:
    """What the page of mapping shows."""
    found = _seen(user, upload)
    proposals = kept.proposals(found) if found.proposal else ()
    return Asked(tuple(proposals), needs_mapping=bool(proposals) and not found.mapping, needs_year=found.year is None)


def fields(kind: str = mapping.SURVEY) -> list[tuple[str, str]]:
    """(field, its Thai name): what a column may be said to be, indicators too."""
    named = {key: names[0] for part in (HOUSEHOLDS, MEMBERS) for key, names in FIELDS[part].items()}
    if kind == mapping.HELP:
        return [*((key, (named | EXTRA)[key]) for key in WHOM), *HELPED.items()]
    most = 38
    return [*(named | EXTRA | LISTED).items(), *((f"i{n}", f"ข้อ {n}") for n in range(1, most + 1))]


def kinds(*, by: User, at: datetime, upload: int, examples: int = 3) -> list[Kind]:
    """The problems by kind, wrong ones first, the most frequent first. Values are cells of people: leaves a line."""
    found = _seen(by, upload)
    table = kept.findings(found)
    _see(by, at, found, table.height)
    groups = table.group_by("finding", "problem", "remedy", "is_caution", maintain_order=True).agg(
        pl.len().alias("cells"), pl.struct("file", "row", "column", "value").head(examples).alias("first")
    )
    return [
        Kind(row["finding"], row["problem"], row["remedy"], row["is_caution"], row["cells"], tuple(
            Problem(**first, problem=row["problem"], remedy=row["remedy"], is_caution=row["is_caution"]) for first in row["first"]
        ))
        for row in groups.sort("is_caution", "cells", descending=[False, True], maintain_order=True).iter_rows(named=True)
    ]  # fmt: skip


def problems(*, by: User, at: datetime, upload: int, page: int = 1, kind: str = "") -> Page:
    """One page of cells in the order of the file. `kind`: "wrong", "caution", a finding, or "" for all. Leaves a line."""
    found = _seen(by, upload)
    table = kept.findings(found)
    if kind in (WRONG, CAUTION):
        table = table.filter(pl.col("is_caution") == (kind == CAUTION))
    elif kind:
        table = table.filter(pl.col("finding") == kind)
    pages = max(1, -(-table.height // PAGE))
    number = min(max(page, 1), pages)
    cells = table.slice((number - 1) * PAGE, PAGE)
    _see(by, at, found, cells.height)
    return Page(tuple(Problem(**row) for row in cells.drop("finding").iter_rows(named=True)), table.height, number, pages)


def template(*, by: User, at: datetime, year: int) -> Download:
    """The empty workbook of the plain layout for the indicator set of that year (CE). Leaves a line, though nobody's data go out."""
    scope.require(by, Permission.SURVEY_IMPORT, place=settings.PROVINCE)
    chosen = sets.for_year(year)
    audit.record(by=by, at=at, verb="template.export", place=settings.PROVINCE, count=0, detail=chosen.code)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        marking.template(path, chosen.size, {each.number: each.name_th for each in chosen.indicators})
        return Download(f"{_('แบบฟอร์มข้อมูลสำรวจ')} {chosen.code}.xlsx", XLSX, iter([path.read_bytes()]))


def help_template(*, by: User, at: datetime) -> Download:
    """The empty workbook of a list of help, headed as it is read without asking. Leaves a line, though nobody's data go out."""
    help_lists.require(by)
    audit.record(by=by, at=at, verb="template.export", place=settings.PROVINCE, count=0, detail="help")
    names = FIELDS[HOUSEHOLDS] | FIELDS[MEMBERS]
    whom = ("national_id", "house_code", "first_name", "last_name", "house_no", "village_code")
    headings = [*(names[key][0] for key in whom), *HELPED.values()]
    return Download(f"{_('แบบฟอร์มบัญชีการช่วยเหลือ')}.xlsx", XLSX, iter([workbooks.xlsx(_("ความช่วยเหลือ"), headings, [])]))


def errors_workbook(*, by: User, at: datetime, upload: int) -> Download:
    """The sender's workbook with the wrong cells marked. Refused until it is made (`mark`). Leaves a line."""
    found = _seen(by, upload)
    if not found.marked:
        raise Refused(_("ยังไม่มีไฟล์ที่ทำเครื่องหมายจุดผิด โปรดสั่งทำก่อน แล้วรอสักครู่"))
    _export(by, at, found, found.wrong, "marked workbook")
    return Download(found.marked.name, XLSX, store.pieces(found.marked))


def errors_csv(*, by: User, at: datetime, upload: int) -> Download:
    """The list of wrong cells under marking.COLUMNS, for a person with a spreadsheet: what would be a formula there is a text
    (`nsc import --errors` gives every value as it stands in the file). Leaves a line."""
    found = _seen(by, upload)
    table = kept.findings(found).filter(~pl.col("is_caution"))
    _export(by, at, found, table.height, "wrong cells")
    written = tables.lines(marking.COLUMNS, table.select(marking.COLUMNS).iter_rows())
    return Download(f"{found.file.name.rpartition('.')[0]} errors.csv", tables.CONTENT_TYPE, (line.encode() for line in written))


# — inside —


def _locked(by: User, upload: int) -> models.Upload:
    """The row, locked and settled, for somebody who may import it."""
    if not _is_own(by, upload):
        scope.require(by, Permission.SURVEY_IMPORT, place=settings.PROVINCE)
    found = kept.row(upload)
    kept.settle(found)
    return found


def _seen(user: User, upload: int) -> models.Upload:
    may = scope.may(user, Permission.SURVEY_IMPORT, settings.PROVINCE) or _is_own(user, upload)
    found = kept.rows().filter(pk=upload).first() if may else None
    if found is None:
        raise OutOfSight(str(upload))
    return found


def _is_own(user: User, upload: int) -> bool:
    """A list of help that this user has sent, and may still send."""
    own = models.Upload.objects.filter(pk=upload, kind=mapping.HELP, by=user)
    return scope.anywhere(user, Permission.ASSISTANCE_IMPORT) and own.exists()


def _look_again(found: models.Upload, by: User, at: datetime, year: int | None, set_code: str | None, *, ask: bool = False) -> None:
    """What the last check said holds no more."""
    _check_year(year)
    if year is not None:
        found.year, found.is_year_proposed = year, False
    if set_code is not None:
        found.set_code = set_code
    if found.year is not None and found.kind != mapping.HELP:
        rounds.set_of(found.year, found.set_code or None)
    found.checked_at = None
    if found.batch and found.batch.state != Batch.State.STAGING:  # one still staging is swept with the next import, or by tidy
        found.batch = None
    for name in ("findings", "marked"):
        kept.drop(found, name, at)
    _start(found, by, at, steps.CHECKING, "check", **({"ask": True} if ask else {}))


def _start(found: models.Upload, by: User, at: datetime, to: str, work: str, **arguments: object) -> None:
    found.state = steps.step(found.state, to)
    if found.file.purged_at or found.file.kept_until <= at:
        raise Refused(_("ไฟล์ “{name}” ถูกลบไปแล้วตามกำหนดเวลาเก็บรักษา โปรดส่งไฟล์ใหม่อีกครั้ง"), name=found.file.name)
    found.job = _enqueue(found, by, at, work, **arguments)
    found.save()


def _enqueue(found: models.Upload, by: User, at: datetime, work: str, **arguments: object) -> Job:
    return queue.enqueue(kind=f"nsc.intake.work.{work}", by=by, at=at, arguments={"upload": found.pk, **arguments}, unit=_("แถว"))


def _discard(found: models.Upload, at: datetime) -> None:
    found.state = steps.step(found.state, steps.DISCARDED)
    found.save(update_fields=["state"])
    store.drop(found.file, at)
    for name in ("proposal", "findings", "marked"):
        if stored := getattr(found, name):
            store.drop(stored, at)


def _record(by: User, at: datetime, act: str, found: models.Upload, detail: str = "") -> None:
    audit.record(by=by, at=at, verb=f"upload.{act}", on=found, place=settings.PROVINCE, detail=detail)


def _see(by: User, at: datetime, found: models.Upload, count: int) -> None:
    audit.seen(by=by, at=at, what="upload_problems", on=found, place=settings.PROVINCE, count=count)


def _export(by: User, at: datetime, found: models.Upload, count: int, what: str) -> None:
    audit.record(by=by, at=at, verb="upload_problems.export", on=found, place=settings.PROVINCE, count=count, detail=what)


def _check_year(year: int | None) -> None:
    if year is not None and not 1900 <= year <= 2200:
        raise Refused(_("ปีสำรวจ {year} ไม่ถูกต้อง โปรดใส่ปี พ.ศ. เช่น 2561"), year=thai.buddhist_year(year))
