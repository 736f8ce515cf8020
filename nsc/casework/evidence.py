"""Files that stand behind a verification, a forum or a meeting: a photograph, a signed minute. Pictures are kept without what a phone wrote
into them, and under no name of the sender's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import models

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework.models import Forum, Meeting, ProposalVisit, Verification
from nsc.files import papers, uploads
from nsc.files.models import StoredFile

KINDS = ("verification", "visit", "forum", "meeting")


@dataclass(frozen=True)
class Download:
    name: str
    pieces: Iterator[bytes]


def keep(sent: BinaryIO | None, *, by: User, at: datetime) -> StoredFile | None:
    return papers.keep(sent, by=by, at=at)


def download(*, by: User, at: datetime, kind: str, number: int) -> Download:
    """The file of a record of KINDS. Of a household: to who may see its names; the rest to who works on the targets there; for all others
    it is not there. Recorded."""
    found = _found(kind, number)
    if found is None or found[1] is None:
        raise scope.OutOfSight(f"{kind} {number}")
    record, stored, place, household, authority = found
    permission = Permission.NAME_SEE if household or kind == "visit" else Permission.TARGET_PROPOSE
    if not scope.may(by, permission, place, household, authority):
        raise scope.OutOfSight(f"{kind} {number}")
    audit.seen(by=by, at=at, what="evidence", on=record, place=place, count=1, households=[household] if household else [])
    return Download(stored.name, uploads.pieces(stored))


def _found(kind: str, number: int) -> tuple[models.Model, StoredFile | None, str, int | None, int | None] | None:
    """The record, its file, its place, its household and its local authority."""
    match kind:
        case "verification":
            row = Verification.objects.select_related("evidence", "target").filter(pk=number).first()
            return row and (row, row.evidence, row.target.area_code, row.target.household_id, row.target.authority_id)
        case "visit":
            row = ProposalVisit.objects.select_related("evidence", "proposal").filter(pk=number).first()
            return row and (row, row.evidence, row.proposal.area_code, row.proposal.household_id, row.proposal.authority_id)
        case "forum":
            row = Forum.objects.select_related("minutes_file").filter(pk=number).first()
            return row and (row, row.minutes_file, row.area_code, None, None)
        case "meeting":
            row = Meeting.objects.select_related("minutes_file").filter(pk=number).first()
            return row and (row, row.minutes_file, row.area_code, None, None)
    return None
