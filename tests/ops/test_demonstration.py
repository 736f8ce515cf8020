"""The demonstration province is made up, true in its totals, and cannot be mistaken for anybody."""

import csv
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nsc.areas
from nsc.ops import demonstration
from nsc.ops.demonstration import chance, figures, names, places

GEO = Path(nsc.areas.__file__).parent / "data" / "provinces" / "60"
DIMENSIONS = {"health": (1, 4, 5, 7), "living": (8, 9, 10, 11), "education": (15, 16, 17, 19), "income": (20, 21, 22), "access": (27, 28)}
SMALL = 1 / 20


@pytest.fixture(scope="module")
def geo():
    text = {"infer_schema": False}
    return {
        "areas": pl.read_csv(GEO / "areas.csv", **text),
        "population": pl.read_csv(GEO / "population.csv", **text).with_columns(pl.col("population").cast(pl.Int64)),
        "boundaries": json.loads((GEO / "boundaries_tambon.geojson").read_text(encoding="utf-8")),
    }


class Survey:
    """A round read back as a stranger would: from its cells alone."""

    def __init__(self, households: pl.DataFrame, members: pl.DataFrame):
        self.raw = households, members
        surveyed = pl.col("วันที่สำรวจ").str.split("/").list
        self.members = (
            members.join(households.select("รหัสบ้าน", "วันที่สำรวจ"), on="รหัสบ้าน", how="left", maintain_order="left")
            .with_columns(
                born=pl.col("วันเกิด").str.slice(-4).cast(pl.Int32) * 400
                + pl.when(pl.col("วันเกิด").str.len_chars() == 10)
                .then(
                    pl.col("วันเกิด").str.slice(3, 2).cast(pl.Int32, strict=False) * 32
                    + pl.col("วันเกิด").str.slice(0, 2).cast(pl.Int32, strict=False)
                )
                .otherwise(0),
                day=surveyed.get(2).cast(pl.Int32) * 400 + surveyed.get(1).cast(pl.Int32) * 32 + surveyed.get(0).cast(pl.Int32),
            )
            .with_columns(age=(pl.col("day") - pl.col("born")) // 400, holds_card=pl.col("ได้สิทธิ์บัตรสวัสดิการ") == "1")
        )
        deprived = {d: pl.any_horizontal(*(pl.col(f"ข้อ {n}").eq_missing("0") for n in ns)) for d, ns in DIMENSIONS.items()}
        per_home = self.members.group_by("รหัสบ้าน").agg(
            size=pl.len(),
            cards=pl.col("holds_card").sum(),
            registered=(pl.col("ลงทะเบียนสวัสดิการ") == "1").sum(),
            **{
                name: pl.col("age").is_between(low, high).any()
                for name, (low, high) in {
                    "newborn": (0, 0), "baby": (0, 1), "child": (0, 12), "preschooler": (3, 5), "pupil": (6, 14),
                    "over35": (35, 200), "worker": (15, 59), "elder": (60, 200),
                }.items()
            },
            disabled=(pl.col("สุขภาพ") == "พิการ").any(),
            chronic=(pl.col("สุขภาพ") == "ป่วยเรื้อรัง").any(),
        )  # fmt: skip
        self.households = (
            households.with_columns(**deprived)
            .with_columns(number=pl.sum_horizontal(*(pl.col(d).cast(pl.Int64) for d in DIMENSIONS)))
            .with_columns(
                poor=pl.col("number") > 0,
                amphoe=pl.col("รหัสหมู่บ้าน").str.slice(0, 4),
                tambon=pl.col("รหัสหมู่บ้าน").str.slice(0, 6),
            )
            .join(per_home, on="รหัสบ้าน", how="left")
        )

    def by(self, column: str) -> dict[str, tuple[int, ...]]:
        """households, members, poor households, poor persons, target, target by dimension."""
        cards = pl.col("cards")
        rows = (
            self.households.group_by(column)
            .agg(
                pl.len().alias("h"),
                pl.col("size").sum().alias("m"),
                pl.col("poor").sum().alias("ph"),
                pl.col("size").filter("poor").sum().alias("p"),
                cards.filter("poor").sum().alias("t"),
                *(cards.filter(d).sum().alias(f"t_{d}") for d in DIMENSIONS),
            )
            .sort(column)
            .iter_rows()
        )
        return {row[0]: row[1:] for row in rows}

    def rates(self, column: str) -> dict[str, float]:
        return {code: row[4] / row[1] for code, row in self.by(column).items()}

    def indicator(self, n: int) -> tuple[int, int, int]:
        """members where it applies, where it fails, target poor where it fails."""
        answer, it = pl.col(f"ข้อ {n}"), self.households
        failing = it.filter(answer == "0")
        return it.filter(answer.is_not_null())["size"].sum(), failing["size"].sum(), failing.filter("poor")["cards"].sum()


@pytest.fixture(scope="module")
def small(geo):
    return {year: Survey(*demonstration.survey(year, scale="small", **geo)) for year in demonstration.YEARS}


@pytest.fixture(params=demonstration.YEARS)
def any_round(request, small):
    return small[request.param]


# ── the sheets ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sheets_have_the_headings_of_the_plain_layout_and_only_text(any_round):
    households, members = any_round.raw
    assert households.columns[:8] == ["รหัสบ้าน", "รหัสหมู่บ้าน", "บ้านเลขที่", "หมู่ที่", "อปท.", "ละติจูด", "ลองจิจูด", "วันที่สำรวจ"]
    assert [c for c in households.columns if c.startswith("ข้อ ")] == [f"ข้อ {n}" for n in range(1, 32)]
    assert members.columns == [
        "รหัสบ้าน", "เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "นามสกุล", "เพศ", "วันเกิด",
        "ความสัมพันธ์", "อาชีพ", "การศึกษา", "สุขภาพ", "ช่วยเหลือตัวเองได้", "ลงทะเบียนสวัสดิการ", "ได้สิทธิ์บัตรสวัสดิการ",
    ]  # fmt: skip
    assert set(households.dtypes) | set(members.dtypes) == {pl.String}


def test_the_same_seed_gives_the_same_people_and_another_seed_others(small, geo):
    for year in demonstration.YEARS:
        again = demonstration.survey(year, scale="small", **geo)
        assert all(a.equals(b) for a, b in zip(again, small[year].raw, strict=True))
    other = demonstration.survey(2561, scale="small", seed=61, **geo)[1]
    assert not other.equals(small[2561].raw[1])


def test_written_files_read_back_as_they_were(small, geo, tmp_path):
    demonstration.write(tmp_path, 2561, scale="small", **geo)
    for name, frame in zip(("households", "members"), small[2561].raw, strict=True):
        assert pl.read_csv(tmp_path / f"{name}.csv", infer_schema=False).equals(frame)
        assert not (tmp_path / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_only_the_two_rounds_exist(geo):
    with pytest.raises(ValueError, match="2562"):
        demonstration.survey(2562, scale="small", **geo)


# ── who they are ──────────────────────────────────────────────────────────────────────────────────────────────────────


def check_digit(twelve: str) -> str:
    """By running sums: adding the running sum to itself digit after digit gives each digit its weight 13 … 2."""
    running = total = 0
    for digit in twelve:
        running += int(digit)
        total += running
    return str((11 - (total + running) % 11) % 10)


def test_the_check_digit_formula_of_this_test_knows_real_examples():
    assert [check_digit(i[:12]) for i in ("3100600445635", "1112034563562", "1234545678781")] == ["5", "2", "1"]


def test_national_ids_check_but_belong_to_no_registering_office(any_round):
    ids = any_round.members["เลขประจำตัวประชาชน"].drop_nulls()
    assert ids.n_unique() == len(ids)
    assert ids.str.contains(r"^[1-8]99\d{10}$").all()
    assert all(i[12] == check_digit(i[:12]) for i in ids)
    assert 0.010 < 1 - len(ids) / len(any_round.members) < 0.020


def test_house_codes_are_unique_and_of_numbers_no_office_has_reached(any_round):
    codes = any_round.households["รหัสบ้าน"]
    assert codes.n_unique() == len(codes)
    assert codes.str.contains(r"^60\d\d9\d{6}$").all()


def test_every_household_has_one_head_who_stands_first(any_round):
    first = any_round.members.group_by("รหัสบ้าน", maintain_order=True).agg(
        pl.col("ความสัมพันธ์").first(), heads=(pl.col("ความสัมพันธ์") == "หัวหน้าครัวเรือน").sum()
    )
    assert (first["ความสัมพันธ์"] == "หัวหน้าครัวเรือน").all()
    assert (first["heads"] == 1).all()
    assert first["รหัสบ้าน"].equals(any_round.households["รหัสบ้าน"])


def test_families_are_coherent(any_round):
    people = any_round.members
    heads = people.filter(pl.col("ความสัมพันธ์") == "หัวหน้าครัวเรือน").select("รหัสบ้าน", head_age="age", head_sex="เพศ")
    people = people.join(heads, on="รหัสบ้าน")
    kin = pl.col("ความสัมพันธ์")
    older = pl.col("head_age") - pl.col("age")
    assert heads["head_age"].min() >= 18
    assert people.filter(kin == "บุตร").select((older >= 15).all()).item()
    assert people.filter(kin.is_in(["บิดา", "มารดา"])).select((older <= -15).all()).item()
    assert people.filter(kin == "คู่สมรส").select((pl.col("เพศ") != pl.col("head_sex")).all()).item()
    assert people.filter(kin == "คู่สมรส").group_by("รหัสบ้าน").len()["len"].max() == 1
    assert set(people.filter(kin.is_in(["บิดา", "บุตรเขย"]))["เพศ"]) == {"ชาย"}
    assert set(people.filter(kin.is_in(["มารดา", "บุตรสะใภ้"]))["เพศ"]) == {"หญิง"}


def test_titles_follow_age_and_sex(any_round):
    children = any_round.members.filter(pl.col("age") < 15)
    assert set(children.select("คำนำหน้า", "เพศ").unique().iter_rows()) == {("เด็กชาย", "ชาย"), ("เด็กหญิง", "หญิง")}
    grown = any_round.members.filter(pl.col("age") >= 15)
    assert set(grown.filter(pl.col("เพศ") == "หญิง")["คำนำหน้า"]) == {"นาง", "นางสาว"}
    men = grown.filter(pl.col("เพศ") == "ชาย")["คำนำหน้า"]
    assert "นาย" in set(men) and set(men) <= {"นาย", "ว่าที่ร้อยตรี", "จ่าสิบเอก", "ดาบตำรวจ"}


def test_there_are_names_enough():
    for sex in (True, False):
        assert len({name for generation in names.FIRST_NAMES[sex] for name in generation}) >= 300
    assert len(set(names.SURNAMES)) >= 1500


def test_few_birthdays_are_forgotten_and_only_old_ones(any_round):
    partial = any_round.members.filter(~pl.col("วันเกิด").str.contains(r"^(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/\d{4}$"))
    assert 0.001 < len(partial) / len(any_round.members) < 0.01
    assert partial["วันเกิด"].str.contains(r"^(00/00/)?\d{4}$").all()
    assert partial["age"].min() >= 60


def test_card_holders_are_registered_adults(any_round):
    holders = any_round.members.filter("holds_card")
    assert holders["age"].min() >= 18
    assert (holders["ลงทะเบียนสวัสดิการ"] == "1").all()


# ── where they live ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_survey_has_1626_units_in_every_tambon(geo, any_round):
    units = places.units(geo["areas"], geo["population"], np.random.default_rng(1))
    assert len(units.code) == len(set(units.code)) == 1626
    assert (np.char.str_len(units.code) == 10).mean() > 0.9
    villages = set(geo["areas"].filter(pl.col("level") == "village")["code"])
    assert {c[:8] for c in units.code if c[4:6] != "51"} == villages
    tambon = set(geo["areas"].filter(pl.col("level") == "tambon")["code"]) - {"600101", "600301"} | set(places.MUNICIPAL)
    assert set(any_round.households["tambon"]) == tambon


def test_every_point_lies_inside_the_tambon_of_its_village(geo, any_round):
    ring = {f["properties"]["code"]: f["geometry"]["coordinates"][0] for f in geo["boundaries"]["features"]}
    some = any_round.households.drop_nulls("ละติจูด").sample(400, seed=1)
    for tambon, lat, lon in some.select("tambon", "ละติจูด", "ลองจิจูด").iter_rows():
        assert winding(ring[places.MUNICIPAL[tambon][1] if tambon in places.MUNICIPAL else tambon], float(lon), float(lat)), tambon
    assert any_round.households["ละติจูด"].null_count() > 0


def winding(ring, x, y) -> bool:
    """Winding number, another rule than the generator's even-odd."""
    turns = 0
    for (x0, y0), (x1, y1) in pairwise(ring):
        left = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
        turns += (y0 <= y < y1 and left > 0) - (y1 <= y < y0 and left < 0)
    return turns != 0


def test_a_hole_is_outside():
    square = [np.array([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]), np.array([[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]])]
    assert places.inside(square, np.array([[0.5, 0.5], [1.5, 1.5], [3, 3], [5, 1]])).tolist() == [True, False, True, False]


def test_local_authorities_cut_across_some_tambon(any_round):
    per_tambon = any_round.households.group_by("tambon").agg(pl.col("อปท.").n_unique())["อปท."]
    assert per_tambon.max() == 2 and per_tambon.min() == 1
    assert set(any_round.households.filter(pl.col("tambon") == "600151")["อปท."]) == {"เทศบาลนครนครสวรรค์"}


@pytest.mark.parametrize("year", demonstration.YEARS)
def test_the_survey_took_place_from_december_to_march(small, year):
    day = small[year].households["วันที่สำรวจ"].str
    assert set(day.slice(2)) == {f"/12/{year - 1}", f"/01/{year}", f"/02/{year}", f"/03/{year}"}


# ── what they answered ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "whom"),
    [
        (1, "baby"),
        (2, "newborn"),
        (3, "child"),
        (6, "over35"),
        (15, "preschooler"),
        (16, "pupil"),
        (19, "worker"),
        (27, "elder"),
        (28, "disabled"),
        (29, "chronic"),
    ],
)
def test_an_indicator_applies_just_where_somebody_of_its_age_or_group_lives(any_round, number, whom):
    it = any_round.households
    assert (it[f"ข้อ {number}"].is_not_null() == it[whom]).all()


def test_work_is_asked_only_where_there_are_people_of_that_age(any_round):
    it = any_round.households
    assert it.filter(pl.col("ข้อ 20").is_not_null())["worker"].all()
    assert it.filter(pl.col("ข้อ 21").is_not_null())["elder"].all()


@pytest.mark.parametrize(("number", "low", "high"), [(20, 15, 59), (21, 60, 200)])
def test_somebody_without_work_lives_exactly_where_the_indicator_on_work_fails(any_round, number, low, high):
    without = any_round.members.filter(pl.col("age").is_between(low, high) & (pl.col("อาชีพ") == "ไม่มีอาชีพ"))["รหัสบ้าน"]
    failing = any_round.households.filter(pl.col(f"ข้อ {number}") == "0")["รหัสบ้าน"]
    assert set(without) == set(failing)


def test_a_child_out_of_school_lives_where_indicator_16_fails(any_round):
    out = any_round.members.filter(pl.col("age").is_between(6, 14) & (pl.col("อาชีพ") != "นักเรียน"))["รหัสบ้าน"]
    assert set(out) == set(any_round.households.filter(pl.col("ข้อ 16") == "0")["รหัสบ้าน"])


def test_income_agrees_with_indicator_22_and_its_parts_add_up(any_round):
    it = any_round.households.with_columns(income=pl.col("รายได้เฉลี่ยต่อคนต่อปี").cast(pl.Int64))
    assert it.filter(pl.col("ข้อ 22") == "0")["income"].max() < 38_000 <= it.filter(pl.col("ข้อ 22") == "1")["income"].min()
    assert it.filter(pl.col("ข้อ 22").is_null())["income"].is_null().all()
    parts = it.drop_nulls("income").select(
        total=pl.col("income") * pl.col("size"),
        parts=pl.sum_horizontal(*(pl.col(f"income_{p}").cast(pl.Int64) for p in ("main", "secondary", "other", "in_kind"))),
    )
    assert (parts["total"] == parts["parts"]).all()
    assert it["is_saving"].equals(it["ข้อ 23"].rename("is_saving"))


# ── what they add up to ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_small_2561_is_a_twentieth_of_the_published_one(small):
    for code, (households, members, poor_households, poor, target, *_) in small[2561].by("amphoe").items():
        full = figures.AMPHOE_2561[code]
        assert (households, members, poor_households, target) == tuple(round(full[i] * SMALL) for i in (0, 1, 2, 4)), code
        assert abs(poor - full[3] * SMALL) <= 2, code


def test_the_small_2561_keeps_the_shares_of_the_indicators(small):
    for number in (16, 19, 20, 21, 22, 23, 24, 27, 11):
        applies, fails, target = small[2561].indicator(number)
        full = figures.INDICATORS_2561[number]
        assert applies == pytest.approx(full[0] * SMALL, rel=0.01), number
        assert fails == pytest.approx(full[1] * SMALL, rel=0.05, abs=12), number
        assert target == pytest.approx(full[2] * SMALL, rel=0.05, abs=6), number


@pytest.mark.parametrize("scale", ["small", pytest.param("full", marks=pytest.mark.full)])
def test_phaisali_is_worst_in_2564_and_its_three_worst_tambon_stand_in_the_published_order(scale, request):
    it = request.getfixturevalue(scale)[2564]
    amphoe = it.rates("amphoe")
    assert max(amphoe, key=amphoe.get) == "6009"
    assert amphoe["6009"] == pytest.approx(0.0813, abs=0.0002)
    tambon = {code: rate for code, rate in it.rates("tambon").items() if code.startswith("6009")}
    assert sorted(tambon, key=tambon.get, reverse=True)[:3] == ["600903", "600907", "600906"]


def test_target_poor_are_about_a_quarter_of_the_mpi_poor_in_2564(small):
    total = [sum(column) for column in zip(*small[2564].by("amphoe").values(), strict=True)]
    assert 3.3 <= total[3] / total[4] <= 4
    assert total[4] == pytest.approx(figures.TARGET_2564 * SMALL, abs=15)


# ── three years on ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_most_households_of_2564_were_there_in_2561_and_some_are_new_or_gone(small):
    before, after = (set(small[year].households["รหัสบ้าน"]) for year in demonstration.YEARS)
    assert 0.85 <= len(before & after) / len(after) <= 0.90
    assert len(before - after) > 0 and len(after - before) > 0


def test_poverty_is_sticky_yet_households_escape_and_fall(small):
    before, after = (small[year].households.select("รหัสบ้าน", "poor", "รหัสหมู่บ้าน") for year in demonstration.YEARS)
    linked = before.join(after, on="รหัสบ้าน", suffix="_later")
    assert (linked["รหัสหมู่บ้าน"] == linked["รหัสหมู่บ้าน_later"]).all()
    stayed = linked.filter("poor")["poor_later"].mean()
    fell = linked.filter(~pl.col("poor"))["poor_later"].mean()
    assert 0.3 < stayed < 0.7 and 0.03 < fell < 0.15


def test_people_keep_their_number_name_and_birthday_and_grow_three_years_older(small):
    before, after = (small[year].members.drop_nulls("เลขประจำตัวประชาชน") for year in demonstration.YEARS)
    same = before.join(after, on="เลขประจำตัวประชาชน", suffix="_later")
    assert len(same) > 0.8 * len(after)
    for column in ("ชื่อ", "นามสกุล", "เพศ", "วันเกิด", "รหัสบ้าน"):
        assert (same[column] == same[f"{column}_later"]).all(), column
    assert set((same["age_later"] - same["age"]).unique()) <= {2, 3, 4}
    levels = {level: i for i, level in enumerate(names.EDUCATION)}
    children = same.filter(pl.col("age") < 12)
    assert all(levels[b] >= levels[a] for a, b in children.select("การศึกษา", "การศึกษา_later").iter_rows())


def test_children_were_born_and_people_died_since(small):
    before, after = (small[year].members for year in demonstration.YEARS)
    old_homes = set(before["รหัสบ้าน"])
    born = after.filter((pl.col("age") < 3) & pl.col("รหัสบ้าน").is_in(old_homes))
    assert len(born) > 0
    gone = before.join(after.drop_nulls("เลขประจำตัวประชาชน"), on="เลขประจำตัวประชาชน", how="anti").filter(
        pl.col("รหัสบ้าน").is_in(set(after["รหัสบ้าน"]))
    )
    assert gone.filter(pl.col("age") >= 80).height / before.filter(pl.col("age") >= 80).height > gone.height / before.height


# ── choosing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.floats(0, 1000), min_size=1).filter(lambda w: sum(w) > 1), st.integers(0, 10_000))
def test_apportioned_parts_add_up_and_stay_within_one_of_their_share(weights, total):
    parts = figures.apportion(weights, total)
    assert parts.sum() == total
    assert (np.abs(parts - np.array(weights) / sum(weights) * total) < 1 + 1e-6).all()


@given(st.lists(st.integers(1, 8), min_size=1, max_size=60), st.data())
def test_a_filled_mask_never_runs_over_and_is_exact_when_there_are_singles(sizes, data):
    weight = np.array([*sizes, *[1] * 8])
    total = data.draw(st.integers(0, int(weight.sum())))
    none = np.zeros(len(weight), dtype=bool)
    assert weight[chance.fill(np.random.default_rng(0), none, ~none, weight, total)].sum() == total


@given(st.integers(1, 50), st.integers(0, 300))
def test_spread_sizes_add_up(units, extra):
    extra = min(extra, 11 * units)
    sizes = chance.spread(np.random.default_rng(0), units, units + extra)
    assert sizes.sum() == units + extra and sizes.min() >= 1 and sizes.max() <= 12


def test_the_solved_table_meets_every_published_margin():
    with (Path(figures.__file__).parent / "patterns_2561.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    value = lambda row: [int(row[c]) for c in ("households", "members", "target")]  # noqa: E731
    for code, published in figures.AMPHOE_2561.items():
        here = [row for row in rows if row["amphoe"] == code]
        assert tuple(np.sum([value(row) for row in here], 0)) == published[2:5]
        for d in range(5):
            assert sum(int(row["target"]) for row in here if row["pattern"][d] == "1") == published[5 + d]
    for k, published in enumerate(figures.BY_NUMBER_2561, start=1):
        assert tuple(np.sum([value(row) for row in rows if row["pattern"].count("1") == k], 0)) == published


# ── the whole province ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def full(geo):
    return {year: Survey(*demonstration.survey(year, **geo)) for year in demonstration.YEARS}


@pytest.mark.full
def test_2561_equals_the_published_table_of_amphoe(full):
    assert full[2561].by("amphoe") == figures.AMPHOE_2561


@pytest.mark.full
def test_2561_equals_the_published_numbers_of_dimensions(full):
    it = full[2561].households.filter("poor").group_by("number").agg(pl.len(), pl.col("size").sum(), pl.col("cards").sum()).sort("number")
    assert tuple(row[1:] for row in it.iter_rows()) == figures.BY_NUMBER_2561


@pytest.mark.full
@pytest.mark.parametrize("number", range(1, 32))
def test_2561_equals_the_published_indicators(full, number):
    assert full[2561].indicator(number) == figures.INDICATORS_2561[number]


@pytest.mark.full
def test_2561_equals_the_published_counts_of_people(full):
    it = full[2561]
    assert (it.households["registered"].sum(), it.households["cards"].sum()) == (197_035, 160_340)
    assert it.members.filter(pl.col("age") >= 60).height == 150_400
    assert it.members["สุขภาพ"].value_counts().sort("count")["count"].to_list()[:2] == [9_317, 21_227]


@pytest.mark.full
def test_2564_equals_the_figures_of_the_province_and_of_phaisali(full):
    by = full[2564].by("amphoe")
    assert (sum(row[1] for row in by.values()), sum(row[4] for row in by.values())) == (642_318, 22_813)
    assert (by["6009"][1], by["6009"][4]) == (44_969, 3_655)


@pytest.mark.full
def test_ids_stay_unique_in_the_whole_province_and_across_its_rounds(full):
    for it in full.values():
        ids = it.members["เลขประจำตัวประชาชน"].drop_nulls()
        assert ids.n_unique() == len(ids)
        assert it.households["รหัสบ้าน"].n_unique() == len(it.households)
