"""nsc import, sentence by sentence of the contract (formats/survey.md, sections 1 to 3), on real files through the real command."""

import csv
import zipfile
from datetime import date, timedelta

import pytest

from nsc.surveys import rounds, tallies
from tests.survey_files import ANSWERS, SUMMARY, card, folder, house_code, household, member, national_id, without, workbook

# What a cell says is decided before any database is asked; how a delivery is stored is tried on each.
of_the_file = pytest.mark.one_database
WRONG_DIGIT = national_id(1)[:12] + str((int(national_id(1)[12]) + 1) % 10)


def poor(nsc) -> str:
    return nsc.figures()[0]["mpi_poor"]


def test_the_summary_is_one_line_under_its_heading_on_standard_output(nsc):
    told = nsc.send([household(1)], [member(1)])
    assert told.status == 0
    heading, line = told.out.splitlines()
    assert heading == "batch,households,members,unchanged,left_out,cautions"
    assert line.split(",")[1:5] == ["1", "1", "0", "0"]
    assert int(line.split(",")[0]) > 0


def test_a_workbook_a_folder_and_a_zip_say_the_same(nsc, tmp_path):
    rows = [household(1, ข้อ_22="0"), household(2)], [card(1, 1), member(2)]
    made = folder(tmp_path / "made", *rows)
    (made / "notes.csv").write_text("other files there are ignored")
    with zipfile.ZipFile(tmp_path / "made.zip", "w") as archive:
        for file in made.iterdir():
            archive.write(file, f"inside/{file.name}")
    for year, file in ((2561, made), (2562, tmp_path / "made.zip"), (2563, workbook(tmp_path / "made.xlsx", *rows))):
        assert nsc("import", file, "--year", year).counts == (2, 2, 0, 0)
        assert nsc.figures(year=year) == nsc.figures(year=2561)


@of_the_file
def test_english_headings_are_accepted_too(nsc):
    english = {
        "รหัสบ้าน": "house_code",
        "รหัสหมู่บ้าน": "village_code",
        "ได้สิทธิ์บัตรสวัสดิการ": "welfare_validated",
        "ลงทะเบียนสวัสดิการ": "welfare_registered",
    }
    told = [{english.get(name, name.replace("ข้อ ", "i")): cell for name, cell in row.items()} for row in (household(1, ข้อ_1="0"), card(1))]
    assert nsc.send([told[0]], [told[1]]).counts == (1, 1, 0, 0)
    assert nsc.figures()[0]["target_health"] == "1"


@of_the_file
def test_a_members_file_of_headings_alone_is_a_file_of_nobody(nsc, tmp_path):
    made = folder(tmp_path / "made", [household(1, ข้อ_1="0")])
    (made / "members.csv").write_text(",".join(card(1, 1, วันเกิด="01/01/2500")) + "\n", encoding="utf-8")
    assert nsc("import", made, "--year", 2561).counts == (1, 0, 0, 0)
    assert [nsc.figures()[0][name] for name in ("poor_households", "mpi_poor", "target_poor")] == ["1", "0", "0"]


# — house codes —


@of_the_file
def test_spaces_and_dashes_in_a_house_code_are_dropped(nsc):
    assert nsc.send([household("6099-000000-1")], [member("6099 0000001"), member("๖๐๙๙๐๐๐๐๐๐๑")]).counts == (1, 2, 0, 0)


@of_the_file
def test_nine_or_ten_digits_get_their_leading_zeros_back(nsc):
    told = nsc.send([household("00990000001"), household("09900000023")], [member("990000001"), member("9900000023")])
    assert told.counts == (2, 2, 0, 0)


@of_the_file
def test_the_area_comes_from_the_village_code_alone(nsc):
    nsc.send([household("10010000001", "60090801")], [])
    assert [row["code"] for row in nsc.figures("village")] == ["60090801"]


def test_without_a_house_code_the_household_number_joins_the_sheets(nsc):
    rows = [household("", "60010103", ลำดับครัวเรือน="1", ข้อ_1="0"), household("", "60090801", ลำดับครัวเรือน="1")]
    people = [member("", รหัสหมู่บ้าน="60090801", ลำดับครัวเรือน="001"), member("", รหัสหมู่บ้าน="60010103", ลำดับครัวเรือน="๑")]
    assert nsc.send(rows, [*people, people[1]]).counts == (2, 3, 0, 0)
    assert {row["code"]: row["mpi_poor"] for row in nsc.figures("village")} == {"60010103": "2", "60090801": "0"}


@of_the_file
def test_an_unusable_house_code_beside_a_household_number_is_a_caution(nsc):
    rows = [household("บ้านใหม่", ลำดับครัวเรือน="3")]
    assert nsc.wrong(rows, []) == []
    assert ("households", 2, "รหัสบ้าน", "บ้านใหม่") in nsc.cautions(rows, [])


# — villages —


@of_the_file
@pytest.mark.parametrize(
    ("written", "village"),
    [
        ("60090801", "60090801"),
        ("6009080102", "60090801"),
        ("๖๐๐๙๐๘๐๑", "60090801"),
        ("60015103", "60015103"),
        ("6001510301", "60015103"),
        ("60020599", "60020599"),
    ],
)
def test_village_codes_have_8_digits_or_10_or_are_a_community_or_a_moo_of_a_known_tambon(nsc, written, village):
    assert nsc.send([household(1, written)], []).status == 0
    assert [row["code"] for row in nsc.figures("village")] == [village]


@of_the_file
def test_an_unknown_moo_is_accepted_with_a_caution_and_a_community_without(nsc):
    cautions = nsc.cautions([household(1, "60010199"), household(2, "60015103"), household(3, "60010201")], [])
    assert [(row, value) for _file, row, column, value in cautions if column == "รหัสหมู่บ้าน"] == [(2, "60010199")]


@of_the_file
@pytest.mark.parametrize("written", ["6009080", "600908011", "", "60x90801", "61010101", "60014901", "60995101", "บ้านนา"])
def test_a_village_code_of_another_length_or_in_no_tambon_of_the_province_is_wrong(nsc, written):
    assert nsc.wrong([household(1, written)], []) == [("households", 2, "รหัสหมู่บ้าน", written)]


# — verdicts —


@of_the_file
@pytest.mark.parametrize(
    ("cell", "failing"),
    [("0", "1"), ("ไม่ผ่าน", "1"), ("ไม่ผ่านเกณฑ์", "1"), ("๐", "1"), (" 0 ", "1"), ("1", "0"), ("ผ่าน", "0"), ("ผ่านเกณฑ์", "0")],
)
def test_a_verdict_passes_or_fails(nsc, cell, failing):
    assert nsc.send([household(1, ข้อ_12=cell)], [member(1)]).status == 0
    assert nsc.figures("province", "--indicators")[11] == {
        "code": "60", "indicator": "12", "members_applicable": "1", "members_failing": failing, "target_failing": "0",
    }  # fmt: skip


@of_the_file
@pytest.mark.parametrize("cell", ["", "9", "-", "ไม่เข้าข่าย"])
def test_a_verdict_that_does_not_apply_counts_for_nobody(nsc, cell):
    assert nsc.send([household(1, ข้อ_12=cell)], [member(1)]).status == 0
    assert nsc.figures("province", "--indicators")[11]["members_applicable"] == "0"


@of_the_file
def test_none_means_not_applicable_only_where_the_indicator_is_for_an_age_or_a_group(nsc):
    for_some = [1, 2, 3, 6, 7, 15, 16, 17, 18, 19, 20, 21, 26, 27, 28, 29]
    for n in range(1, 32):
        wrong = nsc.wrong([household(1, **{f"ข้อ {n}": "ไม่มี"})], [])
        assert wrong == ([] if n in for_some else [("households", 2, f"ข้อ {n}", "ไม่มี")])


@of_the_file
@pytest.mark.parametrize("cell", ["2", "10", "ผ่านแล้ว", "1.0", "ใช่", "#N/A", "?"])
def test_any_other_verdict_is_wrong_and_leaves_the_row_out_whole(nsc, cell):
    assert nsc.wrong([household(1, ข้อ_31=cell)], []) == [("households", 2, "ข้อ 31", cell)]


@of_the_file
def test_the_verdict_in_the_file_counts_and_income_below_the_threshold_is_a_caution(nsc):
    rows = [
        household(1, รายได้เฉลี่ยต่อคนต่อปี="37,999", ข้อ_22="1"),
        household(2, รายได้เฉลี่ยต่อคนต่อปี="38000", ข้อ_22="0"),
        household(3, รายได้เฉลี่ยต่อคนต่อปี="38000"),
    ]
    people = [member(number) for number in (1, 2, 3)]
    assert [row for _file, row, column, _value in nsc.cautions(rows, people) if column == "ข้อ 22"] == [2, 3]
    nsc.send(rows, people)
    assert nsc.figures()[0]["mpi_income"] == "1"


@of_the_file
def test_the_households_sheet_decides_and_disagreeing_members_are_a_caution(nsc):
    rows, people = [household(1, ข้อ_16="1")], [member(1, ข้อ_16="0")]
    assert ("households", 2, "ข้อ 16", "1") in nsc.cautions(rows, people)
    nsc.send(rows, people)
    assert poor(nsc) == "0"


@of_the_file
def test_without_the_column_any_failing_member_fails_any_passing_passes_else_it_does_not_apply(nsc):
    rows = without([household(1), household(2), household(3)], "ข้อ 16")
    people = [member(1, ข้อ_16="1"), member(1, ข้อ_16="0"), member(2, ข้อ_16=""), member(2, ข้อ_16="1"), member(3, ข้อ_16="9")]
    nsc.send(rows, people)
    told = nsc.figures("province", "--indicators")[15]
    assert (told["members_applicable"], told["members_failing"]) == ("4", "2")


# — dates —


@of_the_file
@pytest.mark.parametrize(
    "cell", ["15/04/2560", "15/4/2017", "๑๕/๐๔/๒๕๖๐", "15 เมษายน 2560", "15 เม.ย. 2560", "42840", "2560", "00/00/2560", "00/04/2560", ""]
)
def test_dates_are_buddhist_or_christian_with_month_names_serial_or_partial(nsc, cell):
    assert nsc.wrong([household(1, วันที่สำรวจ=cell)], [member(1, วันเกิด=cell)]) == []


@of_the_file
@pytest.mark.parametrize("cell", ["31/04/2560", "29/02/2560", "00/13/2560", "32/01/2560", "15/00/2560", "1/1/25600", "ไม่ทราบ"])
def test_a_date_that_does_not_exist_is_wrong(nsc, cell):
    assert nsc.wrong([household(1, วันที่สำรวจ=cell)], [member(1, วันเกิด=cell)]) == [("households", 2, "วันที่สำรวจ", cell)]
    assert nsc.wrong([household(1)], [member(1, วันเกิด=cell)]) == [("members", 2, "วันเกิด", cell)]


@of_the_file
def test_the_29th_of_february_exists_in_leap_years_whatever_the_era(nsc):
    assert nsc.wrong([household(1)], [member(1, วันเกิด="29/02/2559"), member(1, วันเกิด="29/2/2016"), member(1, วันเกิด="29/02/2543")]) == []


# — members —


def test_a_national_id_may_be_empty_and_alike_rows_without_one_are_each_a_person(nsc):
    assert nsc.send([household(1)], [member(1)] * 3).counts == (1, 3, 0, 0)
    assert nsc.figures()[0]["members"] == "3"


@of_the_file
@pytest.mark.parametrize("cell", [WRONG_DIGIT, "123", national_id(1) + "0", "ไม่มี"])
def test_a_national_id_whose_check_digit_is_wrong_leaves_the_row_out(nsc, cell):
    row = member(1) | {"เลขประจำตัวประชาชน": cell}
    assert nsc.wrong([household(1)], [row, member(1)]) == [("members", 2, "เลขประจำตัวประชาชน", cell)]


@of_the_file
def test_a_first_digit_of_0_or_9_is_a_caution(nsc):
    people = [member(1) | {"เลขประจำตัวประชาชน": national_id(7, first)} for first in (0, 9, 1)]
    assert nsc.wrong([household(1)], people) == []
    assert [row for _file, row, column, _value in nsc.cautions([household(1)], people) if column == "เลขประจำตัวประชาชน"] == [2, 3]


def test_of_a_national_id_used_twice_the_first_accepted_use_stays(nsc):
    people = [member(1, 5, วันเกิด="31/02/2500"), member(1, 5), member(2, 5), member(2, 6)]
    assert nsc.wrong([household(1), household(2)], people) == [
        ("members", 2, "วันเกิด", "31/02/2500"), ("members", 4, "เลขประจำตัวประชาชน", national_id(5)),
    ]  # fmt: skip
    assert nsc.send([household(1), household(2)], people).counts == (2, 2, 0, 2)


@of_the_file
@pytest.mark.parametrize("cell", ["1", "0", "ใช่", "ไม่ใช่", "มี", "ไม่มี", "๑", ""])
def test_yes_no_columns_take_one_and_nought_yes_and_no(nsc, cell):
    row = member(1) | {"ช่วยเหลือตนเองได้": cell, "ลงทะเบียนสวัสดิการ": cell}
    assert nsc.wrong([household(1)], [row]) == []


@of_the_file
@pytest.mark.parametrize("cell", ["2", "yes", "ได้", "-"])
def test_any_other_yes_no_value_is_wrong_even_where_no_figure_needs_it(nsc, cell):
    assert nsc.wrong([household(1)], [member(1, ช่วยเหลือตัวเองได้=cell)]) == [("members", 2, "ช่วยเหลือตัวเองได้", cell)]


@of_the_file
def test_a_person_may_be_validated_without_being_registered(nsc):
    people = [member(1, ได้สิทธิ์บัตรสวัสดิการ="1")]
    assert nsc.wrong([household(1)], people) == []
    assert ("members", 2, "ได้สิทธิ์บัตรสวัสดิการ", "1") in nsc.cautions([household(1)], people)
    nsc.send([household(1, ข้อ_1="0")], people)
    told = nsc.figures()[0]
    assert (told["welfare_registered"], told["welfare_validated"], told["target_registered"], told["target_poor"]) == ("0", "1", "0", "1")


@of_the_file
def test_what_is_not_wrong_by_the_contract_is_a_caution(nsc):
    rows = [household(1, รายได้เฉลี่ยต่อคนต่อปี="มาก", ละติจูด="99", หนี้นอกระบบ="ไม่บอก")]
    people = [member(1, สุขภาพ="แข็งแรง", เพศ="?", วันเกิด="1/1/2700")]
    assert nsc.wrong(rows, people) == []
    assert {(file, column) for file, _row, column, _value in nsc.cautions(rows, people)} >= {
        ("households", "รายได้เฉลี่ยต่อคนต่อปี"), ("households", "ละติจูด"), ("households", "หนี้นอกระบบ"),
        ("members", "สุขภาพ"), ("members", "เพศ"), ("members", "วันเกิด"),
    }  # fmt: skip


# — what is left out —


def test_a_row_without_a_usable_house_code_or_a_household_number_is_left_out(nsc):
    assert nsc.wrong([household(""), household("12")], [member(""), member("12")]) == [
        ("households", 2, "รหัสบ้าน", ""), ("households", 3, "รหัสบ้าน", "12"), ("members", 2, "รหัสบ้าน", ""), ("members", 3, "รหัสบ้าน", "12"),
    ]  # fmt: skip


def test_identical_household_rows_count_once_and_a_second_one_with_other_data_is_left_out(nsc):
    rows = [household(1), household(1, ข้อ_1="ผ่าน"), household(1, ข้อ_1="0"), household(2)]
    assert nsc.wrong(rows, [member(1)]) == [("households", 4, "รหัสบ้าน", house_code(1))]
    assert nsc.send(rows, [member(1)]).counts == (2, 1, 1, 1)
    assert poor(nsc) == "0"


def test_members_of_a_left_out_household_go_with_it_and_are_not_reported_singly(nsc):
    rows, people = [household(1, ข้อ_1="x"), household(2)], [member(1), member(1, วันเกิด="31/02/2500"), member(2)]
    assert nsc.wrong(rows, people) == [("households", 2, "ข้อ 1", "x")]
    told = nsc.send(rows, people)
    assert (told.status, told.counts) == (1, (1, 1, 0, 3))


def test_a_member_whose_household_is_neither_in_the_file_nor_stored_for_that_year_is_left_out(nsc):
    nsc.send([household(1)], [member(1)])
    assert nsc.wrong(None, [member(1), member(2)]) == [("members", 3, "รหัสบ้าน", house_code(2))]
    assert nsc.send(None, [member(1, 5)], year=2562).counts == (0, 0, 0, 1)


@of_the_file
def test_every_wrong_cell_is_one_row_of_the_errors_file_with_what_and_how_to_mend(nsc, tmp_path):
    out = tmp_path / "errors.csv"
    told = nsc.send([household(1), household(2, ข้อ_3="7", ข้อ_9="x", วันที่สำรวจ="30/02/2561")], [member(1)], "--errors", out)
    assert told.status == 1
    assert not out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert reader.fieldnames == ["file", "row", "column", "value", "problem", "remedy"]
    assert {(row["file"], row["row"], row["column"], row["value"]) for row in rows} == {
        ("households", "3", "ข้อ 3", "7"), ("households", "3", "ข้อ 9", "x"), ("households", "3", "วันที่สำรวจ", "30/02/2561"),
    }  # fmt: skip
    assert all(row["problem"] and row["remedy"] for row in rows)


@of_the_file
def test_only_the_heading_if_nothing_is_wrong(nsc, tmp_path):
    nsc.send([household(1)], [member(1)], "--errors", tmp_path / "errors.csv")
    assert (tmp_path / "errors.csv").read_text().strip() == "file,row,column,value,problem,remedy"


@of_the_file
@pytest.mark.parametrize("option", ["--errors", "--cautions"])
@pytest.mark.parametrize("out", ["no such folder/out.csv", "no such folder/out.xlsx", "a folder", "delivery-1/members.csv"])
def test_a_list_that_cannot_be_written_or_would_overwrite_the_file_is_refused_before_anything_is_stored(nsc, tmp_path, option, out):
    (tmp_path / "a folder").mkdir()
    told = nsc.send([household(1)], [member(1), member(2)], option, tmp_path / out)
    assert (told.status, told.out) == (2, "")
    assert str(tmp_path / out) in told.err
    assert "Traceback" not in told.err
    assert nsc("figures", "--year", 2561, "--level", "province").status == 2
    assert "ทดสอบ" in (tmp_path / "delivery-1/members.csv").read_text(encoding="utf-8")


@of_the_file
def test_cautions_are_never_in_errors_and_wrong_cells_never_in_cautions(nsc):
    rows = [household(1, ข้อ_1="x", รายได้เฉลี่ยต่อคนต่อปี="มาก"), household("990000001")]
    assert {column for _file, _row, column, _value in nsc.wrong(rows, [])} == {"ข้อ 1"}
    assert "ข้อ 1" not in {column for _file, _row, column, _value in nsc.cautions(rows, [])}


@of_the_file
def test_rows_are_numbered_as_a_person_sees_them(nsc, tmp_path):
    home = tmp_path / "odd"
    home.mkdir()
    names = ["house_code", "village_code", "house_no", *(f"i{n}" for n in range(1, 32))]
    lines = ["แบบสำรวจปี 2561", "", ",".join(names), "", f'{house_code(1)},60010201,"12\nซอย 3",' + ",".join(["1"] * 31)]
    lines += [f"{house_code(2)},60010201,13," + ",".join(["1"] * 30 + ["5"]), "รวม,,,2"]
    (home / "households.csv").write_text("\n".join(lines), encoding="utf-8")
    told = nsc("import", home, "--year", 2561, "--errors", tmp_path / "errors.csv")
    assert told.counts == (1, 0, 0, 1)
    assert (tmp_path / "errors.csv").read_text().splitlines()[1].startswith("households,6,i31,5,")  # a quoted line break starts no row


# — year and set —


@of_the_file
def test_another_number_of_indicators_is_refused_unless_set_names_it(nsc):
    rows = [household(1) | {f"ข้อ {n}": "1" for n in range(32, 39)}]
    told = nsc.send(rows, [])
    assert (told.status, told.out) == (2, "")
    assert "38" in told.err and "31" in told.err
    assert nsc.send(rows, [], "--set", "38").status == 0
    assert nsc.send(rows, []).counts == (0, 0, 1, 0)  # the round keeps its set
    assert nsc.send([household(2)], []).status == 2
    assert nsc.send([household(2)], [], "--set", "31").status == 2
    assert nsc.send([household(2)], [], "--set", "31", "--dry-run").status == 2


@of_the_file
def test_members_alone_may_not_carry_more_indicators_than_the_year_has(nsc):
    nsc.send([household(1)], [])
    assert nsc.send(None, [member(1, ข้อ_32="1")]).status == 2


@of_the_file
@pytest.mark.parametrize("year", ["2018", "61", "9999", "2540"])
def test_a_year_that_is_not_buddhist_or_has_no_indicator_set_does_nothing(nsc, year):
    told = nsc.send([household(1)], [member(1)], year=year)
    assert (told.status, told.out) == (2, "")


def test_the_set_of_38_counts_its_own_dimensions(nsc):
    told = nsc.send([household(1) | {f"ข้อ {n}": "1" for n in range(32, 39)} | {"ข้อ 29": "0"}], [member(1)], year=2565)
    assert told.status == 0
    assert nsc.figures(year=2565)[0]["mpi_income"] == "1"


@of_the_file
def test_a_file_of_headings_alone_does_nothing(nsc, tmp_path):
    (tmp_path / "households.csv").write_text(",".join(["house_code", "village_code", *(f"i{n}" for n in range(1, 32))]), encoding="utf-8")
    told = nsc("import", tmp_path, "--year", 2561)
    assert (told.status, told.out) == (2, "")


def test_a_file_whose_every_row_is_wrong_stores_nothing_and_says_so(nsc):
    told = nsc.send([household(1, ข้อ_1="x")], [member(1)])
    assert (told.status, told.rows[0]["batch"], told.counts) == (1, "", (0, 0, 0, 2))
    assert nsc("figures", "--year", 2561, "--level", "province").status == 2


def test_a_dry_run_stores_nothing_and_says_what_would_come_of_it(nsc):
    rows = [household(1), household(2, ข้อ_1="x")], [member(1), member(2)]
    rehearsed = nsc.send(*rows, "--dry-run")
    assert (rehearsed.status, rehearsed.rows[0]["batch"], rehearsed.counts) == (1, "", (1, 1, 0, 2))
    assert nsc("figures", "--year", 2561, "--level", "province").status == 2
    told = nsc.send(*rows)
    assert [told.rows[0][name] for name in SUMMARY[1:]] == [rehearsed.rows[0][name] for name in SUMMARY[1:]]


# — sent again —


def test_the_same_file_twice_changes_nothing(nsc):
    rows = (
        [household(1, ข้อ_1="0"), household("", ลำดับครัวเรือน="4")],
        [card(1, 1), member(1), member(1), member("", รหัสหมู่บ้าน="60010103", ลำดับครัวเรือน="4")],
    )
    assert nsc.send(*rows).counts == (2, 4, 0, 0)
    before = nsc.all_figures()
    assert nsc.send(*rows).counts == (0, 0, 6, 0)
    assert nsc.all_figures() == before


def test_another_spelling_of_the_same_is_equal(nsc):
    nsc.send([household(1, รายได้เฉลี่ยต่อคนต่อปี="38000")], [member(1, วันเกิด="15/04/2560")])
    assert nsc.send([household("6099-000000-1", รายได้เฉลี่ยต่อคนต่อปี="๓๘,๐๐๐", ข้อ_1="ผ่าน")], [member(1, วันเกิด="15 เมษายน 2017")]).counts == (
        0,
        0,
        2,
        0,
    )


def test_a_household_row_that_differs_replaces_the_household_and_its_members(nsc):
    nsc.send([household(1), household(2)], [member(1, 1), member(1, 2), member(2)])
    assert nsc.send([household(1, ข้อ_1="0"), household(2)], [member(1, 1), member(2)]).counts == (1, 1, 2, 0)
    told = nsc.figures()[0]
    assert (told["members"], told["mpi_poor"]) == ("2", "1")


def test_member_rows_alone_are_added_and_equal_ones_only_beyond_the_number_stored(nsc):
    nsc.send([household(1, ข้อ_1="0")], [member(1), member(1, ชื่อ="ข")])
    assert nsc.send(None, [member(1)] * 3 + [member(1, ชื่อ="ค")]).counts == (0, 3, 1, 0)
    assert nsc.figures()[0]["members"] == "5"
    assert nsc.send([household(1, ข้อ_1="0")], [member(1, 9)]).counts == (0, 1, 1, 0)
    assert (nsc.figures()[0]["members"], poor(nsc)) == ("6", "6")


def test_a_member_sent_again_with_other_data_replaces_that_member_and_is_not_counted_twice(nsc):
    nsc.send([household(1, ข้อ_1="0")], [member(1, 1), member(1)])
    assert nsc.send(None, [card(1, 1)]).counts == (0, 1, 0, 0)
    assert (nsc.figures()[0]["members"], nsc.figures()[0]["target_poor"]) == ("2", "1")


def test_a_household_file_alone_keeps_the_members_of_a_household_it_changes(nsc):
    nsc.send([household(1)], [card(1, 1), member(1)])
    assert nsc.send([household(1, ข้อ_1="0")]).counts == (1, 0, 0, 0)
    assert (poor(nsc), nsc.figures()[0]["target_poor"]) == ("2", "1")


def test_a_house_of_nobody_is_known_to_have_no_card_once_a_file_with_the_column_told_so(nsc):
    houses = [household(1, ข้อ_1="0"), household(2)]
    nsc.send(houses)
    nsc.send(None, [card(1, 1)])
    assert nsc.figures()[0]["target_poor"] == ""  # of the second house nobody has said anything yet
    assert nsc.send(houses, [card(1, 1)]).counts == (0, 0, 3, 0)
    assert nsc.figures()[0]["target_poor"] == "1"
    assert nsc.send([household(2, ข้อ_2="0")]).counts == (1, 0, 0, 0)  # this file says nothing of members: what was known stays
    assert nsc.figures()[0]["target_poor"] == "1"
    nsc.send([household(2)], without([card(1, 1)], "ได้สิทธิ์บัตรสวัสดิการ"))
    assert nsc.figures()[0]["target_poor"] == ""


def test_a_household_that_moved_counts_where_it_is_now(nsc):
    nsc.send([household(1, "60010201")], [member(1)])
    nsc.send([household(1, "60090801")], [member(1)])
    assert [(row["code"], row["members"]) for row in nsc.figures("village")] == [("60090801", "1")]
    assert tallies.differences(rounds.of_year(2018)) == []


def test_a_wrong_row_sent_again_leaves_what_is_stored_as_it_is(nsc):
    nsc.send([household(1, ข้อ_1="0")], [member(1, 1)])
    before = nsc.all_figures()
    assert nsc.send([household(1, ข้อ_1="x")], [member(1, 2)]).counts == (0, 0, 0, 2)
    assert nsc.all_figures() == before


def test_a_number_already_stored_in_another_household_of_the_year_is_a_caution(nsc):
    nsc.send([household(1), household(2)], [member(1, 1)])
    assert nsc.wrong(None, [member(2, 1)]) == []
    assert nsc.cautions(None, [member(2, 1)]) == [("members", 2, "เลขประจำตัวประชาชน", national_id(1))]


def test_years_do_not_overwrite_years(nsc):
    nsc.send([household(1, ข้อ_1="0")], [member(1, 1)], year=2561)
    before = nsc.all_figures(2561)
    nsc.send([household(1, "60090801")], [member(1, 1), member(1)], year=2562)
    assert nsc.all_figures(2561) == before
    assert nsc.figures(year=2562)[0]["members"] == "2"


def test_a_birthday_in_the_future_is_kept_and_said(nsc):
    tomorrow = (date.today() + timedelta(days=2)).strftime("%d/%m/%Y")
    cautions = nsc.cautions([household(1)], [member(1, วันเกิด=tomorrow)])
    assert ("members", 2, "วันเกิด", tomorrow) in cautions


def test_local_authorities_go_by_name_or_code(nsc):
    rows = [household(1, อปท_="x") | {"อปท.": "อบต. นาขอม"}, household(2) | {"อปท.": "องค์การบริหารส่วนตำบลนาขอม"}]
    nsc.send(without(rows, "อปท_", "อปท "), [member(1), member(2)])
    assert [(row["name"], row["members"]) for row in nsc.figures("local_authority")] == [("องค์การบริหารส่วนตำบลนาขอม", "2")]


def test_the_template_row_of_answers_is_the_31_of_the_year():
    assert len(ANSWERS) == 31
