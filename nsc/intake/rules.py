"""How one cell of a survey file is read, and what is wrong with it. Text in, (value, finding) out; the contract is formats/survey.md.

A finding is a key of FINDINGS. Those in WRONG leave the whole row out; all others are cautions: kept, shown, and counted.
"""

import re
from datetime import date, timedelta

from nsc import thai
from nsc.errors import _

FINDINGS: dict[str, tuple[str, str]] = {
    # what leaves a row out
    "no_key": (_("ไม่มีทั้งรหัสบ้านที่ใช้ได้และลำดับครัวเรือน"), _("ใส่รหัสบ้าน 11 หลัก หรือลำดับครัวเรือนที่ไม่ซ้ำกันในหมู่บ้าน")),
    "village_malformed": (_("รหัสหมู่บ้านไม่ใช่เลข 8 หรือ 10 หลัก"), _("ใส่รหัสหมู่บ้าน 8 หลัก (กรมการปกครอง) หรือ 10 หลัก (จปฐ.)")),
    "village_outside": (_("รหัสหมู่บ้านไม่อยู่ในตำบลใดของจังหวัดนี้"), _("ตรวจเลข 6 หลักแรกของรหัสหมู่บ้าน แล้วแก้ให้ตรงกับตำบลในจังหวัด")),
    "answer": (
        _("คำตอบตัวชี้วัดนี้ไม่ใช่ค่าที่กำหนด"),
        _("ใช้ 1 หรือ ผ่าน, 0 หรือ ไม่ผ่าน, เว้นว่างหรือ 9 หากไม่เข้าข่าย"),
    ),
    "yes_no": (_("ค่านี้ไม่ใช่คำตอบใช่หรือไม่ใช่"), _("ใช้ 1 หรือ 0, ใช่ หรือ ไม่ใช่, มี หรือ ไม่มี")),
    "date": (_("ไม่มีวันที่นี้ในปฏิทิน"), _("ใส่วันที่แบบ วัน/เดือน/ปี เช่น 15/04/2560 หรือเฉพาะปี")),
    "national_id": (_("เลขประจำตัวประชาชนไม่ถูกต้อง (หลักตรวจสอบไม่ตรง)"), _("ตรวจกับบัตรประชาชนให้ครบ 13 หลัก หรือเว้นว่างหากไม่มีเลข")),
    "national_id_twice": (_("เลขประจำตัวประชาชนนี้ใช้แล้วในแถวก่อนหน้าของไฟล์"), _("ตรวจว่าเป็นคนละคนหรือซ้ำ แล้วแก้เลขหรือลบแถวที่ซ้ำ")),
    "household_twice": (
        _("มีครัวเรือนรหัสเดียวกันแต่ข้อมูลต่างกันในแถวก่อนหน้า"),
        _("ตรวจว่าแถวใดถูกต้อง แล้วเหลือไว้แถวเดียว หรือแก้รหัสบ้าน"),
    ),
    "no_household": (
        _("ไม่พบครัวเรือนของสมาชิกคนนี้ ทั้งในไฟล์และในรอบสำรวจปีนี้"),
        _("เพิ่มครัวเรือนในแผ่นครัวเรือน หรือแก้รหัสบ้านของสมาชิกให้ตรงกัน"),
    ),
    # the same, in lists of those who fail only
    "no_house": (_("ไม่มีรหัสบ้าน ลำดับครัวเรือน หรือบ้านเลขที่ จึงไม่รู้ว่าเป็นครัวเรือนใด"), _("ใส่รหัสบ้าน 11 หลัก หรือบ้านเลขที่")),
    "dimension": (_("ค่าของมิตินี้ไม่ใช่ค่าที่กำหนด"), _("ใช้ 1 หรือ ตกเกณฑ์, 0 หรือเว้นว่างหากไม่ตกเกณฑ์")),
    "no_dimension": (_("แถวนี้ไม่ตกเกณฑ์มิติใดเลย จึงไม่ใช่เป้าหมาย"), _("ระบุมิติที่ตกเกณฑ์อย่างน้อยหนึ่งมิติ หรือลบแถวนี้")),
    # what is kept, and said
    "house_code_unusable": (_("รหัสบ้านใช้ไม่ได้ จึงใช้ลำดับครัวเรือนแทน"), _("ใส่รหัสบ้าน 11 หลักเมื่อทราบ")),
    "house_code_padded": (_("เติมเลขศูนย์นำหน้ารหัสบ้านให้ครบ 11 หลัก"), _("ตั้งคอลัมน์รหัสบ้านเป็นข้อความก่อนบันทึกไฟล์")),
    "village_new_moo": (_("ไม่รู้จักหมู่ที่นี้ของตำบล แต่รับไว้"), _("ตรวจรหัสหมู่บ้าน หรือแจ้งผู้ดูแลข้อมูลให้เพิ่มหมู่บ้านใหม่")),
    "house_no_was_date": (_("บ้านเลขที่ถูกโปรแกรมตารางแปลงเป็นวันที่ จึงแปลงกลับ"), _("ตั้งคอลัมน์บ้านเลขที่เป็นข้อความก่อนพิมพ์")),
    "number": (_("อ่านค่านี้เป็นตัวเลขไม่ได้ จึงเว้นว่างไว้"), _("ใส่เฉพาะตัวเลข เช่น 38000 หรือ 38,000")),
    "place": (_("พิกัดอยู่นอกประเทศไทย จึงเว้นว่างไว้"), _("ตรวจว่าไม่ได้สลับละติจูดกับลองจิจูด")),
    "date_odd": (_("วันที่นี้ผิดปกติ (อยู่ในอนาคต หรือเก่ากว่า 120 ปี)"), _("ตรวจปีว่าเป็น พ.ศ. หรือ ค.ศ.")),
    "date_short_year": (_("ปีมีเพียงสองหลัก จึงอ่านเป็น พ.ศ. 25xx"), _("ใส่ปีให้ครบสี่หลัก")),
    "choice": (_("ไม่รู้จักค่านี้ จึงเว้นว่างไว้"), _("ใช้ค่าตามแบบไฟล์มาตรฐาน")),
    "national_id_kind": (_("เลขขึ้นต้นด้วย 0 หรือ 9 อาจเป็นบุคคลไม่มีสถานะทางทะเบียน"), _("ตรวจกับเอกสารของบุคคลนั้น")),
    "national_id_elsewhere": (_("เลขประจำตัวประชาชนนี้อยู่ในครัวเรือนอื่นของรอบสำรวจเดียวกันแล้ว"), _("ตรวจว่าบุคคลนี้อาศัยอยู่บ้านใดจริง")),
    "row_twice": (_("แถวครัวเรือนนี้ซ้ำกับแถวก่อนหน้าทุกค่า จึงนับครั้งเดียว"), _("ไม่ต้องแก้ไข")),
    "members_disagree": (_("คำตอบในแผ่นครัวเรือนไม่ตรงกับของสมาชิก จึงใช้ของครัวเรือน"), _("ตรวจคำตอบของสมาชิกในครัวเรือนนี้")),
    "income_disagrees": (_("คำตอบไม่ตรงกับรายได้เฉลี่ยต่อคนต่อปีและเกณฑ์ของปีนี้"), _("ตรวจรายได้หรือคำตอบตัวชี้วัดรายได้")),
    "age_disagrees": (_("คำตอบไม่ตรงกับอายุของสมาชิกในครัวเรือน (มีหรือไม่มีคนในช่วงอายุ)"), _("ตรวจวันเกิดของสมาชิกหรือคำตอบของตัวชี้วัด")),
    "validated_not_registered": (_("ได้สิทธิ์บัตรสวัสดิการแต่ไม่ได้ลงทะเบียน"), _("ตรวจสองคอลัมน์นี้ ระบบรับไว้ตามที่ให้มา")),
    "welfare_blank": (_("ไม่ได้ตอบเรื่องบัตรสวัสดิการ จึงนับว่าไม่มี"), _("ใส่ 1 หรือ 0")),
    "no_members": (_("ครัวเรือนนี้ไม่มีสมาชิกในไฟล์"), _("เพิ่มสมาชิกในแผ่นสมาชิก หากมีผู้อยู่อาศัย")),
    "religion": (_("คอลัมน์นี้เป็นข้อมูลศาสนา ระบบไม่อ่านและไม่เก็บ"), _("ลบคอลัมน์นี้ออกจากไฟล์ก่อนส่งครั้งต่อไป")),
    # lists of help: what leaves a row out
    "help_nobody": (_("แถวนี้ไม่บอกว่าช่วยใคร"), _("ใส่เลขประจำตัวประชาชน รหัสบ้าน 11 หลัก หรือชื่อ บ้านเลขที่ และหมู่บ้าน")),
    "help_day": (_("ไม่มีวันที่ช่วยเหลือครบวัน เดือน ปี"), _("ใส่วันที่แบบ วัน/เดือน/ปี เช่น 15/04/2569")),
    "help_date": (_("ไม่มีวันที่นี้ในปฏิทิน"), _("ใส่วันที่ช่วยเหลือให้ครบวัน เดือน ปี เช่น 15/04/2569")),
    "help_future": (_("วันที่ช่วยเหลือยังมาไม่ถึง"), _("ตรวจปีว่าเป็น พ.ศ. หรือ ค.ศ. และลงเฉพาะความช่วยเหลือที่ให้แล้ว")),
    "help_what": (_("แถวนี้ไม่บอกว่าช่วยอะไร"), _("ใส่รายการช่วยเหลือ เช่น ข้าวสาร 10 กก. หรือประเภทความช่วยเหลือ")),
    "help_baht": (_("อ่านจำนวนเงินนี้ไม่ได้"), _("ใส่เฉพาะตัวเลขที่ไม่ติดลบ เช่น 3000 หรือ 3,000 หรือเว้นว่างหากไม่ทราบ")),
    "help_not_yours": (_("แถวนี้เป็นความช่วยเหลือของหน่วยงานอื่น"), _("ส่งเฉพาะความช่วยเหลือของหน่วยงานท่าน หรือเว้นช่องหน่วยงานว่างไว้")),
    # the same: what is kept, and said
    "help_kind": (_("ไม่รู้จักประเภทความช่วยเหลือ จึงลงเป็น “อื่น ๆ”"), _("ใช้ชื่อประเภทตามแบบฟอร์มของระบบ")),
    "help_programme": (_("ไม่รู้จักโครงการนี้ จึงบันทึกโดยไม่ผูกกับโครงการ"), _("ใช้ชื่อหรือรหัสตามทะเบียนโครงการของระบบ")),
    "help_office": (_("ไม่รู้จักหน่วยงานนี้ จึงเว้นไว้"), _("ใช้ชื่อตามทะเบียนองค์กรของระบบ หรือให้ผู้ดูแลบัญชีเพิ่มองค์กร")),
    "help_twice": (_("ซ้ำกับแถวก่อนหน้าของไฟล์ จึงนับครั้งเดียว"), _("ไม่ต้องแก้ไข หากให้สองครั้งจริง โปรดระบุรายการให้ต่างกัน")),
    "help_recorded": (_("บันทึกไว้แล้ว จึงไม่บันทึกซ้ำ"), _("ไม่ต้องแก้ไข")),
    "help_double": (_("ครัวเรือนนี้ได้รับความช่วยเหลือชนิดเดียวกันในระยะที่ถือว่าซ้ำ แต่รับไว้"), _("ตรวจว่าตั้งใจให้ซ้ำ หรือเป็นรายการเดียวกันที่ลงต่างกัน")),
    "help_no_match": (_("ไม่พบครัวเรือนของแถวนี้ในพื้นที่ของท่าน จะรอให้เจ้าหน้าที่จับคู่"), _("ใส่เลขประจำตัวประชาชนหรือรหัสบ้านหากมี")),
    "help_several": (_("แถวนี้ตรงกับหลายครัวเรือน จะรอให้เจ้าหน้าที่เลือก"), _("ใส่เลขประจำตัวประชาชนหรือรหัสบ้านหากมี")),
    "help_doubtful": (_("พบครัวเรือน แต่ข้อมูลในแถวไม่ตรงกัน จะรอให้เจ้าหน้าที่ตรวจ"), _("ตรวจเลขประจำตัวประชาชน รหัสบ้าน และชื่อว่าเป็นของคนเดียวกัน")),
    "problem_unknown": (_("ไม่รู้จักรหัสปัญหาอื่น ๆ นี้"), _("ใช้รหัสตามรายการปัญหาอื่น ๆ ของระบบ คั่นด้วยเครื่องหมายอัฒภาค (;)")),
}
WRONG = frozenset(
    "no_key village_malformed village_outside answer yes_no date national_id national_id_twice household_twice no_household"
    " no_house dimension no_dimension help_nobody help_day help_date help_future help_what help_baht help_not_yours".split()
)

PASSES = {"1", "ผ่าน", "ผ่านเกณฑ์"}
FAILS = {"0", "ไม่ผ่าน", "ไม่ผ่านเกณฑ์"}
NOT_APPLICABLE = {"", "9", "-", "ไม่เข้าข่าย"}
FALLS = {"1", "ตก", "ตกเกณฑ์", "ไม่ผ่าน", "ไม่ผ่านเกณฑ์", "ใช่", "มี", "/", "✓", "✔", "x"}
STANDS = {"0", "", "-", "ไม่ตก", "ไม่ตกเกณฑ์", "ผ่าน", "ผ่านเกณฑ์", "ไม่ใช่", "ไม่มี"}
YES = {"1", "ใช่", "มี"}
NO = {"0", "ไม่ใช่", "ไม่มี"}
SEXES = {"1": 1, "ชาย": 1, "ช": 1, "m": 1, "male": 1, "2": 2, "หญิง": 2, "ญ": 2, "f": 2, "female": 2}
HEALTH = {"0": 0, "ปกติ": 0, "1": 1, "พิการ": 1, "2": 2, "ป่วยเรื้อรัง": 2}

MONTHS_ENGLISH = "jan feb mar apr may jun jul aug sep oct nov dec".split()
MONTHS = thai.MONTH_OF | {name: number for number, name in enumerate(MONTHS_ENGLISH, 1)}

Found = tuple[str | None, str | None]


def tidy(text: str | None) -> str:
    """The text a person meant: no zero-width characters, no outer or doubled spaces."""
    return " ".join(thai.visible(text).split()) if text else ""


def digits(text: str | None) -> str:
    return thai.arabic_digits(tidy(text))


def answer(text: str | None, *, for_some: bool) -> Found:
    """Whether the household "1" passes, "0" fails, or "-" it does not apply. `for_some`: the indicator is for an age or a group, so that
    ไม่มี means nobody is in it."""
    cell = digits(text)
    if cell in PASSES:
        return "1", None
    if cell in FAILS:
        return "0", None
    if cell in NOT_APPLICABLE or (for_some and cell == "ไม่มี"):
        return "-", None
    return None, "answer"


def yes_no(text: str | None) -> Found:
    cell = digits(text)
    if not cell:
        return None, None
    if cell in YES:
        return "1", None
    return ("0", None) if cell in NO else (None, "yes_no")


def dimension(text: str | None) -> Found:
    """Whether a list says that the dimension fails "1" or does not "0"."""
    cell = digits(text).lower()
    return ("1", None) if cell in FALLS else ("0", None) if cell in STANDS else (None, "dimension")


def choice(text: str | None, values: dict[str, int]) -> Found:
    cell = digits(text).rstrip(".").lower()
    if not cell:
        return None, None
    return (str(values[cell]), None) if cell in values else (None, "choice")


def number(text: str | None) -> Found:
    cell = digits(text).replace(",", "").removesuffix("บาท").strip()
    if cell in ("", "-"):
        return None, None
    return (cell, None) if re.fullmatch(r"-?\d{1,12}(\.\d+)?", cell) else (None, "number")


def house_code(text: str | None) -> Found:
    """Eleven digits. Nine or ten have lost their leading zeros to a spreadsheet."""
    cell = thai.bare(text or "")
    if not cell:
        return None, None
    if re.fullmatch(r"\d{9,11}", cell) and cell.strip("0"):
        return cell.zfill(11), None if len(cell) == 11 else "house_code_padded"
    return None, "house_code_unusable"


def household_no(text: str | None) -> str | None:
    """A serial number within the village; 007 in one sheet is 7 in the other."""
    cell = digits(text)
    return (cell.lstrip("0") or "0" if cell.isdigit() else cell) or None


def house_no(text: str | None) -> Found:
    """House number 25/2 comes back from a spreadsheet as 25-ก.พ., Feb-25 or 25/02/2026."""
    cell = digits(text)
    if match := re.fullmatch(r"(\d{1,3})[-/ ]([^\d\s/-]+)", cell):
        month = MONTHS.get(match[2].replace(".", "").lower())
        return (f"{match[1]}/{month}", "house_no_was_date") if month else (cell, None)
    if match := re.fullmatch(r"([^\d\s/-]+)[-/ ](\d{1,3})", cell):
        month = MONTHS.get(match[1].replace(".", "").lower())
        return (f"{month}/{match[2]}", "house_no_was_date") if month else (cell, None)
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/\d{4}", cell):
        return f"{int(match[1])}/{int(match[2])}", "house_no_was_date"
    return cell, None


def a_date(text: str | None, *, today: date) -> tuple[date | None, str, str | None]:
    """(the date, its precision d|m|y, a finding). Years from 2400 are Buddhist; five digits are a spreadsheet's day count; 00 is unknown.

    A date known only to the year stands at 1 January, to the month at its first day.
    """
    cell = re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$", "", digits(text)).strip()
    if cell in ("", "-") or re.fullmatch(r"[0/.\-]+", cell):
        return None, "d", None
    if re.fullmatch(r"\d{5}", cell):
        return _plausible(date(1899, 12, 30) + timedelta(days=int(cell)), "d", today)
    if re.fullmatch(r"\d{4}", cell):
        return _made(0, 0, int(cell), None, today)
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", cell):
        return _made(int(match[3]), int(match[2]), int(match[1]), None, today)
    if match := re.fullmatch(r"(\d{1,2})[/.\- ]+(\d{1,2})[/.\- ]+(\d{4}|\d{2})", cell):
        return _made(int(match[1]), int(match[2]), *_full_year(match[3]), today)
    if match := re.fullmatch(r"(?:วันที่ )?(\d{1,2})?[/\- ]*([^\d\s/\-]+?)[/\- ]*(?:พ\.?ศ\.? ?|ค\.?ศ\.? ?)?(\d{4}|\d{2})", cell):
        month = MONTHS.get(match[2].replace(".", "").lower())
        if month:
            return _made(int(match[1] or 0), month, *_full_year(match[3]), today)
    return None, "d", "date"


def _full_year(text: str) -> tuple[int, str | None]:
    return (int(text), None) if len(text) == 4 else (2500 + int(text), "date_short_year")


def _made(day: int, month: int, year: int, finding: str | None, today: date) -> tuple[date | None, str, str | None]:
    year = thai.christian_year(year)
    precision = "y" if month == 0 else "m" if day == 0 else "d"
    if month == 0 and day:
        return None, "d", "date"
    try:
        found, precision, odd = _plausible(date(year, month or 1, day or 1), precision, today)
    except ValueError:
        return None, "d", "date"
    return found, precision, odd or finding


def _plausible(found: date, precision: str, today: date) -> tuple[date, str, str | None]:
    odd = found > today or found.year < today.year - 120
    return found, precision, "date_odd" if odd else None
