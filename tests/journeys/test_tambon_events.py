"""A forum of ตำบลนาขอม: the team plans it and opens attendance; a villager's telephone scans the screen, and counts once."""

from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from nsc import settings
from tests.journeys.conftest import PHONE

TITLE = "เวทีประชาคมของวันนี้"


def test_a_telephone_without_an_account_checks_in_twice_and_counts_once(walker, chromium, demonstration, objections):
    # given an event of today, planned by the team
    page, wrong = walker("smart")
    page.goto("/tambon/600907/events/plan/")
    page.get_by_label("ชื่อกิจกรรม").fill(TITLE)
    page.get_by_label("จัดเพื่ออะไร").fill("ตกลงวันไถกลบ")
    page.get_by_label("วันที่").fill(today())
    page.get_by_label("ตั้งแต่เวลา").fill("00:00")
    page.get_by_label("ถึงเวลา").fill("23:59")
    page.get_by_label("สถานที่").fill("ศาลากลางบ้าน")
    page.get_by_label("ผู้จัด").fill("อบต.นาขอม")
    page.get_by_role("button", name="บันทึก").click()
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    assert objections(page) == []

    # when the team opens attendance and shows the screen
    page.get_by_role("button", name="เปิดการเช็กชื่อด้วยคิวอาร์").click()
    screen = page.get_by_role("link", name="แสดงคิวอาร์เช็กชื่อบนจอ").get_attribute("href")
    stranger = chromium.new_context(base_url=demonstration.address, locale="th-TH", viewport={"width": PHONE, "height": 800})
    hall = stranger.new_page()
    hall.goto(screen)
    expect(hall.get_by_role("img", name="คิวอาร์สำหรับเช็กชื่อ")).to_be_visible()
    assert objections(hall) == []
    link = hall.locator("[data-link]").get_attribute("data-link")

    # then a telephone that has no account checks in, and again, and is counted once
    phone = chromium.new_context(base_url=demonstration.address, locale="th-TH", viewport={"width": PHONE, "height": 800}, has_touch=True)
    villager = phone.new_page()
    villager.goto(link)
    assert objections(villager) == [] and villager.evaluate("document.documentElement.scrollWidth <= innerWidth")
    villager.get_by_label("นอกตำบล").check()
    villager.get_by_role("button", name="เช็กชื่อ").click()
    expect(villager.get_by_role("heading", name="เช็กชื่อแล้ว ขอบคุณที่มา")).to_be_visible()
    villager.goto(link)
    expect(villager.get_by_role("heading", name="เช็กชื่อแล้ว ขอบคุณที่มา")).to_be_visible()
    hall.reload()
    expect(hall.locator(".count")).to_contain_text("1")
    page.reload()
    expect(page.locator(".stat", has_text="มาทั้งหมด")).to_contain_text("1")
    assert wrong == []
    stranger.close()
    phone.close()


def today() -> str:
    return datetime.now(ZoneInfo(settings.TIME_ZONE)).date().isoformat()
