"""xlsx, xlsb, xls and ods → sheets, each cell as a person sees it. Looked into before they are laid out in memory."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import fastexcel
import polars as pl

from nsc.intake.grids import UNZIP_ERRORS, Limits, Progress, Sheet, broken, locked, stream_of, tell, too_large, without_blanks

_PROBE_BYTES = 4 << 30


def sheets_of(file: Path | bytes, name: str, kind: str, limits: Limits, progress: Progress | None) -> Iterator[Sheet]:
    errors = _inspect(file, name, kind, limits)
    if kind in ("xls", "xlsb"):
        _probe(file, name)
    if isinstance(file, Path) and file.suffix.lower() != f".{kind}":
        file = file.read_bytes()  # of a path the reader believes the ending
    with _readable(name):
        reader = fastexcel.read_excel(file if isinstance(file, bytes) else str(file))
        titles = reader.sheet_names
    for done, title in enumerate(titles, 1):
        grid = _sheet(reader, title, name, kind, errors.get(title, []), limits)
        if grid is not None:
            yield Sheet(name, title, grid)
        tell(progress, done, len(titles))


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        # A panic of the Rust reader is no Exception, and its class can't be imported.
        if not isinstance(error, fastexcel.FastExcelError) and type(error).__name__ != "PanicException":
            raise
        raise (locked(name) if "password" in str(error).lower() else broken(name)) from error


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
        raise broken(name) from error
    if result.returncode:
        raise locked(name) if b"password" in result.stderr.lower() else broken(name)


def _sheet(
    reader: fastexcel.ExcelReader, title: str, name: str, kind: str, errors: list[tuple[int, int, str]], limits: Limits
) -> pl.DataFrame | None:
    with _readable(name):
        # skip_rows=0 keeps leading empty rows, so the position is the row number; leading empty columns show in absolute_index.
        sheet = reader.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
    if sheet.visible != "visible" or not sheet.width:
        return None
    if sheet.width > limits.columns:
        raise too_large(name)
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
    return without_blanks(grid)


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
        with stream_of(file) as stream, zipfile.ZipFile(stream) as archive:
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise locked(name)
            if sum(info.file_size for info in archive.infolist()) > limits.unpacked_bytes:
                raise too_large(name)
            if kind == "ods":
                _inspect_ods(archive, name, limits)
            if kind == "xlsx":
                return {title: _inspect_sheet(archive, part, name, limits) for title, part in _parts(archive).items()}
    except (*UNZIP_ERRORS, KeyError) as error:
        raise broken(name) from error
    return {}


def _inspect_ods(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise locked(name)
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
                raise too_large(name)


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
        title, relation = re.search(r'\bname="([^"]*)"', tag), re.search(r'\b\w+:id="([^"]*)"', tag)
        if title and relation and (to := targets.get(relation[1])):
            part = to.lstrip("/") if to.startswith("/") else f"xl/{to}"
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
            for tag, body in re.findall(rb'<c ([^>]*\bt="e"[^>]*)>(.*?)</c>', chunk, re.S):
                reference, text = re.search(rb'\br="([A-Z]+\d+)"', tag), re.search(rb"<v>([^<]*)</v>", body)
                if reference and text:
                    errors.append((*_place(reference[1]), text[1].decode(errors="replace")))
    width = max((_column(found) for found in letters), default=25) + 1
    if digits > 7 or width > 16_384 or (width * min(10**digits, 1_048_576) > limits.cells and _extent(archive, part) > limits.cells):
        raise too_large(name)
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
