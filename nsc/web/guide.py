"""The written guide inside the product: docs/guide/*.md as pages, found by their words, opened by the "?" of each page."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = settings.BASE / "docs" / "guide"
INDEX = "README"  # its table orders and describes the pages
SHOWN = 2  # lines of a page in which the words stand
_ROW = re.compile(r"^\| \[(?P<title>[^\]]+)\]\((?P<name>[\w-]+)\.md\) \| (?P<about>.+) \|$", re.M)
_MARKS = re.compile(r"[*`|>#]|\]\([^)]*\)|\[")

# How the name of an address begins (the longest counts): the page of the guide that explains it. What is not here opens the index.
OF_ADDRESS = {
    "overview": "figures",
    "certified": "certified",
    "map": "figures",
    "indicators": "figures",
    "definitions": "figures",
    "household": "priority",
    "person": "priority",
    "resident": "sensitive",
    "photograph": "sensitive",
    "household-pdf": "plans",
    "household-account": "plans",
    "household-needs": "visits",
    "case": "cases",
    "plan": "plans",
    "menu": "plans",
    "visit": "visits",
    "need": "visits",
    "target": "targets",
    "referral": "referrals",
    "help": "help",
    "budget": "help",
    "unmatched": "help-lists",
    "logbook": "help-lists",
    "import-help": "help-lists",
    "right": "programmes",
    "programme": "programmes",
    "register": "programmes",
    "progress": "progress",
    "report": "progress",
    "meeting": "meetings",
    "order": "meetings",
    "import": "import",
    "builder": "builder",
    "schedule": "builder",
    "export": "exports",
    "dataset": "exports",
    "tambon-partners": "tambon-partners",
    "tambon-data": "tambon-partners",
    "offer": "tambon-partners",
    "people": "people",
    "account": "people",
    "staff": "people",
    "organisation": "people",
    "unattended": "people",
    "role": "people",
    "notice": "people",
    "settings": "people",
    "audit": "audit",
    "who-saw": "audit",
    "alert": "audit",
    "glass": "audit",
    "privacy": "privacy",
    "consent": "privacy",
    "security": "sign-in",
    "passkey": "sign-in",
    "documents": "documents",
    "letter-head": "documents",
    "components": "keyboard",
    "tambon": "tambon-profile",
    "guide": "",
}


@dataclass(frozen=True)
class Entry:
    name: str
    title: str
    about: str  # for whom, and what of
    found: tuple[str, ...] = ()  # lines in which the words asked for stand


@dataclass(frozen=True)
class Page:
    title: str
    body: SafeString
    outline: tuple[tuple[str, str], ...]  # (anchor, heading) of its sections


def address(url_name: str) -> str:
    """Where the "?" of a page leads."""
    name = OF_ADDRESS.get(max((each for each in OF_ADDRESS if url_name.startswith(each)), key=len, default=""), "")
    return reverse("guide-page", args=[name]) if name else reverse("guide")


def entries() -> tuple[Entry, ...]:
    return tuple(Entry(row["name"], row["title"], _plain(row["about"])) for row in _ROW.finditer(_text(INDEX)))


def search(words: str) -> tuple[Entry, ...]:
    """Pages in which all of the words stand, with the first lines that hold one."""
    wanted = words.casefold().split()
    return tuple(found for entry in entries() if (found := _with_lines(entry, wanted)))


def _with_lines(entry: Entry, wanted: list[str]) -> Entry | None:
    text = f"{entry.title}\n{entry.about}\n{_text(entry.name)}"
    if not all(word in text.casefold() for word in wanted):
        return None
    lines = [line for raw in _text(entry.name).splitlines() if any(word in (line := _plain(raw)).casefold() for word in wanted)]
    return Entry(entry.name, entry.title, entry.about, tuple(lines[:SHOWN]))


def page(name: str) -> Page | None:
    """None where the guide has no such page."""
    if name not in {entry.name for entry in entries()}:
        return None
    return _rendered(name, (FOLDER / f"{name}.md").stat().st_mtime)


def _text(name: str) -> str:
    path = FOLDER / f"{name}.md"
    return _read(path, path.stat().st_mtime)


@lru_cache(maxsize=64)
def _read(path: Path, changed: float) -> str:
    """`changed`: written again, it is read again."""
    return path.read_text(encoding="utf-8")


def _plain(markdown: str) -> str:
    """A line without its marks."""
    return " ".join(_MARKS.sub(" ", markdown).split()).lstrip("- ")


# No HTML of its own passes (html: False is what commonmark's preset lacks), and no picture from elsewhere.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@lru_cache(maxsize=64)
def _rendered(name: str, changed: float) -> Page:
    tokens = _markdown.parse(_text(name))
    title, outline, used = "", [], set[str]()
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            words = _words(tokens[at + 1])
            if token.tag == "h1":
                title = title or words
            else:
                anchor = _anchor(words, used)
                token.attrSet("id", anchor)
                if token.tag == "h2":
                    outline.append((anchor, words))
        for child in token.children or ():
            if child.type == "link_open":
                _lead(child)
    body = _markdown.renderer.render(_framed(_without_title(tokens), title), _markdown.options, {})
    return Page(title, mark_safe(body), tuple(outline))  # noqa: S308  made of our own files, with their HTML escaped


def _words(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _anchor(words: str, used: set[str]) -> str:
    """As GitHub makes it, so that links within the guide lead to the same place in both."""
    kept = "".join(each for each in words.lower() if each in " -_" or unicodedata.category(each)[0] in "LMN").strip().replace(" ", "-")
    anchor, number = kept, 1
    while anchor in used:
        anchor, number = f"{kept}-{number}", number + 1
    used.add(anchor)
    return anchor


def _lead(link: Token) -> None:
    """A page of the guide opens here; what the product does not hold (developers' papers) is named, not linked."""
    to, _, anchor = str(link.attrGet("href")).partition("#")
    name = to.removesuffix(".md")
    if to and name in {entry.name for entry in entries()}:
        link.attrSet("href", reverse("guide-page", args=[name]) + (f"#{anchor}" if anchor else ""))
    elif to:
        del link.attrs["href"]


def _without_title(tokens: list[Token]) -> list[Token]:
    return tokens[3:] if tokens and tokens[0].tag == "h1" else tokens


def _framed(tokens: list[Token], title: str) -> list[Token]:
    """Wide tables and listings scroll by themselves, also by keyboard."""
    framed = []
    for token in tokens:
        if token.type == "table_open":
            framed.append(_html(f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(title)}">'))
        if token.type == "fence":
            token = _html(str(format_html('<pre class="scroll" tabindex="0"><code>{}</code></pre>', token.content)))
        framed.append(token)
        if token.type == "table_close":
            framed.append(_html("</div>"))
    return framed


def _html(text: str) -> Token:
    return Token("html_block", "", 0, content=text)
