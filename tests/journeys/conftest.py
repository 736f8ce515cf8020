"""A real browser, a real server on a real port, a real worker in a process of its own."""

import base64
import os
import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from nsc.access import rules, second_factor, users
from nsc.areas import gazetteer, loading
from nsc.built import MANIFEST
from nsc.surveys import sets
from tests.conftest import NOW
from tests.journeys.demonstration import made, served

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop in this thread, where fixtures write
WORD = "ข้าวสารสามกระสอบ"
AXE = Path(settings.BASE) / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PHONE, TABLET, DESK = 390, 768, 1440
WAIT = 60_000  # ms: a worker that starts on a busy machine


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)

    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        pytest.skip(f"no browser at {path} (set CHROMIUM)")
    if not MANIFEST.exists():
        pytest.skip("the front end is not built (run.py build)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    """The demonstration behind a server of its own; see demonstration.py."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with served(made(shared)) as system:
        yield system


@pytest.fixture
def walker(chromium, demonstration):
    """walker(username, **settings) → a page on which that account has signed in, and the list of what went wrong on it."""
    contexts = []

    def walker(username, **settings):
        told = {"base_url": demonstration.address, "locale": "th-TH", "storage_state": demonstration.state(chromium, username)}
        context = chromium.new_context(viewport={"width": DESK, "height": 900}, **told, **settings)
        contexts.append(context)
        page, wrong = context.new_page(), []
        page.set_default_timeout(30_000)
        page.on("console", lambda said: wrong.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        page.on("response", lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
        page.goto("/")
        return page, wrong

    yield walker
    for context in contexts:
        context.close()


class App:
    """The app on a telephone. It shows a code each half minute, and none is taken twice: who signs in again takes the next or waits for
    it. Never an older one, although it would be taken: it may be too old by the time a busy machine has sent it."""

    def __init__(self, secret: str) -> None:
        self.key, self.given = base64.b32decode(secret), 0

    def code(self) -> str:
        step = max(self.given + 1, rules.step_of(timezone.now()))
        while step > rules.step_of(timezone.now()) + rules.DRIFT:
            time.sleep(0.2)
        self.given = step
        return rules.code_of(self.key, step)


@pytest.fixture
def app(office) -> App:
    """Somsri's."""
    secret = second_factor.new_secret()
    second_factor.share(by=users.operator(), at=NOW, user=office, secret=secret)
    return App(secret)


@pytest.fixture
def office(transactional_db):
    """The reference data, which the test before has emptied, and the officer of the provincial centre."""
    loading.load(settings.PROVINCE)
    sets.load()
    gazetteer.forget()
    operator = users.operator()
    user = users.create(by=operator, at=NOW, username="somsri", display_name="สมศรี ใจดี", password=WORD)
    users.assign(by=operator, at=NOW, user=user, role="provincial_centre", area=settings.PROVINCE)
    return user


@pytest.fixture
def worker(office, own_process):
    return own_process("import threading; from nsc.jobs import work; work.work(threading.Event(), poll=0.1)")


@pytest.fixture
def at_the_door(chromium, live_server, office):
    """at_the_door(width) → a page with the sign-in on it. Whatever the browser complains of fails the test."""
    contexts, complaints = [], []

    def at_the_door(width=1440, height=900):
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="th-TH", base_url=live_server.url)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/sign-in/")
        return page

    yield at_the_door
    for context in contexts:
        context.close()
    assert not complaints, complaints


def give_password(page) -> None:
    page.get_by_label("ชื่อผู้ใช้").fill("somsri")
    page.get_by_label("รหัสผ่าน").fill(WORD)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()


@pytest.fixture
def open_page(at_the_door, app):
    """open_page(width) → a page on which Somsri has signed in, with her password and a code."""

    def open_page(width=1440, height=900):
        page = at_the_door(width, height)
        give_password(page)
        page.wait_for_url("**/sign-in/code/")  # a code is asked for when it can be typed, and not a page earlier
        page.get_by_label("รหัสยืนยัน").fill(app.code())
        page.get_by_role("button", name="ยืนยัน").click()
        page.wait_for_url("**/overview/**")
        return page

    return open_page


@pytest.fixture
def objections():
    """What axe finds serious on a page: objections(page) → list of texts. `colours=False` saves time where they were looked
    at before, at another width."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci in frontend/)")

    def objections(page, colours=True) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        asked = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": colours}}}
        found = page.evaluate("async asked => (await axe.run(asked)).violations", asked)
        return [
            f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}"
            for one in found
            if one["impact"] in ("serious", "critical")
        ]

    return objections


@pytest.fixture
def as_(chromium, live_server, cast):
    """as_("mentor", 390) → a page on which that one of the cast has signed in; as_("") → a citizen without an account. Whatever a browser
    complains of fails the test."""
    pages: dict[str, Page] = {}
    complaints = []

    def as_(username: str, width: int = 1440) -> Page:
        if username in pages:
            return pages[username]
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="th-TH", base_url=live_server.url)
        if username:
            client = Client()
            client.force_login(cast[username])
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
            context.add_cookies([cookie | {"url": live_server.url}])
        page = pages[username] = context.new_page()
        page.set_default_timeout(WAIT)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield as_
    for page in pages.values():
        page.context.close()
    assert not complaints, complaints


def press(page: Page, name: str) -> None:
    """The button or link of that name, and what it leads to. Not an error page."""
    found = page.get_by_role("button", name=re.compile(name)).or_(page.get_by_role("link", name=re.compile(name)))
    found.filter(visible=True).first.click()
    page.wait_for_load_state()
    at_ease(page)


def go(page: Page, address: str) -> None:
    page.goto(address)
    at_ease(page)


def at_ease(page: Page) -> None:
    wrong = page.locator(".errors, .wrong, .refused").all_inner_texts()
    assert not wrong, (page.url, wrong)


def fill(page: Page, **told: object) -> None:
    """By the names of the fields; __ stands for a hyphen."""
    for name, value in told.items():
        field = page.locator(f'[name="{name.replace("__", "-")}"]').first
        if field.evaluate("it => it.tagName") == "SELECT":
            field.select_option(**value if isinstance(value, dict) else {"value": str(value)})
        else:
            field.fill(str(value))
