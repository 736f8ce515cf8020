"""Any file an office sends → grids of text, cell for cell as a person sees them. What the cells mean: `layout`, `mapping`.

The content decides what a file is, never its name: offices rename, and web systems save HTML as .xls.
"""

import stat
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from nsc.errors import Refused, _
from nsc.intake.csvs import grid_of
from nsc.intake.grids import (
    INVISIBLE,
    LIMITS,
    UNZIP_ERRORS,
    Limits,
    Progress,
    Sheet,
    broken,
    check_unpacked,
    locked,
    not_a_table,
    stream_of,
    tell,
    too_large,
    too_many,
)
from nsc.intake.workbooks import sheets_of

__all__ = ["INVISIBLE", "Limits", "Progress", "Sheet", "kind_of", "sheets"]

TABLES = ("households.csv", "members.csv")


def sheets(path: Path, *, limits: Limits = LIMITS, progress: Progress | None = None) -> list[Sheet]:
    """All visible sheets of a file, of households.csv and members.csv in a folder, or of what a zip holds; empty sheets left out.

    `progress(done, of)` is called after each sheet. Refused: not a table, too large, locked, broken, or nothing in it.
    """
    if path.is_dir():
        found = _all(_folder(path, limits, progress), path.name, limits)
    elif path.is_file():
        found = _all(_file(path, path.name, limits, progress), path.name, limits)
    else:
        raise Refused(_("ไม่พบไฟล์ “{file}” โปรดตรวจสอบชื่อและตำแหน่งของไฟล์"), file=path.name)
    if not any(sheet.grid.height for sheet in found):
        raise _nothing_in(path.name)
    return [sheet for sheet in found if sheet.grid.height]


def _all(each: Iterator[Sheet], name: str, limits: Limits) -> list[Sheet]:
    """Many sheets within bounds may be too many together."""
    found, cells = [], 0
    for sheet in each:
        found.append(sheet)
        cells += sheet.grid.height * sheet.grid.width
        if cells > limits.cells:
            raise too_large(name)
    return found


def _nothing_in(name: str) -> Refused:
    return Refused(_("ไฟล์ “{file}” ไม่มีข้อมูลเลย โปรดตรวจสอบว่าบันทึกไฟล์ครบถ้วนแล้วส่งใหม่"), file=name)


def _folder(path: Path, limits: Limits, progress: Progress | None) -> Iterator[Sheet]:
    tables = sorted(entry for entry in path.iterdir() if entry.name.lower() in TABLES and entry.is_file())
    if not tables:
        raise Refused(_("ในโฟลเดอร์ “{file}” ไม่มีไฟล์ households.csv หรือ members.csv โปรดเลือกโฟลเดอร์ที่มีไฟล์ทั้งสอง"), file=path.name)
    for done, table in enumerate(tables, 1):
        yield from _file(table, table.name, limits, None)
        tell(progress, done, len(tables))


def _file(file: Path | bytes, name: str, limits: Limits, progress: Progress | None, *, packed: bool = False) -> Iterator[Sheet]:
    size = len(file) if isinstance(file, bytes) else file.stat().st_size
    if size > limits.file_bytes:
        raise too_large(name)
    if not size and name.lower() in TABLES:  # half a delivery, of which the other half was lost on the way
        raise _nothing_in(name)
    kind = _kind(file, name)
    if kind == "zip":
        if packed:
            raise Refused(_("ในไฟล์ zip มีไฟล์ zip ซ้อนอยู่ (“{file}”) โปรดแตกไฟล์ชั้นในออกก่อนแล้วส่งใหม่"), file=name)
        yield from _archive(file, name, limits, progress)
    elif kind == "text":
        if size > limits.text_bytes:
            raise too_large(name)
        yield Sheet(name, "", grid_of(file if isinstance(file, bytes) else file.read_bytes(), name, limits))
        tell(progress, 1, 1)
    else:
        yield from sheets_of(file, name, kind, limits, progress)


# — what is it? —

_SIGNATURES = {
    b"%PDF": _("เอกสาร PDF"),
    b"\x89PNG": _("รูปภาพ"),
    b"\xff\xd8\xff": _("รูปภาพ"),
    b"GIF8": _("รูปภาพ"),
    b"{\\rtf": _("เอกสารข้อความ (RTF)"),
    b"\x1f\x8b": _("ไฟล์บีบอัดชนิด gz"),
    b"7z\xbc\xaf": _("ไฟล์บีบอัดชนิด 7z"),
    b"Rar!": _("ไฟล์บีบอัดชนิด rar"),
    b"PAR1": _("ไฟล์ Parquet"),
    b"SQLite format 3": _("ฐานข้อมูล SQLite"),
}


def kind_of(path: Path) -> str:
    """text (csv), xlsx, xlsb, ods, xls or zip, by content. Refused for anything else."""
    return _kind(path, path.name)


def _head(file: Path | bytes, size: int = 4096) -> bytes:
    if isinstance(file, bytes):
        return file[:size]
    with file.open("rb") as opened:
        return opened.read(size)


def _kind(file: Path | bytes, name: str) -> str:
    """See `kind_of`; the refusal says what the file is instead."""
    head = _head(file)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(file, name)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _kind_of_ole(file, name)
    for signature, what in _SIGNATURES.items():
        if head.startswith(signature):
            raise not_a_table(name, what)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style", b"<div")):
        raise not_a_table(name, _("หน้าเว็บ (HTML) ที่ตั้งนามสกุลเป็นตาราง"))
    if start.startswith((b"<?xml", b"<svg", b"<!entity", b"<!doctype")):
        raise not_a_table(name, _("ไฟล์ XML"))
    return "text"


def _kind_of_zip(file: Path | bytes, name: str) -> str:
    if (members_listed := _listed(file)) > LIMITS.members:  # before zipfile makes an object of each
        raise too_many(name, members_listed, LIMITS.members)
    try:
        with stream_of(file) as stream, zipfile.ZipFile(stream) as archive:
            members = set(archive.namelist())
            if any(member.startswith("xl/workbook.") for member in members):
                return "xlsx" if "xl/workbook.xml" in members else "xlsb"
            if "content.xml" in members and "mimetype" in members:
                with archive.open("mimetype") as mimetype:
                    if b"spreadsheet" in mimetype.read(200):
                        return "ods"
                raise not_a_table(name, _("เอกสาร OpenDocument ที่ไม่ใช่ตาราง"))
            if any(member.startswith(("word/", "ppt/")) for member in members):
                raise not_a_table(name, _("เอกสาร Word หรือ PowerPoint"))
    except UNZIP_ERRORS as error:
        raise broken(name) from error
    return "zip"


def _listed(file: Path | bytes) -> int:
    """Lines of the directories of a zip, and of those stored in it unpacked."""
    with stream_of(file) as stream:
        return sum(piece.count(b"PK\x01\x02") for piece in iter(lambda: stream.read(1 << 22), b""))


def _kind_of_ole(file: Path | bytes, name: str) -> str:
    content = file if isinstance(file, bytes) else file.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise locked(name)
    if "WordDocument".encode("utf-16-le") in content or "PowerPoint Document".encode("utf-16-le") in content:
        raise not_a_table(name, _("เอกสาร Word หรือ PowerPoint"))
    return "xls"


# — zip —


def _archive(file: Path | bytes, name: str, limits: Limits, progress: Progress | None) -> Iterator[Sheet]:
    """Nothing is unpacked to disk, so a member's path can point nowhere; its last part is its name."""
    try:
        with stream_of(file) as stream, zipfile.ZipFile(stream) as archive:
            members = _wanted(archive, name, limits)
            for done, (title, info) in enumerate(members, 1):
                yield from _file(archive.read(info), title, limits, None, packed=True)
                tell(progress, done, len(members))
    except UNZIP_ERRORS as error:
        raise broken(name) from error


def _wanted(archive: zipfile.ZipFile, name: str, limits: Limits) -> list[tuple[str, zipfile.ZipInfo]]:
    """households.csv and members.csv if the zip holds them (other files there are ignored), else every workbook and csv."""
    files = [(_title(info), info) for info in archive.infolist() if not info.is_dir() and _is_file(info)]
    files = [(title, info) for title, info in files if not title.startswith(("._", "~$", ".")) and "__MACOSX" not in info.filename]
    chosen = [pair for pair in files if pair[0].lower() in TABLES] or [
        pair for pair in files if pair[0].lower().endswith((".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip"))
    ]
    if not chosen:
        raise Refused(_("ในไฟล์ zip “{file}” ไม่มีตาราง (.xlsx .xls .ods .csv) โปรดตรวจสอบแล้วส่งใหม่"), file=name)
    titles = Counter(title.lower() for title, _info in chosen)
    if twice := next((title for title in TABLES if titles[title] > 1), None):
        raise Refused(_("ในไฟล์ zip “{file}” มี {table} มากกว่าหนึ่งไฟล์ โปรดเหลือไว้ไฟล์เดียว"), file=name, table=twice)
    if any(info.flag_bits & 1 for _title, info in chosen):
        raise locked(name)
    check_unpacked((info for _title, info in chosen), name, limits.file_bytes)
    return sorted(chosen, key=lambda pair: pair[0].lower())


def _title(info: zipfile.ZipInfo) -> str:
    """Without what would move the eye of a reader elsewhere: control signs, right to left and back."""
    return "".join(each for each in PurePosixPath(info.filename.replace("\\", "/")).name if each.isprintable())[-_LONGEST:]


_LONGEST = 255


def _is_file(info: zipfile.ZipInfo) -> bool:
    """No link, no device; systems without such say nothing of it."""
    return stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)
