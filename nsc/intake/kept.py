"""Uploads as they are kept: the rows, and the encrypted files that hold what was written about them. For the desk and its work."""

import io
import json
from dataclasses import asdict
from datetime import datetime

import polars as pl
from django.db.models import QuerySet

from nsc.access.scope import OutOfSight
from nsc.errors import Refused, _
from nsc.files import uploads as store
from nsc.files.models import StoredFile
from nsc.intake import mapping, models, profiles, steps


def rows(*, lock: bool = False) -> QuerySet[models.Upload]:
    found = models.Upload.objects.select_related(
        "file", "by", "profile", "job", "mark_job", "proposal", "findings", "marked", "batch", "organisation"
    )
    return found.select_for_update(of=("self",)) if lock else found


def row(upload: int) -> models.Upload:
    """Locked."""
    found = rows(lock=True).filter(pk=upload).first()
    if found is None:
        raise OutOfSight(str(upload))
    return found


def of_job(job_id: int, upload: int, state: str, *, lock: bool = False) -> models.Upload | None:
    """The upload while this job is the one that works on it."""
    return rows(lock=lock).filter(pk=upload, job_id=job_id, state=state).first()


def settle(found: models.Upload) -> None:
    """What its job came to, where that ended without saying so here."""
    state = steps.settled(found.state, found.job and found.job.state)
    if state != found.state:
        found.state = state
        found.save(update_fields=["state"])


def read_by(found: models.Upload, rules: mapping.Profile | None, saved: profiles.Profile | None) -> None:
    """By which mapping the file is read from now on; None: as the plain layout. Not saved yet."""
    found.mapping = rules.to_json() if rules else ""
    found.profile_id = saved.id if saved else None
    if found.kind != mapping.HELP:
        found.kind = rules.kind if rules else mapping.SURVEY


def drop(found: models.Upload, name: str, at: datetime) -> None:
    """One of the files beside the upload (proposal, findings, marked). The row is not saved yet."""
    stored: StoredFile | None = getattr(found, name)
    if stored:
        setattr(found, name, None)
        store.drop(stored, at)


def proposal_bytes(proposals: list[mapping.Proposal]) -> bytes:
    return json.dumps([asdict(each) for each in proposals], ensure_ascii=False).encode()


def proposals(found: models.Upload) -> list[mapping.Proposal]:
    if found.proposal is None:
        raise Refused(_("ไม่มีข้อเสนอการจับคู่คอลัมน์ของไฟล์นี้ โปรดตรวจไฟล์ก่อน"))
    read = json.loads(b"".join(store.pieces(found.proposal)))
    return [
        mapping.Proposal(**{
            **each,
            "columns": tuple(mapping.Guess(**{**guess, "sample": tuple(guess["sample"])}) for guess in each["columns"]),
            "cautions": tuple(each["cautions"]),
        })
        for each in read
    ]  # fmt: skip


def findings(found: models.Upload) -> pl.DataFrame:
    if found.findings is None:
        raise Refused(_("ยังไม่ได้ตรวจไฟล์นี้ จึงยังไม่มีรายการข้อผิดพลาด"))
    return pl.read_parquet(io.BytesIO(b"".join(store.pieces(found.findings))))
