"""What privacy decides: deadlines, the 72-hour clock, which state may follow which. Values in, verdicts out.

Sections are those of the PDPA B.E. 2562. The numbers are our reading of them, to be confirmed by the province's lawyer.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nsc.errors import Refused, _

# — requests ———————————————————————————————————————————————————————————————————————————

# s. 30 fourth paragraph: a request for access is met without delay and within thirty days of its receipt. For the other rights the act
# names no number of days ("without delay"); we hold ourselves to the same thirty. Our reading, to be confirmed.
DAYS = 30
REMIND = (14, 7, 3, 1)  # days left

ACCESS, CORRECT, OBJECT, ERASE, PORT = "access", "correct", "object", "erase", "port"
KINDS = {
    ACCESS: _("ขอดูหรือขอสำเนา (ม.30)"),
    PORT: _("ขอรับหรือให้ส่งต่อเป็นไฟล์ (ม.31)"),
    OBJECT: _("คัดค้านหรือให้ระงับการใช้ (ม.32, 34)"),
    ERASE: _("ขอให้ลบหรือทำให้ไม่ระบุตัว (ม.33)"),
    CORRECT: _("ขอแก้ไขให้ถูกต้อง (ม.35–36)"),
}
RECEIVED, VERIFIED, ANSWERED, REFUSED, WITHDRAWN = "received", "verified", "answered", "refused", "withdrawn"
REQUEST_NAMES = {
    RECEIVED: _("รับแล้ว รอยืนยันตัวผู้ขอ"),
    VERIFIED: _("ยืนยันตัวแล้ว กำลังดำเนินการ"),
    ANSWERED: _("ตอบแล้ว"),
    REFUSED: _("ปฏิเสธพร้อมเหตุผล"),
    WITHDRAWN: _("ผู้ขอถอนคำขอ"),
}
REQUEST_NEXT: dict[str, set[str]] = {
    RECEIVED: {VERIFIED, REFUSED, WITHDRAWN},
    VERIFIED: {ANSWERED, REFUSED, WITHDRAWN},
    ANSWERED: set(),
    REFUSED: set(),
    WITHDRAWN: set(),
}
OPEN_REQUESTS = tuple(state for state, after in REQUEST_NEXT.items() if after)
IDENTITY = {
    "card": _("ดูบัตรประจำตัวประชาชนต่อหน้า"),
    "thaid": _("ยืนยันด้วย ThaID"),
    "known": _("เจ้าหน้าที่รู้จักตัวและมีพยาน"),
    "guardian": _("ผู้แทนโดยชอบธรรมหรือผู้รับมอบอำนาจ ตรวจเอกสารแล้ว"),
}


def due_on(received_on: date) -> date:
    """The last day to answer. The day of receipt does not count (Civil and Commercial Code s. 193/3)."""
    return received_on + timedelta(days=DAYS)


def days_left(due: date, today: date) -> int:
    """0 on the last day, negative when it has passed."""
    return (due - today).days


def reminder(due: date, today: date, told: int | None) -> int | None:
    """The days left that the officer should hear of now; None when nothing new is to be said. `told`: what was said last. Overdue: -1."""
    left = days_left(due, today)
    now = -1 if left < 0 else min((step for step in REMIND if left <= step), default=None)
    return now if now is not None and (told is None or now < told) else None


def check_received(received_on: date, today: date) -> None:
    if received_on > today:
        raise Refused(_("วันที่รับคำขอต้องไม่อยู่ในอนาคต"))
    if days_left(due_on(received_on), today) < -365:
        raise Refused(_("วันที่รับคำขอเก่าเกินหนึ่งปี โปรดตรวจวันที่"))


def step(table: dict[str, set[str]], current: str, to: str) -> str:
    if to not in table.get(current, ()):
        raise Refused(_("รายการนี้เปลี่ยนสถานะไปแล้ว หรือยังไม่ถึงขั้นนี้ โปรดเปิดหน้าใหม่"))
    return to


def check_said(text: str) -> None:
    """A reason, an answer: something that can be read later."""
    if len(text.strip()) < 5:
        raise Refused(_("โปรดเขียนให้ผู้อื่นอ่านเข้าใจ (อย่างน้อย 5 ตัวอักษร)"))


def check_answer(kind: str, *, has_copy: bool, handed_to: str, is_restricted: bool, is_anonymous: bool) -> None:
    """What was asked has been done before it is called answered; what can't be done is refused with its reason."""
    if kind in (ACCESS, PORT) and not has_copy:
        raise Refused(_("ยังไม่ได้จัดทำสำเนาข้อมูลของผู้ขอ โปรดจัดทำก่อนตอบ"))
    if kind == CORRECT and not handed_to:
        raise Refused(_("ยังไม่ได้ส่งเรื่องให้ผู้แก้ไขข้อมูล โปรดระบุว่าส่งให้ใครก่อนตอบ"))
    if kind == OBJECT and not is_restricted:
        raise Refused(_("ยังไม่ได้ระงับการใช้ข้อมูลเรื่องใด โปรดระงับก่อนตอบ หรือปฏิเสธพร้อมเหตุผล"))
    if kind == ERASE and not is_anonymous:
        raise Refused(_("ยังไม่ได้ทำให้ข้อมูลไม่ระบุตัว โปรดทำก่อนตอบ หรือปฏิเสธพร้อมเหตุผล"))


# — breaches ———————————————————————————————————————————————————————————————————————————

# s. 37(4): the Office is told without delay and, where possible, within 72 hours of having become aware, unless the breach is unlikely to
# put people's rights and freedoms at risk; the people too, with what is done about it, where the risk is high.
CLOCK = timedelta(hours=72)
WARN_AT = (48, 66)  # hours after awareness

REPORTED, ASSESSED, NOTIFIED, CLOSED = "reported", "assessed", "notified", "closed"
BREACH_NAMES = {
    REPORTED: _("รับรายงาน รอประเมิน"),
    ASSESSED: _("ประเมินความเสี่ยงแล้ว"),
    NOTIFIED: _("แจ้ง สคส. แล้ว"),
    CLOSED: _("ปิดเรื่อง"),
}
BREACH_NEXT: dict[str, set[str]] = {REPORTED: {ASSESSED}, ASSESSED: {ASSESSED, NOTIFIED, CLOSED}, NOTIFIED: {CLOSED}, CLOSED: set()}
NONE, SOME, HIGH = "none", "some", "high"
RISKS = {
    NONE: _("ไม่น่ากระทบสิทธิและเสรีภาพของบุคคล"),
    SOME: _("มีความเสี่ยง ต้องแจ้ง สคส."),
    HIGH: _("มีความเสี่ยงสูง ต้องแจ้ง สคส. และเจ้าของข้อมูล"),
}


@dataclass(frozen=True)
class Clock:
    """`hours_left`: whole hours, rounded down; negative: the time is over. `tone`: good (told, or need not be), "", need (under a day)."""

    hours_left: int
    is_running: bool
    tone: str


def clock(aware_at: datetime, now: datetime, *, told_at: datetime | None, risk: str, is_closed: bool) -> Clock:
    """It stops when the Office was told, or where nothing had to be told; then it shows what was left."""
    stands = told_at is not None or risk == NONE or is_closed
    left = (aware_at + CLOCK - (told_at or now)) // timedelta(hours=1)
    if stands:
        return Clock(left, False, "need" if told_at and left < 0 else "good")
    return Clock(left, True, "need" if left < 24 else "")


def warning(aware_at: datetime, now: datetime, told: int) -> int | None:
    """The highest of WARN_AT that has been reached and of which nobody was told yet."""
    reached = [hours for hours in WARN_AT if now - aware_at >= timedelta(hours=hours) and hours > told]
    return max(reached, default=None)


def check_awareness(aware_at: datetime, now: datetime) -> None:
    if aware_at > now:
        raise Refused(_("เวลาที่ทราบเหตุต้องไม่อยู่ในอนาคต"))


def check_told_in_order(aware_at: datetime, told_at: datetime, now: datetime) -> None:
    if not aware_at <= told_at <= now:
        raise Refused(_("เวลาที่แจ้งต้องอยู่หลังทราบเหตุ และไม่อยู่ในอนาคต"))


def check_told(aware_at: datetime, told_at: datetime, now: datetime, late_because: str) -> None:
    check_told_in_order(aware_at, told_at, now)
    if told_at - aware_at > CLOCK and len(late_because.strip()) < 5:
        raise Refused(_("แจ้งหลังพ้น 72 ชั่วโมง โปรดเขียนเหตุที่ล่าช้า"))


def check_closing(risk: str, *, office_told: bool, persons_told: bool, measures: str) -> None:
    if not risk:
        raise Refused(_("โปรดประเมินความเสี่ยงก่อน"))
    if risk != NONE and not office_told:
        raise Refused(_("เหตุนี้มีความเสี่ยง ต้องบันทึกว่าแจ้ง สคส. แล้วเมื่อใดก่อนปิดเรื่อง"))
    if risk == HIGH and not persons_told:
        raise Refused(_("เหตุนี้มีความเสี่ยงสูง ต้องบันทึกว่าแจ้งเจ้าของข้อมูลแล้วเมื่อใดก่อนปิดเรื่อง"))
    check_said(measures)
