import pytest
from django.utils import translation

from nsc.areas import codes, gazetteer, places
from nsc.areas.models import Area
from nsc.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nakhon_sawan")]


@pytest.mark.parametrize(
    ("code", "name", "full_name"),
    [
        ("60", "นครสวรรค์", "จังหวัดนครสวรรค์"),
        ("6009", "ไพศาลี", "อำเภอไพศาลี"),
        ("600907", "นาขอม", "ตำบลนาขอม อำเภอไพศาลี"),
        ("60090701", "บ้านนาขอม หมู่ที่ 1", "บ้านนาขอม หมู่ที่ 1 ตำบลนาขอม อำเภอไพศาลี"),
        ("60090799", "หมู่ที่ 99", "หมู่ที่ 99 ตำบลนาขอม อำเภอไพศาลี"),
        ("60090700", "ไม่ระบุหมู่ที่", "ไม่ระบุหมู่ที่ ตำบลนาขอม อำเภอไพศาลี"),
        ("600151", "เทศบาลนครนครสวรรค์", "เทศบาลนครนครสวรรค์ อำเภอเมืองนครสวรรค์"),
        ("60015103", "ชุมชนที่ 3", "ชุมชนที่ 3 เทศบาลนครนครสวรรค์ อำเภอเมืองนครสวรรค์"),
        ("600951", "ชุมชนเมือง ไพศาลี", "ชุมชนเมือง ไพศาลี อำเภอไพศาลี"),
        ("601111", "แม่เล่ย์", "ตำบลแม่เล่ย์ อำเภอแม่วงก์"),
        ("610101", "อุทัยใหม่", "ตำบลอุทัยใหม่ อำเภอเมืองอุทัยธานี จังหวัดอุทัยธานี"),
        ("100101", "พระบรมมหาราชวัง", "พระบรมมหาราชวัง เขตพระนคร กรุงเทพมหานคร"),
    ],
)
def test_a_place_is_called_what_officials_call_it(code, name, full_name):
    assert (places.name(code), places.place(code).full_name) == (name, full_name)


@pytest.mark.parametrize("code", ["", "99", "6099", "600950", "60095001", "609951", "600907011", "นาขอม"])
def test_an_unknown_code_is_refused_in_words_that_say_what_a_code_is(code):
    assert places.find(code) is None
    with pytest.raises(Refused, match="รหัสพื้นที่มี 2, 4, 6 หรือ 8 หลัก"):
        places.place(code)


def test_a_moo_that_no_list_has_is_a_place_but_not_a_known_one():
    assert places.place("60090799").level == codes.VILLAGE
    assert not places.is_known("60090799")
    assert places.is_known("60090701")


def test_english_names_are_shown_to_those_who_read_english():
    with translation.override("en"):
        assert places.name("600907") == "Na Khom"


def test_all_names_of_the_province_cost_two_queries_once_and_none_again(django_assert_num_queries):
    every = list(Area.objects.filter(code__startswith="60").values_list("code", flat=True))
    gazetteer.forget()
    with django_assert_num_queries(2):
        first = places.names(every)
    with django_assert_num_queries(0):
        assert places.names(every) == first
        assert places.children("6009") and places.search("นาขอม") and places.path("60090701")
    assert len(first) == 1 + 15 + 130 + 1433 + 3


def test_children_are_one_level_down_in_code_order_with_municipal_units_last():
    assert [place.code for place in places.children("6009")] == [f"6009{n:02}" for n in range(1, 9)]
    assert [place.code for place in places.children("6001")][-2:] == ["600117", "600151"]
    assert len(places.children("60")) == 15
    assert places.children("60090701") == []


def test_the_path_leads_from_the_province_to_the_place():
    assert [place.code for place in places.path("60090701")] == ["60", "6009", "600907", "60090701"]
    assert [place.code for place in places.path("601111")] == ["60", "6013", "601303"]


@pytest.mark.parametrize("code", ["60", "6009", "600907", "60090701", "600151"])
def test_within_finds_exactly_what_begins_with_the_code(code):
    inside = set(Area.objects.filter(places.within(code, "code")).values_list("code", flat=True))
    assert inside == {row for row in Area.objects.values_list("code", flat=True) if row.startswith(code)}


def test_within_is_answered_by_the_index():
    plan = Area.objects.filter(places.within("6009", "code")).explain()
    assert "SCAN" not in plan and "Seq Scan" not in plan


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("นาขอม", "600907"),
        ("ต.นาขอม อ.ไพศาลี", "600907"),
        ("วังน้ำลาด", "600903"),
        ("วังนํ้าลัด", "600903"),
        ("วัดไทร", "600113"),
        ("ไพศาลี", "6009"),
        ("อ.เมือง", "6001"),
        ("หนองกรด บรรพต", "600510"),
        ("บ้านแดน", "600505"),
        ("ทม.ตาคลี", "600751"),
        ("600907", "600907"),
        ("๖๐๐๙๐๗๐๑", "60090701"),
        ("6009070102", "60090701"),
        ("601111", "601303"),
        ("60090788", "60090788"),
        ("Na Khom", "600907"),
        ("ม.3 ต.นาขอม", "60090703"),
        ("นาขอม หมู่ 3", "60090703"),
    ],
)
def test_a_search_finds_what_was_meant(text, first):
    assert places.search(text)[0].code == first


@pytest.mark.parametrize("text", ["", "  ", "ไม่มีที่ใดชื่อนี้", "610101", "ต."])
def test_a_search_for_nothing_or_elsewhere_finds_nothing(text):
    assert places.search(text) == []


def test_a_search_stays_in_the_area_it_is_asked_in():
    found = places.search("หนอง", within="6009", limit=100)
    assert found and all(place.code.startswith("6009") for place in found)


@pytest.mark.usefixtures("uthai_thani")
def test_another_province_works_from_the_national_list():
    assert places.place("610101").full_name == "ตำบลอุทัยใหม่ อำเภอเมืองอุทัยธานี"
    assert places.name("61010103") == "หมู่ที่ 3"
    assert places.name("610151") == "ชุมชนเมือง เมืองอุทัยธานี"
    assert places.search("อุทัยใหม่")[0].code == "610101"
    assert places.sources()
