"""The case of a household: opened, walked along its road, closed; and opened again where poverty came back."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import holidays, roads, rolls, sight, timeline
from nsc.casework.models import Case
from nsc.casework.once import once
from nsc.errors import Refused, _
from nsc.registry import households
from nsc.surveys import responses

MARKS = ("visited_on", "planned_on", "referred_on", "helped_on", "followed_up_on", "out_on")


@transaction.atomic
def open_(*, by: User, at: datetime, household: int, is_emergency: bool = False) -> Case:
    """For a household on a roll in use, or, where an emergency comes first, for any. One that has an open case keeps it."""
    home = households.find(household)
    if home is None:
        raise scope.OutOfSight(str(household))
    permission = Permission.VISIT_RECORD if is_emergency else Permission.CASE_OPEN
    scope.require(by, permission, place=home.area_code, household=home.pk, authority=home.authority_id)
    before = Case.objects.select_for_update().filter(household=home, is_newest=True).first()
    if before and before.state != "closed":
        return before
    today = timezone.localdate(at)
    target = sight.in_use().filter(household=home, roll__fiscal_year=rolls.fiscal_year(today)).order_by("-priority", "pk").first()
    if target is None and not is_emergency:
        raise Refused(_("ครัวเรือนนี้ไม่อยู่ในบัญชีเป้าหมายที่ใช้งานของปีนี้ โปรดเสนอเป็นผู้ตกหล่นก่อน หรือใช้ช่องทางฉุกเฉิน"))
    if before:
        Case.objects.filter(pk=before.pk).update(is_newest=False)
    newest = responses.newest_of(home.pk)
    told = {"pattern": newest.pattern, "priority": newest.priority} if newest else {}
    told |= {"area_code": home.area_code, "authority_id": home.authority_id, "target": target, "is_emergency": is_emergency}
    told |= {"state": "opened", "turn": roads.TURN["opened"], "due_on": roads.due("opened", today, holidays.own())}
    with once():
        made = Case.objects.create(household=home, fiscal_year=rolls.fiscal_year(today), opened_at=at, opened_by=by, **told)
    timeline.note(by=by, at=at, household=home.pk, kind="case.open", on=today, case=made, record=made.pk)
    audit.record(by=by, at=at, verb="case.open", on=made, place=made.area_code, households=[home.pk])
    return made


def locked(by: User, permission: Permission, number: int) -> Case:
    """To be changed by this user. OutOfSight where it is not to be seen, NotAllowed where it is not theirs to act on."""
    row = Case.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    scope.require(by, permission, place=row.area_code, household=row.household_id, authority=row.authority_id)
    return row


def move(case: Case, to: str, *, on: date) -> None:
    """The next state of its road, whose turn it is then and until when. Inside a verb, which saves nothing more of these fields."""
    case.state = roads.step(case.state, to, roads.CASE_NEXT, roads.CASE_NAMES)
    case.turn, case.due_on, case.escalations = roads.TURN[to], roads.due(to, on, holidays.own()), 0
    case.save(update_fields=["state", "turn", "due_on", "escalations"])


def reached(case: Case, mark: str, on: date) -> None:
    """A mark of MARKS on that day; the first day stays."""
    if (before := getattr(case, mark)) is None or on < before:
        setattr(case, mark, on)
        case.save(update_fields=[mark])
