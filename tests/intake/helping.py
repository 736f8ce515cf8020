"""Lists of help as offices send them, made up. Whom they name lives in the small survey of tests/surveyed.py."""

import io

from nsc.intake.synonyms import HELPED
from tests.intake.deliveries import table
from tests.survey_files import house_code, national_id

WHO = ["เลขประจำตัวประชาชน", "รหัสบ้าน", "ชื่อ-นามสกุล", "บ้านเลขที่", "รหัสหมู่บ้าน"]
STANDARD = ["เลขประจำตัวประชาชน", "รหัสบ้าน", "ชื่อ", "นามสกุล", "บ้านเลขที่", "รหัสหมู่บ้าน", *HELPED.values()]


def row(
    *, pid="", code="", first="", last="", no="", village="", on="05/01/2569", what="เงินสงเคราะห์ครอบครัว", baht="3000",
    quantity="", unit="", kind="", programme="", office="",
) -> list[str]:  # fmt: skip
    """A row under STANDARD. `pid`, `code`: numbers of the survey, or words as they stand."""
    told = national_id(pid) if isinstance(pid, int) else pid
    house = house_code(code) if isinstance(code, int) else code
    return [told, house, first, last, no, village, on, what, baht, quantity, unit, kind, programme, office]


def sent(*rows: list[str], headings: list[str] = STANDARD, encoding: str = "utf-8", above: str = "") -> io.BytesIO:
    return io.BytesIO((above + table(headings, list(rows))).encode(encoding))
