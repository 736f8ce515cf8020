"""What is decided about the page that a tambon shows to everybody: values in, verdicts out."""

import re
from decimal import Decimal

from nsc import thai
from nsc.errors import Refused, _
from nsc.poverty import small

LONG = 3000  # characters of the introduction
_OF_PEOPLE = re.compile(r"^(คน|ราย|ครัวเรือน|ครอบครัว|หลังคาเรือน|หลัง)")  # what a unit that counts them begins with
_DIGITS = re.compile(r"(?:\d[\s-]?){9,}")  # as telephone numbers and the numbers of persons have
_TELEPHONE = re.compile(r"0\d{8,9}")
_EXTENSION = re.compile(r"\s*(?:ต่อ|กด|ext\.?)\s*\d{1,5}$")


def told(value: Decimal | None, unit: str) -> Decimal | None:
    """A value of the whole tambon as everybody may read it: a handful of people or homes is hidden."""
    is_few = value is not None and _OF_PEOPLE.match(unit) and small.is_small((max(0, int(value)), None))
    return None if is_few else value


def check_text(text: str) -> str:
    """No number in it that might be somebody's."""
    if _DIGITS.search(thai.arabic_digits(text)):
        raise Refused(_("ข้อความมีเลขยาวเหมือนเบอร์โทรศัพท์หรือเลขประจำตัวประชาชน เอาออกก่อน เบอร์ติดต่อใส่ได้ในช่องของกลุ่มหรือหน่วยงานเท่านั้น"))
    return text


def check_contact(office: str, telephone: str, *, is_of_office: bool) -> None:
    """Of an organisation, never of a person; none at all is well."""
    if office and thai.split_name(office).title:
        raise Refused(_("ช่องทางติดต่อต้องเป็นชื่อกลุ่มหรือหน่วยงาน ไม่ใช่ชื่อคน"))
    if not telephone:
        return
    digits = re.sub(r"[\s-]", "", _EXTENSION.sub("", thai.arabic_digits(telephone)))
    if not _TELEPHONE.fullmatch(digits):
        raise Refused(_("เบอร์โทรศัพท์ไม่ครบ โปรดใส่อย่าง 056-123-456 หรือ 056-123-456 ต่อ 12"))
    if not office or not is_of_office:
        raise Refused(_("โปรดบอกชื่อกลุ่มหรือหน่วยงานเจ้าของเบอร์ และยืนยันว่าไม่ใช่เบอร์ส่วนตัวของใคร"))
