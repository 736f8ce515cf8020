"""Everyone of the demonstration walks through their own places in a real browser, on a telephone, a tablet and a desk: nothing breaks, runs
over the edge, or keeps out who reads with the ears."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from nsc.ops.demo import ACCOUNTS
from tests.journeys.conftest import DESK, PHONE, TABLET

pytestmark = pytest.mark.walk
LOOKS = {DESK: 4, PHONE: 2}  # for how many roles axe looks at an address at that width; between the two the layout is one of them
ALWAYS = ("/notices/", "/settings/", "/guide/", "/roles/")
LINKS = "main :is(tbody, .cards-of, .told, .lines, .case) a[href^='/']"
_looked: Counter[tuple[str, int]] = Counter()
RECORD = re.compile(r"/(\d+|[a-z]+-\d+)/$")


def places(page) -> list[str]:
    """What the rail offers, and what everyone has."""
    found = page.locator(".rail a.item").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    return list(dict.fromkeys([*found, *ALWAYS]))


def first_record(page) -> str:
    """The address of the first record that a list on this page leads to."""
    hrefs = page.locator(LINKS).evaluate_all("all => all.map(each => each.getAttribute('href'))")
    return next((href for href in hrefs if RECORD.search(urlsplit(href).path)), "")


def look(page, objections, widths=(DESK, TABLET, PHONE), looks=LOOKS) -> list[str]:
    """What is wrong with the page that is open, at each width."""
    wrong = []
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.url}: {page.locator('h1').count()} headings of the first level")
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth") - width
        if over > 0:
            wrong.append(f"{page.url} at {width}: {over} px over the edge")
        kind = (re.sub(r"\d+", "0", urlsplit(page.url).path), width)
        if _looked[kind] < looks.get(width, 0):
            _looked[kind] += 1
            wrong += [f"{page.url} at {width}: {each}" for each in objections(page, colours=width == DESK)]
    return wrong


def walk(page, objections, **how) -> tuple[int, list[str]]:
    """Through all places and the first record of each. (pages looked at, what was wrong)."""
    wrong, seen = [], set()
    for place in places(page):
        for address in (place, None):
            address = address or first_record(page)
            if not address or urlsplit(address).path in seen:
                continue
            seen.add(urlsplit(address).path)
            page.goto(address)
            wrong += look(page, objections, **how)
    return len(seen), wrong


@pytest.mark.parametrize("username", [account[0] for account in ACCOUNTS])
def test_each_role_finds_its_places_whole_at_every_width(walker, objections, username):
    page, broken = walker(username)
    looked, wrong = walk(page, objections)
    assert not broken + wrong, "\n".join(broken + wrong)
    assert looked > len(ALWAYS)


def test_in_english_nothing_runs_over_the_edge(walker, objections):
    page, broken = walker("province")
    page.goto("/settings/")
    page.locator("summary.who").click()
    page.get_by_role("button", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    _looked, wrong = walk(page, objections, looks={})
    assert not broken + wrong, "\n".join(broken + wrong)


def test_in_the_dark_everything_can_be_read(walker, objections):
    page, broken = walker("province", color_scheme="dark")
    _looked, wrong = walk(page, objections, widths=(DESK,), looks={DESK: len(ACCOUNTS) + 1})
    assert not broken + wrong, "\n".join(broken + wrong)
