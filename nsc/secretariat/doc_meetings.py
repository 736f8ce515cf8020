"""The papers of a meeting by the form of Thai offices: ระเบียบวาระการประชุม before it, รายงานการประชุม after it. They quote what stands on the
desk, and of households only numbers."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import chain

from django.utils import timezone

from nsc import thai
from nsc.access import scope
from nsc.access.models import User
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.secretariat import agenda, drawn, listed_targets, minutes, orders, seats, sittings, spelled
from nsc.secretariat import desk_rules as rules
from nsc.secretariat.blocks import Block, Document, Heading, Section, Signatures, Table, Text
from nsc.secretariat.document_kinds import AMPHOE, PROVINCE, Asked, Kind
from nsc.secretariat.sittings import Told

CENTRE = "ศูนย์อำนวยการขจัดความยากจนและพัฒนาคนทุกช่วงวัยอย่างยั่งยืนตามหลักปรัชญาของเศรษฐกิจพอเพียง"
DRAWN = "จำนวนในเรื่องที่ดึงจากระบบเป็นของวันที่ดึง รายชื่อดูได้ในระบบตามสิทธิ"
DOES = {"certify": "รับรองบัญชี", "endorse": "เห็นชอบบัญชี"}


@spelled.in_thai
def agenda_paper(user: User, at: datetime, asked: Asked) -> Document:
    told = _sitting(user, asked)
    sections = [
        Section(_title(number), _blocks(_matter(item) for item in rows)) for number, rows in _by_section(agenda.of(user, told.number))
    ]
    state = [f"ยกเลิกการประชุม: {told.because}"] if told.state == rules.CANCELLED else []
    return _paper("ระเบียบวาระการประชุม", told, sections, (*state, DRAWN))


@spelled.in_thai
def minutes_paper(user: User, at: datetime, asked: Asked) -> Document:
    """Refused before the meeting has begun."""
    told = _sitting(user, asked)
    if told.state != rules.HELD:
        raise Refused(_("การประชุมนี้ยังไม่เริ่ม จึงยังไม่มีรายงาน พิมพ์ได้เฉพาะระเบียบวาระ"))
    given: dict[int, list[orders.Line]] = {}
    for each in orders.of_sitting(user, told.number, at=at):
        given.setdefault(each.item, []).append(each)
    lists = listed_targets.of(user, told.number)
    sections = [Section("", (*_people(seats.of(user, told.number)), *_opening(told)))]
    for number, rows in _by_section(agenda.of(user, told.number)):
        blocks = _blocks(chain(_matter(item), _decided(item, given.get(item.number, []), lists.get(item.number))) for item in rows)
        if number == rules.APPROVAL and (approved := minutes.approved_here(user, told.number)):
            words = "\n".join(f"รับรองรายงานการประชุมครั้งที่ {called} วันที่ {spelled.day(on)}" for _number, called, on in approved)
            blocks = [*blocks, Heading("มติที่ประชุม"), Text(words)]
        sections.append(Section(_title(number), blocks))
    if corrected := minutes.corrections(user, told.number):
        said = [Text(f"ครั้งที่ {each.called} ({spelled.day(each.on)}): {each.text}") for each in corrected]
        sections.append(Section("มติแก้ไขรายงานการประชุม", said))
    signed = Signatures([("ผู้จดรายงานการประชุม", told.recorder, ""), ("ผู้ตรวจรายงานการประชุม", told.checker, "")])
    sections.append(Section("", (Text(f"เลิกประชุมเวลา {_hour(told.ended_at)}"), signed)))
    return _paper("รายงานการประชุม", told, sections, (_standing(user, told), DRAWN))


def _sitting(user: User, asked: Asked) -> Told:
    told = sittings.find(user, asked.number or 0)
    if told.area_code != asked.area:
        raise scope.OutOfSight(str(asked.number))
    return told


def _paper(title: str, told: Told, sections: Sequence[Section], sources: Sequence[str]) -> Document:
    centre = f"{CENTRE} {places.place(told.area_code).title}"
    local = timezone.localtime(told.starts_at)
    period = f"ครั้งที่ {told.called} เวลา {_hour(local.time())} ณ {told.place}"
    return Document(title, centre, period, told.on, sections, sources, style="plain")


def _by_section(found: Sequence[agenda.Item]) -> Iterator[tuple[int, list[agenda.Item]]]:
    """All headings: a paper says of an empty one that there is nothing."""
    for number in rules.SECTIONS:
        yield number, [each for each in found if each.section == number]


def _title(number: int) -> str:
    return f"ระเบียบวาระที่ {number} {spelled.said(rules.SECTIONS[number])}"


def _blocks(parts: Iterator[Iterator[Block]]) -> list[Block]:
    return [*chain.from_iterable(parts)] or [Text("ไม่มี")]


def _matter(item: agenda.Item) -> Iterator[Block]:
    yield Heading(f"{item.label} {item.title}")
    if item.detail:
        yield Text(item.detail)
    if item.papers:
        yield Text("เอกสารประกอบ: " + ", ".join(each.title for each in item.papers))


def _decided(item: agenda.Item, given: Sequence[orders.Line], matter: listed_targets.Matter | None) -> Iterator[Block]:
    if item.notes:
        yield Text(item.notes)
    said = [item.resolution] if item.resolution else []
    if matter and matter.households is not None:
        left_out = f" ยกเว้น {matter.exempted:,} ครัวเรือน" if matter.exempted else ""
        group = spelled.said(drawn.GROUPS.get(matter.group, matter.group))
        year = thai.buddhist_year(matter.fiscal_year)
        said.append(f"{DOES[matter.kind]}{group} ปีงบประมาณ {year} จำนวน {matter.households:,} ครัวเรือน{left_out}")
    if said:
        yield Heading("มติที่ประชุม")
        yield Text("\n".join(said))
    if given:
        yield Heading("ข้อสั่งการ")
        rows = [(place, each.text, each.owner, spelled.day(each.due_on)) for place, each in enumerate(given, 1)]
        yield Table(("ที่", "ข้อสั่งการ", "ผู้รับผิดชอบ", "ภายในวันที่"), rows, (0.5, 4, 2, 1.4))


def _people(rows: Sequence[seats.Told]) -> Iterator[Block]:
    there = [each for each in rows if each.is_there]
    groups = (
        ("ผู้มาประชุม", [each for each in there if each.is_member]),
        ("ผู้ไม่มาประชุม", [each for each in rows if not each.is_there and each.is_member]),
        ("ผู้เข้าร่วมประชุม", [each for each in there if not each.is_member]),
    )
    for title, found in groups:
        if found:
            yield Heading(title)
            yield Table(("ที่", "ชื่อ", "ตำแหน่ง"), [(place, _name(each), each.role) for place, each in enumerate(found, 1)], (0.5, 3, 4))


def _name(seat: seats.Told) -> str:
    return f"{seat.deputy} (แทน {seat.name})" if seat.deputy else seat.name


def _opening(told: Told) -> Iterator[Block]:
    yield Text(f"เริ่มประชุมเวลา {_hour(told.began_at)}", indent=False)
    if told.opening:
        yield Text(told.opening)


def _standing(user: User, told: Told) -> str:
    if told.approved is None:
        return "ร่างรายงานการประชุม ยังไม่ได้รับรอง"
    later = sittings.find(user, told.approved)
    return f"ที่ประชุมครั้งที่ {later.called} วันที่ {thai.format_date(later.on, long=True)} รับรองรายงานนี้แล้ว"


def _hour(at: time | None) -> str:
    return f"{at:%H.%M} น." if at else "–"


KINDS = (
    Kind(
        "meeting_agenda",
        _("ระเบียบวาระการประชุม"),
        _("สำหรับผู้เข้าประชุม ศจพ. ก่อนวันประชุม"),
        (PROVINCE, AMPHOE),
        agenda_paper,
        ("pdf", "docx"),
        of_one="meeting",
    ),
    Kind(
        "meeting_minutes",
        _("รายงานการประชุม"),
        _("สำหรับรับรองในการประชุม ศจพ. ครั้งถัดไป"),
        (PROVINCE, AMPHOE),
        minutes_paper,
        ("pdf", "docx"),
        of_one="meeting",
    ),
)
