"""Work that changes levels: given until a day, taken, or sent back with a reason. Whose turn it is stands on the case alone.

The turn goes over as a hand-over is given: the receiving level has to answer it, by taking it, by sending it back, or by going on with the
work itself (cases.move).
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit, notices
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import cases, deadlines, levels, roads, rules, sealing, timeline
from nsc.casework.models import Case, Handoff, Turn
from nsc.casework.once import once
from nsc.errors import Refused, _

LONGEST = timedelta(days=366)
TURNS = dict(Turn.choices)


def _locked(by: User, number: int) -> Case:
    """A case that is open, seen by this user."""
    row = cases.locked(by, Permission.HOUSEHOLD_SEE, number)
    if row.state == "closed":
        raise Refused(_("เคสนี้ปิดแล้ว โปรดเปิดเคสอีกครั้งก่อน"))
    return row


def require(user: User, number: int) -> None:
    """Before a form is read: may they act for the level whose turn it is?"""
    row = cases.seen(user, number, Permission.HOUSEHOLD_SEE)
    if row.state != "closed":
        levels.require(user, row.turn, row)


@transaction.atomic
def give(*, by: User, at: datetime, case: int, to: str, due_on: date, because: str) -> Handoff:
    """By who acts for the level whose turn it is. Given on before it was taken, it counts as taken."""
    row = _locked(by, case)
    running = Handoff.objects.filter(case=row, state="given").first()
    if running and running.by_id == by.pk and (running.to_turn, running.due_on) == (to, due_on):
        return running
    levels.require(by, row.turn, row)
    _check(row, to, due_on, timezone.localdate(at))
    said = rules.reason(because)
    if running:
        _answer(running, "taken", by, at)
    with once():
        made = Handoff.objects.create(
            case=row, from_turn=row.turn, to_turn=to, due_on=due_on, because_sealed=sealing.seal(said), by=by, at=at
        )
    _turn(row, to, due_on)
    _tell(row, made, by, at, "handoff.give", what=to, text=said)
    told = [user for user in levels.holders(to, row) if user != by]
    notices.tell(users=told, at=at, kind="handoff.give", href=cases.address(row.pk), number=row.pk)
    return made


def _check(row: Case, to: str, due_on: date, today: date) -> None:
    if to not in levels.ORDER:
        raise Refused(_("โปรดเลือกระดับที่จะส่งงานให้ ถ้าจะส่งให้หน่วยงานโปรดใช้การส่งต่อ"))
    if to == row.turn:
        raise Refused(_("ขณะนี้เป็นงานของ{turn}อยู่แล้ว โปรดเปิดหน้าใหม่เพื่อดูสถานะล่าสุด"), turn=TURNS[to])
    if to == "mentor" and row.mentor_id is None:
        raise Refused(_("เคสนี้ยังไม่มีพี่เลี้ยง โปรดมอบพี่เลี้ยงก่อน"))
    if not today <= due_on <= today + LONGEST:
        raise Refused(_("วันครบกำหนด {on} ต้องไม่ก่อนวันนี้และไม่เกินหนึ่งปี"), on=thai.format_date(due_on))


@transaction.atomic
def take(*, by: User, at: datetime, case: int) -> Handoff:
    """By who acts for the level it was given to; taken again by the same person it stays as it is."""
    row, last = _last(by, case)
    if last.state == "taken" and last.answered_by_id == by.pk:
        return last
    levels.require(by, last.to_turn, row)
    _answer(last, "taken", by, at)
    _tell(row, last, by, at, "handoff.take", what=last.to_turn)
    return last


@transaction.atomic
def send_back(*, by: User, at: datetime, case: int, because: str) -> Handoff:
    """The turn goes back, with as many days as a level has for what went up to it. Who gave it is told."""
    row, last = _last(by, case)
    if last.state == "returned" and last.answered_by_id == by.pk:
        return last
    levels.require(by, last.to_turn, row)
    said = rules.reason(because)
    if last.from_turn == "mentor" and row.mentor_id is None:
        raise Refused(_("ผู้ส่งเดิมไม่ได้เป็นพี่เลี้ยงของเคสนี้แล้ว โปรดมอบพี่เลี้ยงคนใหม่"))
    last.answer_sealed = sealing.seal(said)
    _answer(last, "returned", by, at)
    _turn(row, last.from_turn, deadlines.due_upward(timezone.localdate(at)))
    _tell(row, last, by, at, "handoff.return", what=last.from_turn, text=said)
    told = [user for user in levels.holders(last.from_turn, row) if user != by]
    notices.tell(users=told, at=at, kind="handoff.return", href=cases.address(row.pk), number=row.pk)
    return last


def _last(by: User, case: int) -> tuple[Case, Handoff]:
    row = _locked(by, case)
    last = Handoff.objects.filter(case=row).order_by("pk").last()
    if last is None:
        raise Refused(_("เคสนี้ไม่มีงานที่รอรับ โปรดเปิดหน้าใหม่เพื่อดูสถานะล่าสุด"))
    return row, last


def _answer(row: Handoff, state: str, by: User, at: datetime) -> None:
    row.state = roads.step(row.state, state, roads.HANDOFF_NEXT, roads.HANDOFF_NAMES)
    row.answered_by, row.answered_at = by, at
    row.save(update_fields=["state", "answered_by", "answered_at", "answer_sealed"])


def _turn(row: Case, to: str, due_on: date) -> None:
    row.turn, row.due_on, row.escalations = to, due_on, 0
    row.save(update_fields=["turn", "due_on", "escalations"])


def _tell(row: Case, handoff: Handoff, by: User, at: datetime, verb: str, *, what: str, text: str = "") -> None:
    on = timezone.localdate(at)
    timeline.note(by=by, at=at, household=row.household_id, kind=verb, what=what, on=on, case=row, record=handoff.pk, text=text)
    audit.record(by=by, at=at, verb=verb, on=row, place=row.area_code, detail=what, households=[row.household_id])
