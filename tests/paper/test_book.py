"""Many papers bound in one file: every page and bookmark of each is there, and none of the files' own tables."""

import io
import re

import pytest

from nsc.paper import objects, pdf
from nsc.paper.book import Book
from tests.paper.text_layer import text


def record(name: str, lines: int = 1) -> dict[str, object]:
    rows = [[str(at), f"น้ำ{name}"] for at in range(lines)]
    section = {"title": "ทั้งสิ้น", "headings": ["ที่", "คำ"], "widths": [1, 4], "rows": rows}
    return {
        "title": "แฟ้ม",
        "bookmark": f"(ครัว) {name} 5 0 R",
        "subtitle": "",
        "meta": [],
        "foot": "ท้าย",
        "page": "หน้า",
        "sections": [section],
    }


def bound(*files: list[dict[str, object]]) -> bytes:
    out = io.BytesIO()
    with Book(out) as book:
        for each in files:
            book.add(pdf.made("records", {"title": "แฟ้ม", "records": each}, is_tagged=False))
    return out.getvalue()


def bookmarks(content: bytes) -> list[tuple[str, int]]:
    """What each says, and the page it opens."""
    bodies = objects.read(content).bodies
    at = next(body for body in bodies.values() if b"/Type/Outlines" in body)
    kids = [int(each) for branch in re.findall(rb"(\d+) 0 R", bodies[1].partition(b"/Kids")[2]) for each in _kids(bodies[int(branch)])]
    found, number = [], int(re.search(rb"/First (\d+)", at)[1])
    while number:
        body = bodies[number]
        raw = re.search(rb"/Title<FEFF(\w+)>", body)[1]
        opens = bodies[int(re.search(rb"/Dest (\d+) 0 R", body)[1])]
        found.append((bytes.fromhex(raw.decode()).decode("utf-16-be"), kids.index(int(re.search(rb"(\d+) 0 R", opens)[1])) + 1))
        following = re.search(rb"/Next (\d+)", body)
        number = int(following[1]) if following else 0
    assert int(re.search(rb"/Count (\d+)", at)[1]) == len(found)
    return found


def _kids(branch: bytes) -> list[bytes]:
    return re.findall(rb"(\d+) 0 R", branch.partition(b"/Kids[")[2].partition(b"]")[0])


@pytest.fixture(scope="module")
def book() -> bytes:
    return bound([record("ก"), record("ข", 60)], [record("ค")])


def test_each_is_found_by_its_bookmark_on_its_first_page(book):
    assert bookmarks(book) == [("(ครัว) ก 5 0 R", 1), ("(ครัว) ข 5 0 R", 2), ("(ครัว) ค 5 0 R", 4)]


def test_each_counts_its_own_pages_and_says_what_it_said(book):
    found = text(book)
    assert [found.count(f"น้ำ{name}") for name in "กขค"] == [1, 60, 1]
    assert re.findall("หน้า (./.)", found) == ["๑/๑", "๑/๒", "๒/๒", "๑/๑"]


def test_all_that_is_referred_to_is_there(book):
    bodies = objects.read(book).bodies
    heads = [body.partition(b"stream")[0] if objects.is_stream(body) else body for body in bodies.values()]
    asked = {int(each) for head in heads for each in re.findall(rb"(?<!\()\b(\d+) 0 R", re.sub(rb"/Title<\w+>", b"", head))}
    assert asked - bodies.keys() == set()


def test_after_an_error_there_is_no_book():
    out = io.BytesIO()
    with pytest.raises(ZeroDivisionError), Book(out):
        raise ZeroDivisionError
    with pytest.raises(ValueError, match="table"):
        objects.read(out.getvalue())
