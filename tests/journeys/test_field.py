"""In the village: the field application in real Chromium, offline, killed, cut off, updated, full, and ended."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from nsc.built import FIELD
from tests.journeys.demonstration import ROOT, nsc, served
from tests.journeys.telephone import EMPTY, Telephone, rows

VISITS = "SELECT id, case_id FROM casework_visit WHERE submission IS NOT NULL AND state = 'done'"
PICTURES = "SELECT COUNT(*) FROM casework_visitphotograph p JOIN casework_visit v ON v.id = p.visit_id WHERE v.submission IS NOT NULL"


HAS_NEWER = """caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(one => one.keys()))))
  .then(kept => kept.flat().some(asked => asked.url.includes('newer-00000000')))"""
HERS = "SELECT MIN(id) FROM access_phone WHERE ended_at IS NULL AND user_id = (SELECT id FROM access_user WHERE username = 'mentor')"
OPEN = "SELECT household_id FROM casework_case WHERE state <> 'closed' AND is_newest"
NEWER = "newer-00000000.txt"
FULL = "พื้นที่ในโทรศัพท์เต็ม"


@pytest.fixture(scope="module")
def code(tmp_path_factory):
    """A copy of the system, of which a new version can be put up."""
    root = tmp_path_factory.mktemp("code")
    for folder in ("nsc", "locale"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    # It lies there before the server starts, which looks for its files once; it belongs to no version yet.
    (root / "nsc" / "web" / "static" / "built" / "assets" / NEWER).write_text("newer")
    return root


@pytest.fixture(scope="module")
def office(demonstration, code, tmp_path_factory):
    """A copy of the demonstration behind a server of its own: what mentors do here is nobody else's business."""
    home = tmp_path_factory.mktemp("field") / "home"
    shutil.copytree(demonstration.home, home, ignore=shutil.ignore_patterns("nsc.sqlite3*"))
    with closing(sqlite3.connect(demonstration.home / "nsc.sqlite3")) as one, closing(sqlite3.connect(home / "nsc.sqlite3")) as other:
        one.backup(other)
    with served(home, code) as system:
        yield system


@pytest.fixture(scope="module")
def telephone(chromium, office, tmp_path_factory):
    """telephone() → a new one, started."""
    made: list[Telephone] = []

    def telephone() -> Telephone:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        phone = Telephone(chromium, office, tmp_path_factory.mktemp("phone") / "profile", path)
        made.append(phone)
        phone.start()
        return phone

    yield telephone
    for phone in made:
        phone.end()
    assert [phone.wrong for phone in made if phone.wrong] == []


@pytest.fixture(scope="module")
def hers(telephone):
    """The phone of the mentor, enrolled with her second factor."""
    phone = telephone()
    phone.enrol("mentor")
    return phone


@pytest.fixture
def phone(hers):
    """The same, open, with a network."""
    if hers.context is None:
        hers.start()
    hers.offline(False)
    hers.unlock()
    yield hers
    hers.offline(False)


def standing(home) -> tuple[int, int, int]:
    """Visits from phones, photographs of them, and submissions that are not stored."""
    [(pictures,)], [(open_,)] = rows(home, PICTURES), rows(home, "SELECT COUNT(*) FROM intake_submission WHERE state <> 'stored'")
    return len(rows(home, VISITS)), pictures, open_


@pytest.mark.parametrize("visits", [2, pytest.param(10, marks=pytest.mark.walk)])
def test_a_day_without_a_signal_arrives_whole_and_is_seen_on_her_other_phone(phone, telephone, office, visits):
    # given a mentor who has enrolled her phone and gone where there is no signal
    visited = {f"h{household}" for (household,) in rows(office.home, OPEN)}
    homes = ([home for home in phone.homes() if home in visited] * 2)[:visits]  # nine of her fifteen have an open case: one is seen twice
    had, pictures_had, _open = standing(office.home)
    phone.offline()

    # when she makes her visits, and the battery dies twice, once in the middle of a form
    for number, home in enumerate(homes):
        phone.begin_visit(home, f"เยี่ยมที่ {number}")
        phone.photograph(number)
        if number in (0, visits - 1):
            phone.page.wait_for_timeout(1_000)  # she looks at the picture; what she typed is long kept
            phone.die()
            phone.start()
            phone.unlock()
            phone.go(f"visit/{home}")
            phone.page.get_by_text("1 จาก 8 ภาพ").wait_for()
            phone.turn_to("บันทึกและนัดหมาย")
            expect(phone.page.get_by_label("บันทึกอื่น ๆ")).to_have_value(f"เยี่ยมที่ {number}")
        phone.finish()
    assert standing(office.home)[0] == had and phone.waiting() == 2 * visits

    # then, back in the village, everything is at the office once, with its photographs
    phone.offline(False)
    phone.all_sent()
    assert standing(office.home) == (had + visits, pictures_had + visits, 0)

    # and another phone of the same account sees it
    other = telephone()
    other.enrol("mentor")
    other.go(f"h/{homes[0]}")
    other.page.get_by_text(f"{homes.count(homes[0])} ภาพ").first.wait_for()
    other.end()


def test_a_network_that_is_cut_in_the_middle_of_a_photograph_costs_only_the_piece(phone, office):
    had, pictures_had, _open = standing(office.home)
    home, sent = phone.homes()[3], []

    def cut(route):
        sent.append(route.request.url)
        if "from=64000" in route.request.url:
            route.abort()
            phone.offline()
        else:
            route.continue_()

    phone.page.route("**/field/files/**", cut)
    phone.begin_visit(home, "กลางทาง")
    phone.photograph(0)
    phone.finish()
    phone.page.wait_for_function("() => !navigator.onLine", timeout=60_000)
    assert standing(office.home)[:2] in {(had, pictures_had), (had + 1, pictures_had)}  # the visit may be there, its picture is not
    phone.page.unroute("**/field/files/**")
    phone.page.on("request", lambda asked: sent.append(asked.url) if "/field/files/" in asked.url else None)
    phone.offline(False)
    phone.all_sent()
    assert standing(office.home) == (had + 1, pictures_had + 1, 0)
    cut_off = next(each for each in sent if "from=64000" in each)
    assert {each for each in sent if sent.count(each) > 1} == {cut_off}  # only the piece that was cut went twice


PLOTS = "SELECT v.id, s.farmer_id FROM tambon_fieldvisit v JOIN tambon_farmseason s ON s.id = v.season_id WHERE v.is_from_phone"
RUNNING = "SELECT MIN(farmer_id) FROM tambon_farmseason WHERE finished_at IS NULL"
SAW = "ใบล่างเหลืองสองแถว น้ำพอ"


def test_a_team_visits_a_plot_without_a_signal_and_the_page_of_the_tambon_shows_it(telephone, office, chromium, objections):
    # given the phone of a tambon's team, which has its farmers and no homes
    phone = telephone()
    phone.enrol("smart")
    [(running,)] = rows(office.home, RUNNING)
    farmer = f"f{running}"
    assert farmer in phone.farmers()
    had = rows(office.home, PLOTS)

    # when she is at the plot, where there is no signal, and the battery dies behind the picture
    phone.offline()
    phone.begin_plot(farmer, SAW)
    phone.photograph_plot(1)
    phone.page.wait_for_timeout(1_000)  # she looks at the picture; what she typed is long kept
    phone.die()
    phone.start()
    phone.unlock()
    phone.go(f"plot/{farmer}")
    phone.turn_to("พบอะไรในแปลง")
    expect(phone.page.get_by_label("พบอะไรในแปลง")).to_have_value(SAW)
    for group in ("การเยี่ยม", "คำแนะนำครั้งก่อน", "ตัวเลขที่วัดได้", "ภาพถ่ายแปลง", "คำแนะนำใหม่และนัดหมาย"):
        phone.turn_to(group)
        assert objections(phone.page) == [], group
        assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), group
    phone.turn_to("คำแนะนำใหม่และนัดหมาย")
    phone.page.get_by_label("แนะนำอะไร").fill("ใส่ปุ๋ยหมัก")
    phone.finish()
    assert rows(office.home, PLOTS) == had and phone.waiting() == 2
    phone.go(f"f/{farmer}")
    expect(phone.page.get_by_text(SAW)).to_be_visible()  # her own phone shows it before it is sent

    # then it goes by itself once there is a signal
    phone.offline(False)
    phone.all_sent()
    assert [number for visit, number in rows(office.home, PLOTS) if (visit, number) not in had] == [running]

    # and the page of the tambon shows what was seen, that it was in the field, and the picture
    desk = chromium.new_context(base_url=office.address, locale="th-TH", storage_state=office.state(chromium, "smart"))
    page = desk.new_page()
    page.goto(f"/tambon/600907/farmers/{running}/")
    told = page.get_by_role("listitem").filter(has_text=SAW)
    expect(told).to_contain_text("บันทึกในแปลงด้วยแอปภาคสนาม")
    expect(told).to_contain_text("ใส่ปุ๋ยหมัก")
    picture = page.request.get(told.get_by_role("link", name="ดูภาพแปลง").get_attribute("href"))
    assert picture.ok and picture.headers["content-type"].startswith("image/")
    desk.close()


IS_FULL = """() => { const put = IDBObjectStore.prototype.put; window.isFull = true;
  IDBObjectStore.prototype.put = function (...told) {
    if (window.isFull) throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, told);
  } }"""


def test_a_full_phone_says_so_and_loses_nothing(phone):
    home = phone.homes()[4]
    phone.begin_visit(home, "ก่อนเต็ม")
    phone.page.wait_for_timeout(1_000)
    phone.page.evaluate(IS_FULL)
    note = phone.page.get_by_label("บันทึกอื่น ๆ")
    note.fill("ก่อนเต็ม และหลังเต็ม")
    phone.page.get_by_text(FULL).first.wait_for()
    expect(note).to_have_value("ก่อนเต็ม และหลังเต็ม")
    phone.page.evaluate("window.isFull = false")
    note.fill("ก่อนเต็ม และหลังเต็ม แล้วว่าง")
    phone.page.get_by_text(FULL).first.wait_for(state="hidden")
    phone.page.wait_for_timeout(1_000)
    phone.die()
    phone.start()
    phone.unlock()
    phone.go(f"visit/{home}")
    phone.turn_to("บันทึกและนัดหมาย")
    expect(phone.page.get_by_label("บันทึกอื่น ๆ")).to_have_value("ก่อนเต็ม และหลังเต็ม แล้วว่าง")


def newer(code: Path) -> None:
    """Another version of the application: one more file belongs to it."""
    built = code / "nsc" / "web" / "static" / "built"
    listed = json.loads((built / "manifest.json").read_text())
    listed[FIELD].setdefault("assets", []).append(f"assets/{NEWER}")
    (built / "manifest.json").write_text(json.dumps(listed))


def test_a_new_version_waits_until_she_agrees_and_her_draft_is_there_after_it(phone, code):
    home = phone.homes()[6]
    phone.begin_visit(home, "ยังเขียนไม่จบ")
    newer(code)
    phone.page.evaluate("navigator.serviceWorker.getRegistration().then(it => it.update()).then(() => true)")
    phone.go("me")
    phone.page.get_by_role("button", name="ปรับปรุงแอป").click()
    phone.page.get_by_text("ใส่ PIN เพื่อเปิด").wait_for()
    phone.type_pin()
    phone.page.get_by_role("heading", name="ตั้งค่า").wait_for()  # where she was
    phone.page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")
    phone.go(f"visit/{home}")
    phone.turn_to("บันทึกและนัดหมาย")
    expect(phone.page.get_by_label("บันทึกอื่น ๆ")).to_have_value("ยังเขียนไม่จบ")
    assert phone.page.evaluate(HAS_NEWER)
    phone.offline()
    phone.unlock()  # the new one opens without a signal, too


def test_position_and_microphone_may_be_denied_and_the_visit_goes_on(phone):
    phone.context.clear_permissions()
    phone.visit(phone.homes()[5])
    phone.turn_to("ตำแหน่ง")
    phone.page.get_by_role("button", name="จับตำแหน่งที่ยืนอยู่").click()
    phone.page.get_by_text("ยังไม่ได้อนุญาตให้แอปใช้ตำแหน่ง").first.wait_for()
    phone.turn_to("ภาพและเสียง")
    phone.page.get_by_role("button", name="เริ่มบันทึกเสียง").click()
    phone.page.get_by_text("ไมโครโฟน").first.wait_for()
    phone.finish()


def test_every_screen_can_be_read_by_everybody_and_opens_without_a_signal(phone, objections):
    home = phone.homes()[0]
    phone.offline()
    phone.unlock()  # how quickly is the business of bench/README.md
    found = {}
    for where in ("", "map", f"h/{home}", f"visit/{home}", "queue", "me"):
        phone.go(where)
        phone.page.wait_for_timeout(400)
        if wrong := objections(phone.page):
            found[where] = wrong
        assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    assert found == {}


def test_a_phone_that_is_ended_at_the_office_empties_itself(phone, office):
    number = rows(office.home, HERS)[0][0]
    nsc(office.home, "phones", "end", str(number), "--because", "หาย")
    phone.page.reload()
    phone.page.get_by_role("heading", name="โทรศัพท์เครื่องนี้ถูกยกเลิกการใช้งานแล้ว").wait_for(timeout=60_000)
    phone.page.wait_for_function(EMPTY, timeout=30_000)
    for _attempt in range(60):  # it says so once it is empty
        if said := rows(office.home, "SELECT wiped_at IS NOT NULL FROM access_phone WHERE id = ?", number) == [(1,)]:
            break
        phone.page.wait_for_timeout(500)
    assert said
