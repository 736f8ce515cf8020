"""A document of the office as Word, in the same official form as templates/report.typ: with the styles and tables of docx.py.

Pictures go in as points, which Word knows on every machine; the PDF keeps them as vectors.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO

from docx.document import Document as Book
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Emu

from nsc.paper import docx, pdf
from nsc.paper.pdf import tidy

Told = Mapping[str, object]
INDENT = Cm(2.5)
STYLES = (  # name, size, size of Thai, looks, space before and after: as docx.STYLES
    ("Official", 15, 15, "", 0, 60),
    ("Memo", 22, 24, "bold center", 0, 120),
    ("Paper title", 18, 22, "bold", 0, 40),
    ("Paper where", 13, 16, "", 0, 40),
)


def made(told: Told) -> bytes:
    """`told`: as templates/report.typ says. The same words are the same bytes."""
    told = tidy(told)
    book = docx.blank(f"{told['title']} {told['period']}")
    for each in STYLES:
        docx.add_style(book, *each)
    _sheet(book, bool(told["is_wide"]))
    is_official = told["style"] in ("memo", "letter")
    if not is_official:
        docx.footer(book, f"{told['title']} · {told['where']} · {told['page']} ")
    _head(book, told)
    for each in told["sections"]:
        _section(book, each, is_official)
    if told["sources"]:
        book.add_paragraph(told["sources_title"], "Heading 2")
        for each in told["sources"]:
            book.add_paragraph(each, "Note")
    return docx.packed(book)


def _sheet(book: Book, is_wide: bool) -> None:
    """The margins of the Regulation: left 3 cm, right 2 cm."""
    page = book.sections[0]
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(3), Cm(2), Cm(2.5), Cm(2)
    if is_wide:
        page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, page.page_height, page.page_width


def _head(book: Book, told: Told) -> None:
    style, head = told["style"], told["head"]
    if told["letter_head"]:
        line = _picture(book, told["letter_head"], 1.5 if style == "memo" else 2.6)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER if style in ("letter", "plain") else WD_ALIGN_PARAGRAPH.LEFT
    if style == "memo":
        book.add_paragraph("บันทึกข้อความ", "Memo")
        _named(book, ("ส่วนราชการ", head["office"]), ("ที่", head["number"]), ("วันที่", told["on"]), ("เรื่อง", head["subject"]))
    elif style == "letter":
        _named(book, ("ที่", head["number"]))
        _line(book, head["office"], "Official", WD_ALIGN_PARAGRAPH.RIGHT)
        _line(book, told["on"], "Official").paragraph_format.left_indent = Cm(7.5)
        _named(book, ("เรื่อง", head["subject"]))
    else:
        align = WD_ALIGN_PARAGRAPH.CENTER if style == "plain" else None
        if told["issuer"]:
            _line(book, " · ".join(told["issuer"]), "Note", align)
        _line(book, told["title"], "Paper title", align)
        _line(book, told["where"], "Paper where", align)
        _line(book, " · ".join(filter(None, (told["period"], told["on"]))), "Note", align)
        return
    _named(book, ("เรียน", head["to"]))
    for label, them in (("อ้างถึง", head["refers"]), ("สิ่งที่ส่งมาด้วย", head["encloses"])):
        _named(book, *((label if at == 0 else "", each) for at, each in enumerate(them)))


def _named(book: Book, *rows: tuple[str, str]) -> None:
    for label, words in rows:
        line = book.add_paragraph(style="Official")
        run = line.add_run(label)
        run.font.bold = run.font.cs_bold = True
        line.add_run(f"\t{words}")
        line.paragraph_format.tab_stops.add_tab_stop(Cm(3))
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Cm(3), Cm(-3)


def _section(book: Book, section: Told, is_official: bool) -> None:
    if section["title"]:
        docx.heading(book, section["title"], new_page=bool(section["new_page"]))
    elif section["new_page"]:
        book.add_page_break()
    before = ""
    for each in section["blocks"]:
        if before in docx.TABLES and each["kind"] in docx.TABLES:
            book.add_paragraph(style="Table end")
        _block(book, each, "Official" if is_official else "Normal")
        before = each["kind"]


def _block(book: Book, it: Told, style: str) -> None:
    match it["kind"]:
        case "text":
            for words in it["lines"]:
                book.add_paragraph(words, style).paragraph_format.first_line_indent = INDENT if it["indent"] else None
        case "picture" | "photograph":
            _picture(book, it["svg"], it["height"], it.get("content", "")).alignment = WD_ALIGN_PARAGRAPH.CENTER
            _line(book, it["told"], "Note", WD_ALIGN_PARAGRAPH.CENTER)
        case "closing":
            _line(book, it["text"], style, WD_ALIGN_PARAGRAPH.CENTER).paragraph_format.left_indent = Cm(6.5)
        case "signatures":
            docx.signatures(book, _lines(it["rows"]))
        case _:
            docx.block(book, it)


def _lines(rows: Sequence[Sequence[str]]) -> list[tuple[str, str, str]]:
    return [(role, name or "." * 40, day or "." * 26) for role, name, day in rows]


def _picture(book: Book, svg: str, height: float, content: str = ""):
    """`content`: the photograph itself, in hexadecimal; without it the drawing is made into points by Typst."""
    line = book.add_paragraph(style="Normal")
    shape = line.add_run().add_picture(BytesIO(bytes.fromhex(content) if content else pdf.made("picture", {"svg": svg}, form="png")))
    page = book.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    scale = min(room / shape.width, Cm(height) / shape.height, 1 if not content else room / shape.width)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
    return line


def _line(book: Book, words: str, style: str, align=None):
    line = book.add_paragraph(words, style)
    line.alignment = align
    return line
