"""What a page may weigh. How quickly it paints is the benches' business (bench/paint.py): a clock in a test tells of the machine."""

import gzip
import json
import re

import pytest

from nsc.built import MANIFEST

SCRIPT = 150_000  # bytes, compressed, of an office page before a map or a chart is asked for
STYLE = 30_000
FIELD_SCRIPT = 120_000  # of the field application before a form or the map is opened
PAGES = ("/overview/", "/households/", "/cases/", "/targets/", "/referrals/", "/help/", "/indicators/", "/notices/", "/guide/")


@pytest.fixture(scope="module")
def weighed():
    """The compressed size of a file of the front end."""
    return lambda address: len(gzip.compress((MANIFEST.parent / re.sub(r".*/built/", "", address)).read_bytes(), 6))


def test_no_office_page_asks_for_more_script_or_style_than_its_budget(walker, weighed):
    page, wrong = walker("province")
    for address in PAGES:
        page.goto(address)
        asked = set(page.evaluate("performance.getEntriesByType('resource').map(each => each.name)"))  # kept copies count, too
        for ending, most in ((".js", SCRIPT), (".css", STYLE)):
            files = {url for url in asked if url.endswith(ending)}
            assert 0 < sum(map(weighed, files)) <= most, (address, files)
    assert not wrong, wrong


def test_the_field_application_opens_with_little(weighed):
    chunks = json.loads(MANIFEST.read_text())
    asked: set[str] = set()
    waits = ["src/field/main.ts"]
    while waits:
        name = waits.pop()
        if chunks[name]["file"] not in asked:
            asked.add(chunks[name]["file"])
            waits += chunks[name].get("imports", [])
    assert not any("leaflet" in file or "Forms" in file for file in asked)
    assert 0 < sum(map(weighed, asked)) <= FIELD_SCRIPT, asked


def test_what_only_some_need_comes_when_they_ask_for_it(walker):
    page, wrong = walker("province")
    asked: list[str] = []
    page.goto("/indicators/")
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".asks-for-help > summary").click()
    page.locator(".asks-for-help [data-tour]").click()
    page.locator(".tour").wait_for()
    assert any("/assets/tour-" in url for url in asked) and not wrong


def test_a_page_and_all_it_needs_come_from_one_place(walker, demonstration):
    page, wrong = walker("province")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/overview/")
    assert asked and all(url.startswith(demonstration.address) for url in asked) and not wrong
