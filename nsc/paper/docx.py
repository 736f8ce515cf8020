"""Word (OOXML), where people edit: the blocks of a document as real headings and tables. A cell and a paragraph are what they say, never
markup.

By python-docx. Thai text needs the fonts and sizes of complex scripts (w:cs, w:szCs) set beside the Latin ones, which it leaves to us,
as it does fields, shades and rows that repeat.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Book
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor, Twips
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from nsc.paper.pdf import tidy

TWIP = 635  # in the units of Word, a twentieth of a point
PING, SOFT, GREY, NAN = "0F6E62", "E8F3F1", "56635F", "B0482B"
COVER = {"kind": "Kind", "title": "Title", "where": "Subtitle", "years": "Subtitle", "version": "Cover"}
COVER |= {"draft": "Draft", "approved": "Cover", "printed": "Cover"}
TABLES = ("pairs", "table", "gantt")
PAIR = (1, 2)  # the widths of pairs
Block = Mapping[str, object]


def made(told: Mapping[str, object]) -> bytes:
    """`told`: title, kind, where, years, version, state, draft, approved, printed, contents and sections, as reports/blueprint_book says.
    Texts are cleared of control characters. The same words are the same bytes.
    """
    told = tidy(told)
    book = blank(f"{told['title']} {told['years']}")
    footer(book, f"{told['title']} {told['version']} {told['draft']}".strip() + f" · {told['page']} ")
    cover = told | {"version": f"{told['version']} · {told['state']}"}
    for name, style in COVER.items():
        if cover[name]:
            book.add_paragraph(cover[name], style)
    _contents(book, told["contents"], [each["title"] for each in told["sections"]])
    for each in told["sections"]:
        _section(book, each)
    return packed(book)


def blank(title: str) -> Book:
    """An A4 in our styles. Of python-docx's template no style, picture or date stays."""
    book = Document()
    _keep_only(book.part.package.rels, RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES)
    _keep_only(book.part.rels, RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS)
    book.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).element.clear()
    book.core_properties.title = " ".join(title.split())[:255]  # what python-docx takes
    book.core_properties.language = "th-TH"
    languages = book.settings.element.find(qn("w:themeFontLang"))
    languages.getparent().replace(languages, _element("w:themeFontLang", val="th-TH", bidi="th-TH"))
    page = book.sections[0]
    page.page_width, page.page_height, page.header_distance, page.footer_distance = Twips(11906), Twips(16838), Twips(709), Twips(567)
    page.top_margin, page.right_margin, page.bottom_margin, page.left_margin = Twips(1361), Twips(1134), Twips(1247), Twips(1418)
    _styles(book)
    return book


def _keep_only(relations: dict, *kinds: str) -> None:
    for key in [key for key, each in relations.items() if each.reltype not in kinds]:
        del relations[key]


def _styles(book: Book) -> None:
    defaults = book.styles.element.find(qn("w:docDefaults"))
    defaults.getparent().replace(defaults, parse_xml(DEFAULTS))
    for each in list(book.styles):
        if each.name not in ("Normal", "Default Paragraph Font", "Normal Table", "No List"):
            each.delete()
    for name, *looks in STYLES:
        add_style(book, name, *looks)
    book.styles.add_style("Lines", WD_STYLE_TYPE.TABLE).element.append(parse_xml(LINES))


def add_style(book: Book, name: str, size: float, thai_size: float, looks: str, before: int, after: int) -> None:
    """Sizes in points."""
    style = book.styles[name] if name == "Normal" else book.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name in BUILT_IN)
    style.base_style = None if name == "Normal" else book.styles["Normal"]
    style.quick_style = True
    font, shape = style.font, style.paragraph_format
    font.bold = font.cs_bold = True if "bold" in looks else None
    font.size = Pt(size)
    style.element.rPr.find(qn("w:sz")).addnext(_element("w:szCs", val=f"{thai_size * 2:g}"))
    if colour := next((each for each in (PING, GREY, NAN) if each in looks), ""):
        font.color.rgb = RGBColor.from_string(colour)
    shape.space_before, shape.space_after = Twips(before), Twips(after)
    shape.keep_with_next = True if "keep" in looks else None
    shape.alignment = WD_ALIGN_PARAGRAPH.CENTER if "center" in looks else None
    if name.startswith("Heading"):
        style.element.pPr.append(_element("w:outlineLvl", val=str(int(name[-1]) - 1)))


def footer(book: Book, text: str) -> None:
    line = book.sections[0].footer.paragraphs[0]
    line.style = "Note"
    line.add_run(text)
    page = _element("w:fldSimple", instr=" PAGE ")
    page.append(line.add_run("1")._r)
    line._p.append(page)


def _contents(book: Book, head: str, titles: Sequence[str]) -> None:
    """A field that Word fills when the file is opened; the titles stand in it until then."""
    book.add_paragraph(head, "Contents title")
    lines = [book.add_paragraph(each, "toc 1") for each in titles]
    if lines:
        lines[0].runs[0]._r.addprevious(parse_xml(CONTENTS))
        lines[-1].add_run()._r.append(_element("w:fldChar", fldCharType="end"))


def _section(book: Book, section: Mapping[str, object]) -> None:
    heading(book, section["title"], new_page=bool(section["new_page"]))
    before = ""
    for each in section["blocks"]:
        if before in TABLES and each["kind"] in TABLES:
            book.add_paragraph(style="Table end")  # two tables that touch are one table in Word
        block(book, each)
        before = each["kind"]


def heading(book: Book, title: str, *, new_page: bool) -> None:
    book.add_paragraph(title, "Heading 1").paragraph_format.page_break_before = True if new_page else None


def block(book: Book, it: Block) -> None:
    match it["kind"]:
        case "heading":
            book.add_paragraph(it["text"], "Heading 2")
        case "note":
            book.add_paragraph(it["text"], "Note")
        case "pairs" | "table":
            _table(book, it)
        case "gantt":
            _gantt(book, it)
        case "signatures":
            signatures(book, it["rows"])
        case _:
            for line in str(it["text"]).splitlines():
                if line.strip():
                    book.add_paragraph(line)


def signatures(book: Book, rows: Sequence[Sequence[str]]) -> None:
    for role, name, day in rows:
        book.add_paragraph("." * 50, "Signature line")
        for words in (f"({name})", role, f"วันที่ {day}"):
            book.add_paragraph(words, "Signed")


def _table(book: Book, it: Block) -> None:
    headings, rows, numbers = it.get("headings", ()), it["rows"], it.get("numbers", ())
    table = _grid(book, it.get("widths", PAIR))
    for at, row in enumerate([headings, *rows] if headings else rows):
        is_head = bool(headings) and at == 0
        is_bold = is_head or (it.get("has_total") and row is rows[-1])
        for n, (cell, text) in enumerate(zip(_row(table, is_head=is_head).cells, row, strict=True)):
            line = _fill(cell, text, "Table head" if is_bold else "Table text", SOFT if is_head else "")
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT if n in numbers else None


def _gantt(book: Book, it: Block) -> None:
    """A cell for each quarter, filled where the work is; the days stand in words beside it."""
    quarters = it["quarters"]
    table = _grid(book, [5, 2.2, *(4.5 / len(quarters) for _quarter in quarters)])
    head = _row(table, is_head=True).cells
    for cell in head[:2]:
        _fill(cell, "", "Table head", SOFT)
    for name, starts, stops in it["years"]:
        own = [cell for cell, (_name, begins, _ends) in zip(head[2:], quarters, strict=True) if starts <= begins < stops]
        if own:
            _fill(own[0].merge(own[-1]), name, "Table small", SOFT)
    for name, begins, ends, words in it["rows"]:
        title, days, *bars = _row(table).cells
        _fill(title, name, "Table text")
        _fill(days, words, "Table small")
        for cell, (_name, first, last) in zip(bars, quarters, strict=True):
            _fill(cell, "", "Table small", PING if begins < last and first < ends else "")


def _grid(book: Book, widths: Sequence[float]) -> Table:
    table = book.add_table(0, len(widths), "Lines")
    table.autofit = False
    page = book.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(int(room // TWIP * width / sum(widths)))
    return table


def _row(table: Table, *, is_head: bool = False) -> _Row:
    row = table.add_row()
    for name in ("w:cantSplit", "w:tblHeader") if is_head else ("w:cantSplit",):
        row._tr.get_or_add_trPr().append(OxmlElement(name))
    return row


def _fill(cell: _Cell, text: str, style: str, shade: str = "") -> Paragraph:
    line = cell.paragraphs[0]
    line.style = style
    if text:
        line.add_run(text)
    if shade:
        cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=shade))
    return line


def _element(tag: str, **told: str) -> BaseOxmlElement:
    return OxmlElement(tag, {qn(f"w:{key}"): value for key, value in told.items()})


def packed(book: Book) -> bytes:
    """Packed again without the clock that python-docx's zip writes."""
    dated, plain = BytesIO(), BytesIO()
    book.save(dated)
    with ZipFile(dated) as old, ZipFile(plain, "w") as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name), old.read(name), ZIP_DEFLATED)
    return plain.getvalue()


BUILT_IN = ("Title", "Subtitle", "toc 1", "Heading 1", "Heading 2")
STYLES = (  # name, size, size of Thai, looks, space before and after
    ("Normal", 11, 15, "", 0, 100),
    ("Kind", 12, 17, GREY, 3200, 0),
    ("Title", 26, 36, "bold", 0, 120),
    ("Subtitle", 15, 21, PING + "bold", 0, 80),
    ("Cover", 12, 17, GREY, 0, 80),
    ("Draft", 14, 19, NAN + "bold", 240, 80),
    ("Contents title", 15, 21, PING + "bold", 1200, 160),
    ("toc 1", 11, 15, "", 0, 60),
    ("Heading 1", 15, 21, PING + "bold keep", 360, 140),
    ("Heading 2", 12, 17, "bold keep", 240, 80),
    ("Note", 9, 13, GREY, 40, 120),
    ("Table head", 9, 13, "bold", 30, 30),
    ("Table text", 9, 13, "", 30, 30),
    ("Table small", 7.5, 10, GREY, 20, 20),
    ("Table end", 1, 1, "", 0, 60),
    ("Signature line", 11, 15, "center keep", 900, 0),
    ("Signed", 11, 15, "center", 0, 0),
)
CONTENTS = (
    f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="begin" w:dirty="true"/>'
    r'<w:instrText xml:space="preserve"> TOC \o "1-1" \h \z \u </w:instrText><w:fldChar w:fldCharType="separate"/></w:r>'
)
DEFAULTS = (
    f'<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr><w:rFonts w:ascii="Sarabun" w:hAnsi="Sarabun" w:eastAsia="Sarabun" '
    'w:cs="TH Sarabun New"/><w:lang w:val="th-TH" w:bidi="th-TH"/></w:rPr></w:rPrDefault></w:docDefaults>'
)
_SIDES = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="B9C3C0"/>' for side in ("top", "bottom", "insideH"))
LINES = f"<w:tblPr {nsdecls('w')}><w:tblBorders>{_SIDES}</w:tblBorders></w:tblPr>"
