"""What the office does for the households on its rolls: the three groups, how far they have come, and how agencies answer."""

from datetime import datetime

from nsc import thai
from nsc.access.models import User
from nsc.areas import places
from nsc.errors import _
from nsc.reports import answer_times
from nsc.secretariat import spelled, work_blocks
from nsc.secretariat.blocks import Document, Section, Table
from nsc.secretariat.document_kinds import AMPHOE, PROVINCE, TAMBON, VILLAGE, Asked, Kind
from nsc.secretariat.spelled import cell

EVERYWHERE = (PROVINCE, AMPHOE, TAMBON, VILLAGE)
BY_YEAR = ("fiscal_year",)


def _made(title: str, at: datetime, asked: Asked, sections: tuple[Section, ...], *sources: str) -> Document:
    year = thai.buddhist_year(_year(at, asked))
    where = places.place(asked.area).full_name
    told = (*sources, spelled.UNKNOWN)
    return Document(title, where, f"ปีงบประมาณ {year}", spelled.today(at), sections, told, is_wide=True)


def _year(at: datetime, asked: Asked) -> int:
    return asked.fiscal_year or work_blocks.fiscal_year(at)


@spelled.in_thai
def groups(user: User, at: datetime, asked: Asked) -> Document:
    found = work_blocks.groups(user, at, asked.area, _year(at, asked))
    return _made("สามกลุ่มเป้าหมาย", at, asked, (Section("สามกลุ่มเป้าหมาย", found.blocks),), found.source)


@spelled.in_thai
def progress(user: User, at: datetime, asked: Asked) -> Document:
    found, months = work_blocks.progress_of(user, at, asked.area, _year(at, asked))
    sections = (
        Section("ความคืบหน้าตามขั้น", (work_blocks.by_step(found),)),
        Section("ความคืบหน้าและงานเกินกำหนดรายพื้นที่", (work_blocks.by_area(found),)),
        Section("ความคืบหน้ารายเดือน", (work_blocks.by_month(months),)),
    )
    definition = "ครัวเรือนนับครั้งเดียวแม้อยู่หลายบัญชี เกินกำหนด คือ ขั้นถัดไปเลยวันกำหนดแล้ว"
    return _made("ความคืบหน้าและงานเกินกำหนด", at, asked, sections, definition, spelled.counted(at, _year(at, asked)))


@spelled.in_thai
def agencies(user: User, at: datetime, asked: Asked) -> Document:
    found = answer_times.of(user, at=at, area=asked.area, fiscal_year=asked.fiscal_year)
    names = ("sent", "waiting", "overdue", "in_time", "late", "accepted", "declined", "completed", "ended")
    said = ("ส่งไป", "รอตอบ", "เกินกำหนด", "ตอบทันกำหนด", "ตอบช้า", "รับ", "ไม่รับ", "เสร็จ", "ยุติ")
    rows = [(office.name, *(cell(getattr(office, name)) for name in names), spelled.rate(office.median, 1)) for office in found.offices]
    if rows:
        rows.append(("รวม", *(cell(getattr(found.whole, name)) for name in names), spelled.rate(found.whole.median, 1)))
    headings = ("หน่วยงาน", *said, "วันทำการที่ใช้ตอบ (มัธยฐาน)")
    nothing = "ยังไม่มีหนังสือส่งต่อในปีงบประมาณนี้"
    table = Table(headings, rows, (4, *(1.1,) * 9, 1.8), tuple(range(1, 11)), bool(rows), nothing, "หน่วยงาน")
    definition = "นับจากหนังสือส่งต่อของปีงบประมาณ วันทำการนับจากวันส่งถึงวันที่หน่วยงานรับหรือไม่รับ"
    sections = (Section("การตอบของหน่วยงาน", (table,)),)
    return _made("ผลการดำเนินงานของหน่วยงาน", at, asked, sections, definition, spelled.counted(at, found.fiscal_year))


KINDS = (
    Kind("groups", _("สามกลุ่มเป้าหมาย"), _("สำหรับที่ประชุม: ครัวเรือนในแต่ละบัญชีอยู่ขั้นใด"), EVERYWHERE, groups, options=BY_YEAR),
    Kind("progress", _("ความคืบหน้าและงานเกินกำหนด"), _("สำหรับผู้ติดตามงาน: ถึงขั้นใด ที่ใดเกินกำหนด"), EVERYWHERE, progress, options=BY_YEAR),
    Kind("agencies", _("ผลการดำเนินงานของหน่วยงาน"), _("สำหรับที่ประชุม: หน่วยงานใดตอบเร็ว ช้า หรือค้าง"), EVERYWHERE, agencies, options=BY_YEAR),
)
