"""Files no two of which look alike: what is proposed, what a person corrects, and that a profile reads the next file the same way."""

import polars as pl
import pytest

from nsc.errors import Refused
from nsc.intake import repairs
from nsc.intake.layout import HOUSEHOLDS, MEMBERS, plain
from nsc.intake.mapping import BOTH, LIST, SURVEY, Profile, Rule, apply, profile, propose
from nsc.intake.reading import Sheet
from tests.intake.test_layout import sheet


def national_id(n: int) -> str:
    """A right check digit, an office that does not exist (99xx)."""
    digits = f"19901{n:07d}"
    return digits + str((11 - sum(int(d) * (13 - i) for i, d in enumerate(digits)) % 11) % 10)


def proposed(given: Sheet, wordings: dict[int, str] | None = None) -> dict[str, str | None]:
    return {guess.key: guess.field for guess in propose(given, wordings).columns}


def read(given: Sheet, resolve=None) -> dict:
    return apply(Profile.from_json(profile("แบบทดสอบ", [propose(given)]).to_json()), [given], resolve)


def column(expression, *values: str | None) -> list:
    return pl.DataFrame({"x": values}, schema={"x": pl.String}).select(expression(pl.col("x"))).to_series().to_list()


# — what spreadsheets do to values —


def test_a_house_number_turned_into_a_date_turns_back():
    given = ["25-ก.พ.", "25-Feb", "5-มี.ค.-67", "05/03/2567", "25/02/2024", "ก.พ.-25", "25/2", "101/12", "12 หมู่ 3", "-", None]
    expected = ["25/2", "25/2", "5/3", "5/3", "25/2", "2/25", "25/2", "101/12", "12 หมู่ 3", "-", None]
    assert column(repairs.house_number, *given) == expected


def test_a_code_beside_its_name_is_found():
    assert column(repairs.leading_code, "60090705 บ้านนาขอม", "บ้านนาขอม (๖๐๐๙๐๗๐๕๐๑)", "60090705", "บ้านนาขอม", None) == [
        "60090705",
        "6009070501",
        "60090705",
        "บ้านนาขอม",
        None,
    ]


@pytest.mark.parametrize(
    ("cell", "title", "first", "last"),
    [
        ("นายสมชาย ใจดี", "นาย", "สมชาย", "ใจดี"),
        ("นางสาวสมศรี  ณ นคร", "นางสาว", "สมศรี", "ณ นคร"),
        ("น.ส. สมใจ มีสุข", "น.ส.", "สมใจ", "มีสุข"),
        ("ว่าที่ ร.ต.เอก ชัยชนะ", "ว่าที่ ร.ต.", "เอก", "ชัยชนะ"),
        ("นางสาวิตรี ใจดี", "นาง", "สาวิตรี", "ใจดี"),
        ("น.ส.หญิง ใจดี", "น.ส.", "หญิง", "ใจดี"),
        ("พ.ต.ท.หญิง ดี มาก", "พ.ต.ท.หญิง", "ดี", "มาก"),
        ("สมหมาย", None, "สมหมาย", None),
        ("นาย", None, "นาย", None),
        (None, None, None, None),
    ],
)
def test_a_name_in_one_cell_is_three(cell, title, first, last):
    pieces = pl.DataFrame({"x": [cell]}, schema={"x": pl.String}).select(**repairs.split_name(pl.col("x")))
    assert pieces.row(0) == (title, first, last)


def test_dates_without_slashes_and_columns_of_failures_are_turned_round():
    assert column(repairs.compact_date, "25610301", "2018-03-01", "1/3/2561") == ["01/03/2561", "01/03/2018", "1/3/2561"]
    assert column(repairs.inverted, "1", "๐", "9", None) == ["0", "1", "9", None]


# — proposals —


def test_a_plain_sheet_is_proposed_as_it_is():
    heads = ["รหัสบ้าน", "รหัสหมู่บ้าน", "บ้านเลขที่", "ข้อ ๑", "ข้อ 2"]
    given = sheet([heads, *[[f"6009000000{n}", "60010101", "1", "1", "0"] for n in range(5)]], "ครัวเรือน")
    proposal = propose(given)
    assert (proposal.kind, proposal.part) == (SURVEY, HOUSEHOLDS)
    assert {guess.confidence for guess in proposal.columns} == {1.0}
    assert read(given)[HOUSEHOLDS].table.equals(plain([given])[HOUSEHOLDS].table.select(read(given)[HOUSEHOLDS].table.columns))


def test_synonyms_misspellings_and_contents_are_recognised():
    rows = [[national_id(n), "ก", "ข", f"{n + 1}/1/25{n:02d}", "หญิง", f"6009{n:07d}", "x"] for n in range(10)]
    given = sheet([["บัตร ปชช.", "ชื่อตัว", "ชื่อสกุล", "วดป", "ช/ญ", "รหัสประจำบ้าณ", "หมายเหตุ"], *rows])
    assert proposed(given) == {
        "บัตร ปชช.": "national_id",
        "ชื่อตัว": "first_name",
        "ชื่อสกุล": "last_name",
        "วดป": "birth_date",
        "ช/ญ": "sex",
        "รหัสประจำบ้าณ": "house_code",
        "หมายเหตุ": None,
    }
    assert all(guess.reason and guess.confidence < 1 for guess in propose(given).columns if guess.field)


def test_indicators_are_known_by_number_wording_or_place():
    wordings = {4: "ครัวเรือนกินอาหารถูกสุขลักษณะ ปลอดภัย และได้มาตรฐาน"}
    given = sheet([["รหัสบ้าน", "ตัวชี้วัดที่ 1", "ind2", "3. เด็กได้รับวัคซีนครบ", "ครัวเรือนกินอาหารถูกสุขลักษณะปลอดภัยได้มาตรฐาน"], ["1"] * 5])
    assert list(proposed(given, wordings).values()) == ["house_code", "i1", "i2", "i3", "i4"]
    unnamed = sheet([["รหัสบ้าน", "รหัสหมู่บ้าน", *(f"คำถาม{chr(3585 + n)}" for n in range(31))], *[["1", "60010101", *"1" * 31]] * 3])
    assert list(proposed(unnamed).values())[2:] == [f"i{n}" for n in range(1, 32)]


def test_a_column_that_says_who_fails_is_turned_round():
    heads = ["รหัสบ้าน", "รหัสหมู่บ้าน", "ข้อ 1 ไม่ผ่าน"]
    part = read(sheet([heads, ["60091234567", "60010101", "1"], ["60091234568", "60010101", "0"]]))[HOUSEHOLDS]
    assert part.table["i1"].to_list() == ["0", "1"]
    assert part.written["i1"].to_list() == ["1", "0"]


TWO_ROWS = [
    ["บัญชีข้อมูลครัวเรือนและสมาชิก ปี 2561"],
    [],
    ["ที่", "รหัสประจำบ้าน", "หมู่บ้าน", "เลขที่บ้าน", "สมาชิก", "", "ผลการประเมิน จปฐ. ตัวชี้วัดที่", "", ""],
    ["", "", "", "", "ชื่อ-สกุล", "เลขบัตรประชาชน", "1", "2", "3"],
]


def household_rows(*, merged: bool) -> list[list[str]]:
    rows = []
    for house in range(6):
        for person in range(3):
            repeated = not merged or person == 0
            of_house = [f"6009{house:07d}", "60090705 บ้านนาขอม", "25-ก.พ." if house == 0 else "7"] if repeated else [""] * 3
            verdicts = ["1", "0", ""] if repeated else [""] * 3
            rows.append([str(len(rows) + 1), *of_house, "นายสมชาย ใจดี", national_id(len(rows)), *verdicts])
    return [*rows, ["", "รวม 6 ครัวเรือน"]]


@pytest.mark.parametrize("merged", [False, True])
def test_one_sheet_of_members_with_the_household_beside_them_becomes_both_parts(merged):
    given = sheet([*TWO_ROWS, *household_rows(merged=merged)], "ข้อมูล")
    proposal = propose(given)
    assert (proposal.part, proposal.heading_row, proposal.heading_rows, proposal.fill_down) == (BOTH, 4, 2, merged)
    parts = read(given)
    households, members = parts[HOUSEHOLDS].table, parts[MEMBERS].table
    assert households["row"].to_list() == [5, 8, 11, 14, 17, 20]
    assert households.select("village_code", "house_no", "i1", "i2", "i3").row(0) == ("60090705", "25/2", "1", "0", None)
    assert members.height == 18 and members["house_code"].n_unique() == 6
    assert members.select("title", "first_name", "last_name").unique().rows() == [("นาย", "สมชาย", "ใจดี")]
    assert parts[HOUSEHOLDS].headings["i3"] == "3" and parts[HOUSEHOLDS].indicators == 3
    assert parts[HOUSEHOLDS].cautions.select("row", "value").rows() == [(5, "25-ก.พ.")]


def test_results_that_differ_within_households_stay_with_the_members():
    heads = ["รหัสบ้าน", "รหัสหมู่บ้าน", "เลขประจำตัวประชาชน", "ชื่อ", "ข้อ 1"]
    given = sheet([heads, *[[f"6009000{n // 3:04d}", "60010101", national_id(n), "ก", str(n % 2)] for n in range(30)]])
    parts = read(given)
    assert "i1" in parts[MEMBERS].table.columns and "i1" not in parts[HOUSEHOLDS].table.columns
    assert parts[HOUSEHOLDS].table.height == 10


def test_households_that_contradict_themselves_stay_two_rows_to_be_found_wrong():
    heads = ["รหัสบ้าน", "รหัสหมู่บ้าน", "บ้านเลขที่", "เลขประจำตัวประชาชน", "วันเกิด", "ข้อ 1"]
    rows = [[f"60090001{n // 2:03d}", "60010101", "1", national_id(n), "1/1/2500", "1"] for n in range(20)]
    rows[1][2] = "2"
    assert read(sheet([heads, *rows]))[HOUSEHOLDS].table["row"].to_list()[:3] == [2, 3, 4]


def test_a_household_sheet_that_names_its_head_stays_a_household_sheet():
    heads = ["รหัสบ้าน", "รหัสหมู่บ้าน", "บ้านเลขที่", "ชื่อ-สกุล", "ข้อ 1"]
    part = read(sheet([heads, *[[f"6009000{n:04d}", "60010101", str(n), "นายสมชาย ใจดี", "1"] for n in range(20)]]))
    assert set(part) == {HOUSEHOLDS} and "full_name" not in part[HOUSEHOLDS].table.columns


def test_villages_given_by_name_are_resolved_by_the_caller_once_a_place():
    heads = ["รหัสบ้าน", "อำเภอ", "ตำบล", "หมู่ที่", "ข้อ 1"]
    given = sheet([heads, *[[f"6009000{n:04d}", "อ.ไพศาลี", "ต.นาขอม", f"ม.{n % 2 + 1}", "1"] for n in range(10)]])
    asked = []

    def resolve(places: pl.DataFrame) -> pl.Series:
        asked.extend(places.rows())
        return places.select(pl.when(pl.col("tambon_name") == "นาขอม").then("600907" + pl.col("moo").str.zfill(2))).to_series()

    part = read(given, resolve)[HOUSEHOLDS]
    assert part.table["village_code"].to_list()[:2] == ["60090701", "60090702"]
    assert asked == [(None, "ไพศาลี", "นาขอม", None, "1"), (None, "ไพศาลี", "นาขอม", None, "2")]
    assert part.table["row"].to_list() == list(range(2, 12))


def test_a_tambon_code_and_a_moo_make_a_village_code():
    heads = ["รหัสบ้าน", "รหัสตำบล", "หมู่ที่", "ข้อ 1"]
    assert read(sheet([heads, ["60091234567", "600907", "หมู่ 5", "1"]]))[HOUSEHOLDS].table["village_code"].to_list() == ["60090705"]


# — lists —


def test_a_target_list_of_persons_is_a_list():
    heads = ["เลขบัตรประชาชน", "ชื่อ-สกุล", "รหัสหมู่บ้าน", "สุขภาพ", "ความเป็นอยู่", "การศึกษา", "รายได้", "การเข้าถึงบริการรัฐ"]
    given = sheet([heads, *[[national_id(n), "นางดี มาก", "60090705", "1", "0", "0", "1", "0"] for n in range(5)]], "TPMAP")
    proposal = propose(given)
    assert (proposal.kind, proposal.part) == (LIST, MEMBERS)
    part = read(given)[MEMBERS]
    assert part.table.select("dim_health", "dim_living", "dim_education", "dim_income", "dim_access").row(0) == ("1", "0", "0", "1", "0")
    assert (part.table["first_name"][0], part.indicators) == ("ดี", 0)


def test_dimensions_named_in_one_cell_become_five_columns():
    given = sheet([["รหัสบ้าน", "มิติที่ตกเกณฑ์"], ["60091234567", "สุขภาพ, รายได้"], ["60091234568", "การเข้าถึงบริการภาครัฐ"], ["60091234569", ""]])
    part = read(given)[HOUSEHOLDS]
    assert profile("x", [propose(given)]).kind == LIST
    assert part.table.select(pl.col("^dim_.*$")).rows() == [("1", "0", "0", "1", "0"), ("0", "0", "0", "0", "1"), (None,) * 5]


# — profiles —


def test_a_profile_survives_saving_and_reads_the_next_file_with_other_titles_and_sheet_name():
    given = sheet([*TWO_ROWS, *household_rows(merged=False)], "ข้อมูล")
    kept = Profile.from_json(profile("แบบ อ.ไพศาลี", [propose(given)]).to_json())
    moved = sheet([["ปี 2562"], ["อ.ไพศาลี"], ["เพิ่มอีกแถว"], *TWO_ROWS[2:], *household_rows(merged=False)], "ข้อมูลใหม่")
    assert apply(kept, [moved])[MEMBERS].table["row"][0] == 6


def test_a_profile_that_no_longer_fits_says_which_headings_are_gone():
    kept = Profile("แบบเดิม", (Rule("", HOUSEHOLDS, {"รหัสประจำบ้าน": "house_code", "รหัสหมู่": "village_code", "Q1": "i1"}),))
    with pytest.raises(Refused) as refused:
        apply(kept, [sheet([["รหัสประจำบ้าน", "หมู่", "q 1"], ["1", "2", "1"]], "แผ่น")])
    assert "“รหัสหมู่”, “Q1”" in str(refused.value) and "แบบเดิม" in str(refused.value) and "แผ่น" in str(refused.value)


def test_constants_fill_what_is_empty_or_not_there():
    rule = Rule(
        "", HOUSEHOLDS, {"บ้าน": "house_code", "วัน": "surveyed_on", "1": "i1"}, constants={"village_code": "60090705", "surveyed_on": "2561"}
    )
    part = apply(Profile("x", (rule,)), [sheet([["บ้าน", "วัน", "1"], ["11", "", "1"], ["12", "1/1/2561", "1"]])])[HOUSEHOLDS]
    assert part.table.select("village_code", "surveyed_on").rows() == [("60090705", "2561"), ("60090705", "1/1/2561")]


def test_equal_headings_are_told_apart_by_their_order():
    given = sheet([["รหัสบ้าน", "รหัสหมู่บ้าน", "ชื่อ", "ชื่อ", "ข้อ 1"], ["60091234567", "60090705", "หัวหน้า", "ผู้ให้ข้อมูล", "1"]])
    assert [guess.key for guess in propose(given).columns][2:4] == ["ชื่อ", "ชื่อ (2)"]
    rule = Rule("", MEMBERS, {"รหัสบ้าน": "house_code", "ชื่อ (2)": "first_name"})
    assert apply(Profile("x", (rule,)), [given])[MEMBERS].table["first_name"].to_list() == ["ผู้ให้ข้อมูล"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"name": "x"}',
        '{"name": "x", "kind": "survey", "rules": [{"sheet": "", "part": "households", "columns": {"a": "password"}}]}',
    ],
)
def test_a_spoilt_profile_is_refused(text):
    with pytest.raises(Refused):
        Profile.from_json(text)


def test_a_file_of_something_else_is_refused_not_guessed_at():
    with pytest.raises(Refused):
        profile("x", [propose(sheet([["สินค้า", "ราคา"], ["ข้าว", "12"], ["ปลา", "40"]]))])
    assert propose(Sheet("a.csv", "", pl.DataFrame(schema={"row": pl.UInt32, "c0": pl.String}))).kind is None
