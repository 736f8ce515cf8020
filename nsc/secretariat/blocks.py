"""What a document of an office is made of, whether it comes out as PDF, Word or Excel. Values only: what people typed stays text.

A document has sections, a section has blocks. All texts are Thai; digits are Arabic here, and made Thai where a paper is to have them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Cell = str | int | float | None  # None: undefined, shown as a dash, empty in a workbook
Style = Literal["report", "memo", "letter", "plain"]


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Text:
    """Paragraphs, one a line. `indent`: the first line begins 2.5 cm in, as official papers have it."""

    text: str
    indent: bool = True


@dataclass(frozen=True)
class Note:
    """Small print: a definition, a source, what a figure cannot show."""

    text: str


@dataclass(frozen=True)
class Pairs:
    """What, and what is said of it."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """`widths`: in proportion. `numbers`: columns that stand right. `has_total`: the last row sums up. `nothing`: said where there is no
    row. `name`: of its sheet in a workbook, where it is the table's own; else that of its section."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float]
    numbers: Sequence[int] = ()
    has_total: bool = False
    nothing: str = "ไม่มีรายการ"
    name: str = ""


@dataclass(frozen=True)
class Picture:
    """A chart or a map, as vectors: `svg` is the same drawing as on the screen. `told`: what it shows, for who cannot see it. `table`: its
    figures, which a workbook has in its place."""

    svg: str
    told: str
    table: Table | None = None
    height: float = 8.0  # cm at most


@dataclass(frozen=True)
class Photograph:
    content: bytes  # JPEG
    told: str


@dataclass(frozen=True)
class Signatures:
    """(office or role, name or "", day or ""), one a line to sign on."""

    rows: Sequence[tuple[str, str, str]]


Block = Heading | Text | Note | Pairs | Table | Picture | Photograph | Signatures


@dataclass(frozen=True)
class Section:
    title: str
    blocks: Sequence[Block]
    new_page: bool = False


@dataclass(frozen=True)
class Head:
    """What stands above a memo (บันทึกข้อความ) or a letter (หนังสือภายนอก), by the Regulation on Correspondence of 2526."""

    office: str  # ส่วนราชการ
    number: str = ""  # ที่
    to: str = ""  # เรียน
    subject: str = ""  # เรื่อง
    refers: Sequence[str] = ()  # อ้างถึง
    encloses: Sequence[str] = ()  # สิ่งที่ส่งมาด้วย
    closing: str = "ขอแสดงความนับถือ"


@dataclass(frozen=True)
class Document:
    """`where`: the place. `period`: the month, year or round it speaks of. `sources`: by which definition, of which round, from where,
    certified by whom under which hash: every document says so at its end. `has_names`: people can be told from it."""

    title: str
    where: str
    period: str
    on: date
    sections: Sequence[Section]
    sources: Sequence[str]
    style: Style = "report"
    head: Head | None = None
    is_wide: bool = False  # A4 lying
    has_names: bool = False
    snapshot: int | None = None  # the number of the certified figures it quotes
    compared: int | None = None  # and of those with which it compares them
