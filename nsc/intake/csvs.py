"""Comma, tab or semicolon, UTF-8, UTF-16 or Thai of one byte a letter: bytes in, a grid out."""

import codecs
import csv
import io
import re

import numpy as np
import polars as pl

from nsc.errors import Refused, _
from nsc.intake.grids import Limits, broken, not_a_table, too_large, without_blanks


def grid_of(data: bytes, name: str, limits: Limits) -> pl.DataFrame:
    try:
        return _grid(data, name, limits)
    except MemoryError as error:
        raise too_large(name) from error
    except pl.exceptions.PanicException as error:  # of Rust: no Exception
        raise broken(name) from error


def _grid(data: bytes, name: str, limits: Limits) -> pl.DataFrame:
    data = _utf8(data, name)
    if b"\r" in data and b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    delimiter, width = _shape(data, name, limits)
    if (data.count(b"\n") + 1) * width > limits.cells:
        raise too_large(name)
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
    return without_blanks(grid)


def _utf8(data: bytes, name: str) -> bytes:
    """UTF-8 without byte order mark. A file in neither UTF-8 nor UTF-16 is Thai of one byte a letter: cp874, of which TIS-620 is a part."""
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    elif encoding := _utf16(data):
        data = data.decode(encoding, errors="replace").lstrip("\ufeff").encode()
    if b"\0" in data[: 1 << 20] and data[: 1 << 20].count(0) > len(data[: 1 << 20]) / 50:
        raise not_a_table(name, _("ไฟล์ที่ไม่ใช่ข้อความ"))
    data = data.replace(b"\0", b"").removesuffix(b"\x1a")
    head = data[: 1 << 20]
    controls = len(head) - len(head.translate(None, bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r"))))
    if _is_utf8(data):
        if len(head) > 4096 and controls > len(head) / 4:  # letters, but nothing that anybody wrote
            raise not_a_table(name, _("ไฟล์ที่ไม่ใช่ข้อความ"))
        return data
    if controls > len(head) / 50:
        raise not_a_table(name, _("ไฟล์ที่ไม่ใช่ข้อความ"))
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
    hint = re.match(r'"?sep=([\x21-\x7e\t])"?\r?\n', head)  # Excel's own first line
    hint = None if hint and hint[1] == '"' else hint
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
