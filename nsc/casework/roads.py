"""The roads of a case and of what belongs to it: which state may follow which, whose turn it is then, and for how many working days.
Tables, drawn into docs/states.md. Values in, verdicts out."""

from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date

from nsc import workdays
from nsc.casework import rules
from nsc.errors import _

Table = Mapping[str, Collection[str]]

CASE_NEXT: Table = {
    "opened": {"triaged", "closed"},
    "triaged": {"assigned", "closed"},
    "assigned": {"visited", "closed"},
    "visited": {"planned", "closed"},
    "planned": {"approved", "visited", "closed"},
    "approved": {"following", "visited", "closed"},
    "following": {"approved", "visited", "closed"},
    "closed": {"assigned"},
}
CASE_NAMES = {
    "opened": _("เปิดแล้ว รอจำแนก"),
    "triaged": _("จำแนกแล้ว รอมอบพี่เลี้ยง"),
    "assigned": _("มอบพี่เลี้ยงแล้ว รอเยี่ยม"),
    "visited": _("เยี่ยมแล้ว รอแผน"),
    "planned": _("แผนตกลงแล้ว รออนุมัติ"),
    "approved": _("แผนอนุมัติแล้ว กำลังดำเนินการ"),
    "following": _("ทำครบแผน รอติดตามผล"),
    "closed": _("ปิดแล้ว"),
}
# Whose turn it is in each state, until a hand-over says otherwise, and within how many working days: a proposal, set by ศจพ.จ.
TURN = {
    "opened": "district", "triaged": "district", "assigned": "mentor", "visited": "mentor",
    "planned": "district", "approved": "mentor", "following": "mentor", "closed": "",
}  # fmt: skip
WORKING_DAYS = {"opened": 5, "triaged": 5, "assigned": 10, "visited": 10, "planned": 7, "approved": 30, "following": 30}
UPWARD_DAYS = 5  # that whoever it went up to has; as these, a proposal
UPWARD = {"mentor": "tambon", "tambon": "district", "district": "province", "agency": "district"}  # to whom what is late goes

HANDOFF_NEXT: Table = {"given": {"taken", "returned"}}
HANDOFF_NAMES = {"given": _("รอรับ"), "taken": _("รับแล้ว"), "returned": _("ส่งคืน")}

VISIT_NEXT: Table = {"planned": {"done", "missed", "withdrawn"}, "missed": {"done"}}
VISIT_NAMES = {"planned": _("นัดไว้"), "done": _("เยี่ยมแล้ว"), "missed": _("ไม่พบ"), "withdrawn": _("ยกเลิกนัด")}

NEED_NEXT: Table = {"open": {"planned", "met", "withdrawn"}, "planned": {"open", "met", "withdrawn"}, "met": {"open"}}
NEED_NAMES = {"open": _("ยังไม่มีใครช่วย"), "planned": _("อยู่ในแผน"), "met": _("ได้รับแล้ว"), "withdrawn": _("ถอนแล้ว")}

PLAN_NEXT: Table = {
    "draft": {"agreed", "withdrawn"},
    "agreed": {"approved", "draft", "withdrawn"},
    "approved": {"superseded"},
}
PLAN_NAMES = {
    "draft": _("ร่าง"), "agreed": _("ครัวเรือนตกลงแล้ว รออนุมัติ"), "approved": _("อนุมัติแล้ว"),
    "superseded": _("มีแผนใหม่แทน"), "withdrawn": _("ถอนแล้ว"),
}  # fmt: skip
STEP_NEXT: Table = {"planned": {"doing", "done", "dropped"}, "doing": {"done", "dropped"}, "done": {"doing"}}
STEP_NAMES = {"planned": _("ยังไม่เริ่ม"), "doing": _("กำลังทำ"), "done": _("เสร็จแล้ว"), "dropped": _("เลิกทำ")}

REFERRAL_NEXT: Table = {
    "drafted": {"forwarded", "sent", "withdrawn"},
    "forwarded": {"forwarded", "drafted", "sent", "withdrawn"},
    "sent": {"accepted", "declined", "asked", "withdrawn"},
    "asked": {"sent", "withdrawn"},
    "accepted": {"completed", "declined", "withdrawn"},
}
REFERRAL_NAMES = {
    "drafted": _("ร่าง รอทีมตำบล"), "forwarded": _("รอลงนาม"), "sent": _("ส่งแล้ว รอคำตอบ"), "asked": _("หน่วยงานถามกลับ"),
    "accepted": _("รับเรื่องแล้ว"), "declined": _("ไม่รับ"), "completed": _("ช่วยเสร็จแล้ว"), "withdrawn": _("ถอนแล้ว"),
}  # fmt: skip
AFTER_MONTHS = {"6": 6, "12": 12}  # after "out of poverty" it is checked whether it lasts

ANSWER_WITHIN = 7  # working days for an agency's answer; a proposal


def step(current: str, to: str, table: Table, names: Mapping[str, str]) -> str:
    return rules.step(current, to, table, names)


def due(state: str, on: date, own: Collection[date] = (), days: Mapping[str, int] = WORKING_DAYS) -> date | None:
    """The last day in time for what a case in this state waits for; None where it waits for nothing."""
    return workdays.due(on, days[state], own) if state in days else None


def months_after(on: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(on.month - 1 + months, 12)
    year, month = on.year + year, month + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))
