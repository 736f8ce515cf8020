"""Tables as workbooks. A cell is what it says, never a formula. As csv: files/tables.py."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter

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
