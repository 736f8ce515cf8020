"""What surrounds every page, in a real browser: charts saved as files, keys, the walk of a first visit, parts that come later or never."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE

SVG = "{http://www.w3.org/2000/svg}"
SHIFTS = """() => { window.shifts = []; new PerformanceObserver(list => {
  for (const each of list.getEntries()) window.shifts.push(each.value) }).observe({type: "layout-shift"}) }"""
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
SLOWLY = """html => { window.fetch = async () => { await new Promise(done => setTimeout(done, 450)); return new Response(html) } }"""
LATER = """html => { const box = document.createElement("div"); box.innerHTML = html;
  document.querySelector("main h1").after(box); htmx.process(box) }"""


@pytest.fixture
def page(walker):
    """The governor's; whatever the browser complains of fails the test."""
    page, wrong = walker("governor")
    yield page
    assert not wrong, wrong


def saved(page, figure, kind) -> bytes:
    figure.locator(".save > summary").click()
    with page.expect_download() as download:
        figure.locator(f"[data-save={kind}]").click()
    assert re.fullmatch(r"[^/\\]+-\d{4}-\d\d-\d\d\." + kind, download.value.suggested_filename)
    return download.value.path().read_bytes()


@pytest.mark.parametrize(("width", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_every_chart_is_saved_as_picture_and_numbers_with_its_source(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto("/components/")
    figures = page.locator(".figure:has(.save)")
    assert figures.count() >= 11
    for figure in figures.all():
        title = " ".join(figure.locator("h2").text_content().split())
        drawn = ElementTree.fromstring(saved(page, figure, "svg"))
        said = " ".join(each.text or "" for each in drawn.iter(f"{SVG}text"))
        assert drawn.find(f"{SVG}title").text == title
        assert "จังหวัดนครสวรรค์" in said and "จปฐ. 2561" in said and "คนจนเป้าหมาย" in said, title
        assert drawn.find(f"{SVG}rect").get("fill") == "#fbfcfb" and len(list(drawn.iter(f"{SVG}path"))) > 2, title
        picture = Image.open(io.BytesIO(saved(page, figure, "png")))
        assert abs(picture.width - 2 * float(drawn.get("width"))) <= 2 and abs(picture.height - 2 * float(drawn.get("height"))) <= 2
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 20, title
        numbers = saved(page, figure, "csv")
        assert numbers.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(numbers.decode("utf-8-sig"))))
        assert rows[0] and rows[1] and [title] in rows, title


def test_numbers_are_numbers_and_what_would_run_is_a_text(page):
    page.goto("/components/")
    figure = page.locator(".figure:has(table.bars)").first
    figure.evaluate("""figure => { const cells = figure.querySelectorAll('tbody td.number');
      cells[0].textContent = '1,234,567'; cells[1].innerHTML = '<span class="unknown">–</span>'; cells[2].textContent = '−3.5%';
      figure.querySelector('tbody th').textContent = '=HYPERLINK("x")' }""")
    rows = list(csv.reader(io.StringIO(saved(page, figure, "csv").decode("utf-8-sig"))))
    assert rows[1] == ['\'=HYPERLINK("x")', "1234567", ""] and rows[2][1] == "-3.5"


def test_keys_lead_to_every_place_and_can_be_switched_off(page, objections):
    page.goto("/definitions/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert objections(page) == []
    page.keyboard.press("g")
    page.keyboard.press("m")
    assert page.url.endswith("/definitions/")  # not while a dialog is open
    page.keyboard.press("Escape")
    # by the place of the key where the keyboard writes Thai
    for key, code in (("เ", "KeyG"), ("ท", "KeyM")):
        page.evaluate("([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true}))", [key, code])
    page.wait_for_url("**/map/**")
    # while typing they are letters
    page.keyboard.press("/")
    page.keyboard.type("g?")
    expect(page.locator("#search input[type=search]")).to_have_value("g?")
    expect(page.locator("#keys")).to_be_hidden()
    # and off they stay off, on every page, until switched on again
    page.goto("/settings/")
    page.locator("#keys-in-settings").uncheck()
    page.goto("/definitions/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()
    page.goto("/settings/")
    page.locator("#keys-in-settings").check()
    page.keyboard.press("Tab")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_walk_of_a_first_visit_is_taken_once_and_again_when_asked_for(page, objections, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/overview/")
    assert objections(page) == []
    page.locator("[data-invite] [data-tour]").click()
    card = page.locator(".tour")
    card.wait_for()
    assert objections(page) == []
    steps = int(card.locator("[data-count]").text_content().split("/")[1])
    assert 3 <= steps <= 5
    for number in range(1, steps + 1):
        expect(card.locator("[data-count]")).to_have_text(f"{number} / {steps}")
        expect(page.locator(".pointed-at")).to_have_count(1)
        expect(page.locator("#tour-title")).to_be_focused()
        box, pointed = card.bounding_box(), page.locator(".pointed-at").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] >= 0
        middle = (pointed["x"] + pointed["width"] / 2, pointed["y"] + pointed["height"] / 2)
        assert not (box["x"] < middle[0] < box["x"] + box["width"] and box["y"] < middle[1] < box["y"] + box["height"]), number
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(page.locator(".pointed-at")).to_have_count(0)
    page.reload()
    expect(page.locator("[data-invite]")).to_have_count(0)
    page.locator(".asks-for-help > summary").click()
    page.locator(".asks-for-help [data-tour]").click()
    card.wait_for()


def test_a_request_that_fails_says_so_in_thai_and_is_made_again(walker):
    page, _complaints = walker("governor")  # the browser complains of what is broken on purpose
    page.goto("/definitions/")
    page.route("**/search/**", lambda route: route.abort())
    page.locator("#search input[type=search]").type("ไพศาลี")
    toast = page.locator(".toasts .toast")
    expect(toast).to_have_count(1)
    expect(toast).to_contain_text("ต่อกับระบบไม่ได้")
    page.unroute("**/search/**")
    toast.get_by_role("button", name="ลองใหม่").click()
    page.locator(".found a").first.wait_for()
    expect(toast).to_have_count(0)
    # what answers with a page of errors does not put it into the part
    page.route("**/search/**", lambda route: route.fulfill(status=500, content_type="text/html", body="<!doctype html><h1>500</h1>"))
    page.locator("#search input[type=search]").type(" ")
    page.locator("#search input[type=search]").type("ต")
    expect(toast).to_contain_text("ขัดข้อง")
    expect(page.locator(".found").first).not_to_contain_text("500")


def test_what_comes_later_keeps_its_place_says_so_and_moves_nothing(page):
    page.goto("/definitions/")
    rows = "".join(f"<p>แถวที่ {n}</p>" for n in range(5))
    answer = f'<div id="came" data-announce="พบ 5 แถว">{rows}</div>'
    height = page.evaluate(
        "html => { const box = document.createElement('div'); box.innerHTML = html; document.querySelector('main').append(box);"
        "const high = box.offsetHeight; box.remove(); return high }",
        answer,
    )
    page.evaluate(SLOWLY, answer)
    old = f'<div id="part" data-skeleton="lines">{rows}</div><button id="ask" hx-get="/part/" hx-target="#part">ดู</button><p>ข้างล่าง</p>'
    page.evaluate(LATER, old)
    page.evaluate(SETTLED)
    page.evaluate(SHIFTS)
    page.locator("#ask").click()
    meanwhile = page.wait_for_function(
        "() => { const part = document.querySelector('#part');"
        "return part?.querySelector('.skeleton') && [part.getAttribute('aria-busy'), part.getBoundingClientRect().height] }"
    ).json_value()  # in one look: it is soon over
    assert meanwhile[0] == "true" and meanwhile[1] >= height - 1
    page.locator("#came").wait_for()
    page.wait_for_function("!document.querySelector('#part').hasAttribute('aria-busy')")
    page.evaluate(SETTLED)
    assert page.evaluate("window.shifts") == []
    expect(page.locator("#announced")).to_have_text("พบ 5 แถว")
    expect(page.locator("#ask")).to_be_focused()
