"""Tables as files that spreadsheets open. A cell is what it says, never a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

import xlsxwriter

BOM = "\ufeff"  # Excel reads Thai in a csv file only behind it
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run
WIDTH = 34


def xlsx(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    made = BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, plain) as book:
        sheet = book.add_worksheet(name[:31])
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.set_column(0, max(len(headings) - 1, 0), WIDTH)
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, headings, head)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row, cell)
    return made.getvalue()


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    made = StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return (BOM + made.getvalue()).encode()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
