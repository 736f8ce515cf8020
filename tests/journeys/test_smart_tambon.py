"""A team pulls its tambon up, in the browser: from nothing to a printed Blueprint with matched partners, three farmers followed through a
season, a company founded on paper with its ratios, and the next tambon that starts from their model."""

import io
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from nsc import thai
from nsc.access import organisations, users
from tests.conftest import NOW
from tests.journeys.conftest import PHONE, WAIT, go, press
from tests.paper.text_layer import text as text_of
from tests.surveyed import OURS, two_rounds

TEAM, NEXT = OURS[:6], "600907"
CAST = {
    "team": ("ทีม Smart Tambon ไพศาลี", "smart_tambon_team", TEAM),
    "shop": ("ร้านผักดีใจ", "partner", "60"),
    "district": ("ศจพ.อ. ไพศาลี", "district_centre", "6009"),
    "province": ("ศจพ.จ. นครสวรรค์", "provincial_centre", "60"),
}
SHOP = "ร้านผักดีใจ จำกัด"
GOAL, INDICATOR, PROJECT = "รายได้ของกลุ่มผักปลอดภัยเพิ่มขึ้น", "รายได้ของกลุ่มต่อปี", "โรงเรือนผักปลอดภัยสิบหลัง"
FARMERS = ("สมหมาย", "บุญมี", "จันทร์เพ็ญ")
COMPANY = "วิสาหกิจผักไพศาลี"
SEASON = 120  # days


@pytest.fixture
def cast(office, tmp_path) -> dict[str, object]:
    """Accounts for all; the survey of tests/surveyed is in, of the tambon nothing."""
    two_rounds(tmp_path)
    operator = users.operator()
    shop = organisations.register(by=operator, at=NOW, name=SHOP, kind="industry")
    made = {}
    for username, (name, role, area) in CAST.items():
        made[username] = users.create(by=operator, at=NOW, username=username, display_name=name)
        users.assign(by=operator, at=NOW, user=made[username], role=role, area=area, organisation=shop if username == "shop" else None)
    return made


def day(ahead: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def buddhist(ahead: int = 0) -> str:
    return str(thai.buddhist_year(timezone.localdate().year + ahead))


def photograph() -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (60, 120, 60)).save(out, "JPEG")
    return {"name": "plot.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def turn(page: Page, group: str, tab: str = "") -> None:
    """To a part of the tambon, by the lines of its head."""
    for where, name in ((".tambon-groups", group), (".tambon-tabs", tab)):
        if name:
            with page.expect_navigation():
                page.locator(f"nav.tambon-parts {where}").get_by_role("link", name=name, exact=True).click()


def sends(page: Page, button: str, then: str = "", **told: object) -> None:
    """Fills in the form of that button which asks for these, as a person does, and sends it; `then`: what the page answers."""
    form = page.locator("main form").filter(has=page.get_by_role("button", name=button, include_hidden=True))
    for name in told:
        form = form.filter(has=page.locator(f'[name="{name}"]'))
    form = form.first
    for fold in form.locator("xpath=ancestor::details[not(@open)]").all():
        fold.locator("> summary").click()
    for name, value in told.items():
        put(form.locator(f'[name="{name}"]'), value)
    with page.expect_navigation():
        form.get_by_role("button", name=button).click()
    expect(page.locator("main .errors, main .wrong, .refused")).to_have_count(0)
    if then:
        expect(page.get_by_text(then).first).to_be_visible()


def put(field, value: object) -> None:
    match field.first.evaluate("field => field.type"):
        case "select-one":
            field.first.select_option(**value) if isinstance(value, dict) else field.first.select_option(str(value))
        case "radio" | "checkbox":
            field.and_(field.page.locator(f'[value="{value}"]')).check()
        case "file":
            field.set_input_files(value)
        case _:
            field.first.fill(str(value))


def printed(page: Page, link: str) -> bytes:
    """What is downloaded by the link of that name."""
    with page.expect_download(timeout=WAIT) as found:
        page.get_by_role("link", name=link).first.click()
    return found.value.path().read_bytes()


def test_from_an_empty_tambon_to_the_next_one(as_, objections):
    team = as_("team")
    agree_on_a_goal(team)
    project = write_the_blueprint(team)
    match_the_partner(team, as_("shop", PHONE))
    book = print_the_blueprint(team, as_("district"), as_("province"))
    for words in (INDICATOR, PROJECT, SHOP, "สร้างโรงเรือน"):
        assert words in book, words
    go(team, project)
    expect(team.get_by_text("ให้แล้ว 20,000")).to_be_visible()

    for number, name in enumerate(FARMERS):
        follow(team, name, number)
    turn(team, "ผลิตภัณฑ์และอาชีพ", "เกษตรกร")
    season = team.locator("section", has_text="ผลของฤดู").first
    expect(season.get_by_role("row", name=re.compile(r"^รายได้ \(บาทต่อฤดู\)"))).to_contain_text(re.compile("41,000.*53,000.*3"))

    found_the_company(team)
    see_its_ratios(team)

    write_the_lesson(team)
    start_from_their_model(as_("district"))
    for page in (team, as_("district")):
        assert objections(page) == []


def agree_on_a_goal(page: Page) -> None:
    go(page, "/")
    press(page, "^ตำบลอัจฉริยะ")
    sends(page, "เริ่มงาน", "เริ่มงานตำบลอัจฉริยะ", area=TEAM)
    turn(page, "ทีมและภาคี")
    press(page, "เพิ่มคนในทีม")
    sends(page, "บันทึก", "ผู้ประสานงานตำบล", name="สมชาย สมมุติ", role="ผู้ประสานงานตำบล", organisation="อบต.ไพศาลี")
    turn(page, "เป้าหมายและแผน")
    press(page, "^ตั้งเป้าหมาย")
    sends(
        page, "บันทึก", "ตั้งเป้าหมายแล้ว", dimension="economy", text=GOAL, indicator=INDICATOR, unit="บาท", baseline=120_000,
        baseline_year=buddhist(-1), source="บัญชีกลุ่ม", target=300_000, by_year=buddhist(3),
    )  # fmt: skip


def write_the_blueprint(page: Page) -> str:
    """The address of its project."""
    turn(page, "ทีมและภาคี", "ภาคี")
    sends(page, "เพิ่มภาคี", "เพิ่มภาคีแล้ว", organisation={"label": SHOP}, letter="I", part="รับซื้อและให้ยืมเครื่องมือ")
    turn(page, "เป้าหมายและแผน", "พิมพ์เขียว")
    sends(page, "เริ่มร่าง", "เริ่มร่างพิมพ์เขียวแล้ว", first_year=buddhist(), last_year=buddhist(3))
    press(page, "เพิ่มยุทธศาสตร์")
    sends(page, "บันทึก", "บันทึกยุทธศาสตร์แล้ว", goal={"label": GOAL}, name="ผลิตผักปลอดภัยทั้งปี", what="รวมกลุ่ม วางแผนปลูก ขายร่วมกัน")
    press(page, "เพิ่มโครงการ")
    sends(
        page, "บันทึก", "บันทึกโครงการแล้ว", name=PROJECT, what="ปลูกผักนอกฤดู เพื่อครัวเรือนที่รายได้ตกเกณฑ์", starts_on=day(),
        ends_on=day(700), owner={"label": SHOP}, outputs="โรงเรือน 10 หลัง",
    )  # fmt: skip
    project = page.url
    parts = {
        "กิจกรรม": {"name": "สร้างโรงเรือน", "kind": "building", "starts_on": day(), "ends_on": day(120), "responsible": "กลุ่มผัก"},
        "งบประมาณ": {"fiscal_year": buddhist(1), "source": "community", "baht": 250_000},
        "ถึงครัวเรือนยากจนมิติใด": {"dimension": "income", "households": 12, "how": "รับเข้ากลุ่มก่อน"},
        "ผลลัพธ์": {"measure": "รายได้ของสมาชิกต่อเดือน", "unit": "บาท", "target": 4_000},
        "ภาคี": {"organisation": {"label": SHOP}, "does": "รับซื้อผักทุกสัปดาห์"},
        "ความเสี่ยง": {"what": "น้ำไม่พอหน้าแล้ง", "chance": "2", "effect": "3", "answer": "บ่อสำรอง"},
        "ตรวจตามหลักเศรษฐกิจพอเพียง": {"question": {"index": 1}, "answer": "yes", "because": "เริ่มจากสิ่งที่มี"},
    }
    for title, told in parts.items():
        press(page, f"เพิ่ม {title}$")
        sends(page, "บันทึก", "บันทึกแล้ว", **told)
    return project


def match_the_partner(team: Page, shop: Page) -> None:
    """The shop offers on its phone, the system puts that to the need, both say yes, and the first part is handed over."""
    turn(team, "ทีมและภาคี", "ภาคี")
    press(team, "^ให้และต้องการ$")
    sends(
        team, "บันทึกความต้องการ", "บันทึกความต้องการแล้ว", kind="money", what="ทุนสร้างโรงเรือน", quantity=50_000, unit="บาท", dimension="economy",
        by_on=day(90), project={"label": PROJECT},
    )  # fmt: skip
    go(shop, "/offers/")
    press(shop, "^เสนอทรัพยากร")
    sends(
        shop, "เสนอ", "บันทึกข้อเสนอแล้ว", kind="money", what="ทุนหมุนเวียนโรงเรือน", quantity=60_000, unit="บาท", area=TEAM, until_on=day(200),
        dimensions="economy",
    )  # fmt: skip
    press(team, "^จับคู่$")
    pair = team.get_by_role("article").filter(has_text=SHOP)
    expect(pair).to_contain_text("50,000")
    sends(team, "รับข้อเสนอ", "รอองค์กรตกลง")
    promise = team.url
    go(shop, "/offers/")
    shop.get_by_role("link", name=re.compile("ทุนสร้างโรงเรือน")).first.click()
    sends(shop, "ตกลง", "ตกลงแล้ว")
    go(team, promise)
    sends(team, "บันทึกการส่งมอบ", "บันทึกการส่งมอบแล้ว", amount=20_000, evidence="ใบรับเลขที่ 1")


def print_the_blueprint(team: Page, district: Page, province: Page) -> str:
    """The words of the approved book."""
    turn(team, "เป้าหมายและแผน", "พิมพ์เขียว")
    sends(team, "เสนออำเภอ", "บันทึกแล้ว")
    for page, does in ((district, "เห็นชอบในนามอำเภอ"), (province, "อนุมัติในนามจังหวัด")):
        go(page, f"/tambon/{TEAM}/blueprint/")
        sends(page, does, "บันทึกแล้ว")
    team.reload()
    expect(team.get_by_text("อนุมัติแล้ว").first).to_be_visible()
    assert printed(team, "Word")[:2] == b"PK"
    return text_of(printed(team, "เล่ม PDF"))


def follow(page: Page, name: str, number: int) -> None:
    """A farmer through a season: enrolled, planned, visited twice, and what it brought."""
    turn(page, "ผลิตภัณฑ์และอาชีพ", "เกษตรกร")
    press(page, "รับเกษตรกรเข้าร่วม")
    told = {"first_name": name, "last_name": "สมมุติ", "village": OURS, "crop": "คะน้า", "rai": 1, "ngan": 2, "consent_on": day(-SEASON)}
    sends(page, "รับเข้าร่วม", "รับเกษตรกรเข้าร่วมแล้ว", **told)
    season = {"year": buddhist(), "name": "ฤดูแล้ง", "starts_on": day(-SEASON), "ends_on": day(), "unit": "กิโลกรัม", "planned": 1_200}
    sends(page, "วางแผนฤดู", "บันทึกแผนของฤดูแล้ว", **season, yield_before=900, income_before=40_000 + number * 1_000)
    press(page, "^บันทึกการเยี่ยมแปลง")
    first = {"on": day(-60), "followed": "first", "saw": "ใบเป็นจุดเหลือง", "advice": "ลดน้ำ พ่นชีวภัณฑ์", "file": photograph()}
    sends(page, "บันทึกการเยี่ยมแปลง", "บันทึกการเยี่ยมแปลงแล้ว", **first)
    press(page, "^บันทึกการเยี่ยมแปลง")
    expect(page.get_by_text("ลดน้ำ พ่นชีวภัณฑ์")).to_be_visible()
    sends(page, "บันทึกการเยี่ยมแปลง", "บันทึกการเยี่ยมแปลงแล้ว", on=day(-10), followed="yes", saw="หายแล้ว พร้อมตัด")
    press(page, "^บันทึกผลของฤดู")
    sends_in_dialog(page, "บันทึกผลของฤดู", yield_after=1_300, income_after=52_000 + number * 1_000)
    expect(page.get_by_text("สรุปผลแล้ว")).to_be_visible()


def sends_in_dialog(page: Page, button: str, **told: object) -> None:
    dialog = page.locator("dialog[open]")
    for name, value in told.items():
        put(dialog.locator(f'[name="{name}"]'), value)
    with page.expect_navigation():
        dialog.get_by_role("button", name=button).click()


def found_the_company(page: Page) -> None:
    """On paper: the group, then a company, with every paper that each asks for."""
    turn(page, "ผลิตภัณฑ์และอาชีพ", "วิสาหกิจชุมชน")
    sends(page, "บันทึก", "บันทึกแล้ว", name=COMPANY, about="รวบรวมและขายผักปลอดภัย ให้ครัวเรือนยากจนมีรายได้", shares_profit="yes")
    for stage, papers in (("รวมกลุ่ม", 3), ("นิติบุคคล", 4)):
        press(page, stage)
        for number in range(papers):
            told = {"file": photograph()} if number == 0 else {}
            sends(page, "บันทึกหลักฐาน", "บันทึกแล้ว", paper={"index": 1}, number=f"{number + 1}/2569", on=day(-20), **told)
        sends(page, "บันทึกขั้น", "บันทึกขั้นแล้ว", on=day(-10), number="ท. 1")
        press(page, "วิสาหกิจของตำบล")
    press(page, "^สมาชิก หุ้น กรรมการ")
    sends(page, "เพิ่มสมาชิกหรือผู้ถือหุ้น", "บันทึกแล้ว", kind="person", name="นายสมหมาย สมมุติ", sector="community", on=day(-9))
    sends(page, "เพิ่มสมาชิกหรือผู้ถือหุ้น", "บันทึกแล้ว", kind="organisation", name=SHOP, sector="industry", on=day(-9))
    sends(page, "กำหนดชนิดหุ้น", "บันทึกแล้ว", name="หุ้นสามัญ", baht=100)
    for taker, number in (("นายสมหมาย สมมุติ", 700), (SHOP, 300)):
        sends(page, "ออก โอน หรือคืนหุ้น", "บันทึกหุ้นแล้ว", share={"index": 0}, number=number, taker={"label": taker}, on=day(-9))
    sends(page, "ตั้งกรรมการ", "บันทึกแล้ว", party={"label": "นายสมหมาย สมมุติ"}, role="ประธานกรรมการ", on=day(-9))
    expect(page.get_by_role("row", name=re.compile("^ชุมชน"))).to_contain_text("70,000")


def see_its_ratios(page: Page) -> None:
    """Books of a month that is over, closed; the profit used; the ratios of the law; the annual report."""
    over = timezone.localdate().replace(day=1) - timedelta(days=1)
    go(page, f"/tambon/{TEAM}/company/books/{over.year}/")
    sends(page, "เปิดงวดบัญชี", "เปิดงวดแล้ว", period=f"{date(over.year, over.month, 1).isoformat()}/1")
    for kind, baht in (("goods", 90_000), ("grant", 30_000), ("wages_poor", 20_000)):
        sends(page, "ลงรายได้หรือค่าใช้จ่าย", "ลงบัญชีแล้ว", kind=kind, baht=baht)
    sends(page, "ปิดงวด", "ปิดงวดแล้ว", period={"index": 0})
    for use, baht in (("distributed", 20_000), ("community", 75_000)):
        sends(page, "บันทึกการใช้กำไร", "บันทึกแล้ว", use=use, baht=baht, on=day())
    sends(page, "รายงานการจ้างงานของปี", "บันทึกแล้ว", workers=12, poor_workers=8, poor_households=6)
    ratios = page.locator("section", has_text="อัตราส่วนตามกฎหมายวิสาหกิจเพื่อสังคม").first
    for share in ("75.0%", "20.0%"):
        expect(ratios).to_contain_text(share)
    report = text_of(printed(page, "รายงานประจำปี"))
    assert COMPANY in report and "75.0%" in report


def write_the_lesson(page: Page) -> None:
    turn(page, "ผลและบทเรียน", "บทเรียนและการขยายผล")
    told = {"title": "ขายก่อนปลูก", "worked": "มีผู้ซื้อก่อนลงทุน", "conditions": "มีร้านรับซื้อในอำเภอ", "evidence": "บัญชีกลุ่มฤดูแล้ง"}
    sends(page, "บันทึก", "บันทึกแล้ว", on=day(), **told)


def start_from_their_model(page: Page) -> None:
    """By the amphoe, who sees both: the next tambon has their goal and plan, and none of their people."""
    go(page, "/tambon/")
    sends(page, "เริ่มงาน", "เริ่มงานตำบลอัจฉริยะ", area=NEXT)
    turn(page, "ผลและบทเรียน", "บทเรียนและการขยายผล")
    sends(page, "นำแบบแผนมาใช้", "นำแบบแผนมาใช้แล้ว", source=TEAM)
    expect(page.get_by_role("table", name="เป้าหมายเดียวกัน ผลของแต่ละตำบล")).to_contain_text(GOAL)
    turn(page, "เป้าหมายและแผน")
    expect(page.get_by_role("heading", name=GOAL)).to_be_visible()
    turn(page, "เป้าหมายและแผน", "พิมพ์เขียว")
    expect(page.get_by_role("link", name=PROJECT)).to_be_visible()
    turn(page, "ผลิตภัณฑ์และอาชีพ", "เกษตรกร")
    expect(page.get_by_text("ยังไม่มีเกษตรกร")).to_be_visible()
