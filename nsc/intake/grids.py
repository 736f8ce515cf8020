"""What readers share: the sheet as a grid of text, ceilings, and how a file that can't be read is refused."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import polars as pl

from nsc.errors import Refused, _

# What the eye does not see at the ends of a cell: spaces of all kinds, zero-width characters, byte order marks.
INVISIBLE = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"


@dataclass(frozen=True)
class Limits:
    """Ceilings against files made to choke us; a whole province (642,318 persons, 205,000 households) stays far below."""

    file_bytes: int = 1 << 30
    text_bytes: int = 512 << 20
    unpacked_bytes: int = 4 << 30
    cells: int = 80_000_000
    columns: int = 4_096
    sheets: int = 500
    members: int = 5_000  # of a zip; a workbook of 500 sheets has some 1,500
    memory: int = 4 << 30  # of the process that opens a workbook: address space, of which the half is used
    seconds: float = 300  # for it; a province takes 20
    text: int = 32_767  # characters in a cell, as in Excel


@dataclass(frozen=True)
class Sheet:
    """`grid`: "row" (UInt32, the number a person sees in the file, first line 1) and "c0", "c1", … (String; null = empty).

    Blank rows are absent."""

    source: str  # the file's own name, without directory; inside a zip the member's
    name: str  # the sheet's; "" for csv
    grid: pl.DataFrame = field(repr=False)


Progress = Callable[[int, int], None]
LIMITS = Limits()
UNZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


def tell(progress: Progress | None, done: int, of: int) -> None:
    if progress:
        progress(done, of)


def stream_of(file: Path | bytes) -> IO[bytes]:
    return io.BytesIO(file) if isinstance(file, bytes) else file.open("rb")


def not_a_table(name: str, what: str) -> Refused:
    return Refused(
        _("ไฟล์ “{file}” เป็น{what} อ่านเป็นตารางไม่ได้ โปรดเปิดด้วย Excel หรือ LibreOffice แล้วบันทึกเป็น .xlsx หรือ .csv แล้วส่งใหม่"),
        file=name,
        what=what,
    )


def locked(name: str) -> Refused:
    return Refused(_("ไฟล์ “{file}” ตั้งรหัสผ่านไว้ โปรดเปิดไฟล์ ยกเลิกรหัสผ่าน บันทึก แล้วส่งใหม่"), file=name)


def broken(name: str) -> Refused:
    return Refused(_("ไฟล์ “{file}” ชำรุดหรือส่งมาไม่ครบ โปรดเปิดในโปรแกรมเดิม บันทึกใหม่ แล้วส่งอีกครั้ง"), file=name)


def too_large(name: str) -> Refused:
    return Refused(_("ไฟล์ “{file}” มีขนาดใหญ่เกินกว่าที่รับได้ โปรดลบแถวและคอลัมน์ว่างที่เกินมา หรือแบ่งเป็นไฟล์ย่อย เช่น รายอำเภอ"), file=name)


def too_many(name: str, count: int, most: int) -> Refused:
    return Refused(
        _("ไฟล์ “{file}” มีไฟล์หรือแผ่นงานอยู่ข้างใน {count} รายการ มากกว่าที่รับได้ ({most}) โปรดแยกส่งทีละส่วน"), file=name, count=count, most=most
    )


def check_unpacked(members: Iterable[zipfile.ZipInfo], name: str, most: int) -> None:
    """Too large when unpacked, or made to look small: no table shrinks to a two-hundredth."""
    found = list(members)
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in found):
        raise Refused(_("ไฟล์ “{file}” ใช้วิธีบีบอัดที่ระบบไม่รับ โปรดบีบอัดใหม่เป็น zip แบบปกติ (Deflate) แล้วส่งใหม่"), file=name)
    size, packed = sum(info.file_size for info in found), sum(info.compress_size for info in found)
    if size > most or (size > _HARMLESS and size > _RATIO * packed):
        raise too_large(name)


_HARMLESS, _RATIO = 64 << 20, 200


def without_blanks(grid: pl.DataFrame) -> pl.DataFrame:
    """A cell with nothing to see is empty (null); a row of empty cells is no row."""
    columns = grid.columns[1:]
    grid = grid.with_columns(pl.when(pl.col(columns).str.strip_chars(INVISIBLE) != "").then(pl.col(columns)))
    return grid.filter(~pl.all_horizontal(pl.col(columns).is_null())) if columns else grid.clear()
