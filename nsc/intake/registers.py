"""A register of who receives a programme, as its office sends it: read here, because the readers of files stand in this room; kept by
welfare.recipients, which knows no files. Numbers are compared by their keyed index and never stored.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import polars as pl
from django.conf import settings

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import spelling
from nsc.errors import Refused, _
from nsc.files import uploads as store
from nsc.files.models import StoredFile
from nsc.intake.grids import Limits, Sheet
from nsc.intake.identifiers import bare, has_right_check_digit
from nsc.intake.reading import sheets
from nsc.registry import people
from nsc.welfare import programmes, recipients
from nsc.welfare.models import Register, RegisterEntry

LIMITS = Limits(file_bytes=100 << 20, unpacked_bytes=1 << 30, cells=20_000_000, columns=300)
KEPT = timedelta(hours=8)  # between looking and storing
SEARCHED = 60  # rows, for the heading
FAULTS = 1_000  # of one file; more are counted
HEADINGS = ("เลขประจำตัวประชาชน", "เลขบัตรประชาชน", "เลขบัตรประจำตัวประชาชน", "เลขประจำตัว", "เลขประจำตัว 13 หลัก", "เลข 13 หลัก")
HEADINGS += ("เลขประจำตัวประชาชน 13 หลัก", "เลขประจำตัวประชาชนผู้มีสิทธิ", "เลขประจำตัวประชาชนผู้รับเงิน")
HEADINGS += ("citizen id", "national_id", "pid", "cid", "idcard")
_KEYS = {spelling.key(each) for each in HEADINGS}
_TOTALS = ("รวม", "ยอดรวม", "รวมทั้งสิ้น")
NO_NUMBER = _("ไม่มีเลขประจำตัวประชาชน โปรดเติมเลข 13 หลัก หรือลบแถวนี้ถ้าไม่ใช่ผู้รับ")
WRONG_NUMBER = _("เลขประจำตัวประชาชนไม่ถูกต้อง โปรดตรวจให้ครบ 13 หลัก ตั้งช่องเป็นข้อความก่อนพิมพ์")


@dataclass(frozen=True)
class Fault:
    """One cell that could not be read. What stood there is not repeated: most of a wrong number is somebody's right one."""

    sheet: str
    row: int
    column: str
    problem: str  # msgid


@dataclass(frozen=True)
class Table:
    """What a file says. `numbers`: right ones, each once; `rows`: all rows but blank and total ones, `doubled` those that name somebody
    again; `wrong`: rows that could not be read, of which `faults` tells the first."""

    numbers: pl.Series
    rows: int
    doubled: int
    wrong: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Look:
    """The dry run. `matched`: known to us; `before`: people of the register that this one takes the place of, None where there is none;
    `added` and `gone`: against it. `standing`: this very file is in already."""

    file: int | None
    name: str
    table: Table
    matched: int
    before: int | None
    before_on: date | None
    added: int
    gone: int
    standing: int | None

    @property
    def unknown(self) -> int:
        return self.table.numbers.len() - self.matched


def receive(*, by: User, at: datetime, code: str, file: BinaryIO, name: str) -> int:
    """Keeps it, encrypted, until it is stored or a working day is over. Refused when it is no register."""
    _require(by, code)
    stored = store.keep(by=by, at=at, file=file, name=name, until=at + KEPT)
    try:
        found = _table(stored)
    except Refused:
        store.drop(stored, at)
        raise
    audit.record(by=by, at=at, verb="register.check", place=settings.PROVINCE, count=found.rows, detail=code)
    return stored.pk


def look(user: User, file: int, *, at: datetime, code: str, as_of: date, area: str = "", authority: int | None = None) -> Look:
    """What storing it would do. Writes nothing. OutOfSight where the file is another's or gone."""
    entry, stored = _require(user, code), _own(user, file)
    recipients.check_day(as_of, at)
    told = {"as_of": as_of, "area": recipients.place_of(area, authority), "authority": authority}
    return _look(entry.id, stored.pk, stored.name, _table(stored), stored.sha256, told)


def give(
    *, by: User, at: datetime, file: int, code: str, as_of: date, area: str = "", authority: int | None = None, only_good: bool = False
) -> Register:
    """Stores it. Rows that could not be read are left out only where that was said."""
    _require(by, code)
    stored = _own(by, file)
    told = {"code": code, "as_of": as_of, "area": area, "authority": authority, "source": stored.name, "sha256": stored.sha256}
    made = _store(by, at, _table(stored), only_good, told)
    store.drop(stored, at)
    return made


def dry_run(*, by: User, at: datetime, path: Path, code: str, as_of: date, area: str = "", authority: int | None = None) -> Look:
    """As `look`, of a file on this machine."""
    entry = _require(by, code)
    recipients.check_day(as_of, at)
    told = {"as_of": as_of, "area": recipients.place_of(area, authority), "authority": authority}
    return _look(entry.id, None, path.name, read(path, path.name), _sha256(path), told)


def run(
    *, by: User, at: datetime, path: Path, code: str, as_of: date, area: str = "", authority: int | None = None, only_good: bool = False
) -> Register:
    """As `give`, of a file on this machine."""
    _require(by, code)
    told = {"code": code, "as_of": as_of, "area": area, "authority": authority, "source": path.name, "sha256": _sha256(path)}
    return _store(by, at, read(path, path.name), only_good, told)


def _store(by: User, at: datetime, table: Table, only_good: bool, told: dict) -> Register:
    if table.wrong and not only_good:
        raise Refused(_("มี {count} แถวที่อ่านเลขไม่ได้ โปรดแก้ในไฟล์ หรือเลือกนำเข้าเฉพาะแถวที่อ่านได้"), count=table.wrong)
    until = recipients.known_until()
    persons = _known(table)
    return recipients.store(by=by, at=at, **told, persons=persons, rows=table.rows, wrong=table.wrong, known_until=until)


def _known(table: Table) -> pl.Series:
    indexes = people.indexed(table.numbers)
    return people.by_index(indexes).join(pl.DataFrame({"index": indexes}), on="index", how="semi")["person_id"]


def _look(programme: int, file: int | None, name: str, table: Table, sha256: str, told: dict) -> Look:
    known = set(_known(table).to_list())
    place = (told["area"], told["authority"])
    before = next((each for each in recipients.in_force([programme]) if (each.area_code, each.authority_id) == place), None)
    old = set(RegisterEntry.objects.filter(register=before).values_list("person_id", flat=True)) if before else set()
    standing = recipients.same(programme, sha256=sha256, **told)
    return Look(
        file=file,
        name=name,
        table=table,
        matched=len(known),
        before=len(old) if before else None,
        before_on=before.as_of if before else None,
        added=len(known - old),
        gone=len(old - known),
        standing=standing.pk if standing else None,
    )


def _require(user: User, code: str) -> programmes.Entry:
    scope.require(user, Permission.REGISTER_IMPORT, place=settings.PROVINCE)
    return programmes.find(user, code)


def _own(user: User, file: int) -> StoredFile:
    found = StoredFile.objects.filter(pk=file, by_user_id=user.pk, purged_at=None).first()
    if found is None:
        raise scope.OutOfSight(str(file))
    return found


def _table(stored: StoredFile) -> Table:
    with store.open_plain(stored) as path:
        return read(path, stored.name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# — the file —


def read(path: Path, name: str) -> Table:
    """All sheets that have a column of national ids. Refused where none has, or there is nobody in it."""
    found = [each for sheet in sheets(path, limits=LIMITS) if (each := _sheet(sheet)) is not None]
    if not found:
        raise Refused(
            _("ไฟล์ “{file}” ไม่มีคอลัมน์เลขประจำตัวประชาชน โปรดตั้งหัวคอลัมน์ว่า “{heading}” ใน {searched} แถวแรก แล้วส่งใหม่"),
            file=name, heading=HEADINGS[0], searched=SEARCHED,
        )  # fmt: skip
    rows = pl.concat(each for each, _faults in found)
    if not rows.height:
        raise Refused(_("ไฟล์ “{file}” มีหัวคอลัมน์แต่ไม่มีผู้รับเลย โปรดตรวจสอบแล้วส่งใหม่"), file=name)
    right = rows.filter("is_right")
    numbers = right["number"].unique(maintain_order=True)
    faults = [fault for _rows, faults in found for fault in faults]
    return Table(numbers, rows.height, right.height - numbers.len(), rows.height - right.height, tuple(faults[:FAULTS]))


def _sheet(sheet: Sheet) -> tuple[pl.DataFrame, list[Fault]] | None:
    """(number, is_right) of each row below the heading, and what is wrong; None where there is no such heading."""
    found = _heading(sheet)
    if found is None:
        return None
    at, column, heading = found
    body = sheet.grid.slice(at + 1)
    text = body.select(bare(pl.col(column).fill_null("")).str.strip_suffix(".0").alias("number"))["number"]
    others = [pl.col(each) for each in body.columns[1:] if each != column]
    says_total = pl.any_horizontal(each.str.strip_chars().is_in(_TOTALS).fill_null(False) for each in others) if others else pl.lit(False)
    is_total = body.select(total=says_total)["total"] if others else pl.Series([False] * body.height, dtype=pl.Boolean)
    kept = ~(is_total & (text == "")) & ~text.is_in(_TOTALS)
    rows = pl.DataFrame({"row": body["row"], "number": text}).with_columns(is_right=has_right_check_digit(text)).filter(kept)
    wrong = rows.filter(~pl.col("is_right"))
    where = " · ".join(filter(None, (sheet.source, sheet.name))) if sheet.name else sheet.source
    faults = [
        Fault(where, row, heading, WRONG_NUMBER if number else NO_NUMBER)
        for row, number in wrong.select("row", "number").head(FAULTS).iter_rows()
    ]
    return rows.select("number", "is_right"), faults


def _heading(sheet: Sheet) -> tuple[int, str, str] | None:
    """(index of the row, column, as written) of the first heading that names a national id."""
    for index, row in enumerate(sheet.grid.head(SEARCHED).iter_rows(named=True)):
        for column, text in row.items():
            if column != "row" and text and spelling.key(text) in _KEYS:
                return index, column, thai.clean(text)
    return None
