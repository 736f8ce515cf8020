"""From a survey file to who is poor, where and why, as an officer of the provincial centre lives it."""

import re

import pytest
from playwright.sync_api import expect

from tests.intake import deliveries
from tests.surveyed import household_id, two_rounds

FILE = {"name": "จปฐ นครสวรรค์ 2561.zip", "mimeType": "application/zip"}
PHONE = 390
PLACES = ("/overview/", "/map/", "/households/?poor=mpi", "/households/persons/?area=6009", "/indicators/", "/import/", "/definitions/")


def drop(page, content, year="2561"):
    page.goto("/import/")
    page.locator("input[type=file]").set_input_files({**FILE, "buffer": content.read()})
    page.get_by_label("ปีสำรวจ").fill(year)
    page.get_by_role("button", name="ตรวจไฟล์").click()


def test_an_officer_drops_a_file_and_sees_the_new_poor_on_the_map_and_in_the_list(open_page, worker):
    # given a system without any survey
    page = open_page()
    expect(page.get_by_text("ยังไม่มีข้อมูลสำรวจ")).to_be_visible()
    # when she drops the year's file, reads what would happen, and says yes
    drop(page, deliveries.survey(6, poor=4))
    page.get_by_text("ไม่พบแถวที่ผิด พร้อมบันทึก").wait_for()
    page.get_by_role("button", name="บันทึกข้อมูลเข้าระบบ").click()
    page.get_by_role("link", name="ดูภาพรวมของรอบนี้").click()
    # then the year's poor are there: as a figure, on the map, and by name with the reason
    page.wait_for_url("**/overview/?round=2561")
    assert page.locator("h1").inner_text().split() == ["4", "คนจนเป้าหมาย"]
    page.get_by_role("link", name="แผนที่").first.click()
    page.locator("svg.map a[data-area='6009']").hover()
    expect(page.locator(".readout")).to_contain_text("ไพศาลี")
    page.locator("svg.map a[data-area='6009']").click()
    page.get_by_role("link", name="เข้าไปในแผนที่ของพื้นที่นี้").click()
    page.wait_for_url(re.compile("area=6009"))
    page.get_by_role("link", name="ดูรายชื่อครัวเรือนในพื้นที่นี้").click()
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(4)
    expect(page.locator("main tbody")).to_contain_text("คน1 ทดสอบ")
    rows.first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="ทำไมจึงอยู่ลำดับนี้")).to_be_visible()


def test_a_broken_file_is_explained_and_harms_nothing(open_page, worker, tmp_path):
    two_rounds(tmp_path)
    page = open_page()
    page.reload()
    before = page.locator("h1").inner_text()
    drop(page, deliveries.survey(5, spoilt=2))
    page.get_by_text("มี 2 ช่องที่ยังรับไม่ได้").wait_for()
    expect(page.locator("#problems").get_by_text("อาจจะ")).to_have_count(2)
    page.goto("/import/")
    page.locator("input[type=file]").set_input_files({"name": "รูปถ่าย.xlsx", "mimeType": "image/png", "buffer": b"\x89PNG no table"})
    page.get_by_role("button", name="ตรวจไฟล์").click()
    page.get_by_text("ทำไม่สำเร็จ").wait_for()
    expect(page.get_by_text("ไม่มีข้อมูลใดเปลี่ยนแปลง")).to_be_visible()
    page.goto("/overview/")
    assert page.locator("h1").inner_text() == before


def test_on_a_phone_every_page_fits_and_the_places_are_at_hand(open_page, tmp_path):
    two_rounds(tmp_path)
    page = open_page(PHONE, 844)
    for place in (*PLACES, f"/households/{household_id(1)}/"):
        page.goto(place)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, place
        bar = page.locator("nav.rail").bounding_box()
        assert bar["y"] + bar["height"] >= 800, place
        for box in (target.bounding_box() for target in page.locator("nav.rail .item:visible").all()):
            assert box["height"] >= 44 and box["width"] >= 44, place


def test_by_keyboard_alone_one_reaches_the_search_the_map_and_a_household(open_page, tmp_path):
    two_rounds(tmp_path)
    page = open_page()
    page.goto("/map/")
    page.keyboard.press("/")
    page.keyboard.type("ไพศาลี")
    page.locator(".found a").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("area=60"))
    page.goto("/map/")
    page.locator("svg.map a").first.focus()
    expect(page.locator(".readout")).to_have_text(re.compile("^((?!ร้อยละ).)*ร้อยละ((?!ร้อยละ).)*$", re.DOTALL))
    page.keyboard.press("Enter")
    page.locator(".card h2:focus").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"area=60\d\d"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(open_page, objections, tmp_path, scheme):
    two_rounds(tmp_path)
    page = open_page()
    page.emulate_media(color_scheme=scheme)
    for place in (*PLACES, f"/households/{household_id(1)}/"):
        page.goto(place)
        assert objections(page) == [], place
