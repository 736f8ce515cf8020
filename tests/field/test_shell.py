"""The page of the field application: the same for everybody, holding nothing of anybody, all it needs named."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from nsc import built, csp

pytestmark = pytest.mark.django_db
KEPT = ("/field/", "/field/manifest.webmanifest", "/field/worker.js", "/field/files.json")


@pytest.fixture
def manifest(tmp_path, monkeypatch) -> Path:
    """The application as Vite builds it: an entry, a chunk that both share, a screen that is loaded later."""
    made = {
        built.FIELD: {
            "file": "assets/main-AAAAAAAA.js",
            "isEntry": True,
            "imports": ["_vault.js"],
            "dynamicImports": ["src/field/map.ts"],
            "css": ["assets/main-BBBBBBBB.css"],
            "assets": ["assets/sarabun-thai-400-normal-CCCCCCCC.woff2", "assets/sarabun-thai-600-normal-DDDDDDDD.woff2"],
        },
        "src/field/map.ts": {"file": "assets/map-EEEEEEEE.js", "imports": ["_vault.js"], "css": ["assets/map-FFFFFFFF.css"]},
        "_vault.js": {"file": "assets/vault-GGGGGGGG.js", "css": ["assets/vault-HHHHHHHH.css"]},
        built.WORKER: {"file": "assets/worker-IIIIIIII.js", "isEntry": True, "imports": ["_vault.js"]},
    }
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(made))
    monkeypatch.setattr(built.built, "__defaults__", (path, built.OFFICE))
    return path


@pytest.fixture
def not_built(tmp_path, monkeypatch):
    monkeypatch.setattr(built.built, "__defaults__", (tmp_path / "none.json", built.OFFICE))


def text(client, address: str) -> str:
    return client.get(address).content.decode()


def test_it_is_served_to_anybody_and_is_the_same_for_all(client, manifest, somjai, django_assert_num_queries):
    with django_assert_num_queries(0):
        strangers = text(client, "/field/")
    client.force_login(somjai)
    assert text(client, "/field/") == strangers
    assert "สมใจ" not in strangers and "csrf" not in strangers.lower()


def test_it_names_its_script_styles_and_type_and_has_nothing_inline(client, manifest):
    page = text(client, "/field/")
    assert '<script type="module" src="/static/built/assets/main-AAAAAAAA.js"></script>' in page
    assert all(f'rel="stylesheet" href="/static/built/assets/{name}"' in page for name in ("main-BBBBBBBB.css", "vault-HHHHHHHH.css"))
    assert "map-FFFFFFFF" not in page and "sarabun-thai-400" in page and "sarabun-thai-600" not in page
    assert not re.search(r"<style|style=|<script>|\son\w+=", page) and 'id="app"' in page
    assert f'data-app="{built.field_version()}"' in page and re.fullmatch("[0-9a-f]{12}", built.field_version())


def test_before_it_is_built_it_says_so(client, not_built):
    page = text(client, "/field/")
    assert "ยังไม่พร้อม" in page and "<script" not in page
    assert "throw" in text(client, "/field/worker.js")  # a phone keeps the worker that it has


def test_the_policy_is_of_these_pages_alone(client, manifest, desk):
    told = client.get("/field/")
    rules = dict(rule.split(" ", 1) for rule in told["Content-Security-Policy"].split("; "))
    office = dict(rule.split(" ", 1) for rule in csp.POLICY.split("; "))
    assert {kind: rule for kind, rule in rules.items() if rule != office.get(kind)} == {
        "img-src": "'self' blob:",
        "media-src": "'self' blob:",
    }
    allowed = set(re.findall(r"([\w-]+)=\(self\)", told["Permissions-Policy"]))
    assert allowed == {"camera", "geolocation", "microphone", "publickey-credentials-create", "publickey-credentials-get"}
    assert "payment=()" in told["Permissions-Policy"]
    office_page = desk.get("/definitions/")
    assert office_page["Content-Security-Policy"] == csp.POLICY and "camera=()" in office_page["Permissions-Policy"]


def test_what_installs_it_names_icons_that_are_there(client):
    told = client.get("/field/manifest.webmanifest")
    assert told["Content-Type"] == "application/manifest+json"
    said = json.loads(told.content)
    assert said["start_url"] == said["scope"] == said["id"] == "/field/" and said["display"] == "standalone"
    assert {(each["sizes"], each["purpose"]) for each in said["icons"]} == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    for each in said["icons"]:
        with Image.open(finders.find(each["src"].removeprefix("/static/"))) as icon:
            assert "{}x{}".format(*icon.size) == each["sizes"] and icon.format == "PNG"


def test_the_worker_is_a_script_of_its_own_folder_and_another_one_with_every_change(client, manifest):
    told = client.get("/field/worker.js")
    assert told["Content-Type"].startswith("text/javascript")
    assert told.content.decode() == f'import "/static/built/assets/worker-IIIIIIII.js"; // {built.field_version()}\n'
    changed = manifest.read_text().replace("map-EEEEEEEE", "map-ZZZZZZZZ")
    built._read.clear()
    manifest.write_text(changed)
    assert client.get("/field/worker.js").content != told.content


def test_the_cache_is_told_all_that_is_needed_without_a_connection(client, manifest):
    told = json.loads(text(client, "/field/files.json"))
    names = ("main-AAAAAAAA.js", "vault-GGGGGGGG.js", "map-EEEEEEEE.js", "main-BBBBBBBB.css", "map-FFFFFFFF.css", "vault-HHHHHHHH.css")
    assert told["version"] == built.field_version() and len(told["files"]) == len(set(told["files"]))
    assert {f"/static/built/assets/{name}" for name in names} <= set(told["files"])
    assert {"/field/", "/field/manifest.webmanifest", "/static/built/assets/sarabun-thai-600-normal-DDDDDDDD.woff2"} <= set(told["files"])
    named = re.findall(r'(?:href|src)="([^"]+)"', text(client, "/field/"))
    assert set(named) <= set(told["files"])


@pytest.mark.parametrize("address", KEPT)
def test_a_browser_may_keep_it_and_asks_whether_it_is_still_so(client, manifest, address):
    told = client.get(address)
    assert told["Cache-Control"] == "no-cache" and told["X-Content-Type-Options"] == "nosniff"
    again = client.get(address, headers={"if-none-match": told["ETag"]})
    assert again.status_code == 304 and not again.content
    assert client.post(address).status_code == 405


def test_the_office_has_a_way_there_for_who_makes_visits(enter, somjai, auditor):
    assert 'href="/field/"' in text(enter(somjai), "/definitions/")
    assert 'href="/field/"' not in text(enter(auditor), "/definitions/")
