"""The letter of a referral as an official paper (PDF): to whom, under which number, and what its reader may know of each household.

The form is that of an outgoing letter (หนังสือภายนอก, ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. 2526); at the top stands the letter
head of the office, or room for one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, override

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.areas import places
from nsc.casework import chain, referral_desk
from nsc.casework.models import Letter
from nsc.casework.referral_desk import Line
from nsc.errors import NotAllowed, _
from nsc.paper import pdf
from nsc.paper.letter_head import NONE, LetterHead
from nsc.registry import households
from nsc.reports import targeted

STOPPED = _("ยกเลิกการส่งต่อ ครัวเรือนถอนความยินยอมหรือให้ระงับการใช้ข้อมูล")


@dataclass(frozen=True)
class Paper:
    name: str
    content: bytes


def seen(user: User, letter: int) -> tuple[Letter, list[Line], bool]:
    """The letter, what of it is this user's, and whether it names people. Raises as `printed` does."""
    found, lines = referral_desk.letter(user, letter)
    with_names = all(line.purpose == "referral" for line in lines)
    if with_names and not all(line.has_names for line in lines if not line.stop):
        raise NotAllowed("name.see")
    return found, lines, with_names


@transaction.atomic
def printed(*, by: User, at: datetime, letter: int, head: Callable[[str], LetterHead] = lambda _office: NONE) -> Paper:
    """In Thai digits. Names and house numbers stand in it where its reader works for the state, and only to who may read them: a partner's
    holds the number of the household, its village and what is asked, which is what the family agreed to. OutOfSight where nothing in it is
    this user's; NotAllowed where they may not read the names it holds. What a family has ended is named no more.

    `head`: the letter head of an office, by its area."""
    found, lines, with_names = seen(by, letter)
    with override("th"):
        content = pdf.made("letter", _told(found, lines, with_names, head(found.office_code)), lasts=True)
    homes = [line.household for line in lines]
    audit.record(by=by, at=at, verb="referral_letter.export", on=found, place=found.office_code, count=len(lines), households=homes)
    return Paper(f"letter-{found.pk}.pdf", content)


def _told(letter: Letter, lines: list[Line], with_names: bool, head: LetterHead) -> dict[str, object]:
    is_of_province = len(letter.office_code) == len("60")
    place = places.place(letter.office_code)
    centre = gettext("ศูนย์อำนวยการขจัดความยากจนและพัฒนาคนทุกช่วงวัยอย่างยั่งยืนตามหลักปรัชญาของเศรษฐกิจพอเพียง")
    where = gettext("จังหวัด%(name)s") if is_of_province else gettext("อำเภอ%(name)s")
    return _digits(
        {
            "number": letter.number,
            "office": "\n".join(head.lines) or f"{centre} {where % {'name': place.name}}",
            "address": places.place(letter.office_code).full_name,
            "date": thai.format_date(letter.on, long=True),
            "subject": gettext("ขอส่งต่อครัวเรือนเพื่อพิจารณาให้ความช่วยเหลือ"),
            "to": gettext("หัวหน้าหน่วยงาน %(name)s") % {"name": letter.organisation.name},
            "refers_to": letter.refers_to,
            "enclosed": gettext("รายการครัวเรือน จำนวน %(n)s ครัวเรือน") % {"n": len(lines)},
            "body": _body(letter, lines, with_names, where % {"name": place.name}),
            "headings": [gettext("ที่"), gettext("ครัวเรือน"), gettext("ที่อยู่"), gettext("เรื่องที่ขอให้ช่วย")],
            "rows": _rows(lines, with_names),
            "closing": gettext("ขอแสดงความนับถือ"),
            "signatory": letter.signatory,
            "position": letter.position,
            "page": gettext("หน้า"),
        }
    ) | {"letter_head": head.picture}


def _body(letter: Letter, lines: list[Line], with_names: bool, centre: str) -> list[str]:
    basis = (
        gettext("การส่งต่อนี้เป็นการปฏิบัติภารกิจเพื่อประโยชน์สาธารณะ ข้อมูลใช้ได้เพื่อการช่วยเหลือตามเรื่องที่ขอเท่านั้น")
        if with_names
        else gettext("ครัวเรือนให้ความยินยอมให้แจ้งว่าต้องการความช่วยเหลือ และถอนความยินยอมได้ทุกเมื่อ จึงแจ้งเลขอ้างอิง หมู่บ้าน และเรื่องที่ขอ โดยไม่ระบุชื่อ")
    )
    asked = gettext("%(centre)s ขอส่งต่อครัวเรือนเป้าหมาย จำนวน %(n)s ครัวเรือน ตามรายการแนบท้าย เพื่อพิจารณาให้ความช่วยเหลือตามอำนาจหน้าที่")
    until = gettext("จึงเรียนมาเพื่อโปรดพิจารณา และแจ้งผลว่ารับ ไม่รับ หรือขอข้อมูลเพิ่ม ภายในวันที่ %(on)s (%(days)s วันทำการ) ในระบบหรือเป็นหนังสือ")
    return [
        f"{asked % {'centre': centre, 'n': len(lines)}} {basis}",
        until % {"on": thai.format_date(letter.due_on, long=True), "days": letter.within},
    ]


def _rows(lines: list[Line], with_names: bool) -> list[list[str]]:
    open_ones = {line.household for line in lines if with_names and not line.stop and line.has_names}
    heads = targeted.heads(sorted(open_ones), open_ones)
    return [[str(number), *_row(line, heads, with_names)] for number, line in enumerate(lines, start=1)]


def _row(line: Line, heads: dict[int, str], with_names: bool) -> list[str]:
    if line.stop or (with_names and line.state in chain.OVER and not line.is_open):
        return ["–", "–", gettext(STOPPED)]
    reference = gettext("ครัวเรือนที่ %(n)s") % {"n": line.household}
    if not with_names:
        return [reference, places.place(line.area_code).full_name, line.what]
    home = households.find(line.household)
    if home is None:
        raise scope.OutOfSight(str(line.household))
    house = gettext("บ้านเลขที่ %(no)s") % {"no": home.house_no} if home.house_no else ""
    who = " ".join(filter(None, (heads.get(line.household, ""), f"({reference})")))
    return [who, " ".join(filter(None, (house, places.place(line.area_code).full_name))), line.what]


def _digits(value: object):
    """Thai digits throughout, as official papers have them."""
    if isinstance(value, str):
        return thai.thai_digits(value)
    if isinstance(value, dict):
        return {key: _digits(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_digits(each) for each in value]
    return value
