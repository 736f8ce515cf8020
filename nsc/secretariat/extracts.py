"""Extracts for analysts: a row a person or a household of one survey round, naming and numbering nobody, through the gate of
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
from nsc.poverty import special
from nsc.poverty.stages import LIFE_STAGES
from nsc.poverty.union import DIMENSIONS
from nsc.reports.place import here
from nsc.secretariat import extract_rules
from nsc.secretariat.extract_rules import Gate
from nsc.surveys import kinds, responses
from nsc.surveys.models import Member, Response, Round

VERB = "extract.export"
PERSONS, HOUSEHOLDS = DATASETS = ("persons", "households")
COLUMNS = {  # by which somebody could be recognised, and how coarse each is
    "amphoe": _("อำเภอ"),
    "tambon": _("ตำบล"),
    "stage": _("ช่วงวัย"),
    "age10": _("ช่วงอายุ 10 ปี"),
    "sex": _("เพศ"),
    "occupation": _("อาชีพ"),
    "education": _("การศึกษา"),
}
HOME_COLUMNS = {
    "amphoe": _("อำเภอ"),
    "tambon": _("ตำบล"),
    "size": _("จำนวนคนในครัวเรือน"),
    "child": _("มีเด็กอายุไม่เกิน 14 ปี"),
    "elderly": _("มีผู้สูงอายุ"),
    "disabled": _("มีผู้พิการ"),
}
OF = {PERSONS: COLUMNS, HOUSEHOLDS: HOME_COLUMNS}
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
MANY = 6  # people: who live together with more are in one band
STAGES = ("", *(each.code for each in LIFE_STAGES))
CHILDREN = tuple(each.code for each in LIFE_STAGES if each.age_max is not None and each.age_max <= kinds.CHILD)


@dataclass(frozen=True)
class Extract:
    """`about`: (what, said) for the sheet of definitions. `rows`: streamed, in no order that tells anything (sorted by what they say).
    `coarser`: rows that leave with their amphoe instead of their tambon."""

    headings: tuple[str, ...]
    rows: Iterator[Sequence[str | int | None]]
    gate: Gate
    count: int
    about: tuple[tuple[str, str], ...]
    frame: pl.DataFrame
    coarser: int = 0


def export(
    *,
    by: User,
    at: datetime,
    columns: Sequence[str],
    area: str = "",
    year: int | None = None,
    k: int = extract_rules.K,
    dataset: str = PERSONS,
) -> Extract:
    """Rows of all people, or households, of the place in the round (`year`: CE; None: the newest). Refused where the gate does not let
    them out. Read outside the transaction that records it: a province takes seconds, and others write meanwhile."""
    where = here(by, Permission.FIGURES_SEE, area=area, year=year)
    scope.require(by, Permission.HOUSEHOLD_EXPORT, place=where.place.code)
    chosen = checked(dataset, columns, k)
    rows, coarser = _coarsened((_people if dataset == PERSONS else _homes)(where.round, where.place.code), chosen, k)
    codes = [_codes(rows[name]) for name in chosen]
    found = extract_rules.let_out(extract_rules.gate(codes, k=k, telling=rows["pattern"].to_numpy()))
    pattern = pl.col("pattern")
    told = [(pattern > 0).cast(pl.Int8).alias("poor")]
    told += [(pattern // 2**bit % 2).cast(pl.Int8).alias(f"fails_{name}") for bit, name in enumerate(DIMENSIONS)]
    frame = rows.filter(pl.Series(found.keep)).select(*chosen, *told)
    frame = frame.sort(frame.columns)  # the order of the register would tell who lives with whom
    less = int((coarser & found.keep).sum())
    detail = f"{dataset} {where.round.survey_year} k={k} left_out={found.left_out} coarser={less} " + " ".join(chosen)
    with transaction.atomic():
        before = AuditLine.objects.filter(by=by, verb=VERB).count()
        audit.record(by=by, at=at, verb=VERB, place=where.place.code, count=frame.height, detail=detail)
    about = _about(where.place.title, where.round, dataset, chosen, found, less, before)
    return Extract(tuple(frame.columns), frame.iter_rows(), found, frame.height, about, frame, less)


def checked(dataset: str, columns: Sequence[str], k: int) -> list[str]:
    """The columns in their order. Refused for what is none, for two that say the same, and for a k that protects nobody."""
    known = OF.get(dataset)
    if known is None:
        raise Refused(_("ไม่รู้จักชุดข้อมูลนี้ เลือกได้: {possible}"), possible=", ".join(DATASETS))
    strange = [name for name in columns if name not in known]
    if strange or not columns:
        raise Refused(_("เลือกได้เฉพาะคอลัมน์: {possible}"), possible=", ".join(known))
    if {"stage", "age10"} <= {*columns}:
        raise Refused(_("ช่วงวัยและช่วงอายุ 10 ปีบอกเรื่องเดียวกัน เลือกพร้อมกันทำให้รู้อายุแคบลง โปรดเลือกอย่างเดียว"))
    extract_rules.check_k(k)
    return [name for name in known if name in columns]


def _coarsened(rows: pl.DataFrame, chosen: Sequence[str], k: int) -> tuple[pl.DataFrame, np.ndarray]:
    """Where too few say the same, the tambon gives way to its amphoe: they then are a class of their own, and the gate asks of it what it
    asks of every other."""
    if "tambon" not in chosen or not rows.height:
        return rows, np.zeros(rows.height, np.bool_)
    few = extract_rules.few([_codes(rows[name]) for name in chosen], k=k)
    less = pl.when(pl.Series(few)).then(pl.col("tambon").str.slice(0, 4)).otherwise(pl.col("tambon"))
    return rows.with_columns(tambon=less), few


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
    decade = pl.min_horizontal(age // 10 * 10, OLD)
    return people.select(
        amphoe=code.str.slice(0, 4),
        tambon=code.str.slice(0, 6),
        stage=kinds.stage().replace_strict(dict(enumerate(STAGES)), return_dtype=pl.String),
        age10=pl.when(age.is_null()).then(pl.lit("")).otherwise(decade.cast(pl.String)),
        sex=pl.col("sex").fill_null(0).replace_strict(dict(enumerate(SEX)), return_dtype=pl.String),
        occupation=_word("occupation", extract_rules.OCCUPATIONS),
        education=_word("education", extract_rules.EDUCATIONS),
        pattern=pl.col("response_pattern"),
    )


def _homes(round: Round, area: str) -> pl.DataFrame:
    rows = Response.objects.filter(responses.live(round), places.within(area))
    asked = dict.fromkeys(("pattern", "people", "stages", "specials"), pl.Int64)
    homes = bulk.read(rows, {"area_code": pl.String, **asked})
    code, people = pl.col("area_code"), pl.col("people")
    child = kinds.lives_with(stage=CHILDREN[0])
    for each in CHILDREN[1:]:
        child |= kinds.lives_with(stage=each)
    return homes.select(
        amphoe=code.str.slice(0, 4),
        tambon=code.str.slice(0, 6),
        size=pl.when(people >= MANY).then(pl.lit(f"{MANY}+")).otherwise(people.cast(pl.String)),
        child=(pl.col("stages") & child != 0).cast(pl.Int8),
        elderly=(pl.col("stages") & kinds.lives_with(stage=LIFE_STAGES[-1].code) != 0).cast(pl.Int8),
        disabled=(pl.col("specials") & special.bit("disabled") != 0).cast(pl.Int8),
        pattern=pl.col("pattern"),
    )


def _word(column: str, known: tuple[str, ...]) -> pl.Expr:
    text = pl.col(column).fill_null("").str.strip_chars()
    return pl.when(text == "").then(pl.lit("")).when(text.is_in(list(known))).then(text).otherwise(pl.lit(extract_rules.OTHER))


def _codes(column: pl.Series) -> np.ndarray:
    return column.rank("dense").cast(pl.Int64).to_numpy()


ROWS = {
    PERSONS: "คนหนึ่งคนในครัวเรือนที่สำรวจ ไม่มีชื่อ เลขประจำตัว บ้านเลขที่ หรือพิกัด",
    HOUSEHOLDS: "ครัวเรือนหนึ่งครัวเรือนที่สำรวจ ไม่มีชื่อ เลขประจำตัว บ้านเลขที่ หรือพิกัด",
}
VALUES = {  # of columns that are written as codes
    "amphoe": "รหัสอำเภอ 4 หลัก",
    "tambon": "รหัสตำบล 6 หลัก หรือรหัสอำเภอ 4 หลักเมื่อคนที่เหมือนกันในตำบลนั้นมีน้อย",
    "stage": ", ".join(f"{each.code} = {each.name}" for each in LIFE_STAGES) + ", ว่าง = ไม่ทราบอายุ",
    "age10": f"อายุแรกของช่วง เช่น 30 = 30–39 ปี, {OLD} = {OLD} ปีขึ้นไป, ว่าง = ไม่ทราบ",
    "sex": "male = ชาย, female = หญิง, ว่าง = ไม่ทราบ",
    "occupation": f"ตามคำของแบบสำรวจ จปฐ. คำอื่นทั้งหมดเป็น “{extract_rules.OTHER}”, ว่าง = ไม่ได้ตอบ",
    "education": f"ตามคำของแบบสำรวจ จปฐ. คำอื่นทั้งหมดเป็น “{extract_rules.OTHER}”, ว่าง = ไม่ได้ตอบ",
    "size": f"จำนวนคน, {MANY}+ = {MANY} คนขึ้นไป",
    **dict.fromkeys(("child", "elderly", "disabled", *TELLING), "1 = ใช่, 0 = ไม่ใช่"),
}


def _about(
    place: str, round: Round, dataset: str, chosen: Sequence[str], found: Gate, coarser: int, before: int
) -> tuple[tuple[str, str], ...]:
    """Thai, as the file is read apart from any page."""
    names = {**OF[dataset], **TELLING}
    return (
        ("พื้นที่", place),
        ("รอบสำรวจ", f"จปฐ. {thai.buddhist_year(round.survey_year)}"),
        ("หนึ่งแถว", ROWS[dataset]),
        ("เกณฑ์ k", f"ทุกแถวมีแถวที่เหมือนกันทุกคอลัมน์อย่างน้อย {found.k} แถว (เกณฑ์เบื้องต้น ยังไม่เป็นทางการ)"),
        ("แถวที่ตัดออก", f"{found.left_out:,} จาก {len(found.keep):,}"),
        ("แถวที่บอกหยาบลง", f"{coarser:,} แถวบอกอำเภอแทนตำบล"),
        ("ข้อควรระวัง", f"{found.alike:,} แถวอยู่ในกลุ่มที่ทุกคนตกมิติเหมือนกันหมด ผู้รู้จักกลุ่มนั้นย่อมรู้เรื่องของทุกคนในกลุ่ม"),
        ("ห้ามนำไปรวม", f"ห้ามเทียบหรือรวมกับไฟล์อื่นของรอบเดียวกัน เพราะรวมกันแล้วอาจรู้ว่าเป็นใคร ท่านเคยออกไฟล์แบบนี้แล้ว {before} ครั้ง และมีบันทึกทุกครั้ง"),
        *((name, f"{names[name]}: {VALUES[name]}") for name in (*chosen, *TELLING)),
    )
