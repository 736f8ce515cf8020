"""What phones sent and could not be stored, for the office: refused by the rules, from a phone that was ended, or waiting too long. An
officer reads it, and accepts it in their own name or puts it aside; who typed it, on which phone and when stays with it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import rules
from nsc.errors import Refused, _
from nsc.files import keys
from nsc.intake import parcels, spoken, submissions
from nsc.intake.models import Submission
from nsc.intake.submissions import State

PER_PAGE = 50
LONG = timedelta(hours=1)  # that something may wait before the office sees it
REFUSED, WAITING, ENDED = "refused", "waiting", "ended"
FILTERS = {"": _("ทั้งหมด"), REFUSED: _("รับไม่ได้"), WAITING: _("รอเกินหนึ่งชั่วโมง"), ENDED: _("จากโทรศัพท์ที่ถูกยกเลิก")}
VERBS = {
    "visit.record": _("บันทึกการเยี่ยม"),
    "visit.miss": _("เยี่ยมแล้วไม่พบ"),
    "visit.photograph": _("ภาพถ่ายของการเยี่ยม"),
    "visit.voice": _("เสียงบันทึกของการเยี่ยม"),
    "household.change": _("แก้ข้อมูลครัวเรือน"),
    "household.missed": _("เสนอครัวเรือนตกหล่น"),
    "need.record": _("บันทึกความจำเป็น"),
    "need.meet": _("ได้รับสิ่งที่จำเป็นแล้ว"),
    "plan.agree": _("ครัวเรือนตกลงแผน"),
    "step.finish": _("ทำขั้นของแผนเสร็จ"),
    "help.deliver": _("ส่งมอบความช่วยเหลือ"),
    "help.fulfil": _("ส่งมอบตามที่รับปาก"),
    "help.check": _("ตรวจการใช้ความช่วยเหลือ"),
    "account.record": _("บัญชีครัวเรือน"),
    "farmer.visit": _("เยี่ยมแปลงของเกษตรกร"),
    "farmer.photograph": _("ภาพถ่ายแปลง"),
    "submission.drop": _("วางรายการที่ส่งไม่ผ่าน"),
}

Word = tuple[str, str, tuple[tuple[str, str], ...]]  # a field (msgid), what was typed there, or the parts of it


@dataclass(frozen=True)
class Line:
    """Nobody of the household is named. `by`: who typed it; `because`: why it is not stored."""

    number: UUID
    verb: str  # msgid, or as the phone says
    household_id: int | None
    area_code: str
    by: str
    done_at: datetime  # by our clock
    received_at: datetime
    state: str
    is_ended: bool
    because: Refused | None


@dataclass(frozen=True)
class Opened:
    """`words`: everything that was typed, only for who may read names there. `clock`: how far the phone's was
    out."""

    line: Line
    phone: str
    clock: timedelta
    has_names: bool
    may_act: bool
    words: tuple[Word, ...]
    files: int


def _mine(user: User) -> QuerySet[Submission]:
    within = scope.within(user, Permission.SUBMISSION_ACCEPT, household="household_id", authority="authority_id")
    return Submission.objects.filter(within)


def _open(at: datetime) -> Q:
    return Q(state=State.REFUSED) | Q(state=State.WAITING, received_at__lte=at - LONG)


def count(user: User, *, at: datetime) -> int:
    """How many wait for somebody in the office."""
    return _mine(user).filter(_open(at)).count()


def visible_to(user: User, *, at: datetime, of: str = "", page: int = 1) -> tuple[list[Line], int]:
    """One page, what came first at the top, and how many there are. NotAllowed to who accepts nothing anywhere."""
    if not scope.anywhere(user, Permission.SUBMISSION_ACCEPT):
        scope.require(user, Permission.SUBMISSION_ACCEPT, place=settings.PROVINCE)
    rows = _mine(user).filter(_open(at))
    if of in (REFUSED, WAITING):
        rows = rows.filter(state=of)
    elif of == ENDED:
        rows = rows.filter(phone__ended_at__isnull=False)
    total = rows.count()
    first = max(0, min(page - 1, (total - 1) // PER_PAGE)) * PER_PAGE
    found = rows.select_related("user", "phone").order_by("received_at", "pk")[first : first + PER_PAGE]
    return [_line(row) for row in found], total


def find(user: User, number: UUID, *, at: datetime) -> Opened:
    """Recorded as an opening where it shows what was typed."""
    row = _row(user, number)
    may_read = _may(user, Permission.FARMER_SEE if row.farmer_id else Permission.NAME_SEE, row)
    words: tuple[Word, ...] = ()
    if may_read and row.sealed is not None:
        words = tuple(_words(bytes(row.sealed)))
        households = [row.household_id] if row.household_id else []
        audit.seen(by=user, at=at, what="submission", on=row, place=row.area_code, count=1, households=households)
    is_open = row.state in (State.REFUSED, State.WAITING)
    return Opened(
        line=_line(row),
        phone=f"{row.phone_id} · {row.phone.name}"[:120],
        clock=row.done_at - row.corrected_at,
        has_names=may_read,
        may_act=is_open,
        words=words,
        files=len(_files(row)),
    )


@transaction.atomic
def accept(*, by: User, at: datetime, submission: UUID) -> Submission:
    """Done now, by the officer and with the officer's rights. Accepted again, the first stands. Refused where the verb refuses it still."""
    row = _locked(by, submission)
    if row.state == State.STORED:
        return row
    submissions.accept(row, by=by, at=at)
    audit.record(by=by, at=at, verb="submission.accept", on=row, place=row.area_code, detail=row.verb)
    transaction.on_commit(lambda: submissions.go_on([row], at))
    return row


@transaction.atomic
def put_aside(*, by: User, at: datetime, submission: UUID, because: str) -> Submission:
    """Not stored, for a reason that who typed it reads. What waited for it goes on. Put aside again, the first reason stands."""
    row = _locked(by, submission)
    if row.state == State.DROPPED:
        return row
    if row.state == State.STORED:
        raise Refused(_("รายการนี้บันทึกไปแล้ว จึงวางไว้ไม่ได้ หากบันทึกผิดโปรดแจ้งสำนักงาน"))
    submissions.put_aside(row, by=by, at=at, because=rules.reason(because))
    audit.record(by=by, at=at, verb="submission.aside", on=row, place=row.area_code, detail=row.verb)
    transaction.on_commit(lambda: submissions.go_on([row], at))
    return row


def _row(user: User, number: UUID) -> Submission:
    row = _mine(user).select_related("user", "phone__user").filter(pk=number).first()
    if row is None:
        if Submission.objects.filter(pk=number).exists():
            _refuse(user, number)
        raise scope.OutOfSight(str(number))
    return row


def _refuse(user: User, number: UUID) -> None:
    """Seen by who sees the household, acted on by others."""
    row = Submission.objects.get(pk=number)
    scope.require(user, Permission.SUBMISSION_ACCEPT, place=row.area_code, household=row.household_id, authority=row.authority_id)


def _locked(by: User, number: UUID) -> Submission:
    _row(by, number)
    return Submission.objects.select_for_update(of=("self",)).select_related("user", "phone__user").get(pk=number)


def _may(user: User, permission: Permission, row: Submission) -> bool:
    return scope.may(user, permission, row.area_code, row.household_id, row.authority_id)


def _line(row: Submission) -> Line:
    return Line(
        number=row.pk,
        verb=VERBS.get(row.verb, row.verb),
        household_id=row.household_id,
        area_code=row.area_code,
        by=row.user.display_name,
        done_at=row.corrected_at,
        received_at=row.received_at,
        state=row.state,
        is_ended=row.phone.ended_at is not None,
        because=submissions.because_of(row),
    )


def _plain(sealed: bytes) -> object:
    """What was typed; None where it could not even be opened."""
    try:
        return json.loads(keys.open(sealed, purpose=submissions.PURPOSE))
    except ValueError:
        return None


def _words(sealed: bytes) -> Iterable[Word]:
    payload = _plain(sealed)
    if isinstance(payload, dict):
        for name, value in payload.items():
            yield from _told(name, value)


def _told(name: str, value: object) -> Iterable[Word]:
    """Each of a list for itself; of a part what it holds, two deep at the most."""
    if value in (None, "", [], {}):
        return
    if isinstance(value, list):
        for each in value:
            yield from _told(name, each)
    elif isinstance(value, dict):
        yield (
            spoken.named(name),
            "",
            tuple((spoken.named(key), _flat(part)) for key, part in value.items() if part not in (None, "", [], {})),
        )
    else:
        yield spoken.named(name), _flat(value), ()


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_flat(part)}" for key, part in value.items())
    return ", ".join(map(_flat, value)) if isinstance(value, list) else str(value)


def _files(row: Submission) -> list[UUID]:
    """That it names and that are here."""
    payload = _plain(bytes(row.sealed)) if row.sealed is not None else None
    try:
        told = spoken.read(row.verb, min(row.form, spoken.NEWEST), payload)
    except Refused:
        return []
    return [number for number in spoken.files(told) if parcels.is_whole(number)]
