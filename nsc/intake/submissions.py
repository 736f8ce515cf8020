"""What phones send: each submission once, in its order, and never lost.

A submission, the verb that it calls and its line in the record are one transaction. Sent again it gets the answer that it got. What cannot
be done yet waits; what the rules refuse is kept for a person; what fails by an error of ours waits, and is tried again. Whatever is settled
lets those go on that waited for it, each in a transaction of its own.
"""

import json
import logging
import traceback
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from nsc.access import audit, scope
from nsc.access.models import Phone, User
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused, _
from nsc.files import envelopes, keys
from nsc.intake import carried, clocks, parcels, spoken
from nsc.intake.models import Submission
from nsc.registry.models import Household
from nsc.tambon import farmers

log = logging.getLogger(__name__)

PURPOSE = "submission"
AT_ONCE = 20
MOST = 256 * 1024  # bytes of one letter
State = Submission.State
NONE_KNOWN: Mapping[UUID, Submission] = {}
MANY = 500  # ids asked for at once
TRIES = 20  # errors of ours that are counted; each doubles the pause before the next, to a day
LOOK = timedelta(minutes=10)  # between two looks of the clock at what waits
KEPT = timedelta(days=90)  # what was put aside, in case that was a mistake
ENDED = _("ส่งจากโทรศัพท์ที่ถูกยกเลิกแล้ว จึงเก็บไว้ให้สำนักงานตรวจก่อนบันทึก")
OURS = _("ระบบขัดข้องชั่วคราว รายการนี้เก็บไว้แล้วและจะลองบันทึกให้เอง ไม่ต้องส่งใหม่")
EARLIER = _("รอรายการก่อนหน้าของครัวเรือนหรือเกษตรกรคนเดียวกัน")
FILE = _("รอไฟล์แนบที่ยังส่งไม่ครบ")
NEWER = _("แบบฟอร์มใหม่กว่าระบบ รอจนกว่าระบบจะปรับปรุง ไม่ต้องส่งใหม่")
UNREGISTERED = _("รอจนกว่าครัวเรือนใหม่จะขึ้นทะเบียน")
TOO_LARGE = _("รายการนี้ใหญ่เกินกว่าที่ระบบรับได้ โปรดย่อข้อความแล้วส่งใหม่")
MISSHAPEN = _("รายการนี้ไม่ครบหรือผิดรูปแบบ ระบบจึงยังไม่บันทึก โปรดปรับปรุงแอปให้เป็นรุ่นล่าสุด แล้วเปิดรายการนี้เพื่อส่งใหม่")
UNSEEN = _("ไม่พบรายการนี้ หรือไม่อยู่ในความดูแลของท่านแล้ว สิ่งที่ส่งมาเก็บไว้ให้สำนักงานตรวจ")
NOT_YOURS = _("ท่านไม่มีสิทธิทำสิ่งนี้กับครัวเรือนหรือเกษตรกรคนนี้ สิ่งที่ส่งมาเก็บไว้ให้สำนักงานตรวจ")
GIVEN_UP = _("ผู้ส่งถอนรายการนี้เอง: {because}")
ASIDE = _("สำนักงานวางรายการนี้ไว้โดยไม่บันทึก: {because}")


@dataclass(frozen=True)
class Sent:
    """One submission as it came. `household`: "h123", a uuid, "f12" of a farmer, or "". `letter`: sealed to key number `key`. `fault`:
    why it can't be taken as it is, where that is known already; what could be read of it is kept with its number, so that who waits for
    it is told."""

    id: UUID
    verb: str
    form: int
    household: str
    after: UUID | None
    instead_of: UUID | None
    done_at: datetime
    key: int
    letter: bytes
    fault: Refused | None = None


@dataclass(frozen=True)
class Answer:
    """`because`: None where it is stored. `household`: the number of one that was new."""

    id: UUID
    state: str
    because: Refused | None = None
    clashes: int = 0
    household: int | None = None


class _Wait(Exception):
    """Not now: for what, and why. `on`: a submission, a file, or None where only time will tell."""

    def __init__(self, because: str, on: UUID | None = None) -> None:
        super().__init__(because)
        self.because, self.on = because, on


# — verbs —


def receive(*, phone: Phone, sent_at: datetime, at: datetime, sent: Sequence[Sent]) -> list[Answer]:
    """In the order sent, one answer for each. Every one is a transaction of its own: the failure of one never takes another along. What
    they have in common is read once: what is known of them and of those before them, and which households are handed to who sends.
    What waited for them goes on at the end, also for what was stored before by a server that was killed before it came to that."""
    if len(sent) > AT_ONCE:
        raise Refused(_("ส่งได้ครั้งละไม่เกิน {most} รายการ"), most=AT_ONCE)
    known = Submission.objects.in_bulk({number for each in sent for number in (each.id, each.after) if number})
    scope.look_up(phone.user, {home for each in sent if (home := _household(each.household)[0])})
    ahead = clocks.ahead(sent_at, at)
    answers = []
    for each in sent:
        known[each.id] = row = known.get(each.id) or _one(phone, each, sent_at, ahead, at, known)
        answers.append(_answered(phone, row))
    go_on([known[each.id] for each in sent if known[each.id].state == State.STORED], at)
    return answers


def _one(phone: Phone, sent: Sent, sent_at: datetime, ahead: timedelta, at: datetime, known: Mapping[UUID, Submission]) -> Submission:
    """The row, however it came out. The letter is opened before the transaction begins: others wait while it lasts."""
    row = _made(phone, sent, sent_at, ahead, at)
    try:
        if sent.fault:
            raise sent.fault
        if len(sent.letter) > MOST:
            raise Refused(TOO_LARGE)
        plain = envelopes.open(sent.letter, number=sent.key, bound=parcels.bound(sent.id, phone))
    except Refused as refused:
        row.sealed = keys.seal(sent.letter[:MOST], purpose=PURPOSE)  # as it came: perhaps somebody can make something of it
        return _kept(_refuse(row, refused))
    row.sealed = keys.seal(plain, purpose=PURPOSE)
    if phone.ended_at:
        return _kept(_refuse(row, Refused(ENDED)))
    return _tried(row, plain, phone, at, is_new=True, known=known)


def _made(phone: Phone, sent: Sent, sent_at: datetime, ahead: timedelta, at: datetime) -> Submission:
    number, key = _household(sent.household)
    corrected = clocks.corrected(sent.done_at, ahead, since=phone.enrolled_at, received_at=at)
    return Submission(
        id=sent.id, phone=phone, user=phone.user, verb=sent.verb[:30], form=sent.form, household_id=number, made_key=key,
        farmer_id=_numbered("f", sent.household),
        after=sent.after, instead_of=sent.instead_of, key=sent.key, done_at=sent.done_at, sent_at=sent_at, received_at=at,
        corrected_at=corrected, state=State.WAITING,
    )  # fmt: skip


def _numbered(sign: str, text: str) -> int | None:
    return int(text[1:]) if text[:1] == sign and text[1:].isascii() and text[1:].isdigit() and len(text) < 19 else None


def _household(text: str) -> tuple[int | None, UUID | None]:
    if (number := _numbered("h", text)) is not None:
        return number, None
    try:
        return None, UUID(text)
    except ValueError:
        return None, None


def _tried(
    row: Submission, plain: bytes, phone: Phone, at: datetime, *, is_new: bool, known: Mapping[UUID, Submission] = NONE_KNOWN
) -> Submission:
    """Carried out, or kept with the reason why not. `known`: rows that were read already; those that are stored there stay so."""
    kept = row
    try:
        told = _read(row, plain)
        row = copy(row)  # what an attempt that fails has written on it is forgotten
        with transaction.atomic():
            if not is_new and not _is_waiting(row):
                return Submission.objects.get(pk=row.pk)
            used = _carried(row, told, phone, phone.user, at, known=known)
            row.save(force_insert=is_new, force_update=not is_new)
    except _Wait as wait:
        return _kept(_waits(kept, wait, at), is_new)
    except Refused as refused:
        return _kept(_refuse(kept, refused), is_new)
    except OutOfSight:
        return _kept(_refuse(kept, Refused(UNSEEN)), is_new)
    except NotAllowed:
        return _kept(_refuse(kept, Refused(NOT_YOURS)), is_new)
    except Exception as error:  # whatever it is, what was typed is not lost by it
        if is_new and (stands := Submission.objects.filter(pk=row.pk).first()):
            return stands  # sent twice at once: the other was first
        where = traceback.extract_tb(error.__traceback__)[-1]  # the message of an error may quote what was typed
        log.error("submission %s (%s): %s at %s:%s", kept.pk, kept.verb, type(error).__name__, where.filename, where.lineno)
        kept.tries = min(kept.tries + 1, TRIES)
        return _kept(_waits(kept, _Wait(OURS), at), is_new)
    parcels.forget(used)
    return row


def _read(row: Submission, plain: bytes) -> spoken.Spoken:
    if row.form > spoken.NEWEST:
        raise _Wait(NEWER)
    try:
        payload = json.loads(plain)
    except ValueError as error:
        raise Refused(_("อ่านสิ่งที่ส่งมาไม่ได้ โปรดปรับปรุงแอปแล้วส่งใหม่")) from error
    told = spoken.read(row.verb, row.form, payload)
    return carried.corrected(told, partial(_day, row))


def _day(row: Submission, on: date) -> date:
    found = clocks.corrected_day(on, done_at=row.done_at, corrected_at=row.corrected_at, received_at=row.received_at)
    if found != on:
        row.said_on = on
    return found


def _is_waiting(row: Submission) -> bool:
    """Locked until the transaction ends, and still to be done."""
    return Submission.objects.select_for_update().filter(pk=row.pk, state=State.WAITING).exists()


def _carried(
    row: Submission,
    told: spoken.Spoken,
    phone: Phone,
    by: User,
    at: datetime,
    *,
    in_order: bool = True,
    known: Mapping[UUID, Submission] = NONE_KNOWN,
) -> list[UUID]:
    """The verb is done and the row says so, not saved yet; the files that were used. `in_order` False: an officer does it now."""
    if isinstance(told, spoken.Dropped):
        _drop(row, told, by, at)
        _store(row, carried.Done(None, row.household_id), at)
        return []
    if row.instead_of and Submission.objects.filter(pk=row.instead_of, user=row.user_id, state=State.STORED).exists():
        raise Refused(_("รายการเดิมที่แก้ไขนี้สำนักงานรับไว้แล้ว จึงไม่บันทึกซ้ำ โปรดลบรายการนี้ในแอป"))
    if in_order and (first := _blocker(_before(row), known)):
        raise _Wait(EARLIER, first)
    if isinstance(told, spoken.Pictured | spoken.Voiced | spoken.FarmerPictured):
        told = replace(told, visit=_standing_in(told.visit))
    home = row.household_id or _registered(row, told)
    files = spoken.files(told)
    if absent := parcels.missing(phone, files):
        raise _Wait(FILE, absent)
    done = carried.carry(
        told,
        by=by,
        at=row.corrected_at if in_order else at,
        number=row.pk,
        household=home,
        farmer=row.farmer_id,
        file=partial(parcels.opened, phone, key=row.key),
    )
    if home is not None and done.household != home:
        raise Refused(_("แบบฟอร์มนี้อ้างถึงรายการของครัวเรือนอื่น จึงยังไม่บันทึก โปรดเปิดครัวเรือนแล้วกรอกใหม่"))
    parcels.use(files, at)
    _store(row, done, at)
    if row.instead_of:
        mended = _mended(row)
        if not mended:
            _bury(row.instead_of, row, at)
        _retire(mended, at, forgets=True)
    return files


def _store(row: Submission, done: carried.Done, at: datetime) -> None:
    row.state, row.settled_at, row.record, row.clashes = State.STORED, at, done.record, done.clashes
    row.household_id = done.household
    row.sealed = row.because_sealed = row.waits_for = row.next_at = None  # what was said stands where the verb put it


def _before(row: Submission) -> UUID | None:
    """What it comes after. What is sent instead of another takes its place in the order."""
    if row.instead_of and (mended := Submission.objects.filter(pk=row.instead_of, user=row.user_id).first()):
        return _before(mended)
    return row.after


def _blocker(number: UUID | None, known: Mapping[UUID, Submission] = NONE_KNOWN) -> UUID | None:
    """What has to be settled first, from there backwards; None where nothing stands in the way."""
    if number in known and known[number].state == State.STORED:  # which is for ever
        return None
    seen: set[UUID] = set()
    while number and number not in seen:
        seen.add(number)
        row = Submission.objects.filter(pk=number).only("state", "after", "instead_of", "user").first()
        if row is None or row.state in (State.WAITING, State.REFUSED):
            return number
        number = _before(row) if row.state == State.DROPPED else None
    return None


def _standing_in(number: UUID) -> UUID:
    """The stored submission of the visit that is meant: itself, or what was sent instead of it."""
    seen: set[UUID] = set()
    while number not in seen:
        seen.add(number)
        row = Submission.objects.filter(pk=number).only("state").first()
        if row is None or row.state in (State.WAITING, State.REFUSED):
            raise _Wait(EARLIER, number)
        if row.state == State.STORED:
            return number
        number = Submission.objects.filter(instead_of=number, state=State.STORED).values_list("pk", flat=True).first() or number
    raise Refused(_("การเยี่ยมที่แนบมาด้วยถูกวางไว้โดยไม่บันทึก จึงแนบภาพหรือเสียงไม่ได้"))


def _registered(row: Submission, told: spoken.Spoken) -> int | None:
    """The number of a household that a phone has named, once the register has it."""
    if row.made_key is None or isinstance(told, spoken.Missed):
        return None
    made = Submission.objects.filter(made_key=row.made_key, verb="household.missed", state=State.STORED, user=row.user_id).first()
    if made is None:
        raise _Wait(UNREGISTERED)
    found = made.household_id or (carried.household_of_proposal(made.record) if made.record else None)
    if found is None:
        raise _Wait(UNREGISTERED)
    if made.household_id is None:
        Submission.objects.filter(pk=made.pk).update(household=found)
    return found


def _drop(row: Submission, told: spoken.Dropped, by: User, at: datetime) -> None:
    """What was refused is given up by who sent it; it stays readable for the office for a while."""
    found = Submission.objects.select_for_update().filter(pk=told.submission, user=row.user_id).first()
    if found is None:
        _bury(told.submission, row, at)
        return
    if found.state == State.STORED:
        raise Refused(_("รายการนี้บันทึกไปแล้ว จึงวางไว้ไม่ได้ หากบันทึกผิดโปรดแจ้งสำนักงาน"))
    if found.state != State.DROPPED:
        _retire([found, *_mended(found)], at, because=told.because)
        audit.record(by=by, at=at, verb="submission.drop", on=found, place=found.area_code)


def _bury(number: UUID, by: Submission, at: datetime) -> None:
    """What was given up or mended and never came here (too large for its way, or on a disk that was put back) has its place in the order
    all the same, so that what comes after it does not wait for ever; should it still come, late, it is not done."""
    if Submission.objects.filter(pk=number).exists():
        raise Refused(_("หมายเลขของรายการนี้ถูกใช้ไปแล้วโดยโทรศัพท์เครื่องอื่น โปรดกรอกใหม่"))
    names = ("phone_id", "user_id", "form", "made_key", "after", "key", "done_at", "sent_at", "received_at", "corrected_at")
    told = {name: getattr(by, name) for name in names}
    verb = by.verb if by.instead_of else ""
    home = by.household_id if Household.objects.filter(pk=by.household_id).exists() else None
    farmer = by.farmer_id if farmers.area_of(by.farmer_id or 0) else None
    Submission.objects.create(pk=number, household_id=home, farmer_id=farmer, verb=verb, state=State.DROPPED, settled_at=at, **told)


def _mended(row: Submission) -> list[Submission]:
    """Those that it was sent instead of, the nearest first; only the sender's own."""
    found: list[Submission] = []
    while row.instead_of and row.instead_of not in {each.pk for each in found}:
        mended = Submission.objects.filter(pk=row.instead_of, user=row.user_id).first()
        if mended is None:
            break
        found.append(mended)
        row = mended
    return found


def _retire(rows: Iterable[Submission], at: datetime, *, forgets: bool = False, because: str = "") -> None:
    """`forgets`: what took its place is stored, and nothing more is to be read here. `because`: of who gave it up, for the office."""
    gone: dict[str, object] = {"state": State.DROPPED, "settled_at": at, "waits_for": None, "next_at": None}
    if because:
        gone["because_sealed"] = _told(Refused(GIVEN_UP, because=because))
    open_ = Submission.objects.filter(pk__in=[row.pk for row in rows], state__in=[State.WAITING, State.REFUSED])
    open_.update(**gone, **({"sealed": None, "because_sealed": None} if forgets else {}))


def _refuse(row: Submission, refused: Refused) -> Submission:
    row.state, row.waits_for, row.next_at, row.because_sealed = State.REFUSED, None, None, _told(refused)
    return row


def _waits(row: Submission, wait: _Wait, at: datetime) -> Submission:
    """The clock looks again by and by, should what it waits for come unseen."""
    pause = min(timedelta(minutes=2**row.tries), timedelta(days=1)) if row.tries and wait.on is None else LOOK
    row.state, row.waits_for, row.next_at, row.because_sealed = State.WAITING, wait.on, at + pause, _told(Refused(wait.because))
    return row


def _kept(row: Submission, is_new: bool = True) -> Submission:
    """Not stored, and not lost: with its place, so that the office there sees it.

    The household is locked before a new row is written, as the verbs do it: else the row would wait for the household at its commit (a
    foreign key), while a verb that has the household waits for a row of the same number that was sent twice at once. A row that stands
    is locked before its household, here as in _tried."""
    with transaction.atomic():
        kept = _written(row, is_new)
    if is_new and kept is row and row.state == State.WAITING and row.waits_for and _has_come(row.waits_for):  # between the look and the row
        return _again(row.pk, row.received_at) or row
    return kept


def _written(row: Submission, is_new: bool) -> Submission:
    homes = Household.objects.select_for_update(no_key=True) if is_new else Household.objects
    home = homes.filter(pk=row.household_id).first() if row.household_id else None
    row.household = home
    row.area_code, row.authority_id = (home.area_code, home.authority_id) if home else (_somewhere(row), None)
    if row.farmer_id and row.state == State.REFUSED and farmers.is_forgotten(row.farmer_id):  # they asked: what came late is not kept
        row.state, row.settled_at, row.sealed = State.DROPPED, row.received_at, None
    if not is_new:
        open_ = Submission.objects.filter(pk=row.pk, state__in=[State.WAITING, State.REFUSED])
        names = (
            "state",
            "settled_at",
            "sealed",
            "waits_for",
            "next_at",
            "because_sealed",
            "tries",
            "household",
            "farmer",
            "area_code",
            "authority",
        )
        open_.update(**{name: getattr(row, name) for name in names})
        return row
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # sent twice at once: the other was first
        return Submission.objects.get(pk=row.pk)
    return row


def _has_come(number: UUID) -> bool:
    return _blocker(number) is None or parcels.is_whole(number)


def _somewhere(row: Submission) -> str:
    """The tambon of a farmer; where neither that nor the household is known, the office of who sent it."""
    if row.farmer_id and (area := farmers.area_of(row.farmer_id)):
        return area
    row.farmer_id = None  # of nobody that we know
    return next((given.area_code for given in scope.in_force(row.user)), settings.PROVINCE)


def _told(refused: Refused) -> bytes:
    plain = {name: value if isinstance(value, int | float | str) else str(value) for name, value in refused.values.items()}
    return keys.seal(json.dumps([refused.message, plain], ensure_ascii=False).encode(), purpose=PURPOSE)


def because_of(row: Submission) -> Refused | None:
    if row.because_sealed is None:
        return None
    message, values = json.loads(keys.open(bytes(row.because_sealed), purpose=PURPOSE))
    return Refused(message, **values)


def _answered(phone: Phone, row: Submission) -> Answer:
    if row.phone_id != phone.pk and row.user_id != phone.user_id:
        return Answer(row.pk, State.REFUSED, Refused(_("หมายเลขของรายการนี้ถูกใช้ไปแล้วโดยโทรศัพท์เครื่องอื่น โปรดกรอกใหม่")))
    because = because_of(row)
    if because and "name" in because.values:  # who finds a phone learns nobody's name from its answers
        because.values["name"] = "…"
    state = State.REFUSED if row.state == State.DROPPED else row.state
    return Answer(row.pk, str(state), because, row.clashes, row.household_id if row.made_key else None)


# — going on —


def go_on(settled: Iterable[Submission], at: datetime) -> None:
    """What waited for these, and for what that settles, in the order of its doing. Not by recursion: a chain may be a day long."""
    while names := [name for row in settled for name in _names(row)]:
        waiting = list(_waiting().filter(waits_for__in=names).order_by("done_at", "received_at").values_list("pk", flat=True))
        tried = [_again(number, at) for number in waiting]
        settled = [row for row in tried if row and row.state in (State.STORED, State.DROPPED)]


def _names(row: Submission) -> list[UUID]:
    """Its own, and those that it has settled along."""
    if row.verb == "submission.drop":
        gone = Submission.objects.filter(state=State.DROPPED, settled_at=row.settled_at, user=row.user_id)
        return list(gone.values_list("pk", flat=True))
    return [row.pk, *(each.pk for each in _mended(row))] if row.instead_of else [row.pk]


def _waiting():
    return Submission.objects.filter(state=State.WAITING)


def _again(number: UUID, at: datetime) -> Submission | None:
    row = _waiting().select_related("phone__user", "user").filter(pk=number).first()
    if row is None or row.sealed is None:
        return row
    row.phone.user.came_by = str(row.phone)
    return _tried(row, keys.open(bytes(row.sealed), purpose=PURPOSE), row.phone, at, is_new=False)


def arrived(number: UUID, at: datetime) -> None:
    """A file is whole: what waited for it goes on."""
    for waiting in list(_waiting().filter(waits_for=number).values_list("pk", flat=True)):
        if (found := _again(waiting, at)) and found.state == State.STORED:
            go_on([found], at)


def run(at: datetime) -> int:
    """A chore: tries again what waits and is due; what was put aside long ago is forgotten. How many were settled."""
    settled = 0
    for number in list(_waiting().filter(next_at__lte=at).order_by("next_at").values_list("pk", flat=True)[:200]):
        if (found := _again(number, at)) and found.state == State.STORED:
            settled += 1
            go_on([found], at)
    Submission.objects.filter(state=State.DROPPED, sealed__isnull=False, settled_at__lte=at - KEPT).update(sealed=None)
    return settled


# — by the office, whose desk has checked the right (submission_desk) —


def accept(row: Submission, *, by: User, at: datetime) -> None:
    """Out of its order, and by who accepts it. Whatever the verb refuses is refused here."""
    if row.sealed is None:
        raise Refused(_("สิ่งที่พิมพ์ไว้ถูกลบไปแล้ว จึงบันทึกไม่ได้"))
    try:
        told = _read(row, keys.open(bytes(row.sealed), purpose=PURPOSE))
        used = _carried(row, told, row.phone, by, at, in_order=False)
    except _Wait as wait:
        raise Refused(wait.because) from wait
    row.decided_by = by
    row.save(force_update=True)
    transaction.on_commit(partial(parcels.forget, used))


def put_aside(row: Submission, *, by: User, at: datetime, because: str) -> None:
    _retire([row, *_mended(row)], at)
    row.refresh_from_db()
    row.decided_by, row.because_sealed = by, _told(Refused(ASIDE, because=because))
    row.save(update_fields=["decided_by", "because_sealed"])


# — questions of the phone —


def answers(phone: Phone, ids: Sequence[UUID]) -> list[Answer]:
    """What has become of these, of the phone's person; what never came is left out."""
    rows = Submission.objects.filter(user=phone.user_id).in_bulk(list(ids)[:MANY])
    return [_answered(phone, rows[each]) for each in ids if each in rows]
