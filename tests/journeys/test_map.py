"""The map as people use it: a measure, an area, two years; houses for the district officer and none for the governor."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from nsc.access import second_factor, users
from nsc.surveys.models import Response
from tests.conftest import NOW
from tests.journeys.conftest import WORD, App
from tests.surveyed import household_id, two_rounds


@pytest.fixture
def enters(at_the_door, office):
    """enters("wichai", "district_centre", "6009", width) → a page on which they have signed in."""

    def enters(name, role, area, width=1440):
        operator, secret = users.operator(), second_factor.new_secret()
        user = users.create(by=operator, at=NOW, username=name, display_name=name, password=WORD)
        users.assign(by=operator, at=NOW, user=user, role=role, area=area)
        second_factor.share(by=operator, at=NOW, user=user, secret=secret)
        page = at_the_door(width, 900)
        page.get_by_label("ชื่อผู้ใช้").fill(name)
        page.get_by_label("รหัสผ่าน").fill(WORD)
        page.get_by_role("button", name="เข้าสู่ระบบ").click()
        page.get_by_label("รหัสยืนยัน").fill(App(secret).code())
        page.get_by_role("button", name="ยืนยัน").click()
        page.wait_for_url("**/overview/**")
        return page

    return enters


def test_the_district_officer_and_the_governor_at_the_map(enters, objections, tmp_path):
    two_rounds(tmp_path)
    Response.objects.filter(household__in=[household_id(1), household_id(2)]).update(lat=15.6, lon=100.65)
    Response.objects.filter(household=household_id(2)).update(lat=15.75)
    page = enters("wichai", "district_centre", "6009")
    page.goto("/map/?poor=mpi")
    before = page.locator(".stage svg.map").bounding_box()
    page.locator(".leaflet-control-zoom-in").wait_for()
    after = page.locator(".stage svg.map").bounding_box()
    assert all(abs(before[side] - after[side]) < 1.5 for side in before), "the map moved as the script took it over"
    # another measure
    page.get_by_label("ค่าที่แสดง").select_option("income")
    page.wait_for_url("**measure=income**")
    # an area: its card, here, and the keyboard's way to it
    page.locator("svg.map a[data-area='600908']").click()
    page.get_by_role("heading", name="ตำบลไพศาลี").wait_for()
    page.wait_for_url("**select=600908**")
    expect(page.locator("tr.chosen")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("svg.map a[data-area='600908']").focus()
    page.keyboard.press("Enter")
    page.locator(".card h2:focus").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".card h2")).to_have_count(0)
    # houses, one of which is opened
    page.get_by_label("จุดครัวเรือน").check()
    expect(page.locator(".leaflet-marker-pane .pin.one")).to_have_count(2)
    page.wait_for_url("**layers=households**")
    assert objections(page) == []
    page.locator(".leaflet-marker-pane .pin.one").first.click()
    page.wait_for_url("**/households/*/**")
    # two years, by the keyboard
    page.goto("/map/?poor=mpi")
    page.get_by_label("เทียบกับปี").select_option("2561")
    page.wait_for_url("**compare=2561**")
    slider = page.get_by_role("slider")
    cut = page.locator("svg.map.then").evaluate("it => it.style.clipPath")
    slider.press("ArrowRight")
    page.wait_for_function("cut => document.querySelector('svg.map.then').style.clipPath !== cut", arg=cut)
    assert objections(page) == []
    # the governor reads no names: no house, however near
    page = enters("governor", "executive", settings.PROVINCE, 390)
    page.goto("/map/?poor=mpi&area=6009&layers=households")
    page.get_by_text("0 ครัวเรือนในกรอบ").wait_for()
    expect(page.locator(".leaflet-marker-pane .pin")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for control in page.locator(".leaflet-bar a, .map-tool .controls select, .layers .layer").all():
        assert control.bounding_box()["height"] >= 47, control
    assert objections(page) == []
