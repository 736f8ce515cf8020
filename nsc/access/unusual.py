"""What access is out of the ordinary: the limits on one page, the rules below them. Values in, findings out; no clock, no database.

One question is asked of one person's day (of Thailand): all they did that day, and what is usual for them. To see one's own record cannot
be found here: the system doesn't know which person of the register a user is.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from nsc.errors import _


@dataclass(frozen=True)
class Limits:
    """In force from `since` on. An alert begins above the number, never at it."""

    since: date
    files_hour: int = 60  # households opened in one hour, and more than on a usual day of theirs
    files_day: int = 150  # households opened in one day, and more than `times` a usual day
    names_day: int = 1_500  # rows with names that lists showed in one day
    times: int = 3
    off_hours: int = 10  # households opened or lists shown outside working hours in one day
    new_area: int = 10  # households of a tambon where they had opened none in `new_area_days`
    new_area_days: int = 90
    new_area_history: int = 30  # … by who had opened so many elsewhere in that time: a newcomer has no usual area
    refusals_day: int = 8  # households that were not theirs to open, tried in one day
    failures_day: int = 10  # wrong passwords for one account in one day
    reveals_day: int = 20  # sensitive fields or masked names revealed one by one in one day
    exported_rows_day: int = 5_000  # rows with people that went out in one day
    usual_days: int = 28  # a usual day is the mean of the days worked among so many before
    opens: time = time(6)  # working hours, Monday to Friday
    closes: time = time(20)
    field_opens: time = time(5)  # of those who go from house to house; every day of the week
    field_closes: time = time(22)


LIMITS = (Limits(date(2000, 1, 1)),)  # a change is a new line with its date: what was found before stays explained by the old ones
FIELD_ROLES = frozenset({"mentor", "tambon_team", "village_head"})

OPENED = frozenset({"household.see"})
LISTED = frozenset({"priority_list.see", "person_list.see", "listed_household.see", "upload_problems.see"})
FOUND = frozenset({"search.see"})  # as one types: its lines are no measure of how often somebody looked, its rows are
REFUSED = frozenset({"household.refuse", "glass.miss"})
FAILED = frozenset({"sign-in.fail"})
REVEALED = frozenset({"name.reveal", "sensitive.reveal", "photograph.see"})
EXPORTED = frozenset({"household.export", "named_list.export", "upload_problems.export", "audit.export"})
WATCHED = OPENED | LISTED | FOUND | REFUSED | FAILED | REVEALED | EXPORTED

KINDS = {  # what each says of itself: gaps {count}, {limit}, {usual}, {place}
    "files_hour": _("เปิดแฟ้มครัวเรือน {count} ครัวเรือนในชั่วโมงเดียว เกณฑ์คือ {limit} และปกติผู้นี้เปิดวันละ {usual}"),
    "files_day": _("เปิดแฟ้มครัวเรือน {count} ครัวเรือนในวันเดียว เกณฑ์คือ {limit} และปกติผู้นี้เปิดวันละ {usual}"),
    "names_day": _("เปิดรายชื่อรวม {count} รายการในวันเดียว เกณฑ์คือ {limit}"),
    "off_hours": _("เปิดข้อมูลนอกเวลาทำการ {count} ครั้งในวันเดียว เกณฑ์คือ {limit}"),
    "new_area": _("เปิดแฟ้ม {count} ครัวเรือนใน{place} ซึ่งผู้นี้ไม่เคยเปิดมาก่อนในช่วงหลัง เกณฑ์คือ {limit}"),
    "refusals": _("พยายามเปิดครัวเรือนที่ไม่อยู่ในความดูแล {count} ครั้งในวันเดียว เกณฑ์คือ {limit}"),
    "failures": _("มีผู้ใส่รหัสผ่านของบัญชีนี้ผิด {count} ครั้งในวันเดียว เกณฑ์คือ {limit}"),
    "reveals": _("เปิดข้อมูลอ่อนไหวหรือชื่อที่ปิดไว้ {count} รายการในวันเดียว เกณฑ์คือ {limit}"),
    "exports": _("ส่งออกข้อมูลรวม {count} แถวในวันเดียว เกณฑ์คือ {limit}"),
}


@dataclass(frozen=True)
class Act:
    """A line of the record. `at` in the time of Thailand; `thing`: the number of the household."""

    at: datetime
    verb: str
    thing: str = ""
    place: str = ""
    count: int = 1


class Past(Protocol):
    """What is known of the person's days before. Asked only where the day itself is above a limit, because asking is dear."""

    def usual_day(self) -> int:
        """Households opened on a day on which any were."""

    def records(self) -> int:
        """Households opened in the last new_area_days."""

    def knows(self, tambon: str) -> bool:
        """Was a household there opened in the last new_area_days?"""


@dataclass(frozen=True)
class Finding:
    kind: str
    since: datetime
    until: datetime
    count: int
    limit: int
    usual: int | None = None
    place: str = ""


def limits_on(day: date) -> Limits:
    return max((each for each in LIMITS if each.since <= day), key=lambda each: each.since)


def is_off_hours(at: datetime, limits: Limits, *, in_the_field: bool) -> bool:
    """`at` in the time of Thailand. The moment of closing is outside."""
    if in_the_field:
        return not limits.field_opens <= at.time() < limits.field_closes
    return at.weekday() >= 5 or not limits.opens <= at.time() < limits.closes


def of_day(acts: Sequence[Act], past: Past, limits: Limits, *, in_the_field: bool) -> list[Finding]:
    """All that is unusual about one person's day; `acts` are of that day only."""
    if not acts:
        return []
    day = acts[0].at.replace(hour=0, minute=0, second=0, microsecond=0)
    opened = [act for act in acts if act.verb in OPENED]
    found = [*_many(opened, past, limits, day), *_elsewhere(opened, past, limits, day)]
    for kind, count, limit in (
        ("names_day", _rows(acts, LISTED | FOUND), limits.names_day),
        ("off_hours", sum(_is_late(act, limits, in_the_field) for act in acts), limits.off_hours),
        ("refusals", _number(acts, REFUSED), limits.refusals_day),
        ("failures", _number(acts, FAILED), limits.failures_day),
        ("reveals", _number(acts, REVEALED), limits.reveals_day),
        ("exports", _rows(acts, EXPORTED), limits.exported_rows_day),
    ):
        if count > limit:
            found.append(Finding(kind, day, day + timedelta(days=1), count, limit))
    return found


def _many(opened: Sequence[Act], past: Past, limits: Limits, day: datetime) -> Iterable[Finding]:
    """A household opened twice is one household."""
    count = len({act.thing for act in opened})
    if count > limits.files_day and count > limits.times * past.usual_day():
        yield Finding("files_day", day, day + timedelta(days=1), count, limits.files_day, past.usual_day())
    by_hour = Counter(hour for hour, _thing in {(act.at.hour, act.thing) for act in opened})
    for hour, count in sorted(by_hour.items()):
        if count > limits.files_hour and count > past.usual_day():
            begin = day.replace(hour=hour)
            yield Finding("files_hour", begin, begin + timedelta(hours=1), count, limits.files_hour, past.usual_day())


def _elsewhere(opened: Sequence[Act], past: Past, limits: Limits, day: datetime) -> Iterable[Finding]:
    by_tambon = Counter(tambon for tambon, _thing in {(act.place[:6], act.thing) for act in opened if len(act.place) >= 6})
    for tambon, count in sorted(by_tambon.items()):
        if count > limits.new_area and not past.knows(tambon) and past.records() >= limits.new_area_history:
            yield Finding("new_area", day, day + timedelta(days=1), count, limits.new_area, place=tambon)


def _is_late(act: Act, limits: Limits, in_the_field: bool) -> bool:
    return act.verb in OPENED | LISTED | REVEALED and is_off_hours(act.at, limits, in_the_field=in_the_field)


def _number(acts: Sequence[Act], verbs: frozenset[str]) -> int:
    return sum(act.verb in verbs for act in acts)


def _rows(acts: Sequence[Act], verbs: frozenset[str]) -> int:
    return sum(act.count for act in acts if act.verb in verbs)
