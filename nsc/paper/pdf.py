"""PDF and pictures by Typst, in Sarabun, the type of Thai government documents.

What is printed goes to the template as data (one JSON text), never into its source: whatever a name holds, it stays text.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import fontpkg_sarabun
import typst

from nsc import thai
from nsc.paper import text_layer

TEMPLATES = Path(__file__).parent / "templates"
PPI = 192  # of pictures: two points of a sharp screen for each of a plain one
Form = Literal["pdf", "png", "svg"]
_SARA_AM = re.compile("([่้๊๋]?)ำ")
FONTS = Path(fontpkg_sarabun.__file__).parent / "files"


def made(template: str, values: Mapping[str, object], *, form: Form = "pdf", is_tagged: bool = True) -> bytes:
    """`template`: a name in templates/, without its ending. `values`: what JSON can hold. Texts are cleared of control characters.
    As a picture (png, svg), a paper of one page. `is_tagged`: with its structure, for screen readers; a part of a book (book.py) is not.

    Not PDF/A: that standard refuses the whole paper for one letter the type does not have, and names come in many scripts.
    """
    if not template.isidentifier():
        raise ValueError(f"{template!r} is no name of a template")
    told = json.dumps(_drawable(tidy(values)), ensure_ascii=False)
    # The root is the templates' folder: a template cannot read above it. A package would be fetched from the network; none is used.
    content = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"told": told},
        format=form,
        ppi=PPI,
        pdf_tags=is_tagged,
    )
    if not isinstance(content, bytes):
        raise ValueError(f"{template!r} has more than the one page of a picture")
    return text_layer.mended(content) if form == "pdf" else content


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
