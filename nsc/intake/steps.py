"""The way of an upload from the file to the answers that count. States are data, so that they can be drawn; no Django, no clock."""

from nsc.errors import Refused, _

RECEIVED, MAPPING, CHECKING, CHECKED = "received", "mapping", "checking", "checked"
IMPORTING, DONE, FAILED, CANCELLED, DISCARDED = "importing", "done", "failed", "cancelled", "discarded"

NEXT: dict[str, set[str]] = {
    RECEIVED: {CHECKING, DISCARDED},
    MAPPING: {CHECKING, DISCARDED},  # a person must say what the columns are, or which year was surveyed
    CHECKING: {MAPPING, CHECKED, FAILED, CANCELLED},
    CHECKED: {CHECKING, IMPORTING, DISCARDED},
    IMPORTING: {DONE, FAILED, CANCELLED},
    FAILED: {CHECKING, IMPORTING, DISCARDED},
    CANCELLED: {CHECKING, IMPORTING, DISCARDED},
    DONE: set(),
    DISCARDED: set(),
}
STATES = tuple(NEXT)
BUSY = (CHECKING, IMPORTING)
OPEN = (RECEIVED, MAPPING, CHECKED, FAILED, CANCELLED)  # waits for a person

NAMES = {
    RECEIVED: _("รับไฟล์แล้ว"),
    MAPPING: _("รอจับคู่คอลัมน์"),
    CHECKING: _("กำลังตรวจ"),
    CHECKED: _("ตรวจแล้ว รอนำเข้า"),
    IMPORTING: _("กำลังนำเข้า"),
    DONE: _("นำเข้าแล้ว"),
    FAILED: _("ไม่สำเร็จ"),
    CANCELLED: _("ยกเลิกแล้ว"),
    DISCARDED: _("ทิ้งแล้ว"),
}
_NO = {
    CHECKING: _("กำลังตรวจไฟล์นี้อยู่ โปรดรอให้เสร็จหรือยกเลิกก่อน"),
    IMPORTING: _("กำลังนำเข้าไฟล์นี้อยู่ โปรดรอให้เสร็จหรือยกเลิกก่อน"),
    DONE: _("ไฟล์นี้นำเข้าเสร็จแล้ว หากต้องการเปลี่ยนข้อมูล ให้ส่งไฟล์ใหม่หรือถอนชุดข้อมูล"),
    DISCARDED: _("ไฟล์นี้ถูกทิ้งไปแล้ว โปรดส่งไฟล์ใหม่"),
}


def step(current: str, to: str) -> str:
    if to not in NEXT[current]:
        raise Refused(_NO.get(current, _("ยังไม่ได้ตรวจไฟล์นี้ โปรดตรวจก่อนแล้วจึงนำเข้า")))
    return to


def settled(state: str, job_state: str | None) -> str:
    """The state of an upload whose work is over without having said so: it failed, was called off, or its worker died too often."""
    if state in BUSY and job_state in (FAILED, CANCELLED):
        return job_state
    return FAILED if state in BUSY and job_state == DONE else state
