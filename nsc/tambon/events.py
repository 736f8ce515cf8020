"""Events of a tambon: what is planned, was held or cancelled. Who came stands in attendance.py, what anybody may read in event_doors.py."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.errors import Refused, _
from nsc.poverty import small
from nsc.tambon import events_rules as rules
from nsc.tambon import initiatives
from nsc.tambon.models import CheckIn, Coming, Goal, Initiative, Project, TambonEvent, TeamMember


@dataclass(frozen=True)
class Told:
    """What is said of an event. `village`: its code, or "". `goal` and `project`: numbers of the tambon's own. `seats` None: no limit."""

    kind: str
    title: str
    purpose: str
    on: date
    starts: time
    ends: time
    place: str
    run_by: str
    village: str = ""
    directions: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    goal: int | None = None
    project: int | None = None
    is_open: bool = True
    seats: int | None = None
    households_invited: int | None = None


@dataclass(frozen=True)
class Event:
    """`attended`: people who came, the team among them; hidden to who does not work in the tambon where they are few. `coming`: who said
    so. `is_counting`: attendance by QR is open."""

    id: int
    area_code: str
    token: str
    told: Told
    goal_text: str
    project_name: str
    state: str
    cancelled_because: str
    is_counting: bool
    is_over: bool
    attended: int
    coming: int
    team: tuple[int, ...]
    changed_at: datetime
    changed_by: str

    @property
    def title(self) -> str:
        return self.told.title

    @property
    def on(self) -> date:
        return self.told.on

    @property
    def kind_name(self) -> str:
        return rules.KINDS[self.told.kind]

    @property
    def state_name(self) -> str:
        return rules.NAMES[self.state]

    @property
    def is_planned(self) -> bool:
        return self.state == rules.PLANNED

    @property
    def is_held(self) -> bool:
        return self.state == rules.HELD

    @property
    def is_cancelled(self) -> bool:
        return self.state == rules.CANCELLED


SAME = tuple(each.name for each in fields(Told) if each.name not in ("village", "goal", "project"))


# — questions —


def of(user: User, area: str, *, at: datetime | None = None) -> list[Event]:
    """All there ever were, by day and hour. Five queries."""
    return _events(user, area, Q(initiative=initiatives.seen(user, area)), at or timezone.now())


def late(user: User, area: str, *, at: datetime) -> list[tuple[int, str]]:
    """Number and title of those past their hour of which nobody has said whether they were held. Two queries."""
    rows = TambonEvent.objects.filter(initiative=initiatives.seen(user, area), state=rules.PLANNED).order_by("on", "starts", "pk")
    return [(row.pk, row.title) for row in rows if rules.is_over(row.on, row.ends, timezone.localtime(at))]


def find(user: User, area: str, event: int, *, at: datetime | None = None) -> Event:
    found = _events(user, area, Q(initiative=initiatives.seen(user, area), pk=event), at or timezone.now())
    if not found:
        raise scope.OutOfSight(str(event))
    return found[0]


def _events(user: User, area: str, which: Q, at: datetime) -> list[Event]:
    rows = list(
        TambonEvent.objects.filter(which)
        .select_related("goal", "project", "changed_by")
        .prefetch_related("people")
        .order_by("on", "starts", "pk")
    )
    if not rows:
        return []
    numbers = [row.pk for row in rows]
    came = dict(CheckIn.objects.filter(event__in=numbers, taken_back_at=None).order_by().values_list("event").annotate(Sum("people")))
    coming = dict(Coming.objects.filter(event__in=numbers, withdrawn_at=None).order_by().values_list("event").annotate(Count("pk")))
    is_team, now = scope.may(user, Permission.TAMBON_WRITE, area), timezone.localtime(at)
    return [_event(row, area, came.get(row.pk, 0), coming.get(row.pk, 0), is_team, now) for row in rows]


def _event(row: TambonEvent, area: str, came: int, coming: int, is_team: bool, now: datetime) -> Event:
    team = tuple(sorted(each.pk for each in row.people.all()))
    attended, said = came + len(team), coming
    if not is_team:
        attended, said = (small.HIDDEN if small.is_small((each, None)) else each for each in (attended, said))
    return Event(
        id=row.pk,
        area_code=area,
        token=row.token,
        told=told_of(row),
        goal_text=row.goal.text if row.goal else "",
        project_name=row.project.name if row.project else "",
        state=row.state,
        cancelled_because=row.cancelled_because,
        is_counting=is_counting(row, now),
        is_over=rules.is_over(row.on, row.ends, now),
        attended=attended,
        coming=said,
        team=team,
        changed_at=row.changed_at,
        changed_by=row.changed_by.display_name,
    )


def told_of(row: TambonEvent) -> Told:
    return Told(village=row.village_code, goal=row.goal_id, project=row.project_id, **{name: getattr(row, name) for name in SAME})


def is_counting(row: TambonEvent, now: datetime) -> bool:
    """Opened, not closed, and still the day itself: what nobody closed closes by itself. `now`: of the province's clock."""
    return row.opened_at is not None and row.closed_at is None and row.state != rules.CANCELLED and row.on == now.date()


# — verbs —


@transaction.atomic
def plan(*, by: User, at: datetime, area: str, told: Told) -> int:
    """The number of the event. The same title at the same hour again: the first stands."""
    initiative = initiatives.held(by, area)
    columns = _columns(initiative, told, at)
    initiatives.lock(initiative)
    known = _same(initiative, columns).first()
    if known:
        return int(known.pk)
    row = TambonEvent.objects.create(initiative=initiative, token=secrets.token_urlsafe(16), changed_at=at, changed_by=by, **columns)
    audit.record(by=by, at=at, verb="event.plan", on=row, place=area)
    return int(row.pk)


@transaction.atomic
def change(*, by: User, at: datetime, area: str, event: int, seen: datetime, told: Told) -> None:
    """`seen`: when it had last been changed as the writer saw it: changed by somebody else since, nothing is written over."""
    initiative = initiatives.held(by, area)
    initiatives.lock(initiative)
    row = held(by, area, event)
    columns = _columns(initiative, told, at)
    if row.state == rules.CANCELLED:
        raise Refused(_("กิจกรรมนี้ยกเลิกแล้ว แก้ไม่ได้ โปรดวางแผนกิจกรรมใหม่"))
    if row.changed_at != seen:
        raise Refused(_("มีผู้แก้ไขรายการนี้ระหว่างที่ท่านเปิดอยู่ โปรดเปิดหน้าใหม่ในอีกแท็บแล้วเทียบก่อนบันทึก"))
    if _same(initiative, columns).exclude(pk=row.pk).exists():
        raise Refused(_("มีกิจกรรมชื่อนี้ในวันและเวลาเดียวกันแล้ว"))
    for name, value in columns.items():
        setattr(row, name, value)
    row.changed_at, row.changed_by = at, by
    row.save()
    audit.record(by=by, at=at, verb="event.change", on=row, place=area)


@transaction.atomic
def hold(*, by: User, at: datetime, area: str, event: int) -> None:
    """It took place: said from its day on. Said again, nothing happens. Attendance by QR closes with it."""
    row = held(by, area, event)
    if row.state == rules.HELD:
        return
    state = rules.step(row.state, rules.HELD)
    if timezone.localdate(at) < row.on:
        raise Refused(_("ยังไม่ถึงวันจัด บันทึกว่าจัดแล้วได้ตั้งแต่วันจัดเป็นต้นไป"))
    row.state = state
    if row.opened_at:
        row.closed_at = row.closed_at or at
    _saved(row, by, at, "event.hold", area)


@transaction.atomic
def cancel(*, by: User, at: datetime, area: str, event: int, because: str) -> None:
    """Its public page says so, and why."""
    row = held(by, area, event)
    if row.state == rules.CANCELLED:
        return
    row.state, row.cancelled_because = rules.step(row.state, rules.CANCELLED), access_rules.reason(because)[:300]
    _saved(row, by, at, "event.cancel", area)


def _saved(row: TambonEvent, by: User, at: datetime, verb: str, area: str) -> None:
    row.changed_at, row.changed_by = at, by
    row.save()
    audit.record(by=by, at=at, verb=verb, on=row, place=area, because=row.cancelled_because)


# — for the verbs of the other modules of events —


def held(by: User, area: str, event: int) -> TambonEvent:
    """The row, locked, for who may write."""
    row = TambonEvent.objects.select_for_update().filter(initiative=initiatives.held(by, area), pk=event).first()
    if row is None:
        raise scope.OutOfSight(str(event))
    return row


def village(area: str, code: str) -> str:
    """The code of one of the tambon's villages, or ""."""
    if code and not any(each.code == code and each.level == codes.VILLAGE for each in places.children(area)):
        raise Refused(_("หมู่บ้านนี้ไม่อยู่ในตำบลนี้ โปรดเลือกจากรายการ"))
    return code


def mark_team(row: TambonEvent, people: Iterable[TeamMember]) -> None:
    row.people.set(people)


def _same(initiative: Initiative, columns: dict[str, object]):
    same = {name: columns[name] for name in ("title", "on", "starts")}
    return TambonEvent.objects.filter(initiative=initiative, **same).exclude(state=rules.CANCELLED)


def _columns(initiative: Initiative, told: Told, at: datetime) -> dict[str, object]:
    texts = {name: rules.told(getattr(told, name), most) for name, most in TEXTS.items()}
    if not all(texts[name] for name in ("title", "purpose", "place", "run_by")):
        raise Refused(_("โปรดบอกชื่อกิจกรรม จัดเพื่ออะไร ที่ไหน และใครเป็นผู้จัด"))
    if told.kind not in rules.KINDS:
        raise Refused(_("ไม่มีกิจกรรมประเภทนี้ โปรดเลือกจากรายการ"))
    rules.check_day(told.on, timezone.localdate(at))
    rules.check_times(told.starts, told.ends)
    rules.check_position(told.latitude, told.longitude)
    same = {name: getattr(told, name) for name in SAME if name not in TEXTS}
    own = {"initiative": initiative}
    return (
        same
        | texts
        | {
            "village_code": village(initiative.area_code, told.village),
            "goal": _own(Goal.objects.filter(pk=told.goal, **own).first(), told.goal),
            "project": _own(Project.objects.filter(pk=told.project, **own).first(), told.project),
        }
    )


TEXTS = {"title": 200, "purpose": 500, "place": 200, "run_by": 200, "directions": 300}


def _own(row, number: int | None):
    if number is not None and row is None:
        raise scope.OutOfSight(str(number))
    return row
