"""The monthly reports of ศจพ.จ. and ศจพ.อ. and the governor's one page: from the frozen figures of the month and from nothing else, so that
made anew they say the same: the same snapshot beside the same one before, and what was written and certified when the first was issued.
What came later is told in a note. The drafts are of today's figures, and say on every page that they are drafts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from nsc import thai
from nsc.access.models import User
from nsc.areas import places
from nsc.casework.roads import CASE_NAMES
from nsc.casework.visit_rules import DIMENSION_NAMES
from nsc.errors import Refused, _
from nsc.poverty.small import is_hidden
from nsc.poverty.union import DIMENSIONS
from nsc.secretariat import certified, figure_names, remarks, spelled
from nsc.secretariat.blocks import Block, Document, Note, Pairs, Section, Signatures, Table, Text
from nsc.secretariat.certified import Book, Told, Value
from nsc.secretariat.document_kinds import AMPHOE, PROVINCE, Asked, Kind
from nsc.secretariat.figure_names import GROUPS

STEPS = {
    step: figure_names.STEPS[step]
    for step in ("targets", "verified", "visited", "planned", "referred", "helped", "out_of_poverty", "overdue")
}
SITUATION = (
    ("households", "ครัวเรือนที่สำรวจ (ครัวเรือน)"),
    ("members", "ประชากรที่สำรวจ (คน)"),
    ("poor_households", "ครัวเรือนยากจน MPI (ครัวเรือน)"),
    ("mpi_poor", "คนจน MPI (คน)"),
    ("target_poor", "คนจนเป้าหมาย (คน)"),
    ("work.targets", "ครัวเรือนเป้าหมายของปีงบประมาณ (ครัวเรือน)"),
    ("work.visited", "เยี่ยมบ้านแล้ว (ครัวเรือน)"),
    ("work.helped", "ได้รับความช่วยเหลือแล้ว (ครัวเรือน)"),
    ("work.out_of_poverty", "พ้นความยากจนแล้ว (ครัวเรือน)"),
    ("work.overdue", "งานล่าช้า (ครัวเรือน)"),
    ("visits.month", "การเยี่ยมบ้านในเดือน (ครั้ง)"),
    ("given.times", "ความช่วยเหลือที่ส่งมอบในเดือน (รายการ)"),
)


@dataclass(frozen=True)
class _Found:
    """`told` None: a draft of today's figures, by `round` (years CE)."""

    asked: Asked
    at: datetime
    book: Book
    told: Told | None
    before: tuple[Told, Book] | None
    survey_year: int
    written: remarks.Written
    sources: Sequence[str]
    notes: Sequence[str] = ()

    @property
    def where(self) -> str:
        return places.place(self.book.area).title

    @property
    def month(self) -> str:
        assert self.asked.month
        return certified.month_name(self.asked.month)


def _gathered(user: User, at: datetime, asked: Asked) -> _Found:
    told = _told(user, asked)
    book = certified.book(user, snapshot=told.id, area=asked.area)
    sources = _sources(user, told, asked.as_of or at)
    return _Found(asked, at, book, told, _before(user, asked), told.survey_year, _remarks(user, asked), sources, _notes(user, told, asked))


def _told(user: User, asked: Asked) -> Told:
    assert asked.month
    if asked.snapshot is None:
        return certified.of_month(user, asked.month)
    told = certified.find(user, asked.snapshot)
    if told.month != asked.month:
        raise Refused(certified.OTHER_MONTH, month=certified.month_name(asked.month))
    return told


def _notes(user: User, told: Told, asked: Asked) -> list[str]:
    """What is to be known of a paper that is not the first of the newest figures."""
    newest, said = certified.of_month(user, told.month), list[str]()
    if asked.as_of:
        first = thai.format_date(timezone.localdate(asked.as_of), long=True)
        said.append(f"ออกใหม่จากตัวเลขฉบับที่ {told.number} ตัวเลข ข้อความ และการรับรองเป็นอย่างเมื่อออกครั้งแรก {first}")
    if newest.number > told.number:
        said.append(f"มีฉบับแก้ไขภายหลัง ฉบับที่ {newest.number} เพราะ {newest.because} ตัวเลขในเอกสารนี้ยังเป็นของฉบับที่ {told.number}")
    if asked.as_of and told.certified and told.certified.at > asked.as_of:
        on = thai.format_date(timezone.localdate(told.certified.at), long=True)
        said.append(f"ตัวเลขฉบับนี้ได้รับการรับรองภายหลัง โดย {told.certified.by} เมื่อ {on}")
    return said


def _drafted(user: User, at: datetime, asked: Asked) -> _Found:
    assert asked.month
    counts, book = certified.draft(user, at=at, month=asked.month, area=asked.area)
    said = [f"ฉบับร่าง: นับจากข้อมูล ณ {thai.format_date(timezone.localdate(at), long=True)} ยังไม่ได้ตรึงและยังไม่มีผู้รับรอง"]
    return _Found(asked, at, book, None, _before(user, asked), counts.round.survey_year, _remarks(user, asked), said)


def _before(user: User, asked: Asked) -> tuple[Told, Book] | None:
    then = _compared(user, asked)
    return (then, certified.book(user, snapshot=then.id, area=asked.area)) if then else None


def _compared(user: User, asked: Asked) -> Told | None:
    """Of a paper made anew the same as then, also where there was none."""
    assert asked.month
    if asked.as_of is None:
        return certified.before(user, asked.month)
    return certified.find(user, asked.compared) if asked.compared else None


def _remarks(user: User, asked: Asked) -> remarks.Written:
    assert asked.month
    return remarks.of(user, month=asked.month, area=asked.area, as_of=asked.as_of)


def _heads(told: Told, moment: datetime) -> list[str]:
    """Which figures they are, and who stands behind them."""
    by = told.certified if told.certified and told.certified.at <= moment else None
    mapped, since = figure_names.mapped(told.dimension_map)
    said = [
        f"ตัวเลขที่ตรึงไว้ของเดือน{certified.month_name(told.month)} ฉบับที่ {told.number} ตรึงโดย {told.by}"
        f" เมื่อ {thai.format_date(timezone.localdate(told.at), long=True)}",
        f"ค่าแฮช SHA-256: {told.sha256}",
        f"รับรองโดย {by.by} เมื่อ {thai.format_date(timezone.localdate(by.at), long=True)}" if by else "ยังรอการรับรองของ ศจพ.จ.",
        f"แบบสำรวจ จปฐ. {thai.buddhist_year(told.survey_year)} ชุดตัวชี้วัด {told.indicator_set}",
        spelled.said(mapped, {"day": thai.format_date(since)}),
    ]
    if told.number > 1:
        said.insert(1, f"เป็นฉบับแก้ไข เพราะ {told.because}")
    if told.is_late:
        said.append("ตรึงหลังสิ้นเดือนเกิน 31 วัน สถานะของงานจึงเป็นของวันที่ตรึง ไม่ใช่วันสิ้นเดือน")
    return said


def _sources(user: User, told: Told, moment: datetime) -> list[str]:
    said = [*_heads(told, moment), *told.rules]
    found = [(each, f"{each.name} ({each.office})" if each.office else each.name) for each in certified.sources(user, told.id)]
    had = [f"{name} {thai.format_date(each.last)}" for each, name in found if each.last]
    never = [name for each, name in found if not each.last]
    said += [f"ข้อมูลที่ใช้ และวันที่ของข้อมูล: {' · '.join(had)}"] if had else []
    return [*said, f"ข้อมูลที่ยังไม่เคยได้รับ: {' · '.join(never)}"] if never else said


# — the parts of a report —


def _n(value: Value) -> str:
    return "–" if value is None else str(value) if is_hidden(value) else f"{value:,}"


def _change(now: Value, then: Value) -> str:
    if now is None or then is None or is_hidden(now, then):
        return "–"
    return f"{now - then:+,}" if now != then else "เท่าเดิม"


def _baht(satang: Value) -> float | None:
    return None if satang is None else satang / 100


def _summary(found: _Found) -> Section:
    of = found.book.of
    lines = [
        f"ณ เดือน{found.month} {found.where}มีครัวเรือนยากจนตามเกณฑ์ MPI จำนวน {_n(of('poor_households'))} ครัวเรือน"
        f" มีคนจน {_n(of('mpi_poor'))} คน ในจำนวนนี้เป็นคนจนเป้าหมาย {_n(of('target_poor'))} คน"
        f" จากผลสำรวจ จปฐ. ปี {thai.buddhist_year(found.survey_year)}",
        f"ในปีงบประมาณนี้มีครัวเรือนเป้าหมาย {_n(of('work.targets'))} ครัวเรือน เยี่ยมแล้ว {_n(of('work.visited'))} ครัวเรือน"
        f" ได้รับความช่วยเหลือแล้ว {_n(of('work.helped'))} ครัวเรือน และพ้นความยากจนแล้ว {_n(of('work.out_of_poverty'))} ครัวเรือน"
        f" มีงานล่าช้า {_n(of('work.overdue'))} ครัวเรือน",
        f"ในเดือนนี้เยี่ยมบ้าน {_n(of('visits.month'))} ครั้ง และส่งมอบความช่วยเหลือ {_n(of('given.times'))} รายการ",
    ]
    worst = sorted(found.book.below, key=lambda code: -(of("work.overdue", code) or 0))[:3]
    late = [f"{found.book.names[code]} {_n(of('work.overdue', code))} ครัวเรือน" for code in worst if of("work.overdue", code)]
    if late:
        lines.append(f"พื้นที่ที่มีงานล่าช้ามากที่สุด ได้แก่ {' '.join(late)}")
    return Section("สรุปสำหรับประธาน", [*(Note(each) for each in found.notes), Text("\n".join(lines))])


def _situation(found: _Found) -> Section:
    then = found.before[1].of if found.before else (lambda _key: None)
    since = f"เทียบ {certified.month_name(found.before[0].month)}" if found.before else "เทียบครั้งก่อน"
    rows = [(name, found.book.of(key), _change(found.book.of(key), then(key))) for key, name in SITUATION]
    table = Table(("รายการ", "จำนวน", since), rows, (6, 2, 2), numbers=(1, 2))
    return Section("สถานการณ์เป็นตัวเลข", [table, *(Note(each) for each in _breaks(found))])


def _breaks(found: _Found) -> list[str]:
    """Why a change may be none."""
    if not (found.told and found.before):
        return []
    said, then = list[str](), found.before[0]
    if then.fiscal_year != found.told.fiscal_year:
        said.append("เดือนที่เทียบอยู่คนละปีงบประมาณ บัญชีเป้าหมายและยอดสะสมเริ่มนับใหม่ตั้งแต่ 1 ตุลาคม")
    if then.survey_year != found.told.survey_year:
        said.append("เดือนที่เทียบใช้ผลสำรวจคนละปี")
    return said


def _areas(found: _Found) -> Section:
    """As `nsc figures --snapshot` has them of the level below."""
    of, names = found.book.of, found.book.names
    keys = ("households", "members", "poor_households", "mpi_poor", "target_poor")
    rows: list[tuple] = [(names[code], *(of(key, code) for key in keys)) for code in found.book.below]
    rows.append(("รวม", *(of(key) for key in keys)))
    heads = ("พื้นที่", "ครัวเรือนที่สำรวจ", "คนที่สำรวจ", "ครัวเรือนยากจน MPI", "คนจน MPI", "คนจนเป้าหมาย")
    return Section("สถานการณ์รายพื้นที่", [Table(heads, rows, (4, 2, 2, 2, 2, 2), numbers=(1, 2, 3, 4, 5), has_total=True)])


def _groups(found: _Found) -> Section:
    of = found.book.of
    known = [group for group in GROUPS if f"work.{group}.targets" in found.book.keys]
    rows = [
        (GROUPS[group], *(of(f"work.{group}.{step}") for step in ("targets", "verified")), of(f"certified.{group}.households"),
         *(of(f"work.{group}.{step}") for step in ("helped", "out_of_poverty")))
        for group in known
    ]  # fmt: skip
    heads = ("กลุ่มเป้าหมาย (ครัวเรือน)", "เป้าหมาย", "ตรวจสอบแล้ว", "รับรองแล้ว", "ได้รับความช่วยเหลือ", "พ้นความยากจน")
    note = Note("ครัวเรือนหนึ่งอาจอยู่ได้มากกว่าหนึ่งกลุ่ม จำนวนของแต่ละกลุ่มจึงบวกกันไม่ได้")
    nothing = "ปีงบประมาณนี้ยังไม่มีบัญชีเป้าหมายที่ใช้งาน"
    return Section("กลุ่มเป้าหมาย", [Table(heads, rows, (4, 2, 2, 2, 2, 2), numbers=(1, 2, 3, 4, 5), nothing=nothing), note])


def _dimensions(found: _Found) -> Section:
    of = found.book.of
    rows = [
        (str(DIMENSION_NAMES[name]), of(f"poor_households.{name}"), of(f"mpi_{name}"), of(f"target_{name}"), of(f"needs.{name}.unmet"),
         of(f"needs.{name}.met"))
        for name in DIMENSIONS
    ]  # fmt: skip
    heads = ("มิติ", "ครัวเรือนตกเกณฑ์", "คนจน MPI", "คนจนเป้าหมาย", "ความต้องการที่ยังไม่ได้รับ", "ความต้องการที่ได้รับแล้ว")
    return Section("ความยากจนห้ามิติ", [Table(heads, rows, (3, 2, 2, 2, 2, 2), numbers=(1, 2, 3, 4, 5))])


def _progress(found: _Found) -> Section:
    of, names = found.book.of, found.book.names
    rows: list[tuple] = [(names[code], *(of(f"work.{step}", code) for step in STEPS)) for code in found.book.below]
    rows.append(("รวม", *(of(f"work.{step}") for step in STEPS)))
    states = [(str(CASE_NAMES[state]), _n(of(f"cases.{state}"))) for state in CASE_NAMES if f"cases.{state}" in found.book.keys]
    wide = Table(("พื้นที่ (ครัวเรือน)", *STEPS.values()), rows, (4, *[2] * len(STEPS)), tuple(range(1, len(STEPS) + 1)), has_total=True)
    blocks: list[Block] = [wide]
    if states:
        blocks.append(Pairs([*states, ("เคสที่ล่าช้า", _n(of("cases.late")))]))
    return Section("ความก้าวหน้าและงานล่าช้า", blocks)


def _referrals(found: _Found) -> Section:
    of = found.book.of
    fields = ("sent", "answered", "accepted", "declined", "completed", "overdue")
    offices = sorted(found.book.among("referrals", ".sent"), key=lambda each: -(of(f"referrals.{each[0]}.sent") or 0))
    rows = [(name, *(of(f"referrals.{office}.{field}") for field in fields)) for office, name in offices if of(f"referrals.{office}.sent")]
    heads = ("หน่วยงาน (เรื่อง)", "ส่งต่อ", "ตอบแล้ว", "รับ", "ไม่รับ", "ช่วยเสร็จ", "ค้างเกินกำหนด")
    nothing = "ยังไม่มีการส่งต่อในปีงบประมาณนี้"
    return Section("การส่งต่อรายหน่วยงาน", [Table(heads, rows, (5, 1, 1, 1, 1, 1, 2), numbers=tuple(range(1, 7)), nothing=nothing)])


def _help(found: _Found) -> Section:
    of, blocks = found.book.of, list[Block]()
    given = [(key, *name.split(" · ", 1)) for key, name in found.book.among("help", ".times") if of(f"help.{key}.times")]
    rows: list[tuple] = [
        (programme, office, of(f"help.{key}.times"), _baht(of(f"help.{key}.satang")))
        for key, programme, office in sorted(given, key=lambda each: each[1:])
    ]
    if rows:
        rows.append(("รวม", "", sum(row[2] for row in rows), sum(row[3] for row in rows)))
    heads = ("โครงการ", "แหล่ง", "รายการ", "บาท")
    nothing = "ยังไม่มีความช่วยเหลือที่ส่งมอบในปีงบประมาณนี้"
    blocks.append(Table(heads, rows, (4, 4, 2, 2), numbers=(2, 3), has_total=bool(rows), nothing=nothing, name="ความช่วยเหลือ"))
    unpriced = sum(of(f"help.{key}.unpriced") or 0 for key, _name, _office in given)
    if unpriced:
        blocks.append(Note(f"ในจำนวนนี้ {unpriced:,} รายการไม่มีผู้ระบุมูลค่า จึงไม่รวมในจำนวนบาท"))
    budgets = [(key, *name.split(" · ", 1)) for key, name in found.book.among("budget", ".allotted")]
    lines = [
        (name, office, *(_baht(of(f"budget.{key}.{field}")) for field in ("allotted", "committed", "spent")))
        for key, name, office in budgets
        if of(f"budget.{key}.allotted")
    ]
    heads_of_money = ("งบประมาณของโครงการ (บาท)", "หน่วยงาน", "จัดสรร", "ผูกพัน", "จ่ายแล้ว")
    blocks.append(Table(heads_of_money, lines, (4, 4, 2, 2, 2), numbers=(2, 3, 4), nothing="ยังไม่มีงบประมาณที่บันทึกไว้", name="งบประมาณ"))
    return Section("ความช่วยเหลือและงบประมาณ", blocks)


def _rights(found: _Found) -> Section:
    of = found.book.of
    rows = [
        (name, of(f"rights.{code}.receives"), of(f"rights.{code}.entitled"), of(f"rights.{code}.unknown"))
        for code, name in found.book.among("rights", ".entitled")
    ]
    table = Table(("สิทธิ", "ได้รับอยู่", "มีสิทธิแต่ยังไม่ได้รับ", "ยังไม่ทราบ"), rows, (6, 2, 2, 2), numbers=(1, 2, 3), nothing="ยังไม่ได้นับสิทธิรายคน")
    return Section("สิทธิที่ยังไม่ได้ใช้", [table, Note("ขีด หมายถึงยังบอกไม่ได้ เช่น ยังไม่มีทะเบียนผู้รับ")])


def _problems(found: _Found) -> Section:
    none = "ยังไม่ได้เขียน"
    said = found.written
    return Section("ปัญหาและข้อเสนอ", [Pairs([("ปัญหาและอุปสรรค", said.problems or none), ("ข้อเสนอเพื่อพิจารณา", said.proposals or none)])])


def _signatures(found: _Found) -> Section:
    is_province = found.book.area == settings.PROVINCE
    chair = "ผู้ว่าราชการจังหวัด ประธาน ศจพ.จ." if is_province else "นายอำเภอ ประธาน ศจพ.อ."
    return Section("ลงนาม", [Signatures([("เลขานุการ", "", ""), (chair, "", "")])])


FULL = (_summary, _situation, _areas, _groups, _dimensions, _progress, _referrals, _help, _rights, _problems, _signatures)
SHORT = (_summary, _situation, _problems)


def _document(found: _Found, title: str, parts: Sequence) -> Document:
    is_draft = found.told is None
    return Document(
        title=f"(ร่าง) {title}" if is_draft else title,
        where=found.where,
        period=f"เดือน{found.month}{' ฉบับร่าง' if is_draft else ''}",
        on=timezone.localdate(found.at),
        sections=[part(found) for part in parts],
        sources=found.sources,
        snapshot=found.told.id if found.told else None,
        compared=found.before[0].id if found.told and found.before else None,
    )


def province(user: User, at: datetime, asked: Asked) -> Document:
    return _document(_gathered(user, at, asked), "รายงานประจำเดือน ศจพ.จ.", FULL)


def province_draft(user: User, at: datetime, asked: Asked) -> Document:
    return _document(_drafted(user, at, asked), "รายงานประจำเดือน ศจพ.จ.", FULL)


def district(user: User, at: datetime, asked: Asked) -> Document:
    return _document(_gathered(user, at, asked), "รายงานประจำเดือน ศจพ.อ.", FULL)


def district_draft(user: User, at: datetime, asked: Asked) -> Document:
    return _document(_drafted(user, at, asked), "รายงานประจำเดือน ศจพ.อ.", FULL)


def governor(user: User, at: datetime, asked: Asked) -> Document:
    """One page: the monthly report of the same figures tells in full what they stand on."""
    found = _gathered(user, at, asked)
    assert found.told
    heads = [*_heads(found.told, asked.as_of or at), "นิยาม กติกา และแหล่งข้อมูลทั้งหมดอยู่ในรายงานประจำเดือน ศจพ.จ. ที่มีค่าแฮชเดียวกัน"]
    return _document(replace(found, sources=heads), "สรุปประจำเดือนสำหรับผู้ว่าราชการจังหวัด", SHORT)


_FROZEN, _DRAFT = _("จากตัวเลขที่ตรึงไว้ของเดือน ทำใหม่เมื่อใดก็ได้ตัวเลขเดิม"), _("จากตัวเลขวันนี้ ก่อนตรึง มีคำว่าร่างกำกับ")
KINDS = (
    Kind("monthly-province", _("รายงานประจำเดือน ศจพ.จ."), _FROZEN, (PROVINCE,), province, is_monthly=True),
    Kind("monthly-district", _("รายงานประจำเดือน ศจพ.อ. เสนอ ศจพ.จ."), _FROZEN, (AMPHOE,), district, is_monthly=True),
    Kind("governor-page", _("สรุปหน้าเดียวสำหรับผู้ว่าราชการจังหวัด"), _FROZEN, (PROVINCE,), governor, is_monthly=True),
    Kind("monthly-province-draft", _("ร่างรายงานประจำเดือน ศจพ.จ."), _DRAFT, (PROVINCE,), province_draft, is_monthly=True),
    Kind("monthly-district-draft", _("ร่างรายงานประจำเดือน ศจพ.อ."), _DRAFT, (AMPHOE,), district_draft, is_monthly=True),
)
