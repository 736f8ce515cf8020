"""A cheap telephone with the field application: real Chromium on a profile that outlives it, so that it may be killed and started again."""

import io
import os
import random
import re
import signal
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import Error as BrowserError

from tests.journeys.demonstration import Served

PIN = "274913"
SIZE = {"width": 390, "height": 844}


class Telephone:
    """`page` while it is on. What its browser complains of stands in `wrong`; being without a network is no complaint."""

    def __init__(self, chromium, system: Served, profile: Path, path: str, *, script: str = "", permissions: tuple[str, ...] = ()) -> None:
        self.kind, self.system, self.profile, self.path = chromium.browser_type, system, profile, path
        self.script, self.permissions = script, permissions
        self.wrong: list[str] = []
        self.is_offline = False
        self.context: BrowserContext | None = None

    @property
    def page(self) -> Page:
        assert self.context
        return self.context.pages[0]

    def start(self) -> None:
        told = {"viewport": SIZE, "locale": "th-TH", "timezone_id": "Asia/Bangkok", "has_touch": True, "base_url": self.system.address}
        self.context = self.kind.launch_persistent_context(
            self.profile, executable_path=self.path, args=["--no-sandbox"], permissions=list(self.permissions), **told
        )
        self.context.set_offline(self.is_offline)
        if self.script:
            self.context.add_init_script(self.script)
        self.page.set_default_timeout(60_000)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("response", lambda answer: self.wrong.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)

    def die(self) -> None:
        """As when the battery is empty: the process is gone in the middle of whatever it did."""
        pid = self._process()
        os.kill(pid, signal.SIGKILL)
        with suppress(BrowserError):
            self.end()
        self.context = None

    def _process(self) -> int:
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with suppress(OSError):
                    words = (folder / "cmdline").read_bytes().split(b"\0")
                    if f"--user-data-dir={self.profile}".encode() in words and not any(word.startswith(b"--type=") for word in words):
                        return int(folder.name)
        raise AssertionError("the browser does not run")

    def end(self) -> None:
        if self.context:
            self.context.close()
            self.context = None

    def offline(self, is_offline: bool = True) -> None:
        self.is_offline = is_offline
        assert self.context
        self.context.set_offline(is_offline)

    # — what its owner does —

    def enrol(self, username: str) -> None:
        """Signs in with the second factor and locks the application with a PIN."""
        page = self.page
        page.goto("/field/")
        page.get_by_role("link", name="ลงชื่อเข้าใช้").click()
        page.get_by_label("ชื่อผู้ใช้").fill(username)
        page.get_by_label("รหัสผ่าน").fill(self.system.password)
        with page.expect_navigation():
            page.get_by_role("button", name="เข้าสู่ระบบ").first.click()
        self.system.confirm(page)
        self.begin()

    def begin(self) -> None:
        page = self.page
        page.get_by_role("button", name="เริ่มใช้บนโทรศัพท์นี้").click()
        page.get_by_role("button", name="ตั้ง PIN").wait_for()
        if page.get_by_text("PIN อย่างน้อย 6 หลัก").count():
            page.get_by_text("PIN อย่างน้อย 6 หลัก").click()
        page.get_by_role("button", name="ตั้ง PIN").click()
        for heading in ("ตั้ง PIN", "ใส่ PIN อีกครั้ง"):
            page.get_by_role("heading", name=heading).wait_for()
            self.type_pin()
        self.is_open()
        for _ in range(3):
            page.get_by_role("button", name="ถัดไป").click()
        page.get_by_role("button", name="เริ่มใช้งาน").click()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def type_pin(self, pin: str = PIN) -> None:
        pad = self.page.get_by_role("group", name="PIN")
        for digit in pin:
            pad.get_by_role("button", name=digit, exact=True).click()
        pad.get_by_role("button", name=re.compile("^(ต่อไป|เสร็จ|เปิด)$")).click()

    def is_open(self) -> None:
        """At the first screen: today's homes, or the farmers of who has no homes."""
        expect(self.page.get_by_role("heading", name=re.compile("^(วันนี้|เกษตรกร)$")).first).to_be_visible(timeout=60_000)

    def unlock(self) -> None:
        self.page.goto("/field/")
        self.page.get_by_text("ใส่ PIN เพื่อเปิด").wait_for()
        self.type_pin()
        self.is_open()

    def go(self, where: str) -> None:
        self.page.evaluate("where => { location.hash = where }", f"#/{where}")

    def homes(self) -> list[str]:
        """Of the list, those that may be visited: their keys."""
        self.go("")
        self.page.get_by_role("button", name=re.compile("^ทั้งหมด")).click()
        links = self.page.locator("a[href^='#/h/']")
        links.first.wait_for()
        found: dict[str, None] = {}
        for top in range(0, 4000, 300):
            self.page.evaluate(SCROLLED, top)
            found |= dict.fromkeys(links.evaluate_all("all => all.map(it => it.getAttribute('href').slice(4))"))
        return list(found)

    def turn_to(self, group: str) -> None:
        """A group of questions of the form that is open."""
        self.page.get_by_role("button", name="ดูทุกหัวข้อ").click()
        self.page.get_by_role("dialog").get_by_role("button", name=group).click()
        self.page.get_by_role("heading", name=group, exact=True).wait_for()

    def visit(self, home: str) -> None:
        """One that does not ask the whole survey again."""
        self.go(f"visit/{home}")
        self.turn_to("การเยี่ยม")
        usual = self.page.get_by_text("ติดตามแผน", exact=True)
        if usual.count():
            usual.first.click()

    def begin_visit(self, home: str, note: str) -> None:
        self.visit(home)
        self.turn_to("บันทึกและนัดหมาย")
        self.page.get_by_label("บันทึกอื่น ๆ").fill(note)

    def photograph(self, number: int) -> None:
        self.turn_to("ความยินยอมและลายมือชื่อ")
        asked = self.page.get_by_role("group", name="ถ่ายภาพบุคคลและบ้าน")
        if asked.count():
            asked.get_by_text("ยินยอม", exact=True).click()
            self.sign()
        self.turn_to("ภาพและเสียง")
        file = {"name": "house.jpg", "mimeType": "image/jpeg", "buffer": taken(number)}
        self.page.get_by_label("เลือกจากเครื่อง").set_input_files(file)
        self.page.get_by_text("1 จาก 8 ภาพ").wait_for()

    def sign(self) -> None:
        paper = self.page.locator("canvas")
        paper.scroll_into_view_if_needed()
        box = paper.bounding_box()
        assert box
        self.page.mouse.move(box["x"] + 30, box["y"] + 30)
        self.page.mouse.down()
        for step in range(1, 8):
            self.page.mouse.move(box["x"] + 30 + 20 * step, box["y"] + 30 + 10 * (step % 3))
        self.page.mouse.up()

    def farmers(self) -> list[str]:
        """The keys of those in sight."""
        links = self.page.locator("a[href^='#/f/']")
        links.first.wait_for()
        return links.evaluate_all("all => all.map(it => it.getAttribute('href').slice(4))")

    def begin_plot(self, farmer: str, seen: str) -> None:
        """A visit to the plot of a farmer who was visited before."""
        self.go(f"f/{farmer}")
        self.page.get_by_role("link", name="เยี่ยมแปลง").click()
        self.turn_to("คำแนะนำครั้งก่อน")
        self.page.get_by_text("ทำตาม", exact=True).click()
        self.turn_to("พบอะไรในแปลง")
        self.page.get_by_label("พบอะไรในแปลง").fill(seen)

    def photograph_plot(self, number: int) -> None:
        self.turn_to("ภาพถ่ายแปลง")
        self.page.get_by_label("เลือกจากเครื่อง").set_input_files({"name": "plot.jpg", "mimeType": "image/jpeg", "buffer": taken(number)})
        self.page.get_by_text("1 จาก 8 ภาพ").wait_for()

    def finish(self) -> None:
        self.turn_to("ตรวจก่อนส่ง")
        self.page.get_by_role("button", name="ส่ง", exact=True).click()
        self.page.get_by_text("ตรวจก่อนส่ง").first.wait_for(state="hidden")

    def all_sent(self, seconds: float = 120) -> None:
        self.go("queue")
        self.page.get_by_role("heading", name="รอส่ง").first.wait_for()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            counts = self.waiting()
            if not counts:
                return
            self.page.wait_for_timeout(300)
        raise AssertionError((counts, self.page.inner_text("main, body")))

    def waiting(self) -> int:
        """Submissions that are not stored or refused, as the phone's own database has it."""
        return self.page.evaluate(WAITING)


# … and drawn: of a long list only what is in sight is there.
SCROLLED = """top => { document.querySelectorAll('*').forEach(it => { if (it.scrollHeight > it.clientHeight) it.scrollTop = top });
  return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true), 60)))) }"""
WAITING = """() => new Promise((done, fail) => {
  const open = indexedDB.databases().then(all => {
    const asked = indexedDB.open(all.find(it => !it.name.startsWith('__')).name);
    asked.onerror = () => fail(asked.error);
    asked.onsuccess = () => {
      const rows = asked.result.transaction('outbox').objectStore('outbox').getAll();
      rows.onsuccess = () => { asked.result.close(); done(rows.result.filter(it => !['stored', 'refused'].includes(it.state)).length) };
    };
  });
})"""

EMPTY = """() => new Promise(done => indexedDB.databases().then(async all => {
  const named = all.find(it => !it.name.startsWith('__'));
  if (!named) return done(true);
  const asked = indexedDB.open(named.name);
  asked.onsuccess = () => {
    const tables = [...asked.result.objectStoreNames];
    const counts = tables.filter(it => it !== 'facts').map(it => asked.result.transaction(it).objectStore(it).count());
    Promise.all(counts.map(one => new Promise(said => { one.onsuccess = () => said(one.result) })))
      .then(found => { asked.result.close(); done(found.every(n => n === 0)) });
  };
}))"""


def taken(number: int) -> bytes:
    """A picture that stays some 250 kB however it is pressed: noise."""
    out = io.BytesIO()
    Image.frombytes("L", (400, 300), random.Random(number).randbytes(120_000)).resize((1600, 1200)).save(out, "JPEG", quality=24)
    return out.getvalue()


def rows(home: Path, sql: str, *values: object) -> list[tuple]:
    """What the office has, straight from its database."""
    with closing(sqlite3.connect(f"file:{home / 'nsc.sqlite3'}?mode=ro", uri=True)) as database:
        return database.execute(sql, values).fetchall()
