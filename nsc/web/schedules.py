"""Reports that come by themselves, as their pages show them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.areas import places
from nsc.secretariat import schedule_rules as rules
from nsc.secretariat import schedules
from nsc.web import builder, pages
from nsc.web.forms_schedules import ScheduleForm
from nsc.web.words import said

STATES = {
    rules.ON: (gettext_lazy("กำลังส่ง"), "good"),
    rules.PAUSED: (gettext_lazy("พักไว้"), ""),
    rules.ENDED: (gettext_lazy("เลิกแล้ว"), ""),
    rules.STOPPED: (gettext_lazy("หยุดเพราะสิทธิสิ้นสุด"), "need"),
}
RUNS = {
    rules.WAITING: (gettext_lazy("กำลังจัดทำ"), ""),
    rules.DONE: (gettext_lazy("พร้อมแล้ว"), "good"),
    rules.FAILED: (gettext_lazy("ทำไม่สำเร็จ"), "need"),
    rules.DROPPED: (gettext_lazy("เลิกก่อนจัดทำ"), ""),
}


@dataclass(frozen=True)
class Row:
    """`next_on`: None where none comes any more."""

    it: schedules.Line
    name: str
    when: str
    state: str
    tone: str
    next_on: date | None
    last: str
    last_tone: str


@dataclass(frozen=True)
class RunRow:
    it: schedules.Run
    state: str
    tone: str
    because: str
    may_open: bool


@dataclass(frozen=True)
class Page:
    name: ClassVar[str] = builder.NAME
    bar: ClassVar[None] = None
    title: str
    tabs: tuple[pages.Choice, ...]
    open: tuple[Row, ...] = ()
    over: tuple[Row, ...] = ()
    row: Row | None = None
    runs: tuple[RunRow, ...] = ()
    form: ScheduleForm | None = None
    has_choice: bool = True


def listed(user) -> Page:
    rows = tuple(_row(each) for each in schedules.mine(user))
    shown, gone = (tuple(row for row in rows if (row.it.state in rules.OVER) is over) for over in (False, True))
    return Page(_("ส่งตามกำหนด"), builder.tabs(user, "schedules"), shown, gone)


def one(user, number: int) -> Page:
    row = _row(schedules.find(user, number))
    return Page(row.name, builder.tabs(user, "schedules"), row=row, runs=tuple(_run(each) for each in schedules.runs(user, number)))


def new(user, form: ScheduleForm) -> Page:
    return Page(_("ตั้งกำหนดส่งใหม่"), builder.tabs(user, "schedules"), form=form, has_choice=bool(form.fields["what"].choices))


def mail(user) -> str:
    """Why no letter can go to them; "" where it can."""
    if not settings.EMAIL_IS_SET:
        return _("ระบบนี้ยังไม่ได้ตั้งค่าการส่งอีเมล รายงานจะแจ้งในระบบเท่านั้น")
    return "" if user.email else _("บัญชีของท่านยังไม่มีอีเมล เพิ่มได้ที่หน้าการตั้งค่า รายงานจะแจ้งในระบบเท่านั้น")


def when(every: str, day: int) -> str:
    """ทุกสัปดาห์ วันจันทร์; ทุกเดือน วันที่ 31."""
    if every == rules.WEEKLY:
        return _("ทุกสัปดาห์ %(day)s") % {"day": said(rules.WEEKDAYS[day])}
    return _("ทุกเดือน วันที่ %(day)s") % {"day": day} if every == rules.MONTHLY else said(rules.EVERY_NAMES[every])


def _row(it: schedules.Line) -> Row:
    state, tone = STATES[it.state]
    last, last_tone = RUNS.get(it.last_state, ("", ""))
    name = said(it.name) + f" · {places.place(it.area).title}" if it.kind else it.name
    return Row(it, name, when(it.every, it.day), str(state), tone, it.next_on if it.state == rules.ON else None, str(last), last_tone)


def _run(it: schedules.Run) -> RunRow:
    state, tone = RUNS[it.state]
    because = said(it.because, it.values)
    if it.state == rules.FAILED and not because:
        because = _("งานถูกยกเลิก")
    return RunRow(it, str(state), tone, because, it.is_kept)
