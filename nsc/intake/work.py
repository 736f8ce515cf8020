"""What the import desk does in the background. Each kind may be started again from the beginning after a crash: it finds by what is stored
how far the one before it came, and a worker that was given up for dead finds that its job is no longer the upload's.
"""

import io
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl
from django.db import transaction
from django.utils import timezone

from nsc.access.models import User
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused, _
from nsc.files import uploads as store
from nsc.files.models import StoredFile
from nsc.intake import (
    helped,
    imports,
    kept,
    layout,
    lists,
    logbook,
    logbook_form,
    mapping,
    marking,
    models,
    profiles,
    reading,
    rules,
    steps,
)
from nsc.intake.imports import Outcome
from nsc.intake.layout import HOUSEHOLDS, MEMBERS, Part
from nsc.intake.reading import Sheet
from nsc.jobs.work import Lost, Running, progress
from nsc.poverty import union
from nsc.surveys import batches, rounds, sets, tallies
from nsc.surveys.models import Batch, Response, Round
from nsc.welfare import help_lists


@dataclass(frozen=True)
class Reading:
    """A file as understood: its parts, by which rules; or, without parts, what is proposed."""

    sheets: list[Sheet]
    parts: dict[str, Part]
    rules: mapping.Profile | None = None
    profile: profiles.Profile | None = None
    proposals: tuple[mapping.Proposal, ...] = ()

    @property
    def rows(self) -> int:
        return sum(part.table.height for part in self.parts.values())

    @property
    def kind(self) -> str:
        return self.rules.kind if self.rules else mapping.SURVEY


def check(job: Running, upload: int, ask: bool = False) -> None:
    """Reads the file, asks a person where it must (or is told to), else says what an import would do."""
    found = _mine(job, upload, steps.CHECKING)
    if found is None:
        return
    by, at = _person(job), timezone.now()
    with _opened(found) as path:
        read = _understood(job, found, path, ask=ask)
        year = found.year or proposed_year(read.parts)
        if not read.parts or (year is None and found.kind != mapping.HELP):
            _ask(job, found, read, by, at)
            return
        progress(job, 0, read.rows, _("กำลังตรวจ {rows} แถว"), rows=read.rows)
        outcome, summary = _look(job, found, read, by, at, year)
        summary |= {"fingerprint": imports.fingerprint(path)}
    _keep_check(job, found, read, outcome, summary, by, at)


def _look(job: Running, found: models.Upload, read: Reading, by: User, at: datetime, year: int | None) -> tuple:
    """The outcome of a dry run, and the columns of its summary."""
    if found.kind == mapping.HELP:
        with _allowed():
            said = helped.dry_run(by=by, at=at, parts=read.parts, organisation=found.organisation_id)
        return said, helped.summed(said)
    with _allowed():
        outcome = _dry_run(read, by=by, at=at, year=year, set_code=found.set_code)
    progress(job, read.rows, read.rows, _("กำลังสรุปผลการตรวจ"))
    summary = summed(read, outcome, year, found.set_code)
    return outcome, summary | {"year": year, "is_year_proposed": found.year is None or found.is_year_proposed}


def import_(job: Running, upload: int) -> dict[str, int] | None:
    """Imports it whole. What an earlier attempt left unfinished is swept first; what it had published is not published again."""
    found = _mine(job, upload, steps.IMPORTING)
    if found is None:
        return None
    by, at = _person(job), timezone.now()
    if found.batch and found.batch.state == Batch.State.STAGING:
        batches.abandon(found.batch)
        found.batch.refresh_from_db()
    if found.batch and found.batch.state == Batch.State.PUBLISHED:  # killed between publishing and saying so
        batches.follow_up(found.batch)
        return _done(job, found, batch=found.batch)
    with _opened(found) as path:
        read = _understood(job, found, path)
        progress(job, 0, read.rows, _("กำลังตรวจ {rows} แถว"), rows=read.rows)
        tick = _Pace(job)
        if found.kind == mapping.HELP:
            with _allowed():
                return _import_help(job, found, read, by, at, tick)
        told = {"by": by, "at": at, "parts": read.parts, "year": found.year, "source": found.file.name, "sha256": found.fingerprint}
        with _allowed():
            if read.kind == mapping.LIST:
                return _import_list(job, found, told, tick)
            outcome = imports.run(**told, set_code=found.set_code or None, tick=tick, begun=lambda batch: _note(job, upload, batch))
    if outcome.batch is None:
        raise _nothing()
    return _done(job, found, batch=outcome.batch)


def mark(job: Running, upload: int) -> None:
    """The copy of the file in which the wrong cells are marked."""
    found = kept.rows().filter(pk=upload, mark_job_id=job.id, marked=None).exclude(findings=None).first()
    if found is None:
        return
    by, at = _person(job), timezone.now()
    with _opened(found) as path:
        read = _understood(job, found, path)
        progress(job, 0, found.wrong, _("กำลังทำเครื่องหมายจุดผิด"))
        wrong = kept.findings(found).filter(~pl.col("is_caution"))
        out = path.with_name(f"{path.stem}-marked.xlsx")  # where purge finds it if this worker is killed
        try:
            marking.mark(path, wrong, read.parts, out, read.sheets, with_formulas=False)
            with out.open("rb") as file:
                made = _keep(found, by, at, file, f"{Path(found.file.name).stem} ตรวจแล้ว.xlsx")
        finally:
            out.unlink(missing_ok=True)
    if (
        not models.Upload.objects.filter(pk=upload, mark_job_id=job.id, findings=found.findings, marked=None)
        .exclude(state=steps.DISCARDED)
        .update(marked=made)
    ):
        store.drop(made, at)  # checked anew meanwhile
    progress(job, found.wrong, found.wrong)


def proposed_year(parts: dict[str, Part]) -> int | None:
    """The survey year (CE) that the dates in the file speak for; None where they are too few or do not agree."""
    households = parts.get(HOUSEHOLDS)
    if households is None or "surveyed_on" not in households.table.columns:
        return None
    counts = households.table["surveyed_on"].drop_nulls().value_counts()
    years: Counter[int] = Counter()
    for text, count in counts.iter_rows():
        day, _precision, _finding = rules.a_date(text, today=timezone.localdate())
        if day:
            years[day.year] += count
    if not years:
        return None
    (year, most), total = years.most_common(1)[0], years.total()
    return year if most * 2 > total else None


def summed(read: Reading, outcome: Outcome, year: int, set_code: str) -> dict[str, object]:
    """The summary's columns of models.Upload."""
    homes = outcome.delivery.households if outcome.delivery else None
    new = homes["replaces"].null_count() if homes is not None else outcome.households
    before, after = headline(homes, year, set_code) if homes is not None else (None, None)
    rows = {name: read.parts[name].table.height if name in read.parts else None for name in (HOUSEHOLDS, MEMBERS)}
    return {
        "kind": read.kind,
        "set_used": rounds.set_of(year, set_code or None).code if read.kind == mapping.SURVEY else "",
        "household_rows": rows[HOUSEHOLDS],
        "member_rows": rows[MEMBERS],
        "households_new": new,
        "households_changed": outcome.households - new,
        "members": outcome.members,
        "unchanged": outcome.unchanged,
        "left_out": outcome.left_out,
        "wrong": outcome.wrong.height,
        "cautions": outcome.cautions.height,
        "villages": len(outcome.areas),
        "tambons": len({code[:6] for code in outcome.areas}),
        "poor_before": before,
        "poor_after": after,
    }


def headline(homes: pl.DataFrame, year: int, set_code: str) -> tuple[int, int]:
    """Poor households of the year, as stored and as they would be after these versions (Delivery.households)."""
    indicators = rounds.set_of(year, set_code or None)
    pattern = union.patterns(homes["applicable"].to_numpy(), homes["failed"].to_numpy(), indicators.map) if homes.height else homes["hid"]
    poor = int((pattern != 0).sum())
    round = Round.objects.filter(survey_year=year).first()
    if round is None:
        return 0, poor
    stored = sum(tally.poor_households for tally in tallies.patterns_of(round, digits=2).values())
    replaced = homes["replaces"].drop_nulls().to_list()
    were = sum(
        Response.objects.filter(pk__in=replaced[start : start + 500]).exclude(pattern=0).count() for start in range(0, len(replaced), 500)
    )
    return stored, stored - were + poor


# — inside —


class _Pace:
    """Rows stored, with the moment the storing began: the pace of reading says nothing about it."""

    def __init__(self, job: Running) -> None:
        self.job, self.since, self.first = job, 0.0, 0

    def __call__(self, done: int, total: int) -> None:
        if not self.since:
            self.since, self.first = time.time(), done
        message = _("กำลังบันทึก") if done < total else _("กำลังรวมตัวเลขของพื้นที่")
        progress(self.job, done, total, message, since=self.since, first=self.first)


def _mine(job: Running, upload: int, state: str) -> models.Upload | None:
    """None where the work is done already, or another job has the upload."""
    return kept.of_job(job.id, upload, state)


def _still_mine(job: Running, upload: int, state: str) -> models.Upload:
    """Locked. Another job may have taken the upload while this one worked."""
    found = kept.of_job(job.id, upload, state, lock=True)
    if found is None:
        raise Lost
    return found


def _person(job: Running) -> User:
    return User.objects.get(pk=job.by_user_id)


@contextmanager
def _allowed() -> Iterator[None]:
    """A right taken back since the work was asked for."""
    try:
        yield
    except (NotAllowed, OutOfSight) as no:
        raise Refused(_("ผู้สั่งงานนี้ไม่มีสิทธินำเข้าข้อมูลแล้ว")) from no


@contextmanager
def _opened(found: models.Upload) -> Iterator[Path]:
    """A plain copy for a while; what is refused names the file as its sender does."""
    with store.open_plain(found.file) as path:
        try:
            yield path
        except Refused as no:
            values = {name: found.file.name if value == path.name else value for name, value in no.values.items()}
            raise Refused(no.message, **values) from no


def _understood(job: Running, found: models.Upload, path: Path, *, ask: bool = False) -> Reading:
    """By the mapping settled for it; else plain; else by the newest saved profile that fits; else proposals, or if a person asks."""
    told = _("กำลังอ่านไฟล์")
    progress(job, 0, message=told)
    sheets = reading.sheets(path, progress=lambda done, of: progress(job, 0, message=told))
    sheets = [replace(sheet, source=found.file.name) if sheet.source == path.name else sheet for sheet in sheets]
    if found.kind == mapping.HELP:
        return _help_understood(found, sheets, ask)
    if ask:
        return Reading(sheets, {}, proposals=_proposals(sheets, found.year))
    if found.mapping:
        rules_ = mapping.Profile.from_json(found.mapping)
        profile = profiles.of_id(found.profile_id) if found.profile_id else None
        return Reading(sheets, mapping.apply(rules_, sheets, imports.village_codes), rules_, profile)
    proposals = ()
    try:
        parts = layout.plain(sheets)
        if any(part.indicators for part in parts.values()) or not (proposals := _lists(sheets)):
            return Reading(sheets, parts)
    except Refused as no:
        refused = no
    if fitting := _fitting(sheets, found.by, mapping.SURVEY, mapping.LIST):
        return fitting
    proposals = proposals or _proposals(sheets, found.year)
    if not any(proposal.kind for proposal in proposals):
        raise refused
    return Reading(sheets, {}, proposals=proposals)


def _help_understood(found: models.Upload, sheets: list[Sheet], ask: bool) -> Reading:
    """By the mapping settled for it; else headed as the empty form; else by the newest saved profile that fits; else proposals."""
    proposals = tuple(mapping.propose_help(sheet) for sheet in sheets)
    if found.mapping and not ask:
        rules_ = mapping.Profile.from_json(found.mapping)
        profile = profiles.of_id(found.profile_id) if found.profile_id else None
        return Reading(sheets, mapping.apply(rules_, sheets, imports.village_codes), rules_, profile)
    useful = [proposal for proposal in proposals if proposal.kind]
    if not ask and len(useful) == 1 and mapping.is_standard_help(useful[0]):
        rules_ = mapping.profile(found.file.name, useful)
        return Reading(sheets, mapping.apply(rules_, sheets, imports.village_codes), rules_)
    if not ask and found.origin == help_lists.LOGBOOK:
        form = logbook.profile_named(found.by, logbook_form.HELP_NAME)
        with suppress(Refused):  # in another form: a person says what the columns are
            return Reading(sheets, mapping.apply(form, sheets, imports.village_codes), form)
    if not ask and (fitting := _fitting(sheets, found.by, mapping.HELP)):
        return fitting
    if not useful:
        raise Refused(_("ไม่พบตารางการช่วยเหลือในไฟล์นี้ ต้องมีหัวคอลัมน์ที่บอกว่าช่วยใคร (เลขประจำตัวประชาชน รหัสบ้าน หรือชื่อ) และช่วยอะไรเมื่อใด"))
    return Reading(sheets, {}, proposals=proposals)


def _proposals(sheets: list[Sheet], year: int | None) -> tuple[mapping.Proposal, ...]:
    wordings = {each.number: each.name_th for each in sets.for_year(year or timezone.localdate().year).indicators}
    return tuple(mapping.propose(sheet, wordings) for sheet in sheets)


def _lists(sheets: list[Sheet]) -> tuple[mapping.Proposal, ...]:
    """A target list may head its columns as members are headed, and is none."""
    proposals = tuple(mapping.propose(sheet) for sheet in sheets)
    return proposals if any(proposal.kind == mapping.LIST for proposal in proposals) else ()


def _fitting(sheets: list[Sheet], user: User, *kinds: str) -> Reading | None:
    known = (profile for profile in profiles.visible_to(user) if profile.kind in kinds)
    for profile in sorted(known, key=lambda each: each.at, reverse=True):
        with suppress(Refused):
            return Reading(sheets, mapping.apply(profile.rules, sheets, imports.village_codes), profile.rules, profile)
    return None


def _dry_run(read: Reading, *, by: User, at: datetime, year: int, set_code: str) -> Outcome:
    if read.kind == mapping.LIST:
        return lists.dry_run(by=by, at=at, parts=read.parts, year=year)
    return imports.dry_run(by=by, at=at, parts=read.parts, year=year, set_code=set_code or None)


def _ask(job: Running, found: models.Upload, read: Reading, by: User, at: datetime) -> None:
    """Leaves the upload to a person."""
    made = _keep(found, by, at, io.BytesIO(kept.proposal_bytes(list(read.proposals))), "proposal.json") if read.proposals else None
    with transaction.atomic():
        row = _still_mine(job, found.pk, steps.CHECKING)
        if made:
            kept.drop(row, "proposal", at)
            row.proposal = made
        row.state = steps.step(row.state, steps.MAPPING)
        row.save()


def _keep_check(
    job: Running, found: models.Upload, read: Reading, outcome: Outcome, summary: dict[str, object], by: User, at: datetime
) -> None:
    frames = [outcome.wrong.with_columns(is_caution=pl.lit(False)), outcome.cautions.with_columns(is_caution=pl.lit(True))]
    table = io.BytesIO()
    pl.concat(frames, how="diagonal_relaxed").sort("file", "row", maintain_order=True).write_parquet(table)
    table.seek(0)
    made = _keep(found, by, at, table, "findings.parquet")
    with transaction.atomic():
        row = _still_mine(job, found.pk, steps.CHECKING)
        kept.drop(row, "findings", at)
        row.findings, row.checked_at = made, timezone.now()
        if read.rules:
            kept.read_by(row, read.rules, read.profile)
        for name, value in summary.items():
            setattr(row, name, value)
        row.state = steps.step(row.state, steps.CHECKED)
        row.save()


def _keep(found: models.Upload, by: User, at: datetime, file, name: str) -> StoredFile:
    """Beside the upload, and no longer than it."""
    return store.keep(by=by, at=at, file=file, name=name, until=found.file.kept_until)


def _note(job: Running, upload: int, batch: Batch) -> None:
    """In the transaction that opens the batch: only the job that has the upload gets one."""
    if not models.Upload.objects.filter(pk=upload, job_id=job.id, state=steps.IMPORTING).update(batch=batch):
        raise Lost


def _import_list(job: Running, found: models.Upload, told: dict, tick: _Pace) -> dict[str, int]:
    with transaction.atomic():  # the list and the upload that it came from: both or neither
        made, _outcome = lists.run(**told, tick=tick)
        if made is None:
            raise _nothing()
        return _done(job, found, target_list=made)


def _import_help(job: Running, found: models.Upload, read: Reading, by: User, at: datetime, tick: _Pace) -> dict[str, int]:
    told = {"source": found.file.name, "sha256": found.fingerprint, "organisation": found.organisation_id}
    with transaction.atomic():  # the list and the upload that it came from: both or neither
        if found.origin == help_lists.LOGBOOK:
            made = logbook.receive(by=by, at=at, parts=read.parts, tick=tick, **told)
        else:
            made, _outcome = helped.run(by=by, at=at, parts=read.parts, tick=tick, **told)
        return _done(job, found, help_list=made)


def _done(job: Running, found: models.Upload, **result: object) -> dict[str, int]:
    with transaction.atomic():
        row = _still_mine(job, found.pk, steps.IMPORTING)
        for name, value in result.items():
            setattr(row, name, value)
        row.state = steps.step(row.state, steps.DONE)
        row.save()
    return {name: value.pk for name, value in result.items()}


def _nothing() -> Refused:
    return Refused(_("ไม่มีแถวใดที่นำเข้าได้ ทุกแถวมีข้อผิดพลาด โปรดแก้ไขตามรายการแล้วส่งใหม่"))
