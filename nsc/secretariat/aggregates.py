"""Tables of figures for analysts: the areas of a level with what the survey counts there, and the indicators of one area.

Figures alone, as the pages tell them to this user: what these keep back as too small is empty here, and the last column names it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import boundaries, codes, places
from nsc.casework import sight
from nsc.casework.sight import Sight
from nsc.errors import _
from nsc.poverty.small import is_hidden
from nsc.poverty.union import DIMENSIONS
from nsc.reports import overview
from nsc.reports.place import Here, here
from nsc.secretariat import builder, built_reports
from nsc.surveys import tallies

VERB = "aggregates.export"
HIDDEN = "hidden"
AREAS = {  # column → what it is; of the measures of builder.py
    "code": _("รหัสพื้นที่"),
    "name": _("ชื่อพื้นที่"),
    "people": _("ผู้ได้รับการสำรวจ (คน)"),
    "mpi": _("คนจน MPI (คน): สมาชิกทุกคนของครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งใน 5 มิติ"),
    "target": _("คนจนเป้าหมาย (คน): คนจน MPI ที่ผ่านการตรวจสอบคุณสมบัติบัตรสวัสดิการแห่งรัฐ"),
    "homes": _("ครัวเรือนที่สำรวจ (ครัวเรือน)"),
    "poor_homes": _("ครัวเรือนยากจน MPI (ครัวเรือน)"),
    "health": _("คนจน MPI ที่ตกมิติสุขภาพ (คน)"),
    "living": _("คนจน MPI ที่ตกมิติความเป็นอยู่ (คน)"),
    "education": _("คนจน MPI ที่ตกมิติการศึกษา (คน)"),
    "income": _("คนจน MPI ที่ตกมิติรายได้ (คน)"),
    "access": _("คนจน MPI ที่ตกมิติการเข้าถึงบริการรัฐ (คน)"),
    HIDDEN: _("คอลัมน์ที่ปิดไว้เพราะจำนวนน้อย"),
}
INDICATORS = {
    "number": _("ข้อ; ปัญหาอื่นที่ไม่ใช่ตัวชี้วัดขึ้นต้นด้วย p"),
    "name": _("ตัวชี้วัด"),
    "dimension": _("มิติที่นับ; ว่าง = ไม่นับเป็นมิติ"),
    "applicable": _("เข้าข่าย (คน): สมาชิกทุกคนของครัวเรือนที่ตัวชี้วัดนั้นใช้"),
    "failing": _("ตกเกณฑ์ (คน): สมาชิกทุกคนของครัวเรือนที่ไม่ผ่าน"),
    "target": _("ตกเกณฑ์ที่เป็นคนจนเป้าหมาย (คน)"),
    HIDDEN: _("คอลัมน์ที่ปิดไว้เพราะจำนวนน้อย"),
}
_MEASURES = ("people", "mpi", "target", "homes", "poor_homes")


@dataclass(frozen=True)
class Figures:
    """`hidden`: cells kept back. `shapes`: GeoJSON geometries by code, of levels that have boundaries."""

    frame: pl.DataFrame
    about: tuple[tuple[str, str], ...]
    hidden: int
    shapes: dict[str, object] = field(default_factory=dict)


def of_areas(*, by: User, at: datetime, level: str, area: str = "", year: int | None = None) -> Figures:
    """The areas of a level inside the place (builder.AREAS). Refused where the place has none of that level."""
    where = _door(by, area, year)
    told: dict[str, dict[str, object]] = {}
    for measure, cols in (*((each, "") for each in _MEASURES), ("mpi", builder.DIMENSION)):
        choice = builder.choice(measure, level, cols)
        built = built_reports.of(by, at=at, choice=choice, area=where.place.code, year=where.round.survey_year)
        for head in built.rows:
            row = told.setdefault(head.key, {"code": head.key, "name": head.name})
            row |= {name: built.value(head.key, name) for name in DIMENSIONS} if cols else {measure: built.value(head.key)}
    kinds = {name: pl.String if name in ("code", "name", HIDDEN) else pl.Int64 for name in AREAS}
    shapes: dict[str, object] = {} if level == codes.VILLAGE else dict(boundaries.features(level, where.place.code))
    return _figures(by, at, where, f"areas {level}", [told[code] for code in sorted(told)], kinds, AREAS, shapes)


def of_indicators(*, by: User, at: datetime, area: str = "", year: int | None = None) -> Figures:
    where = _door(by, area, year)
    keep = sight.keeper(by, Sight(where.place, where.authority))
    rows: list[dict[str, object]] = []
    for each in overview.picture(by, area=where.place.code, year=where.round.survey_year).issues:
        number = f"p{each.number - tallies.PROBLEMS}" if each.is_problem else str(each.number)
        counted = {
            "applicable": keep.one(each.members_applicable),
            "failing": keep.one(each.members_failing, each.members_applicable),
            "target": keep.one(each.target_failing, each.members_failing),
        }
        rows.append({"number": number, "name": each.name, "dimension": each.dimension or "", **counted})
    kinds = {name: pl.Int64 if name in ("applicable", "failing", "target") else pl.String for name in INDICATORS}
    return _figures(by, at, where, "indicators", rows, kinds, INDICATORS, {})


def _door(by: User, area: str, year: int | None) -> Here:
    where = here(by, Permission.FIGURES_SEE, area=area, year=year)
    scope.require(by, Permission.HOUSEHOLD_EXPORT, place=where.place.code)
    return where


def _figures(
    by: User,
    at: datetime,
    where: Here,
    what: str,
    rows: Sequence[dict[str, object]],
    kinds: dict[str, type[pl.DataType]],
    names: dict[str, str],
    shapes: dict[str, object],
) -> Figures:
    """Hidden counts become empty cells here, where no Hidden can go astray into a sum."""
    told, hidden = [], 0
    for row in rows:
        away = [name for name, value in row.items() if is_hidden(value)]
        hidden += len(away)
        told.append({name: None if name in away else row.get(name) for name in kinds} | {HIDDEN: ",".join(away)})
    frame = pl.DataFrame(told, schema=kinds, orient="row")
    audit.record(by=by, at=at, verb=VERB, place=where.place.code, count=frame.height, detail=f"{what} {where.round.survey_year}")
    year = thai.buddhist_year(where.round.survey_year)
    about = (
        ("พื้นที่", where.place.title),
        ("รอบสำรวจ", f"จปฐ. {year}"),
        ("แหล่งข้อมูล", f"แบบสำรวจ จปฐ. {year} ชุดตัวชี้วัด {where.set.code}" + ("" if where.set.is_official else " (เกณฑ์เบื้องต้น ยังไม่เป็นทางการ)")),
        ("จำนวนน้อย", f"ปิดไว้ {hidden:,} ช่อง ช่องที่ปิดว่างไว้ และบอกชื่อคอลัมน์ในคอลัมน์ {HIDDEN}" if hidden else "ไม่มีช่องที่ปิดไว้"),
        ("ช่องว่าง", "ไม่ทราบ หรือปิดไว้ ไม่ใช่ศูนย์"),
        *names.items(),
    )
    places_of = [each.text for each in places.sources() if each.subject == "แนวเขต"] if shapes else []
    return Figures(frame, (*about, *(("แนวเขต", text) for text in places_of)), hidden, shapes)
