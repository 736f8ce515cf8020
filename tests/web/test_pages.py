"""Every page renders, names itself, and keeps to the policy."""

import re

import pytest
from django.template import Context, Template
from django.urls import reverse

from nsc import built as front_end
from nsc.csp import POLICY
from nsc.web import pages, samples

PLACES = ["overview", "map", "households", "indicators", "import", "definitions", "components"]
pytestmark = pytest.mark.django_db


def body(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def addresses() -> list[str]:
    return [f"/{place}/" for place in PLACES] + [f"/components/{name}/" for name in samples.PAGES]


@pytest.mark.parametrize("address", addresses())
def test_every_page_has_a_title_one_heading_a_main_part_and_a_way_past_the_menu(desk, address):
    text = body(desk.get(address))
    assert re.search(r"<title>\s*\S", text) and 'lang="th"' in text
    assert len(re.findall(r"<main\b", text)) == 1 and 'class="skip" href="#main"' in text
    assert address == "/components/" or len(re.findall(r"<h1\b", text)) == 1


@pytest.mark.parametrize("address", addresses())
def test_no_page_carries_anything_the_policy_forbids(desk, address):
    response = desk.get(address)
    assert response.headers["Content-Security-Policy"] == POLICY and "unsafe" not in POLICY
    assert not re.search(r"<[^>]*\sstyle=|<style|<[^>]*\son\w+=|<script(?![^>]*\ssrc=)", response.content.decode())


@pytest.mark.parametrize("address", addresses())
def test_every_control_and_picture_has_a_name_and_no_two_things_share_an_id(desk, address):
    text = body(desk.get(address))
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    labelled = set(re.findall(r'<label[^>]*\sfor="([^"]+)"', text))
    wrapped = "".join(re.findall(r"<label(?![^>]*\sfor=).*?</label>", text, re.S))
    for control in re.findall(r"<(?:input|select|textarea)\b[^>]*>", text):
        own = re.search(r'\sid="([^"]+)"', control)
        assert 'type="hidden"' in control or "aria-label=" in control or (own and own[1] in labelled) or control in wrapped, control
    for picture in re.findall(r"<svg\b[^>]*>", text):
        assert 'aria-hidden="true"' in picture or "aria-label=" in picture, picture


@pytest.mark.parametrize("address", ["/overview/", "/components/", "/search/"])
def test_a_stranger_is_sent_to_the_door(client, address):
    assert client.get(address)["Location"].startswith(reverse("sign-in"))


def test_home_is_the_overview(desk):
    assert desk.get("/")["Location"] == reverse("overview")


def test_the_menu_carries_area_round_and_definition_along(desk):
    text = body(desk.get("/overview/?area=6009&round=2561&poor=target"))
    assert 'href="/map/?area=6009&amp;round=2561&amp;poor=target"' in text


def test_without_the_built_front_end_pages_are_plain_but_there(desk, monkeypatch, tmp_path):
    monkeypatch.setattr("nsc.web.shell.built", lambda: front_end.built(tmp_path / "manifest.json"))
    text = body(desk.get("/components/overview/"))
    assert "stylesheet" not in text and "20,005" in text


def test_the_manifest_names_the_files_of_the_page(tmp_path):
    manifest = tmp_path / "manifest.json"
    manifest.write_text(
        '{"src/app.ts": {"file": "assets/a-1.js", "css": ["assets/a-2.css"], "assets": ["assets/sarabun-thai-400-x.woff2"]}}'
    )
    files = front_end.built(manifest)
    assert files.script.endswith("/built/assets/a-1.js") and files.styles[0].endswith("a-2.css") and len(files.fonts) == 1


HOSTILE = '<script>alert("x")</script>'


@pytest.mark.parametrize(
    "tag",
    [
        "{% lead figure %}",
        "{% stat figure %}",
        "{% chip chip %}",
        "{% crumbs crumbs %}",
        "{% bars counts bad bad %}",
        "{% funnel counts bad %}",
        "{% timeline events %}",
        "{% reasons why 3 bad %}",
        "{% area_table areas bad bad %}",
        "{% year_grid years numbers bad %}",
        "{% figure bad bad bad %}x{% endfigure %}",
        "{% dialog 'd' bad %}x{% enddialog %}",
        "{% empty bad %}x{% endempty %}",
        "{% progress work %}",
        "{% choropleth map %}",
        "{% icon 'close' '' bad %}",
    ],
)
def test_what_came_from_a_file_is_shown_and_never_run(tag):
    shape = samples.Shape("1", HOSTILE, "M0 0l9 0 0 9z", 1, 1, 1.0, "#")
    given = {
        "bad": HOSTILE,
        "figure": pages.Figure(HOSTILE, 1, HOSTILE, text=HOSTILE, source=HOSTILE, href='"><script>'),
        "chip": pages.Chip(HOSTILE, "?"),
        "crumbs": (pages.Crumb(HOSTILE, "?"),),
        "counts": (pages.Count(HOSTILE, 1), pages.Count(HOSTILE, 2)),
        "events": (pages.Event(None, HOSTILE, HOSTILE),),
        "why": (pages.Reason(HOSTILE, 3),),
        "areas": (pages.AreaRow("1", HOSTILE, 1.0, 1),),
        "years": (pages.YearRow(HOSTILE, (True,), answers=(HOSTILE,)),),
        "numbers": (2561,),
        "work": pages.Progress(HOSTILE, 1, 2, note=HOSTILE),
        "map": pages.AreaMap(HOSTILE, HOSTILE, (shape,), (), 9, 9),
    }
    text = Template("{% load parts %}" + tag).render(Context(given))
    assert "<script" not in text and "&lt;script" in text


def test_an_unknown_count_is_said_and_a_nought_is_written():
    text = Template("{% load parts %}{% bars counts 'มิติ' 'คน' %}").render(
        Context({"counts": (pages.Count("ก", None), pages.Count("ข", 0))})
    )
    assert "ไม่ทราบ" in text and "<b>0</b>" in text


def test_a_funnel_of_nothing_divides_by_nothing():
    steps = (pages.Count("ก", 0), pages.Count("ข", 0), pages.Count("ค", None))
    assert "ไม่ทราบ" in Template("{% load parts %}{% funnel steps 'ครัวเรือน' %}").render(Context({"steps": steps}))


def test_typing_the_name_of_a_place_brings_it(desk):
    text = body(desk.post("/search/?round=2561", {"q": "ไพศาลี"}, headers={"HX-Request": "true"}))
    assert "อำเภอ<mark>ไพศาลี</mark>" in text and "<html" not in text and "area=6009&amp;round=2561" in text


def test_what_was_searched_is_escaped(desk):
    assert "<script>alert" not in body(desk.post("/search/", {"q": HOSTILE}))


def test_a_search_that_finds_one_place_goes_there(desk):
    assert desk.post("/search/?round=2561", {"q": "60090801"})["Location"] == "/overview/?area=60090801&round=2561"


def test_an_address_that_is_not_there_is_explained_in_thai(desk, settings):
    settings.DEBUG = False
    response = desk.get("/nowhere/")
    assert response.status_code == 404 and "ไม่พบหน้าที่ต้องการ" in response.content.decode()


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_neither_request_nor_database(code, django_assert_num_queries):
    from django.template.loader import render_to_string

    with django_assert_num_queries(0):
        assert "ไปหน้าแรก" in render_to_string(f"{code}.html")
