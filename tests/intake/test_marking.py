"""The sender sees in his own file what is wrong and how to mend it, mends it, and sends it again."""

import datetime as dt
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from nsc.intake import marking
from nsc.intake.layout import HOUSEHOLDS, MEMBERS, plain
from nsc.intake.marking import COLUMNS, mark, template
from nsc.intake.reading import sheets

HEADS = ["รหัสบ้าน", "รหัสหมู่บ้าน", "วันที่สำรวจ", "ข้อ 1", "ข้อ 1", "ข้อ 2"]


def problems(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={name: pl.UInt32 if name == "row" else pl.String for name in COLUMNS}, orient="row")


def survey(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        big = book.add_format({"bold": True, "font_size": 20})
        sheet.write(0, 1, "แบบสำรวจ", big)
        sheet.write_row(2, 1, HEADS)
        sheet.write_row(3, 1, ["60091234567", 60010101])
        sheet.write_datetime(3, 3, dt.date(2018, 3, 1), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_row(3, 4, ["", 7, 1])
        sheet.write_row(5, 1, ["=2+3|x", 60010101, "31/02/2561", 1, "", 1])
        sheet.write_formula(6, 1, '="600912345"&"69"', None, "60091234569")
        sheet.write(6, 2, "6001")
        other = book.add_worksheet("สมาชิก")
        other.write_row(0, 0, ["รหัสบ้าน", "เลขประจำตัวประชาชน", "ชื่อ"])
        other.write_row(1, 0, ["60091234567", "1990100000012", "ก"])
    return path


FOUND = problems(
    ("households", 4, "ข้อ 1", "7", "ค่าไม่ถูกต้อง", "ใช้ 1, 0 หรือ 9"),
    ("households", 6, "วันที่สำรวจ", "31/02/2561", "ไม่มีวันที่นี้", "แก้วันที่"),
    ("households", 6, "รหัสบ้าน", "=2+3|x", "รหัสบ้านไม่ถูกต้อง", "กรอก 11 หลัก"),
    ("households", 7, "รหัสหมู่บ้าน", "6001", "รหัสสั้นไป", "กรอก 8 หลัก"),
    ("members", 2, "เลขประจำตัวประชาชน", "1990100000012", "หลักตรวจสอบไม่ถูกต้อง", "ตรวจสอบกับบัตร"),
)


def marks(path: Path, sheet: str) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in openpyxl.load_workbook(path)[sheet].iter_rows() for cell in row if cell.comment}


def test_the_senders_workbook_comes_back_marked_with_its_look_and_formulas(tmp_path):
    original, out = survey(tmp_path / "a.xlsx"), tmp_path / "out.xlsx"
    mark(original, FOUND, plain(sheets(original)), out)
    assert set(marks(out, "ครัวเรือน")) == {"F4", "D6", "B6", "C7"}
    assert marks(out, "สมาชิก") == {"B2": "หลักตรวจสอบไม่ถูกต้อง\nวิธีแก้ไข: ตรวจสอบกับบัตร"}
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["ปัญหา", "ครัวเรือน", "สมาชิก"]
    assert book["ครัวเรือน"]["B1"].font.size == 20
    assert book["ครัวเรือน"]["B7"].value == '="600912345"&"69"'
    assert book["ครัวเรือน"]["F4"].fill.fgColor.rgb.endswith("FFC7CE")
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets] == [True, False, False]
    listed = list(book["ปัญหา"].iter_rows(min_row=2))
    assert [cell.value for cell in listed[0]] == ["ครัวเรือน", 4, "ข้อ 1", "7", "ค่าไม่ถูกต้อง", "ใช้ 1, 0 หรือ 9"]
    assert [cell.data_type for row in listed for cell in row if str(cell.value).startswith("=")] == ["s"]


def test_a_marked_file_mended_and_sent_again_reads_as_before_and_is_marked_afresh(tmp_path):
    original, first, second = survey(tmp_path / "a.xlsx"), tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    mark(original, FOUND, plain(sheets(original)), first)
    again = plain(sheets(first))
    assert again[MEMBERS].table.equals(plain(sheets(original))[MEMBERS].table)
    mark(first, FOUND.head(1), again, second)
    assert openpyxl.load_workbook(second).sheetnames == ["ปัญหา", "ครัวเรือน", "สมาชิก"]
    assert marks(second, "ครัวเรือน")["F4"] == "ค่าไม่ถูกต้อง\nวิธีแก้ไข: ใช้ 1, 0 หรือ 9"


def csv_folder(path: Path, rows: int = 3) -> Path:
    path.mkdir()
    data = "".join(f"0009123456{n},60010101,=1+1,1\n" for n in range(rows))
    (path / "households.csv").write_text("แบบสำรวจ\n\nhouse_code,village_code,house_no,i1\n" + data)
    return path


def test_csv_comes_back_as_a_workbook_row_for_row_with_nothing_turned_into_a_formula(tmp_path):
    folder, out = csv_folder(tmp_path / "f"), tmp_path / "out.xlsx"
    mark(
        folder,
        problems(("households", 5, "house_no", "=1+1", "ผิด", "แก้"), ("households", 5, "i1", "1", "ผิด", "")),
        plain(sheets(folder)),
        out,
    )
    assert marks(out, "ครัวเรือน") == {"C5": "ผิด\nวิธีแก้ไข: แก้", "D5": "ผิด"}
    sheet = openpyxl.load_workbook(out)["ครัวเรือน"]
    assert (sheet["A5"].value, sheet["A5"].data_type, sheet["C5"].data_type) == ("00091234561", "s", "s")
    assert plain(sheets(out))[HOUSEHOLDS].table.equals(plain(sheets(folder))[HOUSEHOLDS].table)


def test_a_large_file_comes_back_as_its_wrong_rows_with_their_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr(marking, "MOST_ROWS", 5)
    folder, out = csv_folder(tmp_path / "f", rows=6), tmp_path / "out.xlsx"
    mark(
        folder, problems(("households", 6, "i1", "1", "ผิด", "แก้"), ("households", 9, "ไม่มีหัวนี้", "", "ผิด", "แก้")), plain(sheets(folder)), out
    )
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(out)["ครัวเรือน"].iter_rows()]
    assert rows[0] == ["แถวในไฟล์", "house_code", "village_code", "house_no", "i1"]
    assert [row[0] for row in rows[1:]] == [6, 9]
    assert set(marks(out, "ครัวเรือน")) == {"E2", "B3"}


def test_the_csv_has_its_heading_always_and_the_values_as_they_are(tmp_path):
    original, out = survey(tmp_path / "a.xlsx"), tmp_path / "out.csv"
    parts = plain(sheets(original))
    mark(original, FOUND.clear(), parts, out)
    assert out.read_bytes() == b"file,row,column,value,problem,remedy\n"
    mark(original, FOUND, parts, out)
    assert "households,6,รหัสบ้าน,=2+3|x,รหัสบ้านไม่ถูกต้อง,กรอก 11 หลัก" in out.read_text("utf-8").splitlines()


def test_control_characters_and_very_long_values_do_not_break_the_marks(tmp_path):
    original, out = survey(tmp_path / "a.xlsx"), tmp_path / "out.xlsx"
    mark(original, problems(("households", 4, "ข้อ 1", "\x07" + "ก" * 40_000, "ผิด\x08", "แก้")), plain(sheets(original)), out)
    assert openpyxl.load_workbook(out)["ปัญหา"]["D2"].value.startswith("ก")


@pytest.mark.parametrize("indicators", [31, 38])
def test_the_template_is_the_plain_layout_and_keeps_leading_zeros(tmp_path, indicators):
    path = tmp_path / "t.xlsx"
    template(path, indicators, {1: "เด็กแรกเกิดมีน้ำหนัก 2,500 กรัมขึ้นไป"})
    parts = plain(sheets(path))
    assert (parts[HOUSEHOLDS].indicators, parts[HOUSEHOLDS].table.height, parts[MEMBERS].table.height) == (indicators, 0, 0)
    sheet = openpyxl.load_workbook(path)["ครัวเรือน"]
    assert sheet.column_dimensions["A"].number_format == "@"
    assert "2,500" in next(cell for cell in sheet[1] if cell.value == "ข้อ 1").comment.text
