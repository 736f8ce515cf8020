"""The households of a roll: added and removed by hand with a reason, and what happened to each."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import rules, sight
from nsc.casework.models import Change, Decision, Exemption, Returned, Roll, RollState, State, Target, Verification
from nsc.casework.once import once
from nsc.errors import Refused, _
from nsc.registry import households
from nsc.surveys import responses


@dataclass(frozen=True)
class Happened:
    """One event of a target. `kind`: verification, forum, resolution, revocation, exemption, change; `what`: a value of its choices."""

    on: date
    at: datetime
    kind: str
    what: str
    text: str  # a reason or note; "" where this user may not read it
    by: str
    number: int  # of the record
    has_file: bool = False


@dataclass(frozen=True)
class File:
    """One target with its history, newest first; no names."""

    number: int
    roll: Roll
    household_id: int
    area_code: str
    house_no: str
    people: int | None
    pattern: int
    level: int | None
    state: str
    result: str
    verified_on: date | None
    may_verify: bool
    may_remove: bool
    history: tuple[Happened, ...]


@transaction.atomic
def add(*, by: User, at: datetime, roll: Roll, household: int, because: str) -> Target:
    """A household that the roll lacks. It begins its road like any other, and whoever added it does not certify it. One that was removed
    comes back; one that is there already stays as it is."""
    found = households.find(household)
    if found is None:
        raise scope.OutOfSight(str(household))
    scope.require(by, Permission.TARGET_PROPOSE, place=found.area_code, household=found.pk, authority=found.authority_id)
    said = rules.reason(because)
    if roll.state != RollState.FROZEN:
        raise Refused(_("เพิ่มครัวเรือนได้เมื่อตรึงบัญชีแล้วเท่านั้น"))
    target = Target.objects.select_for_update().filter(roll=roll, household=found).first()
    if target and target.state != State.REMOVED:
        return target
    if target:
        target.state, target.result, target.verified_on, target.endorsed_by, target.certified_by = State.LISTED, "", None, None, None
        target.save()
    else:
        target = _created(roll, found)
    note(target, Change.Kind.ADD, by, at, said)
    audit.record(by=by, at=at, verb="target.propose", on=target, place=target.area_code, because=said, households=[found.pk])
    return target


def _created(roll: Roll, household) -> Target:
    newest = responses.newest_of(household.pk)
    told = {"people": newest.people, "pattern": newest.pattern, "priority": newest.priority} if newest else {}
    place = {"area_code": household.area_code, "authority_id": household.authority_id, "house_no": household.house_no}
    with once():
        return Target.objects.create(roll=roll, household=household, **place, **told)


@transaction.atomic
def remove(*, by: User, at: datetime, target: int, because: str) -> Target:
    """Takes a household off its roll, by ศจพ.จ.; what is known of it stays."""
    scope.require(by, Permission.TARGET_CERTIFY, place=settings.PROVINCE)
    [row] = sight.locked(by, Permission.TARGET_CERTIFY, [target])
    if row.state == State.REMOVED:
        return row
    said = rules.reason(because)
    row.state = rules.step(row.state, State.REMOVED)
    row.save(update_fields=["state"])
    note(row, Change.Kind.REMOVE, by, at, said)
    audit.record(by=by, at=at, verb="target.remove", on=row, place=row.area_code, because=said, households=[row.household_id])
    return row


def note(target: Target, kind: str, by: User, at: datetime, because: str) -> None:
    """Into the history of the roll."""
    Change.objects.create(roll_id=target.roll_id, target=target, kind=kind, households=1, because=because, by=by, at=at)


def file(user: User, number: int) -> File:
    """OutOfSight where the user may not see the household. Reasons and notes go to who may read names: they may tell as much."""
    row = Target.objects.select_related("roll").filter(pk=number, roll__state=RollState.FROZEN).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    told = {"place": row.area_code, "household": row.household_id, "authority": row.authority_id}
    scope.require(user, Permission.HOUSEHOLD_SEE, **told)
    may_read = scope.may(user, Permission.NAME_SEE, **told)
    return File(
        number=row.pk,
        roll=row.roll,
        household_id=row.household_id,
        area_code=row.area_code,
        house_no=row.house_no if may_read else "",
        people=row.people,
        pattern=row.pattern,
        level=row.level,
        state=row.state,
        result=row.result,
        verified_on=row.verified_on,
        may_verify=row.state != State.REMOVED and scope.may(user, Permission.TARGET_VERIFY, **told),
        may_remove=row.state != State.REMOVED and scope.may(user, Permission.TARGET_CERTIFY, **told),
        history=tuple(sorted(_happened(row, may_read), key=lambda each: (each.on, each.at), reverse=True)),
    )


def _happened(row: Target, may_read: bool):
    def text(said: str) -> str:
        return said if may_read else ""

    for one in Verification.objects.filter(target=row).select_related("by"):
        yield Happened(
            one.on, one.at, "verification", one.result, text(one.note), one.by.display_name, one.pk, may_read and bool(one.evidence_id)
        )
    for one in Decision.objects.filter(target=row).select_related("forum__by"):
        yield Happened(one.forum.on, one.forum.at, "forum", one.kind, text(one.because), one.forum.by.display_name, one.forum_id)
    for resolution in filter(None, (row.endorsed_by, row.certified_by)):
        meeting = resolution.meeting
        yield Happened(meeting.on, resolution.at, "resolution", resolution.kind, meeting.number, resolution.by.display_name, meeting.pk)
    told = ("revocation__meeting", "revocation__by", "revocation__resolution__meeting", "revocation__resolution__by")
    for back in Returned.objects.filter(target=row).select_related(*told):
        taken, old = back.revocation, back.revocation.resolution
        yield Happened(old.meeting.on, old.at, "resolution", old.kind, old.meeting.number, old.by.display_name, old.meeting_id)
        yield Happened(taken.meeting.on, taken.at, "revocation", "revoke", text(taken.because), taken.by.display_name, taken.meeting_id)
    for one in Exemption.objects.filter(target=row).select_related("resolution__meeting", "resolution__by"):
        meeting, by = one.resolution.meeting, one.resolution.by.display_name
        yield Happened(meeting.on, one.resolution.at, "exemption", one.resolution.kind, text(one.because), by, meeting.pk)
    for one in Change.objects.filter(target=row).select_related("by"):
        yield Happened(timezone.localdate(one.at), one.at, "change", one.kind, text(one.because), one.by.display_name, one.pk)
