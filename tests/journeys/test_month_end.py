"""Before the meeting: one button, and a report that the governor can sign; next year it is still there, and made anew it says the same."""

import re
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import expect

from nsc import thai
from nsc.access import users
from nsc.secretariat import certified, doc_monthly, printing
from nsc.secretariat.document_kinds import Asked
from nsc.secretariat.models import Issued
from nsc.surveys.models import PatternTally
from tests.paper import text_layer
from tests.surveyed import two_rounds


def test_an_officer_presses_one_button_and_next_year_the_report_says_the_same(open_page, worker, office, tmp_path, objections):
    # given a survey, and a month that is over
    two_rounds(tmp_path)
    PatternTally.objects.filter(pattern=0).update(members=4_000)
    month = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    page = open_page()
    page.goto(f"/figures/certified/{month.year + 543}-{month:%m}/")
    # when she presses the one button and waits
    page.get_by_role("button", name="ตรึงตัวเลขและออกรายงานประจำเดือน").click()
    pdf = page.get_by_role("link", name=re.compile("ดาวน์โหลด .* PDF"))
    expect(pdf).to_have_count(1)
    expect(page.get_by_role("link", name=re.compile("ดาวน์โหลด .* Word"))).to_have_count(1)
    assert objections(page) == []
    # then the report says what the snapshot says
    first, before = downloaded(page, pdf), members(month)
    assert before in text_layer.text(first)
    # when the survey is corrected, and the figures after it
    PatternTally.objects.filter(pattern=0).update(members=9_000)
    page.get_by_text("ตัวเลขผิด ออกฉบับแก้ไข").click()
    page.get_by_label("ผลสำรวจ จปฐ.").check()
    page.get_by_label("เหตุที่แก้ไข").fill("แก้แบบสำรวจ")
    page.get_by_role("button", name="นับส่วนที่เลือกใหม่ ออกฉบับแก้ไข").click()
    expect(page.get_by_text("เป็นฉบับแก้ไข เพราะ แก้แบบสำรวจ")).to_be_visible()
    # then the paper is as it was, and made anew it has the figures it had and says what came later
    page.goto(f"/figures/certified/{month.year + 543}-{month:%m}/")
    assert downloaded(page, pdf) == first
    paper = Issued.objects.get(form="pdf")
    asked = Asked("60", month=month, **paper.pins)
    anew = text_layer.text(printing.printed(doc_monthly.province(office, timezone.now() + timedelta(days=365), asked), "pdf"))
    assert members(month) != before and before in anew and members(month) not in anew
    assert "ออกใหม่จากตัวเลขฉบับที่ ๑" in anew and "มีฉบับแก้ไขภายหลัง ฉบับที่ ๒" in anew


def downloaded(page, link) -> bytes:
    with page.expect_download() as given:
        link.click()
    return Path(given.value.path()).read_bytes()


def members(month: date) -> str:
    """The people of the province in the newest snapshot, as a paper writes them."""
    operator = users.operator()
    columns, [row] = certified.table(operator, snapshot=certified.of_month(operator, month).id, level="province")
    return thai.thai_digits(f"{row[columns.index('members')]:,}")
