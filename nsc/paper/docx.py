# ruff: noqa: E501  XML and tables of data are read by the line
"""Word (OOXML), where people edit: the blocks of a document as real headings and tables. A cell and a paragraph are what they say, never
markup.

Written with the standard library: a document of headings, paragraphs and tables is four small parts in a zip, and Thai text needs the fonts
of complex scripts (w:cs, w:szCs) set beside the Latin ones, which libraries leave to the caller.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from nsc import thai

WIDE = 9354  # twentieths of a point between the margins of A4
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PING, SOFT, GREY, NAN = "0F6E62", "E8F3F1", "56635F", "B0482B"
Block = Mapping[str, object]


def made(told: Mapping[str, object]) -> bytes:
    """`told`: title, kind, where, years, version, state, draft, approved, printed, contents and sections, as reports/blueprint_book says."""
    body = "".join((*_cover(told), *_contents(told), *(_section(each) for each in told["sections"])))
    document = f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{RELATIONS}"><w:body>{body}{SHEET}</w:body></w:document>'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "docProps/core.xml": CORE.format(title=_clean(f"{told['title']} {told['years']}")),
        "word/document.xml": document,
        "word/styles.xml": _styles(),
        "word/settings.xml": SETTINGS,
        "word/footer1.xml": FOOTER.format(
            text=_clean(f"{told['title']} {told['version']} {told['draft']}".strip()), page=_clean(told["page"])
        ),
        "word/_rels/document.xml.rels": LINKS,
    }
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(ZipInfo(name), text.encode(), ZIP_DEFLATED)  # without a clock: the same words are the same bytes
    return made.getvalue()


def _cover(told: Mapping[str, object]) -> Iterator[str]:
    yield _paragraph(told["kind"], "Kind")
    yield _paragraph(told["title"], "Title")
    for name in ("where", "years"):
        yield _paragraph(told[name], "Subtitle")
    yield _paragraph(f"{told['version']} · {told['state']}", "Cover")
    for name, style in (("draft", "Draft"), ("approved", "Cover"), ("printed", "Cover")):
        if told[name]:
            yield _paragraph(told[name], style)


def _contents(told: Mapping[str, object]) -> Iterator[str]:
    """A field that Word fills when the file is opened; the titles stand in it until then."""
    yield _paragraph(told["contents"], "Contents")
    titles = [str(each["title"]) for each in told["sections"]]
    begin = '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\z \\u </w:instrText></w:r>'
    begin += '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    for number, title in enumerate(titles):
        first, last = begin if number == 0 else "", end if number == len(titles) - 1 else ""
        yield f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{first}{_run(title)}{last}</w:p>'


def _section(section: Mapping[str, object]) -> str:
    opens = "<w:pageBreakBefore/>" if section["new_page"] else ""
    title = f'<w:p><w:pPr><w:pStyle w:val="Heading1"/>{opens}</w:pPr>{_run(section["title"])}</w:p>'
    blocks = section["blocks"]
    kinds = [each["kind"] for each in blocks]
    # Two tables that touch are one table in Word: a paragraph of the smallest height keeps them apart.
    ends = [here in TABLES and after in TABLES for here, after in zip(kinds, [*kinds[1:], ""], strict=True)]
    return title + "".join(_block(each) + (END if is_end else "") for each, is_end in zip(blocks, ends, strict=True))


def _block(it: Block) -> str:
    match it["kind"]:
        case "heading":
            return _paragraph(it["text"], "Heading2")
        case "note":
            return _paragraph(it["text"], "Note")
        case "pairs":
            return _table([], it["rows"], [1, 2])
        case "table":
            return _table(it["headings"], it["rows"], it["widths"], numbers=it["numbers"], has_total=bool(it["has_total"]))
        case "gantt":
            return _gantt(it)
        case "signatures":
            return "".join(_signature(each) for each in it["rows"])
    return "".join(_paragraph(line, "Normal") for line in str(it["text"]).splitlines() if line.strip())


def _signature(line: Sequence[str]) -> str:
    role, name, day = line
    return "".join(
        _paragraph(words, style)
        for words, style in (("." * 50, "Sign"), (f"({name})", "Signed"), (role, "Signed"), (f"วันที่ {day}", "Signed"))
    )


def _table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], *, numbers: Sequence[int] = (), has_total: bool = False
) -> str:
    wide = _widths(widths)
    lines = [_row(headings, wide, numbers, "TableHead", fill=SOFT, is_head=True)] if headings else []
    for number, row in enumerate(rows, start=1):
        style = "TableHead" if has_total and number == len(rows) else "TableText"
        lines.append(_row(row, wide, numbers, style))
    return _grid(wide, lines)


def _gantt(it: Block) -> str:
    """A cell for each quarter, filled where the work is; the days stand in words beside it."""
    quarters = it["quarters"]
    wide = _widths([5, 2.2, *(4.5 / len(quarters) for _quarter in quarters)])
    spans = [sum(1 for _name, begins, _ends in quarters if year[1] <= begins < year[2]) for year in it["years"]]
    head = [_cell("", wide[0], "TableHead", fill=SOFT), _cell("", wide[1], "TableHead", fill=SOFT)]
    at = 2
    for year, span in zip(it["years"], spans, strict=True):
        head.append(_cell(year[0], sum(wide[at : at + span]), "TableSmall", fill=SOFT, span=span))
        at += span
    lines = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(head)}</w:tr>"]
    for name, begins, ends, words in it["rows"]:
        cells = [_cell(name, wide[0], "TableText"), _cell(words, wide[1], "TableSmall")]
        for column, (_name, first, last) in enumerate(quarters, start=2):
            cells.append(_cell("", wide[column], "TableSmall", fill=PING if begins < last and first < ends else ""))
        lines.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    return _grid(wide, lines)


def _widths(parts: Sequence[float]) -> list[int]:
    return [int(WIDE * part / sum(parts)) for part in parts]


def _grid(wide: Sequence[int], rows: Sequence[str]) -> str:
    columns = "".join(f'<w:gridCol w:w="{each}"/>' for each in wide)
    looks = f'<w:tblPr><w:tblStyle w:val="Lines"/><w:tblW w:w="{sum(wide)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
    return f"<w:tbl>{looks}<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _row(cells: Sequence[str], wide: Sequence[int], numbers: Sequence[int], style: str, *, fill: str = "", is_head: bool = False) -> str:
    shown = "".join(_cell(text, wide[n], style, fill=fill, to_right=n in numbers) for n, text in enumerate(cells))
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{shown}</w:tr>"


def _cell(text: str, wide: int, style: str, *, fill: str = "", to_right: bool = False, span: int = 1) -> str:
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    side = '<w:jc w:val="right"/>' if to_right else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{across}{shade}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{side}</w:pPr>{_run(text) if text else ""}</w:p></w:tc>'
    )


def _paragraph(text: object, style: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_run(text)}</w:p>'


def _run(text: object) -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{_clean(line)}</w:t>' for line in str(text).split("\n"))
    return f"<w:r>{lines}</w:r>"


def _clean(text: object) -> str:
    """What XML may hold; control characters it may not."""
    return escape("".join(sign if sign.isprintable() else " " for sign in thai.visible(str(text))))


def _styles() -> str:
    """Sizes in half points. `cs`: of Thai."""
    fonts = '<w:rFonts w:ascii="Sarabun" w:hAnsi="Sarabun" w:cs="TH Sarabun New" w:eastAsia="Sarabun"/>'
    named = "".join(_style(*each) for each in STYLES)
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="B9C3C0"/>' for side in ("top", "bottom", "insideH"))
    table = f'<w:style w:type="table" w:styleId="Lines"><w:name w:val="Lines"/><w:tblPr><w:tblBorders>{lines}</w:tblBorders></w:tblPr></w:style>'
    plain = f'<w:rPr>{fonts}<w:sz w:val="22"/><w:szCs w:val="30"/><w:lang w:val="th-TH" w:bidi="th-TH"/></w:rPr>'
    return f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault>{plain}</w:rPrDefault></w:docDefaults>{named}{table}</w:styles>'


def _style(key: str, name: str, size: int, thai_size: int, looks: str, spacing: str) -> str:
    bold = "<w:b/><w:bCs/>" if "bold" in looks else ""
    colour = next((each for each in (PING, GREY, NAN) if each in looks), "")
    colour = f'<w:color w:val="{colour}"/>' if colour else ""
    side = '<w:jc w:val="center"/>' if "center" in looks else ""
    level = f'<w:outlineLvl w:val="{int(key[-1]) - 1}"/>' if key.startswith("Heading") else ""
    keep = "<w:keepNext/>" if key.startswith("Heading") or key == "Sign" else ""
    before, after = spacing.split("/")
    first = ' w:default="1"' if key == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{first} w:styleId="{key}"><w:name w:val="{name}"/>{"" if first else BASED}<w:qFormat/>'
        f'<w:pPr>{keep}<w:spacing w:before="{before}" w:after="{after}"/>{side}{level}</w:pPr>'
        f'<w:rPr>{bold}{colour}<w:sz w:val="{size}"/><w:szCs w:val="{thai_size}"/></w:rPr></w:style>'
    )


TABLES = ("pairs", "table", "gantt")
END = '<w:p><w:pPr><w:pStyle w:val="TableEnd"/></w:pPr></w:p>'
BASED = '<w:basedOn w:val="Normal"/>'
STYLES = (
    ("Normal", "Normal", 22, 30, "", "0/100"),
    ("Kind", "Kind", 24, 34, GREY, "3200/0"),
    ("Title", "Title", 52, 72, "bold", "0/120"),
    ("Subtitle", "Subtitle", 30, 42, PING + "bold", "0/80"),
    ("Cover", "Cover", 24, 34, GREY, "0/80"),
    ("Draft", "Draft", 28, 38, NAN + "bold", "240/80"),
    ("Contents", "Contents title", 30, 42, PING + "bold", "1200/160"),
    ("TOC1", "toc 1", 22, 30, "", "0/60"),
    ("Heading1", "heading 1", 30, 42, PING + "bold", "360/140"),
    ("Heading2", "heading 2", 24, 34, "bold", "240/80"),
    ("Note", "Note", 18, 26, GREY, "40/120"),
    ("TableHead", "Table head", 18, 26, "bold", "30/30"),
    ("TableText", "Table text", 18, 26, "", "30/30"),
    ("TableSmall", "Table small", 15, 20, GREY, "20/20"),
    ("TableEnd", "Table end", 2, 2, "", "0/60"),
    ("Sign", "Signature line", 22, 30, "center", "900/0"),
    ("Signed", "Signed", 22, 30, "center", "0/0"),
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/><Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
ROOT = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="r2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
)
LINKS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="r2" Type="{RELATIONS}/settings" Target="settings.xml"/><Relationship Id="r3" Type="{RELATIONS}/footer" Target="footer1.xml"/></Relationships>'
)
CORE = (
    f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>{title}</dc:title><dc:language>th-TH</dc:language></cp:coreProperties>"
)
SETTINGS = f'{HEAD}<w:settings xmlns:w="{W}"><w:themeFontLang w:val="th-TH" w:bidi="th-TH"/></w:settings>'
FOOTER = (
    f'{HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr><w:r><w:t xml:space="preserve">{{text}} · {{page}} </w:t></w:r>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
)
SHEET = (
    '<w:sectPr><w:footerReference w:type="default" r:id="r3"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1361" w:right="1134" w:bottom="1247" w:left="1418" w:header="709" w:footer="567" w:gutter="0"/></w:sectPr>'
)
