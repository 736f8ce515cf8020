"""Reads the words of a PDF as two kinds of readers do: Chrome and Acrobat, who know the ActualText that stands for a cluster of glyphs,
and Firefox and Preview, who only know what each glyph says (ToUnicode). Both must read the same.

Enough for what Typst writes (plain object numbers, FlateDecode, Identity-H fonts); no general reader.
"""

import re
import shutil
import subprocess
import unicodedata
import zlib

TOKENS = (
    rb"/(f\d+) [\d.]+ Tf",
    rb"/Span\s*<<[^>]*?/ActualText\s*(<[^>]*>|\((?:\\.|[^\\)])*\))[^>]*>>\s*BDC",
    rb"\b(BDC|BMC|EMC)\b",
    rb"<([0-9A-Fa-f]+)>",
    rb"\(((?:\\.|[^\\)])*)\)",
    rb"\b(Tm|ET|TJ|Tj)\b",
)


def text(pdf: bytes) -> str:
    """By those who know ActualText; for the others a SARA AM is its two halves, which NFKC makes of the one too."""
    told, shown = read(pdf), read(pdf, knows_actual=False)
    assert unicodedata.normalize("NFKC", told) == unicodedata.normalize("NFKC", shown)
    return told


def by_poppler(pdf: bytes) -> str | None:
    """pdftotext, which measures where glyphs stand; None where it is not installed."""
    if not shutil.which("pdftotext"):
        return None
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def read(pdf: bytes, *, knows_actual: bool = True) -> str:
    objects = {int(n): body for n, body in re.findall(rb"(?:^|[\r\n])(\d+) 0 obj\b(.*?)\bendobj", pdf, re.S)}
    fonts = {
        number: _map(_stream(objects[int(m[1])])) for number, body in objects.items() if (m := re.search(rb"/ToUnicode (\d+) 0 R", body))
    }
    pages = [body for body in objects.values() if re.search(rb"/Contents \d+ 0 R", body)]  # a note on a page has /Contents, too: its words
    return "\n".join(
        _words(_stream(_of(objects, page, b"Contents")), _named(_of(objects, page, b"Resources"), fonts), knows_actual) for page in pages
    )


def _of(objects: dict[int, bytes], page: bytes, what: bytes) -> bytes:
    return objects[int(re.search(b"/" + what + rb" (\d+) 0 R", page)[1])]


def _named(resources: bytes, fonts: dict[int, dict[bytes, str]]) -> dict[bytes, dict[bytes, str]]:
    """A page has its own names for fonts: f0 here may be f1 there."""
    return {name: fonts[int(number)] for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)}


def _stream(body: bytes) -> bytes:
    begin = re.search(rb"stream\r?\n", body).end()
    data = body[begin : begin + int(re.search(rb"/Length (\d+)", body)[1])]
    return zlib.decompress(data) if b"FlateDecode" in body else data


def _map(cmap: bytes) -> dict[bytes, str]:
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.S):
        found |= {code.upper(): _utf16(out) for code, out in re.findall(rb"<(\w+)>\s*<(\w*)>", block)}
    return found


def _words(content: bytes, fonts: dict[bytes, dict[bytes, str]], knows_actual: bool) -> str:
    said, font, covered = [], {}, False
    tokens = b"|".join(TOKENS)
    for name, actual, mark, glyphs, literal, operator in re.findall(tokens, content, re.S):
        if name:
            font = fonts.get(name, {})
        elif actual and knows_actual:
            said.append(_string(actual))
            covered = True
        elif mark == b"EMC":
            covered = False
        elif (glyphs or literal) and not covered:
            code = glyphs.upper() or _unescaped(literal).hex().upper().encode()
            said += [font.get(code[at : at + 4], "") for at in range(0, len(code), 4)]
        elif operator == b"ET":
            said.append(" ")
    return "".join(said)


def _string(token: bytes) -> str:
    raw = bytes.fromhex(token[1:-1].decode()) if token.startswith(b"<") else _unescaped(token[1:-1])
    return raw[2:].decode("utf-16-be") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")


def _unescaped(text: bytes) -> bytes:
    signs = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    return re.sub(rb"\\([0-7]{1,3}|.)", lambda m: bytes([int(m[1], 8)]) if m[1].isdigit() else signs.get(m[1], m[1]), text, flags=re.S)


def _utf16(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be")
