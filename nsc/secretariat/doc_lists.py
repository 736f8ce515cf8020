"""Lists of households for a village: whom to go to first, and why."""

from collections.abc import Sequence
from datetime import datetime

from nsc.access.models import User
from nsc.casework.roads import CASE_NAMES
from nsc.errors import _
from nsc.reports import ranked
from nsc.reports.ranked import Line, Ranked
from nsc.secretariat import spelled
from nsc.secretariat.blocks import Cell, Document, Note, Pairs, Section, Signatures, Table, Text
from nsc.secretariat.document_kinds import VILLAGE, Asked, Kind


@spelled.in_thai
def ranked_of_village(user: User, at: datetime, asked: Asked) -> Document:
    found = ranked.on_paper(user, at=at, village=asked.area, year=asked.year, with_names=asked.with_names)
    round = spelled.round_name(found.here.round)
    return Document(
        title="บัญชีครัวเรือนยากจนเรียงตามความเร่งด่วน",
        where=found.here.place.full_name,
        period=round,
        on=spelled.today(at),
        sections=(
            Section("ครัวเรือนที่ควรไปถึงก่อน", _listed(found)),
            Section("ผู้รับรองบัญชี", (Signatures((("ผู้ใหญ่บ้าน หรือประธานชุมชน", "", ""), ("ผู้จัดทำ", "", ""))),)),
        ),
        sources=spelled.of_survey(
            found.here,
            spelled.MPI,
            spelled.TARGET,
            f"ลำดับความเร่งด่วน รุ่น {found.version} ({spelled.PROPOSED}) คะแนนเท่ากันได้ลำดับเดียวกัน",
            spelled.counted(at),
        ),
        is_wide=True,
        has_names=found.has_names,
    )


def _listed(found: Ranked) -> tuple[Text | Pairs | Table | Note, ...]:
    lines = found.lines
    people = [line.validated for line in lines]
    summed = (
        ("ครัวเรือนที่ตกเกณฑ์", spelled.figure(len(lines), "ครัวเรือน")),
        ("สมาชิกของครัวเรือนเหล่านี้ (คนจน MPI)", spelled.figure(sum(line.people for line in lines), "คน")),
        ("ในจำนวนนี้เป็นคนจนเป้าหมาย", spelled.figure(_summed(people), "คน")),
        ("ยังไม่มีเคส", spelled.figure(sum(not line.case for line in lines), "ครัวเรือน")),
    )
    note = (
        "เอกสารนี้มีชื่อบุคคล ใช้เพื่อการช่วยเหลือเท่านั้น ห้ามติดประกาศ และเก็บหรือทำลายตามระเบียบเมื่อเลิกใช้"
        if found.has_names
        else "เลขครัวเรือนใช้เปิดแฟ้มในระบบ ผู้มีสิทธิเท่านั้นที่เห็นชื่อ เหตุผลที่เป็นเรื่องส่วนตัวไม่แสดงในฉบับนี้"
    )
    return Pairs(summed), _table(found), Note(note)


def _summed(counts: Sequence[int | None]) -> int | None:
    """Of whom one is not known, nobody knows the sum."""
    return None if None in counts else sum(count or 0 for count in counts)


def _table(found: Ranked) -> Table:
    who = ("หัวหน้าครัวเรือน", "บ้านเลขที่") if found.has_names else ("ครัวเรือนเลขที่",)
    headings = ("ลำดับ", *who, "สมาชิก (คน)", "คนจนเป้าหมาย (คน)", "ตกเกณฑ์มิติ", "เพราะ", "คะแนน", "เคส", "เยี่ยมล่าสุด")
    before = len(who)
    return Table(
        headings=headings,
        rows=tuple(_row(line, found.has_names) for line in found.lines),
        widths=(1, *((3.4, 1.3) if found.has_names else (1.9,)), 1.1, 1.4, 3, 6, 1.1, 2.3, 1.8),
        numbers=(0, before + 1, before + 2, before + 5),
        nothing="รอบสำรวจนี้ไม่พบครัวเรือนที่ตกเกณฑ์ในหมู่บ้านนี้",
        name="ลำดับความเร่งด่วน",
    )


def _row(line: Line, has_names: bool) -> tuple[Cell, ...]:
    who: tuple[Cell, ...] = (line.head, line.house_no) if has_names else (str(line.household_id),)
    case = spelled.said(CASE_NAMES[line.case]) if line.case else "ยังไม่มีเคส"
    told = (line.people, line.validated, spelled.dimensions(line.pattern), spelled.reasons(line.reasons))
    return (line.rank, *who, *told, line.score, case, spelled.day(line.visited_on))


KINDS = (
    Kind(
        "village-ranked",
        _("บัญชีครัวเรือนเรียงตามความเร่งด่วน"),
        _("สำหรับทีมตำบลและผู้ใหญ่บ้านก่อนลงเยี่ยม: ครัวเรือนยากจนทุกครัวเรือนของหมู่บ้าน เรียงตามความเร่งด่วนพร้อมเหตุผล มีชื่อหรือไม่มีชื่อก็ได้"),
        (VILLAGE,),
        ranked_of_village,
        may_name=True,
        options=("year",),
    ),
)
