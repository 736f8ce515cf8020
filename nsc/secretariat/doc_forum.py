"""The minutes of a community forum, and the receipt for one help: papers that people of a village sign."""

from datetime import datetime

from django.db.models import Q

from nsc import thai
from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import rules, sight
from nsc.casework.models import Group, Proposal
from nsc.errors import _
from nsc.reports import forum_paper, receipt_paper
from nsc.reports.forum_paper import OnPaper
from nsc.reports.receipt_paper import Receipt
from nsc.secretariat import spelled
from nsc.secretariat.blocks import Cell, Document, Note, Pairs, Section, Signatures, Table, Text
from nsc.secretariat.document_kinds import VILLAGE, Asked, Kind
from nsc.secretariat.spelled import figure
from nsc.welfare import rules as welfare_rules
from nsc.welfare.models import Assistance

BY_HAND = "." * 60  # to be filled in


@spelled.in_thai
def minutes(user: User, at: datetime, asked: Asked) -> Document:
    found = forum_paper.of(user, at=at, forum=int(asked.number or 0), with_names=asked.with_names)
    held = found.held
    if held.area_code != asked.area:
        raise scope.OutOfSight(str(asked.number))
    sections = [
        Section("การประชาคม", (_of_the_day(found, asked.with_names),)),
        Section("ผลการพิจารณาครัวเรือนในบัญชี", (_decided(found, asked.with_names), *_caution(asked.with_names))),
    ]
    if found.missing:
        sections.append(Section("ผู้ตกหล่นที่ประชาคมพบ", (_missing(found, asked.with_names),)))
    if asked.with_names and held.minutes:
        sections.append(Section("รายงานการประชาคม", (Text(held.minutes),)))
    sections.append(
        Section(
            "ผู้รับรอง",
            (Signatures((("ประธานประชาคม", held.chair if asked.with_names else "", ""), ("ผู้บันทึก", "", ""), ("ผู้แทนที่ประชุม", "", ""))),),
        )
    )
    return Document(
        title="รายงานการประชาคมหมู่บ้าน",
        where=places.place(held.area_code).full_name,
        period=f"ประชาคมเมื่อ {thai.format_date(held.on, long=True)} ปีงบประมาณ {thai.buddhist_year(held.fiscal_year)}",
        on=spelled.today(at),
        sections=sections,
        sources=(
            f"มติรายครัวเรือนและจำนวนผู้เข้าร่วมตามที่บันทึกในระบบ บันทึกโดย {held.by}",
            "พิจารณาเฉพาะครัวเรือนในบัญชีเป้าหมายที่ตรวจสอบแล้ว ผู้ที่ประชาคมพบว่าตกหล่นต้องเยี่ยมและพิจารณาต่อก่อนเข้าบัญชี",
            *(("มีไฟล์รายงานฉบับลงนามแนบไว้ในระบบ",) if held.has_file else ()),
            f"รูปแบบของรายงานนี้: {spelled.PROPOSED}",
        ),
        style="plain",
        has_names=asked.with_names,
    )


def _of_the_day(found: OnPaper, with_names: bool) -> Pairs:
    held = found.held
    rows = [
        ("วันที่", thai.format_date(held.on, long=True)),
        ("สถานที่", held.place),
        *([("ประธาน", held.chair)] if with_names else []),
        ("ผู้เข้าร่วม", figure(held.attendance, "คน")),
        ("คงไว้ในบัญชี", figure(held.kept, "ครัวเรือน")),
        ("ตัดออก", figure(held.struck, "ครัวเรือน")),
        ("เสนอเพิ่ม", figure(held.proposed, "ราย")),
    ]
    return Pairs(rows)


def _caution(with_names: bool) -> tuple[Note, ...]:
    if with_names:
        return (Note("เอกสารนี้มีชื่อบุคคล ใช้ในงานแก้จนเท่านั้น ห้ามติดประกาศ และเก็บหรือทำลายตามระเบียบเมื่อเลิกใช้"),)
    return (Note("ฉบับไม่แสดงชื่อ เลขครัวเรือนใช้เปิดแฟ้มในระบบ ผู้มีสิทธิเท่านั้นที่เห็นชื่อ เหตุผล และถ้อยคำในที่ประชุม"),)


def _decided(found: OnPaper, with_names: bool) -> Table:
    who = ("หัวหน้าครัวเรือน", "บ้านเลขที่") if with_names else ("ครัวเรือนเลขที่",)
    why = ("เหตุผลที่ตัดออก",) if with_names else ()
    rows: list[tuple[Cell, ...]] = [
        (
            number,
            *((each.head, each.house_no) if with_names else (str(each.household_id),)),
            spelled.said(str(Group(each.group).label)),
            "คงไว้" if each.is_kept else "ตัดออก",
            *((each.because,) if with_names else ()),
        )
        for number, each in enumerate(found.decided, start=1)
    ]
    widths = (0.7, *((2.8, 1.5) if with_names else (1.6,)), 2.7, 1.1, *((3.2,) if with_names else ()))
    return Table(("ที่", *who, "บัญชี", "มติ", *why), rows, widths, (0,), nothing="ประชาคมครั้งนี้ไม่ได้พิจารณาครัวเรือนใด", name="มติ")


def _missing(found: OnPaper, with_names: bool) -> Table:
    who = ("ชื่อ", "บ้านเลขที่") if with_names else ()
    why = ("เพราะ",) if with_names else ()
    rows: list[tuple[Cell, ...]] = [
        (
            number,
            *((each.name, each.house_no) if with_names else ()),
            spelled.said(str(Proposal.Kind(each.kind).label)),
            spelled.said(rules.PROPOSAL_NAMES[each.state]),
            *((each.reason,) if with_names else ()),
        )
        for number, each in enumerate(found.missing, start=1)
    ]
    widths = (0.7, *((3, 1.3) if with_names else ()), 3, 2, *((4,) if with_names else ()))
    return Table(("ที่", *who, "ลักษณะ", "สถานะ", *why), rows, widths, (0,), name="ผู้ตกหล่น")


def of_help(user: User, asked: Asked) -> None:
    """Who gives help to that household may have its receipt: a mentor or an office to whom it was handed, too."""
    row = Assistance.objects.filter(pk=asked.number, area_code=asked.area).first()
    if row is None:
        raise scope.OutOfSight(str(asked.number))
    for permission in (Permission.ASSISTANCE_GRANT, *((Permission.NAME_SEE,) if asked.with_names else ())):
        scope.require(user, permission, place=row.area_code, household=row.household_id, authority=row.authority_id)


def of_helps(user: User) -> Q:
    """Each opens the receipts that they issued themselves, while they may give help there, and read the names in them."""
    mine = {
        permission: Q(number__in=Assistance.objects.filter(sight.within(user, permission)).values("pk"))
        for permission in (Permission.ASSISTANCE_GRANT, Permission.NAME_SEE)
    }
    return Q(by=user) & mine[Permission.ASSISTANCE_GRANT] & (Q(has_names=False) | mine[Permission.NAME_SEE])


def may_receipt(user: User, assistance: int) -> bool:
    rows = Assistance.objects.filter(pk=assistance).exclude(state="withdrawn")
    return rows.filter(sight.within(user, Permission.ASSISTANCE_GRANT)).exists()


@spelled.in_thai
def receipt(user: User, at: datetime, asked: Asked) -> Document:
    found = receipt_paper.of(user, at=at, assistance=int(asked.number or 0), with_names=asked.with_names)
    help = found.help
    if help.area_code != asked.area:
        raise scope.OutOfSight(str(asked.number))
    is_money = help.form == "money"
    given = "ผู้จ่ายเงิน" if is_money else "ผู้ส่งมอบ"
    signed = Signatures((("ผู้รับเงิน" if is_money else "ผู้รับ", found.name, ""), (given, "", ""), ("พยาน", "", "")))
    return Document(
        title="ใบสำคัญรับเงิน" if is_money else "ใบรับความช่วยเหลือ",
        where=help.organisation or "ศูนย์อำนวยการขจัดความยากจน",
        period=f"รายการที่ {help.number}",
        on=help.on or spelled.today(at),
        sections=(Section("", (Text(_received(found)), _amounts(found), *_in_words(found), signed)),),
        sources=(
            f"รายการที่ {help.number} ในระบบ {spelled.said(welfare_rules.ASSISTANCE_NAMES[help.state])}",
            *((f"โครงการ: {help.programme}",) if help.programme else ()),
            *(() if is_money else ("มูลค่าของสิ่งของและบริการเป็นตามที่ผู้ให้ระบุ",)),
            f"รูปแบบของใบนี้: {spelled.PROPOSED} หน่วยงานที่มีแบบของตนให้ใช้แบบนั้น เมื่อลงชื่อแล้วให้ถ่ายแนบในหน้าความช่วยเหลือ",
        ),
        style="plain",
        has_names=bool(found.name or found.house_no),
    )


def _received(found: Receipt) -> str:
    where = places.place(found.help.area_code).full_name
    who = f"ข้าพเจ้า {found.name or BY_HAND} อยู่บ้านเลขที่ {found.house_no or '.' * 12} {where}"
    giver = found.help.organisation or BY_HAND
    return f"{who} ได้รับ{'เงิน' if found.help.form == 'money' else 'ความช่วยเหลือ'}จาก {giver} ดังรายการต่อไปนี้ไว้ถูกต้องครบถ้วนแล้ว"


def _amounts(found: Receipt) -> Table:
    help = found.help
    baht = None if help.baht is None else float(help.baht)
    quantity = None if help.quantity is None else float(help.quantity)
    rows: list[tuple[Cell, ...]] = [(1, help.what, quantity, help.unit, baht), ("", "รวม", "", "", baht)]
    return Table(("ที่", "รายการ", "จำนวน", "หน่วย", "บาท"), rows, (0.7, 6, 1.3, 1.5, 2), (0, 2, 4), True, name="รายการ")


def _in_words(found: Receipt) -> tuple[Text, ...]:
    return () if found.help.baht is None else (Text(f"({thai.baht_in_words(found.help.baht)})"),)


KINDS = (
    Kind(
        "forum-minutes",
        _("รายงานการประชาคมหมู่บ้าน"),
        _("สำหรับผู้ใหญ่บ้านและทีมตำบล หลังประชาคม: มติรายครัวเรือนและผู้ที่พบว่าตกหล่น มีที่ลงนาม มีชื่อหรือไม่มีชื่อก็ได้"),
        (VILLAGE,),
        minutes,
        of_one="forum",
        may_name=True,
    ),
    Kind(
        "receipt",
        _("ใบรับความช่วยเหลือ"),
        _("สำหรับผู้ส่งมอบ ให้ครอบครัวลงชื่อเมื่อรับเงินหรือสิ่งของ: มีชื่อผู้รับ หรือเว้นที่ให้เขียน"),
        (VILLAGE,),
        receipt,
        of_one="receipt",
        forms=("pdf", "docx"),
        may_name=True,
        permission=Permission.ASSISTANCE_GRANT,
        asks=of_help,
        seen=of_helps,
    ),
)
