"""xlsx, xlsb, xls and ods → sheets, each cell as a person sees it. Looked into before they are laid out in memory."""

import json
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html import unescape
from pathlib import Path

import polars as pl

from nsc.intake.grids import (
    UNZIP_ERRORS,
    Limits,
    Progress,
    Sheet,
    broken,
    check_unpacked,
    locked,
    stream_of,
    tell,
    too_large,
    too_many,
    without_blanks,
)

_SMALL = 8 << 20


def sheets_of(file: Path | bytes, name: str, kind: str, limits: Limits, progress: Progress | None) -> Iterator[Sheet]:
    errors = _inspect(file, name, kind, limits)
    with _opened(file, name, kind, limits) as frames:
        titles = json.loads(next(frames))
        for done, title in enumerate(titles, 1):
            grid = _sheet(frames, name, kind, errors.get(title, []), limits)
            if grid is not None:
                yield Sheet(name, title, grid)
            tell(progress, done, len(titles))


@contextmanager
def _opened(file: Path | bytes, name: str, kind: str, limits: Limits) -> Iterator[Iterator[bytes]]:
    """What `opener.py` says of the workbook, frame by frame.

    In a process of its own: one wrong byte can ask the Rust reader for 17 GB or all day, an abort that no one can catch. So the worker
    lives on, and the ceilings hold for whatever our own inspection did not see.
    """
    memory = limits.memory // 2 if kind == "xls" else limits.memory  # 65,536 rows a sheet
    source = [str(file.resolve())] if isinstance(file, Path) else ["-"]
    command = [sys.executable, "-P", str(Path(__file__).with_name("opener.py")), str(memory), str(limits.columns), *source]
    quiet = os.environ | {"RUST_BACKTRACE": "0"}  # an abort would spend seconds on drawing itself up
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=quiet)
    alarm = threading.Timer(limits.seconds, process.kill)
    alarm.start()
    try:
        with suppress(BrokenPipeError):  # it has died: said by the missing frame
            if isinstance(file, bytes):
                process.stdin.write(file)  # type: ignore[union-attr]
            process.stdin.close()  # type: ignore[union-attr]
        yield _frames(process, name, kind)
    finally:
        alarm.cancel()
        process.kill()
        process.stdout.close()  # type: ignore[union-attr]
        process.wait()


def _frames(process: subprocess.Popen[bytes], name: str, kind: str) -> Iterator[bytes]:
    out = process.stdout
    while True:
        size = int.from_bytes(out.read(8), "big")  # type: ignore[union-attr]
        frame = out.read(size)  # type: ignore[union-attr]
        if not frame or len(frame) < size:  # ended by a ceiling; a damaged file of the binary formats asks for any number
            raise broken(name) if kind in ("xls", "xlsb") else too_large(name)
        if frame.startswith(b'{"failed"'):
            raise {"password": locked, "memory": too_large, "broken": broken}[json.loads(frame)["failed"]](name)
        yield frame


def _sheet(frames: Iterator[bytes], name: str, kind: str, errors: list[tuple[int, int, str]], limits: Limits) -> pl.DataFrame | None:
    told = json.loads(next(frames))
    if not told["is_visible"] or not told["width"]:
        return None
    if not told["is_sent"]:
        raise too_large(name)
    table = pl.concat([pl.read_ipc_stream(next(frames)) for _piece in range(json.loads(next(frames)))])
    width = max(int(each[1:]) for each in table.columns) + 1
    if width * table.height > limits.cells:
        raise too_large(name)
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
    XFD1048576, would become 17 billion). Returns the error cells (#N/A …), which the reader makes empty: sheet → (row, column, text).

    Every pattern below ends soon whatever it is shown: bounded repeats, and nothing that reaches over the next `<`.
    """
    if kind == "xls":
        return {}
    try:
        with stream_of(file) as stream, zipfile.ZipFile(stream) as archive:
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise locked(name)
            check_unpacked(archive.infolist(), name, limits.unpacked_bytes)
            if kind == "ods":
                _inspect_ods(archive, name, limits)
            if kind == "xlsx":
                return {title: _inspect_sheet(archive, part, name, limits) for title, part in _parts(archive, name, limits).items()}
    except (*UNZIP_ERRORS, KeyError) as error:
        raise broken(name) from error
    return {}


def _inspect_ods(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in _small(archive, "META-INF/manifest.xml", name):
        raise locked(name)
    rows = width = 0
    for chunk in _chunks(archive, "content.xml", b"<table:table-row"):
        for row in chunk.split(b"<table:table-row")[1:]:
            # writers fill every row up with empty cells, to be left out when read: only up to the last that holds something
            last = max(row.rfind(b"office:value"), row.rfind(b"<text:p"))
            if last < 0:
                continue
            tag, _end, body = row[: row.find(b">", last) + 1 or None].partition(b">")
            repeated = re.search(rb"number-rows-repeated=[\"'](\d{1,9})", tag)
            rows += int(repeated[1]) if repeated else 1
            cells = body.count(b"table-cell ") + body.count(b"table-cell>") + body.count(b"table-cell/>")
            width = max(width, cells + sum(map(int, re.findall(rb"number-columns-repeated=[\"'](\d{1,9})", body))))
            if rows * width > limits.cells:
                raise too_large(name)


def _small(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """A part that is no table: the list of sheets, the relations, the manifest."""
    if archive.getinfo(part).file_size > _SMALL:
        raise too_large(name)
    return archive.read(part)


def _parts(archive: zipfile.ZipFile, name: str, limits: Limits) -> dict[str, str]:
    """Sheet title → its part in the package, by xl/workbook.xml and its relations."""
    book = _small(archive, "xl/workbook.xml", name).decode("utf-8", errors="replace")
    relations = _small(archive, "xl/_rels/workbook.xml.rels", name).decode("utf-8", errors="replace")
    targets = {}
    for tag in re.findall(r"<(?:\w{1,40}:)?Relationship\b[^<>]*>", relations):
        if (key := re.search(r'\bId="([^"]*)"', tag)) and (target := re.search(r'\bTarget="([^"]*)"', tag)):
            targets[key[1]] = target[1]
    found = {}
    there = set(archive.namelist())
    for tag in re.findall(r"<(?:\w{1,40}:)?sheet\b[^<>]*>", book):
        title, relation = re.search(r'\bname="([^"]*)"', tag), re.search(r'\b\w{1,40}:id="([^"]*)"', tag)
        if title and relation and (to := targets.get(relation[1])):
            part = to.lstrip("/") if to.startswith("/") else f"xl/{to}"
            if part in there and "worksheets/" in part:
                found[unescape(title[1])] = part
    if len(found) > limits.sheets:
        raise too_many(name, len(found), limits.sheets)
    if len(set(found.values())) < len(found):  # one part shown as many sheets
        raise broken(name)
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
    digits, cells = 1, 0
    for chunk in _chunks(archive, part, b"<c "):
        letters.update(re.findall(rb' r="([A-Z]{2,4})', chunk))
        while digits < 8 and re.search(rb' r="[A-Z]{1,4}\d{%d}' % (digits + 1), chunk):
            digits += 1
        cells += chunk.count(b"<c ") + chunk.count(b"<c>")
        if cells > limits.cells or digits > 7 or any(len(found) > 3 for found in letters):
            raise too_large(name)
        if b't="e"' in chunk:
            for tag, text in re.findall(_ERROR_CELL, chunk):
                if reference := re.search(rb'\br="([A-Z]{1,3}\d{1,7})"', tag):
                    errors.append((*_place(reference[1]), text.decode(errors="replace")))
    width = max((_column(found) for found in letters), default=25) + 1
    if width > 16_384 or (width * min(10**digits, 1_048_576) > limits.cells and _extent(archive, part) > limits.cells):
        raise too_large(name)
    return errors


# An error has its formula, if any, and its text; what else there is between takes no part.
_ERROR_CELL = re.compile(
    rb'<c ([^<>]{0,200}?\bt="e"[^<>]{0,200})>\s{0,20}'
    rb"(?:<f[^<>]{0,500}/>|<f[^<>]{0,500}>[^<]{0,9000}</f>)?\s{0,20}<v>([^<]{0,40})</v>"
)


def _extent(archive: zipfile.ZipFile, part: str) -> int:
    """Rows × columns up to the outermost cell that holds something."""
    row = column = 0
    for chunk in _chunks(archive, part, b"<c "):
        for found in re.finditer(rb'<c [^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"[^<>]{0,200}(?<!/)>', chunk):
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
