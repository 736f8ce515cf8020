"""The objects of a PDF as Typst writes it: a classic table of offsets, generation 0, no object streams. No general reader.

Read, changed and written again: that is all that searchable text (text_layer.py) and a book of many papers (book.py) need.
"""

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

HEAD = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"
REFERENCE = re.compile(rb"(\d+) 0 R\b")
_STRING_OR_REFERENCE = re.compile(rb"\(|(\d+) 0 R\b")
_IN_A_STRING = re.compile(rb"\\.|[()]", re.S)


@dataclass(frozen=True)
class Objects:
    """`bodies`: by number, without `obj` and `endobj`. `trailer`: the dictionary that names the root."""

    bodies: dict[int, bytes]
    trailer: bytes


def read(pdf: bytes) -> Objects:
    """Raises ValueError for what Typst does not write."""
    start = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", pdf)
    table = start and re.compile(rb"xref\s+0 (\d+)\s+").match(pdf, int(start[1]))
    if not table:
        raise ValueError("a PDF without a table of its objects")
    rows = pdf[table.end() :][: int(table[1]) * 20]
    at = {number: int(rows[number * 20 : number * 20 + 10]) for number in range(1, int(table[1])) if rows[number * 20 + 17 :][:1] == b"n"}
    ends = dict(zip(sorted(at.values()), [*sorted(at.values())[1:], int(start[1])], strict=True))
    bodies = {}
    for number, offset in at.items():
        found = re.compile(rb"%d 0 obj\s*(.*)\s*endobj\s*\Z" % number, re.S).match(pdf, offset, ends[offset])
        if not found:
            raise ValueError(f"a PDF whose object {number} is not where its table says")
        bodies[number] = found[1]
    trailer = re.search(rb"trailer\s*(<<.*>>)\s*startxref", pdf[table.end() :], re.S)
    if not trailer:
        raise ValueError("a PDF without a trailer")
    return Objects(bodies, trailer[1])


def written(objects: Objects) -> bytes:
    out, at = bytearray(HEAD), {}
    for number in sorted(objects.bodies):
        at[number] = len(out)
        out += one(number, objects.bodies[number])
    return bytes(out) + table(at, objects.trailer, len(out))


def one(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n\n" % (number, body.rstrip(b"\n") if not body.endswith(b"endstream") else body)


def table(at: Mapping[int, int], trailer: bytes, start: int) -> bytes:
    """`at`: where each object begins. `start`: where this table begins."""
    size = max(at) + 1
    rows = [b"0000000000 65535 f\r\n"] + [
        b"%010d 00000 n\r\n" % at[number] if number in at else b"0000000000 65535 f\r\n" for number in range(1, size)
    ]
    said = re.sub(rb"/Size \d+", b"/Size %d" % size, trailer)
    return b"xref\n0 %d\n%strailer\n%s\nstartxref\n%d\n%%%%EOF" % (size, b"".join(rows), said, start)


def is_stream(body: bytes) -> bool:
    return body.rstrip().endswith(b"endstream")


def stream(body: bytes) -> bytes:
    """What it holds, unpacked."""
    head, _, rest = body.partition(b"stream")
    data = rest.lstrip(b"\r")[1:]
    length = re.search(rb"/Length (\d+)", head)
    if not length:
        raise ValueError("a stream in a PDF that does not say how long it is")
    data = data[: int(length[1])]
    return zlib.decompress(data) if b"/FlateDecode" in head else data


def with_stream(body: bytes, content: bytes) -> bytes:
    """The same object holding something else, packed."""
    head = body.partition(b"stream")[0]
    data = zlib.compress(content)
    head = re.sub(rb"/Length \d+", b"/Length %d" % len(data), head)
    if b"/FlateDecode" not in head:
        head = head.rstrip()[:-2] + b"/Filter/FlateDecode>>\n"
    return head + b"stream\n" + data + b"\nendstream"


def renumbered(body: bytes, number: Callable[[int], int]) -> bytes:
    """With other numbers behind its references; what stands in a string stays."""
    if is_stream(body):
        head, mark, rest = body.partition(b"stream")
        return renumbered(head, number) + mark + rest
    out, at = bytearray(), 0
    while found := _STRING_OR_REFERENCE.search(body, at):
        out += body[at : found.start()]
        if found[1]:
            out += b"%d 0 R" % number(int(found[1]))
            at = found.end()
        else:
            at = string_end(body, found.end())
            out += body[found.start() : at]
    return bytes(out + body[at:])


def string_end(body: bytes, at: int) -> int:
    depth = 1
    while depth:
        found = _IN_A_STRING.search(body, at)
        if not found:
            raise ValueError("a string in a PDF that does not end")
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        at = found.end()
    return at
