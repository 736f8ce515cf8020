"""A table as a csv file or a workbook that a person opens with a spreadsheet: Thai as Thai, numbers as numbers, and no cell that runs.

One place for all downloads of the pages. What the `nsc` commands write is read by programs and keeps every value as it stands.
"""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import IO

import xlsxwriter

from nsc.poverty.small import is_hidden

BOM = "\ufeff"  # Excel reads Thai in a csv file only behind it
CONTENT_TYPE = "text/csv; charset=utf-8"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL = 32_000  # characters that Excel takes in one, nearly
WIDTH = 46  # of a column at most, in characters
SAMPLE = 50  # rows that say how wide the columns are

Cell = str | int | float | date | datetime | None

# What begins a formula in Excel, LibreOffice or Google Sheets, also behind signs that they skip or that nobody sees, and in full width.
_STARTS = re.compile(r"[\s\x00-\x20\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212|]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?", re.ASCII)


def harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front; it then shows as the text it is. A number that is
    kept back is a word."""
    if is_hidden(cell):
        return str(cell)
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell) or not _STARTS.match(cell):
        return cell
    return f"'{cell}"


class _Line:
    """What csv writes to: it hands each line back."""

    def write(self, text: str) -> str:
        return text


def lines(headings: Iterable[str], rows: Iterable[Iterable[Cell]], about: Sequence[tuple[str, str]] = ()) -> Iterator[str]:
    """The file, line by line, the mark for Excel in front. `about`: (what, said) of the table, above it, an empty line between."""
    writer = csv.writer(_Line())
    above = [*about, ()] if about else []
    first, *others = (writer.writerow([harmless(cell) for cell in line]) for line in (*above, list(headings)))
    yield BOM + first
    yield from others
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def workbook(
    headings: Sequence[str], rows: Iterable[Sequence[Cell]], about: Sequence[tuple[str, str]], names: tuple[str, str]
) -> IO[bytes]:
    """A file open for reading, gone when it is closed: a sheet about the table, and the table under a heading that stays in sight.
    `names`: of the two sheets. Row by row to the disk: the memory it takes does not grow with the rows. Texts are written as texts,
    so that none is a formula."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the caller sends it, and closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_size(2400, 1600)
        bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
        first = book.add_worksheet(names[0][:31])
        first.set_column(0, 0, 24, bold)
        first.set_column(1, 1, 90, wrapped)
        for at, (what, told) in enumerate(about):
            first.write_string(at, 0, what, bold)
            first.write_string(at, 1, told[:CELL], wrapped)
        _table(book, book.add_worksheet(names[1][:31]), headings, rows)
    file.seek(0)
    return file


def _table(book, sheet, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """The widths are those of the first rows: on the disk, what is written cannot be widened any more."""
    bold = book.add_format({"bold": True, "bottom": 1})
    coming = iter(rows)
    sample = list(islice(coming, SAMPLE))
    for at, heading in enumerate(headings):
        longest = max((len(str(row[at])) for row in sample if row[at] is not None), default=0)
        sheet.set_column(at, at, min(max(longest, len(heading)) + 2, WIDTH))
        sheet.write_string(0, at, heading, bold)
    sheet.freeze_panes(1, 0)
    last = 0
    for some in (sample, coming):
        for row in some:
            last += 1
            for at, cell in enumerate(row):
                _write(sheet, last, at, cell)
    if headings:
        sheet.autofilter(0, 0, last, len(headings) - 1)


def _write(sheet, row: int, at: int, cell: Cell) -> None:
    if cell is None or cell == "":
        return
    if is_hidden(cell):
        sheet.write_string(row, at, str(cell))
    elif isinstance(cell, str):
        sheet.write_string(row, at, cell[:CELL])
    elif isinstance(cell, date):
        sheet.write_datetime(row, at, cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell)
    else:
        sheet.write_number(row, at, cell)
