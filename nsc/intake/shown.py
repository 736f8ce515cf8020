"""An upload as a page gets it."""

from dataclasses import dataclass
from datetime import datetime

from nsc.intake import mapping, models, steps
from nsc.jobs.models import Job
from nsc.surveys.models import Batch, TargetList
from nsc.welfare.models import HelpList

MARKING, READY, UNASKED = "marking", "ready", ""


@dataclass(frozen=True)
class Progress:
    """`state`: waiting, running, done, failed, cancelled. `message`: a msgid for `values`."""

    state: str
    done: int
    total: int | None
    per_second: float | None
    seconds_left: float | None
    message: str
    values: dict[str, object]
    is_stopping: bool = False  # called off, and not yet at its next step


@dataclass(frozen=True)
class Summary:
    """What a check found and an import would do. Rows per part: None where the file has no such part."""

    set_code: str
    household_rows: int | None
    member_rows: int | None
    households_new: int
    households_changed: int
    members: int
    unchanged: int
    left_out: int
    wrong: int
    cautions: int
    villages: int
    tambons: int
    poor_before: int | None
    poor_after: int | None
    matched_id: int  # rows of a list of help, by what they were matched; and the others of them
    matched_house: int
    matched_name: int
    nobody: int
    doubtful: int
    repeated: int
    double: int
    imported_before: tuple[int, ...]  # published batches (of a list: lists) made of the very same file for this year
    # (of help: lists, whatever the year)


@dataclass(frozen=True)
class Upload:
    """`may`: the verbs that make sense now (check, ask, choose, map, import, mark, cancel, discard). `refused`: why the last work failed
    (msgid, values). `marked`: "" no workbook of errors was asked for, "marking", "ready". `batch`, `target_list`: what it became."""

    id: int
    file: str
    size: int
    by: str
    at: datetime
    kept_until: datetime
    is_purged: bool
    state: str
    state_name: str  # a msgid
    year: int | None  # CE
    is_year_proposed: bool
    set_code: str
    kind: str  # mapping.SURVEY, LIST or HELP
    origin: str  # of a list of help: agency or logbook
    organisation: str  # whose help it is
    profile: str
    is_plain: bool
    progress: Progress | None
    summary: Summary | None
    refused: tuple[str, dict[str, object]] | None
    marked: str
    batch: int | None
    target_list: int | None
    help_list: int | None
    may: frozenset[str]


def upload(row: models.Upload) -> Upload:
    state = steps.settled(row.state, row.job and row.job.state)
    is_purged = row.file.purged_at is not None
    is_done = state == steps.DONE
    marking = row.mark_job is not None and not row.mark_job.is_over
    return Upload(
        id=row.pk,
        file=row.file.name,
        size=row.file.size,
        by=row.by.display_name,
        at=row.at,
        kept_until=row.file.kept_until,
        is_purged=is_purged,
        state=state,
        state_name=steps.NAMES[state],
        year=row.year,
        is_year_proposed=row.is_year_proposed,
        set_code=row.set_code or row.set_used,
        kind=row.kind,
        origin=row.origin,
        organisation=row.organisation.name if row.organisation else "",
        profile=row.profile.name if row.profile else "",
        is_plain=not row.mapping,
        progress=progress(row.job) if row.job else None,
        summary=_summary(row) if row.checked_at else None,
        refused=(row.job.message, row.job.values) if state == steps.FAILED and row.job else None,
        marked=READY if row.marked_id else MARKING if marking else UNASKED,
        batch=row.batch_id if is_done else None,
        target_list=row.target_list_id if is_done else None,
        help_list=row.help_list_id if is_done else None,
        may=frozenset() if is_purged else _may(row, state),
    )


def _may(row: models.Upload, state: str) -> frozenset[str]:
    acts = {"check": steps.CHECKING, "discard": steps.DISCARDED}
    may = {act for act, to in acts.items() if to in steps.NEXT[state]}
    if steps.CHECKING in steps.NEXT[state]:
        may |= {"ask", "choose"} | ({"map"} if row.proposal_id else set())
    if steps.IMPORTING in steps.NEXT[state] and row.checked_at:
        may.add("import")
    if row.checked_at and row.wrong:
        may.add("mark")
    return frozenset(may | ({"cancel"} if state in steps.BUSY else set()))


def progress(job: Job) -> Progress:
    """Rate and time left of the step in hand: reading and checking are no measure for storing."""
    values = dict(job.values)
    since, first = values.pop("since", None), int(values.pop("first", 0))
    rate = job.per_second
    if since is not None and job.heartbeat_at:
        seconds = job.heartbeat_at.timestamp() - float(since)
        rate = (job.done - first) / seconds if job.done > first and seconds > 0 else None
    is_running = job.state == "running"
    left = max(0, job.total - job.done) / rate if is_running and rate and job.total is not None else None
    state = "waiting" if job.state == "queued" else job.state
    return Progress(state, job.done, job.total, rate, left, job.message, values, is_running and job.cancel_requested)


def _summary(row: models.Upload) -> Summary:
    names = [name for name in Summary.__dataclass_fields__ if name not in ("set_code", "imported_before")]
    return Summary(set_code=row.set_used, imported_before=(), **{name: getattr(row, name) for name in names})


def imported_before(row: models.Upload) -> tuple[int, ...]:
    if row.kind == mapping.HELP:
        same = HelpList.objects.filter(sha256=row.fingerprint, organisation=row.organisation_id, undone_at=None)
        return tuple(same.exclude(pk=row.help_list_id).order_by("pk").values_list("pk", flat=True))
    made = (
        TargetList.objects.filter(survey_year=row.year) if row.kind == mapping.LIST else Batch.objects.filter(round__survey_year=row.year)
    )
    before = made.filter(sha256=row.fingerprint, state="published").exclude(
        pk=row.target_list_id if row.kind == mapping.LIST else row.batch_id
    )
    return tuple(before.order_by("pk").values_list("pk", flat=True))
