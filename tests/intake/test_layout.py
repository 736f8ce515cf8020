"""The plain layout, sentence by sentence of the contract."""

import time

import polars as pl
import pytest

from nsc.errors import Refused
from nsc.intake.layout import FIELDS, HOUSEHOLDS, MEMBERS, field_of, plain
from nsc.intake.reading import Sheet


def sheet(rows: list[list[str | None]], name: str = "", source: str = "a.xlsx", first: int = 1) -> Sheet:
    """A grid as `reading` makes it: blank rows absent, their numbers kept."""
    width = max(len(row) for row in rows)
    filled = [(n, *(cell or None for cell in row), *[None] * (width - len(row))) for n, row in enumerate(rows, first) if any(row)]
    return Sheet(source, name, pl.DataFrame(filled, schema={"row": pl.UInt32} | {f"c{i}": pl.String for i in range(width)}, orient="row"))


HOUSEHOLD = ["รหัสบ้าน", "รหัสหมู่บ้าน", "บ้านเลขที่", "ข้อ 1", "ข้อ 2"]
MEMBER = ["รหัสบ้าน", "เลขประจำตัวประชาชน", "ชื่อ", "นามสกุล", "เพศ"]


def refusal(*given: Sheet) -> str:
    with pytest.raises(Refused) as refused:
        plain(list(given))
    return str(refused.value)


def test_a_workbook_of_two_sheets_is_its_two_parts():
    parts = plain(
        [sheet([HOUSEHOLD, ["1", "60010101", "25/2", "1", "0"]], "ครัวเรือน"), sheet([MEMBER, ["1", "", "ก", "ข", "ชาย"]], "สมาชิก")]
    )
    households, members = parts[HOUSEHOLDS], parts[MEMBERS]
    assert households.table.to_dicts() == [
        {"row": 2, "house_code": "1", "village_code": "60010101", "house_no": "25/2", "i1": "1", "i2": "0"}
    ]
    assert households.table.schema["row"] == pl.UInt32
    assert members.table.to_dicts() == [
        {"row": 2, "house_code": "1", "national_id": None, "first_name": "ก", "last_name": "ข", "sex": "ชาย"}
    ]
    assert (households.indicators, members.indicators) == (2, 2)
    assert (households.file, households.sheet, households.headings["i1"]) == ("households", "ครัวเรือน", "ข้อ 1")


def test_english_headings_are_accepted_too():
    for file, fields in FIELDS.items():
        for key, names in fields.items():
            assert {field_of(file, name) for name in (key, *names)} == {key}
    assert [field_of(HOUSEHOLDS, name) for name in ("ข้อ 38", "i38", "ข้อ ๓๘")] == ["i38"] * 3


@pytest.mark.parametrize("name", ["ข้อ 0", "ข้อ 01", "ข้อเสนอ", "ข้อ 1.1", "i0", "ชื่อเล่น", "", None])
def test_other_headings_are_no_fields(name):
    assert field_of(MEMBERS, name) is None


def test_headings_match_without_outer_spaces_and_zero_width_characters_and_with_any_digits():
    heads = [" รหัสบ้าน\u200b", "\ufeffรหัสหมู่\u200bบ้าน ", "ข้อ ๑", "\u00a0ข้อ 2\t"]
    part = plain([sheet([heads, ["1", "60010101", "1", "0"]], "ครัวเรือน")])[HOUSEHOLDS]
    assert part.table.columns == ["row", "house_code", "village_code", "i1", "i2"]
    assert part.headings["i1"] == "ข้อ ๑"
    assert part.headings["house_code"] == " รหัสบ้าน\u200b"


def test_titles_above_and_blank_and_total_rows_are_no_data_and_rows_keep_their_numbers():
    part = plain(
        [
            sheet(
                [
                    ["แบบสำรวจ จปฐ. ปี 2561"],
                    [],
                    ["", "ที่", *HOUSEHOLD, "หมายเหตุ"],
                    ["", "1", "11", "60010101", "1", "1", "1", "รวมไว้ก่อน"],
                    [],
                    ["", " รวมทั้งสิ้น", "12", "60010101", "2", "1", "1"],
                    ["", "ยอดรวม", "", "", "", "3", "4"],
                    ["", "", "TOTAL 3", "60010101"],
                    ["", "2", "13", "60010101", "4", "0", "1"],
                    ["", "3"],
                ],
                "households",
            )
        ]
    )[HOUSEHOLDS]
    assert part.table["row"].to_list() == [4, 9]
    assert part.heading_row == 3


def test_of_two_equal_headings_the_first_filled_cell_counts_row_by_row():
    part = plain([sheet([[*HOUSEHOLD, "ข้อ ๑"], ["1", "6001", "", "", "1", "0"], ["2", "6001", "", "1", "1", "0"]], "ครัวเรือน")])[HOUSEHOLDS]
    assert part.table["i1"].to_list() == ["0", "1"]


def test_sheets_named_otherwise_are_recognised_by_their_headings_and_other_sheets_ignored():
    parts = plain(
        [
            sheet([["คำอธิบาย"], ["กรอกข้อมูลให้ครบ"]], "อ่านก่อน"),
            sheet([MEMBER, ["1", "", "ก", "ข", "1"]], "Sheet2"),
            sheet([HOUSEHOLD, ["1", "60010101", "1", "1", "1"]], "Sheet1"),
        ]
    )
    assert (parts[HOUSEHOLDS].sheet, parts[MEMBERS].sheet) == ("Sheet1", "Sheet2")


def test_in_csv_the_file_name_is_the_part_even_where_headings_could_be_either():
    parts = plain([sheet([["house_code", "village_code", "first_name", "i1"], ["1", "60010101", "ก", "1"]], source="households.csv")])
    assert set(parts) == {HOUSEHOLDS}
    members = sheet([["household_no", "village_code", "first_name", "i1"], ["1", "60010101", "ก", "1"]], source="members.csv")
    assert plain([members])[MEMBERS].table.columns == ["row", "household_no", "village_code", "first_name", "i1"]


def test_members_may_carry_the_personal_indicators_and_the_holes_are_counted_over_both_parts():
    households = sheet([["รหัสบ้าน", "รหัสหมู่บ้าน", "ข้อ 2"], ["1", "60010101", "1"]], "ครัวเรือน")
    members = sheet([[*MEMBER, "ข้อ 1", "ข้อ 3"], ["1", "", "ก", "ข", "1", "1", "0"]], "สมาชิก")
    assert plain([households, members])[HOUSEHOLDS].indicators == 3
    assert "ข้อ 1 " in refusal(households)


def test_holes_in_the_indicators_are_named():
    heads = ["รหัสบ้าน", "รหัสหมู่บ้าน", *(f"ข้อ {n}" for n in (1, 3, 7, 31))]
    assert "ข้อ 2, ข้อ 4–6, ข้อ 8–30" in refusal(sheet([heads, ["1", "60010101"]], "ครัวเรือน"))


def test_an_unreadable_file_is_refused_with_what_was_seen_and_what_is_expected():
    said = refusal(sheet([["อำเภอ", "จำนวน"], ["ไพศาลี", "3"]], "สรุป"))
    assert "สรุป" in said and "อำเภอ, จำนวน" in said and "รหัสหมู่บ้าน" in said


def test_what_a_refusal_says_it_saw_is_never_about_a_person():
    rows = [
        ["แบบสำรวจ", "ปี 2561"],
        ["6099-012345-6", "1-9901-00000-12-3", "สมชาย", "ใจดี", "ชาย"],
        ["๑๕/๐๑/๒๕๒๐", "สมศรี", "ใจดี", "หญิง", "นาง"],
    ]
    said = refusal(sheet(rows, "แผ่น 1"))
    assert "แบบสำรวจ" in said
    assert not any(cell in said for row in rows[1:] for cell in row)


def test_a_sheet_meant_as_a_part_is_never_passed_over_in_silence():
    members = sheet([MEMBER, ["1", "", "ก", "ข", "1"]], "สมาชิก")
    assert "ครัวเรือน" in refusal(members, sheet([["บ้าน", "หมู่บ้าน"], ["1", "2"]], "ครัวเรือน"))


def test_two_sheets_for_one_part_are_refused_by_name():
    rows = [HOUSEHOLD, ["1", "60010101", "1", "1", "1"]]
    said = refusal(sheet(rows, "ไพศาลี"), sheet(rows, "ตาคลี"))
    assert "ไพศาลี" in said and "ตาคลี" in said
    assert plain([sheet(rows, "เก่า"), sheet(rows, "ครัวเรือน")])[HOUSEHOLDS].sheet == "ครัวเรือน"


def test_only_a_heading_is_a_part_without_rows():
    assert plain([sheet([HOUSEHOLD], "ครัวเรือน")])[HOUSEHOLDS].table.height == 0


def test_a_whole_province_is_laid_out_in_a_moment():
    n = 300_000
    heads = [*MEMBER, *(f"ข้อ {i}" for i in range(1, 10))]
    data = pl.DataFrame(
        {"row": pl.int_range(2, n + 2, dtype=pl.UInt32, eager=True)} | {f"c{i}": ["1234567"] * n for i in range(len(heads))}
    )
    top = pl.DataFrame([(1, *heads)], schema=data.schema, orient="row")
    big = Sheet("members.csv", "", pl.concat([top, data]))
    began = time.process_time()  # a row at a time it would be minutes, on a quiet machine and on a busy one
    assert plain([big])[MEMBERS].table.height == n
    assert time.process_time() - began < 20
