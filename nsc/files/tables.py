"""A table as a csv file that a person opens with a spreadsheet: Thai as Thai, numbers as numbers, and no cell that runs.

One place for all downloads of the pages. What the `nsc` commands write is read by programs and keeps every value as it stands.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime

BOM = "\ufeff"  # Excel reads Thai in a csv file only behind it
CONTENT_TYPE = "text/csv; charset=utf-8"

Cell = str | int | float | date | datetime | None

# What begins a formula in Excel, LibreOffice or Google Sheets, also behind signs that they skip or that nobody sees, and in full width.
_STARTS = re.compile(r"[\s\x00-\x20\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212|]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?", re.ASCII)


def harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front; it then shows as the text it is."""
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell) or not _STARTS.match(cell):
        return cell
    return f"'{cell}"


class _Line:
    """What csv writes to: it hands each line back."""

    def write(self, text: str) -> str:
        return text


def lines(headings: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """The file, line by line, the mark for Excel in front."""
    writer = csv.writer(_Line())
    yield BOM + writer.writerow([harmless(heading) for heading in headings])
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])
