"""What the register decides of consents: values in, verdicts out."""

from datetime import date

from nsc.access import purposes
from nsc.errors import Refused, _


def check_consent(purpose: str, *, given_on: date, today: date, note: str, has_evidence: bool) -> None:
    """Only what rests on consent is asked for; a yes has a day that has come, and something to show for it."""
    found = purposes.PURPOSES.get(purpose)
    if found is None or not found.rests_on_consent:
        raise Refused(_("เรื่องนี้ไม่ได้อาศัยความยินยอม โปรดเลือกจากรายการ"))
    if given_on > today:
        raise Refused(_("วันที่ให้ความยินยอมต้องไม่อยู่ในอนาคต"))
    if not has_evidence and len(note.strip()) < 10:
        raise Refused(_("โปรดแนบแบบฟอร์มที่ลงนาม หรือเขียนว่าให้ความยินยอมอย่างไร ต่อหน้าใคร (อย่างน้อย 10 ตัวอักษร)"))


def check_reason(because: str) -> None:
    if not because.strip():
        raise Refused(_("โปรดบอกเหตุผล"))
