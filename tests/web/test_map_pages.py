"""The map: what it shows, the card, the houses, the files, and that it asks little."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from nsc import csp
from nsc.access import limits
from nsc.access.models import AuditLine
from nsc.built import MAP, built
from nsc.drawing import map_shapes
from nsc.surveys.models import PatternTally, Response
from nsc.web import map_drawing, map_page
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
SVG = '<svg class="map"'


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


def row(page: str, code: str) -> list[str]:
    """The figures of an area in the table."""
    found = re.search(rf'<tr data-area="{code}".*?</tr>', page, re.S)[0]
    return re.findall(r'<td class="number">(?:<a [^>]*>)?([^<]*)(?:</a>)?</td>', found)


def colour(page: str, code: str) -> str:
    return re.search(rf'data-area="{code}"[^>]*><(?:path|circle) class="area (\w+)"', page)[1]


@pytest.mark.parametrize(
    ("asked", "title", "figures"),
    [
        ("", "ร้อยละคนจน MPI รายอำเภอ", ["75.00", "3"]),
        ("show=number", "จำนวนคนจน MPI รายอำเภอ", ["3", "75.00"]),
        ("show=change", "ร้อยละคนจน MPI ที่เปลี่ยนไป รายอำเภอ", ["+8.33", "66.67", "75.00"]),
        ("measure=education", "ร้อยละคนจน MPI ด้านการศึกษา รายอำเภอ", ["50.00", "2"]),
        ("measure=several", "ร้อยละคนจน MPI ตกเกณฑ์สองมิติขึ้นไป รายอำเภอ", ["50.00", "2"]),
        ("measure=intensity", "มิติที่ตกเกณฑ์เฉลี่ยต่อคนจน MPI รายอำเภอ", ["1.67"]),
        ("measure=households", "ร้อยละครัวเรือนที่ตกเกณฑ์ รายอำเภอ", ["66.67", "2"]),
        ("measure=surveyed", "จำนวนครัวเรือนที่สำรวจ รายอำเภอ", ["3"]),
        ("measure=nonsense&show=²&number=9999999&sort=x", "ร้อยละคนจน MPI รายอำเภอ", ["75.00", "3"]),
    ],
)
def test_any_measure_as_rate_number_or_change(desk, asked, title, figures):
    page = text(desk.get(f"/map/?poor=mpi&{asked}"))
    assert title in page and SVG in page
    assert row(page, "6009") == figures


def test_an_indicator_by_its_words(desk):
    page = text(desk.get("/map/?measure=issue-22&poor=mpi"))
    assert "ร้อยละคนในครัวเรือนที่ตกเกณฑ์" in page and row(page, "6009") == ["75.00", "3"]
    assert 'value="issue-22" selected' in page


def test_casework_help_and_rights_are_of_this_year(desk):
    for measure, said in (
        ("targets", "บัญชีเป้าหมายปีงบประมาณ"),
        ("open", "เคสที่ยังไม่ปิด"),
        ("baht", "ส่งมอบแล้วในปีงบประมาณ"),
        ("unused", "ทะเบียนผู้รับ"),
    ):
        page = text(desk.get(f"/map/?measure={measure}"))
        assert said in page and 'name="compare"' not in page, measure


def test_it_is_narrowed_by_the_context_and_says_by_what_it_is_not(desk):
    page = text(desk.get("/map/?poor=mpi&stage=school&dimension=education&group=tpmap"))
    assert row(page, "6009") == ["100.00", "1"]
    assert "หน้านี้ไม่ได้กรองด้วย ครัวเรือนใน TPMAP" in page and re.search(r'class="narrowed">เฉพาะ .*วัยเรียน', page)


def test_no_lens_is_forgotten_that_the_survey_cannot_count(desk):
    assert "หน้านี้ไม่ได้กรองด้วย" in text(desk.get("/map/?poor=certified"))


def test_classes_are_chosen(desk):
    assert colour(text(desk.get("/map/?poor=mpi&breaks=10,80")), "6009") == "s2"  # between the two
    assert colour(text(desk.get("/map/?poor=mpi&breaks=10,60")), "6009") == "s5"
    page = text(desk.get("/map/?poor=mpi&classes=equal&number=3&level=tambon"))
    assert "≥\xa066.7" in page and 'value="equal" selected' in page
    assert colour(text(desk.get("/map/?poor=mpi&show=change")), "6009").startswith("d")


def test_two_years_stand_on_one_map_with_one_legend(desk):
    page = text(desk.get("/map/?poor=mpi&compare=2561"))
    assert page.count('<svg class="map') == 2 and '<svg class="map then"' in page and "data-swipe" in page
    assert row(page, "6009") == ["75.00", "3", "66.67", "+8.33"]
    back = text(desk.get("/map/?poor=mpi&round=2561&compare=2564"))
    assert '<svg class="map then newer"' in back and row(back, "6009") == ["66.67", "2", "75.00", "−8.33"]
    assert back.index("จปฐ. 2561</span>") < back.index("จปฐ. 2564</span>")
    assert "data-swipe" not in text(desk.get("/map/?poor=mpi&compare=2599"))


def test_the_table_is_sorted_as_asked(desk):
    def order(sort: str) -> list[str]:
        return re.findall(r'<tr data-area="(\d+)"', text(desk.get(f"/map/?poor=mpi&sort={sort}")))

    assert order("value") == ["6001", "6009"] == order("name") == order("-value")[::-1] == order("-name")[::-1]
    assert 'aria-sort="descending"' in text(desk.get("/map/?sort=-value"))


def test_villages_are_dots_where_enough_houses_have_a_position(desk):
    page = text(desk.get("/map/?area=600908&poor=mpi"))
    assert '<path class="ground"' in page and "<circle" not in page and row(page, OURS)
    Response.objects.update(lat=15.6, lon=100.65)
    later = Response.objects.filter(household=household_id(1)).values_list("round", flat=True)
    assert later and "<circle" not in text(desk.get("/map/?area=600908&poor=mpi"))  # three houses are not enough


def test_the_middle_of_a_village_is_of_five_houses_at_least(surveyed, monkeypatch):
    from nsc.surveys import centres, rounds

    Response.objects.update(lat=15.6, lon=100.65)
    centres._centres.cache_clear()
    assert centres.of_villages(rounds.newest(), "600908") == {}
    monkeypatch.setattr(centres, "FEWEST", 3)
    centres._centres.cache_clear()
    assert centres.of_villages(rounds.newest(), "600908") == {OURS: (pytest.approx(100.65), pytest.approx(15.6))}
    centres._centres.cache_clear()


# — the card —


def test_an_area_that_is_pointed_at_has_a_card_with_what_comes_next(desk):
    page = text(desk.get("/map/?poor=mpi&select=6009"))
    card = text(desk.get("/map/card/?poor=mpi&select=6009"))
    for part in (page, card):
        assert "อำเภอไพศาลี" in part and "3 คน จาก 4 คน" in part and "มากเป็นอันดับที่ 1 จาก 2" in part and "แย่ลง" in part
    assert "<html" not in card
    for address in ("/map/?area=6009", "/overview/?area=6009", "/households/?area=6009"):
        assert f'href="{address}' in card
    assert desk.get("/map/card/?select=6010").status_code == 204


def test_who_lists_no_households_is_offered_no_list(enter, auditor):
    card = text(enter(auditor).get("/map/card/?select=6009"))
    assert "/households/" not in card and "/overview/?area=6009" in card


def test_figures_too_small_for_a_partner_are_nowhere_on_the_page(enter, hire, hospital):
    partner = enter(hire("friend", "ภาคี", "partner", "60", hospital))
    page = text(partner.get("/map/?poor=mpi"))
    assert colour(page, "6009") == "hidden" and row(page, "6009") == ["น้อย", "น้อย"] and "จำนวนน้อย จึงไม่แสดง" in page
    assert "75.00" not in page and "66.67" not in page
    assert not re.search(r'class="side">\d', page)  # nor beside the names in the menu of areas
    card = text(partner.get("/map/card/?poor=mpi&select=6009"))
    assert "จำนวนน้อย จึงไม่แสดง" in card and "75.00" not in card and "66.67" not in card
    rows = list(csv.DictReader(io.StringIO(partner.get("/map/file/?form=csv&poor=mpi").content.decode("utf-8-sig"))))
    assert all((each["part"], each["value"], each["value_before"]) == ("", "", "") for each in rows)
    shapes = json.loads(partner.get("/map/file/?form=geojson&poor=mpi").content)
    assert all(each["properties"]["part"] is None for each in shapes["features"])


# — houses —


@pytest.fixture
def stand():
    Response.objects.filter(household__in=[household_id(1), household_id(2)]).update(lat=15.6, lon=100.65)
    Response.objects.filter(household=household_id(2)).update(lat=15.61)


def test_the_district_officer_sees_houses_and_the_governor_none(enter, district_officer, governor, stand):
    near = "/map/points/?poor=mpi&zoom=16&view=100.6,15.5,100.7,15.7"
    found = enter(district_officer).get(near).json()
    assert found["total"] == 2 and {each[3] for each in found["marks"]} == {household_id(1), household_id(2)}
    assert enter(governor).get(near).json() == {"marks": [], "total": 0}
    page = text(enter(governor).get("/map/"))
    assert "ตำแหน่งบ้านแต่ละหลังปิดไว้" in page
    assert text(enter(district_officer).get("/map/")).count("data-layer") == 4


def test_what_cannot_be_meant_is_the_whole_map(enter, district_officer, stand):
    for view in ("²,1,2,3", "1,2,3", "100.7,15.7,100.6,15.5", "0,0,0,0", "x" * 1000):
        assert enter(district_officer).get(f"/map/points/?poor=mpi&view={view}&zoom=²").json()["total"] == 2, view
    assert enter(district_officer).get("/map/points/?layer=names").status_code == 409


def test_a_hand_moves_the_map_so_often_and_no_oftener(enter, district_officer, monkeypatch):
    monkeypatch.setattr(limits, "MAP", limits.Limit("map", 1, limits.MAP.per))
    browser = enter(district_officer)
    assert [browser.get("/map/points/").status_code for _ in range(2)] == [200, 429]


# — files —


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF"), ("png", b"\x89PNG"), ("svg", b"<svg")])
def test_what_is_seen_is_taken_along_as_paper_and_picture(enter, district_officer, stand, form, begins):
    asked = f"/map/file/?form={form}&poor=mpi&compare=2561&layers=households&view=100.64,15.595,100.66,15.615&portrait=1"
    answer = enter(district_officer).get(asked)
    assert answer.content.startswith(begins) and answer["Content-Disposition"] == f'attachment; filename="map-6009-poor-2564.{form}"'
    assert list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))[-2:] == ["map_points.see", "map.export"]


def test_the_drawing_on_paper_is_cut_to_what_is_seen():
    laid = map_drawing.laid_out("amphoe", "60")
    area = map_shapes.Area("6009", "<ไพศาลี>", "s5", "")
    whole = map_shapes.on_paper(laid, {"6009": area}, view=None)
    part = map_shapes.on_paper(laid, {"6009": area}, view=(100.5, 15.4, 100.8, 15.8))
    assert f'viewBox="0.0 0.0 560.0 {laid.sheet.height:.1f}"' in whole and 'viewBox="0.0 0.0' not in part
    assert "&lt;ไพศาลี&gt;" in whole and "<ไพศาลี>" not in whole and map_shapes.PAPER["s5"] in whole
    elsewhere = map_shapes.on_paper(laid, {}, view=(1.0, 1.0, 2.0, 2.0))
    assert f'viewBox="0.0 0.0 560.0 {laid.sheet.height:.1f}"' in elsewhere


def test_its_table_and_its_shapes(desk):
    rows = list(csv.DictReader(io.StringIO(desk.get("/map/file/?form=csv&poor=mpi").content.decode("utf-8-sig"))))
    assert [(each["code"], each["part"], each["whole"], each["part_before"]) for each in rows] == [
        ("6001", "1", "2", "0"),
        ("6009", "3", "4", "2"),
    ]
    answer = desk.get("/map/file/?form=geojson&poor=mpi")
    shapes = json.loads(answer.content)
    ours = next(each for each in shapes["features"] if each["properties"]["code"] == "6009")
    assert answer["Content-Type"] == "application/geo+json" and ours["geometry"]["type"] == "Polygon" and ours["properties"]["value"] == 75
    assert "CC BY-IGO" in shapes["attribution"][0]
    assert desk.get("/map/file/?form=exe").status_code == 404


def test_colours_on_paper_are_those_of_the_screen_by_day():
    source = Path(settings.BASE) / "frontend" / "src"
    tokens = (source / "tokens.css").read_text() + (source / "map.css").read_text()
    for name, colour_of in map_shapes.PAPER.items():
        token = f"--{'ramp' if name[0] == 's' else 'change'}-{name[1]}"
        assert f"{token}: light-dark({colour_of}," in tokens, token


# — the ground —


def test_no_other_host_is_asked_unless_the_province_says_so(desk, settings):
    assert desk.get("/map/")["Content-Security-Policy"] == csp.POLICY and "data-tiles" not in text(desk.get("/map/"))
    settings.TILES, settings.TILES_BY = "https://tiles.example.go.th/{z}/{x}/{y}.png", "กรมตัวอย่าง"
    answer = desk.get("/map/")
    assert "img-src 'self' https://tiles.example.go.th;" in answer["Content-Security-Policy"]
    assert "script-src 'self';" in answer["Content-Security-Policy"] and "กรมตัวอย่าง" in text(answer)
    assert desk.get("/overview/")["Content-Security-Policy"] == csp.POLICY


def test_a_view_is_west_south_east_north():
    assert map_page.bounds("100.1,15.2,100.9,15.8") == (100.1, 15.2, 100.9, 15.8)


def test_the_maps_own_script_is_of_its_page_alone(desk, tmp_path):
    manifest = tmp_path / "manifest.json"
    entry = {"src/app.ts": {"file": "a.js", "isEntry": True}, "src/map.ts": {"file": "m.js", "css": ["m.css"], "isEntry": True}}
    manifest.write_text(json.dumps(entry | {"_shared.js": {"file": "s.js"}}))
    assert built(manifest).script.endswith("a.js") and built(manifest, MAP).script.endswith("m.js")
    assert built(manifest, "_shared.js").script == ""


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/map/", 14),
        ("/map/?level=tambon", 14),
        ("/map/?compare=2561", 15),
        ("/map/?area=600908", 16),
        ("/map/?measure=visited", 15),
        ("/map/card/?select=6009", 12),
        ("/map/points/?poor=mpi", 14),
    ],
)
def test_it_asks_the_database_little(desk, address, most, django_assert_max_num_queries):
    with django_assert_max_num_queries(most):
        text(desk.get(address))


def test_of_an_area_nobody_was_asked_in_it_says_what_to_do(desk):
    PatternTally.objects.filter(digits=6).delete()
    assert "เลือกรอบอื่นหรือพื้นที่อื่น" in text(desk.get("/map/?area=6009"))
    assert reverse("map") == map_page.address()
