"""Extracts for analysts: a row a person of one survey round, without anything that names or numbers anybody, through the gate of
extract_rules. Never an id, a name, a house number or a position; places as amphoe or tambon, ages as bands.

Two extracts of the same round may be laid over each other. The record therefore says of each which columns it had, and the file says
plainly that it must not be joined with another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from django.db import transaction

from nsc import bulk, thai
from nsc.access import audit, scope
from nsc.access.models import AuditLine, User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.poverty.stages import LIFE_STAGES
from nsc.poverty.union import DIMENSIONS
from nsc.reports.place import here
from nsc.secretariat import extract_rules
from nsc.secretariat.extract_rules import Gate
from nsc.surveys import kinds, responses
from nsc.surveys.models import Member, Round

VERB = "extract.export"
COLUMNS = {  # by which somebody could be recognised, and how coarse each is
    "amphoe": _("อำเภอ"),
    "tambon": _("ตำบล"),
    "stage": _("ช่วงวัย"),
    "age10": _("ช่วงอายุ 10 ปี"),
    "sex": _("เพศ"),
    "occupation": _("อาชีพ"),
    "education": _("การศึกษา"),
}
TELLING = {  # what is said of them, not by which they are found
    "poor": _("ครัวเรือนยากจน (MPI)"),
    **{
        f"fails_{name}": word
        for name, word in zip(
            DIMENSIONS, (_("ตกมิติสุขภาพ"), _("ตกมิติความเป็นอยู่"), _("ตกมิติการศึกษา"), _("ตกมิติรายได้"), _("ตกมิติการเข้าถึงบริการรัฐ")), strict=True
        )
    },
}
SEX = ("", "male", "female")
OLD = 80  # years: who is older is in one band


@dataclass(frozen=True)
class Extract:
    """`about`: (what, said) for the sheet of definitions. `rows`: streamed, in no order that tells anything (sorted by what they say)."""

    headings: tuple[str, ...]
    rows: Iterator[Sequence[str | int | None]]
    gate: Gate
    count: int
    about: tuple[tuple[str, str], ...]
    frame: pl.DataFrame


def export(*, by: User, at: datetime, columns: Sequence[str], area: str = "", year: int | None = None, k: int = extract_rules.K) -> Extract:
    """Rows of all people of the place in the round (`year`: CE; None: the newest). Refused where the gate does not let them out.

    Only the line of the record is a transaction: reading a province takes seconds, in which nobody else could write to SQLite."""
    where = here(by, Permission.FIGURES_SEE, area=area, year=year)
    scope.require(by, Permission.HOUSEHOLD_EXPORT, place=where.place.code)
    chosen = _chosen(columns)
    people = _people(where.round, where.place.code)
    shown = people.select(chosen)
    codes = [_codes(shown[name]) for name in chosen]
    found = extract_rules.let_out(extract_rules.gate(codes, k=k, telling=people["pattern"].to_numpy()))
    pattern = pl.col("pattern")
    told = [(pattern > 0).cast(pl.Int8).alias("poor")]
    told += [(pattern // 2**bit % 2).cast(pl.Int8).alias(f"fails_{name}") for bit, name in enumerate(DIMENSIONS)]
    frame = people.filter(pl.Series(found.keep)).select(*chosen, *told)
    frame = frame.sort(frame.columns)  # the order of the register would tell who lives with whom
    detail = f"{where.round.survey_year} k={k} left_out={found.left_out} " + " ".join(chosen)
    with transaction.atomic():
        before = AuditLine.objects.filter(by=by, verb=VERB).count()
        audit.record(by=by, at=at, verb=VERB, place=where.place.code, count=frame.height, detail=detail)
    return Extract(
        tuple(frame.columns), frame.iter_rows(), found, frame.height, _about(where.place.title, where.round, chosen, found, before), frame
    )


def _chosen(columns: Sequence[str]) -> list[str]:
    strange = [name for name in columns if name not in COLUMNS]
    if strange or not columns:
        raise Refused(_("เลือกได้เฉพาะคอลัมน์: {possible}"), possible=", ".join(COLUMNS))
    if {"stage", "age10"} <= {*columns}:
        raise Refused(_("ช่วงวัยและช่วงอายุ 10 ปีบอกเรื่องเดียวกัน เลือกพร้อมกันทำให้รู้อายุแคบลง โปรดเลือกอย่างเดียว"))
    return [name for name in COLUMNS if name in columns]


def _people(round: Round, area: str) -> pl.DataFrame:
    rows = Member.objects.filter(responses.live(round, prefix="response__"), places.within(area, "response__area_code"))
    asked: Mapping[str, type[pl.DataType]] = {
        "response__area_code": pl.String,
        "response__pattern": pl.Int64,
        "age": pl.Int64,
        "sex": pl.Int64,
        "occupation": pl.String,
        "education": pl.String,
    }
    people = bulk.read(rows, dict(asked))
    code, age = pl.col("response_area_code"), pl.col("age")
    stages = dict(enumerate(("", *(each.code for each in LIFE_STAGES))))
    decade = pl.min_horizontal(age // 10 * 10, OLD)
    return people.select(
        amphoe=code.str.slice(0, 4),
        tambon=code.str.slice(0, 6),
        stage=kinds.stage().replace_strict(stages, return_dtype=pl.String),
        age10=pl.when(age.is_null()).then(pl.lit("")).otherwise(decade.cast(pl.String)),
        sex=pl.col("sex").fill_null(0).replace_strict(dict(enumerate(SEX)), return_dtype=pl.String),
        occupation=pl.col("occupation").fill_null(""),
        education=pl.col("education").fill_null(""),
        pattern=pl.col("response_pattern"),
    )


def _codes(column: pl.Series) -> np.ndarray:
    return column.rank("dense").cast(pl.Int64).to_numpy()


def _about(place: str, round: Round, chosen: Sequence[str], found: Gate, before: int) -> tuple[tuple[str, str], ...]:
    """Thai, as the file is read apart from any page."""
    names = {**COLUMNS, **TELLING}
    return (
        ("พื้นที่", place),
        ("รอบสำรวจ", f"จปฐ. {thai.buddhist_year(round.survey_year)}"),
        ("หนึ่งแถว", "คนหนึ่งคนในครัวเรือนที่สำรวจ ไม่มีชื่อ เลขประจำตัว บ้านเลขที่ หรือพิกัด"),
        ("เกณฑ์ k", f"ทุกแถวมีคนที่เหมือนกันทุกคอลัมน์อย่างน้อย {found.k} คน (เกณฑ์เบื้องต้น ยังไม่เป็นทางการ)"),
        ("แถวที่ตัดออก", f"{found.left_out:,} จาก {len(found.keep):,}"),
        ("ข้อควรระวัง", f"{found.alike:,} แถวอยู่ในกลุ่มที่ทุกคนตกมิติเหมือนกันหมด ผู้รู้จักกลุ่มนั้นย่อมรู้เรื่องของทุกคนในกลุ่ม"),
        ("ห้ามนำไปรวม", f"ห้ามเทียบหรือรวมกับไฟล์อื่นของรอบเดียวกัน เพราะรวมกันแล้วอาจรู้ว่าเป็นใคร ท่านเคยออกไฟล์แบบนี้แล้ว {before} ครั้ง และมีบันทึกทุกครั้ง"),
        *((name, names[name]) for name in (*chosen, *TELLING)),
    )
