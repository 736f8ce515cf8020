"""Text in a PDF that is found and copied as it was typed, in Thai too.

Typst shapes a Thai syllable into several glyphs and gives its text to the first of them; where a mark is raised by the type it cuts the
syllable in two text objects and gives both the whole of it. Readers then find "ทั้ทั้ง", and those that do not know /ActualText lose
nearly every syllable. Here each glyph says its own letter (/ToUnicode), and a syllable of several glyphs is one text object that says what
was typed (/ActualText). No glyph moves: only what it says changes, and the object it is drawn in.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from nsc.paper import objects
from nsc.paper.objects import Objects

AM, NIKHAHIT, AA = "ำ", "ํ", "า"  # the shaper makes the first of the other two
TONES = "่้๊๋"
NEAR = 1e-3  # points: two that are nearer are one
_OBJECT = re.compile(rb"\bq ((?:[-\d.]+ ){6})cm([^()qQ]*?)BT(.*?)\nET\nQ\b", re.S)  # a string has no line break of its own
_STEP = re.compile(
    rb"\s*(?:(?P<mode>\d) Tr/(?P<font>\w+) (?P<size>[\d.]+) Tf 1 0 0 -1 (?P<x>[-\d.]+) (?P<y>[-\d.]+) Tm"
    rb"|(?P<show>\[[-\d.\sa-fA-F<>]*\]\s*TJ|<[\da-fA-F]*>\s*Tj)"
    rb"|/Span<</ActualText<(?P<span>[\da-fA-F]*)>>>\s*BDC|(?P<end>EMC))\s*"
)
_SHOWN = re.compile(rb"<([\da-fA-F]*)>|([-\d.]+)")
_PLAIN = re.compile(rb"\((?:\\.|[^\\()])*+\)", re.S)  # a string without brackets in it
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.S)
_NIKHAHIT_AT_END = re.compile(rf"(.+){NIKHAHIT}([{TONES}]?)", re.S)
_HALVES = re.compile(rf"([{TONES}]?){AM}")
_TIED = re.compile(rf"{NIKHAHIT}[{TONES}]|.", re.S)
Matrix = tuple[float, ...]


class Glyph(NamedTuple):
    """Where it stands in the frame of its text object, and how wide it is there."""

    font: bytes
    size: float
    mode: bytes
    number: int
    x: float
    y: float
    width: float


class Cluster(NamedTuple):
    """What was typed, and the glyphs that show it. "": what Typst did not say."""

    text: str
    glyphs: tuple[Glyph, ...]


@dataclass
class Item:
    """A text object `q … cm … BT … ET Q` at start:end of its stream. `frame`, `looks`: its matrix and its colours, as they stand there."""

    start: int
    end: int
    frame: bytes
    matrix: Matrix
    looks: bytes
    clusters: list[Cluster]


Place = tuple[Item, Cluster]


@dataclass
class Font:
    """`said`: by glyph, what Typst says it shows; `letters`: what it shows."""

    to_unicode: int
    widths: dict[int, float]
    said: dict[int, str]
    letters: dict[int, str] = field(default_factory=dict)


def mended(pdf: bytes) -> bytes:
    """Of a PDF by Typst. Raises ValueError as objects.read does."""
    all_of = objects.read(pdf)
    bodies = dict(all_of.bodies)
    fonts = {number: found for number, body in bodies.items() if (found := _font(all_of, body))}
    drawn = []
    for number, named in _streams(all_of, fonts):
        content = objects.stream(bodies[number])
        if b"BT" in content:
            items = list(_items(content, named))
            _joined(items)
            drawn.append((number, content, named, items))
    _learnt((each, named) for _number, _content, named, items in drawn for item in items for each in item.clusters)
    for number, content, named, items in drawn:
        bodies[number] = objects.with_stream(bodies[number], _redrawn(content, items, named))
    for font in fonts.values():
        bodies[font.to_unicode] = objects.with_stream(bodies[font.to_unicode], _told(objects.stream(bodies[font.to_unicode]), font.letters))
    return objects.written(Objects(bodies, all_of.trailer))


# — fonts —


def _font(all_of: Objects, body: bytes) -> Font | None:
    found = re.search(rb"/Subtype/Type0\b.*/DescendantFonts\[(\d+) 0 R\].*/ToUnicode (\d+) 0 R", body, re.S)
    if objects.is_stream(body) or not found:
        return None
    widths = re.search(rb"/W\[([^\]]*)\]", all_of.bodies[int(found[1])])
    numbers = [float(each) for each in widths[1].split()] if widths else []
    ranges = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    wide = {each: width for first, last, width in ranges for each in range(int(first), int(last) + 1)}
    rows = (
        row for block in _BLOCK.findall(objects.stream(all_of.bodies[int(found[2])])) for row in re.findall(rb"<(\w+)>\s*<(\w*)>", block)
    )
    return Font(int(found[2]), wide, {int(code, 16): bytes.fromhex(said.decode()).decode("utf-16-be") for code, said in rows})


def _told(cmap: bytes, letters: dict[int, str]) -> bytes:
    rows = [b"<%04X> <%s>\n" % (each, said.encode("utf-16-be").hex().upper().encode()) for each, said in sorted(letters.items())]
    blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]  # no more in one
    said = b"".join(b"%d beginbfchar\n%sendbfchar\n" % (len(block), b"".join(block)) for block in blocks)
    bare = re.sub(rb"\d+ beginbfchar.*?endbfchar\s*", b"", cmap, flags=re.S)
    return bare.replace(b"endcmap", said + b"endcmap", 1)


def _streams(all_of: Objects, fonts: dict[int, Font]) -> Iterator[tuple[int, dict[bytes, Font]]]:
    """What draws: pages and forms, each with its own names for fonts."""
    for number, body in all_of.bodies.items():
        head = body.partition(b"stream")[0] if objects.is_stream(body) else body
        resources = re.search(rb"/Resources (\d+) 0 R", head)
        names = all_of.bodies[int(resources[1])] if resources else head if b"/Resources" in head else b""
        named = {name: fonts[int(each)] for name, each in re.findall(rb"/(f\d+) (\d+) 0 R", names) if int(each) in fonts}
        page = re.search(rb"/Type/Page\b.*/Contents (\d+) 0 R", head, re.S)
        if page:
            yield int(page[1]), named
        elif objects.is_stream(body) and b"/Subtype/Form" in head:
            yield number, named


# — what is drawn —


def _items(content: bytes, named: dict[bytes, Font]) -> Iterator[Item]:
    """Text objects as Typst draws them; another is not touched."""
    for found in _OBJECT.finditer(content):
        clusters = _clusters(_in_hex(found[3]), named)
        if clusters:
            yield Item(found.start(), found.end(), found[1], tuple(float(each) for each in found[1].split()), found[2], clusters)


def _in_hex(body: bytes) -> bytes:
    """Every string in one notation."""
    out, at = [], 0
    while (start := body.find(b"(", at)) >= 0:
        plain = _PLAIN.match(body, start)
        end = plain.end() if plain else objects.string_end(body, start + 1)
        out += [body[at:start], b"<", _raw(body[start + 1 : end - 1]).hex().encode(), b">"]
        at = end
    return b"".join([*out, body[at:]])


def _clusters(body: bytes, named: dict[bytes, Font]) -> list[Cluster] | None:
    """None: where something stands that is not understood."""
    out: list[Cluster] = []
    font, size, mode, x, y, actual = b"", 0.0, b"0", 0.0, 0.0, None
    spanned: list[Glyph] = []
    at = 0
    while found := _STEP.match(body, at):
        at = found.end()
        if found["font"]:
            mode, font, size, x, y = found["mode"], found["font"], float(found["size"]), float(found["x"]), float(found["y"])
            if font not in named:
                return None
        elif found["span"] is not None:
            actual, spanned = _said(bytes.fromhex(found["span"].decode())), []
        elif found["end"]:
            out.append(Cluster(actual or "", tuple(spanned)))
            actual = None
        else:
            widths, said = named[font].widths, named[font].said
            for code, back in _SHOWN.findall(found["show"]):
                if back:
                    x -= float(back) * size / 1000
                for place in range(0, len(code), 4):
                    number = int(code[place : place + 4], 16)
                    width = widths.get(number, 0) * size / 1000
                    glyph = Glyph(font, size, mode, number, x, y, width)
                    x += width
                    if actual is None:
                        out.append(Cluster(said.get(number, ""), (glyph,)))
                    else:
                        spanned.append(glyph)
    return out if at == len(body) and all(each.glyphs for each in out) else None


def _said(raw: bytes) -> str:
    return raw[2:].decode("utf-16-be") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")


def _raw(literal: bytes) -> bytes:
    if b"\\(" in literal or b"\\)" in literal:
        return _ESCAPE.sub(lambda found: bytes([int(found[1], 8)]) if found[1].isdigit() else _SIGNS.get(found[1], found[1]), literal)
    return literal.decode("unicode_escape").encode("latin-1")  # the same signs, and much faster


# — what belongs together —


@lru_cache(4096)
def _letters(text: str) -> list[list[str]]:
    """What the glyphs of a syllable show, in their order: with and without a ligature of tone and nikhahit."""
    apart = list(_HALVES.sub(rf"{NIKHAHIT}\1{AA}", unicodedata.normalize("NFC", text)))
    tied = [found[0] if len(found[0]) == 1 else found[0][1] + NIKHAHIT for found in _TIED.finditer("".join(apart))]
    return [apart] if len(tied) == len(apart) else [apart, tied]


@lru_cache(4096)
def _fits(text: str, count: int) -> list[str] | None:
    return next((each for each in _letters(text) if len(each) == count), None)


def _has_marks(text: str) -> bool:
    return any(sign == AM or unicodedata.category(sign) == "Mn" for sign in text)


def _joined(items: list[Item]) -> None:
    """The pieces of one syllable become a cluster of the object in which it begins."""
    places = [(item, cluster) for item in items for cluster in item.clusters]
    made: list[Place] = []
    at = 0
    while at < len(places):
        item, cluster = places[at]
        at += 1
        if _has_marks(cluster.text) and not _fits(cluster.text, len(cluster.glyphs)):
            whole, more = cluster, 0
            while not _fits(whole.text, len(whole.glyphs)) and (piece := _piece(whole, item, places[at + more : at + more + 1])):
                whole, more = Cluster(whole.text, whole.glyphs + piece), more + 1
            if _fits(whole.text, len(whole.glyphs)):
                cluster, at = whole, at + more
            else:
                item, cluster = _taken_back(made, item, cluster)
        elif cluster.text == AA and made:
            item, cluster = _with_am(made, item, cluster)
        made.append((item, cluster))
    for item in items:
        item.clusters = []
    for item, cluster in made:
        item.clusters.append(cluster)


def _piece(whole: Cluster, home: Item, following: list[Place]) -> tuple[Glyph, ...] | None:
    """What goes on with a syllable: says the same, and does not begin anew."""
    for item, cluster in following:
        if cluster.text == whole.text and cluster.glyphs[0].number != whole.glyphs[0].number:
            return _moved(cluster.glyphs, item, home)
    return None


def _taken_back(made: list[Place], item: Item, last: Cluster) -> Place:
    """In pictures the last glyph of a syllable has its text, and those before it none, or that of their letter alone."""
    for letters in _letters(last.text):
        count = len(letters) - len(last.glyphs)
        taken = made[-count:] if 0 < count <= len(made) else []
        if taken and all(len(cluster.glyphs) == 1 and cluster.text in ("", letter) for (_home, cluster), letter in zip(taken, letters)):  # noqa: B905
            whole = _together(last.text, [*taken, (item, last)])
            if whole:
                del made[-count:]
                return whole
    return item, last


def _with_am(made: list[Place], item: Item, aa: Cluster) -> Place:
    """Pictures are drawn with SARA AM as its two halves (pdf.py): here it is one letter again."""
    before = made[-1]
    found = _NIKHAHIT_AT_END.fullmatch(before[1].text)
    whole = _together(f"{found[1]}{found[2]}{AM}", [before, (item, aa)]) if found else None
    if not whole:
        return item, aa
    made.pop()
    return whole


def _together(text: str, pieces: list[Place]) -> Place | None:
    home = pieces[0][0]
    moved = [_moved(cluster.glyphs, item, home) for item, cluster in pieces]
    return None if None in moved else (home, Cluster(text, tuple(glyph for each in moved if each for glyph in each)))


def _moved(glyphs: tuple[Glyph, ...], item: Item, home: Item) -> tuple[Glyph, ...] | None:
    """The same places in the frame of another object of the same size, direction and colour; None where it is not."""
    a, b, c, d, e, f = home.matrix
    area = a * d - b * c
    alike = all(abs(one - other) < NEAR for one, other in zip(item.matrix[:4], home.matrix[:4], strict=True))
    if not alike or not area or item.looks.split() != home.looks.split():
        return None
    right, down = item.matrix[4] - e, item.matrix[5] - f
    over, under = (d * right - c * down) / area, (a * down - b * right) / area
    return tuple(each._replace(x=each.x + over, y=each.y + under) for each in glyphs)


def _learnt(clusters: Iterable[tuple[Cluster, dict[bytes, Font]]]) -> None:
    """Each glyph's own letter: of the syllables that are understood first, then of what is left. The mark for a letter that the type does
    not have stands for many, and has none."""
    doubtful = []
    for cluster, named in clusters:
        if any(not glyph.number for glyph in cluster.glyphs):
            continue
        letters = _fits(cluster.text, len(cluster.glyphs)) or ([cluster.text] if cluster.text and len(cluster.glyphs) == 1 else None)
        if letters:
            for glyph, letter in zip(cluster.glyphs, letters, strict=True):
                named[glyph.font].letters.setdefault(glyph.number, letter)
        else:
            doubtful.append((cluster, named))
    for cluster, named in doubtful:
        for glyph, letter in zip(cluster.glyphs, _letters(cluster.text)[0], strict=False):
            named[glyph.font].letters.setdefault(glyph.number, letter)


# — drawn again —


def _redrawn(content: bytes, items: list[Item], named: dict[bytes, Font]) -> bytes:
    out, at = [], 0
    for item in items:
        out.append(content[at : item.start])
        if item.clusters:
            out.append(b"q %scm%s\nBT%s\nET\nQ" % (item.frame, item.looks.rstrip(), b"".join(_shown(item.clusters, named))))
        at = item.end
    return b"".join([*out, content[at:]])


def _shown(clusters: list[Cluster], named: dict[bytes, Font]) -> Iterator[bytes]:
    line: list[Glyph] = []
    for cluster in clusters:
        first = cluster.glyphs[0]
        if len(cluster.glyphs) == 1 and cluster.text in ("", named[first.font].letters.get(first.number)):
            if line and (line[0].font, line[0].size, line[0].mode, line[0].y) != (first.font, first.size, first.mode, first.y):
                yield _line(line)
                line = []
            line.append(first)
        else:
            if line:
                yield _line(line)
                line = []
            yield _syllable(cluster)
    if line:
        yield _line(line)


def _line(glyphs: list[Glyph]) -> bytes:
    first, pen = glyphs[0], glyphs[0].x
    out = [_begun(first), b"[<"]
    for each in glyphs:
        if abs(back := (pen - each.x) * 1000 / each.size) >= 0.01:
            out.append(b">%s<" % _number(back, 3))
        out.append(b"%04X" % each.number)
        pen = each.x + each.width
    return b"".join([*out, b">]TJ"])


def _syllable(cluster: Cluster) -> bytes:
    """The pen is brought behind the syllable, by a space that is drawn with its last glyph: a reader measures what the text covers by it,
    and takes what is uncovered for a blank."""
    said = b"\xfe\xff" + cluster.text.encode("utf-16-be")
    out = [b"/Span<</ActualText<%s>>>BDC" % said.hex().upper().encode(), _begun(cluster.glyphs[0])]
    end = max(each.x + each.width for each in cluster.glyphs)
    for at, each in enumerate(cluster.glyphs):
        if at:
            out.append(b" 1 0 0 -1 %s %s Tm" % (_number(each.x), _number(each.y)))
        rest = end - each.x - each.width if at == len(cluster.glyphs) - 1 else 0
        out.append(b" %s Tc<%04X>Tj 0 Tc" % (_number(rest), each.number) if rest > NEAR else b"<%04X>Tj" % each.number)
    return b"".join([*out, b"\nEMC"])


def _begun(glyph: Glyph) -> bytes:
    size, x, y = _number(glyph.size), _number(glyph.x), _number(glyph.y)
    return b" %s Tr/%s %s Tf 1 0 0 -1 %s %s Tm" % (glyph.mode, glyph.font, size, x, y)


def _number(value: float, digits: int = 5) -> bytes:
    said = f"{value:.{digits}f}".rstrip("0").rstrip(".").encode()
    return b"0" if said in (b"-0", b"") else said
