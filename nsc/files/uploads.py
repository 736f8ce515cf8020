"""Files kept for a time, encrypted: an upload until it is imported and a while after, a workbook of errors until it was fetched.

Rights and audit are the business of the verbs above, which know what a file is for.
"""

import hashlib
import os
import re
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.db.models import QuerySet

from nsc.errors import Refused, _
from nsc.files import frames
from nsc.files.keys import flush_folder
from nsc.files.models import StoredFile

ABANDONED = timedelta(hours=2)  # a plain copy or a draft this old was left by a process that was killed
UNCLAIMED = timedelta(days=1)  # a file without a row this old belongs to a transaction that failed


class Person(Protocol):
    pk: int


def keep(*, by: Person, at: datetime, file: BinaryIO, name: str, until: datetime | None) -> StoredFile:
    """Reads `file` from where it stands to its end, 1 MiB at a time. Raises Refused when it is empty or over settings.UPLOAD_LIMIT.
    `until` None: kept as long as the record of the room above that names it, which drops it."""
    if until is not None and until <= at:
        raise Refused(_("วันสิ้นสุดการเก็บไฟล์ต้องอยู่หลังเวลาที่เก็บ"))
    token = secrets.token_hex(16)
    plain = _Measured(file)
    draft = _folder("drafts") / token
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            frames.write(plain, out, name=token)
            out.flush()
            os.fsync(out.fileno())
        if not plain.size:
            raise Refused(_("ไฟล์ “{name}” ว่างเปล่า โปรดตรวจสอบแล้วส่งใหม่"), name=name)
        draft.rename(_path(token))
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    flush_folder(_path(token).parent)
    return StoredFile.objects.create(
        token=token, name=_tidy(name), size=plain.size, sha256=plain.digest.hexdigest(), by_user_id=by.pk, kept_at=at, kept_until=until
    )


def pieces(stored: StoredFile) -> Iterator[bytes]:
    """The plain content in pieces, for sending on. Raises Refused when it is purged, lost or damaged."""
    if stored.purged_at:
        raise Refused(_("ไฟล์ “{name}” ถูกลบไปแล้วตามกำหนดเวลาเก็บรักษา โปรดส่งไฟล์ใหม่อีกครั้ง"), name=stored.name)
    try:
        sealed = _path(stored.token).open("rb")
    except FileNotFoundError as error:
        raise Refused(_("ไม่พบไฟล์ “{name}” ในที่เก็บ โปรดส่งไฟล์ใหม่อีกครั้ง"), name=stored.name) from error
    with sealed:
        yield from frames.read(sealed, name=stored.token)


def plain_folder() -> Path:
    """Where plain content may lie while it is worked on: nobody else on the machine reads here, and `purge` finds what was left."""
    return _folder("plain")


@contextmanager
def open_plain(stored: StoredFile) -> Iterator[Path]:
    """A plain copy for readers that need a path: for this system's own user alone, and gone afterwards. Keeps the ending (.xlsx)."""
    descriptor, name = tempfile.mkstemp(suffix=_ending(stored.name), dir=plain_folder())  # 0600
    plain = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as out:
            for piece in pieces(stored):
                out.write(piece)
        yield plain
    finally:
        plain.unlink(missing_ok=True)


def past_their_time(at: datetime) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(purged_at=None, kept_until__lte=at)


def drop(stored: StoredFile, at: datetime) -> None:
    """Removes a file before its time; the row stays."""
    _path(stored.token).unlink(missing_ok=True)
    StoredFile.objects.filter(pk=stored.pk, purged_at=None).update(purged_at=at)


def sealed_files() -> Iterator[Path]:
    """As they lie on the disk, whoever names them."""
    return _folder("sealed").iterdir()


def drafts() -> Iterator[Path]:
    """Files still being written."""
    return _folder("drafts").iterdir()


def renew(path: Path) -> bool:
    """Writes one of sealed_files() anew with the newest key; False where it was purged meanwhile. Who reads the old one reads on to its
    end; killed at any moment, there is either the old file or the new one."""
    token = path.name
    draft = _folder("drafts") / f"{token}.{secrets.token_hex(4)}"
    try:
        with path.open("rb") as sealed, os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            was = os.fstat(sealed.fileno())
            frames.write(frames.read(sealed, name=token), out, name=token)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))  # purge goes by its age
    except FileNotFoundError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    flush_folder(path.parent)
    if StoredFile.objects.filter(token=token, purged_at__isnull=False).exists():
        path.unlink(missing_ok=True)  # purged while it was written, and brought back by that
    return True


def purge(at: datetime) -> int:
    """Removes what is past its time, how many; the rows stay. Also what killed processes and failed transactions left behind.

    The file goes first: stopped between the two, the next purge finds it gone and marks the row.
    """
    number = 0
    for stored in past_their_time(at):
        _path(stored.token).unlink(missing_ok=True)
        number += StoredFile.objects.filter(pk=stored.pk, purged_at=None).update(purged_at=at)
    for folder in ("plain", "drafts"):
        for left in _older(_folder(folder), ABANDONED):
            left.unlink(missing_ok=True)
    unclaimed = list(_older(_folder("sealed"), UNCLAIMED))
    rows = set(StoredFile.objects.filter(purged_at=None).values_list("token", flat=True))
    for left in unclaimed:
        if left.name not in rows:
            left.unlink(missing_ok=True)
    return number


class _Measured:
    """Pieces of a file, counted and hashed as they pass."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.size, self.digest = file, 0, hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        while piece := _full(self.file):
            self.size += len(piece)
            if self.size > settings.UPLOAD_LIMIT:
                raise Refused(_("ไฟล์ใหญ่เกินกำหนด {limit} เมกะไบต์ โปรดแบ่งไฟล์ หรือส่งเป็นไฟล์ zip"), limit=settings.UPLOAD_LIMIT // 1024**2)
            self.digest.update(piece)
            yield piece


def _full(file: BinaryIO) -> bytes:
    """A whole frame even from a file that gives less at a time; shorter only at the end."""
    piece = file.read(frames.FRAME)
    while 0 < len(piece) < frames.FRAME and (more := file.read(frames.FRAME - len(piece))):
        piece += more
    return piece


def _tidy(name: str) -> str:
    """The last part of a path, as some browsers send one; without what is not seen: control signs, from right to left and back."""
    last = "".join(each for each in re.split(r"[/\\]", name)[-1] if each.isprintable()).strip()[-255:]
    return last if last.strip(".") else "file"


def _ending(name: str) -> str:
    return ending if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", ending := Path(name).suffix) else ""


def _older(folder: Path, age: timedelta) -> Iterator[Path]:
    """By the clock of the machine the files lie on."""
    before = time.time() - age.total_seconds()
    for path in folder.iterdir():
        try:
            if path.stat().st_mtime < before:
                yield path
        except FileNotFoundError:
            continue  # its owner was quicker


def _path(token: str) -> Path:
    return _folder("sealed") / token


def _folder(name: str) -> Path:
    folder = settings.HOME / "files" / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
