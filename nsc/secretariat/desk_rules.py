"""What the meeting desk decides: which state may follow which, the headings of an agenda, when an order is late. Values, verdicts."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from nsc import thai
from nsc.errors import Refused, _

KINDS: Mapping[str, str] = {"regular": _("ประชุมปกติ"), "special": _("ประชุมพิเศษ")}

PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
NEXT: Mapping[str, AbstractSet[str]] = {PLANNED: {HELD, CANCELLED}}
NAMES: Mapping[str, str] = {PLANNED: _("นัดไว้"), HELD: _("ประชุมแล้ว"), CANCELLED: _("ยกเลิก")}

DRAFT, APPROVED = "draft", "approved"
MINUTES_NEXT: Mapping[str, AbstractSet[str]] = {DRAFT: {APPROVED}}
MINUTES_NAMES: Mapping[str, str] = {DRAFT: _("ร่าง ยังไม่รับรอง"), APPROVED: _("ที่ประชุมรับรองแล้ว")}

ASKED, PRESENT, DEPUTY, ABSENT = "asked", "present", "deputy", "absent"
PRESENCE: Mapping[str, str] = {ASKED: _("ยังไม่ลงชื่อ"), PRESENT: _("มา"), DEPUTY: _("มีผู้มาแทน"), ABSENT: _("ไม่มา")}

# The headings of an agenda by the usage of Thai offices (Regulation on Correspondence of 2526, minutes of meetings).
TOLD, APPROVAL, ARISING, NOTED, DECIDED, OTHER = 1, 2, 3, 4, 5, 6
SECTIONS: Mapping[int, str] = {
    TOLD: _("เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ"),
    APPROVAL: _("เรื่องรับรองรายงานการประชุม"),
    ARISING: _("เรื่องสืบเนื่อง"),
    NOTED: _("เรื่องเพื่อทราบ"),
    DECIDED: _("เรื่องเพื่อพิจารณา"),
    OTHER: _("เรื่องอื่น ๆ"),
}

OPEN, ANSWERED, CARRIED, CLOSED = "open", "answered", "carried", "closed"
ORDER_NEXT: Mapping[str, AbstractSet[str]] = {
    OPEN: {ANSWERED, CARRIED, CLOSED},
    ANSWERED: {OPEN, CARRIED, CLOSED},
    CARRIED: {ANSWERED, CARRIED, CLOSED},
}
ORDER_NAMES: Mapping[str, str] = {
    OPEN: _("รอคำตอบ"),
    ANSWERED: _("ตอบแล้ว รอปิด"),
    CARRIED: _("ยกไปประชุมครั้งถัดไป"),
    CLOSED: _("ปิดแล้ว"),
}
WAITING = (OPEN, CARRIED)  # for its owner
GIVE, ANSWER, RETURN, CARRY, CLOSE = "give", "answer", "return", "carry", "close"
STEP_NAMES: Mapping[str, str] = {GIVE: _("สั่งการ"), ANSWER: _("ตอบ"), RETURN: _("ส่งกลับ"), CARRY: _("ยกไป"), CLOSE: _("ปิด")}
AFTER = {ANSWER: ANSWERED, RETURN: OPEN, CARRY: CARRIED, CLOSE: CLOSED}

REMIND_DAYS = 3  # before a meeting, and before an order is due
AGAIN = timedelta(days=7)  # of what is still late
NEARLY = 10  # per cent of a budget left: our proposal, no office has set it
TEXT = 20_000


def step(current: str, to: str) -> str:
    if to not in NEXT.get(current, ()):
        raise Refused(_("การประชุมนี้ “{now}” แล้ว จึงทำขั้นนี้ไม่ได้ โปรดเปิดหน้าใหม่เพื่อดูสถานะล่าสุด"), now=NAMES[current])
    return to


def minutes_step(current: str, to: str) -> str:
    if to not in MINUTES_NEXT.get(current, ()):
        raise Refused(_("รายงานการประชุมนี้รับรองแล้ว จึงแก้ไม่ได้ ถ้าต้องแก้ ให้ที่ประชุมครั้งต่อไปมีมติแก้ไข"))
    return to


def order_step(current: str, act: str) -> str:
    to = AFTER[act]
    if to not in ORDER_NEXT.get(current, ()):
        raise Refused(_("ข้อสั่งการนี้อยู่ในสถานะ “{now}” โปรดเปิดหน้าใหม่เพื่อดูว่าทำอะไรต่อได้"), now=ORDER_NAMES[current])
    return to


def may_follow(current: str) -> frozenset[str]:
    """The acts that an order in this state can take."""
    found = {act for act, to in AFTER.items() if to in ORDER_NEXT.get(current, ())}
    return frozenset(found - {RETURN} if current != ANSWERED else found)


def is_late(state: str, due_on: date, today: date) -> bool:
    return state in WAITING and due_on < today


def following(number: str, year: int) -> str:
    """The number after it, as offices count: 4/2570 after 3/2570; 1 of the year (Buddhist) where none can be told."""
    counted = re.fullmatch(r"(\d{1,4})/(\d{4})", number, re.ASCII)
    return f"{int(counted[1]) + 1}/{counted[2]}" if counted else f"1/{year}"


def said(text: str, most: int, what: str) -> str:
    """One line as it is stored; refused where there is none. `what`: Thai msgid of what is missing."""
    told = thai.clean(text)
    if not told:
        raise Refused(_("โปรดบอก{what}"), what=what)
    if len(told) > most:
        raise Refused(_("{what}ยาวเกิน {most} ตัวอักษร โปรดย่อ หรือแนบเป็นเอกสาร"), what=what, most=most)
    return told


def lines(text: str) -> str:
    """Many lines as they are stored."""
    if len(text) > TEXT:
        raise Refused(_("บันทึกยาวเกิน {most} ตัวอักษร โปรดแยกเป็นหลายเรื่อง หรือแนบเป็นเอกสาร"), most=TEXT)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def same(seen: int, version: int) -> None:
    """`seen`: the version that the writer had before them. Nothing is written over what somebody else wrote since."""
    if seen != version:
        raise Refused(_("มีผู้แก้ไขเรื่องนี้ระหว่างที่ท่านเปิดอยู่ ข้อความของท่านยังไม่ถูกบันทึก โปรดเทียบกับฉบับล่าสุดแล้วบันทึกใหม่"))
