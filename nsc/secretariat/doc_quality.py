"""How far the data can be trusted: how fresh each source is, what is missing in the survey, and both errors of the lists of targets."""

from collections.abc import Iterable
from datetime import datetime

from nsc.access.models import User
from nsc.casework.models import Group
from nsc.casework.rules import Errors
from nsc.errors import _
from nsc.poverty.tally import percent
from nsc.reports import freshness, quality
from nsc.reports.quality import Counts, Found
from nsc.secretariat import spelled, work_blocks
from nsc.secretariat.blocks import Block, Cell, Document, Note, Pairs, Section, Table
from nsc.secretariat.document_kinds import AMPHOE, PROVINCE, TAMBON, VILLAGE, Asked, Kind
from nsc.secretariat.spelled import cell, figure

MISSING = (  # what is not known, and of whom
    ("no_position", "ครัวเรือนที่ไม่มีพิกัด", "households"),
    ("no_house_no", "ครัวเรือนที่ไม่มีบ้านเลขที่", "households"),
    ("no_age", "คนที่ไม่ทราบอายุ", "people"),
    ("no_sex", "คนที่ไม่ทราบเพศ", "people"),
    ("no_card", "คนที่ไม่ทราบผลตรวจบัตรสวัสดิการ", "people"),
)
MOVED = (("gone", "ครัวเรือนรอบก่อนที่ไม่พบในรอบนี้"), ("new", "ครัวเรือนที่พบครั้งแรก"))


@spelled.in_thai
def quality_of(user: User, at: datetime, asked: Asked) -> Document:
    found = quality.of(user, at=at, area=asked.area, year=asked.year)
    sections = [
        Section("ความสดของข้อมูล", (_sources(freshness.of(user, at=at)), Note(f"รอบที่ควรได้รับใหม่: {spelled.PROPOSED}"))),
        Section("ข้อมูลที่ขาดในแบบสำรวจ", (*_delivered(found), _missing(found.whole), *_moved(found.whole))),
    ]
    if found.below:
        sections.append(Section("ข้อมูลที่ขาด รายพื้นที่", (_by_area(found),), new_page=True))
    sections.append(Section("รายชื่อเป้าหมายกับความจริง", _errors(found)))
    return Document(
        title="คุณภาพข้อมูล",
        where=found.here.place.full_name,
        period=spelled.round_name(found.here.round),
        on=spelled.today(at),
        sections=sections,
        sources=spelled.of_survey(
            found.here,
            "นับจากคำตอบที่ใช้อยู่ของรอบสำรวจ ไม่ทราบ คือ แฟ้มไม่มีคำตอบหรือตอบไม่ได้",
            "ขึ้นบัญชีแต่ไม่จน คือ ร้อยละของครัวเรือนในบัญชีที่ตรวจสอบแล้วพบว่าไม่ยากจน จนแต่ไม่ขึ้นบัญชี คือ ร้อยละของครัวเรือนยากจนที่รู้จักซึ่งไม่อยู่ในบัญชีใด",
            spelled.counted(at, work_blocks.fiscal_year(at)),
            spelled.KEPT_BACK,
            spelled.UNKNOWN,
        ),
        is_wide=True,
    )


def _sources(found: Iterable[freshness.Source]) -> Table:
    """Of the whole province, whichever the place: a file is of the province."""
    rows = [
        (
            spelled.said(freshness.KINDS[each.kind]),
            spelled.said(each.name, each.values),
            spelled.said(each.office),
            spelled.said(each.covers, each.values) or None,
            spelled.day(each.last),
            each.rows,
            spelled.rate(each.complete, 1),
            spelled.day(each.due),
            spelled.said(freshness.STATES[each.status]),
        )
        for each in found
    ]
    headings = ("ชนิด", "แหล่ง", "หน่วยงาน", "ครอบคลุม", "ได้รับล่าสุด", "แถว", "ใช้ได้ (ร้อยละ)", "ควรได้รับใหม่", "สถานะ")
    return Table(headings, rows, (1.9, 3.1, 2.5, 2, 1.8, 1.2, 1, 1.8, 1.8), (5, 6), name="ความสดของข้อมูล")


def _delivered(found: Found) -> tuple[Block, ...]:
    it = found.delivered
    if it is None:
        return ()
    rows = (
        ("แฟ้มที่นำเข้าและเผยแพร่", figure(it.files, "แฟ้ม")),
        ("ครัวเรือนที่รับไว้", figure(it.households, "ครัวเรือน")),
        ("คนที่รับไว้", figure(it.people, "คน")),
        ("แถวที่ไม่รับเพราะผิด", figure(it.left_out, "แถว")),
        ("ค่าที่รับไว้พร้อมข้อควรระวัง", figure(it.cautions, "ค่า")),
    )
    return (Pairs(rows),)


def _missing(counts: Counts) -> Table:
    rows = []
    for name, said, of in MISSING:
        value, whole = getattr(counts, name), getattr(counts, of)
        rows.append((said, cell(value), cell(whole), spelled.rate(percent(value, whole))))
    return Table(("รายการ", "จำนวน", "จากทั้งหมด", "ร้อยละ"), rows, (4, 1.5, 1.5, 1.2), (1, 2, 3), name="ข้อมูลที่ขาด")


def _moved(counts: Counts) -> tuple[Block, ...]:
    if counts.gone is None:
        return (Note("มีข้อมูลรอบเดียว จึงยังไม่รู้ว่าครัวเรือนใดหายไปหรือเพิ่งพบ"),)
    return (Pairs([(said, figure(getattr(counts, name), "ครัวเรือน")) for name, said in MOVED]),)


def _by_area(found: Found) -> Table:
    rows: list[tuple[Cell, ...]] = [(name, *_row(each)) for _code, name, each in found.below]
    rows.append(("รวม", *_row(found.whole)))
    headings = ("พื้นที่", "ครัวเรือน", "คน", *(said for _name, said, _of in MISSING), *(said for _name, said in MOVED))
    return Table(headings, rows, (2.6, *(1.4,) * 9), tuple(range(1, 10)), True, name="ข้อมูลที่ขาดรายพื้นที่")


def _row(counts: Counts) -> tuple[Cell, ...]:
    return tuple(cell(getattr(counts, name)) for name in quality.NAMES)


def _errors(found: Found) -> tuple[Block, ...]:
    errors = found.errors
    groups = [
        (
            spelled.said(str(Group(each.group).label)),
            each.source,
            cell(each.listed),
            cell(each.verified),
            cell(each.not_poor),
            spelled.rate(each.inclusion, 1),
        )
        for each in errors.by_group
    ]
    headings = ("บัญชี", "แหล่ง", "ในบัญชี", "ตรวจสอบแล้ว", "พบว่าไม่จน", "ขึ้นบัญชีแต่ไม่จน (ร้อยละ)")
    by_group = Table(headings, groups, (2.6, 3.4, 1.2, 1.4, 1.4, 2.4), (2, 3, 4, 5), nothing=work_blocks.NO_ROLL, name="รายบัญชี")
    names = {code: name for code, name, _each in found.below}
    rows = [(names.get(code, code), *_error(each)) for code, each in errors.by_area]
    if rows:
        rows.append(("รวม", *_error(errors.whole)))
    headings = ("พื้นที่", "ในบัญชี", "ตรวจสอบแล้ว", "พบว่าไม่จน", "ขึ้นบัญชีแต่ไม่จน (ร้อยละ)", "ตกหล่นที่รับรองแล้ว", "จนแต่ไม่อยู่ในบัญชี", "จนแต่ไม่ขึ้นบัญชี (ร้อยละ)")
    widths = (2.6, 1.2, 1.3, 1.3, 1.8, 1.6, 1.6, 1.8)
    by_area = Table(headings, rows, widths, tuple(range(1, 8)), bool(rows), work_blocks.NO_ROLL, "รายชื่อกับความจริงรายพื้นที่")
    return (by_group, by_area) if groups else (by_group,)


def _error(each: Errors) -> tuple[Cell, ...]:
    counts = (cell(each.listed), cell(each.verified), cell(each.not_poor))
    return (*counts, spelled.rate(each.inclusion, 1), cell(each.missed_certified), cell(each.unlisted), spelled.rate(each.exclusion, 1))


KINDS = (
    Kind(
        "data-quality",
        _("คุณภาพข้อมูล"),
        _("สำหรับผู้ดูแลข้อมูลและผู้ที่จะอ้างตัวเลข: แหล่งใดเก่า ข้อมูลใดขาด ที่ใด และรายชื่อตรงกับความจริงเพียงใด"),
        (PROVINCE, AMPHOE, TAMBON, VILLAGE),
        quality_of,
        options=("year",),
    ),
)
