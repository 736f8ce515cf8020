"""Where a file is wrong, shown in the file itself: coloured, commented cells and a list; and the empty template that goes out first.

Every text from a file is written as text, so a value like =HYPERLINK(…) is never a formula here. The CSV gives values exactly as they
stand in the file (the contract wants that); the pages give one of their own (nsc/files/tables.py) in which none begins a formula.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import openpyxl
import polars as pl
import xlsxwriter
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from nsc.intake.layout import FIELDS, HOUSEHOLDS, PARTS, TITLES, Part, heading
from nsc.intake.reading import Sheet, kind_of, sheets

COLUMNS = ("file", "row", "column", "value", "problem", "remedy")
OVERVIEW = "ปัญหา"
_OVERVIEW_HEADINGS = ("ตาราง", "แถว", "คอลัมน์", "ค่าที่พบ", "ปัญหา", "วิธีแก้ไข")
_OVERVIEW_WIDTHS = (14, 8, 26, 24, 48, 64)
_AUTHOR = "ระบบนำเข้าข้อมูล"
_FILL, _INK, _HEAD = "FFC7CE", "9C0006", "DDE7EE"
MOST_ROWS = 50_000  # up to here the whole file is marked; above it only the wrong rows
_MOST_COMMENTS = 20_000  # a sheet; the overview lists all
_EXCEL_ROWS, _EXCEL_TEXT = 1_048_576, 32_767

log = logging.getLogger(__name__)


def mark(
    original: Path,
    problems: pl.DataFrame,
    parts: dict[str, Part],
    out: Path,
    read: list[Sheet] | None = None,
    *,
    with_formulas: bool = True,
) -> None:
    """Writes `problems` (columns COLUMNS; `file` households or members) to `out`: as CSV unless its ending is .xlsx.

    .xlsx: a copy of the sender's workbook, marked; a new workbook where the original is no .xlsx or above MOST_ROWS rows, then only with
    the wrong rows. `read` saves reading the original again. Without formulas, the copy holds their values and nothing that calls out:
    on the pages, whoever opens it is not always who sent the file.
    """
    problems = problems.select(COLUMNS)
    if out.suffix.lower() != ".xlsx":
        problems.write_csv(out)
        return
    rows = sum(part.table.height for part in _by_sheet(parts))
    if (
        rows <= MOST_ROWS
        and original.is_file()
        and kind_of(original) == "xlsx"
        and _mark_copy(original, problems, parts, out, read, with_formulas)
    ):
        return
    _mark_anew(problems, parts, out, read or sheets(original), whole=rows <= MOST_ROWS)


def _by_sheet(parts: dict[str, Part]) -> list[Part]:
    """One part a sheet: a sheet of both parts is one sheet."""
    return list({(part.source, part.sheet): part for part in sorted(parts.values(), key=lambda p: p.table.height)}.values())


# — where —


def _grid(part: Part, read: Iterable[Sheet]) -> pl.DataFrame:
    return next(sheet.grid for sheet in read if (sheet.source, sheet.name) == (part.source, part.sheet))


def _headings(grid: pl.DataFrame, heading_row: int) -> dict[str, list[int]]:
    """Normalised heading → its columns, from the heading row and, where that is empty, the one above."""
    top = {row[0]: row[1:] for row in grid.filter(pl.col("row").is_between(heading_row - 1, heading_row)).iter_rows()}
    lower = top.get(heading_row, ())
    upper = top.get(heading_row - 1, (None,) * len(lower))
    found: dict[str, list[int]] = {}
    for index, (above, text) in enumerate(zip(upper, lower, strict=True)):
        if text or above:
            found.setdefault(heading(text or above), []).append(index)
    return found


def _places(problems: pl.DataFrame, part: Part, grid: pl.DataFrame) -> dict[tuple[int, int], list[tuple[str, str]]]:
    """(row, column index) → the problems there. Of columns with one heading the one holding the value is meant."""
    columns = _headings(grid, part.heading_row)
    wanted = problems.filter(pl.col("file") == part.file)
    rows = {row[0]: row[1:] for row in grid.join(wanted.select(pl.col("row").cast(pl.UInt32).unique()), on="row", how="semi").iter_rows()}
    places: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for _file, row, column, value, problem, remedy in wanted.iter_rows():
        candidates = columns.get(heading(column), [0])
        cells = rows.get(row, ())
        index = next((i for i in candidates if i < len(cells) and (cells[i] or "") == (value or "")), candidates[0])
        places.setdefault((row, index), []).append((problem or "", remedy or ""))
    return places


def _comment(found: list[tuple[str, str]]) -> str:
    return "\n".join(f"{problem}\nวิธีแก้ไข: {remedy}" if remedy else problem for problem, remedy in found)[:_EXCEL_TEXT]


def _listed(problems: pl.DataFrame) -> Iterator[tuple[str, int | None, str, str, str, str]]:
    for file, row, column, value, problem, remedy in problems.iter_rows():
        yield TITLES.get(file, file or ""), row, column or "", value or "", problem or "", remedy or ""


# — the sender's own workbook —


def _mark_copy(
    original: Path, problems: pl.DataFrame, parts: dict[str, Part], out: Path, read: list[Sheet] | None, with_formulas: bool
) -> bool:
    """False where openpyxl cannot open what calamine could: the caller then writes a new workbook."""
    try:
        with original.open("rb") as stream:  # of a path it would believe the ending
            book = openpyxl.load_workbook(stream, data_only=not with_formulas, keep_links=with_formulas)
    except Exception as error:  # openpyxl raises whatever its parser met; the file was readable, so the sender still gets the marks
        # without the error's own words: they may quote a cell about somebody
        log.warning("workbook cannot be copied with its look (%s); a new one is written", type(error).__name__)
        return False
    read = read or sheets(original)
    for part in parts.values():
        sheet = book[part.sheet]
        for (row, column), found in _places(problems, part, _grid(part, read)).items():
            _mark_cell(_anchor(sheet, row, column + 1), _comment(found))
    _overview_in(book, problems)
    book.save(out)
    return True


def _anchor(sheet: Worksheet, row: int, column: int) -> Cell:
    """A merged cell shows its first cell's colour and comment."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        return sheet.cell(area.min_row, area.min_col)
    return cell


def _mark_cell(cell: Cell, text: str) -> None:
    cell.fill = PatternFill("solid", fgColor=_FILL)
    before = cell.comment.text + "\n" if cell.comment and cell.comment.author != _AUTHOR else ""
    cell.comment = Comment(_clean(before + text), _AUTHOR, width=320, height=120)


def _clean(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:_EXCEL_TEXT]


def _overview_in(book: openpyxl.Workbook, problems: pl.DataFrame) -> None:
    if OVERVIEW in book.sheetnames and tuple(cell.value for cell in book[OVERVIEW][1])[:6] == _OVERVIEW_HEADINGS:
        del book[OVERVIEW]  # ours, from the time before: the sender mended the marked file
    sheet = book.create_sheet(OVERVIEW, 0)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet  # two selected sheets would be edited together
    book.active = 0
    sheet.append(_OVERVIEW_HEADINGS)
    for line in _listed(problems):
        sheet.append([_clean(cell) if isinstance(cell, str) else cell for cell in line])
        for cell in sheet[sheet.max_row]:
            if cell.data_type == "f":
                cell.data_type = "s"
    for cell, width in zip(sheet[1], _OVERVIEW_WIDTHS, strict=True):
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=_HEAD)
        sheet.column_dimensions[cell.column_letter].width = width
    for row in sheet.iter_rows(min_row=2, min_col=4, max_col=6):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


# — a new workbook —


def _mark_anew(problems: pl.DataFrame, parts: dict[str, Part], out: Path, read: list[Sheet], *, whole: bool) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        _overview_anew(book, problems)
        taken = {OVERVIEW}
        for part in _by_sheet(parts):
            grid = _grid(part, read)
            places: dict[tuple[int, int], list[tuple[str, str]]] = {}
            for other in parts.values():
                if (other.source, other.sheet) == (part.source, part.sheet):
                    for place, found in _places(problems, other, grid).items():
                        places.setdefault(place, []).extend(found)
            _sheet_anew(book, _free_name(part, taken), part, grid, places, whole=whole)


def _free_name(part: Part, taken: set[str]) -> str:
    name = re.sub(r"[\[\]:*?/\\']", " ", part.sheet or TITLES[part.file])[:28].strip() or TITLES[part.file]
    name = name if name not in taken else f"{name} 2"
    taken.add(name)
    return name


def _overview_anew(book: xlsxwriter.Workbook, problems: pl.DataFrame) -> None:
    sheet = book.add_worksheet(OVERVIEW)
    head, wrapped = book.add_format({"bold": True, "bg_color": f"#{_HEAD}"}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(_OVERVIEW_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for column, text in enumerate(_OVERVIEW_HEADINGS):
        sheet.write_string(0, column, text, head)
    shown = problems.head(_EXCEL_ROWS - 2)
    for row, line in enumerate(_listed(shown), 1):
        for column, cell in enumerate(line):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell)
            elif cell:
                sheet.write_string(row, column, cell[:_EXCEL_TEXT], wrapped if column > 2 else None)
    if shown.height < problems.height:
        sheet.write_string(shown.height + 1, 0, f"แสดงเพียง {shown.height:,} จาก {problems.height:,} รายการ เพราะเกินขนาดแผ่นงาน")
    sheet.autofilter(0, 0, max(shown.height, 1), len(COLUMNS) - 1)


def _sheet_anew(
    book: xlsxwriter.Workbook,
    name: str,
    part: Part,
    grid: pl.DataFrame,
    places: dict[tuple[int, int], list[tuple[str, str]]],
    *,
    whole: bool,
) -> None:
    """The whole sheet, each row where it was, so that it can be mended and sent again; or only its wrong rows, their numbers in front."""
    sheet = book.add_worksheet(name)
    head, text = book.add_format({"bold": True, "bg_color": f"#{_HEAD}", "num_format": "@"}), book.add_format({"num_format": "@"})
    wrong = book.add_format({"bg_color": f"#{_FILL}", "font_color": f"#{_INK}", "num_format": "@"})
    aside = 0 if whole else 1
    sheet.set_column(0, aside + len(grid.columns) - 2, 18, text)
    if not whole:
        rows = pl.Series("row", sorted({row for row, _column in places} | {part.heading_row}), dtype=pl.UInt32).to_frame()
        grid = grid.join(rows, on="row", how="semi").sort("row")
    comments = 0
    for position, (number, *cells) in enumerate(grid.iter_rows()):
        at = number - 1 if whole else position
        if aside:
            (sheet.write_string(at, 0, "แถวในไฟล์", head) if number == part.heading_row else sheet.write_number(at, 0, number))
        for column, cell in enumerate(cells):
            found = places.get((number, column))
            look = wrong if found else head if number == part.heading_row else text
            if found and not cell:
                sheet.write_blank(at, aside + column, None, look)
            elif cell:
                sheet.write_string(at, aside + column, cell[:_EXCEL_TEXT], look)
            if found and comments < _MOST_COMMENTS:
                sheet.write_comment(at, aside + column, _comment(found), {"author": _AUTHOR, "x_scale": 2, "y_scale": 1.5})
                comments += 1
    if not whole:
        sheet.freeze_panes(1, 1)


# — the template —

_TEMPLATE = {file: [key for key in FIELDS[file] if not re.match(r"income_[mosi]|expense_|debt_|is_saving", key)] for file in FIELDS}
_HELP = {
    "house_code": ("ตัวเลข 11 หลักตามทะเบียนบ้าน ถ้าไม่มีให้เว้นว่างแล้วกรอกลำดับครัวเรือนแทน", "6009-012345-6"),
    "household_no": ("ใช้เมื่อไม่มีรหัสบ้าน ไม่ซ้ำกันในหมู่บ้าน และต้องตรงกันทั้งสองแผ่น", "12"),
    "village_code": ("รหัสหมู่บ้าน 8 หลักของกรมการปกครอง หรือ 10 หลักของ จปฐ.", "60090705"),
    "house_no": ("เลขที่บ้าน (ช่องนี้เป็นข้อความ เลข 25/2 จึงไม่กลายเป็นวันที่)", "25/2"),
    "moo": ("หมู่ที่", "5"),
    "lat": ("ละติจูดเป็นทศนิยม", "15.60213"),
    "lon": ("ลองจิจูดเป็นทศนิยม", "100.65471"),
    "surveyed_on": ("วัน/เดือน/ปี พ.ศ.", "15/01/2561"),
    "income_per_person": ("บาทต่อคนต่อปี", "41,500"),
    "local_authority": ("ชื่อหรือรหัสเทศบาลหรือ อบต.", "อบต.นาขอม"),
    "problems": ("ปัญหานอก 5 มิติ ตามรายการของระบบ คั่นด้วยเครื่องหมาย ;", "หนี้นอกระบบ; ไม่มีที่ดินทำกิน"),
    "national_id": ("ตัวเลข 13 หลัก ถ้าไม่มีให้เว้นว่าง ห้ามสมมติเลข", "(ว่างได้)"),
    "title": ("คำนำหน้าชื่อ", "นาง"),
    "first_name": ("ชื่อ", "สมศรี"),
    "last_name": ("นามสกุล", "ใจดี"),
    "sex": ("ชาย หรือ หญิง", "หญิง"),
    "birth_date": ("วัน/เดือน/ปี พ.ศ. ทราบเพียงปีให้กรอกปี เช่น 2498", "03/04/2498"),
    "relation": ("ความสัมพันธ์กับหัวหน้าครัวเรือน", "หัวหน้าครัวเรือน"),
    "occupation": ("อาชีพหลัก", "ทำนา"),
    "education": ("ระดับการศึกษาสูงสุด", "ประถมศึกษา"),
    "health": ("ปกติ, พิการ หรือ ป่วยเรื้อรัง", "ปกติ"),
    "self_care": ("1 = ได้, 0 = ไม่ได้", "1"),
    "welfare_registered": ("1 = ลงทะเบียน, 0 = ไม่ได้ลงทะเบียน", "1"),
    "welfare_validated": ("1 = ได้สิทธิ์, 0 = ไม่ได้สิทธิ์", "0"),
}
_CHOICES = {
    "sex": ["ชาย", "หญิง"],
    "health": ["ปกติ", "พิการ", "ป่วยเรื้อรัง"],
    "self_care": ["1", "0"],
    "welfare_registered": ["1", "0"],
    "welfare_validated": ["1", "0"],
}


def template(path: Path, indicators: int, wordings: dict[int, str] | None = None) -> None:
    """An empty workbook of the plain layout. The example stands on a sheet of its own: in the tables it would be sent in as a household."""
    wordings = wordings or {}
    with xlsxwriter.Workbook(path) as book:
        text, head = (
            book.add_format({"num_format": "@"}),
            book.add_format({"bold": True, "bg_color": f"#{_HEAD}", "text_wrap": True, "valign": "top"}),
        )
        for file, keys in _TEMPLATE.items():
            sheet = book.add_worksheet(PARTS[file])
            names = [(key, FIELDS[file][key][0]) for key in keys if not (file != HOUSEHOLDS and key == "village_code")]
            for column, (key, name) in enumerate(names):
                sheet.set_column(column, column, max(14, len(name)), text)
                sheet.write_string(0, column, name, head)
                sheet.write_comment(0, column, _HELP[key][0])
                if key in _CHOICES:
                    sheet.data_validation(
                        1, column, _EXCEL_ROWS - 1, column, {"validate": "list", "source": _CHOICES[key], "error_type": "warning"}
                    )
            if file == HOUSEHOLDS:
                _indicator_columns(sheet, len(names), indicators, wordings, head, text)
            sheet.freeze_panes(1, 1)
        _guide(book, indicators, wordings, head)


def _indicator_columns(
    sheet: xlsxwriter.worksheet.Worksheet, first: int, indicators: int, wordings: dict[int, str], head: object, text: object
) -> None:
    for number in range(1, indicators + 1):
        column = first + number - 1
        sheet.set_column(column, column, 8, text)
        sheet.write_string(0, column, f"ข้อ {number}", head)
        sheet.write_comment(0, column, wordings.get(number, "") + "\n1 = ผ่าน, 0 = ไม่ผ่าน, 9 หรือเว้นว่าง = ไม่เข้าข่าย")
    choices = {"validate": "list", "source": ["1", "0", "9"], "error_type": "warning"}
    sheet.data_validation(1, first, _EXCEL_ROWS - 1, first + indicators - 1, choices)


def _guide(book: xlsxwriter.Workbook, indicators: int, wordings: dict[int, str], head: object) -> None:
    sheet, wrapped = book.add_worksheet("คำอธิบาย"), book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate((14, 30, 70, 24)):
        sheet.set_column(column, column, width, wrapped)
    lines = [("ตาราง", "คอลัมน์", "วิธีกรอก", "ตัวอย่าง")]
    lines += [(PARTS[file], FIELDS[file][key][0], *_HELP[key]) for file, keys in _TEMPLATE.items() for key in keys]
    verdict = ("1 = ผ่าน, 0 = ไม่ผ่าน, 9 หรือเว้นว่าง = ไม่เข้าข่าย", "1")
    lines += [
        (PARTS[HOUSEHOLDS], f"ข้อ {n}", " ".join(filter(None, (wordings.get(n), verdict[0]))), verdict[1]) for n in range(1, indicators + 1)
    ]
    optional = [key for key in FIELDS[HOUSEHOLDS] if key not in _TEMPLATE[HOUSEHOLDS]]
    lines += [(PARTS[HOUSEHOLDS], FIELDS[HOUSEHOLDS][key][0], "เพิ่มคอลัมน์นี้ได้ถ้ามีข้อมูล (บาทต่อปี การออมใช้ 1/0)", "") for key in optional]
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            sheet.write_string(row, column, cell, wrapped if row else head)
