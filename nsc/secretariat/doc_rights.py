"""Entitlements that nobody uses: how many by right and area; and for a tambon or a village who they are."""

from datetime import date, datetime

from nsc import thai
from nsc.access.models import User
from nsc.areas import places
from nsc.errors import _
from nsc.poverty.small import is_hidden
from nsc.reports import rights
from nsc.reports.rights import Counted, Counts, Line
from nsc.secretariat import spelled
from nsc.secretariat.blocks import Block, Cell, Document, Heading, Note, Pairs, Section, Table, Text
from nsc.secretariat.document_kinds import AMPHOE, PROVINCE, TAMBON, VILLAGE, Asked, Kind
from nsc.secretariat.spelled import cell
from nsc.welfare.programmes import Entry

# Entitled by law only is who has a right: of the rest it says that they fit what is asked.
GROUPS = {
    "law": ("สิทธิตามกฎหมาย", "มีสิทธิแต่ยังไม่ได้รับ"),
    "round": ("โครงการที่ลงทะเบียนเป็นรอบ", "เข้าเกณฑ์แต่ยังไม่มี"),
    "discretion": ("ความช่วยเหลือที่หน่วยงานพิจารณา ไม่ใช่สิทธิ", "เข้าเกณฑ์เบื้องต้นแต่ยังไม่ได้รับ"),
}
ACROSS = 6  # programmes beside each other in one table of areas
NOT_COUNTED = "ยังไม่ได้นับสิทธิรายคน"
DEFINED = (
    "ยังไม่ได้รับ คือ เข้าเกณฑ์ตามที่แบบสำรวจตอบ และไม่พบในทะเบียนผู้รับของพื้นที่ที่มีทะเบียน ต้องตรวจกับครอบครัวและหน่วยงานก่อนยื่นเรื่อง "
    "โครงการสำหรับครัวเรือนนับเป็นครัวเรือน นอกนั้นนับเป็นคน"
)


@spelled.in_thai
def unused(user: User, at: datetime, asked: Asked) -> Document:
    found, below = rights.summary(user, at=at, area=asked.area), rights.by_area(user, at=at, area=asked.area)
    sections = []
    for kind, (title, gap) in GROUPS.items():
        rows = [row for row in found.rows if row.entry.kind == kind]
        if rows:
            sections.append(Section(title, (_table(rows, title, gap, spelled.today(at)),)))
    named = [
        row for row in found.rows if any(is_hidden(each[row.entry.id].entitled) or each[row.entry.id].entitled for each in below.values())
    ]
    if named:
        sections.append(Section("ยังไม่ได้รับ รายพื้นที่", _areas(named, below), new_page=True))
    return _document("สิทธิและความช่วยเหลือที่ยังไม่ได้ใช้", at, asked, found.counted, sections or [Section("", (Text(NOT_COUNTED),))])


def _document(title: str, at: datetime, asked: Asked, counted: Counted | None, sections: list[Section], **told: bool) -> Document:
    year = f"จปฐ. {thai.buddhist_year(counted.year)}" if counted and counted.year else NOT_COUNTED
    when = f"นับสิทธิ ณ วันที่ {thai.format_date(counted.on, long=True)} จากแบบสำรวจ {year}" if counted else NOT_COUNTED
    stale = (f"{when} มีข้อมูลใหม่หลังจากนั้นและกำลังนับใหม่",) if counted and counted.is_stale else (when,)
    return Document(
        title=title,
        where=places.place(asked.area).full_name,
        period=year,
        on=spelled.today(at),
        sections=sections,
        sources=(
            DEFINED,
            *stale,
            f"เกณฑ์ของแต่ละโครงการดูที่หน้าสิทธิและโครงการ ที่มีเครื่องหมาย *: {spelled.PROPOSED}",
            spelled.KEPT_BACK,
            spelled.UNKNOWN,
        ),
        is_wide=True,
        **told,
    )


def _called(entry: Entry, on: date) -> str:
    """With a star where its terms are a proposal of ours."""
    terms = entry.on(on)
    return entry.name if terms is None or terms.is_official else f"{entry.name}*"


def _unit(entry: Entry) -> str:
    return "ครัวเรือน" if entry.is_for_household else "คน"


def _table(rows: list[rights.Row], title: str, gap: str, on: date) -> Table:
    lines = [(_called(row.entry, on), row.entry.owner, _unit(row.entry), *_counts(row.counts), _register(row)) for row in rows]
    headings = ("โครงการ", "หน่วยงาน", "นับเป็น", "ได้รับแล้ว", gap, "ไม่ทราบ", "ไม่เข้าเกณฑ์", "ทะเบียนผู้รับ")
    return Table(headings, lines, (4.5, 3, 1.1, 1.2, 1.5, 1.2, 1.3, 2.4), (3, 4, 5, 6), name=title)


def _counts(counts: Counts) -> tuple[Cell, ...]:
    return tuple(cell(each) for each in (counts.receives, counts.entitled, counts.unknown, counts.not_entitled))


def _register(row: rights.Row) -> str:
    if row.registers is None:
        return "ยังไม่มีทะเบียน"
    oldest, newest, number = row.registers
    days = thai.format_date(oldest) if oldest == newest else f"{thai.format_date(oldest)} ถึง {thai.format_date(newest)}"
    return f"{days} ({number} ทะเบียน)"


def _areas(found: list[rights.Row], below: dict[str, dict[int, Counts]]) -> tuple[Block, ...]:
    """Some programmes at a time: a sheet of paper is so wide."""
    names, blocks = places.names(below), list[Block]()
    for start in range(0, len(found), ACROSS):
        whole = found[start : start + ACROSS]
        shown = [row.entry for row in whole]
        rows = [(names[code], *(cell(below[code][entry.id].entitled) for entry in shown)) for code in sorted(below)]
        rows.append(("รวม", *(cell(row.counts.entitled) for row in whole)))
        headings = ("พื้นที่", *(f"{entry.name} ({_unit(entry)})" for entry in shown))
        name = f"รายพื้นที่ {start // ACROSS + 1}"
        blocks.append(Table(headings, rows, (2.2, *(1.8,) * len(shown)), tuple(range(1, 1 + len(shown))), True, name=name))
    return tuple(blocks)


@spelled.in_thai
def listed(user: User, at: datetime, asked: Asked) -> Document:
    found = rights.on_paper(user, at=at, area=asked.area, with_names=asked.with_names)
    summed = Pairs([(entry.name, f"{len(lines):,} {_unit(entry)}") for entry, lines in found.rights])
    nobody = Text(NOT_COUNTED if found.counted is None else "ไม่พบผู้ที่เข้าเกณฑ์แล้วยังไม่ได้รับ ในโครงการที่มีทะเบียนผู้รับ")
    blocks: list[Block] = [summed] if found.rights else [nobody]
    blocks.append(Note(_caution(asked.with_names, found.is_cut)))
    sections = [Section("สรุปตามโครงการ", blocks)]
    for entry, lines in found.rights:
        title, gap = GROUPS[entry.kind]
        sections.append(Section(entry.name, (Heading(f"{title}: {gap}"), _people(entry, lines, asked.with_names))))
    return _document("รายการผู้ที่ยังไม่ได้รับสิทธิ", at, asked, found.counted, sections, has_names=asked.with_names and bool(found.rights))


def _caution(with_names: bool, is_cut: bool) -> str:
    if with_names:
        return "เอกสารนี้มีชื่อบุคคล ใช้เพื่อช่วยยื่นเรื่องเท่านั้น ห้ามติดประกาศ และเก็บหรือทำลายตามระเบียบเมื่อเลิกใช้"
    cut = " โครงการที่รายการจะบอกว่าใครพิการไม่อยู่ในฉบับนี้" if is_cut else ""
    return f"เลขครัวเรือนใช้เปิดแฟ้มในระบบ ผู้มีสิทธิเท่านั้นที่เห็นชื่อ{cut}"


def _people(entry: Entry, lines: tuple[Line, ...], with_names: bool) -> Table:
    who = ("หัวหน้าครัวเรือน" if entry.is_for_household else "ชื่อ", "บ้านเลขที่") if with_names else ("ครัวเรือนเลขที่",)
    age = () if entry.is_for_household else ("อายุ (ปี)",)
    rows = [
        (
            number,
            *((line.name, line.house_no) if with_names else (str(line.household),)),
            *(() if entry.is_for_household else (line.age,)),
            places.name(line.area_code),
            line.baht,
        )
        for number, line in enumerate(lines, start=1)
    ]
    headings = ("ที่", *who, *age, "หมู่บ้าน", "บาทตามเกณฑ์")
    widths = (0.8, *((4, 1.5) if with_names else (2,)), *(1 for _age in age), 3, 1.5)
    numbers = (0, *((1 + len(who),) if age else ()), len(headings) - 1)
    return Table(headings, rows, widths, numbers, name=entry.name)


KINDS = (
    Kind(
        "rights-unused",
        _("สิทธิและความช่วยเหลือที่ยังไม่ได้ใช้"),
        _("สำหรับที่ประชุมและหน่วยงานเจ้าของสิทธิ: กี่คนได้รับ กี่คนเข้าเกณฑ์แต่ยังไม่ได้รับ ที่ใด"),
        (PROVINCE, AMPHOE, TAMBON, VILLAGE),
        unused,
    ),
    Kind(
        "rights-list",
        _("รายการผู้ที่ยังไม่ได้รับสิทธิ"),
        _("สำหรับทีมตำบลและท้องถิ่น เมื่อไปช่วยยื่นเรื่อง: ใครเข้าเกณฑ์สิทธิใดแล้วยังไม่ได้รับ มีชื่อหรือไม่มีชื่อก็ได้"),
        (TAMBON, VILLAGE),
        listed,
        may_name=True,
    ),
)
