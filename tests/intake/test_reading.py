"""Whatever an office sends becomes the same text a person sees, row for row; what can't is refused in words that help."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.intake.reading import Limits, Sheet, sheets

# excel97.xls was made once with xlwt 1.3 (invented rows): no library we depend on writes the old format.
FILES = Path(__file__).parent / "files"


def cells(sheet: Sheet) -> list[tuple]:
    return sheet.grid.rows()


def one(path: Path, **kwargs) -> Sheet:
    (sheet,) = sheets(path, **kwargs)
    return sheet


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def workbook(path: Path, fill) -> Path:
    with xlsxwriter.Workbook(path) as book:
        fill(book)
    return path


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def ods(path: Path, rows: str, extra: dict[str, bytes] | None = None) -> Path:
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="ครัวเรือน">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
        "META-INF/manifest.xml": b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    }
    return zipped(path, members | (extra or {}))


def refusal(path: Path, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        sheets(path, **kwargs)
    return str(refused.value)


# — csv —


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp874", "tis-620"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_csv_reads_the_same_in_every_encoding_delimiter_and_line_ending(tmp_path, encoding, delimiter, ending):
    lines = ["รหัสบ้าน,ข้อ 1,ชื่อหมู่บ้าน", "00091234567,1,บ้านวังน้ำลัด", "60091234568,,บ้านนาขอม"]
    text = ending.join(line.replace(",", delimiter) for line in lines) + ending
    sheet = one(written(tmp_path / "ครัวเรือน.csv", text.encode(encoding)))
    assert (sheet.source, sheet.name) == ("ครัวเรือน.csv", "")
    assert sheet.grid.schema == {"row": pl.UInt32, "c0": pl.String, "c1": pl.String, "c2": pl.String}
    assert cells(sheet) == [
        (1, "รหัสบ้าน", "ข้อ 1", "ชื่อหมู่บ้าน"),
        (2, "00091234567", "1", "บ้านวังน้ำลัด"),
        (3, "60091234568", None, "บ้านนาขอม"),
    ]


def test_rows_count_as_a_person_sees_them_and_a_quoted_line_break_starts_none(tmp_path):
    data = 'แบบสำรวจ\r\n\r\nก,ข,ค\r\n1,"สอง\r\nบรรทัด",3\r\n\r\n , ,\u200b\r\n7,8\r\n'
    assert cells(one(written(tmp_path / "a.csv", data.encode()))) == [
        (1, "แบบสำรวจ", None, None),
        (3, "ก", "ข", "ค"),
        (4, "1", "สอง\r\nบรรทัด", "3"),
        (7, "7", "8", None),
    ]


def test_a_quotation_mark_inside_a_field_is_a_letter(tmp_path):
    data = 'ก,ข\nท่อ 5" ยาว,1\n"ว่า ""ดี"" นะ",2\nอีก "คำ" หนึ่ง,3\n'
    assert cells(one(written(tmp_path / "a.csv", data.encode())))[1:] == [
        (2, 'ท่อ 5" ยาว', "1"),
        (3, 'ว่า "ดี" นะ', "2"),
        (4, 'อีก "คำ" หนึ่ง', "3"),
    ]


@pytest.mark.parametrize("tail", ['\n5,6,7\n8,9,"10"\n', "\n5,6,7\n8,9,10\n"])
def test_a_quotation_mark_left_open_is_refused_not_allowed_to_swallow_rows(tmp_path, tail):
    assert "แถวที่ 2" in refusal(written(tmp_path / "a.csv", ('ก,ข,ค\n1,"2,3' + tail).encode()))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=("Cs",)), max_size=6), min_size=3, max_size=3
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_a_csv_writer_wrote_is_what_is_read(tmp_path_factory, rows):
    import csv

    from nsc.intake.reading import INVISIBLE

    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    path = written(tmp_path_factory.getbasetemp() / "round.csv", buffer.getvalue().encode())
    expected = [(n, *(cell if cell.strip(INVISIBLE) else None for cell in row)) for n, row in enumerate(rows, 2)]
    try:
        read = cells(one(path))[1:]
    except Refused as refused:
        assert "เครื่องหมายคำพูด" in str(refused) and any(cell.count(",") > 1 and "\n" in cell for row in rows for cell in row)
    else:
        assert read == [row for row in expected if any(row[1:])]


def test_nul_bytes_are_dropped_and_a_damaged_letter_shows_where_it_is(tmp_path):
    assert cells(one(written(tmp_path / "a.csv", b"a,b\n1,x\0y\n" + b"1,2\n" * 40)))[1] == (2, "1", "xy")
    broken = "รหัสบ้าน,ชื่อหมู่บ้าน\n1,บ้านวังน้ำลัด\n".encode() * 20 + b"2,\xe0\xb8\n"
    assert cells(one(written(tmp_path / "b.csv", broken)))[-1] == (41, "2", "�")


def test_excels_own_separator_line_is_obeyed(tmp_path):
    assert cells(one(written(tmp_path / "a.csv", b"sep=;\r\na;b\r\n1,5;2\r\n")))[1:] == [(2, "a", "b"), (3, "1,5", "2")]


def test_a_wide_title_free_file_keeps_all_its_columns_and_20000_are_refused(tmp_path):
    assert len(one(written(tmp_path / "a.csv", ",".join(["x"] * 400).encode())).grid.columns) == 401
    assert "20000" in refusal(written(tmp_path / "b.csv", ",".join(["x"] * 20_000).encode()))


# — workbooks —


def a_workbook(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("ข้อมูล")
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    thai = book.add_format({"num_format": "[$-D07041E]d mmmm yyyy;@"})
    sheet.write_row(3, 2, ["รหัส", "ค่า"])
    sheet.write_row(4, 2, [1101700230705, 15.7])
    sheet.write_row(5, 2, ["00091234567", 38000.0])
    sheet.write_datetime(6, 2, dt.date(2018, 3, 1), date)
    sheet.write_datetime(6, 3, dt.date(2561, 3, 1), thai)
    sheet.write_number(7, 2, 43160)
    sheet.write_number(7, 3, 0.30000000000000004)
    sheet.write_boolean(8, 2, True)
    sheet.write_boolean(8, 3, False)
    sheet.write_formula(9, 2, "=1/0", None, "#DIV/0!")
    sheet.write_formula(9, 3, '=C5&""', None, "1101700230705")
    sheet.write_string(10, 2, "   ")
    sheet.merge_range(12, 2, 13, 3, "ผสาน")
    sheet.write_string(14, 3, " ข้อ ๑​ ")
    sheet.write_string(15, 3, "=1+1")


EXPECTED = [
    (4, None, None, "รหัส", "ค่า"),
    (5, None, None, "1101700230705", "15.7"),
    (6, None, None, "00091234567", "38000"),
    (7, None, None, "01/03/2018", "01/03/2561"),
    (8, None, None, "43160", "0.3"),
    (9, None, None, "1", "0"),
    (10, None, None, "#DIV/0!", "1101700230705"),
    (13, None, None, "ผสาน", None),
    (15, None, None, None, " ข้อ ๑​ "),
    (16, None, None, None, "=1+1"),
]


def test_a_workbook_reads_as_typed_at_its_own_rows_and_columns(tmp_path):
    sheet = one(workbook(tmp_path / "a.xlsx", a_workbook))
    assert (sheet.source, sheet.name) == ("a.xlsx", "ข้อมูล")
    assert cells(sheet) == EXPECTED


def test_the_content_decides_not_the_name(tmp_path):
    source = workbook(tmp_path / "a.xlsx", a_workbook).read_bytes()
    for name in ("b.csv", "b.xls", "b.XLSX", "b.ods", "b"):
        assert cells(one(written(tmp_path / name, source))) == EXPECTED
    assert cells(one(written(tmp_path / "c.xls", b"a,b\n1,2\n"))) == [(1, "a", "b"), (2, "1", "2")]


def test_hidden_empty_and_chart_sheets_are_no_tables(tmp_path):
    def fill(book):
        book.add_worksheet("ว่าง")
        book.add_worksheet("เห็น").write(0, 0, "x")
        hidden = book.add_worksheet("ซ่อน")
        hidden.write(0, 0, "x")
        hidden.hide()
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=เห็น!$A$1"})
        book.add_chartsheet("แผนภูมิ").set_chart(chart)

    seen = []
    found = sheets(workbook(tmp_path / "a.xlsx", fill), progress=lambda done, of: seen.append((done, of)))
    assert [sheet.name for sheet in found] == ["เห็น"]
    assert seen[-1] == (4, 4)


def test_an_old_excel_file_reads_like_a_new_one():
    assert cells(one(FILES / "excel97.xls")) == [
        (3, None, "รหัสบ้าน", "รหัสหมู่บ้าน", "วันที่สำรวจ", "ข้อ 1", "ข้อ 2"),
        (4, None, "60091234567", "60090201", "01/03/2018", "1", "1"),
        (6, None, "60091234568", "6009020201", "1 มี.ค. 2561", "0.5", None),
    ]


ODS_ROWS = (
    '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="4"/></table:table-row>'
    "<table:table-row><table:table-cell/><table:table-cell office:value-type='string'><text:p>รหัสบ้าน</text:p></table:table-cell>"
    "<table:table-cell office:value-type='string'><text:p>วันที่</text:p></table:table-cell></table:table-row>"
    "<table:table-row><table:table-cell/><table:table-cell office:value-type='float' office:value='60091234567'><text:p>6E10</text:p>"
    "</table:table-cell><table:table-cell office:value-type='date' office:date-value='2018-03-01'><text:p>x</text:p></table:table-cell>"
    "<table:table-cell office:value-type='boolean' office:boolean-value='true'><text:p>TRUE</text:p></table:table-cell></table:table-row>"
    '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
    "<table:table-row><table:table-cell/>"
    "<table:table-cell office:value-type='string'><text:p>ท้าย</text:p></table:table-cell></table:table-row>"
)


def test_an_opendocument_sheet_reads_the_same_way(tmp_path):
    assert [row[:4] for row in cells(one(ods(tmp_path / "a.ods", ODS_ROWS)))] == [
        (3, None, "รหัสบ้าน", "วันที่"),
        (4, None, "60091234567", "01/03/2018"),
        (8, None, "ท้าย", None),
    ]


# — folders and zips —


def test_a_folder_is_its_two_tables_and_nothing_else(tmp_path):
    (tmp_path / "households.csv").write_text("a\n1\n")
    (tmp_path / "Members.CSV").write_text("b\n2\n")
    (tmp_path / "notes.xlsx").write_bytes(b"not a workbook")
    assert sorted(sheet.source for sheet in sheets(tmp_path)) == ["Members.CSV", "households.csv"]


def test_a_zip_gives_its_tables_whatever_paths_they_claim(tmp_path):
    path = zipped(
        tmp_path / "a.zip",
        {"../../etc/households.csv": b"a\n1\n", "x\\members.csv": b"b\n2\n", "__MACOSX/._members.csv": b"\0\5", "readme.pdf": b"%PDF"},
    )
    assert [sheet.source for sheet in sheets(path)] == ["households.csv", "members.csv"]


def test_a_zipped_workbook_opens(tmp_path):
    book = workbook(tmp_path / "a.xlsx", a_workbook).read_bytes()
    assert cells(one(zipped(tmp_path / "a.zip", {"โฟลเดอร์/แบบสำรวจ.xlsx": book}))) == EXPECTED


# — refusals —


def test_what_is_no_table_is_refused_by_its_right_name(tmp_path):
    assert "PDF" in refusal(written(tmp_path / "a.xlsx", b"%PDF-1.7 ..."))
    assert "รูปภาพ" in refusal(written(tmp_path / "a.csv", b"\x89PNG\r\n\x1a\n"))
    assert "HTML" in refusal(written(tmp_path / "a.xls", b"\xef\xbb\xbf<html><table><tr><td>1"))
    assert "Word" in refusal(zipped(tmp_path / "b.xlsx", {"[Content_Types].xml": b"", "word/document.xml": b""}))
    assert "ไม่ใช่ข้อความ" in refusal(written(tmp_path / "c.csv", bytes(range(256)) * 50))


def test_empty_files_and_folders_say_so(tmp_path):
    assert "ไม่มีข้อมูล" in refusal(written(tmp_path / "a.csv", b""))
    assert "ไม่มีข้อมูล" in refusal(written(tmp_path / "b.csv", b"\xef\xbb\xbf\r\n , \r\n"))
    assert "ไม่มีข้อมูล" in refusal(workbook(tmp_path / "c.xlsx", lambda book: book.add_worksheet()))
    (tmp_path / "d").mkdir()
    assert "households.csv" in refusal(tmp_path / "d")
    written(tmp_path / "d" / "households.csv", b"a\n1\n")
    written(tmp_path / "d" / "members.csv", b"")
    assert "“members.csv” ไม่มีข้อมูล" in refusal(tmp_path / "d")
    assert "“members.csv” ไม่มีข้อมูล" in refusal(zipped(tmp_path / "e.zip", {"households.csv": b"a\n1\n", "members.csv": b""}))
    assert "ไม่พบไฟล์" in refusal(tmp_path / "none.csv")


def test_locked_and_broken_workbooks_say_so(tmp_path):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert "รหัสผ่าน" in refusal(written(tmp_path / "a.xlsx", ole + bytes(600) + "EncryptedPackage".encode("utf-16-le")))
    assert "ชำรุด" in refusal(written(tmp_path / "b.xls", ole + bytes(600)))
    whole = workbook(tmp_path / "a2.xlsx", a_workbook).read_bytes()
    assert "ชำรุด" in refusal(written(tmp_path / "c.xlsx", whole[: len(whole) // 2]))
    assert "รหัสผ่าน" in refusal(ods(tmp_path / "d.ods", ODS_ROWS, {"META-INF/manifest.xml": b"<manifest:encryption-data/>"}))


def test_a_zip_in_a_zip_is_refused(tmp_path):
    inner = zipped(tmp_path / "i.zip", {"households.csv": b"a\n"}).read_bytes()
    assert "ซ้อน" in refusal(zipped(tmp_path / "a.zip", {"i.zip": inner}))
    assert "ซ้อน" in refusal(zipped(tmp_path / "b.zip", {"households.csv": inner}))


def test_bombs_are_refused_before_they_unfold(tmp_path):
    small = Limits(file_bytes=100_000, unpacked_bytes=200_000, cells=1_000_000)
    assert "ใหญ่เกิน" in refusal(zipped(tmp_path / "a.zip", {"households.csv": b"0" * 1_000_000}), limits=small)
    assert "ใหญ่เกิน" in refusal(written(tmp_path / "a.csv", b"0" * 100_001), limits=small)

    def far_out(book):
        sheet = book.add_worksheet()
        sheet.write(0, 0, 1)
        sheet.write(1_048_575, 16_383, 1)

    assert "ใหญ่เกิน" in refusal(workbook(tmp_path / "far.xlsx", far_out))
    cell = "<table:table-cell{} office:value-type='float' office:value='1'/>"
    deep = "<table:table-row table:number-rows-repeated='1048576'>".replace("'", '"') + cell.format(
        ' table:number-columns-repeated="16384"'
    )
    assert "ใหญ่เกิน" in refusal(ods(tmp_path / "deep.ods", deep + "</table:table-row>"))
    wide = '<table:table-row><table:table-cell table:number-columns-repeated="16000"/>' + cell.format("") + "</table:table-row>"
    assert "ใหญ่เกิน" in refusal(ods(tmp_path / "wide.ods", wide * 10_000))


def test_a_damaged_old_workbook_that_asks_for_all_memory_is_refused(tmp_path):
    data = bytearray((FILES / "excel97.xls").read_bytes())
    for at in range(44, 76):  # the sector counts of the container
        data[at] = 0xFF
    assert "ชำรุด" in refusal(written(tmp_path / "a.xls", bytes(data)))


def test_a_sheet_formatted_far_below_its_data_is_not_too_large(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write(0, 99, "x")
        sheet.write_blank(1_048_575, 0, None, book.add_format({"bold": True}))

    assert len(cells(one(workbook(tmp_path / "a.xlsx", fill)))) == 1
