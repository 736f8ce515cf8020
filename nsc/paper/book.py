"""One PDF of many: the pages of each behind those before, its bookmarks in the list beside the pages. Written as they come, so that the
memory does not grow with the pages."""

import re
from types import TracebackType
from typing import IO

from nsc.paper import objects
from nsc.paper.objects import Objects

PAGES, CATALOG, OUTLINES, FIRST = 1, 2, 3, 4  # numbers of objects; of what is added, from FIRST on
_LINKS = re.compile(rb"/(?:Parent|Next|Prev) \d+ 0 R")


class Book:
    """`with Book(file) as book: book.add(pdf)`. What was added before an error is no PDF: its table comes at the end."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._at: dict[int, int] = {}
        self._next = FIRST
        self._pages: list[tuple[int, int]] = []  # a branch of pages, and how many
        self._marks: list[bytes] = []
        self._written = out.write(objects.HEAD)

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._close()

    def add(self, pdf: bytes) -> None:
        """By pdf.made, untagged: the tree of tags is one for a whole file, and these are not joined."""
        added = objects.read(pdf)
        root = added.bodies[_number(rb"/Root (\d+) 0 R", added.trailer)]
        branch, marks = _number(rb"/Pages (\d+) 0 R", root), _bookmarks(added, root)
        start = self._next - 1
        self._next += max(added.bodies)
        left = {
            _number(rb"/Root (\d+) 0 R", added.trailer),
            *(int(each) for each in re.findall(rb"/(?:Info|Metadata|Outlines) (\d+) 0 R", added.trailer + root)),
            *marks,
        }
        for number, body in added.bodies.items():
            if number in left:
                continue
            said = objects.renumbered(body, lambda old: old + start)
            if number == branch:
                said = said.rstrip()[:-2] + b"/Parent %d 0 R>>" % PAGES
                self._pages.append((number + start, _number(rb"/Count (\d+)", body)))
            self._put(number + start, said)
        self._marks += [objects.renumbered(_LINKS.sub(b"", added.bodies[each]), lambda old: old + start) for each in marks]

    def _put(self, number: int, body: bytes) -> None:
        self._at[number] = self._written
        self._written += self._out.write(objects.one(number, body))

    def _close(self) -> None:
        kids = b" ".join(b"%d 0 R" % number for number, _count in self._pages)
        self._put(PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (sum(count for _number, count in self._pages), kids))
        first, last = self._next, self._next + len(self._marks) - 1
        for number, mark in enumerate(self._marks, start=first):
            links = b"/Parent %d 0 R" % OUTLINES
            links += b"/Prev %d 0 R" % (number - 1) if number > first else b""
            links += b"/Next %d 0 R" % (number + 1) if number < last else b""
            self._put(number, mark.rstrip()[:-2] + links + b">>")
        beside = b""
        if self._marks:
            self._put(OUTLINES, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (first, last, len(self._marks)))
            beside = b"/Outlines %d 0 R/PageMode/UseOutlines" % OUTLINES
        self._put(CATALOG, b"<</Type/Catalog/Pages %d 0 R/Lang(th)%s>>" % (PAGES, beside))
        self._out.write(objects.table(self._at, b"<</Size 0/Root %d 0 R>>" % CATALOG, self._written))


def _bookmarks(added: Objects, root: bytes) -> list[int]:
    """In their order. Those below others are not written by our templates."""
    found = re.search(rb"/Outlines (\d+) 0 R", root)
    at = re.search(rb"/First (\d+) 0 R", added.bodies[int(found[1])]) if found else None
    marks = []
    while at:
        marks.append(int(at[1]))
        at = re.search(rb"/Next (\d+) 0 R", added.bodies[marks[-1]])
    return marks


def _number(pattern: bytes, text: bytes) -> int:
    found = re.search(pattern, text)
    if not found:
        raise ValueError(f"a PDF without {pattern!r}")
    return int(found[1])
