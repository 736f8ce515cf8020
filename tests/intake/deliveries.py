"""Files as offices send them, made up."""

import csv
import io
import zipfile

from nsc import thai

HOUSEHOLD = ["รหัสบ้าน", "รหัสหมู่บ้าน", "บ้านเลขที่", "วันที่สำรวจ", *(f"ข้อ {n}" for n in range(1, 32))]
MEMBER = ["รหัสบ้าน", "เลขประจำตัวประชาชน", "ชื่อ", "นามสกุล", "เพศ", "วันเกิด", "ลงทะเบียนสวัสดิการ", "ได้สิทธิ์บัตรสวัสดิการ"]
VILLAGE = "60090805"


def national_id(number: int) -> str:
    """With the right check digit, of an office (99xx) that issues none."""
    first = f"19901{number:07d}"
    return first + str(thai.check_digit(first))


def house_code(number: int) -> str:
    return f"6099{number:07d}"


def household(number: int, *, village: str = VILLAGE, fails: tuple[int, ...] = (), surveyed: str = "15/01/2561") -> list[str]:
    return [house_code(number), village, f"{number}/1", surveyed, *("0" if n in fails else "1" for n in range(1, 32))]


def member(number: int, *, home: int | None = None) -> list[str]:
    return [house_code(home or number), national_id(number), f"คน{number}", "ทดสอบ", "หญิง", "03/04/2498", "1", "1"]


def table(headings: list[str], rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue()


def zipped(**texts: str) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in texts.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv"), text)  # dated the same at every time
    packed.seek(0)
    return packed


def survey(count: int = 4, *, poor: int = 1, spoilt: int = 0, start: int = 1) -> io.BytesIO:
    """`count` households of one member, the first `poor` of them failing ข้อ 1, the last `spoilt` of them with a wrong cell."""
    numbers = range(start, start + count)
    homes = [household(n, fails=(1,) if n < start + poor else ()) for n in numbers]
    for row in homes[count - spoilt :]:
        row[4] = "อาจจะ"
    return zipped(households=table(HOUSEHOLD, homes), members=table(MEMBER, [member(n) for n in numbers]))


def not_plain(count: int = 4, *, headings: tuple[str, ...] = ("เลขบ้าน 11 หลัก", "รหัสหมู่บ้าน/ชุมชน")) -> io.BytesIO:
    """Households under other headings, below a title."""
    heads = [*headings, "บ้านเลขที่ตามทะเบียนบ้าน", "วันที่เก็บข้อมูล", *(f"ตัวชี้วัดที่ {n}" for n in range(1, 32))]
    text = "แบบสำรวจข้อมูลพื้นฐาน" + "," * (len(heads) - 1) + "\n" + table(heads, [household(n, fails=(1,)) for n in range(1, count + 1)])
    return io.BytesIO(text.encode("utf-8-sig"))


def target_list(*rows: list[str]) -> io.BytesIO:
    """house code, village, house no, national id, first, last name, five dimensions."""
    heads = ["รหัสบ้าน", "รหัสหมู่บ้าน", "บ้านเลขที่", "เลขประจำตัวประชาชน", "ชื่อ", "นามสกุล",
             "ด้านสุขภาพ", "ด้านความเป็นอยู่", "ด้านการศึกษา", "ด้านรายได้", "ด้านการเข้าถึงบริการภาครัฐ"]  # fmt: skip
    return io.BytesIO(table(heads, list(rows)).encode())


def listed(number: int, dimensions: str, *, home: str | None = None, village: str = VILLAGE, house_no: str = "") -> list[str]:
    """`dimensions`: HLEIA as five digits."""
    code = house_code(number) if home is None else home
    return [code, village, house_no, national_id(number), f"คน{number}", "ทดสอบ", *dimensions]
