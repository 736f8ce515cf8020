"""What the office does, as blocks of a paper: the three target groups and how far they have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nsc import thai
from nsc.access.models import User
from nsc.areas import codes, places
from nsc.casework import rolls
from nsc.casework.models import Group
from nsc.casework.rolls import Counts
from nsc.poverty.tally import percent
from nsc.reports import progress
from nsc.reports.progress import FIELDS, Found, Months, Reached
from nsc.secretariat import spelled
from nsc.secretariat.blocks import Block, Cell, Note, Table
from nsc.secretariat.spelled import cell

GROUPS = {"tpmap": "ครัวเรือนใน TPMAP", "missed": "ตกหล่น", "vulnerable": "เปราะบาง"}
REACHED = {
    "targets": "เป้าหมาย",
    "verified": "ตรวจสอบแล้ว",
    "visited": "เยี่ยมแล้ว",
    "planned": "มีแผน",
    "referred": "ส่งต่อแล้ว",
    "helped": "ได้รับช่วยเหลือ",
    "followed_up": "ติดตามผล",
    "out_of_poverty": "พ้นความยากจน",
    "overdue": "เกินกำหนด",
}
LISTED = {
    "listed": "ในบัญชี",
    "verified": "ตรวจสอบแล้ว",
    "still_poor": "ยังยากจน",
    "heard": "ผ่านประชาคม",
    "kept": "ประชาคมคงไว้",
    "endorsed": "ศจพ.อ. เห็นชอบ",
    "certified": "ศจพ.จ. รับรอง",
}
NO_ROLL = "ยังไม่มีบัญชีเป้าหมายที่ตรึงแล้วในปีงบประมาณนี้"


@dataclass(frozen=True)
class Grouped:
    blocks: tuple[Block, ...]
    source: str


def fiscal_year(at: datetime) -> int:
    """CE: in which it ends."""
    return rolls.fiscal_year(spelled.today(at))


def groups(user: User, at: datetime, area: str, year: int) -> Grouped:
    """Each of the groups, whether it has a roll or not, and who stands on more than one. `year`: fiscal, CE."""
    found = rolls.counts(user, year=year, area=area)
    distinct, several = rolls.overlap(user, year=year, area=area, counted=found)
    others = {key: spelled.said(str(Group(key).label)) for key in found if key not in GROUPS}
    named = [*GROUPS.items(), *others.items()]
    rows = [(name, *listed(found.get(key))) for key, name in named]
    headings = ("กลุ่มเป้าหมาย", *LISTED.values())
    table = Table(headings, rows, (2.4, 1.2, 1.4, 1.3, 1.4, 1.6, 1.7, 1.6), tuple(range(1, len(headings))), name="กลุ่มเป้าหมาย")
    note = f"รวมไม่ซ้ำ {spelled.figure(distinct, 'ครัวเรือน')} อยู่ในมากกว่าหนึ่งกลุ่ม {spelled.figure(several, 'ครัวเรือน')}" if found else NO_ROLL
    source = f"สามกลุ่มเป้าหมาย: ครัวเรือนในบัญชีที่ตรึงแล้ว ไม่รวมที่ถอนออก · {spelled.counted(at, year)}"
    return Grouped((table, Note(note)), source)


def listed(counts: Counts | None) -> tuple[Cell, ...]:
    """None of a group without a roll: nobody has counted."""
    return tuple(None if counts is None else cell(getattr(counts, name)) for name in LISTED)


def reached(each: Reached) -> tuple[Cell, ...]:
    return (*(cell(getattr(each, name)) for name in FIELDS), spelled.rate(each.late, 1))


def by_area(found: Found) -> Table:
    """Each area below, by code, and the whole."""
    names = places.names(code for code, _each in found.by_area)
    rows: list[Sequence[Cell]] = [(names[code], *reached(each)) for code, each in found.by_area]
    if rows:
        rows.append(("รวม", *reached(found.whole)))
    headings = ("พื้นที่", *(REACHED[name] for name in FIELDS), "เกินกำหนด (ร้อยละ)")
    return Table(
        headings, rows, (2.2, 1.2, 1.3, 1.2, 1, 1.2, 1.5, 1.2, 1.6, 1.2, 1.4), tuple(range(1, 11)), bool(rows), NO_ROLL, "ความคืบหน้ารายพื้นที่"
    )


def by_step(found: Found) -> Table:
    """The whole place, step by step, in households and per cent of the targets."""
    targets = found.whole.targets
    rows = []
    for name in FIELDS:
        count = getattr(found.whole, name)
        rows.append((REACHED[name], cell(count), spelled.rate(percent(count, targets), 1)))
    return Table(("ขั้น", "ครัวเรือน", "ร้อยละของเป้าหมาย"), rows if found.groups else (), (3, 1.5, 1.8), (1, 2), False, NO_ROLL, "ความคืบหน้า")


def by_month(found: Months) -> Table:
    """Households that reached each step in each month of the fiscal year; before it, in the second column."""
    months = [thai.format_date(thai.PartialDate(month.year, month.month)) for month in found.months]
    rows = [(REACHED[step], cell(found.before[step]), *map(cell, counts)) for step, counts in found.by_step.items()]
    headings = ("ขั้น", "ก่อนปีนี้", *months)
    widths = (2.4, *(1.0,) * (len(months) + 1))
    return Table(headings, rows if found.groups else (), widths, tuple(range(1, len(headings))), False, NO_ROLL, "ความคืบหน้ารายเดือน")


def digits_below(area: str) -> int:
    return min(len(area) + 2, codes.LENGTH[codes.VILLAGE])


def progress_of(user: User, at: datetime, area: str, year: int) -> tuple[Found, Months]:
    """`year`: fiscal, CE."""
    return progress.of(user, at=at, year=year, area=area), progress.by_month(user, year=year, area=area)
