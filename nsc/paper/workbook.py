"""A workbook of an office: a first sheet that says what the figures mean and where they are from, then a sheet for each table.

Numbers are numbers, what is undefined is empty, and a text is a text: no cell is a formula, a link or a number by accident.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

import xlsxwriter

from nsc.paper.pdf import tidy

CELL = 32_000  # characters that Excel takes in one, nearly
WIDTH = 52  # of a column at most, in characters
NAME = 31  # letters of a sheet's name
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]|^'|'$")
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


@dataclass(frozen=True)
class Sheet:
    """`has_total`: the last row sums up, and is bold."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[object]]
    has_total: bool


def made(first: str, about: Sequence[tuple[str, str]], sheets: Sequence[Sheet]) -> bytes:
    """`first`: the name of the first sheet; `about`: its rows (what, said)."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # the same figures are the same bytes
        looks = {
            "bold": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEF4F2"}),
            "total": book.add_format({"bold": True, "top": 1, "num_format": "#,##0.##"}),
            "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
            "part": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        used: set[str] = set()
        sheet = book.add_worksheet(_name(first, used))
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 96)
        for at, (what, said) in enumerate(about):
            sheet.write_string(at, 0, _text(what), looks["text"])
            sheet.write_string(at, 1, _text(said), looks["text"])
        for each in sheets:
            _filled(book.add_worksheet(_name(each.name, used)), each, looks)
    return out.getvalue()


def _filled(sheet, told: Sheet, looks) -> None:
    for at, heading in enumerate(told.headings):
        longest = max((len(str(row[at])) for row in told.rows[:200] if row[at] is not None), default=0)
        sheet.set_column(at, at, min(max(longest, len(heading)) + 3, WIDTH))
        sheet.write_string(0, at, _text(heading), looks["bold"])
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(told.rows, start=1):
        is_total = told.has_total and number == len(told.rows)
        for at, cell in enumerate(row):
            _write(sheet, number, at, cell, looks, is_total)
    if told.headings and told.rows:
        sheet.autofilter(0, 0, len(told.rows), len(told.headings) - 1)


def _write(sheet, row: int, at: int, cell: object, looks, is_total: bool) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool | str):
        sheet.write_string(row, at, _text(str(cell)), looks["total" if is_total else "text"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, at, cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell, looks["day"])
    else:
        sheet.write_number(row, at, cell, looks["total" if is_total else "whole" if isinstance(cell, int) else "part"])


def _text(said: str) -> str:
    return str(tidy(said))[:CELL]


def _name(wanted: str, used: set[str]) -> str:
    """A name that Excel takes and no other sheet has."""
    plain = _NOT_IN_A_NAME.sub(" ", _text(wanted)).replace("\n", " ").strip() or "-"
    name, n = plain[:NAME], 1
    while name.lower() in used:
        n += 1
        name = f"{plain[: NAME - 5]} ({n})"
    used.add(name.lower())
    return name
