"""A team asks what people think and publishes its page; somebody without an account answers, and looks."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE

TAMBON = "600907"


@pytest.fixture
def visitor(chromium, demonstration):
    """A telephone of somebody who has no account."""
    context = chromium.new_context(base_url=demonstration.address, locale="th-TH", viewport={"width": PHONE, "height": 850})
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def test_a_visitor_answers_and_reads_the_page_until_it_is_withdrawn(walker, visitor, objections):
    team, wrong = walker("smart")
    team.goto(f"/tambon/{TAMBON}/opinions/new/")
    team.get_by_label("เรื่อง").fill("การประชาสัมพันธ์ของทีม")
    team.get_by_label("สำรวจอะไร").select_option("satisfaction")
    team.get_by_role("button", name="บันทึก").click()
    expect(team.get_by_role("heading", name="การประชาสัมพันธ์ของทีม")).to_be_visible()
    survey = team.url
    team.get_by_label("เปิดรับคำตอบตั้งแต่").fill(date.today().isoformat())
    team.get_by_label("ถึงวันที่").fill((date.today() + timedelta(days=7)).isoformat())
    team.get_by_role("button", name="เปิดรับคำตอบ").click()
    link = team.locator(".opinion-link")
    expect(link).to_be_visible()
    path = re.sub(r"^https?://[^/]+", "", link.get_attribute("href"))

    visitor.goto(path)
    visitor.get_by_role("link", name="ฉันอยู่ในตำบลนี้").click()
    assert objections(visitor) == []
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for group in visitor.locator("fieldset.opinion-scale").all():
        group.locator("label").last.click()
    visitor.get_by_role("button", name="ส่งคำตอบ").click()
    expect(visitor.get_by_text("ขอบคุณ ได้รับคำตอบแล้ว")).to_be_visible()

    team.goto(survey + "results/")
    expect(team.locator(".stat .value").first).to_contain_text("1")
    expect(team.get_by_text("ผลจะเปิดเมื่อปิดรับคำตอบ")).to_be_visible()
    assert team.locator(".opinion-bar svg").count() == 0

    team.goto(f"/tambon/{TAMBON}/public/")
    team.get_by_label("พาดหัว").fill("ตำบลที่ถามก่อนทำ")
    team.get_by_role("button", name="บันทึกร่างและดูตัวอย่าง").click()
    team.get_by_role("button", name="เผยแพร่หน้านี้").click()
    expect(team.get_by_text("เผยแพร่อยู่")).to_be_visible()
    visitor.goto(f"/t/{TAMBON}/")
    expect(visitor.get_by_text("ตำบลที่ถามก่อนทำ")).to_be_visible()
    assert objections(visitor) == []

    team.get_by_text("ถอนหน้านี้").click()
    team.get_by_label("เหตุผล").fill("ปรับข้อมูล")
    team.get_by_role("button", name="ถอนหน้าสาธารณะ").click()
    expect(team.get_by_text("ยังไม่เผยแพร่", exact=True)).to_be_visible()
    answer = visitor.goto(f"/t/{TAMBON}/?again")
    assert answer.status == 404
    expect(visitor.get_by_text("ยังไม่มีหน้านี้ให้ดู")).to_be_visible()
    assert not wrong, wrong
