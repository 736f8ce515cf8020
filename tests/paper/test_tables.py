"""Tables for spreadsheets."""

from io import BytesIO

import openpyxl
import pytest

from nsc.paper import tables

ROWS = [["=1+1", "+66", "-2", "@SUM(A1)", "สำรวจ", "http://x.th", 7]]
HEADINGS = ["ก", "ข", "ค", "ง", "จ", "ฉ", "ช"]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link():
    sheet = openpyxl.load_workbook(BytesIO(tables.xlsx("ทะเบียน", HEADINGS, ROWS))).active
    found = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert [cell.value for cell in found] == ROWS[0]
    assert not [cell for cell in found if cell.data_type == "f" or cell.hyperlink]


@pytest.mark.parametrize("name", ["x" * 60, "ทะเบียน"])
def test_a_long_name_of_a_sheet_is_cut(name):
    assert openpyxl.load_workbook(BytesIO(tables.xlsx(name, ["ก"], []))).sheetnames == [name[:31]]
