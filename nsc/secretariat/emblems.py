"""A picture that an office sends for its letter head (a ครุฑ, the emblem of a municipality): drawn anew, so that nothing else comes
along."""

import re
from io import BytesIO
from typing import BinaryIO
from xml.etree import ElementTree

from PIL import Image, UnidentifiedImageError

from nsc.errors import Refused, _
from nsc.paper import pdf

LIMIT = 2 * 1024 * 1024  # bytes
LONGEST = 1200  # pixels: 3 cm of paper at 1,000 points an inch
SLIM = 4  # an emblem is at most so many times as high as wide, or as wide as high
SVG = "{http://www.w3.org/2000/svg}"
# What draws, each thing once: nothing that brings in another file, and nothing that repeats itself a million times.
DRAWS = {"svg", "g", "defs", "title", "desc", "metadata", "style", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
DRAWS |= {"linearGradient", "radialGradient", "stop", "clipPath"}
_OPENS = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|svg|!--)")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*>")  # without entities of its own
UNREADABLE = _("เปิดภาพนี้ไม่ได้ โปรดส่งเป็น PNG หรือ SVG ที่เป็นเส้นล้วน")


def drawn(file: BinaryIO) -> bytes:
    """A PNG, what is clear stays clear. Raises Refused for anything but PNG, JPEG, WebP or an SVG of plain drawing, and over LIMIT."""
    content = file.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise Refused(_("ภาพตราใหญ่เกิน {limit} เมกะไบต์ โปรดย่อภาพแล้วส่งใหม่"), limit=LIMIT // 1024**2)
    return _redrawn(_of_svg(content) if _OPENS.match(content) else content)


def _redrawn(content: bytes) -> bytes:
    made = BytesIO()
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as opened:
            opened.thumbnail((LONGEST, LONGEST))
            plain = opened.convert("RGBA")
            plain.info.clear()
            plain.save(made, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(UNREADABLE) from error
    return made.getvalue()


def _of_svg(content: bytes) -> bytes:
    """By the engine of our papers, which fetches nothing. Entities are refused before anything reads them."""
    plain = _DOCTYPE.sub(b"", content)
    try:
        if b"<!" in plain.replace(b"<!--", b""):
            raise ValueError("entities")
        root = ElementTree.fromstring(plain)  # noqa: S314  without entities there is nothing to expand
        _, _, wide, high = (float(each) for each in root.attrib["viewBox"].replace(",", " ").split())
        if not 1 / SLIM <= wide / high <= SLIM:
            raise ValueError("no emblem has such a shape")
        for element in root.iter():
            _require_plain(element)
        return pdf.made("picture", {"svg": plain.decode(), "is_clear": True}, form="png")
    except (ElementTree.ParseError, KeyError, ValueError, ZeroDivisionError, RuntimeError) as error:
        raise Refused(UNREADABLE) from error


def _require_plain(element: ElementTree.Element) -> None:
    is_ours = element.tag.startswith(SVG) or "}" not in element.tag  # what other programs note for themselves is not drawn
    said = [*element.attrib.values(), element.text or ""]
    links = [value for name, value in element.attrib.items() if name.rpartition("}")[2] == "href"]
    if is_ours and element.tag.removeprefix(SVG) not in DRAWS:
        raise ValueError("more than a drawing")
    if any(not link.startswith("#") for link in links) or any("url(" in each.replace("url(#", "") or "@import" in each for each in said):
        raise ValueError("a link out")
