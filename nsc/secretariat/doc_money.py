"""Help and its money: by programme, by source and by area, what is committed, delivered and confirmed; and the budgets behind it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from nsc import thai
from nsc.access.models import User
from nsc.areas import places
from nsc.errors import _
from nsc.poverty import small
from nsc.poverty.small import is_hidden
from nsc.reports import helped_sums
from nsc.reports.helped_sums import Baht, Line, Sums
from nsc.secretariat import spelled
from nsc.secretariat.blocks import Cell, Document, Note, Section, Table
from nsc.secretariat.document_kinds import AMPHOE, PROVINCE, TAMBON, VILLAGE, Asked, Kind
from nsc.secretariat.spelled import cell
from nsc.welfare import budgets

HEADINGS = (
    *("รับปากแล้ว (ครัวเรือน)", "รับปากแล้ว (บาท)", "ส่งมอบแล้ว (รายการ)", "ส่งมอบแล้ว (ครัวเรือน)", "ส่งมอบแล้ว (บาท)"),
    *("ยืนยันการรับ (ครัวเรือน)", "ยืนยันการรับ (บาท)"),
)
NOTHING = "ยังไม่มีความช่วยเหลือในปีงบประมาณนี้"
DEFINED = (
    "รับปากแล้ว คือ ผูกพันไว้และยังไม่ส่งมอบ ส่งมอบแล้ว คือ ให้ถึงครัวเรือนแล้ว ไม่ว่ายืนยันหรือยัง "
    "ยืนยันการรับ คือ ผู้อื่นที่ไม่ใช่ผู้ให้ยืนยันว่าครัวเรือนได้รับ เป็นส่วนหนึ่งของส่งมอบแล้ว ไม่นับรายการที่ถอน"
)


@spelled.in_thai
def assistance(user: User, at: datetime, asked: Asked) -> Document:
    found = helped_sums.of(user, at=at, area=asked.area, year=asked.fiscal_year)
    year = thai.buddhist_year(found.year)
    sections = [
        Section("ตามโครงการ", (_table("โครงการ", found.by_programme, found.whole, "นอกโครงการ"), *_unpriced(found.whole))),
        Section("ตามแหล่งความช่วยเหลือ", (_table("แหล่ง", found.by_office, found.whole, "ไม่ระบุหน่วยงาน"),)),
    ]
    if found.by_area:
        sections.append(Section("ตามพื้นที่", (_table("พื้นที่", found.by_area, found.whole),)))
    sections.append(Section("งบประมาณของโครงการ", _budgets(user, found.year, asked.area)))
    return Document(
        title="ความช่วยเหลือและงบประมาณ",
        where=places.place(asked.area).full_name,
        period=f"ปีงบประมาณ {year}",
        on=spelled.today(at),
        sections=sections,
        sources=(
            DEFINED,
            "ครัวเรือนหนึ่งนับครั้งเดียวในแต่ละแถว จึงบวกข้ามแถวไม่ได้ มูลค่าสิ่งของเป็นตามที่ผู้ให้ระบุ",
            f"ความช่วยเหลือและงบประมาณของปีงบประมาณ {year} นับจากระบบ ณ วันที่ {thai.format_date(spelled.today(at), long=True)}",
            spelled.KEPT_BACK,
            spelled.UNKNOWN,
        ),
        is_wide=True,
    )


def _table(what: str, lines: Sequence[Line], whole: Sums, none: str = "") -> Table:
    rows: list[tuple[Cell, ...]] = [(line.name or none, *_row(line.sums)) for line in lines]
    if rows:
        rows.append(("รวม", *_row(whole)))
    widths = (4, *(1.35,) * len(HEADINGS))
    return Table((what, *HEADINGS), rows, widths, tuple(range(1, 1 + len(HEADINGS))), bool(rows), NOTHING, f"ความช่วยเหลือตาม{what}")


def _row(sums: Sums) -> tuple[Cell, ...]:
    return (
        *(cell(sums.promised_homes), _baht(sums.promised)),
        *(cell(sums.times), cell(sums.given_homes), _baht(sums.given)),
        *(cell(sums.confirmed_homes), _baht(sums.confirmed)),
    )


def _baht(value: Baht) -> Cell:
    if value is None:
        return None
    if is_hidden(value):
        return small.KEPT
    return float(value) if value % 1 else int(value)


def _unpriced(whole: Sums) -> tuple[Note, ...]:
    if not is_hidden(whole.unpriced) and not whole.unpriced:
        return ()
    return (Note(f"ในจำนวนที่ส่งมอบ {spelled.figure(whole.unpriced, 'รายการ')} ไม่มีผู้ระบุมูลค่า จึงไม่รวมในจำนวนบาท"),)


def _budgets(user: User, year: int, area: str) -> tuple[Table, Note]:
    """Of the place, of what lies in it, and of what it lies in, as the page of budgets has them; each says whose it is."""
    lines = budgets.visible_to(user, year=year, area=area)
    names = places.names({line.area_code for line in lines})
    rows = [
        (line.programme, line.organisation, names[line.area_code], *map(_baht, (line.allotted, line.committed, line.spent, line.left)))
        for line in lines
    ]
    if len({line.area_code for line in lines}) == 1:
        rows.append(("รวม", "", "", *map(_baht, _added(lines))))
    headings = ("โครงการ", "หน่วยงาน", "งบของ", "จัดสรร (บาท)", "ผูกพัน (บาท)", "จ่ายแล้ว (บาท)", "คงเหลือ (บาท)")
    has_total = len(rows) > len(lines)
    table = Table(headings, rows, (4, 3, 2, *(1.6,) * 4), (3, 4, 5, 6), has_total, "ยังไม่มีงบประมาณที่บันทึกไว้ในปีงบประมาณนี้", "งบประมาณ")
    return table, Note("งบของพื้นที่นี้ พื้นที่ย่อย และพื้นที่ที่ครอบคลุม ผูกพัน คือ รับปากแล้วยังไม่จ่าย")


def _added(lines: Sequence[budgets.Line]) -> list[Decimal]:
    return [sum((getattr(line, name) for line in lines), Decimal(0)) for name in ("allotted", "committed", "spent", "left")]


KINDS = (
    Kind(
        "assistance",
        _("ความช่วยเหลือและงบประมาณ"),
        _("สำหรับที่ประชุมและหน่วยงานที่ให้งบ: ผูกพัน ส่งมอบ และยืนยันการรับ ตามโครงการ แหล่ง และพื้นที่"),
        (PROVINCE, AMPHOE, TAMBON, VILLAGE),
        assistance,
        options=("fiscal_year",),
    ),
)
