"""How the documents say things alike: figures, definitions, years and sources. Always Thai, whatever language its reader has chosen."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import wraps

from django.utils import timezone
from django.utils.translation import gettext, override

from nsc import thai
from nsc.access.models import User
from nsc.poverty import small
from nsc.poverty.priority import Reason
from nsc.poverty.small import is_hidden
from nsc.poverty.union import NAMES, dimensions_in
from nsc.reports.place import Here
from nsc.secretariat.blocks import Cell, Document
from nsc.secretariat.document_kinds import Asked
from nsc.surveys.models import Round

MPI = "คนจน MPI คือ สมาชิกทุกคนของครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งใน 5 มิติ"
TARGET = "คนจนเป้าหมาย คือ สมาชิกของครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งมิติ ซึ่งผ่านการตรวจสอบคุณสมบัติบัตรสวัสดิการแห่งรัฐ"
PROPOSED = "เกณฑ์เบื้องต้น ยังไม่เป็นทางการ"
KEPT_BACK = "“ปิด” คือ จำนวนน้อยจนอาจรู้ได้ว่าเป็นใคร จึงไม่แสดง"
UNKNOWN = "“–” คือ ไม่มีข้อมูลหรือยังนับไม่ได้ ไม่ใช่ศูนย์"
Gather = Callable[[User, datetime, Asked], Document]


def in_thai(gather: Gather) -> Gather:
    """Names of places and words of the rooms below follow the language of the reader; a paper of the office does not."""

    @wraps(gather)
    def made(user: User, at: datetime, asked: Asked) -> Document:
        with override("th"):
            return gather(user, at, asked)

    return made


def cell(value: int | float | None) -> Cell:
    """What is kept back is a word: a workbook would write the number that it is made of."""
    return small.KEPT if is_hidden(value) else value


def rate(value: float | None, decimals: int = 2) -> Cell:
    return small.KEPT if is_hidden(value) else None if value is None else round(value, decimals)


def figure(value: int | float | None, unit: str = "", decimals: int = 0) -> str:
    """In a sentence."""
    said = "–" if value is None else small.KEPT if is_hidden(value) else f"{value:,.{decimals}f}"
    return f"{said} {unit}" if unit and value is not None else said


def said(message: str, values: Mapping[str, object] | None = None) -> str:
    """A msgid of a room below, its gaps filled."""
    return gettext(message).format(**(values or {})) if message else ""


def reason(why: Reason) -> str:
    return said(why.label, {name: f"{value:,}" for name, value in why.values.items()})


def reasons(whys: tuple[Reason, ...], most: int = 3) -> str:
    return " · ".join(map(reason, whys[:most]))


def dimensions(pattern: int) -> str:
    return ", ".join(said(NAMES[name]) for name in dimensions_in(pattern))


def day(on: date | None) -> str:
    return thai.format_date(on) if on else "–"


def today(at: datetime) -> date:
    return timezone.localdate(at)


def round_name(round: Round) -> str:
    return f"จปฐ. {thai.buddhist_year(round.survey_year)}"


def of_survey(where: Here, *more: str) -> tuple[str, ...]:
    """Three years that are never the same thing: of the survey, of TPMAP's label, of the welfare cards."""
    round = where.round
    years = [f"แบบสำรวจ {round_name(round)} ชุดตัวชี้วัด {round.indicator_set_id}"]
    if round.label_year:
        years.append(f"TPMAP เผยแพร่เป็นปี {thai.buddhist_year(round.label_year)}")
    if round.card_round:
        years.append(f"บัตรสวัสดิการแห่งรัฐรอบปี {thai.buddhist_year(round.card_round)}")
    if round.note_th:
        years.append(round.note_th)
    if not where.set.is_official:
        years.append(f"การจัดตัวชี้วัดเข้ามิติ: {PROPOSED}")
    return (" · ".join(years), *more)


def counted(at: datetime, fiscal_year: int | None = None) -> str:
    """Of casework, which changes by the day. `fiscal_year`: CE."""
    year = f" ของปีงบประมาณ {thai.buddhist_year(fiscal_year)}" if fiscal_year else ""
    return f"งานรายครัวเรือน{year} นับจากระบบ ณ วันที่ {thai.format_date(today(at), long=True)}"
