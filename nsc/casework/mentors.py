"""Who looks after a case at the door: assigned, for one or for many; and what becomes of the cases of who leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from nsc.access import audit, handover, notices, reach, scope, users
from nsc.access.models import Assignment, User
from nsc.access.roles import ROLES, Permission
from nsc.areas import places
from nsc.casework import cases as work
from nsc.casework import deadlines, sight, timeline
from nsc.casework.models import Case
from nsc.errors import Refused, _
from nsc.registry import consents

VISITS = Permission.VISIT_RECORD


@dataclass(frozen=True)
class Candidate:
    """Who could be a mentor in a place; `cases`: how many open ones are theirs already."""

    id: int
    name: str
    cases: int


@dataclass(frozen=True)
class Outcome:
    assigned: int
    again: int  # theirs already


@transaction.atomic
def assign(*, by: User, at: datetime, cases: Iterable[int], mentor: int) -> Outcome:
    """Each of these is handed to the mentor, and taken back from the one before. Refused as a whole where one can't be: what is said then
    tells which."""
    rows = _locked(by, cases)
    to = User.objects.filter(pk=mentor).first()
    if to is None:
        raise Refused(_("โปรดเลือกพี่เลี้ยงจากรายการ"))
    new = [row for row in rows if row.mentor_id != to.pk]
    for row in new:
        _check(row, to)
    for row in new:
        _hand(row, to, by=by, at=at)
    if new and to != by:
        href = "/cases/" if len(new) > 1 else f"/cases/{new[0].pk}/"
        notices.tell(users=[to], at=at, kind="case.assign", href=href, count=len(new))
    return Outcome(len(new), len(rows) - len(new))


def _locked(by: User, numbers: Iterable[int]) -> list[Case]:
    """In the order of their numbers: two who take the same never wait for each other in a ring."""
    wanted = sorted(set(numbers))
    if not wanted:
        raise Refused(_("โปรดเลือกเคสอย่างน้อยหนึ่งเคส"))
    if len(wanted) > sight.MANY:
        raise Refused(_("เลือกได้ครั้งละไม่เกิน {many} เคส"), many=sight.MANY)
    mine = set(Case.objects.filter(sight.within(by, Permission.CASE_ASSIGN), pk__in=wanted).values_list("pk", flat=True))
    for number in wanted:
        if number not in mine:
            work.locked(by, Permission.CASE_ASSIGN, number)  # says why not
    return list(Case.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))


def _check(row: Case, to: User) -> None:
    if row.state in ("opened", "closed"):
        first = _("เคสที่ {number} ยังไม่ได้จำแนก โปรดจำแนกก่อนมอบพี่เลี้ยง")
        over = _("เคสที่ {number} ปิดแล้ว โปรดเปิดเคสอีกครั้งก่อนมอบพี่เลี้ยง")
        raise Refused(first if row.state == "opened" else over, number=row.pk)
    if not work.can_mentor(to, row):
        raise Refused(_("{name} ไม่มีบทบาทที่เยี่ยมบ้านของเคสที่ {number} ได้ โปรดมอบบทบาทในพื้นที่นั้นก่อน"), name=to.display_name, number=row.pk)
    consents.hold(row.household_id)
    consents.require(household=row.household_id, purpose="mentor", on=timezone.localdate())


def _hand(row: Case, to: User, *, by: User, at: datetime) -> None:
    before, today = row.mentor, timezone.localdate(at)
    if before:
        reach.take_back(household=row.household_id, of=before, purpose="mentor", at=at)
    reach.give(household=row.household_id, to=to, purpose="mentor")
    row.mentor = to
    row.save(update_fields=["mentor"])
    if row.state == "triaged":
        work.move(row, "assigned", on=today)
    elif before is None:  # reopened, or left by who is gone
        row.turn, row.due_on = "mentor", deadlines.due(row.state, today)
        row.save(update_fields=["turn", "due_on"])
        work.overtake(row)
    timeline.note(by=by, at=at, household=row.household_id, kind="case.assign", on=today, case=row, record=to.pk)
    audit.record(by=by, at=at, verb="case.assign", on=row, place=row.area_code, detail=f"user {to.pk}", households=[row.household_id])


def candidates(user: User, *, area: str) -> list[Candidate]:
    """Who could look after cases at a place this user assigns in: over the whole of it, or inside, by name; people of the whole province
    are not offered. Two queries."""
    scope.require(user, Permission.CASE_ASSIGN, place=area)
    today = timezone.localdate()
    roles = [role.key for role in ROLES.values() if VISITS in role.all_permissions]
    above = Q(area_code__in=[area[:digits] for digits in range(4, len(area) + 1, 2)])
    given = Assignment.objects.filter(above | places.within(area), role__in=roles, ended_at=None, valid_from__lte=today)
    given = given.exclude(valid_until__lt=today).filter(user__is_active=True, user__may_sign_in=True)
    found = dict(given.values_list("user", "user__display_name"))
    loads = dict(Case.objects.filter(mentor__in=found).exclude(state="closed").values_list("mentor").annotate(n=Count("pk")).order_by())
    return sorted((Candidate(pk, name, loads.get(pk, 0)) for pk, name in found.items()), key=lambda each: (each.name, each.id))


def names(user: User, numbers: Iterable[int]) -> dict[int, str]:
    """Of mentors whom a timeline tells of; for who sees that timeline. One query, none for nobody."""
    wanted = set(numbers)
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "display_name")) if wanted else {}


# — who leaves —


def _of(user: User):
    return Case.objects.filter(mentor=user).exclude(state="closed")


def _hand_over(*, at: datetime, of: User, to: User | None, area: str) -> int:
    """To the successor where they can visit there; the rest waits for the district to assign anew. The households themselves are handed
    over by access."""
    rows, today, by = list(_of(of).select_for_update().order_by("pk")), timezone.localdate(at), users.operator()
    for row in rows:
        row.mentor = to if to and work.can_mentor(to, row) else None
        if row.mentor is None and row.turn == "mentor":
            row.turn, row.due_on = "district", deadlines.due("triaged", today)
            work.overtake(row)
        row.save(update_fields=["mentor", "turn", "due_on"])
        record = row.mentor_id
        timeline.note(by=by, at=at, household=row.household_id, kind="case.assign", what="left", on=today, case=row, record=record)
    return len(rows)


handover.register(handover.Work("case", _("{count} เคสที่เป็นพี่เลี้ยง"), lambda user: _of(user).count(), _hand_over))
