"""What no template may hold."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

import nsc.web
from nsc.web.icons import ICONS

ROOT = Path(nsc.web.__file__).parent / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
THAI = re.compile("[ก-๙]")
SAID = re.compile(r"{%\s*blocktranslate.*?endblocktranslate\s*%}|{%.*?%}|{#.*?#}", re.S)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_nothing_is_styled_or_run_inline(template):
    text = template.read_text()
    assert not re.search(r"\sstyle\s*=|<style|\son(?!e=)[a-z]+\s*=|javascript:|hx-on|<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_nothing_is_fetched_from_elsewhere(template):
    assert not re.search(r"(src|href|action)\s*=\s*[\"']?(https?:)?//", template.read_text())


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_nothing_passes_the_escaping(template):
    assert not re.search(r"\|\s*safe\b|autoescape off", template.read_text())


@pytest.mark.parametrize("template", [t for t in TEMPLATES if t.name != "components.html"], ids=named)
def test_every_thai_word_goes_through_translation(template):
    assert not THAI.search(SAID.sub("", template.read_text()))


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_every_template_can_be_read(template):
    get_template(named(template))


def test_every_icon_stays_on_its_grid():
    for name, path in ICONS.items():
        assert re.fullmatch(r"[MLHVCSAZmlhvcsaz0-9 .,-]+", path), name
