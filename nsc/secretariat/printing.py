"""A document as a paper: PDF by Typst, Word, Excel. The figures are in all three the same, and so are the sources at the end.

Thai digits are for the whole paper, in tables and pictures too; a workbook keeps numbers as numbers. A letter head is the office's own
(letter_heads.py): none is shipped.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.utils.translation import gettext, override

from nsc import thai
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.paper import pdf, workbook
from nsc.paper.letter_head import NONE, LetterHead, framed
from nsc.poverty.small import is_hidden
from nsc.secretariat.blocks import Block, Cell, Document, Head, Heading, Note, Pairs, Photograph, Picture, Section, Signatures, Table, Text

NOTHING = "–"
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SOURCES = _("แหล่งข้อมูลและนิยาม")
PHOTOGRAPH = 9.0  # cm high at most
# A title and the name behind it, and what is said with the word for its level: as long as a line, and no longer, stays whole.
NAMED = r"(?:นางสาว|นาย|นาง|เด็กชาย|เด็กหญิง|ด\.ช\.|ด\.ญ\.|จังหวัด|อำเภอ|ตำบล|บ้าน|เทศบาล)\p{Thai}{2,18}\b"
# Words that lines are broken in, and that officials do not break.
WORDS = "ครัวเรือน|ร้อยละ|งบประมาณ|ผู้สูงอายุ|ผู้พิการ|ความยากจน|คนจนเป้าหมาย|พอเพียง|ความช่วยเหลือ"
_DIGITS_IN_SVG = re.compile(r">([^<]*)<")
_LATIN_OR_DIGITS = re.compile(r"[0-9A-Za-z_.-]*[A-Za-z][0-9A-Za-z_.-]*|[0-9]+")


def printed(document: Document, form: str, *, thai_digits: bool = True, letter_head: LetterHead = NONE) -> bytes:
    """`form`: pdf, docx, xlsx. Always Thai. Raises Refused for another form."""
    if form not in TYPES:
        raise Refused(_("ไม่รู้จักรูปแบบ “{form}” โปรดเลือก pdf, docx หรือ xlsx"), form=form[:20])
    with override("th"):
        if form == "xlsx":
            return _workbook(document, letter_head)
        told = _told(document, thai_digits, letter_head)
        if form == "pdf":
            return pdf.made("report", told, lasts=True)
        from nsc.paper import office_docx  # 0.3 s to load: only where Word is asked for

        return office_docx.made(told)


# — the values of paper's template `report`, and of office_docx —


def _told(document: Document, thai_digits: bool, letter_head: LetterHead) -> dict[str, object]:
    head = document.head
    if document.style in ("memo", "letter") and head is None:
        raise ValueError(f"a {document.style} has a head")
    told = {
        "title": document.title,
        "where": document.where,
        "period": document.period,
        "on": thai.format_date(document.on, long=True),
        "head": head and _headed(head, document.style, letter_head),
        "issuer": list(letter_head.lines),
        "sections": _sections(document),
        "sources_title": gettext(SOURCES),
        "sources": list(document.sources),
        "page": gettext("หน้า"),
    }
    if thai_digits:
        told = _digits(told)
    return told | {
        "style": document.style,
        "is_wide": document.is_wide,
        "is_thai": thai_digits,
        "whole": _whole(document),
        "letter_head": letter_head.picture,
    }


def _headed(head: Head, style: str, own: LetterHead) -> dict[str, object]:
    """The office's own head goes before what the document would say of it."""
    told = {**vars(head), "refers": list(head.refers), "encloses": list(head.encloses)}
    office = own.in_one if style == "memo" else "\n".join(own.lines)
    return told | {"office": office or head.office, "number": head.number or own.number}


def _sections(document: Document) -> list[dict]:
    """A letter's closing stands before the first signature of its first section, which is the letter; behind it are its enclosures."""
    first, *others = (_section(each) for each in document.sections)
    if document.style == "letter" and document.head:
        blocks = first["blocks"]
        before = next((at for at, each in enumerate(blocks) if each["kind"] == "signatures"), len(blocks))
        blocks.insert(before, {"kind": "closing", "text": document.head.closing})
    return [first, *others]


def _section(section: Section) -> dict:
    return {"title": section.title, "new_page": section.new_page, "blocks": [_block(each) for each in section.blocks]}


def _block(block: Block) -> dict[str, object]:
    match block:
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Text(text, indent):
            return {"kind": "text", "lines": [line for line in text.splitlines() if line.strip()], "indent": indent}
        case Note(text):
            return {"kind": "note", "text": text}
        case Pairs(rows):
            return {"kind": "pairs", "rows": [list(row) for row in rows]}
        case Table():
            return _table(block)
        case Picture(svg, told, _figures, height):
            return {"kind": "picture", "svg": svg, "told": told, "height": height}
        case Photograph(content, told):
            return {"kind": "photograph", "svg": framed(content, "jpeg"), "told": told, "height": PHOTOGRAPH, "content": content.hex()}
        case Signatures(rows):
            return {"kind": "signatures", "rows": [list(row) for row in rows]}
    raise ValueError(f"no block: {type(block).__name__}")


def _table(table: Table) -> dict[str, object]:
    if not table.rows:
        return {"kind": "note", "text": table.nothing}
    places_of = [_decimals(row[at] for row in table.rows) for at in range(len(table.headings))]
    return {
        "kind": "table",
        "headings": list(table.headings),
        "rows": [[_said(cell, some) for cell, some in zip(row, places_of, strict=True)] for row in table.rows],
        "widths": list(table.widths),
        "numbers": list(table.numbers),
        "has_total": table.has_total,
    }


def _decimals(cells: Iterable[Cell]) -> int:
    """As many as the column needs, two at most: figures under each other have the same."""
    rests = [Decimal(str(round(each, 2))).normalize().as_tuple().exponent for each in cells if isinstance(each, float)]
    return max((-each for each in rests if isinstance(each, int) and each < 0), default=0)


def _said(cell: Cell, decimals: int) -> str:
    if cell is None:
        return NOTHING
    if isinstance(cell, str) or is_hidden(cell):
        return str(cell)
    return thai.number(cell, 0 if isinstance(cell, int) else decimals)


def _digits(value):
    if isinstance(value, str):
        return _in_thai_digits(value)
    if isinstance(value, dict):
        return {key: _digits_of(key, each) for key, each in value.items()}
    return [_digits(each) for each in value] if isinstance(value, list) else value


def _in_thai_digits(text: str) -> str:
    """But for those of a word of Latin letters, which is a name: SHA-256, a hash, household-1."""
    return _LATIN_OR_DIGITS.sub(lambda found: found[0] if re.search("[A-Za-z]", found[0]) else thai.thai_digits(found[0]), text)


def _digits_of(key: str, value):
    if key in ("content", "kind") or value is None:
        return value
    if key == "svg":
        return value if "data:image" in value else _DIGITS_IN_SVG.sub(lambda found: f">{_in_thai_digits(found[1])}<", value)
    return _digits(value)


def _whole(document: Document) -> str:
    """What no line may part, as a regular expression: the names of the province's places that stand in it, and people behind a title."""
    written = "\n".join(_words(document))
    found = {each for each in _place_names() if each in written}
    return "|".join([*(re.escape(each) for each in sorted(found, key=len, reverse=True)), NAMED, WORDS])


def _words(document: Document) -> Iterator[str]:
    yield from (document.title, document.where, *document.sources)
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Text | Note):
                yield block.text


@cache
def _place_names() -> tuple[str, ...]:
    amphoes = places.children(settings.PROVINCE)
    tambons = [each for amphoe in amphoes for each in places.children(amphoe.code)]
    return tuple({each.title for each in (places.place(settings.PROVINCE), *amphoes, *tambons)})


# — Excel —


def _workbook(document: Document, letter_head: LetterHead) -> bytes:
    about = [
        (gettext("ส่วนราชการ"), " ".join(letter_head.lines)),
        (gettext("เอกสาร"), document.title),
        (gettext("พื้นที่"), document.where),
        (gettext("ช่วงเวลา"), document.period),
        (gettext("วันที่จัดทำ"), thai.format_date(document.on, long=True)),
    ]
    about += [(gettext(SOURCES) if at == 0 else "", said) for at, said in enumerate(document.sources)]
    about += [(section.title, block.text) for section in document.sections for block in section.blocks if isinstance(block, Note)]
    return workbook.made(gettext("นิยามและแหล่งที่มา"), [row for row in about if row[1]], list(_sheets(document)))


def _sheets(document: Document) -> Iterator[workbook.Sheet]:
    for section in document.sections:
        pairs = [row for block in section.blocks if isinstance(block, Pairs) for row in block.rows]
        if pairs:
            yield workbook.Sheet(section.title or document.title, (gettext("รายการ"), gettext("ค่า")), pairs, False)
        for table in filter(None, (_table_of(block) for block in section.blocks)):
            yield workbook.Sheet(table.name or section.title or document.title, table.headings, _bare(table.rows), table.has_total)


def _table_of(block: Block) -> Table | None:
    return block if isinstance(block, Table) else block.table if isinstance(block, Picture) else None


def _bare(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """A number that is kept back is a word, never the number behind it."""
    return [[str(cell) if is_hidden(cell) else cell for cell in row] for row in rows]
