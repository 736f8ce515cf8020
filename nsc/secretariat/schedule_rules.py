"""When a report that somebody ordered is due. Rules alone, no clock.

`every` and `day` say the days: weekly on a day of the week (1 Monday … 7 Sunday), monthly on a day of the month, the last one where the
month is shorter; daily has no day (0). A day is due from six in the morning, so that the letter of seven can tell of it.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from nsc.errors import Refused, _

DAILY, WEEKLY, MONTHLY = EVERY = ("daily", "weekly", "monthly")
EVERY_NAMES = {DAILY: _("ทุกวัน"), WEEKLY: _("ทุกสัปดาห์"), MONTHLY: _("ทุกเดือน")}
WEEKDAYS = {
    1: _("วันจันทร์"),
    2: _("วันอังคาร"),
    3: _("วันพุธ"),
    4: _("วันพฤหัสบดี"),
    5: _("วันศุกร์"),
    6: _("วันเสาร์"),
    7: _("วันอาทิตย์"),
}
MOST_DAYS = {DAILY: 0, WEEKLY: 7, MONTHLY: 31}
DAY = timedelta(days=1)
FROM = time(6)
MOST = 20  # schedules of one person that are not over

ON, PAUSED, ENDED, STOPPED = STATES = ("on", "paused", "ended", "stopped")  # stopped: not by its owner
OVER = (ENDED, STOPPED)
NEXT = {ON: {PAUSED, ENDED, STOPPED}, PAUSED: {ON, ENDED, STOPPED}, ENDED: set(), STOPPED: set()}

WAITING, DONE, FAILED, DROPPED = RUN_STATES = ("waiting", "done", "failed", "dropped")  # dropped: its schedule ended before it was made


def checked(every: str, day: int) -> int:
    """The day as it is kept: none for daily."""
    if every not in EVERY:
        raise Refused(_("โปรดเลือกว่าจะส่งทุกวัน ทุกสัปดาห์ หรือทุกเดือน"))
    if every == DAILY:
        return 0
    if not 1 <= day <= MOST_DAYS[every]:
        raise Refused(_("โปรดเลือกวันที่จะส่ง ตั้งแต่ 1 ถึง {most}"), most=MOST_DAYS[every])
    return day


def step(current: str, to: str) -> str:
    if to not in NEXT[current]:
        raise Refused(_("กำหนดส่งนี้เลิกแล้ว หรือเปลี่ยนไปแล้ว โปรดเปิดหน้านี้ใหม่"))
    return to


def day_of(local: datetime) -> date:
    """The newest day whose reports are due at that moment. `local`: the office's own time."""
    return local.date() if local.time() >= FROM else local.date() - DAY


def latest(every: str, day: int, on: date) -> date:
    """The newest due day that is not after `on`: of several that went by, one report is made."""
    if every == DAILY:
        return on
    if every == WEEKLY:
        return on - (on.isoweekday() - day) % 7 * DAY
    this = _in_month(on, day)
    return this if this <= on else _in_month(on.replace(day=1) - DAY, day)


def first_after(every: str, day: int, after: date) -> date:
    if every == DAILY:
        return after + DAY
    if every == WEEKLY:
        return after + ((day - after.isoweekday() - 1) % 7 + 1) * DAY
    this = _in_month(after, day)
    return this if this > after else _in_month(after.replace(day=1) + 31 * DAY, day)


def month_before(due: date) -> date:
    """The first day of the month that is over on that day: of papers by month."""
    return (due.replace(day=1) - DAY).replace(day=1)


def _in_month(on: date, day: int) -> date:
    return on.replace(day=min(day, monthrange(on.year, on.month)[1]))
