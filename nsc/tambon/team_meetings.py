"""Meetings of a tambon's team with their minutes, decisions and tasks. Who was there and who does what is said by numbers of the team
(teammates.of), so that names are read in one place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import initiatives, teammates
from nsc.tambon.models import TeamMeeting, TeamTask

TEXT = 20_000


@dataclass(frozen=True)
class Task:
    """`owner`: number in the team; `meeting`: None where it was given between meetings."""

    id: int
    what: str
    owner: int
    due_on: date
    done_at: datetime | None
    result: str
    meeting: int | None
    is_late: bool


@dataclass(frozen=True)
class Held:
    id: int
    subject: str
    on: date
    place: str
    minutes: str
    decisions: str
    people: tuple[int, ...]
    changed_at: datetime
    changed_by: str

    @property
    def decided(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.decisions.splitlines() if line.strip())


# — questions —


def of(user: User, area: str) -> list[Held]:
    """The latest first. Three queries."""
    rows = TeamMeeting.objects.filter(initiative=initiatives.seen(user, area)).select_related("changed_by").prefetch_related("people")
    return [_held(row) for row in rows.order_by("-on", "-pk")]


def find(user: User, area: str, meeting: int) -> Held:
    found = next((each for each in of(user, area) if each.id == meeting), None)
    if found is None:
        raise scope.OutOfSight(str(meeting))
    return found


def tasks(user: User, area: str, *, on: date) -> list[Task]:
    """What is open, by when it is due; then what is done, the latest first. Two queries."""
    rows = TeamTask.objects.filter(initiative=initiatives.seen(user, area))
    found = [_task(row, on) for row in rows]
    opened = sorted((each for each in found if each.done_at is None), key=lambda each: (each.due_on, each.id))
    done = sorted((each for each in found if each.done_at), key=lambda each: (each.done_at, each.id), reverse=True)
    return opened + done


# — verbs —


@transaction.atomic
def hold(
    *,
    by: User,
    at: datetime,
    area: str,
    subject: str,
    on: date,
    place: str = "",
    minutes: str = "",
    decisions: str = "",
    people: Collection[int] = (),
) -> int:
    """The number of the meeting. The same subject on the same day again: the first stands, and is amended instead."""
    initiative = initiatives.held(by, area)
    told = _checked(subject, place, minutes, decisions)
    initiatives.lock(initiative)
    known = TeamMeeting.objects.filter(initiative=initiative, subject=told["subject"], on=on).first()
    if known:
        if (known.minutes, known.decisions) == (told["minutes"], told["decisions"]):
            return int(known.pk)
        raise Refused(_("มีการประชุมเรื่องนี้ในวันเดียวกันแล้ว โปรดเปิดการประชุมนั้นเพื่อเพิ่มบันทึก"))
    row = TeamMeeting.objects.create(initiative=initiative, on=on, changed_at=at, changed_by=by, **told)
    row.people.set(teammates.of_team(initiative, people))
    audit.record(by=by, at=at, verb="team_meeting.hold", on=row, place=area)
    return int(row.pk)


@transaction.atomic
def amend(
    *,
    by: User,
    at: datetime,
    area: str,
    meeting: int,
    seen: datetime,
    subject: str,
    on: date,
    place: str = "",
    minutes: str = "",
    decisions: str = "",
    people: Collection[int] = (),
) -> None:
    """`seen`: when it had last been changed as the writer saw it: changed by somebody else since, nothing is written over."""
    initiative = initiatives.held(by, area)
    row = TeamMeeting.objects.select_for_update().filter(initiative=initiative, pk=meeting).first()
    if row is None:
        raise scope.OutOfSight(str(meeting))
    told = _checked(subject, place, minutes, decisions)
    if row.changed_at != seen:
        raise Refused(_("มีผู้แก้ไขรายการนี้ระหว่างที่ท่านเปิดอยู่ โปรดเปิดหน้าใหม่ในอีกแท็บแล้วเทียบก่อนบันทึก"))
    if TeamMeeting.objects.filter(initiative=initiative, subject=told["subject"], on=on).exclude(pk=row.pk).exists():
        raise Refused(_("มีการประชุมเรื่องนี้ในวันเดียวกันแล้ว โปรดเปิดการประชุมนั้นเพื่อเพิ่มบันทึก"))
    for name, value in told.items():
        setattr(row, name, value)
    row.on, row.changed_at, row.changed_by = on, at, by
    row.save()
    row.people.set(teammates.of_team(initiative, people))
    audit.record(by=by, at=at, verb="team_meeting.amend", on=row, place=area)


@transaction.atomic
def assign(*, by: User, at: datetime, area: str, what: str, owner: int, due_on: date, meeting: int | None = None) -> int:
    """The number of the task. The same again: the first stands."""
    initiative = initiatives.held(by, area)
    told = thai.clean(what)[:300]
    if not told:
        raise Refused(_("โปรดบอกว่างานคืออะไร"))
    mate = teammates.held(by, area, owner)
    if mate.left_at:
        raise Refused(_("ผู้รับผิดชอบออกจากทีมแล้ว โปรดเลือกคนอื่น"))
    if meeting is not None and not TeamMeeting.objects.filter(initiative=initiative, pk=meeting).exists():
        raise scope.OutOfSight(str(meeting))
    initiatives.lock(initiative)
    row, is_new = TeamTask.objects.get_or_create(
        initiative=initiative, what=told, owner=mate, due_on=due_on, defaults={"meeting_id": meeting}
    )
    if is_new:
        audit.record(by=by, at=at, verb="team_task.assign", on=row, place=area)
    return int(row.pk)


@transaction.atomic
def finish(*, by: User, at: datetime, area: str, task: int, result: str = "") -> None:
    """Done already, the first word stands."""
    initiative = initiatives.held(by, area)
    row = TeamTask.objects.select_for_update().filter(initiative=initiative, pk=task).first()
    if row is None:
        raise scope.OutOfSight(str(task))
    if row.done_at is None:
        row.done_at, row.done_by, row.result = at, by, thai.clean(result)[:300]
        row.save()
        audit.record(by=by, at=at, verb="team_task.finish", on=row, place=area)


def _checked(subject: str, place: str, minutes: str, decisions: str) -> dict[str, str]:
    told = {"subject": thai.clean(subject)[:200], "place": thai.clean(place)[:200]}
    if not told["subject"]:
        raise Refused(_("โปรดบอกเรื่องที่ประชุม"))
    if len(minutes) > TEXT or len(decisions) > TEXT:
        raise Refused(_("บันทึกยาวเกิน {most} ตัวอักษร โปรดแบ่งเป็นหลายการประชุม"), most=TEXT)
    return told | {"minutes": _lines(minutes), "decisions": _lines(decisions)}


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _held(row: TeamMeeting) -> Held:
    told = {name: getattr(row, name) for name in ("id", "subject", "on", "place", "minutes", "decisions", "changed_at")}
    return Held(**told, people=tuple(sorted(each.pk for each in row.people.all())), changed_by=row.changed_by.display_name)


def _task(row: TeamTask, on: date) -> Task:
    is_late = row.done_at is None and row.due_on < on
    return Task(row.pk, row.what, row.owner_id, row.due_on, row.done_at, row.result, row.meeting_id, is_late)
