"""PDF and pictures by Typst, in Sarabun, the type of Thai government documents.

What is printed goes to the template as data (one JSON text), never into its source: whatever a name holds, it stays text.
"""

import json
import logging
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import fontpkg_sarabun
import typst

from nsc import thai
from nsc.paper import text_layer

log = logging.getLogger(__name__)

TEMPLATES = Path(__file__).parent / "templates"
PPI = 192  # of pictures: two points of a sharp screen for each of a plain one
Form = Literal["pdf", "png", "svg"]
_SARA_AM = re.compile("([่้๊๋]?)ำ")
FONTS = Path(fontpkg_sarabun.__file__).parent / "files"


def made(template: str, values: Mapping[str, object], *, form: Form = "pdf", is_tagged: bool = True, lasts: bool = False) -> bytes:
    """`template`: a name in templates/, without its ending. `values`: what JSON can hold. Texts are cleared of control characters.
    As a picture (png, svg), a paper of one page. `is_tagged`: with its structure, for screen readers; a part of a book (book.py) is not.

    `lasts`: PDF/A-2b, for papers that are kept for years. That standard refuses the whole paper for one letter the type does not have,
    and names come in many scripts: such a paper is a plain PDF, with the mark for a missing letter in its place.
    """
    if not template.isidentifier():
        raise ValueError(f"{template!r} is no name of a template")
    told = json.dumps(_drawable(tidy(values)), ensure_ascii=False)
    try:
        content = _compiled(template, told, form, is_tagged, ["a-2b"] if lasts and form == "pdf" else [])
    except typst.TypstError as error:
        if not (lasts and "PDF/A" in str(error)):
            raise
        log.warning("a paper by %s is no PDF/A", template)  # not why: that holds what is written in it
        content = _compiled(template, told, form, is_tagged, [])
    return text_layer.mended(content) if form == "pdf" else content


def _compiled(template: str, told: str, form: Form, is_tagged: bool, standards: list[str]) -> bytes:
    # The root is the templates' folder: a template cannot read above it. A package would be fetched from the network; none is used.
    content = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"told": told},
        format=form,
        ppi=PPI,
        pdf_tags=is_tagged,
        pdf_standards=standards,
    )
    if not isinstance(content, bytes):
        raise ValueError(f"{template!r} has more than the one page of a picture")
    return content


def _drawable(value: object) -> object:
    """In an SVG Typst gives a SARA AM no room, and the next letter stands on it; its two halves it sets right."""
    if isinstance(value, str):
        return _SARA_AM.sub("ํ\\1า", value) if value.startswith("<svg") else value
    if isinstance(value, dict):
        return {key: _drawable(each) for key, each in value.items()}
    return [_drawable(each) for each in value] if isinstance(value, list) else value


@cache
def _fonts() -> typst.Fonts:
    """Scanned once in a process: that takes longer than a page."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def tidy(value: object) -> object:
    if isinstance(value, str):
        return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in thai.visible(value))
    if isinstance(value, Mapping):
        return {str(key): tidy(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [tidy(each) for each in value]
    return value
