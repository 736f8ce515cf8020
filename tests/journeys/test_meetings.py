"""ศจพ.อ. ไพศาลี meets: from a new meeting through an order that is answered to the printed minutes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from nsc import settings
from tests.journeys.conftest import PHONE
from tests.paper.text_layer import text

ORDER = "ทบทวนรายการ"


def test_a_meeting_from_its_plan_to_its_printed_minutes(walker, objections, tmp_path):
    # given a new meeting of today, to which what is due is drawn by one act
    page, wrong = walker("phaisali")
    page.goto("/meetings/")
    expect(page.get_by_role("heading", name="การประชุม ศจพ.")).to_be_visible()
    assert objections(page) == []
    page.get_by_role("link", name="นัดประชุม").click()
    page.get_by_label("วันที่").fill(day(0))
    page.get_by_role("button", name="นัดประชุม", exact=True).click()
    page.get_by_role("button", name="ดึงเรื่องที่ถึงกำหนด").click()
    follow = page.get_by_role("link", name="ติดตามข้อสั่งการที่ยังไม่ได้รับคำตอบ", exact=True)
    expect(follow).to_be_visible()
    assert objections(page) == []

    # when it begins, and a matter gets its resolution and an order to the team of the tambon
    page.get_by_role("button", name="เริ่มประชุม").click()
    follow.click()
    page.get_by_label("มติที่ประชุม").fill("ที่ประชุมรับทราบ ให้เร่งรัด")
    page.get_by_role("button", name="บันทึกมติ").click()
    expect(page.get_by_label("มติที่ประชุม")).to_have_value("ที่ประชุมรับทราบ ให้เร่งรัด")
    page.get_by_label("ข้อสั่งการ", exact=True).fill(ORDER)
    page.get_by_label("ผู้รับผิดชอบ").select_option(value="person:nakhom")
    page.get_by_label("ภายในวันที่").fill(day(7))
    page.get_by_role("button", name="สั่งการ").click()
    expect(page.get_by_role("link", name=ORDER)).to_be_visible()
    assert objections(page) == []
    here = page.url

    # then the team answers it on a telephone
    team, amiss = walker("nakhom", has_touch=True)
    team.set_viewport_size({"width": PHONE, "height": 800})
    team.goto("/meetings/orders/?box=mine")
    team.get_by_role("link", name=ORDER).click()
    team.get_by_label("ทำอะไรไปแล้ว").fill("เยี่ยมครบแล้ว")
    assert objections(team) == [] and team.evaluate("document.documentElement.scrollWidth <= innerWidth")
    team.get_by_role("button", name="ส่งคำตอบ").click()
    expect(team.get_by_text("เยี่ยมครบแล้ว")).to_be_visible()

    # and the office closes it, completes the minutes and prints them
    page.get_by_role("link", name=ORDER).click()
    page.get_by_role("button", name="ปิดข้อสั่งการ").click()
    expect(page.locator(".tag.good", has_text="ปิดแล้ว")).to_be_visible()
    page.goto(here)
    page.get_by_role("link", name="รายงาน", exact=True).click()
    page.get_by_label("เลิกประชุมเวลา").fill("23:59")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.get_by_text("23:59")).to_be_visible()
    assert objections(page) == []
    page.get_by_text("พิมพ์", exact=True).click()
    with page.expect_download() as given:
        page.locator('button[value="minutes pdf"]').click()
    given.value.save_as(tmp_path / "minutes.pdf")
    assert ORDER in text((tmp_path / "minutes.pdf").read_bytes())
    assert wrong == [] and amiss == []


def day(ahead: int) -> str:
    return (datetime.now(ZoneInfo(settings.TIME_ZONE)).date() + timedelta(days=ahead)).isoformat()
