"""Any file an office sends → grids of text, cell for cell as a person sees them. What the cells mean: `layout`, `mapping`.

The content decides what a file is, never its name: offices rename, and web systems save HTML as .xls.
"""

import codecs
import csv
import io
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path, PurePosixPath
from typing import IO

import fastexcel
import numpy as np
import polars as pl

from nsc.errors import Refused, _

# What the eye does not see at the ends of a cell: spaces of all kinds, zero-width characters, byte order marks.
INVISIBLE = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"
TABLES = ("households.csv", "members.csv")


@dataclass(frozen=True)
class Limits:
    """Ceilings against files made to choke us; a whole province (642,318 persons, 205,000 households) stays far below."""

    file_bytes: int = 1 << 30
    unpacked_bytes: int = 4 << 30
    cells: int = 80_000_000
    columns: int = 4_096
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
_PROBE_BYTES = 4 << 30
_UNZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


def sheets(path: Path, *, limits: Limits = LIMITS, progress: Progress | None = None) -> list[Sheet]:
    """All visible sheets of a file, of households.csv and members.csv in a folder, or of what a zip holds; empty sheets left out.

    `progress(done, of)` is called after each sheet. Refused: not a table, too large, locked, broken, or nothing in it.
    """
    if path.is_dir():
        found = list(_folder(path, limits, progress))
    elif path.is_file():
        found = list(_file(path, path.name, limits, progress))
    else:
        raise Refused(_("ไม่พบไฟล์ “{file}” โปรดตรวจสอบชื่อและตำแหน่งของไฟล์"), file=path.name)
    if not any(sheet.grid.height for sheet in found):
        raise Refused(_("ไฟล์ “{file}” ไม่มีข้อมูลเลย โปรดตรวจสอบว่าบันทึกไฟล์ครบถ้วนแล้วส่งใหม่"), file=path.name)
    return [sheet for sheet in found if sheet.grid.height]


def _folder(path: Path, limits: Limits, progress: Progress | None) -> Iterator[Sheet]:
    tables = sorted(entry for entry in path.iterdir() if entry.name.lower() in TABLES and entry.is_file())
    if not tables:
        raise Refused(_("ในโฟลเดอร์ “{file}” ไม่มีไฟล์ households.csv หรือ members.csv โปรดเลือกโฟลเดอร์ที่มีไฟล์ทั้งสอง"), file=path.name)
    for done, table in enumerate(tables, 1):
        yield from _file(table, table.name, limits, None)
        _tell(progress, done, len(tables))


def _file(file: Path | bytes, name: str, limits: Limits, progress: Progress | None, *, packed: bool = False) -> Iterator[Sheet]:
    size = len(file) if isinstance(file, bytes) else file.stat().st_size
    if size > limits.file_bytes:
        raise _too_large(name)
    kind = _kind(file, name)
    if kind == "zip":
        if packed:
            raise Refused(_("ในไฟล์ zip มีไฟล์ zip ซ้อนอยู่ (“{file}”) โปรดแตกไฟล์ชั้นในออกก่อนแล้วส่งใหม่"), file=name)
        yield from _archive(file, name, limits, progress)
    elif kind == "text":
        yield Sheet(name, "", _csv(file if isinstance(file, bytes) else file.read_bytes(), name, limits))
        _tell(progress, 1, 1)
    else:
        yield from _workbook(file, name, kind, limits, progress)


def _tell(progress: Progress | None, done: int, of: int) -> None:
    if progress:
        progress(done, of)


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


def _stream(file: Path | bytes) -> IO[bytes]:
    return io.BytesIO(file) if isinstance(file, bytes) else file.open("rb")


def _kind(file: Path | bytes, name: str) -> str:
    """See `kind_of`; the refusal says what the file is instead."""
    head = _head(file)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(file, name)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _kind_of_ole(file, name)
    for signature, what in _SIGNATURES.items():
        if head.startswith(signature):
            raise _not_a_table(name, what)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style", b"<div")):
        raise _not_a_table(name, _("หน้าเว็บ (HTML) ที่ตั้งนามสกุลเป็นตาราง"))
    if start.startswith(b"<?xml"):
        raise _not_a_table(name, _("ไฟล์ XML"))
    return "text"


def _kind_of_zip(file: Path | bytes, name: str) -> str:
    try:
        with _stream(file) as stream, zipfile.ZipFile(stream) as archive:
            members = set(archive.namelist())
            if any(member.startswith("xl/workbook.") for member in members):
                return "xlsx" if "xl/workbook.xml" in members else "xlsb"
            if "content.xml" in members and "mimetype" in members:
                if b"spreadsheet" in archive.read("mimetype")[:200]:
                    return "ods"
                raise _not_a_table(name, _("เอกสาร OpenDocument ที่ไม่ใช่ตาราง"))
            if any(member.startswith(("word/", "ppt/")) for member in members):
                raise _not_a_table(name, _("เอกสาร Word หรือ PowerPoint"))
    except _UNZIP_ERRORS as error:
        raise _broken(name) from error
    return "zip"


def _kind_of_ole(file: Path | bytes, name: str) -> str:
    content = file if isinstance(file, bytes) else file.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _locked(name)
    if "WordDocument".encode("utf-16-le") in content or "PowerPoint Document".encode("utf-16-le") in content:
        raise _not_a_table(name, _("เอกสาร Word หรือ PowerPoint"))
    return "xls"


def _not_a_table(name: str, what: str) -> Refused:
    return Refused(
        _("ไฟล์ “{file}” เป็น{what} อ่านเป็นตารางไม่ได้ โปรดเปิดด้วย Excel หรือ LibreOffice แล้วบันทึกเป็น .xlsx หรือ .csv แล้วส่งใหม่"),
        file=name,
        what=what,
    )


def _locked(name: str) -> Refused:
    return Refused(_("ไฟล์ “{file}” ตั้งรหัสผ่านไว้ โปรดเปิดไฟล์ ยกเลิกรหัสผ่าน บันทึก แล้วส่งใหม่"), file=name)


def _broken(name: str) -> Refused:
    return Refused(_("ไฟล์ “{file}” ชำรุดหรือส่งมาไม่ครบ โปรดเปิดในโปรแกรมเดิม บันทึกใหม่ แล้วส่งอีกครั้ง"), file=name)


def _too_large(name: str) -> Refused:
    return Refused(_("ไฟล์ “{file}” มีขนาดใหญ่เกินกว่าที่รับได้ โปรดลบแถวและคอลัมน์ว่างที่เกินมา หรือแบ่งเป็นไฟล์ย่อย เช่น รายอำเภอ"), file=name)


# — zip —


def _archive(file: Path | bytes, name: str, limits: Limits, progress: Progress | None) -> Iterator[Sheet]:
    """Nothing is unpacked to disk, so a member's path can point nowhere; its last part is its name."""
    try:
        with _stream(file) as stream, zipfile.ZipFile(stream) as archive:
            members = _wanted(archive, name, limits)
            for done, (title, info) in enumerate(members, 1):
                yield from _file(archive.read(info), title, limits, None, packed=True)
                _tell(progress, done, len(members))
    except _UNZIP_ERRORS as error:
        raise _broken(name) from error


def _wanted(archive: zipfile.ZipFile, name: str, limits: Limits) -> list[tuple[str, zipfile.ZipInfo]]:
    """households.csv and members.csv if the zip holds them (other files there are ignored), else every workbook and csv."""
    files = [(PurePosixPath(info.filename.replace("\\", "/")).name, info) for info in archive.infolist() if not info.is_dir()]
    files = [(title, info) for title, info in files if not title.startswith(("._", "~$", ".")) and "__MACOSX" not in info.filename]
    chosen = [pair for pair in files if pair[0].lower() in TABLES] or [
        pair for pair in files if pair[0].lower().endswith((".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip"))
    ]
    if not chosen:
        raise Refused(_("ในไฟล์ zip “{file}” ไม่มีตาราง (.xlsx .xls .ods .csv) โปรดตรวจสอบแล้วส่งใหม่"), file=name)
    titles = [title.lower() for title, _info in chosen]
    if twice := next((title for title in titles if titles.count(title) > 1 and title in TABLES), None):
        raise Refused(_("ในไฟล์ zip “{file}” มี {table} มากกว่าหนึ่งไฟล์ โปรดเหลือไว้ไฟล์เดียว"), file=name, table=twice)
    if any(info.flag_bits & 1 for _title, info in chosen):
        raise _locked(name)
    if sum(info.file_size for _title, info in chosen) > limits.file_bytes:
        raise _too_large(name)
    return sorted(chosen, key=lambda pair: pair[0].lower())


# — csv —


def _csv(data: bytes, name: str, limits: Limits) -> pl.DataFrame:
    data = _utf8(data, name)
    if b"\r" in data and b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    delimiter, width = _shape(data, name, limits)
    if (data.count(b"\n") + 1) * width > limits.cells:
        raise _too_large(name)
    columns = [f"c{i}" for i in range(width)]
    if _well_quoted(data, delimiter):
        # A heading of our own: Polars takes the width from the first line, which here is often a title.
        grid = pl.read_csv(
            delimiter.join(columns).encode() + b"\n" + data,
            schema=dict.fromkeys(columns, pl.String),
            separator=delimiter,
            truncate_ragged_lines=True,
            row_index_name="row",
            row_index_offset=1,
        )
    else:
        grid = _csv_leniently(data, delimiter, columns, name, limits)
    _refuse_swallowed_rows(grid, delimiter, name)
    return _without_blanks(grid)


def _utf8(data: bytes, name: str) -> bytes:
    """UTF-8 without byte order mark. A file in neither UTF-8 nor UTF-16 is Thai of one byte a letter: cp874, of which TIS-620 is a part."""
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    elif encoding := _utf16(data):
        data = data.decode(encoding, errors="replace").lstrip("\ufeff").encode()
    if b"\0" in data[: 1 << 20] and data[: 1 << 20].count(0) > len(data[: 1 << 20]) / 50:
        raise _not_a_table(name, _("ไฟล์ที่ไม่ใช่ข้อความ"))
    data = data.replace(b"\0", b"").removesuffix(b"\x1a")
    if _is_utf8(data):
        return data
    head = data[: 1 << 20]
    if len(head) - len(head.translate(None, bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r")))) > len(head) / 50:
        raise _not_a_table(name, _("ไฟล์ที่ไม่ใช่ข้อความ"))
    # Thai letters are E0 B8/E0 B9 + one in UTF-8: where those abound the file is UTF-8 with a damaged spot, to be shown where it is.
    thai = data.count(b"\xe0\xb8") + data.count(b"\xe0\xb9")
    encoding = "utf-8" if 6 * thai > len(data) - len(data.translate(None, bytes(range(128, 256)))) else "cp874"
    return data.decode(encoding, errors="replace").encode()


def _utf16(data: bytes) -> str | None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[: 1 << 16]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) * 20 < max(even, odd) and max(even, odd) > len(head) / 50:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    step = 1 << 22
    try:
        for start in range(0, len(data), step):
            decoder.decode(data[start : start + step], final=start + step >= len(data))
    except UnicodeDecodeError:
        return False
    return True


def _shape(data: bytes, name: str, limits: Limits) -> tuple[str, int]:
    """The delimiter (the one that most often cuts a line, in the first records) and the number of columns."""
    head = data[: 1 << 20].decode(errors="ignore")
    hint = re.match(r'"?sep=(.)"?\r?\n', head)  # Excel's own first line
    delimiters = [hint[1]] if hint else [",", "\t", ";", "|"]
    best, width, score = ",", 1, -1.0
    for delimiter in delimiters:
        widths = [len(record) for record in _records(head, delimiter, 1000) if record]
        middle = float(np.median([w for w in widths if w > 1] or [1])) * (sum(w > 1 for w in widths) / max(len(widths), 1))
        if middle > score:
            best, width, score = delimiter, max(widths, default=1), middle
    if width > limits.columns:
        raise Refused(
            _("ไฟล์ “{file}” มี {columns} คอลัมน์ มากกว่าที่รับได้ ({most}) โปรดลบคอลัมน์ที่ไม่ใช้ออกแล้วส่งใหม่"),
            file=name,
            columns=width,
            most=limits.columns,
        )
    return best, width


def _records(text: str, delimiter: str, most: int) -> list[list[str]]:
    found: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            found.append(record)
            if len(found) == most:
                break
    except csv.Error:  # a quotation mark that never closes; what came before it shows the shape
        pass
    return found


def _well_quoted(data: bytes, delimiter: str) -> bool:
    """Every quotation mark opens at a field's start, closes at its end, or is doubled. Only then do all parsers agree."""
    if b'"' not in data:
        return True
    text = np.frombuffer(data, dtype=np.uint8)
    at = np.flatnonzero(text == ord('"'))
    if at.size % 2:
        return False
    edges = np.zeros(256, dtype=bool)
    edges[[ord(delimiter), ord("\n"), ord("\r")]] = True
    opening, closing = at[::2], at[1::2]
    before = (opening == 0) | edges[text[opening - 1]]
    after = (closing == text.size - 1) | edges[text[np.minimum(closing + 1, text.size - 1)]]
    doubled = closing[:-1] + 1 == opening[1:]
    before[1:] |= doubled
    after[:-1] |= doubled
    return bool(before.all() and after.all())


def _csv_leniently(data: bytes, delimiter: str, columns: list[str], name: str, limits: Limits) -> pl.DataFrame:
    """As Excel reads it: a quotation mark inside a field is a letter."""
    width, parts, rows, number = len(columns), [], [], 0
    schema = {"row": pl.UInt32} | dict.fromkeys(columns, pl.String)
    try:
        for record in csv.reader(io.TextIOWrapper(io.BytesIO(data), "utf-8", newline=""), delimiter=delimiter):
            number += 1
            if record:
                rows.append((number, *record[:width], *[None] * (width - len(record))))
            if len(rows) == 50_000:
                parts.append(pl.DataFrame(rows, schema=schema, orient="row"))
                rows = []
    except csv.Error as error:
        raise _unclosed(name, number + 1) from error
    grid = pl.concat([*parts, pl.DataFrame(rows, schema=schema, orient="row")])
    long = grid.filter(pl.any_horizontal(pl.col(columns).str.len_chars() > limits.text))
    if long.height:
        raise _unclosed(name, long["row"][0])
    return grid


def _refuse_swallowed_rows(grid: pl.DataFrame, delimiter: str, name: str) -> None:
    """A quotation mark left open takes the next lines into its cell. Rows lost in silence are worse than a refusal."""
    columns = [column for column in grid.columns[1:] if grid[column].str.contains("\n", literal=True).any()]
    line_like = r"\n[^\n]*" + (re.escape(delimiter) + r"[^\n]*") * max(len(grid.columns) - 2, 1)
    for column in columns:
        bad = grid.filter(pl.col(column).str.contains(line_like)) if len(grid.columns) > 2 else grid.clear()
        if bad.height:
            raise _unclosed(name, bad["row"][0])


def _unclosed(name: str, row: int) -> Refused:
    return Refused(_('ไฟล์ “{file}” แถวที่ {row} มีเครื่องหมายคำพูด (") ที่ไม่มีตัวปิด โปรดแก้ไขแถวนั้นแล้วส่งใหม่'), file=name, row=row)


def _without_blanks(grid: pl.DataFrame) -> pl.DataFrame:
    """A cell with nothing to see is empty (null); a row of empty cells is no row."""
    columns = grid.columns[1:]
    grid = grid.with_columns(pl.when(pl.col(columns).str.strip_chars(INVISIBLE) != "").then(pl.col(columns)))
    return grid.filter(~pl.all_horizontal(pl.col(columns).is_null())) if columns else grid.clear()


# — workbooks —


def _workbook(file: Path | bytes, name: str, kind: str, limits: Limits, progress: Progress | None) -> Iterator[Sheet]:
    errors = _inspect(file, name, kind, limits)
    if kind in ("xls", "xlsb"):
        _probe(file, name)
    with _readable(name):
        reader = fastexcel.read_excel(file if isinstance(file, bytes) else str(file))
        titles = reader.sheet_names
    for done, title in enumerate(titles, 1):
        grid = _sheet(reader, title, name, kind, errors.get(title, []), limits)
        if grid is not None:
            yield Sheet(name, title, grid)
        _tell(progress, done, len(titles))


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        # A panic of the Rust reader is no Exception, and its class can't be imported.
        if not isinstance(error, fastexcel.FastExcelError) and type(error).__name__ != "PanicException":
            raise
        raise (_locked(name) if "password" in str(error).lower() else _broken(name)) from error


_PROBE = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
except ImportError:
    pass  # Windows: no ceiling, but still a process of its own
import fastexcel
reader = fastexcel.read_excel(sys.stdin.buffer.read())
for title in reader.sheet_names:
    reader.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
"""


def _probe(file: Path | bytes, name: str) -> None:
    """Reads the binary formats in a process of their own first: one wrong byte there can ask for 17 GB, an abort that no one can catch."""
    data = file if isinstance(file, bytes) else file.read_bytes()
    command = [sys.executable, "-c", _PROBE, str(_PROBE_BYTES)]
    try:
        result = subprocess.run(command, input=data, capture_output=True, timeout=300, check=False)
    except subprocess.TimeoutExpired as error:
        raise _broken(name) from error
    if result.returncode:
        raise _locked(name) if b"password" in result.stderr.lower() else _broken(name)


def _sheet(
    reader: fastexcel.ExcelReader, title: str, name: str, kind: str, errors: list[tuple[int, int, str]], limits: Limits
) -> pl.DataFrame | None:
    with _readable(name):
        # skip_rows=0 keeps leading empty rows, so the position is the row number; leading empty columns show in absolute_index.
        sheet = reader.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
    if sheet.visible != "visible" or not sheet.width:
        return None
    if sheet.width > limits.columns:
        raise _too_large(name)
    names = [f"c{column.absolute_index}" for column in sheet.available_columns()]
    table = sheet.to_polars()
    del sheet
    table.columns = names
    width = max(int(n[1:]) for n in names) + 1
    grid = table.select(pl.col(c) if c in table.columns else pl.lit(None, pl.String).alias(c) for c in (f"c{i}" for i in range(width)))
    del table
    grid = grid.with_columns([_as_seen(grid[column], 10 if kind == "ods" else 16) for column in grid.columns])
    for row, column, text in errors:
        if row <= grid.height and column < width:
            grid[row - 1, column] = text
    grid.insert_column(0, pl.int_range(1, grid.height + 1, dtype=pl.UInt32, eager=True).alias("row"))
    return _without_blanks(grid)


_STAMP = r"^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?)?$"
_TRUTH = {"true": "1", "false": "0", "-0": "0"}


def _as_seen(column: pl.Series, shortest_date: int) -> pl.Series:
    """calamine's text of a cell → what a person sees: dates as dd/mm/yyyy (the time of day dropped, a bare time kept), booleans as 1/0,
    numbers with the 15 digits Excel shows."""
    length = column.str.len_bytes()
    if (length >= shortest_date).any():
        long = length >= shortest_date
        text = column.filter(long).to_frame("x")
        stamp = pl.col("x").str
        text = text.select(
            pl.when(stamp.contains(r"^1899-12-3[01] "))
            .then(stamp.replace(_STAMP, "${4}"))
            .when(stamp.contains(r"^\d{4}-\d\d-"))
            .then(stamp.replace(_STAMP, "${3}/${2}/${1}"))
            .when(stamp.contains(r"^-?\d+\.\d+$"))
            .then(pl.col("x").map_elements(_fifteen_digits, return_dtype=pl.String))
            .otherwise(pl.col("x"))
        )
        column = column.scatter(long.arg_true(), text["x"])
    if column.is_in(list(_TRUTH)).any():
        column = column.replace(_TRUTH)
    return column


def _fifteen_digits(number: str) -> str:
    shown = f"{float(number):.15g}"
    return shown if "e" not in shown else number


def _inspect(file: Path | bytes, name: str, kind: str, limits: Limits) -> dict[str, list[tuple[int, int, str]]]:
    """Looks into a workbook before it is laid out in memory: its size when unpacked, and cells far out (a sheet of two cells, A1 and
    XFD1048576, would become 17 billion). Returns the error cells (#N/A …), which the reader makes empty: sheet → (row, column, text)."""
    if kind == "xls":
        return {}
    try:
        with _stream(file) as stream, zipfile.ZipFile(stream) as archive:
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise _locked(name)
            if sum(info.file_size for info in archive.infolist()) > limits.unpacked_bytes:
                raise _too_large(name)
            if kind == "ods":
                _inspect_ods(archive, name, limits)
            if kind == "xlsx":
                return {title: _inspect_sheet(archive, part, name, limits) for title, part in _parts(archive).items()}
    except (*_UNZIP_ERRORS, KeyError) as error:
        raise _broken(name) from error
    return {}


def _inspect_ods(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise _locked(name)
    rows = width = 0
    for chunk in _chunks(archive, "content.xml", b"<table:table-row"):
        for row in chunk.split(b"<table:table-row")[1:]:
            row = _ODS_TAIL.sub(b"", row, count=1)  # writers fill every row up with empty cells, to be left out when read
            if b"office:value" not in row and b"<text:p" not in row:
                continue
            tag, _end, body = row.partition(b">")
            repeated = re.search(rb'number-rows-repeated="(\d+)"', tag)
            rows += int(repeated[1]) if repeated else 1
            cells = body.count(b"table-cell ") + body.count(b"table-cell>") + body.count(b"table-cell/>")
            width = max(width, cells + sum(map(int, re.findall(rb'number-columns-repeated="(\d+)"', body))))
            if rows * width > limits.cells:
                raise _too_large(name)


_ODS_TAIL = re.compile(rb"(?:<table:table-cell(?![^>]*office:value)[^>]*/>\s*)+</table:table-row>")


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet title → its part in the package, by xl/workbook.xml and its relations."""
    book = archive.read("xl/workbook.xml").decode("utf-8", errors="replace")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", errors="replace")
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", relations):
        if (key := re.search(r'\bId="([^"]*)"', tag)) and (target := re.search(r'\bTarget="([^"]*)"', tag)):
            targets[key[1]] = target[1]
    found = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        title, key = re.search(r'\bname="([^"]*)"', tag), re.search(r'\b\w+:id="([^"]*)"', tag)
        if title and key and (target := targets.get(key[1])):
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in archive.namelist() and "worksheets/" in part:
                found[unescape(title[1])] = part
    return found


def _chunks(archive: zipfile.ZipFile, part: str, border: bytes) -> Iterator[bytes]:
    """The part in pieces of some MB, none of them cutting an element that begins with `border`."""
    rest = b""
    with archive.open(part) as stream:
        while piece := stream.read(1 << 22):
            piece = rest + piece
            cut = piece.rfind(border)
            cut = cut if cut > 0 else len(piece)
            yield piece[:cut]
            rest = piece[cut:]
    yield rest


def _inspect_sheet(archive: zipfile.ZipFile, part: str, name: str, limits: Limits) -> list[tuple[int, int, str]]:
    letters: set[bytes] = set()
    errors: list[tuple[int, int, str]] = []
    digits = 1
    for chunk in _chunks(archive, part, b"<c "):
        letters.update(re.findall(rb' r="([A-Z]{2,})\d', chunk))
        while re.search(rb' r="[A-Z]+\d{%d}' % (digits + 1), chunk):
            digits += 1
        if b't="e"' in chunk:
            errors += [(*_place(ref[1]), text[1].decode(errors="replace")) for tag, body in re.findall(rb'<c ([^>]*\bt="e"[^>]*)>(.*?)</c>', chunk, re.S)
                       if (ref := re.search(rb'\br="([A-Z]+\d+)"', tag)) and (text := re.search(rb"<v>([^<]*)</v>", body))]  # fmt: skip
    width = max((_column(found) for found in letters), default=25) + 1
    if digits > 7 or width > 16_384 or (width * min(10**digits, 1_048_576) > limits.cells and _extent(archive, part) > limits.cells):
        raise _too_large(name)
    return errors


def _extent(archive: zipfile.ZipFile, part: str) -> int:
    """Rows × columns up to the outermost cell that holds something."""
    row = column = 0
    for chunk in _chunks(archive, part, b"<c "):
        for found in re.finditer(rb'<c [^>]*?\br="([A-Z]+)(\d+)"[^>]*(?<!/)>', chunk):
            row, column = max(row, int(found[2])), max(column, _column(found[1]) + 1)
    return row * column


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _place(reference: bytes) -> tuple[int, int]:
    letters = reference.rstrip(b"0123456789")
    return int(reference[len(letters) :]), _column(letters)
