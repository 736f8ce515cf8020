"""The checks that data/README.md claims, on what is really in the tables."""

from collections import Counter

import pytest

from nsc.areas import authorities, codes, loading, provinces
from nsc.areas.models import Alias, Area, AuthorityArea, Edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nakhon_sawan")]

PER_AMPHOE = {
    "6001": (17, 172), "6002": (9, 65), "6003": (12, 126), "6004": (9, 106), "6005": (13, 118),
    "6006": (5, 43), "6007": (10, 127), "6008": (10, 112), "6009": (8, 101), "6010": (11, 125),
    "6011": (12, 149), "6012": (7, 76), "6013": (4, 66), "6014": (1, 24), "6015": (2, 23),
}  # fmt: skip


def official(inside="60", **conditions):
    return Area.objects.filter(is_municipal=False, code__startswith=inside, **conditions)


def test_the_province_has_15_amphoe_130_tambon_and_1433_villages():
    assert Counter(official().values_list("level", flat=True)) == {"province": 1, "amphoe": 15, "tambon": 130, "village": 1433}


def test_each_amphoe_has_its_tambon_and_villages():
    counted = {code: (official(code, level="tambon").count(), official(code, level="village").count()) for code in PER_AMPHOE}
    assert counted == PER_AMPHOE


def test_the_country_is_there_to_tambon_level():
    levels = Counter(Area.objects.filter(is_municipal=False).values_list("level", flat=True))
    assert (levels["province"], levels["amphoe"], levels["tambon"]) == (77, 928, 7436)


def test_every_place_lies_in_a_known_one_of_the_level_above():
    known = set(Area.objects.values_list("code", flat=True))
    for code, level, parent in Area.objects.values_list("code", "level", "parent_code"):
        assert level == codes.level_of(code)
        assert parent == (codes.parent(code) or "")
        assert not parent or parent in known


def test_moo_numbers_have_no_gap_and_two_tambon_are_wholly_municipal():
    moo = {}
    for code in official(level="village").values_list("code", flat=True):
        moo.setdefault(code[:6], []).append(int(code[6:]))
    assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in moo.values())
    assert set(official(level="tambon").values_list("code", flat=True)) - set(moo) == {"600101", "600301"}


@pytest.mark.parametrize("level", ["province", "amphoe", "tambon"])
def test_population_adds_up_at_every_level(level):
    rows = official(level=level).values_list("population", "houses", "population_on")
    assert (sum(row[0] for row in rows), sum(row[1] for row in rows)) == (1_035_028, 426_048)
    assert {str(row[2]) for row in rows} == {"2021-12-31"}


@pytest.mark.parametrize(("level", "count"), [("province", 1), ("amphoe", 15), ("tambon", 130)])
def test_boundaries_join_to_places_with_the_same_names(level, count):
    drawn = {f["properties"]["code"]: f["properties"]["name_th"] for f in provinces.boundaries("60", level)["features"]}
    assert len(drawn) == count
    assert drawn == dict(official(level=level).values_list("code", "name_th"))


def test_aliases_lead_to_places_that_exist_and_no_abolished_code_is_in_use():
    known = set(Area.objects.values_list("code", flat=True))
    assert set(Alias.objects.values_list("code", flat=True)) <= known
    assert not set(Alias.objects.filter(kind=Alias.Kind.CODE).values_list("written", flat=True)) & known
    assert Alias.objects.filter(kind=Alias.Kind.CODE).count() == 9


def test_municipal_units_lie_in_a_known_amphoe_and_belong_to_their_municipality():
    units = Area.objects.filter(is_municipal=True)
    assert {unit.code: unit.parent_code for unit in units} == {"600151": "6001", "600351": "6003", "600751": "6007"}
    owners = dict(AuthorityArea.objects.values_list("area_code", "authority__name"))
    assert owners == {unit.code: unit.name_th for unit in units}


def test_a_second_start_costs_one_query_and_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert loading.load("60") is False


def test_a_new_edition_replaces_the_old_one_and_keeps_what_people_assigned():
    AuthorityArea.objects.filter(area_code="600151").update(area_code="60015101")
    before = set(AuthorityArea.objects.values_list("area_code", "authority_id"))
    Edition.objects.update(digest="an older one")
    Area.objects.filter(code="600907").update(name_th="ชื่อเก่า")
    assert loading.load("60") is True
    assert Area.objects.get(code="600907").name_th == "นาขอม"
    assert before <= set(AuthorityArea.objects.values_list("area_code", "authority_id"))
    assert Area.objects.count() == 77 + 928 + 7436 + 1433 + 3


def test_a_province_may_say_which_authority_its_villages_belong_to(tmp_path, monkeypatch):
    for name in ("thailand.csv.gz", "sources.toml"):
        (tmp_path / name).write_bytes((provinces.DATA / name).read_bytes())
    (tmp_path / "provinces" / "61").mkdir(parents=True)
    (tmp_path / "provinces" / "61" / "authorities.csv").write_text("area_code,authority\n61010103,อบต.ทุ่งใหญ่\n", "utf-8")
    monkeypatch.setattr(provinces, "DATA", tmp_path)
    loading.load("61")
    assert authorities.find(authorities.of_villages(["61010103"])["61010103"]).name == "องค์การบริหารส่วนตำบลทุ่งใหญ่"


def test_the_licences_get_their_attribution():
    shown = " ".join(source.text for source in provinces.settings("60").sources)
    for owed in ("GeoThai data (c) 2026", "CC BY 4.0", "Joe Takara", "OCHA COD-AB", "CC BY-IGO", "31 ธ.ค. 2564", "ทะเบียนหมู่บ้าน"):
        assert owed in shown
