"""One household by hand through the whole road: a citizen tells of it, the team, the village, the district and the province make it a
target, a mentor visits, plans and refers, an office helps, and in the end it is out of poverty. Each in a browser of their own."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from nsc.access import organisations, users
from nsc.casework import menu
from nsc.casework.models import Case, Event
from nsc.web import happened
from nsc.welfare import programmes
from tests.conftest import NOW
from tests.journeys.conftest import at_ease, fill, go, press
from tests.surveyed import OURS, two_rounds

CAST = {
    "team": ("ทีมตำบลไพศาลี", "tambon_team", "600908"),
    "mentor": ("พี่เลี้ยงสมใจ", "mentor", "600908"),
    "district": ("ศจพ.อ. ไพศาลี", "district_centre", "6009"),
    "province": ("ศจพ.จ. นครสวรรค์", "provincial_centre", "60"),
    "office": ("เกษตรอำเภอ", "agency_officer", "60"),
}
OFFICE = "สำนักงานเกษตรอำเภอไพศาลี"


@pytest.fixture
def cast(office, tmp_path) -> dict[str, object]:
    """Accounts for all but the citizen; the survey of tests/surveyed is in."""
    programmes.load()
    menu.load()
    two_rounds(tmp_path)
    operator = users.operator()
    farming = organisations.register(by=operator, at=NOW, name=OFFICE, kind="government")
    made = {}
    for username, (name, role, area) in CAST.items():
        made[username] = users.create(by=operator, at=NOW, username=username, display_name=name)
        users.assign(by=operator, at=NOW, user=made[username], role=role, area=area, organisation=farming if username == "office" else None)
    return made


def answer(page: Page, *failing: int) -> None:
    """The survey's questions: all pass but these."""
    page.evaluate(
        """failing => { let n = 0; for (const box of document.querySelectorAll('ol.questions fieldset')) {
             n += 1; box.querySelector(`input[value="${failing.includes(n) ? 0 : 1}"]`).checked = true } }""",
        list(failing),
    )


def test_from_a_citizens_word_to_out_of_poverty(as_, objections):
    today = timezone.localdate()
    on = today.isoformat()

    citizen = as_("", 390)
    go(citizen, f"/report/?area={OURS}")
    fill(citizen, name="บุญมี สมมุติ", house_no="77", reason="ไม่มีรายได้ อยู่คนเดียว")
    press(citizen, "ส่งเรื่อง")
    number, word = citizen.locator("dd.value").all_inner_texts()

    team = as_("team")
    go(team, "/targets/missed/")
    team.locator("a[href*='/targets/missed/']", has_text="บุญมี").first.click()
    press(team, "ตรวจแล้ว ไม่มีในข้อมูล")
    press(team, "บันทึกการเยี่ยม")
    fill(team, on=on, people=1)
    answer(team, 22)
    press(team, "บันทึกการเยี่ยม")
    press(team, "เปิดเป้าหมาย")
    target = team.url
    go(team, f"/targets/forums/hold/?area={OURS}")
    team.get_by_label("คงไว้").first.check()
    fill(team, on=on, place="ศาลากลางบ้าน", chair="ผู้ใหญ่บ้าน", attendance=40, minutes="ที่ประชุมเห็นว่าเดือดร้อนจริง")
    press(team, "บันทึกประชาคม")

    district, province = as_("district"), as_("province")
    for page, area, does in ((district, "6009", "เห็นชอบ"), (province, "60", "รับรอง")):
        go(page, f"/targets/meetings/?area={area}")
        fill(page, number="1", on=on, place="ห้องประชุม", chair="ประธาน")
        press(page, "บันทึกการประชุม")
        press(page, f"{does}.* 1 ครัวเรือน")

    go(district, target)
    press(district, "^เปิดเคส")
    case = Case.objects.get()
    home = f"/cases/{case.pk}/"
    go(district, home)
    fill(district, to="develop", because="อยู่ในวัยทำงาน มีที่ดินทำกิน")
    press(district, "บันทึกผลจำแนก")
    fill(district, mentor={"label": district.locator("[name=mentor] option", has_text="สมใจ").first.inner_text()})
    press(district, "มอบพี่เลี้ยง")

    mentor = as_("mentor", 390)
    go(mentor, "/cases/")
    mentor.locator(f"a[href*='{home}']").first.click()
    press(mentor, "บันทึกการเยี่ยม")
    fill(mentor, on=on, visitors="พี่เลี้ยงและ อสม.", people=1, income=12000)
    need = {"need1__dimension": "income", "need1__text": "พันธุ์ไก่และอาหารเริ่มต้น", "need1__urgency": "month"}
    fill(mentor, **need)
    press(mentor, "บันทึกการเยี่ยม")

    go(mentor, f"{home}plan/write/")
    mentor.locator("[name=goal]").first.check()
    own = mentor.locator("ul.picks").last.locator("li").first
    own.locator("[name$=take]").check()
    own.locator("[name$=what]").fill("เลี้ยงไก่ไข่สิบตัว")
    own.locator("[name$=need]").select_option(index=1)
    own.locator("[name$=who]").select_option("office")
    own.locator("[name$=office]").fill(OFFICE)
    own.locator("[name$=due_on]").fill((today + timedelta(days=30)).isoformat())
    press(mentor, "บันทึกร่างแผน")
    press(mentor, "ครัวเรือนตกลงและลงชื่อ")
    fill(mentor, on=on, signed="บุญมี หัวหน้าครัวเรือน")
    press(mentor, "บันทึกว่าครัวเรือนตกลง")

    go(district, f"{home}plan/")
    press(district, "^อนุมัติแผน")

    go(mentor, f"{home}referrals/new/")
    fill(mentor, organisation={"label": OFFICE}, what="ขอพันธุ์ไก่ไข่ สิบตัว")
    mentor.locator("[name=need]").select_option(index=1)
    press(mentor, "^ส่งขึ้น")
    referral = re.search(r"/referrals/(\d+)/", mentor.url) or re.search(r"/referrals/(\d+)/", mentor.content())
    paper = f"/referrals/{referral[1]}/"
    go(team, paper)
    press(team, "^ส่งขึ้น")
    go(district, paper)
    press(district, "ลงนาม")
    fill(district, number="นว 0918/1", signatory="นายอำเภอ", position="นายอำเภอไพศาลี")
    press(district, "ลงนามและส่ง")

    officer = as_("office", 390)
    go(officer, "/referrals/")
    officer.locator(f"a[href*='{paper}']").first.click()
    press(officer, "^รับเรื่อง")
    go(officer, f"/households/{case.household_id}/help/new/?referral={referral[1]}")
    officer.locator("[name=form][value=goods]").check()
    fill(officer, kind="occupation", what="พันธุ์ไก่ไข่ 10 ตัว", on=on)
    if officer.locator("[name=meets_need]").count():
        officer.locator("[name=meets_need]").check()
    officer.locator("main form button.first").click()
    officer.wait_for_load_state()
    at_ease(officer)
    go(officer, paper)
    fill(officer, text="มอบพันธุ์ไก่และสอนการเลี้ยง")
    press(officer, "ช่วยเสร็จแล้ว")

    go(mentor, f"/households/{case.household_id}/help/")
    mentor.locator("main a[href*='/help/']", has_text="พันธุ์ไก่").first.click()
    given = mentor.url
    press(mentor, "ยืนยันการรับ")
    go(mentor, given)
    mentor.locator("[name=use][value=whole]").check()
    fill(mentor, on=on)
    press(mentor, "บันทึกการตรวจ")

    go(mentor, f"{home}plan/")
    mentor.locator("[data-dialog^=finish]").first.click()
    mentor.locator("dialog[open] button[form]").click()
    mentor.wait_for_load_state()
    at_ease(mentor)
    go(mentor, f"{home}visit/")
    fill(mentor, purpose="follow_up", on=on, visitors="พี่เลี้ยง", people=1, income=60000)
    answer(mentor)
    press(mentor, "บันทึกการเยี่ยม")

    go(district, home)
    district.locator("summary", has_text="ปิดเคส").click()
    fill(district, outcome="out_of_poverty")
    district.locator("form[action$='/close/'] button").last.click()
    district.wait_for_load_state()
    at_ease(district)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "out_of_poverty")

    go(province, "/progress/?area=60")
    out = province.locator("tr, li, dt", has_text="พ้นความยากจน").first
    expect(out).to_contain_text("1")
    go(citizen, "/report/status/")
    fill(citizen, number=number, word=word)
    press(citizen, "ดูความคืบหน้า")
    assert "จังหวัดรับรองแล้ว" in citizen.content()

    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds <= set(happened.KINDS), kinds - set(happened.KINDS)
    seen = ((district, home), (district, f"{home}plan/"), (district, paper), (province, "/progress/?area=60"))
    # who has done their part holds the household no more: their desks remain
    for page, address in (*seen, (mentor, "/cases/"), (officer, "/referrals/"), (citizen, f"/report/?area={OURS}")):
        go(page, address)
        assert objections(page) == [], address
