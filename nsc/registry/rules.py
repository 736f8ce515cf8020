"""What may be written down about a person, why anything sealed is opened, and what a consent must show. Values in, verdicts out."""

import re
from dataclasses import dataclass
from datetime import date

from nsc import thai
from nsc.access import purposes
from nsc.errors import Refused, _

NATIONAL_ID, PHONE, BANK_ACCOUNT, HEALTH_NOTE, DISABILITY_NOTE = "national_id", "phone", "bank_account", "health_note", "disability_note"
RECORDED = (PHONE, BANK_ACCOUNT, HEALTH_NOTE, DISABILITY_NOTE)  # by hand; the national id comes with the survey
NAMES = {
    NATIONAL_ID: _("เลขประจำตัวประชาชน"),
    PHONE: _("เบอร์โทรศัพท์"),
    BANK_ACCOUNT: _("บัญชีธนาคาร"),
    HEALTH_NOTE: _("บันทึกเรื่องสุขภาพ"),
    DISABILITY_NOTE: _("บันทึกเรื่องความพิการ"),
}
NOTE = 1_000  # characters
REASON = 200
LATITUDES, LONGITUDES = (5.5, 20.6), (97.3, 105.7)  # of Thailand

REASONS = {
    "visit": _("นัดหรือเตรียมเยี่ยมบ้าน"),
    "assistance": _("จ่ายเงินหรือส่งมอบความช่วยเหลือ"),
    "referral": _("ส่งต่อหรือประสานหน่วยงาน"),
    "check": _("ตรวจว่าเป็นบุคคลเดียวกันกับเอกสาร"),
    "request": _("เจ้าของข้อมูลขอให้ตรวจหรือแก้ไข"),
    "other": _("เหตุผลอื่น"),
}


KINDS = {  # of photographs
    "house": _("ตัวบ้าน"),
    "inside": _("ภายในบ้าน"),
    "surroundings": _("บริเวณบ้าน"),
    "repair": _("ก่อนหรือหลังซ่อมแซม"),
    "other": _("อื่น ๆ"),
}
UNASKED, STOPPED = "unasked", "stopped"
NO_PICTURE = {  # why no photograph of a home is kept, and how to mend it
    UNASKED: _(
        "ครัวเรือนยังไม่ยินยอมให้เก็บภาพ หรือถอนความยินยอมแล้ว ภาพจึงไม่เข้าแฟ้ม "
        "โปรดถามและบันทึกความยินยอม “ถ่ายภาพบุคคลและบ้าน” แล้วส่งภาพใหม่ หากไม่ยินยอม โปรดยกเลิกภาพนี้"
    ),
    STOPPED: _("ครัวเรือนให้ระงับการเก็บภาพไว้ ภาพจึงไม่เข้าแฟ้ม โปรดติดต่อเจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล แล้วส่งภาพใหม่เมื่อเลิกระงับ หากยังระงับอยู่ โปรดยกเลิกภาพนี้"),
}


@dataclass(frozen=True)
class Bank:
    name: str
    digits: tuple[int, ...]  # of its account numbers


BANKS = {
    "baac": Bank(_("ธ.ก.ส."), (12,)),
    "gsb": Bank(_("ออมสิน"), (12, 15)),
    "ktb": Bank(_("กรุงไทย"), (10,)),
    "bbl": Bank(_("กรุงเทพ"), (10,)),
    "kbank": Bank(_("กสิกรไทย"), (10,)),
    "scb": Bank(_("ไทยพาณิชย์"), (10,)),
    "bay": Bank(_("กรุงศรีอยุธยา"), (10,)),
    "ttb": Bank(_("ทีทีบี"), (10,)),
    "ghb": Bank(_("อาคารสงเคราะห์"), (12,)),
    "ibank": Bank(_("อิสลามแห่งประเทศไทย"), (10,)),
    "other": Bank(_("ธนาคารอื่น"), tuple(range(8, 16))),
}


def recordable(field: str) -> str:
    if field not in RECORDED:
        raise Refused(_("ข้อมูลนี้บันทึกด้วยมือไม่ได้ โปรดเลือกจากรายการ"))
    return field


def tidy(field: str, text: str) -> str:
    """As it is stored. A bank account is written "bank number", the bank a key of BANKS."""
    match recordable(field):
        case "phone":
            return _phone(text)
        case "bank_account":
            return _account(text)
        case _:
            return _note(text)


def account(value: str) -> tuple[Bank, str]:
    """The bank and the number of an account as it is stored."""
    key, _space, number = value.partition(" ")
    return BANKS[key], number


def reason(text: str) -> str:
    """Why; said by whoever looks. It stays on record, and so tells nobody's number."""
    because = thai.clean(text)
    if len(because) < 3:
        raise Refused(_("โปรดบอกเหตุผลที่ต้องเปิดดู เหตุผลจะถูกบันทึกไว้"))
    if len(because) > REASON:
        raise Refused(_("เหตุผลยาวเกิน {most} ตัวอักษร โปรดเขียนให้สั้นลง"), most=REASON)
    if re.search("[0-9]{8}", thai.bare(because)):
        raise Refused(_("อย่าใส่เลขประจำตัวหรือเบอร์โทรศัพท์ในเหตุผล เพราะเหตุผลถูกเก็บไว้โดยไม่เข้ารหัส"))
    return because


def _phone(text: str) -> str:
    found = thai.phone(text)
    if found is None:
        raise Refused(_("เบอร์โทรศัพท์ไม่ถูกต้อง มือถือมี 10 หลัก โทรศัพท์บ้านมี 9 หลัก ขึ้นต้นด้วย 0 เช่น 081-234-5678"))
    return found


def _account(text: str) -> str:
    key, _space, written = text.strip().partition(" ")
    bank, number = BANKS.get(key), thai.bare(written)
    if bank is None:
        raise Refused(_("ไม่รู้จักธนาคารนี้ โปรดเลือกจากรายการ"))
    if not re.fullmatch("[0-9]+", number) or len(number) not in bank.digits:
        digits = f"{bank.digits[0]}–{bank.digits[-1]}" if len(bank.digits) > 2 else ", ".join(map(str, bank.digits))
        raise Refused(_("เลขที่บัญชีของธนาคารนี้มี {digits} หลัก โปรดตรวจกับสมุดบัญชี"), digits=digits)
    return f"{key} {number}"


def _note(text: str) -> str:
    lines = [thai.clean(line) for line in text.splitlines()]
    note = "\n".join(lines).strip()
    if not note:
        raise Refused(_("โปรดเขียนบันทึก หรือสั่งลบหากไม่ต้องการเก็บ"))
    if len(note) > NOTE:
        raise Refused(_("บันทึกยาวเกิน {most} ตัวอักษร โปรดเขียนเท่าที่ต้องใช้"), most=f"{NOTE:,}")
    return note


def check_consent(purpose: str, *, given_on: date, today: date, note: str, has_evidence: bool) -> None:
    """Only what rests on consent is asked for; a yes has a day that has come, and something to show for it."""
    found = purposes.PURPOSES.get(purpose)
    if found is None or not found.rests_on_consent:
        raise Refused(_("เรื่องนี้ไม่ได้อาศัยความยินยอม โปรดเลือกจากรายการ"))
    if given_on > today:
        raise Refused(_("วันที่ให้ความยินยอมต้องไม่อยู่ในอนาคต"))
    if not has_evidence and len(note.strip()) < 10:
        raise Refused(_("โปรดแนบแบบฟอร์มที่ลงนาม หรือเขียนว่าให้ความยินยอมอย่างไร ต่อหน้าใคร (อย่างน้อย 10 ตัวอักษร)"))


def picture(*, is_agreed: bool, is_stopped: bool) -> str:
    """What a photograph of a home and who lives there lacks: a key of NO_PICTURE, "" nothing. It is kept by the household's yes alone
    (purpose "photograph"), and a yes does not lift what was stopped."""
    return STOPPED if is_stopped else "" if is_agreed else UNASKED


def check_picture(lacks: str) -> None:
    if lacks:
        raise Refused(NO_PICTURE[lacks])


def check_reason(because: str) -> None:
    if not because.strip():
        raise Refused(_("โปรดบอกเหตุผล"))
