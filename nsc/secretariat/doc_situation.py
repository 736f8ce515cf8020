"""The situation of an area, from the province to a village; and its five dimensions with their indicators."""

from datetime import datetime

from nsc.access.models import User
from nsc.areas import places
from nsc.casework import sight
from nsc.casework.sight import Sight
from nsc.errors import _
from nsc.poverty.union import DIMENSIONS, NAMES
from nsc.reports import hushed, overview
from nsc.secretariat import spelled, survey_blocks, work_blocks
from nsc.secretariat.blocks import Block, Cell, Document, Heading, Note, Section, Table
from nsc.secretariat.document_kinds import AMPHOE, PROVINCE, TAMBON, VILLAGE, Asked, Kind
from nsc.secretariat.spelled import cell
from nsc.secretariat.survey_blocks import Survey

EVERYWHERE = (PROVINCE, AMPHOE, TAMBON, VILLAGE)
INDICATORS = 15  # on the situation of an area; the document of dimensions has all


def of_area(user: User, asked: Asked, at: datetime) -> Survey:
    """With the one rule for small numbers: hidden from who may not see the households of the place."""
    shown = overview.picture(user, area=asked.area, year=asked.year, at=at)
    return Survey(shown, sight.keeper(user, Sight(shown.here.place)))


@spelled.in_thai
def situation(user: User, at: datetime, asked: Asked) -> Document:
    survey = of_area(user, asked, at)
    groups = work_blocks.groups(user, at, asked.area, work_blocks.fiscal_year(asked.as_of or at))
    drawn = survey_blocks.on_map(survey)
    sections = [
        Section("ภาพรวม", survey_blocks.headline(survey)),
        Section("ห้ามิติ", (*survey_blocks.by_dimension(survey), survey_blocks.by_number(survey))),
        Section("ตัวชี้วัดที่ควรแก้ก่อน", (survey_blocks.issues(survey, INDICATORS), Note("ตัวชี้วัดทั้งหมดอยู่ในเอกสาร “ห้ามิติและตัวชี้วัด”"))),
        Section("สามกลุ่มเป้าหมาย", groups.blocks),
    ]
    if drawn:
        sections.insert(1, Section("แผนที่", (drawn, Note("แนวเขต: " + _boundaries()))))
    if survey.shown.here.below:
        sections.append(Section("พื้นที่ย่อยเปรียบเทียบ", (survey_blocks.areas(survey),)))
    sections.append(Section("การเปลี่ยนแปลงระหว่างรอบสำรวจ", (*survey_blocks.rounds(survey), survey_blocks.moves(survey))))
    return Document(
        title="สถานการณ์ความยากจน",
        where=survey.shown.here.place.full_name,
        period=spelled.round_name(survey.shown.here.round),
        on=spelled.today(at),
        sections=sections,
        sources=sources(survey, groups.source, f"ลำดับความเร่งด่วนของตัวชี้วัดและพื้นที่: {spelled.PROPOSED}"),
    )


def sources(survey: Survey, *more: str) -> tuple[str, ...]:
    return spelled.of_survey(survey.shown.here, spelled.MPI, spelled.TARGET, *more, spelled.UNKNOWN)


def _boundaries() -> str:
    return " · ".join(each.text for each in places.sources() if each.subject == "แนวเขต") or "–"


@spelled.in_thai
def dimensions(user: User, at: datetime, asked: Asked) -> Document:
    survey = of_area(user, asked, at)
    sections = [Section("ห้ามิติของพื้นที่", (*survey_blocks.by_dimension(survey), survey_blocks.by_number(survey)))]
    if survey.shown.here.below:
        sections.append(Section("ห้ามิติรายพื้นที่", _by_area(survey)))
    sections.append(Section("ตัวชี้วัดทั้งหมดตามมิติ", _indicators(survey)))
    return Document(
        title="ห้ามิติและตัวชี้วัด",
        where=survey.shown.here.place.full_name,
        period=spelled.round_name(survey.shown.here.round),
        on=spelled.today(at),
        sections=sections,
        sources=sources(survey),
        is_wide=True,
    )


def _by_area(survey: Survey) -> tuple[Block, ...]:
    """Both definitions, by area in the order of the codes, with the sum."""
    lines = survey.shown.below
    told = hushed.table(survey.keep, [(line.code, line.now) for line in lines])
    whole = survey.told(survey.shown.now)
    blocks: list[Block] = []
    for key, name, all_of in (("mpi", "คนจน MPI", "mpi_poor"), ("target", "คนจนเป้าหมาย", "target_poor")):
        fields = (all_of, *(f"{key}_{each}" for each in DIMENSIONS))
        rows: list[tuple[Cell, ...]] = [(line.name, *(cell(row[field]) for field in fields)) for line, row in zip(lines, told, strict=True)]
        if rows:
            rows.append(("รวม", *(cell(whole[field]) for field in fields)))
        level = survey_blocks.LEVELS.get(survey.level_below, "พื้นที่")
        headings = (level, f"{name} (คน)", *(spelled.said(NAMES[each]) for each in DIMENSIONS))
        blocks += [Heading(name), Table(headings, rows, (3, *(1.4,) * 6), tuple(range(1, 7)), bool(rows), name=f"{name} รายพื้นที่")]
    return tuple(blocks)


def _indicators(survey: Survey) -> tuple[Block, ...]:
    """By dimension, in the order of the questionnaire; other problems last."""
    blocks: list[Block] = []
    for key in (*DIMENSIONS, None):
        found = [issue for issue in survey.shown.issues if issue.dimension == key]
        if not found:
            continue
        name = spelled.said(NAMES[key]) if key else "ไม่นับเป็นมิติ และปัญหาอื่น"
        headings = ("ข้อ", "ตัวชี้วัด", "เข้าข่าย (คน)", "ตกเกณฑ์ (คน)", "ร้อยละ", "รอบก่อน (ร้อยละ)", "คนจนเป้าหมาย (คน)")
        rows = [survey_blocks.issue(survey.keep, each) for each in found]
        blocks += [Heading(name), Table(headings, rows, (0.9, 5.4, 1.3, 1.4, 1, 1.7, 1.9), (2, 3, 4, 5, 6), name=f"ตัวชี้วัด {name}")]
    return tuple(blocks)


KINDS = (
    Kind(
        "situation",
        _("สถานการณ์ความยากจนของพื้นที่"),
        _("สำหรับผู้บริหารและที่ประชุมของพื้นที่: ตัวเลขหลัก แผนที่ ห้ามิติ ตัวชี้วัดที่ควรแก้ก่อน สามกลุ่มเป้าหมาย พื้นที่ย่อย และการเปลี่ยนแปลง"),
        EVERYWHERE,
        situation,
        options=("year",),
    ),
    Kind(
        "dimensions",
        _("ห้ามิติและตัวชี้วัด"),
        _("สำหรับหน่วยงานที่ดูแลแต่ละมิติ: ตกเกณฑ์มิติใด ที่ใด และตัวชี้วัดใดทุกข้อ"),
        EVERYWHERE,
        dimensions,
        options=("year",),
    ),
)
