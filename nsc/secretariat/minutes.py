"""What was said and resolved at a meeting, written while it sits; approved by the next, and then locked for good."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.secretariat import agenda, sittings
from nsc.secretariat import desk_rules as rules
from nsc.secretariat.models import Correction, Sitting


@dataclass(frozen=True)
class Corrected:
    """What a later meeting resolved: which, and when."""

    text: str
    sitting: int
    called: str
    on: date


def corrections(user: User, sitting: int) -> list[Corrected]:
    """Of these minutes, the earliest first."""
    row = sittings.seen(user, sitting)
    return [
        Corrected(each.text, each.resolved_id, each.resolved.number, timezone.localdate(each.resolved.starts_at))
        for each in row.corrections.select_related("resolved").order_by("resolved__starts_at", "pk")
    ]


def to_approve(user: User, sitting: int) -> list[tuple[int, str, date, str]]:
    """Earlier minutes of the same centre: (number, called, day, state of the minutes), the latest first: a meeting approves or corrects
    them."""
    row = sittings.seen(user, sitting)
    rows = Sitting.objects.filter(area_code=row.area_code, state=rules.HELD, starts_at__lt=row.starts_at).order_by("-starts_at", "-pk")[:12]
    return [(each.pk, each.number, timezone.localdate(each.starts_at), each.minutes) for each in rows]


def approved_here(user: User, sitting: int) -> list[tuple[int, str, date]]:
    """Earlier minutes that this meeting has approved: (number, called, day)."""
    rows = sittings.seen(user, sitting).approves.order_by("starts_at", "pk")
    return [(each.pk, each.number, timezone.localdate(each.starts_at)) for each in rows]


@transaction.atomic
def note(*, by: User, at: datetime, sitting: int, item: int, seen: int, notes: str, resolution: str) -> int:
    """What was said of an item and what was resolved; the item's version after it. `seen`: the version the writer had before them: written
    by somebody else since, nothing is written over. The same words again change nothing."""
    row = held(by, sitting)
    own = agenda.locked(row, item)
    told = {"notes": rules.lines(notes), "resolution": rules.lines(resolution)}
    if (own.notes, own.resolution) == (told["notes"], told["resolution"]):
        return own.version
    rules.same(seen, own.version)
    own.notes, own.resolution = told["notes"], told["resolution"]
    agenda.put(own, by, at)
    audit.record(by=by, at=at, verb="minutes.note", on=own, place=row.area_code)
    return own.version


@transaction.atomic
def frame(
    *, by: User, at: datetime, sitting: int, seen: int, began_at: time, ended_at: time | None, opening: str, recorder: str, checker: str
) -> None:
    """When it began and ended, and who wrote and checks the minutes."""
    row = held(by, sitting)
    rules.same(seen, row.version)
    if ended_at and ended_at <= began_at:
        raise Refused(_("เวลาเลิกประชุมต้องอยู่หลังเวลาเริ่มประชุม"))
    row.began_at, row.ended_at, row.opening = began_at, ended_at, rules.lines(opening)
    row.recorder, row.checker = rules.said(recorder, 120, _("ผู้จดรายงาน")), thai.clean(checker)[:120]
    sittings.put(row, by, at)
    audit.record(by=by, at=at, verb="minutes.frame", on=row, place=row.area_code)


@transaction.atomic
def approve(*, by: User, at: datetime, sitting: int, of: int) -> None:
    """A later meeting of the same centre approves the minutes of an earlier one: from now on they are locked. Approved already by that
    meeting, nothing changes."""
    later, row = held(by, sitting), _earlier(by, sitting, of)
    if row.approved_at_id == later.pk:
        return
    row.minutes = rules.minutes_step(row.minutes, rules.APPROVED)
    if row.ended_at is None:
        raise Refused(_("รายงานครั้งที่ {called} ยังไม่บอกเวลาเลิกประชุม โปรดเติมให้ครบก่อนรับรอง"), called=row.number)
    row.approved_at = later
    sittings.put(row, by, at)
    audit.record(by=by, at=at, verb="minutes.approve", on=row, place=row.area_code, detail=f"{later.number}")


@transaction.atomic
def correct(*, by: User, at: datetime, sitting: int, of: int, text: str) -> None:
    """A later meeting resolves what approved minutes are to be read as. The minutes stay as they are; the resolution stands beside them."""
    later, row = held(by, sitting), _earlier(by, sitting, of)
    if row.minutes != rules.APPROVED:
        raise Refused(_("รายงานครั้งที่ {called} ยังเป็นร่าง โปรดแก้ในรายงานโดยตรงก่อนรับรอง"), called=row.number)
    told = {"of": row, "resolved": later, "text": rules.said(text, 2000, _("ข้อความที่แก้"))}
    made, is_new = Correction.objects.get_or_create(**told, defaults={"by": by, "at": at})
    if is_new:
        audit.record(by=by, at=at, verb="minutes.correct", on=made, place=row.area_code)


def held(by: User, sitting: int) -> Sitting:
    """The row, locked, for a verb of this room that writes what a meeting did."""
    row = sittings.kept(by, sitting)
    if row.state != rules.HELD:
        raise Refused(_("การประชุมนี้ยังไม่เริ่ม โปรดกด “เริ่มประชุม” ก่อนบันทึก"))
    return row


def _earlier(by: User, sitting: int, of: int) -> Sitting:
    row = sittings.kept(by, of, change=False)
    later = Sitting.objects.get(pk=sitting)
    if row.area_code != later.area_code or row.state != rules.HELD or row.starts_at >= later.starts_at:
        raise Refused(_("รับรองหรือแก้ได้เฉพาะรายงานของ ศจพ. เดียวกันที่ประชุมก่อนหน้า"))
    return row
